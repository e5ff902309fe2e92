"""One line, from app to app: how long until the other has it, over loopback.

    line.py [--lines 500] [--rounds 5]

Three whole engines in three processes: one hosts, two have joined. A line counts from the moment
the first asks for it (``Engine.do``) to the event with which the second would show it; it has
been committed to two disks by then, its author's outbox and the server's log. The clock is the
system's monotonic one, which all processes share.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hosting import hosted_room
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

from lanyard import commands, events
from lanyard.engine import Engine

_PAUSE_MILLISECONDS = 10


class Talker(QObject):
    """Says the time, again and again."""

    def __init__(self, engine: Engine, lines: int) -> None:
        super().__init__()
        self._engine = engine
        self._left = lines
        self._room = ""
        self._pause = QTimer(self, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._say)

    @Slot(object)
    def take(self, event: object) -> None:
        if isinstance(event, events.Joined):
            self._room = event.room
            self._pause.start()

    @Slot()
    def _say(self) -> None:
        if not self._left:
            self._pause.stop()
            return
        self._left -= 1
        self._engine.do(commands.Post(self._room, str(time.monotonic_ns())))


class Listener(QObject):
    """Notes how old each line is when it arrives."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._lines = lines
        self._began = time.monotonic_ns()
        self.heard: list[tuple[int, float]] = []
        """When each line was asked for, in nanoseconds, and its age in milliseconds."""

    @Slot(object)
    def take(self, event: object) -> None:
        if isinstance(event, events.Joined):
            print("ready", flush=True)
        if isinstance(event, events.EntriesArrived):
            now = time.monotonic_ns()
            said = [int(entry.text) for entry in event.entries if entry.text.isdecimal()]
            # Lines of before it came are no part of this round.
            self.heard += [(at, (now - at) / 1e6) for at in said if at >= self._began]
            if len(self.heard) == self._lines:
                QCoreApplication.quit()


def join(profile: str, port: int, name: str, lines: int) -> int:
    """Be one of the two apps."""
    application = QCoreApplication([])
    engine = Engine(Path(profile))
    one: Talker | Listener = Talker(engine, lines) if name == "Talker" else Listener(lines)
    engine.happened.connect(one.take)
    engine.start()
    engine.do(commands.Join("127.0.0.1", name, port))
    if isinstance(one, Talker):
        QTimer.singleShot(lines * _PAUSE_MILLISECONDS + 5_000, application.quit)
    application.exec()
    engine.shutdown()
    if isinstance(one, Listener):
        print(*(word for pair in one.heard for word in pair), flush=True)
    return 0


def measure(port: int, folder: str, lines: int) -> list[tuple[int, float]]:
    """Return when each line of a round was asked for, in nanoseconds, and its age in ms."""
    words = [sys.executable, __file__, "--lines", str(lines), "--port", str(port)]
    with (
        subprocess.Popen(
            [*words, "--join", "Listener", "--profile", f"{folder}/listener"],
            stdout=subprocess.PIPE,
            text=True,
        ) as listener,
    ):
        assert listener.stdout is not None
        assert listener.stdout.readline() == "ready\n"
        with subprocess.Popen([*words, "--join", "Talker", "--profile", f"{folder}/talker"]):
            words = listener.stdout.readline().split()
            return list(zip(map(int, words[::2]), map(float, words[1::2]), strict=True))


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--join", help=argparse.SUPPRESS)
    parser.add_argument("--profile", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.join:
        return join(options.profile, options.port, options.join, options.lines)
    halves: list[tuple[float, float]] = []
    for _ in range(options.rounds):
        with tempfile.TemporaryDirectory() as folder, hosted_room(25927) as (port, _, _pid):
            Path(folder, "listener").mkdir()
            Path(folder, "talker").mkdir()
            ages = sorted(age for _, age in measure(port, folder, options.lines))
            halves.append((ages[len(ages) // 2], ages[len(ages) * 99 // 100]))
    p50, p99 = (statistics.median(half) for half in zip(*halves, strict=True))
    print(f"a line from app to app: p50 {p50:.2f} ms, p99 {p99:.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())

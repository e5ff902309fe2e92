"""Ten thousand small files arrive in a real window: does it stay awake, do they keep coming?

    files_and_window.py [--files 10000] [--bytes 10000] [--rounds 5] [--folder DIR]

The whole window with its whole engine in this process, on the offscreen platform, has joined a
room in another process, which offers a folder. A timer of 10 ms in the window's thread is the
heartbeat, from the yes to the end; one half of the rounds shows the conversation with the offer,
the other the page of transfers. The rate of the last tenth of the files is held against that of
the first.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication
from socket_flood import GAP, Heartbeat, pump

from faults.world import Life, free_port
from lanyard import commands, events
from lanyard.application import Application
from lanyard.engine import Engine
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from lanyard.widgets import theme

KEPT_RATE = 0.9
"""Of the first tenth's rate, at least."""
_PATIENCE = 600.0


class Watch(QObject):
    """What the window is told, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.joined: events.Joined | None = None
        self.offered = ""
        self.over: events.TransferChanged | None = None
        self.done_at: list[tuple[float, int]] = []
        """How many files had come by when."""

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case events.Joined():
                self.joined = event
            case events.TransferChanged(incoming=True):
                if event.state is events.TransferState.OFFERED:
                    self.offered = event.offer
                elif event.state in (events.TransferState.DONE, events.TransferState.FAILED):
                    self.over = event
                self.done_at.append((time.perf_counter(), event.files_done))
            case _:
                pass

    def kept_rate(self, began: float, files: int) -> float:
        """The rate of the last tenth of the files, in that of the first."""
        part = files // 10
        first = self._moment(began, part) - began
        return first / max(1e-6, self._moment(began, files) - self._moment(began, files - part))

    def _moment(self, began: float, count: int) -> float:
        """When so many files had come; between two news they are taken to come evenly."""
        before, had = began, 0
        for at, done in self.done_at:
            if done >= count:
                return before + (at - before) * (count - had) / max(1, done - had)
            if done > had:
                before, had = at, done
        raise SystemExit(f"{count} files were never told")


def until(watch: Watch, reached: str) -> None:
    """Let the window live until the watch has seen something."""
    deadline = time.perf_counter() + _PATIENCE
    while not getattr(watch, reached):
        pump(20)
        if time.perf_counter() > deadline:
            raise SystemExit(f"{reached} never came")


def measure(files: int, size: int, rounds: int, folder: Path) -> int:
    """Take the figures and print them; 1 if a promise is not kept."""
    sent = folder / "photos"
    for number in range(files):
        path = sent / f"{number % 100:02d}" / f"{number:05d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size))
    app = QApplication([])
    theme.apply(app)
    (folder / "host").mkdir()
    sender = Life(folder / "host", "Host")
    port = free_port()
    sender.order("Host", room="Bench", name="Host", port=port)
    room = str(sender.wait_for("Joined").fields["room"])
    store = SettingsStore(folder / "window")
    (folder / "window").mkdir()
    store.save(Settings(name="Window", downloads=str(folder)))
    program = Application(app, SettingsKeeper(store))
    engine, watch, beat = Engine(folder / "window"), Watch(), Heartbeat()
    engine.happened.connect(watch.take)
    gaps: list[float] = []
    seconds: list[float] = []
    rates: list[float] = []
    try:
        program.show()
        program.start(engine)
        engine.do(commands.Join("127.0.0.1", "Window", port))
        until(watch, "joined")
        for number in range(rounds):
            if number % 2:
                program.window.side_bar.tool_chosen.emit("transfers")
            watch.offered, watch.over, watch.done_at = "", None, []
            assert watch.joined is not None
            to = watch.joined.my_device_id
            sender.order("OfferFiles", room=room, paths=[str(sent)], to=to)
            until(watch, "offered")
            pump(200)
            inbox = folder / f"inbox {number}"
            inbox.mkdir()
            beat.begin_again()
            began = time.perf_counter()
            engine.do(commands.AcceptOffer(watch.offered, str(inbox)))
            until(watch, "over")
            seconds.append(time.perf_counter() - began)
            gaps.append(beat.worst)
            over = watch.over
            if over is None:
                raise SystemExit("it never ended")
            there = sum(path.is_file() for path in inbox.rglob("*"))
            if over.state is not events.TransferState.DONE or there != files:
                raise SystemExit(f"{there} of {files} files are there: {over.state} {over.failure}")
            rates.append(watch.kept_rate(began, files))
            shutil.rmtree(inbox)
    finally:
        program.shut_down()
        sender.end()
    took = statistics.median(seconds)
    print(f"{files:,} files of {size:,} bytes: {took:.2f} s, {files / took:,.0f} files a second")
    print(f"last tenth to first: {statistics.median(rates):.2f} (at least {KEPT_RATE})")
    print(
        f"longest gap of the heartbeat: {', '.join(f'{gap:.0f}' for gap in gaps)} ms"
        f" (under {GAP:.0f})"
    )
    return 0 if max(gaps) < GAP and statistics.median(rates) >= KEPT_RATE else 1


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--bytes", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", default=tempfile.gettempdir())
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lanyard-bench-", dir=chosen.folder) as folder:
        return measure(chosen.files, chosen.bytes, chosen.rounds, Path(folder))


if __name__ == "__main__":
    sys.exit(main())

"""20,000 real datagrams a second into the sockets page: what is lost, does the window stay awake.

    socket_flood.py [--rate 20000] [--seconds 10] [--rounds 5]

Another process sends numbered datagrams over loopback to a UDP listener of the whole engine; they
come up as rows of the sockets page, shown on the offscreen platform and following its end, with
the listener chosen in its list. A timer of 10 ms in the window's thread is the heartbeat; the
worst round counts. What the system itself threw away for want of room is told apart.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from plain_hosting import free_port, resident
from PySide6.QtCore import QElapsedTimer, QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication

from lanyard.engine import Engine
from lanyard.sockets import OpenListener, Reply, SocketChanged, SocketState, Transport
from lanyard.widgets import theme
from lanyard.widgets.sockets_page import SocketsPage

GAP = 50.0
_SLICES = 200
"""The sender sends so many times a second, each time what is due."""
_SETTLE_SECONDS = 10.0


class Heartbeat(QObject):
    """The longest gap between two beats of a 10 ms timer."""

    def __init__(self) -> None:
        super().__init__()
        self.worst = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=10)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def begin_again(self) -> None:
        self.worst = 0.0
        self._last = time.perf_counter()

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, (now - self._last) * 1000)
        self._last = now


class Watch(QObject):
    """Waits until the listener listens."""

    is_open = False

    @Slot(object)
    def take(self, event: object) -> None:
        if isinstance(event, SocketChanged) and event.state is SocketState.OPEN:
            self.is_open = True


def send(port: int, rate: int, seconds: float) -> int:
    """Be the sender: send at that rate, as evenly as a process can, and print how many went."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.connect(("127.0.0.1", port))
    most = int(rate * seconds)
    sent = 0
    began = time.perf_counter()
    while sent < most:
        due = min(most, int((time.perf_counter() - began) * rate) + 1)
        while sent < due:
            sock.send(b"reading %d temp=%d.4 \xe9\x98\x80\xe9\x97\xa8\n" % (sent, sent % 97))
            sent += 1
        time.sleep(1 / _SLICES)
    took = time.perf_counter() - began
    print(sent, took, flush=True)
    return 0


def thrown_away(port: int) -> int:
    """Return how many datagrams for a port the system had no room for; 0 where it does not say."""
    total = 0
    for table in ("/proc/net/udp", "/proc/net/udp6"):
        try:
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            words = line.split()
            if int(words[1].rpartition(":")[2], 16) == port:
                total += int(words[-1])
    return total


def pump(milliseconds: int) -> None:
    QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, milliseconds)


def round_of(
    page: SocketsPage, beat: Heartbeat, port: int, rate: int, seconds: float
) -> tuple[int, int, int, float, float]:
    """Return sent, lost on the way, thrown away by the system, the worst gap and the rate."""
    traffic = page.workbench.traffic
    dropped = thrown_away(port)
    process = subprocess.Popen(
        [sys.executable, __file__, "--send", str(port), "--rate", str(rate),
         "--seconds", str(seconds)], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    before = traffic.passed
    while traffic.passed == before and process.poll() is None:
        pump(10)
    beat.begin_again()
    while process.poll() is None:
        pump(50)
    gap = beat.worst
    assert process.stdout is not None
    sent, took = process.stdout.read().split()
    process.stdout.close()
    clock = QElapsedTimer()
    clock.start()
    while traffic.passed - before < int(sent) and clock.elapsed() < _SETTLE_SECONDS * 1000:
        pump(50)
    gap = max(gap, beat.worst)
    dropped = thrown_away(port) - dropped
    lost = int(sent) - (traffic.passed - before)
    return int(sent), lost, dropped, gap, int(sent) / float(took)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--send", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.send:
        return send(chosen.send, chosen.rate, chosen.seconds)
    application = QApplication([])
    theme.apply(application)
    with tempfile.TemporaryDirectory() as profile:
        engine = Engine(Path(profile))
        page, watch, beat = SocketsPage(), Watch(), Heartbeat()
        engine.happened.connect(page.take)
        engine.happened.connect(watch.take)
        page.command_wanted.connect(engine.do)
        page.resize(1000, 640)
        page.show()
        engine.start()
        quiet = Reply("quiet", datagram_answer="")
        order = OpenListener(Transport.UDP, free_port(), quiet, "127.0.0.1")
        page.command_wanted.emit(order)
        while not watch.is_open:
            pump(50)
        page.list.choose(order.key)
        pump(50)
        rest = resident(os.getpid())
        rows = [
            round_of(page, beat, order.port, chosen.rate, chosen.seconds)
            for _ in range(chosen.rounds)
        ]
        shown = page.workbench.traffic.rowCount()
        growth = resident(os.getpid()) - rest
        engine.shutdown()
        page.close()
    sent = sum(row[0] for row in rows)
    lost, dropped = sum(row[1] for row in rows), sum(row[2] for row in rows)
    gap = max(row[3] for row in rows)
    print(
        f"{sent:,} datagrams in {chosen.rounds} rounds at"
        f" {statistics.median(row[4] for row in rows):,.0f} a second:"
        f" {lost} lost, {dropped} of them by the system; {shown:,} rows in the table"
    )
    print(
        f"longest gap of the heartbeat: {', '.join(f'{row[3]:.0f}' for row in rows)} ms"
        f" (under {GAP:.0f}); memory {growth / 1e6:+.0f} MB"
    )
    return 0 if lost == 0 and gap < GAP else 1


if __name__ == "__main__":
    sys.exit(main())

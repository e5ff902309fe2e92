"""The table of plain sockets under load: what is lost, and whether the window stays awake.

    socket_table.py [--rate 20000] [--seconds 10] [--rows 1000000]

A real table on the offscreen platform, shown and following its end. Rows come in batches of at
most 500, as the engine sends them; a timer of 10 ms is the heartbeat, and the longest gap between
two of its beats is how long the window would not have answered. Then the table is filled to a
million rows: what they cost, how long the slowest frame of scrolling through them takes, and how
long a filter holds the window up. The way through real UDP is measured elsewhere.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from lanyard.models.workbench import Workbench
from lanyard.sockets import Traffic, TrafficPassed, Transport
from lanyard.widgets import theme
from lanyard.widgets.traffic_panel import TrafficPanel

BATCH = 500
PROMISED_MILLISECONDS = 50


class Heartbeat:
    """The longest gap between two beats of a 10 ms timer."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setInterval(10)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def begin_again(self) -> None:
        self.worst = 0.0
        self._last = time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.worst = max(self.worst, (now - self._last) * 1000)
        self._last = now


def batch(start: int, count: int) -> TrafficPassed:
    """Return rows as a UDP listener would bring them, from a hundred senders."""
    now = int(time.time() * 1000)
    rows = []
    for number in range(start, start + count):
        text = f"reading {number} temp={number % 97}.4 阀门\n".encode()
        sender = f"10.0.{number % 100}.7:50000"
        rows.append(
            Traffic(
                "listener", now, True, sender, "10.0.0.40:9000", text, len(text), False,
                Transport.UDP,
            )
        )  # fmt: skip
    return TrafficPassed(tuple(rows))


def pump(app: QApplication) -> None:
    app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def flood(app: QApplication, bench: Workbench, beat: Heartbeat, rate: int, seconds: float) -> int:
    """Bring ``rate`` rows a second; return how many came."""
    sent = 0
    clock = QElapsedTimer()
    clock.start()
    beat.begin_again()
    while clock.elapsed() < seconds * 1000:
        due = min(int(rate * clock.elapsed() / 1000), int(rate * seconds))
        if due > sent:
            count = min(BATCH, due - sent)
            bench.take(batch(sent, count))
            sent += count
        pump(app)
    while sent < int(rate * seconds):
        count = min(BATCH, int(rate * seconds) - sent)
        bench.take(batch(sent, count))
        sent += count
        pump(app)
    return sent


def main() -> int:
    """Measure and print; 1 where a promise is broken."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rate", type=int, default=20_000)
    arguments.add_argument("--seconds", type=float, default=10)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    wanted = arguments.parse_args()
    app = QApplication(sys.argv[:1])
    theme.apply(app)
    bench = Workbench()
    panel = TrafficPanel(bench.traffic)
    panel.resize(650, 560)
    panel.show()
    pump(app)
    beat = Heartbeat()
    sent = flood(app, bench, beat, wanted.rate, wanted.seconds)
    lost = sent - bench.traffic.rowCount()
    print(f"{sent} rows at {sent / wanted.seconds:,.0f} a second: {lost} lost")
    print(f"longest gap of the heartbeat: {beat.worst:.0f} ms")
    kept = lost == 0 and beat.worst < PROMISED_MILLISECONDS
    kept &= fill(app, bench, beat, wanted.rows)
    kept &= flood_when_full(app, bench, beat, wanted.rate)
    kept &= scroll(app, panel)
    kept &= find(app, bench, beat)
    panel.close()
    return 0 if kept else 1


def fill(app: QApplication, bench: Workbench, beat: Heartbeat, rows: int) -> bool:
    bench.traffic.clear()
    gc.collect()
    process = psutil.Process()
    before = process.memory_info().rss
    beat.begin_again()
    for start in range(0, rows, BATCH):
        bench.take(batch(start, min(BATCH, rows - start)))
        pump(app)
    grown = (process.memory_info().rss - before) / 1e6
    print(f"{bench.traffic.rowCount():,} rows: {grown:.0f} MB, gap {beat.worst:.0f} ms")
    return bench.traffic.rowCount() == rows and beat.worst < PROMISED_MILLISECONDS


def flood_when_full(app: QApplication, bench: Workbench, beat: Heartbeat, rate: int) -> bool:
    before = bench.traffic.passed
    sent = flood(app, bench, beat, rate, 3)
    lost = sent - (bench.traffic.passed - before)
    print(f"when full, {sent} more: {lost} lost, gap {beat.worst:.0f} ms")
    return lost == 0 and beat.worst < PROMISED_MILLISECONDS


def scroll(app: QApplication, panel: TrafficPanel) -> bool:
    bar = panel.table.verticalScrollBar()
    worst = 0.0
    for step in range(400):
        bar.setValue(bar.maximum() * step // 400)
        began = time.perf_counter()
        panel.table.viewport().repaint()
        worst = max(worst, (time.perf_counter() - began) * 1000)
        pump(app)
    print(f"slowest frame of scrolling: {worst:.1f} ms")
    return worst < PROMISED_MILLISECONDS


def find(app: QApplication, bench: Workbench, beat: Heartbeat) -> bool:
    beat.begin_again()
    began = time.perf_counter()
    bench.traffic.set_filter("reading 77")
    while bench.traffic.searching:
        pump(app)
    took = time.perf_counter() - began
    found = bench.traffic.rowCount()
    print(f"a filter through all: {found} found in {took:.1f} s, gap {beat.worst:.0f} ms")
    return beat.worst < PROMISED_MILLISECONDS


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())

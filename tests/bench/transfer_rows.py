"""How the window breathes while ten thousand transfers and a folder of 10,000 files move.

    python tests/bench/transfer_rows.py [--rows 10000] [--files 100000]

A heartbeat of 5 ms in the window's thread tells the longest gap. The events come from another
thread, as an engine's do. Bound: no gap above 50 ms.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from fake_engine import FakeEngine
from lanyard import events as e
from lanyard.application import Application
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from lanyard.widgets import theme

ME, PEER, ROOM = "a1" * 32, "b2" * 32, "cc" * 16
BOUND = 0.050
S = e.TransferState


class Heart(QObject):
    """Beats every 5 ms and remembers the longest pause."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self.gaps: list[float] = []

    def start(self) -> None:
        self.gaps, self._last = [], time.perf_counter()
        self._timer.start(5)

    @Slot()
    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


class Mouth(QObject):
    """Says events from its own thread; they are queued to the window like an engine's."""

    happened = Signal(object)


def a_transfer(number: int, **more: object) -> e.TransferChanged:
    whole = e.TransferChanged(
        f"{number:032x}", f"{number:032x}", ROOM, bool(number % 2), S.RUNNING, PEER, "Zhang Min",
        f"IMG_{number}.jpg", 1, 5_000_000, moved=1_000_000, speed=1e6, seconds_left=4.0,
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


def measure(app: QApplication, heart: Heart, mouth: Mouth, name: str,
            events: list[e.Event], rate: float) -> float:  # fmt: skip
    """Say the events at ``rate`` a second; print and return the longest gap, in seconds."""
    done = threading.Event()

    def speak() -> None:
        start = time.perf_counter()
        for number, event in enumerate(events):
            while number > (time.perf_counter() - start) * rate:
                time.sleep(0.001)
            mouth.happened.emit(event)
        done.set()

    thread = threading.Thread(target=speak)
    heart.start()
    began = time.perf_counter()
    thread.start()
    while not done.is_set() or time.perf_counter() - began < 1.0:
        app.processEvents()
        time.sleep(0.0005)
    for _ in range(60):
        app.processEvents()
        time.sleep(0.005)
    thread.join()
    took = time.perf_counter() - began
    gaps = sorted(heart.gaps)
    print(f"{name}: {len(events):,} events in {took:.1f} s, longest gap {gaps[-1] * 1000:.0f} ms, "
          f"99 of 100 under {gaps[len(gaps) * 99 // 100] * 1000:.0f} ms", flush=True)  # fmt: skip
    return gaps[-1]


def main() -> int:
    """Measure; return 1 when a gap was above the bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rate", type=float, default=2_000.0, help="events a second")
    wish = parser.parse_args()
    app = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as profile:
        store = SettingsStore(Path(profile))
        store.save(Settings(name="Chen Wei", downloads=profile))
        theme.apply(app, Qt.ColorScheme.Light)
        program = Application(app, SettingsKeeper(store))
        engine, mouth, heart = FakeEngine(ME), Mouth(), Heart()
        mouth.happened.connect(engine.happened, Qt.ConnectionType.QueuedConnection)
        program.show()
        program.start(engine)
        members = (e.Member(1, ME, "Chen Wei"), e.Member(2, PEER, "Zhang Min", True))
        engine.say(e.Joined("k", ROOM, "Office", "10.0.0.2", 25225, PEER, 1, ME, members, 0))
        program.window.key_pressed.emit("transfers")
        rows = range(wish.rows)
        moves = [a_transfer(n, moved=2_000_000 + r) for r in range(2) for n in rows]
        folder = a_transfer(0, incoming=True, files=10_000, name="photos", size=10**8)
        counted = [replace(folder, files_done=n, moved=n * 10_000) for n in range(10_000)]
        listed = tuple(e.OfferedFile(f"photos/{n:06d}.jpg", 10_000) for n in range(wish.files))
        long = e.Offer(listed[:100], (), 0, wish.files, 10_000 * wish.files, "photos")
        said = e.Entry(ROOM, 5, "f" * 32, PEER, "Zhang Min", 1, e.Kind.OFFER, "", offer=long)
        asked = a_transfer(0, id="f" * 32, offer="f" * 32, state=S.OFFERED, incoming=True,
                           files=wish.files)  # fmt: skip
        steps: list[tuple[str, list[e.Event], float]] = [
            ("new rows", [a_transfer(n) for n in rows], wish.rate),
            ("progress of every row", list(moves), wish.rate),
            ("a folder, file by file", list(counted), 1_000.0),
            ("a long list to choose from",
             [e.EntriesArrived(ROOM, (said,)), asked, e.ManifestRead("f" * 32, listed)], 10.0),
            ("every row ends", [a_transfer(n, state=S.DONE) for n in rows], wish.rate),
        ]  # fmt: skip
        worst = [measure(app, heart, mouth, *step) for step in steps]
        program.shut_down()
    return 0 if max(worst) <= BOUND else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""From the double click to a visible window, how that splits, and what idling costs.

    start.py [--rounds 5] [--idle 20]

A round is a whole process on a profile that was used before (the identity exists), measured from
just before it is made to the first paint of its window. For idling, that window hosts a room,
joined by its own client, and nobody says anything.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

SETTLE_SECONDS = 5.0


def child(began: float, profile: str, idle: bool) -> int:
    """Be the program; print the times of the way to the first paint, then end or host."""
    times = {"interpreter": time.time() - began}
    from PySide6.QtCore import QEvent, QObject, QTimer, Slot
    from PySide6.QtWidgets import QAbstractButton, QApplication

    times["Qt imported"] = time.time() - began
    from lanyard import application

    times["Lanyard imported"] = time.time() - began

    class Watch(QObject):
        seen = False

        def eventFilter(self, target: QObject, event: QEvent) -> bool:
            if not self.seen and event.type() == QEvent.Type.Paint:
                self.seen = True
                times["painted"] = time.time() - began
                print(*(f"{name}={seconds:.4f}" for name, seconds in times.items()), sep="\n")
                print("end", flush=True)
                QTimer.singleShot(0, self, self.host if idle else QApplication.quit)
            return False

        @Slot()
        def host(self) -> None:
            for window in QApplication.topLevelWidgets():
                for button in window.findChildren(QAbstractButton):
                    if button.text() == "Start":
                        button.click()
                        return

    app = QApplication([])
    watch = Watch()
    app.installEventFilter(watch)
    return application.run(Path(profile))


def start(profile: str, idle: bool) -> tuple[subprocess.Popen[str], dict[str, float]]:
    """Start the program and return it with its times."""
    words = [sys.executable, __file__, "--child", repr(time.time()), "--profile", profile]
    process = subprocess.Popen(
        words + ["--hosting"] * idle, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    times: dict[str, float] = {}
    for line in process.stdout:
        if line == "end\n":
            break
        name, _, seconds = line.partition("=")
        times[name] = float(seconds)
    return process, times


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--idle", type=float, default=20.0)
    parser.add_argument("--child", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--profile", help=argparse.SUPPRESS)
    parser.add_argument("--hosting", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        return child(options.child, options.profile, options.hosting)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as profile:
        rounds: list[dict[str, float]] = []
        for _ in range(options.rounds + 1):
            process, times = start(profile, idle=False)
            process.wait(20)
            rounds.append(times)
        del rounds[0]  # it made the identity
        before = 0.0
        for name in rounds[0]:
            at = statistics.median(times[name] for times in rounds)
            print(f"{name:<18} at {at:.3f} s  (+{at - before:.3f})")
            before = at
        process, _ = start(profile, idle=True)
        program = psutil.Process(process.pid)
        time.sleep(SETTLE_SECONDS)
        busy = sum(program.cpu_times()[:2])
        time.sleep(options.idle)
        used = sum(program.cpu_times()[:2]) - busy
        listening = any(c.status == psutil.CONN_LISTEN for c in program.net_connections("tcp"))
        memory = program.memory_info().rss / 1e6
        process.terminate()
        process.wait(20)
        if not listening:
            raise SystemExit("the program did not host a room: the idle figure means nothing")
        share = 100 * used / options.idle
        print(f"idle, hosting and joined: {share:.2f} % of a core, {memory:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

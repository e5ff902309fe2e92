"""The window over a million messages, beside the same window over none.

    long_window.py --profile FOLDER [--pages 300] [--rounds 3]

FOLDER holds a journal that ``long_history.py --profile`` made. Each round starts the whole program
twice, on an empty profile and on that one, opens the largest room, scrolls, jumps and searches as a
person does, and asks how long the window stood still at most between two beats of a 10 ms timer.
Usable is a window that has painted, has heard what the journal remembers and, where there is
something to show, shows the end of the room.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psutil
from PySide6.QtCore import QObject, Slot

from lanyard.events import ConversationsRemembered, RememberedConversation

SLOWER = 1.0
GAP = 50.0
MEMORY = 60.0
"""Seconds, milliseconds and megabytes that a million messages may cost."""
_STEPS = ("scrolling", "jumps", "searches")
_WAIT_SECONDS = 20.0


class Ear(QObject):
    """Notes what the engine tells."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.remembered: tuple[RememberedConversation, ...] = ()

    @Slot(object)
    def hear(self, event: object) -> None:
        """Take an event of the engine."""
        self.told.append(type(event).__name__)
        if isinstance(event, ConversationsRemembered):
            self.remembered = event.conversations


def child(began: float, profile: str, pages: int) -> int:
    """Be the program, used by a person; print what it took."""
    from PySide6.QtCore import QDate, QDateTime, QEventLoop, QTime
    from PySide6.QtWidgets import QAbstractSlider, QApplication
    from socket_flood import Heartbeat

    from lanyard import application
    from lanyard.engine import Engine
    from lanyard.settings import SettingsKeeper, SettingsStore
    from lanyard.widgets import theme

    app = QApplication([])
    application.introduce(app)
    theme.apply(app, None)
    program = application.Application(app, SettingsKeeper(SettingsStore(Path(profile))))
    program.window.resize(1100, 720)
    program.show()
    app.processEvents()
    engine = Engine(Path(profile))
    ear = Ear()
    told = ear.told
    engine.happened.connect(ear.hear)
    program.start(engine)

    def pump(until: object, what: str) -> None:
        deadline = time.monotonic() + _WAIT_SECONDS
        while not until():  # type: ignore[operator]
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
            if time.monotonic() > deadline:
                raise SystemExit(f"{what} took longer than {_WAIT_SECONDS} s")

    pump(lambda: "ConversationsRemembered" in told, "remembering")
    found = [one for one in ear.remembered if not one.to and one.last is not None]
    room = None
    newest = 1
    if found:
        largest = max(found, key=lambda one: one.last.seq if one.last else 0)
        newest = largest.last.seq if largest.last else 1
        program.navigator._remember(largest.room)
        room = program.conversations.conversation(largest.room)
        program.navigator._open(room)
        pump(lambda: room.rowCount() > 0 and not room.reading, "showing the end")
    app.processEvents()
    print("usable", time.time() - began)
    if room is not None:
        log = program.window.conversation.log
        beat = Heartbeat()
        bar = log.verticalScrollBar()
        chance = random.Random(7)

        def settle() -> None:
            pump(lambda: not room.reading, "reading")
            app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)

        pump(lambda: beat.worst > 0, "a beat")
        beat.begin_again()
        for _ in range(pages):
            bar.triggerAction(QAbstractSlider.SliderAction.SliderPageStepSub)
            settle()
        print("scrolling", beat.worst)
        beat.begin_again()
        for _ in range(50):
            room.jump_to(chance.randrange(1, newest))
            settle()
        day = QDateTime(QDate(2023, 11, 20), QTime(0, 0)).toMSecsSinceEpoch()
        room.jump_to_date(day)
        settle()
        print("jumps", beat.worst)
        search = program.window.search
        beat.begin_again()
        for words in ("meeting", "report friday", "会议", "雨", "epor", "xyzzyx"):
            before = told.count("SearchAnswered")
            program.window.show_page(search)
            search.field.setText(words)
            pump(lambda b=before: told.count("SearchAnswered") > b, f"finding {words}")  # type: ignore[misc]
            settle()
        print("searches", beat.worst)
    print("memory", psutil.Process().memory_info().rss / 1e6)
    program.shut_down()
    return 0


def run(profile: str, pages: int) -> dict[str, float]:
    """Run the program once; return its figures."""
    words = [sys.executable, __file__, "--child", repr(time.time()), "--profile", profile]
    output = subprocess.run(
        [*words, "--pages", str(pages)], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
    return {name: float(figure) for name, figure in map(str.split, output.splitlines())}


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", required=True)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        return child(options.child, options.profile, options.pages)
    rows: list[tuple[dict[str, float], dict[str, float]]] = []
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder, "full")
        shutil.copytree(options.profile, full)
        for number in range(options.rounds + 1):
            empty = Path(folder, "empty")
            empty.mkdir(exist_ok=True)
            pair = run(str(empty), 0), run(str(full), options.pages)
            if number:  # the first made identities, and read the file from the disk
                rows.append(pair)

    def median(name: str, which: int) -> float:
        return statistics.median(row[which][name] for row in rows)

    later = median("usable", 1) - median("usable", 0)
    extra = median("memory", 1) - median("memory", 0)
    gap = max(median(step, 1) for step in _STEPS)
    print(f"usable after {median('usable', 1):.2f} s, {later:+.2f} s beside an empty history")
    for step in _STEPS:
        print(f"longest stand while {step}: {median(step, 1):.0f} ms")
    print(f"memory {median('memory', 1):.0f} MB, {extra:+.0f} MB beside an empty history")
    return 0 if later <= SLOWER and gap <= GAP and extra <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())

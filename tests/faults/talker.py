"""A whole engine in a process of its own, for the faults to happen to.

    talker.py PROFILE NAME [--broken KIND]

Orders come as JSON lines on standard input, events leave as JSON lines on standard output, each in
one write, so that what a front end would have seen is known even of a process that was killed.
``--broken`` puts a deliberately wrong build in the place of the right one: see ``breakages``.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import socket
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal, Slot

_now = time.monotonic  # before any wrong build takes its place

NOISE = frozenset({"RoomsNear", "ConnectionsChanged", "LookedAround"})


class Talker(QObject):
    """Does what it is ordered, and tells everything that happens."""

    ordered = Signal(object)

    def __init__(self, engine: Any, name: str) -> None:
        super().__init__()
        self._engine = engine
        self._name = name
        self._room = ""
        self._members: dict[str, int] = {}
        self._number = 0
        self._busy = 0.0
        self._changing = 0.0
        self._mine: deque[int] = deque(maxlen=8)
        """Sequences of lines to the room that I said last, and that others said."""
        self._theirs: deque[int] = deque(maxlen=8)
        self._public: set[str] = set()
        self._chance = random.Random(name)
        self._pause = QTimer(self, singleShot=True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._say)
        self.ordered.connect(self.obey, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def take(self, event: object) -> None:
        """Tell an event; a room that was joined is the one to talk in."""
        kind = type(event).__name__
        if kind in NOISE:
            return
        if kind == "Joined":
            self._room = event.room  # type: ignore[attr-defined]
            members = event.members  # type: ignore[attr-defined]
            self._members.update((one.device_id, one.number) for one in members)
        elif kind == "MemberJoined":
            self._members[event.member.device_id] = 0  # type: ignore[attr-defined]
        elif kind == "PostAccepted" and event.id in self._public:  # type: ignore[attr-defined]
            self._mine.append(event.seq)  # type: ignore[attr-defined]
        elif kind == "EntriesArrived":
            rows = event.entries  # type: ignore[attr-defined]
            self._theirs.extend(row.seq for row in rows if not row.to and not row.ref)
        tell(kind, event)

    @Slot(object)
    def obey(self, order: dict[str, Any]) -> None:
        """Do one order: 'talk', 'hush', 'cut', 'end', or any command by its name."""
        what = order.pop("order")
        if what == "talk":
            self._number, self._busy = order["first"], order["pause"]
            self._changing = order["changing"]
            self._pause.start(0)
        elif what == "hush":
            self._pause.stop()
            tell("Hushed", {"number": self._number})
        elif what == "cut":
            cut_connections()
        elif what == "end":
            QCoreApplication.quit()
        else:
            from lanyard import commands

            self._engine.do(getattr(commands, what)(**order))

    @Slot()
    def _say(self) -> None:
        """Say one to four lines, some to one member only; change some; then wait a little."""
        for _ in range(self._chance.choice((1, 1, 1, 2, 4)) if self._room else 0):
            self._engine.do(self._line())
        if self._mine and self._theirs and self._chance.random() < self._changing:
            self._engine.do(self._change())
        self._pause.start(round(self._chance.uniform(0.2, 1.8) * self._busy * 1000))

    def _line(self) -> object:
        from lanyard.commands import Post

        me = self._engine.identity.device_id
        others = [device for device in self._members if device != me]
        to = self._chance.choice(others) if others and self._chance.random() < 0.1 else ""
        self._number += 1
        post = Post(self._room, f"{self._name} {self._number}", to)
        if not to:
            self._public.add(post.id)
        return post

    def _change(self) -> object:
        from lanyard.commands import Delete, Edit, React

        mine, theirs = self._chance.choice(self._mine), self._chance.choice(self._theirs)
        what = self._chance.random()
        if what < 0.5:
            return Edit(self._room, mine, f"{self._name} said {mine} in other words")
        if what < 0.9:
            return React(self._room, theirs, self._chance.choice("👍❤😀") if what < 0.8 else "")
        return Delete(self._room, mine)


def tell(kind: str, fields: object) -> None:
    """Write one event as a line."""
    line = {"event": kind, "at": _now(), "fields": fields}
    left = memoryview(msgspec.json.encode(line) + b"\n")
    while left:
        left = left[os.write(1, left) :]


def cut_connections() -> None:
    """Break every TCP connection of this process, as if the network had gone and come back."""
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            one = socket.socket(fileno=os.dup(int(name)))
            try:
                one.getpeername()
                if one.family in (socket.AF_INET, socket.AF_INET6):
                    one.shutdown(socket.SHUT_RDWR)
            finally:
                one.close()


def listen(talker: Talker) -> None:
    """Hand over each order that comes; the end of the orders is one, too."""
    for line in sys.stdin:
        talker.ordered.emit(msgspec.json.decode(line))
    talker.ordered.emit({"order": "end"})


def main() -> int:
    """Run until ordered to end, or killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("profile", type=Path)
    parser.add_argument("name")
    parser.add_argument("--broken", default="")
    options = parser.parse_args()
    if options.broken:
        from faults import breakages

        breakages.break_it(options.broken)
    from lanyard.engine import Engine

    application = QCoreApplication([])
    engine = Engine(options.profile)
    talker = Talker(engine, options.name)
    engine.happened.connect(talker.take)
    engine.start()
    tell("Started", {"device_id": engine.identity.device_id})
    threading.Thread(target=listen, args=(talker,), daemon=True).start()
    application.exec()
    engine.shutdown()
    tell("Ended", {})
    # A daemon thread still reads; it must not hold up the end of the interpreter.
    os._exit(0)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())

"""Garbage is looked for in the main thread only while an engine runs."""

from __future__ import annotations

import gc
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from lanyard.garbage import GarbageKeeper


class Knot:
    """Something only the collector can free."""

    def __init__(self) -> None:
        self.myself = self


def test_knots_are_found_while_it_runs_and_nobody_else_looks(qtbot: QtBot) -> None:
    parent = QObject()
    keeper = GarbageKeeper(parent)
    keeper._timer.setInterval(10)
    keeper.start()
    assert not gc.isenabled()
    knot = weakref.ref(Knot())
    qtbot.waitUntil(lambda: knot() is None)
    keeper.stop()
    assert gc.isenabled()


def test_the_last_one_leaves_python_as_it_was() -> None:
    parent = QObject()
    one, other = GarbageKeeper(parent), GarbageKeeper(parent)
    one.start()
    one.start()
    other.start()
    one.stop()
    assert not gc.isenabled()
    other.stop()
    other.stop()
    assert gc.isenabled()
    assert GarbageKeeper.running == 0

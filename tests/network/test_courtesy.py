"""Threads that move files let others go first; nobody else's place changes."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from lanyard.network.transfers.courtesy import give_way


class Mover(QObject):
    """Gives way in its thread, and notes what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self.nice = -1

    @Slot()
    def start(self) -> None:
        give_way()
        self.nice = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.skipif(sys.platform != "linux", reason="Qt does it elsewhere, and does not tell")
def test_only_the_thread_that_gives_way_does(qtbot: QtBot) -> None:
    mine = threading.get_native_id()
    before = os.getpriority(os.PRIO_PROCESS, mine)
    thread = QThread()
    mover = Mover()
    mover.moveToThread(thread)
    thread.started.connect(mover.start)
    thread.started.connect(thread.quit)
    with qtbot.waitSignal(thread.finished):
        thread.start()
    assert thread.wait()
    assert mover.nice > before
    assert os.getpriority(os.PRIO_PROCESS, mine) == before

"""Deleting later: what goes hears nothing of its parts, and two busy threads never freeze."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot
from shiboken6 import isValid

from lanyard.deletion import delete_later


class Node(QObject):
    said = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heard = 0

    @Slot()
    def hear(self) -> None:
        self.heard += 1


def test_what_goes_hears_none_of_its_parts_and_is_gone_in_a_turn(qapp: QCoreApplication) -> None:
    root = Node()
    box = QObject(root)  # one of Qt's own between them
    child, grandchild = Node(root), Node(box)
    child.said.connect(root.hear)
    grandchild.said.connect(root.hear)
    delete_later(root)
    child.said.emit()
    grandchild.said.emit()
    assert root.heard == 0
    assert isValid(root)
    QCoreApplication.sendPostedEvents(root, QEvent.Type.DeferredDelete)
    assert not isValid(root)
    assert not isValid(grandchild)


def test_what_it_says_to_others_still_arrives(qapp: QCoreApplication) -> None:
    root, other = Node(), Node()
    inner = Node(root)
    root.said.connect(other.hear)
    inner.said.connect(other.hear)
    delete_later(root)
    root.said.emit()
    inner.said.emit()
    assert other.heard == 2
    QCoreApplication.sendPostedEvents(root, QEvent.Type.DeferredDelete)


BUSY = """
import faulthandler, time
faulthandler.dump_traceback_later(20, exit=True)
from PySide6.QtCore import QCoreApplication, QObject, QThread, QTimer, Slot
from lanyard.deletion import delete_later

class Doomed(QObject):
    def __init__(self, parent):
        super().__init__(parent)
        self.timers = [QTimer(self) for _ in range(4)]
        for timer in self.timers:
            timer.timeout.connect(self.tick)

    @Slot()
    def tick(self):
        pass

class Worker(QObject):
    @Slot()
    def start(self):
        self.pace = QTimer(self, interval=0)
        self.pace.timeout.connect(self.turn)
        self.pace.start()
        self.staying = [Doomed(self) for _ in range(40)]
        self.end = time.monotonic() + 1

    @Slot()
    def turn(self):
        for _ in range(20):
            delete_later(Doomed(self))
        for one in self.staying:
            for timer in one.timers:
                timer.disconnect(one)
                timer.timeout.connect(one.tick)
        if time.monotonic() > self.end:
            self.pace.stop()
            self.thread().quit()

application = QCoreApplication([])
threads = [QThread() for _ in range(2)]
workers = [Worker() for _ in threads]
for thread, worker in zip(threads, workers):
    worker.moveToThread(thread)
    thread.started.connect(worker.start)
    thread.start()
for thread in threads:
    thread.wait()
"""
"""With a plain ``deleteLater`` in its place this stands still within a second."""


def test_two_busy_threads_do_not_wait_for_each_other() -> None:
    done = subprocess.run(
        [sys.executable, "-c", BUSY], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr

"""A recorder in its thread, as the engine starts it, for the tests of this room."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from journal.journals import ANNA
from lanyard.journal.database import Database
from lanyard.journal.recorder import Recorder
from lanyard.journal.store import FILE_NAME
from lanyard.records import LogOpened, OpenLog

Answer = TypeVar("Answer")


class Desk(QObject):
    """A recorder in its thread, as the engine starts it, and everything it said, in order."""

    write = Signal(object)
    open_log = Signal(object)
    close_log = Signal(object)
    read_page = Signal(object)
    find_offer = Signal(object)
    meet_room = Signal(object)
    change_epoch = Signal(object)
    damage_found = Signal(object)
    close = Signal()

    def __init__(self, profile: Path, device_id: str = ANNA) -> None:
        super().__init__()
        self.said: list[object] = []
        self.thread_ = QThread()
        self.recorder = Recorder(profile, device_id)
        self.recorder.moveToThread(self.thread_)
        self.thread_.started.connect(self.recorder.start)
        self.write.connect(self.recorder.write)
        self.open_log.connect(self.recorder.open_log)
        self.close_log.connect(self.recorder.close_log)
        self.read_page.connect(self.recorder.read_page)
        self.find_offer.connect(self.recorder.find_offer)
        self.meet_room.connect(self.recorder.meet_room)
        self.change_epoch.connect(self.recorder.change_epoch)
        self.damage_found.connect(self.recorder.on_damage_found)
        self.close.connect(self.recorder.close)
        for signal in (
            self.recorder.happened, self.recorder.log_opened, self.recorder.kept,
            self.recorder.page_read, self.recorder.room_met, self.recorder.queued,
            self.recorder.copied, self.recorder.committed, self.recorder.offer_found,
        ):  # fmt: skip
            signal.connect(self.hear)

    @Slot(object)
    def hear(self, said: object) -> None:
        self.said.append(said)

    def heard(self, kind: type[Answer]) -> list[Answer]:
        return [one for one in self.said if isinstance(one, kind)]

    def start(self) -> None:
        self.thread_.start()

    def end(self) -> None:
        if self.thread_.isRunning():
            self.close.emit()
            assert self.thread_.wait(5_000)


class Desks:
    def __init__(self, qtbot: QtBot, profile: Path) -> None:
        self.qtbot = qtbot
        self.profile = profile
        self.made: list[Desk] = []

    def open(self, start: bool = True) -> Desk:
        desk = Desk(self.profile)
        self.made.append(desk)
        if start:
            desk.start()
        return desk

    def until(self, desk: Desk, kind: type[Answer], count: int = 1) -> Answer:
        """Wait for the ``count``-th answer of a kind and return it."""
        self.qtbot.waitUntil(lambda: len(desk.heard(kind)) >= count)
        return desk.heard(kind)[count - 1]

    def hosted(self, desk: Desk, name: str = "Office") -> LogOpened:
        count = len(desk.heard(LogOpened)) + 1
        desk.open_log.emit(OpenLog(name, ANNA))
        return self.until(desk, LogOpened, count)


class Lock:
    """Somebody else writes the file and does not finish."""

    def __init__(self, profile: Path) -> None:
        self._database = Database(profile / FILE_NAME, writing=True)
        self._database.run("BEGIN IMMEDIATE")

    def release(self) -> None:
        self._database.run("ROLLBACK")
        self._database.close()

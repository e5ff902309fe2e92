"""Whose disk has how much of the log: receipts in, news for the authors and the journal out.

A hundred members who each confirm each line would say more than the talk itself. So receipts only
count upwards, everybody gathers them for a tenth of a second, and all that changed is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.events import KnownMember
from lanyard.network.convert import from_known, to_known
from lanyard.records import KeepMembers
from lanyard.room.known import KnownPeople
from lanyard.room.room import Delivery, Room
from lanyard.wire import limits


def receipt_milliseconds(members: int) -> int:
    """Return for how long receipts are gathered in a room of so many."""
    seconds = max(limits.RECEIPT_SECONDS, limits.RECEIPT_SECONDS_A_MEMBER * members)
    return round(seconds * 1000)


class ReceiptHost(Protocol):
    """What the receipts need of the server."""

    def deliver(self, deliveries: Iterable[Delivery]) -> None:
        """Send what the room decided."""


class Receipts(QObject):
    """The receipts of one room at a time. Server thread."""

    keep_wanted = Signal(object)
    """A KeepMembers for the journal."""

    def __init__(self, host: ReceiptHost, parent: QObject) -> None:
        super().__init__(parent)
        self._host = host
        self._room: Room | None = None
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._tell)

    def open(self, room: Room, members: Iterable[KnownMember]) -> None:
        """Another room is open."""
        self._room = room
        room.known = KnownPeople(from_known(member) for member in members)

    def met(self, device_id: str, name: str, at: int) -> int:
        """Somebody comes in; return the room's last sequence when it first did."""
        assert self._room is not None
        since = self._room.known.met(device_id, name, self._room.kept_seq, at)
        self.keep()  # the journal must know it before it reads pages for it
        self._tell_soon()
        return since

    def seen(self, device_id: str, at: int) -> None:
        """Somebody goes."""
        if self._room is not None:
            self._room.known.seen(device_id, at)
            self._tell_soon()

    def receipt(self, device_id: str, seq: int) -> None:
        """A member has everything up to ``seq``, which may be more than there is."""
        room = self._room
        if room is None or not room.known.receipt(device_id, min(seq, room.kept_seq)):
            return
        self._tell_soon()

    def keep(self) -> None:
        """Hand what changed to the journal."""
        if self._room is not None:
            changed = self._room.known.take_unkept()
            if changed:
                members = tuple(map(to_known, changed))
                self.keep_wanted.emit(KeepMembers(self._room.id, members))

    def close(self) -> None:
        """The room is closed."""
        self._soon.stop()
        self.keep()
        self._room = None

    def _tell_soon(self) -> None:
        if self._room is not None and not self._soon.isActive():
            self._soon.start(receipt_milliseconds(len(self._room.people)))

    @Slot()
    def _tell(self) -> None:
        if self._room is not None:
            self._host.deliver(self._room.news_of_known())

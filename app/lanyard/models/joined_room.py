"""One room as somebody in it sees it: its people, its transfers and the state of the line.

Conversations of the room (the one with everybody and the direct ones) share this, so the banner,
the header, the people panel and the side bar can never contradict each other. Main thread only.
"""

from __future__ import annotations

import math
import time
from typing import get_args

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.events import (
    Entry,
    Event,
    Failure,
    JoinChanged,
    Joined,
    JoinState,
    JournalTroubled,
    JournalWell,
    KnownMember,
    MemberJoined,
    MemberLeft,
    MembersKnown,
    RoomClosed,
    RoomOpened,
    TransferChanged,
)
from lanyard.models.disks import Disks
from lanyard.models.people import PeopleModel
from lanyard.models.room_transfers import RoomTransfers

TRANSFERS_KEPT = 500
"""Transfers remembered for the rows of the log; the oldest ended ones go first."""

_TRYING = frozenset(
    {JoinState.LOOKING_UP, JoinState.CONNECTING, JoinState.GREETING, JoinState.WAITING}
)

_OfOneRoom = (
    Joined | RoomOpened | RoomClosed | MemberJoined | MemberLeft | MembersKnown | TransferChanged
)
_OF_ONE_ROOM = get_args(_OfOneRoom)


class RoomModel(QObject):
    """What is true of one room now. Feed every event to ``take``; foreign ones are ignored."""

    changed = Signal()
    """Name, state or host changed."""

    transfer_changed = Signal(object)
    """A ``TransferChanged`` of this room."""

    disks_changed = Signal()
    """Somebody's disk has more of the room now, or others are waited for."""

    def __init__(self, room: str, name: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room = room
        self.name = name
        self.key = ""
        """The key of the attempt that joined; ``Leave`` and ``RetryNow`` take the room id, too."""
        self.own = False
        """This computer hosts the room."""
        self.host = ""
        self.port = 0
        self.host_device_id = ""
        self.my_device_id = ""
        self.last_seq = 0
        self.state = JoinState.LEFT
        self.failure: Failure | None = None
        self.lost_at = 0
        """When the line was lost, milliseconds since the epoch; 0 while it is up."""
        self.lost_by: Failure | None = None
        """Why the line was lost, however the attempts since then failed."""
        self.disk_failure: Failure | None = None
        """Why this computer's disk takes nothing for now."""
        self.remembered = False
        """There was an earlier visit."""
        self.old_until = 0
        """On a first visit: what was said up to here was not said to me, so it is not unread."""
        self.people = PeopleModel(self)
        self.people.people_changed.connect(self._people_changed)
        self.disks = Disks()
        self._retry_at = 0.0
        self._transfers = RoomTransfers(TRANSFERS_KEPT)

    # --- facts in -------------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        """Take one event of the engine."""
        if isinstance(event, JoinChanged):
            if event.room == self.room or (event.key and event.key == self.key):
                self._moved(event)
        elif isinstance(event, (JournalTroubled, JournalWell)):
            failure = event.failure if isinstance(event, JournalTroubled) else None
            if failure != self.disk_failure:
                self.disk_failure = failure
                self.changed.emit()
        elif isinstance(event, _OF_ONE_ROOM) and event.room == self.room:
            self._take_own(event)

    def _take_own(self, event: _OfOneRoom) -> None:
        match event:
            case Joined():
                self._joined(event)
            case RoomOpened():
                self.own, self.name, self.my_device_id = True, event.name, event.device_id
                self.changed.emit()
            case RoomClosed():
                self.state, self.failure = JoinState.LEFT, event.failure
                self.changed.emit()
            case MemberJoined():
                self.people.add(event.member)
            case MemberLeft():
                self.people.remove(event.member)
            case MembersKnown():
                self.know(event.members)
            case TransferChanged():
                self._transfer(event)

    def know(self, members: tuple[KnownMember, ...]) -> None:
        """Take what the host tells of those it knows, here or away."""
        self.disks.take(members)
        for member in members:
            self.people.note_author(member.device_id, member.name)
        self._look_at_disks()

    # --- what widgets ask -----------------------------------------------------------------------

    @property
    def link_up(self) -> bool:
        """Whether what is said now reaches the host."""
        return self.state == JoinState.JOINED

    @property
    def trying(self) -> bool:
        """Whether the client is about to join or to join again by itself."""
        return self.state in _TRYING

    def delivered(self, entry: Entry) -> bool:
        """Return whether an entry of mine is on the disk of everybody it is for."""
        return self.disks.delivered(entry, self.my_device_id, self.host_device_id)

    def missing(self, entry: Entry) -> tuple[str, ...]:
        """Return the names of those whose disk does not have an entry of mine yet."""
        found = self.disks.missing(
            entry, self.my_device_id, self.host_device_id, self._is_here, _now()
        )
        return tuple(self.people.label(member.device_id, member.name) for member in found)

    def name_of(self, device_id: str) -> str:
        """Return the name of somebody who is here or known, as it is shown; else nothing."""
        here = self.people.member(device_id)
        name = here.name if here is not None else ""
        if not name:
            known = self.disks.member(device_id)
            name = known.name if known is not None else ""
        return self.people.label(device_id, name) if name else ""

    def retry_seconds(self) -> int:
        """Return the whole seconds to the next attempt, at least 0."""
        return max(0, math.ceil(self._retry_at - time.monotonic()))

    def transfers_of(self, offer: str) -> tuple[TransferChanged, ...]:
        """Return the transfers of one offer, in the order they began."""
        return self._transfers.of(offer)

    def transfers_under_way(self, most: int = TRANSFERS_KEPT) -> tuple[TransferChanged, ...]:
        """Return up to ``most`` transfers of this room whose bytes move or are about to."""
        return self._transfers.under_way(most)

    # --- inside ---------------------------------------------------------------------------------

    def _joined(self, event: Joined) -> None:
        self.key, self.name, self.own = event.key, event.name, event.own
        self.host, self.port = event.host, event.port
        self.host_device_id, self.my_device_id = event.device_id, event.my_device_id
        self.last_seq = event.last_seq
        self.state, self.failure, self.lost_at = JoinState.JOINED, None, 0
        if not self.remembered:
            self.remembered, self.old_until = True, event.last_seq
        self.people.replace(event.members, event.my_device_id)
        self.changed.emit()

    def _moved(self, event: JoinChanged) -> None:
        if self.link_up and event.state != JoinState.JOINED:
            self.lost_at = _now()
            self.lost_by = event.failure
        self.state, self.failure = event.state, event.failure
        self._retry_at = time.monotonic() + event.retry_in
        if event.state == JoinState.JOINED:
            self.lost_at = 0
        if event.host:
            self.host, self.port = event.host, event.port
        self.changed.emit()

    def _is_here(self, device_id: str) -> bool:
        return self.people.member(device_id) is not None

    @Slot()
    def _people_changed(self) -> None:
        if self.disks.members():
            self._look_at_disks()

    def _look_at_disks(self) -> None:
        self.disks.look(self.my_device_id, self.host_device_id, self._is_here, _now())
        self.disks_changed.emit()

    def _transfer(self, event: TransferChanged) -> None:
        self._transfers.take(event)
        self.transfer_changed.emit(event)


def _now() -> int:
    return time.time_ns() // 1_000_000

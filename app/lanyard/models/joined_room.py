"""One room as somebody in it sees it: its people, its transfers and the state of the line.

Conversations of the room (the one with everybody and the direct ones) share this, so the banner,
the header, the people panel and the side bar can never contradict each other. Main thread only.
"""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, Signal

from lanyard.events import (
    Event,
    Failure,
    JoinChanged,
    Joined,
    JoinState,
    MemberJoined,
    MemberLeft,
    RoomClosed,
    RoomOpened,
    TransferChanged,
    TransferState,
)
from lanyard.models.people import PeopleModel

TRANSFERS_KEPT = 500
"""Transfers remembered for the rows of the log; the oldest ended ones go first."""

ENDED = frozenset(
    {TransferState.DONE, TransferState.DECLINED, TransferState.CANCELLED, TransferState.FAILED}
)

_TRYING = frozenset(
    {JoinState.LOOKING_UP, JoinState.CONNECTING, JoinState.GREETING, JoinState.WAITING}
)


class RoomModel(QObject):
    """What is true of one room now. Feed every event to ``take``; foreign ones are ignored."""

    changed = Signal()
    """Name, state or host changed."""

    transfer_changed = Signal(object)
    """A ``TransferChanged`` of this room."""

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
        self.people = PeopleModel(self)
        self._retry_at = 0.0
        self._transfers: dict[str, TransferChanged] = {}

    # --- facts in -------------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        """Take one event of the engine."""
        if isinstance(event, Joined):
            if event.room == self.room:
                self._joined(event)
        elif isinstance(event, JoinChanged):
            if event.room == self.room or (event.key and event.key == self.key):
                self._moved(event)
        elif isinstance(event, RoomOpened):
            if event.room == self.room:
                self.own, self.name, self.my_device_id = True, event.name, event.device_id
                self.changed.emit()
        elif isinstance(event, RoomClosed):
            if event.room == self.room:
                self.state, self.failure = JoinState.LEFT, event.failure
                self.changed.emit()
        elif isinstance(event, MemberJoined):
            if event.room == self.room:
                self.people.add(event.member)
        elif isinstance(event, MemberLeft):
            if event.room == self.room:
                self.people.remove(event.member)
        elif isinstance(event, TransferChanged) and event.room == self.room:
            self._transfer(event)

    # --- what widgets ask -----------------------------------------------------------------------

    @property
    def link_up(self) -> bool:
        """Whether what is said now reaches the host."""
        return self.state == JoinState.JOINED

    @property
    def trying(self) -> bool:
        """Whether the client is about to join or to join again by itself."""
        return self.state in _TRYING

    def retry_seconds(self) -> int:
        """Return the whole seconds to the next attempt, at least 0."""
        return max(0, math.ceil(self._retry_at - time.monotonic()))

    def transfers_of(self, offer: str) -> tuple[TransferChanged, ...]:
        """Return the transfers of one offer, in the order they began."""
        return tuple(moved for moved in self._transfers.values() if moved.offer == offer)

    def transfers_under_way(self) -> tuple[TransferChanged, ...]:
        """Return the transfers of this room whose bytes move or are about to."""
        return tuple(
            moved
            for moved in self._transfers.values()
            if moved.state not in ENDED and moved.state != TransferState.OFFERED
        )

    # --- inside ---------------------------------------------------------------------------------

    def _joined(self, event: Joined) -> None:
        self.key, self.name, self.own = event.key, event.name, event.own
        self.host, self.port = event.host, event.port
        self.host_device_id, self.my_device_id = event.device_id, event.my_device_id
        self.last_seq = event.last_seq
        self.state, self.failure, self.lost_at = JoinState.JOINED, None, 0
        self.people.replace(event.members, event.my_device_id)
        self.changed.emit()

    def _moved(self, event: JoinChanged) -> None:
        if self.link_up and event.state != JoinState.JOINED:
            self.lost_at = time.time_ns() // 1_000_000
            self.lost_by = event.failure
        self.state, self.failure = event.state, event.failure
        self._retry_at = time.monotonic() + event.retry_in
        if event.state == JoinState.JOINED:
            self.lost_at = 0
        if event.host:
            self.host, self.port = event.host, event.port
        self.changed.emit()

    def _transfer(self, event: TransferChanged) -> None:
        self._transfers[event.id] = event
        if len(self._transfers) > TRANSFERS_KEPT:
            for key, moved in self._transfers.items():
                if moved.state in ENDED:
                    del self._transfers[key]
                    break
        self.transfer_changed.emit(event)

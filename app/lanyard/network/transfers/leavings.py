"""Offers of mine to people who are away: left at the server by themselves, while I am there.

An offer to one person is left when that person is known to the room and not in it, unless a person
paused it or the server has removed it before. The author's program keeps serving it, too: whoever
comes back while the author is there gets it straight. What became of it at the server, the server
says over the talk until it has heard that it was heard.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.events import Code, Failure, TransferState
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import Subject
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.file_values import OfferAnswer
from lanyard.network.transfers.joined_rooms import JoinedRoom, JoinedRooms
from lanyard.network.transfers.leaving import LeaveCaller, Leaving
from lanyard.network.transfers.listing import Sources
from lanyard.network.transfers.shelf import Shelf, TakenBack
from lanyard.network.transfers.spool import (
    CLEARED,
    DECLINED,
    EXPIRED,
    GONE,
    HEARD,
    TAKEN,
    TAKEN_BACK,
)
from lanyard.wire import limits, transfer

_ENDS = {EXPIRED: Code.SPOOL_EXPIRED, CLEARED: Code.SPOOL_CLEARED}
_NOT_KEPT = {
    "spool_off": Code.SPOOL_OFF,
    "offer_unknown": Code.SPOOL_OFF,
    "spool_full": Code.SPOOL_FULL,
    "disk_full": Code.SPOOL_FULL,
    "disk_failed": Code.SPOOL_FULL,
}
_PASSING = frozenset({"", "closing", "busy", "sender_gone", "paused"})
"""After these a server is asked again within seconds; what else it says holds for longer."""
_TRIES = 5
"""A server that never answers is asked no more often than one that does not want it."""


class Leavable(Protocol):
    """An offer of mine, as far as leaving it goes."""

    id: str
    room: str
    to: str
    files: Sources
    paused: set[str]
    posted: bool
    left_until: int
    stays: bool

    def subject(self, device: str = "", name: str = "") -> Subject:
        """Return the facts of its transfer."""


class Leavings(QObject):
    """Every offer that is left, or being left, at a server. Transfers thread."""

    happened = Signal(object)
    answer_wanted = Signal(object)
    started = Signal(object)
    """A Leaving began."""
    kept = Signal(object)
    """An offer of mine whose ``left_until`` or ``stays`` is another one now."""
    taken = Signal(object)
    """An offer of mine that its receiver has fetched from the server."""
    declined = Signal(object)
    """An offer of mine that its receiver did not want."""

    def __init__(
        self, identity: Identity, rooms: JoinedRooms, disk: Disk, shelf: Shelf, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._identity = identity
        self._rooms = rooms
        self._disk = disk
        self._shelf = shelf
        self._back: dict[str, TakenBack] = {}
        """Offers that are over, of which a server that may have them has not said so."""
        self._offers: dict[str, Leavable] = {}
        self._callers: dict[str, LeaveCaller] = {}
        self._running: dict[str, Leaving] = {}
        self._not_before: dict[str, float] = {}
        """When to ask a server again that did not take it; monotonic."""
        self._attempts: dict[str, int] = {}
        self._begun: set[str] = set()
        """Offers of which a server may have something."""
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.consider)
        self._closed = False

    def remember(self) -> None:
        """Take up what servers must still hear from an earlier run."""
        self._back = {back.id: back for back in self._shelf.taken_back()}

    def watch(self, own: Leavable) -> None:
        """See to an offer of mine to one person."""
        if own.to:
            self._offers[own.id] = own

    # --- when ----------------------------------------------------------------------------------

    def look_soon(self) -> None:
        """Somebody went, or I came: look in a while who is really away."""
        self._look_in(limits.LEAVE_AFTER_SECONDS)

    def on_joined(self, room: str) -> None:
        """I am in a room again: its server may have changed its mind."""
        for own in self._offers.values():
            if own.room == room:
                self._not_before.pop(own.id, None)
                self._attempts.pop(own.id, None)
        for back in self._back.values():
            if back.room == room:
                self._say_back(back)
        self.look_soon()

    def ask_again(self, id_: str) -> None:
        """A person wants it to go on: ask the server whatever it said before."""
        own = self._offers.get(id_)
        if own is not None:
            if own.stays:
                own.stays = False
                self.kept.emit(own)
            self._not_before.pop(id_, None)
            self.consider()

    def _look_in(self, seconds: float) -> None:
        left = self._soon.remainingTime()
        if self._offers and not self._closed and (left < 0 or left > seconds * 1000):
            self._soon.start(round(seconds * 1000))

    @Slot()
    def consider(self) -> None:
        """Leave what should be left and is not yet."""
        now = time.monotonic()
        for own in tuple(self._offers.values()):
            if self._closed or len(self._callers) + len(self._running) >= limits.LEAVINGS:
                return
            room = self._rooms.get(own.room)
            if room is None or not self._should_be_left(own, room):
                continue
            wait = self._not_before.get(own.id, 0.0) - now
            if wait > 0:
                self._look_in(wait)
            else:
                self._set_out(own, room)

    def _should_be_left(self, own: Leavable, room: JoinedRoom) -> bool:
        return (
            own.posted
            and not room.joined.own
            and not room.has(own.to)
            and not own.left_until
            and not own.stays
            and own.to not in own.paused
            and own.id not in self._callers
            and own.id not in self._running
        )

    # --- the way there -------------------------------------------------------------------------

    def _set_out(self, own: Leavable, room: JoinedRoom) -> None:
        caller = LeaveCaller(own.id, self)
        self._callers[own.id] = caller
        caller.fetched.connect(self._on_fetched)
        caller.gone.connect(self._on_gone)
        caller.leave(room.joined, self._identity)

    @Slot(object)
    def _on_fetched(self, caller: LeaveCaller) -> None:
        own, wish, link = self._offers.get(caller.offer), caller.wish, caller.link
        if own is None or link is None or wish is None or wish.offer != own.id:
            caller.refuse("offer_unknown")
        elif isinstance(wish, transfer.List):
            caller.tell_list(own.files)
            caller.wait_for_check()
        else:
            self._callers.pop(own.id, None)
            leaving = Leaving(own.subject(), own.files, self._disk, self)
            self._running[own.id] = leaving
            self._begun.add(own.id)
            leaving.changed.connect(self.happened)
            leaving.over.connect(self._on_over)
            self.started.emit(leaving)
            caller.release()
            leaving.attach(link, caller.session, wish)

    @Slot(object)
    def _on_gone(self, caller: LeaveCaller) -> None:
        if self._callers.get(caller.offer) is caller:
            del self._callers[caller.offer]
            own = self._offers.get(caller.offer)
            if own is not None:
                self._settle(own, caller.until, caller.reason, None)
        delete_later(caller)

    @Slot(object)
    def _on_over(self, leaving: Leaving) -> None:
        id_ = leaving.subject.offer
        own = self._offers.get(id_)
        if self._running.get(id_) is leaving:
            del self._running[id_]
            if own is not None:
                self._settle(own, leaving.until, leaving.reason, leaving)
        leaving.dispose()

    def _settle(self, own: Leavable, until: int, reason: str, leaving: Leaving | None) -> None:
        """The server has it, or not; go on with the next."""
        if until:
            own.left_until = until
            self.kept.emit(own)
            self.tell_left(own, leaving)
        else:
            tries = self._attempts[own.id] = self._attempts.get(own.id, 0) + 1
            pause = limits.LEAVE_AGAIN_SECONDS
            mine = leaving is not None and leaving.spoilt
            if reason in _PASSING and not mine and tries <= _TRIES:
                pause = limits.RETRY_FIRST_SECONDS * 2 ** (tries - 1)
            self._not_before[own.id] = time.monotonic() + pause
            self._look_in(pause)
            if reason not in _PASSING or leaving is not None:
                self._tell_waiting(own, reason, leaving)
        self.consider()

    def _tell_waiting(self, own: Leavable, reason: str, leaving: Leaving | None) -> None:
        """Tell that it waits here, and why it is not at the server."""
        subject = own.subject()
        failure = Failure(_NOT_KEPT.get(reason, Code.LINK_LOST), name=subject.peer_name)
        if leaving is not None and leaving.spoilt and leaving.failure is not None:
            failure = leaving.failure
        self.happened.emit(subject.told(TransferState.WAITING, failure))

    def tell_left(self, own: Leavable, leaving: Leaving | None = None) -> None:
        """Tell that all of it is at the server."""
        subject = own.subject()
        failed = tuple(leaving.files_failed.values()) if leaving is not None else ()
        told = subject.told(TransferState.LEFT, left_out=failed)
        self.happened.emit(
            replace(told, moved=subject.size, direct=False, at_server=True, until=own.left_until)
        )

    # --- what others say -----------------------------------------------------------------------

    def on_answer(self, answer: OfferAnswer) -> bool:
        """Somebody (``to``) says what became of an offer at the server. False: it does not."""
        room = self._rooms.get(answer.room)
        if answer.answer == GONE and answer.offer in self._back:
            if room is not None and answer.to == room.joined.device_id:
                del self._back[answer.offer]
                self._shelf.forget_taken_back(answer.offer)
            return True
        words = (TAKEN, DECLINED, EXPIRED, CLEARED)
        if room is None or answer.answer not in words or answer.to != room.joined.device_id:
            return False
        self.answer_wanted.emit(OfferAnswer(answer.room, answer.offer, answer.to, HEARD))
        own = self._offers.get(answer.offer)
        if own is None or own.room != answer.room:
            return True
        own.left_until = 0
        if answer.answer == TAKEN:
            self.taken.emit(own)
        elif answer.answer == DECLINED:
            self.declined.emit(own)
        else:
            own.stays = True
            self.kept.emit(own)
            subject = own.subject()
            failure = Failure(_ENDS[answer.answer], name=subject.peer_name)
            self.happened.emit(subject.told(TransferState.WAITING, failure))
        return True

    # --- the end -------------------------------------------------------------------------------

    def is_leaving(self, id_: str) -> bool:
        """Return whether an offer is on its way to the server."""
        return id_ in self._callers or id_ in self._running

    def stop(self, id_: str, reason: str) -> bool:
        """Let a way to the server be. False: nothing is on its way there."""
        caller = self._callers.pop(id_, None)
        if caller is not None:
            caller.refuse(reason)
            if caller.link is None:
                caller.abort()
        leaving = self._running.pop(id_, None)
        if leaving is not None:
            leaving.give_up(reason)
        self._look_in(0)  # another may have waited for its turn
        return caller is not None or leaving is not None

    def forget(self, own: Leavable) -> None:
        """An offer is over: what the server may have of it is of no use any more."""
        self._offers.pop(own.id, None)
        under_way = self.stop(own.id, "cancelled")
        self._not_before.pop(own.id, None)
        self._attempts.pop(own.id, None)
        begun = under_way or own.id in self._begun
        self._begun.discard(own.id)
        if begun or own.left_until:
            back = self._back[own.id] = TakenBack(own.id, own.room)
            self._shelf.keep_taken_back(back)
            self._say_back(back)

    def _say_back(self, back: TakenBack) -> None:
        """Tell the server that an offer is over; it may not be there to hear it."""
        room = self._rooms.get(back.room)
        if room is not None:
            server = room.joined.device_id
            self.answer_wanted.emit(OfferAnswer(back.room, back.id, server, TAKEN_BACK))

    def close(self) -> None:
        """Let everything rest; the next start goes on with it."""
        self._closed = True
        self._soon.stop()
        for id_ in (*self._callers, *self._running):
            self.stop(id_, "closing")

"""The server's spool: files for people who are away, left by their authors, given on return.

How much and for how long, the person who hosts says. What is left here that person can read: only
what passes through the server while both are there is theirs alone (passage.py). An author whose
offer has ended here, by being taken, declined, too old or removed, hears so over the talk, at once
or when it is back, again and again until it says that it has heard.
"""

from __future__ import annotations

import socket
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from lanyard.commands import ClearSpool, SetSpool
from lanyard.events import Entry, SpoolChanged, TransferState
from lanyard.network.identity import Identity
from lanyard.network.transfers import landing
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.file_values import OfferAnswer
from lanyard.network.transfers.handing_out import HandingOut
from lanyard.network.transfers.joined_rooms import JoinedRoom, JoinedRooms
from lanyard.network.transfers.keeping import Keeping
from lanyard.network.transfers.sending import Sending
from lanyard.network.transfers.spool_clock import DAY, SpoolClock
from lanyard.network.transfers.spool_shelf import Ended, Left, SpoolShelf
from lanyard.network.transfers.sweeping import Sweeper
from lanyard.records import FindOffer, OfferFound
from lanyard.wire import limits

TAKEN, DECLINED, EXPIRED, CLEARED = "left_taken", "left_declined", "left_expired", "left_cleared"
"""What became of an offer, as its author hears it over the talk."""
HEARD = "left_heard"
"""The author knows."""
TAKEN_BACK, GONE = "left_cancelled", "left_gone"
"""The author does not want it to lie here any more; it does not."""
_ENDS = {"declined": DECLINED, "taken": TAKEN}
"""What its addressee may say of an offer that lies here."""


class Leaver(Protocol):
    """Somebody at the desk who wants to leave an offer, or to fetch one."""

    @property
    def device(self) -> str:
        """Who it is, by its certificate."""

    @property
    def address(self) -> str:
        """Where it comes from."""

    def refuse(self, reason: str) -> None:
        """Part with a reason."""

    def meet(self) -> socket.socket | None:
        """Say that it may, and hand out the socket."""

    def keep(self, until: int) -> socket.socket | None:
        """Say that all of it is here to be fetched, and hand out the socket."""

    def need_not(self, until: int) -> None:
        """Say that all of it is here already, and part."""


class Spool(QObject):
    """Everything that was left at my server. Transfers thread."""

    happened = Signal(object)
    """A SpoolChanged."""
    answer_wanted = Signal(object)
    offer_wanted = Signal(object)
    """A FindOffer for the journal."""
    started = Signal(object)
    """A Course began."""

    def __init__(
        self,
        identity: Identity,
        rooms: JoinedRooms,
        disk: Disk,
        disk_thread: QThread,
        shelf: SpoolShelf,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._identity = identity
        self._rooms = rooms
        self._disk = disk
        self._shelf = shelf
        self._order = SetSpool(0)
        self._offers: dict[str, Left] = {}
        self._ended: dict[str, Ended] = {}
        self._coming: dict[str, Keeping] = {}
        self._asking: dict[str, Leaver] = {}
        """Who waits for the journal to say whether there is such an offer."""
        self._clock = SpoolClock()
        self._out = HandingOut(identity, disk, shelf, self)
        self._out.started.connect(self.started)
        self._out.over.connect(self._on_given)
        self._sweeper = Sweeper(disk_thread, self)
        self._sweep = QTimer(self, interval=round(limits.SPOOL_SWEEP_SECONDS * 1000))
        self._sweep.timeout.connect(self.sweep)

    def remember(self) -> None:
        """Take up what lies here from earlier runs."""
        for left in self._shelf.left():
            self._offers[left.id] = left
        for ended in self._shelf.ended():
            self._ended[ended.id] = ended
        for stray in self._shelf.strays():
            self._sweeper.sweep(stray)
        self._sweep.start()
        self.sweep()
        if self._offers:
            self._tell()  # also when nothing was too old

    # --- what the person who hosts says --------------------------------------------------------

    def set(self, order: SetSpool) -> None:
        """Keep so much for so long from now on; what is here stays as it was promised."""
        self._order = order
        self._tell()

    def clear(self, order: ClearSpool) -> None:
        """Remove offers, or all of them."""
        for id_ in order.offers or tuple(self._offers):
            if id_ in self._offers:
                self._end(self._offers[id_], CLEARED)
        self._tell()

    def _tell(self) -> None:
        self.happened.emit(
            SpoolChanged(
                tuple(left.told() for left in self._offers.values()),
                self._used,
                self._order.quota_bytes,
                self._order.days,
            )
        )

    @property
    def _used(self) -> int:
        return sum(left.cost for left in self._offers.values())

    # --- an author leaves something ------------------------------------------------------------

    def leave(self, guest: Leaver, offer: str) -> None:
        """Somebody wants to leave an offer: it hears that it may, that it need not, or why not."""
        room = self._rooms.hosted()
        left = self._offers.get(offer)
        if room is None or not self._shelf.is_there:
            guest.refuse("spool_off")
        elif left is not None and left.author != guest.device:
            guest.refuse("offer_unknown")
        elif left is not None and left.whole:
            guest.need_not(left.until)
        elif left is not None:
            self._take(guest, left)
        elif self._order.quota_bytes <= 0:
            guest.refuse("spool_off")
        elif len(self._asking) >= limits.SPOOL_INTAKES or self._is_swept(offer):
            guest.refuse("busy")
        else:
            self._asking[offer] = guest
            self.offer_wanted.emit(FindOffer(room.joined.room, offer, guest.device))

    def on_offer_found(self, found: OfferFound) -> None:
        """The journal has looked for an offer that somebody wants to leave."""
        guest = self._asking.pop(found.asked.id, None)
        room = self._rooms.hosted()
        if guest is None:
            return
        entry = found.entry
        if room is None or room.joined.room != found.asked.room or entry is None or not entry.to:
            guest.refuse("offer_unknown")
            return
        left = self._record(entry, room)
        if left is None or left.author != guest.device or left.id in self._offers:
            guest.refuse("offer_unknown")
        elif (
            len(self._offers) >= limits.SPOOLED_OFFERS
            or self._used + left.cost > self._order.quota_bytes
        ):
            guest.refuse("spool_full")
        elif self._is_disk_full(left):
            guest.refuse("disk_full")
        else:
            self._take(guest, left)

    def _is_swept(self, offer: str) -> bool:
        """Return whether what was left of it before is still being removed."""
        return self._sweeper.is_at(self._shelf.files_of(offer))

    def _is_disk_full(self, left: Left) -> bool:
        """Return whether too little would be left for everything else on this disk."""
        free = landing.free_bytes(self._shelf.files_of(left.id))
        return free is not None and free < left.cost + limits.SPOOL_RESERVE_BYTES

    def part(self, guest: Leaver) -> None:
        """Somebody has left the desk."""
        for offer in [offer for offer, one in self._asking.items() if one is guest]:
            del self._asking[offer]

    def _record(self, entry: Entry, room: JoinedRoom) -> Left | None:
        if entry.offer is None:
            return None
        now = self._clock.now()
        return Left(
            entry.id, entry.room, entry.author, entry.name, entry.to, room.name_of(entry.to),
            entry.offer, now, now + self._order.days * DAY,
        )  # fmt: skip

    def _take(self, guest: Leaver, left: Left) -> None:
        coming = self._coming.pop(left.id, None)
        if coming is not None:
            coming.rest()  # its author comes anew: the earlier link is dead
        if len(self._coming) >= limits.SPOOL_INTAKES or self._is_swept(left.id):
            guest.refuse("busy")
            return
        bare = guest.meet()
        if bare is None:
            return
        is_new = left.id not in self._offers
        if is_new:
            self._offers[left.id] = left
            self._shelf.keep_left(left)
            if self._ended.pop(left.id, None) is not None:
                self._shelf.forget_ended(left.id)
            self._tell()
        coming = Keeping(left, self._disk, self._shelf, self, is_new=is_new)
        self._coming[left.id] = coming
        coming.over.connect(self._on_kept)
        self.started.emit(coming)
        coming.begin(bare, guest.address, self._identity)

    @Slot(object)
    def _on_kept(self, coming: Keeping) -> None:
        """All of it is here, or its author has gone."""
        if self._coming.get(coming.left.id) is coming:
            del self._coming[coming.left.id]
        left = self._offers.get(coming.left.id)
        if left is not None and not coming.whole and coming.is_empty:
            coming.lost = True  # nothing came: it need not take the room of others
        if left is not None and coming.whole:
            left = msgspec.structs.replace(left, whole=True, odd=coming.odd)
            self._offers[left.id] = left
            self._shelf.keep_left(left)
            self._tell()
        elif left is not None and coming.lost:
            self._forget(left)
            self._tell()
        coming.dispose()

    # --- somebody comes for it -----------------------------------------------------------------

    def find(self, room: str, offer: str, author: str) -> Left | None:
        """Return an offer that all of is here, or None."""
        left = self._offers.get(offer)
        if left is None or not left.whole or (left.room, left.author) != (room, author):
            return None
        return left

    def give(self, guest: Leaver, left: Left) -> None:
        """Let its addressee fetch it."""
        bare = guest.keep(left.until)
        if bare is not None:
            self._out.welcome(bare, guest.address, left)

    @Slot(object)
    def _on_given(self, sending: Sending) -> None:
        left = self._offers.get(sending.subject.offer)
        if left is not None and sending.state is TransferState.DONE:
            self._end(left, TAKEN)
            self._tell()

    # --- how it ends ---------------------------------------------------------------------------

    def on_answer(self, answer: OfferAnswer) -> None:
        """Somebody in the room (``to``) said something about an offer."""
        ended = self._ended.get(answer.offer)
        if ended is not None and answer.answer == HEARD and answer.to == ended.author:
            del self._ended[ended.id]
            self._shelf.forget_ended(ended.id)
            return
        left = self._offers.get(answer.offer)
        room = self._rooms.get(answer.room)
        if answer.answer == TAKEN_BACK and room is not None and room.joined.own:
            if left is not None and answer.to == left.author:
                self._forget(left)
                self._tell()
            self.answer_wanted.emit(OfferAnswer(answer.room, answer.offer, answer.to, GONE))
        elif left is None:
            return
        elif answer.answer in _ENDS and answer.to == left.to:
            self._end(left, _ENDS[answer.answer])
            self._tell()

    def on_present(self, room: str) -> None:
        """Somebody came, or I did: perhaps an author who must hear what became of an offer."""
        for ended in tuple(self._ended.values()):
            if ended.room == room:
                self._say(ended)

    def _end(self, left: Left, word: str) -> None:
        """Forget an offer, and let its author know why."""
        now = self._clock.now()
        ended = Ended(left.id, left.room, left.author, word, now + self._order.days * DAY)
        while len(self._ended) >= limits.SPOOL_TOLD:
            oldest = next(iter(self._ended))
            del self._ended[oldest]
            self._shelf.forget_ended(oldest)
        self._ended[ended.id] = ended
        self._shelf.keep_ended(ended)
        self._forget(left)
        self._say(ended)

    def _say(self, ended: Ended) -> None:
        room = self._rooms.get(ended.room)
        if room is not None and room.joined.own and room.has(ended.author):
            answer = OfferAnswer(ended.room, ended.id, ended.author, ended.word)
            self.answer_wanted.emit(answer)

    def _forget(self, left: Left) -> None:
        coming = self._coming.pop(left.id, None)
        if coming is not None:
            coming.cancel()
        self._out.stop(left.id)
        self._offers.pop(left.id, None)
        self._shelf.forget_left(left.id)
        self._sweeper.sweep(self._shelf.files_of(left.id))

    @Slot()
    def sweep(self) -> None:
        """Forget what is too old."""
        now, shift = self._clock.look()
        told = tuple(self._offers.values())
        for left in tuple(self._offers.values()):
            until = min(left.until + shift, now + max(left.until - left.left_at, 0))
            half = round(limits.SPOOL_HALF_SECONDS * 1000) + left.left_at + until - left.until
            if until <= now:
                self._end(left, EXPIRED)
            elif not left.whole and half <= now and left.id not in self._coming:
                self._forget(left)  # its author leaves it anew when it is back
            elif until != left.until:
                begun = left.left_at + until - left.until
                moved = msgspec.structs.replace(left, left_at=begun, until=until)
                self._offers[left.id] = moved
                self._shelf.keep_left(moved)
        for ended in tuple(self._ended.values()):
            if ended.until + shift <= now:
                del self._ended[ended.id]
                self._shelf.forget_ended(ended.id)
            elif shift:
                moved_end = msgspec.structs.replace(ended, until=ended.until + shift)
                self._ended[ended.id] = moved_end
                self._shelf.keep_ended(moved_end)
        if tuple(self._offers.values()) != told:
            self._tell()

    def close(self) -> None:
        """Let everything rest; the next start goes on with it."""
        self._sweep.stop()
        self._asking.clear()
        for coming in tuple(self._coming.values()):
            coming.rest()
        self._out.close()

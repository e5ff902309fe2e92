"""Offers of others: shown, answered by a person, fetched, gone on with when that is possible."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.commands import AcceptOffer, TrustSender
from lanyard.events import (
    Code,
    EntriesArrived,
    Entry,
    Failure,
    Kind,
    ManifestRead,
    Offer,
    TransferState,
)
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import AT_REST, Subject
from lanyard.network.transfers.dialer import is_loopback
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.file_values import OfferAnswer, Wish
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.list_asking import ListAsking
from lanyard.network.transfers.meeting import Way
from lanyard.network.transfers.passing import PassingOn
from lanyard.network.transfers.receiving import Receiving
from lanyard.network.transfers.shared_receiving import SharedReceiving
from lanyard.network.transfers.shelf import Shelf, Theirs
from lanyard.wire import limits
from lanyard.wire.file_names import safe_name
from lanyard.wire.transfer import picks_of


@dataclass(frozen=True, slots=True)
class OthersOffer:
    """What somebody offers me."""

    author: str
    offer: Offer
    subject: Subject
    shared: bool = False
    """To the whole room: members serve each other."""


class Taking(QObject):
    """Everything others offer me. Transfers thread."""

    happened = Signal(object)
    answer_wanted = Signal(object)
    started = Signal(object)
    """A Receiving began."""

    def __init__(
        self,
        identity: Identity,
        rooms: JoinedRooms,
        disk: Disk,
        shelf: Shelf,
        parent: QObject,
        passing: PassingOn,
    ) -> None:
        super().__init__(parent)
        self._passing = passing
        self.durable = True
        self._identity = identity
        self._rooms = rooms
        self._disk = disk
        self._shelf = shelf
        self._offers: dict[str, OthersOffer] = {}
        self._running: dict[str, Receiving] = {}
        """Accepted and not over; some of them at work, others waiting or at rest."""
        self._queue: list[Receiving] = []
        """Those that wait for their turn."""
        self._trusted: dict[str, TrustSender] = {}
        self._lists: dict[str, ListAsking] = {}
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self._on_again)
        self._asked: set[str] = set()
        """Offers whose authors were asked where they are."""
        self._closed = False

    def remember(self) -> None:
        """Take up what others had offered, and what was coming, when the program ended."""
        for kept in self._shelf.theirs():
            self._learn(kept)
            if kept.folder:
                picks = kept.picks
                wish = Wish(kept.folder, picks, self.durable)
                receiving = self._new_receiving(self._offers[kept.id], wish)
                receiving.waits_for_sender = not kept.paused
                state = TransferState.PAUSED if kept.paused else TransferState.WAITING
                receiving.tell(state)

    # --- what is offered -----------------------------------------------------------------------

    def on_entries(self, arrived: EntriesArrived) -> None:
        """Learn of offers among new entries."""
        mine = self._identity.device_id
        for entry in arrived.entries:
            if (
                entry.kind is Kind.OFFER
                and entry.offer is not None
                and entry.author != mine
                and entry.to in ("", mine)
                and entry.id not in self._offers
                and self._shelf.settled(entry.id) is None
            ):
                self._take(entry, entry.offer)

    def _take(self, entry: Entry, offer: Offer) -> None:
        kept = Theirs(
            entry.id, entry.room, entry.author, entry.name, offer, shared=not entry.to
        )  # fmt: skip
        self._shelf.keep_theirs(kept)  # first: what was told is still known after a kill
        self._learn(kept)
        trusted = self._trusted.get(entry.author)
        if trusted is not None and offer.size <= trusted.most_bytes and entry.to:
            self.accept(AcceptOffer(entry.id, trusted.folder))

    def _learn(self, kept: Theirs) -> None:
        offer = kept.offer
        name = safe_name(offer.folder or offer.files[0].name.rstrip("/"))
        subject = Subject(
            kept.id, kept.id, kept.room, True, kept.author, kept.author_name, name,
            offer.count, offer.size,
        )  # fmt: skip
        self._offers[kept.id] = OthersOffer(kept.author, offer, subject, kept.shared)
        waiting = [id_ for id_ in self._offers if id_ not in self._running]
        if len(waiting) > limits.OFFERS_REMEMBERED:
            self._forget(waiting[0], TransferState.FAILED, Failure(Code.OFFER_UNKNOWN))
        if not kept.folder:
            self.happened.emit(subject.told(TransferState.OFFERED))

    def _forget(self, id_: str, state: TransferState, failure: Failure | None) -> None:
        subject = self._offers.pop(id_).subject
        declined = state is TransferState.DECLINED
        self._shelf.settle(id_, subject.peer, "declined" if declined else "")
        self.happened.emit(subject.told(state, failure))

    def _keep(self, offered: OthersOffer, wish: Wish | None, *, paused: bool = False) -> None:
        subject = offered.subject
        self._shelf.keep_theirs(
            Theirs(
                subject.id, subject.room, offered.author, subject.peer_name, offered.offer,
                wish.folder if wish else "", wish.picks if wish else None, paused, offered.shared,
            )
        )  # fmt: skip

    def trust(self, order: TrustSender) -> None:
        """Accept by itself what a device offers me, up to a size; or no longer."""
        self._trusted.pop(order.device_id, None)
        if order.most_bytes > 0 and order.folder:
            self._trusted[order.device_id] = order

    def read_manifest(self, id_: str) -> bool:
        """Tell every file of an offer, asking its sender if need be. False: there is none."""
        offered = self._offers.get(id_)
        if offered is None:
            return False
        offer = offered.offer
        if len(offer.files) == offer.count:
            self.happened.emit(ManifestRead(id_, offer.files))
            return True
        listing = self._shelf.list_of(id_)
        way = self._way_to(offered)
        if listing is not None:
            self.happened.emit(ManifestRead(id_, listing.offered(offer.folder)))
        elif way is None:
            self.happened.emit(ManifestRead(id_, offer.files, Failure(Code.NOT_JOINED)))
        elif id_ not in self._lists:
            asking = ListAsking(offered.subject, offer, self._identity, self._shelf, self)
            self._lists[id_] = asking
            asking.told.connect(self._on_listed)
            asking.begin(way)
        return True

    @Slot(object)
    def _on_listed(self, told: ManifestRead) -> None:
        self._lists.pop(told.offer).dispose()
        self.happened.emit(told)

    # --- what a person answers -----------------------------------------------------------------

    def accept(self, order: AcceptOffer) -> bool:
        """Fetch an offer. False: there is none of this id."""
        offered = self._offers.get(order.offer)
        if offered is None:
            return False
        if order.offer in self._running:
            return True
        picks = None if order.picks is None else picks_of(sorted(set(order.picks)))
        if picks is not None and (
            not picks or picks[0][0] < 0 or picks[-1][1] > offered.offer.count
        ):
            return False
        wish = Wish(order.folder, picks, self.durable)
        self._keep(offered, wish)
        receiving = self._new_receiving(offered, wish)
        if self._way_to(offered) is None:
            receiving.waits_for_sender = True
            receiving.tell(TransferState.WAITING, Failure(Code.NOT_JOINED))
        else:
            self._start(receiving)
        return True

    def _new_receiving(self, offered: OthersOffer, wish: Wish) -> Receiving:
        begin = (
            offered.subject, offered.offer, wish, self._identity, self._disk, self._shelf, self,
        )  # fmt: skip
        shared = offered.shared
        receiving = SharedReceiving(*begin, self._passing) if shared else Receiving(*begin)
        self._running[offered.subject.id] = receiving
        receiving.changed.connect(self.happened)
        receiving.rested.connect(self._on_rested)
        receiving.ready.connect(self._start)
        receiving.over.connect(self._on_over)
        self.started.emit(receiving)
        return receiving

    @Slot(object)
    def _start(self, receiving: Receiving) -> None:
        """Let one begin or go on, now or when it is its turn."""
        offered = self._offers.get(receiving.subject.id)
        way = self._way_to(offered) if offered is not None else None
        if way is None or receiving.begun or self._closed:
            return
        if receiving in self._queue:
            self._queue.remove(receiving)
        if sum(one.begun for one in self._running.values()) < limits.RECEIVINGS:
            self._say(receiving.subject, "where")  # it may have moved since it made the offer
            self._asked.add(receiving.subject.id)
            receiving.start(way)
        else:
            self._queue.append(receiving)
            receiving.tell(TransferState.CONNECTING)

    def _way_to(self, offered: OthersOffer) -> Way | None:
        room = self._rooms.get(offered.subject.room)
        if room is None:
            return None
        server = room.joined
        inside = is_loopback(server.host)
        return Way(
            # A stranger's offer must not make us dial services inside this computer.
            tuple(one for one in offered.offer.addresses if inside or not is_loopback(one)),
            offered.offer.port, offered.author, server.host, server.port, server.device_id,
            may_be_left=not offered.shared,
        )  # fmt: skip

    def decline(self, id_: str) -> bool:
        """Say no, or stop fetching. False: there is no offer of this id."""
        offered = self._offers.get(id_)
        if offered is None:
            return False
        if id_ in self._running:
            return self.cancel(id_)
        subject = offered.subject
        self._say(subject, "declined")
        room = self._rooms.get(subject.room)
        if room is not None and not room.has(offered.author):
            # Its author is away; the server may have it in the meantime.
            server = room.joined.device_id
            self.answer_wanted.emit(OfferAnswer(subject.room, id_, server, "declined"))
        self._forget(id_, TransferState.DECLINED, None)
        return True

    def cancel(self, id_: str) -> bool:
        """Stop fetching, or say no. False: nothing has this id."""
        receiving = self._running.get(id_)
        if receiving is None:
            return self.decline(id_)
        if receiving.link is None:
            self._say(receiving.subject, "cancelled")
        receiving.cancel()
        return True

    def pause(self, id_: str) -> bool:
        """Let a transfer rest. False: nothing that was accepted has this id."""
        receiving = self._running.get(id_)
        if receiving is None:
            return False
        if receiving in self._queue:
            self._queue.remove(receiving)
        self._keep(self._offers[id_], receiving.wish, paused=True)
        receiving.waits_for_sender = False
        receiving.pause()
        return True

    def resume(self, id_: str) -> bool:
        """Let a transfer go on now. False: nothing that was accepted has this id."""
        receiving = self._running.get(id_)
        if receiving is None:
            return False
        self._keep(self._offers[id_], receiving.wish)
        receiving.waits_for_sender = True
        if self._way_to(self._offers[id_]) is None:
            receiving.tell(TransferState.WAITING, Failure(Code.NOT_JOINED))
        else:
            self._start(receiving)
        return True

    def _say(self, subject: Subject, answer: str) -> None:
        self.answer_wanted.emit(OfferAnswer(subject.room, subject.offer, subject.peer, answer))

    # --- what the other side says --------------------------------------------------------------

    def on_answer(self, answer: OfferAnswer) -> None:
        """The author of an offer said something about it over the talk."""
        offered = self._offers.get(answer.offer)
        if offered is None:
            settled = self._shelf.settled(answer.offer)
            if answer.answer == "here" and settled is not None and settled.author == answer.to:
                # It waits for me, and did not hear how it ended.
                self.answer_wanted.emit(replace(answer, answer=settled.word, addresses=(), port=0))
            return
        if offered.author != answer.to:
            return
        receiving = self._running.get(answer.offer)
        if answer.answer == "here":
            if receiving is not None:
                self._on_here(offered, receiving, answer)
        elif answer.answer == "offer_unknown":
            if receiving is not None:
                receiving.give_up(Failure(Code.OFFER_UNKNOWN))
        elif answer.answer == "resumed":
            if receiving is not None and receiving.paused_there:
                self._start(receiving)
        elif answer.answer == "cancelled":
            failure = Failure(Code.CANCELLED_THERE, name=offered.subject.peer_name)
            if receiving is None:
                self._forget(answer.offer, TransferState.CANCELLED, failure)
            elif receiving.link is None and not receiving.begun:
                receiving.end_there(failure)
                self._offers.pop(answer.offer, None)
                self._shelf.settle(answer.offer, offered.author, "")

    def _on_here(self, offered: OthersOffer, receiving: Receiving, answer: OfferAnswer) -> None:
        """The author says that it is there, and where; it may have asked itself, as one who waits.

        Where it is counts once for each time it was asked: an author must not make us dial on.
        """
        self._tell_if_full(receiving)
        offer = offered.offer
        if answer.offer not in self._asked or not answer.port:
            return
        self._asked.discard(answer.offer)
        if (set(answer.addresses), answer.port) == (set(offer.addresses), offer.port):
            return
        offer = replace(offer, addresses=answer.addresses, port=answer.port)
        moved = self._offers[answer.offer] = replace(offered, offer=offer)
        self._keep(moved, receiving.wish)
        way = self._way_to(moved)
        if way is not None:
            receiving.redirect(way)

    def _tell_if_full(self, receiving: Receiving) -> None:
        """Let the sender know that there is no room here: no link may have said so."""
        if receiving.full and receiving.state is TransferState.WAITING:
            self._say(receiving.subject, "disk_full")

    def on_present(self, room: str, *, joined: bool = False) -> None:
        """Somebody joined a room, or I did: what waits for its sender may go on.

        When I did, also what waits for somebody who is away: the server may have it.
        """
        for receiving in tuple(self._running.values()):
            here = self._rooms.get(room)
            waits = receiving.waits_for_sender or receiving.paused_there
            if (
                receiving.subject.room == room
                and receiving.state in AT_REST
                and waits
                and here is not None
                and (joined or receiving.at_server or here.has(receiving.subject.peer))
            ):
                self._start(receiving)

    @Slot(object)
    def _on_rested(self, receiving: Receiving) -> None:
        self._start_next()
        self._tell_if_full(receiving)
        if receiving.waits_for_sender:
            # The sender may be there all the time, and only the way to it broke.
            doubled = limits.RETRY_FIRST_SECONDS * 2 ** min(receiving.attempts - 1, 10)
            pause = min(limits.RETRY_LONGEST_SECONDS, doubled)
            left = self._again.remainingTime()
            if left < 0 or left > pause * 1000:
                self._again.start(round(pause * 1000))

    @Slot()
    def _on_again(self) -> None:
        for room in {one.subject.room for one in self._running.values() if one.waits_for_sender}:
            self.on_present(room)

    def close(self) -> None:
        """Let everything rest; the next start goes on with it."""
        self._closed = True
        self._again.stop()
        self._queue.clear()
        for asking in self._lists.values():
            asking.dispose()
        for receiving in tuple(self._running.values()):
            receiving.rest()

    @Slot(object)
    def _on_over(self, receiving: Receiving) -> None:
        id_ = receiving.subject.id
        if receiving in self._queue:
            self._queue.remove(receiving)
        offered = self._offers.get(id_)
        if self._running.get(id_) is receiving:
            del self._running[id_]
        self._asked.discard(id_)
        room = self._rooms.get(receiving.subject.room)
        if receiving.state is TransferState.DONE and receiving.at_server and room is not None:
            # Its last word on the link may not have come through.
            server = room.joined.device_id
            self.answer_wanted.emit(OfferAnswer(room.joined.room, id_, server, "taken"))
        if receiving.state is TransferState.DONE:
            self._offers.pop(id_, None)
            self._shelf.settle(id_, receiving.subject.peer, "taken")
        elif offered is not None:
            self._keep(offered, None)  # the offer still stands: a change of mind is fine
        receiving.dispose()
        self._start_next()

    def _start_next(self) -> None:
        if self._queue and not self._closed:
            self._start(self._queue[0])

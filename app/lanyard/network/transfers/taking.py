"""Offers of others: shown, answered by a person, fetched."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.commands import AcceptOffer
from lanyard.events import (
    Code,
    EntriesArrived,
    Entry,
    Failure,
    Kind,
    Offer,
    TransferState,
)
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import Subject
from lanyard.network.transfers.dialer import is_loopback
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.file_values import OfferAnswer
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.receiving import Receiving, Way
from lanyard.wire import limits
from lanyard.wire.file_names import safe_name


@dataclass(frozen=True, slots=True)
class OthersOffer:
    """What somebody offers me."""

    author: str
    offer: Offer
    subject: Subject


class Taking(QObject):
    """Everything others offer me. Transfers thread."""

    happened = Signal(object)
    answer_wanted = Signal(object)
    started = Signal(object)
    """A Receiving began."""

    def __init__(self, identity: Identity, rooms: JoinedRooms, disk: Disk, parent: QObject) -> None:
        super().__init__(parent)
        self._identity = identity
        self._rooms = rooms
        self._disk = disk
        self._offers: dict[str, OthersOffer] = {}
        self._running: dict[str, Receiving] = {}
        """Accepted and not over; the first few of them have begun."""
        self._closed = False

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
            ):
                self._learn(entry, entry.offer)

    def _learn(self, entry: Entry, offer: Offer) -> None:
        name = safe_name(offer.files[0].name)
        subject = Subject(
            entry.id, entry.id, entry.room, True, entry.author, entry.name, name,
            len(offer.files), offer.size,
        )  # fmt: skip
        self._offers[entry.id] = OthersOffer(entry.author, offer, subject)
        waiting = [id_ for id_ in self._offers if id_ not in self._running]
        if len(waiting) > limits.OFFERS_REMEMBERED:
            self._forget(waiting[0])
        self.happened.emit(subject.told(TransferState.OFFERED))

    def _forget(self, id_: str) -> None:
        subject = self._offers.pop(id_).subject
        self.happened.emit(subject.told(TransferState.FAILED, Failure(Code.OFFER_UNKNOWN)))

    # --- what a person answers -----------------------------------------------------------------

    def accept(self, order: AcceptOffer) -> bool:
        """Fetch an offer. False: there is none of this id."""
        offered = self._offers.get(order.offer)
        if offered is None:
            return False
        if order.offer in self._running:
            return True
        room = self._rooms.get(offered.subject.room)
        if room is None:
            failed = offered.subject.told(TransferState.FAILED, Failure(Code.NOT_JOINED))
            self.happened.emit(failed)
            return True
        server = room.joined
        inside = is_loopback(server.host)
        way = Way(
            # A stranger's offer must not make us dial services inside this computer.
            tuple(one for one in offered.offer.addresses if inside or not is_loopback(one)),
            offered.offer.port, offered.author, server.host, server.port, server.device_id,
        )  # fmt: skip
        receiving = Receiving(
            offered.subject, offered.offer, way, order.folder, self._identity, self._disk, self
        )
        self._running[order.offer] = receiving
        receiving.changed.connect(self.happened)
        receiving.over.connect(self._on_over)
        self.started.emit(receiving)
        if self._begun < limits.RECEIVINGS:
            receiving.begin()
        else:
            receiving.tell(TransferState.CONNECTING)
        return True

    @property
    def _begun(self) -> int:
        return sum(one.begun for one in self._running.values())

    def decline(self, id_: str) -> bool:
        """Say no, or stop fetching. False: there is no offer of this id."""
        offered = self._offers.get(id_)
        if offered is None:
            return False
        if id_ in self._running:
            return self.cancel(id_)
        del self._offers[id_]
        subject = offered.subject
        self.answer_wanted.emit(OfferAnswer(subject.room, id_, offered.author, "declined"))
        self.happened.emit(subject.told(TransferState.DECLINED))
        return True

    def cancel(self, id_: str) -> bool:
        """Stop fetching, or say no. False: nothing has this id."""
        receiving = self._running.get(id_)
        if receiving is None:
            return self.decline(id_)
        if receiving.link is None:
            subject = receiving.subject
            self.answer_wanted.emit(OfferAnswer(subject.room, id_, subject.peer, "cancelled"))
        receiving.cancel()
        return True

    # --- what the other side says --------------------------------------------------------------

    def on_answer(self, answer: OfferAnswer) -> None:
        """The author of an offer said something about it over the talk."""
        offered = self._offers.get(answer.offer)
        if offered is None or offered.author != answer.to:
            return
        receiving = self._running.get(answer.offer)
        if answer.answer == "offer_unknown":
            if receiving is not None:
                receiving.give_up(Failure(Code.OFFER_UNKNOWN))
        elif answer.answer == "cancelled" and receiving is None:
            del self._offers[answer.offer]
            failure = Failure(Code.CANCELLED_THERE, name=offered.subject.peer_name)
            self.happened.emit(offered.subject.told(TransferState.CANCELLED, failure))

    def left(self, room: str) -> None:
        """I left a room: what waits there cannot be fetched; what runs goes on."""
        for id_, offered in tuple(self._offers.items()):
            if offered.subject.room == room and id_ not in self._running:
                del self._offers[id_]
                failure = Failure(Code.NOT_JOINED)
                self.happened.emit(offered.subject.told(TransferState.FAILED, failure))

    def close(self) -> None:
        """Stop everything at once."""
        self._closed = True
        for receiving in tuple(self._running.values()):
            receiving.cancel()

    @Slot(object)
    def _on_over(self, receiving: Receiving) -> None:
        id_ = receiving.subject.id
        if self._running.get(id_) is receiving:
            del self._running[id_]
        if receiving.state is TransferState.DONE:
            self._offers.pop(id_, None)
        receiving.dispose()
        waiting = [one for one in self._running.values() if not one.begun]
        if waiting and self._begun < limits.RECEIVINGS and not self._closed:
            waiting[0].begin()

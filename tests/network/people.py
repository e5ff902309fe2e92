"""People who send each other files in tests: real threads, real sockets, and a talk made of air.

``Talk`` stands in for server and clients: it passes offers, answers and wishes for a relay from one
person to the other, and the data links that come to its port to whoever hosts.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtNetwork import QHostAddress, QTcpServer

from lanyard.commands import (
    AcceptOffer,
    CancelTransfer,
    DeclineOffer,
    OfferFiles,
    PauseTransfer,
    ReadManifest,
    ResumeTransfer,
    new_id,
)
from lanyard.deletion import delete_later
from lanyard.events import (
    CommandFailed,
    EntriesArrived,
    Entry,
    JoinChanged,
    Joined,
    JoinState,
    Kind,
    ManifestRead,
    Member,
    MemberJoined,
    MemberLeft,
    TransferChanged,
    TransferState,
)
from lanyard.network.identity import Identity
from lanyard.network.link import Link, LinkClosed
from lanyard.network.transfers.disk import DiskHome
from lanyard.network.transfers.file_values import OfferAnswer, OfferPrepared, RelayWanted
from lanyard.network.transfers.files import Files
from lanyard.records import RoomMet

ROOM = "0" * 32
LOCAL = "127.0.0.1"


class Person(QObject):
    """One program's transfers: its Files in a thread, its disk in another."""

    _offer = Signal(object)
    _accept = Signal(object)
    _decline = Signal(object)
    _cancel = Signal(object)
    _pause = Signal(object)
    _resume = Signal(object)
    _list = Signal(object)
    _event = Signal(object)
    _answer = Signal(object)
    _relay = Signal(object)
    _met = Signal(object)
    _link = Signal(object)
    _close = Signal()
    _close_disk = Signal()

    def __init__(self, name: str, identity: Identity, profile: Path | None = None) -> None:
        super().__init__()
        self.name = name
        self.identity = identity
        self.lists: list[ManifestRead] = []
        self.heard: list[TransferChanged] = []
        self.refused: list[CommandFailed] = []
        self.transfers = QThread()
        self.disk = QThread()
        self.disk_home = DiskHome()
        self.disk_home.moveToThread(self.disk)
        self.files = Files(identity, self.disk_home, profile)
        self.files.moveToThread(self.transfers)
        self.transfers.started.connect(self.files.start)
        self.files.happened.connect(self.on_happened)
        for signal, slot in (
            (self._offer, self.files.prepare_offer),
            (self._accept, self.files.accept),
            (self._decline, self.files.decline),
            (self._cancel, self.files.cancel),
            (self._pause, self.files.pause),
            (self._resume, self.files.resume),
            (self._list, self.files.read_manifest),
            (self._event, self.files.on_room_event),
            (self._answer, self.files.on_answer),
            (self._relay, self.files.on_relay_wanted),
            (self._met, self.files.on_room_met),
            (self._link, self.files.take_relay_link),
        ):
            signal.connect(slot)
        self._close.connect(self.files.close)
        self._close_disk.connect(self.disk_home.close)
        self.disk.start()
        self.transfers.start()

    @Slot(object)
    def on_happened(self, event: TransferChanged | CommandFailed | ManifestRead) -> None:
        if isinstance(event, CommandFailed):
            self.refused.append(event)
        elif isinstance(event, ManifestRead):
            self.lists.append(event)
        else:
            self.heard.append(event)

    def last(self, transfer: str) -> TransferChanged | None:
        """Return where a transfer stands."""
        return next((one for one in reversed(self.heard) if one.id == transfer), None)

    def state(self, transfer: str) -> TransferState | None:
        """Return the state of a transfer."""
        last = self.last(transfer)
        return last.state if last else None

    def states(self, transfer: str) -> list[TransferState]:
        """Return every state a transfer went through, each once in a row."""
        states: list[TransferState] = []
        for one in self.heard:
            if one.id == transfer and (not states or states[-1] is not one.state):
                states.append(one.state)
        return states

    def offer(self, *paths: Path, to: Person | None = None) -> str:
        """Offer files; return the offer's id."""
        id_ = new_id()
        device = to.identity.device_id if to else ""
        self._offer.emit(OfferFiles(ROOM, tuple(map(str, paths)), device, id_))
        return id_

    def accept(self, offer: str, folder: Path, picks: tuple[int, ...] | None = None) -> None:
        self._accept.emit(AcceptOffer(offer, str(folder), picks))

    def pause(self, transfer: str) -> None:
        self._pause.emit(PauseTransfer(transfer))

    def resume(self, transfer: str) -> None:
        self._resume.emit(ResumeTransfer(transfer))

    def read_manifest(self, offer: str) -> None:
        self._list.emit(ReadManifest(offer))

    def decline(self, offer: str) -> None:
        self._decline.emit(DeclineOffer(offer))

    def cancel(self, transfer: str) -> None:
        self._cancel.emit(CancelTransfer(transfer))

    def tell(self, event: object) -> None:
        self._event.emit(event)

    def hear_answer(self, answer: OfferAnswer) -> None:
        self._answer.emit(answer)

    def meet(self, met: RoomMet) -> None:
        self._met.emit(met)

    def hear_relay(self, wanted: RelayWanted) -> None:
        self._relay.emit(wanted)

    def take_link(self, link: Link) -> None:
        self._link.emit(link)

    def end(self) -> None:
        """Close, as the engine does: transfers first, then the disk behind them."""
        self._close.emit()
        assert self.transfers.wait(5000)
        self._close_disk.emit()
        assert self.disk.wait(5000)


class Talk(QObject):
    """A room of air; the first person hosts it."""

    def __init__(self, *people: Person) -> None:
        super().__init__()
        self.people = people
        self.reachable = True
        """False hides everybody's own addresses, as a firewall would."""
        self.absent: set[str] = set()
        """Devices that are not there now: what is said to them over the talk is lost."""
        self.deaf = False
        """True keeps the wish for a relay from whoever should serve it."""
        self.redirect = 0
        """Another port that offers name as the sender's, if not 0."""
        self.prepared: list[OfferPrepared] = []
        self.tickets: list[str] = []
        self.relays = 0
        self.answers: list[OfferAnswer] = []
        self.lost: set[str] = set()
        """Answers that do not arrive."""
        self.sequence = 0
        self.server = QTcpServer(self)
        assert self.server.listen(QHostAddress(LOCAL), 0)
        self.server.newConnection.connect(self._on_connection)
        for person in people:
            self._listen_to(person)
        self.members = tuple(
            Member(number, person.identity.device_id, person.name, number == 1)
            for number, person in enumerate(people, 1)
        )
        for number, person in enumerate(people, 1):
            person.tell(self.joined(number, person))

    def _listen_to(self, person: Person) -> None:
        person.files.offer_prepared.connect(self._on_offer)
        person.files.answer_wanted.connect(self._on_answer)
        person.files.relay_needed.connect(self._on_relay_needed)

    def away(self, person: Person) -> None:
        """Everybody else hears that somebody has gone."""
        number = self.people.index(person) + 1
        for other in self.people:
            if other is not person:
                other.tell(MemberLeft(ROOM, self.members[number - 1], lost=True))

    def back(self, gone: Person, person: Person) -> None:
        """``person`` is ``gone`` after a restart; everybody hears of it."""
        number = self.people.index(gone) + 1
        self.people = tuple(person if one is gone else one for one in self.people)
        self._listen_to(person)
        person.tell(self.joined(number, person))
        for other in self.people:
            if other is not person:
                other.tell(MemberJoined(ROOM, self.members[number - 1]))

    def joined(self, number: int, person: Person) -> Joined:
        """Return what a person hears on joining."""
        return Joined(
            "key",
            ROOM,
            "Air",
            LOCAL,
            int(self.server.serverPort()),
            self.people[0].identity.device_id,
            number,
            person.identity.device_id,
            self.members,
            0,
            own=number == 1,
        )

    def part(self, person: Person) -> None:
        """Let a person leave the room, as that person sees it."""
        person.tell(JoinChanged("key", ROOM, JoinState.LEFT, LOCAL, 1))

    def find(self, device: str) -> Person:
        return next(one for one in self.people if one.identity.device_id == device)

    def post(self, author: Person, prepared: OfferPrepared) -> None:
        """Put an offer into the log, for everybody it concerns."""
        self.sequence += 1
        offer = prepared.offer
        if not self.reachable:
            offer = replace(offer, addresses=(), port=0)
        if self.redirect:
            offer = replace(offer, addresses=(LOCAL,), port=self.redirect)
        entry = Entry(
            ROOM,
            self.sequence,
            prepared.id,
            author.identity.device_id,
            author.name,
            0,
            Kind.OFFER,
            "",
            prepared.to,
            offer,
        )
        for person in self.people:
            if not prepared.to or person.identity.device_id == prepared.to or person is author:
                person.tell(EntriesArrived(ROOM, (entry,)))

    @Slot(object)
    def _on_offer(self, prepared: OfferPrepared) -> None:
        self.prepared.append(prepared)
        self.post(next(one for one in self.people if one.files is self.sender()), prepared)

    @Slot(object)
    def _on_answer(self, answer: OfferAnswer) -> None:
        author = next((one for one in self.people if one.files is self.sender()), None)
        if author is None:
            return  # its program has ended, and its link with it
        self.answers.append(answer)
        if answer.to in self.absent:
            return
        device = author.identity.device_id
        where = (answer.addresses, answer.port) if self.reachable and not self.redirect else ()
        passed = OfferAnswer(answer.room, answer.offer, device, answer.answer, *where)
        for person in self.people:  # nobody hears what is said to somebody who is not there
            if person.identity.device_id == answer.to and answer.answer not in self.lost:
                person.hear_answer(passed)

    @Slot(object)
    def _on_relay_needed(self, wanted: RelayWanted) -> None:
        self.relays += 1
        self.tickets.append(wanted.ticket)
        if self.deaf:
            return
        passed = RelayWanted(wanted.room, wanted.ticket, wanted.offer, wanted.receiver)
        self.find(wanted.author).hear_relay(passed)

    @Slot()
    def _on_connection(self) -> None:
        socket = self.server.nextPendingConnection()
        link = Link.accept(socket, self.people[0].identity, parent=self)
        link.secured.connect(self._on_secured)
        link.closed.connect(self._on_closed)

    @Slot(object)
    def _on_closed(self, _end: LinkClosed) -> None:
        link = self.sender()
        assert link is not None
        delete_later(link)

    @Slot(object)
    def _on_secured(self, link: Link) -> None:
        link.closed.disconnect(self._on_closed)
        link.setParent(None)
        link.moveToThread(self.people[0].transfers)
        self.people[0].take_link(link)

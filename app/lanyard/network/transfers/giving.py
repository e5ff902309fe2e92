"""Offers of mine: prepared, announced, served to whoever may have them, withdrawn.

While anything is on offer a port of its own is open on every address, so that receivers pull
straight from here. Whoever fetches must be a member of the offer's room (or the one it was offered
to), by its link's certificate.
"""

from __future__ import annotations

import logging
import socket
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

from lanyard.commands import OfferFiles
from lanyard.deletion import delete_later
from lanyard.events import Code, Failure, Offer, OfferedFile, TransferState
from lanyard.network.endings import CloseReason, LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.interfaces import addresses
from lanyard.network.transfers.course import Subject
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.dialer import is_loopback
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.file_io import FileFacts, facts_of
from lanyard.network.transfers.file_values import OfferAnswer, OfferPrepared, RelayWanted
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.reception import Caller
from lanyard.network.transfers.sending import Sending
from lanyard.wire import limits
from lanyard.wire.file_names import safe_name

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class OwnOffer:
    """Files of mine that others may fetch."""

    id: str
    room: str
    to: str
    to_name: str
    files: tuple[FileFacts, ...]
    sendings: dict[str, Sending] = field(default_factory=dict)

    def subject(self, device: str = "", name: str = "") -> Subject:
        """Return the facts of one receiver's transfer, or of the offer to the whole room."""
        device = device or self.to
        return Subject(
            f"{self.id}/{device}" if device else self.id, self.id, self.room, False, device,
            name or self.to_name, safe_name(self.files[0].name), len(self.files),
            sum(one.size for one in self.files),
        )  # fmt: skip


class Giving(QObject):
    """Everything I offer. Transfers thread."""

    happened = Signal(object)
    offer_prepared = Signal(object)
    answer_wanted = Signal(object)
    started = Signal(object)
    """A Sending began."""

    def __init__(self, identity: Identity, rooms: JoinedRooms, disk: Disk, parent: QObject) -> None:
        super().__init__(parent)
        self._identity = identity
        self._rooms = rooms
        self._disk = disk
        self._offers: dict[str, OwnOffer] = {}
        self._callers: set[Caller] = set()
        self._listeners: list[tuple[socket.socket, QSocketNotifier]] = []
        self._port = 0
        self._rest = QTimer(self, singleShot=True, interval=1_000)
        self._rest.timeout.connect(self._on_rested)

    # --- offering ------------------------------------------------------------------------------

    def prepare(self, order: OfferFiles) -> None:
        """Look at the files, open the data port, let the offer go into the room's log."""
        room = self._rooms.get(order.room)
        failure: Failure | None = None
        files: list[FileFacts] = []
        if room is None:
            failure = Failure(Code.NOT_JOINED)
        elif order.to and not room.has(order.to):
            failure = Failure(Code.MEMBER_UNKNOWN)
        elif not order.paths:
            failure = Failure(Code.FILE_MISSING)
        elif len(order.paths) > limits.OFFER_FILES:
            failure = Failure(Code.TOO_MANY_FILES, number=len(order.paths))
        else:
            failure = _look_at(order.paths, files)
        to_name = room.name_of(order.to) if room and order.to else ""
        if room is None or failure is not None:
            name = safe_name(order.paths[0]) if order.paths else ""
            subject = Subject(
                f"{order.id}/{order.to}" if order.to else order.id, order.id, order.room, False,
                order.to, to_name, name, len(order.paths), 0,
            )  # fmt: skip
            self.happened.emit(subject.told(TransferState.FAILED, failure))
            return
        own = OwnOffer(order.id, order.room, order.to, to_name, tuple(files))
        self._offers[order.id] = own
        self._listen()
        offered = tuple(OfferedFile(one.name, one.size) for one in files)
        offer = Offer(offered, self._addresses(room.joined.host), self._port)
        self.happened.emit(own.subject().told(TransferState.OFFERED))
        self.offer_prepared.emit(OfferPrepared(order.room, order.id, order.to, offer))

    def _addresses(self, server: str) -> tuple[str, ...]:
        """Return where others may dial me: loopback only if the server is on this computer."""
        found = [one.address for one in addresses()]
        inside = ["127.0.0.1"] if is_loopback(server) else []
        return tuple((inside + found)[: limits.OFFER_ADDRESSES])

    def withdraw(self, id_: str, failure: Failure, *, tell: bool = True) -> bool:
        """Take an offer back and stop everybody who fetches it. False: there is none."""
        own = self._offers.pop(id_, None)
        if own is None:
            return False
        room = self._rooms.get(own.room)
        for sending in tuple(own.sendings.values()):
            sending.cancel()
        if tell and room is not None:
            for device in (own.to,) if own.to else room.others:
                self.answer_wanted.emit(OfferAnswer(own.room, own.id, device, "cancelled"))
        if not own.to or own.to not in own.sendings:
            self.happened.emit(own.subject().told(TransferState.CANCELLED, failure))
        self._stop_listening_if_idle()
        return True

    def cancel(self, id_: str) -> bool:
        """Stop one receiver's transfer, or withdraw an offer. False: nothing has this id."""
        offer, _, device = id_.partition("/")
        own = self._offers.get(offer)
        if own is None:
            return False
        if not device or own.to:
            return self.withdraw(offer, Failure(Code.CANCELLED_HERE))
        sending = own.sendings.get(device)
        if sending is not None:
            sending.cancel()
        return sending is not None

    def left(self, room: str) -> None:
        """I left a room: what I offered there is over; what is being fetched goes on."""
        for own in [one for one in self._offers.values() if one.room == room]:
            del self._offers[own.id]
            if not own.to or own.to not in own.sendings:
                failure = Failure(Code.NOT_JOINED)
                self.happened.emit(own.subject().told(TransferState.CANCELLED, failure))
        self._stop_listening_if_idle()

    def on_post_failed(self, id_: str, failure: Failure) -> None:
        """The offer did not get into the room's log."""
        own = self._offers.pop(id_, None)
        if own is not None:
            self.happened.emit(own.subject().told(TransferState.FAILED, failure))
            self._stop_listening_if_idle()

    def on_answer(self, answer: OfferAnswer) -> None:
        """A receiver said something about an offer of mine over the talk."""
        own = self._offers.get(answer.offer)
        if own is None or (own.to and own.to != answer.to) or answer.to in own.sendings:
            return
        room = self._rooms.get(own.room)
        name = room.name_of(answer.to) if room else ""
        subject = own.subject(answer.to, name)
        if answer.answer == "declined":
            failure = Failure(Code.DECLINED, name=subject.peer_name)
            if own.to:
                del self._offers[own.id]
                self._stop_listening_if_idle()
            self.happened.emit(subject.told(TransferState.DECLINED, failure))
        elif answer.answer == "cancelled":
            failure = Failure(Code.CANCELLED_THERE, name=subject.peer_name)
            self.happened.emit(subject.told(TransferState.CANCELLED, failure))

    def close(self) -> None:
        """Stop everything at once."""
        for own in self._offers.values():
            for sending in tuple(own.sendings.values()):
                sending.cancel()
        self._offers.clear()
        self._stop_listening_if_idle()

    # --- who comes -----------------------------------------------------------------------------

    def on_relay_wanted(self, wanted: RelayWanted) -> None:
        """Somebody can reach me only through the server: go there with the ticket."""
        own = self._offers.get(wanted.offer)
        room = self._rooms.get(wanted.room)
        if own is None or room is None or not self._may_take(own, wanted.receiver):
            answer = OfferAnswer(wanted.room, wanted.offer, wanted.receiver, "offer_unknown")
            self.answer_wanted.emit(answer)
            return
        caller = self._new_caller()
        caller.go(room.joined, wanted, self._identity)

    def on_member_joined(self) -> None:
        """Somebody joined a room: perhaps whoever has just asked for a file."""
        for caller in tuple(self._callers):
            self._on_fetched(caller)

    def _new_caller(self) -> Caller:
        caller = Caller(self)
        caller.fetched.connect(self._on_fetched)
        caller.gone.connect(self._on_caller_gone)
        self._callers.add(caller)
        return caller

    @Slot(object)
    def _on_caller_gone(self, caller: Caller) -> None:
        self._callers.discard(caller)
        delete_later(caller)

    @Slot(object)
    def _on_fetched(self, caller: Caller) -> None:
        """A caller asked for its first file: from here on it is a transfer, or nothing."""
        link, fetch = caller.link, caller.fetch
        if link is None or fetch is None:
            return
        own = self._offers.get(fetch.offer)
        device = caller.device
        running = sum(len(one.sendings) for one in self._offers.values())
        if own is None or running >= limits.SENDINGS or own.to not in ("", device):
            caller.refuse("offer_unknown")
            return
        if not self._may_take(own, device):
            link.expect(limits.LATE_MEMBER_SECONDS)
            return
        before = own.sendings.pop(device, None)
        if before is not None:
            before.lose_peer(LinkClosed(CloseReason.LOST, "came again"))
        caller.release()
        room = self._rooms.get(own.room)
        subject = own.subject(device, room.name_of(device) if room else "")
        sending = Sending(subject, own.files, link, caller.session, self._disk, self)
        sending.direct = caller.direct
        own.sendings[device] = sending
        sending.changed.connect(self.happened)
        sending.over.connect(self._on_over)
        self.started.emit(sending)
        sending.begin(fetch)

    def _may_take(self, own: OwnOffer, device: str) -> bool:
        room = self._rooms.get(own.room)
        return room is not None and room.has(device) and own.to in ("", device)

    @Slot(object)
    def _on_over(self, sending: Sending) -> None:
        own = self._offers.get(sending.subject.offer)
        if own is not None and own.sendings.get(sending.subject.peer) is sending:
            del own.sendings[sending.subject.peer]
            if own.to and sending.state is TransferState.DONE:
                del self._offers[own.id]
                self._stop_listening_if_idle()
        sending.dispose()

    # --- the data port -------------------------------------------------------------------------

    def _listen(self) -> None:
        if self._listeners:
            return
        try:
            dual = socket.has_dualstack_ipv6()
            family = socket.AF_INET6 if dual else socket.AF_INET
            listener = socket.create_server(("", 0), family=family, backlog=64, dualstack_ipv6=dual)
        except OSError as error:
            # The way through the server remains.
            _log.warning("no data port: %s", error)
            return
        listener.setblocking(False)
        self._port = listener.getsockname()[1]
        notifier = QSocketNotifier(listener.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._on_connection)
        self._listeners.append((listener, notifier))

    def _stop_listening_if_idle(self) -> None:
        if self._offers:
            return
        for listener, notifier in self._listeners:
            notifier.setEnabled(False)
            delete_later(notifier)
            listener.close()
        self._listeners.clear()
        self._port = 0
        for caller in tuple(self._callers):
            caller.abort()

    @Slot()
    def _on_connection(self) -> None:
        for listener, notifier in self._listeners:
            while True:
                try:
                    sock, address = listener.accept()
                except (BlockingIOError, InterruptedError, ConnectionError):
                    break
                except OSError as error:
                    # No descriptor left, most likely: asking on and on would only burn the CPU.
                    _log.warning("the data port rests: %s", error)
                    notifier.setEnabled(False)
                    self._rest.start()
                    break
                if len(self._callers) >= limits.DATA_LINKS_UNGREETED:
                    sock.close()
                    continue
                caller = self._new_caller()
                link = DataLink.accept(
                    sock, address[0], self._identity, caller, limits.HANDSHAKE_SECONDS
                )
                caller.welcome(link)

    @Slot()
    def _on_rested(self) -> None:
        for _, notifier in self._listeners:
            notifier.setEnabled(True)


def _look_at(paths: tuple[str, ...], files: list[FileFacts]) -> Failure | None:
    """Append the facts of every file, or return why one cannot be offered."""
    names = 0
    for path in paths:
        facts = facts_of(path)
        if isinstance(facts, Failure):
            return facts
        names += len(facts.name.encode("utf-8", "replace"))
        files.append(facts)
    if names > limits.OFFER_NAMES_BYTES:
        return Failure(Code.TOO_MANY_FILES, number=len(paths))
    return None

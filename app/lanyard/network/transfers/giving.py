"""Offers of mine: prepared, announced, served to whoever may have them, withdrawn.

While anything is on offer a port of its own is open on every address, so that receivers pull
straight from here. Whoever fetches must be a member of the offer's room (or the one it was offered
to), by its link's certificate.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.commands import OfferFiles
from lanyard.deletion import delete_later
from lanyard.events import Code, Failure, ManifestRead, TransferState
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import AT_REST, Subject
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.disk_orders import LookedAt, Result
from lanyard.network.transfers.file_values import OfferAnswer, OfferPrepared, RelayWanted
from lanyard.network.transfers.giving_port import Accepted, GivingPort, addresses_for
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.listing import Sources, told_offer
from lanyard.network.transfers.reception import Caller
from lanyard.network.transfers.sending import Sending
from lanyard.network.transfers.shelf import Shelf
from lanyard.wire import limits, transfer
from lanyard.wire.file_names import safe_name


@dataclass(slots=True)
class OwnOffer:
    """Files of mine that others may fetch."""

    id: str
    room: str
    to: str
    to_name: str
    files: Sources
    sendings: dict[str, Sending] = field(default_factory=dict)
    paused: set[str] = field(default_factory=set)
    """Devices whose transfers rest because a person here said so."""

    def subject(self, device: str = "", name: str = "") -> Subject:
        """Return the facts of one receiver's transfer, or of the offer to the whole room."""
        device = device or self.to
        return Subject(
            f"{self.id}/{device}" if device else self.id, self.id, self.room, False, device,
            name or self.to_name, safe_name(self.files.folder or self.files.names[0].rstrip("/")),
            len(self.files), self.files.size,
        )  # fmt: skip


class Giving(QObject):
    """Everything I offer. Transfers thread."""

    happened = Signal(object)
    offer_prepared = Signal(object)
    answer_wanted = Signal(object)
    started = Signal(object)
    """A Sending began."""

    def __init__(
        self, identity: Identity, rooms: JoinedRooms, disk: Disk, shelf: Shelf, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._identity = identity
        self._rooms = rooms
        self._disk = disk
        self._shelf = shelf
        self._offers: dict[str, OwnOffer] = {}
        self._looked_at: dict[int, OfferFiles] = {}
        """Orders whose files are being looked at, by the disk's key."""
        self._callers: set[Caller] = set()
        self._port = GivingPort(shelf, self)
        self._port.arrived.connect(self._on_arrived)

    def remember(self) -> None:
        """Serve again what was on offer when the program ended."""
        for kept, files in self._shelf.mine():
            own = OwnOffer(kept.id, kept.room, kept.to, kept.to_name, files)
            own.paused.update(kept.paused)
            self._offers[own.id] = own
            self.happened.emit(own.subject().told(TransferState.OFFERED))
        if self._offers:
            self._port.open()

    # --- offering ------------------------------------------------------------------------------

    def prepare(self, order: OfferFiles) -> None:
        """Look at the files; then the data port opens and the offer goes into the room's log."""
        room = self._rooms.get(order.room)
        if room is None:
            self._refuse(order, Failure(Code.NOT_JOINED))
        elif order.to and not room.has(order.to):
            self._refuse(order, Failure(Code.MEMBER_UNKNOWN))
        elif not order.paths:
            self._refuse(order, Failure(Code.FILE_MISSING))
        else:
            self._looked_at[self._disk.look_at(self, order.paths)] = order

    def _refuse(self, order: OfferFiles, failure: Failure) -> None:
        room = self._rooms.get(order.room)
        name = safe_name(order.paths[0].rstrip("/")) if order.paths else ""
        subject = Subject(
            f"{order.id}/{order.to}" if order.to else order.id, order.id, order.room, False,
            order.to, room.name_of(order.to) if room else "", name, len(order.paths), 0,
        )  # fmt: skip
        self.happened.emit(subject.told(TransferState.FAILED, failure))

    def on_disk(self, result: Result) -> None:
        """Go on with an offer whose files have been looked at."""
        order = self._looked_at.pop(result.key, None)
        self._disk.drop(result.key)
        if order is None or not isinstance(result, LookedAt):
            return
        room = self._rooms.get(order.room)
        if room is None or result.failure is not None:
            self._refuse(order, result.failure or Failure(Code.NOT_JOINED))
            return
        to_name = room.name_of(order.to) if order.to else ""
        own = OwnOffer(order.id, order.room, order.to, to_name, result.found)
        self._offers[order.id] = own
        self._keep(own)
        self._port.open()
        self.happened.emit(own.subject().told(TransferState.OFFERED, left_out=result.left_out))
        offer = told_offer(own.files, result.root, addresses_for(room.joined.host), self._port.port)
        self.offer_prepared.emit(OfferPrepared(order.room, order.id, order.to, offer))

    def _keep(self, own: OwnOffer) -> None:
        self._shelf.keep_mine(own.id, own.room, own.to, own.to_name, own.files, sorted(own.paused))

    def read_manifest(self, id_: str) -> bool:
        """Tell every file of an offer of mine. False: there is none."""
        own = self._offers.get(id_)
        if own is not None:
            self.happened.emit(ManifestRead(id_, own.files.offered()))
        return own is not None

    def withdraw(self, id_: str, failure: Failure, *, tell: bool = True) -> bool:
        """Take an offer back and stop everybody who fetches it. False: there is none."""
        own = self._offers.get(id_)
        if own is None:
            return False
        self._forget(own)
        room = self._rooms.get(own.room)
        for sending in tuple(own.sendings.values()):
            sending.cancel()
        if tell and room is not None:
            for device in (own.to,) if own.to else room.others:
                self.answer_wanted.emit(OfferAnswer(own.room, own.id, device, "cancelled"))
        if not own.to or own.to not in own.sendings:
            self.happened.emit(own.subject().told(TransferState.CANCELLED, failure))
        return True

    def _forget(self, own: OwnOffer) -> None:
        self._offers.pop(own.id, None)
        self._shelf.forget_mine(own.id)
        self._close_port_if_idle()

    def _close_port_if_idle(self) -> None:
        if not self._offers:
            self._port.close()
            for caller in tuple(self._callers):
                caller.abort()

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

    def pause(self, id_: str) -> bool:
        """Let one receiver's transfer rest. False: nothing has this id."""
        own, device = self._find(id_)
        sending = own.sendings.get(device) if own is not None else None
        if own is None or sending is None:
            return False
        if device not in own.paused:
            own.paused.add(device)
            self._keep(own)
            sending.pause()
        return True

    def resume(self, id_: str) -> bool:
        """Let a transfer that rests go on: the receiver is told to come. False: no such id."""
        own, device = self._find(id_)
        if own is None or device not in own.sendings | dict.fromkeys(own.paused):
            return False
        if device in own.paused:
            own.paused.discard(device)
            self._keep(own)
        sending = own.sendings.get(device)
        if sending is not None and sending.state in AT_REST:
            sending.wait()
        self.answer_wanted.emit(OfferAnswer(own.room, own.id, device, "resumed"))
        return True

    def _find(self, id_: str) -> tuple[OwnOffer | None, str]:
        offer, _, device = id_.partition("/")
        return self._offers.get(offer), device

    def on_post_failed(self, id_: str, failure: Failure) -> None:
        """The offer did not get into the room's log."""
        own = self._offers.get(id_)
        if own is not None:
            self._forget(own)
            self.happened.emit(own.subject().told(TransferState.FAILED, failure))

    def on_answer(self, answer: OfferAnswer) -> None:
        """A receiver said something about an offer of mine over the talk."""
        own = self._offers.get(answer.offer)
        if own is None or (own.to and own.to != answer.to):
            return
        sending = own.sendings.get(answer.to)
        room = self._rooms.get(own.room)
        name = room.name_of(answer.to) if room else ""
        subject = own.subject(answer.to, name)
        if answer.answer == "declined" and sending is None:
            failure = Failure(Code.DECLINED, name=subject.peer_name)
            if own.to:
                self._forget(own)
            self.happened.emit(subject.told(TransferState.DECLINED, failure))
        elif answer.answer == "cancelled":
            failure = Failure(Code.CANCELLED_THERE, name=subject.peer_name)
            if sending is None:
                self.happened.emit(subject.told(TransferState.CANCELLED, failure))
            elif sending.link is None:
                sending.tell(TransferState.CANCELLED, failure)

    def close(self) -> None:
        """Let everything rest; the next start serves it again."""
        for own in self._offers.values():
            for sending in own.sendings.values():
                sending.rest()
        self._offers.clear()
        self._close_port_if_idle()

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

    @Slot(object)
    def _on_arrived(self, accepted: Accepted) -> None:
        if len(self._callers) >= limits.DATA_LINKS_UNGREETED:
            accepted.socket.close()
            return
        caller = self._new_caller()
        caller.welcome(
            DataLink.accept(
                accepted.socket, accepted.address, self._identity, caller,
                limits.HANDSHAKE_SECONDS,
            )
        )  # fmt: skip

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
        """A caller said its first wish: from here on it is a transfer, or nothing."""
        link, wish = caller.link, caller.wish
        if link is None or wish is None:
            return
        own = self._offers.get(wish.offer)
        device = caller.device
        if own is None or own.to not in ("", device):
            caller.refuse("offer_unknown")
            return
        if not self._may_take(own, device):
            link.expect(limits.LATE_MEMBER_SECONDS)
            return
        if isinstance(wish, transfer.List):
            caller.tell_list(own.files)
            return
        if device in own.paused:
            caller.refuse("paused")
            return
        sending = own.sendings.get(device)
        if self._running >= limits.SENDINGS and (sending is None or sending.link is None):
            caller.refuse("busy")
            return
        caller.release()
        if sending is None:
            sending = self._new_sending(own, device)
        sending.direct = caller.direct
        sending.attach(link, caller.session, wish)

    @property
    def _running(self) -> int:
        return sum(
            one.link is not None for own in self._offers.values() for one in own.sendings.values()
        )

    def _new_sending(self, own: OwnOffer, device: str) -> Sending:
        room = self._rooms.get(own.room)
        subject = own.subject(device, room.name_of(device) if room else "")
        sending = Sending(subject, own.files, self._disk, self)
        own.sendings[device] = sending
        sending.changed.connect(self.happened)
        sending.over.connect(self._on_over)
        self.started.emit(sending)
        return sending

    def _may_take(self, own: OwnOffer, device: str) -> bool:
        room = self._rooms.get(own.room)
        return room is not None and room.has(device) and own.to in ("", device)

    @Slot(object)
    def _on_over(self, sending: Sending) -> None:
        own = self._offers.get(sending.subject.offer)
        if own is not None and own.sendings.get(sending.subject.peer) is sending:
            del own.sendings[sending.subject.peer]
            if own.to and sending.state is TransferState.DONE:
                self._forget(own)
        sending.dispose()

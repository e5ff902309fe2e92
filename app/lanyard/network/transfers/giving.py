"""Offers of mine: prepared, announced, served to whoever may have them, withdrawn.

While anything is on offer a port of its own is open on every address, so that receivers pull
straight from here. Whoever fetches must be a member of the offer's room (or the one it was offered
to), by its link's certificate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.commands import OfferFiles
from lanyard.events import Code, Failure, ManifestRead, TransferState
from lanyard.network.identity import Identity
from lanyard.network.transfers.counter import Counter
from lanyard.network.transfers.course import AT_REST, Subject
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.disk_orders import LookedAt, Result
from lanyard.network.transfers.file_values import OfferAnswer, OfferPrepared, RelayWanted
from lanyard.network.transfers.giving_port import GivingPort, addresses_for
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.leavings import Leavings
from lanyard.network.transfers.listing import told_offer
from lanyard.network.transfers.own_offer import OwnOffer, is_full
from lanyard.network.transfers.passing import PassingOn
from lanyard.network.transfers.reception import Caller
from lanyard.network.transfers.sending import Sending
from lanyard.network.transfers.shared_sending import SharedSending
from lanyard.network.transfers.shelf import Shelf
from lanyard.wire import limits, transfer
from lanyard.wire.file_names import safe_name


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
        self._port = GivingPort(shelf, self)
        self._counter = Counter(identity, self._port, self)
        self._counter.asked.connect(self._on_asked)
        self.passing = PassingOn(self._port, rooms, disk, self)
        self.passing.idle.connect(self._close_port_if_idle)
        self.passing.freed.connect(self._counter.look_again)
        self._leavings = Leavings(identity, rooms, disk, shelf, self)
        self._leavings.happened.connect(self.happened)
        self._leavings.answer_wanted.connect(self.answer_wanted)
        self._leavings.started.connect(self.started)
        self._leavings.kept.connect(self._keep)
        self._leavings.taken.connect(self._on_taken_there)
        self._leavings.declined.connect(self._on_declined_there)

    def remember(self) -> None:
        """Serve again what was on offer when the program ended."""
        self._leavings.remember()
        for kept, files in self._shelf.mine():
            own = OwnOffer(kept.id, kept.room, kept.to, kept.to_name, files)
            own.paused.update(kept.paused)
            own.posted, own.left_until, own.stays = True, kept.left_until, kept.stays
            self._offers[own.id] = own
            self._leavings.watch(own)
            if own.left_until:
                self._leavings.tell_left(own)
            else:
                self.happened.emit(own.subject().told(TransferState.OFFERED))
        if self._offers:
            self._port.open()

    # --- offering ------------------------------------------------------------------------------

    def prepare(self, order: OfferFiles) -> None:
        """Look at the files; then the data port opens and the offer goes into the room's log."""
        room = self._rooms.get(order.room)
        if room is None:
            self._refuse(order, Failure(Code.NOT_JOINED))
        elif order.to and not room.has(order.to) and order.to not in room.known:
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
        self._leavings.watch(own)
        self._keep(own)
        self._port.open()
        self.happened.emit(own.subject().told(TransferState.OFFERED, left_out=result.left_out))
        offer = told_offer(own.files, result.root, addresses_for(room.joined.host), self._port.port)
        self.offer_prepared.emit(OfferPrepared(order.room, order.id, order.to, offer))

    @Slot(object)
    def _keep(self, own: OwnOffer) -> None:
        self._shelf.keep_mine(
            own.id, own.room, own.to, own.to_name, own.files, sorted(own.paused), own.left_until,
            stays=own.stays,
        )  # fmt: skip

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
        self._leavings.forget(own)
        self._shelf.forget_mine(own.id)
        if own.shares is not None:
            own.shares.sums.close()
        self._close_port_if_idle()

    @Slot()
    def _close_port_if_idle(self) -> None:
        if not self._offers and not self.passing.active:
            self._port.close()
            self._counter.clear()

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
        if own is None or (sending is None and not self._leavings.is_leaving(own.id)):
            return False
        if device not in own.paused:
            own.paused.add(device)
            self._keep(own)
            self._leavings.stop(own.id, "paused")
            if sending is not None:
                sending.pause()
            else:
                self.happened.emit(own.subject().told(TransferState.PAUSED))
        return True

    def resume(self, id_: str) -> bool:
        """Let a transfer that rests go on: the receiver is told to come. False: no such id."""
        own, device = self._find(id_)
        waits = own is not None and device != "" and device == own.to
        if own is None or not (waits or device in own.sendings or device in own.paused):
            return False
        if device in own.paused:
            own.paused.discard(device)
            self._keep(own)
        sending = own.sendings.get(device)
        if sending is not None and sending.state in AT_REST:
            sending.wait()
        self.answer_wanted.emit(OfferAnswer(own.room, own.id, device, "resumed"))
        self._leavings.ask_again(own.id)
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

    def on_posted(self, id_: str) -> None:
        """An offer is in its room's log."""
        own = self._offers.get(id_)
        if own is not None:
            own.posted = True
            self._leavings.consider()

    def on_joined(self, room: str) -> None:
        """I am in a room, the first time or again."""
        self._leavings.on_joined(room)

    def on_member_left(self) -> None:
        """Somebody went."""
        self._leavings.look_soon()

    @Slot(object)
    def _on_taken_there(self, own: OwnOffer) -> None:
        """Its receiver has fetched it from the server."""
        self._end_at_server(own, TransferState.DONE, None)

    @Slot(object)
    def _on_declined_there(self, own: OwnOffer) -> None:
        """Its receiver has told the server that it does not want it."""
        failure = Failure(Code.DECLINED, name=own.to_name)
        self._end_at_server(own, TransferState.DECLINED, failure)

    def _end_at_server(self, own: OwnOffer, state: TransferState, failure: Failure | None) -> None:
        self._forget(own)
        sending = own.sendings.get(own.to)
        if sending is not None:
            sending.tell(state, failure)
        else:
            subject = own.subject()
            moved = subject.size if state is TransferState.DONE else 0
            told = replace(subject.told(state, failure), moved=moved, direct=False, at_server=True)
            self.happened.emit(told)

    def on_answer(self, answer: OfferAnswer) -> None:
        """A receiver said something about an offer of mine over the talk."""
        if self._leavings.on_answer(answer):
            return
        own = self._offers.get(answer.offer)
        if own is None or (own.to and own.to != answer.to):
            return
        sending = own.sendings.get(answer.to)
        room = self._rooms.get(own.room)
        name = room.name_of(answer.to) if room else ""
        subject = own.subject(answer.to, name)
        match answer.answer:
            case "where" if own.may_go_to(answer.to, self._rooms):
                self._say_here(own, answer.to)
            case "taken":
                self._on_taken(own, subject, sending)
            case "declined" if sending is None:
                if own.to:
                    self._forget(own)
                failure = Failure(Code.DECLINED, name=subject.peer_name)
                self.happened.emit(subject.told(TransferState.DECLINED, failure))
            case "cancelled":
                failure = Failure(Code.CANCELLED_THERE, name=subject.peer_name)
                self._tell_unlinked(subject, sending, TransferState.CANCELLED, failure)
            case "disk_full":
                failure = Failure(Code.RECEIVER_DISK_FULL, name=subject.peer_name)
                self._tell_unlinked(subject, sending, TransferState.WAITING, failure)
            case _:
                pass

    def _tell_unlinked(
        self, subject: Subject, sending: Sending | None, state: TransferState, failure: Failure
    ) -> None:
        """Tell what a receiver said over the talk, unless it talks to me on a data link."""
        if sending is None:
            self.happened.emit(subject.told(state, failure))
        elif sending.link is None:
            sending.tell(state, failure)

    def _on_taken(self, own: OwnOffer, subject: Subject, sending: Sending | None) -> None:
        """A receiver has it all, and the link on which it said so broke."""
        if sending is not None:
            sending.end_taken()
        elif own.to:
            self._forget(own)
            done = subject.told(TransferState.DONE)
            self.happened.emit(replace(done, moved=subject.size, files_done=subject.files))

    # --- who waits for whom --------------------------------------------------------------------

    def on_present(self, room: str, devices: Iterable[str]) -> None:
        """These are in a room now: one may have asked for a file already, or be waited for."""
        self._counter.look_again()
        here = set(devices)
        for own in tuple(self._offers.values()):
            if own.room == room:
                for device in here & {own.to, *own.sendings}:
                    self._ask(own, device)

    @Slot(object)
    def _on_rested(self, sending: Sending) -> None:
        own = self._offers.get(sending.subject.offer)
        if own is not None:
            self._ask(own, sending.subject.peer)

    def _ask(self, own: OwnOffer, device: str) -> None:
        """Let a receiver that I wait for say what became of it: its last word may be lost."""
        sending = own.sendings.get(device)
        if own.may_go_to(device, self._rooms) and (sending is None or sending.link is None):
            self._say_here(own, device)

    def _say_here(self, own: OwnOffer, device: str) -> None:
        room = self._rooms.get(own.room)
        if room is not None:
            where = addresses_for(room.joined.host), self._port.port
            self.answer_wanted.emit(OfferAnswer(own.room, own.id, device, "here", *where))

    def close(self) -> None:
        """Let everything rest; the next start serves it again."""
        self._leavings.close()
        for own in self._offers.values():
            for sending in own.sendings.values():
                sending.rest()
            if own.shares is not None:
                own.shares.sums.close()
        self._offers.clear()
        self.passing.close()
        self._close_port_if_idle()

    # --- who comes -----------------------------------------------------------------------------

    def on_relay_wanted(self, wanted: RelayWanted) -> None:
        """Somebody can reach me only through the server: go there with the ticket."""
        own = self._offers.get(wanted.offer)
        room = self._rooms.get(wanted.room)
        if own is None or room is None or not own.may_go_to(wanted.receiver, self._rooms):
            answer = OfferAnswer(wanted.room, wanted.offer, wanted.receiver, "offer_unknown")
            self.answer_wanted.emit(answer)
            return
        self._counter.go_to(room.joined, wanted)

    @Slot(object)
    def _on_asked(self, caller: Caller) -> None:
        """A caller said its first wish: from here on it is a transfer, or nothing."""
        link, wish = caller.link, caller.wish
        if link is None or wish is None:
            return
        own = self._offers.get(wish.offer)
        device = caller.device
        if own is None and self.passing.has(wish.offer):
            self.passing.on_fetched(caller)
            return
        if own is None or own.to not in ("", device):
            caller.refuse("offer_unknown")
            return
        if not own.may_go_to(device, self._rooms):
            link.expect(limits.LATE_MEMBER_SECONDS)
            return
        if isinstance(wish, transfer.List):
            caller.tell_list(own.files)
            return
        if device in own.paused:
            caller.refuse("paused")
            return
        sending = own.sendings.get(device)
        if is_full(self._offers.values()) and (sending is None or sending.link is None):
            caller.refuse("busy")
            return
        caller.release()
        self._leavings.stop(own.id, "closing")  # back before all of it was at the server
        if sending is None:
            sending = self._new_sending(own, device)
        sending.direct = caller.direct
        sending.attach(link, caller.session, wish)

    def _new_sending(self, own: OwnOffer, device: str) -> Sending:
        room = self._rooms.get(own.room)
        subject = own.subject(device, room.name_of(device) if room else "")
        if own.to:
            sending = Sending(subject, own.files, self._disk, self)
        else:
            shares = own.shared(self._disk, self._rooms)
            sending = SharedSending(subject, own.files, self._disk, self, shares)
        own.sendings[device] = sending
        sending.changed.connect(self.happened)
        sending.rested.connect(self._on_rested)
        sending.over.connect(self._on_over)
        self.started.emit(sending)
        return sending

    @Slot(object)
    def _on_over(self, sending: Sending) -> None:
        own = self._offers.get(sending.subject.offer)
        if own is not None and own.sendings.get(sending.subject.peer) is sending:
            del own.sendings[sending.subject.peer]
            if own.to and sending.state is TransferState.DONE:
                self._forget(own)
        sending.dispose()

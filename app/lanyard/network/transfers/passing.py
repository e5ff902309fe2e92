"""What others offered to the whole room, passed on by this computer while it comes and afterwards.

Members fetch here what has been checked and written, as the author of the offer tells them to. It
goes on while this computer receives, and for a while after it has everything; it ends when the
author takes the offer back. Nobody has to believe what comes from here: the author tells everybody
the digests.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.events import TransferState
from lanyard.network.endings import LinkClosed
from lanyard.network.transfers.course import AT_REST
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.disk_orders import ReadOn, Result, Spoken
from lanyard.network.transfers.file_values import OfferAnswer
from lanyard.network.transfers.giving_port import GivingPort
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.listing import Listing
from lanyard.network.transfers.reception import Caller
from lanyard.wire import limits, sharing, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.transfer import DataSession

_REASONS = {
    TransferState.WAITING: "sender_gone",
    TransferState.PAUSED: "paused",
    TransferState.CANCELLED: "cancelled",
    TransferState.FAILED: "sender_gone",
}
"""What whoever fetches here is told when the transfer to here comes to this state."""


class PassedOn(QObject):
    """One member fetches here. Transfers thread."""

    over = Signal(object)
    """This object, once."""

    def __init__(self, offer: str, device: str, listing: Listing, disk: Disk, parent: QObject):
        super().__init__(parent)
        self.device = device
        self._offer = offer
        self._listing = listing
        self._disk = disk
        self._link: DataLink | None = None
        self._session: DataSession | None = None
        self._key = 0
        self._out = 0
        """Blocks on their way out."""
        self._still = QTimer(self, interval=round(limits.YET_SECONDS * 1000))
        self._still.timeout.connect(self._on_still)
        self._spoken = False
        self._left_at = self._heard_at = time.monotonic()

    @property
    def is_stuck(self) -> bool:
        """Whether the member has not taken what waits for it for a while."""
        patience = limits.PASSED_ON_STALL_SECONDS / 2
        return self._out > 0 and time.monotonic() - self._left_at > patience

    def attach(self, link: DataLink, session: DataSession, fetch: transfer.Fetch) -> None:
        """Serve a link whose fetch the session has already received."""
        self._link, self._session = link, session
        link.setParent(self)
        link.heard.connect(self._on_heard)
        link.block_left.connect(self._on_block_left)
        link.closed.connect(self._on_closed)
        self._still.start()
        self._try_to_serve(fetch)

    def stop(self, reason: str) -> None:
        """Part with a reason."""
        session, link = self._session, self._link
        if link is None or session is None:
            return
        if session.state is not transfer.State.ENDED:
            link.send(session.send(transfer.Stop(reason)))
        self._end()

    def _try_to_serve(self, fetch: transfer.Fetch) -> None:
        try:
            transfer.check_picks(fetch.picks, len(self._listing))
            blocks = transfer.blocks_of(self._listing.sizes[fetch.picks[0][0]])
            if fetch.offer != self._offer:
                raise RemoteProtocolError("a fetch of another offer")
            if fetch.first and (fetch.first > blocks or blocks < 2):
                raise RemoteProtocolError("a fetch behind the end")
        except RemoteProtocolError as error:
            self._break(error)
            return
        self._disk.drop(self._key)
        self._key = self._disk.pass_on(self, self._offer, fetch.picks, fetch.first)

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        if self._session is None:
            return
        self._heard_at = time.monotonic()
        try:
            self._session.receive(message)
        except RemoteProtocolError as error:
            self._break(error)
            return
        if isinstance(message, transfer.Fetch):
            self._try_to_serve(message)
        elif isinstance(message, transfer.Stop):
            self._end()

    def on_disk(self, result: Result) -> None:
        """Send what was read."""
        if self._link is None or self._session is None or not isinstance(result, Spoken):
            return
        self._spoken = True
        for message, content in result.said:
            frame = self._session.send(message)
            if content is None:
                self._link.send(frame)
            else:
                if not self._out:
                    self._left_at = time.monotonic()
                self._out += 1
                self._link.send_block(frame, content)

    @Slot(object)
    def _on_block_left(self, content: memoryview) -> None:
        self._out -= 1
        self._spoken = True
        self._left_at = time.monotonic()
        self._disk.do(ReadOn(self._key, content))

    @Slot()
    def _on_still(self) -> None:
        """Say that we are here when there was nothing to say for a while; wait for nobody dead."""
        session, link = self._session, self._link
        idle = session is not None and session.state is transfer.State.WAITING
        heard = time.monotonic() - max(self._left_at, self._heard_at)
        if (self._out or idle) and heard > limits.STALL_SECONDS:
            self.stop("busy")  # it does not read, or has what it wants: others may come
            return
        quiet = not self._spoken and not self._out
        self._spoken = False
        if quiet and link and session and session.state is transfer.State.STREAMING:
            link.send(session.send(sharing.Yet()))

    def _break(self, error: RemoteProtocolError) -> None:
        if self._link is not None:
            self._link.refuse(error)
        self._end()

    @Slot(object)
    def _on_closed(self, _end: LinkClosed) -> None:
        self._end()

    def _end(self) -> None:
        link, self._link, self._session = self._link, None, None
        if link is None:
            return
        self._still.stop()
        self._disk.drop(self._key)
        link.heard.disconnect(self._on_heard)
        link.block_left.disconnect(self._on_block_left)
        link.closed.disconnect(self._on_closed)
        link.leave(self.parent() or self)
        self.over.emit(self)


@dataclass(slots=True)
class Shared:
    """An offer that is passed on here."""

    offer: str
    room: str
    author: str
    listing: Listing
    done_at: float | None = None
    served: dict[str, PassedOn] = field(default_factory=dict)


class PassingOn(QObject):
    """Everything that is passed on here. Transfers thread."""

    idle = Signal()
    """Nothing is passed on any more."""
    freed = Signal()
    """Who waits for an uplink of mine may be served now."""

    def __init__(self, port: GivingPort, rooms: JoinedRooms, disk: Disk, parent: QObject) -> None:
        super().__init__(parent)
        self._port = port
        self._rooms = rooms
        self._disk = disk
        self._shared: dict[str, Shared] = {}
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._on_late)

    @property
    def active(self) -> bool:
        """Whether anybody may come."""
        return bool(self._shared)

    def has(self, offer: str) -> bool:
        """Return whether an offer of somebody is passed on here."""
        return offer in self._shared

    def name_of(self, room: str, device: str) -> str:
        """Return the name of a member."""
        joined = self._rooms.get(room)
        return joined.name_of(device) if joined is not None else ""

    def begin(self, offer: str, room: str, author: str, listing: Listing) -> int:
        """Pass on what comes of an offer; return the port where, 0 if there is none."""
        if offer not in self._shared:
            self._shared[offer] = Shared(offer, room, author, listing)
        self._port.open()
        return self._port.port

    def follow(self, offer: str, state: TransferState) -> None:
        """The transfer to here has come to this state."""
        shared = self._shared.get(offer)
        reason = _REASONS.get(state)
        if reason is not None:
            self._stop(shared, reason)
            if state not in AT_REST:
                self._disk.forget(offer)
        elif shared is None and state is TransferState.DONE:
            self._disk.forget(offer)  # only a part of it, or by way of the server
        elif shared is not None and state is TransferState.DONE and shared.done_at is None:
            shared.done_at = time.monotonic()
            done = [one for one in self._shared.values() if one.done_at is not None]
            for old in done[: -limits.PASSED_ON_OFFERS]:
                self._forget(old, "closing")
            if not self._late.isActive():
                self._late.start(round(limits.PASS_ON_SECONDS * 1000))

    def on_answer(self, answer: OfferAnswer) -> None:
        """The author of an offer took it back."""
        shared = self._shared.get(answer.offer)
        if shared is not None and shared.author == answer.to and answer.answer == "cancelled":
            self._forget(shared, "cancelled")

    def on_fetched(self, caller: Caller) -> None:
        """Somebody came to my data port for it."""
        link, wish = caller.link, caller.wish
        shared = self._shared.get(wish.offer) if wish is not None else None
        if link is None or shared is None:
            return
        room = self._rooms.get(shared.room)
        if room is None or not room.has(caller.device):
            link.expect(limits.LATE_MEMBER_SECONDS)
            return
        most = limits.PASSED_ON_MEANWHILE if shared.done_at is None else limits.PASSED_ON_AFTERWARDS
        if not isinstance(wish, transfer.Fetch) or not caller.direct:
            caller.refuse("offer_unknown")
            return
        for device, before in tuple(shared.served.items()):
            if device == caller.device or (before.is_stuck and len(shared.served) >= most):
                before.stop("busy")
        if caller.link is not link:
            return  # who was stopped made room, and this one was served at once
        if len(shared.served) >= most:
            # Whoever is served may be about to go: that is why somebody else comes.
            link.expect(limits.LATE_MEMBER_SECONDS)
        else:
            caller.release()
            passed = PassedOn(shared.offer, caller.device, shared.listing, self._disk, self)
            shared.served[caller.device] = passed
            passed.over.connect(self._on_over)
            passed.attach(link, caller.session, wish)

    @Slot(object)
    def _on_over(self, passed: PassedOn) -> None:
        for shared in self._shared.values():
            if shared.served.get(passed.device) is passed:
                del shared.served[passed.device]
        delete_later(passed)
        self.freed.emit()

    @Slot()
    def _on_late(self) -> None:
        """Long enough; who is being served is served to the end."""
        now = time.monotonic()
        waits: list[float] = []
        for shared in tuple(self._shared.values()):
            if shared.done_at is not None:
                left = shared.done_at + limits.PASS_ON_SECONDS - now
                if left > 0 or shared.served:
                    waits.append(max(left, limits.PASSED_ON_STALL_SECONDS))
                else:
                    self._forget(shared, "closing")
        if waits:
            self._late.start(round(min(waits) * 1000))

    def _forget(self, shared: Shared, reason: str) -> None:
        self._disk.forget(shared.offer)
        self._stop(shared, reason)

    def _stop(self, shared: Shared | None, reason: str) -> None:
        if shared is None:
            return
        self._shared.pop(shared.offer, None)
        for passed in tuple(shared.served.values()):
            passed.stop(reason)
        if not self._shared:
            self.idle.emit()

    def close(self) -> None:
        """The program ends."""
        self._late.stop()
        for shared in tuple(self._shared.values()):
            self._forget(shared, "closing")

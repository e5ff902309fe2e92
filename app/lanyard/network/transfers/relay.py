"""The way of a file through my server, for a receiver who cannot reach the sender.

The receiver's data link asks for an offer's author; the author is told over the talk and comes
with a ticket. From then on bytes pass from one link to the other as they are, and neither side is
read faster than the other takes it, so a transfer holds a few megabytes here however long it is.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.network.endings import CloseReason, LinkClosed
from lanyard.network.link import Link
from lanyard.network.transfers.file_values import RelayWanted
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.transfer import DataSession, Side

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a receiver waits for."""

    ticket: str
    offer: str
    author: str


class Guest(QObject):
    """One data link at the desk: new, waiting for its partner, or passing bytes to it."""

    asked = Signal(object)
    """This guest wants an author; ``wish`` says which."""
    came = Signal(object)
    """This guest brings a ticket; ``ticket`` says which."""
    gone = Signal(object)
    """This guest's link has ended."""

    def __init__(self, link: Link, parent: QObject) -> None:
        super().__init__(parent)
        self.link = link
        self.session = DataSession(Side.DESK, Side.TAKER, Side.GIVER)
        self.wish: Asked | None = None
        self.ticket = ""
        self.partner: Guest | None = None
        link.setParent(self)
        link.frame_limit = limits.DATA_FRAME_BYTES
        link.set_keepalive(True)
        link.frames_arrived.connect(self._on_frames)
        link.drained.connect(self._on_drained)
        link.closed.connect(self._on_closed)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._on_late)
        self._patience.start(round(limits.RELAY_SECONDS * 1000))
        link.resume()

    def meet(self, partner: Guest) -> bool:
        """Say that the other side is there; bytes pass from now on."""
        self._patience.stop()
        if not self.link.go_bare():
            return False
        self.partner = partner
        self.link.send(self.session.send(transfer.Ready()))
        return True

    def refuse(self, reason: str) -> None:
        """Part with a reason."""
        if self.partner is None and self.session.state is not transfer.State.ENDED:
            self.link.send(self.session.send(transfer.Stop(reason)))
        self.link.close()

    @Slot(object)
    def _on_frames(self, bodies: tuple[bytes, ...]) -> None:
        if self.partner is not None:
            self._pass(self.partner, bodies)
            return
        try:
            for body in bodies:
                message = transfer.decode(body)
                self.session.receive(message)
                match message:
                    case transfer.Ask(offer, author):
                        self.wish = Asked(secrets.token_hex(16), offer, author)
                        self.asked.emit(self)
                    case transfer.Ticket(ticket):
                        self.ticket = ticket
                        self.came.emit(self)
                    case _:
                        raise RemoteProtocolError(f"{type(message).__name__} at the desk")
        except RemoteProtocolError as error:
            _log.info("a data link broke the protocol: %s", error)
            self.link.abort()

    def _pass(self, partner: Guest, pieces: tuple[bytes, ...]) -> None:
        for piece in pieces:
            partner.link.send(piece)
        partner.link.flush()
        if partner.link.backlog >= limits.DRAINED_BYTES:
            self.link.pause()

    @Slot()
    def _on_drained(self) -> None:
        if self.partner is not None:
            self.partner.link.resume()

    @Slot()
    def _on_late(self) -> None:
        self.refuse("sender_gone")

    @Slot(object)
    def _on_closed(self, end: LinkClosed) -> None:
        partner, self.partner = self.partner, None
        if partner is not None:
            partner.partner = None
            if end.reason is CloseReason.REMOTE:
                partner.link.close()
            else:
                partner.link.abort()
        self.gone.emit(self)


class Desk(QObject):
    """Brings receivers and senders together. Lives in the hosting program's transfers thread."""

    relay_needed = Signal(object)
    """A RelayWanted that the server must tell its ``author``."""

    def __init__(self, rooms: JoinedRooms, parent: QObject) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self._guests: set[Guest] = set()

    def take(self, link: Link) -> None:
        """Take over a data link that came to the room's port."""
        room = self._rooms.hosted()
        if room is None or not room.has(link.peer_device_id) or len(self._guests) >= _GUESTS:
            link.abort()
            delete_later(link)
            return
        guest = Guest(link, self)
        self._guests.add(guest)
        guest.asked.connect(self._on_asked)
        guest.came.connect(self._on_came)
        guest.gone.connect(self._on_gone)

    def close(self) -> None:
        """Cut every link."""
        for guest in self._guests:
            guest.link.abort()

    @Slot(object)
    def _on_asked(self, guest: Guest) -> None:
        room, wish = self._rooms.hosted(), guest.wish
        if room is None or wish is None or not room.has(wish.author):
            guest.refuse("sender_gone")
            return
        taker = guest.link.peer_device_id
        self.relay_needed.emit(
            RelayWanted(room.joined.room, wish.ticket, wish.offer, taker, wish.author)
        )

    @Slot(object)
    def _on_came(self, giver: Guest) -> None:
        for taker in self._guests:
            wish = taker.wish
            if (
                wish is not None
                and taker.partner is None
                and secrets.compare_digest(wish.ticket.encode(), giver.ticket.encode())
                and wish.author == giver.link.peer_device_id
            ):
                if not (giver.meet(taker) and taker.meet(giver)):
                    giver.link.abort()
                    taker.link.abort()
                return
        giver.refuse("offer_unknown")

    @Slot(object)
    def _on_gone(self, guest: Guest) -> None:
        self._guests.discard(guest)
        delete_later(guest)


_GUESTS = 2 * limits.RELAYS

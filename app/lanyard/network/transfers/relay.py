"""The way of a file through my server, for a receiver who cannot reach the sender.

The receiver's data link asks for an offer's author; the author is told over the talk and comes
with a ticket. Each hears that the other is there; from then on bytes pass as they are (passage.py),
and both begin a TLS of their own through it, as if they had met straight. Where one of the two is
away, the server's spool may stand in for it (spool.py).
"""

from __future__ import annotations

import logging
import secrets
import socket
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.network.endings import LinkClosed
from lanyard.network.link import Link
from lanyard.network.transfers.file_values import RelayWanted
from lanyard.network.transfers.joined_rooms import JoinedRooms
from lanyard.network.transfers.passage import Passage
from lanyard.network.transfers.spool import Spool
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
    """One data link at the desk: new, or waiting for its partner."""

    asked = Signal(object)
    """This guest wants an author; ``wish`` says which."""
    came = Signal(object)
    """This guest brings a ticket; ``ticket`` says which."""
    leaves = Signal(object)
    """This guest wants to leave an offer here; ``leaving`` says which."""
    late = Signal(object)
    """Nobody came for this guest, or it said nothing."""
    gone = Signal(object)
    """This guest's link has ended."""

    def __init__(self, link: Link, parent: QObject) -> None:
        super().__init__(parent)
        self.link = link
        self.session = DataSession(Side.DESK, Side.TAKER, Side.GIVER)
        self.wish: Asked | None = None
        self.ticket = ""
        self.leaving = ""
        self.device = link.peer_device_id
        self.address = link.peer_address
        link.setParent(self)
        link.frame_limit = limits.DATA_FRAME_BYTES
        link.set_keepalive(True)
        link.frames_arrived.connect(self._on_frames)
        link.closed.connect(self._on_closed)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._on_late)
        self._patience.start(round(limits.RELAY_SECONDS * 1000))
        link.resume()

    def hurry(self, seconds: float) -> None:
        """Wait no longer than this for the other side."""
        self._patience.start(round(seconds * 1000))

    def meet(self) -> socket.socket | None:
        """Say that the other side is there, and hand out the socket; None if that cannot be."""
        return self._release(transfer.Ready())

    def keep(self, until: int) -> socket.socket | None:
        """Say that the server has it, and hand out the socket; None if that cannot be."""
        return self._release(transfer.Kept(until))

    def need_not(self, until: int) -> None:
        """Say that the server has all of it already, and part."""
        self._patience.stop()
        if self.session.state is transfer.State.ENDED:
            return
        self.link.send(self.session.send(transfer.Kept(until)))
        self.link.close()

    def _release(self, word: transfer.Ready | transfer.Kept) -> socket.socket | None:
        self._patience.stop()
        if self.session.state is transfer.State.ENDED:
            return None  # it was refused, and is about to go
        self.link.send(self.session.send(word))
        bare = self.link.release()
        if bare is None:
            self.link.abort()  # it spoke out of turn, or has gone
        return bare

    def refuse(self, reason: str) -> None:
        """Part with a reason."""
        if self.session.state is not transfer.State.ENDED:
            self.link.send(self.session.send(transfer.Stop(reason)))
        self.link.close()

    @Slot(object)
    def _on_frames(self, bodies: tuple[bytes, ...]) -> None:
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
                    case transfer.Leave(offer):
                        self.leaving = offer
                        self.leaves.emit(self)
                    case _:
                        raise RemoteProtocolError(f"{type(message).__name__} at the desk")
        except RemoteProtocolError as error:
            _log.info("a data link broke the protocol: %s", error)
            self.link.abort()

    @Slot()
    def _on_late(self) -> None:
        self.late.emit(self)

    @Slot(object)
    def _on_closed(self, _end: LinkClosed) -> None:
        self.gone.emit(self)


class Desk(QObject):
    """Brings receivers and senders together. Lives in the hosting program's transfers thread."""

    relay_needed = Signal(object)
    """A RelayWanted that the server must tell its ``author``."""

    def __init__(self, rooms: JoinedRooms, spool: Spool, parent: QObject) -> None:
        super().__init__(parent)
        self._rooms = rooms
        self._spool = spool
        self._guests: set[Guest] = set()
        self._passages: set[Passage] = set()

    def take(self, link: Link) -> None:
        """Take over a data link that came to the room's port."""
        room = self._rooms.hosted()
        if room is None or not room.has(link.peer_device_id) or self._full:
            link.abort()
            delete_later(link)
            return
        guest = Guest(link, self)
        self._guests.add(guest)
        guest.asked.connect(self._on_asked)
        guest.came.connect(self._on_came)
        guest.leaves.connect(self._on_leaves)
        guest.late.connect(self._on_late)
        guest.gone.connect(self._on_gone)

    @property
    def _full(self) -> bool:
        return len(self._guests) + 2 * len(self._passages) >= 2 * limits.RELAYS

    def close(self) -> None:
        """Cut every link."""
        for passage in self._passages:
            passage.close()
        for guest in self._guests:
            guest.link.abort()

    @Slot(object)
    def _on_asked(self, guest: Guest) -> None:
        room, wish = self._rooms.hosted(), guest.wish
        if room is None or wish is None:
            guest.refuse("sender_gone")
            return
        left = self._spool.find(room.joined.room, wish.offer, wish.author)
        if left is not None and left.to != guest.device:
            guest.refuse("offer_unknown")
        elif room.has(wish.author):
            if left is not None:
                guest.hurry(limits.SPOOL_INSTEAD_SECONDS)
            taker = guest.device
            self.relay_needed.emit(
                RelayWanted(room.joined.room, wish.ticket, wish.offer, taker, wish.author)
            )
        else:
            self._on_late(guest)

    @Slot(object)
    def _on_late(self, guest: Guest) -> None:
        """The author is away, or does not come: the spool may have it."""
        room, wish = self._rooms.hosted(), guest.wish
        left = None
        if room is not None and wish is not None:
            left = self._spool.find(room.joined.room, wish.offer, wish.author)
        if left is None or left.to != guest.device:
            guest.refuse("sender_gone")
        else:
            guest.wish = None
            self._spool.give(guest, left)

    @Slot(object)
    def _on_leaves(self, guest: Guest) -> None:
        self._spool.leave(guest, guest.leaving)

    @Slot(object)
    def _on_came(self, giver: Guest) -> None:
        for taker in self._guests:
            wish = taker.wish
            if (
                wish is not None
                and secrets.compare_digest(wish.ticket.encode(), giver.ticket.encode())
                and wish.author == giver.link.peer_device_id
            ):
                taker.wish = None
                self._bring_together(giver, taker)
                return
        giver.refuse("offer_unknown")

    def _bring_together(self, giver: Guest, taker: Guest) -> None:
        met = [guest.meet() for guest in (giver, taker)]
        one, other = met
        if one is None or other is None:
            for guest, bare in zip((giver, taker), met, strict=True):
                guest.link.abort()
                if bare is not None:
                    bare.close()
            return
        passage = Passage(one, other, self)
        self._passages.add(passage)
        passage.over.connect(self._on_passed)

    @Slot(object)
    def _on_passed(self, passage: Passage) -> None:
        self._passages.discard(passage)
        delete_later(passage)

    @Slot(object)
    def _on_gone(self, guest: Guest) -> None:
        self._guests.discard(guest)
        self._spool.part(guest)
        delete_later(guest)

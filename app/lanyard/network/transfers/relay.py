"""The way of a file through my server, for a receiver who cannot reach the sender.

The receiver's data link asks for an offer's author; the author is told over the talk and comes
with a ticket. Each hears that the other is there; from then on bytes pass as they are (passage.py),
and both begin a TLS of their own through it, as if they had met straight.
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
    gone = Signal(object)
    """This guest's link has ended."""

    def __init__(self, link: Link, parent: QObject) -> None:
        super().__init__(parent)
        self.link = link
        self.session = DataSession(Side.DESK, Side.TAKER, Side.GIVER)
        self.wish: Asked | None = None
        self.ticket = ""
        link.setParent(self)
        link.frame_limit = limits.DATA_FRAME_BYTES
        link.set_keepalive(True)
        link.frames_arrived.connect(self._on_frames)
        link.closed.connect(self._on_closed)
        self._patience = QTimer(self, singleShot=True)
        self._patience.timeout.connect(self._on_late)
        self._patience.start(round(limits.RELAY_SECONDS * 1000))
        link.resume()

    def meet(self) -> socket.socket | None:
        """Say that the other side is there, and hand out the socket; None if that cannot be."""
        self._patience.stop()
        self.link.send(self.session.send(transfer.Ready()))
        return self.link.release()

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
                    case _:
                        raise RemoteProtocolError(f"{type(message).__name__} at the desk")
        except RemoteProtocolError as error:
            _log.info("a data link broke the protocol: %s", error)
            self.link.abort()

    @Slot()
    def _on_late(self) -> None:
        self.refuse("sender_gone")

    @Slot(object)
    def _on_closed(self, _end: LinkClosed) -> None:
        self.gone.emit(self)


class Desk(QObject):
    """Brings receivers and senders together. Lives in the hosting program's transfers thread."""

    relay_needed = Signal(object)
    """A RelayWanted that the server must tell its ``author``."""

    def __init__(self, rooms: JoinedRooms, parent: QObject) -> None:
        super().__init__(parent)
        self._rooms = rooms
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
        delete_later(guest)

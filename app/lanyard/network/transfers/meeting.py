"""The way to the author of an offer: straight to one of its addresses, or met at the server."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.network.endings import LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.dialer import Dialer
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.transfer import DataSession, Side


@dataclass(frozen=True, slots=True)
class Way:
    """How the sender may be reached: its own addresses, or a server in between."""

    addresses: tuple[str, ...]
    port: int
    author: str
    server_address: str
    server_port: int
    server_device: str
    may_be_left: bool = True
    """It is for one person: the server may have it, and give it in its author's place."""


@dataclass(frozen=True, slots=True)
class Met:
    """The author is at the other end; whoever hears it owns the link."""

    link: DataLink
    session: DataSession
    direct: bool
    at_server: bool = False
    """It is not the author, but the server, which has the offer."""


class Meeting(QObject):
    """Tries one way after the other. May begin again after it ended. Transfers thread."""

    met = Signal(object)
    """A Met."""
    failed = Signal(object)
    """Why nobody was met, in a few words."""

    def __init__(
        self, identity: Identity, parent: QObject, keeper: QObject, *, takes_blocks: bool
    ) -> None:
        """``keeper`` outlives this: links that are given up say their last words with it."""
        super().__init__(parent)
        self._keeper = keeper
        self._way: Way | None = None
        self._offer = ""
        self._direct = True
        self._link: DataLink | None = None
        self._anew = False
        """Its second handshake, with the author, has begun."""
        self._kept = False
        """That is with the server itself, which has the offer."""
        self._session = DataSession(Side.TAKER, Side.GIVER)
        self._dialer = Dialer(identity, self, takes_blocks=takes_blocks)
        self._dialer.reached.connect(self._on_reached)
        self._dialer.failed.connect(self._on_not_reached)
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._on_late)

    def begin(self, offer: str, way: Way) -> None:
        """Set out for the author of an offer."""
        self.stop()
        self._offer, self._way, self._direct = offer, way, True
        self._dialer.dial(way.addresses, way.port, way.author, limits.DIRECT_SECONDS)

    @property
    def is_under_way(self) -> bool:
        """It has begun, and not failed."""
        return self._way is not None

    def stop(self) -> None:
        """Give up; nothing is told."""
        self._way = None
        self._late.stop()
        self._dialer.stop()
        link = self._release()
        if link is not None:
            link.leave(self._keeper)

    @Slot(object)
    def _on_reached(self, link: DataLink) -> None:
        way = self._way
        if way is None:
            link.abort()
        elif self._direct:
            self.met.emit(Met(link, DataSession(Side.TAKER, Side.GIVER), True))
        else:
            self._link = link
            self._anew = self._kept = False
            link.setParent(self)
            link.heard.connect(self._on_heard)
            link.closed.connect(self._on_closed)
            self._session = DataSession(Side.TAKER, Side.GIVER, Side.DESK)
            link.send(self._session.send(transfer.Ask(self._offer, way.author)))
            self._late.start(round(limits.RELAY_SECONDS * 1000))

    @Slot()
    def _on_not_reached(self) -> None:
        way = self._way
        if way is None:
            return
        if self._direct and way.server_port:
            self._direct = False
            self._dialer.dial(
                (way.server_address,), way.server_port, way.server_device, limits.CONNECT_SECONDS
            )
        else:
            self._fail("not reached")

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        try:
            self._session.receive(message)
        except RemoteProtocolError as error:
            self._fail(str(error))
            return
        if isinstance(message, transfer.Kept) and not (self._way and self._way.may_be_left):
            self._fail("kept for nobody")  # a server must not stand in for whom it likes
        elif isinstance(message, transfer.Ready | transfer.Kept):
            self._kept = isinstance(message, transfer.Kept)
            self._go_on()
        elif isinstance(message, transfer.Stop):
            self._fail(message.reason)

    def _go_on(self) -> None:
        """The author is at the server, too: what is said now only the author can read."""
        if self._link is not None:
            try:
                self._link.begin_anew(limits.RELAY_SECONDS, server_side=False)
            except RemoteProtocolError as error:
                self._fail(str(error))
            else:
                self._anew = True
                self._link.secured.connect(self._on_secured)

    @Slot(object)
    def _on_secured(self, link: DataLink) -> None:
        way = self._way
        kept = self._kept
        if way is None or link.peer_device_id != (way.server_device if kept else way.author):
            self._fail("somebody else came")
            return
        self._late.stop()
        self._release()
        self.met.emit(Met(link, self._session, False, kept))

    @Slot(object)
    def _on_closed(self, end: LinkClosed) -> None:
        self._fail(end.detail or end.reason.value)

    @Slot()
    def _on_late(self) -> None:
        self._fail("nobody came to the server")

    def _fail(self, why: str) -> None:
        self.stop()
        self.failed.emit(why)

    def _release(self) -> DataLink | None:
        link, self._link = self._link, None
        if link is not None:
            link.heard.disconnect(self._on_heard)
            link.closed.disconnect(self._on_closed)
            if self._anew:
                link.secured.disconnect(self._on_secured)
        return link

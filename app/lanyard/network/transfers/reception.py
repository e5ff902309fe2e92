"""A data link of mine before its first wish: who is it, and what does it want?"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.events import Joined
from lanyard.network.endings import LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.dialer import Dialer
from lanyard.network.transfers.file_values import RelayWanted
from lanyard.network.transfers.listing import Listing
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.transfer import DataSession, Side


class Caller(QObject):
    """Somebody who came to my data port, or whom I meet at a server. Transfers thread."""

    fetched = Signal(object)
    """This caller asked for something: ``device``, ``wish``, ``link`` and ``session`` are set."""
    gone = Signal(object)
    """This caller is of no further use."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.link: DataLink | None = None
        self.session = DataSession(Side.GIVER, Side.TAKER)
        self.wish: transfer.Fetch | transfer.List | None = None
        self.device = ""
        self.direct = True
        self._wanted: RelayWanted | None = None
        self._dialer: Dialer | None = None

    def welcome(self, link: DataLink) -> None:
        """Take a link that came in."""
        self._attach(link)
        link.secured.connect(self._on_secured)

    def go(self, server: Joined, wanted: RelayWanted, identity: Identity) -> None:
        """Meet a receiver at the server both have joined."""
        self.direct = False
        self.device = wanted.receiver
        self.session = DataSession(Side.GIVER, Side.TAKER, Side.DESK)
        self._wanted = wanted
        self._dialer = Dialer(identity, self, takes_blocks=False)
        self._dialer.reached.connect(self._on_reached)
        self._dialer.failed.connect(self._on_failed)
        self._dialer.dial((server.host,), server.port, server.device_id, limits.RELAY_SECONDS)

    def release(self) -> None:
        """Hand the link on: this caller hears it no more."""
        link, self.link = self.link, None
        if link is not None:
            link.setParent(self.parent())  # it must not go, or go deaf, with this caller
            link.expect(0)
            link.heard.disconnect(self._on_heard)
            link.closed.disconnect(self._on_closed)
            link.secured.disconnect(self._on_secured)
            link.setParent(None)
        self.gone.emit(self)

    def tell_list(self, files: Listing) -> None:
        """Answer a question for the list; whoever asks may go on asking, or fetch."""
        wish, link = self.wish, self.link
        if link is None or not isinstance(wish, transfer.List):
            return
        self.wish = None
        if wish.first >= len(files):
            link.refuse(RemoteProtocolError("a page behind the end"))
            return
        rows = files.page(wish.first)
        complete = wish.first + len(rows) == len(files)
        link.expect(limits.FIRST_FETCH_SECONDS)
        link.send(self.session.send(transfer.Manifest(rows, complete)))

    def refuse(self, reason: str) -> None:
        """Part with a reason."""
        self.wish = None  # nobody must serve it while it closes
        if self.link is not None:
            if self.session.state is not transfer.State.ENDED:
                self.link.send(self.session.send(transfer.Stop(reason)))
            self.link.close()

    def abort(self) -> None:
        """Cut it."""
        if self._dialer is not None:
            self._dialer.stop()
        if self.link is not None:
            self.link.abort()
        else:
            self.gone.emit(self)

    def _attach(self, link: DataLink) -> None:
        self.link = link
        link.setParent(self)
        link.heard.connect(self._on_heard)
        link.closed.connect(self._on_closed)

    @Slot(object)
    def _on_secured(self, link: DataLink) -> None:
        if self._wanted is not None and link.peer_device_id != self._wanted.receiver:
            link.abort()  # the server has brought somebody else
            return
        self.device = link.peer_device_id
        link.expect(limits.FIRST_FETCH_SECONDS)

    @Slot(object)
    def _on_reached(self, link: DataLink) -> None:
        self._attach(link)
        if self._wanted is not None:
            link.send(self.session.send(transfer.Ticket(self._wanted.ticket)))
        link.expect(limits.FIRST_FETCH_SECONDS)

    @Slot()
    def _on_failed(self) -> None:
        self.gone.emit(self)

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        if self.link is None:
            return
        try:
            self.session.receive(message)
        except RemoteProtocolError as error:
            self.link.refuse(error)
            return
        if isinstance(message, transfer.Ready):
            # What is said from now on passes the server, but only the receiver can read it.
            try:
                self.link.begin_anew(limits.RELAY_SECONDS, server_side=True)
            except RemoteProtocolError as error:
                self.link.refuse(error)
            else:
                self.link.secured.connect(self._on_secured)
        elif isinstance(message, transfer.Fetch | transfer.List):
            self.wish = message
            self.fetched.emit(self)
        elif isinstance(message, transfer.Stop):
            self.link.close()

    @Slot(object)
    def _on_closed(self, _end: LinkClosed) -> None:
        self.gone.emit(self)

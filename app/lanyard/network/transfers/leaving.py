"""One offer of mine on its way to the server, which keeps it for somebody who is away.

The way there is the one to any receiver behind a server, but that the server itself is at the
other end: it fetches everything, and says until when it keeps it.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from lanyard.events import Code, Failure, Joined, TransferState
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import Subject
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.dialer import Dialer
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.listing import Sources
from lanyard.network.transfers.reception import Caller
from lanyard.network.transfers.sending import Sending
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.transfer import DataSession, Side

_LATEST = 4_102_444_800_000
"""The year 2100, in milliseconds."""


def sane_until(until: int) -> int:
    """Return until when a server says it keeps something, as a date that every system can say."""
    return min(max(1, until), _LATEST)


class LeaveCaller(Caller):
    """Asks a server to keep an offer; once it fetches, it is a caller like others."""

    def __init__(self, offer: str, parent: QObject) -> None:
        super().__init__(parent)
        self.offer = offer
        self.direct = False
        self.until = 0
        """The server has all of it already, and keeps it until then; 0: not so."""
        self.reason = ""
        """Why the server did not want it; '' when it did not say so."""
        self._server = ""

    def leave(self, server: Joined, identity: Identity) -> None:
        """Set out."""
        self._server = server.device_id
        self.session = DataSession(Side.GIVER, Side.TAKER, Side.DESK)
        self._dialer = Dialer(identity, self, takes_blocks=False)
        self._dialer.reached.connect(self._on_reached)
        self._dialer.failed.connect(self._on_failed)
        self._dialer.dial((server.host,), server.port, server.device_id, limits.RELAY_SECONDS)

    @Slot(object)
    def _on_reached(self, link: DataLink) -> None:
        self._attach(link)
        link.send(self.session.send(transfer.Leave(self.offer)))
        link.expect(2 * limits.RELAY_SECONDS)

    @Slot(object)
    def _on_secured(self, link: DataLink) -> None:
        if link.peer_device_id != self._server:
            link.abort()
            return
        super()._on_secured(link)
        self.wait_for_check()

    def wait_for_check(self) -> None:
        """The server reads and checks what it has of it before it fetches the rest."""
        if self.link is not None:
            self.link.expect(limits.CHECK_SECONDS)

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        if isinstance(message, transfer.Stop):
            self.reason = message.reason
        if not isinstance(message, transfer.Kept):
            super()._on_heard(message)
        elif self.link is not None:
            try:
                self.session.receive(message)
            except RemoteProtocolError as error:
                self.link.refuse(error)
            else:
                self.until = sane_until(message.until)
                self.link.close()


class Leaving(Sending):
    """Serves the server. Ends with ``over``, ``until`` set when all of it is there."""

    def __init__(self, subject: Subject, files: Sources, disk: Disk, parent: QObject) -> None:
        super().__init__(subject, files, disk, parent)
        self.direct = False
        self.at_server = True
        self.failure: Failure | None = None
        self.reason = ""
        """The word with which the server stopped, if it did."""
        self._ended = False

    @property
    def spoilt(self) -> bool:
        """True when nothing of it can be read on this side."""
        return (
            not self.reason
            and self.failure is not None
            and self.failure.code
            not in (
                Code.RECEIVER_GONE,
                Code.PROTOCOL_BROKEN,
                Code.CANCELLED_THERE,
            )
        )

    def tell(self, state: TransferState, failure: Failure | None = None) -> None:
        """Tell what moves. An end is not the end of the offer: only ``over`` says so."""
        if self._ended:
            return
        if state is TransferState.DONE:
            state = TransferState.CHECKING  # what counts is the server's word that it has it
        if state in (TransferState.CONNECTING, TransferState.RUNNING, TransferState.CHECKING):
            super().tell(state, failure)
        else:
            self.failure = failure
            self._end()

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        if isinstance(message, transfer.Stop):
            self.reason = message.reason
        if not isinstance(message, transfer.Kept):
            super()._on_heard(message)
        elif self._session is not None:
            try:
                self._session.receive(message)
            except RemoteProtocolError as error:
                self._break(error)
            else:
                self.until = sane_until(message.until)
                self._end()

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._let_go()
            self.state = TransferState.CANCELLED
            self.over.emit(self)

    def give_up(self, reason: str) -> None:
        """It need not go there any more; say why, and tell nothing."""
        if not self._ended:
            self._say_stop(reason)
            self._end()

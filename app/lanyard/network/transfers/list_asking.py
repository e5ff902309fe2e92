"""Asks the sender of an offer for all its files, before anybody has said yes to them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.events import Code, Failure, ManifestRead, Offer
from lanyard.network.endings import LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import Subject
from lanyard.network.transfers.listing import Pages
from lanyard.network.transfers.meeting import Meeting, Met, Way
from lanyard.network.transfers.shelf import Shelf
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError


class ListAsking(QObject):
    """One question. Transfers thread."""

    told = Signal(object)
    """A ManifestRead, once."""

    def __init__(
        self, subject: Subject, offer: Offer, identity: Identity, shelf: Shelf, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._subject = subject
        self._offer = offer
        self._shelf = shelf
        self._pages = Pages(offer)
        self._at: Met | None = None
        self._meeting = Meeting(identity, self, parent, takes_blocks=False)
        self._meeting.met.connect(self._on_met)
        self._meeting.failed.connect(self._on_not_met)
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._on_late)

    def begin(self, way: Way) -> None:
        """Set out for the sender."""
        self._late.start(round(limits.STALL_SECONDS * 1000))
        self._meeting.begin(self._subject.offer, way)

    def dispose(self) -> None:
        """Go away."""
        self._late.stop()
        self._meeting.stop()
        at, self._at = self._at, None
        if at is not None:
            at.link.heard.disconnect(self._on_heard)
            at.link.closed.disconnect(self._on_closed)
            at.link.leave(self.parent() or self)
        delete_later(self)

    @Slot(object)
    def _on_met(self, met: Met) -> None:
        self._at = met
        met.link.setParent(self)
        met.link.heard.connect(self._on_heard)
        met.link.closed.connect(self._on_closed)
        self._ask(met)

    def _ask(self, at: Met) -> None:
        wish = transfer.List(self._subject.offer, len(self._pages.listing))
        at.link.send(at.session.send(wish))

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        at = self._at
        if at is None:
            return
        try:
            at.session.receive(message)
            match message:
                case transfer.Manifest(rows, complete):
                    if not self._pages.take(rows, complete=complete):
                        self._ask(at)
                        return
                    self._shelf.keep_list(self._subject.offer, self._pages.listing)
                    files = self._pages.listing.offered(self._offer.folder)
                    self.told.emit(ManifestRead(self._subject.offer, files))
                case transfer.Stop(reason):
                    self._on_not_met(reason)
                case _:
                    pass
        except RemoteProtocolError as error:
            self._on_not_met(str(error))

    @Slot(object)
    def _on_closed(self, end: LinkClosed) -> None:
        self._on_not_met(end.detail or end.reason.value)

    @Slot()
    def _on_late(self) -> None:
        self._on_not_met("no answer")

    @Slot(object)
    def _on_not_met(self, detail: str) -> None:
        failure = Failure(Code.SENDER_GONE, name=self._subject.peer_name, detail=detail)
        self.told.emit(ManifestRead(self._subject.offer, self._offer.files, failure))

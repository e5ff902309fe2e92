"""What lies in the spool on its way to whom it is for: the server gives, like any author would."""

from __future__ import annotations

import socket

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import Subject
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.listing import Listing
from lanyard.network.transfers.reception import Caller
from lanyard.network.transfers.sending import Sending
from lanyard.network.transfers.spool_shelf import Left, SpooledSources, SpoolShelf
from lanyard.wire import limits, transfer


class HandingOut(QObject):
    """Everything that is being fetched from the spool. Transfers thread."""

    started = Signal(object)
    """A Sending began."""
    over = Signal(object)
    """A Sending has ended."""

    def __init__(self, identity: Identity, disk: Disk, shelf: SpoolShelf, parent: QObject) -> None:
        super().__init__(parent)
        self._identity = identity
        self._disk = disk
        self._shelf = shelf
        self._callers: dict[Caller, Left] = {}
        self._sendings: dict[str, Sending] = {}
        self._lists: dict[str, SpooledSources] = {}
        """Of offers that somebody is at; a list of a hundred thousand files is read once."""

    def welcome(self, sock: socket.socket, address: str, left: Left) -> None:
        """Take over the socket of somebody who was told that it may fetch."""
        if len(self._callers) >= limits.DATA_LINKS_UNGREETED:
            sock.close()
            return
        caller = Caller(self)
        caller.direct = False
        caller.fetched.connect(self._on_fetched)
        caller.gone.connect(self._on_gone)
        self._callers[caller] = left
        caller.welcome(
            DataLink.accept(sock, address, self._identity, caller, limits.HANDSHAKE_SECONDS)
        )

    @Slot(object)
    def _on_gone(self, caller: Caller) -> None:
        self._callers.pop(caller, None)
        delete_later(caller)
        if not self._callers and not self._sendings:
            self._lists.clear()

    @Slot(object)
    def _on_fetched(self, caller: Caller) -> None:
        left, wish, link = self._callers.get(caller), caller.wish, caller.link
        if left is None or wish is None or link is None:
            return
        if caller.device != left.to or wish.offer != left.id:
            caller.refuse("offer_unknown")
            return
        sources = self._sources(left)
        if sources is None:
            caller.refuse("file_missing")
        elif isinstance(wish, transfer.List):
            caller.tell_list(sources)
        elif self._is_full(left):
            caller.refuse("busy")
        else:
            caller.release()
            sending = self._sendings.get(left.id) or self._begin(left, sources)
            sending.direct = False
            sending.attach(link, caller.session, wish)

    def _is_full(self, left: Left) -> bool:
        """Return whether somebody more is too many; those who went in the middle do not count."""
        at_work = [id_ for id_, one in self._sendings.items() if one.link is not None]
        return len(at_work) >= limits.SENDINGS and left.id not in at_work

    def _sources(self, left: Left) -> SpooledSources | None:
        known = self._lists.get(left.id)
        if known is not None:
            return known
        offer = left.offer
        if len(offer.files) == offer.count:
            listing: Listing | None = Listing.of(offer.files)
        else:
            listing = self._shelf.list_of(left.id)
        if listing is None:
            return None
        sources = SpooledSources(left, listing, self._shelf.files_of(left.id))
        self._lists[left.id] = sources
        return sources

    def _begin(self, left: Left, sources: SpooledSources) -> Sending:
        subject = Subject(
            f"{left.id}/{left.to}", left.id, left.room, False, left.to, left.to_name, left.name,
            left.offer.count, left.offer.size,
        )  # fmt: skip
        sending = Sending(subject, sources, self._disk, self)
        self._sendings[left.id] = sending
        sending.over.connect(self._on_over)
        self.started.emit(sending)
        return sending

    @Slot(object)
    def _on_over(self, sending: Sending) -> None:
        if self._sendings.get(sending.subject.offer) is sending:
            del self._sendings[sending.subject.offer]
            self._lists.pop(sending.subject.offer, None)
        self.over.emit(sending)
        sending.dispose()

    def stop(self, offer: str) -> None:
        """Nobody can fetch this any more."""
        self._lists.pop(offer, None)
        sending = self._sendings.get(offer)
        if sending is not None:
            sending.cancel()
        for caller in [one for one, left in self._callers.items() if left.id == offer]:
            caller.refuse("offer_unknown")

    def close(self) -> None:
        """Let everything rest."""
        for sending in self._sendings.values():
            sending.rest()
        for caller in tuple(self._callers):
            caller.abort()

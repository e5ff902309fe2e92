"""One offer on its way into the spool: what somebody leaves at my server for another who is away.

The server is its taker, like any other, but that it takes everything, under numbers instead of
names, and waits for nobody: when the link breaks, what has come stays, and the author who comes
again goes on behind it.
"""

from __future__ import annotations

import socket

from PySide6.QtCore import QObject, Slot

from lanyard.events import Code, Failure, TransferState
from lanyard.network.endings import CloseReason, LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import Course, Subject
from lanyard.network.transfers.data_link import BlockArrived, DataLink
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.disk_orders import (
    Failed,
    Land,
    Miss,
    Plan,
    Planned,
    Result,
    Store,
    Want,
    Write,
    Written,
)
from lanyard.network.transfers.expected import Expected
from lanyard.network.transfers.listing import Listing, Pages
from lanyard.network.transfers.reasons import PASSING, failure_for, reason_for
from lanyard.network.transfers.spool_shelf import Left, SpoolShelf, name_of, numbered
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.file_names import safe_path
from lanyard.wire.transfer import DataSession, Picks, Side


class Keeping(Course):
    """Takes one offer. ``over`` is told once: ``whole`` and ``lost`` say what came of it."""

    def __init__(
        self, left: Left, disk: Disk, shelf: SpoolShelf, parent: QObject, *, is_new: bool
    ) -> None:
        """``is_new``: nothing of it has come before."""
        subject = Subject(
            left.id, left.id, left.room, True, left.author, left.author_name, left.name,
            left.offer.count, left.offer.size,
        )  # fmt: skip
        super().__init__(subject, parent)
        self.left = left
        self.whole = False
        self.lost = False
        """What has come is of no use: the author took it back, or it cannot be kept."""
        self.odd: dict[int, str] = {}
        self.listing: Listing | None = None
        offer = left.offer
        if len(offer.files) == offer.count:
            self.listing = Listing.of(offer.files)
        else:
            self.listing = shelf.list_of(left.id)
        self._disk = disk
        self._shelf = shelf
        self._pages = Pages(offer)
        self._session = DataSession(Side.TAKER, Side.GIVER)
        self._session.state = transfer.State.WAITING
        self._expected: Expected | None = None
        self._key = 0
        self._skipped_there: set[int] = set()
        self._over = False
        self._is_known = is_new
        """Whether it is known what of it is here: its disk has said so."""

    def begin(self, sock: socket.socket, address: str, identity: Identity) -> None:
        """Take over the socket on which the author has heard that it may."""
        link = DataLink(sock, identity, self, server_side=False, takes_blocks=True)
        link.peer_address = address
        link.expect(limits.HANDSHAKE_SECONDS)
        self.link = link
        link.secured.connect(self._on_secured)
        link.heard.connect(self._on_heard)
        link.block_arrived.connect(self._on_block)
        link.closed.connect(self._on_closed)

    def forget_link(self, link: DataLink) -> None:
        """Disconnect from a link."""
        link.secured.disconnect(self._on_secured)
        link.heard.disconnect(self._on_heard)
        link.block_arrived.disconnect(self._on_block)
        link.closed.disconnect(self._on_closed)

    def shown(self, file: int) -> str:
        """Return a file's name within the offer, safe to show."""
        return safe_path(self.listing.names[file]) if self.listing is not None else ""

    @property
    def is_empty(self) -> bool:
        """True when surely nothing of it is here."""
        return self._is_known and not self.moved_now

    @property
    def moved_now(self) -> int:
        """Bytes that came, with the block under way."""
        return self.moved + (self.link.part_of_block if self.link else 0)

    # --- the author ----------------------------------------------------------------------------

    @Slot(object)
    def _on_secured(self, link: DataLink) -> None:
        if link.peer_device_id != self.left.author:
            link.abort()
            return
        self.tell(TransferState.RUNNING)
        if self.listing is None:
            self._say(transfer.List(self.left.id, 0))
        else:
            self._take(self.listing)

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        try:
            self._session.receive(message)
            match message:
                case transfer.Manifest(rows, complete):
                    self._on_page(rows, complete=complete)
                case transfer.End(file, digest) if self._expected is not None:
                    self._expected.take(message)
                    self._disk.do(Land(self._key, 0, file, digest))
                case transfer.Skip(file, reason) if self._expected is not None:
                    self._expected.skip(file)
                    self._skipped_there.add(file)
                    failure = failure_for(reason, self.left.author_name, self.shown(file))
                    self._disk.do(Miss(self._key, 0, file, failure))
                case transfer.Finished() if self._expected is not None:
                    self._expected.finish()
                    self.tell(TransferState.CHECKING)
                    self._disk.do(Plan(self._key))
                case transfer.Stop(reason):
                    self._end(lost=reason not in PASSING and reason != "paused")
                case _:
                    pass
        except RemoteProtocolError as error:
            self._break(error)

    def _on_page(self, rows: tuple[transfer.Row, ...], *, complete: bool) -> None:
        whole = self._pages.take(rows, complete=complete)
        listing = self._pages.listing
        if listing.size > self.left.offer.size:
            # It was let in for what its entry said.
            raise RemoteProtocolError("more bytes than were offered")
        if not whole:
            self._say(transfer.List(self.left.id, len(listing)))
            return
        self.listing = listing
        self._shelf.keep_list(self.left.id, listing)
        self._take(listing)

    def _take(self, listing: Listing) -> None:
        folder = self._shelf.files_of(self.left.id)
        notes = self._shelf.notes_of(self.left.id)
        want = Want(
            self.left.id, folder, numbered(listing), "", ((0, len(listing)),), notes, durable=True
        )
        # What is here already is read and checked first: nothing moves meanwhile.
        self.tell(TransferState.CHECKING)
        self._key = self._disk.receive(self, want)

    @Slot(object)
    def _on_block(self, arrived: BlockArrived) -> None:
        if self._expected is None:
            return
        block = arrived.block
        try:
            self._session.receive(block)
            self._expected.take(block)
        except RemoteProtocolError as error:
            self._break(error)
            return
        if isinstance(block, transfer.Bundle):
            self._disk.do(Store(self._key, 0, block, arrived.content))
        else:
            self._disk.do(Write(self._key, 0, block, arrived.content))

    # --- the disk ------------------------------------------------------------------------------

    def on_disk(self, result: Result) -> None:
        """Go on when the disk has done its part."""
        match result:
            case Planned(_, picks, first, moved, landed, missed):
                self._is_known = True
                self._take_news(moved, landed, missed, tell_giver=False)
                self._on_planned(picks, first)
            case Written(_, _, content, moved, landed, missed):
                if any(failure.code is Code.DISK_FAILED for _, failure in missed):
                    # Half of an offer, for a reason that is none of its author's, helps nobody.
                    self._say(transfer.Stop("disk_failed"))
                    self._end(lost=True)
                    return
                self._take_news(moved, landed, missed, tell_giver=True)
                if content is not None and self.link is not None:
                    self.link.give_back(content)
            case Failed(_, failure):
                self._say(transfer.Stop(reason_for(failure.code)))
                self._end(lost=True)
            case _:
                pass

    def _take_news(
        self,
        moved: int,
        landed: tuple[tuple[int, str, bytes], ...],
        missed: tuple[tuple[int, Failure], ...],
        *,
        tell_giver: bool,
    ) -> None:
        self.moved = moved
        for file, path, _ in landed:
            self.files_done += 1
            name = path.replace("\\", "/").rpartition("/")[2]
            if name != name_of(file):
                self.odd[file] = name
        for file, failure in missed:
            if tell_giver and file not in self._skipped_there:
                self._say(transfer.Skip(file, reason_for(failure.code)))
        if tell_giver:
            for at in range(0, len(landed), limits.BUNDLE_FILES):
                some = landed[at : at + limits.BUNDLE_FILES]
                self._say(transfer.Done(tuple((file, digest) for file, _, digest in some)))

    def _on_planned(self, picks: Picks, first: int) -> None:
        if self.link is None or self.listing is None:
            return
        if not picks:
            self._finish()
            return
        self._expected = Expected(self.listing.sizes, picks[: limits.FETCH_PICKS], first)
        self.tell(TransferState.RUNNING)
        self._say(
            transfer.Fetch(
                self.left.id,
                picks[: limits.FETCH_PICKS],
                first,
                len(self.listing),
                self.listing.size,
                self.files_done,
                self.moved,
            )
        )

    def _finish(self) -> None:
        if not self.files_done:
            # Not one file could be read there, or kept here.
            self._say(transfer.Stop("file_unreadable"))
            self._end(lost=True)
            return
        self._disk.drop(self._key)
        self._key = 0
        self.whole = True
        self._say(transfer.Kept(self.left.until))
        self._end(lost=False)

    # --- the end -------------------------------------------------------------------------------

    def _break(self, error: RemoteProtocolError) -> None:
        if self.link is not None:
            self.link.refuse(error)
        self._end(lost=True)

    @Slot(object)
    def _on_closed(self, end: LinkClosed) -> None:
        self.lose_peer(end)

    def lose_peer(self, end: LinkClosed) -> None:
        """The author is gone before all was here; it may come again."""
        self._end(lost=end.reason is CloseReason.PROTOCOL)

    def cancel(self) -> None:
        """It is not wanted any more."""
        self._say(transfer.Stop("cancelled"))
        self._end(lost=True)

    def pause(self) -> None:
        """Nobody on this side lets it rest."""

    def rest(self) -> None:
        """The program ends: what is here stays."""
        self._say(transfer.Stop("closing"))
        self._end(lost=False)

    def _end(self, *, lost: bool) -> None:
        if self._over:
            return
        self._over = True
        self.lost = lost
        self._expected = None
        self.let_link_go()
        self._disk.drop(self._key, keep=not lost)
        self._key = 0
        self.state = TransferState.DONE if self.whole else TransferState.CANCELLED
        self.over.emit(self)

    def _say(self, message: transfer.Message) -> None:
        if self.link is not None and self._session.state is not transfer.State.ENDED:
            self.link.send(self._session.send(message))

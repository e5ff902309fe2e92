"""One offer on its way to this disk: reach the sender, pull everything in one stream, land it.

It outlives its links. When one breaks, the sender goes, the disk is full or a person pauses it, it
waits with what it has; ``start`` lets it go on from there.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.events import Code, Failure, FileFailed, Offer, TransferState
from lanyard.network.endings import LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import OVER, Course, Subject
from lanyard.network.transfers.data_link import BlockArrived, DataLink
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.disk_orders import (
    Failed,
    Land,
    Miss,
    Plan,
    Planned,
    Rest,
    Result,
    Store,
    Want,
    Write,
    Written,
)
from lanyard.network.transfers.expected import Expected
from lanyard.network.transfers.file_values import Wish
from lanyard.network.transfers.listing import Listing, Pages, outermost
from lanyard.network.transfers.meeting import Meeting, Met, Way
from lanyard.network.transfers.reasons import PASSING, failure_for, failure_of_end, reason_for
from lanyard.network.transfers.shelf import Shelf
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.file_names import safe_path
from lanyard.wire.transfer import DataSession, Picks, Side


class Receiving(Course):
    """Fetches one accepted offer into a folder."""

    shared = False  # others may fetch here what has come
    rested = Signal(object)
    """This object: it needs no link now; ``waits_for_sender`` says what it waits for."""
    ready = Signal(object)
    """This object: there is room on the disk again."""

    def __init__(
        self,
        subject: Subject,
        offer: Offer,
        wish: Wish,
        identity: Identity,
        disk: Disk,
        shelf: Shelf,
        parent: QObject,
    ) -> None:
        super().__init__(subject, parent)
        self.wish = wish
        self.begun = False
        """It has a link, or is getting one."""
        self.waits_for_sender = self.paused_there = self.full = False
        """The last one: there is no room on the disk here."""
        self.attempts = 0
        """Links in a row over which nothing came."""
        self._offer, self._device_id = offer, identity.device_id
        self._disk = disk
        self._shelf = shelf
        whole = len(offer.files) == offer.count
        self._listing = Listing.of(offer.files) if whole else shelf.list_of(subject.offer)
        self._pages = Pages(offer)
        self._way: Way | None = None
        self._meeting = Meeting(identity, self, parent, takes_blocks=True)
        self._meeting.met.connect(self._on_met)
        self._meeting.failed.connect(self._on_not_met)
        self._session = DataSession(Side.TAKER, Side.GIVER)
        self._expected: Expected | None = None
        self._key = 0
        self._planned = self._finished = False
        """The folder is open; the sender has said everything."""
        self._turn = self._link_turn = 0
        self._picks: Picks = ()
        self._first = 0
        self._skipped_there: set[int] = set()
        self._look = QTimer(self, singleShot=True)
        self._look.timeout.connect(self._on_look)

    @property
    def moved_now(self) -> int:
        """Bytes that came, with the block under way."""
        return self.moved + (self.link.part_of_block if self.link else 0)

    def shown(self, file: int) -> str:
        """Return a file's name within the offer, safe to show."""
        return safe_path(self._listing.names[file]) if self._listing is not None else ""

    # --- orders --------------------------------------------------------------------------------

    def start(self, way: Way) -> None:
        """Begin, or go on: look at the disk, reach the sender, fetch what is missing."""
        self._look.stop()
        self._way = way
        self.begun = True
        self.direct = True
        self.at_server = False
        self.waits_for_sender = self.paused_there = self.full = self._finished = False
        self.tell(TransferState.CONNECTING)
        self._look_at_disk()

    def redirect(self, way: Way) -> None:
        """The sender is somewhere else than was thought; what is under way goes on."""
        self._way = way
        if self.link is None and self._meeting.is_under_way:
            self._meeting.begin(self.subject.offer, way)

    def _look_at_disk(self) -> None:
        if self._listing is None:
            self._dial()
        elif self._key:
            self._disk.do(Plan(self._key))
        else:
            self._take(self._listing)

    def _take(self, listing: Listing) -> None:
        picks = self.wish.picks if self.wish.picks is not None else ((0, len(listing)),)
        want = Want(
            self.subject.offer, self.wish.folder, listing, self._offer.folder, picks,
            self._shelf.notes_of(self.subject.offer), self.wish.durable, self.shared,
            self._device_id,
        )  # fmt: skip
        size = sum(listing.sizes[number] for number in transfer.numbers_of(picks))
        self.subject = self.subject.with_wish(sum(last - first for first, last in picks), size)
        self._planned = False
        self._key = self._disk.receive(self, want)

    def cancel(self) -> None:
        """A person stops it; finished files stay."""
        self._end(TransferState.CANCELLED, Failure(Code.CANCELLED_HERE))

    def pause(self) -> None:
        """A person lets it rest here."""
        self.paused_there = False
        self._say_stop("paused")
        self._rest(TransferState.PAUSED, None)

    def rest(self) -> None:
        """The program ends: what is here stays, for the next one to go on with."""
        self._say_stop("closing")
        self._let_go()
        self._disk.drop(self._key, keep=True)
        self._key = 0

    def lose_peer(self, end: LinkClosed) -> None:
        """The sender is gone: wait until it is back."""
        failure = failure_of_end(end, Code.SENDER_GONE, self.subject.peer_name)
        if failure.code is Code.PROTOCOL_BROKEN:
            self._end(TransferState.FAILED, failure)
        else:
            self._wait(failure)

    def end_there(self, failure: Failure) -> None:
        """The sender took the offer back while nothing moved."""
        self._end(TransferState.CANCELLED, failure)

    def give_up(self, failure: Failure) -> None:
        """The sender said over the talk that this cannot be had."""
        if self.link is None or not self.moved_now:
            self._end(TransferState.FAILED, failure)

    # --- the disk ------------------------------------------------------------------------------

    def on_disk(self, result: Result) -> None:
        """Go on when the disk has done its part."""
        if self.state in OVER:
            return
        match result:
            case Planned(_, picks, first, moved, landed, missed):
                self._planned = True
                self._take_news(moved, landed, missed, tell_giver=False)
                self._on_planned(picks, first)
            case Written(_, turn, content, moved, landed, missed):
                self._take_news(moved, landed, missed, tell_giver=turn >= self._link_turn)
                if content is not None:
                    self._give_back(turn, content)
            case Failed(_, failure):
                self._on_disk_failed(failure)
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
        for file, path, digest in landed:
            self.files_done += 1
            self.paths.setdefault(outermost(self.wish.folder, path))
            if self.subject.files <= limits.OFFER_FILES:
                self.digests[file] = digest.hex()
        for file, failure in missed:
            self.files_failed[file] = FileFailed(self.shown(file), failure)
            if tell_giver and file not in self._skipped_there:
                self._say(transfer.Skip(file, reason_for(failure.code)))
        if landed and tell_giver:
            for at in range(0, len(landed), limits.BUNDLE_FILES):
                some = landed[at : at + limits.BUNDLE_FILES]
                self._say(transfer.Done(tuple((file, digest) for file, _, digest in some)))

    def _give_back(self, turn: int, content: memoryview) -> None:
        if self.link is not None and turn == self._turn:
            self.link.give_back(content)

    def _on_planned(self, picks: Picks, first: int) -> None:
        if not self.begun:
            if self.full:
                self.full = False
                self.ready.emit(self)
            return
        if not picks:
            self._finish()
            return
        self._picks, self._first = picks[: limits.FETCH_PICKS], first
        if self.link is not None:
            self._fetch()
        else:
            self._dial()

    def _on_disk_failed(self, failure: Failure) -> None:
        if failure.code is not Code.DISK_FULL:
            self._end(TransferState.FAILED, failure)
            return
        self._say_stop("disk_full")
        if not self._planned:  # it did not get so far as to open the folder
            self._disk.drop(self._key, keep=True)
            self._key = 0
        self.full = True
        if self.state is not TransferState.WAITING:
            self._rest(TransferState.WAITING, failure)
        self._look.start(round(limits.SPACE_LOOK_SECONDS * 1000))

    @Slot()
    def _on_look(self) -> None:
        """Is there room on the disk again?"""
        self._look_at_disk()

    def _finish(self) -> None:
        """Everything that was wanted is here, or will never be."""
        if self.files_failed and not self.files_done:
            failed = next(iter(self.files_failed.values()))
            self._end(TransferState.FAILED, failed.failure)
            return
        # The notes stay until the shelf knows the end: a kill in between must not fetch it again.
        self._disk.drop(self._key, keep=True)
        self._key = 0
        if self.link is not None:
            self.link.close()
        self._let_go()
        self.tell(TransferState.DONE)

    # --- the way -------------------------------------------------------------------------------

    def _dial(self) -> None:
        if self._way is not None:
            self._meeting.begin(self.subject.offer, self._way)

    @Slot(object)
    def _on_met(self, met: Met) -> None:
        link = met.link
        if self.state in OVER or not self.begun:
            link.abort()
            return
        self.link, self._session, self.direct = link, met.session, met.direct
        self.at_server = met.at_server
        self._turn += 1
        self._link_turn = self._turn
        link.setParent(self)
        link.heard.connect(self._on_heard)
        link.block_arrived.connect(self._on_block)
        link.closed.connect(self._on_closed)
        if self._listing is None:
            self._pages = Pages(self._offer)
            self._say(transfer.List(self.subject.offer, 0))
        else:
            self._fetch()

    def forget_link(self, link: DataLink) -> None:
        """Disconnect from a link."""
        link.heard.disconnect(self._on_heard)
        link.block_arrived.disconnect(self._on_block)
        link.closed.disconnect(self._on_closed)

    @Slot(object)
    def _on_not_met(self, why: str) -> None:
        self._wait(Failure(Code.SENDER_GONE, name=self.subject.peer_name, detail=why))

    def _fetch(self) -> None:
        if self._listing is None:
            return
        self._finished = False
        self._expected = Expected(self._listing.sizes, self._picks, self._first)
        self.resumed_at = self.moved
        self._say(self._fetch_words())
        self.tell(TransferState.RUNNING)

    def _fetch_words(self) -> transfer.Fetch:
        one = self.subject
        return transfer.Fetch(
            one.offer, self._picks, self._first, one.files, one.size, self.files_done, self.moved
        )

    # --- what the sender says ------------------------------------------------------------------

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        try:
            self._session.receive(message)
            match message:
                case transfer.Manifest(rows, complete):
                    self._on_page(rows, complete=complete)
                case transfer.End(file, digest) if self._expected is not None:
                    self._expected.take(message)
                    self._disk.do(Land(self._key, self._turn, file, digest))
                case transfer.Skip(file, reason) if self._expected is not None:
                    self._expected.skip(file)
                    self._skipped_there.add(file)
                    failure = failure_for(reason, self.subject.peer_name, self.shown(file))
                    self._disk.do(Miss(self._key, self._turn, file, failure))
                case transfer.Finished() if self._expected is not None:
                    self._expected.finish()
                    self._finished = True
                    self.tell(TransferState.CHECKING)
                    self._disk.do(Plan(self._key))
                case transfer.Stop(reason):
                    self._on_stop(reason)
                case _:
                    pass
        except RemoteProtocolError as error:
            self._break(error)

    def _on_page(self, rows: tuple[transfer.Row, ...], *, complete: bool) -> None:
        if not self._pages.take(rows, complete=complete):
            self._say(transfer.List(self.subject.offer, len(self._pages.listing)))
            return
        self._listing = self._pages.listing
        self._shelf.keep_list(self.subject.offer, self._listing)
        self._take(self._listing)

    @Slot(object)
    def _on_block(self, arrived: BlockArrived) -> None:
        if self.state in OVER or self._expected is None:
            return
        block = arrived.block
        try:
            self._session.receive(block)
            self._expected.take(block)
        except RemoteProtocolError as error:
            self._break(error)
            return
        self.attempts = 0
        if isinstance(block, transfer.Bundle):
            self.current = block.files[-1].file
            self._disk.do(Store(self._key, self._turn, block, arrived.content))
        else:
            self.current = block.file
            self._disk.do(Write(self._key, self._turn, block, arrived.content))

    # --- the end -------------------------------------------------------------------------------

    def _on_stop(self, reason: str) -> None:
        failure = failure_for(reason, self.subject.peer_name, self.subject.name)
        if reason in PASSING:
            self._wait(failure)
        elif failure.code is Code.PAUSED_THERE:
            self.paused_there = True
            self._rest(TransferState.PAUSED, failure)
        elif failure.code is Code.CANCELLED_THERE:
            self._end(TransferState.CANCELLED, failure)
        else:
            self._end(TransferState.FAILED, failure)

    def _break(self, error: RemoteProtocolError) -> None:
        if self.link is not None:
            self.link.refuse(error)
        failure = Failure(Code.PROTOCOL_BROKEN, name=self.subject.peer_name, detail=str(error))
        self._end(TransferState.FAILED, failure)

    @Slot(object)
    def _on_closed(self, end: LinkClosed) -> None:
        if self._finished:
            self.let_link_go()
        else:
            self.lose_peer(end)

    def _wait(self, failure: Failure) -> None:
        """Rest until the sender can be reached."""
        self.attempts += 1
        self.waits_for_sender = True
        self._rest(TransferState.WAITING, failure)

    def _rest(self, state: TransferState, failure: Failure | None) -> None:
        if self.state in OVER:
            return
        self._let_go()
        if self._key:
            self._disk.do(Rest(self._key))
        self.tell(state, failure)
        self.rested.emit(self)

    def _end(self, state: TransferState, failure: Failure) -> None:
        """End early: tell the other side, throw away what is not whole."""
        if self.state in OVER:
            return
        self._say_stop(reason_for(failure.code))
        self._let_go()
        self._disk.drop(self._key)
        self._key = 0
        self.tell(state, failure)

    def _say(self, message: transfer.Message) -> None:
        if self.link is not None and self._session.state is not transfer.State.ENDED:
            self.link.send(self._session.send(message))

    def _say_stop(self, reason: str) -> None:
        self._say(transfer.Stop(reason))

    def _let_go(self) -> None:
        self.begun = False
        self._look.stop()
        self._meeting.stop()
        self._expected = None
        self.let_link_go()

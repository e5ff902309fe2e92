"""One receiver takes files of an offer of mine: stream what it fetches, hear what it has.

The object stays while the receiver is away, so that a transfer is one row from its first byte to
its last; each link that it comes with is attached in turn.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.events import Code, Failure, FileFailed, TransferState
from lanyard.network.endings import LinkClosed
from lanyard.network.transfers.columns import Marks
from lanyard.network.transfers.course import OVER, Course, Subject
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.disk import Disk
from lanyard.network.transfers.disk_orders import Failed, ReadOn, Result, Spoken
from lanyard.network.transfers.listing import Sources
from lanyard.network.transfers.reasons import PASSING, failure_for, failure_of_end, reason_for
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.file_names import safe_path
from lanyard.wire.transfer import DataSession

_LARGE = 2
"""Blocks from which on a file does not travel in a bundle."""


class Sending(Course):
    """Serves one offer to one receiver until it has everything it wants."""

    rested = Signal(object)
    """This object: its link is gone, and the receiver may come again."""

    def __init__(self, subject: Subject, files: Sources, disk: Disk, parent: QObject) -> None:
        super().__init__(subject, parent)
        self._files = files
        self._disk = disk
        self._session: DataSession | None = None
        self._key = 0
        self._wanted = Marks(0)
        """Files of this fetch of which the receiver has not said what became of them."""
        self._sent: dict[int, bytes] = {}
        """Digests of those that were sent whole and not heard of; empty: not known here."""
        self._finished = False

    # --- a link comes and goes -----------------------------------------------------------------

    def attach(self, link: DataLink, session: DataSession, first: transfer.Fetch) -> None:
        """Serve a link whose first fetch the session has already received."""
        self._let_go()
        self.link = link
        self._session = session
        link.setParent(self)
        link.heard.connect(self._on_heard)
        link.block_left.connect(self._on_block_left)
        link.closed.connect(self._on_closed)
        try:
            self._serve(first)
        except RemoteProtocolError as error:
            self._break(error)

    def forget_link(self, link: DataLink) -> None:
        """Disconnect from a link."""
        link.heard.disconnect(self._on_heard)
        link.block_left.disconnect(self._on_block_left)
        link.closed.disconnect(self._on_closed)

    def cancel(self) -> None:
        """A person stops it on this side."""
        self._stop(TransferState.CANCELLED, Failure(Code.CANCELLED_HERE))

    def pause(self) -> None:
        """A person lets it rest on this side."""
        self._say_stop("paused")
        self._let_go()
        self.tell(TransferState.PAUSED)

    def wait(self) -> None:
        """It need not rest any more: the receiver may come."""
        self.tell(TransferState.WAITING)

    def end_taken(self) -> None:
        """The receiver said over the talk that it has what it wanted."""
        self._let_go()
        self.files_done = self.subject.files - len(self.files_failed)
        if not self.files_failed:
            self.moved = self.subject.size
        self.tell(TransferState.DONE)

    def rest(self) -> None:
        """The program ends; the receiver comes again when it is back."""
        self._say_stop("closing")
        self._let_go()

    def lose_peer(self, end: LinkClosed) -> None:
        """The receiver is gone before it had everything; it may come again."""
        failure = failure_of_end(end, Code.RECEIVER_GONE, self.subject.peer_name)
        broken = failure.code is Code.PROTOCOL_BROKEN
        self._stop(TransferState.FAILED if broken else TransferState.WAITING, failure)

    # --- what the receiver says ----------------------------------------------------------------

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        if self._session is None:
            return
        try:
            self._session.receive(message)
            match message:
                case transfer.Fetch():
                    self._serve(message)
                case transfer.List():
                    raise RemoteProtocolError("a question for the list in the middle")
                case transfer.Done(files):
                    for file, digest in files:
                        self._on_done(file, digest)
                    self._end_if_all_known()
                case transfer.Skip(file, reason):
                    self._on_missed(file, reason)
                    self._end_if_all_known()
                case transfer.Stop(reason):
                    self._on_stop(reason)
                case _:
                    pass
        except RemoteProtocolError as error:
            self._break(error)

    def _serve(self, fetch: transfer.Fetch) -> None:
        if fetch.offer != self.subject.offer:
            raise RemoteProtocolError("a fetch of something that was not offered")
        files = self._files
        transfer.check_picks(fetch.picks, len(files))
        first = fetch.picks[0][0]
        before = min(fetch.first * limits.BLOCK_BYTES, files.sizes[first])
        blocks = transfer.blocks_of(files.sizes[first])
        if fetch.first and (fetch.first > blocks or blocks < _LARGE):
            raise RemoteProtocolError("a fetch behind the end")
        self._wanted = Marks(len(files), fetch.picks)
        self._sent.clear()
        self._finished = False
        coming = sum(files.sizes[number] for number in transfer.numbers_of(fetch.picks)) - before
        count = max(len(self._wanted), min(fetch.count, len(files)))
        size = max(coming, min(fetch.size, files.size))
        self.subject = self.subject.with_wish(count, size)
        self.moved = self.resumed_at = min(fetch.bytes_here, size - coming)
        self.files_failed = {
            number: one for number, one in self.files_failed.items() if number not in self._wanted
        }
        self.files_done = min(fetch.here, count - len(self._wanted))
        self.tell(TransferState.CONNECTING)
        self._begin(fetch)
        self.tell(TransferState.RUNNING)

    def _begin(self, fetch: transfer.Fetch) -> None:
        """Let the files of a fetch come."""
        self._key = self._disk.read(self, self._files, fetch.picks, fetch.first)

    def _on_done(self, file: int, digest: bytes) -> None:
        sent = self._sent.pop(file, None)
        if file not in self._wanted or sent is None or sent not in (b"", digest):
            raise RemoteProtocolError("done with another file than was sent")
        self._wanted.discard(file)
        self.files_done += 1
        if self.subject.files <= limits.OFFER_FILES:
            self.digests[file] = digest.hex()

    def _on_missed(self, file: int, reason: str) -> None:
        if file in self._wanted:
            self._wanted.discard(file)
            self._sent.pop(file, None)
            failure = failure_for(reason, self.subject.peer_name, self.shown(file))
            self.files_failed[file] = FileFailed(self.shown(file), failure)

    def _end_if_all_known(self) -> None:
        if self._wanted or not self._finished:
            return
        if self.files_done + len(self.files_failed) < self.subject.files:
            return  # the receiver asks for more than fits one request
        if self.files_failed and not self.files_done:
            failed = next(iter(self.files_failed.values()))
            self._stop(TransferState.FAILED, failed.failure, silently=True)
            return
        if not self.files_failed:
            self.moved = self.subject.size
        self.tell(TransferState.DONE)

    # --- the disk ------------------------------------------------------------------------------

    def on_disk(self, result: Result) -> None:
        """Send what was read."""
        if self.state in OVER or self.link is None or self._session is None:
            return
        match result:
            case Spoken(_, said, failures):
                for file, failure in failures.items():
                    self.files_failed[file] = FileFailed(self.shown(file), failure)
                for message, content in said:
                    self._note(message)
                    frame = self._session.send(message)
                    if content is None:
                        self.link.send(frame)
                    else:
                        self.link.send_block(frame, content)
                self._end_if_all_known()
            case Failed(_, failure):
                self._stop(TransferState.FAILED, failure)
            case _:
                pass

    def _note(self, message: transfer.Message) -> None:
        match message:
            case transfer.Block(file):
                self.current = file
            case transfer.End(file, digest):
                self._sent[file] = digest
            case transfer.Bundle(files):
                self._sent.update({one.file: one.digest for one in files})
                self.current = files[-1].file
            case transfer.Skip(file):
                self._wanted.discard(file)
            case transfer.Finished():
                self._finished = True
                if self._wanted:
                    self.tell(TransferState.CHECKING)
            case _:
                pass

    @Slot(object)
    def _on_block_left(self, content: memoryview) -> None:
        self.moved += len(content)
        self._disk.do(ReadOn(self._key, content))

    def shown(self, file: int) -> str:
        """Return a file's name within the offer, safe to show."""
        return safe_path(self._files.names[file])

    # --- the end -------------------------------------------------------------------------------

    def _on_stop(self, reason: str) -> None:
        failure = failure_for(reason, self.subject.peer_name, self.subject.name, Code.RECEIVER_GONE)
        if reason in PASSING:
            self._stop(TransferState.WAITING, failure)
        elif failure.code is Code.PAUSED_THERE:
            self._stop(TransferState.PAUSED, failure)
        elif failure.code is Code.CANCELLED_THERE:
            self._stop(TransferState.CANCELLED, failure)
        elif self._finished and not self._wanted:
            self._end_if_all_known()
        else:
            self._stop(TransferState.FAILED, failure)

    def _break(self, error: RemoteProtocolError) -> None:
        if self.link is not None:
            self.link.refuse(error)
        failure = Failure(Code.PROTOCOL_BROKEN, name=self.subject.peer_name, detail=str(error))
        self._stop(TransferState.FAILED, failure)

    @Slot(object)
    def _on_closed(self, end: LinkClosed) -> None:
        self.lose_peer(end)

    def _stop(self, state: TransferState, failure: Failure, *, silently: bool = False) -> None:
        if self.state in OVER:
            return
        if not silently and state in OVER:
            self._say_stop(reason_for(failure.code))
        self._let_go()
        self.tell(state, failure)
        if state is TransferState.WAITING:
            self.rested.emit(self)

    def _say(self, message: transfer.Message) -> None:
        if self.link is not None and self._session is not None:
            self.link.send(self._session.send(message))

    def _say_stop(self, reason: str) -> None:
        if self._session is not None and self._session.state is not transfer.State.ENDED:
            self._say(transfer.Stop(reason))

    def _let_go(self) -> None:
        self._disk.drop(self._key)
        self._session = None
        self.let_link_go()

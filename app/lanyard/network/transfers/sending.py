"""One receiver takes files of an offer of mine: answer what it fetches, hear when it is done."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from lanyard.events import Code, Failure, TransferState
from lanyard.network.endings import LinkClosed
from lanyard.network.transfers.course import (
    OVER,
    Course,
    Subject,
    failure_for,
    failure_of_end,
    reason_for,
)
from lanyard.network.transfers.data_link import DataLink
from lanyard.network.transfers.disk import BlockRead, Disk, Failed, ReadOn, ReadToEnd, Result
from lanyard.network.transfers.file_io import FileFacts
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.transfer import DataSession


class Sending(Course):
    """Serves one offer to one receiver over one data link, until it has everything."""

    def __init__(
        self,
        subject: Subject,
        files: tuple[FileFacts, ...],
        link: DataLink,
        session: DataSession,
        disk: Disk,
        parent: QObject,
    ) -> None:
        super().__init__(subject, parent)
        self._files = files
        self._session = session
        self._disk = disk
        self._key = 0
        self._file = 0
        self._digest = b""
        self._done: dict[int, bytes] = {}
        self.link = link
        link.setParent(self)
        link.heard.connect(self._on_heard)
        link.block_left.connect(self._on_block_left)
        link.closed.connect(self._on_closed)

    def begin(self, fetch: transfer.Fetch) -> None:
        """Answer the first Fetch, which the session has already received."""
        self.tell(TransferState.CONNECTING)
        try:
            self._serve(fetch)
        except RemoteProtocolError as error:
            self._break(error)

    def cancel(self) -> None:
        """A person stops it on this side."""
        self._stop(TransferState.CANCELLED, Failure(Code.CANCELLED_HERE))

    def lose_peer(self, end: LinkClosed) -> None:
        """The receiver is gone before it had everything."""
        failure = failure_of_end(end, Code.RECEIVER_GONE, self.subject.peer_name)
        self._stop(TransferState.FAILED, failure)

    # --- what the receiver says ----------------------------------------------------------------

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        try:
            self._session.receive(message)
            match message:
                case transfer.Fetch():
                    self._serve(message)
                case transfer.Done(file, digest):
                    self._on_done(file, digest)
                case transfer.Stop(reason):
                    self._on_stop(reason)
                case _:
                    pass
        except RemoteProtocolError as error:
            self._break(error)

    def _serve(self, fetch: transfer.Fetch) -> None:
        if fetch.offer != self.subject.offer or fetch.file >= len(self._files):
            raise RemoteProtocolError("a fetch of something that was not offered")
        facts = self._files[fetch.file]
        if fetch.first + fetch.count > transfer.blocks_of(facts.size):
            raise RemoteProtocolError("a fetch beyond the end")
        self._file = fetch.file
        done_before = sum(self._files[file].size for file in self._done)
        self.moved = done_before + min(facts.size, fetch.first * limits.BLOCK_BYTES)
        self._key = self._disk.read(self, facts, fetch.first, fetch.count)
        self.tell(TransferState.RUNNING)

    def _on_done(self, file: int, digest: bytes) -> None:
        if file != self._file or digest != self._digest:
            raise RemoteProtocolError("done with another file than was sent")
        self._done[file] = digest
        if len(self._done) == len(self._files):
            self.digests = tuple(self._done[number].hex() for number in range(len(self._files)))
            self.moved = self.subject.size
            self.tell(TransferState.DONE)

    # --- the disk ------------------------------------------------------------------------------

    def on_disk(self, result: Result) -> None:
        """Send what was read."""
        if self.state in OVER or self.link is None:
            return
        match result:
            case BlockRead(_, number, content):
                head = self._session.send(transfer.Block(number, len(content)))
                self.link.send_block(head, content)
            case ReadToEnd(key, digest):
                self._disk.drop(key)
                self._digest = digest
                self.link.send(self._session.send(transfer.End(self._file, digest)))
                if len(self._done) == len(self._files) - 1:
                    self.tell(TransferState.CHECKING)
            case Failed(_, failure):
                self._stop(TransferState.FAILED, failure)
            case _:
                pass

    @Slot(object)
    def _on_block_left(self, content: memoryview) -> None:
        self.moved += len(content)
        self._disk.do(ReadOn(self._key, content))

    # --- the end -------------------------------------------------------------------------------

    def _on_stop(self, reason: str) -> None:
        failure = failure_for(reason, self.subject.peer_name, self._files[self._file].name)
        cancelled = failure.code is Code.CANCELLED_THERE
        self._stop(TransferState.CANCELLED if cancelled else TransferState.FAILED, failure)

    def _break(self, error: RemoteProtocolError) -> None:
        if self.link is not None:
            self.link.refuse(error)
        failure = Failure(Code.PROTOCOL_BROKEN, name=self.subject.peer_name, detail=str(error))
        self._stop(TransferState.FAILED, failure)

    @Slot(object)
    def _on_closed(self, end: LinkClosed) -> None:
        self.lose_peer(end)

    def _stop(self, state: TransferState, failure: Failure) -> None:
        if self.state in OVER:
            return
        self._disk.drop(self._key)
        if self.link is not None:
            if self._session.state is not transfer.State.ENDED:
                stop = transfer.Stop(reason_for(failure.code), self._file)
                self.link.send(self._session.send(stop))
            self.link.close()
        self.tell(state, failure)

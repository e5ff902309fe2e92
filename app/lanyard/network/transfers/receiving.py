"""One offer on its way to this disk: reach the sender, pull its blocks, land each file."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Slot

from lanyard.events import Code, Failure, Offer, TransferState
from lanyard.network.endings import LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.course import (
    OVER,
    Course,
    Subject,
    failure_for,
    failure_of_end,
    reason_for,
)
from lanyard.network.transfers.data_link import BlockArrived, DataLink
from lanyard.network.transfers.dialer import Dialer
from lanyard.network.transfers.disk import Disk, Failed, Land, Landed, Ready, Result, Write, Written
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


class Receiving(Course):
    """Fetches one accepted offer into a folder."""

    def __init__(
        self,
        subject: Subject,
        offer: Offer,
        way: Way,
        folder: str,
        identity: Identity,
        disk: Disk,
        parent: QObject,
    ) -> None:
        super().__init__(subject, parent)
        self._offer = offer
        self._way = way
        self._folder = folder
        self._identity = identity
        self._disk = disk
        self.begun = False
        self._dialer = Dialer(identity, self, takes_blocks=True)
        self._dialer.reached.connect(self._on_reached)
        self._dialer.failed.connect(self._on_not_reached)
        self._session = DataSession(Side.TAKER, Side.GIVER)
        self._key = 0
        self._file = 0
        self._block = 0
        self._before_file = 0
        self._asked = QTimer(self, singleShot=True)
        self._asked.timeout.connect(self._on_nobody_came)

    def begin(self) -> None:
        """Make room on the disk for the first file, then reach the sender."""
        self.begun = True
        self.tell(TransferState.CONNECTING)
        self._open_target()

    @property
    def moved_now(self) -> int:
        """Bytes that came, counting the block under way."""
        return self.moved + (self.link.part_of_block if self.link else 0)

    def cancel(self) -> None:
        """A person stops it; finished files stay."""
        self._stop(TransferState.CANCELLED, Failure(Code.CANCELLED_HERE))

    def lose_peer(self, end: LinkClosed) -> None:
        """The sender is gone."""
        failure = failure_of_end(end, Code.SENDER_GONE, self.subject.peer_name)
        self._stop(TransferState.FAILED, failure)

    def give_up(self, failure: Failure) -> None:
        """The sender said over the talk that this cannot be had."""
        if self.link is None or not self.moved_now:
            self._stop(TransferState.FAILED, failure)

    # --- the disk ------------------------------------------------------------------------------

    def _open_target(self) -> None:
        file = self._offer.files[self._file]
        rest = sum(one.size for one in self._offer.files[self._file :])
        self._key = self._disk.receive(self, self._folder, file.name, file.size, rest)

    def on_disk(self, result: Result) -> None:
        """Go on when the disk has done its part."""
        if self.state in OVER:
            return
        match result:
            case Ready():
                self._on_ready()
            case Written(_, content):
                self.moved += len(content)
                if self.link is not None:
                    self.link.give_back(content)
            case Landed(key, path, digest):
                self._disk.drop(key)
                self._on_landed(path, digest)
            case Failed(_, failure):
                self._stop(TransferState.FAILED, failure)
            case _:
                pass

    def _on_ready(self) -> None:
        if self.link is None:
            way = self._way
            self._dialer.dial(way.addresses, way.port, way.author, limits.DIRECT_SECONDS)
        else:
            self._fetch()

    def _on_landed(self, path: str, digest: bytes) -> None:
        self.paths += (path,)
        self.digests += (digest.hex(),)
        self._before_file += self._offer.files[self._file].size
        self.moved = self._before_file
        if self.link is not None:
            self.link.send(self._session.send(transfer.Done(self._file, digest)))
        self._file += 1
        if self._file < len(self._offer.files):
            self._open_target()
            return
        if self.link is not None:
            self.link.close()
        self.tell(TransferState.DONE)

    # --- the way -------------------------------------------------------------------------------

    @Slot(object)
    def _on_reached(self, link: DataLink) -> None:
        if self.state in OVER:
            link.abort()
            return
        self.link = link
        link.setParent(self)
        link.heard.connect(self._on_heard)
        link.block_arrived.connect(self._on_block)
        link.closed.connect(self._on_closed)
        if self.direct:
            self._fetch()
        else:
            self._session = DataSession(Side.TAKER, Side.GIVER, Side.DESK)
            link.send(self._session.send(transfer.Ask(self.subject.offer, self._way.author)))
            self._asked.start(round(limits.RELAY_SECONDS * 1000))

    @Slot()
    def _on_not_reached(self) -> None:
        if self.state in OVER:
            return
        if self.direct and self._way.server_port:
            self.direct = False
            way = self._way
            self._dialer.dial(
                (way.server_address,), way.server_port, way.server_device, limits.CONNECT_SECONDS
            )
        else:
            self._on_nobody_came()

    @Slot()
    def _on_nobody_came(self) -> None:
        failure = Failure(Code.SENDER_GONE, name=self.subject.peer_name, detail="not reached")
        self._stop(TransferState.FAILED, failure)

    def _fetch(self) -> None:
        if self.link is None:
            return
        file = self._offer.files[self._file]
        self._block = 0
        count = transfer.blocks_of(file.size)
        request = transfer.Fetch(self.subject.offer, self._file, 0, count)
        self.link.send(self._session.send(request))
        self.tell(TransferState.RUNNING)

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        try:
            self._session.receive(message)
            match message:
                case transfer.Ready():
                    self._asked.stop()
                    self._fetch()
                case transfer.End(file, digest):
                    self._on_end(file, digest)
                case transfer.Stop(reason):
                    self._on_stop(reason)
                case _:
                    pass
        except RemoteProtocolError as error:
            self._break(error)

    @Slot(object)
    def _on_block(self, arrived: BlockArrived) -> None:
        if self.state in OVER:
            return
        size = self._offer.files[self._file].size if self._file < len(self._offer.files) else 0
        block = arrived.block
        try:
            self._session.receive(block)
            expected = transfer.length_of(size, self._block)
            if (block.number, block.length) != (self._block, expected):
                raise RemoteProtocolError(f"block {block.number} of {block.length} bytes")
        except RemoteProtocolError as error:
            self._break(error)
            return
        self._block += 1
        self._disk.do(Write(self._key, arrived.content))

    def _on_end(self, file: int, digest: bytes) -> None:
        if file != self._file or self._block != transfer.blocks_of(self._offer.files[file].size):
            raise RemoteProtocolError("an end before the last block")
        if file == len(self._offer.files) - 1:
            self.tell(TransferState.CHECKING)
        self._disk.do(Land(self._key, digest))

    # --- the end -------------------------------------------------------------------------------

    def _on_stop(self, reason: str) -> None:
        name = self.subject.name
        failure = failure_for(reason, self.subject.peer_name, name)
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
        """End early: tell the other side, throw away what is not whole."""
        if self.state in OVER:
            return
        self._asked.stop()
        self._dialer.stop()
        self._disk.drop(self._key)
        if self.link is not None:
            if self._session.state is not transfer.State.ENDED:
                stop = transfer.Stop(reason_for(failure.code), self._file)
                self.link.send(self._session.send(stop))
            self.link.close()
        self.tell(state, failure)

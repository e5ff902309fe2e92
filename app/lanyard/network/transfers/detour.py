"""An offer of one member fetched from another who has it: believed only where the author agrees.

The author tells the digest of every block. A block that comes before its digest waits, which is as
much as the link's few buffers hold; one with another digest ends the detour, and so does a member
that goes, refuses or falls silent. Whoever owns this then asks the author for another source.
"""

from __future__ import annotations

import time
from array import array
from collections import deque
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.network.endings import LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.data_link import BlockArrived, DataLink
from lanyard.network.transfers.dialer import Dialer
from lanyard.network.transfers.expected import Expected
from lanyard.network.transfers.sums import Told
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.transfer import Bundle, DataSession, End, Fetch, Finished, Side

_LOOK_MILLISECONDS = 500


class Why(Enum):
    """How a detour ended."""

    ALL_SAID = "all said"
    SOME_SKIPPED = "some files could not be had there"
    GONE = "gone"
    WRONG = "other bytes than the author's"


@dataclass(frozen=True, slots=True)
class DetourOver:
    """The end of a detour, and what is known of it."""

    why: Why
    detail: str = ""


class Detour(QObject):
    """One fetch from a member who is not the author. Transfers thread."""

    believed = Signal(object)
    """A BlockArrived with the author's digests; its buffer goes back by ``give_back``."""
    completed = Signal(object)
    """The number of a large file whose blocks were all ``believed``."""
    over = Signal(object)
    """A DetourOver, once, behind everything believed before."""

    def __init__(
        self,
        identity: Identity,
        told: Told,
        fetch: Fetch,
        sizes: array[int],
        parent: QObject,
        keeper: QObject,
    ) -> None:
        """``fetch`` is what the author was asked for; ``keeper`` outlives this and ``parent``."""
        super().__init__(parent)
        self._keeper = keeper
        self.device = ""
        self._told = told
        self._fetch = fetch
        self._expected = Expected(sizes, fetch.picks, fetch.first)
        self._session = DataSession(Side.TAKER, Side.GIVER)
        self._link: DataLink | None = None
        self._waiting: deque[BlockArrived | End | Finished] = deque()
        self._at_disk = 0
        """Buffers given out."""
        self._skipped = self._over = False
        self._heard_at = 0.0
        self._partly = 0
        self._dialer = Dialer(identity, self, takes_blocks=True)
        self._dialer.reached.connect(self._on_reached)
        self._dialer.failed.connect(self._on_not_reached)
        self._look = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._look.timeout.connect(self._on_look)

    @property
    def part_of_block(self) -> int:
        """Bytes that have come of a block that is not whole yet."""
        return self._link.part_of_block if self._link is not None else 0

    def begin(self, device: str, addresses: tuple[str, ...], port: int) -> None:
        """Dial the member; ``over`` may follow at once."""
        self.device = device
        self._dialer.dial(addresses, port, device, limits.DIRECT_SECONDS)

    def go_on(self) -> None:
        """The author has told more digests."""
        while self._waiting and not self._over:
            first = self._waiting[0]
            match first:
                case BlockArrived():
                    agreed = self._agrees(first.block)
                    if agreed is None:
                        return
                    if not agreed:
                        self._end(Why.WRONG)
                        return
                    self._waiting.popleft()
                    self._at_disk += 1
                    self.believed.emit(first)
                case End(file):
                    self._waiting.popleft()
                    self.completed.emit(file)
                case Finished():
                    self._end(Why.SOME_SKIPPED if self._skipped else Why.ALL_SAID)

    def _agrees(self, block: transfer.Block | transfer.Bundle) -> bool | None:
        """Return whether digests are the author's; None: it has not told all of them yet.

        A file that the author has not got itself is nobody's lie: the disk passes it over.
        """
        if isinstance(block, Bundle):
            claims = [(self._told.of(one.file), one.digest) for one in block.files]
        else:
            claims = [(self._told.of(block.file, block.number), block.digest)]
        if any(digest is None for digest, _ in claims):
            return None
        return all(digest in (b"", claimed) for digest, claimed in claims)

    def give_back(self, content: memoryview) -> None:
        """Return the buffer of what was believed."""
        self._at_disk -= 1
        self._heard_at = time.monotonic()
        if self._link is not None:
            self._link.give_back(content)

    def stop(self) -> None:
        """Leave; nothing is told."""
        self._over = True
        self._look.stop()
        self._dialer.stop()
        self._waiting.clear()
        link, self._link = self._link, None
        if link is not None:
            link.heard.disconnect(self._on_heard)
            link.block_arrived.disconnect(self._on_block)
            link.closed.disconnect(self._on_closed)
            if self._session.state is not transfer.State.ENDED:
                link.send(self._session.send(transfer.Stop("closing")))
            link.leave(self._keeper)

    def _end(self, why: Why, detail: str = "") -> None:
        if not self._over:
            self.stop()
            self.over.emit(DetourOver(why, detail))

    @Slot(object)
    def _on_reached(self, link: DataLink) -> None:
        self._link = link
        link.setParent(self)
        link.heard.connect(self._on_heard)
        link.block_arrived.connect(self._on_block)
        link.closed.connect(self._on_closed)
        self._heard_at = time.monotonic()
        self._look.start()
        link.send(self._session.send(self._fetch))

    @Slot()
    def _on_not_reached(self) -> None:
        self._end(Why.GONE, "not reached")

    @Slot(object)
    def _on_heard(self, message: transfer.Message) -> None:
        self._heard_at = time.monotonic()
        try:
            self._session.receive(message)
            match message:
                case End():
                    self._expected.take(message)
                    self._waiting.append(message)
                    self.go_on()
                case transfer.Skip(file):
                    self._expected.skip(file)
                    self._skipped = self._skipped or self._told.of(file) != b""
                case Finished():
                    self._expected.finish()
                    self._waiting.append(message)
                    self.go_on()
                case transfer.Stop(reason):
                    self._end(Why.GONE, reason)
                case _:
                    pass
        except RemoteProtocolError as error:
            self._break(error)

    @Slot(object)
    def _on_block(self, arrived: BlockArrived) -> None:
        self._heard_at = time.monotonic()
        try:
            self._session.receive(arrived.block)
            self._expected.take(arrived.block)
        except RemoteProtocolError as error:
            self._break(error)
            return
        self._waiting.append(arrived)
        self.go_on()

    def _break(self, error: RemoteProtocolError) -> None:
        if self._link is not None:
            self._link.refuse(error)
        self._end(Why.WRONG, str(error))

    @Slot(object)
    def _on_closed(self, end: LinkClosed) -> None:
        self._end(Why.GONE, end.detail or end.reason.value)

    @Slot()
    def _on_look(self) -> None:
        """Does anything come? While we do not read ourselves, that is not the other's fault."""
        partly = self.part_of_block
        if partly != self._partly or self._waiting or self._at_disk:
            self._partly = partly
            self._heard_at = time.monotonic()
        elif time.monotonic() - self._heard_at > limits.PASSED_ON_STALL_SECONDS:
            self._end(Why.GONE, "silent")

"""The disk's thread: files are read, hashed, written and named there.

Reading and hashing a block costs about as much as encrypting and sending it, and both leave
Python's lock alone, so a second thread nearly doubles the speed. It may wait for a slow disk; the
links never do. One object lives there for good, and one here: an object for each file, moved to
and deleted in another thread than the one that drops it, crashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from blake3 import blake3
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from lanyard.events import Code
from lanyard.network.transfers.courtesy import give_way
from lanyard.network.transfers.disk_orders import (
    Drop,
    Failed,
    Forget,
    Land,
    LookAt,
    LookedAt,
    Miss,
    Order,
    PassOn,
    Plan,
    Planned,
    Read,
    ReadOn,
    Receive,
    Refused,
    Rest,
    Result,
    Spoken,
    Store,
    Sum,
    Summed,
    SumOn,
    Want,
    Write,
    Written,
)
from lanyard.network.transfers.file_io import failure_of_writing
from lanyard.network.transfers.intake import Intake
from lanyard.network.transfers.listing import Sources, Walk
from lanyard.network.transfers.stock import Stocks, StockStream
from lanyard.network.transfers.stream import Stream
from lanyard.network.transfers.summing import Summing
from lanyard.wire import limits
from lanyard.wire.transfer import Picks

_READ_AHEAD = 4
"""Blocks of one stream in memory: on their way out, waiting, being read and hashed."""


class Listener(Protocol):
    """Who asked for something."""

    def on_disk(self, result: Result) -> None:
        """Take what came of an order. Transfers thread."""


class Disk(QObject):
    """The transfers thread's end: passes orders on, and results to whoever asked."""

    _ordered = Signal(object)

    def __init__(self, thread: QThread, parent: QObject) -> None:
        """``thread`` does the work; it may be this one."""
        super().__init__(parent)
        self._listeners: dict[int, Listener] = {}
        self._key = 0
        self._worker = DiskWorker()
        self._worker.moveToThread(thread)
        queued = Qt.ConnectionType.QueuedConnection
        self._ordered.connect(self._worker.do, queued)
        self._worker.done.connect(self._on_done, queued)

    def look_at(self, listener: Listener, paths: tuple[str, ...]) -> int:
        """Find out what somebody offers; return the key."""
        key = self._new_key(listener)
        self._ordered.emit(LookAt(key, paths))
        return key

    def read(self, listener: Listener, sources: Sources, picks: Picks, first: int) -> int:
        """Read files, the first of them from block ``first`` on; return the key."""
        key = self._new_key(listener)
        self._ordered.emit(Read(key, sources, picks, first))
        return key

    def receive(self, listener: Listener, want: Want) -> int:
        """Make ready for files that come; return the key."""
        key = self._new_key(listener)
        self._ordered.emit(Receive(key, want))
        return key

    def pass_on(self, listener: Listener, offer: str, picks: Picks, first: int) -> int:
        """Read what has come of somebody's offer, as it comes; return the key."""
        key = self._new_key(listener)
        self._ordered.emit(PassOn(key, offer, picks, first))
        return key

    def sum(self, listener: Listener, sources: Sources) -> int:
        """Make out the digests of an offer of mine, a first step of it; return the key."""
        key = self._new_key(listener)
        self._ordered.emit(Sum(key, sources))
        return key

    def forget(self, offer: str) -> None:
        """Pass on nothing more of an offer."""
        self._ordered.emit(Forget(0, offer))

    def do(self, order: ReadOn | SumOn | Plan | Write | Store | Land | Miss | Rest) -> None:
        """Go on with what a key stands for."""
        self._ordered.emit(order)

    def drop(self, key: int, *, keep: bool = False) -> None:
        """Let go; its listener hears nothing more."""
        if self._listeners.pop(key, None) is not None:
            self._ordered.emit(Drop(key, keep))

    def _new_key(self, listener: Listener) -> int:
        self._key += 1
        self._listeners[self._key] = listener
        return self._key

    @Slot(object)
    def _on_done(self, result: Result) -> None:
        listener = self._listeners.get(result.key)
        if listener is not None:
            listener.on_disk(result)


class DiskWorker(QObject):
    """The disk thread's end: owns the open files."""

    done = Signal(object)
    _again = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._streams: dict[int, Stream] = {}
        self._intakes: dict[int, Intake] = {}
        self._steps: dict[int, Iterator[None]] = {}
        """Work that goes on a little at a time, so that others get their turn."""
        self._walks: dict[int, Walk] = {}
        self._stuck: set[int] = set()
        self._sums: dict[int, Summing] = {}
        self._stocks = Stocks()
        self._again.connect(self._go_on, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def do(self, order: Order) -> None:
        """Do one order; what comes of it is told by ``done``."""
        match order:
            case ReadOn(key, content):
                buffer = content.obj
                content.release()
                if isinstance(buffer, bytearray):
                    self._speak(key, memoryview(buffer))
            case Write() | Store() | Land() | Miss():
                self._take(order)
            case Read(key, sources, picks, first):
                self._streams[key] = Stream(sources, picks, first)
                for _ in range(_READ_AHEAD):
                    self._speak(key, memoryview(bytearray(limits.BLOCK_BYTES)))
            case PassOn() | Forget() | Sum() | SumOn():
                self._share(order)
            case LookAt(key, paths):
                self._walks[key] = Walk(paths)
                self._steps[key] = self._walks[key].steps()
                self._go_on(key)
            case Receive(key, want):
                self._intakes[key] = Intake(want)
                self._stocks.begin(key, want, self._intakes[key])
                self._steps[key] = self._intakes[key].begin()
                self._go_on(key)
            case Plan(key):
                self._plan(key)
            case Rest(key):
                if key in self._intakes:
                    self._intakes[key].rest()
            case Drop(key, keep):
                self._drop(key, keep=keep)

    # --- a little at a time --------------------------------------------------------------------

    @Slot(object)
    def _go_on(self, again: int | tuple[int, memoryview]) -> None:
        if isinstance(again, tuple):
            self._speak(*again)
            return
        steps = self._steps.get(again)
        if steps is None:
            return
        try:
            next(steps)
        except StopIteration:
            del self._steps[again]
            self._ready(again)
        except (OSError, ValueError) as error:
            del self._steps[again]
            self._fail(again, error, Code.FOLDER_UNWRITABLE)
        else:
            self._again.emit(again)

    def _ready(self, key: int) -> None:
        walk = self._walks.pop(key, None)
        if walk is None:
            self._plan(key)
            return
        root = b"" if walk.failure is not None else walk.found.root()
        self.done.emit(LookedAt(key, walk.found, root, tuple(walk.left_out), walk.failure))

    # --- reading -------------------------------------------------------------------------------

    def _speak(self, key: int, buffer: memoryview) -> None:
        stream = self._streams.get(key)
        said = stream.read(buffer) if stream is not None else None
        if stream is None or said is None:
            return
        if said:
            failures, stream.failures = stream.failures, {}
            self.done.emit(Spoken(key, said, failures))
        if isinstance(stream, StockStream) and stream.waits:
            self._stocks.park(key, buffer)
        elif not any(content is not None for _, content in said):
            self._again.emit((key, buffer))

    def _share(self, order: PassOn | Forget | Sum | SumOn) -> None:
        """Do what is needed where receivers serve each other."""
        match order:
            case PassOn(key, offer, picks, first):
                stream = self._stocks.stream(key, offer, picks, first)
                if stream is not None:
                    self._streams[key] = stream
                    for _ in range(_READ_AHEAD):
                        self._speak(key, memoryview(bytearray(limits.BLOCK_BYTES)))
            case Forget(_, offer):
                self._stocks.forget(offer)
            case Sum(key, sources):
                self._sums[key] = Summing(sources)
                self._sum(key)
            case SumOn(key):
                self._sum(key)

    def _wake(self, parked: list[tuple[int, memoryview]]) -> None:
        """Something has come: whoever passes it on may go on."""
        for key, buffer in parked:
            self._speak(key, buffer)

    def _sum(self, key: int) -> None:
        summing = self._sums.get(key)
        step = summing.step() if summing is not None else None
        if step is not None:
            self.done.emit(Summed(key, step))

    # --- writing -------------------------------------------------------------------------------

    def _plan(self, key: int) -> None:
        intake = self._intakes.get(key)
        if intake is None or key in self._steps:
            return
        self._stuck.discard(key)
        try:
            picks, first = intake.remaining()
        except OSError as error:
            self._fail(key, error, Code.DISK_FAILED)
            return
        if not picks and not intake.is_timed:
            self._steps[key] = intake.set_times()
            self._go_on(key)
            return
        news = intake.take_news()
        self.done.emit(
            Planned(key, picks, first, intake.moved, tuple(news.landed), tuple(news.missed))
        )
        self._wake(self._stocks.note(key, news))

    def _take(self, order: Write | Store | Land | Miss) -> None:
        intake = self._intakes.get(order.key)
        if intake is None or order.key in self._stuck:
            return
        content = order.content if isinstance(order, Write | Store) else None
        if isinstance(order, Write | Store) and order.passed_on and not is_genuine(order):
            self._stuck.add(order.key)
            self.done.emit(Refused(order.key, order.turn))
            return
        failed: OSError | None = None
        try:
            match order:
                case Write():
                    intake.write(order.block, order.content)
                case Store():
                    intake.store(order.bundle, order.content)
                case Land(file=file, digest=digest):
                    intake.end(file, digest)
                case Miss(file=file, failure=failure):
                    intake.skip(file, failure)
        except OSError as error:
            failed = error
        news = intake.take_news()
        self.done.emit(
            Written(
                order.key, order.turn, content, intake.moved, tuple(news.landed),
                tuple(news.missed),
            )
        )  # fmt: skip
        if failed is not None:
            intake.rest()
            self._fail(order.key, failed, Code.DISK_FAILED)
        self._wake(self._stocks.note(order.key, news))

    # --- the end -------------------------------------------------------------------------------

    def _fail(self, key: int, error: Exception, code: Code) -> None:
        self._stuck.add(key)
        intake = self._intakes.get(key)
        name = intake.where if intake is not None else ""
        self.done.emit(Failed(key, failure_of_writing(error, code, name)))

    def _drop(self, key: int, *, keep: bool) -> None:
        self._steps.pop(key, None)
        self._walks.pop(key, None)
        self._stuck.discard(key)
        stream = self._streams.pop(key, None)
        if stream is not None:
            stream.close()
        summing = self._sums.pop(key, None)
        if summing is not None:
            summing.close()
        self._wake(self._stocks.leave(key))
        intake = self._intakes.pop(key, None)
        if intake is not None:
            intake.close(drop=not keep)


def is_genuine(order: Write | Store) -> bool:
    """Return whether the bytes of an order are what their digests say."""
    if isinstance(order, Write):
        return blake3(order.content).digest() == order.block.digest
    at = 0
    for small in order.bundle.files:
        if blake3(order.content[at : at + small.size]).digest() != small.digest:
            return False
        at += small.size
    return True


class DiskHome(QObject):
    """Marks the disk's thread: what belongs there follows it, and its ``close`` ends the thread."""

    @Slot()
    def start(self) -> None:
        """Whoever talks goes first."""
        give_way()

    @Slot()
    def close(self) -> None:
        """End the thread, after every order that was given before."""
        self.thread().quit()

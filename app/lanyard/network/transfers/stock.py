"""What of an offer lies on this disk, to be passed on to other members: in the disk's thread.

Whole files under their names, as long as they are what was landed, and of the large file that is
just coming whatever is checked and written. Whoever reads faster than this disk is filled waits.
"""

from __future__ import annotations

import os
import stat
from array import array

from blake3 import blake3

from lanyard.network.transfers.disk_orders import Want
from lanyard.network.transfers.file_io import (
    FileChangedError,
    FileFacts,
    Source,
    failure_of_reading,
    read_small,
)
from lanyard.network.transfers.intake import Intake
from lanyard.network.transfers.listing import Listing
from lanyard.network.transfers.reasons import reason_for
from lanyard.network.transfers.recall import News
from lanyard.network.transfers.stream import Said, Stream
from lanyard.wire import limits
from lanyard.wire.transfer import (
    Block,
    Bundle,
    End,
    Finished,
    Picks,
    Skip,
    Small,
    blocks_of,
    length_of,
    numbers_of,
)

_NOT_YET, _HERE, _NEVER = range(3)
_STEPS_A_TURN = 200
_NOTHING = blake3().digest()


class Stock:
    """The files of one offer here. A hundred thousand lie in columns, not in an object each."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self.intake: Intake | None = None
        """What fills it; None once everything that comes is here."""
        count = len(listing)
        self._state = bytearray(count)
        self._mtimes = array("q", bytes(8 * count))
        self._inodes = array("Q", bytes(8 * count))
        self._folders: dict[str, int] = {}
        self._folder_names: list[str] = []
        self._folder_of = array("l", bytes(array("l").itemsize * count))
        self._odd: dict[int, str] = {}
        """Names here that are not those of the offer."""

    def land(self, file: int, path: str) -> None:
        """A file has its name."""
        try:
            found = os.stat(path, follow_symlinks=False)
        except OSError:
            self._state[file] = _NEVER
            return
        folder = self.listing.names[file].endswith("/")
        if not folder and not (
            stat.S_ISREG(found.st_mode) and found.st_size == self.listing.sizes[file]
        ):
            self._state[file] = _NEVER
            return
        place, name = os.path.split(path)
        number = self._folders.setdefault(place, len(self._folders))
        if number == len(self._folder_names):
            self._folder_names.append(place)
        if name != self.listing.names[file].rpartition("/")[2]:
            self._odd[file] = name
        self._folder_of[file] = number
        self._mtimes[file] = found.st_mtime_ns
        self._inodes[file] = found.st_ino & (1 << 64) - 1
        self._state[file] = _HERE

    def miss(self, file: int) -> None:
        """A file will not come."""
        self._state[file] = _NEVER

    def is_here(self, file: int) -> bool:
        """Return whether a file is whole."""
        return self._state[file] == _HERE

    def will_never_be(self, file: int) -> bool:
        """Return whether there is no waiting for a file."""
        if self._state[file] == _NOT_YET:
            return self.intake is None or not self.intake.is_wanted(file)
        return self._state[file] == _NEVER

    def facts(self, file: int) -> FileFacts:
        """Return what a whole file was when it landed: it must still be that."""
        listing = self.listing
        name = listing.names[file]
        here = self._odd.get(file) or name.rpartition("/")[2]
        path = os.path.join(self._folder_names[self._folder_of[file]], here)
        return FileFacts(path, name, listing.sizes[file], self._mtimes[file], self._inodes[file])

    def read_coming(self, file: int, block: int, buffer: memoryview) -> memoryview | None:
        """Return a block of the file that is coming; None while it is not here. Raises OSError."""
        coming, part = self.intake.coming if self.intake is not None else (-1, None)
        at, length = block * limits.BLOCK_BYTES, length_of(self.listing.sizes[file], block)
        if part is None or coming != file or part.length < at + length:
            return None
        content = buffer[:length]
        if part.read(at, content) < length:
            raise FileChangedError(0, "shorter than it was")
        return content


class StockStream(Stream):
    """Turns what is here into messages, as a Stream does; ``waits`` while nothing more is."""

    def __init__(self, stock: Stock, picks: Picks, first: int) -> None:
        self._stock = stock
        self._numbers = numbers_of(picks)
        self._next: int | None = next(self._numbers, None)
        self._block = first
        self._ended = False
        self._source: Source | None = None
        self.failures = {}
        self.waits = False

    def read(self, buffer: memoryview) -> Said | None:
        """Return what comes next, with its bytes in ``buffer``; None: all has been said."""
        said: Said = []
        self.waits = False
        for _ in range(_STEPS_A_TURN):
            number = self._next
            if number is None:
                if self._ended:
                    return None
                self._ended = True
                return [*said, (Finished(), None)]
            if self._stock.will_never_be(number):
                said.append((self._pass_over(number, "file_missing"), None))
                continue
            if self._stock.listing.sizes[number] <= limits.BLOCK_BYTES:
                more = self._gather(buffer)
            else:
                more = self._read_large(number, buffer)
            self.waits = not more
            return said + more
        return said

    def _pass_over(self, number: int, reason: str) -> Skip:
        self.close()
        self._block = 0
        self._advance()
        return Skip(number, reason)

    def _read_large(self, number: int, buffer: memoryview) -> Said:
        at = self._block
        if at >= blocks_of(self._stock.listing.sizes[number]):
            # All blocks were checked, so nobody waits until the file has its name here.
            self.close()
            self._block = 0
            self._advance()
            return [(End(number, b""), None)]
        try:
            if not self._stock.is_here(number):
                content = self._stock.read_coming(number, at, buffer)
                if content is None:
                    return []
                self._block += 1
                digest = blake3(content).digest()
                return [(Block(number, at, len(content), digest), content)]
            if self._source is None:
                self._source = Source(self._stock.facts(number), at)
            block = self._source.read(buffer)
        except OSError as error:
            return [(self._pass_over(number, _word(error)), None)]
        if block is None:
            return [(self._pass_over(number, "file_changed"), None)]
        self._block += 1
        return [(Block(number, block[0], len(block[1]), block[2]), block[1])]

    def _gather(self, buffer: memoryview) -> Said:
        """Put whole small files behind each other into ``buffer``, those that are here."""
        stock, at = self._stock, 0
        files: list[Small] = []
        skip: Skip | None = None
        while (number := self._next) is not None and len(files) < limits.BUNDLE_FILES:
            size = stock.listing.sizes[number]
            if size > limits.BLOCK_BYTES - at or not stock.is_here(number):
                break
            try:
                digest = self._read_small(number, buffer[at : at + size])
            except OSError as error:
                skip = self._pass_over(number, _word(error))
                break
            self._advance()
            files.append(Small(number, size, digest))
            at += size
        said: Said = []
        if files:
            said.append((Bundle(tuple(files), at), buffer[:at] if at else None))
        if skip is not None:
            said.append((skip, None))
        return said

    def _read_small(self, number: int, buffer: memoryview) -> bytes:
        if self._stock.listing.names[number].endswith("/"):
            return _NOTHING
        return read_small(self._stock.facts(number), buffer)


class Stocks:
    """Every stock by its offer, and who waits for something to come into it."""

    def __init__(self) -> None:
        self._stocks: dict[str, Stock] = {}
        self._filled: dict[int, str] = {}
        """Which offer an intake fills, by the intake's key."""
        self._parked: dict[int, tuple[str, list[memoryview]]] = {}
        """Buffers of readers that wait, by the reader's key, with their offer."""
        self._read: dict[int, str] = {}

    def begin(self, key: int, want: Want, intake: Intake) -> None:
        """Files begin to come; those of an offer that is not shared are nobody else's matter."""
        if want.shared:
            stock = self._stocks[want.offer] = Stock(want.listing)
            stock.intake = intake
            self._filled[key] = want.offer

    def note(self, key: int, news: News) -> list[tuple[int, memoryview]]:
        """Something came; return whose buffers may be filled now."""
        offer = self._filled.get(key)
        stock = self._stocks.get(offer) if offer is not None else None
        if offer is None or stock is None:
            return []
        for file, path, _digest in news.landed:
            stock.land(file, path)
        for file, _failure in news.missed:
            stock.miss(file)
        return self._unpark(offer)

    def leave(self, key: int) -> list[tuple[int, memoryview]]:
        """An intake, or a reader, is gone; return whose buffers may be filled now."""
        self._read.pop(key, None)
        self._parked.pop(key, None)
        offer = self._filled.pop(key, None)
        stock = self._stocks.get(offer) if offer is not None else None
        if offer is None or stock is None:
            return []
        stock.intake = None
        return self._unpark(offer)

    def stream(self, key: int, offer: str, picks: Picks, first: int) -> StockStream | None:
        """Begin to read; None when nothing is known of this offer."""
        stock = self._stocks.get(offer)
        if stock is None:
            return None
        self._read[key] = offer
        return StockStream(stock, picks, first)

    def park(self, key: int, buffer: memoryview) -> None:
        """Keep a reader's buffer until there is something to put into it."""
        offer = self._read.get(key)
        if offer is not None:
            self._parked.setdefault(key, (offer, []))[1].append(buffer)

    def forget(self, offer: str) -> None:
        """Nothing of this offer is passed on any more."""
        self._stocks.pop(offer, None)

    def _unpark(self, offer: str) -> list[tuple[int, memoryview]]:
        waiting = [key for key, (of, _) in self._parked.items() if of == offer]
        return [(key, buffer) for key in waiting for buffer in self._parked.pop(key)[1]]


def _word(error: OSError) -> str:
    if isinstance(error, FileChangedError):
        return "file_changed"
    return reason_for(failure_of_reading(error, "").code)

"""Digests of an offer's blocks: what its author knows of them, and what a receiver was told.

All blocks of an offer stand in one row, file behind file; a file of at most a block has one digest,
an empty one and a folder too. So a digest is 32 bytes and nothing else, however many files there
are. Pure: the disk makes the digests (summing.py), the links carry them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.sharing import Missing, Sums
from lanyard.wire.transfer import Picks

_SIZE = 32
NONE = bytes(_SIZE)
"""In the place of a digest: the author could not read this block."""
_CHUNK = 1_024


class Index:
    """Where each file begins in the row of all blocks."""

    def __init__(self, sizes: array[int]) -> None:
        self._starts = array("Q", [0])
        at = 0
        for size in sizes:
            at += max(1, transfer.blocks_of(size))
            self._starts.append(at)

    def __len__(self) -> int:
        """Return how many digests the whole offer has."""
        return self._starts[-1]

    @property
    def files(self) -> int:
        """How many files there are."""
        return len(self._starts) - 1

    def at(self, file: int, block: int = 0) -> int:
        """Return the place of a block; ``file`` may be the number behind the last one."""
        return self._starts[file] + block

    def place(self, at: int) -> tuple[int, int]:
        """Return file and block of a place."""
        file = min(bisect_right(self._starts, at) - 1, self.files - 1)
        return file, at - self._starts[file]


class Ledger:
    """What the author has made out so far, from the first block on."""

    def __init__(self, sizes: array[int]) -> None:
        self.index = Index(sizes)
        self._digests = bytearray()
        self._wholes: dict[int, bytes] = {}
        self.missing: dict[int, str] = {}
        """Files that could not be read (to the end), and the word for why."""

    @property
    def known(self) -> int:
        """How many digests there are."""
        return len(self._digests) // _SIZE

    @property
    def complete(self) -> bool:
        """Whether every block has been looked at."""
        return self.known == len(self.index)

    def add(self, digests: bytes, wholes: dict[int, bytes], missing: tuple[Missing, ...]) -> None:
        """Append what was made out next."""
        self._digests += digests
        self._wholes.update(wholes)
        self.missing.update({one.file: one.reason for one in missing})

    def digests(self, first: int, last: int) -> bytes:
        """Return those of some places."""
        return bytes(self._digests[first * _SIZE : last * _SIZE])

    def whole(self, file: int) -> bytes:
        """Return the digest of a whole file; b'' if it is not known."""
        found = self._wholes.get(file)
        if found is not None:
            return found
        at = self.index.at(file)
        single = self.index.at(file + 1) - at == 1
        digest = self.digests(at, at + 1) if single else b""
        return b"" if digest == NONE else digest


class Telling:
    """What one receiver, who fetches elsewhere, still has to be told."""

    def __init__(self, ledger: Ledger, picks: Picks, first: int) -> None:
        self._ledger = ledger
        index = ledger.index
        self._ranges = [(index.at(begin), index.at(end)) for begin, end in picks]
        self._ranges.reverse()
        begin, end = self._ranges.pop()
        self._at, self._end = begin + first, end
        self._needed = self._at

    @property
    def wanted(self) -> int:
        """Up to where the ledger should be known now."""
        return min(len(self._ledger.index), self._needed + limits.SUMS_AHEAD)

    def move(self, file: int, block: int) -> None:
        """The receiver needs this block next."""
        index = self._ledger.index
        if file < index.files and block <= index.at(file + 1) - index.at(file):
            self._needed = max(self._needed, index.at(file, block))

    def next(self) -> Iterator[Sums]:
        """Yield what can be told now."""
        index = self._ledger.index
        until = min(self._ledger.known, self._needed + limits.SUMS_AHEAD)
        while True:
            if self._at >= self._end:
                if not self._ranges:
                    return
                self._at, self._end = self._ranges.pop()
                continue
            last = min(until, self._end, self._at + limits.BUNDLE_FILES)
            if last <= self._at:
                return
            file, block = index.place(self._at)
            yield Sums(file, block, self._ledger.digests(self._at, last), self._missing(last))
            self._at = last

    def _missing(self, last: int) -> tuple[Missing, ...]:
        """Return the files without a digest among the places that are told next."""
        missing = self._ledger.missing
        if not missing:
            return ()
        place = self._ledger.index.place
        files = range(place(self._at)[0], place(last - 1)[0] + 1)
        return tuple(Missing(file, missing[file]) for file in files if file in missing)


class Told:
    """What the author has told this receiver and is still of use."""

    def __init__(self, index: Index, file: int, block: int) -> None:
        """This block is needed first."""
        self._index = index
        self._chunks: dict[int, bytearray] = {}
        self._needed = index.at(file, block)
        self._missing: set[int] = set()

    def take(self, sums: Sums) -> None:
        """Keep what was told. RemoteProtocolError: it is of no block of the offer, or too much."""
        index = self._index
        count, rest = divmod(len(sums.digests), _SIZE)
        if rest or any(file >= index.files for file in (sums.file, *_files(sums))):
            raise RemoteProtocolError("digests of no file")
        at = index.at(sums.file, sums.first)
        last = at + count
        if at >= index.at(sums.file + 1) or last > len(index):
            raise RemoteProtocolError("digests of no block")
        if last > self._needed + limits.SUMS_AHEAD:
            raise RemoteProtocolError("digests far ahead")
        self._missing.update(_files(sums))
        begin = at
        while at < last:
            key, place = divmod(at, _CHUNK)
            some = min(last - at, _CHUNK - place)
            if key >= self._needed // _CHUNK:
                chunk = self._chunks.setdefault(key, bytearray(_CHUNK * _SIZE))
                taken = sums.digests[(at - begin) * _SIZE : (at - begin + some) * _SIZE]
                chunk[place * _SIZE : (place + some) * _SIZE] = taken
            at += some

    def of(self, file: int, block: int = 0) -> bytes | None:
        """Return a digest; b'' when the author has none; None when it has not said so far."""
        if file in self._missing:
            return b""
        key, place = divmod(self._index.at(file, block), _CHUNK)
        chunk = self._chunks.get(key)
        digest = bytes(chunk[place * _SIZE : (place + 1) * _SIZE]) if chunk is not None else NONE
        return digest if digest != NONE else None

    def move(self, file: int, block: int) -> None:
        """What lies before this block is of no more use."""
        self._needed = max(self._needed, self._index.at(file, block))
        for key in [key for key in self._chunks if key < self._needed // _CHUNK]:
            del self._chunks[key]

    @property
    def needed(self) -> tuple[int, int]:
        """File and block that are needed next."""
        return self._index.place(min(self._needed, len(self._index) - 1))


def _files(sums: Sums) -> list[int]:
    return [one.file for one in sums.missing]

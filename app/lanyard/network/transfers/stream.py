"""Everything one receiver fetches, read in one go: small files in bundles, large ones in blocks.

Plain and blocking, no Qt; it lives in the disk's thread. A file that cannot be read is skipped
with its reason, and the rest goes on.
"""

from __future__ import annotations

from blake3 import blake3

from lanyard.events import Failure
from lanyard.network.transfers.file_io import (
    Source,
    failure_of_reading,
    read_small,
)
from lanyard.network.transfers.listing import Sources
from lanyard.network.transfers.reasons import reason_for
from lanyard.wire import limits
from lanyard.wire.transfer import (
    Block,
    Bundle,
    End,
    Finished,
    Message,
    Picks,
    Skip,
    Small,
    numbers_of,
)

_SKIPS_A_TURN = 200
_HASHED_A_TURN = 16
_NOTHING = blake3().digest()

Said = list[tuple[Message, memoryview | None]]
"""Messages for the taker, each with the bare bytes that follow it."""


class Stream:
    """Turns files into messages, one buffer at a time."""

    def __init__(self, sources: Sources, picks: Picks, first: int) -> None:
        """``first`` is the block of the first file to begin with."""
        self._sources = sources
        self._numbers = numbers_of(picks)
        self._next: int | None = next(self._numbers, None)
        self._ended = False
        self._first = first
        self._source: Source | None = None
        self._file = 0
        self.failures: dict[int, Failure] = {}
        """Files that were skipped since somebody last took these."""

    def read(self, buffer: memoryview) -> Said | None:
        """Return what comes next, with its bytes in ``buffer``.

        An empty answer means: ask again. None: all has been said, ``Finished`` as well.
        """
        said: Said = []
        for _ in range(_SKIPS_A_TURN):
            if self._source is not None:
                return said + self._read_on(self._source, buffer)
            number = self._next
            if number is None:
                if self._ended:
                    return None
                self._ended = True
                return [*said, (Finished(), None)]
            if self._sources.sizes[number] <= limits.BLOCK_BYTES:
                return said + self._gather(buffer)
            self._advance()
            self._file = number
            first, self._first = self._first, 0
            try:
                self._source = Source(self._sources.facts(number), first)
            except OSError as error:
                said.append((self._skip(number, error), None))
        return said

    def close(self) -> None:
        """Let go of the open file."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def _advance(self) -> None:
        self._next = next(self._numbers, None)

    def _skip(self, number: int, error: Exception) -> Skip:
        failure = failure_of_reading(error, self._sources.names[number])
        self.failures[number] = failure
        return Skip(number, reason_for(failure.code))

    def _read_on(self, source: Source, buffer: memoryview) -> Said:
        """Go on with a large file."""
        try:
            for _ in range(_HASHED_A_TURN):
                if not source.hash_before(buffer):
                    break
            else:
                return []
            block = source.read(buffer)
        except OSError as error:
            self.close()
            return [(self._skip(self._file, error), None)]
        if block is not None:
            number, content, digest = block
            return [(Block(self._file, number, len(content), digest), content)]
        digest = source.digest
        self.close()
        return [(End(self._file, digest), None)]

    def _gather(self, buffer: memoryview) -> Said:
        """Put whole small files behind each other into ``buffer``."""
        sources, at = self._sources, 0
        files: list[Small] = []
        skip: Skip | None = None
        self._first = 0
        while (number := self._next) is not None and len(files) < limits.BUNDLE_FILES:
            size = sources.sizes[number]
            if size > limits.BLOCK_BYTES - at:
                break
            self._advance()
            try:
                if sources.names[number].endswith("/"):
                    digest = _NOTHING
                else:
                    digest = read_small(sources.facts(number), buffer[at : at + size])
            except OSError as error:
                skip = self._skip(number, error)
                break
            files.append(Small(number, size, digest))
            at += size
        said: Said = []
        if files:
            said.append((Bundle(tuple(files), at), buffer[:at] if at else None))
        if skip is not None:
            said.append((skip, None))
        return said

"""The author's files read once more for the digests of their blocks, in the disk's thread.

Once for an offer however many fetch it, and only when somebody fetches it from another member. It
goes ahead of the receivers by some thousand blocks and no further, so that what it reads is still
in the system's memory when the stream comes by.
"""

from __future__ import annotations

from dataclasses import dataclass

from blake3 import blake3

from lanyard.network.transfers.file_io import (
    FileChangedError,
    Source,
    failure_of_reading,
    read_small,
)
from lanyard.network.transfers.listing import Sources
from lanyard.network.transfers.reasons import reason_for
from lanyard.network.transfers.sums import NONE
from lanyard.wire import limits
from lanyard.wire.sharing import Missing
from lanyard.wire.transfer import blocks_of

_BLOCKS_A_STEP = 8
_FILES_A_STEP = 200
_NOTHING = blake3().digest()


@dataclass(frozen=True, slots=True)
class Step:
    """What was made out next: digests, those of whole large files, and what cannot be read."""

    digests: bytes
    wholes: dict[int, bytes]
    missing: tuple[Missing, ...]


class Summing:
    """Goes through all files of an offer, a step at a time."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._file = 0
        self._source: Source | None = None
        self._left = 0
        """Blocks of the open file that were not read."""
        self._buffer = memoryview(bytearray(limits.BLOCK_BYTES))

    def step(self) -> Step | None:
        """Read on; None at the end. May wait for the disk, raises nothing."""
        digests = bytearray()
        wholes: dict[int, bytes] = {}
        missing: list[Missing] = []
        begun, room, small = self._file, _BLOCKS_A_STEP, limits.BLOCK_BYTES * _BLOCKS_A_STEP
        while self._file < len(self._sources) and room and small > 0:
            if self._file - begun >= _FILES_A_STEP:
                break
            try:
                if self._sources.sizes[self._file] > limits.BLOCK_BYTES:
                    room -= 1
                    digests += self._block(wholes)
                else:
                    small -= self._sources.sizes[self._file]
                    digests += self._small()
                    self._file += 1
            except OSError as error:
                digests += self._give_up(missing, error)
        return Step(bytes(digests), wholes, tuple(missing)) if digests else None

    def _small(self) -> bytes:
        if self._sources.names[self._file].endswith("/"):
            return _NOTHING
        facts = self._sources.facts(self._file)
        return read_small(facts, self._buffer[: facts.size])

    def _block(self, wholes: dict[int, bytes]) -> bytes:
        if self._source is None:
            self._left = blocks_of(self._sources.sizes[self._file])
            self._source = Source(self._sources.facts(self._file))
        block = self._source.read(self._buffer)
        if block is None:
            raise FileChangedError(0, "shorter than it was")
        if self._left == 1:
            self._source.read(self._buffer)  # was it changed meanwhile?
            wholes[self._file] = self._source.digest
            self.close()
            self._file += 1
        self._left -= 1
        return block[2]

    def _give_up(self, missing: list[Missing], error: OSError) -> bytes:
        """This file is not what was offered: nothing stands in the places of its blocks."""
        large = self._sources.sizes[self._file] > limits.BLOCK_BYTES
        failure = failure_of_reading(error, self._sources.names[self._file])
        missing.append(Missing(self._file, reason_for(failure.code)))
        left = self._left if self._source is not None else 0
        if large and self._source is None:
            left = blocks_of(self._sources.sizes[self._file])
        self.close()
        self._file += 1
        return NONE * (left if large else 1)

    def close(self) -> None:
        """Let go of the open file."""
        if self._source is not None:
            self._source.close()
            self._source = None

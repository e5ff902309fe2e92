"""What a taker may hear after its fetch: these files, in this order, each to its end. Pure."""

from __future__ import annotations

from array import array

from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.transfer import Picks, numbers_of


class Expected:
    """Follows one fetch. Everything raises RemoteProtocolError for what was not asked for."""

    def __init__(self, sizes: array[int], picks: Picks, first: int) -> None:
        self._sizes = sizes
        self._numbers = numbers_of(picks)
        self._next = next(self._numbers, -1)
        self._block = first
        """Of the large file that is next."""

    def take(self, message: transfer.Block | transfer.Bundle | transfer.End) -> None:
        """Follow what the giver sends."""
        match message:
            case transfer.Block(file, number, length):
                size = self._size_of(file)
                if size <= limits.BLOCK_BYTES or (number, length) != (
                    self._block,
                    transfer.length_of(size, self._block),
                ):
                    raise RemoteProtocolError(f"block {number} of {length} bytes")
                self._block += 1
            case transfer.End(file):
                if self._block != transfer.blocks_of(self._size_of(file)) or not self._block:
                    raise RemoteProtocolError("an end before the last block")
                self._advance()
            case transfer.Bundle(files, length):
                total = 0
                for small in files:
                    if self._block or small.size != self._size_of(small.file):
                        raise RemoteProtocolError("a bundle of other files")
                    total += small.size
                    self._advance()
                if total != length:
                    raise RemoteProtocolError("a bundle of another length")

    def skip(self, file: int) -> None:
        """This one does not come."""
        self._size_of(file)
        self._advance()

    def finish(self) -> None:
        """That was all."""
        if self._next >= 0:
            raise RemoteProtocolError("finished before the last file")

    def _size_of(self, file: int) -> int:
        if file != self._next:
            raise RemoteProtocolError(f"file {file} instead of {self._next}")
        return self._sizes[file]

    def _advance(self) -> None:
        self._next = next(self._numbers, -1)
        self._block = 0

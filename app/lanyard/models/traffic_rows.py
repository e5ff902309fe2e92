"""What passed over plain sockets, kept so that a million rows cost little more than their bytes.

Rows lie in blocks: columns of numbers, one run of bytes for the texts, one short list of names
for keys and addresses. A row object each would cost four times as much and give the garbage
collector a million things to look at while a person scrolls. The oldest block goes whole.
Plain Python, one thread.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lanyard.readable import readable, visible
from lanyard.sockets import Traffic, Transport

BLOCK_ROWS = 4096
ROWS_KEPT = 1_000_000
BYTES_KEPT = 256 * 1024 * 1024
"""Of all texts together, so that long ones do not fill the memory before the rows do."""

_INCOMING, _CUT, _UDP, _NOTE = 1, 2, 4, 8


class Passed(NamedTuple):
    """One row: a text or datagram that passed, or a note about its socket."""

    key: str
    at: int
    incoming: bool
    source: str
    target: str
    payload: bytes
    size: int
    cut: bool
    transport: Transport
    note: bool
    """``payload`` is a sentence of ours about the socket, in UTF-8."""

    def text(self) -> tuple[str, bool]:
        """Return what passed as text, and True when only the digits of its bytes can stand."""
        text, is_hex = readable(self.payload)
        return (text.upper() if is_hex else text), is_hex


class Block:
    """Some thousand rows, oldest first."""

    __slots__ = ("_ends", "_flags", "_keys", "_names", "_numbers", "_payloads", "_rows")

    def __init__(self) -> None:
        self._names: list[str] = []
        self._numbers: dict[str, int] = {}
        self._keys = array("I")
        self._rows = array("q")
        """Time, source, target and size of each row."""
        self._flags = bytearray()
        self._ends = array("Q", [0])
        self._payloads = bytearray()

    def __len__(self) -> int:
        return len(self._flags)

    @property
    def byte_count(self) -> int:
        """Return the bytes of all texts."""
        return len(self._payloads)

    def append(self, row: Traffic, note: bool = False) -> None:
        """Keep one row."""
        self._keys.append(self._number(row.key))
        source, target = self._number(row.source), self._number(row.target)
        self._rows.extend((row.at, source, target, row.size))
        self._flags.append(
            _INCOMING * row.incoming
            + _CUT * row.cut
            + _UDP * (row.transport is Transport.UDP)
            + _NOTE * note
        )
        self._payloads += row.payload
        self._ends.append(len(self._payloads))

    def row(self, place: int) -> Passed:
        """Return the row at ``place``."""
        at, source, target, size = self._rows[4 * place : 4 * place + 4]
        flags = self._flags[place]
        return Passed(
            self._names[self._keys[place]],
            at,
            bool(flags & _INCOMING),
            self._names[source],
            self._names[target],
            self.payload(place),
            size,
            bool(flags & _CUT),
            Transport.UDP if flags & _UDP else Transport.TCP,
            bool(flags & _NOTE),
        )

    def payload(self, place: int) -> bytes:
        """Return the bytes of the row at ``place``."""
        return bytes(self._payloads[self._ends[place] : self._ends[place + 1]])

    def row_key(self, place: int) -> str:
        """Return the key of the row at ``place``."""
        return self._names[self._keys[place]]

    def holds(self, place: int, needle: str) -> bool:
        """Return whether text, address or, in hex, bytes hold ``needle``, which is casefolded."""
        text, is_hex = readable(self.payload(place))
        if needle in text.casefold() or (not is_hex and needle in visible(text).casefold()):
            return True
        _at, source, target, _size = self._rows[4 * place : 4 * place + 4]
        return needle in self._names[source] or needle in self._names[target]

    def _number(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self._names)
            self._names.append(name)
        return number


class TrafficRows:
    """All rows that are kept. A serial number names a row as long as it is kept."""

    def __init__(self, rows_kept: int = ROWS_KEPT, bytes_kept: int = BYTES_KEPT) -> None:
        self._rows_kept = rows_kept
        self._bytes_kept = bytes_kept
        self._blocks: list[Block] = []
        self._bytes = 0
        self._life = 0
        self.first = 0
        """Serial of the oldest row that is kept."""
        self.end = 0
        """Serial of the next row."""

    def append(self, rows: Iterable[Traffic], note: bool = False) -> None:
        """Keep rows, in the order they came."""
        block = self._blocks[-1] if self._blocks else None
        for row in rows:
            if block is None or len(block) == BLOCK_ROWS:
                block = Block()
                self._blocks.append(block)
            block.append(row, note)
            self.end += 1
            self._bytes += len(row.payload)

    def surplus(self) -> int:
        """Return how many of the oldest rows are too many: whole blocks, or 0."""
        rows, size = self.end - self.first, self._bytes
        count = 0
        for block in self._blocks[:-1]:
            if rows - len(block) < self._rows_kept and size <= self._bytes_kept:
                break
            rows -= len(block)
            size -= block.byte_count
            count += len(block)
        return count

    def drop(self, count: int) -> None:
        """Forget the ``count`` oldest rows, as ``surplus`` told them."""
        self.first += count
        while count > 0:
            block = self._blocks.pop(0)
            count -= len(block)
            self._bytes -= block.byte_count

    def clear(self) -> None:
        """Forget everything."""
        self._blocks.clear()
        self._bytes = 0
        self.first = self.end
        self._life += 1

    def place(self, serial: int) -> tuple[Block, int]:
        """Return the block of a row that is kept, and its place there."""
        offset = serial - self.first
        return self._blocks[offset // BLOCK_ROWS], offset % BLOCK_ROWS

    def row(self, serial: int) -> Passed:
        """Return a row that is kept."""
        block, place = self.place(serial)
        return block.row(place)

    def serials(self) -> Iterator[int]:
        """Yield the serials from the oldest to the newest of now; valid while more comes."""
        serial, end, life = self.first, self.end, self._life
        while serial < end and life == self._life:
            serial = max(serial, self.first)
            yield serial
            serial += 1

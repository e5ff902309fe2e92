"""Rows of a SQLite file whose trees are broken: read from its leaf pages, one by one. No Qt.

A bad page high up in a tree hides every row below it from SQL, although the rows are there. Leaf
pages say themselves what they are (https://sqlite.org/fileformat2.html), so they can be read in
any order; which table a row belongs to is told by the sorts of its values alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_LEAF = 0x0D
_HEADER = 100
_SMALLEST_PAGE = 512
_PAGE = 4096
_MOST_VALUES = 32
_LARGEST_ROW = 1 << 20
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)

Found = tuple[int, str, tuple[Any, ...]]
"""A row's number, the sort of each value (0 null, i integer, f float, b blob, t text), and the
values: integers, None, or the bytes of a blob or text."""


def rows(image: bytes) -> Iterator[Found]:
    """Yield the rows of every leaf page of a database file that are whole."""
    size = int.from_bytes(image[16:18], "big")
    size = 65536 if size == 1 else size
    if size < _SMALLEST_PAGE or size & (size - 1):
        size = _PAGE
    free = _free_pages(image, size)
    for number in range(1, len(image) // size + 1):
        if number in free:  # what lies there was deleted
            continue
        start = (number - 1) * size
        head = start + (_HEADER if number == 1 else 0)
        if image[head] != _LEAF:
            continue
        count = int.from_bytes(image[head + 3 : head + 5], "big")
        for cell in range(min(count, size // 4)):
            at = head + 8 + 2 * cell
            offset = int.from_bytes(image[at : at + 2], "big")
            if not 8 <= offset < size:
                continue
            try:
                found = _row(image, start + offset, start + size, size)
            except (IndexError, ValueError):
                continue
            yield found


def _free_pages(image: bytes, size: int) -> set[int]:
    free: set[int] = set()
    trunk = int.from_bytes(image[32:36], "big")
    while 0 < trunk <= len(image) // size and trunk not in free:
        free.add(trunk)
        start = (trunk - 1) * size
        count = min(int.from_bytes(image[start + 4 : start + 8], "big"), size // 4 - 2)
        for leaf in range(count):
            at = start + 8 + 4 * leaf
            free.add(int.from_bytes(image[at : at + 4], "big"))
        trunk = int.from_bytes(image[start : start + 4], "big")
    return free


def _row(image: bytes, at: int, end: int, size: int) -> Found:
    """Return the row of a cell. Raises ValueError, IndexError when it is none."""
    length, at = _number(image, at)
    rowid, at = _number(image, at)
    if rowid >= 1 << 63:
        rowid -= 1 << 64
    if length > _LARGEST_ROW:
        raise ValueError("too long")
    return rowid, *_values(_payload(image, at, end, length, size))


def _payload(image: bytes, at: int, end: int, length: int, size: int) -> bytes:
    """Return the whole of a row, with what went to overflow pages."""
    most = size - 35
    local = length
    if length > most:
        least = (size - 12) * 32 // 255 - 23
        local = least + (length - least) % (size - 4)
        local = local if local <= most else least
    if at + local > end:
        raise ValueError("beyond its page")
    parts = [image[at : at + local]]
    missing = length - local
    page = int.from_bytes(image[at + local : at + local + 4], "big") if missing else 0
    while missing > 0:
        start = (page - 1) * size
        if page < 2 or start + size > len(image):
            raise ValueError("no such page")
        part = image[start + 4 : start + 4 + min(missing, size - 4)]
        parts.append(part)
        missing -= len(part)
        page = int.from_bytes(image[start : start + 4], "big")
    return b"".join(parts)


def _values(payload: bytes) -> tuple[str, tuple[Any, ...]]:
    head, at = _number(payload, 0)
    if not 1 < head <= len(payload):
        raise ValueError("no row")
    body = head
    sorts = ""
    values: list[Any] = []
    while at < head:
        kind, at = _number(payload, at)
        if kind in (10, 11) or len(values) == _MOST_VALUES:
            raise ValueError("no row")
        if kind == 0:
            sorts += "0"
            values.append(None)
            continue
        if kind in (8, 9):
            sorts += "i"
            values.append(kind - 8)
            continue
        length = (kind - 12) // 2 if kind >= 12 else 8 if kind == 7 else _INTEGER_BYTES[kind]
        value = payload[body : body + length]
        if len(value) < length:
            raise ValueError("cut short")
        body += length
        if kind >= 12:
            sorts += "t" if kind % 2 else "b"
            values.append(value)
        else:
            sorts += "f" if kind == 7 else "i"
            values.append(int.from_bytes(value, "big", signed=True))
    if at != head or body != len(payload):
        raise ValueError("no row")
    return sorts, tuple(values)


def _number(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of one to nine bytes and where it ends."""
    number = 0
    for count in range(9):
        byte = content[at + count]
        if count == 8:
            return number << 8 | byte, at + 9
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            return number, at + count + 1
    raise ValueError("no number")

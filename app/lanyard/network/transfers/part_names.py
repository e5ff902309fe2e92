"""What a file is called while it comes: its planned name, who it belongs to, and ``.part``.

A transfer marks its parts, each with a word that no other transfer has. So it knows them again
even after a power cut that left the parts and took the notes about them: what lies there under
that name is an earlier life's, and is made anew in its place.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from dataclasses import dataclass
from functools import lru_cache

from blake3 import blake3

from lanyard.network.transfers.beneath import Place
from lanyard.wire.file_names import LONGEST, PART, numbered, shortened

_MARK_BYTES = 6
_SURELY_SHORT = 50
"""Characters that leave room for every word, whatever they are."""
_MISSES = 10
"""A file that got its name has it, or one of those behind it: so many may be free in between."""
_NAMES_LOOKED_AT = 10_000


class NotOursError(OSError):
    """What is under the name of a ``.part`` is not the file that was left there."""


@dataclass(frozen=True, slots=True)
class PartMark:
    """Where a ``.part`` was left, and which file it is, to find it again after a restart."""

    path: str
    """In the transfer's folder, relative, with '/'."""
    inode: int


def word_for(transfer: str, file: int) -> str:
    """Return the word that marks the part of one file of a transfer."""
    return f"{_word(transfer)}-{file:x}"


@lru_cache(maxsize=64)
def _word(transfer: str) -> str:
    return blake3(transfer.encode()).hexdigest(_MARK_BYTES)


def part_name(base: str, word: str) -> str:
    """Return what the part of a safe name is called; without a ``word`` it is nobody's."""
    if not word:
        return base + PART
    if len(base) > _SURELY_SHORT:
        base = shortened(base, LONGEST - len(word) - 1)
    return f"{base}.{word}{PART}"


def create_part(place: Place, part: str, word: str) -> int:
    """Make a part; return its descriptor. One with a word replaces what an earlier life left.

    Raises FileExistsError for a name without a word that is taken, and any OSError.
    """
    try:
        return place.create(part)
    except FileExistsError:
        if not word:
            raise
        place.remove(part)
        return place.create(part)


def find_landed(place: Place, base: str, inode: int, size: int) -> str:
    """Return the name under which a part has landed, or ''. May raise OSError."""
    misses = 0
    for number in range(_NAMES_LOOKED_AT):
        name = numbered(base, number)
        found = place.look(name)
        if found is None:
            misses += 1
            if misses == _MISSES:
                break
        elif stat.S_ISREG(found.st_mode) and (found.st_ino, found.st_size) == (inode, size):
            return name
    return ""


def read_whole(place: Place, name: str, size: int) -> bytes:
    """Return what a small file holds, of ``size`` bytes. Raises OSError."""
    descriptor = place.open(name)
    with os.fdopen(descriptor, "rb") as file:
        content = file.read(size + 1)
    if len(content) != size:
        raise OSError(errno.EINVAL, "not the file that was left there")
    return content


def remove_part(place: Place, part: str, inode: int = 0) -> None:
    """Remove a part, if it is there and, where ``inode`` is said, that file."""
    with contextlib.suppress(OSError):
        found = place.look(part)
        if found is not None and stat.S_ISREG(found.st_mode) and inode in (0, found.st_ino):
            place.remove(part)

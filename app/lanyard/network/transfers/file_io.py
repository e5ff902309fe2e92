"""Files being read for an offer, and what goes wrong with files: plain, blocking, no Qt.

Every method may wait for the disk and raise OSError; ``failure_of_*`` turns that into what a
person can be told.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from blake3 import blake3

from lanyard.events import Code, Failure
from lanyard.wire import limits

_READING = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file was when it was offered: it must still be that when it is sent."""

    path: str
    name: str
    """As the offer says it."""
    size: int
    changed_at: int
    """Its mtime in nanoseconds."""
    inode: int = 0
    """0 where it is not known."""


class FileChangedError(OSError):
    """The file is not what was offered."""


def facts_of(path: str) -> FileFacts | Failure:
    """Return what an offer must know of a file, or why it cannot be offered."""
    place = Path(path).absolute()
    # A name that is not UTF-8 on this disk must still be one on the wire.
    name = os.fsencode(place.name).decode("utf-8", "replace")
    try:
        found = place.stat()
        if stat.S_ISDIR(found.st_mode):
            return Failure(Code.FILE_IS_FOLDER, name=name)
        if not stat.S_ISREG(found.st_mode):
            return Failure(Code.FILE_UNREADABLE, name=name)
        place.open("rb").close()
    except (OSError, ValueError) as error:
        return failure_of_reading(error, name)
    return FileFacts(str(place), name, found.st_size, found.st_mtime_ns, found.st_ino)


class Source:
    """Reads an offered file in blocks, hashes each and the whole, notices when it changes."""

    def __init__(self, facts: FileFacts, first: int = 0) -> None:
        """Open it, to be sent from block ``first`` on."""
        self.name = facts.name
        self._facts = facts
        self._number = first
        self._at = self._before = min(first * limits.BLOCK_BYTES, facts.size)
        self._hashed = 0
        """How far the digest of what lies before has come."""
        self._hash = blake3() if first <= limits.HASHED_AGAIN_BLOCKS else None
        self._descriptor = _opened(facts)

    def hash_before(self, buffer: memoryview) -> bool:
        """Hash one block of what lies before the first one sent. False: there is no more."""
        if self._hash is None or self._hashed >= self._before:
            return False
        content = buffer[: min(limits.BLOCK_BYTES, self._before - self._hashed)]
        _fill(self._descriptor, content, self._hashed)
        self._hash.update(content)
        self._hashed += len(content)
        return True

    def read(self, buffer: memoryview) -> tuple[int, memoryview, bytes] | None:
        """Return the next block's number, content in ``buffer`` and digest; None at the end."""
        content = buffer[: max(0, min(limits.BLOCK_BYTES, self._facts.size - self._at))]
        if not content:
            _compare(self._descriptor, self._facts)
            return None
        _fill(self._descriptor, content, self._at)
        if self._hash is not None:
            self._hash.update(content)
        self._at += len(content)
        self._number += 1
        return self._number - 1, content, blake3(content).digest()

    @property
    def digest(self) -> bytes:
        """BLAKE3 of the whole file once ``read`` returned None; empty when it was too far on."""
        return self._hash.digest() if self._hash is not None else b""

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def read_small(facts: FileFacts, buffer: memoryview) -> bytes:
    """Read a whole file into ``buffer``, which has its size; return its BLAKE3."""
    descriptor = _opened(facts)
    try:
        if buffer:
            _fill(descriptor, buffer, 0)
            _compare(descriptor, facts)
        return blake3(buffer).digest()
    finally:
        os.close(descriptor)


def _opened(facts: FileFacts) -> int:
    """Open for reading; a pipe or device put in the file's place must not make us wait."""
    descriptor = os.open(facts.path, _READING)
    try:
        _compare(descriptor, facts)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _compare(descriptor: int, facts: FileFacts) -> None:
    found = os.fstat(descriptor)
    if (
        found.st_size != facts.size
        or found.st_mtime_ns != facts.changed_at
        or (facts.inode and found.st_ino != facts.inode)
    ):
        raise FileChangedError(0, "not what was offered")


if hasattr(os, "preadv"):

    def _fill(descriptor: int, content: memoryview, at: int) -> None:
        filled = 0
        while filled < len(content):
            count = os.preadv(descriptor, [content[filled:]], at + filled)
            if not count:
                raise FileChangedError(0, "shorter than it was")
            filled += count

else:

    def _fill(descriptor: int, content: memoryview, at: int) -> None:
        os.lseek(descriptor, at, os.SEEK_SET)
        filled = 0
        while filled < len(content):
            piece = os.read(descriptor, len(content) - filled)
            if not piece:
                raise FileChangedError(0, "shorter than it was")
            content[filled : filled + len(piece)] = piece
            filled += len(piece)


def failure_of_reading(error: Exception, name: str) -> Failure:
    """Return what to tell the person who offered the file."""
    if isinstance(error, FileChangedError):
        code = Code.FILE_CHANGED
    elif isinstance(error, FileNotFoundError | NotADirectoryError):
        code = Code.FILE_MISSING
    else:
        code = Code.FILE_UNREADABLE
    return Failure(code, name=name, detail=_words(error))


_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


def is_full(error: Exception) -> bool:
    """Return whether it is the disk that has no room, which may pass."""
    return isinstance(error, OSError) and error.errno in _FULL


def failure_of_writing(error: Exception, otherwise: Code, name: str) -> Failure:
    """Return what to tell the person whose disk it is."""
    return Failure(Code.DISK_FULL if is_full(error) else otherwise, name=name, detail=_words(error))


def _words(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else str(error)

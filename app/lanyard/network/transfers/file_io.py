"""One file being read for an offer, one file being written from one: plain, blocking, no Qt.

Every method may wait for the disk and raise OSError; ``failure_of_*`` turns that into what a
person can be told.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from lanyard.events import Code, Failure
from lanyard.network.transfers import landing
from lanyard.wire import limits


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file was when it was offered: it must still be that when it is sent."""

    path: str
    name: str
    """As the offer says it."""
    size: int
    changed_at: int
    """Its mtime in nanoseconds."""


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
    return FileFacts(str(place), name, found.st_size, found.st_mtime_ns)


class Source:
    """Reads an offered file from its beginning, hashes it, hands out the wanted blocks."""

    def __init__(self, facts: FileFacts, first: int, count: int) -> None:
        """Open it. What lies before block ``first`` is only hashed."""
        self.name = facts.name
        self._facts = facts
        self._wanted = range(first, first + count)
        self._number = 0
        self._left = facts.size
        self._hash = hashlib.sha256()
        self._file = io.FileIO(facts.path, opener=_open_at_once)
        try:
            self._compare()
        except OSError:
            self._file.close()
            raise

    def read(self, buffer: memoryview) -> tuple[int, memoryview] | None:
        """Return the next wanted block's number and content in ``buffer``; None at the end."""
        while self._left:
            content = buffer[: min(limits.BLOCK_BYTES, self._left)]
            at = 0
            while at < len(content):
                count = self._file.readinto(content[at:])
                if not count:
                    raise FileChangedError(0, "shorter than it was")
                at += count
            self._hash.update(content)
            self._number += 1
            self._left -= len(content)
            if self._number - 1 in self._wanted:
                return self._number - 1, content
        self._compare()
        return None

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was read so far: of the whole file once ``read`` returned None."""
        return self._hash.digest()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _compare(self) -> None:
        found = os.fstat(self._file.fileno())
        if (found.st_size, found.st_mtime_ns) != (self._facts.size, self._facts.changed_at):
            raise FileChangedError(0, "not what was offered")


def _open_at_once(path: str, flags: int) -> int:
    """Open for reading; a pipe or device put in the file's place must not make us wait."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class Target:
    """Writes a file beside its name, and gives it the name when it is whole."""

    def __init__(self, folder: str, name: str, size: int, all_sizes: int) -> None:
        """Make the ``.part`` file. ``name`` is a stranger's; ``all_sizes`` must fit the disk."""
        free = landing.free_bytes(folder)
        if free is not None and free < all_sizes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.name = name
        self._size = size
        self._hash = hashlib.sha256()
        self._moved = 0
        self._part = landing.Part(Path(folder), name)

    def write(self, content: memoryview) -> None:
        """Append and hash ``content``."""
        self._part.write(content)
        self._hash.update(content)
        self._moved += len(content)

    def is_whole(self, digest: bytes) -> bool:
        """Return whether everything came, as it was sent."""
        return self._moved == self._size and self._hash.digest() == digest

    def land(self) -> str:
        """Make it durable under a free name; return the path."""
        return str(self._part.land())

    def drop(self) -> None:
        """Throw it away."""
        self._part.drop()


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


def failure_of_writing(error: Exception, otherwise: Code, name: str) -> Failure:
    """Return what to tell the person whose disk it is."""
    full = isinstance(error, OSError) and error.errno in (
        errno.ENOSPC,
        getattr(errno, "EDQUOT", errno.ENOSPC),
    )
    return Failure(Code.DISK_FULL if full else otherwise, name=name, detail=_words(error))


def _words(error: Exception) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else str(error)

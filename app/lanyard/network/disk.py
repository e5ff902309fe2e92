"""Files on this disk, read and written a block at a time in a thread of their own.

Reading and hashing a block costs about as much as encrypting and sending it, and both leave
Python's lock alone, so a second thread nearly doubles the speed (2.4 s to 1.4 s for a gigabyte on
two cores). It may wait for a slow disk; the links never do. Its objects are made in the transfers
thread and moved; everything between the two threads is a queued signal with one frozen value.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from lanyard.events import Code, Failure
from lanyard.network import landing
from lanyard.wire import limits

_READ_AHEAD = 3
"""Blocks of one file in memory: one on its way out, one waiting, one being read and hashed."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a file was when it was offered: it must still be that when it is sent."""

    path: str
    name: str
    """As the offer says it."""
    size: int
    changed_at: int
    """Its mtime in nanoseconds."""


@dataclass(frozen=True, slots=True)
class BlockRead:
    """One block of a file; whoever has sent it gives ``content`` back."""

    number: int
    content: memoryview


@dataclass(frozen=True, slots=True)
class ReadToEnd:
    """The whole file was read; SHA-256 of it."""

    digest: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """A block is hashed and with the system; its buffer is free again."""

    content: memoryview


@dataclass(frozen=True, slots=True)
class Landed:
    """A file is whole, checked, durable and under its name."""

    path: str
    digest: bytes


def facts_of(path: str) -> FileFacts | Failure:
    """Return what an offer must know of a file, or why it cannot be offered. Touches the disk."""
    name = os.path.basename(os.path.abspath(path))
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode):
            return Failure(Code.FILE_IS_FOLDER, name=name)
        if not stat.S_ISREG(found.st_mode):
            return Failure(Code.FILE_UNREADABLE, name=name)
        with open(path, "rb"):
            pass
    except (FileNotFoundError, NotADirectoryError):
        return Failure(Code.FILE_MISSING, name=name)
    except (OSError, ValueError) as error:
        return Failure(Code.FILE_UNREADABLE, name=name, detail=str(error))
    return FileFacts(os.path.abspath(path), name, found.st_size, found.st_mtime_ns)


class Source(QObject):
    """Reads one offered file and hashes it. Lives in the disk thread once ``begin`` is asked.

    ``wanted`` is the first block to hand out and how many; what lies before is only hashed.
    """

    read = Signal(object)
    """A BlockRead."""
    ended = Signal(object)
    """A ReadToEnd, after the last block."""
    failed = Signal(object)
    """A Failure; nothing follows."""

    _begin = Signal()
    _give_back = Signal(object)
    _abandon = Signal()

    def __init__(self, facts: FileFacts, first: int, count: int) -> None:
        super().__init__()
        self._facts = facts
        self._first = first
        self._behind = first + count
        self._number = 0
        self._left = facts.size
        self._hash = hashlib.sha256()
        self._file: io.FileIO | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._begin.connect(self._on_begin, queued)
        self._give_back.connect(self._on_give_back, queued)
        self._abandon.connect(self._on_abandon, queued)

    # --- from the transfers thread -------------------------------------------------------------

    def begin(self) -> None:
        """Start to read ahead."""
        self._begin.emit()

    def give_back(self, content: memoryview) -> None:
        """Return the buffer of a block that was sent: another block is read into it."""
        self._give_back.emit(content)

    def abandon(self) -> None:
        """Close the file and end this object."""
        self._abandon.emit()

    # --- in the disk thread --------------------------------------------------------------------

    @Slot()
    def _on_begin(self) -> None:
        try:
            self._file = io.FileIO(self._facts.path, opener=_open_at_once)
            self._compare(self._file)
        except OSError as error:
            self._fail(error)
            return
        size = min(limits.BLOCK_BYTES, max(1, self._facts.size))
        for _ in range(_READ_AHEAD):
            self._step(memoryview(bytearray(size)))

    @Slot(object)
    def _on_give_back(self, content: memoryview) -> None:
        buffer = content.obj
        content.release()
        if isinstance(buffer, bytearray):
            self._step(memoryview(buffer))

    @Slot()
    def _on_abandon(self) -> None:
        self._close()
        self.deleteLater()

    def _step(self, buffer: memoryview) -> None:
        """Read, hash and hand out the next wanted block, or the end."""
        try:
            while self._file is not None:
                if not self._left:
                    self._compare(self._file)
                    self._close()
                    self.ended.emit(ReadToEnd(self._hash.digest()))
                    return
                content = buffer[: min(limits.BLOCK_BYTES, self._left)]
                _read_into(self._file, content)
                self._hash.update(content)
                number = self._number
                self._number += 1
                self._left -= len(content)
                if self._first <= number < self._behind:
                    self.read.emit(BlockRead(number, content))
                    return
        except OSError as error:
            self._fail(error)

    def _compare(self, file: io.FileIO) -> None:
        """Raise when the file is not what was offered any more."""
        found = os.fstat(file.fileno())
        if (found.st_size, found.st_mtime_ns) != (self._facts.size, self._facts.changed_at):
            raise _ChangedError

    def _fail(self, error: OSError) -> None:
        if isinstance(error, _ChangedError):
            code = Code.FILE_CHANGED
        elif isinstance(error, FileNotFoundError | NotADirectoryError):
            code = Code.FILE_MISSING
        else:
            code = Code.FILE_UNREADABLE
        self._close()
        self.failed.emit(Failure(code, name=self._facts.name, detail=error.strerror or ""))

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class _ChangedError(OSError):
    """The file is not what was offered."""


def _open_at_once(path: str, flags: int) -> int:
    """Open for reading; a pipe or device put in the file's place must not make us wait."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _read_into(file: io.FileIO, content: memoryview) -> None:
    at = 0
    while at < len(content):
        count = file.readinto(content[at:])
        if not count:
            raise _ChangedError
        at += count


class Target(QObject):
    """Writes one file beside its name, and gives it the name when it is whole.

    Lives in the disk thread once ``begin`` is asked.
    """

    ready = Signal()
    """The ``.part`` file is there: bytes may come."""
    written = Signal(object)
    """A Written."""
    landed = Signal(object)
    """A Landed."""
    failed = Signal(object)
    """A Failure; the ``.part`` file is gone and nothing follows."""

    _begin = Signal()
    _take = Signal(object)
    _finish = Signal(object)
    _abandon = Signal()

    def __init__(self, folder: str, name: str, size: int, all_sizes: int) -> None:
        """``name`` is a stranger's; ``all_sizes`` is what the rest of the offer needs of disk."""
        super().__init__()
        self._folder = folder
        self._name = name
        self._size = size
        self._all_sizes = all_sizes
        self._part: landing.Part | None = None
        self._hash = hashlib.sha256()
        self._moved = 0
        queued = Qt.ConnectionType.QueuedConnection
        self._begin.connect(self._on_begin, queued)
        self._take.connect(self._on_take, queued)
        self._finish.connect(self._on_finish, queued)
        self._abandon.connect(self._on_abandon, queued)

    # --- from the transfers thread -------------------------------------------------------------

    def begin(self) -> None:
        """Make the ``.part`` file: ``ready`` or ``failed`` follows."""
        self._begin.emit()

    def take(self, content: memoryview) -> None:
        """Hash and write the next bytes: ``written`` returns the buffer."""
        self._take.emit(content)

    def finish(self, digest: bytes) -> None:
        """Check the digest and give the file its name: ``landed`` or ``failed`` follows."""
        self._finish.emit(digest)

    def abandon(self) -> None:
        """Throw away what is not whole and end this object."""
        self._abandon.emit()

    # --- in the disk thread --------------------------------------------------------------------

    @Slot()
    def _on_begin(self) -> None:
        try:
            free = landing.free_bytes(self._folder)
            if free is not None and free < self._all_sizes:
                self.failed.emit(Failure(Code.DISK_FULL, name=self._name))
                return
            self._part = landing.Part(Path(self._folder), self._name)
        except OSError as error:
            self._fail(error, Code.FOLDER_UNWRITABLE, self._folder)
            return
        self.ready.emit()

    @Slot(object)
    def _on_take(self, content: memoryview) -> None:
        if self._part is None:
            return
        try:
            self._part.write(content)
        except OSError as error:
            self._fail(error, Code.DISK_FAILED, self._name)
            return
        self._hash.update(content)
        self._moved += len(content)
        self.written.emit(Written(content))

    @Slot(object)
    def _on_finish(self, digest: bytes) -> None:
        part = self._part
        if part is None:
            return
        if self._moved != self._size or self._hash.digest() != digest:
            self._drop()
            self.failed.emit(Failure(Code.DIGEST_WRONG, name=self._name))
            return
        try:
            path = part.land()
        except OSError as error:
            self._fail(error, Code.DISK_FAILED, self._name)
            return
        self._part = None
        self.landed.emit(Landed(str(path), digest))

    @Slot()
    def _on_abandon(self) -> None:
        self._drop()
        self.deleteLater()

    def _fail(self, error: OSError, otherwise: Code, name: str) -> None:
        self._drop()
        full = error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        code = Code.DISK_FULL if full else otherwise
        self.failed.emit(Failure(code, name=name, detail=error.strerror or ""))

    def _drop(self) -> None:
        part, self._part = self._part, None
        if part is not None:
            part.drop()

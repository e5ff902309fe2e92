"""What one transfer has on the disk so far, written down so that a restarted program knows it.

Records are appended to one file and each carries a checksum: a program that was killed leaves at
most a torn last one, which does not count. What is noted is always true: a block when it has been
written, a file before it gets its name (with its inode, by which it is known again under either
name) and after. Plain and blocking, no Qt.
"""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

import msgspec
from blake3 import blake3
from msgspec import Struct

_HEAD = 4
_CHECK = 8


class Made(Struct, array_like=True, frozen=True, tag="made"):
    """What the offer's outermost folders are called on this disk."""

    folders: dict[str, str]


class Coming(Struct, array_like=True, frozen=True, tag="coming"):
    """``.part`` files of these numbers are about to be made."""

    files: tuple[int, ...]


class Opened(Struct, array_like=True, frozen=True, tag="opened"):
    """The ``.part`` of a large file is there; its blocks follow from the first one on."""

    file: int
    path: str
    inode: int


class Blocks(Struct, array_like=True, frozen=True, tag="blocks"):
    """Digests of blocks that were written behind those noted before."""

    digests: tuple[bytes, ...]


class Landing(Struct, array_like=True, frozen=True, tag="landing"):
    """These files are whole and about to get their names: number, path of the part, inode."""

    files: tuple[tuple[int, str, int], ...]


class Landed(Struct, array_like=True, frozen=True, tag="landed"):
    """These files have their names: number, actual path, digest."""

    files: tuple[tuple[int, str, bytes], ...]


class Dropped(Struct, array_like=True, frozen=True, tag="dropped"):
    """The large file that was coming was thrown away."""

    file: int


class Missed(Struct, array_like=True, frozen=True, tag="missed"):
    """This file will not come: a code of events.Code, and its details."""

    file: int
    code: str
    name: str
    detail: str


Record = Made | Coming | Opened | Blocks | Landing | Landed | Dropped | Missed

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Record] = msgspec.msgpack.Decoder(Record)


class Notes:
    """The file of records; without a path nothing is kept. Raises OSError where it is written."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._descriptor = -1
        self._length = 0

    def read(self) -> list[Record]:
        """Return what was noted earlier, and open the file to note more."""
        if self._path is None:
            return []
        self.close()
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        self._descriptor = os.open(self._path, flags, 0o600)
        content = self._path.read_bytes()
        records: list[Record] = []
        at = 0
        while at + _HEAD + _CHECK <= len(content):
            length = int.from_bytes(content[at : at + _HEAD], "big")
            begin = at + _HEAD + _CHECK
            body = content[begin : begin + length]
            if len(body) < length or _check(body) != content[at + _HEAD : begin]:
                break
            try:
                records.append(_decoder.decode(body))
            except msgspec.MsgspecError:
                break
            at = begin + length
        os.ftruncate(self._descriptor, at)
        os.lseek(self._descriptor, at, os.SEEK_SET)
        self._length = at
        return records

    def add(self, record: Record) -> None:
        """Append a record; it survives the end of the program, not yet a power cut."""
        if self._descriptor >= 0:
            body = _encoder.encode(record)
            whole = len(body).to_bytes(_HEAD, "big") + _check(body) + body
            try:
                if os.write(self._descriptor, whole) < len(whole):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            except OSError:
                # What is noted later must not stand behind half a record.
                os.ftruncate(self._descriptor, self._length)
                os.lseek(self._descriptor, self._length, os.SEEK_SET)
                raise
            self._length += len(whole)

    def sync(self) -> None:
        """Make durable what was noted."""
        if self._descriptor >= 0:
            getattr(os, "fdatasync", os.fsync)(self._descriptor)

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1

    def forget(self) -> None:
        """Remove the file."""
        self.close()
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()


def _check(body: bytes) -> bytes:
    return blake3(body).digest(_CHECK)

"""What has become of files, and what the notes say of it: plain and blocking, no Qt."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from blake3 import blake3

from lanyard.events import Code, Failure
from lanyard.network.transfers import notes
from lanyard.wire import limits
from lanyard.wire.file_names import PART


@dataclass(slots=True)
class News:
    """What became of files since the last time somebody asked."""

    landed: list[tuple[int, str, bytes]] = field(default_factory=list)
    """Number, path, digest."""
    missed: list[tuple[int, Failure]] = field(default_factory=list)


@dataclass(slots=True)
class Recalled:
    """Where a transfer stood when its program ended."""

    made: dict[str, str] = field(default_factory=dict)
    landed: list[tuple[int, str, bytes]] = field(default_factory=list)
    missed: list[tuple[int, Failure]] = field(default_factory=list)
    landing: dict[int, tuple[str, int]] = field(default_factory=dict)
    """Files that were about to get their names: path of the part, and its inode."""
    coming: dict[int, int] = field(default_factory=dict)
    """Files whose parts were about to be made, and when (nanoseconds)."""
    opened: notes.Opened | None = None
    """The large file that was half here."""
    digests: list[bytes] = field(default_factory=list)
    """Of its blocks."""


def recalled(records: list[notes.Record]) -> Recalled:
    """Put the records together, in their order."""
    found = Recalled()
    for record in records:
        match record:
            case notes.Made(folders):
                found.made = folders
            case notes.Coming(files, at):
                found.coming.update(dict.fromkeys(files, at))
            case notes.Opened():
                found.opened, found.digests = record, []
            case notes.Blocks(more):
                found.digests.extend(more)
            case notes.Dropped():
                found.opened = None
            case notes.Landing(files):
                found.landing.update({number: (path, inode) for number, path, inode in files})
            case notes.Landed(files):
                found.landed.extend(files)
            case notes.Missed(number, code, name, detail):
                found.missed.append((number, Failure(Code(code), name=name, detail=detail)))
    return found


def landed_under(folder: str, path: str, inode: int, size: int) -> tuple[str, bytes] | None:
    """Return the name and digest of a file that was about to get its name, if it has it.

    Otherwise the part of a small one is removed: nobody knows whether it is whole.
    """
    place = Path(folder, path)
    named = place.with_name(place.name.removesuffix(PART))
    small = size <= limits.BLOCK_BYTES
    with contextlib.suppress(OSError):
        found = named.lstat()
        if found.st_ino == inode and found.st_size == size:
            return str(named), blake3(named.read_bytes()).digest() if small else b""
    with contextlib.suppress(OSError):
        if small and place.lstat().st_ino == inode:
            place.unlink()
    return None


def clear_away(folder: str, made: dict[str, str], name: str, at: int, size: int) -> None:
    """Remove a part that was made at that time and not noted before the program ended."""
    outer, _, rest = name.partition("/")
    actual = f"{made.get(outer, outer)}/{rest}" if rest else outer
    part = Path(folder, actual + PART)
    with contextlib.suppress(OSError):
        found = part.lstat()
        if found.st_ctime_ns >= at and found.st_size <= size:
            part.unlink()

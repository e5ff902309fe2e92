"""What has become of files, and what the notes say of it: plain and blocking, no Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from blake3 import blake3

from lanyard.events import Code, Failure
from lanyard.network.transfers import notes
from lanyard.network.transfers.landing import Folder
from lanyard.network.transfers.part_names import (
    PartMark,
    find_landed,
    part_name,
    read_whole,
    remove_part,
)
from lanyard.wire import limits


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
    coming: set[int] = field(default_factory=set)
    """Files whose parts were about to be made."""
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
            case notes.Coming(files):
                found.coming.update(files)
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


def landed_under(folder: Folder, name: str, mark: PartMark, size: int) -> tuple[str, bytes] | None:
    """Return the path and digest of a file that was about to get its name, if it has it.

    ``name`` is the planned one. Otherwise the part of a small file is removed: nobody knows
    whether it is whole.
    """
    outer, _, part = mark.path.rpartition("/")
    small = size <= limits.BLOCK_BYTES
    try:
        place = folder.reach(outer)
    except OSError:
        return None
    try:
        found = find_landed(place, name.rpartition("/")[2], mark.inode, size)
        if found:
            digest = blake3(read_whole(place, found, size)).digest() if small else b""
            return str(folder.path / outer / found), digest
        if small:
            remove_part(place, part, mark.inode)
    except OSError:
        pass  # it comes again
    finally:
        place.close()
    return None


def clear_away(folder: Folder, name: str, word: str) -> None:
    """Remove a part with this word that was made, and not noted, before the program ended."""
    outer, _, base = name.rpartition("/")
    top, _, inner = outer.partition("/")
    actual = folder.made.get(top, "") if top else ""
    if top and not actual:
        return  # not even the offer's folder was made
    try:
        place = folder.reach(f"{actual}/{inner}" if inner else actual)
    except OSError:
        return
    remove_part(place, part_name(base, word))
    place.close()

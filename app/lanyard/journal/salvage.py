"""A damaged journal: kept aside as it is, and every row that can be read saved into a new one.

The damaged file is only read. What can be read goes into a new file, which takes its place when
it is complete; the damaged one and its write-ahead log get a name of their own and stay. No Qt.
"""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import apsw

from lanyard.journal.database import Database, JournalError, translated
from lanyard.journal.migration import migrate
from lanyard.journal.saving import READ_ERRORS, Saving
from lanyard.journal.store import FILE_NAME

_log = logging.getLogger(__name__)

_MENDED = "journal-mended.sqlite3"
"""A new journal that is complete and only lacks its name."""
_MENDING = "journal-mending.sqlite3"
_PATIENCE_SECONDS = 2.5


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a damaged journal."""

    kept_as: Path
    rows: int
    """Messages that were saved."""


def adopt(profile: Path) -> None:
    """Finish a mending that was cut short when only the name was missing. Raises OSError."""
    path, mended = profile / FILE_NAME, profile / _MENDED
    if mended.exists() and not path.exists():
        mended.rename(path)


def mend(profile: Path) -> Mended | None:
    """Put a new journal with all that can be read in the place of a damaged one.

    None if another program did so meanwhile. Raises JournalError.
    """
    path = profile / FILE_NAME
    try:
        before = path.stat()
        for name in (_MENDING, _MENDED):
            _remove(profile / name)
        rows = _save(path, profile / _MENDING)
        (profile / _MENDING).rename(profile / _MENDED)
        now = path.stat()
        if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino):
            return None
        kept_as = _move_aside(path)
        (profile / _MENDED).rename(path)
    except FileNotFoundError:
        return None
    except (OSError, apsw.Error) as error:
        raise translated(error) from error
    _log.warning("%d messages were saved; the damaged journal is %s", rows, kept_as.name)
    return Mended(kept_as, rows)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _move_aside(path: Path) -> Path:
    """Give the damaged file and its write-ahead log another name."""
    stem = time.strftime("journal-damaged-%Y-%m-%d-%H%M%S")
    names = (stem if not count else f"{stem}-{count}" for count in range(1_000))
    target = next(t for t in (path.with_name(f"{n}.sqlite3") for n in names) if not t.exists())
    # The log first: a new journal must never find the old one's beside it.
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            _rename(part, target.with_name(target.name + suffix))
    return target


def _rename(source: Path, target: Path) -> None:
    """Rename a file; where a reader's open file cannot be renamed, wait until it lets go."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            source.rename(target)
            return
        except PermissionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


# --- saving ------------------------------------------------------------------------------------


def _save(path: Path, target: Path) -> int:
    """Make a new journal with all that can be read of ``path``; return the number of messages."""
    new = Database(target, writing=True)
    try:
        migrate(new)
        new.run("PRAGMA synchronous=OFF")  # nothing counts before the whole is on the disk
        source = _readable(path, target)
        try:
            rows = Saving(source, new, partial(_image, path, source)).save()
        finally:
            if source is not None:
                source.close()
        new.run("PRAGMA synchronous=FULL")
        new.make_sure()
        return rows
    finally:
        new.close()
        _remove(target.with_name(_PATCHED))


_PATCHED = "journal-patched.sqlite3"


def _image(path: Path, source: Database | None) -> bytes:
    """Return the bytes of the damaged database, with its write-ahead log if SQLite can read it."""
    if source is not None:
        with suppress(*READ_ERRORS):
            return source.image()
    return path.read_bytes()


def _readable(path: Path, fresh: Path) -> Database | None:
    """Open the damaged file; None if not even its table of contents can be had."""
    with suppress(JournalError):
        source = Database(path, writing=False)
        if _tables(source):
            return source
        source.close()
    # All journals that were made by one program begin with the same page.
    with suppress(OSError, JournalError):
        patched = path.with_name(_PATCHED)
        if path.stat().st_size and _patch(path, fresh, patched):
            source = Database(patched, writing=False)
            if _tables(source):
                return source
            source.close()
    return None


def _tables(source: Database) -> set[str]:
    with suppress(*READ_ERRORS):
        return {str(name) for (name,) in source.all("SELECT name FROM sqlite_schema")} & {
            "entry",
            "room",
        }
    return set()


def _patch(path: Path, fresh: Path, target: Path) -> bool:
    """Copy the damaged file with a first page from a fresh journal; False if it is foreign."""
    empty = Database(fresh.with_name(f"{_PATCHED}-empty"), writing=True)
    try:
        migrate(empty)
        empty.make_sure()
        first = bytearray(empty.path.read_bytes()[:4096])
    finally:
        empty.close()
        _remove(empty.path)
    content = path.read_bytes()
    if len(content) < 2 * len(first):
        return False
    pages = len(content) // len(first)
    first[28:32] = pages.to_bytes(4, "big")
    first[32:40] = bytes(8)  # no free pages
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(first)
        file.write(memoryview(content)[len(first) : pages * len(first)])
    return True

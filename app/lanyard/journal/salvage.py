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

from lanyard.journal.database import (
    WAL_HEADER_BYTES,
    Database,
    JournalError,
    log_of_file,
    size_of,
    translated,
)
from lanyard.journal.migration import migrate
from lanyard.journal.saving import READ_ERRORS, Saving
from lanyard.journal.store import FILE_NAME

_log = logging.getLogger(__name__)

_MENDED = "journal-mended.sqlite3"
"""A new journal that is complete and only lacks its name."""
_MENDING = "journal-mending.sqlite3"
_PATIENCE_SECONDS = 2.5
_PAGE = 4096
_LEAST_STEPS = 5_000_000
_STEPS_A_BYTE = 10
"""Reading every row takes less than one; the rest is for looking behind bad places."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a damaged journal."""

    kept_as: Path
    rows: int
    """Messages that were saved."""


def adopt(profile: Path) -> None:
    """Finish a mending that was cut short when only the name was missing. Raises OSError."""
    path, mended = profile / FILE_NAME, profile / _MENDED
    # A log that still lies there is the old one's: that mending begins again.
    if mended.exists() and not path.exists() and not log_of_file(path).exists():
        mended.rename(path)


def mend(profile: Path) -> Mended | None:
    """Put a new journal with all that can be read in the place of a damaged one.

    None if another program did so meanwhile. Raises JournalError.
    """
    path = profile / FILE_NAME
    try:
        before = _identity(path)
        if before is None and not size_of(log_of_file(path)):
            return None
        for name in (_MENDING, _MENDED):
            _remove(profile / name)
        rows = _save(path, profile / _MENDING)
        (profile / _MENDING).rename(profile / _MENDED)
        if _identity(path) != before:
            return None
        kept_as = _move_aside(path)
        (profile / _MENDED).rename(path)
    except FileNotFoundError:
        return None
    except (OSError, apsw.Error) as error:
        raise translated(error) from error
    _log.warning("%d messages were saved; the damaged journal is %s", rows, kept_as.name)
    return Mended(kept_as, rows)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None when there is none."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _move_aside(path: Path) -> Path:
    """Give the damaged file and its write-ahead log another name; return what is left of it."""
    stem = time.strftime("journal-damaged-%Y-%m-%d-%H%M%S")
    names = (stem if not count else f"{stem}-{count}" for count in range(1_000))
    target = next(
        free
        for free in (path.with_name(f"{name}.sqlite3") for name in names)
        if not free.exists() and not log_of_file(free).exists()
    )
    # The log first: a new journal must never find the old one's beside it.
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            _rename(part, target.with_name(target.name + suffix))
    return target if target.exists() else log_of_file(target)


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
        if source is not None:
            size = size_of(source.path) + size_of(log_of_file(source.path))
            source.limit_work(_LEAST_STEPS + _STEPS_A_BYTE * size)
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
    return path.read_bytes() if path.exists() else b""


def _readable(path: Path, fresh: Path) -> Database | None:
    """Open the damaged file; None if not even its table of contents can be had."""
    with suppress(JournalError):  # an empty one, too: its log would be deleted
        source = Database(path, writing=False)
        if _tables(source):
            return source
        source.close()
    # All journals that were made by one program have the same table of contents.
    with suppress(OSError, JournalError):
        patched = path.with_name(_PATCHED)
        if _patch(path, fresh, patched):
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
    """Copy the damaged file and its log with the table of contents of a fresh journal.

    False when nothing of a journal can be in them.
    """
    empty = Database(fresh.with_name(f"{_PATCHED}-empty"), writing=True)
    try:
        migrate(empty)
        empty.make_sure()
        pristine = empty.path.read_bytes()
        contents = empty.all("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")
    finally:
        empty.close()
        _remove(empty.path)
    content = bytearray(path.read_bytes() if path.exists() else b"")
    log = log_of_file(path)
    is_logged = size_of(log) > WAL_HEADER_BYTES
    if len(content) < 2 * _PAGE and not is_logged:
        return False
    del content[len(content) // _PAGE * _PAGE :]
    content += pristine[len(content) :]
    for (page,) in contents:
        part = slice((page - 1) * _PAGE, page * _PAGE)
        content[part] = pristine[part]
    content[28:32] = (len(content) // _PAGE).to_bytes(4, "big")
    content[32:40] = bytes(8)  # no free pages
    _write(target, content)
    if is_logged:
        _write(log_of_file(target), log.read_bytes())
    return True


def _write(target: Path, content: bytes | bytearray) -> None:
    """Write a file that only its owner may read."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)

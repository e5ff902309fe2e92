"""Looks at a journal before anything writes into it. No Qt.

Opening a file for writing already changes it: SQLite rewrites the header of one that is not in WAL
mode, and folds a write-ahead log in when it is closed. What turns out to be damaged, or another
program's, must be kept byte for byte, so it is judged first, by a connection that only reads.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import apsw

from lanyard.journal.database import (
    WAL_HEADER_BYTES,
    Database,
    JournalDamaged,
    JournalError,
    JournalNewer,
    log_of_file,
    size_of,
)
from lanyard.journal.migration import refuse_unknown, statements, steps

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_FRAME_HEADER_BYTES = 24
_LOCK_BYTE = 1 << 30
_WAL_MODE = 2
_SHAPE = (
    "SELECT s.type, s.name, c.name FROM sqlite_schema AS s LEFT JOIN pragma_table_info(s.name) AS c"
)


def inspect(path: Path) -> None:
    """Raise JournalDamaged or JournalNewer for what this program must not write into.

    A file that is not there yet, or cannot be read now, is left to who opens it.
    """
    try:
        if not size_of(path):
            return
        _judge_header(_header(path), size_of(log_of_file(path)) > WAL_HEADER_BYTES)
        database = Database(path, writing=False)
    except (JournalDamaged, JournalNewer):
        raise
    except (OSError, apsw.Error, JournalError):
        return
    try:
        with database.reading():
            database.run("BEGIN")  # nobody writes over the log meanwhile
            _judge_contents(database)
            _judge_length(database)
    except (JournalDamaged, JournalNewer):
        raise
    except JournalError:  # busy, or the disk; whoever opens it meets the same
        return
    finally:
        database.close()


def _header(path: Path) -> bytes:
    """Read the first bytes by SQLite's own means: Python closing the file would drop its locks."""
    flags = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_READONLY
    file = apsw.VFSFile("", str(path), [flags, 0])
    try:
        return file.xRead(min(_HEADER_BYTES, file.xFileSize()), 0)
    finally:
        file.xClose()


def _judge_header(header: bytes, is_logged: bool) -> None:
    """Judge what SQL does not tell; the log may hold a newer first page than the file."""
    if not header.startswith(_MAGIC) or len(header) < _HEADER_BYTES:
        if is_logged:
            return
        raise JournalDamaged("no header")
    modes = header[18:20]
    if max(modes) > _WAL_MODE:  # SQLite would refuse to write, or to read
        raise JournalDamaged("written by another SQLite")
    if is_logged and max(modes) < _WAL_MODE:
        raise JournalDamaged("the write-ahead log of another file")


def _judge_contents(database: Database) -> None:
    version = database.version
    refuse_unknown(version, steps()[-1][0])
    found = set(database.all(_SHAPE))
    if found and not version:
        raise JournalDamaged("another program's file")
    if not _shape(version) <= found:
        raise JournalDamaged("tables are missing")


def _judge_length(database: Database) -> None:
    """Judge a file that is shorter than it says: the log must hold the rest.

    SQLite sees that only when there is no log.
    """
    (page,), (pages,), (free,) = (
        database.one(f"PRAGMA {name}") or (0,)
        for name in ("page_size", "page_count", "freelist_count")
    )
    if pages * page <= size_of(database.path):
        return
    logged = _logged_pages(log_of_file(database.path), page)
    first = size_of(database.path) // page + 1
    logged.add(_LOCK_BYTE // page + 1)  # never written
    missing = sum(number not in logged for number in range(first, pages + 1))
    if missing > free:  # what free pages hold need not be written
        raise JournalDamaged("the file is cut off")


def _logged_pages(log: Path, page: int) -> set[int]:
    """Return which pages lie in a write-ahead log, old ones as well."""
    with log.open("rb") as file:
        content = memoryview(file.read())
    starts = range(WAL_HEADER_BYTES, len(content), _FRAME_HEADER_BYTES + page)
    return {int.from_bytes(content[start : start + 4], "big") for start in starts}


@cache
def _shape(version: int) -> frozenset[tuple[object, ...]]:
    """Return the tables, columns and indexes of a journal of that schema."""
    model = apsw.Connection(":memory:")
    try:
        for number, script in steps():
            if number <= version:
                for statement in statements(script):
                    model.execute(statement)
        return frozenset(model.execute(_SHAPE))
    finally:
        model.close()

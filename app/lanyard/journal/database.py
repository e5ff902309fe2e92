"""SQLite as the journal uses it: how the file is opened, and what its errors mean. No Qt.

By apsw, which brings its own SQLite: the same new one on every system. Contentless word indexes
that can delete need 3.43, and older ones than 3.51.3 may damage a WAL file that several programs
use at once (the WAL-reset bug); the systems' own are mostly older. WAL mode with
``synchronous=FULL``: what a committed transaction wrote survives a power cut (NORMAL was measured
to lose rows that had been acknowledged). Several programs of one profile may have the file open;
each waits a few seconds for the other's commit.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw
import msgspec

from lanyard.events import Code

BUSY_MILLISECONDS = 5_000
_PAUSE_SECONDS = 0.005
_CHECKPOINT_PAGES = 1_000
_STEPS_A_LOOK = 1_000
_WRITING = (
    "synchronous=FULL",
    # Only macOS has this: there fsync alone leaves the drive's own cache.
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "foreign_keys=ON",
)
_BOTH = ("trusted_schema=OFF", "temp_store=MEMORY", "cache_size=-8000")

Arguments = tuple[Any, ...]
Row = tuple[Any, ...]


class JournalError(Exception):
    """The journal could not be opened, read or written; the message is the system's words."""

    def __init__(self, words: str, code: Code = Code.JOURNAL_FAILED, *, spent: bool = False):
        super().__init__(words)
        self.code = code
        self.spent = spent
        """The disk failed this connection: what it believes to be written may not be. It must be
        closed, and nothing be acknowledged from it."""


class JournalNewer(JournalError):
    """The file was written by a newer Lanyard; it is left alone."""

    def __init__(self, words: str) -> None:
        super().__init__(words, Code.JOURNAL_NEWER)


class JournalDamaged(JournalError):
    """What the file holds is no journal, or not a whole one."""

    found_in: tuple[int, int] | None = None
    """Which file it was found in, when an open one: another may have taken its place since."""


_CODES = {
    errno.ENOSPC: Code.DISK_FULL,
    errno.EDQUOT: Code.DISK_FULL,
    errno.EIO: Code.DISK_FAILED,
    errno.EACCES: Code.PROFILE_UNWRITABLE,
    errno.EPERM: Code.PROFILE_UNWRITABLE,
    errno.EROFS: Code.PROFILE_UNWRITABLE,
}


_OWN_MISTAKES = ("fts5: syntax error", "cannot start a transaction", "cannot commit")
"""Statements the program should not have made; everything else it says fits a whole journal."""


def translated(error: Exception) -> JournalError:
    """Return what an error of apsw, or of a row that makes no sense, means for the journal."""
    if isinstance(error, JournalError):
        return error
    words = str(error)
    match error:
        case OSError():
            return JournalError(words, _CODES.get(error.errno or 0, Code.JOURNAL_FAILED))
        case apsw.FullError():
            return JournalError(words, Code.DISK_FULL)
        case apsw.IOError():
            return JournalError(words, Code.DISK_FAILED, spent=True)
        case apsw.ReadOnlyError():
            return JournalError(words, Code.PROFILE_UNWRITABLE, spent=True)
        case apsw.CorruptError() | apsw.NotADBError() | ValueError() | msgspec.MsgspecError():
            return JournalDamaged(words)
        case apsw.SQLError() if not words.startswith(_OWN_MISTAKES):
            return JournalDamaged(words)  # its table of contents is not ours
        case _:
            return JournalError(words)


READING_FAILS = (apsw.Error, ValueError, msgspec.MsgspecError)
"""What reading rows of a damaged file may raise: text that is no UTF-8 is a ValueError."""


class Database:
    """One connection to a SQLite file, used by one thread. Statements raise apsw.Error."""

    def __init__(self, path: Path, *, writing: bool) -> None:
        """Open the file, and make it if it will be written. Raises JournalError."""
        self.path = path
        self._wal_pages = 0
        try:
            _refuse_orphan(path)
            if writing:
                _make_private(path)
            flags = apsw.SQLITE_OPEN_READWRITE if writing else apsw.SQLITE_OPEN_READONLY
            self._connection = apsw.Connection(str(path), flags=flags)
        except (OSError, apsw.Error) as error:
            raise translated(error) from error
        try:
            status = path.stat()
            self.identity = (status.st_dev, status.st_ino)
            self._connection.setbusytimeout(BUSY_MILLISECONDS)
            if not writing:
                self._leave_the_log()
            else:
                self._use_write_ahead_log()
            for pragma in (*_BOTH, *(_WRITING if writing else ())):
                self.run(f"PRAGMA {pragma}")
        except (OSError, apsw.Error) as error:
            self.close(fold=False)
            raise translated(error) from error

    def _leave_the_log(self) -> None:
        """Closing this connection must change neither the file nor its WAL."""
        self._connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)

    def _use_write_ahead_log(self) -> None:
        """Switch a fresh file to WAL, while another program of this profile may be doing so.

        SQLite does not wait its busy time for this one: it could deadlock, so it answers at once.
        """
        deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
        while True:
            try:
                self.run("PRAGMA journal_mode=WAL")
                break
            except apsw.BusyError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE_SECONDS)
        # The WAL is folded in by ``fold``: a failure there must not pass unseen.
        self._connection.set_wal_hook(self._note_wal)

    def _note_wal(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        self._wal_pages = pages
        return apsw.SQLITE_OK

    def close(self, *, fold: bool = True) -> None:
        """Close the file; the last program to do so folds the WAL into it.

        Not with ``fold`` False: a damaged journal and its WAL are kept as they were found.
        """
        with suppress(apsw.Error):  # a damaged file cannot be folded; it is closed all the same
            if not fold:
                self._leave_the_log()
            self._connection.close()

    # --- statements ------------------------------------------------------------------------

    def run(self, statement: str, arguments: Arguments = ()) -> int:
        """Execute a statement; return how many rows it changed."""
        self._connection.execute(statement, arguments).fetchall()
        return self._connection.changes()

    def run_each(self, statement: str, rows: Sequence[Arguments]) -> None:
        """Execute a statement once for each row of arguments."""
        self._connection.executemany(statement, rows).fetchall()

    def one(self, statement: str, arguments: Arguments = ()) -> Row | None:
        """Return the first row or None."""
        cursor = self._connection.execute(statement, arguments)
        row: Row | None = cursor.fetchone()
        cursor.close(force=True)
        return row

    def all(self, statement: str, arguments: Arguments = ()) -> list[Row]:
        """Return every row."""
        return self._connection.execute(statement, arguments).fetchall()

    def each(self, statement: str, arguments: Arguments = ()) -> Iterator[Row]:
        """Yield the rows one by one; the file is being read until the last one or ``close``."""
        cursor = self._connection.execute(statement, arguments)
        try:
            yield from cursor
        finally:
            cursor.close(force=True)

    def limit_work(self, steps: int) -> None:
        """Let every statement fail with apsw.InterruptError once SQLite made so many steps.

        Trees that are out of order may lead round in circles, through more rows than there are.
        """
        left = steps // _STEPS_A_LOOK

        def is_enough() -> bool:
            nonlocal left
            left -= 1
            return left < 0

        self._connection.set_progress_handler(is_enough, _STEPS_A_LOOK)

    @property
    def version(self) -> int:
        """The number of the last schema step that was taken."""
        row = self.one("PRAGMA user_version")
        return int(row[0]) if row else 0

    # --- whole transactions ----------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Put everything written inside on the disk at its end, or nothing of it.

        Raises JournalError; the journal then holds what it held before.
        """
        try:
            self.check_in_place()
            self.run("BEGIN IMMEDIATE")
            yield
            self.run("COMMIT")
        except READING_FAILS as error:
            raise self._meaning(error) from error
        finally:
            if self._connection.in_transaction:
                with suppress(apsw.Error):
                    self.run("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read something inside; what the disk refuses becomes a JournalError."""
        try:
            yield
        except READING_FAILS as error:
            raise self._meaning(error) from error

    def _meaning(self, error: Exception) -> JournalError:
        meaning = translated(error)
        if isinstance(meaning, JournalDamaged):
            meaning.found_in = self.identity
        return meaning

    def check_in_place(self) -> None:
        """Raise JournalError when another file has taken the place of this one.

        Another program of this profile has mended the journal: nothing may be written into the
        old one, which nobody will read again.
        """
        try:
            status = self.path.stat()
        except OSError as error:
            raise JournalError(str(error), spent=True) from error
        if (status.st_dev, status.st_ino) != self.identity:
            raise JournalError("the journal was replaced", spent=True)

    def fold(self) -> None:
        """Bring what is in the WAL into the file once it has grown. Raises JournalError."""
        if self._wal_pages < _CHECKPOINT_PAGES:
            return
        with self.reading():
            self.run("PRAGMA wal_checkpoint(PASSIVE)")
        self._wal_pages = 0

    def make_sure(self) -> None:
        """Write everything the WAL holds into the file, and see it on the disk.

        After a failed fsync the system may believe pages to be written that are not: they are
        written again, elsewhere, before anything is built on them. Raises JournalError.
        """
        with self.reading():
            row = self.one("PRAGMA wal_checkpoint(TRUNCATE)")
        if row is not None and row[0]:
            raise JournalError("the journal is busy")

    def image(self) -> bytes:
        """Return the bytes of the database with what the WAL holds. Raises apsw.Error."""
        return bytes(self._connection.serialize("main"))

    def backup(self, target: Path) -> None:
        """Copy the whole database, as it is now, into a new file. Raises apsw.Error, OSError."""
        _make_private(target)
        copy = apsw.Connection(str(target), flags=apsw.SQLITE_OPEN_READWRITE)
        try:
            with copy.backup("main", self._connection, "main") as step:
                step.step()
        finally:
            copy.close()


WAL_HEADER_BYTES = 32


def log_of_file(path: Path) -> Path:
    """Return where SQLite keeps the write-ahead log of a file."""
    return path.with_name(f"{path.name}-wal")


def size_of(path: Path) -> int:
    """Return the bytes of a file; 0 when there is none. Raises OSError."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _refuse_orphan(path: Path) -> None:
    """Raise JournalDamaged when only the WAL of a file is left.

    SQLite deletes a WAL that lies beside an empty file, whatever it holds. A new file has none
    before its first page is written.
    """
    if not size_of(path) and size_of(log_of_file(path)) > WAL_HEADER_BYTES:
        raise JournalDamaged("only the write-ahead log is left")


def _make_private(path: Path) -> None:
    """Make a file only its owner may read. SQLite gives -wal and -shm beside it its mode.

    A file that is there is not opened for this: POSIX would drop every lock this process has on
    it when it is closed again.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if os.name == "posix" and path.stat().st_mode & 0o777 != 0o600:
        with suppress(PermissionError):  # somebody else's, and they let us write
            path.chmod(0o600)  # whatever the umask took away or an older file allowed

"""The journal's file: SQL in one place, no Qt, one connection, used by one thread.

SQLite in WAL mode with ``synchronous=FULL``: what a committed transaction wrote survives a power
cut (NORMAL was measured to lose rows that had been acknowledged). Several programs of one profile
may have the file open; each waits a few seconds for the other's commit.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import msgspec

from lanyard.commands import new_id
from lanyard.events import Entry, Kind, Offer, RememberedRoom

FILE_NAME = "journal.sqlite3"
_BUSY_MILLISECONDS = 5_000
_PAUSE_SECONDS = 0.005
_COLUMNS = 'room, seq, id, author, name, at, kind, text, "to", offer'
_offer_decoder = msgspec.msgpack.Decoder(Offer)

Row = tuple[str, int, str, str, str, int, str, str, str, bytes | None]


class JournalError(Exception):
    """The journal could not be opened or written; the message is the system's words."""


class JournalNewer(JournalError):
    """The file was written by a newer Lanyard; it is left alone."""


class Store:
    """The journal of one profile. Every method may block on the disk."""

    def __init__(self, profile: Path) -> None:
        """Open, or make, the journal in ``profile``. Raises JournalError, JournalNewer."""
        path = profile / FILE_NAME
        try:
            # SQLite makes the file, and its -wal and -shm beside it, with this file's mode.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._database = sqlite3.connect(path, timeout=_BUSY_MILLISECONDS / 1000)
            self._database.isolation_level = None
            self._use_write_ahead_log()
            for pragma in (
                "synchronous=FULL",
                "foreign_keys=ON",
                "trusted_schema=OFF",
                "temp_store=MEMORY",
            ):
                self._database.execute(f"PRAGMA {pragma}")
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            raise JournalError(str(error)) from error

    def _use_write_ahead_log(self) -> None:
        """Switch a fresh file to WAL, while another program of this profile may be doing so.

        SQLite does not wait its busy time for this one: it could deadlock, so it answers at once.
        """
        deadline = time.monotonic() + _BUSY_MILLISECONDS / 1000
        while True:
            try:
                self._database.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE_SECONDS)

    def _migrate(self) -> None:
        steps = sorted(
            (step.name, step.read_text("utf-8"))
            for step in (resources.files("lanyard.journal") / "schema").iterdir()
            if step.name.endswith(".sql")
        )
        newest = int(steps[-1][0].removesuffix(".sql"))
        # Two programs that start at once both come here: the second finds the steps done.
        self._database.execute("BEGIN IMMEDIATE")
        try:
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version > newest:
                raise JournalNewer(f"schema {version}, this program knows {newest}")
            for name, script in steps[version:]:
                for statement in _statements(script):
                    self._database.execute(statement)
                self._database.execute(f"PRAGMA user_version={int(name.removesuffix('.sql'))}")
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def close(self) -> None:
        """Close the file; the last program to do so folds the WAL into it."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Put everything written inside on the disk at its end, or nothing of it.

        Raises JournalError; the journal then holds what it held before.
        """
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise JournalError(str(error)) from error
        finally:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Read something inside; what the disk refuses becomes a JournalError."""
        try:
            yield
        except sqlite3.Error as error:
            raise JournalError(str(error)) from error

    # --- rooms -----------------------------------------------------------------------------

    def hosted_room(self, name: str, device_id: str, at: int) -> tuple[str, str, int]:
        """Return (id, epoch, last sequence) of the room this device hosts under ``name``."""
        row = self._database.execute(
            "SELECT id, epoch FROM room WHERE hosted = 1 AND name = ? AND device_id = ?",
            (name, device_id),
        ).fetchone()
        if row is None:
            row = (new_id(), new_id()[:16])
            self._database.execute(
                "INSERT INTO room VALUES (?, ?, '127.0.0.1', 0, ?, 1, ?, ?)",
                (row[0], name, device_id, row[1], at),
            )
        return row[0], row[1], self.last_seq(row[0])

    def pinned(self, room: str, name: str, host: str, device_id: str) -> str:
        """Return the device id remembered for a room, or nothing; another one than ``device_id``
        comes first.

        A room is known by its id, and by its name at one host: somebody who takes over the address
        and the name of a room under another id is not its host either.
        """
        row = self._database.execute(
            "SELECT device_id FROM room"
            " WHERE id = ?1 OR (name = ?2 AND host = ?3 AND hosted = 0)"
            " ORDER BY device_id = ?4, hosted DESC, visited_at DESC LIMIT 1",
            (room, name, host, device_id),
        ).fetchone()
        return str(row[0]) if row else ""

    def remember_room(self, room: RememberedRoom) -> tuple[str, int]:
        """Note a visit and pin its host; return (epoch, last sequence) of the copy here."""
        self._database.execute(
            "UPDATE room SET host = '' WHERE name = ? AND host = ? AND device_id != ?"
            " AND hosted = 0",
            (room.name, room.host, room.device_id),
        )
        self._database.execute(
            "INSERT INTO room VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', ?7)"
            " ON CONFLICT (id) DO UPDATE SET name = ?2, host = ?3, port = ?4, device_id = ?5,"
            " visited_at = ?7",
            (room.room, room.name, room.host, room.port, room.device_id,
             int(room.hosted), room.visited_at),
        )  # fmt: skip
        (epoch,) = self._database.execute(
            "SELECT epoch FROM room WHERE id = ?", (room.room,)
        ).fetchone()
        return epoch, self.last_seq(room.room)

    def change_epoch(self, room: str, epoch: str) -> None:
        """Begin another history of a room: the copy of the old one goes."""
        (known,) = self._database.execute("SELECT epoch FROM room WHERE id = ?", (room,)).fetchone()
        if known not in ("", epoch):
            self._database.execute("DELETE FROM entry WHERE room = ?", (room,))
        self._database.execute("UPDATE room SET epoch = ? WHERE id = ?", (epoch, room))

    def rooms(self) -> tuple[RememberedRoom, ...]:
        """Return the rooms of earlier visits, the latest first."""
        rows = self._database.execute(
            "SELECT id, name, host, port, device_id, hosted, visited_at FROM room"
            " ORDER BY visited_at DESC"
        )
        return tuple(
            RememberedRoom(id_, name, host, port, device_id, bool(hosted), at)
            for id_, name, host, port, device_id, hosted, at in rows
        )

    # --- entries ---------------------------------------------------------------------------

    def last_seq(self, room: str) -> int:
        """Return the last sequence of a room's log here; 0 when it is empty."""
        row = self._database.execute(
            "SELECT max(seq) FROM entry WHERE room = ?", (room,)
        ).fetchone()
        return int(row[0] or 0)

    def keep(self, entries: Iterable[Entry], *, copied: bool = False) -> tuple[Entry, ...]:
        """Insert entries; return those that were there already, with the sequence they have.

        Another entry under the same sequence is a JournalError, or, in a ``copied`` log, the
        other computer's mistake: the row that came first stays.
        """
        twice: list[Entry] = []
        for entry in entries:
            cursor = self._database.execute(
                f"INSERT OR IGNORE INTO entry ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)",
                _row(entry),
            )
            if cursor.rowcount == 0:
                found = self._database.execute(
                    f"SELECT {_COLUMNS} FROM entry WHERE room = ? AND author = ? AND id = ?",
                    (entry.room, entry.author, entry.id),
                ).fetchone()
                if found is None and copied:
                    continue
                if found is None:
                    raise JournalError(f"sequence {entry.seq} of {entry.room} is another entry")
                twice.append(_entry(found))
        return tuple(twice)

    def after(self, room: str, seq: int, device_id: str, count: int) -> tuple[Entry, ...]:
        """Return up to ``count`` entries above ``seq`` that ``device_id`` may see."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM entry WHERE room = ?1 AND seq > ?2"
            ' AND ("to" = \'\' OR "to" = ?3 OR author = ?3) ORDER BY seq LIMIT ?4',
            (room, seq, device_id, count),
        )
        return tuple(map(_entry, rows))

    def before(self, room: str, seq: int, device_id: str, count: int) -> tuple[Entry, ...]:
        """Return the last ``count`` entries below ``seq`` that ``device_id`` may see, in order."""
        rows = self._database.execute(
            f"SELECT {_COLUMNS} FROM entry WHERE room = ?1 AND seq < ?2"
            ' AND ("to" = \'\' OR "to" = ?3 OR author = ?3) ORDER BY seq DESC LIMIT ?4',
            (room, seq, device_id, count),
        ).fetchall()
        return tuple(_entry(row) for row in reversed(rows))

    # --- the outbox ------------------------------------------------------------------------

    def queue(self, entry: Entry) -> None:
        """Put a post into the outbox; the same id twice is one post."""
        self._database.execute(
            'INSERT OR IGNORE INTO outbox (room, id, author, name, at, kind, text, "to", offer)'
            " VALUES (?,?,?,?,?,?,?,?,?)",
            _row(entry)[:1] + _row(entry)[2:],
        )

    def unsent(self, room: str, author: str) -> tuple[Entry, ...]:
        """Return what waits in a room's outbox, in the order it was said; sequence 0."""
        rows = self._database.execute(
            'SELECT room, 0, id, author, name, at, kind, text, "to", offer FROM outbox'
            " WHERE room = ? AND author = ? ORDER BY place",
            (room, author),
        )
        return tuple(map(_entry, rows))

    def settle(self, room: str, id_: str, seq: int, at: int) -> None:
        """Move a post from the outbox to the log, under the server's sequence and time."""
        self._database.execute(
            f"INSERT OR IGNORE INTO entry ({_COLUMNS})"
            ' SELECT room, ?3, id, author, name, ?4, kind, text, "to", offer FROM outbox'
            " WHERE room = ?1 AND id = ?2",
            (room, id_, seq, at),
        )
        self.drop(room, id_)

    def drop(self, room: str, id_: str) -> None:
        """Remove a post from the outbox."""
        self._database.execute("DELETE FROM outbox WHERE room = ? AND id = ?", (room, id_))


def _statements(script: str) -> Sequence[str]:
    """Split a schema step; ``executescript`` would commit our transaction first."""
    statements: list[str] = []
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if sqlite3.complete_statement(waiting):
            statements.append(waiting)
            waiting = ""
    return statements


def _row(entry: Entry) -> Row:
    offer = msgspec.msgpack.encode(entry.offer) if entry.offer is not None else None
    return (
        entry.room, entry.seq, entry.id, entry.author, entry.name,
        entry.at, entry.kind.value, entry.text, entry.to, offer,
    )  # fmt: skip


def _entry(row: Row) -> Entry:
    room, seq, id_, author, name, at, kind, text, to, offer = row
    return Entry(
        room, seq, id_, author, name, at, Kind(kind), text, to,
        _offer_decoder.decode(offer) if offer is not None else None,
    )  # fmt: skip

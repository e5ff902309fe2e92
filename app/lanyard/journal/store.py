"""The journal's writing side: SQL in one place, no Qt, one connection, used by one thread.

Entries are kept as they come, one row each under the server's sequence. Those that change another
one are rows too, so that they reach everybody who was away; what they change is brought up to
date in the same transaction, so that whoever reads finds the latest words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from lanyard.commands import new_id
from lanyard.events import CHANGES, Entry, Kind, RememberedRoom
from lanyard.journal.cursors import Cursors
from lanyard.journal.database import Database, JournalError
from lanyard.journal.inspection import inspect
from lanyard.journal.migration import INDEX, index, indexed, migrate
from lanyard.journal.rows import CHANGES as STATES
from lanyard.journal.rows import (
    COLUMNS,
    DELETED,
    EDITED,
    LAST_SEQ,
    NUMBERS,
    Numbers,
    packed_id,
    packed_offer,
    place_of,
    seq_of,
    talk_of,
    written,
)

FILE_NAME = "journal.sqlite3"
_OUTBOX = 'room, id, author, name, at, kind, text, "to", offer, ref'


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of entries that should be kept."""

    entries: tuple[Entry, ...]
    """New on the disk, as they lie there."""
    twice: tuple[Entry, ...] = ()
    """There before, under the sequence they carry here."""
    refused: tuple[tuple[Entry, str], ...] = ()
    """Changes of what is not there ('entry_unknown') or of somebody else's ('not_yours')."""


class Store:
    """The journal of one profile. Every method may block on the disk."""

    def __init__(self, profile: Path) -> None:
        """Open, or make, the journal in ``profile``.

        Raises JournalError, JournalNewer, and JournalDamaged for a file that must be mended.
        """
        inspect(profile / FILE_NAME)
        self.database = Database(profile / FILE_NAME, writing=True)
        try:
            migrate(self.database)
        except BaseException:
            self.database.close(fold=False)
            raise
        self.numbers = Numbers(self.database)
        self.cursors = Cursors(self.database, self.numbers)
        self._to_index: list[tuple[int, str, str, str]] = []
        self._early: set[tuple[int, int]] = set()

    def close(self, *, fold: bool = True) -> None:
        """Close the file; the last program to do so folds the WAL into it, if it may."""
        self.database.close(fold=fold)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Put everything written inside on the disk at its end, or nothing of it.

        Raises JournalError; the journal then holds what it held before.
        """
        try:
            with self.database.transaction():
                yield
        except BaseException:  # numbers that were given in it never were
            self.numbers.forget()
            self._to_index.clear()
            raise

    def reading(self) -> AbstractContextManager[None]:
        """Read something inside; what the disk refuses becomes a JournalError."""
        return self.database.reading()

    # --- rooms -----------------------------------------------------------------------------

    def hosted_room(self, name: str, device_id: str, at: int) -> tuple[str, str, int]:
        """Return (id, epoch, last sequence given) of the room this device hosts as ``name``."""
        row = self.database.one(
            "SELECT id, epoch FROM room WHERE hosted = 1 AND name = ? AND device_id = ?",
            (name, device_id),
        )
        if row is None:
            row = (new_id(), new_id()[:16])
            self.database.run(
                "INSERT INTO room VALUES (?, ?, '127.0.0.1', 0, ?, 1, ?, ?)",
                (row[0], name, device_id, row[1], at),
            )
        log = self.numbers.make_log(row[0])
        given = self.database.one("SELECT numbered FROM log WHERE number = ?", (log,))
        return row[0], row[1], max(self.last_seq(row[0]), given[0] if given else 0)

    def pinned(self, room: str, name: str, host: str, device_id: str) -> str:
        """Return the device id remembered for a room, or nothing; another one than ``device_id``
        comes first.

        A room is known by its id, and by its name at one host: somebody who takes over the address
        and the name of a room under another id is not its host either.
        """
        row = self.database.one(
            "SELECT device_id FROM room"
            " WHERE id = ?1 OR (name = ?2 AND host = ?3 AND hosted = 0)"
            " ORDER BY device_id = ?4, hosted DESC, visited_at DESC LIMIT 1",
            (room, name, host, device_id),
        )
        return str(row[0]) if row else ""

    def remember_room(self, room: RememberedRoom) -> tuple[str, int]:
        """Note a visit and pin its host; return (epoch, last sequence) of the copy here."""
        self.database.run(
            "UPDATE room SET host = '' WHERE name = ? AND host = ? AND device_id != ?"
            " AND hosted = 0",
            (room.name, room.host, room.device_id),
        )
        self.database.run(
            "INSERT INTO room VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', ?7)"
            " ON CONFLICT (id) DO UPDATE SET name = ?2, host = ?3, port = ?4, device_id = ?5,"
            " visited_at = ?7",
            (room.room, room.name, room.host, room.port, room.device_id,
             int(room.hosted), room.visited_at),
        )  # fmt: skip
        row = self.database.one("SELECT epoch FROM room WHERE id = ?", (room.room,))
        return row[0] if row else "", self.last_seq(room.room)

    def change_epoch(self, room: str, epoch: str, at: int = 0, *, replaced: bool = False) -> None:
        """Begin another history of a room, ``at`` milliseconds.

        The copy of the old one is laid aside as a room of its own, named with the day: two
        histories are never mixed, and nobody loses what was said. ``replaced``: it is another
        one although its epoch is the same (its host went back to an older copy).
        """
        row = self.database.one("SELECT name, epoch FROM room WHERE id = ?", (room,))
        name, known = row or ("", "")
        log = self.numbers.log(room)
        if log and (replaced or known not in ("", epoch)):
            if self.last_seq(room):
                day = datetime.fromtimestamp(at / 1000).astimezone().date()
                aside = new_id()
                self.database.run(
                    "INSERT INTO room SELECT ?, ?, '', port, device_id, 0, epoch, visited_at"
                    " FROM room WHERE id = ?",
                    (aside, f"{name} ({day})", room),
                )
                self.database.run("UPDATE log SET room = ? WHERE number = ?", (aside, log))
                self.numbers.forget()
                self.cursors.lay_aside(log, self.numbers.make_log(room))
            else:
                self.database.run("UPDATE log SET numbered = 0 WHERE number = ?", (log,))
                self.cursors.begin_again(log)
        self.database.run("UPDATE room SET epoch = ? WHERE id = ?", (epoch, room))

    def rooms(self) -> tuple[RememberedRoom, ...]:
        """Return the rooms of earlier visits, the latest first."""
        rows = self.database.all(
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
        log = self.numbers.log(room)
        row = self.database.one(
            "SELECT max(place) FROM entry WHERE place BETWEEN ? AND ?",
            (place_of(log, 0), place_of(log, LAST_SEQ)),
        )
        return seq_of(row[0]) if log and row and row[0] else 0

    def keep(self, entries: Iterable[Entry], *, copied: bool = False) -> Outcome:
        """Insert entries and do what those say that change others.

        In an own log only those who may change something do. Another entry under the same sequence
        is a JournalError there, or, in a ``copied`` log, the other computer's mistake: the row
        that came first stays.
        """
        entries = tuple(entries)
        self._early = self._early_changes(entries) if copied else set()
        kept: list[Entry] = []
        twice: list[Entry] = []
        refused: list[tuple[Entry, str]] = []
        for one in entries:
            entry = one
            if copied and not 0 < entry.seq < LAST_SEQ:
                continue
            log = self.numbers.make_log(entry.room)
            author = self.numbers.make_person(entry.author)
            receiver = self.numbers.make_person(entry.to)
            if entry.ref and not copied and self._found(entry, log, author) is None:
                entry, objection = self._judged(entry, log, author, talk_of(author, receiver))
                if objection:
                    refused.append((entry, objection))
                    continue
            if self._insert(entry, log, author, receiver):
                self._take_in(entry, log, author, talk_of(author, receiver), copied=copied)
                kept.append(entry)
                continue
            found = self._found(entry, log, author)
            if found is not None:
                twice.append(found)
            elif not copied:
                raise JournalError(f"sequence {entry.seq} of {entry.room} is another entry")
        self._index()
        return Outcome(tuple(kept), tuple(twice), tuple(refused))

    def _early_changes(self, entries: tuple[Entry, ...]) -> set[tuple[int, int]]:
        """Return which of these places in a log have been changed before they came."""
        found: set[tuple[int, int]] = set()
        for room in {entry.room for entry in entries}:
            seqs = [entry.seq for entry in entries if entry.room == room]
            log = self.numbers.log(room)
            rows = self.database.all(
                "SELECT ref FROM entry WHERE place >> 40 = ? AND ref BETWEEN ? AND ? AND kind > 1",
                (log, max(0, min(seqs)), min(max(seqs), LAST_SEQ)),
            )
            found.update((log, ref) for (ref,) in rows)
        return found

    def _insert(self, entry: Entry, log: int, author: int, receiver: int) -> bool:
        return bool(
            self.database.run(
                "INSERT OR IGNORE INTO entry VALUES (?,?,?,?,?,?,?,?,?,0,?,?,?)",
                (
                    place_of(log, entry.seq), packed_id(entry.id), author, receiver,
                    talk_of(author, receiver), entry.at, NUMBERS[entry.kind], entry.ref,
                    STATES.index(entry.change), written(entry.name), written(entry.text),
                    packed_offer(entry.offer),
                ),
            )
        )  # fmt: skip

    def _found(self, entry: Entry, log: int, author: int) -> Entry | None:
        row = self.database.one(
            f"SELECT {COLUMNS} FROM entry WHERE author = ? AND id = ? AND place >> 40 = ?",
            (author, packed_id(entry.id), log),
        )
        return self.numbers.entry(row) if row is not None else None

    # --- changes ---------------------------------------------------------------------------

    def _judged(self, entry: Entry, log: int, author: int, talk: int) -> tuple[Entry, str]:
        """Return the entry as it may be kept, and why it may not be."""
        row = self.database.one(
            "SELECT author, kind, talk, change FROM entry WHERE place = ?",
            (place_of(log, entry.ref),),
        )
        there = row is not None and row[1] < 2 and row[2] == talk and entry.ref < entry.seq
        if entry.kind not in CHANGES:
            return (entry if there else replace(entry, ref=0)), ""
        if row is None or not there or row[3] == DELETED:
            return entry, "entry_unknown"
        if entry.kind is Kind.EDIT:
            if row[0] != author:
                return entry, "not_yours"
            if row[1] != NUMBERS[Kind.TEXT]:
                return entry, "entry_unknown"
        if entry.kind is Kind.DELETE and not self._may_delete(entry, author, row[0]):
            return entry, "not_yours"
        return entry, ""

    def _may_delete(self, entry: Entry, author: int, author_of_target: int) -> bool:
        if author == author_of_target:
            return True
        row = self.database.one("SELECT device_id FROM room WHERE id = ?", (entry.room,))
        return row is not None and row[0] == entry.author

    def _take_in(self, entry: Entry, log: int, author: int, talk: int, *, copied: bool) -> None:
        """Do what belongs to a new row: its words in the index, or what it changes."""
        if entry.kind in CHANGES:
            self._early.add((log, entry.ref))
            self._change(entry, log, author, talk)
            return
        if entry.change != STATES[DELETED]:
            place = place_of(log, entry.seq)
            self._to_index.append(indexed(place, entry.text, author, talk))
        # The newest pages come first: what changes an entry may be here before it.
        if copied and (log, entry.seq) in self._early:
            for row in self.database.all(
                f"SELECT {COLUMNS} FROM entry WHERE place >> 40 = ? AND ref = ? AND kind > 1"
                " ORDER BY place",
                (log, entry.seq),
            ):
                self._change(self.numbers.entry(row), log, row[2], talk, folded=bool(entry.change))

    def _index(self) -> None:
        """Make new entries findable: together, and in order, which SQLite does much faster."""
        if self._to_index:
            rows, self._to_index = sorted(self._to_index), []
            self.database.run_each(INDEX, rows)

    def _change(
        self, change: Entry, log: int, author: int, talk: int, *, folded: bool = False
    ) -> None:
        """Bring the target of a change up to date, if it is here and the change is allowed.

        ``folded``: the target came with what was said so far.
        """
        target = place_of(log, change.ref)
        row = self.database.one(
            "SELECT author, kind, talk, change, changed_by, text FROM entry WHERE place = ?",
            (target,),
        )
        if row is not None and (row[1] > 1 or row[2] != talk):
            return
        self._index()
        if change.kind is Kind.REACTION:
            if row is None or row[3] != DELETED:
                self._react(change, target, author)
        elif row is None:
            return
        elif change.kind is Kind.DELETE:
            if self._may_delete(change, author, row[0]):
                self._delete(change, log, target)
        elif row[3] == DELETED:  # older words of what was taken back since
            self.database.run(
                "UPDATE entry SET text = '' WHERE place = ?", (place_of(log, change.seq),)
            )
        elif row[0] == author and row[1] == NUMBERS[Kind.TEXT] and row[4] < change.seq:
            text = row[5] if folded else change.text
            self.database.run(
                "UPDATE entry SET text = ?, change = ?, changed_by = ? WHERE place = ?",
                (written(text), EDITED, change.seq, target),
            )
            self.database.run("DELETE FROM word_index WHERE rowid = ?", (target,))
            index(self.database, target, text, author, talk)

    def _delete(self, change: Entry, log: int, target: int) -> None:
        self.database.run(
            "UPDATE entry SET text = '', offer = NULL, change = ?, changed_by = ? WHERE place = ?",
            (DELETED, change.seq, target),
        )
        self.database.run(
            "UPDATE entry SET text = '' WHERE place >> 40 = ? AND ref = ? AND kind = ?"
            " AND kind > 1",
            (log, change.ref, NUMBERS[Kind.EDIT]),
        )
        self.database.run("DELETE FROM reaction WHERE place = ?", (target,))
        self.database.run("DELETE FROM word_index WHERE rowid = ?", (target,))

    def _react(self, change: Entry, target: int, author: int) -> None:
        self.database.run(
            "INSERT INTO reaction VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET seq = excluded.seq, name = excluded.name, emoji = excluded.emoji"
            " WHERE excluded.seq > seq",
            (target, author, change.seq, written(change.name), written(change.text)),
        )

    # --- pages for members -----------------------------------------------------------------

    def page(
        self, room: str, after: int, before: int, device_id: str, count: int
    ) -> tuple[tuple[Entry, ...], int, bool]:
        """Return the newest ``count`` entries with after < seq < before that a device may see.

        Oldest first; then the sequence above which the page covers everything, and whether that
        is all there is. ``before`` 0: no end.
        """
        log = self.numbers.log(room)
        person = self.numbers.person(device_id) or -1
        rows = self.database.all(
            f"SELECT {COLUMNS} FROM entry WHERE place > ? AND place < ?"
            " AND (talk = 0 OR author = ? OR receiver = ?) ORDER BY place DESC LIMIT ?",
            (
                place_of(log, after), place_of(log, before or LAST_SEQ), person, person,
                count + 1,
            ),
        )  # fmt: skip
        complete = len(rows) <= count
        entries = tuple(self.numbers.entry(row) for row in reversed(rows[:count]))
        return entries, after if complete or not entries else entries[0].seq - 1, complete

    # --- the outbox ------------------------------------------------------------------------

    def queue(self, entry: Entry) -> None:
        """Put a post into the outbox; the same id twice is one post."""
        self.database.run(
            f"INSERT OR IGNORE INTO outbox ({_OUTBOX}) VALUES (?,?,?,?,?,?,?,?,?,?)",
            (
                entry.room, entry.id, entry.author, written(entry.name), entry.at,
                entry.kind.value, written(entry.text), entry.to, packed_offer(entry.offer),
                entry.ref,
            ),
        )  # fmt: skip

    def unsent(self, room: str, author: str) -> tuple[Entry, ...]:
        """Return what waits in a room's outbox, in the order it was said; sequence 0."""
        rows = self.database.all(
            f"SELECT {_OUTBOX} FROM outbox WHERE room = ? AND author = ? ORDER BY place",
            (room, author),
        )
        return tuple(self.numbers.waiting(row) for row in rows)

    def settle(self, room: str, id_: str, seq: int, at: int) -> tuple[Entry, ...]:
        """Move a post from the outbox to the log, under the server's sequence and time.

        Returns it unless the log had it or nobody had queued it.
        """
        row = self.database.one(
            f"SELECT {_OUTBOX} FROM outbox WHERE room = ? AND id = ?", (room, id_)
        )
        if row is None:
            return ()
        entry = replace(self.numbers.waiting(row), seq=seq, at=at)
        self.drop(room, id_)
        return self.keep([entry], copied=True).entries

    def drop(self, room: str, id_: str) -> None:
        """Remove a post from the outbox."""
        self.database.run("DELETE FROM outbox WHERE room = ? AND id = ?", (room, id_))

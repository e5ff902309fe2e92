"""A journal of an older program is brought up to date, all of it or not at all, after a copy."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import apsw
import msgspec
import pytest

from journal.journals import ANNA, BOB, CARL, ROOM, an_entry, reading, seqs
from lanyard.commands import ReadHistory, Search
from lanyard.events import Entry, Kind, Offer, OfferedFile
from lanyard.journal import migration
from lanyard.journal.database import Database, JournalDamaged, JournalError
from lanyard.journal.store import FILE_NAME, Store

OFFER = Offer((OfferedFile("plan.pdf", 5),))


def old_journal(folder: Path) -> tuple[Entry, ...]:
    """Make a journal as the first program did; return what is in it."""
    entries = (
        an_entry(1, text="the first report"),
        an_entry(2, BOB, text="你好"),
        an_entry(3, BOB, ANNA, text="between us"),
        an_entry(4, CARL, BOB, text="between them"),
        an_entry(5, BOB, kind=Kind.OFFER, text="", offer=OFFER),
    )
    database = apsw.Connection(str(folder / FILE_NAME))
    database.execute("PRAGMA journal_mode=WAL").fetchall()
    database.execute(dict(migration.steps())[1])
    database.execute(
        "INSERT INTO room VALUES (?, 'Office', '10.0.0.12', 25225, ?, 0, 'first', 7)", (ROOM, BOB)
    )
    for entry in entries:
        offer = msgspec.msgpack.encode(entry.offer) if entry.offer else None
        database.execute(
            "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?)",
            (entry.room, entry.seq, entry.id, entry.author, entry.name, entry.at,
             entry.kind.value, entry.text, entry.to, offer),
        )  # fmt: skip
    database.execute(
        "INSERT INTO outbox VALUES (1, ?, ?, ?, 'Anna', 5, 'text', 'waits', '', NULL)",
        (ROOM, "ee" * 16, ANNA),
    )
    database.execute("PRAGMA user_version=1")
    database.close()
    return entries


def test_everything_of_the_first_schema_is_there(tmp_path: Path) -> None:
    entries = old_journal(tmp_path)
    store = Store(tmp_path)
    assert store.page(ROOM, 0, 0, BOB, 9)[0] == entries
    assert store.remember_room(store.rooms()[0]) == ("first", 5)
    assert [post.text for post in store.unsent(ROOM, ANNA)] == ["waits"]
    assert store.cursors.gaps(ROOM) == ()
    mine = reading(store)
    assert mine.history(ReadHistory(ROOM)).entries == (entries[0], entries[1], entries[4])
    assert mine.history(ReadHistory(ROOM, BOB)).entries == (entries[2],)
    for words, expected in {"epor": [1], "好": [2], "between": [3]}.items():
        assert seqs(mine.search(Search(words)).hits) == expected
    assert [(one.to, one.unread) for one in mine.conversations()] == [("", 0), (BOB, 0)], (
        "what was there before marks were kept has been seen"
    )
    with store.transaction():
        assert store.keep([an_entry(6, id=entries[0].id)]).twice == (entries[0],)
    store.close()


def test_a_copy_is_kept_before(tmp_path: Path) -> None:
    old_journal(tmp_path)
    Store(tmp_path).close()
    copy = tmp_path / "journal-0001-backup.sqlite3"
    if os.name == "posix":
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    database = apsw.Connection(str(copy))
    assert database.execute("SELECT count(*) FROM entry").fetchall() == [(5,)]
    assert database.execute("PRAGMA user_version").fetchall() == [(1,)]
    database.close()
    before = copy.stat().st_mtime_ns
    Store(tmp_path).close()
    assert copy.stat().st_mtime_ns == before, "nothing is left to do at the next start"


def test_a_new_journal_needs_no_copy(tmp_path: Path) -> None:
    Store(tmp_path).close()
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_step_that_fails_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = old_journal(tmp_path)

    def fail(database: Database) -> None:
        raise apsw.FullError("database or disk is full")

    monkeypatch.setitem(migration._BY_PROGRAM, 2, fail)
    with pytest.raises(JournalError, match="full"):
        Store(tmp_path)
    database = Database(tmp_path / FILE_NAME, writing=False)
    assert database.version == 1
    assert database.one("SELECT count(*) FROM entry") == (len(entries),)
    database.close()
    monkeypatch.undo()
    store = Store(tmp_path)
    assert store.last_seq(ROOM) == 5
    store.close()


def test_another_programs_database_is_no_journal(tmp_path: Path) -> None:
    database = apsw.Connection(str(tmp_path / FILE_NAME))
    database.execute("CREATE TABLE bookmark (title TEXT)")
    database.close()
    with pytest.raises(JournalDamaged):
        Store(tmp_path)
    database = apsw.Connection(str(tmp_path / FILE_NAME))
    assert database.execute("SELECT name FROM sqlite_schema").fetchall() == [("bookmark",)]
    database.close()

"""A damaged journal is kept as it is, and all that can be read of it is saved."""

from __future__ import annotations

import os
import random
import stat
from pathlib import Path

import apsw
import pytest

from journal.journals import ANNA, BOB, CARL, ROOM, a_visit, an_entry, reading, seqs
from journal.test_store_steps import old_journal
from lanyard.commands import ReadHistory, Search
from lanyard.events import KnownMember
from lanyard.journal.database import JournalDamaged
from lanyard.journal.salvage import Mended, adopt, mend
from lanyard.journal.store import FILE_NAME, Store

PAGE = 4096
ROWS = 2_000


@pytest.fixture(autouse=True)
def warning(expect_log: object) -> None:
    """Mending is worth a line in the log."""
    expect_log("lanyard.journal", "messages were saved")  # type: ignore[operator]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("whole")
    store = Store(folder)
    with store.transaction():
        store.remember_room(a_visit())
        hosted, _, _ = store.hosted_room("Mine", ANNA, 1)
        store.queue(an_entry(0, id="ee" * 16, text="waits"))
        store.keep(
            [an_entry(seq, BOB, text=f"line {seq} 会议 {'x' * 80}") for seq in range(1, ROWS + 1)],
            copied=True,
        )
        store.keep([an_entry(seq, ANNA, room=hosted) for seq in range(1, 11)])
        store.cursors.keep_members(ROOM, [KnownMember(CARL, "Carl", 1, 2, 3)])
        store.cursors.keep_draft(ROOM, "", "half")
        store.cursors.mark_read(ROOM, "", 99)
    store.close()
    return (folder / FILE_NAME).read_bytes()


def damaged(folder: Path, content: bytes) -> Mended:
    (folder / FILE_NAME).write_bytes(content)
    mended = mend(folder)
    assert mended is not None
    assert mended.kept_as.read_bytes() == content, "the damaged file stays as it was"
    return mended


def pages_of(content: bytes, name: str, sort: str = "leaf") -> list[int]:
    """Return the pages of a table of one sort."""
    database = apsw.Connection(":memory:")
    database.deserialize("main", content[:18] + b"\1\1" + content[20:])  # out of WAL mode
    found = database.execute(
        "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = ?", (name, sort)
    ).fetchall()
    return [page for (page,) in found]


def without(content: bytes, *pages: int) -> bytes:
    changed = bytearray(content)
    for page in pages:
        changed[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    return bytes(changed)


def check_small_things(store: Store) -> None:
    assert {room.name for room in store.rooms()} == {"Office", "Mine"}
    assert store.pinned(ROOM, "", "", "") == BOB
    assert [post.text for post in store.unsent(ROOM, ANNA)] == ["waits"]


def test_a_whole_journal_is_saved_whole(tmp_path: Path, whole: bytes) -> None:
    assert damaged(tmp_path, whole).rows == ROWS + 10
    store = Store(tmp_path)
    check_small_things(store)
    assert store.last_seq(ROOM) == ROWS
    assert store.cursors.gaps(ROOM) == ()
    assert [member.name for member in store.cursors.members(ROOM)] == ["Carl"]
    office = next(one for one in reading(store).conversations() if one.room == ROOM)
    assert (office.draft, office.read_to) == ("half", 99)
    assert seqs(reading(store).search(Search("会议 1234")).hits) == [1234]
    assert store.database.all("PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_bad_pages_cost_their_own_rows_and_are_fetched_again(tmp_path: Path, whole: bytes) -> None:
    leaves = pages_of(whole, "entry")
    lost = (leaves[3], leaves[10], leaves[11])
    mended = damaged(tmp_path, without(whole, *lost))
    assert ROWS * 0.9 < mended.rows < ROWS
    store = Store(tmp_path)
    check_small_things(store)
    there = {row[0] for row in store.database.all("SELECT place & 0xffffffffff FROM entry"
             " WHERE place >> 40 = ?", (store.numbers.log(ROOM),))}  # fmt: skip
    said = [seq for low, high in store.cursors.gaps(ROOM) for seq in range(low + 1, high)]
    assert set(said) == set(range(1, ROWS + 1)) - there, "the gaps are exactly what was lost"
    assert len(store.cursors.gaps(ROOM)) == 2
    store.close()


def test_numbers_of_an_own_room_are_never_given_again(tmp_path: Path, whole: bytes) -> None:
    damaged(tmp_path, without(whole, pages_of(whole, "entry")[-1]))
    store = Store(tmp_path)
    with store.transaction():
        _, _, last = store.hosted_room("Mine", ANNA, 2)
    assert last > 1_000
    store.close()


@pytest.mark.parametrize("table", ["log", "person", "word_index_data", "entry_once", "room"])
def test_one_bad_page_of_another_table_costs_no_message(
    tmp_path: Path, whole: bytes, table: str
) -> None:
    mended = damaged(tmp_path, without(whole, *pages_of(whole, table)))
    assert mended.rows == ROWS + 10
    store = Store(tmp_path)
    if table == "log":
        rooms = [room for (room,) in store.database.all("SELECT room FROM log")]
        assert ROOM in rooms
    if table == "person":
        assert store.page(ROOM, 0, 0, ANNA, 1)[0][0].author == BOB
    store.close()


def test_rows_below_a_lost_root_are_saved(tmp_path: Path, whole: bytes) -> None:
    roots = [*pages_of(whole, "entry", "internal"), *pages_of(whole, "person")]
    mended = damaged(tmp_path, without(whole, *roots))
    assert mended.rows == ROWS + 10
    store = Store(tmp_path)
    check_small_things(store)
    assert seqs(store.page(ROOM, 0, 0, BOB, ROWS)[0]) == list(range(1, ROWS + 1))
    store.close()


def test_what_was_deleted_does_not_come_back(tmp_path: Path, whole: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(whole)
    store = Store(tmp_path)
    log = store.numbers.log(ROOM)
    with store.transaction():
        store.database.run("DELETE FROM entry WHERE place >> 40 = ? AND place & 1023 > 9", (log,))
    left = store.database.one("SELECT count(*) FROM entry")
    store.close()
    content = (tmp_path / FILE_NAME).read_bytes()
    root = pages_of(content, "entry", "internal")
    assert damaged(tmp_path, without(content, *root)).rows == (left or [0])[0]


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_nobody_else_may_read_it_either(tmp_path: Path, whole: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(without(whole, 1))
    (tmp_path / FILE_NAME).chmod(0o600)
    before = os.umask(0)
    try:
        mend(tmp_path)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_a_lost_first_page_is_replaced(tmp_path: Path, whole: bytes) -> None:
    assert damaged(tmp_path, without(whole, 1)).rows == ROWS + 10


@pytest.mark.parametrize("length", [0, 1, 100, PAGE, 3 * PAGE, 40 * PAGE + 17])
def test_a_file_cut_short(tmp_path: Path, whole: bytes, length: int) -> None:
    damaged(tmp_path, whole[:length])
    store = Store(tmp_path)
    assert store.database.all("PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_nonsense_gives_an_empty_journal(tmp_path: Path) -> None:
    assert damaged(tmp_path, random.Random(4).randbytes(90_000)).rows == 0
    store = Store(tmp_path)
    assert store.rooms() == ()
    store.close()


@pytest.mark.parametrize("seed", range(12))
def test_flipped_bits(tmp_path: Path, whole: bytes, seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(whole)
    for _ in range(15):
        content[chance.randrange(PAGE, len(content))] ^= 1 << chance.randrange(8)
    assert damaged(tmp_path, bytes(content)).rows > ROWS * 0.9
    store = Store(tmp_path)
    assert len(reading(store).history(ReadHistory(ROOM)).entries) == 100
    assert store.database.all("PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_what_only_the_write_ahead_log_holds_is_saved(tmp_path: Path, whole: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(whole)
    other = tmp_path / "other"
    other.mkdir()
    store = Store(tmp_path)
    with store.transaction():
        store.keep([an_entry(ROWS + 1, BOB)], copied=True)
    for name in (FILE_NAME, f"{FILE_NAME}-wal"):
        (other / name).write_bytes((tmp_path / name).read_bytes())
    store.close()
    log = (other / f"{FILE_NAME}-wal").read_bytes()
    bad = bytearray((other / FILE_NAME).read_bytes())
    leaf = pages_of(whole, "entry")[5]
    bad[(leaf - 1) * PAGE : leaf * PAGE] = bytes(PAGE)
    (other / FILE_NAME).write_bytes(bad)
    mended = mend(other)
    assert mended is not None
    kept = mended.kept_as.with_name(f"{mended.kept_as.name}-wal")
    assert kept.read_bytes() == log
    store = Store(other)
    assert store.last_seq(ROOM) == ROWS + 1
    store.close()


def test_a_journal_of_the_first_schema(tmp_path: Path) -> None:
    entries = old_journal(tmp_path)
    assert damaged(tmp_path, (tmp_path / FILE_NAME).read_bytes()).rows == len(entries)
    store = Store(tmp_path)
    assert store.page(ROOM, 0, 0, BOB, 9)[0] == entries
    assert len(store.unsent(ROOM, ANNA)) == 1
    store.close()


def test_a_mending_cut_short_is_finished(tmp_path: Path, whole: bytes, expect_log: object) -> None:
    damaged(tmp_path, whole)
    (tmp_path / FILE_NAME).rename(tmp_path / "journal-mended.sqlite3")
    adopt(tmp_path)
    store = Store(tmp_path)
    assert store.last_seq(ROOM) == ROWS
    store.close()
    adopt(tmp_path)
    assert not (tmp_path / "journal-mended.sqlite3").exists()


def test_nothing_is_left_beside_it(tmp_path: Path, whole: bytes) -> None:
    mended = damaged(tmp_path, without(whole, 1))
    again = damaged(tmp_path, without(whole, 1))
    assert mended.kept_as != again.kept_as
    Store(tmp_path).close()
    kept = {mended.kept_as.name, again.kept_as.name}
    beside = {path.name.removesuffix("-wal").removesuffix("-shm") for path in tmp_path.iterdir()}
    assert beside == {FILE_NAME, *kept}


def test_an_unknown_table_of_contents_is_damage(tmp_path: Path, whole: bytes) -> None:
    database = apsw.Connection(str(tmp_path / FILE_NAME))
    database.execute("PRAGMA user_version=1")
    database.execute("CREATE TABLE room (x)")
    database.close()
    with pytest.raises(JournalDamaged):
        Store(tmp_path)
    assert damaged(tmp_path, (tmp_path / FILE_NAME).read_bytes()).rows == 0

"""A damaged journal is kept as it is, and all that can be read of it is saved."""

from __future__ import annotations

import os
import random
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest

from journal.desks import Desks
from journal.journals import ANNA, BOB, CARL, ROOM, a_visit, an_entry, keep, reading, seqs
from journal.test_store_steps import old_journal
from lanyard.commands import ReadHistory, Search
from lanyard.events import (
    CommandFailed,
    ConversationsRemembered,
    JournalMended,
    JournalTroubled,
    KnownMember,
)
from lanyard.journal.database import JournalDamaged, translated
from lanyard.journal.salvage import Mended, adopt, mend
from lanyard.journal.store import FILE_NAME, Store

PAGE = 4096
ROWS = 2_000


@pytest.fixture(autouse=True)
def warning(request: pytest.FixtureRequest, expect_log: Any) -> None:
    """Mending is worth a line in the log."""
    if "nothing_mended" not in request.fixturenames:
        expect_log("lanyard.journal", "messages were saved")


@pytest.fixture
def nothing_mended() -> None:
    """For tests of what is no damage."""


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


# --- kept as it was found ----------------------------------------------------------------------


Hot = tuple[bytes, bytes]


@pytest.fixture(scope="module")
def hot(tmp_path_factory: pytest.TempPathFactory, whole: bytes) -> Hot:
    """A journal whose program was killed: its last rows are in the write-ahead log only."""
    folder = tmp_path_factory.mktemp("hot")
    (folder / FILE_NAME).write_bytes(whole)
    store = Store(folder)
    for seq in range(ROWS + 1, ROWS + 101):
        keep(store, [an_entry(seq, BOB, text=f"late {seq} {'y' * 300}")])
    found = (folder / FILE_NAME).read_bytes(), (folder / f"{FILE_NAME}-wal").read_bytes()
    store.close()
    return found


def put(folder: Path, content: bytes | None, log: bytes) -> None:
    if content is not None:
        (folder / FILE_NAME).write_bytes(content)
    (folder / f"{FILE_NAME}-wal").write_bytes(log)


def mended_at_start(desks: Desks) -> JournalMended:
    """Start the program; return what it said, once, when it went on with a journal that works."""
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    (mended,) = desk.heard(JournalMended)
    assert desks.hosted(desk).failure is None
    assert desk.heard(JournalTroubled) == desk.heard(CommandFailed) == []
    desk.end()
    again = desks.open()
    desks.until(again, ConversationsRemembered)
    assert again.heard(JournalMended) == [], "said once"
    return mended


def foreign(folder: Path, *statements: str) -> bytes:
    database = apsw.Connection(str(folder / FILE_NAME))
    for statement in ("CREATE TABLE recipe (name TEXT, steps TEXT)", *statements):
        database.execute(statement)
    database.close()
    return (folder / FILE_NAME).read_bytes()


@pytest.fixture
def damage_is_told(expect_log: Any) -> None:
    expect_log("lanyard.journal", "is damaged")


def zeros(content: bytes) -> bytes:
    return bytes(len(content))


def garbage(content: bytes) -> bytes:
    return random.Random(5).randbytes(len(content))


def short(content: bytes) -> bytes:
    return content[: 20 * PAGE]


def flipped(content: bytes) -> bytes:
    chance, changed = random.Random(6), bytearray(content)
    for _ in range(len(content) // 100):
        changed[chance.randrange(PAGE, len(content))] ^= 1 << chance.randrange(8)
    return bytes(changed)


@pytest.mark.usefixtures("damage_is_told")
@pytest.mark.parametrize("spoil", [zeros, garbage, short, flipped])
def test_a_damaged_journal_and_its_log_are_kept_byte_for_byte(
    desks: Desks, hot: Hot, spoil: Callable[[bytes], bytes]
) -> None:
    content, log = spoil(hot[0]), hot[1]
    put(desks.profile, content, log)
    kept_as = Path(mended_at_start(desks).kept_as)
    assert kept_as.read_bytes() == content
    assert kept_as.with_name(f"{kept_as.name}-wal").read_bytes() == log


@pytest.mark.usefixtures("damage_is_told")
@pytest.mark.parametrize("version", [0, 1, 2])
def test_another_programs_file_is_kept_byte_for_byte(desks: Desks, version: int) -> None:
    content = foreign(desks.profile, f"PRAGMA user_version={version}")
    mended = mended_at_start(desks)
    assert Path(mended.kept_as).read_bytes() == content
    assert mended.rows == 0


@pytest.mark.usefixtures("damage_is_told")
def test_the_log_of_a_journal_beside_another_programs_file(desks: Desks, hot: Hot) -> None:
    content = foreign(desks.profile)
    put(desks.profile, content, hot[1])
    kept_as = Path(mended_at_start(desks).kept_as)
    assert kept_as.read_bytes() == content
    assert kept_as.with_name(f"{kept_as.name}-wal").read_bytes() == hot[1]


@pytest.mark.usefixtures("damage_is_told")
@pytest.mark.parametrize("content", [None, b""])
def test_what_only_a_log_holds_is_saved_and_told(
    desks: Desks, hot: Hot, content: bytes | None
) -> None:
    put(desks.profile, content, hot[1])
    mended = mended_at_start(desks)
    assert mended.rows >= 100
    kept_as = Path(mended.kept_as)
    log = kept_as if content is None else kept_as.with_name(f"{kept_as.name}-wal")
    assert log.read_bytes() == hot[1]
    store = Store(desks.profile)
    texts = {text for (text,) in store.database.all("SELECT text FROM entry")}
    assert {f"late {seq} {'y' * 300}" for seq in range(ROWS + 1, ROWS + 101)} <= texts
    store.close()


def test_an_unfinished_mending_does_not_meet_the_old_log(tmp_path: Path, hot: Hot) -> None:
    put(tmp_path, None, hot[1])
    (tmp_path / "journal-mended.sqlite3").write_bytes(hot[0])
    adopt(tmp_path)
    assert not (tmp_path / FILE_NAME).exists()
    mended = mend(tmp_path)
    assert mended is not None
    assert mended.kept_as.read_bytes() == hot[1]


@pytest.mark.usefixtures("nothing_mended")
def test_a_killed_program_finds_its_last_rows_without_mending(desks: Desks, hot: Hot) -> None:
    put(desks.profile, *hot)
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    assert desk.heard(JournalMended) == []
    store = Store(desks.profile)
    assert store.last_seq(ROOM) == ROWS + 100
    store.close()


# --- never usable again, as it seemed ----------------------------------------------------------


def changed(content: bytes, at: int, what: bytes) -> bytes:
    return content[:at] + what + content[at + len(what) :]


@pytest.mark.usefixtures("damage_is_told")
@pytest.mark.parametrize(
    ("at", "what"),
    [
        (60, b"\xff\xff\xff\xfb"),  # the version of the schema is -5
        (44, b"\0\0\0\x63"),  # a schema format of the future
        (18, b"\x09\x02"),  # may be read, never written
        (18, b"\x09\x09"),
        (56, b"\0\0\0\2"),  # UTF-16
    ],
)
def test_a_damaged_header_is_mended(desks: Desks, whole: bytes, at: int, what: bytes) -> None:
    content = changed(whole, at, what)
    (desks.profile / FILE_NAME).write_bytes(content)
    mended = mended_at_start(desks)
    assert Path(mended.kept_as).read_bytes() == content
    assert mended.rows == ROWS + 10


@pytest.mark.usefixtures("damage_is_told")
@pytest.mark.parametrize(
    "statements",
    [
        ("ALTER TABLE entry RENAME TO old", "CREATE VIEW entry AS SELECT * FROM old"),
        ("DROP TABLE outbox",),
        ("DROP INDEX entry_once",),
        ("ALTER TABLE entry RENAME COLUMN text TO words",),
    ],
)
def test_tables_that_are_not_ours_are_mended(
    desks: Desks, whole: bytes, statements: tuple[str, ...]
) -> None:
    (desks.profile / FILE_NAME).write_bytes(whole)
    database = apsw.Connection(str(desks.profile / FILE_NAME))
    for statement in statements:
        database.execute(statement)
    database.close()
    content = (desks.profile / FILE_NAME).read_bytes()
    mended = mended_at_start(desks)
    assert Path(mended.kept_as).read_bytes() == content
    assert mended.rows == ROWS + 10


def test_numbers_no_journal_holds_are_left_out(tmp_path: Path, whole: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(whole)
    database = apsw.Connection(str(tmp_path / FILE_NAME))
    for statement in (
        "UPDATE log SET number = number + (1 << 50)",
        "UPDATE person SET number = number + (1 << 40) WHERE device LIKE 'c%'",
        "UPDATE entry SET at = -5, author = 1 << 50 WHERE place & 1023 = 7",
        "UPDATE read_mark SET seq = 1 << 60",
        "UPDATE outbox SET kind = 'te8t'",
        "UPDATE entry SET ref = 1 << 50, change = 9, id = x'00ff' WHERE place & 4095 = 9",
    ):
        database.execute(statement)
    database.close()
    mended = damaged(tmp_path, (tmp_path / FILE_NAME).read_bytes())
    assert mended.rows == ROWS + 10
    store = Store(tmp_path)
    with store.transaction():
        store.hosted_room("Mine", ANNA, 2)
    assert len(reading(store).conversations()) >= 2
    devices = [device for (device,) in store.database.all("SELECT device FROM person")]
    assert {len(device) for device in devices} == {64}, "what the wire demands"
    assert [post.text for post in store.unsent(ROOM, ANNA)] == ["waits"]
    store.close()


@pytest.mark.usefixtures("nothing_mended")
def test_what_sqlite_says_of_our_statements_is_damage() -> None:
    for words in ("cannot modify entry because it is a view", "unsupported file format"):
        assert isinstance(translated(apsw.SQLError(words)), JournalDamaged)
    for words in ('fts5: syntax error near "*"', "cannot start a transaction within another"):
        assert not isinstance(translated(apsw.SQLError(words)), JournalDamaged)


def test_trees_that_lead_round_in_circles_end(tmp_path: Path, whole: bytes) -> None:
    half = len(whole) // PAGE // 2 * PAGE
    for cut in range(PAGE, half, 29 * PAGE):
        began = time.monotonic()
        damaged(tmp_path, whole[:cut] + whole[: len(whole) - cut])
        assert time.monotonic() - began < 3
        (tmp_path / FILE_NAME).unlink()


@pytest.mark.usefixtures("nothing_mended")
def test_a_report_of_damage_that_was_mended_since_changes_nothing(desks: Desks) -> None:
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    damage = JournalDamaged("a reader saw it in the file before")
    damage.found_in = (0, 1)
    desk.damage_found.emit(damage)
    desks.hosted(desk)
    assert desk.heard(JournalMended) == []

"""The journal's file: whole transactions or nothing, one row a post, and nobody else's words."""

from __future__ import annotations

import dataclasses
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lanyard.events import Code, Entry, Kind, Offer, OfferedFile, RememberedRoom
from lanyard.journal import database as database_module
from lanyard.journal.database import Database, JournalDamaged, JournalError, JournalNewer
from lanyard.journal.store import FILE_NAME, Outcome, Store

ROOM, OTHER_ROOM = "0b" * 16, "0c" * 16
ANNA, BOB, CARL = "a1" * 32, "b2" * 32, "c3" * 32


def an_entry(seq: int, author: str = ANNA, to: str = "", room: str = ROOM, **more: object) -> Entry:
    entry = Entry(room, seq, f"{seq:032x}", author, "Anna", 5, Kind.TEXT, f"line {seq}", to)
    return dataclasses.replace(entry, **more)  # type: ignore[arg-type]


def a_visit(**changes: object) -> RememberedRoom:
    visit = RememberedRoom(ROOM, "Office", "10.0.0.12", 25225, ANNA, False, 1_000)
    return dataclasses.replace(visit, **changes)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 50)
    opened = Store(tmp_path)
    yield opened
    opened.close()


def page(store: Store, device: str = ANNA, after: int = 0, count: int = 100) -> tuple[Entry, ...]:
    return store.page(ROOM, after, 0, device, count)[0]


def seqs(entries: tuple[Entry, ...]) -> list[int]:
    return [entry.seq for entry in entries]


# --- the file ----------------------------------------------------------------------------------


def test_what_was_committed_is_there_at_the_next_start(tmp_path: Path) -> None:
    offer = Offer((OfferedFile("plan.pdf", 1 << 40),), ("10.0.0.12",), 40_000)
    entries = (
        an_entry(1, text="NUL \x00, \u202e, 你好, <b>"),
        an_entry(2, kind=Kind.OFFER, text="", offer=offer, to=BOB),
    )
    first = Store(tmp_path)
    with first.transaction():
        assert first.keep(entries).twice == ()
    first.close()
    second = Store(tmp_path)
    assert page(second, BOB) == entries
    second.close()


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        store = Store(tmp_path)
        with store.transaction():
            store.keep([an_entry(1)])
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        store.close()
    finally:
        os.umask(before)
    assert FILE_NAME in modes
    assert len(modes) >= 2, "the write-ahead log must exist to be looked at"
    assert set(modes.values()) == {0o600}


def test_a_power_cut_may_take_nothing_that_was_committed(store: Store) -> None:
    assert store.database.one("PRAGMA journal_mode") == ("wal",)
    assert store.database.one("PRAGMA synchronous") == (2,)


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path).close()
    database = Database(tmp_path / FILE_NAME, writing=True)
    database.run("PRAGMA user_version=99")
    database.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(JournalNewer, match="99"):
        Store(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


@pytest.mark.parametrize(
    "content", [b"no database at all" * 300, b"SQLite format 3\x00" + b"?" * 500]
)
def test_a_damaged_file_is_an_error_and_not_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(JournalDamaged):
        Store(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(JournalError):
        Store(tmp_path / "missing")


def test_a_first_start_that_was_cut_short_is_begun_again(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    store = Store(tmp_path)
    assert store.rooms() == ()
    store.close()


# --- transactions ------------------------------------------------------------------------------


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.transaction():
            store.keep([an_entry(1)])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.last_seq(ROOM) == 0
    with store.transaction():
        store.keep([an_entry(1)])
    assert store.last_seq(ROOM) == 1


def test_a_full_disk_is_an_error_and_leaves_what_was_there(store: Store) -> None:
    with store.transaction():
        store.keep([an_entry(1)])
    pages = store.database.one("PRAGMA page_count")
    assert pages is not None
    store.database.run(f"PRAGMA max_page_count={pages[0]}")
    with pytest.raises(JournalError, match="full") as full, store.transaction():
        store.keep([an_entry(seq, text="x" * 4_000) for seq in range(2, 40)])
    assert full.value.code is Code.DISK_FULL
    assert seqs(page(store, ANNA)) == [1]
    store.database.run("PRAGMA max_page_count=100000")
    with store.transaction():
        store.keep([an_entry(2)])
    assert store.last_seq(ROOM) == 2


def test_a_locked_file_is_an_error_after_a_while(store: Store, tmp_path: Path) -> None:
    other = Database(tmp_path / FILE_NAME, writing=True)
    other.run("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match="locked"), store.transaction():
        pass
    assert store.last_seq(ROOM) == 0, "reading goes on"
    other.run("ROLLBACK")
    other.close()
    with store.transaction():
        store.keep([an_entry(1)])


WRITER = """
import sys
import threading
from pathlib import Path
from lanyard.events import Code, Entry, Kind
from lanyard.journal.store import Store
store = Store(Path(sys.argv[1]))
room = sys.argv[2]
for seq in range(1, 41):
    with store.transaction():
        store.keep([Entry(room, seq, f"{seq:032x}", "a", "A", 0, Kind.TEXT, "x")])
store.close()
"""


def test_two_programs_write_one_file(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), room])
        for room in (ROOM, OTHER_ROOM)
    ]
    assert [writer.wait(30) for writer in writers] == [0, 0]
    store = Store(tmp_path)
    assert store.last_seq(ROOM) == store.last_seq(OTHER_ROOM) == 40
    store.close()


def test_programs_that_start_at_once_all_open_a_fresh_journal(tmp_path: Path) -> None:
    for attempt in range(20):
        profile = tmp_path / str(attempt)
        profile.mkdir()
        together = threading.Barrier(3)

        def start(profile: Path = profile, together: threading.Barrier = together) -> None:
            together.wait(10)
            Store(profile).close()

        with ThreadPoolExecutor(3) as pool:
            for started in [pool.submit(start) for _ in range(3)]:
                started.result(20)  # raises what the program met


# --- entries -----------------------------------------------------------------------------------


def test_a_post_is_kept_once_under_its_first_number(store: Store) -> None:
    with store.transaction():
        store.keep([an_entry(1)])
    again = an_entry(2, id=an_entry(1).id, text="other words")
    with store.transaction():
        assert store.keep([again, an_entry(3)]) == Outcome((an_entry(3),), (an_entry(1),))
    assert page(store, BOB) == (an_entry(1), an_entry(3))


def test_one_id_of_two_authors_is_two_rows(store: Store) -> None:
    theirs = an_entry(2, author=BOB, id=an_entry(1).id)
    with store.transaction():
        assert store.keep([an_entry(1), theirs]).twice == ()
    assert page(store, CARL) == (an_entry(1), theirs)


def test_one_number_for_two_entries_of_an_own_log_is_an_error(store: Store) -> None:
    with store.transaction():
        store.keep([an_entry(1)])
    with pytest.raises(JournalError, match="another entry"), store.transaction():
        store.keep([an_entry(2), an_entry(1, id="ff" * 16)])
    assert page(store, ANNA) == (an_entry(1),)


def test_in_a_copied_log_the_first_row_stays_and_the_rest_is_kept(store: Store) -> None:
    with store.transaction():
        store.keep([an_entry(1)], copied=True)
        store.keep([an_entry(1, id="ff" * 16, text="forged"), an_entry(2)], copied=True)
    assert page(store, ANNA) == (an_entry(1), an_entry(2))


def test_only_the_two_of_a_direct_message_read_it(store: Store) -> None:
    entries = (an_entry(1), an_entry(2, author=ANNA, to=BOB), an_entry(3, author=CARL, to=ANNA))
    with store.transaction():
        store.keep(entries)
    seen = {ANNA: [1, 2, 3], BOB: [1, 2], CARL: [1, 3], "dd" * 32: [1], "": [1]}
    for device, numbers in seen.items():
        assert seqs(page(store, device)) == numbers


def test_pages_of_a_log(store: Store) -> None:
    with store.transaction():
        store.keep([an_entry(seq) for seq in range(1, 11)])
        store.keep([an_entry(seq, room=OTHER_ROOM) for seq in range(1, 4)])
    for (after, before), (expected, covered, complete) in {
        (0, 0): ([7, 8, 9, 10], 6, False),
        (0, 7): ([3, 4, 5, 6], 2, False),
        (2, 7): ([3, 4, 5, 6], 2, True),
        (0, 3): ([1, 2], 0, True),
        (8, 0): ([9, 10], 8, True),
        (10, 0): ([], 10, True),
        (0, 1): ([], 0, True),
    }.items():
        entries, after_, is_complete = store.page(ROOM, after, before, ANNA, 4)
        assert (seqs(entries), after_, is_complete) == (expected, covered, complete)
    assert store.last_seq(OTHER_ROOM) == 3


# --- the outbox --------------------------------------------------------------------------------


def test_the_outbox_keeps_order_and_each_post_once(store: Store) -> None:
    posts = [an_entry(0, id=f"{number:032x}") for number in (3, 1, 2)]
    with store.transaction():
        for post in (*posts, posts[0]):
            store.queue(post)
        store.queue(an_entry(0, author=BOB, id="bb" * 16))
        store.queue(an_entry(0, room=OTHER_ROOM))
    assert store.unsent(ROOM, ANNA) == tuple(posts)


def test_a_settled_post_moves_to_the_log(store: Store) -> None:
    post = an_entry(0, id="aa" * 16, to=BOB, text="hello")
    with store.transaction():
        store.queue(post)
        store.settle(ROOM, post.id, 7, 99)
    assert store.unsent(ROOM, ANNA) == ()
    assert page(store, BOB) == (dataclasses.replace(post, seq=7, at=99),)


def test_settling_what_the_log_has_or_nobody_queued_changes_no_row(store: Store) -> None:
    post = an_entry(0, id="aa" * 16)
    with store.transaction():
        store.keep([dataclasses.replace(post, seq=7)])
        store.queue(post)
        store.settle(ROOM, post.id, 7, 99)
        store.settle(ROOM, "bb" * 16, 8, 99)
    assert store.unsent(ROOM, ANNA) == ()
    assert page(store, ANNA) == (dataclasses.replace(post, seq=7),)


def test_a_dropped_post_is_gone(store: Store) -> None:
    with store.transaction():
        store.queue(an_entry(0))
        store.drop(ROOM, an_entry(0).id)
    assert store.unsent(ROOM, ANNA) == ()


# --- rooms and their hosts ---------------------------------------------------------------------


def test_a_hosted_room_keeps_its_id_history_and_number(store: Store) -> None:
    with store.transaction():
        room, epoch, last = store.hosted_room("Office", ANNA, 1)
        store.keep([an_entry(4, room=room)])
    assert last == 0
    assert len(room) == 32
    with store.transaction():
        assert store.hosted_room("Office", ANNA, 2) == (room, epoch, 4)
        assert store.hosted_room("Kitchen", ANNA, 3)[0] != room
        assert store.hosted_room("Office", BOB, 4)[0] != room


def test_a_first_visit_pins_the_host(store: Store) -> None:
    assert store.pinned(ROOM, "Office", "10.0.0.12", ANNA) == ""
    with store.transaction():
        assert store.remember_room(a_visit()) == ("", 0)
    assert store.pinned(ROOM, "Office", "10.0.0.12", ANNA) == ANNA
    assert store.pinned(ROOM, "Renamed", "elsewhere", BOB) == ANNA, "by its id"
    assert store.pinned(OTHER_ROOM, "Office", "10.0.0.12", BOB) == ANNA, "by name and host"
    assert store.pinned(OTHER_ROOM, "Office", "10.0.0.13", BOB) == ""
    assert store.pinned(OTHER_ROOM, "Kitchen", "10.0.0.12", BOB) == ""


def test_somebody_visited_before_cannot_pass_for_another_room(store: Store) -> None:
    with store.transaction():
        store.remember_room(a_visit())
        store.remember_room(
            a_visit(room=OTHER_ROOM, name="Kitchen", host="10.0.0.66", device_id=BOB)
        )
    # Bob's own room id and his own certificate, under Anna's room's name at her address.
    assert store.pinned(OTHER_ROOM, "Office", "10.0.0.12", BOB) == ANNA
    assert store.pinned(OTHER_ROOM, "Kitchen", "10.0.0.66", BOB) == BOB


def test_trusting_a_changed_host_forgets_the_old_one_at_that_address(store: Store) -> None:
    with store.transaction():
        store.remember_room(a_visit())
        store.remember_room(a_visit(room=OTHER_ROOM, device_id=BOB, visited_at=2_000))
    assert store.pinned(OTHER_ROOM, "Office", "10.0.0.12", BOB) == BOB
    assert store.pinned(ROOM, "Office", "10.0.0.12", ANNA) == BOB
    assert store.pinned(ROOM, "Office", "10.0.0.99", ANNA) == ANNA


def test_a_visit_changes_where_the_room_is_and_not_who_hosts_it_or_its_history(
    store: Store,
) -> None:
    with store.transaction():
        store.remember_room(a_visit())
        store.change_epoch(ROOM, "first")
        store.keep([an_entry(3)], copied=True)
        moved = a_visit(host="10.0.0.99", port=25226, name="Office 2", visited_at=2_000)
        assert store.remember_room(moved) == ("first", 3)
    assert store.rooms() == (moved,)


def test_rooms_are_remembered_latest_first(store: Store) -> None:
    with store.transaction():
        store.remember_room(a_visit(visited_at=1))
        store.remember_room(a_visit(room=OTHER_ROOM, name="Kitchen", visited_at=3))
        mine, _, _ = store.hosted_room("Mine", CARL, 2)
    assert [room.room for room in store.rooms()] == [OTHER_ROOM, mine, ROOM]
    assert [room.hosted for room in store.rooms()] == [False, True, False]


def test_another_epoch_is_another_history(store: Store) -> None:
    with store.transaction():
        store.remember_room(a_visit())
        store.keep([an_entry(1), an_entry(1, room=OTHER_ROOM)])
        store.queue(an_entry(0, id="aa" * 16))
        store.change_epoch(ROOM, "first")
    assert store.last_seq(ROOM) == 1, "the first epoch only gives the history its name"
    with store.transaction():
        store.change_epoch(ROOM, "first")
    assert store.last_seq(ROOM) == 1
    with store.transaction():
        store.change_epoch(ROOM, "second", 86_400_000 + 43_200_000)
        assert store.remember_room(a_visit()) == ("second", 0)
    assert store.last_seq(OTHER_ROOM) == 1
    (aside,) = [room for room in store.rooms() if room.room != ROOM]
    assert (aside.name, aside.host, store.last_seq(aside.room)) == ("Office (1970-01-02)", "", 1)
    assert len(store.unsent(ROOM, ANNA)) == 1, "what was not sent belongs to no history"


def test_an_older_history_under_the_same_name_is_another_one(store: Store) -> None:
    with store.transaction():
        store.remember_room(a_visit())
        store.change_epoch(ROOM, "first")
        store.keep([an_entry(9)], copied=True)
        store.change_epoch(ROOM, "first", 0, replaced=True)
        assert store.remember_room(a_visit()) == ("first", 0)
        store.keep([an_entry(1, id="dd" * 16)], copied=True)
    assert store.last_seq(ROOM) == 1

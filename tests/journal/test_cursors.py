"""Gaps shrink to nothing from any side, and who came late reads from where the room says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.journals import ANNA, BOB, CARL, ROOM, an_entry, keep
from lanyard.events import KnownMember, MembersKnown
from lanyard.journal.store import Store

DAY = 86_400_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    yield opened
    opened.close()


def test_a_gap_is_filled_from_its_newest_end(store: Store) -> None:
    with store.transaction():
        store.cursors.open_gap(ROOM, 10, 101)
        store.cursors.open_gap(ROOM, 200, 301)
    assert store.cursors.gaps(ROOM) == ((200, 301), (10, 101))
    with store.transaction():
        store.cursors.fill_gap(ROOM, 250, 301)
    assert store.cursors.gaps(ROOM) == ((200, 251), (10, 101))
    with store.transaction():
        store.cursors.fill_gap(ROOM, 200, 251)
        store.cursors.fill_gap(ROOM, 50, 60)
    assert store.cursors.gaps(ROOM) == ((59, 101), (10, 51))
    with store.transaction():
        store.cursors.open_gap(ROOM, 5, 5)
        store.cursors.open_gap(ROOM, 5, 6)
    assert store.cursors.gaps(ROOM) == ((59, 101), (10, 51)), "nothing lies between"


SPAN = st.tuples(st.integers(0, 40), st.integers(0, 40))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.lists(st.tuples(st.booleans(), SPAN), max_size=12))
def test_gaps_are_exactly_what_is_missing(
    store: Store, steps: list[tuple[bool, tuple[int, int]]]
) -> None:
    missing: set[int] = set()
    with store.transaction():
        store.database.run("DELETE FROM gap")
        for opens, (after, before) in steps:
            if opens and after < before:
                store.cursors.open_gap(ROOM, after, before)
                missing |= set(range(after + 1, before))
            elif after < before:
                store.cursors.fill_gap(ROOM, after, before)
                missing -= set(range(after + 1, before))
    gaps = store.cursors.gaps(ROOM)
    said = [seq for after, before in gaps for seq in range(after + 1, before)]
    assert len(said) == len(set(said))
    assert set(said) == missing
    assert list(gaps) == sorted(gaps, reverse=True)


def test_members_move_on_and_never_back(store: Store) -> None:
    first = KnownMember(BOB, "Bob", 5, 7, 100)
    with store.transaction():
        store.cursors.keep_members(ROOM, [first])
        store.cursors.keep_members(ROOM, [KnownMember(BOB, "", 5, 6, 90)])
    assert store.cursors.members(ROOM) == (first,)
    moved = KnownMember(BOB, "Bobby", 5, 9, 200)
    with store.transaction():
        store.cursors.keep_members(ROOM, [moved])
    assert store.cursors.all_members() == (MembersKnown(ROOM, (moved,)),)


@pytest.mark.parametrize(("days", "floor"), [(-1, 0), (0, 10), (2, 7), (100, 0)])
def test_who_comes_late_reads_from_where_the_room_says(store: Store, days: int, floor: int) -> None:
    keep(store, [an_entry(seq, at=seq * DAY) for seq in range(1, 11)])
    now = 10 * DAY
    assert store.cursors.floor(ROOM, CARL, 10, days, now) == floor
    with store.transaction():
        store.cursors.keep_members(ROOM, [KnownMember(CARL, "Carl", 10, 0, 0)], days, now)
    keep(store, [an_entry(seq, at=seq * DAY) for seq in range(11, 21)])
    later = 20 * DAY
    assert store.cursors.floor(ROOM, CARL, 20, days, later) == floor, "as it was when it came"
    with store.transaction():
        store.cursors.keep_members(ROOM, [KnownMember(CARL, "Carl", 10, 20, 9)], 0, later)
    assert store.cursors.floor(ROOM, CARL, 20, 0, later) == floor
    assert store.cursors.floor(ROOM, ANNA, 20, -1, later) == 0

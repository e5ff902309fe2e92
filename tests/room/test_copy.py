"""A client's copy of a log: gaps fill from the newest down, nothing is confirmed early."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lanyard.room.copy import LogCopy


def test_what_was_missed_is_a_gap_and_talk_goes_on_above_it() -> None:
    copy = LogCopy(5)
    assert copy.welcome(20, 3) == (5, 21)
    copy.saw(21)
    copy.copied(21)
    assert copy.receipt == 5
    assert copy.fill(12, 21)
    assert copy.gaps == ((5, 13),)
    copy.copied(20, 12, 21)
    assert copy.receipt == 5
    assert copy.fill(5, 13)
    assert copy.gaps == ()
    assert copy.receipt == 5, "the last part is not on disk yet"
    copy.copied(12, 5, 13)
    assert copy.receipt == 21


def test_nothing_missed_is_no_gap() -> None:
    assert LogCopy(5).welcome(5, 0) is None
    assert LogCopy(5).receipt == 5


def test_history_of_before_the_first_visit_keeps_no_tick_waiting() -> None:
    copy = LogCopy()
    assert copy.welcome(1_000, 1_000) == (0, 1_001)
    copy.saw(1_001)
    copy.copied(1_001)
    assert copy.receipt == 1_001


def test_a_second_loss_makes_a_second_gap_and_the_newer_one_is_filled_first() -> None:
    copy = LogCopy(5)
    copy.welcome(20, 0)
    copy.saw(20)
    assert copy.fill(12, 21)
    assert copy.welcome(30, 0) == (20, 31)
    assert copy.gaps == ((20, 31), (5, 13))
    assert copy.newest_gap == (20, 31)


def test_a_gap_nothing_came_of_grows_instead_of_doubling() -> None:
    copy = LogCopy(5)
    copy.welcome(20, 0)
    assert copy.welcome(30, 0) == (5, 31)
    assert copy.gaps == ((5, 31),)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 41)), max_size=9), st.integers(0, 40))
def test_no_page_passes_over_anything(pages: list[tuple[int, int]], last: int) -> None:
    copy = LogCopy()
    copy.welcome(last, 0)
    missing = set(range(1, last + 1))
    for after, before in pages:
        if copy.fill(after, before):
            missing -= set(range(after + 1, before))
    left = {seq for after, before in copy.gaps for seq in range(after + 1, before)}
    assert left == missing

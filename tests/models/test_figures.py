"""Sizes, times and sentences with gaps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lanyard.models.figures import (
    clock_text,
    day_of,
    day_text,
    left_text,
    moment_text,
    moved_text,
    percent_text,
    size_text,
    speed_text,
)
from lanyard.models.spoken import copied_rows
from lanyard.phrases import fill
from talk import NOON, Talk, entries


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (48_200_000, "48.2 MB"),
        (212_000_000, "212 MB"),
        (5_000_000_000, "5.0 GB"),
    ],
)
def test_sizes_are_decimal(size: int, text: str) -> None:
    assert size_text(size) == text


def test_progress_says_the_unit_once() -> None:
    assert moved_text(29_900_000, 48_200_000) == "29.9 of 48.2 MB"
    assert moved_text(900, 48_200_000) == "0.0 of 48.2 MB"
    assert speed_text(11_400_000.0) == "11.4 MB/s"


def test_a_hundred_percent_only_when_all_is_there() -> None:
    assert percent_text(999_999, 1_000_000) == "99 %"
    assert percent_text(1_000_000, 1_000_000) == "100 %"
    assert percent_text(0, 0) == "100 %"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s left"), (99.0, "99 s left"), (180.0, "3 min left")]
)
def test_time_left(seconds: float, text: str) -> None:
    assert left_text(seconds) == text


@pytest.mark.parametrize("moment", [-(10**30), -1, 0, NOON, 10**15, 10**30])
def test_nonsense_clocks_are_shown_as_some_time(moment: int) -> None:
    assert clock_text(moment)
    assert moment_text(moment)
    assert isinstance(day_of(moment), date)


def test_days() -> None:
    today = date(2026, 5, 12)
    assert day_text(today, today) == "Today"
    assert day_text(today - timedelta(days=1), today) == "Yesterday"
    assert "2026" in day_text(today - timedelta(days=2), today)


def test_a_word_that_looks_like_a_gap_fills_nothing() -> None:
    assert fill("{name}: {text}", name="{text}", text="hi") == "{text}: hi"
    assert fill("{unknown}", name="x") == "{unknown}"


def test_copying_one_row_gives_its_bare_text(qapp: object) -> None:
    talk = Talk()
    talk.take(entries(1, 2))
    rows = [talk.room.row_at(0), talk.room.row_at(1)]
    assert copied_rows(rows[:1], "me") == "text 1"
    both = copied_rows(rows, "me")
    assert both.startswith("Aylin Demir, ")
    assert both.endswith("\ntext 2")

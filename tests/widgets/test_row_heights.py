"""Guessed and measured heights."""

from __future__ import annotations

from lanyard.widgets.row_heights import RowHeights


def made(*guesses: int) -> RowHeights:
    heights = RowHeights(2, 16)
    heights.replace(guesses)
    return heights


def test_sums() -> None:
    heights = made(10, 20, 30)
    assert [heights.top(row) for row in range(3)] == [2, 12, 32]
    assert heights.total() == 2 + 60 + 16
    assert [heights.row_at(y) for y in (-5, 2, 11, 12, 61, 62, 999)] == [0, 0, 0, 1, 2, 2, 2]


def test_only_what_is_seen_is_measured() -> None:
    heights = made(*[10] * 100)
    asked: list[int] = []

    def measure(row: int) -> int:
        asked.append(row)
        return 50

    heights.measure_up(99, 120, measure)
    assert asked == [99, 98, 97]
    heights.measure_down(10, 100, measure)
    assert asked[3:] == [10, 11]
    heights.measure_down(10, 100, measure)
    assert len(asked) == 5, "measured once"
    assert heights.total() == 2 + 95 * 10 + 5 * 50 + 16


def test_rows_come_and_go() -> None:
    heights = made(10, 20)
    assert heights.measure(1, lambda _row: 25)
    heights.insert(0, [5, 5])
    assert [heights.height(row) for row in range(4)] == [5, 5, 10, 25]
    assert heights.guessed_near(3, 10) == [2, 1, 0]
    heights.remove(0, 1)
    assert heights.top(1) == 12
    heights.doubt(1, 5)
    assert heights.guessed_near(0, 1) == [0]


def test_no_rows() -> None:
    heights = made()
    assert heights.row_at(5) == -1
    assert heights.total() == 18

"""How high the rows of a log are and where they lie: guessed until somebody looks at them.

Laying out five hundred messages at every resize would be felt; laying out the twenty on the
screen is not. A guess is replaced by the measured height when its row comes near, and the view
keeps what the person reads in its place meanwhile. No Qt here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

Measure = Callable[[int], int]
"""Returns the height of a row in pixels."""


class RowHeights:
    """Heights by row, and the sums over them."""

    def __init__(self, above: int, below: int) -> None:
        """``above`` and ``below`` are the empty pixels before the first and after the last row."""
        self._above = above
        self._below = below
        self._heights: list[int] = []
        self._exact: list[bool] = []
        self._tops: list[int] = []

    def __len__(self) -> int:
        return len(self._heights)

    def replace(self, guesses: Sequence[int]) -> None:
        """Begin anew with guesses for every row."""
        self._heights = list(guesses)
        self._exact = [False] * len(guesses)
        self._tops = []

    def insert(self, first: int, guesses: Sequence[int]) -> None:
        """Rows came before row ``first``."""
        self._heights[first:first] = guesses
        self._exact[first:first] = [False] * len(guesses)
        self._tops = []

    def remove(self, first: int, last: int) -> None:
        """The rows from ``first`` to ``last`` went."""
        del self._heights[first : last + 1]
        del self._exact[first : last + 1]
        self._tops = []

    def doubt(self, first: int, last: int) -> None:
        """The rows look different now: their heights are guesses again."""
        for row in range(first, min(last + 1, len(self._exact))):
            self._exact[row] = False

    def measure(self, row: int, how: Measure) -> bool:
        """Make the height of a row exact; return whether it was another one."""
        if self._exact[row]:
            return False
        self._exact[row] = True
        height = how(row)
        if height == self._heights[row]:
            return False
        self._heights[row] = height
        self._tops = []
        return True

    def measure_down(self, row: int, pixels: int, how: Measure) -> None:
        """Make the heights exact from ``row`` on until ``pixels`` are filled."""
        while row < len(self._heights) and pixels > 0:
            self.measure(row, how)
            pixels -= self._heights[row]
            row += 1

    def measure_up(self, row: int, pixels: int, how: Measure) -> None:
        """Make the heights exact from ``row`` upwards until ``pixels`` are filled."""
        while row >= 0 and pixels > 0:
            self.measure(row, how)
            pixels -= self._heights[row]
            row -= 1

    def guessed_near(self, row: int, most: int) -> list[int]:
        """Return up to ``most`` rows whose height is still a guess, the nearest first."""
        guessed = [i for i, exact in enumerate(self._exact) if not exact]
        guessed.sort(key=lambda i: abs(i - row))
        return guessed[:most]

    def height(self, row: int) -> int:
        """Return the height of a row."""
        return self._heights[row]

    def top(self, row: int) -> int:
        """Return where a row begins."""
        return self._sums()[row]

    def total(self) -> int:
        """Return the height of everything."""
        return self._sums()[-1] + self._below

    def row_at(self, y: int) -> int:
        """Return the row at ``y``; the nearest one above or below everything, -1 without rows."""
        return min(max(bisect_right(self._sums(), y) - 1, 0), len(self._heights) - 1)

    def _sums(self) -> list[int]:
        if not self._tops:
            self._tops = list(accumulate(self._heights, initial=self._above))
        return self._tops

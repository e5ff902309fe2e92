"""A client's copy of a room's log: how far it goes, which gaps it has, and what it may confirm.

Pure. The talk goes on at the end of the copy while what was missed fills in from the newest to the
oldest, so for a while the copy has a gap. The journal keeps the same gaps on disk.
"""

from __future__ import annotations

from collections.abc import Iterable

Gap = tuple[int, int]
"""(after, before): what lies strictly between the two sequences may be missing."""


class LogCopy:
    """Where a copy stands. Sequences are the server's."""

    def __init__(self, seq: int = 0, gaps: Iterable[Gap] = ()) -> None:
        self.seq = seq
        """The highest sequence seen."""
        self._gaps = sorted(gaps, reverse=True)
        self._filling: list[Gap] = []
        """Parts that came and are on their way to the disk."""
        self._on_disk = seq
        self._since = 0

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing, the newest first."""
        return tuple(self._gaps)

    @property
    def newest_gap(self) -> Gap | None:
        """The gap to fill next."""
        return self._gaps[0] if self._gaps else None

    def welcome(self, last_seq: int, since: int) -> Gap | None:
        """The server's log ends at ``last_seq``; return the gap that this opens here, if any.

        What is older than ``since`` was said before this device first came: nobody waits for it.
        """
        self._since = since
        if last_seq <= self.seq:
            return None
        gap = (self.seq, last_seq + 1)
        # One that reaches beyond what was ever seen is part of this one.
        self._gaps = [one for one in self._gaps if one[0] < self.seq]
        self._gaps.insert(0, gap)
        return gap

    def saw(self, seq: int) -> None:
        """An entry came, or one of mine got its number."""
        self.seq = max(self.seq, seq)

    def fill(self, after: int, before: int) -> bool:
        """Everything above ``after`` of the newest gap has come, down from ``before``.

        Returns False when that is no part of the gap: the other side's mistake.
        """
        if not self._gaps:
            return False
        low, high = self._gaps[0]
        if not low <= after < before <= high:
            return False
        if before < high:
            return False  # between two pages something would be passed over
        if after <= low:
            del self._gaps[0]
        else:
            self._gaps[0] = (low, after + 1)
        self._filling.append((after, before))
        return True

    def copied(self, seq: int, after: int = 0, before: int = 0) -> None:
        """Entries up to ``seq`` are on this disk, or that part of a gap."""
        self._on_disk = max(self._on_disk, seq)
        if (after, before) in self._filling:
            self._filling.remove((after, before))

    @property
    def receipt(self) -> int:
        """The sequence up to which this disk has everything that somebody may be waiting for."""
        lacking = (*self._gaps, *self._filling)
        open_since = [after for after, before in lacking if before > self._since + 1]
        return min([*open_since, self._on_disk])

"""The clock by which the spool forgets: clocks of computers are set, and that must not cost a file.

While the program runs, a second clock that nobody can set says how long it really was; when the
first one jumps, every date is moved by the jump, so that what was promised for seven days waits
seven days. Where that second clock stands still while the computer sleeps (macOS), things only
wait longer. Between two runs there is no second clock: there a date counts as it is written, but
nothing waits longer than it was promised from the moment that the clock is found to be behind.
"""

from __future__ import annotations

import time

DAY = 86_400_000
"""In milliseconds."""
_TOLERANCE = 60_000
"""Clocks that are kept right by the network are moved a little all the time."""


def wall() -> int:
    """Return the time of day, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def steady() -> int:
    """Return milliseconds of a clock that nobody sets, with the computer's sleep where it can."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    seconds = time.clock_gettime(boot) if boot is not None else time.monotonic()
    return round(seconds * 1000)


class SpoolClock:
    """Watches both clocks."""

    def __init__(self) -> None:
        self._wall, self._steady = wall(), steady()

    def now(self) -> int:
        """Return the time of day."""
        return wall()

    def look(self) -> tuple[int, int]:
        """Return the time of day, and by how much it was set since the last look."""
        now, steadily = wall(), steady()
        shift = (now - self._wall) - (steadily - self._steady)
        self._wall, self._steady = now, steadily
        return now, shift if abs(shift) > _TOLERANCE else 0

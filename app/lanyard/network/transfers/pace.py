"""How fast a transfer goes. Time is handed in, in seconds of a clock that never jumps."""

from __future__ import annotations

from collections import deque

WINDOW_SECONDS = 3.0


class Pace:
    """Bytes a second over the last seconds."""

    def __init__(self, now: float, moved: int = 0) -> None:
        self._marks: deque[tuple[float, int]] = deque([(now, moved)])

    def note(self, now: float, moved: int) -> float:
        """Note ``moved`` bytes in all and return the speed in bytes a second."""
        marks = self._marks
        marks.append((now, moved))
        # The oldest mark stays until the next one is old enough, so a stall shows as slowness.
        while len(marks) > 2 and now - marks[1][0] >= WINDOW_SECONDS:
            marks.popleft()
        passed = now - marks[0][0]
        return (moved - marks[0][1]) / passed if passed > 0 else 0.0

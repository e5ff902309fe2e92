from __future__ import annotations

import pytest

from lanyard.network.transfers.pace import Pace


def test_speed_is_of_the_last_seconds() -> None:
    pace = Pace(100.0)
    assert pace.note(100.0, 0) == 0.0
    speed = 0.0
    for tenth in range(1, 101):
        speed = pace.note(100 + tenth / 10, tenth * 100)
    assert speed == pytest.approx(1000)
    for tenth in range(101, 141):
        speed = pace.note(100 + tenth / 10, 10_000 + (tenth - 100) * 500)
    assert speed == pytest.approx(5000)


def test_a_stall_shows_as_slowness_and_then_as_nothing() -> None:
    pace = Pace(0.0)
    pace.note(1.0, 3000)
    assert pace.note(2.0, 3000) == pytest.approx(1500)
    for second in range(3, 10):
        pace.note(float(second), 3000)
    assert pace.note(10.0, 3000) == 0.0

"""kill -9 of anybody at any moment, while everybody talks: nothing acknowledged is lost."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from faults.world import Verdict, World, audit

ROUND = 20
"""Kills in one world; more of them are more worlds."""
LONGEST_RETURN = 3.0
"""Seconds from the restart until everybody is back in the room, p99."""


def live(folder: Path, seed: int, kills: int, broken: str = "") -> tuple[Verdict, list[float]]:
    """Let a world live through so many kills; return its books, and how long each return took."""
    with World(folder, seed, broken=broken) as world:
        world.start()
        for _ in range(kills):
            time.sleep(world.chance.uniform(0.02, 0.4))
            world.strike(world.chance.choice(world.people))
        room = world.room
        if not broken:  # a wrong build may never come to rest
            world.settle()
            world.end()
    return audit(world, room), world.back_after


def kill(folder: Path, seed: int, kills: int) -> None:
    """Kill so often; complain about anything that was lost, and about slow returns."""
    returns: list[float] = []
    lines = accepted = 0
    for begun in range(0, kills, ROUND):
        verdict, took = live(folder / str(begun), seed + begun, min(ROUND, kills - begun))
        returns += took
        lines += verdict.lines
        accepted += verdict.accepted
        assert verdict.clean, str(verdict)
    returns.sort()
    p99 = returns[len(returns) * 99 // 100]
    print(f"{kills} kills, {lines} lines, {accepted} acknowledged, 0 lost, 0 twice, 0 inverted;")
    print(f"back after p50 {returns[len(returns) // 2]:.2f} s, p99 {p99:.2f} s")
    assert lines > kills
    assert p99 < LONGEST_RETURN


def test_a_kill_loses_nothing(tmp_path: Path, seed: int) -> None:
    kill(tmp_path, seed, 8)


@pytest.mark.fault
@pytest.mark.parametrize("part", range(5))
def test_a_hundred_kills_lose_nothing(tmp_path: Path, seed: int, how_many: int, part: int) -> None:
    kill(tmp_path, seed + part * 1_000_000, -(-(how_many or 100) // 5))


@pytest.mark.fault
def test_a_build_that_acknowledges_before_the_disk_has_it_is_caught(
    tmp_path: Path, seed: int
) -> None:
    for attempt in range(5):
        verdict, _ = live(tmp_path / str(attempt), seed + attempt, 8, "write-behind")
        print(verdict)
        if verdict.lost:
            return
    pytest.fail("a build that acknowledges too early was not caught")

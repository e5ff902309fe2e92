"""The power goes, and with it everything the disk had not been made to keep."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from faults.disks import PoweredDisk
from faults.world import Verdict, World, audit

CUTS = 30
ROUND = 10


def live(folder: Path, seed: int, cuts: int, broken: str = "") -> Verdict:
    """Let a world live whose host and one client have a disk each; cut the power of either."""
    folder.mkdir()
    with ExitStack() as stack:
        disks = [
            stack.enter_context(PoweredDisk(folder / f"{name}.disk")) for name in ("host", "anna")
        ]
        world = stack.enter_context(World(folder, seed, broken=broken))
        people = world.people[:2]
        for person, disk in zip(people, disks, strict=True):
            person.profile = disk.place / "profile"
        world.start()
        for cut in range(cuts):
            time.sleep(world.chance.uniform(0.05, 0.8))
            # The host's first: that is the disk that acknowledges.
            who = 0 if cut == 0 else world.chance.randrange(2)
            disks[who].cut()
            time.sleep(world.chance.uniform(0.0, 0.2))  # the program meets the dead disk
            world.strike(people[who], between=disks[who].power_on)
        room = world.room
        if broken:  # it may never come to rest
            world.__exit__()
        else:
            world.settle()
            world.end()
        return audit(world, room)


@pytest.mark.fault
@pytest.mark.parametrize("part", range(3))
def test_a_power_cut_loses_nothing_acknowledged(
    root: None, tmp_path: Path, seed: int, how_many: int, part: int
) -> None:
    cuts = -(-(how_many or CUTS) // 3)
    verdict = live(tmp_path / "world", seed + part, cuts)
    print(f"{cuts} cuts: {verdict}")
    assert verdict.clean, str(verdict)
    assert verdict.lines > cuts


@pytest.mark.fault
def test_a_build_that_does_not_wait_for_the_disk_is_caught(
    root: None, tmp_path: Path, seed: int
) -> None:
    verdict = live(tmp_path / "world", seed, 6, broken="normal")
    print(verdict)
    assert verdict.lost, "synchronous=NORMAL lost nothing: the cuts are no cuts"

"""The disk of the host, or of a client, is full in the middle of a talk; later there is space."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from faults.disks import SmallDisk
from faults.world import PATIENCE, Person, Verdict, World, audit, outbox_of, rows_of, waits

POINTS = (0, 1, 4_096, 8_192, 12_288, 20_480, 40_960, 65_536, 131_072, 262_144, 524_288, 1_048_576)
"""Bytes that are left on the disk when the rest of it is taken."""
MEGABYTES = 24


class Full:
    """A world whose host and one client have a small disk each."""

    def __init__(self, folder: Path, seed: int, stack: ExitStack, broken: str = "") -> None:
        folder.mkdir()
        self.world = stack.enter_context(World(folder, seed, broken=broken))
        self.disks: dict[str, SmallDisk] = {}
        for person in self.world.people[:2]:
            disk = SmallDisk(folder / f"{person.name}.small", MEGABYTES)
            self.disks[person.name] = disk
            stack.enter_context(disk)
            person.profile = disk.place / "profile"
        # The programs go before their disks do.
        stack.callback(self.world.__exit__, None, None, None)
        self.world.start()

    def fill(self, person: Person, leave: int) -> list[str]:
        """Fill a person's disk, look at what is said meanwhile, and give the space back."""
        complaints: list[str] = []
        world, life = self.world, person.life
        mark = len(life.told)
        self.disks[person.name].fill(leave)
        life.wait_for("JournalTroubled", mark)
        time.sleep(1.2)  # it tries again meanwhile
        complaints += promised_and_absent(world, person)
        marks = {one.name: len(one.life.told) for one in world.people}
        self.disks[person.name].relieve()
        life.wait_for("JournalWell", mark)
        for one in world.people:
            one.life.wait_for("PostAccepted", marks[one.name])
        told = [one.event for one in life.told[mark:]]
        if told.count("JournalTroubled") != told.count("JournalWell"):
            complaints.append(f"{person.name} was told {told.count('JournalTroubled')} times")
        return complaints


def promised_and_absent(world: World, person: Person) -> list[str]:
    """Return what this person's disk should have by all that was promised, and has not."""
    room = world.room
    # In the outbox, or in the log already.
    promised = {told.fields["entry"]["id"] for told in person.every("PostQueued")}
    if person.hosts:
        for one in world.people:
            promised |= {told.fields["id"] for told in one.every("PostAccepted")}
    there = {row.id for row in rows_of(person.profile, room)} | outbox_of(person.profile)
    # What another commit moved from the one to the other meanwhile is in neither of two readings.
    there |= {row.id for row in rows_of(person.profile, room)}
    promised -= {told.fields["id"] for told in person.every("PostFailed")}
    return [f"{person.name} lacks {id_}" for id_ in promised - there]


def finish(full: Full) -> Verdict:
    """Bring the world to rest and read its books."""
    full.world.settle()
    room = full.world.room
    full.world.end()
    return audit(full.world, room)


@pytest.mark.fault
@pytest.mark.parametrize("who", ["Host", "Anna"])
def test_a_full_disk_delays_and_loses_nothing(
    root: None, tmp_path: Path, seed: int, who: str
) -> None:
    with ExitStack() as stack:
        full = Full(tmp_path / "world", seed, stack)
        person = next(one for one in full.world.people if one.name == who)
        for leave in POINTS:
            assert full.fill(person, leave) == [], f"with {leave} bytes left"
            time.sleep(0.2)
        verdict = finish(full)
        print(f"{len(POINTS)} times full: {verdict}")
        assert verdict.clean, str(verdict)
        assert len(person.lives) == 1


@pytest.mark.fault
def test_a_kill_while_the_disk_is_full_loses_nothing(root: None, tmp_path: Path, seed: int) -> None:
    with ExitStack() as stack:
        full = Full(tmp_path / "world", seed, stack)
        world = full.world
        for leave in POINTS[::4]:
            mark = len(world.host.life.told)
            full.disks["Host"].fill(leave)
            world.host.life.wait_for("JournalTroubled", mark)
            time.sleep(0.3)
            world.strike(world.host, between=full.disks["Host"].relieve)
        verdict = finish(full)
        print(verdict)
        assert verdict.clean, str(verdict)


@pytest.mark.fault
def test_a_build_that_acknowledges_without_space_is_caught(
    root: None, tmp_path: Path, seed: int
) -> None:
    with ExitStack() as stack:
        full = Full(tmp_path / "world", seed, stack, "write-behind")
        world = full.world
        full.disks["Host"].fill(0)
        deadline = time.monotonic() + PATIENCE
        while not (lacking := promised_and_absent(world, world.host)):
            assert time.monotonic() < deadline, "a full disk lost nothing of a build that must"
            time.sleep(0.2)
        print(f"{len(lacking)} acknowledged lines are on no disk; {len(waits(world.host))} wait")

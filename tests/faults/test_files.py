"""Files through cut lines, kill -9, power cuts and full disks: whole at the end, not sent twice."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from faults.disks import PoweredDisk, SmallDisk
from faults.exchange import GOING, Exchange, Sent, digests_of
from lanyard.wire.limits import BLOCK_BYTES

SMALL = (0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1)
LARGE = 64 << 20
POINTS = 12
SLEEP_SECONDS = 25.0
"""Long enough for everybody to have given the sleeper up."""
TOLD_SECONDS = 2.0
"""Until both sides know why it does not go on."""
ON_SECONDS = 5.0
"""From the return of space until it moves again."""


class Tally:
    """What came of some cuts."""

    def __init__(self, *, kills_first: bool) -> None:
        self.cuts = 0
        self.kills = 0
        self.kills_first = kills_first
        self.again: list[int] = []
        self.held: list[tuple[int, int]] = []
        """In which life the taker went on, and how much of the file its disk had."""

    def __str__(self) -> str:
        again = max(self.again, default=0)
        return (
            f"{self.cuts} cuts, {self.kills} of them kills; it went on {len(self.again)} times,"
            f" {again} bytes again at most"
        )


def strike(world: Exchange, sent: Sent, tally: Tally) -> None:
    """Break the connections of one of the two, or kill it: by turns."""
    who = world.chance.choice(world.people)
    if tally.cuts % 2 != tally.kills_first:
        held: list[int] = []
        world.strike(who, between=lambda: held.append(world.held(sent)))
        if who is world.taker and held[0]:
            tally.held.append((len(who.lives) - 1, held[0]))
        tally.kills += 1
    else:
        world.cut(who)
    tally.cuts += 1


def check(world: Exchange, sent: Sent, tally: Tally) -> None:
    """The file must come, whole, and no more than a block of it twice."""
    world.finish(sent)
    assert world.wrong(sent) == []
    again = world.sent_again(sent)
    for life, held in tally.held:
        # What a killed taker had on its disk, and where its next life went on.
        told = [one for one in world.told(world.taker, sent, life) if one["state"] in GOING]
        again.append(max(0, held - int(told[0]["resumed_at"])))
    tally.held.clear()
    assert max(again, default=0) <= BLOCK_BYTES, f"sent again: {again}"
    tally.again += again


@pytest.mark.fault
@pytest.mark.parametrize("host_takes", [False, True])
@pytest.mark.parametrize("size", SMALL)
def test_a_small_file_survives_cuts_at_any_moment(
    tmp_path: Path, seed: int, how_many: int, size: int, host_takes: bool
) -> None:
    tally = Tally(kills_first=host_takes)
    with Exchange(tmp_path / "world", seed + size, host_takes=host_takes) as world:
        world.start()
        for number in range(-(-(how_many or 60) // 20)):
            path = world.file(f"{number}.bin", size)
            sent = world.offer(path)
            world.tend()
            time.sleep(world.chance.choice((0.0, 0.005, 0.02, 0.1)) * world.chance.random())
            strike(world, sent, tally)
            check(world, sent, tally)
        assert world.leftovers() == []
        print(f"{size} bytes: {tally}")


@pytest.mark.fault
@pytest.mark.parametrize("host_takes", [False, True])
def test_a_large_file_survives_cuts_at_any_offset(
    tmp_path: Path, seed: int, how_many: int, host_takes: bool
) -> None:
    tally = Tally(kills_first=host_takes)
    cuts = -(-(how_many or 60) // 4)
    each = 5
    with Exchange(tmp_path / "world", seed, host_takes=host_takes, giver="slow") as world:
        world.start()
        for number in range(-(-cuts // each)):
            sent = world.offer(world.file(f"{number}.bin", LARGE))
            for cut in range(each):
                goal = int((cut + world.chance.random()) / each * LARGE * 0.9)
                world.reach(sent, goal)
                time.sleep(world.chance.uniform(0.0, 0.05))
                strike(world, sent, tally)
            check(world, sent, tally)
        assert world.leftovers() == []
        print(f"{LARGE} bytes: {tally}")
        assert len(tally.again) >= tally.cuts * 3 // 4, "most cuts were beside the transfer"


def spoil(path: Path) -> None:
    """Change one byte of a file."""
    with path.open("r+b") as file:
        file.seek(LARGE // 4)
        was = file.read(1)
        file.seek(LARGE // 4)
        file.write(bytes([was[0] ^ 1]))


def half_and_spoilt(folder: Path, seed: int, taker: str = "") -> Exchange:
    """Kill the taker in the middle of a file, change a byte of what it has, and let it go on."""
    world = Exchange(folder, seed, giver="slow", taker=taker)
    with world:
        world.start()
        sent = world.offer(world.file("spoilt.bin", LARGE))
        world.reach(sent, LARGE // 2)

        world.strike(world.taker, between=lambda: spoil(*world.inbox.iterdir()))
        world.until(lambda: world.is_done(world.taker, sent), "done")
    return world


@pytest.mark.fault
def test_what_is_half_here_is_checked_before_it_goes_on(tmp_path: Path, seed: int) -> None:
    world = half_and_spoilt(tmp_path / "world", seed)
    (sent,) = world.sent.values()
    assert world.wrong(sent) == []
    resumed = [one["resumed_at"] for one in world.told(world.taker, sent, -1)]
    assert max(resumed) == LARGE // 4, "it goes on from the last block that is right"


@pytest.mark.fault
def test_a_build_that_goes_on_unseen_is_caught(tmp_path: Path, seed: int) -> None:
    world = half_and_spoilt(tmp_path / "world", seed, "blind")
    (sent,) = world.sent.values()
    assert world.wrong(sent), "a build that does not look at what is there was not caught"


@pytest.mark.fault
def test_a_file_that_changed_meanwhile_is_refused_and_never_mixed(
    tmp_path: Path, seed: int
) -> None:
    with Exchange(tmp_path / "world", seed, giver="slow") as world:
        world.start()
        sent = world.offer(world.file("changing.bin", LARGE))
        world.reach(sent, LARGE // 2)
        world.strike(world.giver, between=lambda: spoil(sent.path))
        world.until(lambda: len(refused(world, sent)) == 2, "told that it changed")
        world.until(lambda: not list(world.inbox.iterdir()), "rid of what is of no use")


def refused(world: Exchange, sent: Sent) -> set[str]:
    """Who was told that the file is not what was offered."""
    return {
        person.name
        for person in world.people
        for one in world.told(person, sent, -1)
        for failure in (one["failure"], *(failed["failure"] for failed in one["files_failed"]))
        if failure is not None and failure["code"] == "file_changed"
    }


@pytest.mark.fault
@pytest.mark.parametrize("who", ["giver", "taker"])
def test_a_computer_that_slept_goes_on(tmp_path: Path, seed: int, who: str) -> None:
    with Exchange(tmp_path / "world", seed, giver="slow") as world:
        world.start()
        sent = world.offer(world.file("long.bin", LARGE))
        world.reach(sent, LARGE // 3)
        sleeper = world.giver if who == "giver" else world.taker
        sleeper.life.signal(signal.SIGSTOP)
        time.sleep(SLEEP_SECONDS)
        sleeper.life.signal(signal.SIGCONT)
        world.finish(sent)
        assert world.wrong(sent) == []
        assert max(world.sent_again(sent), default=0) <= BLOCK_BYTES
        assert all(len(person.lives) == 1 for person in world.people)


# --- power cuts --------------------------------------------------------------------------------


@dataclass
class Power:
    """What came of some power cuts."""

    finished: int = 0
    """Files that were told to be there before a cut."""
    lost: list[str] = field(default_factory=list)
    """Told, and not there as they were sent."""
    untidy: list[str] = field(default_factory=list)
    """What is not right when everything has gone on to its end."""


def cut_power(folder: Path, seed: int, cuts: int, broken: str = "") -> Power:
    """Cut the power of the taker's disk so often."""
    power = Power()
    with ExitStack() as stack:
        folder.mkdir()
        disk = stack.enter_context(
            PoweredDisk(folder / "taker.disk", megabytes=max(400, 40 * cuts))
        )
        world = stack.enter_context(Exchange(folder / "world", seed, taker=broken))
        world.taker.profile = disk.place / "profile"
        world.inbox = disk.place / "inbox"
        world.start()
        if broken:
            os.sync()  # the rooms and the keys are there, whatever the build is like
        for cut in range(cuts):
            for number in range(6):
                size = world.chance.choice((1, 5_000, BLOCK_BYTES, 2_500_000, 9_000_000))
                world.offer(world.file(f"{cut}-{number}.bin", size))
            folder_sent = world.offer(some_files(world, f"{cut}"))
            goal = world.chance.randrange(len(folder_sent.digests) * 2)
            stop = time.monotonic() + world.chance.uniform(0.0, 2.0)
            world.until(
                lambda goal=goal, sent=folder_sent, stop=stop: (
                    files_done(world, sent) >= goal or time.monotonic() > stop
                ),
                "so far",
            )
            disk.cut()
            told = {sent.offer: files_done(world, sent) for sent in world.sent.values()}
            told |= {
                sent.offer: len(sent.digests)
                for sent in world.sent.values()
                if any(world.is_done(person, sent) for person in world.people)
            }
            world.taker.life.kill()
            disk.power_on()
            # Under whatever name: a second try may have had to take another one.
            there = set(digests_of(world.inbox, world.inbox).values())
            for offer, count in told.items():
                sent = world.sent[offer]
                missing = sorted(set(sent.digests.values()) - there)
                power.finished += count
                if len(missing) > len(sent.digests) - count:
                    power.lost.append(f"{count} of {sent.path.name} were told; {missing[:2]}")
            if broken and power.lost:
                return power
            world.wake(world.taker)
            world.in_the_room(world.taker)
            if not broken:
                for sent in world.sent.values():
                    world.finish(sent)
                    wrong = world.wrong(sent)
                    if wrong:
                        power.untidy.append(
                            f"{len(wrong)} of {sent.path.name} in the end: {wrong[:2]}"
                        )
        if not broken:
            power.untidy += world.leftovers()
    return power


def some_files(world: Exchange, name: str) -> Path:
    """Make a folder of small files."""
    for number in range(300):
        world.file(f"{name}/{number % 7}/{number}.txt", world.chance.randrange(20_000))
    return world.outbox / name


def files_done(world: Exchange, sent: Sent) -> int:
    """How many files the taker was told to have."""
    return max((int(one["files_done"]) for one in world.told(world.taker, sent)), default=0)


@pytest.mark.fault
def test_a_power_cut_takes_no_finished_file(
    root: None, tmp_path: Path, seed: int, how_many: int
) -> None:
    cuts = how_many or 10
    power = cut_power(tmp_path / "power", seed, cuts)
    print(f"{cuts} power cuts, {power.finished} files finished before, {len(power.lost)} lost")
    assert not power.lost, "\n".join(power.lost[:20])
    assert not power.untidy, f"{len(power.untidy)}: " + "\n".join(power.untidy[:9])
    assert power.finished > cuts


@pytest.mark.fault
def test_a_build_that_is_done_before_the_disk_is_is_caught(
    root: None, tmp_path: Path, seed: int
) -> None:
    power = cut_power(tmp_path / "power", seed, 6, "done-before-sync")
    print(f"{power.finished} files told as finished; {power.lost[:3]}")
    assert power.lost, "without a single sync nothing was lost: the cuts are no cuts"


# --- full disks --------------------------------------------------------------------------------


def fill_up(world: Exchange, disk: SmallDisk, sent: Sent, leave: int) -> tuple[float, float]:
    """Fill the disk, give the space back; return when both knew, and when it went on."""
    marks = {one.name: len(one.life.told) for one in world.people}
    filled = time.monotonic()
    disk.fill(leave)
    world.tend()

    def waits(person_: str) -> bool:
        person = next(one for one in world.people if one.name == person_)
        return any(
            told.event == "TransferChanged"
            and told.fields["offer"] == sent.offer
            and told.fields["state"] == "waiting"
            and (told.fields["failure"] or {}).get("code") in ("disk_full", "receiver_disk_full")
            for told in tuple(person.life.told[marks[person_] :])
        )

    world.until(lambda: all(waits(one.name) for one in world.people), "told that it is full")
    known = time.monotonic() - filled
    time.sleep(world.chance.uniform(0.0, 1.0))
    marks = {one.name: len(one.life.told) for one in world.people}
    disk.relieve()
    relieved = time.monotonic()
    world.until(
        lambda: any(
            told.event == "TransferChanged"
            and told.fields["offer"] == sent.offer
            and told.fields["state"] in GOING
            for told in tuple(world.taker.life.told[marks[world.taker.name] :])
        ),
        "seen going on",
    )
    return known, time.monotonic() - relieved


@pytest.mark.fault
@pytest.mark.parametrize("before", [False, True], ids=["in the middle", "before it begins"])
@pytest.mark.parametrize("host_takes", [False, True], ids=["guest takes", "host takes"])
def test_a_full_disk_is_told_and_waited_for(
    root: None, tmp_path: Path, seed: int, how_many: int, host_takes: bool, before: bool
) -> None:
    size = 24 << 20
    points = -(-(how_many or POINTS) // (6 if before else 3))
    with ExitStack() as stack:
        world = Exchange(tmp_path / "world", seed, host_takes=host_takes, giver="slow")
        disk = stack.enter_context(SmallDisk(tmp_path / "small", 64))
        world.inbox = disk.place / "inbox"
        stack.enter_context(world)
        world.start()
        known: list[float] = []
        went_on: list[float] = []
        for number in range(points):
            path = world.file(f"{number}.bin", size)
            leave = world.chance.choice((0, 1, 4_096, 65_536, 600_000))
            if before:
                disk.fill(leave)
            sent = world.offer(path)
            if not before:
                goal = int(world.chance.uniform(0.0, 0.6) * size)
                world.reach(sent, goal)
            took = fill_up(world, disk, sent, leave)
            known.append(took[0])
            went_on.append(took[1])
            world.finish(sent)
            assert world.wrong(sent) == []
            assert world.leftovers() == []
            (world.inbox / path.name).unlink()
            del world.sent[sent.offer]
        print(f"{points} times full: told after {max(known):.2f} s at most,"
              f" going on after {max(went_on):.2f} s at most")  # fmt: skip
        assert all(len(person.lives) == 1 for person in world.people)
        assert max(known) < TOLD_SECONDS
        assert max(went_on) < ON_SECONDS

"""The clock on the wall jumps by years and by an hour: only labels may notice.

Each program runs with a library that shifts what it sees as the time of day; the monotonic clock
stays true, as it does on a real computer whose clock is set.
"""

from __future__ import annotations

import mmap
import signal
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from faults.world import Person, World, audit

HOUR = 3_600.0
YEARS = 10 * 365.25 * 24 * HOUR
JUMPS = (-YEARS, YEARS, HOUR, -HOUR)
SLACK = 1.0
"""Seconds a timer may be early or late."""
SILENCE = 12.0
"""Seconds after which a member that hears nothing gives its host up (``wire.limits``)."""
BEAT = 0.5


class WallClock:
    """The clock on the wall of one program."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(bytes(8))
        with path.open("r+b") as file:
            self._place = mmap.mmap(file.fileno(), 8)

    def jump(self, seconds: float) -> None:
        """Show another time from now on, as far from the true one."""
        self._place[:] = struct.pack("q", round(seconds * 1e9))

    def close(self) -> None:
        """Let go of it."""
        self._place.close()


@contextmanager
def clocked(folder: Path, seed: int, shim: Path, broken: str) -> Iterator[World]:
    """A world whose people have a clock each that can jump."""
    folder.mkdir()
    with World(folder, seed, broken=broken) as world:
        for person in world.people:
            path = folder / f"{person.name}.clock"
            world.clocks[person.name] = WallClock(path)
            person.environment = {"LD_PRELOAD": str(shim), "FAULT_CLOCK": str(path)}
        try:
            world.start()
            yield world
        finally:
            for clock in world.clocks.values():
                clock.close()


def jumps(world: World) -> list[str]:
    """Let every clock jump while everybody talks; return what somebody noticed of it."""
    noticed: list[str] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hears:
        hears.bind(("127.0.0.1", 0))
        for person in world.people:
            person.life.order("Broadcast", text="still here", port=hears.getsockname()[1],
                              addresses=["127.0.0.1"], every=BEAT)  # fmt: skip
            person.life.wait_for("BroadcastSent")
        for jump in JUMPS:
            for who in (world.people[:1], world.people[1:2], world.people):
                marks = {person.name: len(person.life.told) for person in world.people}
                for person in who:
                    world.clocks[person.name].jump(jump)
                time.sleep(3 * BEAT)
                for person in world.people:
                    noticed += noticed_by(person, marks[person.name], jump)
        for person in world.people:
            person.life.order("StopBroadcast")
            beats = [told.at for told in person.every("BroadcastSent")]
            gaps = [later - before for before, later in pairwise(beats)]
            if max(gaps, default=99.0) > BEAT + SLACK:
                noticed.append(f"{person.name} was silent for {max(gaps):.1f} s")
    return noticed


def noticed_by(person: Person, since: int, jump: float) -> list[str]:
    """Return what is wrong with one person's last seconds."""
    told = person.life.told[since:]
    noticed = [
        f"{person.name} at {jump:+.0f} s: {one.fields['state']}, {one.fields['failure']}"
        for one in told
        if one.event == "JoinChanged"
    ]
    if not any(one.event == "PostAccepted" for one in told):
        noticed.append(f"{person.name} at {jump:+.0f} s: nothing was accepted any more")
    if not any(one.event == "BroadcastSent" for one in told):
        noticed.append(f"{person.name} at {jump:+.0f} s: no broadcast any more")
    return noticed


def history(person: Person, room: str) -> list[int]:
    """Return the sequences of the newest page of the room, in the order it is shown."""
    since = len(person.life.told)
    person.life.order("ReadHistory", room=room, count=500)
    read = person.life.wait_for("HistoryRead", since)
    return [entry["seq"] for entry in read.fields["entries"]]


@pytest.mark.fault
def test_nobody_notices_that_the_clock_was_set(tmp_path: Path, seed: int, shim: Path) -> None:
    with clocked(tmp_path / "world", seed, shim, "") as world:
        assert jumps(world) == []
        world.settle()
        room = world.room
        for person in world.people:
            seqs = history(person, room)
            assert seqs == sorted(seqs), person.name
        at = [e["at"] for told in world.clients[0].every("EntriesArrived")
              for e in told.fields["entries"]]  # fmt: skip
        assert at != sorted(at), "the clocks did not jump at all"
        world.end()
        verdict = audit(world, room)
        print(f"{len(JUMPS) * 3} jumps: {verdict}")
        assert verdict.clean, str(verdict)


@pytest.mark.fault
def test_pauses_are_as_long_as_they_are(tmp_path: Path, seed: int, shim: Path) -> None:
    with clocked(tmp_path / "world", seed, shim, "") as world:
        complaints = silence(world)
        assert complaints == []


def silence(world: World) -> list[str]:
    """Stop the host for good, let the clocks jump meanwhile, and look when it is given up."""
    complaints: list[str] = []
    marks = {person.name: len(person.life.told) for person in world.clients}
    world.host.life.signal(signal.SIGSTOP)
    stopped = time.monotonic()
    time.sleep(1.0)
    for person, jump in zip(world.clients, (-YEARS, YEARS, HOUR), strict=True):
        world.clocks[person.name].jump(jump)
    for person in world.clients:
        lost = person.life.wait_for(
            "JoinChanged", marks[person.name], lambda f: f["state"] == "waiting"
        )
        took = lost.at - stopped
        print(f"{person.name} gave the host up after {took:.2f} s")
        if abs(took - SILENCE) > SLACK:
            complaints.append(f"{person.name} gave the host up after {took:.1f} s")
    world.host.life.kill()
    for person, jump in zip(world.clients, (HOUR, -HOUR, -YEARS), strict=True):
        mark = len(person.life.told)
        told = person.life.wait_for("JoinChanged", mark, lambda f: f["state"] == "waiting")
        world.clocks[person.name].jump(jump)
        place = person.life.told.index(told)
        next_ = person.life.wait_for("JoinChanged", place, lambda f: f["state"] == "connecting")
        late = next_.at - told.at - told.fields["retry_in"]
        print(f"{person.name} dialled {late:+.3f} s off")
        if abs(late) > SLACK:
            complaints.append(f"{person.name} dialled {late:.1f} s off")
    return complaints


@pytest.mark.fault
def test_a_build_that_measures_by_the_wall_clock_is_caught(
    tmp_path: Path, seed: int, shim: Path
) -> None:
    with clocked(tmp_path / "world", seed, shim, "wall-clock") as world:
        noticed = jumps(world)
        print(noticed[:4])
        assert noticed


@pytest.mark.fault
def test_a_build_that_orders_by_the_clock_is_caught(tmp_path: Path, seed: int, shim: Path) -> None:
    with clocked(tmp_path / "world", seed, shim, "by-clock") as world:
        time.sleep(0.5)
        world.clocks["Host"].jump(-HOUR)
        time.sleep(0.5)
        world.settle()
        seqs = history(world.clients[0], world.room)
        assert seqs != sorted(seqs)

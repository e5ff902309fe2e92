"""The disk refuses to make something last: the n-th time, for every n that there is."""

from __future__ import annotations

import struct
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from faults.world import PATIENCE, Life, free_port, outbox_of, rows_of

LINES = 8


@dataclass
class Run:
    """One short life of a program that hosts, talks to itself, and is killed."""

    calls: int = 0
    """How often it asked the disk to make something last."""
    accepted: set[str] = field(default_factory=set)
    lost: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    all_said: bool = False


def run(folder: Path, shim: Path, failing: int, broken: str = "") -> Run:
    """Let one life meet the failure, kill it, and look at what is left."""
    folder.mkdir()
    counter = folder / "counter"
    counter.write_bytes(bytes(8))
    environment = {
        "LD_PRELOAD": str(shim), "FAULT_COUNT": str(counter), "FAULT_SYNC": str(failing),
    }  # fmt: skip
    profile = folder / "profile"
    profile.mkdir()
    result = Run()
    life = Life(profile, "Host", broken, environment)
    room = ""
    try:
        port = free_port()
        deadline = time.monotonic() + PATIENCE
        while not room and time.monotonic() < deadline:
            # A room that the disk did not let open can be opened a moment later.
            mark = len(life.told)
            life.order("Host", room="Faults", name="Host", port=port)
            room = _opened(life, mark)
        for number in range(LINES):
            mark = len(life.told)
            life.order("Post", room=room, text=f"Host {number + 1}")
            life.wait_for("PostAccepted", mark)
        result.all_said = True
    except AssertionError as error:
        result.told.append(str(error))
    finally:
        life.kill()
    result.told += [told.event for told in life.told]
    result.accepted = {t.fields["id"] for t in life.told if t.event == "PostAccepted"}
    queued = {t.fields["entry"]["id"] for t in life.told if t.event == "PostQueued"}
    (result.calls,) = struct.unpack("q", counter.read_bytes())
    if room:
        there = {row.id for row in rows_of(profile, room)}
        result.lost += [f"{id_} was acknowledged" for id_ in result.accepted - there]
        there |= outbox_of(profile)
        result.lost += [f"{id_} left the outbox" for id_ in queued - there]
    return result


def _opened(life: Life, mark: int) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        joined = life.find("Joined", mark)
        if joined is not None:
            return str(joined.fields["room"])
        failed = life.find("HostFailed", mark)
        if failed is None:
            failed = life.find("JoinChanged", mark, lambda f: f["state"] in ("failed", "left"))
            if failed is not None:
                life.order("CloseRoom")
        if failed is not None:
            time.sleep(0.3)
            return ""
        if not life.runs:
            raise AssertionError(f"it ended: {life.complaint[-2000:]}")
        time.sleep(0.005)
    raise AssertionError(f"neither opened nor failed: {[t.event for t in life.told]}")


@pytest.mark.fault
@pytest.mark.parametrize("part", range(4))
def test_nothing_is_acknowledged_that_the_disk_refused(
    tmp_path: Path, shim: Path, part: int
) -> None:
    failing = part + 1
    troubled = 0
    while True:
        result = run(tmp_path / str(failing), shim, failing)
        assert not result.lost, f"call {failing}: {result}"
        assert result.all_said, f"call {failing}: it never went on: {result.told}"
        troubled += "JournalTroubled" in result.told
        if result.calls < failing:
            break
        failing += 4
    print(f"calls {part + 1}, {part + 5} ... {failing}: {troubled} times troubled, nothing lost")
    assert failing > 8
    assert troubled


@pytest.mark.fault
def test_a_build_that_goes_on_as_if_nothing_had_been_is_caught(tmp_path: Path, shim: Path) -> None:
    calls = run(tmp_path / "count", shim, 0).calls
    assert calls > LINES
    for failing in range(calls, 0, -1):
        result = run(tmp_path / str(failing), shim, failing, "stubborn")
        if result.lost:
            print(f"call {failing} of {calls}: {len(result.lost)} lost")
            return
    pytest.fail("a build that takes a failed commit for a good one was not caught")

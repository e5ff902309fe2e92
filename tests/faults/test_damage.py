"""A damaged journal: the program starts, keeps it, saves what can be read, says so once."""

from __future__ import annotations

import contextlib
import hashlib
import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw
import pytest

from faults.damages import DAMAGES, FILE, Damage
from faults.world import Life, free_port

STARTED = 3.0
"""Seconds from the start of the process until the journal is there, or it is said why not."""
LINES = 600


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """A profile that ended in order, and one that was killed (True: its WAL is hot)."""
    made: dict[bool, Path] = {}
    for hot in (False, True):
        profile = made[hot] = tmp_path_factory.mktemp("killed" if hot else "ended") / "profile"
        profile.mkdir()
        for talk in range(2):
            life = Life(profile, "Host")
            life.order("Host", room="Faults", name="Host", port=free_port())
            room = life.wait_for("Joined").fields["room"]
            for number in range(LINES // 2):
                words = f"Host {talk}{number} says: 你好，世界 " + "very long words " * (
                    number % 40
                )
                life.order("Post", room=room, text=words)
            while sum(told.event == "PostAccepted" for told in life.told) < LINES // 2:
                time.sleep(0.01)
            if hot and talk:
                life.kill()
            else:
                life.end()
        (profile / "port").unlink(missing_ok=True)
    return made


@dataclass
class Outcome:
    """What became of one damaged journal."""

    started: float
    mended: int
    """How often the person was told that the journal was mended."""
    kept: bool
    """The damaged file lies beside the new one, byte for byte (or in its place still)."""
    rows: int
    """So many messages were saved, as the person was told."""
    readable: int
    saved: int
    """So many of the readable rows are in the journal afterwards."""
    refused: str
    """Why nothing is written; '' when the room opened and a line was accepted."""
    again: int
    """How often the next start told of mending."""


def readable(path: Path) -> set[tuple[int, bytes]]:
    """Return (place, id) of every row that plain SQL gets out of a journal, from either end."""
    found: set[tuple[int, bytes]] = set()
    for order in ("ASC", "DESC"):
        with contextlib.suppress(apsw.Error, ValueError):
            database = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
            try:
                rows = database.execute(
                    "SELECT place, id, kind, author, talk, at, CAST(text AS BLOB),"
                    f" CAST(name AS BLOB) FROM entry ORDER BY place {order}"
                )
                while (row := next(rows, None)) is not None:
                    if all(isinstance(part, int) for part in row[2:6]) and 0 <= row[2] <= 4:
                        found.add((row[0], bytes(row[1])))
            finally:
                with contextlib.suppress(apsw.Error):
                    database.close()
    return found


def suffer(damage: Damage, original: Path, folder: Path, seed: int, broken: str = "") -> Outcome:
    """Damage a copy of a profile, start the program on it twice, and look."""
    folder.mkdir(parents=True)
    profile = folder / "profile"
    shutil.copytree(original, profile, symlinks=True)
    with contextlib.ExitStack() as stack:
        stack.callback(_unmount, profile)
        damage.deed(profile, random.Random(seed))
        damaged = profile / FILE
        bytes_ = damaged.read_bytes() if damaged.is_file() else None
        log = profile / f"{FILE}-wal"
        logged = log.read_bytes() if log.is_file() else b""
        aside = folder / "aside"
        shutil.copytree(profile, aside, symlinks=True)
        could_read = readable(aside / FILE) if bytes_ else set()
        shutil.rmtree(aside)
        life = Life(profile, "Host", broken)
        try:
            first = _first_word(life)
            refused = _say_something(life)
        finally:
            life.kill()
        told = [told.fields for told in life.told if told.event == "JournalMended"]
        mended, rows = len(told), sum(fields["rows"] for fields in told)
        kept = all(any(_digests(profile, one)) for one in (bytes_, logged) if one)
        if mended and life.place("RoomOpened") < life.place("JournalMended"):
            # It was met only when something was read; new lines were in the file by then.
            kept = all(Path(fields["kept_as"]).is_file() for fields in told)
        has = readable(profile / FILE) if bytes_ is not None else set()
        life = Life(profile, "Host", broken)
        try:
            _first_word(life)
            if not refused:
                refused = _say_something(life)
        finally:
            life.kill()
        again = sum(told.event == "JournalMended" for told in life.told)
    return Outcome(first, mended, kept or not mended, rows, len(could_read),
                   len(could_read & has), refused, again)  # fmt: skip


def _first_word(life: Life) -> float:
    """Return how many seconds after its start the program said how its journal is."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and life.runs:
        for told in life.told:
            failed = told.event == "CommandFailed" and "journal" in str(told.fields)
            if told.event in ("ConversationsRemembered", "JournalTroubled") or failed:
                return told.at - life.born
        time.sleep(0.005)
    print(f"it did not start: {life.complaint[-2000:]}; it told {life.told}")
    return time.monotonic() - life.born


def _say_something(life: Life) -> str:
    """Host a room and say a line there; return why that was not possible."""
    life.order("Host", room="Faults", name="Host", port=free_port())
    deadline = time.monotonic() + 10
    said = False
    while time.monotonic() < deadline:
        for told in life.told:
            if told.event in ("HostFailed", "PostFailed"):
                return str(told.fields["failure"]["code"])
            if told.event == "JoinChanged" and told.fields["state"] == "failed":
                return str(told.fields["failure"]["code"])
            if told.event == "Joined" and not said:
                said = True
                life.order("ReadHistory", room=told.fields["room"], count=1_000)
                life.order("Post", room=told.fields["room"], text="and we go on")
            if told.event == "PostAccepted":
                return ""
        if not life.runs:
            return f"it ended: {life.complaint[-2000:]}"
        time.sleep(0.005)
    return f"nothing for ever, the last words were {[told.event for told in life.told[-4:]]}"


def _digests(profile: Path, bytes_: bytes) -> Iterator[bool]:
    """Tell of each file of a profile whether it holds just these bytes."""
    wanted = hashlib.sha256(bytes_).digest()
    for path in profile.rglob("*"):
        if path.is_file() and path.stat().st_size == len(bytes_):
            yield hashlib.sha256(path.read_bytes()).digest() == wanted


def _unmount(profile: Path) -> None:
    while subprocess.run(["umount", profile], check=False, capture_output=True).returncode == 0:
        pass


def complaints(damage: Damage, outcome: Outcome) -> list[str]:
    """Return what is wrong with an outcome."""
    wrong = []
    if outcome.started > STARTED:
        wrong.append(f"started after {outcome.started:.1f} s")
    if outcome.refused and not damage.blocked and outcome.refused != "journal_newer":
        wrong.append(f"cannot be used: {outcome.refused}")
    if outcome.mended + outcome.again > 1:
        wrong.append(f"told {outcome.mended} and {outcome.again} times")
    if damage.plain and not outcome.mended:
        wrong.append("nobody was told")
    if not outcome.kept:
        wrong.append("the original is gone")
    if outcome.saved < outcome.readable and not damage.blocked:
        wrong.append(f"{outcome.saved} of {outcome.readable} readable rows saved")
    return [f"{damage.name}: {one}" for one in wrong]


PARTS = 8


@pytest.mark.fault
@pytest.mark.parametrize("part", range(PARTS))
def test_a_damaged_journal_stops_nobody(
    root: None, tmp_path: Path, originals: dict[bool, Path], seed: int, part: int
) -> None:
    wrong: list[str] = []
    slowest = 0.0
    mended = 0
    for number, damage in enumerate(DAMAGES[part::PARTS]):
        outcome = suffer(damage, originals[damage.hot], tmp_path / str(number), seed)
        print(f"{damage.name:32} {outcome}")
        wrong += complaints(damage, outcome)
        slowest = max(slowest, outcome.started)
        mended += outcome.mended
        shutil.rmtree(tmp_path / str(number))
    print(f"{len(DAMAGES[part::PARTS])} kinds, {mended} mended, slowest start {slowest:.2f} s")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.fault
def test_a_build_that_begins_anew_is_caught(
    root: None, tmp_path: Path, originals: dict[bool, Path], seed: int
) -> None:
    for damage in DAMAGES:
        if damage.name in ("zero pages 2", "garbage pages 4", "cut off at 6/8", "swapped pages 4"):
            path = tmp_path / damage.name.replace("/", " of ")
            outcome = suffer(damage, originals[damage.hot], path, seed, "no-salvage")
            print(damage.name, outcome)
            if outcome.saved < outcome.readable and not damage.blocked:
                return
    pytest.fail("a build that throws the old journal away was not caught")

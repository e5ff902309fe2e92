"""Names of strangers into a folder full of traps: all contained, none overwritten, saved as shown.

A folder is sown with links that live and that dangle, pipes, read-only files, hard links and
folders, many of them under the very names that come; around it lie files that nothing may reach.
"""

from __future__ import annotations

import os
import random
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from hostile_names import alike, complaints, hostile_name
from lanyard.network.transfers import beneath, landing
from lanyard.network.transfers.landing import Folder, Part
from lanyard.wire import file_names
from lanyard.wire.file_names import PART, plan_names

pytestmark = pytest.mark.skipif(os.name != "posix", reason="NOT TESTED: the traps are POSIX's")

QUICK = 3_000
LONG = 200_000
FIELD = 200
"""Names for one sown folder."""
OFFER = 50
TRAPS = 15

Land = Callable[[Folder, str, bytes], Path]
Plan = Callable[[list[str], str], list[str]]


@dataclass(slots=True)
class Verdict:
    """What became of the names."""

    names: int = 0
    numbered: int = 0
    """Saved under another name than shown, because that was taken on the disk."""
    refused: int = 0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.names} names, {self.numbered} numbered because the disk had one, "
            f"{self.refused} refused, {len(self.wrong)} wrong {self.wrong[:5]}"
        )


def planned(names: list[str], folder: str) -> list[str]:
    """Plan names as the program does."""
    return plan_names(names, folder)


def landed(folder: Folder, name: str, content: bytes) -> Path:
    """Land a file as the program does."""
    if name.endswith("/"):
        return folder.make(name)
    part = Part(folder, name, durable=False)
    try:
        part.write(memoryview(content))
        return part.land()
    except OSError:
        part.drop()
        raise


class Field:
    """One sown folder, and what lies around it."""

    def __init__(self, place: Path, chance: random.Random, verdict: Verdict) -> None:
        self.outside = place / "outside"
        self.inside = place / "a" / "b" / "in"
        self.chance = chance
        self.verdict = verdict
        self.outside.mkdir(parents=True)
        self.inside.mkdir(parents=True)
        for folder in (self.outside, place, place / "a", place / "a" / "b"):
            (folder / "out").write_text("precious")
        self.place = place
        self.files: dict[Path, bytes] = {}

    def sow(self, wanted: list[str]) -> None:
        """Put traps under names that will come, and under some that our own files have."""
        for shown in self.chance.sample(wanted, min(TRAPS, len(wanted))):
            name = shown.partition("/")[0]
            name = self.chance.choice((name, name, name + PART, name.swapcase()))
            trap = self.inside / name
            if os.path.lexists(trap):
                continue
            try:
                self._make(trap)
            except OSError:
                continue  # such a name this disk does not take

    def _make(self, trap: Path) -> None:
        out = self.outside / "out"
        match self.chance.randrange(9):
            case 0:
                trap.symlink_to(out)
            case 1:
                trap.symlink_to(self.outside / f"new{self.chance.random()}")
            case 2:
                trap.symlink_to(self.outside, target_is_directory=True)
            case 3:
                os.mkfifo(trap)
            case 4:
                trap.mkdir()
                (trap / "mine").write_text("precious")
            case 5:
                trap.write_text("precious")
                trap.chmod(0o400)
            case 6:
                os.link(out, trap)
            case 7:
                trap.mkdir(0o500)
            case _:
                trap.write_text("precious")

    def receive(self, names: list[str], folder_name: str, plan: Plan, land: Land) -> None:
        """Let one offer come."""
        verdict = self.verdict
        there = {alike(one) for one in os.listdir(self.inside)}
        shown = plan(names, folder_name)
        seen: set[str] = set()
        with Folder(self.inside) as folder:
            for number, name in enumerate(shown):
                verdict.names += 1
                verdict.wrong += complaints(name.removesuffix("/"))
                if not name.endswith("/") and alike(name) in seen:
                    verdict.wrong.append(f"twice in one offer: {name!a}")
                seen.add(alike(name))
                content = b"%d of %s" % (number, folder_name.encode("utf-8", "replace"))
                try:
                    path = land(folder, name, content)
                except (OSError, ValueError, RecursionError) as error:
                    verdict.refused += 1
                    verdict.wrong.append(f"{name!a}: {error!a}")
                    continue
                self._judge(name, path, content, there)

    def _judge(self, name: str, path: Path, content: bytes, there: set[str]) -> None:
        wrong = self.verdict.wrong
        real = os.path.realpath(path)
        if real != str(path) or not real.startswith(f"{self.inside}/"):
            word = "by a detour" if f"{real}/".startswith(f"{self.inside}/") else "escaped"
            wrong.append(f"{word}: {name!a} to {path!a}")
            return
        saved = str(path.relative_to(self.inside))
        wrong += complaints(saved)
        if saved != name.removesuffix("/"):
            self.verdict.numbered += 1
            top = name.partition("/")[0]
            if alike(top) in there or alike(top + PART) in there:
                there.add(alike(saved.partition("/")[0]))  # which the offer may have meant too
            else:
                wrong.append(f"shown as {name!a}, saved as {saved!a}")
        found = path.lstat()
        if name.endswith("/"):
            if not stat.S_ISDIR(found.st_mode):
                wrong.append(f"no folder: {name!a}")
            return
        if path in self.files:
            wrong.append(f"overwritten: {path!a}")
        self.files[path] = content
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o777 != 0o600:
            wrong.append(f"not a private file: {path!a}")

    def picture(self) -> dict[str, object]:
        """Return what is there and is not ours."""
        seen: dict[str, object] = {}
        for folder, folders, files in os.walk(self.place):
            for name in (*folders, *files):
                path = Path(folder, name)
                if path in self.files:
                    continue
                found = path.lstat()
                precious = stat.S_ISREG(found.st_mode) and path.read_bytes()
                seen[str(path)] = (found.st_ino, stat.S_IFMT(found.st_mode), precious)
        return seen

    def compare(self, before: dict[str, object]) -> None:
        """Complain about everything that is gone, changed, or there and nobody's."""
        wrong = self.verdict.wrong
        after = self.picture()
        wrong += [f"changed: {path!a}" for path, was in before.items() if after.get(path) != was]
        for path in after.keys() - before.keys():
            if not path.startswith(f"{self.inside}/") or not os.path.isdir(path):
                wrong.append(f"nobody's: {path!a}")
        for path, content in self.files.items():
            if not path.is_file() or path.read_bytes() != content:
                wrong.append(f"not what came: {path!a}")


def run(place: Path, seed: int, count: int, plan: Plan = planned, land: Land = landed) -> Verdict:
    """Let so many names come, in offers, into sown folders."""
    chance = random.Random(seed)
    verdict = Verdict()
    while verdict.names < count and len(verdict.wrong) < 5_000:
        field_ = Field(place / str(verdict.names), chance, verdict)
        offers = [
            (
                [hostile_name(chance) for _ in range(OFFER)],
                chance.choice(("", hostile_name(chance))),
            )
            for _ in range(min(FIELD, count - verdict.names) // OFFER)
        ]
        absolute = str(field_.outside / "out")
        for names, _ in offers:
            names[chance.randrange(OFFER)] = absolute
            names[chance.randrange(OFFER)] = "../../../outside/out"
        field_.sow([name for offer in offers for name in planned(*offer)])
        before = field_.picture()
        for names, folder in offers:
            field_.receive(names, folder, plan, land)
        field_.compare(before)
        remove(field_.place)
    return verdict


def remove(place: Path) -> None:
    """Take a field away; the test's own folder may be of any depth."""
    for folder, folders, files in os.walk(place, topdown=False):
        for name in files:
            os.unlink(Path(folder, name))
        for name in folders:
            path = Path(folder, name)
            path.unlink() if path.is_symlink() else path.rmdir()
    place.rmdir()


def test_three_thousand_names(tmp_path: Path, seed: int) -> None:
    verdict = run(tmp_path, seed, QUICK)
    print(verdict)
    assert verdict.wrong == []
    assert verdict.names == QUICK
    assert verdict.numbered > QUICK // 100


@pytest.mark.parametrize("way", ["step by step", "by path"])
def test_systems_with_other_ways_to_a_file(
    tmp_path: Path, seed: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "by path":
        monkeypatch.setattr(landing, "hold", beneath.Checked)
    else:
        monkeypatch.setattr(beneath, "_has_openat2", False)
        monkeypatch.setattr(beneath, "_rename_at_once", None)
    verdict = run(tmp_path, seed, QUICK // 3)
    assert verdict.wrong == []


@pytest.mark.fault
def test_two_hundred_thousand_names(tmp_path: Path, seed: int, how_many: int) -> None:
    verdict = run(tmp_path, seed, how_many or LONG)
    print(verdict)
    assert verdict.wrong == []


@pytest.mark.fault
def test_a_disk_that_may_only_be_read_is_a_plain_failure(root: None, tmp_path: Path) -> None:
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "names", place], check=True)
    try:
        with Folder(place) as folder:
            part = Part(folder, "Photos/film.mkv")
            subprocess.run(["mount", "-o", "remount,ro", place], check=False)
            mark = part.mark
            if os.statvfs(place).f_flag & os.ST_RDONLY == 0:
                part.leave()  # open files keep it writable
                subprocess.run(["mount", "-o", "remount,ro", place], check=True)
            for attempt in (
                lambda: Part(folder, "x"),
                lambda: folder.make("y/"),
                lambda: Part.reopen(folder, "Photos/film.mkv", mark, 0),
            ):
                with pytest.raises(OSError, match="Read-only"):
                    attempt()
    finally:
        subprocess.run(["umount", place], check=True)


# --- builds that are wrong on purpose ----------------------------------------------------------


def careless(folder: Folder, name: str, content: bytes) -> Path:
    """Land a file as a program does that joins names: what would leave the world, does not."""
    path = Path(os.path.normpath(f"{folder.path}/{name}" if name[:1] != "/" else name))
    world = folder.path.parents[2]
    real = Path(os.path.realpath(path))
    if not path.is_relative_to(world) or not real.is_relative_to(world):
        return path  # told where it would be, and not written: this machine is no part of the test
    if os.path.lexists(path) and not path.is_file():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_build_without_the_choke_point_is_caught(tmp_path: Path, seed: int) -> None:
    verdict = run(tmp_path, seed, 500, lambda names, _: names, careless)
    print(verdict)
    words = "\n".join(verdict.wrong)
    for complaint in ("escaped", "forbidden", "a device", "no name", "changed"):
        assert complaint in words


def test_a_build_that_cleans_and_then_joins_is_caught(tmp_path: Path, seed: int) -> None:
    verdict = run(tmp_path, seed, QUICK // 3, land=careless)
    print(verdict)
    words = "\n".join(verdict.wrong)
    for complaint in ("escaped", "overwritten", "changed"):
        assert complaint in words


def test_handles_hold_even_what_no_choke_point_stopped(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "safe_path", lambda name: name)
    verdict = run(tmp_path, seed, QUICK // 3, plan=lambda names, _: names)
    print(verdict)
    words = "\n".join(verdict.wrong)
    assert "escaped" not in words
    assert "changed" not in words
    assert "forbidden" in words


def test_a_build_that_shows_what_was_sent_is_caught(tmp_path: Path, seed: int) -> None:
    verdict = run(
        tmp_path, seed, 500, land=lambda folder, name, content: landed(folder, "x" + name, content)
    )
    assert "shown as" in "\n".join(verdict.wrong)


def test_a_build_that_numbers_nothing_in_an_offer_is_caught(tmp_path: Path, seed: int) -> None:
    verdict = run(
        tmp_path,
        seed,
        QUICK // 3,
        plan=lambda names, _: [file_names.safe_path(name) for name in names],
    )
    assert "twice in one offer" in "\n".join(verdict.wrong)

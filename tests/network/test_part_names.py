"""Parts that earlier lives left, and what was about to get its name when the power went."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from blake3 import blake3

from lanyard.network.transfers import notes
from lanyard.network.transfers.disk_orders import Want
from lanyard.network.transfers.intake import Intake
from lanyard.network.transfers.landing import Folder
from lanyard.network.transfers.listing import Listing
from lanyard.network.transfers.notes import Notes
from lanyard.network.transfers.part_names import part_name, word_for
from lanyard.wire import limits
from lanyard.wire.file_names import LONGEST, PART
from lanyard.wire.transfer import Block, Bundle, Small

OFFER = "0a" * 16
MEGA = limits.BLOCK_BYTES


def begun(tmp_path: Path, sizes: dict[str, int], inside: str = "") -> Intake:
    """Return an intake that has looked at what is there, as after a start of the program."""
    listing = Listing()
    for name, size in sizes.items():
        listing.append(name, size, 0)
    want = Want(
        OFFER, str(tmp_path / "there"), listing, inside, ((0, len(sizes)),),
        tmp_path / "notes", durable=True,
    )  # fmt: skip
    intake = Intake(want)
    for _ in intake.begin():
        pass
    return intake


def bundle_of(*contents: bytes) -> tuple[Bundle, memoryview]:
    small = tuple(
        Small(number, len(one), blake3(one).digest()) for number, one in enumerate(contents)
    )
    whole = b"".join(contents)
    return Bundle(small, len(whole)), memoryview(bytearray(whole))


def there(tmp_path: Path) -> list[str]:
    folder = tmp_path / "there"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def give_up_power(intake: Intake) -> None:
    """Let go of an intake as the end of a process does: nothing is tidied."""
    intake._notes.close()


@pytest.mark.parametrize("size", [5, 2 * MEGA])
def test_a_part_whose_note_was_lost_is_replaced(tmp_path: Path, size: int) -> None:
    (tmp_path / "there").mkdir()
    left = tmp_path / "there" / part_name("a.bin", word_for(OFFER, 0))
    left.write_bytes(b"of an earlier life, and nobody knows how good")
    intake = begun(tmp_path, {"a.bin": size})
    content = os.urandom(size)
    if size > MEGA:
        for number in range(2):
            piece = content[number * MEGA : (number + 1) * MEGA]
            block = Block(0, number, MEGA, blake3(piece).digest())
            intake.write(block, memoryview(piece))
        intake.end(0, blake3(content).digest())
    else:
        intake.store(*bundle_of(content))
    intake.close(drop=True)
    assert there(tmp_path) == ["a.bin"]
    assert (tmp_path / "there" / "a.bin").read_bytes() == content


def test_a_part_that_was_noted_is_cleared_away_wherever_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "there" / "Photos (1)"
    folder.mkdir(parents=True)
    (folder / "a").mkdir()
    kept = [tmp_path / "there" / "x.txt.part", folder / "a" / "x.txt.part"]
    for path in (*kept, folder / "a" / part_name("x.txt", word_for(OFFER, 0))):
        path.write_bytes(b"x")
    log = Notes(tmp_path / "notes")
    log.read()
    log.add(notes.Made({"Photos": "Photos (1)"}))
    log.add(notes.Coming((0,)))
    log.close()
    intake = begun(tmp_path, {"a/x.txt": 5}, "Photos")
    assert there(tmp_path) == ["Photos (1)", "Photos (1)/a", "Photos (1)/a/x.txt.part",
                               "x.txt.part"]  # fmt: skip
    intake.close(drop=True)


def test_nothing_is_cleared_away_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    part = outside / part_name("x.txt", word_for(OFFER, 0))
    part.write_bytes(b"x")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "Photos").symlink_to(outside)
    log = Notes(tmp_path / "notes")
    log.read()
    log.add(notes.Made({"Photos": "Photos"}))
    log.add(notes.Coming((0,)))
    log.add(notes.Landing(((0, f"Photos/{part.name}", part.stat().st_ino),)))
    log.close()
    begun(tmp_path, {"x.txt": 1}, "Photos").close(drop=True)
    assert part.exists()


@pytest.mark.parametrize("size", [5, 2 * MEGA])
def test_a_file_that_landed_under_another_name_is_found_again(tmp_path: Path, size: int) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    for name in ("a.bin", "a (1).bin"):
        (folder / name).write_bytes(b"mine")
    landed = folder / "a (2).bin"
    landed.write_bytes(bytes(size))
    log = Notes(tmp_path / "notes")
    log.read()
    log.add(notes.Coming((0,)))
    part = part_name("a.bin", word_for(OFFER, 0))
    log.add(notes.Landing(((0, part, landed.stat().st_ino),)))
    log.close()
    intake = begun(tmp_path, {"a.bin": size})
    assert intake.remaining() == ((), 0)
    assert [(number, path) for number, path, _ in intake.news.landed] == [(0, str(landed))]
    intake.close(drop=True)


def test_whose_folder_it_is_is_known_before_it_is_made(tmp_path: Path) -> None:
    (tmp_path / "Photos").mkdir()
    seen: list[tuple[dict[str, str], bool]] = []

    def note(made: dict[str, str]) -> None:
        seen.append((made, (tmp_path / "Photos (1)").exists()))

    with Folder(tmp_path, note=note) as folder:
        folder.make("Photos/")
    assert seen == [({"Photos": "Photos (1)"}, False)]
    with Folder(tmp_path, made=seen[0][0]) as folder:  # the power went before it was made
        (tmp_path / "Photos (1)").rmdir()
        assert folder.make("Photos/") == tmp_path / "Photos (1)"


def test_after_a_power_cut_a_folder_goes_on_in_the_same_one(tmp_path: Path) -> None:
    intake = begun(tmp_path, {"a": 1, "b": 1}, "Photos")
    intake.store(*bundle_of(b"1"))
    give_up_power(intake)
    intake = begun(tmp_path, {"a": 1, "b": 1}, "Photos")
    assert intake.remaining() == (((1, 2),), 0)
    bundle, content = bundle_of(b"", b"2")
    intake.store(Bundle(bundle.files[1:], 1), content)
    intake.close(drop=True)
    assert there(tmp_path) == ["Photos", "Photos/a", "Photos/b"]


def test_a_part_has_a_name_that_every_disk_takes() -> None:
    word = word_for(OFFER, 99_999)
    for base in ("x", "ü" * 125, "a" * (LONGEST - 4) + ".jpg"):
        name = part_name(base, word)
        assert name.endswith(f".{word}{PART}")
        assert len(name.encode()) <= limits.FILE_NAME_BYTES
    assert word_for(OFFER, 1) != word_for(OFFER, 2) != word_for("0b" * 16, 2)

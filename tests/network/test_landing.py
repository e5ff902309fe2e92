"""Received files on the disk: never over another one, never half, never lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from lanyard.events import Code, Failure
from lanyard.network.transfers import landing
from lanyard.network.transfers.file_io import (
    FileChangedError,
    FileFacts,
    Source,
    Target,
    facts_of,
    failure_of_reading,
    failure_of_writing,
)
from lanyard.wire import limits

posix = pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")


def land(folder: Path, name: str, content: bytes = b"new") -> Path:
    part = landing.Part(folder, name)
    part.write(memoryview(content))
    return part.land()


def test_a_file_lands_under_its_name_in_a_folder_made_for_it(tmp_path: Path) -> None:
    path = land(tmp_path / "a" / "b", "photo.jpg")
    assert path == tmp_path / "a" / "b" / "photo.jpg"
    assert path.read_bytes() == b"new"
    assert os.listdir(path.parent) == ["photo.jpg"]


def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_text("mine")
    (tmp_path / "photo (1).jpg").mkdir()
    assert land(tmp_path, "photo.jpg").name == "photo (2).jpg"
    assert (tmp_path / "photo.jpg").read_text() == "mine"


def test_what_appears_while_it_comes_is_not_overwritten(tmp_path: Path) -> None:
    part = landing.Part(tmp_path, "photo.jpg")
    (tmp_path / "photo.jpg").write_text("mine")
    assert part.land().name == "photo (1).jpg"
    assert (tmp_path / "photo.jpg").read_text() == "mine"


def test_two_of_one_name_come_at_once(tmp_path: Path) -> None:
    parts = [landing.Part(tmp_path, "photo.jpg") for _ in range(3)]
    assert {part.land().name for part in parts} == {
        "photo.jpg",
        "photo (1).jpg",
        "photo (2).jpg",
    }


@pytest.mark.parametrize(
    "name", ["../../out.txt", "/etc/out.txt", "C:\\out.txt", "..", "a/b/../c", "\x00", "CON"]
)
def test_a_hostile_name_stays_in_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in" / "here"
    path = land(folder, name)
    assert path.parent == folder
    assert sorted(os.listdir(tmp_path / "in")) == ["here"]


@posix
def test_a_planted_link_leads_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "photo.jpg.part").symlink_to(outside)
    (folder / "other.jpg").symlink_to(outside)
    assert land(folder, "photo.jpg").name == "photo (1).jpg"
    assert land(folder, "other.jpg").name == "other (1).jpg"
    assert not outside.exists()


@posix
def test_a_part_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        part = landing.Part(tmp_path, "photo.jpg")
    finally:
        os.umask(before)
    (path,) = tmp_path.iterdir()
    assert path.name == "photo.jpg.part"
    assert path.stat().st_mode & 0o777 == 0o600
    part.drop()
    assert not list(tmp_path.iterdir())


def test_file_then_name_then_folder_are_made_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, link = os.fsync, os.link

    def note_fsync(descriptor: int) -> None:
        folder = os.path.isdir(f"/proc/self/fd/{descriptor}")
        steps.append("folder" if folder else "file")
        fsync(descriptor)

    def note_link(source: Path, target: Path) -> None:
        steps.append("name")
        link(source, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "link", note_link)
    land(tmp_path, "photo.jpg")
    assert steps == ["file", "name", "folder"]


@posix
def test_a_disk_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    (tmp_path / "photo.jpg").write_text("mine")
    assert land(tmp_path, "photo.jpg").name == "photo (1).jpg"
    assert (tmp_path / "photo.jpg").read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["photo (1).jpg", "photo.jpg"]


def test_free_space_is_asked_where_the_folder_will_be(tmp_path: Path) -> None:
    assert (landing.free_bytes(str(tmp_path / "not" / "there")) or 0) > 0


def test_an_offer_that_does_not_fit_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space") as caught:
        Target(str(tmp_path), "big", 1, 1 << 60)
    assert failure_of_writing(caught.value, Code.DISK_FAILED, "big").code is Code.DISK_FULL
    assert not list(tmp_path.iterdir())


# --- reading -----------------------------------------------------------------------------------


def facts(path: Path) -> FileFacts:
    found = facts_of(str(path))
    assert isinstance(found, FileFacts)
    return found


def test_blocks_and_digest(tmp_path: Path) -> None:
    import hashlib

    content = os.urandom(2 * limits.BLOCK_BYTES + 5)
    path = tmp_path / "file"
    path.write_bytes(content)
    for first, count in ((0, 3), (1, 2), (2, 1), (1, 1), (0, 0)):
        source = Source(facts(path), first, count)
        buffer = memoryview(bytearray(limits.BLOCK_BYTES))
        blocks = []
        while (block := source.read(buffer)) is not None:
            blocks.append((block[0], bytes(block[1])))
        size = limits.BLOCK_BYTES
        assert blocks == [
            (number, content[number * size : (number + 1) * size])
            for number in range(first, first + count)
        ]
        assert source.digest == hashlib.sha256(content).digest()
        source.close()


@pytest.mark.parametrize("change", ["grow", "shrink", "touch", "replace"])
def test_a_file_that_changed_is_not_sent(tmp_path: Path, change: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(100))
    known = facts(path)
    if change == "grow":
        path.write_bytes(bytes(101))
    elif change == "shrink":
        path.write_bytes(bytes(99))
    elif change == "touch":
        os.utime(path, ns=(1, 1))
    else:
        path.unlink()
        path.write_bytes(b"x" * 100)
        os.utime(path, ns=(1, known.changed_at + 1))
    with pytest.raises(FileChangedError):
        Source(known, 0, 1)


@pytest.mark.parametrize("change", ["grow", "shrink"])
def test_a_file_that_changes_meanwhile_is_noticed(tmp_path: Path, change: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(2 * limits.BLOCK_BYTES))
    source = Source(facts(path), 0, 2)
    buffer = memoryview(bytearray(limits.BLOCK_BYTES))
    assert source.read(buffer) is not None
    with path.open("r+b") as file:
        file.truncate(limits.BLOCK_BYTES + (5 if change == "shrink" else limits.BLOCK_BYTES * 9))

    def rest() -> None:
        while source.read(buffer) is not None:
            pass

    with pytest.raises(FileChangedError):
        rest()
    source.close()


def test_what_cannot_be_offered(tmp_path: Path) -> None:
    def code(path: Path | str) -> Code | None:
        found = facts_of(str(path))
        return found.code if isinstance(found, Failure) else None

    assert code(tmp_path) is Code.FILE_IS_FOLDER
    assert code(tmp_path / "nothing") is Code.FILE_MISSING
    (tmp_path / "file").write_text("")
    assert code(tmp_path / "file") is None
    assert code(tmp_path / "file" / "below") is Code.FILE_MISSING
    assert code("nul\0") is Code.FILE_UNREADABLE
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert code(tmp_path / "pipe") is Code.FILE_UNREADABLE


@posix
def test_a_pipe_in_the_files_place_makes_nobody_wait(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    known = facts(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(FileChangedError):
        Source(known, 0, 1)


@posix
def test_a_name_that_is_not_utf8_can_be_said(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    except OSError:
        pytest.skip("this disk takes UTF-8 only")
    assert facts(Path(os.fsdecode(path))).name == "caf\ufffd.txt"


def test_words_for_errors() -> None:
    denied = PermissionError(errno.EACCES, "Permission denied")
    assert failure_of_reading(denied, "x") == Failure(
        Code.FILE_UNREADABLE, name="x", detail="Permission denied"
    )
    full = OSError(errno.ENOSPC, "No space left on device")
    assert failure_of_writing(full, Code.FOLDER_UNWRITABLE, "x").code is Code.DISK_FULL
    assert failure_of_writing(denied, Code.FOLDER_UNWRITABLE, "x").code is Code.FOLDER_UNWRITABLE

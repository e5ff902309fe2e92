"""Files that are offered are read as they were then, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from blake3 import blake3

from lanyard.events import Code, Failure
from lanyard.network.transfers.file_io import (
    FileChangedError,
    FileFacts,
    Source,
    facts_of,
    failure_of_reading,
    failure_of_writing,
    read_small,
)
from lanyard.wire import limits

posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX")


def facts(path: Path) -> FileFacts:
    found = facts_of(str(path))
    assert isinstance(found, FileFacts)
    return found


@pytest.mark.parametrize("first", [0, 1, 2])
def test_blocks_and_digests(tmp_path: Path, first: int) -> None:
    size = limits.BLOCK_BYTES
    content = os.urandom(2 * size + 5)
    path = tmp_path / "file"
    path.write_bytes(content)
    source = Source(facts(path), first)
    buffer = memoryview(bytearray(size))
    while source.hash_before(buffer):
        pass
    blocks = []
    while (block := source.read(buffer)) is not None:
        blocks.append((block[0], bytes(block[1]), block[2]))
    wanted = [(number, content[number * size : (number + 1) * size]) for number in range(first, 3)]
    assert blocks == [(number, one, blake3(one).digest()) for number, one in wanted]
    assert source.digest == blake3(content).digest()
    source.close()


def test_a_small_file_in_one_piece(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345")
    buffer = memoryview(bytearray(5))
    assert read_small(facts(path), buffer) == blake3(b"12345").digest()
    assert bytes(buffer) == b"12345"
    known = facts(path)
    path.write_bytes(b"54321")
    os.utime(path, ns=(1, 1))
    with pytest.raises(FileChangedError):
        read_small(known, buffer)


@pytest.mark.parametrize("size", [0, 1, limits.BLOCK_BYTES, 2 * limits.BLOCK_BYTES + 5])
@pytest.mark.parametrize("first", [0, 1, 2, 3, 4, 9, limits.HASHED_AGAIN_BLOCKS, 1 << 41])
def test_the_digest_is_of_the_whole_from_whatever_block_it_goes_on(
    tmp_path: Path, size: int, first: int
) -> None:
    """Behind the last block, too: all of it has come, and only its end was not heard."""
    path = tmp_path / "file"
    path.write_bytes(os.urandom(size))
    source = Source(facts(path), first)
    buffer = memoryview(bytearray(limits.BLOCK_BYTES))
    while source.hash_before(buffer):
        pass
    came = b""
    while (block := source.read(buffer)) is not None:
        came += block[1]
    source.close()
    assert came == path.read_bytes()[first * limits.BLOCK_BYTES :]
    whole = blake3(path.read_bytes()).digest()
    assert source.digest == (whole if first <= limits.HASHED_AGAIN_BLOCKS else b"")


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
        Source(known)


@pytest.mark.parametrize("change", ["grow", "shrink"])
def test_a_file_that_changes_meanwhile_is_noticed(tmp_path: Path, change: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(2 * limits.BLOCK_BYTES))
    source = Source(facts(path))
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
        Source(known)


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

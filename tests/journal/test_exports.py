"""Exports: a file is there whole or not at all, whatever the disk says."""

from __future__ import annotations

import errno
import json
import os
import sys
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lanyard.commands import Export
from lanyard.events import Code, Entry, Kind
from lanyard.journal.exports import export

SAID = Entry("r" * 32, 1, "1" * 32, "a" * 64, "Anna", 1_763_733_780_000, Kind.TEXT, "你好 <b>")


def rows(count: int) -> Iterator[Entry]:
    for number in range(1, count + 1):
        yield replace(SAID, seq=number, text=f"{SAID.text} {number}")


def order(path: Path, form: str = "text") -> Export:
    return Export("r" * 32, str(path), form)


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_every_row_is_in_the_file(tmp_path: Path, form: str) -> None:
    path = tmp_path / "talk"
    done = export(order(path, form), "Office", rows(5_000))
    assert done.failure is None
    assert done.rows == 5_000
    written = path.read_text(encoding="utf-8")
    assert written.count("你好") == 5_000
    assert os.listdir(tmp_path) == ["talk"]
    if form == "json":
        assert [json.loads(line)["seq"] for line in written.splitlines()] == [*range(1, 5_001)]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        export(order(tmp_path / "talk"), "Office", rows(1))
    finally:
        os.umask(before)
    assert (tmp_path / "talk").stat().st_mode & 0o777 == 0o600


def test_a_million_rows_need_no_more_memory_than_a_thousand(tmp_path: Path) -> None:
    peaks = []
    for count in (10_000, 40_000):
        tracemalloc.start()
        export(order(tmp_path / "talk", "html"), "Office", rows(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "talk"
    path.write_text("what was there")
    real = os.open

    def full(name: Any, *rest: Any, **more: Any) -> int:
        if str(name).endswith(".part"):
            real(name, *rest, **more)
            return real("/dev/full", os.O_WRONLY)
        return real(name, *rest, **more)

    monkeypatch.setattr(os, "open", full)
    done = export(order(path), "Office", rows(100_000))
    monkeypatch.undo()
    assert done.failure is not None
    assert done.failure.code is Code.DISK_FULL
    assert path.read_text() == "what was there"
    assert os.listdir(tmp_path) == ["talk"]


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_failing_fsync_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def failing(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    done = export(order(tmp_path / "talk"), "Office", rows(3))
    assert done.failure is not None
    assert done.failure.code is (Code.DISK_FULL if number == errno.ENOSPC else Code.DISK_FAILED)
    assert os.listdir(tmp_path) == []


def test_places_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "folder", tmp_path / "no" / "talk", tmp_path / "file" / "talk"):
        done = export(order(path), "Office", rows(3))
        assert done.failure is not None
        assert done.failure.code is Code.FOLDER_UNWRITABLE
        assert done.failure.name == str(path)
    assert export(Export("r", "a\x00b"), "Office", rows(3)).failure is not None
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX devices")
def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert export(order(tmp_path / "pipe"), "Office", rows(3)).failure is not None
    assert os.listdir(tmp_path) == ["pipe"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "talk")
    assert export(order(tmp_path / "link"), "Office", rows(3)).failure is None
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "talk").read_text(encoding="utf-8").count("Anna") == 3


def test_an_error_of_the_rows_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[Entry]:
        yield SAID
        raise KeyError("the journal")

    with pytest.raises(KeyError):
        export(order(tmp_path / "talk"), "Office", broken())
    assert os.listdir(tmp_path) == []

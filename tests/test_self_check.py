"""The self-check says what is there, and notices what is not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from pytestqt.qtbot import QtBot

from lanyard import self_check


def test_all_is_well_here(qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = tmp_path / "new" / "profile"
    assert self_check.run(profile) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert all(line.startswith("ok ") for line in lines)
    assert list(profile.iterdir()) == []


def failures(profile: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert self_check.run(profile) == 1
    lines = capsys.readouterr().out.splitlines()
    return [line for line in lines if line.startswith("FAILED ")]


def test_a_missing_icon_is_noticed(
    qtbot: QtBot,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(self_check, "ICON", ":/icons/none.svg")
    (line,) = failures(tmp_path, capsys)
    assert line.startswith("FAILED  resources: :/icons/none.svg does not open")


def test_a_missing_part_of_the_program_is_noticed(
    qtbot: QtBot,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(self_check, "FRONT_ENDS", ("lanyard.nowhere",))
    (line,) = failures(tmp_path, capsys)
    assert line == "FAILED  program: No module named 'lanyard.nowhere'"


def test_a_profile_that_is_a_file_is_noticed(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "profile"
    profile.write_text("in the way")
    (line,) = failures(profile, capsys)
    assert line.startswith("FAILED  journal folder: ")


def test_a_disk_without_wal_is_noticed(
    qtbot: QtBot,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = sqlite3.connect
    # A database in memory cannot have a write-ahead log either.
    monkeypatch.setattr(sqlite3, "connect", lambda _path: real(":memory:"))
    (line,) = failures(tmp_path, capsys)
    assert line == "FAILED  journal folder: SQLite keeps its journal as memory here, not as WAL"


def test_an_unfinished_handshake_is_noticed(
    qtbot: QtBot,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(self_check, "_HANDSHAKE_TURNS", 1)
    (line,) = failures(tmp_path, capsys)
    assert line == "FAILED  TLS 1.3: the handshake did not end"

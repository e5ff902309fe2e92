"""What arrived is opened only when it is a plain file of a harmless type; reports can be copied."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from pytestqt.qtbot import QtBot

from lanyard.events import Code, Failure, FileFailed, TransferChanged, TransferState
from lanyard.sentences import sentence
from lanyard.widgets.failed_files import FailedFiles
from lanyard.widgets.finished_files import open_file, show_in_folder
from stage import on_stage


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []

    def note(url: QUrl) -> bool:
        found.append(url.toLocalFile())
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", note)
    return found


def test_a_harmless_file_is_opened(tmp_path: Path, opened: list[str]) -> None:
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(b"%PDF")
    assert open_file(str(plan))
    assert opened == [str(plan)]


def test_nothing_else_is_opened(tmp_path: Path, opened: list[str]) -> None:
    for name in ("a.exe", "a.desktop", "a.svg", "run.pdf.sh"):
        (tmp_path / name).write_bytes(b"x")
        assert not open_file(str(tmp_path / name))
    (tmp_path / "folder.pdf").mkdir()
    assert not open_file(str(tmp_path / "folder.pdf"))
    assert not open_file(str(tmp_path / "gone.pdf"))
    assert not open_file("")
    assert opened == []


@pytest.mark.skipif(sys.platform == "win32", reason="links want a right of their own there")
def test_what_was_put_in_its_place_is_not_opened(tmp_path: Path, opened: list[str]) -> None:
    (tmp_path / "run.sh").write_text("#!/bin/sh")
    (tmp_path / "a.pdf").symlink_to(tmp_path / "run.sh")
    os.mkfifo(tmp_path / "b.pdf")
    assert not open_file(str(tmp_path / "a.pdf"))
    assert not open_file(str(tmp_path / "b.pdf"))
    assert opened == []


def test_a_folder_is_shown_from_outside(tmp_path: Path, opened: list[str]) -> None:
    (tmp_path / "photos.app").mkdir()
    show_in_folder((str(tmp_path / "photos.app"),))
    show_in_folder(())
    assert opened == [str(tmp_path)]


def test_the_report_says_which_and_why_and_can_be_copied(qtbot: QtBot) -> None:
    changed, special = Failure(Code.FILE_CHANGED), Failure(Code.FILE_SPECIAL)
    failed = (FileFailed("a/\u202eb.jpg", changed), FileFailed("latest", special))
    report = FailedFiles(
        TransferChanged(
            "t", "t", "r", True, TransferState.DONE, "p", "Min", "a", 500, 1,
            files_failed=failed, files_failed_count=120,
        )
    )  # fmt: skip
    on_stage(qtbot, report, 640, 400)
    assert report.list.model().rowCount() == 2
    assert report._why.text() == sentence(changed)
    report.list.selectRow(1)
    assert report._why.text() == sentence(special)
    report.copy()
    assert QGuiApplication.clipboard().text() == (
        f"a/b.jpg\t{sentence(changed)}\nlatest\t{sentence(special)}"
    )

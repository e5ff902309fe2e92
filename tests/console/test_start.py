"""Starting ``lanyard`` where something is missing: one sentence, the next step, status 1."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from console.terminal import a_free_port, one_sentence, run
from lanyard.journal.store import FILE_NAME, Store

NO_DISPLAY = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display is part of the others")
def test_without_a_display_the_sentence_names_the_console() -> None:
    done = run(**NO_DISPLAY)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "lanyard host" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "place", ["file/below", "file", "missing\x00", "x" * 300], ids=["below", "file", "nul", "long"]
)
def test_a_profile_that_cannot_be_made(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("in the way")
    if "\x00" in place:
        place = "/dev/null"  # an argument cannot hold NUL; a device is as little a folder
    done = run("host", "--port", a_free_port(), "--profile", tmp_path / place)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "--profile" in done.stderr


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system that is read only")
def test_a_profile_that_cannot_be_written(tmp_path: Path) -> None:
    # Even root cannot make files there.
    done = run("host", "--port", a_free_port(), "--profile", "/proc/self")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "--profile" in done.stderr


def test_an_identity_that_cannot_be_read_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "identity").mkdir()
    broken = tmp_path / "identity" / "device.pem"
    broken.write_bytes(b"not a key")
    done = run("host", "--port", a_free_port(), "--profile", tmp_path)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert str(broken) in done.stderr
    assert broken.read_bytes() == b"not a key"


@pytest.mark.parametrize("words", [["host", "--port", a_free_port()], ["join", "127.0.0.1:1"]])
def test_a_journal_of_a_newer_program(tmp_path: Path, words: list[object]) -> None:
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE_NAME) as database:
        database.execute("PRAGMA user_version=99")
    database.close()
    done = run(*words, "--profile", tmp_path)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert "newer Lanyard" in done.stderr


def test_a_damaged_journal_is_kept_aside_and_that_is_said(tmp_path: Path) -> None:
    damaged = b"no database" * 1_000
    (tmp_path / FILE_NAME).write_bytes(damaged)
    done = run("history", "--profile", tmp_path, "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["event"], told["rows"]) == ("journal_mended", 0)
    assert Path(told["kept_as"]).read_bytes() == damaged
    assert told["kept_as"] in done.stderr
    again = run("history", "--profile", tmp_path, "--json")
    assert (again.returncode, again.stdout) == (0, ""), "it is told once"


def test_without_qt_help_and_version_work_and_the_rest_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "PySide6").mkdir()
    (tmp_path / "PySide6" / "__init__.py").write_text(
        "raise ImportError('libEGL.so.1: cannot open shared object file')\n"
    )
    path = os.pathsep.join((str(tmp_path), os.environ.get("PYTHONPATH", "")))
    for words in (["--version"], ["--help"], ["host", "--help"]):
        assert run(*words, PYTHONPATH=path).returncode == 0
    assert run("host", "--port", "0", PYTHONPATH=path).returncode == 2
    done = run("host", "--profile", tmp_path / "p", PYTHONPATH=path)
    assert done.returncode == 1
    assert "libEGL.so.1" in done.stderr
    assert "Traceback" not in done.stderr

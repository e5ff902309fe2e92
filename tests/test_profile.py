"""Which folder a profile is, and that only its owner may enter it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from lanyard import profile
from lanyard.events import Code


@pytest.mark.skipif(os.name == "nt", reason="modes are a thing of Unix")
def test_a_new_folder_is_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        made = profile.folder(str(tmp_path / "deep" / "er"))
    finally:
        os.umask(old)
    assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_the_option_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / profile.MARKER).touch()
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "lanyard")])
    assert profile.folder(str(tmp_path / "mine")) == tmp_path / "mine"


def test_a_relative_option_is_meant_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert profile.folder("mine") == tmp_path / "mine"


def test_a_marker_beside_the_program_keeps_all_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / profile.MARKER).touch()
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "lanyard")])
    assert profile.folder(None) == tmp_path / "profile"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="XDG is a thing of Linux")
@pytest.mark.parametrize(("given", "used"), [("data", "data"), ("", ""), ("relative", "")])
def test_the_data_folder_of_the_desktop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, used: str
) -> None:
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "bin" / "lanyard")])
    monkeypatch.setenv("HOME", str(tmp_path))
    value = given if given == "relative" else str(tmp_path / given) if given else ""
    monkeypatch.setenv("XDG_DATA_HOME", value)
    base = tmp_path / used if used else tmp_path / ".local" / "share"
    assert profile.folder(None) == base / "lanyard"


def test_a_file_in_the_way_is_a_failure_with_a_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(profile.ProfileError) as caught:
        profile.folder(str(tmp_path / "file" / "profile"))
    assert caught.value.failure.code == Code.PROFILE_UNWRITABLE
    assert "file" in caught.value.failure.name


def test_a_nul_in_the_name_is_a_failure_too() -> None:
    with pytest.raises(profile.ProfileError):
        profile.folder("a\0b")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o500)
    with pytest.raises(profile.ProfileError):
        profile.folder(str(shut))

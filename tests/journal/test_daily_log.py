"""The daily log: readable files, safe names, and never in the way."""

from __future__ import annotations

import os
import sys
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lanyard.commands import KeepDailyLog
from lanyard.events import Code, CommandFailed, Entry, Kind, RememberedRoom
from lanyard.journal.daily_log import DailyLog, folder_name
from lanyard.journal.store import FILE_NAME, Store

AT = 1_763_733_780_000
ROOM = "0" * 31 + "1"
SAID = Entry(ROOM, 7, "1" * 32, "a" * 64, "Anna", AT, Kind.TEXT, "hello")


def room(id_: str = ROOM, name: str = "Office") -> RememberedRoom:
    return RememberedRoom(id_, name, "10.0.0.12", 25225, "d" * 64, False, AT)


def journal(folder: Path, *rooms: RememberedRoom) -> Path:
    """Make a journal that knows these rooms."""
    folder.mkdir(exist_ok=True)
    store = Store(folder)
    with store.transaction():
        for one in rooms or (room(),):
            store.remember_room(one)
    store.close()
    return folder


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


Log = tuple[DailyLog, list[object]]


def log(folder: Path, profile: Path, *rooms: RememberedRoom) -> Log:
    told: list[object] = []
    made = DailyLog(journal(profile, *rooms))
    made.happened.connect(told.append)
    made.keep_daily_log(KeepDailyLog(str(folder)))
    return made, told


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*.txt"))
    }


def test_a_file_a_day_and_room(tmp_path: Path, profile: Path) -> None:
    daily, told = log(tmp_path, profile, room(), room("0" * 31 + "2", "设计"))
    daily.take((SAID, replace(SAID, seq=8, text="one\ntwo", name="Ben")))
    daily.take((replace(SAID, seq=9, at=AT + 86_400_000), replace(SAID, room="0" * 31 + "2")))
    assert files(tmp_path) == {
        "Office/2025-11-21.txt": "14:03 Anna: hello\n14:03 Ben: one\n    two\n",
        "Office/2025-11-22.txt": "14:03 Anna: hello\n",
        "设计/2025-11-21.txt": "14:03 Anna: hello\n",
    }
    assert told == []


def test_changes_are_lines_of_their_own(tmp_path: Path, profile: Path) -> None:
    daily, _ = log(tmp_path, profile)
    change = replace(SAID, seq=8, ref=7, kind=Kind.EDIT, text="hello\n14:04 Ben: no")
    daily.take((SAID, change))
    daily.take((replace(change, kind=Kind.REACTION, text="👍", name="Ben"),))
    daily.take((replace(change, kind=Kind.DELETE, text="", ref=3),))
    assert files(tmp_path)["Office/2025-11-21.txt"].splitlines() == [
        "14:03 Anna: hello",
        "14:03 * Anna (edited): hello",
        "    14:04 Ben: no",
        "  ↳ Anna: hello",
        "14:03 * Ben: 👍",
        "  ↳ Anna: hello",
        "14:03 * Anna (deleted)",
        "  ↳ an earlier message",
    ]


def test_direct_messages_say_to_whom(tmp_path: Path, profile: Path) -> None:
    daily, _ = log(tmp_path, profile)
    daily.take((replace(SAID, author="b" * 64, name="Ben"), replace(SAID, seq=8, to="b" * 64)))
    assert files(tmp_path)["Office/2025-11-21.txt"].splitlines()[1] == "14:03 Anna (to Ben): hello"


def test_nothing_is_written_until_it_is_wanted_and_after_it_was(
    tmp_path: Path, profile: Path
) -> None:
    daily = DailyLog(journal(profile))
    daily.take((SAID,))
    daily.keep_daily_log(KeepDailyLog(str(tmp_path)))
    daily.take((SAID,))
    daily.keep_daily_log(KeepDailyLog(""))
    daily.take((SAID,))
    assert files(tmp_path) == {"Office/2025-11-21.txt": "14:03 Anna: hello\n"}


def test_a_folder_that_takes_nothing_is_told_once_and_may_come_back(
    tmp_path: Path, profile: Path
) -> None:
    place = tmp_path / "logs"
    place.write_text("in the way")
    daily, told = log(place, profile)
    daily.take((SAID,))
    daily.take((SAID,))
    assert len(told) == 1
    assert isinstance(told[0], CommandFailed)
    assert told[0].failure.code is Code.FOLDER_UNWRITABLE
    assert told[0].failure.name == str(place)
    place.unlink()
    daily.take((SAID,))
    assert len(files(place)) == 1
    (place / "Office" / "2025-11-21.txt").unlink()
    (place / "Office" / "2025-11-21.txt").mkdir()
    daily.take((SAID,))
    assert len(told) == 2


def test_a_folder_no_system_can_name(tmp_path: Path, profile: Path) -> None:
    daily, told = log(Path("a\x00b"), profile)
    daily.take((SAID,))
    assert len(told) == 1


@pytest.mark.parametrize("file", [None, b"no database" * 1_000], ids=["none", "damaged"])
def test_a_journal_that_cannot_be_read_stops_no_line(
    tmp_path: Path, profile: Path, file: bytes | None
) -> None:
    daily, told = log(tmp_path, profile)
    for path in profile.iterdir():
        path.unlink()
    if file is not None:
        (profile / FILE_NAME).write_bytes(file)
    daily.take((SAID,))
    assert files(tmp_path) == {f"{ROOM}/2025-11-21.txt": "14:03 Anna: hello\n"}
    assert told == []


def test_a_room_met_later_has_its_name_at_once(tmp_path: Path, profile: Path) -> None:
    daily, _ = log(tmp_path, profile)
    daily.take((SAID,))
    later = "0" * 31 + "2"
    journal(profile, room(later, "Design"))
    daily.take((replace(SAID, room=later),))
    assert sorted(files(tmp_path)) == ["Design/2025-11-21.txt", "Office/2025-11-21.txt"]


def test_rooms_of_one_name_do_not_share_a_folder(tmp_path: Path, profile: Path) -> None:
    other = "f" * 32
    daily, _ = log(tmp_path, profile, room(other, "office"), room())
    daily.take((SAID, replace(SAID, room=other)))
    assert sorted(files(tmp_path)) == ["Office/2025-11-21.txt", "office (ffffffff)/2025-11-21.txt"]


def test_what_claims_to_come_from_the_future_was_said_today(tmp_path: Path, profile: Path) -> None:
    daily, _ = log(tmp_path, profile)
    daily.take(tuple(replace(SAID, at=at) for at in (1 << 62, AT + 400 * 365 * 86_400_000)))
    assert [path[:9] for path in files(tmp_path)] == ["Office/20"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_its_owner_reads_it(tmp_path: Path, profile: Path) -> None:
    before = os.umask(0)
    try:
        daily, _ = log(tmp_path / "logs", profile)
        daily.take((SAID,))
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "logs").rglob("*")}
    assert modes == {0o700, 0o600}


@given(st.text(max_size=200))
@example("../../etc/passwd")
@example("..")
@example("CON")
@example("nul.txt")
@example("COM¹ ")
@example("C:\\Windows")
@example("a\x00b\n/c")
@example("\u202etxt")
@example("x" * 300)
@example("你" * 100)
@example("name. . ")
@example("  ")
@example("a\u0301")
def test_a_folder_name_is_one_safe_component(name: str) -> None:
    made = folder_name(name)
    assert len(made.encode()) <= 80
    assert folder_name(made) == made
    assert not set(made) & set('<>:"/\\|?*')
    assert all(unicodedata.category(one) not in ("Cc", "Cf", "Cs", "Zl", "Zp") for one in made)
    if made:
        assert made not in (".", "..")
        assert made == made.strip(" .")
        for kind in (PurePosixPath, PureWindowsPath):
            assert kind("logs", made).parts == ("logs", made)
        assert not PureWindowsPath(made).is_reserved()

"""Received files on the disk: never over another one, never half, never lost, never elsewhere."""

from __future__ import annotations

import errno
import os
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from lanyard.network.transfers import beneath, landing, origin
from lanyard.network.transfers.landing import Folder, NotOursError, Part, PartMark

posix = pytest.mark.skipif(os.name != "posix", reason="links and permissions of POSIX")
linux = pytest.mark.skipif(not hasattr(os, "O_PATH"), reason="/proc of Linux")


@pytest.fixture(params=["at once", "step by step", "by path"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every system's way to a file beneath a folder, as far as this one can go it."""
    chosen = str(request.param)
    if chosen == "by path":
        monkeypatch.setattr(landing, "hold", beneath.Checked)
    elif os.name == "nt":
        pytest.skip("Windows knows one way")
    elif chosen == "step by step":
        monkeypatch.setattr(beneath, "_has_openat2", False)
        monkeypatch.setattr(beneath, "_rename_at_once", None)
    return chosen


@pytest.fixture(autouse=True)
def no_descriptor_is_left_open() -> Iterator[None]:
    if not os.path.isdir("/proc/self/fd"):
        yield
        return
    before = len(os.listdir("/proc/self/fd"))
    yield
    assert len(os.listdir("/proc/self/fd")) <= before


def land(folder: Path | Folder, name: str, content: bytes = b"new") -> Path:
    part = Part(folder, name)
    part.write(memoryview(content))
    return part.land()


def tree(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*"))


def test_a_file_lands_under_its_name_in_a_folder_made_for_it(tmp_path: Path, way: str) -> None:
    path = land(tmp_path / "a" / "b", "photo.jpg")
    assert path == tmp_path / "a" / "b" / "photo.jpg"
    assert path.read_bytes() == b"new"
    assert os.listdir(path.parent) == ["photo.jpg"]


def test_nothing_is_ever_overwritten(tmp_path: Path, way: str) -> None:
    (tmp_path / "photo.jpg").write_text("mine")
    (tmp_path / "photo (1).jpg").mkdir()
    assert land(tmp_path, "photo.jpg").name == "photo (2).jpg"
    assert (tmp_path / "photo.jpg").read_text() == "mine"


def test_what_appears_while_it_comes_is_not_overwritten(tmp_path: Path, way: str) -> None:
    part = Part(tmp_path, "photo.jpg")
    (tmp_path / "photo.jpg").write_text("mine")
    assert part.land().name == "photo (1).jpg"
    assert (tmp_path / "photo.jpg").read_text() == "mine"


def test_what_appears_at_the_last_moment_is_not_overwritten(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way == "by path" and os.name != "nt":
        pytest.skip("only Windows renames by path without replacing")
    with Folder(tmp_path) as folder:
        part = Part(folder, "photo.jpg")
        monkeypatch.setattr(folder, "is_free", lambda *_: True)
        (tmp_path / "photo.jpg").write_text("mine")
        assert part.land().name == "photo (1).jpg"
    assert (tmp_path / "photo.jpg").read_text() == "mine"


def test_two_of_one_name_come_at_once(tmp_path: Path, way: str) -> None:
    parts = [Part(tmp_path, "photo.jpg") for _ in range(3)]
    assert {part.land().name for part in parts} == {
        "photo.jpg",
        "photo (1).jpg",
        "photo (2).jpg",
    }


@pytest.mark.parametrize("there", ["PHOTO.JPG", "e\u0301.jpg"])
def test_a_name_that_another_disk_takes_for_one_that_is_there(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("mine")
    name = unicodedata.normalize("NFC", there.lower())
    assert land(tmp_path, name).name == name.replace(".", " (1).")
    assert (tmp_path / there).read_text() == "mine"


@pytest.mark.parametrize(
    "name",
    [
        "../../out.txt",
        "/etc/out.txt",
        "C:\\out.txt",
        "..",
        "a/b/../c",
        "\x00",
        "CON",
        "\ud800",
        "~/x",
    ],
)
def test_a_hostile_name_stays_in_the_folder(tmp_path: Path, name: str, way: str) -> None:
    folder = tmp_path / "in" / "here"
    path = land(folder, name)
    assert path.is_relative_to(folder)
    assert path.resolve() == path
    assert os.listdir(tmp_path / "in") == ["here"]
    assert os.listdir(tmp_path) == ["in"]


# --- the folders of an offer -------------------------------------------------------------------


def test_the_files_of_one_folder_stay_together(tmp_path: Path, way: str) -> None:
    (tmp_path / "Photos").mkdir()
    (tmp_path / "Photos" / "mine.jpg").write_text("mine")
    with Folder(tmp_path) as folder:
        for name in ("Photos/a.jpg", "Photos/2024/b.jpg", "Photos/c.jpg", "lone.txt"):
            land(folder, name)
        folder.sync()
        assert folder.made == {"Photos": "Photos (1)"}
    assert tree(tmp_path) == [
        "Photos", "Photos (1)", "Photos (1)/2024", "Photos (1)/2024/b.jpg", "Photos (1)/a.jpg",
        "Photos (1)/c.jpg", "Photos/mine.jpg", "lone.txt",
    ]  # fmt: skip


def test_a_folder_goes_on_after_a_restart(tmp_path: Path, way: str) -> None:
    (tmp_path / "Photos").mkdir()
    with Folder(tmp_path) as folder:
        first = land(folder, "Photos/a.jpg")
        made = folder.made
    with Folder(tmp_path, made) as folder:
        assert land(folder, "Photos/b.jpg").parent == first.parent
    with Folder(tmp_path, {"Photos": "../out"}) as folder:
        assert land(folder, "Photos/b.jpg").parent == tmp_path / "Photos (2)"


def test_a_folder_taken_away_meanwhile_is_made_again(tmp_path: Path, way: str) -> None:
    with Folder(tmp_path) as folder:
        path = land(folder, "Photos/in/a.jpg")
        path.unlink()
        path.parent.rmdir()
        path.parent.parent.rmdir()
        again = land(folder, "Photos/in/b.jpg")
        assert again.read_bytes() == b"new"
        folder.sync()
    assert again.is_relative_to(tmp_path)


def test_an_empty_folder_has_its_time(tmp_path: Path, way: str) -> None:
    with Folder(tmp_path) as folder:
        path = folder.make("Photos/empty/", mtime=10**18)
        assert path == tmp_path / "Photos" / "empty"
        assert path.stat().st_mtime_ns == 10**18
        assert folder.make("Photos/empty/") == path


@posix
def test_folders_are_private(tmp_path: Path) -> None:
    path = land(tmp_path, "Photos/2024/a.jpg")
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.parent.parent.stat().st_mode & 0o777 == 0o700


# --- what may be planted in it -----------------------------------------------------------------


@posix
def test_a_planted_link_leads_nowhere(tmp_path: Path, way: str) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "photo.jpg.part").symlink_to(outside)
    (folder / "other.jpg").symlink_to(outside)
    (folder / "Photos").symlink_to(tmp_path, target_is_directory=True)
    assert land(folder, "photo.jpg").name == "photo (1).jpg"
    assert land(folder, "other.jpg").name == "other (1).jpg"
    assert land(folder, "Photos/x").parent.name == "Photos (1)"
    assert not outside.exists()
    assert sorted(os.listdir(tmp_path)) == ["folder"]


@posix
def test_a_link_put_in_a_folders_place_meanwhile_is_not_followed(tmp_path: Path, way: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    with Folder(tmp_path / "in") as folder:
        path = land(folder, "Photos/2024/a.jpg")
        path.unlink()
        path.parent.rmdir()
        path.parent.symlink_to(outside, target_is_directory=True)
        assert land(folder, "Photos/2024/b.jpg").parent.name == "2024 (1)"
        made = folder.made
    with Folder(tmp_path / "in", made) as folder:
        assert land(folder, "Photos/2024/c.jpg").parent.name == "2024 (1)"
        with pytest.raises(OSError):  # noqa: PT011 - what it is called differs between systems
            folder.reach("Photos/2024")
    assert os.listdir(outside) == []


@posix
@pytest.mark.parametrize("kind", ["pipe", "link", "dangling", "folder", "read-only", "hard link"])
def test_what_has_the_name_keeps_it(tmp_path: Path, way: str, kind: str) -> None:
    folder, outside = tmp_path / "in", tmp_path / "outside"
    folder.mkdir()
    outside.write_text("mine")
    for name in ("photo.jpg", "film.mkv.part"):
        there = folder / name
        if kind == "pipe":
            os.mkfifo(there)
        elif kind == "link":
            there.symlink_to(outside)
        elif kind == "dangling":
            there.symlink_to(tmp_path / "nothing")
        elif kind == "folder":
            there.mkdir()
        elif kind == "hard link":
            os.link(outside, there)
        else:
            there.write_text("mine")
            there.chmod(0o400)
    before = [(folder / name).lstat() for name in ("photo.jpg", "film.mkv.part")]
    assert land(folder, "photo.jpg").name == "photo (1).jpg"
    assert land(folder, "film.mkv").name == "film (1).mkv"
    after = [(folder / name).lstat() for name in ("photo.jpg", "film.mkv.part")]
    assert [(one.st_ino, one.st_mtime_ns) for one in after] == [
        (one.st_ino, one.st_mtime_ns) for one in before
    ]
    assert outside.read_text() == "mine"
    assert not (tmp_path / "nothing").exists()


def test_a_file_in_the_folders_place_is_a_plain_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OSError):  # noqa: PT011 - what it is called differs between systems
        Part(tmp_path / "file", "photo.jpg")
    assert (tmp_path / "file").read_text() == "mine"


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_a_plain_failure(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            Part(tmp_path, "photo.jpg")
    finally:
        tmp_path.chmod(0o700)


@posix
def test_a_part_replaced_meanwhile_does_not_land(tmp_path: Path, way: str) -> None:
    outside = tmp_path / "outside"
    outside.write_text("mine")
    part = Part(tmp_path / "in", "photo.jpg")
    (tmp_path / "in" / "photo.jpg.part").unlink()
    (tmp_path / "in" / "photo.jpg.part").symlink_to(outside)
    with pytest.raises(NotOursError):
        part.land()
    part.drop()
    assert os.listdir(tmp_path / "in") == ["photo.jpg.part"]
    assert outside.read_text() == "mine"


# --- a part that waits -------------------------------------------------------------------------


def test_a_part_goes_on_after_a_restart(tmp_path: Path, way: str) -> None:
    with Folder(tmp_path) as folder:
        part = Part(folder, "Photos/film.mkv")
        part.write(memoryview(b"0123456789"))
        part.sync()
        mark = part.mark
        part.leave()
        made = folder.made
    assert mark.path == "Photos/film.mkv.part"
    with Folder(tmp_path, made) as folder:
        part = Part.reopen(folder, "Photos/film.mkv", mark, 6, mtime=10**18)
        assert part.length == 6
        assert part.name == "Photos/film.mkv"
        buffer = memoryview(bytearray(20))
        assert part.read(2, buffer) == 4
        assert bytes(buffer[:4]) == b"2345"
        part.write(memoryview(b"abc"))
        part.truncate(8)
        part.write(memoryview(b"z"))
        path = part.land()
    assert path.read_bytes() == b"012345abz"
    assert path.stat().st_mtime_ns == 10**18


@pytest.mark.parametrize("name", ["Photos/.hidden", "Photos/\u6587" + "x" * 247, "a/b/c (1).x"])
def test_any_part_is_found_again(tmp_path: Path, way: str, name: str) -> None:
    with Folder(tmp_path) as folder:
        part = Part(folder, name)
        mark = part.mark
        part.leave()
        path = Part.reopen(folder, name, mark, 0).land()
    assert path == tmp_path / name


def test_less_than_was_noted_is_said(tmp_path: Path) -> None:
    part = Part(tmp_path, "film.mkv")
    part.write(memoryview(b"01234"))
    mark = part.mark
    part.leave()
    part = Part.reopen(tmp_path, "film.mkv", mark, 1 << 20)
    assert part.length == 5
    part.drop()
    assert os.listdir(tmp_path) == []


def test_a_part_that_had_to_be_numbered_keeps_its_number(tmp_path: Path) -> None:
    (tmp_path / "film.mkv").write_text("mine")
    part = Part(tmp_path, "film.mkv")
    mark = part.mark
    part.leave()
    (tmp_path / "film.mkv").unlink()
    assert Part.reopen(tmp_path, "film.mkv", mark, 0).land().name == "film (1).mkv"
    part = Part(tmp_path, "film.mkv")
    mark = part.mark
    part.leave()
    (tmp_path / "film.mkv").write_text("mine")
    assert Part.reopen(tmp_path, "film.mkv", mark, 0).land().name == "film (2).mkv"
    assert (tmp_path / "film.mkv").read_text() == "mine"


@posix
@pytest.mark.parametrize("change", ["another", "link", "pipe", "folder", "hard link", "gone"])
def test_what_is_not_our_part_is_not_touched(tmp_path: Path, way: str, change: str) -> None:
    part = Part(tmp_path / "in", "film.mkv")
    part.write(memoryview(b"01234"))
    mark = part.mark
    part.leave()
    there = tmp_path / "in" / "film.mkv.part"
    mine = tmp_path / "mine"
    mine.write_text("precious")
    if change == "hard link":
        os.link(there, tmp_path / "also")
    else:
        there.rename(tmp_path / "kept")
    if change == "another":
        there.write_text("precious")
    elif change == "link":
        there.symlink_to(tmp_path / "kept")
    elif change == "pipe":
        os.mkfifo(there)
    elif change == "folder":
        there.mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - NotOursError, or FileNotFoundError when it is gone
        Part.reopen(tmp_path / "in", "film.mkv", mark, 2)
    kept = tmp_path / ("also" if change == "hard link" else "kept")
    assert kept.read_bytes() == b"01234"
    if change == "another":
        assert there.read_text() == "precious"


@pytest.mark.parametrize("path", ["../mine.part", "mine", "a/../../mine.part", ".part"])
def test_a_mark_that_was_tampered_with_leads_nowhere(tmp_path: Path, way: str, path: str) -> None:
    (tmp_path / "in" / "a").mkdir(parents=True)
    places = [tmp_path / "mine.part", tmp_path / "in" / "mine", tmp_path / "in" / "mine.part"]
    for place in places:
        place.write_text("precious")
    for place in places:
        with pytest.raises(OSError):  # noqa: PT011 - what it is called differs between systems
            Part.reopen(tmp_path / "in", "mine", PartMark(path, place.stat().st_ino), 0)
    assert [place.read_text() for place in places] == ["precious"] * 3


# --- permissions, times, durability ------------------------------------------------------------


@posix
def test_a_file_is_private_and_cannot_be_run(tmp_path: Path, way: str) -> None:
    before = os.umask(0)
    try:
        part = Part(tmp_path, "photo.jpg")
    finally:
        os.umask(before)
    (path,) = tmp_path.iterdir()
    assert path.name == "photo.jpg.part"
    assert path.stat().st_mode & 0o777 == 0o600
    part.drop()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("said", "saved"),
    [(10**18 + 123_456_700, 10**18 + 123_456_700), (0, None), (-(10**18), None), (1 << 80, None)],
)
def test_times_are_kept_when_they_are_sane(
    tmp_path: Path, way: str, said: int, saved: int | None
) -> None:
    begun = time.time_ns()
    found = Part(tmp_path, "photo.jpg", mtime=said).land().stat().st_mtime_ns
    if saved is not None:
        assert found == saved
    elif said <= 0:
        assert time.gmtime(found / 1e9).tm_year == 1980
    else:
        assert begun - 10**9 <= found <= time.time_ns()


@linux
@pytest.mark.parametrize("durable", [True, False])
def test_file_then_name_then_folder_are_made_durable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, durable: bool
) -> None:
    steps: list[str] = []
    fsync, rename = os.fsync, beneath.Held.rename

    def note_fsync(descriptor: int) -> None:
        steps.append("folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "file")
        fsync(descriptor)

    def note_rename(place: beneath.Held, old: str, new: str) -> None:
        steps.append("name")
        rename(place, old, new)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(beneath.Held, "rename", note_rename)
    Part(tmp_path, "photo.jpg", durable=durable).land()
    assert steps == (["file", "name", "folder"] if durable else ["name"])
    steps.clear()
    with Folder(tmp_path) as folder:
        for number in range(3):
            Part(folder, f"{number}.jpg", durable=durable).land()
        folder.sync()
        folder.sync()
    assert steps == (["file", "name"] * 3 if durable else ["name"] * 3) + ["folder"]


@linux
def test_new_folders_are_made_durable_from_the_first_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[str] = set()
    fsync = os.fsync

    def note(descriptor: int) -> None:
        synced.add(os.readlink(f"/proc/self/fd/{descriptor}"))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    with Folder(tmp_path / "a" / "b") as folder:
        path = land(folder, "Photos/2024/x.jpg")
        folder.sync()
    assert {str(one) for one in path.parents[: len(path.parents) - len(tmp_path.parents)]} <= synced


@posix
def test_a_disk_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(beneath, "_rename_at_once", lambda *_: False)
    monkeypatch.setattr(os, "link", no_links)
    (tmp_path / "photo.jpg").write_text("mine")
    assert land(tmp_path, "photo.jpg").name == "photo (1).jpg"
    assert (tmp_path / "photo.jpg").read_text() == "mine"
    assert sorted(os.listdir(tmp_path)) == ["photo (1).jpg", "photo.jpg"]


@posix
def test_a_failed_landing_can_be_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    part = Part(tmp_path, "photo.jpg")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        part.land()
    part.drop()
    assert os.listdir(tmp_path) == []


def test_many_of_one_name_land_in_a_moment(tmp_path: Path) -> None:
    with Folder(tmp_path) as folder:
        paths = [Part(folder, "x.txt", durable=False).land() for _ in range(1_000)]
    assert paths[-1].name == "x (999).txt"


# --- the mark of a file from elsewhere ---------------------------------------------------------


def test_windows_hears_that_the_file_is_foreign(tmp_path: Path) -> None:
    path = tmp_path / "setup.exe"
    origin.say_foreign(path, -1, "win32")
    assert (tmp_path / "setup.exe:Zone.Identifier").read_bytes() == (
        b"[ZoneTransfer]\r\nZoneId=3\r\n"
    )


def test_a_disk_without_streams_will_do(tmp_path: Path) -> None:
    origin.say_foreign(tmp_path / "nothing" / "setup.exe", -1, "win32")
    origin.say_foreign(tmp_path / "setup.exe", -1, "linux")
    assert os.listdir(tmp_path) == []


def test_macos_hears_when_and_by_whom() -> None:
    words = origin.quarantine_words(0x5F000000, "ab-cd").decode()
    assert words == "0081;5f000000;Lanyard;AB-CD"


# --- how much fits -----------------------------------------------------------------------------


def test_free_space_is_asked_where_the_folder_will_be(tmp_path: Path) -> None:
    assert (landing.free_bytes(str(tmp_path / "not" / "there")) or 0) > 0

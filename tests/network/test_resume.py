"""Transfers that are broken off, in every way, and go on where they stopped."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from blake3 import blake3
from PySide6.QtCore import Slot
from PySide6.QtNetwork import QTcpSocket
from pytestqt.qtbot import QtBot

from lanyard.events import Code, Failure, FileFailed, TransferState
from lanyard.network.identity import Identity
from lanyard.network.transfers import landing
from lanyard.network.transfers.landing import Part
from lanyard.network.transfers.small_files import SmallFiles
from lanyard.wire import limits
from network.people import Person, Talk
from network.talkers import Cable

S = TransferState
MEGA = limits.BLOCK_BYTES


class Scissors(Cable):
    """A cable that is cut whenever so many bytes have come through towards whoever dialled."""

    def __init__(self, target: int, *after: int) -> None:
        super().__init__(target)
        self.after = list(after)
        self.passed = 0
        self.cuts = 0
        self.ends: list[QTcpSocket] = []

    @Slot()
    def carry(self) -> None:
        for near, far in tuple(self.pairs):
            if far.state() != QTcpSocket.SocketState.ConnectedState:
                continue
            if near.bytesAvailable():
                far.write(near.readAll())
            coming = far.bytesAvailable()
            if self.after:
                coming = min(coming, self.after[0] - self.passed)
            if coming:
                piece = far.read(coming)
                self.passed += len(piece)
                near.write(piece)
            if self.after and self.passed >= self.after[0]:
                self.after.pop(0)
                self.passed = 0
                self.cuts += 1
                self.snip()

    def snip(self) -> None:
        """End the connections; what came through is still read at the near end."""
        pairs, self.pairs = self.pairs, []
        for near, far in pairs:
            far.abort()
            near.disconnectFromHost()
            self.ends.append(near)

    def close(self) -> None:
        for end in self.ends:
            end.abort()
        super().close()


@pytest.fixture
def profiles(tmp_path: Path) -> Callable[[str], Path]:
    def make(name: str) -> Path:
        path = tmp_path / f"profile of {name}"
        path.mkdir(exist_ok=True)
        return path

    return make


@pytest.fixture
def talk(
    qtbot: QtBot, alice: Identity, bob: Identity, profiles: Callable[[str], Path]
) -> Iterator[Talk]:
    people = [
        Person("Alice", alice, profiles("Alice")),
        Person("Bob", bob, profiles("Bob")),
    ]
    talk = Talk(*people)
    yield talk
    talk.server.close()
    for person in talk.people:
        person.end()
    talk.deleteLater()


def make(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    return path


def sha(path: Path) -> str:
    return blake3(path.read_bytes()).hexdigest()


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def restart(talk: Talk, person: Person, profile: Path) -> Person:
    """End a person's program and start it again."""
    person.end()
    talk.away(person)
    again = Person(person.name, person.identity, profile)
    talk.back(person, again)
    return again


def offered(qtbot: QtBot, talk: Talk, *paths: Path) -> tuple[str, str]:
    """Bob, who hosts nothing, offers to Alice; return the transfer's id on both sides."""
    alice, bob = talk.people
    offer = bob.offer(*paths, to=alice)
    qtbot.waitUntil(lambda: alice.state(offer) is S.OFFERED)
    return offer, f"{offer}/{alice.identity.device_id}"


def through(qtbot: QtBot, talk: Talk, *after: int) -> Scissors:
    """Lay a cable that is cut after so many bytes, in front of Bob's data port."""
    alice, bob = talk.people
    spare = bob.offer(Path(__file__))
    qtbot.waitUntil(lambda: bool(talk.prepared))
    scissors = Scissors(talk.prepared[0].offer.port, *after)
    bob.cancel(spare)
    qtbot.waitUntil(lambda: alice.state(spare) is S.CANCELLED)
    talk.redirect = scissors.port
    return scissors


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon, and look for room on the disk often."""
    monkeypatch.setattr(limits, "RETRY_FIRST_SECONDS", 0.02)
    monkeypatch.setattr(limits, "SPACE_LOOK_SECONDS", 0.1)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Lengths of everything that is written into ``.part`` files."""
    lengths: list[int] = []
    write = Part.write
    add = SmallFiles.add

    def note_small(
        files: SmallFiles, file: int, path: str, mtime: int | None, content: memoryview
    ) -> None:
        lengths.append(len(content))
        add(files, file, path, mtime, content)

    monkeypatch.setattr(SmallFiles, "add", note_small)

    def note(part: Part, content: memoryview) -> None:
        lengths.append(len(content))
        write(part, content)

    monkeypatch.setattr(Part, "write", note)
    return lengths


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes a while for each block, so that there is a middle to meet."""
    write = Part.write

    def dawdle(part: Part, content: memoryview) -> None:
        threading.Event().wait(len(content) / MEGA / 50)
        write(part, content)

    monkeypatch.setattr(Part, "write", dawdle)


# --- the link ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [1, MEGA - 1, MEGA, MEGA + 1, 9 * MEGA + 5])
def test_cut_anywhere(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    quick: None,
    written: list[int],
    seed: int,
    size: int,
) -> None:
    chance = random.Random(seed)
    cuts = [chance.randrange(1, min(size, 4 * MEGA) + 3000) for _ in range(3)]
    scissors = through(qtbot, talk, *cuts)
    alice, _ = talk.people
    path = make(tmp_path / "photo.jpg", size)
    offer, mine = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE, timeout=20_000)
    assert sha(tmp_path / "there" / "photo.jpg") == sha(path)
    assert files_in(tmp_path / "there").keys() == {"photo.jpg"}
    # What is written once is kept: a cut costs the block that was on its way.
    assert sum(written) == size
    moved = 0
    for one in alice.heard:
        if one.id == offer and one.moved:
            assert one.moved >= moved - MEGA
            moved = max(moved, one.moved)
    scissors.close()
    talk.people[1].cancel(mine)


def test_many_files_cut_in_the_middle(
    qtbot: QtBot, talk: Talk, tmp_path: Path, quick: None, written: list[int]
) -> None:
    alice, bob = talk.people
    chance = random.Random(5)
    for number in range(300):
        make(tmp_path / "all" / f"{number % 7}" / f"{number}.bin", chance.randrange(0, 30_000))
    make(tmp_path / "all" / "3" / "large.bin", 5 * MEGA)
    (tmp_path / "all" / "nothing" / "in it").mkdir(parents=True)
    scissors = through(qtbot, talk, 700_000, 2_000_000, 3_000_000, 100_000)
    offer, mine = offered(qtbot, talk, tmp_path / "all")
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(
        lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE, timeout=20_000
    )
    assert scissors.cuts == 4
    assert files_in(tmp_path / "there" / "all") == files_in(tmp_path / "all")
    assert (tmp_path / "there" / "all" / "nothing" / "in it").is_dir()
    last = alice.last(offer)
    assert last is not None
    assert (last.files, last.files_done, last.files_failed) == (302, 302, ())
    assert last.moved == last.size == sum(map(len, files_in(tmp_path / "all").values()))
    assert last.paths == (str(tmp_path / "there" / "all"),)
    assert last.resumed_at > 0
    scissors.close()


# --- the program -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["receiver", "sender", "both"])
def test_the_program_starts_again(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    quick: None,
    slow: None,
    profiles: Callable[[str], Path],
    written: list[int],
    who: str,
) -> None:
    path = make(tmp_path / "long.bin", 40 * MEGA + 7)
    small = make(tmp_path / "small.txt", 5)
    talk.redirect = 0
    offer, mine = offered(qtbot, talk, small, path)
    talk.people[0].accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: (talk.people[0].last(offer) or waits).moved > 2 * MEGA)
    moved = 0
    if who in ("receiver", "both"):
        before = talk.people[0]
        restart(talk, before, profiles("Alice"))
        last = before.last(offer)
        moved = last.moved if last else 0
    if who in ("sender", "both"):
        restart(talk, talk.people[1], profiles("Bob"))
    alice, bob = talk.people
    qtbot.waitUntil(
        lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE, timeout=20_000
    )
    assert sha(tmp_path / "there" / "long.bin") == sha(path)
    assert files_in(tmp_path / "there").keys() == {"long.bin", "small.txt"}
    last = alice.last(offer)
    assert last is not None
    assert [Path(one).name for one in last.paths] == ["small.txt", "long.bin"]
    assert last.digests == (sha(small), sha(path))
    assert last.resumed_at >= moved - MEGA
    assert sum(written) == path.stat().st_size + 5
    for name in ("Alice", "Bob"):
        kept = {one.name for one in (profiles(name) / "transfers").iterdir()}
        assert kept <= {"port", "settled"}


class Waits:
    moved = 0


waits = Waits()


def test_an_offer_that_nobody_answered_is_there_after_a_restart_of_both(
    qtbot: QtBot, talk: Talk, tmp_path: Path, profiles: Callable[[str], Path]
) -> None:
    path = make(tmp_path / "photo.jpg", 1000)
    offer, mine = offered(qtbot, talk, path)
    restart(talk, talk.people[0], profiles("Alice"))
    restart(talk, talk.people[1], profiles("Bob"))
    alice, bob = talk.people
    qtbot.waitUntil(lambda: alice.state(offer) is S.OFFERED and bob.state(mine) is S.OFFERED)
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    assert sha(tmp_path / "there" / "photo.jpg") == sha(path)


def test_a_part_that_was_damaged_meanwhile_comes_again_from_there(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    profiles: Callable[[str], Path],
    quick: None,
    slow: None,
) -> None:
    path = make(tmp_path / "long.bin", 40 * MEGA)
    offer, _ = offered(qtbot, talk, path)
    talk.people[0].accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: (talk.people[0].last(offer) or waits).moved > 4 * MEGA)
    alice, bob = talk.people
    alice.end()
    talk.away(alice)
    (half,) = (tmp_path / "there").iterdir()
    with half.open("r+b") as part:
        part.seek(2 * MEGA + 10)
        part.write(b"damage")
    again = Person("Alice", alice.identity, profiles("Alice"))
    talk.back(alice, again)
    qtbot.waitUntil(lambda: again.state(offer) is S.DONE, timeout=20_000)
    last = again.last(offer)
    assert last is not None
    assert last.resumed_at == 2 * MEGA
    assert sha(tmp_path / "there" / "long.bin") == sha(path)
    assert bob.heard


@pytest.mark.parametrize("change", ["touch", "replace", "content"])
def test_a_source_that_changed_is_refused_and_never_mixed(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    profiles: Callable[[str], Path],
    quick: None,
    slow: None,
    change: str,
) -> None:
    path = make(tmp_path / "long.bin", 40 * MEGA)
    other = make(tmp_path / "other.bin", 3 * MEGA)
    offer, mine = offered(qtbot, talk, path, other)
    talk.people[0].accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: (talk.people[0].last(offer) or waits).moved > 4 * MEGA)
    bob = talk.people[1]
    bob.end()
    talk.away(bob)
    found = path.stat()
    if change == "replace":
        path.unlink()
    if change != "touch":
        path.write_bytes(os.urandom(40 * MEGA))
        os.utime(path, ns=(found.st_mtime_ns, found.st_mtime_ns))
    else:
        os.utime(path, ns=(1, 1))
    again = Person("Bob", bob.identity, profiles("Bob"))
    talk.back(bob, again)
    alice = talk.people[0]
    qtbot.waitUntil(
        lambda: alice.state(offer) is S.DONE and again.state(mine) is S.DONE, timeout=20_000
    )
    for person, id_ in ((alice, offer), (again, mine)):
        last = person.last(id_)
        assert last is not None
        assert [one.name for one in last.files_failed] == ["long.bin"]
        assert last.files_failed[0].failure.code is Code.FILE_CHANGED
        assert (last.files_done, last.files_failed_count) == (1, 1)
    assert files_in(tmp_path / "there") == {"other.bin": other.read_bytes()}


# --- people ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["receiver", "sender"])
@pytest.mark.parametrize("restarts", [False, True])
def test_paused_and_resumed(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    profiles: Callable[[str], Path],
    written: list[int],
    quick: None,
    slow: None,
    who: str,
    restarts: bool,
) -> None:
    path = make(tmp_path / "long.bin", 40 * MEGA)
    offer, mine = offered(qtbot, talk, path)
    alice, bob = talk.people
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: (alice.last(offer) or waits).moved > 2 * MEGA)
    if who == "receiver":
        alice.pause(offer)
    else:
        bob.pause(mine)
    qtbot.waitUntil(lambda: alice.state(offer) is S.PAUSED and bob.state(mine) is S.PAUSED)
    assert code(alice, offer) is (None if who == "receiver" else Code.PAUSED_THERE)
    assert code(bob, mine) is (Code.PAUSED_THERE if who == "receiver" else None)
    if restarts:
        restart(talk, alice, profiles("Alice"))
        alice = talk.people[0]
        qtbot.waitUntil(lambda: alice.state(offer) is S.PAUSED)
    moved = bob.last(mine)
    qtbot.wait(300)
    assert alice.state(offer) is S.PAUSED
    assert bob.last(mine) is moved
    if who == "receiver":
        alice.resume(offer)
    else:
        bob.resume(mine)
    qtbot.waitUntil(
        lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE, timeout=20_000
    )
    assert sha(tmp_path / "there" / "long.bin") == sha(path)
    assert sum(written) == path.stat().st_size


def code(person: Person, transfer: str) -> Code | None:
    last = person.last(transfer)
    return last.failure.code if last and last.failure else None


# --- the disk ----------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [0, 10, 3 * MEGA + 100, 5 * MEGA])
def test_the_disk_is_full_at_any_point(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    quick: None,
    room: int,
) -> None:
    """A disk of so many bytes, which nobody could foresee, and which is then enlarged."""
    import errno

    left = [room]
    write = os.write

    def small_disk(descriptor: int, content: memoryview) -> int:
        if not isinstance(content, memoryview):
            return write(descriptor, content)  # a note, not a file
        if left[0] <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        count = write(descriptor, content[: left[0]])
        left[0] -= count
        return count

    monkeypatch.setattr(landing.os, "write", small_disk)
    paths = [make(tmp_path / name, size) for name, size in (("a", 20), ("b", 6 * MEGA), ("c", 7))]
    offer, mine = offered(qtbot, talk, *paths)
    alice, bob = talk.people
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.WAITING and bob.state(mine) is S.WAITING)
    assert (code(alice, offer), code(bob, mine)) == (Code.DISK_FULL, Code.RECEIVER_DISK_FULL)
    left[0] = 100 * MEGA
    qtbot.waitUntil(
        lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE, timeout=10_000
    )
    assert files_in(tmp_path / "there") == {path.name: path.read_bytes() for path in paths}


# --- folders -----------------------------------------------------------------------------------


def test_a_folder_keeps_structure_names_and_times(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    folder = tmp_path / "Fotos 2024 ü"
    (folder / "leer").mkdir(parents=True)
    make(folder / "a" / "b" / "c.txt", 100)
    make(folder / "a" / "empty", 0)
    make(folder / ".hidden", 3)
    os.utime(folder / "a" / "b" / "c.txt", ns=(10**18 + 123, 10**18 + 123))
    (folder / "z" / "only a folder" / "empty").mkdir(parents=True)
    os.symlink("/etc/passwd", folder / "link")
    os.mkfifo(folder / "pipe")
    times = {}
    for number, path in enumerate(sorted((folder, *folder.rglob("*")), reverse=True)):
        if path.is_dir() and not path.is_symlink():
            times[path.relative_to(tmp_path)] = time = 10**18 + 7 * number
            os.utime(path, ns=(time, time))
    offer, mine = offered(qtbot, talk, folder)
    alice, bob = talk.people
    told = bob.last(mine)
    assert told is not None
    assert told.files_failed == tuple(
        FileFailed(name, Failure(Code.FILE_SPECIAL, name=name)) for name in ("link", "pipe")
    )
    assert told.name == "Fotos 2024 ü"
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    there = tmp_path / "there" / "Fotos 2024 ü"
    assert files_in(there) == {
        name: content for name, content in files_in(folder).items() if name not in ("link", "pipe")
    }
    assert (there / "leer").is_dir()
    assert (there / "a" / "b" / "c.txt").stat().st_mtime_ns == 10**18 + 123
    assert not (there / "link").exists()
    assert len(times) == 7
    found = {path: (tmp_path / "there" / path).stat().st_mtime_ns for path in times}
    assert found == times


@pytest.mark.parametrize("rows", [1, 3, 2_000])
def test_folders_keep_their_times_through_restarts_and_in_long_lists(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    quick: None,
    slow: None,
    profiles: Callable[[str], Path],
    rows: int,
) -> None:
    monkeypatch.setattr(limits, "OFFER_FILES", 2)
    monkeypatch.setattr(limits, "MANIFEST_ROWS", rows)
    folder = tmp_path / "CON"
    for name in ("a/1", "a/b/2", "a/c/d/3", "e/nothing of it"):
        make(folder / name, 1)
    make(folder / "f" / "long.bin", 20 * MEGA)
    wanted = ("", "a", "a/b", "a/c", "a/c/d", "f")
    for number, name in enumerate(wanted):
        os.utime(folder / name, ns=(10**18 + number, 10**18 + number))
    offer, mine = offered(qtbot, talk, folder)
    talk.people[0].accept(offer, tmp_path / "there", (0, 1, 2, 4))
    qtbot.waitUntil(lambda: (talk.people[0].last(offer) or waits).moved > 4 * MEGA)
    restart(talk, talk.people[0], profiles("Alice"))
    restart(talk, talk.people[1], profiles("Bob"))
    alice, bob = talk.people
    qtbot.waitUntil(
        lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE, timeout=20_000
    )
    there = tmp_path / "there" / "_CON"
    assert not (there / "e").exists()
    times = [(there / name).stat().st_mtime_ns for name in wanted]
    assert times == [10**18 + number for number in range(6)]


def test_some_of_a_long_list(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FETCH_PICKS", 10)
    monkeypatch.setattr(limits, "MANIFEST_ROWS", 100)
    for number in range(450):
        make(tmp_path / "many" / f"{number:03}.txt", number)
    offer, mine = offered(qtbot, talk, tmp_path / "many")
    alice, bob = talk.people
    told = talk.prepared[0].offer
    assert (len(told.files), told.count, told.size) == (limits.OFFER_FILES, 450, 450 * 449 // 2)
    alice.read_manifest(offer)
    qtbot.waitUntil(lambda: bool(alice.lists))
    assert alice.lists[0].failure is None
    assert [(one.name, one.size) for one in alice.lists[0].files] == [
        (f"{number:03}.txt", number) for number in range(450)
    ]
    picks = tuple(range(1, 450, 4))
    alice.accept(offer, tmp_path / "there", picks)
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    assert files_in(tmp_path / "there" / "many").keys() == {f"{number:03}.txt" for number in picks}
    for person, id_ in ((alice, offer), (bob, mine)):
        last = person.last(id_)
        assert last is not None
        assert (last.files, last.files_done, last.size) == (len(picks), len(picks), sum(picks))


def test_bad_files_do_not_end_the_rest(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [
        make(tmp_path / f"{number}.bin", size) for number, size in enumerate((9, 9, 3 * MEGA, 9))
    ]
    offer, mine = offered(qtbot, talk, *paths)
    alice, bob = talk.people
    paths[1].unlink()
    with paths[2].open("ab") as file:
        file.write(b"more")
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    assert files_in(tmp_path / "there").keys() == {"0.bin", "3.bin"}
    for person, id_, gone in (
        (alice, offer, Code.SENDER_FILE_GONE),
        (bob, mine, Code.FILE_MISSING),
    ):
        last = person.last(id_)
        assert last is not None
        assert [(one.name, one.failure.code) for one in last.files_failed] == [
            ("1.bin", gone),
            ("2.bin", Code.FILE_CHANGED),
        ]
        assert last.files_done == 2

"""Files for somebody who is away: left at the server, fetched on return, and how else they end."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QMetaObject, QObject, Qt, Signal, Slot
from pytestqt.qtbot import QtBot

from lanyard.commands import ClearSpool, SetSpool
from lanyard.events import (
    Code,
    EntriesArrived,
    Entry,
    Joined,
    Kind,
    KnownMember,
    MemberJoined,
    MemberLeft,
    MembersKnown,
    PostAccepted,
    SpoolChanged,
    TransferState,
)
from lanyard.network.identity import Identity, load_or_create
from lanyard.network.transfers import landing, spool_clock, sweeping
from lanyard.network.transfers.course import Course
from lanyard.network.transfers.file_values import OfferPrepared
from lanyard.network.transfers.intake import Intake
from lanyard.network.transfers.joined_rooms import JoinedRoom
from lanyard.network.transfers.keeping import Keeping
from lanyard.network.transfers.landing import Part
from lanyard.network.transfers.notes import Landed, Notes
from lanyard.network.transfers.receiving import Receiving
from lanyard.network.transfers.relay import Guest
from lanyard.network.transfers.spool import Spool
from lanyard.network.transfers.spool_shelf import Left, SpoolShelf
from lanyard.network.transfers.stream import Said, Stream
from lanyard.records import FindOffer, OfferFound
from lanyard.wire import limits
from lanyard.wire.transfer import Block, End, Leave, framed
from network.people import ROOM, Person, Talk

S = TransferState
MEGA = limits.BLOCK_BYTES
DAY = spool_clock.DAY


class Program(Person):
    """A person whose program may also keep a spool."""

    _set = Signal(object)
    _clear = Signal(object)
    _found = Signal(object)

    def __init__(self, name: str, identity: Identity, profile: Path) -> None:
        self.spools: list[SpoolChanged] = []
        super().__init__(name, identity, profile)
        self._set.connect(self.files.set_spool)
        self._clear.connect(self.files.clear_spool)
        self._found.connect(self.files.on_offer_found)

    @Slot(object)
    def on_happened(self, event: object) -> None:
        if isinstance(event, SpoolChanged):
            self.spools.append(event)
        else:
            super().on_happened(event)  # type: ignore[arg-type]

    def keep_spool(self, quota: int, days: int = 7) -> None:
        self._set.emit(SetSpool(quota, days))

    def clear_spool(self, *offers: str) -> None:
        self._clear.emit(ClearSpool(offers))

    def hear_found(self, found: OfferFound) -> None:
        self._found.emit(found)

    @property
    def spool(self) -> SpoolChanged:
        return self.spools[-1]


class Room(Talk):
    """Air in which people may be away: what is said to them waits, answers to them are lost."""

    def __init__(self, *people: Program) -> None:
        self.log: list[Entry] = []
        self.asked: list[FindOffer] = []
        super().__init__(*people)
        for person in people:
            self.introduce(person)

    def introduce(self, person: Person) -> None:
        known = tuple(KnownMember(m.device_id, m.name, 0, 0, 0) for m in self.members)
        person.tell(MembersKnown(ROOM, known))

    def _listen_to(self, person: Person) -> None:
        super()._listen_to(person)
        person.files.offer_wanted.connect(self._on_offer_wanted)

    def joined(self, number: int, person: Person) -> Joined:
        here = tuple(m for m in self.members if m.device_id not in self.absent)
        return replace(super().joined(number, person), members=here)

    def leaves(self, person: Person, *, end: bool = True) -> None:
        """Somebody goes, and everybody else hears it."""
        self.absent.add(person.identity.device_id)
        number = self.people.index(person) + 1
        if end:
            person.end()
        for other in self.people:
            if other.identity.device_id not in self.absent:
                other.tell(MemberLeft(ROOM, self.members[number - 1]))

    def returns(self, gone: Person, person: Person) -> None:
        """Somebody is back, as a new program, and hears what was said to it meanwhile."""
        self.absent.discard(person.identity.device_id)
        number = self.people.index(gone) + 1
        self.people = tuple(person if one is gone else one for one in self.people)
        self._listen_to(person)
        person.tell(self.joined(number, person))
        self.introduce(person)
        for other in self.people:
            if other is not person and other.identity.device_id not in self.absent:
                other.tell(MemberJoined(ROOM, self.members[number - 1]))
        mine = tuple(entry for entry in self.log if entry.to == person.identity.device_id)
        person.tell(EntriesArrived(ROOM, mine, caught_up=True))

    def post(self, author: Person, prepared: OfferPrepared) -> None:
        self.sequence += 1
        offer = prepared.offer
        if not self.reachable:
            offer = replace(offer, addresses=(), port=0)
        device = author.identity.device_id
        entry = Entry(
            ROOM, self.sequence, prepared.id, device, author.name, 0, Kind.OFFER, "", prepared.to,
            offer,
        )  # fmt: skip
        self.log.append(entry)
        for person in self.people:
            here = person.identity.device_id not in self.absent
            concerned = not prepared.to or person.identity.device_id in (prepared.to, device)
            if here and concerned:
                person.tell(EntriesArrived(ROOM, (entry,)))
        author.tell(PostAccepted(ROOM, prepared.id, self.sequence, 0))

    @Slot(object)
    def _on_offer_wanted(self, asked: FindOffer) -> None:
        self.asked.append(asked)
        found = [one for one in self.log if (one.id, one.author) == (asked.id, asked.author)]
        host = self.people[0]
        assert isinstance(host, Program)
        host.hear_found(OfferFound(asked, found[0] if found else None))


@pytest.fixture(scope="session")
def carol(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return load_or_create(Path(tmp_path_factory.mktemp("carol")))


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEAVE_AFTER_SECONDS", 0.05)


class Scene(QObject):
    """Host, Anna and Bob in a room; Bob's and Anna's programs can go and come back."""

    def __init__(self, qtbot: QtBot, folder: Path, *identities: Identity) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.folder = folder
        self.identities = dict(zip(("Host", "Anna", "Bob", "Carol"), identities, strict=False))
        self.room = Room(*map(self.program, self.identities))

    def program(self, name: str) -> Program:
        profile = self.folder / f"profile of {name}"
        profile.mkdir(exist_ok=True)
        return Program(name, self.identities[name], profile)

    def __getitem__(self, name: str) -> Program:
        found = next(one for one in self.room.people if one.name == name)
        assert isinstance(found, Program)
        return found

    def goes(self, name: str) -> None:
        self.room.leaves(self[name])

    def comes(self, name: str) -> Program:
        person = self.program(name)
        self.room.returns(self[name], person)
        return person

    def wait(self, reached: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(reached, timeout=15_000)

    @property
    def spool_files(self) -> list[Path]:
        folder = self.folder / "profile of Host" / "spool"
        # Not rglob: it stumbles over folders that are removed while it looks.
        return [Path(place, name) for place, _, names in os.walk(folder) for name in names]

    def row_of(self, offer: str) -> str:
        return f"{offer}/{self.identities['Bob'].device_id}"

    def close(self) -> None:
        self.room.server.close()
        for person in self.room.people:
            if person.transfers.isRunning():
                person.end()
        self.room.deleteLater()


@pytest.fixture
def scene(
    qtbot: QtBot, tmp_path: Path, alice: Identity, bob: Identity, carol: Identity
) -> Iterator[Scene]:
    scene = Scene(qtbot, tmp_path, alice, bob, carol)
    scene["Host"].keep_spool(50 * MEGA)
    yield scene
    scene.close()


def make(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    return path


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def folder_of_anna(tmp_path: Path) -> Path:
    folder = tmp_path / "Photos"
    make(folder / "large.bin", 3 * MEGA + 17)
    make(folder / "empty.txt", 0)
    make(folder / "deeper" / "small.txt", 1000)
    make(folder / "deeper" / "other.bin", 2 * MEGA)
    (folder / "nothing in it").mkdir()
    return folder


def left(scene: Scene, *paths: Path) -> str:
    """Bob is away, and Anna leaves something for him."""
    scene.goes("Bob")
    offer = scene["Anna"].offer(*paths, to=scene["Bob"])
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.LEFT)
    return offer


def test_a_folder_is_left_and_fetched_on_return(scene: Scene, tmp_path: Path) -> None:
    folder = folder_of_anna(tmp_path)
    offer = left(scene, folder)
    told = scene["Anna"].last(scene.row_of(offer))
    assert told is not None
    (spooled,) = scene["Host"].spool.offers
    assert (spooled.author_name, spooled.to_name, spooled.name) == ("Anna", "Bob", "Photos")
    assert spooled.whole
    assert spooled.until == told.until
    assert spooled.until - spooled.left_at == 7 * DAY
    assert told.at_server
    scene.goes("Anna")
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)
    received = back.last(offer)
    assert received is not None
    assert (received.at_server, received.direct) == (True, False)
    assert files_in(tmp_path / "there" / "Photos") == files_in(folder)
    assert (tmp_path / "there" / "Photos" / "nothing in it").is_dir()
    scene.wait(lambda: not scene["Host"].spool.offers and scene["Host"].spool.used == 0)
    # Its files are gone, and the author hears of it when it is back.
    scene.wait(lambda: [path.suffix for path in scene.spool_files] == [".ended"])
    again = scene.comes("Anna")
    scene.wait(lambda: again.state(scene.row_of(offer)) is S.DONE)
    assert S.LEFT in again.states(scene.row_of(offer))
    scene.wait(lambda: not scene.spool_files)


def test_the_author_is_there_when_it_is_taken(scene: Scene, tmp_path: Path) -> None:
    path = make(tmp_path / "photo.jpg", 2 * MEGA)
    scene.room.reachable = False
    scene.room.deaf = True  # Anna is in the room, and does not come
    offer = left(scene, path)
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)
    assert (tmp_path / "there" / "photo.jpg").read_bytes() == path.read_bytes()
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.DONE)
    scene.wait(lambda: not scene.spool_files)


def test_straight_from_the_author_when_that_works(scene: Scene, tmp_path: Path) -> None:
    path = make(tmp_path / "photo.jpg", 2 * MEGA)
    offer = left(scene, path)
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)
    received = back.last(offer)
    assert received is not None
    assert received.direct
    assert not received.at_server
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.DONE)
    scene.wait(lambda: not scene.spool_files)


def test_a_list_too_long_for_an_entry(scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "Many"
    for number in range(limits.OFFER_FILES + 50):
        make(folder / f"{number}.txt", number)
    offer = left(scene, folder)
    scene.goes("Anna")
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.read_manifest(offer)
    scene.wait(lambda: bool(back.lists))
    assert len(back.lists[0].files) == limits.OFFER_FILES + 50
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)
    there = tmp_path / "there" / "Many"
    assert files_in(there) == files_in(folder)
    assert there.stat().st_mtime_ns == folder.stat().st_mtime_ns


def test_some_of_it_is_picked(scene: Scene, tmp_path: Path) -> None:
    offer = left(scene, make(tmp_path / "one", 10), make(tmp_path / "two", MEGA + 1))
    scene.goes("Anna")
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there", (1,))
    scene.wait(lambda: back.state(offer) is S.DONE)
    assert [path.name for path in (tmp_path / "there").iterdir()] == ["two"]
    scene.wait(lambda: not scene["Host"].spool.offers)


# --- broken off --------------------------------------------------------------------------------


class Stopper:
    """Takes no more of what comes to somebody's disk after so many bytes: the link stands still."""

    def __init__(self, patch: pytest.MonkeyPatch, kind: type[Course], after: int) -> None:
        self.reached = False
        original = kind.on_disk  # type: ignore[attr-defined]

        def on_disk(one: Course, result: object) -> None:
            self.reached = self.reached or one.moved >= after
            if not self.reached:
                original(one, result)

        patch.setattr(kind, "on_disk", on_disk)


@pytest.mark.parametrize("who", ["author", "server"])
def test_an_upload_that_is_broken_off_goes_on(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    path = make(tmp_path / "film.mkv", 20 * MEGA + 5)
    with monkeypatch.context() as patch:
        stopper = Stopper(patch, Keeping, 6 * MEGA)
        scene.goes("Bob")
        offer = scene["Anna"].offer(path, to=scene["Bob"])
        scene.wait(lambda: stopper.reached)
        if who == "author":
            scene.goes("Anna")
        else:
            scene["Host"].end()
    if who == "author":
        scene.comes("Anna")
    else:
        host = scene.program("Host")
        scene.room.returns(scene["Host"], host)
        host.keep_spool(50 * MEGA)
        scene.wait(lambda: bool(host.spools))
        assert [one.whole for one in host.spool.offers] == [False]
        scene["Anna"].tell(scene.room.joined(2, scene["Anna"]))
    row = scene.row_of(offer)
    scene.wait(lambda: scene["Anna"].state(row) is S.LEFT)
    resumed = [one.resumed_at for one in scene["Anna"].heard if one.state is S.RUNNING]
    assert max(resumed) >= 4 * MEGA
    scene.goes("Anna")
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)
    assert (tmp_path / "there" / "film.mkv").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("again", [False, True])
def test_the_server_takes_long_to_check_what_it_has(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    """And its author may go once more while it does: nothing is lost by that."""
    path = make(tmp_path / "film.mkv", 20 * MEGA + 5)
    with monkeypatch.context() as patch:
        stopper = Stopper(patch, Keeping, 6 * MEGA)
        scene.goes("Bob")
        offer = scene["Anna"].offer(path, to=scene["Bob"])
        scene.wait(lambda: stopper.reached)
        scene.goes("Anna")
    monkeypatch.setattr(limits, "FIRST_FETCH_SECONDS", 0.3)
    monkeypatch.setattr(limits, "STALL_SECONDS", 0.5)
    begin, begun, gate = Intake.begin, threading.Event(), threading.Event()

    def slowly(intake: Intake) -> Iterator[None]:
        begun.set()
        gate.wait(10 if again else 1.2)
        yield from begin(intake)

    monkeypatch.setattr(Intake, "begin", slowly)
    scene.comes("Anna")
    scene.wait(begun.is_set)
    if again:
        scene.goes("Anna")
        scene.qtbot.wait(300)
        gate.set()
        assert scene["Host"].spool.offers
        scene.comes("Anna")
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.LEFT)
    resumed = [one.resumed_at for one in scene["Anna"].heard if one.state is S.RUNNING]
    assert max(resumed) >= 4 * MEGA


def test_it_is_still_there_after_the_server_was_restarted(scene: Scene, tmp_path: Path) -> None:
    path = make(tmp_path / "photo.jpg", MEGA + 3)
    offer = left(scene, path)
    scene.goes("Anna")
    scene["Host"].end()
    host = scene.program("Host")
    scene.room.returns(scene["Host"], host)
    scene.wait(lambda: bool(host.spools))
    assert [one.id for one in host.spool.offers] == [offer]
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)
    assert (tmp_path / "there" / "photo.jpg").read_bytes() == path.read_bytes()


def test_the_receiver_goes_away_in_the_middle(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "film.mkv", 20 * MEGA)
    offer = left(scene, path)
    scene.goes("Anna")
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    with monkeypatch.context() as patch:
        stopper = Stopper(patch, Receiving, 6 * MEGA)
        back.accept(offer, tmp_path / "there")
        scene.wait(lambda: stopper.reached)
        scene.goes("Bob")
    again = scene.comes("Bob")
    scene.wait(lambda: again.state(offer) is S.DONE)
    assert max(one.resumed_at for one in again.heard) >= 4 * MEGA
    assert (tmp_path / "there" / "film.mkv").read_bytes() == path.read_bytes()


def test_back_before_all_of_it_was_left(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "film.mkv", 20 * MEGA)
    with monkeypatch.context() as patch:
        stopper = Stopper(patch, Keeping, 6 * MEGA)
        scene.goes("Bob")
        offer = scene["Anna"].offer(path, to=scene["Bob"])
        scene.wait(lambda: stopper.reached)
        back = scene.comes("Bob")
        scene.wait(lambda: back.state(offer) is S.OFFERED)
        back.accept(offer, tmp_path / "there")
        scene.wait(lambda: back.state(offer) is S.DONE)
        scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.DONE)
    scene.wait(lambda: not scene["Host"].spool.offers and not scene.spool_files)


def test_the_server_goes_away_while_it_is_fetched(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "film.mkv", 20 * MEGA)
    offer = left(scene, path)
    scene.goes("Anna")
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    write, gate = Intake.write, threading.Event()

    def slowly(intake: Intake, *words: object) -> None:
        if intake.moved >= 6 * MEGA:
            gate.wait(10)
        write(intake, *words)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Intake, "write", slowly)
        back.accept(offer, tmp_path / "there")
        scene.wait(lambda: any(one.moved >= 6 * MEGA for one in back.heard))
        scene["Host"].end()
        gate.set()
        scene.wait(lambda: back.state(offer) is S.WAITING)
    scene.room.returns(scene["Host"], scene.program("Host"))
    back.tell(scene.room.joined(3, back))
    scene.wait(lambda: back.state(offer) is S.DONE)
    assert (tmp_path / "there" / "film.mkv").read_bytes() == path.read_bytes()


def test_the_author_pauses_it(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "film.mkv", 20 * MEGA)
    with monkeypatch.context() as patch:
        stopper = Stopper(patch, Keeping, 6 * MEGA)
        scene.goes("Bob")
        offer = scene["Anna"].offer(path, to=scene["Bob"])
        scene.wait(lambda: stopper.reached)
        scene["Anna"].pause(scene.row_of(offer))
        scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.PAUSED)
    scene["Anna"].resume(scene.row_of(offer))
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.LEFT)
    assert max(one.resumed_at for one in scene["Anna"].heard) >= 4 * MEGA


def test_half_of_something_is_not_kept_for_long(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make(tmp_path / "film.mkv", 20 * MEGA)
    with monkeypatch.context() as patch:
        stopper = Stopper(patch, Keeping, 6 * MEGA)
        scene.goes("Bob")
        scene["Anna"].offer(path, to=scene["Bob"])
        scene.wait(lambda: stopper.reached)
        scene.goes("Anna")
        scene.wait(lambda: scene["Host"].spool.offers != ())
    scene["Host"].end()
    assert scene.spool_files
    real = spool_clock.wall
    monkeypatch.setattr(spool_clock, "wall", lambda: real() + DAY + 1000)
    scene.room.returns(scene["Host"], scene.program("Host"))
    scene.wait(lambda: not scene.spool_files)


# --- what the server does not take -------------------------------------------------------------


def waiting(scene: Scene, offer: str) -> Code | None:
    last = scene["Anna"].last(scene.row_of(offer))
    return last.failure.code if last and last.failure and last.state is S.WAITING else None


def test_a_server_that_keeps_nothing(scene: Scene, tmp_path: Path) -> None:
    scene["Host"].keep_spool(0)
    scene.goes("Bob")
    path = make(tmp_path / "photo.jpg", 100)
    offer = scene["Anna"].offer(path, to=scene["Bob"])
    scene.wait(lambda: waiting(scene, offer) is Code.SPOOL_OFF)
    assert not scene.spool_files
    # It stays with Anna, and Bob gets it when both are there.
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)


@pytest.mark.parametrize("by", ["size", "count"])
def test_more_than_the_quota(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    scene.goes("Bob")
    first = scene["Anna"].offer(make(tmp_path / "first", 30 * MEGA), to=scene["Bob"])
    scene.wait(lambda: scene["Anna"].state(scene.row_of(first)) is S.LEFT)
    if by == "count":
        monkeypatch.setattr(limits, "SPOOLED_OFFERS", 1)
    size = 100 if by == "count" else 20 * MEGA
    second = scene["Anna"].offer(make(tmp_path / "second", size), to=scene["Bob"])
    scene.wait(lambda: waiting(scene, second) is Code.SPOOL_FULL)
    assert [one.id for one in scene["Host"].spool.offers] == [first]
    assert scene["Host"].spool.used < 31 * MEGA


@pytest.mark.parametrize("when", ["before", "in the middle"])
def test_the_servers_disk_is_full(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def fail(_part: Part, _content: memoryview) -> None:
        raise OSError(errno.ENOSPC, "full")

    if when == "before":
        monkeypatch.setattr(landing, "free_bytes", lambda _: limits.SPOOL_RESERVE_BYTES)
    else:
        monkeypatch.setattr(Part, "write", fail)
    scene.goes("Bob")
    offer = scene["Anna"].offer(make(tmp_path / "photo.jpg", 2 * MEGA), to=scene["Bob"])
    scene.wait(lambda: waiting(scene, offer) is Code.SPOOL_FULL)
    scene.wait(lambda: not scene["Host"].spool.offers and not scene.spool_files)
    # A person who says 'go on' asks the server again.
    monkeypatch.undo()
    scene["Anna"].resume(scene.row_of(offer))
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.LEFT)


def test_an_offer_that_is_not_in_the_log(scene: Scene, tmp_path: Path) -> None:
    scene.goes("Bob")
    scene.room.log = []
    path = make(tmp_path / "photo.jpg", 100)

    class Deaf(list[Entry]):
        def append(self, _: Entry) -> None:
            """Lose what is said."""

    scene.room.log = Deaf()
    offer = scene["Anna"].offer(path, to=scene["Bob"])
    scene.wait(lambda: waiting(scene, offer) is Code.SPOOL_OFF)
    assert not scene.spool_files


def test_an_author_who_leaves_more_than_it_said(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "Many"
    for number in range(limits.OFFER_FILES + 50):
        make(folder / f"{number}.txt", 1000)
    post = scene.room.post

    def lie(author: Person, prepared: OfferPrepared) -> None:
        post(author, replace(prepared, offer=replace(prepared.offer, all_bytes=10)))

    monkeypatch.setattr(scene.room, "post", lie)
    scene.goes("Bob")
    offer = scene["Anna"].offer(folder, to=scene["Bob"])
    scene.wait(lambda: any(one.offers for one in scene["Host"].spools))
    scene.wait(lambda: not scene["Host"].spool.offers)
    scene.wait(lambda: not scene.spool_files)
    assert S.LEFT not in scene["Anna"].states(scene.row_of(offer))


def test_an_author_who_sends_other_bytes_than_it_said(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Stream.read

    def lie(stream: Stream, buffer: memoryview) -> Said | None:
        said = read(stream, buffer)
        for at, (message, content) in enumerate(said or ()):
            if said is not None and isinstance(message, End):
                # One more block, behind the end of the file.
                more = Block(message.file, 2, 10, bytes(32))
                said[at : at + 1] = [(more, buffer[:10]), (message, content)]
                break
        return said

    monkeypatch.setattr(Stream, "read", lie)
    scene.goes("Bob")
    offer = scene["Anna"].offer(make(tmp_path / "photo.jpg", 2 * MEGA), to=scene["Bob"])
    scene.wait(lambda: any(one.offers for one in scene["Host"].spools))
    scene.wait(lambda: not scene["Host"].spool.offers)
    scene.wait(lambda: not scene.spool_files)
    assert S.LEFT not in scene["Anna"].states(scene.row_of(offer))


def test_nothing_is_left_for_somebody_who_is_there(scene: Scene, tmp_path: Path) -> None:
    offer = scene["Anna"].offer(make(tmp_path / "photo.jpg", 100), to=scene["Bob"])
    scene.wait(lambda: scene["Bob"].state(offer) is S.OFFERED)
    scene["Bob"].accept(offer, tmp_path / "there")
    scene.wait(lambda: scene["Bob"].state(offer) is S.DONE)
    assert not scene.room.asked


# --- other ends --------------------------------------------------------------------------------


def test_withdrawn(scene: Scene, tmp_path: Path) -> None:
    offer = left(scene, make(tmp_path / "photo.jpg", MEGA))
    scene["Anna"].cancel(scene.row_of(offer))
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.CANCELLED)
    scene.wait(lambda: not scene["Host"].spool.offers and not scene.spool_files)


def test_withdrawn_while_the_server_was_away(scene: Scene, tmp_path: Path) -> None:
    offer = left(scene, make(tmp_path / "photo.jpg", MEGA))
    scene["Host"].end()
    scene.room.absent.add(scene["Host"].identity.device_id)
    anna = scene["Anna"]
    anna.cancel(scene.row_of(offer))
    scene.wait(lambda: anna.state(scene.row_of(offer)) is S.CANCELLED)
    anna.end()  # the program is not there any more either when the server is back
    host = scene.program("Host")
    scene.room.returns(scene["Host"], host)
    scene.wait(lambda: bool(host.spools and host.spool.offers))
    scene.room.absent.add(anna.identity.device_id)
    scene.comes("Anna")
    scene.wait(lambda: not host.spool.offers and not scene.spool_files)
    kept = tmp_path / "profile of Anna" / "transfers"
    scene.wait(lambda: not list(kept.glob("*.back")))


@pytest.mark.parametrize("present", [True, False], ids=["author there", "author away"])
def test_declined(scene: Scene, tmp_path: Path, present: bool) -> None:
    offer = left(scene, make(tmp_path / "photo.jpg", MEGA))
    if not present:
        scene.goes("Anna")
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.decline(offer)
    scene.wait(lambda: not scene["Host"].spool.offers)
    anna = scene["Anna"] if present else scene.comes("Anna")
    scene.wait(lambda: anna.state(scene.row_of(offer)) is S.DECLINED)
    scene.wait(lambda: not scene.spool_files)


def test_removed_by_the_person_who_hosts(scene: Scene, tmp_path: Path) -> None:
    offer = left(scene, make(tmp_path / "photo.jpg", MEGA))
    other = scene["Anna"].offer(make(tmp_path / "more.jpg", MEGA), to=scene["Bob"])
    scene.wait(lambda: scene["Anna"].state(scene.row_of(other)) is S.LEFT)
    scene["Host"].clear_spool(offer)
    scene.wait(lambda: waiting(scene, offer) is Code.SPOOL_CLEARED)
    assert [one.id for one in scene["Host"].spool.offers] == [other]
    scene["Host"].clear_spool()
    scene.wait(lambda: waiting(scene, other) is Code.SPOOL_CLEARED)
    scene.wait(lambda: not scene.spool_files)
    # It is not left there again by itself, and Bob gets it from Anna.
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)


def test_the_next_is_left_when_one_is_taken_back(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LEAVINGS", 1)
    anna = scene["Anna"]
    with monkeypatch.context() as patch:
        stopper = Stopper(patch, Keeping, 6 * MEGA)
        scene.goes("Bob")
        film = anna.offer(make(tmp_path / "film.mkv", 20 * MEGA), to=scene["Bob"])
        scene.wait(lambda: stopper.reached)
        photo = anna.offer(make(tmp_path / "photo.jpg", 100), to=scene["Bob"])
        scene.wait(lambda: len(scene.room.log) == 2)
        scene.qtbot.wait(200)
    anna.cancel(scene.row_of(film))
    scene.wait(lambda: anna.state(scene.row_of(photo)) is S.LEFT)


def test_a_date_that_no_calendar_has(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every system can say what day that is."""
    record = Spool._record

    def lie(spool: Spool, entry: Entry, room: JoinedRoom) -> Left | None:
        left = record(spool, entry, room)
        return None if left is None else msgspec.structs.replace(left, until=1 << 53)

    monkeypatch.setattr(Spool, "_record", lie)
    offer = left(scene, make(tmp_path / "photo.jpg", 100))
    told = scene["Anna"].last(scene.row_of(offer))
    assert told is not None
    assert told.until < 5_000_000_000_000


def test_what_a_person_lets_go_on_is_remembered(scene: Scene, tmp_path: Path) -> None:
    offer = left(scene, make(tmp_path / "photo.jpg", 100))
    scene["Host"].clear_spool(offer)
    scene.wait(lambda: waiting(scene, offer) is Code.SPOOL_CLEARED)
    scene["Host"].keep_spool(0)
    scene["Anna"].resume(scene.row_of(offer))
    scene.wait(lambda: waiting(scene, offer) is Code.SPOOL_OFF)
    scene.goes("Anna")
    scene["Host"].keep_spool(50 * MEGA)
    again = scene.comes("Anna")
    scene.wait(lambda: again.state(scene.row_of(offer)) is S.LEFT)


def test_left_anew_while_the_rest_of_it_is_being_removed(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    removed, gate = sweeping._removed, threading.Event()

    def slowly(folder: str) -> Iterator[None]:
        while not gate.wait(0.01):
            yield
        yield from removed(folder)

    path = make(tmp_path / "photo.jpg", MEGA)
    offer = left(scene, path)
    monkeypatch.setattr(sweeping, "_removed", slowly)
    scene["Host"].clear_spool(offer)
    scene.wait(lambda: waiting(scene, offer) is Code.SPOOL_CLEARED)
    scene["Anna"].resume(scene.row_of(offer))
    scene.qtbot.wait(400)
    gate.set()
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.LEFT)
    scene.goes("Anna")
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(offer) is S.OFFERED)
    back.accept(offer, tmp_path / "there")
    scene.wait(lambda: back.state(offer) is S.DONE)
    assert (tmp_path / "there" / "photo.jpg").read_bytes() == path.read_bytes()


def test_who_rests_in_the_middle_keeps_nobody_away(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = left(scene, make(tmp_path / "film.mkv", 20 * MEGA))
    photo = scene["Anna"].offer(make(tmp_path / "photo.jpg", MEGA), to=scene["Bob"])
    scene.wait(lambda: scene["Anna"].state(scene.row_of(photo)) is S.LEFT)
    scene.goes("Anna")
    monkeypatch.setattr(limits, "SENDINGS", 1)
    back = scene.comes("Bob")
    scene.wait(lambda: back.state(film) is S.OFFERED and back.state(photo) is S.OFFERED)
    with monkeypatch.context() as patch:
        stopper = Stopper(patch, Receiving, 6 * MEGA)
        back.accept(film, tmp_path / "there")
        scene.wait(lambda: stopper.reached)
        back.pause(film)
        scene.wait(lambda: back.state(film) is S.PAUSED)
    back.accept(photo, tmp_path / "there")
    scene.wait(lambda: back.state(photo) is S.DONE)
    back.resume(film)
    scene.wait(lambda: back.state(film) is S.DONE)


def test_nobody_came_in_time(scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = left(scene, make(tmp_path / "photo.jpg", MEGA))
    scene["Host"].end()
    real = spool_clock.wall
    monkeypatch.setattr(spool_clock, "wall", lambda: real() + 7 * DAY + 1000)
    host = scene.program("Host")
    scene.room.returns(scene["Host"], host)
    scene.wait(lambda: waiting(scene, offer) is Code.SPOOL_EXPIRED)
    scene.wait(lambda: not scene.spool_files)


class Line(QObject):
    """A link at the desk that takes its time to go."""

    frames_arrived = Signal(object)
    closed = Signal(object)
    peer_device_id = peer_address = ""
    frame_limit = 0

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def send(self, frame: bytes) -> None:
        self.sent.append(frame)

    def set_keepalive(self, _on: bool) -> None: ...
    def resume(self) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


def test_who_was_refused_at_the_desk_is_not_met(qapp: QObject) -> None:
    """The author comes, or the journal answers, when patience has just ended."""
    desk, line = QObject(), Line()
    guest = Guest(line, desk)  # type: ignore[arg-type]
    line.frames_arrived.emit((framed(Leave("0" * 32))[limits.FRAME_HEAD :],))
    guest.refuse("sender_gone")
    sent = len(line.sent)
    assert guest.meet() is None
    assert guest.keep(1) is None
    guest.need_not(1)
    assert len(line.sent) == sent == 1
    desk.deleteLater()


def test_a_member_it_is_not_for(
    qtbot: QtBot, tmp_path: Path, alice: Identity, bob: Identity, carol: Identity
) -> None:
    stranger = load_or_create(make(tmp_path / "dora" / "x", 1).parent)
    scene = Scene(qtbot, tmp_path, alice, bob, carol, stranger)
    scene["Host"].keep_spool(50 * MEGA)
    try:
        offer = left(scene, make(tmp_path / "photo.jpg", MEGA))
        scene.goes("Anna")
        dora = scene["Carol"]
        # The entry of a direct offer never reaches her: she has guessed its id.
        (entry,) = scene.room.log
        dora.tell(EntriesArrived(ROOM, (replace(entry, to=stranger.device_id),)))
        scene.wait(lambda: dora.state(offer) is S.OFFERED)
        dora.accept(offer, tmp_path / "there")
        scene.wait(lambda: dora.state(offer) is S.WAITING)
        last = dora.last(offer)
        assert last is not None
        assert last.failure is not None
        assert last.failure.detail == "offer_unknown"
        assert not (tmp_path / "there").exists() or not any((tmp_path / "there").iterdir())
        assert scene["Host"].spool.offers
    finally:
        scene.close()


def test_a_server_that_says_it_has_what_is_for_everybody(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The author of an offer to the room is away; only from it, or with its digests, it comes."""

    def lie(spool: Spool, room: str, offer: str, author: str) -> Left:
        for_bob = scene.identities["Bob"].device_id
        told = scene.room.log[-1].offer
        assert told is not None
        return Left(offer, room, author, "Anna", for_bob, "Bob", told, 0, 1 << 50, whole=True)

    monkeypatch.setattr(Spool, "find", lie)
    offer = scene["Anna"].offer(make(tmp_path / "photo.jpg", 100))
    bob = scene["Bob"]
    scene.wait(lambda: bob.state(offer) is S.OFFERED)
    scene.goes("Anna")
    bob.accept(offer, tmp_path / "there")
    scene.wait(lambda: bob.state(offer) in (S.WAITING, S.RUNNING, S.FAILED))
    last = bob.last(offer)
    assert last is not None
    assert last.failure is not None
    assert last.failure.detail == "kept for nobody"
    assert not last.at_server


# --- the clock ---------------------------------------------------------------------------------


def test_a_clock_that_is_set_costs_nothing(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = left(scene, make(tmp_path / "photo.jpg", 100))
    real, steady = spool_clock.wall, spool_clock.steady
    clock = {"set by": 0, "passed": 0}
    monkeypatch.setattr(spool_clock, "wall", lambda: real() + sum(clock.values()) * DAY)
    monkeypatch.setattr(spool_clock, "steady", lambda: steady() + clock["passed"] * DAY)
    host = scene["Host"]
    for set_by, passed, is_there in ((400, 0, True), (-400, 1, True), (0, 6, True), (0, 8, False)):
        clock.update({"set by": set_by, "passed": passed})
        queued = Qt.ConnectionType.QueuedConnection
        QMetaObject.invokeMethod(host.files._spool, "sweep", queued)  # type: ignore[call-overload]
        told = len(host.spools)
        host.keep_spool(50 * MEGA)  # is told behind it
        scene.wait(lambda: len(host.spools) > told)  # noqa: B023
        expected = [offer] if is_there else []
        scene.wait(lambda: [one.id for one in host.spool.offers] == expected)  # noqa: B023


def test_a_clock_that_was_far_ahead_keeps_nothing_for_years(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = spool_clock.wall
    with monkeypatch.context() as patch:
        patch.setattr(spool_clock, "wall", lambda: real() + 1000 * DAY)
        left(scene, make(tmp_path / "photo.jpg", 100))
        scene["Host"].end()
    host = scene.program("Host")
    scene.room.returns(scene["Host"], host)
    scene.wait(lambda: bool(host.spools))
    (one,) = host.spool.offers
    assert one.until <= spool_clock.wall() + 7 * DAY
    assert one.until > spool_clock.wall() + 6 * DAY


def test_notes_of_what_is_not_there_are_removed_at_the_start(scene: Scene, tmp_path: Path) -> None:
    """The power went while an offer was removed: its notes say of files that they are here."""
    scene["Host"].end()
    path = make(tmp_path / "photo.jpg", 100)
    scene.goes("Bob")
    offer = scene["Anna"].offer(path, to=scene["Bob"])
    scene.wait(lambda: bool(scene.room.log))
    shelf = SpoolShelf(tmp_path / "profile of Host")
    noted = Notes(shelf.notes_of(offer))
    noted.read()
    noted.add(Landed(((0, str(Path(shelf.files_of(offer), "000000")), b"0" * 32),)))
    noted.close()
    host = scene.program("Host")
    scene.room.returns(scene["Host"], host)
    host.keep_spool(50 * MEGA)
    scene["Anna"].tell(scene.room.joined(2, scene["Anna"]))
    scene.wait(lambda: scene["Anna"].state(scene.row_of(offer)) is S.LEFT)
    (kept,) = Path(shelf.files_of(offer)).iterdir()
    assert kept.read_bytes() == path.read_bytes()


def test_strays_are_removed_at_the_start(tmp_path: Path, qtbot: QtBot, alice: Identity) -> None:
    shelf = SpoolShelf(tmp_path)
    stray = Path(shelf.files_of("0" * 32))
    make(stray / "000000", 10)
    (stray / "000001").mkdir()
    person = Program("Host", alice, tmp_path)
    qtbot.waitUntil(lambda: not stray.exists())
    person.end()

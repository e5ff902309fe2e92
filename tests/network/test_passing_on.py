"""Receivers of an offer to the room serve each other; only the author says what is right."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from blake3 import blake3
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from lanyard.events import Code, MemberJoined, MemberLeft, TransferState
from lanyard.network.endings import LinkClosed
from lanyard.network.identity import Identity, load_or_create
from lanyard.network.transfers.data_link import BlockArrived, DataLink
from lanyard.network.transfers.dialer import Dialer
from lanyard.network.transfers.landing import Part
from lanyard.network.transfers.passing import PassedOn
from lanyard.network.transfers.sending import Sending
from lanyard.network.transfers.shared_receiving import SharedReceiving
from lanyard.network.transfers.small_files import SmallFiles
from lanyard.network.transfers.stock import Stocks, StockStream
from lanyard.network.transfers.stream import Said, Stream
from lanyard.wire import limits
from lanyard.wire.transfer import Block, Bundle, Done, Fetch, Small, framed
from network.people import ROOM, Person, Talk

S = TransferState
MEGA = limits.BLOCK_BYTES
NAMES = ("Alice", "Bob", "Carol", "Dave", "Erin")


@pytest.fixture(scope="session")
def identities(tmp_path_factory: pytest.TempPathFactory) -> list[Identity]:
    return [load_or_create(Path(tmp_path_factory.mktemp(name))) for name in NAMES]


@pytest.fixture
def talk(qtbot: QtBot, identities: list[Identity], tmp_path: Path) -> Iterator[Talk]:
    people = []
    for name, identity in zip(NAMES, identities, strict=True):
        (tmp_path / f"profile of {name}").mkdir()
        people.append(Person(name, identity, tmp_path / f"profile of {name}"))
    talk = Talk(*people)
    yield talk
    talk.server.close()
    for person in talk.people:
        if person.transfers.isRunning():
            person.end()
    talk.deleteLater()


@pytest.fixture
def streamed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of those to whom the author itself streamed, in order."""
    names: list[str] = []
    begin = Sending._begin

    def note(sending: Sending, fetch: object) -> None:
        names.append(sending.subject.peer_name)
        begin(sending, fetch)  # type: ignore[arg-type]

    monkeypatch.setattr(Sending, "_begin", note)
    return names


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch, _slow: None) -> threading.Event:
    """Disks take their time until this is set: nobody is done before everybody has come."""
    event = threading.Event()
    dawdle_until(monkeypatch, event)
    return event


@pytest.fixture(autouse=True)
def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes a while for each block, so that there is a middle to meet."""
    write = Part.write
    sync = SmallFiles.sync

    def dawdle(part: Part, content: memoryview) -> None:
        threading.Event().wait(len(content) / MEGA / 30)
        write(part, content)

    def dawdle_too(files: SmallFiles) -> None:
        threading.Event().wait(len(files.written) / 2_000)
        sync(files)

    monkeypatch.setattr(Part, "write", dawdle)
    monkeypatch.setattr(SmallFiles, "sync", dawdle_too)
    monkeypatch.setattr(limits, "RETRY_FIRST_SECONDS", 0.05)
    # A busy machine must not send anybody by way of the server.
    monkeypatch.setattr(limits, "DIRECT_SECONDS", 10.0)


def dawdle_until(monkeypatch: pytest.MonkeyPatch, happened: threading.Event) -> None:
    """Let every disk take much longer until something has happened, however busy the machine is."""
    write, sync = Part.write, SmallFiles.sync

    def write_late(part: Part, content: memoryview) -> None:
        happened.wait(0.3)
        write(part, content)

    def sync_late(files: SmallFiles) -> None:
        happened.wait(1.0)
        sync(files)

    monkeypatch.setattr(Part, "write", write_late)
    monkeypatch.setattr(SmallFiles, "sync", sync_late)


def make(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.urandom(size))
    return path


def sha(path: Path) -> str:
    return blake3(path.read_bytes()).hexdigest()


def offered(qtbot: QtBot, talk: Talk, *paths: Path) -> str:
    """Bob offers to the room; return the offer's id when all have seen it."""
    bob = talk.people[1]
    offer = bob.offer(*paths)
    others = [one for one in talk.people if one is not bob]
    qtbot.waitUntil(lambda: all(one.state(offer) is S.OFFERED for one in others))
    return offer


def came_through(person: Person, offer: str) -> set[str]:
    """Return from whom a person's window said that it came, '' for the author."""
    return {one.through for one in person.heard if one.id == offer and one.state is S.RUNNING}


def mine(offer: str, person: Person) -> str:
    return f"{offer}/{person.identity.device_id}"


def moved(person: Person, offer: str) -> int:
    last = person.last(offer)
    return last.moved if last is not None and last.state is not S.OFFERED else 0


def wait_until_moving(qtbot: QtBot, person: Person, offer: str, size: int = 3 * MEGA) -> None:
    qtbot.waitUntil(lambda: moved(person, offer) > size, timeout=15_000)


def wait_until_done(qtbot: QtBot, offer: str, *people: Person) -> None:
    def all_done() -> bool:
        states = {one.name: one.state(offer) for one in people}
        assert S.FAILED not in states.values(), states
        return set(states.values()) == {S.DONE}

    qtbot.waitUntil(all_done, timeout=30_000)


@pytest.mark.parametrize("size", [1, MEGA, MEGA + 1, 20 * MEGA + 77])
def test_one_upload_reaches_everybody(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str], size: int
) -> None:
    alice, bob, carol, dave, erin = talk.people
    path = make(tmp_path / "film.mp4", size)
    offer = offered(qtbot, talk, path)
    takers = (alice, carol, dave, erin)
    for person in takers:
        person.accept(offer, tmp_path / person.name)
    wait_until_done(qtbot, offer, *takers)
    qtbot.waitUntil(lambda: all(bob.state(mine(offer, one)) is S.DONE for one in takers))
    for person in takers:
        assert sha(tmp_path / person.name / "film.mp4") == sha(path)
        last = bob.last(mine(offer, person))
        assert last is not None
        assert last.moved == last.size == size
        assert last.digests == (sha(path),)
    if size > 20 * MEGA:
        assert len(streamed) == 1
        others = [one for one in takers if one.name not in streamed]
        assert all(len(came_through(one, offer) - {""}) == 1 for one in others)


def test_who_comes_later_gets_it_from_who_has_it(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str]
) -> None:
    alice, _, carol, dave, _ = talk.people
    path = make(tmp_path / "film.mp4", 30 * MEGA)
    offer = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "Alice")
    wait_until_moving(qtbot, alice, offer, 10 * MEGA)
    carol.accept(offer, tmp_path / "Carol")
    wait_until_done(qtbot, offer, alice)
    # The author is free again, and Alice passes on to Carol to the end.
    dave.accept(offer, tmp_path / "Dave")
    wait_until_done(qtbot, offer, carol, dave)
    assert came_through(carol, offer) - {""} == {"Alice"}
    assert streamed[0] == "Alice"
    for person in (alice, carol, dave):
        assert sha(tmp_path / person.name / "film.mp4") == sha(path)


def test_a_folder_of_small_files_goes_the_same_way(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str]
) -> None:
    alice, _, carol, dave, _ = talk.people
    folder = tmp_path / "all"
    for number in range(600):
        make(folder / f"{number % 7}" / f"{number}.bin", number * 37 % 9_000)
    make(folder / "3" / "large.bin", 5 * MEGA + 3)
    (folder / "nothing" / "in it").mkdir(parents=True)
    offer = offered(qtbot, talk, folder)
    for person in (alice, carol, dave):
        person.accept(offer, tmp_path / person.name)
    wait_until_done(qtbot, offer, alice, carol, dave)
    there = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.bin")}
    for person in (alice, carol, dave):
        inbox = tmp_path / person.name / "all"
        here = {path.relative_to(inbox): path.read_bytes() for path in inbox.rglob("*.bin")}
        assert here == there
        assert (inbox / "nothing" / "in it").is_dir()
        assert not list(inbox.rglob("*.part"))
    assert len(streamed) == 1


def test_who_wants_a_part_gets_it_from_a_member_and_serves_nobody(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str]
) -> None:
    alice, _, carol, dave, _ = talk.people
    paths = [make(tmp_path / f"{name}.bin", 25 * MEGA) for name in ("one", "two", "three")]
    offer = offered(qtbot, talk, *paths)
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    carol.accept(offer, tmp_path / "Carol", (0, 2))
    wait_until_moving(qtbot, carol, offer, MEGA)
    assert came_through(carol, offer) - {""} == {"Alice"}
    dave.accept(offer, tmp_path / "Dave")
    wait_until_done(qtbot, offer, alice, carol, dave)
    assert "Carol" not in came_through(dave, offer)
    names = sorted(one.name for one in (tmp_path / "Carol").iterdir())
    assert names == ["one.bin", "three.bin"]
    assert sha(tmp_path / "Carol" / "three.bin") == sha(paths[2])


def test_two_receivers_save_it_on_the_same_drive(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    alice, _, carol, _, _ = talk.people
    large, small = make(tmp_path / "film.mp4", 20 * MEGA), make(tmp_path / "notes.txt", 1000)
    offer = offered(qtbot, talk, large, small)
    alice.accept(offer, tmp_path / "drive")
    wait_until_moving(qtbot, alice, offer)
    carol.accept(offer, tmp_path / "drive")
    wait_until_done(qtbot, offer, alice, carol)
    there = sorted(path.name for path in (tmp_path / "drive").iterdir())
    assert there == ["film (1).mp4", "film.mp4", "notes (1).txt", "notes.txt"]
    for name in there:
        path = large if "film" in name else small
        assert sha(tmp_path / "drive" / name) == sha(path)
    for person in (alice, carol):
        last = person.last(offer)
        assert last is not None
        assert not last.files_failed


def test_what_is_not_passed_on_is_not_remembered(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[str] = []
    forget = Stocks.forget

    def note(stocks: Stocks, offer: str) -> None:
        forgotten.append(offer)
        forget(stocks, offer)

    monkeypatch.setattr(Stocks, "forget", note)
    alice = talk.people[0]
    offer = offered(qtbot, talk, make(tmp_path / "one", 10), make(tmp_path / "two", 10))
    alice.accept(offer, tmp_path / "Alice", (1,))
    wait_until_done(qtbot, offer, alice)
    qtbot.waitUntil(lambda: forgotten == [offer])


def test_through_the_server_everybody_is_served_by_the_author(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str]
) -> None:
    talk.reachable = False
    alice, _, carol, _, _ = talk.people
    path = make(tmp_path / "film.mp4", 20 * MEGA)
    offer = offered(qtbot, talk, path)
    for one in (alice, carol):
        one.accept(offer, tmp_path / one.name)
    wait_until_done(qtbot, offer, alice, carol)
    assert sorted(streamed) == ["Alice", "Carol"]
    assert sha(tmp_path / "Carol" / "film.mp4") == sha(path)


def corrupted(said: Said, *, consistently: bool) -> Said:
    """Return what somebody says, with other bytes, and the digests of those if consistent."""
    told: Said = []
    for message, content in said:
        if content is None or not len(content):
            told.append((message, content))
            continue
        content[0] ^= 1
        if isinstance(message, Block) and consistently:
            digest = blake3(content).digest()
            told.append((Block(message.file, message.number, message.length, digest), content))
        elif isinstance(message, Bundle) and consistently:
            first = message.files[0]
            small = Small(first.file, first.size, blake3(content[: first.size]).digest())
            told.append((Bundle((small, *message.files[1:]), message.length), content))
        else:
            told.append((message, content))
    return told


@pytest.mark.parametrize("consistently", [True, False], ids=["with their digests", "as they are"])
@pytest.mark.parametrize("sizes", [(12 * MEGA,), (4_000,) * 300], ids=["large", "small"])
def test_a_member_that_passes_on_other_bytes(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    streamed: list[str],
    sizes: tuple[int, ...],
    consistently: bool,
) -> None:
    alice, _, carol, _, _ = talk.people
    lied = threading.Event()
    read = StockStream.read

    def lie(stream: StockStream, buffer: memoryview) -> Said | None:
        said = read(stream, buffer)
        if said:
            lied.set()
            return corrupted(said, consistently=consistently)
        return said

    monkeypatch.setattr(StockStream, "read", lie)
    dawdle_until(monkeypatch, lied)
    for number, size in enumerate(sizes):
        make(tmp_path / "all" / f"{number}.bin", size)
    offer = offered(qtbot, talk, tmp_path / "all")
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    carol.accept(offer, tmp_path / "Carol")
    wait_until_done(qtbot, offer, alice, carol)
    assert lied.is_set()
    for number in range(len(sizes)):
        name = f"{number}.bin"
        assert sha(tmp_path / "Carol" / "all" / name) == sha(tmp_path / "all" / name)
    last = carol.last(offer)
    assert last is not None
    assert last.files_failed == ()
    assert streamed.count("Carol") == 1


def test_a_landed_file_that_was_changed_is_not_passed_on(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, _, carol, _, _ = talk.people
    asked = threading.Event()
    read = StockStream.read

    def note(stream: StockStream, buffer: memoryview) -> Said | None:
        asked.set()
        return read(stream, buffer)

    monkeypatch.setattr(StockStream, "read", note)
    paths = [make(tmp_path / "one.bin", 8 * MEGA), make(tmp_path / "two.bin", 50 * MEGA)]
    offer = offered(qtbot, talk, *paths)
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil((tmp_path / "Alice" / "one.bin").exists, timeout=15_000)
    (tmp_path / "Alice" / "one.bin").write_bytes(b"mine now")
    dawdle_until(monkeypatch, asked)
    carol.accept(offer, tmp_path / "Carol")
    wait_until_done(qtbot, offer, alice, carol)
    for path in paths:
        assert sha(tmp_path / "Carol" / path.name) == sha(path)
    assert (tmp_path / "Alice" / "one.bin").read_bytes() == b"mine now"
    assert asked.is_set()


def cut_off(talk: Talk, person: Person) -> None:
    person.end()
    talk.away(person)


@pytest.mark.parametrize("how", ["ends", "pauses", "cancels"])
def test_the_member_in_the_middle_goes(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    streamed: list[str],
    met: threading.Event,
    how: str,
) -> None:
    alice, _, carol, dave, erin = talk.people
    path = make(tmp_path / "film.mp4", 60 * MEGA)
    offer = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    for person in (carol, dave, erin):
        before = len(streamed)
        person.accept(offer, tmp_path / person.name)
        wait_until_moving(qtbot, person, offer, MEGA)
        assert len(streamed) == before
    met.set()
    if how == "ends":
        cut_off(talk, carol)
    elif how == "pauses":
        carol.pause(offer)
    else:
        carol.cancel(offer)
    wait_until_done(qtbot, offer, alice, dave, erin)
    for person in (alice, dave, erin):
        assert sha(tmp_path / person.name / "film.mp4") == sha(path)
    assert "Carol" in came_through(dave, offer)
    assert streamed == ["Alice"], "Dave took Carol's place"
    if how == "pauses":
        assert carol.state(offer) is S.PAUSED
        carol.resume(offer)
        wait_until_done(qtbot, offer, carol)
        assert sha(tmp_path / "Carol" / "film.mp4") == sha(path)


def test_nobody_is_sent_from_one_to_the_next_for_ever(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    streamed: list[str],
    met: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "SOURCES", 1)
    alice, _, carol, dave, _ = talk.people
    path = make(tmp_path / "film.mp4", 60 * MEGA)
    offer = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    for person in (carol, dave):
        person.accept(offer, tmp_path / person.name)
        wait_until_moving(qtbot, person, offer, MEGA)
    met.set()
    carol.cancel(offer)
    wait_until_done(qtbot, offer, alice, dave)
    assert sha(tmp_path / "Dave" / "film.mp4") == sha(path)
    assert streamed == ["Alice", "Dave"]


def test_a_member_that_falls_silent_is_left(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    streamed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "PASSED_ON_STALL_SECONDS", 1.0)
    alice, _, carol, _, _ = talk.people
    path = make(tmp_path / "film.mp4", 40 * MEGA)
    offer = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    carol.accept(offer, tmp_path / "Carol")
    wait_until_moving(qtbot, carol, offer)
    monkeypatch.setattr(PassedOn, "on_disk", lambda *_: None)
    monkeypatch.setattr(PassedOn, "_on_still", lambda *_: None)
    began = time.monotonic()
    qtbot.waitUntil(lambda: "Carol" in streamed, timeout=10_000)
    assert time.monotonic() - began < 4
    wait_until_done(qtbot, offer, alice, carol)
    assert sha(tmp_path / "Carol" / "film.mp4") == sha(path)


def test_a_member_that_waits_itself_is_waited_for(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    streamed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "PASSED_ON_STALL_SECONDS", 1.0)
    monkeypatch.setattr(limits, "YET_SECONDS", 0.2)
    gate = threading.Event()
    gate.set()
    read = Stream.read

    def wait_and_read(stream: Stream, buffer: memoryview) -> Said | None:
        gate.wait(10)
        return read(stream, buffer)

    monkeypatch.setattr(Stream, "read", wait_and_read)
    stills: list[PassedOn] = []
    still = PassedOn._on_still

    def count(passed: PassedOn) -> None:
        stills.append(passed)
        still(passed)

    monkeypatch.setattr(PassedOn, "_on_still", count)
    alice, _, carol, _, _ = talk.people
    path = make(tmp_path / "film.mp4", 120 * MEGA)
    offer = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    carol.accept(offer, tmp_path / "Carol")
    wait_until_moving(qtbot, carol, offer)
    gate.clear()
    stills.clear()
    try:
        # Longer than a member that is silent is waited for.
        qtbot.waitUntil(lambda: len(stills) > 12)
        assert carol.state(offer) is S.RUNNING
    finally:
        gate.set()
    wait_until_done(qtbot, offer, alice, carol)
    assert streamed == ["Alice"]
    assert came_through(carol, offer) - {""} == {"Alice"}


def test_a_member_that_cannot_be_reached(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    streamed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice, _, carol, _, _ = talk.people
    dial = Dialer.dial

    def fail(dialer: Dialer, addresses: object, port: int, device: str, seconds: float) -> None:
        if device == alice.identity.device_id:
            port = 1
        dial(dialer, addresses, port, device, seconds)  # type: ignore[arg-type]

    monkeypatch.setattr(Dialer, "dial", fail)
    path = make(tmp_path / "film.mp4", 20 * MEGA)
    offer = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    carol.accept(offer, tmp_path / "Carol")
    wait_until_done(qtbot, offer, alice, carol)
    assert sha(tmp_path / "Carol" / "film.mp4") == sha(path)
    assert streamed == ["Alice", "Carol"]


def test_a_stranger_is_not_served(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    streamed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Carol is in the room for the author, and not for Alice."""
    monkeypatch.setattr(limits, "LATE_MEMBER_SECONDS", 0.3)
    alice, _, carol, _, _ = talk.people
    alice.tell(MemberLeft(ROOM, talk.members[2], lost=True))
    path = make(tmp_path / "film.mp4", 30 * MEGA)
    offer = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    carol.accept(offer, tmp_path / "Carol")
    wait_until_done(qtbot, offer, alice, carol)
    assert streamed == ["Alice", "Carol"]
    assert sha(tmp_path / "Carol" / "film.mp4") == sha(path)
    alice.tell(MemberJoined(ROOM, talk.members[2]))


def test_a_member_that_says_nonsense_to_the_author(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Carol fetches from Alice, and tells Bob that a file is done that there is not."""
    alice, bob, carol, _, _ = talk.people

    def lie(receiving: SharedReceiving) -> None:
        receiving._say(Done(((limits.LISTED_FILES - 1, b"0" * 32),)))

    offer = offered(qtbot, talk, make(tmp_path / "film.mp4", 30 * MEGA))
    alice.accept(offer, tmp_path / "Alice")
    wait_until_moving(qtbot, alice, offer)
    monkeypatch.setattr(SharedReceiving, "_say_here", lie)
    carol.accept(offer, tmp_path / "Carol")
    qtbot.waitUntil(lambda: bob.state(mine(offer, carol)) is S.FAILED)
    last = bob.last(mine(offer, carol))
    assert last is not None
    assert last.failure is not None
    assert last.failure.code is Code.PROTOCOL_BROKEN
    wait_until_done(qtbot, offer, alice)


class Fetcher(QObject):
    """A link of somebody who fetches from a member, and takes note of what comes."""

    def __init__(self, identity: Identity, port: int, offer: str, *, deaf: bool = False) -> None:
        super().__init__()
        self.said: list[str] = []
        self.is_closed = self.has_asked = False
        self._deaf = deaf
        self._offer = offer
        self._link = DataLink.dial("127.0.0.1", port, identity, self, 10, takes_blocks=True)
        self._link.secured.connect(self._on_secured)
        self._link.heard.connect(self._on_heard)
        self._link.block_arrived.connect(self._on_block)
        self._link.closed.connect(self._on_closed)

    @Slot(object)
    def _on_secured(self, link: DataLink) -> None:
        link.send(framed(Fetch(self._offer, ((0, 1),))))
        self.has_asked = True
        if self._deaf:
            link._readable.setEnabled(False)

    @Slot(object)
    def _on_heard(self, message: object) -> None:
        self.said.append(type(message).__name__)

    @Slot(object)
    def _on_block(self, arrived: BlockArrived) -> None:
        assert isinstance(arrived.block, Block)
        self.said.append(f"Block {arrived.block.number}")
        self._link.give_back(arrived.content)

    @Slot(object)
    def _on_closed(self, _end: LinkClosed) -> None:
        self.is_closed = True

    def end(self) -> None:
        self._link.abort()


def test_who_comes_anew_is_served_once(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    identities: list[Identity],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Carol's first link is still there when she comes again, as after a cable was pulled."""
    monkeypatch.setattr(limits, "LATE_MEMBER_SECONDS", 0.3)
    alice = talk.people[0]
    offer = offered(qtbot, talk, make(tmp_path / "film.mp4", 3 * MEGA))
    alice.accept(offer, tmp_path / "Alice")
    wait_until_done(qtbot, offer, alice)
    port = int((tmp_path / "profile of Alice" / "transfers" / "port").read_text())
    expected = ["Block 0", "Block 1", "Block 2", "End", "Finished"]
    fetchers = []
    for _ in range(3):
        fetchers.append(Fetcher(identities[2], port, offer))
        qtbot.waitUntil(lambda: len(fetchers[-1].said) >= len(expected))
    qtbot.wait(600)
    assert [one.is_closed for one in fetchers] == [True, True, False]
    assert [one.said for one in fetchers] == [[*expected, "Stop"], [*expected, "Stop"], expected]
    fetchers[-1].end()
    qtbot.waitUntil(lambda: fetchers[-1].is_closed)
    for one in fetchers:
        one.deleteLater()


@pytest.mark.parametrize("reads", [True, False])
def test_nobody_keeps_a_place_that_takes_nothing(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    identities: list[Identity],
    monkeypatch: pytest.MonkeyPatch,
    reads: bool,
) -> None:
    monkeypatch.setattr(limits, "STALL_SECONDS", 0.5)
    monkeypatch.setattr(limits, "YET_SECONDS", 0.05)
    monkeypatch.setattr(limits, "CLOSE_SECONDS", 0.2)
    ended = threading.Event()
    end = PassedOn._end

    def note(passed: PassedOn) -> None:
        end(passed)
        ended.set()

    monkeypatch.setattr(PassedOn, "_end", note)
    alice = talk.people[0]
    offer = offered(qtbot, talk, make(tmp_path / "film.mp4", 40 * MEGA))
    alice.accept(offer, tmp_path / "Alice")
    wait_until_done(qtbot, offer, alice)
    port = int((tmp_path / "profile of Alice" / "transfers" / "port").read_text())
    fetcher = Fetcher(identities[2], port, offer, deaf=not reads)
    qtbot.waitUntil(ended.is_set)
    if reads:
        qtbot.waitUntil(lambda: fetcher.is_closed)
        assert fetcher.said[-2:] == ["Finished", "Stop"]
    fetcher.end()
    qtbot.waitUntil(lambda: fetcher.is_closed)
    fetcher.deleteLater()


def test_who_was_refused_is_not_served_while_it_goes(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    identities: list[Identity],
    streamed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bob has no room for Carol, who does not read that; then somebody joins."""
    monkeypatch.setattr(limits, "CLOSE_SECONDS", 10.0)
    monkeypatch.setattr(limits, "SENDINGS", 0)
    bob = talk.people[1]
    offer = offered(qtbot, talk, make(tmp_path / "film.mp4", 3 * MEGA))
    port = int((tmp_path / "profile of Bob" / "transfers" / "port").read_text())
    fetcher = Fetcher(identities[2], port, offer, deaf=True)
    qtbot.waitUntil(lambda: fetcher.has_asked)
    qtbot.wait(300)
    monkeypatch.setattr(limits, "SENDINGS", 64)
    bob.tell(MemberJoined(ROOM, talk.members[3]))
    qtbot.wait(300)
    assert not streamed
    fetcher.end()
    qtbot.waitUntil(lambda: fetcher.is_closed)
    fetcher.deleteLater()


def test_it_ends_when_the_author_takes_the_offer_back(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str]
) -> None:
    alice, bob, carol, _, _ = talk.people
    path = make(tmp_path / "film.mp4", 5 * MEGA)
    offer = offered(qtbot, talk, path)
    alice.accept(offer, tmp_path / "Alice")
    wait_until_done(qtbot, offer, alice)
    port = tmp_path / "profile of Alice" / "transfers" / "port"
    qtbot.waitUntil(port.exists)
    assert answers(int(port.read_text()))
    bob.cancel(offer)
    qtbot.waitUntil(lambda: carol.state(offer) is S.CANCELLED)
    qtbot.waitUntil(lambda: not answers(int(port.read_text())))


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def test_nothing_of_an_offer_stays_with_its_author(
    qtbot: QtBot, talk: Talk, tmp_path: Path
) -> None:
    alice, bob, carol, _, _ = talk.people
    offer = offered(qtbot, talk, make(tmp_path / "film.mp4", 30 * MEGA))
    giving = bob.files._giving
    before = len(giving.children())
    alice.accept(offer, tmp_path / "Alice")
    wait_until_moving(qtbot, alice, offer)
    carol.accept(offer, tmp_path / "Carol")
    wait_until_done(qtbot, offer, alice, carol)
    assert "Alice" in came_through(carol, offer)
    bob.cancel(offer)
    qtbot.waitUntil(lambda: bob.state(offer) is S.CANCELLED)
    qtbot.waitUntil(lambda: len(giving.children()) == before)


def test_the_author_starts_again_and_a_receiver_too(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str]
) -> None:
    alice, bob, carol, dave, _ = talk.people
    path = make(tmp_path / "film.mp4", 120 * MEGA)
    offer = offered(qtbot, talk, path)
    for person in (alice, carol, dave):
        person.accept(offer, tmp_path / person.name)
    for person in (alice, carol, dave):
        wait_until_moving(qtbot, person, offer, 5 * MEGA)
    again = [restart(talk, one, tmp_path / f"profile of {one.name}") for one in (carol, bob)]
    carol = again[0]
    wait_until_done(qtbot, offer, alice, carol, dave)
    for person in (alice, carol, dave):
        assert sha(tmp_path / person.name / "film.mp4") == sha(path)
        assert [one.name for one in (tmp_path / person.name).iterdir()] == ["film.mp4"]


def restart(talk: Talk, person: Person, profile: Path) -> Person:
    """End a person's program and start it again."""
    person.end()
    talk.away(person)
    again = Person(person.name, person.identity, profile)
    talk.back(person, again)
    return again


def test_a_file_that_its_author_changes_meanwhile(
    qtbot: QtBot, talk: Talk, tmp_path: Path, streamed: list[str]
) -> None:
    alice, _, carol, _, _ = talk.people
    paths = [make(tmp_path / f"{name}.bin", 10 * MEGA) for name in ("one", "two", "three")]
    offer = offered(qtbot, talk, *paths)
    paths[1].write_bytes(b"another")
    alice.accept(offer, tmp_path / "Alice")
    qtbot.waitUntil(lambda: bool(streamed))
    carol.accept(offer, tmp_path / "Carol")
    wait_until_done(qtbot, offer, alice, carol)
    for person in (alice, carol):
        last = person.last(offer)
        assert last is not None
        assert [one.name for one in last.files_failed] == ["two.bin"]
        names = sorted(one.name for one in (tmp_path / person.name).iterdir())
        assert names == ["one.bin", "three.bin"]
        assert sha(tmp_path / person.name / "three.bin") == sha(paths[2])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do_everybody_gets_it_whole(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(limits, "STEER_AFTER_SECONDS", 0.3)
    monkeypatch.setattr(limits, "STEER_SECONDS", 0.1)
    monkeypatch.setattr(limits, "PROBE_SECONDS", 0.2)
    monkeypatch.setattr(limits, "PROBE_WORTH_SECONDS", 0.3)
    chance = random.Random(seed)
    folder = tmp_path / "all"
    for number in range(40):
        make(folder / f"{number % 3}" / f"{number}.bin", chance.randrange(3 * MEGA))
    make(folder / "long.bin", 70 * MEGA + 1)
    offer = offered(qtbot, talk, folder)
    names = [name for name in NAMES if name != "Bob"]
    for name in names:
        person(talk, name).accept(offer, tmp_path / name)
    paused: set[str] = set()
    for _ in range(10):
        qtbot.wait(chance.randrange(250))
        name = chance.choice(NAMES)
        one = person(talk, name)
        if chance.random() < 0.3 and name != "Alice":  # she hosts the room of air
            restart(talk, one, tmp_path / f"profile of {name}")
        elif name in paused:
            one.resume(offer)
            paused.discard(name)
        elif name != "Bob" and one.state(offer) is S.RUNNING:
            one.pause(offer)
            paused.add(name)
    for name in paused:
        person(talk, name).resume(offer)
    there = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.bin")}

    def all_there() -> bool:
        return all(len(list((tmp_path / name / "all").rglob("*.bin"))) == 41 for name in names)

    qtbot.waitUntil(all_there, timeout=40_000)
    for name in names:
        inbox = tmp_path / name / "all"
        here = {path.relative_to(inbox): path.read_bytes() for path in inbox.rglob("*.bin")}
        assert here == there
        assert not list(inbox.rglob("*.part"))


def person(talk: Talk, name: str) -> Person:
    return next(one for one in talk.people if one.name == name)

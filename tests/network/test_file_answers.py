"""What both sides of a transfer say over the talk, when no data link can say it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from pytestqt.qtbot import QtBot

from lanyard.events import Code, Entry, Kind, Offer, OfferedFile, TransferChanged, TransferState
from lanyard.network.convert import offer_to_event, offer_to_wire
from lanyard.network.identity import Identity
from lanyard.network.transfers import landing
from lanyard.network.transfers.file_values import OfferAnswer
from lanyard.network.transfers.receiving import Receiving
from lanyard.network.transfers.shelf import Shelf
from lanyard.records import RoomMet
from lanyard.wire import limits, transfer
from network.people import LOCAL, ROOM, Person, Talk

S = TransferState


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
    """Alice, who takes, and Bob, who gives."""
    talk = Talk(Person("Alice", alice, profiles("Alice")), Person("Bob", bob, profiles("Bob")))
    yield talk
    talk.server.close()
    for person in talk.people:
        person.end()
    talk.deleteLater()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(os.urandom(30_000))
    return path


def restart(talk: Talk, number: int, profiles: Callable[[str], Path]) -> Person:
    """End the program of one of them and start it again."""
    person = talk.people[number]
    person.end()
    talk.away(person)
    again = Person(person.name, person.identity, profiles(person.name))
    talk.back(person, again)
    return again


def offered(qtbot: QtBot, talk: Talk, path: Path) -> tuple[str, str]:
    """Bob offers to Alice; return the transfer's id on both sides."""
    alice, bob = talk.people
    offer = bob.offer(path, to=alice)
    qtbot.waitUntil(lambda: alice.state(offer) is S.OFFERED)
    return offer, f"{offer}/{alice.identity.device_id}"


def code(person: Person, transfer: str) -> Code | None:
    last = person.last(transfer)
    return last.failure.code if last and last.failure else None


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every link breaks before the giver hears that a file is there."""
    say = Receiving._say

    def lose(receiving: Receiving, message: transfer.Message) -> None:
        if not isinstance(message, transfer.Done):
            say(receiving, message)

    monkeypatch.setattr(Receiving, "_say", lose)


# --- taken, and not heard of -------------------------------------------------------------------


def test_the_giver_learns_of_the_end_when_the_last_word_was_lost(
    qtbot: QtBot, talk: Talk, tmp_path: Path, path: Path, mute: None
) -> None:
    offer, mine = offered(qtbot, talk, path)
    alice, bob = talk.people
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    last = bob.last(mine)
    assert last is not None
    assert (last.moved, last.files_done, last.failure) == (30_000, 1, None)
    assert S.WAITING in bob.states(mine)


@pytest.mark.parametrize("who", [(0,), (1,), (0, 1)], ids=["taker", "giver", "both"])
def test_the_giver_learns_of_the_end_after_a_restart(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    path: Path,
    profiles: Callable[[str], Path],
    mute: None,
    who: tuple[int, ...],
) -> None:
    offer, mine = offered(qtbot, talk, path)
    talk.lost.add("taken")
    alice, bob = talk.people
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.WAITING)
    talk.lost.clear()
    for number in who:
        restart(talk, number, profiles)
    qtbot.waitUntil(lambda: talk.people[1].state(mine) is S.DONE)
    assert [one.name for one in (tmp_path / "there").iterdir()] == ["photo.jpg"]
    kept = {one.name for one in (profiles("Bob") / "transfers").iterdir()}
    assert kept == {"port"}


def test_a_no_that_was_lost_is_said_again(
    qtbot: QtBot, talk: Talk, path: Path, profiles: Callable[[str], Path]
) -> None:
    offer, mine = offered(qtbot, talk, path)
    talk.lost.add("declined")
    talk.people[0].decline(offer)
    qtbot.waitUntil(lambda: talk.people[0].state(offer) is S.DECLINED)
    assert talk.people[1].state(mine) is S.OFFERED
    talk.lost.clear()
    bob = restart(talk, 1, profiles)
    qtbot.waitUntil(lambda: bob.state(mine) is S.DECLINED)


def test_nobody_but_the_author_is_told_how_an_offer_ended(
    qtbot: QtBot, talk: Talk, tmp_path: Path, path: Path
) -> None:
    offer, _ = offered(qtbot, talk, path)
    alice, _bob = talk.people
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE)
    talk.answers.clear()
    other = "ee" * 32
    alice.hear_answer(OfferAnswer(ROOM, offer, other, "here", (LOCAL,), 1))
    alice.decline("not there")  # an order that is answered behind it
    qtbot.waitUntil(lambda: bool(alice.refused))
    assert [one for one in talk.answers if one.to == other] == []


# --- offers that a killed program did not take in ----------------------------------------------


class Probe(QObject):
    """Looks at the shelf at the very moment something is told."""

    def __init__(self, shelf: Path) -> None:
        super().__init__()
        self.shelf = shelf
        self.found: list[bool] = []

    @Slot(object)
    def look(self, told: object) -> None:
        if isinstance(told, TransferChanged) and told.state is S.OFFERED:
            self.found.append((self.shelf / f"{told.offer}.theirs").exists())


def test_an_offer_is_on_the_disk_before_it_is_told(
    qtbot: QtBot, talk: Talk, path: Path, profiles: Callable[[str], Path]
) -> None:
    probe = Probe(profiles("Alice") / "transfers")
    alice = talk.people[0]
    alice.files.happened.connect(probe.look, Qt.ConnectionType.DirectConnection)
    offered(qtbot, talk, path)
    assert probe.found == [True]


def test_an_offer_that_only_the_journal_has_is_told_once(
    qtbot: QtBot, talk: Talk, profiles: Callable[[str], Path]
) -> None:
    alice, bob = talk.people
    offer = Offer((OfferedFile("photo.jpg", 3),), (LOCAL,), 9)
    names = bob.identity.device_id, bob.name
    entries = tuple(
        Entry(ROOM, seq, id_, *names, 0, Kind.OFFER, "", to, offer)
        for seq, id_, to in ((5, "0a" * 16, alice.identity.device_id), (6, "0b" * 16, ""))
    )
    met = RoomMet("key", ROOM, "", offers=entries)
    alice.meet(met)
    alice.meet(met)
    qtbot.waitUntil(lambda: alice.state("0b" * 16) is S.OFFERED)
    alice.decline("0b" * 16)
    qtbot.waitUntil(lambda: alice.state("0b" * 16) is S.DECLINED)
    again = restart(talk, 0, profiles)
    again.meet(met)
    again.decline("not there")
    qtbot.waitUntil(lambda: bool(again.refused))
    assert [one.offer for one in alice.heard if one.state is S.OFFERED] == ["0a" * 16, "0b" * 16]
    assert [one.offer for one in again.heard if one.state is S.OFFERED] == ["0a" * 16]


# --- no room on the disk -----------------------------------------------------------------------


def test_both_learn_of_a_disk_that_was_full_from_the_beginning(
    qtbot: QtBot, talk: Talk, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SPACE_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(landing, "free_bytes", lambda _folder: 10)
    offer, mine = offered(qtbot, talk, path)
    alice, bob = talk.people
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.WAITING and bob.state(mine) is S.WAITING)
    assert (code(alice, offer), code(bob, mine)) == (Code.DISK_FULL, Code.RECEIVER_DISK_FULL)
    monkeypatch.setattr(landing, "free_bytes", lambda _folder: None)
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE)


# --- the giver is somewhere else now -----------------------------------------------------------


def test_a_giver_that_moved_is_found_where_it_is(
    qtbot: QtBot, talk: Talk, tmp_path: Path, path: Path, profiles: Callable[[str], Path]
) -> None:
    with socket.create_server((LOCAL, 0)) as taken:
        talk.redirect = taken.getsockname()[1]
    offer, mine = offered(qtbot, talk, path)
    talk.redirect = 0
    alice, bob = talk.people
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    last = alice.last(offer)
    assert last is not None
    assert last.direct


def test_where_a_giver_is_counts_once_for_each_question(
    qtbot: QtBot, talk: Talk, tmp_path: Path, path: Path
) -> None:
    """An author must not make others dial one place after another."""
    ports = []
    listeners = [socket.create_server((LOCAL, 0)) for _ in range(3)]
    for listener in listeners:
        listener.setblocking(False)
        ports.append(listener.getsockname()[1])
    talk.redirect = ports[0]
    talk.deaf = True
    offer, _ = offered(qtbot, talk, path)
    talk.lost.add("where")
    alice, bob = talk.people
    alice.accept(offer, tmp_path / "there")
    for port in ports[1:]:
        where = (LOCAL,), port
        alice.hear_answer(OfferAnswer(ROOM, offer, bob.identity.device_id, "here", *where))
    qtbot.waitUntil(lambda: talk.relays == 1, timeout=10_000)
    came = []
    for listener in listeners:
        try:
            listener.accept()[0].close()
            came.append(True)
        except BlockingIOError:
            came.append(False)
        listener.close()
    assert came[1:] == [True, False]


# --- what is shown is what is saved ------------------------------------------------------------


def test_the_list_names_files_as_they_are_saved(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OFFER_FILES", 2)
    folder = tmp_path / ".ssh"
    folder.mkdir()
    for name in (".profile", "CON.txt", "a:b", "same", "SAME", "x.lnk"):
        (folder / name).write_text(name)
    alice, bob = talk.people
    offer = bob.offer(folder, to=alice)
    qtbot.waitUntil(lambda: alice.state(offer) is S.OFFERED)
    for _ in range(2):  # asked for, and then known
        alice.lists.clear()
        alice.read_manifest(offer)
        qtbot.waitUntil(lambda: bool(alice.lists))
        shown = {one.shown for one in alice.lists[0].files}
        assert len(shown) == 6
    alice.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: alice.state(offer) is S.DONE)
    assert {one.name for one in (tmp_path / "there" / "_.ssh").iterdir()} == shown
    told = offer_to_event(offer_to_wire(talk.prepared[0].offer))
    assert told is not None
    assert told.shown_folder == "_.ssh"
    assert {one.shown for one in told.files} < shown


# --- the end -----------------------------------------------------------------------------------


def test_notes_stay_until_the_shelf_knows_that_it_is_over(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    path: Path,
    profiles: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A program killed in between must not fetch everything again, under another name."""
    settle = Shelf.settle

    def die(shelf: Shelf, id_: str, author: str, word: str) -> None:
        raise KilledError

    monkeypatch.setattr(Shelf, "settle", die)
    offer, mine = offered(qtbot, talk, path)
    alice, _ = talk.people
    with qtbot.captureExceptions() as caught:
        alice.accept(offer, tmp_path / "there")
        qtbot.waitUntil(lambda: alice.state(offer) is S.DONE)
        alice.end()
    assert [one[0] for one in caught] == [KilledError]
    monkeypatch.setattr(Shelf, "settle", settle)
    talk.away(alice)
    again = Person("Alice", alice.identity, profiles("Alice"))
    talk.back(alice, again)
    qtbot.waitUntil(lambda: again.state(offer) is S.DONE)
    assert [one.name for one in (tmp_path / "there").iterdir()] == ["photo.jpg"]
    kept = profiles("Alice") / "transfers"  # its end is told before it is on the shelf
    qtbot.waitUntil(lambda: {one.name for one in kept.iterdir()} == {"settled"})
    assert mine


class KilledError(Exception):
    """Nothing of the program happens any more."""

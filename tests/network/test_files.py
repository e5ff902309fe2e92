"""The way of a file, from an offer to the other disk, and every way it can go wrong."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from blake3 import blake3
from pytestqt.qtbot import QtBot

from lanyard.commands import new_id
from lanyard.events import Code, Failure, Offer, OfferedFile, PostFailed, TransferState
from lanyard.network.identity import Identity, load_or_create
from lanyard.network.transfers import file_io, landing
from lanyard.network.transfers.file_values import OfferPrepared
from lanyard.network.transfers.small_files import SmallFiles
from lanyard.wire import limits
from network.people import ROOM, Person, Talk

S = TransferState


@pytest.fixture(scope="session")
def carol(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return load_or_create(Path(tmp_path_factory.mktemp("carol")))


@pytest.fixture
def talk(qtbot: QtBot, alice: Identity, bob: Identity, carol: Identity) -> Iterator[Talk]:
    people = [Person("Alice", alice), Person("Bob", bob), Person("Carol", carol)]
    talk = Talk(*people)
    yield talk
    talk.server.close()
    for person in people:
        person.end()
    talk.deleteLater()


def make(folder: Path, name: str, size: int) -> Path:
    path = folder / name
    path.write_bytes(os.urandom(size))
    return path


def sha(path: Path) -> str:
    return blake3(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("reachable", [True, False], ids=["direct", "through the server"])
@pytest.mark.parametrize(
    "size",
    [0, 1, limits.BLOCK_BYTES - 1, limits.BLOCK_BYTES, limits.BLOCK_BYTES + 1, 20_000_000],
)
def test_a_file_arrives_whole(
    qtbot: QtBot, talk: Talk, tmp_path: Path, size: int, reachable: bool
) -> None:
    talk.reachable = reachable
    _host, bob, carol = talk.people
    path = make(tmp_path, "photo.jpg", size)
    offer = bob.offer(path, to=carol)
    qtbot.waitUntil(lambda: carol.state(offer) is S.OFFERED)
    there = tmp_path / "there"
    carol.accept(offer, there)
    mine = f"{offer}/{carol.identity.device_id}"
    qtbot.waitUntil(lambda: carol.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    received = carol.last(offer)
    sent = bob.last(mine)
    assert received is not None
    assert sent is not None
    assert received.paths == (str(there / "photo.jpg"),)
    assert (there / "photo.jpg").read_bytes() == path.read_bytes()
    assert [one.name for one in there.iterdir()] == ["photo.jpg"]
    assert received.digests == sent.digests == (sha(path),)
    assert received.moved == sent.moved == received.size == size
    assert received.direct is sent.direct is reachable
    assert talk.relays == (0 if reachable else 1)
    assert carol.states(offer) == [S.OFFERED, S.CONNECTING, S.RUNNING, S.CHECKING, S.DONE]
    assert bob.states(mine) == [S.OFFERED, S.CONNECTING, S.RUNNING, S.CHECKING, S.DONE]


def code(person: Person, transfer: str) -> Code | None:
    last = person.last(transfer)
    return last.failure.code if last and last.failure else None


def offered(qtbot: QtBot, sender: Person, receiver: Person, *paths: Path) -> tuple[str, str]:
    """Offer files to one person; return the transfer's id on both sides."""
    offer = sender.offer(*paths, to=receiver)
    qtbot.waitUntil(lambda: receiver.state(offer) is S.OFFERED)
    return offer, f"{offer}/{receiver.identity.device_id}"


def sparse(folder: Path, size: int = 3_000_000_000) -> Path:
    """Make a file that takes long to send and no room here."""
    path = folder / "long.bin"
    with path.open("wb") as file:
        file.truncate(size)
    return path


def running(person: Person, transfer: str) -> bool:
    last = person.last(transfer)
    return last is not None and last.state is S.RUNNING and last.moved > 0


# --- more than one -----------------------------------------------------------------------------


def test_several_files_come_one_after_another(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    _, bob, carol = talk.people
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    paths = [
        make(tmp_path / "a", "same.txt", 10),
        make(tmp_path / "b", "same.txt", 3_000_000),
        make(tmp_path, "empty", 0),
    ]
    offer, mine = offered(qtbot, bob, carol, *paths)
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    last = carol.last(offer)
    assert last is not None
    assert [Path(path).name for path in last.paths] == ["same.txt", "same (1).txt", "empty"]
    assert list(last.digests) == [sha(path) for path in paths]
    assert [sha(Path(path)) for path in last.paths] == [sha(path) for path in paths]
    assert last.moved == last.size == 3_000_010


def test_an_offer_to_the_room_is_for_everybody(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    alice, bob, carol = talk.people
    path = make(tmp_path, "photo.jpg", 2_500_000)
    offer = bob.offer(path)
    both = (alice, carol)
    mine_of = {person.name: f"{offer}/{person.identity.device_id}" for person in both}
    qtbot.waitUntil(lambda: all(person.state(offer) is S.OFFERED for person in both))
    for person in both:
        person.accept(offer, tmp_path / person.name)
    qtbot.waitUntil(lambda: all(person.state(offer) is S.DONE for person in both))
    qtbot.waitUntil(lambda: all(bob.state(mine) is S.DONE for mine in mine_of.values()))
    for person in both:
        assert sha(tmp_path / person.name / "photo.jpg") == sha(path)
        last = bob.last(mine_of[person.name])
        assert last is not None
        assert last.peer_name == person.name
    assert bob.states(offer) == [S.OFFERED]  # it stays on offer
    bob.cancel(offer)
    qtbot.waitUntil(lambda: bob.state(offer) is S.CANCELLED)


def test_only_so_many_are_fetched_at_once(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RECEIVINGS", 2)
    _, bob, carol = talk.people
    path = make(tmp_path, "photo.jpg", 1_000_000)
    offers = [offered(qtbot, bob, carol, path)[0] for _ in range(7)]
    for offer in offers:
        carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: all(carol.state(offer) is S.DONE for offer in offers))
    assert len(list((tmp_path / "there").iterdir())) == 7


# --- people say no -----------------------------------------------------------------------------


def test_declined(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    _, bob, carol = talk.people
    offer, mine = offered(qtbot, bob, carol, make(tmp_path, "photo.jpg", 10))
    carol.decline(offer)
    qtbot.waitUntil(lambda: bob.state(mine) is S.DECLINED)
    assert carol.state(offer) is S.DECLINED
    assert code(bob, mine) is Code.DECLINED
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: len(carol.refused) == 1)
    assert carol.refused[0].failure.code is Code.OFFER_UNKNOWN


def test_taken_back_before_anybody_answered(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    _, bob, carol = talk.people
    offer, mine = offered(qtbot, bob, carol, make(tmp_path, "photo.jpg", 10))
    bob.cancel(mine)
    qtbot.waitUntil(lambda: carol.state(offer) is S.CANCELLED and bob.state(mine) is S.CANCELLED)
    assert code(carol, offer) is Code.CANCELLED_THERE
    assert code(bob, mine) is Code.CANCELLED_HERE


@pytest.mark.parametrize("reachable", [True, False], ids=["direct", "through the server"])
@pytest.mark.parametrize("who", ["receiver", "sender"])
def test_stopped_half_way(
    qtbot: QtBot, talk: Talk, tmp_path: Path, who: str, reachable: bool
) -> None:
    talk.reachable = reachable
    _, bob, carol = talk.people
    offer, mine = offered(qtbot, bob, carol, sparse(tmp_path))
    there = tmp_path / "there"
    carol.accept(offer, there)
    qtbot.waitUntil(lambda: running(carol, offer) and running(bob, mine))
    assert [one.match("long.bin.*.part") for one in there.iterdir()] == [True]
    if who == "receiver":
        carol.cancel(offer)
    else:
        bob.cancel(mine)
    qtbot.waitUntil(lambda: carol.state(offer) is S.CANCELLED and bob.state(mine) is S.CANCELLED)
    stopped_by_receiver = who == "receiver"
    here, other = Code.CANCELLED_HERE, Code.CANCELLED_THERE
    assert code(carol, offer) is (here if stopped_by_receiver else other)
    assert code(bob, mine) is (other if stopped_by_receiver else here)
    qtbot.waitUntil(lambda: not list(there.iterdir()))
    if stopped_by_receiver:  # the offer still stands: a change of mind is fine
        carol.accept(offer, there)
        qtbot.waitUntil(lambda: running(carol, offer))


def test_progress_is_told_often_enough_and_not_too_often(
    qtbot: QtBot, talk: Talk, tmp_path: Path
) -> None:
    _, bob, carol = talk.people
    offer, _ = offered(qtbot, bob, carol, sparse(tmp_path))
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: running(carol, offer))
    before = len(carol.heard)
    qtbot.wait(1000)
    told = carol.heard[before:]
    carol.cancel(offer)
    qtbot.waitUntil(lambda: carol.state(offer) is S.CANCELLED)
    assert 1 <= len(told) <= 11  # a busy machine may tell less often
    assert all(one.speed > 0 and one.seconds_left is not None for one in told)
    assert [one.moved for one in told] == sorted(one.moved for one in told)


def test_nothing_has_this_id(qtbot: QtBot, talk: Talk) -> None:
    bob = talk.people[1]
    bob.cancel("nothing")
    bob.decline("nothing")
    bob.accept("nothing", Path("nowhere"))
    qtbot.waitUntil(lambda: len(bob.refused) == 3)
    assert {one.failure.code for one in bob.refused} == {Code.OFFER_UNKNOWN}


# --- the disks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("missing", Code.FILE_MISSING),
        ("nobody", Code.MEMBER_UNKNOWN),
        ("nothing", Code.FILE_MISSING),
        ("many", Code.TOO_MANY_FILES),
    ],
)
def test_what_cannot_be_offered(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    expected: Code,
) -> None:
    monkeypatch.setattr(limits, "LISTED_FILES", 3)
    _, bob, carol = talk.people
    path = make(tmp_path, "photo.jpg", 10)
    paths = {
        "missing": (path, tmp_path / "gone"),
        "nobody": (path,),
        "nothing": (),
        "many": (path,) * 4,
    }[what]
    stranger = Person.__new__(Person)
    stranger.identity = Identity("e" * 64, bob.identity.certificate, bob.identity.key)
    receiver = stranger if what == "nobody" else carol
    offer = bob.offer(*paths, to=receiver)
    mine = f"{offer}/{receiver.identity.device_id}"
    qtbot.waitUntil(lambda: bob.state(mine) is S.FAILED)
    assert code(bob, mine) is expected
    assert carol.state(offer) is None


@pytest.mark.parametrize(
    ("change", "ours", "theirs"),
    [
        ("vanish", Code.FILE_MISSING, Code.SENDER_FILE_GONE),
        ("grow", Code.FILE_CHANGED, Code.FILE_CHANGED),
        ("shrink", Code.FILE_CHANGED, Code.FILE_CHANGED),
        ("folder", Code.FILE_CHANGED, Code.FILE_CHANGED),
    ],
)
def test_the_file_is_not_what_was_offered(
    qtbot: QtBot, talk: Talk, tmp_path: Path, change: str, ours: Code, theirs: Code
) -> None:
    _, bob, carol = talk.people
    path = make(tmp_path, "photo.jpg", 1000)
    offer, mine = offered(qtbot, bob, carol, path)
    if change == "grow":
        path.write_bytes(bytes(1001))
    elif change == "shrink":
        path.write_bytes(bytes(999))
    else:
        path.unlink()
        if change == "folder":
            path.mkdir()
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.FAILED and bob.state(mine) is S.FAILED)
    assert (code(bob, mine), code(carol, offer)) == (ours, theirs)
    qtbot.waitUntil(lambda: not list((tmp_path / "there").iterdir()))


@pytest.mark.parametrize("size", [4_000_000, 4_000_000_000], ids=["shrinks", "grows"])
def test_the_file_changes_on_its_way(qtbot: QtBot, talk: Talk, tmp_path: Path, size: int) -> None:
    _, bob, carol = talk.people
    path = sparse(tmp_path, 300_000_000)
    offer, mine = offered(qtbot, bob, carol, path)
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: running(carol, offer))
    with path.open("r+b") as file:
        file.truncate(size)
    qtbot.waitUntil(
        lambda: carol.state(offer) is S.FAILED and bob.state(mine) is S.FAILED, timeout=20_000
    )
    assert code(bob, mine) is code(carol, offer) is Code.FILE_CHANGED
    qtbot.waitUntil(lambda: not list((tmp_path / "there").iterdir()))


def test_a_folder_that_cannot_be_written(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    _, bob, carol = talk.people
    path = make(tmp_path, "photo.jpg", 10)
    offer, mine = offered(qtbot, bob, carol, path)
    carol.accept(offer, path / "below a file")
    qtbot.waitUntil(lambda: carol.state(offer) is S.FAILED)
    assert code(carol, offer) is Code.FOLDER_UNWRITABLE
    carol.accept(offer, tmp_path / "there")  # another folder will do
    qtbot.waitUntil(lambda: carol.state(offer) is S.DONE and bob.state(mine) is S.DONE)


STEPS: dict[tuple[str, bool], tuple[type, str]] = {
    ("write", True): (landing.Part, "write"),
    ("land", True): (landing.Part, "land"),
    ("write", False): (SmallFiles, "add"),
    ("land", False): (SmallFiles, "_rename"),
}
"""Where a large file, and a small one, are written and named."""


@pytest.mark.parametrize(
    ("size", "step"),
    [(5_000_000, "write"), (5_000_000, "land"), (50_000, "write"), (50_000, "land")],
)
def test_the_disk_fails(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    size: int,
) -> None:
    _, bob, carol = talk.people
    offer, mine = offered(qtbot, bob, carol, make(tmp_path, "photo.jpg", size))
    owner, name = STEPS[step, size > limits.BLOCK_BYTES]
    monkeypatch.setattr(owner, name, failing(errno.EIO))
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.FAILED and bob.state(mine) is S.FAILED)
    assert (code(carol, offer), code(bob, mine)) == (Code.DISK_FAILED, Code.RECEIVER_DISK_FAILED)
    assert not list((tmp_path / "there").iterdir())


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("size", "step"),
    [(5_000_000, "write"), (5_000_000, "land"), (50_000, "write"), (50_000, "land")],
)
def test_the_disk_is_full_and_has_room_again(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    size: int,
) -> None:
    monkeypatch.setattr(limits, "SPACE_LOOK_SECONDS", 0.2)
    _, bob, carol = talk.people
    path = make(tmp_path, "photo.jpg", size)
    offer, mine = offered(qtbot, bob, carol, path)
    owner, name = STEPS[step, size > limits.BLOCK_BYTES]
    real = getattr(owner, name)
    monkeypatch.setattr(owner, name, failing(errno.ENOSPC))
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.WAITING and bob.state(mine) is S.WAITING)
    assert (code(carol, offer), code(bob, mine)) == (Code.DISK_FULL, Code.RECEIVER_DISK_FULL)
    monkeypatch.setattr(owner, name, real)
    qtbot.waitUntil(lambda: carol.state(offer) is S.DONE and bob.state(mine) is S.DONE)
    assert sha(tmp_path / "there" / "photo.jpg") == sha(path)
    assert len(list((tmp_path / "there").iterdir())) == 1


def test_no_room_on_the_disk(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SPACE_LOOK_SECONDS", 0.2)
    _, bob, carol = talk.people
    offer, _ = offered(qtbot, bob, carol, make(tmp_path, "photo.jpg", 5_000_000))
    monkeypatch.setattr(landing, "free_bytes", lambda _: 4_999_999)
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.WAITING)
    assert code(carol, offer) is Code.DISK_FULL
    assert not (tmp_path / "there").exists()
    monkeypatch.setattr(landing, "free_bytes", lambda _: 5_000_000)
    qtbot.waitUntil(lambda: carol.state(offer) is S.DONE)


def test_a_wrong_digest_throws_the_file_away(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, bob, carol = talk.people
    offer, mine = offered(qtbot, bob, carol, make(tmp_path, "photo.jpg", 5_000_000))
    monkeypatch.setattr(file_io.Source, "digest", bytes(32))
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.FAILED and bob.state(mine) is S.FAILED)
    assert code(carol, offer) is code(bob, mine) is Code.DIGEST_WRONG
    assert not list((tmp_path / "there").iterdir())


# --- the other side is gone --------------------------------------------------------------------


def test_nobody_comes_to_the_server(
    qtbot: QtBot, talk: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RELAY_SECONDS", 0.2)
    talk.reachable = False
    talk.deaf = True
    _, bob, carol = talk.people
    offer, _ = offered(qtbot, bob, carol, make(tmp_path, "photo.jpg", 10))
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.WAITING)
    assert code(carol, offer) is Code.SENDER_GONE
    talk.deaf = False
    qtbot.waitUntil(lambda: carol.state(offer) is S.DONE)


def test_an_offer_of_an_earlier_run(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    _, bob, carol = talk.people
    talk.reachable = False
    offer = new_id()
    files = (OfferedFile("photo.jpg", 10),)
    talk.post(bob, OfferPrepared(ROOM, offer, carol.identity.device_id, Offer(files)))
    qtbot.waitUntil(lambda: carol.state(offer) is S.OFFERED)
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.FAILED)
    assert code(carol, offer) is Code.OFFER_UNKNOWN


def test_what_is_accepted_outside_the_room_waits_for_it(
    qtbot: QtBot, talk: Talk, tmp_path: Path
) -> None:
    _, bob, carol = talk.people
    offer, mine = offered(qtbot, bob, carol, make(tmp_path, "photo.jpg", 10))
    talk.part(carol)
    carol.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: carol.state(offer) is S.WAITING)
    assert code(carol, offer) is Code.NOT_JOINED
    carol.tell(talk.joined(3, carol))
    qtbot.waitUntil(lambda: carol.state(offer) is S.DONE and bob.state(mine) is S.DONE)


@pytest.mark.parametrize("who", ["receiver", "sender"])
def test_closing_the_program_half_way(qtbot: QtBot, talk: Talk, tmp_path: Path, who: str) -> None:
    _, bob, carol = talk.people
    offer, mine = offered(qtbot, bob, carol, sparse(tmp_path))
    there = tmp_path / "there"
    carol.accept(offer, there)
    qtbot.waitUntil(lambda: running(carol, offer) and running(bob, mine))
    if who == "receiver":
        carol.end()
        # Its last words may be overtaken by the end of its socket.
        qtbot.waitUntil(lambda: bob.state(mine) is S.WAITING)
        assert code(bob, mine) is Code.RECEIVER_GONE
    else:
        bob.end()
        qtbot.waitUntil(lambda: carol.state(offer) is S.WAITING)
        assert code(carol, offer) is Code.SENDER_GONE
    assert [one.match("long.bin.*.part") for one in there.iterdir()] == [True]


def test_a_post_that_was_refused_fails_the_offer(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    bob, carol = talk.people[1:]
    offer, mine = offered(qtbot, bob, carol, make(tmp_path, "photo.jpg", 10))
    bob.tell(PostFailed(ROOM, offer, Failure(Code.PROTOCOL_BROKEN)))
    qtbot.waitUntil(lambda: bob.state(mine) is S.FAILED)

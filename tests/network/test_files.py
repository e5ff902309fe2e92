"""The way of a file, from an offer to the other disk, and every way it can go wrong."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyard.events import Code, TransferState
from lanyard.network.identity import Identity, load_or_create
from lanyard.wire import limits
from network.people import Person, Talk

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
    return hashlib.sha256(path.read_bytes()).hexdigest()


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


def test_nothing_is_refused_yet(talk: Talk) -> None:
    assert Code.FILE_MISSING

"""Identities made once (a key costs more than most tests of this room), and people who talk."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyard.network.identity import Identity, load_or_create
from network.talkers import Cable, FakeHost, Person


@pytest.fixture(scope="module", autouse=True)
def _no_old_garbage() -> None:
    """Bury what earlier modules left before threads run.

    Python may collect a dead QObject in the middle of an event loop; its destructor holds one of
    Qt's signal locks while it waits for Python's, and a thread that connects at that moment waits
    for the other way round (see ``lanyard.deletion``).
    """
    gc.collect()


@pytest.fixture(scope="session")
def alice(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return load_or_create(Path(tmp_path_factory.mktemp("alice")))


@pytest.fixture(scope="session")
def bob(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return load_or_create(Path(tmp_path_factory.mktemp("bob")))


@pytest.fixture
def people(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Person]]:
    """``people("Anna")`` starts an engine; ``people("Anna", "2")`` another one of her name."""
    made: list[Person] = []

    def start(name: str, profile: str = "") -> Person:
        folder = tmp_path / (profile or name)
        folder.mkdir(exist_ok=True)
        made.append(Person(qtbot, folder, name))
        return made[-1]

    yield start
    for person in reversed(made):
        person.end()


@pytest.fixture
def cables() -> Iterator[Callable[[int], Cable]]:
    """``cables(port)`` lays a cable to that port; join by its own ``port``."""
    made: list[Cable] = []

    def lay(target: int) -> Cable:
        made.append(Cable(target))
        return made[-1]

    yield lay
    for cable in made:
        cable.close()


@pytest.fixture
def fake_host(alice: Identity) -> Iterator[FakeHost]:
    host = FakeHost(alice)
    yield host
    host.close()

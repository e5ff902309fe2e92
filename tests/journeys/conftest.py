"""Ports for whole programs, and a person in front of the real window with the real engine."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from journeys.person import Person
from lanyard import languages
from lanyard.application import Application
from lanyard.engine import Engine
from lanyard.settings import Settings, SettingsKeeper, SettingsStore


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--pictures FOLDER`` keeps what the window shows at the stages of some journeys."""
    parser.addoption("--pictures", default="", help="keep pictures of the window in this folder")


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Return a TCP port that nobody had a moment ago."""

    def find() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return int(probe.getsockname()[1])

    return find


@pytest.fixture
def person(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Person]:
    if request.config.getoption("--pictures", ""):
        languages.speak(qapp)  # with plurals
    profile = tmp_path / "anna"
    profile.mkdir()
    keeper = SettingsKeeper(SettingsStore(profile))
    keeper.change(Settings(name="Anna", downloads=str(tmp_path / "downloads")))
    (tmp_path / "downloads").mkdir()
    engine = Engine(profile)
    program = Application(qapp, keeper)
    program.show()
    program.start(engine)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    yield Person(program, engine, qtbot)
    program.shut_down()
    assert engine.all_ended

"""The whole window with an engine that only listens and tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fake_engine import FakeEngine
from lanyard.application import Application
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from shell import Shell
from talk import ME


@pytest.fixture
def shell(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Shell]:
    engine = FakeEngine(ME)
    keeper = SettingsKeeper(SettingsStore(tmp_path))
    keeper.change(Settings(name="Chen Wei", downloads=str(tmp_path)))
    program = Application(qapp, keeper)
    program.show()
    program.start(engine)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    yield Shell(engine, keeper, program)
    program.shut_down()

"""Settings are told as a whole, once, and only when they make sense."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from lanyard.settings import Settings
from lanyard.widgets.settings_dialog import SettingsDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Dialog(SettingsDialog):
    """The dialog with what it told."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(settings, parent)
        self.told: list[Settings] = []
        self.settings_changed.connect(self.told.append)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def dialog(window: QWidget, tmp_path: Path) -> Dialog:
    # It deletes itself when it is closed, so nobody else may try to.
    made = Dialog(Settings(name="Chen Wei", downloads=str(tmp_path), port=4000), window)
    made.show()
    return made


def test_nothing_changed_is_nothing_told(dialog: Dialog) -> None:
    dialog.accept()
    assert dialog.told == []


def test_changes_are_told_and_the_rest_is_kept(dialog: Dialog, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    dialog.name.set_text(" Wei ")
    dialog.downloads.set_text(str(tmp_path / "in"))
    dialog.findChildren(QComboBox)[0].setCurrentIndex(2)
    dialog.findChildren(QCheckBox)[0].setChecked(False)
    dialog.accept()
    assert dialog.told == [
        Settings(
            name="Wei", downloads=str(tmp_path / "in"), port=4000, colour_scheme="dark",
            enter_sends=False,
        )
    ]  # fmt: skip


def test_cancel_tells_nothing(dialog: Dialog) -> None:
    dialog.name.set_text("Somebody")
    dialog.reject()
    assert dialog.told == []


def test_a_name_is_needed(dialog: Dialog) -> None:
    dialog.name.set_text("  ")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.name.error()
    assert dialog.told == []


def test_the_folder_must_be_there(dialog: Dialog, tmp_path: Path) -> None:
    dialog.downloads.set_text(str(tmp_path / "nowhere"))
    dialog.accept()
    assert dialog.isVisible()
    assert "nowhere" in dialog.downloads.error()

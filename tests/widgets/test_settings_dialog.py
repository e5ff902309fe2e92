"""Settings are told as a whole, once, and only when they make sense."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from lanyard.settings import Settings
from lanyard.trusted import TrustedSender, sender_lines
from lanyard.widgets import settings_dialog
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


def daily_log(dialog: Dialog) -> QCheckBox:
    return dialog.findChildren(QCheckBox)[1]


def test_a_daily_log_is_kept_where_the_person_says(dialog: Dialog, tmp_path: Path) -> None:
    assert not dialog.log_folder.isVisible()
    daily_log(dialog).setChecked(True)
    assert dialog.log_folder.isVisible()
    dialog.log_folder.set_text(str(tmp_path / "log" / "here"))
    dialog.accept()
    assert [told.daily_log for told in dialog.told] == [str(tmp_path / "log" / "here")]
    assert (tmp_path / "log" / "here").is_dir()


def test_a_folder_that_cannot_be_made_keeps_the_dialog_open(dialog: Dialog, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    daily_log(dialog).setChecked(True)
    dialog.log_folder.set_text(str(tmp_path / "file" / "log"))
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.log_folder.error()
    assert dialog.told == []


def test_on_a_low_screen_the_fields_scroll_and_the_buttons_stay(
    window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_dialog, "REST", 520)  # of the 800 of the offscreen platform
    lines = sender_lines([TrustedSender(f"{n:02d}" * 32, "Min", 10**8, "/d") for n in range(6)])
    kept = Settings(name="Me", downloads=str(tmp_path), daily_log=str(tmp_path), trusted=lines)
    dialog = Dialog(kept, window)
    dialog.show()
    dialog.resize(dialog.width(), 380)
    assert dialog.height() <= 400
    assert dialog._fields.verticalScrollBar().maximum() > 0
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    assert buttons.geometry().bottom() <= dialog.height()
    dialog.reject()


def test_files_need_not_be_safe_at_once(dialog: Dialog) -> None:
    dialog._durable.setChecked(False)
    dialog.accept()
    assert [told.durable for told in dialog.told] == [False]


def test_a_daily_log_ends_when_the_box_is_empty(window: QWidget, tmp_path: Path) -> None:
    kept = Settings(name="Me", downloads=str(tmp_path), daily_log=str(tmp_path / "log"))
    dialog = Dialog(kept, window)
    dialog.show()
    assert dialog.log_folder.text() == str(tmp_path / "log")
    daily_log(dialog).setChecked(False)
    dialog.accept()
    assert [told.daily_log for told in dialog.told] == [""]

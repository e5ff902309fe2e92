"""The history as a whole, in the window: search and back, export, daily log, a mended journal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from fake_engine import FakeEngine
from lanyard.application import Application
from lanyard.commands import Export, Host, KeepDailyLog, ReadHistory, Search
from lanyard.events import (
    Address,
    Code,
    Exported,
    Failure,
    JournalMended,
    RememberedRoom,
    RoomOpened,
    RoomsRemembered,
    SearchAnswered,
)
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from lanyard.widgets.export_choice import file_name
from shell import Shell
from talk import AYLIN, ME, MIN, NOON, ROOM, entry, joined

OWN = "0e" * 16
OLD = "0d" * 16
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def find(shell: Shell, words: str = "text") -> Search:
    """Open the search with its keys, type, and return the question."""
    QTest.keyClick(shell.window, Qt.Key.Key_F, CONTROL | SHIFT)
    shell.window.search.field.setText(words)
    QTest.keyClick(shell.window.search.field, Qt.Key.Key_Return)
    return shell.engine.last(Search)


# --- search --------------------------------------------------------------------------------------


def test_the_keys_open_the_search_and_escape_goes_back(shell: Shell) -> None:
    shell.engine.say(joined())
    QTest.keyClick(shell.window, Qt.Key.Key_F, CONTROL | SHIFT)
    assert shell.window.page() is shell.window.search
    assert shell.window.search.field.hasFocus()
    QTest.keyClick(shell.window.search.field, Qt.Key.Key_Escape)
    assert shell.window.page() is shell.window.conversation
    assert shell.window.windowTitle() == "Design office – Lanyard"


@pytest.mark.parametrize("tool", ["broadcast", "sockets", "transfers"])
def test_escape_goes_back_to_any_page(shell: Shell, tool: str) -> None:
    shell.engine.say(joined())
    shell.window.side_bar.tool_chosen.emit(tool)
    before = shell.window.page()
    shell.window.side_bar.search.click()
    shell.window.side_bar.search.click()
    assert shell.window.page() is shell.window.search
    QTest.keyClick(shell.window.search.field, Qt.Key.Key_Escape)
    assert shell.window.page() is before


def test_escape_goes_back_to_my_room(shell: Shell) -> None:
    room = RoomOpened(OWN, "Attic", 25225, (Address("10.0.0.40", "Wi-Fi"),), ME, False, NOON, 25225)
    shell.engine.say(room)
    shell.window.side_bar.search.click()
    QTest.keyClick(shell.window.search.field, Qt.Key.Key_Escape)
    assert shell.window.page() is shell.window.server


def test_a_hit_is_shown_where_it_was_said(shell: Shell) -> None:
    shell.engine.say(joined(9000))
    asked = find(shell)
    shell.engine.commands.clear()
    shell.engine.say(SearchAnswered(asked, (entry(4321),), True))
    assert shell.window.page() is shell.window.conversation
    reads = [read for read in shell.engine.commands if isinstance(read, ReadHistory)]
    assert reads, "the surroundings are read"
    assert any(4321 - 100 <= max(read.before, read.after) <= 4321 + 200 for read in reads)


def test_a_direct_hit_opens_the_direct_conversation(shell: Shell) -> None:
    shell.engine.say(joined(9))
    asked = find(shell)
    shell.engine.say(SearchAnswered(asked, (entry(7, "psst text", AYLIN, ME),), True))
    assert shell.window.windowTitle().startswith("Aylin Demir")


def test_a_hit_in_a_room_that_is_not_shown_shows_it(shell: Shell) -> None:
    old = RememberedRoom(OLD, "Old room", "10.0.0.9", 25225, MIN, False, 1)
    rooms = [replace(old, room=f"{n:032x}", name=f"Room {n}") for n in range(1, 15)] + [old]
    shell.engine.say(RoomsRemembered(tuple(rooms)))
    assert shell.program.conversations.room(OLD) is None
    asked = find(shell)
    shell.engine.say(SearchAnswered(asked, (replace(entry(3), room=OLD),), True))
    assert shell.window.windowTitle() == "Old room – Lanyard"


# --- export --------------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize(
    ("name", "form"), [("a.txt", "text"), ("a.html", "html"), ("a.jsonl", "json"), ("a", "text")]
)
def test_the_end_of_the_name_says_the_form(
    shell: Shell, tmp_path: Path, name: str, form: str
) -> None:
    shell.engine.say(joined())
    shell.window.side_bar.export_wanted.emit(ROOM, "")
    dialog = shell.program.archive.choice.dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.windowTitle() == "Export Design office"
    dialog.fileSelected.emit(str(tmp_path / name))
    command = shell.engine.last(Export)
    assert (command.room, command.to, command.form) == (ROOM, "", form)
    assert command.path == str(tmp_path / name)
    dialog.reject()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_another_form_gives_the_file_another_end(shell: Shell) -> None:
    shell.engine.say(joined())
    shell.program.archive.ask_export(ROOM, "")
    dialog = shell.program.archive.choice.dialog
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("Design office.txt")
    web = next(words for words in dialog.nameFilters() if "html" in words)
    dialog.selectNameFilter(web)
    dialog.filterSelected.emit(web)
    assert dialog.selectedFiles()[0].endswith("Design office.html")
    dialog.reject()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_header_and_side_bar_offer_the_export(shell: Shell, qtbot: QtBot) -> None:
    shell.engine.say(joined())
    menu = shell.window.conversation.header.menu()
    assert menu is not None
    next(action for action in menu.actions() if action.data() == "export").trigger()
    dialog = shell.program.archive.choice.dialog
    assert dialog is not None
    dialog.reject()
    shell.program.places.refresh()
    bar = shell.window.side_bar
    rows = [bar.list.model().index(row, 0) for row in range(bar.list.model().rowCount())]
    menus = [bar.list.menu_for(index) for index in rows]
    assert [menu is not None for menu in menus] == [False, True, False, False]
    with qtbot.waitSignal(bar.export_wanted) as heard:
        menus[1].actions()[0].trigger()  # type: ignore[union-attr]  # the second one is there
    assert heard.args == [ROOM, ""]
    shell.program.archive.choice.dialog.reject()  # type: ignore[union-attr]  # it was just opened


def test_what_was_exported_is_said_calmly(shell: Shell) -> None:
    shell.engine.say(joined())
    asked = Export(ROOM, "/home/me/office.txt")
    shell.engine.say(Exported(asked, 3))
    assert shell.window.done.words() == (
        "Design office is exported",
        "3 messages are in /home/me/office.txt.",
    )
    assert shell.window.done.folder.isVisible()
    assert shell.window.notice.isHidden()
    shell.window.done.put_away.click()
    assert shell.window.done.isHidden()


def test_an_export_that_failed_says_why(shell: Shell) -> None:
    shell.engine.say(joined())
    failure = Failure(Code.FOLDER_UNWRITABLE, name="/root")
    shell.engine.say(Exported(Export(ROOM, "/root/x.txt"), 0, failure))
    assert shell.window.done.isHidden()
    assert shell.window.notice.words()[0] == "Design office was not exported"
    assert "/root" in shell.window.notice.words()[1]
    assert not shell.window.notice.folder.isVisible()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ('a/b: "c"', "a b c"),
        ("..", "Lanyard"),
        ("实验室 302", "实验室 302"),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_name_becomes_a_file(name: str, kept: str) -> None:
    assert file_name(name) == kept


# --- the journal ---------------------------------------------------------------------------------


def test_a_mended_journal_is_told_with_its_file(shell: Shell) -> None:
    shell.engine.say(JournalMended("/profile/journal.damaged", 42))
    title, words = shell.window.done.words()
    assert "damaged" in title
    assert "42 messages" in words
    assert "/profile/journal.damaged" in words
    assert shell.window.done.folder.isVisible()


def test_the_daily_log_is_kept_from_the_start(qapp: QApplication, tmp_path: Path) -> None:
    keeper = SettingsKeeper(SettingsStore(tmp_path))
    keeper.change(Settings(name="Me", downloads=str(tmp_path), daily_log="/logs"))
    engine = FakeEngine(ME)
    program = Application(qapp, keeper)
    program.start(engine)
    assert engine.last(KeepDailyLog) == KeepDailyLog("/logs")
    program.shut_down()


def test_the_daily_log_follows_the_settings(shell: Shell) -> None:
    assert not [c for c in shell.engine.commands if isinstance(c, KeepDailyLog)]
    settings = shell.keeper.settings
    shell.keeper.change(replace(settings, daily_log="/logs"))
    assert shell.engine.last(KeepDailyLog) == KeepDailyLog("/logs")
    shell.keeper.change(replace(settings, daily_log=""))
    assert shell.engine.last(KeepDailyLog) == KeepDailyLog("")


def test_what_newcomers_read_is_kept_and_holds_when_my_room_opens_again(shell: Shell) -> None:
    card = shell.window.first_start.host_card
    card.history.show_days(30)
    card.button.click()
    assert shell.engine.last(Host).history_days == 30
    assert shell.keeper.settings.history_days == 30
    assert shell.window.server.history.text() == "the last 30 days"
    shell.engine.say(RoomsRemembered((RememberedRoom(OWN, "Attic", "", 4000, ME, True, 1),)))
    shell.engine.commands.clear()
    shell.window.conversation.rejoin_wanted.emit(OWN)
    assert shell.engine.last(Host).history_days == 30


def test_the_row_of_a_hit_has_the_focus_and_letters_still_write(shell: Shell) -> None:
    shell.engine.say(joined(9))
    asked = find(shell)
    shell.engine.say(SearchAnswered(asked, (entry(7),), True))
    log = shell.window.conversation.log
    assert log.hasFocus()
    QTest.keyClick(log, Qt.Key.Key_A)
    assert shell.window.conversation.composer.text() == "a"

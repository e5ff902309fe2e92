"""Files in the whole window: dropped on any page, pasted, trusted for the next start."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from fake_engine import FakeEngine
from lanyard.application import Application
from lanyard.commands import OfferFiles, SetDurable, SetSpool, TrustSender
from lanyard.events import EntriesArrived, TransferState
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from lanyard.trusted import TrustedSender, read_senders, sender_lines
from lanyard.widgets.attach_button import AttachButton
from lanyard.widgets.drop_hint import DropHint
from lanyard.widgets.offer_words import Act
from lanyard.widgets.row_menu import RowAct
from lanyard.widgets.settings_dialog import SettingsDialog
from shell import Shell
from talk import AYLIN, ME, ROOM, joined, offer, transfer

SENDER = TrustedSender(AYLIN, "Aylin Demir", 100_000_000, "/home/me/Downloads")
COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def drag(target: QWidget, mime: QMimeData) -> QDragEnterEvent:
    enter = QDragEnterEvent(QPoint(300, 300), COPY | MOVE, mime, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(target, enter)
    return enter


def drop(target: QWidget, mime: QMimeData) -> QDropEvent:
    event = QDropEvent(QPointF(300, 300), COPY | MOVE, mime, LEFT, NONE)
    event.ignore()
    QApplication.sendEvent(target, event)
    return event


def hints(shell: Shell) -> list[DropHint]:
    return [hint for hint in shell.window.findChildren(DropHint) if hint.isVisible()]


def test_files_dropped_on_any_page_go_where_the_person_talks(shell: Shell) -> None:
    shell.engine.say(joined())
    shell.window.key_pressed.emit("transfers")
    mime = files("/home/me/a.txt", "/home/me/photos")
    assert drag(shell.window, mime).isAccepted()
    (hint,) = hints(shell)
    assert hint._words == "Drop to offer to Design office"
    QApplication.sendEvent(shell.window, QDragLeaveEvent())
    assert not hints(shell)
    drag(shell.window, mime)
    dropped = drop(shell.window, mime)
    assert dropped.isAccepted()
    assert dropped.dropAction() == COPY, "what is offered stays where it is"
    offered = shell.engine.last(OfferFiles)
    assert (offered.room, offered.to) == (ROOM, "")
    assert offered.paths == ("/home/me/a.txt", "/home/me/photos")
    assert shell.window.page() is shell.window.conversation
    assert not hints(shell)


def test_files_dropped_on_a_direct_conversation_are_for_one_person(shell: Shell) -> None:
    shell.engine.say(joined())
    shell.window.conversation.direct_wanted.emit(ROOM, AYLIN)
    mime = files("/home/me/a.txt")
    assert drag(shell.window.conversation, mime).isAccepted()
    drop(shell.window.conversation, mime)
    assert shell.engine.last(OfferFiles).to == AYLIN


def test_without_a_conversation_nothing_is_taken(shell: Shell) -> None:
    mime = files("/home/me/a.txt")
    assert not drag(shell.window, mime).isAccepted()
    assert not drop(shell.window, mime).isAccepted()
    assert not hints(shell)


def test_files_are_pasted_wherever_the_focus_is(shell: Shell, qtbot: QtBot) -> None:
    shell.engine.say(joined())
    page = shell.window.conversation
    page.log.setFocus()
    qtbot.waitUntil(page.log.hasFocus)
    QGuiApplication.clipboard().setMimeData(files("/home/me/a.txt"))
    QTest.keyClick(page.log, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert shell.engine.last(OfferFiles).paths == ("/home/me/a.txt",)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_folder_is_attached_from_the_menu(shell: Shell) -> None:
    shell.engine.say(joined())
    page = shell.window.conversation
    button = page.findChildren(AttachButton)[0]
    assert [line.text().split("\t")[0] for line in button.lines.actions()] == ["Files…", "Folder…"]
    button.lines.actions()[1].trigger()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.fileMode() == QFileDialog.FileMode.Directory
    dialog.filesSelected.emit(["/home/me/photos"])
    dialog.reject()
    assert shell.engine.last(OfferFiles).paths == ("/home/me/photos",)


def test_several_files_can_be_looked_at_before_the_answer(shell: Shell) -> None:
    shell.engine.say(joined())
    several = offer(3, names=("a", "b"))
    shell.engine.say(EntriesArrived(ROOM, (several,)), transfer(several, TransferState.OFFERED))
    conversation = shell.program.conversations.conversation(ROOM)
    row = conversation.row_at(conversation.rowCount() - 1)
    shell.window.conversation.log.acted.emit(RowAct(row, Act.CHOOSE_FILES))
    assert shell.window.page() is shell.window.transfers


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_trust_reaches_engine_and_settings_and_ends_in_the_dialog(shell: Shell) -> None:
    shell.window.transfers.trust_wanted.emit(SENDER)
    assert shell.engine.last(TrustSender) == SENDER.command()
    assert read_senders(shell.keeper.settings.trusted) == (SENDER,)
    dialog = SettingsDialog(shell.keeper.settings, shell.window)
    dialog.settings_changed.connect(shell.keeper.change)
    dialog.trusted.list.setCurrentRow(0)
    dialog.trusted.end.click()
    dialog.accept()
    assert shell.engine.last(TrustSender) == TrustSender(AYLIN, 0, "")
    assert shell.keeper.settings.trusted == ()


def test_the_next_start_tells_the_engine(qapp: QApplication, tmp_path: Path) -> None:
    keeper = SettingsKeeper(SettingsStore(tmp_path))
    keeper.change(Settings(name="Me", trusted=sender_lines((SENDER,)), durable=False))
    engine, program = FakeEngine(ME), Application(qapp, keeper)
    program.start(engine)
    assert engine.last(TrustSender) == SENDER.command()
    assert engine.last(SetDurable) == SetDurable(durable=False)
    assert engine.last(SetSpool) == SetSpool(2_000_000_000, 7)
    told = len(engine.commands)
    keeper.change(Settings(name="Me", trusted=sender_lines((SENDER,)), durable=True))
    assert engine.commands[told:] == [SetDurable(durable=True)]
    program.shut_down()


def test_what_the_host_keeps_is_kept_from_start_to_start(shell: Shell) -> None:
    """And the engine is told once, not once more for what the settings say."""
    told = len(shell.engine.commands)
    shell.window.server.spool.gigabytes.setValue(5)
    shell.window.server.spool.days.setValue(30)
    chosen = shell.engine.commands[told:]
    days = shell.window.server.spool.days.value()
    assert chosen[-1] == SetSpool(5_000_000_000, days) == SetSpool(5_000_000_000, 30)
    assert len(chosen) == 2
    kept = shell.keeper.settings
    assert (kept.spool_gigabytes, kept.spool_days) == (5, 30)

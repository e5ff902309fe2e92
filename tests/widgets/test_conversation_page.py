"""The page: what reaches the engine, what the person is told, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from lanyard.commands import (
    AcceptOffer,
    CancelTransfer,
    DeclineOffer,
    Leave,
    OfferFiles,
    Post,
    RetryNow,
)
from lanyard.events import (
    Code,
    EntriesArrived,
    Failure,
    JoinChanged,
    JoinState,
    PostFailed,
    TransferState,
)
from lanyard.models.rows import RowState
from lanyard.widgets import finished_files, row_deeds
from lanyard.widgets.conversation_page import ConversationPage
from lanyard.widgets.offer_words import Act
from lanyard.widgets.row_menu import RowAct
from stage import on_stage
from talk import AYLIN, ME, ROOM, Talk, entry, joined, lost, offer, transfer


class Desktop:
    """Stands in for the browser and the file manager."""

    opened: ClassVar[list[str]] = []

    @classmethod
    def openUrl(cls, url: QUrl) -> bool:
        """Note what would be opened."""
        cls.opened.append(url.toString())
        return True


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


@pytest.fixture
def page(talk: Talk, qtbot: QtBot) -> ConversationPage:
    made = ConversationPage()
    made.set_download_folder("/home/me/Downloads")
    made.command_wanted.connect(talk.note)
    made.show_conversation(talk.room)
    talk.answer()
    on_stage(qtbot, made, 900, 600)
    return made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(row_deeds, "QDesktopServices", Desktop)
    monkeypatch.setattr(finished_files, "QDesktopServices", Desktop)
    Desktop.opened.clear()
    return Desktop.opened


def button(page: QWidget, words: str) -> QPushButton:
    return next(b for b in page.findChildren(QPushButton) if b.text() == words)


# --- talking -------------------------------------------------------------------------------------


def test_enter_posts_here(page: ConversationPage, talk: Talk) -> None:
    QTest.keyClicks(page.composer.field, "hello")
    QTest.keyClick(page.composer.field, Qt.Key.Key_Return)
    post = talk.commands[-1]
    assert isinstance(post, Post)
    assert (post.room, post.text, post.to) == (ROOM, "hello", "")


def test_drafts_stay_where_they_were_typed(page: ConversationPage, talk: Talk) -> None:
    direct = talk.all.conversation(ROOM, AYLIN)
    QTest.keyClicks(page.composer.field, "for all")
    page.show_conversation(direct)
    assert page.composer.text() == ""
    QTest.keyClicks(page.composer.field, "for you")
    assert direct.draft == "for you"
    page.show_conversation(talk.room)
    assert page.composer.text() == "for all"
    assert direct.draft == "for you"
    QTest.keyClick(page.composer.field, Qt.Key.Key_Return)
    assert talk.room.draft == ""


def test_direct_conversation_posts_to_one(page: ConversationPage, talk: Talk) -> None:
    page.show_conversation(talk.all.conversation(ROOM, AYLIN))
    assert page.header.title() == "Aylin Demir"
    QTest.keyClicks(page.composer.field, "psst")
    QTest.keyClick(page.composer.field, Qt.Key.Key_Return)
    post = talk.commands[-1]
    assert isinstance(post, Post)
    assert post.to == AYLIN


def test_what_is_on_the_screen_is_read(page: ConversationPage, talk: Talk) -> None:
    talk.say(1, 50)
    assert talk.room.unread == 0
    page.log.verticalScrollBar().setValue(0)
    talk.say(51, 53)
    assert talk.room.unread == 3
    assert page.log.jump.count() == 3
    page.log.go_to_end()
    assert talk.room.unread == 0
    page.hide()
    talk.say(54, 54)
    assert talk.room.unread == 1


def test_refused_text_can_be_tried_again(page: ConversationPage, talk: Talk) -> None:
    post = talk.post("hello")
    talk.take(PostFailed(ROOM, post.id, Failure(Code.TEXT_TOO_LONG)))
    page.log.acted.emit(RowAct(talk.room.row_at(0), Act.TRY_AGAIN))
    assert isinstance(talk.commands[-1], Post)
    assert talk.room.rowCount() == 0


# --- the line ------------------------------------------------------------------------------------


def test_lost_line_says_what_happens_and_what_can_be_done(
    page: ConversationPage, talk: Talk
) -> None:
    assert page.header.line() == "Encrypted, 3 people, hosted by Zhang Min"
    assert not page.banner.isVisible()
    talk.take(lost(3.0))
    assert page.header.line() == "Lost, trying again in 3 s"
    title, words = page.banner.words()
    assert page.banner.isVisible()
    assert title == "Design office does not answer"
    assert words.startswith("Zhang Min's computer (10.0.0.12) has been silent since ")
    button(page, "Try now").click()
    assert talk.commands[-1] == RetryNow(ROOM)
    button(page, "Stop trying").click()
    assert talk.commands[-1] == Leave(ROOM)
    assert page.composer.isEnabled()
    talk.take(joined())
    assert not page.banner.isVisible()
    assert page.header.line() == "Encrypted, 3 people, hosted by Zhang Min"


def test_closed_room_is_not_called_silent(page: ConversationPage, talk: Talk) -> None:
    talk.take(replace(lost(), failure=Failure(Code.ROOM_CLOSED)))
    talk.take(replace(lost(), failure=Failure(Code.HOST_REFUSED)))
    title, words = page.banner.words()
    assert title == "Design office is closed"
    assert "silent" not in words
    talk.take(joined(), lost())
    assert page.banner.words()[0] == "Design office does not answer"


def test_countdown_runs_on(page: ConversationPage, talk: Talk, qtbot: QtBot) -> None:
    talk.take(lost(1.2))
    assert page.header.line() == "Lost, trying again in 2 s"
    qtbot.waitUntil(lambda: page.header.line() == "Lost, trying again in 1 s")


def test_put_out_says_why_and_how_to_come_back(
    page: ConversationPage, talk: Talk, qtbot: QtBot
) -> None:
    why = Failure(Code.KICKED)
    talk.take(JoinChanged("k", ROOM, JoinState.FAILED, "10.0.0.12", 25225, why))
    title, words = page.banner.words()
    assert title == "You are not in Design office"
    assert "removed" in words
    assert not page.composer.isEnabled()
    with qtbot.waitSignal(page.rejoin_wanted) as heard:
        button(page, "Join again").click()
    assert heard.args == [ROOM]


# --- files and links -----------------------------------------------------------------------------


def test_offers_are_answered(page: ConversationPage, talk: Talk) -> None:
    offered = offer(1)
    talk.take(EntriesArrived(ROOM, (offered,)), transfer(offered, TransferState.OFFERED))
    row = talk.room.row_at(0)
    page.log.acted.emit(RowAct(row, Act.ACCEPT))
    assert talk.commands[-1] == AcceptOffer(offered.id, "/home/me/Downloads")
    page.log.acted.emit(RowAct(row, Act.DECLINE))
    assert talk.commands[-1] == DeclineOffer(offered.id)
    talk.take(transfer(offered, TransferState.RUNNING, 5))
    page.log.acted.emit(RowAct(row, Act.CANCEL))
    assert talk.commands[-1] == CancelTransfer(offered.id)


def test_cancelling_my_offer_stops_every_receiver(page: ConversationPage, talk: Talk) -> None:
    offered = offer(1, author=ME)
    talk.take(EntriesArrived(ROOM, (offered,)))
    for key, state in (
        ("all", TransferState.OFFERED),
        ("one", TransferState.RUNNING),
        ("two", TransferState.DONE),
    ):
        talk.take(transfer(offered, state, 5, False, id=key))
    talk.commands.clear()
    page.log.acted.emit(RowAct(talk.room.row_at(0), Act.CANCEL))
    assert talk.commands == [CancelTransfer("all"), CancelTransfer("one")]


def test_dropped_files_are_offered(page: ConversationPage, talk: Talk) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/a.txt"), QUrl.fromLocalFile("/tmp/b.txt")])
    middle = QPoint(300, 300)
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(middle, action, mime, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted()
    page.grab()
    drop = QDropEvent(QPointF(middle), action, mime, Qt.MouseButton.LeftButton, none)
    QApplication.sendEvent(page, drop)
    command = talk.commands[-1]
    assert isinstance(command, OfferFiles)
    assert command.paths == ("/tmp/a.txt", "/tmp/b.txt")
    assert command.to == ""


def test_file_that_cannot_be_offered_says_why_in_the_log(
    page: ConversationPage, talk: Talk
) -> None:
    page.offer_paths(("/nowhere/a.txt",))
    command = talk.commands[-1]
    assert isinstance(command, OfferFiles)
    offered = replace(offer(0, author=ME), id=command.id)
    why = Failure(Code.FILE_MISSING, name="a.txt")
    talk.take(transfer(offered, TransferState.FAILED, incoming=False, failure=why, name="a.txt"))
    row = talk.room.row_at(0)
    assert row.state is RowState.FAILED
    assert row.failure == why
    layout = page.log._painter.layout_of(row, page.log.width())
    assert layout.trouble is not None
    page.log.acted.emit(RowAct(row, Act.DISCARD))
    assert talk.room.rowCount() == 0


def test_file_for_one_person_is_offered_in_the_direct_conversation(
    page: ConversationPage, talk: Talk, qtbot: QtBot
) -> None:
    direct = talk.all.conversation(ROOM, AYLIN)
    with qtbot.waitSignal(page.direct_wanted) as heard:
        page._choice.chosen.emit(AYLIN, ("/tmp/a.txt",))
    assert heard.args == [ROOM, AYLIN]
    page.show_conversation(direct)
    page._choice.chosen.emit(AYLIN, ("/tmp/a.txt",))
    command = talk.commands[-1]
    assert isinstance(command, OfferFiles)
    assert command.to == AYLIN


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_chosen_files_are_offered_here(page: ConversationPage, talk: Talk) -> None:
    page.choose_files()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.filesSelected.emit(["/tmp/a.txt"])
    dialog.reject()
    command = talk.commands[-1]
    assert isinstance(command, OfferFiles)
    assert (command.paths, command.to) == (("/tmp/a.txt",), "")


def test_dropped_words_and_web_pages_are_no_files(page: ConversationPage) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("http://a.example/")])
    enter = QDragEnterEvent(
        QPoint(300, 300),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(page, enter)
    assert not enter.isAccepted()


def test_links_and_folders_open_outside(
    page: ConversationPage, talk: Talk, opened: list[str]
) -> None:
    offered = offer(2)
    talk.take(EntriesArrived(ROOM, (entry(1, "http://a.example/x"), offered)))
    talk.take(transfer(offered, TransferState.DONE, 1, paths=("/home/me/Downloads/p.pdf",)))
    page.log.acted.emit(RowAct(talk.room.row_at(0), Act.LINK, "http://a.example/x"))
    page.log.acted.emit(RowAct(talk.room.row_at(1), Act.SHOW_FOLDER))
    assert opened == ["http://a.example/x", "file:///home/me/Downloads"]


# --- the rest ------------------------------------------------------------------------------------


def test_people_fold_away(page: ConversationPage, qtbot: QtBot) -> None:
    assert page.panel.isVisible()
    page.resize(560, 600)
    assert not page.panel.isVisible()
    page.resize(900, 600)
    assert page.panel.isVisible()
    with qtbot.waitSignal(page.people_toggled) as heard:
        page.header.fold.click()
    assert heard.args == [False]
    assert not page.panel.isVisible()


def test_menu_leaves_the_room_by_its_name(page: ConversationPage, talk: Talk) -> None:
    menu = page.header.menu()
    assert menu is not None
    assert [action.text() for action in menu.actions()] == [
        "Attach files",
        "Export",
        "Go to a date",
        "Leave Design office",
    ]
    menu.actions()[3].trigger()
    assert talk.commands[-1] == Leave(ROOM)


def test_writing_to_somebody_is_asked_of_the_shell(page: ConversationPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.direct_wanted) as heard:
        page.panel.write_wanted.emit(AYLIN)
    assert heard.args == [ROOM, AYLIN]


def test_conversation_may_be_forgotten_while_it_is_shown(
    page: ConversationPage, talk: Talk, qtbot: QtBot
) -> None:
    talk.say(1, 30)
    with qtbot.waitSignal(talk.room.destroyed):
        talk.all.forget(ROOM)
    page.grab()
    page.composer.set_text("x")
    page.composer.submit()
    again = Talk()
    page.show_conversation(again.room)
    again.say(1, 3)
    page.grab()
    assert page.header.title() == "Design office"


def test_empty_page_breaks_nothing(page: ConversationPage) -> None:
    page.leave_conversation()
    page.composer.set_text("x")
    page.composer.submit()
    page.offer_paths(("/tmp/a",))
    page.resize(500, 400)
    page.grab()

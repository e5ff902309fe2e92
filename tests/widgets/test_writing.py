"""Replies, edits, deletions, drafts, the search and the calendar, as a person does them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from lanyard.commands import Delete, Edit, KeepDraft, MarkRead, Post, React, ReadHistory, Search
from lanyard.events import (
    Code,
    EntriesArrived,
    Entry,
    Failure,
    JournalTroubled,
    JournalWell,
    Kind,
    PostFailed,
    PostQueued,
    SearchAnswered,
)
from lanyard.models.rows import Row
from lanyard.widgets.conversation_page import ConversationPage
from lanyard.widgets.offer_words import Act
from lanyard.widgets.row_menu import RowAct
from stage import on_stage
from talk import AYLIN, ME, MIN, NOON, ROOM, Talk, entries, entry, joined, lost


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


@pytest.fixture
def page(talk: Talk, qtbot: QtBot) -> ConversationPage:
    made = ConversationPage()
    made.command_wanted.connect(talk.note)
    made.show_conversation(talk.room)
    talk.answer()
    on_stage(qtbot, made, 900, 600)
    talk.take(
        EntriesArrived(ROOM, (entry(1, "shall we?", MIN), entry(2, "yes", ME), entry(3, "no")))
    )
    talk.commands.clear()
    return made


def row(talk: Talk, seq: int) -> Row:
    found = talk.room.row_of_seq(seq)
    assert found is not None
    return found


def said(talk: Talk) -> list[object]:
    """Return what was asked of the engine, without reading and marking."""
    quiet = (ReadHistory, MarkRead, KeepDraft)
    return [command for command in talk.commands if not isinstance(command, quiet)]


def press(page: ConversationPage, key: Qt.Key) -> None:
    QTest.keyClick(page.composer.field, key)


# --- replies -------------------------------------------------------------------------------------


def test_a_reply_says_what_it_answers_until_it_is_sent(page: ConversationPage, talk: Talk) -> None:
    page.log.acted.emit(RowAct(row(talk, 1), Act.REPLY))
    assert page.composer.context.isVisible()
    assert page.composer.context.words() == ("Reply to Zhang Min", "shall we?")
    assert page.composer.field.hasFocus()
    QTest.keyClicks(page.composer.field, "let us")
    press(page, Qt.Key.Key_Return)
    (post,) = said(talk)
    assert isinstance(post, Post)
    assert (post.text, post.ref) == ("let us", 1)
    assert not page.composer.context.isVisible()


def test_escape_takes_a_reply_back_and_keeps_the_words(page: ConversationPage, talk: Talk) -> None:
    page.log.acted.emit(RowAct(row(talk, 2), Act.REPLY))
    assert page.composer.context.words()[0] == "Reply to yourself"
    QTest.keyClicks(page.composer.field, "hm")
    press(page, Qt.Key.Key_Escape)
    assert not page.composer.context.isVisible()
    assert page.composer.text() == "hm"
    press(page, Qt.Key.Key_Return)
    (post,) = said(talk)
    assert isinstance(post, Post)
    assert post.ref == 0


def test_a_reply_stays_with_its_conversation(page: ConversationPage, talk: Talk) -> None:
    page.log.acted.emit(RowAct(row(talk, 1), Act.REPLY))
    page.show_conversation(talk.all.conversation(ROOM, AYLIN))
    assert not page.composer.context.isVisible()
    page.show_conversation(talk.room)
    assert page.composer.context.words()[0] == "Reply to Zhang Min"


def test_a_press_on_a_quote_goes_there(page: ConversationPage, talk: Talk) -> None:
    talk.take(EntriesArrived(ROOM, (replace(entry(4, "ok"), ref=1),)))
    page.log.acted.emit(RowAct(row(talk, 4), Act.QUOTED))
    assert page.log._painter.marked == row(talk, 1).key


def test_a_quote_that_is_not_here_leads_nowhere(page: ConversationPage, talk: Talk) -> None:
    talk.take(EntriesArrived(ROOM, (replace(entry(900, "ok"), ref=800),)))
    page.log.acted.emit(RowAct(row(talk, 900), Act.QUOTED))
    assert page.log._painter.marked is None
    assert not [command for command in talk.commands if isinstance(command, ReadHistory)]


# --- edits ---------------------------------------------------------------------------------------


def test_up_in_an_empty_field_edits_my_last_message(page: ConversationPage, talk: Talk) -> None:
    page.focus_composer()
    press(page, Qt.Key.Key_Up)
    assert page.composer.text() == "yes"
    assert page.composer.context.words() == ("Edit your message", "yes")
    QTest.keyClicks(page.composer.field, "!")
    press(page, Qt.Key.Key_Return)
    (edit,) = said(talk)
    assert isinstance(edit, Edit)
    assert (edit.ref, edit.text) == (2, "yes!")
    assert page.composer.text() == ""
    assert not page.composer.context.isVisible()
    assert talk.room.draft == ""


def test_an_edit_that_is_cancelled_gives_the_draft_back(page: ConversationPage, talk: Talk) -> None:
    QTest.keyClicks(page.composer.field, "half a sen")
    page.log.acted.emit(RowAct(row(talk, 2), Act.EDIT))
    assert page.composer.text() == "yes"
    QTest.keyClicks(page.composer.field, " or no")
    assert talk.room.draft == "half a sen"
    press(page, Qt.Key.Key_Escape)
    assert page.composer.text() == "half a sen"
    assert said(talk) == []


def test_an_edit_ends_when_another_conversation_is_shown(
    page: ConversationPage, talk: Talk
) -> None:
    page.log.acted.emit(RowAct(row(talk, 2), Act.EDIT))
    page.show_conversation(talk.all.conversation(ROOM, AYLIN))
    assert page.composer.text() == ""
    QTest.keyClicks(page.composer.field, "psst")
    press(page, Qt.Key.Key_Return)
    (post,) = said(talk)
    assert isinstance(post, Post)


def test_without_a_message_of_mine_up_goes_to_the_log(page: ConversationPage, talk: Talk) -> None:
    page.show_conversation(talk.all.conversation(ROOM, AYLIN))
    page.focus_composer()
    press(page, Qt.Key.Key_Up)
    assert page.log.hasFocus()


def test_a_refused_edit_is_told_where_it_was_written(page: ConversationPage, talk: Talk) -> None:
    waiting = Entry(ROOM, 0, "e" * 32, ME, "", NOON, Kind.EDIT, "word", ref=2)
    talk.take(PostQueued(waiting))
    talk.take(PostFailed(ROOM, waiting.id, Failure(Code.TEXT_EMPTY)))
    assert page.composer.trouble()
    assert page.composer.text() == "word", "what was typed stays"
    assert page.composer.context.words()[0] == "Edit your message"
    QTest.keyClicks(page.composer.field, "x")
    assert page.composer.trouble() == ""


def test_a_refused_edit_does_not_push_other_words_away(page: ConversationPage, talk: Talk) -> None:
    QTest.keyClicks(page.composer.field, "new")
    waiting = Entry(ROOM, 0, "e" * 32, ME, "", NOON, Kind.EDIT, "word", ref=2)
    talk.take(PostQueued(waiting))
    talk.take(PostFailed(ROOM, waiting.id, Failure(Code.TEXT_EMPTY)))
    assert page.composer.trouble()
    assert page.composer.text() == "new"


# --- deletions and reactions ---------------------------------------------------------------------


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_deletion_asks_first(page: ConversationPage, talk: Talk) -> None:
    page.log.acted.emit(RowAct(row(talk, 2), Act.DELETE))
    question = page.findChild(QMessageBox)
    assert question is not None
    assert question.informativeText() == "yes"
    question.reject()
    assert said(talk) == []
    question.deleteLater()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_deletion_that_is_meant(page: ConversationPage, talk: Talk, qtbot: QtBot) -> None:
    page.log.acted.emit(RowAct(row(talk, 2), Act.DELETE))
    question = page.findChild(QMessageBox)
    assert question is not None
    question.yes.click()  # type: ignore[attr-defined]  # it is a Question
    qtbot.waitUntil(lambda: bool(said(talk)))
    (delete,) = said(talk)
    assert isinstance(delete, Delete)
    assert delete.ref == 2


def test_a_reaction_is_one_press(page: ConversationPage, talk: Talk) -> None:
    page.log.acted.emit(RowAct(row(talk, 3), Act.REACT, "👍"))
    (react,) = said(talk)
    assert isinstance(react, React)
    assert (react.ref, react.emoji) == (3, "👍")


def test_nothing_is_changed_in_a_room_that_was_left(page: ConversationPage, talk: Talk) -> None:
    talk.room.room.state = type(talk.room.room.state).LEFT
    page.log.acted.emit(RowAct(row(talk, 3), Act.REACT, "👍"))
    assert said(talk) == []


# --- drafts --------------------------------------------------------------------------------------


def test_a_draft_is_kept_on_leaving_and_on_hiding(page: ConversationPage, talk: Talk) -> None:
    QTest.keyClicks(page.composer.field, "half")
    page.show_conversation(talk.all.conversation(ROOM, AYLIN))
    assert KeepDraft(ROOM, "", "half") in talk.commands
    QTest.keyClicks(page.composer.field, "psst")
    page.hide()
    assert KeepDraft(ROOM, AYLIN, "psst") in talk.commands


def test_what_is_sent_is_no_draft_any_more(page: ConversationPage, talk: Talk) -> None:
    QTest.keyClicks(page.composer.field, "half")
    talk.room.keep_draft()
    press(page, Qt.Key.Key_Return)
    assert [c.text for c in talk.commands if isinstance(c, KeepDraft)] == ["half", ""]


# --- the search ----------------------------------------------------------------------------------


def test_find_goes_through_the_journal_and_marks(qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    page = ConversationPage()
    page.show_conversation(talk.room)
    talk.answer()
    on_stage(qtbot, page, 900, 600)
    talk.commands.clear()
    page.open_find()
    QTest.keyClicks(page._find.field, "text 5")
    QTest.keyClick(page._find.field, Qt.Key.Key_Return)
    asked = next(command for command in talk.commands if isinstance(command, Search))
    assert (asked.words, asked.room, asked.to) == ("text 5", ROOM, "")
    talk.take(SearchAnswered(asked, (entry(500), entry(50)), True))
    assert page._find.result.text() == "1 of 2"
    while talk.answer():
        pass
    assert page.log._painter.marked == row(talk, 500).key
    assert page.log._painter.look.words == "text 5"
    QTest.keyClick(page._find.field, Qt.Key.Key_Return)
    while talk.answer():
        pass
    assert page._find.result.text() == "2 of 2"
    assert page.log._painter.marked == row(talk, 50).key
    QTest.keyClick(page._find.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page._find.result.text() == "1 of 2"
    QTest.keyClick(page._find.field, Qt.Key.Key_Escape)
    assert not page._find.isVisible()
    assert page.log._painter.look.words == ""


def test_find_says_when_there_is_nothing(page: ConversationPage, talk: Talk) -> None:
    page.open_find()
    QTest.keyClicks(page._find.field, "zebra")
    QTest.keyClick(page._find.field, Qt.Key.Key_Return)
    assert page._find.result.text() == "Looking"
    asked = talk.commands[-1]
    assert isinstance(asked, Search)
    talk.take(SearchAnswered(asked, (), True))
    assert page._find.result.text() == "Nothing found"
    assert page._find.field.accessibleDescription() == "Nothing found"


def test_the_search_ends_with_its_conversation(page: ConversationPage, talk: Talk) -> None:
    page.open_find()
    QTest.keyClicks(page._find.field, "yes")
    page.show_conversation(talk.all.conversation(ROOM, AYLIN))
    assert not page._find.isVisible()
    assert talk.room.find.words == ""
    page.open_find()
    assert talk.all.conversation(ROOM, AYLIN).find.words == "yes"


def test_a_hit_of_the_search_page_is_shown_and_marked(page: ConversationPage, talk: Talk) -> None:
    page.jump(3, "no")
    assert page.log._painter.marked == row(talk, 3).key
    assert page.log._painter.look.words == "no"
    QTest.keyClick(page.log, Qt.Key.Key_Up)
    assert page.log._painter.marked is None
    assert page.log._painter.look.words == ""


# --- dates ---------------------------------------------------------------------------------------


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_day_of_the_calendar_is_gone_to(page: ConversationPage, talk: Talk) -> None:
    menu = page.header.menu()
    assert menu is not None
    action = next(action for action in menu.actions() if action.text() == "Go to a date")
    action.trigger()
    assert page._days is not None
    assert page._days.isVisible()
    day = QDate(2023, 11, 14)
    page._days.calendar.clicked.emit(day)
    page._days.calendar.activated.emit(day)
    assert not page._days.isVisible()
    asked = [command for command in talk.commands if isinstance(command, ReadHistory)]
    assert [read.since for read in asked] == [day.startOfDay().toMSecsSinceEpoch()]


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_calendar_begins_with_the_day_of_the_chip(page: ConversationPage, talk: Talk) -> None:
    day = row(talk, 1).new_day
    assert day is not None
    page.log.day_wanted.emit(day, QPoint(100, 100))
    assert page._days is not None
    chosen = page._days.calendar.selectedDate()
    assert (chosen.year(), chosen.month(), chosen.day()) == (day.year, day.month, day.day)
    QTest.keyClick(page._days, Qt.Key.Key_Escape)
    assert not page._days.isVisible()


# --- the disk ------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_goes_by_itself(page: ConversationPage, talk: Talk) -> None:
    talk.take(JournalTroubled(Failure(Code.DISK_FULL)))
    title, words = page.banner.words()
    assert page.banner.isVisible()
    assert title == "The disk is full"
    assert "Nothing that has a tick is lost" in words
    assert page.composer.isEnabled()
    talk.take(lost())
    assert page.banner.words()[0] == "The disk is full", "this comes first"
    talk.take(JournalWell())
    assert page.banner.words()[0] == "Design office does not answer"
    talk.take(joined())
    assert not page.banner.isVisible()
    talk.take(JournalTroubled(Failure(Code.DISK_FAILED)))
    assert page.banner.words()[0] == "The disk does not take what is written"


def test_a_room_that_is_met_while_the_disk_is_full_knows_it(talk: Talk) -> None:
    talk.take(JournalTroubled(Failure(Code.DISK_FULL)))
    assert talk.all.conversation("cd" * 16).room.disk_failure == Failure(Code.DISK_FULL)
    talk.take(JournalWell(), entries(1, 1))
    assert talk.all.conversation("ef" * 16).room.disk_failure is None

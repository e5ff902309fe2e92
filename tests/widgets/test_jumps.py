"""Where the view stands after a jump, at the start, and when a person comes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lanyard.commands import ReadHistory
from lanyard.events import ConversationsRemembered, RememberedConversation
from lanyard.widgets.message_log import MessageLog
from stage import on_stage
from talk import AYLIN, ROOM, Talk, entry


@pytest.fixture
def log(qtbot: QtBot) -> MessageLog:
    made = MessageLog()
    on_stage(qtbot, made, 600, 500)
    return made


def settle(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    """Let the journal answer until nothing is asked and every height is exact."""

    def calm() -> bool:
        talk.answer()
        asked = any(isinstance(command, ReadHistory) for command in talk.commands)
        return not asked and not log._heights.guessed_near(0, 1)

    qtbot.waitUntil(calm)


def top_of(log: MessageLog, seq: int) -> int:
    conversation = log.conversation
    assert conversation is not None
    row = conversation.row_of_seq(seq)
    assert row is not None
    place = conversation.place_of(row.key)
    return log.visualRect(conversation.index(place)).top() + log._lead(place)


def test_a_jump_stands_in_the_middle_and_is_marked_until_the_next_key(
    log: MessageLog, qtbot: QtBot
) -> None:
    talk = Talk(history=5000)
    log.show_conversation(talk.room)
    settle(talk, log, qtbot)
    talk.room.jump_to(2500)
    settle(talk, log, qtbot)
    assert 150 < top_of(log, 2500) < 350
    row = talk.room.row_of_seq(2500)
    assert row is not None
    assert log._painter.marked == row.key
    assert log.currentIndex().row() == talk.room.place_of(row.key)
    assert not log.following
    assert log.jump.isVisible()
    log.grab()
    QTest.keyClick(log, Qt.Key.Key_Up)
    assert log._painter.marked is None


def test_a_jump_to_the_first_message_stands_at_the_top(log: MessageLog, qtbot: QtBot) -> None:
    talk = Talk(history=300)
    log.show_conversation(talk.room)
    settle(talk, log, qtbot)
    talk.room.jump_to(1)
    settle(talk, log, qtbot)
    assert 0 <= top_of(log, 1) < 60


def test_after_a_jump_the_end_is_one_press_away(log: MessageLog, qtbot: QtBot) -> None:
    talk = Talk(history=5000)
    log.show_conversation(talk.room)
    settle(talk, log, qtbot)
    talk.room.jump_to(100)
    settle(talk, log, qtbot)
    qtbot.mouseClick(log.jump, Qt.MouseButton.LeftButton)
    settle(talk, log, qtbot)
    assert log.following
    bar = log.verticalScrollBar()
    assert bar.value() == bar.maximum()
    last = talk.room.last_row()
    assert last is not None
    assert last.entry.seq == 5000


def test_an_unread_conversation_opens_at_its_line(log: MessageLog, qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    found = RememberedConversation(ROOM, "", "", entry(1000), 400, 600)
    talk.take(ConversationsRemembered((found,)))
    log.show_conversation(talk.room)
    assert not log.following, "nobody has seen the end"
    settle(talk, log, qtbot)
    assert 0 < top_of(log, 401) < 100
    assert talk.room.unread == 600
    assert log._painter.marked is None


def test_a_place_is_kept_although_its_row_was_let_go(log: MessageLog, qtbot: QtBot) -> None:
    talk = Talk(history=300)
    direct = talk.all.conversation(ROOM, AYLIN)
    log.show_conversation(talk.room)
    settle(talk, log, qtbot)
    talk.room.jump_to(250)
    settle(talk, log, qtbot)
    log.verticalScrollBar().setValue(log.verticalScrollBar().value() - 37)
    place = top_of(log, 250)
    log.show_conversation(direct)
    for first in range(301, 1301, 100):
        talk.say(first, first + 99)
    assert talk.room.row_of_seq(250) is None
    log.show_conversation(talk.room)
    settle(talk, log, qtbot)
    assert top_of(log, 250) == place
    assert log._painter.marked is None


def test_a_jump_near_the_end_of_a_short_talk_stays_at_the_end(
    log: MessageLog, qtbot: QtBot
) -> None:
    talk = Talk(history=5)
    log.show_conversation(talk.room)
    settle(talk, log, qtbot)
    talk.room.jump_to(4)
    settle(talk, log, qtbot)
    assert log._painter.marked is not None
    assert log.following, "all of it is on the screen"

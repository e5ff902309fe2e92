"""The log holds on to what a person reads, and acts on what a person presses."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from lanyard.events import (
    Code,
    EntriesArrived,
    Failure,
    Member,
    MemberJoined,
    PostFailed,
    TransferState,
)
from lanyard.models.conversation import ConversationModel
from lanyard.widgets.message_log import MessageLog
from lanyard.widgets.offer_words import Act
from lanyard.widgets.row_menu import RowAct
from stage import on_stage
from talk import AYLIN, ME, NOON, ROOM, Talk, accepted, entries, entry, offer, transfer


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


@pytest.fixture
def log(qtbot: QtBot) -> MessageLog:
    made = MessageLog()
    on_stage(qtbot, made, 600, 500)
    return made


def settle(log: MessageLog, qtbot: QtBot) -> None:
    """Wait until every height is exact."""
    qtbot.waitUntil(lambda: not log._heights.guessed_near(0, 1))


def at_end(log: MessageLog) -> bool:
    bar = log.verticalScrollBar()
    return bar.value() == bar.maximum()


def bubble_y(log: MessageLog, seq: int) -> int:
    """Return where the bubble of a row begins in the view."""
    model = log.conversation
    assert isinstance(model, ConversationModel)
    place = next(i for i in range(model.rowCount()) if model.row_at(i).entry.seq == seq)
    return log.visualRect(model.index(place)).top() + log._lead(place)


# --- where the view stands -----------------------------------------------------------------------


def test_new_rows_are_followed_at_the_end(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    log.show_conversation(talk.room)
    talk.say(1, 50)
    assert at_end(log)
    talk.post("mine")
    assert at_end(log)
    settle(log, qtbot)
    assert at_end(log)
    last = log.visualRect(talk.room.index(50))
    assert last.bottom() < log.viewport().height()
    assert not log.jump.isVisible()


def test_a_reader_above_is_left_alone(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    log.show_conversation(talk.room)
    talk.say(1, 100)
    settle(log, qtbot)
    log.verticalScrollBar().setValue(900)
    assert not log.following
    place = bubble_y(log, 30)
    talk.say(101, 150)
    assert bubble_y(log, 30) == place
    settle(log, qtbot)
    assert bubble_y(log, 30) == place
    assert log.jump.isVisible()
    qtbot.mouseClick(log.jump, Qt.MouseButton.LeftButton)
    assert at_end(log)
    assert log.following
    assert not log.jump.isVisible()


def test_older_rows_come_above_without_a_jump(qtbot: QtBot, log: MessageLog) -> None:
    talk = Talk(history=300)
    log.show_conversation(talk.room)
    talk.answer()
    settle(log, qtbot)
    log.verticalScrollBar().setValue(0)
    place = bubble_y(log, 201)
    qtbot.waitUntil(lambda: bool(talk.commands))
    assert talk.answer() == 1
    assert talk.room.row_at(0).entry.seq == 101
    assert bubble_y(log, 201) == place
    settle(log, qtbot)
    assert bubble_y(log, 201) == place


def test_scrolling_reads_the_whole_history_and_back(qtbot: QtBot, log: MessageLog) -> None:
    talk = Talk(history=1500)
    log.show_conversation(talk.room)
    talk.answer()
    bar = log.verticalScrollBar()
    while talk.room.row_at(0).entry.seq > 1:
        bar.setValue(0)
        qtbot.waitUntil(lambda: bool(talk.commands))
        talk.answer()
    while not talk.room.at_end:
        bar.setValue(bar.maximum())
        qtbot.waitUntil(lambda: bool(talk.commands))
        talk.answer()
    bar.setValue(bar.maximum())
    assert talk.room.row_at(talk.room.rowCount() - 1).entry.seq == 1500
    assert log.following


def test_width_changes_keep_the_end_and_the_place(
    talk: Talk, log: MessageLog, qtbot: QtBot
) -> None:
    said = tuple(entry(seq, f"{seq} " + "words " * (seq % 50)) for seq in range(1, 101))
    log.show_conversation(talk.room)
    talk.take(EntriesArrived(ROOM, said))
    log.resize(420, 500)
    assert at_end(log)
    log.verticalScrollBar().setValue(1500)
    seen = log.indexAt(QPoint(10, 0)).row()
    place = bubble_y(log, seen + 1)
    log.resize(800, 500)
    assert bubble_y(log, seen + 1) == place


def test_place_is_kept_from_one_conversation_to_the_next(
    talk: Talk, log: MessageLog, qtbot: QtBot
) -> None:
    direct = talk.all.conversation(ROOM, AYLIN)
    talk.say(1, 100)
    talk.room.set_watched(True)
    log.show_conversation(talk.room)
    settle(log, qtbot)
    log.verticalScrollBar().setValue(700)
    place = bubble_y(log, 20)
    log.show_conversation(direct)
    assert log.following
    log.show_conversation(talk.room)
    assert bubble_y(log, 20) == place
    log.go_to_end()
    log.show_conversation(direct)
    log.show_conversation(talk.room)
    assert at_end(log)


def test_opens_at_the_first_unread_message(talk: Talk, log: MessageLog) -> None:
    talk.room.set_watched(True)
    talk.say(1, 50)
    talk.room.set_watched(False)
    talk.say(51, 100)
    log.show_conversation(talk.room)
    assert not log.following
    assert 0 < bubble_y(log, 51) < 100


def test_row_that_gets_its_number_keeps_the_end(talk: Talk, log: MessageLog) -> None:
    log.show_conversation(talk.room)
    talk.say(1, 30)
    first, second = talk.post("one\ntwo\nthree"), talk.post("two")
    talk.take(entries(32, 33), accepted(second, 34), accepted(first, 31))
    assert [talk.room.row_at(i).entry.seq for i in range(29, 34)] == [30, 31, 32, 33, 34]
    assert at_end(log)
    total = sum(log.visualRect(talk.room.index(i)).height() for i in range(34))
    assert log._heights.total() == total + 18


# --- doing things --------------------------------------------------------------------------------


def test_a_button_in_a_row_acts(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    offered = offer(1)
    log.show_conversation(talk.room)
    talk.take(EntriesArrived(ROOM, (offered,)), transfer(offered, TransferState.OFFERED))
    layout = log._painter.layout_of(talk.room.row_at(0), log.width())
    zone = next(zone for zone in layout.zones if zone.act is Act.ACCEPT)
    top = log.visualRect(talk.room.index(0)).topLeft()
    with qtbot.waitSignal(log.acted) as heard:
        qtbot.mouseClick(
            log.viewport(), Qt.MouseButton.LeftButton, pos=top + zone.rect.center().toPoint()
        )
    assert heard.args == [RowAct(talk.room.row_at(0), Act.ACCEPT)]
    with qtbot.assertNotEmitted(log.acted):
        qtbot.mousePress(
            log.viewport(), Qt.MouseButton.LeftButton, pos=top + zone.rect.center().toPoint()
        )
        qtbot.mouseRelease(log.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(2, 400))


def test_a_link_acts_and_html_does_not(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    log.show_conversation(talk.room)
    text = "http://10.0.0.12/plan <a href='http://evil.example'>here</a>"
    talk.take(EntriesArrived(ROOM, (entry(1, text),)))
    layout = log._painter.layout_of(talk.room.row_at(0), log.width())
    assert layout.text is not None
    assert layout.text.links() == ("http://10.0.0.12/plan", "http://evil.example")
    top = log.visualRect(talk.room.index(0)).topLeft()
    place = top + QPoint(round(layout.inner_x) + 20, round(layout.text_y) + 10)
    with qtbot.waitSignal(log.acted) as heard:
        qtbot.mouseClick(log.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args[0].argument == "http://10.0.0.12/plan"


def test_keys_move_copy_and_act(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    log.show_conversation(talk.room)
    talk.say(1, 30)
    log.setFocus()
    QTest.keyClick(log, Qt.Key.Key_Up)
    assert log.currentIndex().row() == 29
    for _ in range(12):
        QTest.keyClick(log, Qt.Key.Key_Up)
    assert log.currentIndex().row() == 17
    rect = log.visualRect(log.currentIndex())
    assert rect.top() >= 0
    QTest.keyClick(log, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "text 18"
    QTest.keyClick(log, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(log, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().count("Aylin Demir, ") == 2
    QTest.keyClick(log, Qt.Key.Key_End)
    assert log.currentIndex().row() == 29
    QTest.keyClick(log, Qt.Key.Key_Home)
    assert log.currentIndex().row() == 0
    QTest.keyClick(log, Qt.Key.Key_PageDown)
    assert 0 < log.currentIndex().row() < 29
    with qtbot.waitSignal(log.typed) as heard:
        QTest.keyClick(log, "x")
    assert heard.args == ["x"]


def test_enter_does_the_first_thing_a_row_offers(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    log.show_conversation(talk.room)
    post = talk.post("hello")
    talk.take(PostFailed(ROOM, post.id, Failure(Code.TEXT_TOO_LONG)))
    QTest.keyClick(log, Qt.Key.Key_Up)
    with qtbot.waitSignal(log.acted) as heard:
        QTest.keyClick(log, Qt.Key.Key_Return)
    assert heard.args[0].act is Act.TRY_AGAIN


def test_long_text_is_cut_until_it_is_asked_for(talk: Talk, log: MessageLog) -> None:
    log.show_conversation(talk.room)
    talk.take(EntriesArrived(ROOM, (entry(1, "x" * 16_384), entry(2, "y\n" * 200))))
    for place in (0, 1):
        row = talk.room.row_at(place)
        layout = log._painter.layout_of(row, log.width())
        acts = {zone.act for zone in layout.zones} - {Act.DAY}
        assert acts == {Act.SHOW_WHOLE}
        before = layout.height
        talk.room.show_whole(row.key)
        layout = log._painter.layout_of(row, log.width())
        assert not {zone.act for zone in layout.zones} - {Act.DAY}
        assert layout.height > 2 * before


def test_screen_reader_finds_the_rows(talk: Talk, log: MessageLog) -> None:
    log.show_conversation(talk.room)
    talk.say(1, 3)
    found = QAccessible.queryAccessibleInterface(log)
    assert found is not None
    assert found.childCount() == 3
    assert found.child(2).text(QAccessible.Text.Name).endswith(": text 3")
    assert found.child(2).rect().height() > 20


# --- hostile and heavy ---------------------------------------------------------------------------


def test_what_a_stranger_writes_stays_in_his_bubble(
    talk: Talk, log: MessageLog, qtbot: QtBot
) -> None:
    """Only the stranger's own row may look different, whatever the text does."""
    log.show_conversation(talk.room)
    minute = 600_000
    calm = (entry(1, at=NOON), entry(2, "abc", at=NOON + minute), entry(3, at=NOON + 2 * minute))
    evil = "\u202e\u2066\u200f\0\x1b[31m\u2028\u0301\u0489\u0489"
    wild = (calm[0], entry(2, evil * 3 + "abc", at=NOON + minute), calm[2])
    pictures = []
    for said in (calm, wild):
        fresh = Talk()
        log.show_conversation(fresh.room)
        fresh.room.set_watched(True)
        fresh.take(EntriesArrived(ROOM, said))
        rects = [log.visualRect(fresh.room.index(place)) for place in (0, 2)]
        whole = log.viewport().grab().toImage()
        pictures.append([whole.copy(rect.intersected(whole.rect())) for rect in rects])
        log.leave_conversation()
    first, second = pictures
    assert [part.size() for part in first] == [part.size() for part in second]
    assert all(same(a, b) for a, b in zip(first, second, strict=True))


def same(one: QImage, other: QImage) -> bool:
    return one == other


@pytest.mark.parametrize(
    "text", ["\0" * 100, "\u202e" * 1000, "\ud800", "a" * 1_000_000, "\n" * 5000, "שלום " * 3000]
)
def test_any_text_is_shown_soon(talk: Talk, log: MessageLog, text: str) -> None:
    log.show_conversation(talk.room)
    talk.take(EntriesArrived(ROOM, (entry(1, text),)))
    began = time.monotonic()
    log.viewport().grab()
    assert time.monotonic() - began < 1.0


def test_a_name_of_any_kind_is_one_plain_line(talk: Talk, log: MessageLog) -> None:
    log.show_conversation(talk.room)
    name = "<b>\u202eBo\0\n" * 40
    talk.take(MemberJoined(ROOM, Member(9, "d4" * 32, name)))
    talk.take(EntriesArrived(ROOM, (entry(1, "hi", author="d4" * 32, name=name),)))
    layout = log._painter.layout_of(talk.room.row_at(0), log.width())
    assert "\u202e" not in layout.head
    assert "\n" not in layout.head
    assert layout.bubble.right() <= log.width()
    log.viewport().grab()


def test_a_batch_is_taken_within_a_frame(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    """200 rows in under 16 ms is the aim; the test allows for a busy machine."""
    log.show_conversation(talk.room)
    talk.say(1, 200)
    log.viewport().grab()
    times = []
    for first in range(201, 1201, 200):
        began = time.perf_counter()
        talk.say(first, first + 199)
        times.append(time.perf_counter() - began)
        log.viewport().grab()
    assert min(times) < 0.016 * 3


def test_own_rows_lie_right(talk: Talk, log: MessageLog) -> None:
    log.show_conversation(talk.room)
    talk.take(EntriesArrived(ROOM, (entry(1), entry(2, author=ME))))
    theirs, mine = (
        log._painter.layout_of(talk.room.row_at(place), log.width()).bubble for place in (0, 1)
    )
    assert theirs.left() == 56
    assert mine.right() == log.width() - 16


# --- guests --------------------------------------------------------------------------------------

SENSOR = "guest:10.0.0.64"


@pytest.mark.parametrize("width", [300, 600])
@pytest.mark.parametrize("address", ["10.0.0.64", "2001:db8:1234:5678:9abc:def0:1234:5678"])
@pytest.mark.parametrize("name", ["s", "W" * 40])
def test_no_name_pushes_the_mark_of_a_guest_away(
    talk: Talk, log: MessageLog, width: int, address: str, name: str
) -> None:
    log.show_conversation(talk.room)
    talk.take(EntriesArrived(ROOM, (entry(1, "hi", f"guest:{address}", name=name),)))
    layout = log._painter.layout_of(talk.room.row_at(0), width)
    assert layout.chip == "plain"
    assert layout.address == address
    assert layout.chip_rect.left() >= layout.inner_x + 8
    assert layout.address_rect.right() <= layout.inner_right + 1
    assert layout.address_rect.width() > 50


def test_every_row_of_a_guest_is_marked_and_none_of_a_member(talk: Talk, log: MessageLog) -> None:
    log.show_conversation(talk.room)
    rows = (
        entry(1, "one", SENSOR, name="Aylin Demir"),
        entry(2, "two", SENSOR, name="Aylin Demir"),
        entry(3, "three"),
        entry(4, "four", name="Aylin Demir  plain  10.0.0.64"),
    )
    talk.take(EntriesArrived(ROOM, rows))
    layouts = [log._painter.layout_of(talk.room.row_at(place), 600) for place in range(4)]
    assert [layout.mark is not None for layout in layouts] == [True, True, False, False]
    assert [layout.chip for layout in layouts] == ["plain", "", "", ""]
    marks = [layout.mark for layout in layouts if layout.mark is not None]
    for mark, layout in zip(marks, layouts[:2], strict=True):
        assert layout.bubble.contains(mark)
        assert layout.text is not None
        assert mark.left() >= layout.inner_x + layout.text.last_width, "not over the words"


def test_the_mark_says_what_it_means(talk: Talk, log: MessageLog, qtbot: QtBot) -> None:
    log.show_conversation(talk.room)
    talk.take(EntriesArrived(ROOM, (entry(1, "hi", SENSOR, name="sensor-7"),)))
    settle(log, qtbot)
    log.grab()
    layout = log._painter.layout_of(talk.room.row_at(0), log.width())
    top = log.visualRect(talk.room.index(0)).topLeft() + QPoint(0, log._lead(0))
    top -= layout.bubble.topLeft().toPoint()
    top.setX(0)
    for place in (layout.avatar, layout.chip_rect, layout.address_rect, layout.mark):
        assert place is not None
        tip = log.tip_at(top + place.center().toPoint())
        assert "sensor-7, a guest at 10.0.0.64" in tip
        assert "Not encrypted" in tip
        assert "Nobody has proved" in tip

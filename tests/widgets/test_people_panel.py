"""The panel: who is here, what the line is, and how to write to one person."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolTip
from pytestqt.qtbot import QtBot

from lanyard.events import (
    EntriesArrived,
    KnownMember,
    Member,
    MemberJoined,
    MemberLeft,
    MembersKnown,
    TransferState,
)
from lanyard.widgets.line_words import HeaderLine, header_line
from lanyard.widgets.people_list import fingerprint_groups
from lanyard.widgets.people_panel import PeoplePanel, RunningTransfers
from stage import on_stage
from talk import AYLIN, MIN, NOON, ROOM, Talk, joined, lost, offer, transfer


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


@pytest.fixture
def panel(talk: Talk, qtbot: QtBot) -> PeoplePanel:
    made = PeoplePanel()
    made.show_room(talk.room.room)
    on_stage(qtbot, made, 248, 600)
    return made


def words(panel: PeoplePanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_enter_and_double_click_write_to_somebody(panel: PeoplePanel, qtbot: QtBot) -> None:
    rows = panel.list.model()
    panel.list.setCurrentIndex(rows.index(1, 0))
    with qtbot.waitSignal(panel.write_wanted) as heard:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert heard.args == [AYLIN]
    place = panel.list.visualRect(rows.index(0, 0)).center()
    with qtbot.waitSignal(panel.write_wanted) as heard:
        qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.args == [MIN]


def test_menu_names_the_person(panel: PeoplePanel, qtbot: QtBot) -> None:
    menu = panel.list.menu_for(panel.list.model().index(1, 0))
    assert menu is not None
    assert [a.text() for a in menu.actions()] == [
        "Write to Aylin Demir",
        "Send a file to Aylin Demir",
    ]
    with qtbot.waitSignal(panel.file_wanted) as heard:
        menu.actions()[1].trigger()
    assert heard.args == [AYLIN]


def test_nobody_writes_to_himself(panel: PeoplePanel, qtbot: QtBot) -> None:
    me = panel.list.model().index(2, 0)
    assert panel.list.menu_for(me) is None
    with qtbot.assertNotEmitted(panel.write_wanted):
        panel.list.setCurrentIndex(me)
        QTest.keyClick(panel.list, Qt.Key.Key_Return)


def test_connection_is_told_as_it_is(panel: PeoplePanel, talk: Talk) -> None:
    said = words(panel)
    assert "Encrypted" in said
    assert "TLS 1.3, 10.0.0.12:25225" in said
    assert "Identity remembered" in said
    assert "a1a1 a1a1 a1a1 a1a1" in said
    talk.take(lost())
    assert "Encrypted" not in words(panel)
    assert "Not connected" in words(panel)
    talk.take(joined())
    assert "Encrypted" in words(panel)


def test_transfers_are_shown_while_they_run(panel: PeoplePanel, talk: Talk) -> None:
    running = panel.findChild(RunningTransfers)
    assert running is not None
    assert not running.isVisible()
    offered = offer(1)
    talk.take(EntriesArrived(ROOM, (offered,)), transfer(offered, TransferState.RUNNING, 620_000))
    assert running.isVisible()
    assert running.accessibleDescription() == "plan.pdf, 62 %"
    running.grab()
    talk.take(transfer(offered, TransferState.DONE, 1_000_000))
    assert not running.isVisible()


def test_fingerprint_in_groups() -> None:
    assert fingerprint_groups("a1b2c3d4e5f60718ffff") == "a1b2 c3d4 e5f6 0718"
    assert fingerprint_groups("a1b2c3", 64) == "a1b2 c3"


# --- guests --------------------------------------------------------------------------------------

SENSOR = Member(20, "guest:10.0.0.64", "sensor-7 & co")


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_nothing_is_sent_to_a_guest_alone(panel: PeoplePanel, talk: Talk, qtbot: QtBot) -> None:
    talk.take(MemberJoined(ROOM, SENSOR))
    guest = panel.list.model().index(3, 0)
    menu = panel.list.menu_for(guest)
    assert menu is not None
    assert [action.isEnabled() for action in menu.actions()] == [False]
    assert menu.actions()[0].text().startswith("sensor-7 && co is a guest on a line that is not")
    menu.close()
    with qtbot.assertNotEmitted(panel.write_wanted), qtbot.assertNotEmitted(panel.file_wanted):
        panel.list.setCurrentIndex(guest)
        QTest.keyClick(panel.list, Qt.Key.Key_Return)
    QToolTip.hideText()


def test_a_guest_is_told_for_what_it_is(panel: PeoplePanel, talk: Talk) -> None:
    assert "1 guests, not encrypted" not in words(panel)
    talk.take(MemberJoined(ROOM, SENSOR))
    panel.grab()
    place = panel.list.visualRect(panel.list.model().index(3, 0)).center()
    assert "Not encrypted" in panel.list.tip_at(place)
    assert "10.0.0.64" in panel.list.tip_at(place)
    assert "1 guests, not encrypted" in words(panel)
    assert header_line(talk.room) == HeaderLine(
        "4 people, 1 of them not encrypted", "unlock", "plain"
    )
    talk.take(MemberLeft(ROOM, SENSOR))
    assert "1 guests, not encrypted" not in words(panel)
    assert header_line(talk.room).icon == "lock"


# --- away ----------------------------------------------------------------------------------------

BEN = "d4" * 32


def ben(name: str = "Ben") -> MembersKnown:
    return MembersKnown(ROOM, (KnownMember(BEN, name, 0, 0, NOON),))


def test_who_is_away_is_listed_below(panel: PeoplePanel, talk: Talk) -> None:
    assert not panel.away_list.isVisible()
    talk.take(ben())
    assert panel.away_list.isVisible()
    assert "Away (1)" in words(panel)
    panel.away_list.grab()
    talk.take(MemberJoined(ROOM, Member(9, BEN, "Ben")))
    assert not panel.away_list.isVisible()
    assert "Away (1)" not in words(panel)


def test_one_writes_to_somebody_who_is_away(panel: PeoplePanel, talk: Talk, qtbot: QtBot) -> None:
    talk.take(ben("Ben & co"))
    index = panel.away_list.model().index(0, 0)
    panel.away_list.setCurrentIndex(index)
    with qtbot.waitSignal(panel.write_wanted) as heard:
        QTest.keyClick(panel.away_list, Qt.Key.Key_Return)
    assert heard.args == [BEN]
    menu = panel.away_list.menu_for(index)
    assert menu is not None
    assert [action.text() for action in menu.actions()] == ["Write to Ben && co"]
    with qtbot.waitSignal(panel.write_wanted):
        menu.actions()[0].trigger()
    tip = panel.away_list.tip_at(panel.away_list.visualRect(index).center())
    assert "Last seen" in tip
    assert "waits on the host" in tip


def test_a_direct_conversation_says_that_messages_wait(talk: Talk) -> None:
    direct = talk.all.conversation(ROOM, BEN)
    assert header_line(direct).words == "Not in Design office now"
    talk.take(ben())
    assert header_line(direct).words == "Away. What you write waits on the host for Ben"
    talk.take(MemberJoined(ROOM, Member(9, BEN, "Ben")))
    assert header_line(direct).icon == "lock"

"""The host's view: addresses that can be typed, who is there, and an end that asks first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from lanyard.commands import ClearSpool, CloseRoom, Host, Kick, SetGuests, SetSpool
from lanyard.events import (
    Address,
    Connection,
    ConnectionsChanged,
    Joined,
    RoomClosed,
    RoomOpened,
    SpoolChanged,
    SpooledOffer,
)
from lanyard.models.connections import Column
from lanyard.widgets.address_list import typed_form
from lanyard.widgets.connections_table import action_rects
from lanyard.widgets.question import Question
from lanyard.widgets.server_panel import ServerPanel
from talk import AYLIN, ME, MIN, NOON, ROOM, member

asks = pytest.mark.qt_log_ignore("This plugin does not support")
"""A message box sets its size while it is shown, which the offscreen platform remarks on."""

ADDRESSES = (
    Address("10.0.0.40", "Wi-Fi", "10.0.0.255"),
    Address("192.168.56.1", "Ethernet", "192.168.56.255"),
    Address("fe80::1", "Ethernet"),
)


def opened(port: int = 25225, holder: str = "", locked: bool = False) -> RoomOpened:
    return RoomOpened(ROOM, "Chen’s room", port, ADDRESSES, ME, locked, NOON, 25225, holder)


def somebody(number: int, device_id: str, name: str) -> Connection:
    return Connection(number, device_id, name, "app", f"10.0.0.{number}", NOON, 1000, 2000)


THREE = ConnectionsChanged(
    ROOM,
    (somebody(1, ME, "Chen Wei"), somebody(2, MIN, "Zhang Min"), somebody(3, AYLIN, "Aylin")),
)


class Panel(ServerPanel):
    """The panel with what it asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: list[object] = []
        self.command_wanted.connect(self.commands.append)


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    made = Panel()
    qtbot.addWidget(made)
    made.note_command(Host("Chen’s room", "Chen Wei", passcode="7 tree"))
    made.take(opened(locked=True))
    own = Joined(
        "k", ROOM, "Chen’s room", "127.0.0.1", 25225, ME, 1, ME, (member(ME, 1),), 0, own=True
    )
    made.take(own)
    made.take(THREE)
    made.resize(900, 700)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def words(panel: Panel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if not label.isHidden()]


def named(panel: Panel, name: str) -> QAbstractButton:
    return next(b for b in panel.findChildren(QAbstractButton) if b.accessibleName() == name)


def question(panel: Panel) -> Question:
    return next(q for q in panel.findChildren(Question) if q.isVisible())


def test_every_address_is_shown_as_it_is_typed(panel: Panel) -> None:
    for text in ("10.0.0.40:25225", "192.168.56.1:25225", "[fe80::1]:25225"):
        assert text in words(panel)
    assert panel.addresses.chosen() == "10.0.0.40:25225"


def test_an_address_can_be_copied(panel: Panel) -> None:
    named(panel, "Copy 192.168.56.1:25225").click()
    assert QGuiApplication.clipboard().text() == "192.168.56.1:25225"


def test_the_code_shows_the_chosen_address(panel: Panel) -> None:
    named(panel, "192.168.56.1:25225, Ethernet").click()
    assert panel.addresses.chosen() == "192.168.56.1:25225"
    assert panel.findChild(type(panel.addresses._code)).accessibleName() == (
        "QR code of http://192.168.56.1:25225/"
    )
    named(panel, "Copy link").click()
    assert QGuiApplication.clipboard().text() == "http://192.168.56.1:25225/"


def test_many_addresses_do_not_push_the_rest_away(panel: Panel) -> None:
    many = tuple(Address(f"10.0.{number}.1", "docker0") for number in range(40))
    panel.addresses.show_addresses(many, 25225)
    assert "10.0.39.1:25225" not in words(panel)
    named(panel, "Show 36 more").click()
    assert "10.0.39.1:25225" in words(panel)


def test_port_and_passcode(panel: Panel) -> None:
    fields = {field.accessibleName(): field for field in panel.findChildren(QLineEdit)}
    assert fields["Port"].text() == "25225"
    assert fields["Passcode"].text() == "7 tree"
    assert fields["Passcode"].echoMode() == QLineEdit.EchoMode.Password
    assert fields["Passcode"].isVisible()
    panel.take(opened(locked=False))
    assert not fields["Passcode"].isVisible()
    assert "none, everybody may come in" in words(panel)


def test_another_port_than_wanted_says_who_has_it(panel: Panel) -> None:
    assert panel._moved.isHidden()
    panel.take(opened(25226, "nginx (pid 812)"))
    assert "Port 25225 is taken by nginx (pid 812), so the room is on 25226." in words(panel)
    assert "port 25226" in panel.header.line()
    assert "10.0.0.40:25226" in words(panel)
    panel.take(opened(25226))
    assert "Port 25225 is taken by another program, so the room is on 25226." in words(panel)


def test_who_is_connected(panel: Panel) -> None:
    assert panel.connections.rowCount() == 3
    assert "3" in words(panel)
    assert panel.table.height() >= 32 + 3 * 40, "no row is cut"


def test_another_rooms_connections_are_not_mine(panel: Panel) -> None:
    panel.take(ConnectionsChanged("another", ()))
    assert panel.connections.rowCount() == 3


def click_action(panel: Panel, row: int, action: str) -> None:
    cell = panel.table.visualRect(panel.connections.index(row, Column.ACTIONS))
    place: QPoint = action_rects(cell)[action].center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_kick_is_one_click(panel: Panel) -> None:
    click_action(panel, 1, "kick")
    assert panel.commands == [Kick(2)]


def test_delete_sends_the_chosen_one_away(panel: Panel) -> None:
    panel.table.setFocus()
    panel.table.selectRow(2)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert panel.commands == [Kick(3)]


@asks
@pytest.mark.parametrize("agreed", [True, False])
def test_a_ban_asks_first(panel: Panel, agreed: bool) -> None:
    click_action(panel, 2, "ban")
    assert panel.commands == []
    asked = question(panel)
    assert "Aylin" in asked.text()
    assert asked.textFormat() == Qt.TextFormat.PlainText
    (asked.yes if agreed else asked.escapeButton()).click()
    assert panel.commands == ([Kick(3, ban=True)] if agreed else [])


def test_nobody_sends_himself_away(panel: Panel) -> None:
    for action in ("kick", "ban"):
        click_action(panel, 0, action)
    panel.table.setFocus()
    panel.table.selectRow(0)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    assert panel.commands == []


@asks
@pytest.mark.parametrize("agreed", [True, False])
def test_closing_asks_while_others_are_there(panel: Panel, agreed: bool) -> None:
    named(panel, "Close the room").click()
    assert panel.commands == []
    asked = question(panel)
    assert "2" in asked.informativeText()
    (asked.yes if agreed else asked.escapeButton()).click()
    assert panel.commands == ([CloseRoom()] if agreed else [])


def test_closing_an_empty_room_asks_nothing(panel: Panel) -> None:
    panel.take(ConnectionsChanged(ROOM, (somebody(1, ME, "Chen Wei"), BROWSER)))
    named(panel, "Close the room").click()
    assert panel.commands == [CloseRoom()]


def test_a_closed_room_is_nobodys(panel: Panel) -> None:
    panel.take(RoomClosed(ROOM))
    assert panel.room() == ""
    assert panel.connections.rowCount() == 0


@asks
def test_a_hostile_name_is_only_a_name(panel: Panel) -> None:
    evil = somebody(2, MIN, "<img src='/etc/passwd'>\u202e & co")
    panel.take(ConnectionsChanged(ROOM, (somebody(1, ME, "Chen Wei"), evil)))
    click_action(panel, 1, "ban")
    assert "<img src='/etc/passwd'>" in question(panel).text()
    assert "\u202e" not in question(panel).text()
    question(panel).close()


# --- guests --------------------------------------------------------------------------------------

GUEST = Connection(4, "guest:10.0.0.64", "Aylin", "plain", "10.0.0.64", NOON, 91, 7)
BROWSER = Connection(5, "", "", "browser", "10.0.0.90", NOON, 91, 7)


def amber(panel: Panel) -> list[str]:
    return [text for text in words(panel) if "not encrypted" in text and text[0].isdigit()]


def test_who_is_not_encrypted_is_counted(panel: Panel) -> None:
    assert amber(panel) == []
    panel.take(ConnectionsChanged(ROOM, (*THREE.connections, GUEST, BROWSER)))
    assert amber(panel) == ["2 of them not encrypted"]
    panel.table.grab()
    panel.take(THREE)
    assert amber(panel) == []


def test_a_guest_can_be_sent_away_and_a_browser_is_nobody(panel: Panel) -> None:
    panel.take(ConnectionsChanged(ROOM, (*THREE.connections, GUEST, BROWSER)))
    click_action(panel, 3, "kick")
    click_action(panel, 4, "kick")
    assert panel.commands == [Kick(4)]


@asks
def test_a_ban_of_a_guest_is_one_of_its_address(panel: Panel) -> None:
    panel.take(ConnectionsChanged(ROOM, (*THREE.connections, GUEST)))
    click_action(panel, 3, "ban")
    asked = question(panel)
    assert "10.0.0.64" in asked.informativeText()
    asked.yes.click()
    assert panel.commands == [Kick(4, ban=True)]


def test_what_plain_text_gets_is_chosen_here(panel: Panel) -> None:
    panel.note_command(Host("Chen’s room", "Chen Wei", guests="no"))
    panel.take(opened(locked=False))
    assert panel.guests.currentText() == "nothing: guests are turned away"
    assert panel.commands == []
    panel.guests.setFocus()
    QTest.keyClick(panel.guests, Qt.Key.Key_Up)
    assert panel.guests.currentText() == "room: guests may read along"
    assert panel.commands == [SetGuests("read")]


def test_a_passcode_keeps_plain_text_out_and_the_panel_says_so(panel: Panel) -> None:
    assert not panel.guests.isVisible()
    assert "nothing: the passcode asks for the program" in words(panel)
    panel.take(opened(locked=False))
    assert panel.guests.isVisible()


@pytest.mark.parametrize(
    ("address", "typed"), [("10.0.0.1", "10.0.0.1:80"), ("fe80::1", "[fe80::1]:80")]
)
def test_typed_form(address: str, typed: str) -> None:
    assert typed_form(address, 80) == typed


@pytest.mark.parametrize("width", [420, 640, 900, 1600])
def test_it_fits_any_width(panel: Panel, qtbot: QtBot, width: int) -> None:
    panel.resize(width, 700)
    qtbot.wait(1)
    header = panel.table.horizontalHeader()
    assert header.length() <= panel.table.viewport().width()
    assert panel.table.columnWidth(Column.PERSON) >= 100


# --- what is kept for people who are away ------------------------------------------------------

GB = 1_000_000_000


def left(id_: str, name: str, *, whole: bool = True) -> SpooledOffer:
    until = NOON + 7 * 86_400_000
    return SpooledOffer(
        id_, ROOM, MIN, "Zhang <b>Min", AYLIN, "Aylin", name, 3, 612_000_000, NOON, until, whole
    )


TWO_LEFT = SpoolChanged((left("a", "plan.pdf"), left("b", "film", whole=False)), GB, 2 * GB, 7)


def test_nothing_is_shown_of_an_empty_spool(panel: Panel) -> None:
    panel.take(SpoolChanged((), 0, 2 * GB, 7))
    assert not panel.spooled.isVisible()
    assert (panel.spool.gigabytes.value(), panel.spool.days.value()) == (2, 7)
    assert panel.spool.days.isVisible()
    assert not panel.commands, "what is shown is not what a person chose"


def test_what_was_left_is_listed(panel: Panel) -> None:
    panel.take(TWO_LEFT)
    assert panel.spooled.isVisible()
    said = words(panel)
    assert "plan.pdf and 2 more" in said
    assert any(text.startswith("from Zhang <b>Min for Aylin, 612 MB, until ") for text in said)
    assert "from Zhang <b>Min for Aylin, 612 MB, still coming" in said
    assert "1.0 of 2.0 GB" in said or "1.0 GB of 2.0 GB" in said


def test_one_of_it_is_removed(panel: Panel, qtbot: QtBot) -> None:
    panel.take(TWO_LEFT)
    named(panel, "Remove plan.pdf and 2 more").click()
    assert panel.commands == [ClearSpool(("a",))]
    panel.take(SpoolChanged(TWO_LEFT.offers[1:], GB, 2 * GB, 7))
    qtbot.waitUntil(lambda: "plan.pdf and 2 more" not in words(panel))
    assert "film and 2 more" in words(panel)


@asks
def test_all_of_it_is_removed_after_a_question(panel: Panel, qtbot: QtBot) -> None:
    panel.take(TWO_LEFT)
    named(panel, "Remove all").click()
    assert not panel.commands
    question(panel).yes.click()
    qtbot.waitUntil(lambda: panel.commands == [ClearSpool(("a", "b"))])


def test_how_much_is_kept_is_chosen(panel: Panel) -> None:
    panel.take(SpoolChanged((), 0, 2 * GB, 7))
    panel.spool.gigabytes.setValue(10)
    panel.spool.days.setValue(14)
    panel.spool.gigabytes.setValue(0)
    assert panel.commands == [SetSpool(10 * GB, 7), SetSpool(10 * GB, 14), SetSpool(0, 14)]
    assert panel.spool.gigabytes.text() == "nothing"
    assert not panel.spool.days.isVisible()

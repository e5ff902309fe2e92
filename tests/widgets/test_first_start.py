"""The first page: what is asked of the engine, and what a person is told where they look."""

from __future__ import annotations

import time
from operator import attrgetter

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from lanyard.commands import Host, Join, Leave
from lanyard.events import (
    AskedInterface,
    Code,
    Failure,
    HostFailed,
    JoinChanged,
    JoinState,
    LookedAround,
    NearRoom,
    RoomsNear,
)
from lanyard.settings import Settings
from lanyard.widgets.first_start import FirstStart
from lanyard.widgets.form import Field
from lanyard.widgets.near_list import looking_words
from lanyard.widgets.start_forms import split_host

DEVICE = "cd" * 32
OFFICE = NearRoom("r1", "Design office", "Zhang Min", ("10.0.0.12",), 4000, DEVICE, 4, False, 1)
LAB = NearRoom("r2", "实验室 302", "刘洋", ("10.0.0.31",), 25225, DEVICE, 11, True, 1)


class Orders(QObject):
    """Notes the commands of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[object] = []

    @Slot(object)
    def note(self, command: object) -> None:
        self.all.append(command)

    def last(self) -> object:
        return self.all[-1]


@pytest.fixture
def orders() -> Orders:
    return Orders()


@pytest.fixture
def page(qtbot: QtBot, orders: Orders) -> FirstStart:
    made = FirstStart()
    qtbot.addWidget(made)
    made.prefill(Settings(name="Chen Wei", joined_hosts=("10.0.0.12", "printer.local")))
    made.command_wanted.connect(orders.note)
    made.resize(1100, 720)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.start_with_join()
    return made


def failed(key: str, failure: Failure) -> JoinChanged:
    return JoinChanged(key, "", JoinState.FAILED, failure.host, failure.port, failure)


def has_focus(field: Field) -> bool:
    focus = field.editor.focusWidget()
    return field.editor.hasFocus() or (focus is not None and focus.hasFocus())


def near_button(page: FirstStart, room: str) -> QWidget:
    return next(b for b in page.findChildren(QPushButton) if b.accessibleName() == f"Join {room}")


def test_it_knows_who_i_am_and_where_i_was(page: FirstStart) -> None:
    assert page.name.text() == "Chen Wei"
    assert page.host_card.room.text() == "Chen’s room"
    assert page.join_card.host.text() == "10.0.0.12"
    box = page.join_card.host.editor
    assert isinstance(box, QComboBox)
    assert [box.itemText(i) for i in range(box.count())] == ["10.0.0.12", "printer.local"]
    assert page.join_card.port.text() == "25225"


def test_enter_joins_with_what_was_typed(page: FirstStart, orders: Orders) -> None:
    page.join_card.host.set_text("10.0.0.99")
    page.join_card.passcode.set_text("7 tree")
    QTest.keyClick(page.join_card.port.editor, Qt.Key.Key_Return)
    join = orders.last()
    assert isinstance(join, Join)
    assert (join.host, join.port, join.name) == ("10.0.0.99", 25225, "Chen Wei")
    assert join.passcode == "7 tree"
    assert join.device_id == ""
    assert not join.trust_changed


def test_start_hosts_with_what_was_typed(page: FirstStart, orders: Orders) -> None:
    page.host_card.room.set_text("Attic")
    page.host_card.port.set_text("4000")
    page.host_card.passcode.set_text("7 橘子 tree")
    QTest.keyClick(page.host_card.room.editor, Qt.Key.Key_Return)
    assert orders.all == [Host("Attic", "Chen Wei", 4000, "", "7 橘子 tree")]
    assert not page.host_card.button.isEnabled(), "a second press would host a second room"


@pytest.mark.parametrize(
    "typed", ["0", "70000", "abc", "", "-1", "2 5", "２５２２５", "1e3", "25225.0"]
)
def test_a_port_that_is_none_is_said_below_it(page: FirstStart, orders: Orders, typed: str) -> None:
    for field, button in (
        (page.join_card.port, page.join_card.button),
        (page.host_card.port, page.host_card.button),
    ):
        field.set_text(typed)
        button.click()
        assert orders.all == []
        assert "1 to 65535" in field.error()
        assert field.text() == typed, "what was typed stays"
        assert has_focus(field)
        assert field.editor.property("wrong") is True
        assert "1 to 65535" in field.editor.accessibleDescription()


def test_an_error_goes_when_the_person_types_on(page: FirstStart) -> None:
    page.join_card.port.set_text("abc")
    page.join_card.button.click()
    QTest.keyClick(page.join_card.port.editor, Qt.Key.Key_5)
    assert page.join_card.port.error() == ""
    assert not page.join_card.port.editor.property("wrong")
    assert page.join_card.port.editor.accessibleDescription() == ""


@pytest.mark.parametrize("button", ["join", "host"])
def test_nobody_is_nameless(page: FirstStart, orders: Orders, button: str) -> None:
    page.name.set_text("   ")
    (page.join_card if button == "join" else page.host_card).button.click()
    assert orders.all == []
    assert "name" in page.name.error()
    assert has_focus(page.name)


def test_a_room_and_a_host_need_a_name(page: FirstStart, orders: Orders) -> None:
    page.host_card.room.set_text("")
    page.host_card.button.click()
    assert page.host_card.room.error()
    page.join_card.host.set_text("")
    page.join_card.button.click()
    assert page.join_card.host.error()
    assert orders.all == []


def test_a_refusal_is_shown_at_the_host(page: FirstStart, orders: Orders) -> None:
    page.join_card.button.click()
    join = orders.last()
    assert isinstance(join, Join)
    page.take(failed(join.key, Failure(Code.HOST_REFUSED, "10.0.0.12", 25225)))
    assert page.join_card.host.error().startswith("10.0.0.12 refuses port 25225.")
    assert has_focus(page.join_card.host)
    assert page.join_card.host.text() == "10.0.0.12"
    assert page.join_card.button.text() == "Join"


@pytest.mark.parametrize(
    ("code", "field"),
    [
        (Code.HOST_UNKNOWN, "join_card.host"),
        (Code.HOST_SILENT, "join_card.host"),
        (Code.NOT_LANYARD, "join_card.host"),
        (Code.VERSION_NEWER, "join_card.host"),
        (Code.BANNED, "join_card.host"),
        (Code.PASSCODE_NEEDED, "join_card.passcode"),
        (Code.PASSCODE_WRONG, "join_card.passcode"),
        (Code.PORT_OUT_OF_RANGE, "join_card.port"),
        (Code.NAME_EMPTY, "name"),
    ],
)
def test_each_failure_has_its_field(
    page: FirstStart, orders: Orders, code: Code, field: str
) -> None:
    page.join_card.button.click()
    join = orders.last()
    assert isinstance(join, Join)
    page.take(failed(join.key, Failure(code, "10.0.0.12", 25225)))
    assert attrgetter(field)(page).error()


@pytest.mark.parametrize(
    ("code", "field"),
    [
        (Code.PORT_TAKEN, "host_card.port"),
        (Code.PORT_FORBIDDEN, "host_card.port"),
        (Code.ALREADY_HOSTING, "host_card.room"),
        (Code.JOURNAL_FAILED, "host_card.room"),
        (Code.NAME_EMPTY, "name"),
    ],
)
def test_hosting_that_failed_says_where(page: FirstStart, code: Code, field: str) -> None:
    page.host_card.button.click()
    page.take(HostFailed(Failure(code, port=25225, detail="nginx (pid 812)")))
    assert attrgetter(field)(page).error()
    assert page.host_card.button.isEnabled()


def test_another_attempts_failure_is_not_mine(page: FirstStart) -> None:
    page.join_card.button.click()
    page.take(failed("another", Failure(Code.HOST_REFUSED, "x", 1)))
    assert page.join_card.host.error() == ""
    assert page.join_card.button.text() == "Stop"


def test_the_button_says_what_it_will_do(page: FirstStart, orders: Orders) -> None:
    page.join_card.button.click()
    join = orders.last()
    assert isinstance(join, Join)
    assert page.join_card.button.text() == "Stop"
    page.take(JoinChanged(join.key, "", JoinState.GREETING, "10.0.0.12", 25225))
    assert page.join_card.status.text() == "Greeting the room"
    page.join_card.button.click()
    assert orders.last() == Leave(join.key)
    assert page.join_card.button.text() == "Join"
    assert page.join_card.status.text() == ""


def test_a_room_near_is_joined_as_the_one_it_said_it_is(page: FirstStart, orders: Orders) -> None:
    page.take(RoomsNear((OFFICE, LAB)))
    near_button(page, "Design office").click()
    join = orders.last()
    assert isinstance(join, Join)
    assert (join.host, join.port, join.device_id) == ("10.0.0.12", 4000, DEVICE)


def test_a_room_with_a_passcode_waits_for_it(page: FirstStart, orders: Orders) -> None:
    page.take(RoomsNear((LAB,)))
    near_button(page, "实验室 302").click()
    assert orders.all == []
    assert has_focus(page.join_card.passcode)
    assert "passcode" in page.join_card.status.text()
    QTest.keyClicks(page.join_card.passcode.editor, "secret")
    QTest.keyClick(page.join_card.passcode.editor, Qt.Key.Key_Return)
    join = orders.last()
    assert isinstance(join, Join)
    assert (join.host, join.passcode, join.device_id) == ("10.0.0.31", "secret", DEVICE)


def test_another_host_is_not_expected_to_be_the_one_chosen_before(
    page: FirstStart, orders: Orders
) -> None:
    page.take(RoomsNear((LAB,)))
    near_button(page, "实验室 302").click()
    page.join_card.host.set_text("10.0.0.77")
    page.join_card.button.click()
    join = orders.last()
    assert isinstance(join, Join)
    assert join.device_id == ""


def test_a_changed_identity_is_trusted_only_on_purpose(page: FirstStart, orders: Orders) -> None:
    page.join_card.button.click()
    join = orders.last()
    assert isinstance(join, Join)
    buttons = page.join_card.findChildren(QPushButton)
    trust = next(button for button in buttons if "Trust" in button.text())
    assert trust.isHidden()
    page.take(failed(join.key, Failure(Code.IDENTITY_CHANGED, "10.0.0.12", 25225)))
    assert trust.isVisible()
    trust.click()
    again = orders.last()
    assert isinstance(again, Join)
    assert again.trust_changed
    assert trust.isHidden()


def test_the_accent_follows_the_focus(page: FirstStart) -> None:
    assert page.join_card.button.isDefault()
    page.host_card.room.editor.setFocus()
    assert page.host_card.button.isDefault()
    assert not page.join_card.button.isDefault()
    page.name.editor.setFocus()
    assert page.host_card.button.isDefault(), "elsewhere changes nothing"
    page.join_card.port.editor.setFocus()
    assert page.join_card.button.isDefault()


def test_tab_goes_the_way_one_reads(page: FirstStart) -> None:
    page.name.editor.setFocus()
    expected = [
        page.host_card.room.editor, page.host_card.port.editor, page.host_card.passcode.editor,
        page.host_card.history.choice, page.host_card.button, page.join_card.host.editor,
        page.join_card.port.editor, page.join_card.passcode.editor, page.join_card.button,
    ]  # fmt: skip
    for wanted in expected:
        now = page.focusWidget()
        assert now is not None
        QTest.keyClick(now, Qt.Key.Key_Tab)
        assert page.focusWidget() in (wanted, getattr(wanted, "lineEdit", lambda: None)())


@pytest.mark.parametrize("size", [(1100, 720), (640, 480), (420, 400)])
def test_nothing_is_cut_off_sideways(page: FirstStart, qtbot: QtBot, size: tuple[int, int]) -> None:
    page.take(RoomsNear((OFFICE, LAB)))
    page.resize(*size)
    qtbot.wait(1)
    area = page.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    assert area.widget().width() <= area.viewport().width()
    for label in page.findChildren(QLabel):
        if label.isVisible() and not label.wordWrap():
            assert label.width() >= label.minimumSizeHint().width(), label.text()


def test_at_640_by_480_the_title_gives_way_to_the_forms(page: FirstStart, qtbot: QtBot) -> None:
    page.resize(640, 480)
    qtbot.wait(1)
    for button in (page.host_card.button, page.join_card.button):
        bottom = button.mapTo(page, button.rect().bottomLeft()).y()
        assert bottom < 480


def test_strangers_words_are_shown_as_they_are(page: FirstStart) -> None:
    evil = NearRoom(
        "r9", "<img src='/etc/x'>\u202egpj", "<b>host</b>", ("10.0.0.9",), 1, DEVICE, 1, False, 1
    )
    page.take(RoomsNear((evil,)))
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert "<img src='/etc/x'>gpj" in texts
    for label in page.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_rooms_come_and_go(page: FirstStart) -> None:
    page.take(RoomsNear((OFFICE, LAB)))
    first = near_button(page, "Design office")
    page.take(RoomsNear((OFFICE,)))
    assert near_button(page, "Design office") is first, "a row keeps its focus"
    page.take(RoomsNear(()))
    assert any(x.isVisible() and x.text() == "None seen yet" for x in page.findChildren(QLabel))


def test_what_is_being_tried_is_said() -> None:
    now = int(time.time() * 1000)
    wifi = AskedInterface("Wi-Fi", "10.0.0.40", "10.0.0.255", 3, now - 2000, 0)
    cable = AskedInterface("Ethernet", "10.1.0.4", "10.1.0.255", 3, now - 9000, 0)
    words = looking_words(LookedAround((wifi, cable), True))
    assert "Wi-Fi" in words
    assert "Ethernet" in words
    assert "2 s ago" in words
    assert "not on a network" in looking_words(LookedAround((), True))


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("10.0.0.12", "10.0.0.12", ""),
        (" 10.0.0.12:4000 ", "10.0.0.12", "4000"),
        ("printer.local:80", "printer.local", "80"),
        ("fe80::1", "fe80::1", ""),
        ("[fe80::1]:4000", "fe80::1", "4000"),
        ("[fe80::1]", "fe80::1", ""),
        ("", "", ""),
    ],
)
def test_host_and_port_in_one(typed: str, host: str, port: str) -> None:
    assert split_host(typed) == (host, port)


def test_a_port_typed_with_the_host_counts(page: FirstStart, orders: Orders) -> None:
    page.join_card.host.set_text("10.0.0.12:4000")
    page.join_card.button.click()
    join = orders.last()
    assert isinstance(join, Join)
    assert (join.host, join.port) == ("10.0.0.12", 4000)
    assert page.join_card.port.text() == "4000"


def test_what_newcomers_read_goes_with_the_room(page: FirstStart, qtbot: QtBot) -> None:
    history = page.host_card.history
    page.host_card.room.set_text("Lab")
    page.name.set_text("Chen Wei")
    for row, days in ((0, -1), (1, 7), (2, 0)):
        history.choice.setCurrentIndex(row)
        history.days.setValue(7)
        assert history.days.isVisible() == (row == 1)
        with qtbot.waitSignal(page.command_wanted) as heard:
            page.host_card.button.click()
        assert heard.args[0].history_days == days
        page.take(HostFailed(Failure(Code.PORT_TAKEN, port=25225)))


@pytest.mark.parametrize(("days", "row"), [(-1, 0), (30, 1), (0, 2)])
def test_what_newcomers_read_is_remembered(page: FirstStart, days: int, row: int) -> None:
    page.prefill(Settings(name="Chen Wei", history_days=days))
    assert page.host_card.history.choice.currentIndex() == row
    assert page.host_card.history.history_days() == days

"""The broadcast page: what is typed becomes a command, what happens is said where one looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from lanyard import commands
from lanyard.events import (
    AskedInterface,
    BroadcastFailed,
    BroadcastSent,
    BroadcastStopped,
    Code,
    Connection,
    ConnectionsChanged,
    Datagram,
    DatagramsArrived,
    Failure,
    ListeningChanged,
    LookedAround,
    NearRoom,
    RoomsNear,
)
from lanyard.models.datagrams import Column, DatagramsModel
from lanyard.widgets.broadcast_page import BroadcastPage
from shell import Shell

WIFI = AskedInterface("Wi-Fi", "10.0.0.40", "10.0.0.255", 1, 0, 0)
CABLE = AskedInterface("Ethernet", "192.168.56.1", "192.168.56.255", 1, 0, 0)
TUNNEL = AskedInterface("tun0", "10.8.0.2", "", 1, 0, 0)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[BroadcastPage]:
    # Inside a window without hints of its own: the offscreen platform warns about those.
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(840, 720)
    made = BroadcastPage(window)
    made.resize(840, 720)
    window.show()
    made.take(LookedAround((WIFI, CABLE, TUNNEL), True))
    yield made
    window.close()


@pytest.fixture
def wanted(page: BroadcastPage) -> list[object]:
    got: list[object] = []
    page.command_wanted.connect(got.append)
    return got


def named(page: BroadcastPage, name: str) -> QAbstractButton:
    """Return the visible button that a screen reader calls so."""
    (found,) = [
        button
        for button in page.findChildren(QAbstractButton)
        if (button.accessibleName() or button.text()) == name and button.isVisible()
    ]
    return found


def field(page: BroadcastPage, name: str) -> QLineEdit:
    (found,) = [one for one in page.findChildren(QLineEdit) if one.accessibleName() == name]
    return found


def heard(*texts: str, address: str = "10.0.0.64") -> DatagramsArrived:
    return DatagramsArrived(
        tuple(Datagram(at, address, 5000, text, text.encode()) for at, text in enumerate(texts))
    )


def test_enter_sends_to_the_usual_places(
    qtbot: QtBot, page: BroadcastPage, wanted: list[object]
) -> None:
    QTest.keyClicks(field(page, "Text"), "hello")
    QTest.keyClick(field(page, "Text"), Qt.Key.Key_Return)
    assert wanted == [commands.Broadcast("hello")]


def test_destinations_are_chosen(qtbot: QtBot, page: BroadcastPage, wanted: list[object]) -> None:
    field(page, "Text").setText("hello")
    named(page, "Ethernet, 192.168.56.255").click()
    named(page, "Send").click()
    named(page, "Everything, 255.255.255.255").click()
    named(page, "Send").click()
    assert wanted == [
        commands.Broadcast("hello", addresses=("10.0.0.255",)),
        commands.Broadcast("hello", addresses=("10.0.0.255", "255.255.255.255")),
    ]
    named(page, "Everything, 255.255.255.255").click()
    named(page, "Wi-Fi, 10.0.0.255").click()
    named(page, "Send").click()
    assert len(wanted) == 2
    assert page.card.status() == "Choose at least one network to send to."


def test_what_was_unchecked_stays_so_when_networks_change(
    qtbot: QtBot, page: BroadcastPage, wanted: list[object]
) -> None:
    named(page, "Ethernet, 192.168.56.255").click()
    page.take(LookedAround((WIFI,), True))
    page.take(LookedAround((WIFI, CABLE), True))
    qtbot.waitUntil(lambda: all(box.isVisible() for box in page.card._boxes), timeout=1000)
    assert not named(page, "Ethernet, 192.168.56.255").isChecked()
    assert named(page, "Wi-Fi, 10.0.0.255").isChecked()
    assert not [b for b in page.findChildren(QAbstractButton) if "tun0" in b.accessibleName()]


def test_repeating_has_a_stop_button_and_counts(page: BroadcastPage, wanted: list[object]) -> None:
    field(page, "Text").setText("tick")
    named(page, "Every").click()
    field(page, "Seconds between two sendings").setText("2,5")
    named(page, "Send").click()
    assert wanted == [commands.Broadcast("tick", every=2.5)]
    page.take(BroadcastSent(1, ("10.0.0.255",), 2.5))
    assert page.card.status() == "Sent 1 times, next in 3 s"
    named(page, "Stop").click()
    assert wanted[1:] == [commands.StopBroadcast()]
    page.take(BroadcastStopped(14))
    assert page.card.status() == "Sent 14 times"
    assert named(page, "Send").isVisible()


@pytest.mark.parametrize("seconds", ["", "0", "-1", "soon", "nan", "inf"])
def test_a_pause_that_is_none_is_said(
    page: BroadcastPage, wanted: list[object], seconds: str
) -> None:
    named(page, "Every").click()
    field(page, "Seconds between two sendings").setText(seconds)
    named(page, "Send").click()
    assert wanted == []
    assert page.card.status().startswith("Type how many seconds")
    assert field(page, "Seconds between two sendings").property("wrong")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (Code.TEXT_EMPTY, "Text"),
        (Code.DATAGRAM_TOO_LONG, "Text"),
        (Code.PORT_OUT_OF_RANGE, "Port to send to"),
    ],
)
def test_a_refusal_stands_at_its_field_until_one_types(
    qtbot: QtBot, page: BroadcastPage, code: Code, name: str
) -> None:
    page.take(BroadcastFailed(Failure(code)))
    assert page.card.status()
    assert field(page, name).property("wrong")
    QTest.keyClicks(field(page, name), "7")
    assert not field(page, name).property("wrong")
    assert page.card.status() == ""


@pytest.mark.parametrize(("typed", "port"), [("", -1), ("abc", -1), ("0", 0), ("70000", 70_000)])
def test_a_port_that_is_none_reaches_the_engine_which_says_so(
    page: BroadcastPage, wanted: list[object], typed: str, port: int
) -> None:
    field(page, "Text").setText("x")
    field(page, "Port to send to").setText(typed)
    field(page, "Port to listen on").setText(typed)
    named(page, "Send").click()
    named(page, "Listen").click()
    assert wanted == [commands.Broadcast("x", port), commands.Listen(port)]


def test_bytes_are_counted_as_they_travel(qtbot: QtBot, page: BroadcastPage) -> None:
    field(page, "Text").insert("午饭")
    page.card._count_bytes()
    assert page.card._bytes.text() == "6 of 508 bytes"
    field(page, "Text").setText("张" * 200)
    page.card._count_bytes()
    assert page.card._bytes.text().startswith("600 bytes;")


def test_no_network_is_said(page: BroadcastPage, wanted: list[object]) -> None:
    page.take(LookedAround((), True))
    assert page.card._nowhere.isVisible()
    field(page, "Text").setText("x")
    named(page, "Send").click()
    assert wanted == [commands.Broadcast("x")], "the engine knows best, and says why not"


def test_listening_and_what_came(page: BroadcastPage, wanted: list[object]) -> None:
    named(page, "Listen").click()
    assert wanted == [commands.Listen(6475)]
    page.take(ListeningChanged(6475))
    page.take(heard("one", "<b>two</b>"))
    assert page.heard.summary() == "2 texts"
    assert page.heard.model.index(0, Column.TEXT).data() == "<b>two</b>"
    page.heard._count_on()
    assert page.heard.summary() == "2 texts, 4 a second"
    named(page, "Stop listening").click()
    assert wanted[1:] == [commands.StopListening()]
    page.take(ListeningChanged(0))
    assert named(page, "Listen").isVisible()


def test_a_quiet_or_hidden_panel_wakes_nobody(page: BroadcastPage) -> None:
    page.take(ListeningChanged(6475))
    assert not page.heard._summary_timer.isActive()
    page.take(heard("one"))
    assert page.heard._summary_timer.isActive()
    for _ in range(5):
        page.heard._count_on()
    assert not page.heard._summary_timer.isActive()
    page.take(heard("two"))
    page.hide()
    page.heard._count_on()
    assert not page.heard._summary_timer.isActive()
    page.take(heard("three"))
    assert not page.heard._summary_timer.isActive()


def test_a_taken_port_is_said_with_its_holder(page: BroadcastPage) -> None:
    page.take(ListeningChanged(0, Failure(Code.PORT_TAKEN, port=6475, detail="socat (pid 81)")))
    assert "socat (pid 81)" in page.heard.trouble()
    assert field(page, "Port to listen on").property("wrong")
    page.take(ListeningChanged(6475))
    assert page.heard.trouble() == ""


def test_pause_filter_clear(qtbot: QtBot, page: BroadcastPage) -> None:
    page.take(ListeningChanged(6475))
    page.take(heard("one", "two"))
    named(page, "Pause").click()
    page.take(heard("three"))
    assert page.heard.summary() == "Paused, 1 new"
    named(page, "Go on").click()
    QTest.keyClicks(field(page, "Filter by text, address or name"), "t")
    qtbot.waitUntil(lambda: page.heard.summary() == "2 of 3 texts", timeout=2000)
    field(page, "Filter by text, address or name").clear()
    qtbot.waitUntil(lambda: page.heard.summary() == "3 texts", timeout=2000)
    named(page, "Clear").click()
    assert page.heard.model.rowCount() == 0
    assert page.heard.summary() == ""


def test_new_rows_do_not_move_what_is_read(page: BroadcastPage) -> None:
    page.take(heard(*(str(n) for n in range(500))))
    table = page.heard._table
    bar = table.verticalScrollBar()
    bar.setValue(2000)
    before = table.indexAt(QPoint(5, 5)).siblingAtColumn(Column.TEXT).data()
    page.take(heard(*(str(n) for n in range(500, 600))))
    after = table.indexAt(QPoint(5, 5)).siblingAtColumn(Column.TEXT).data()
    assert after == before
    bar.setValue(0)
    page.take(heard("the newest"))
    assert table.indexAt(QPoint(5, 5)).siblingAtColumn(Column.TEXT).data() == "the newest"


def test_names_come_from_links_before_beacons(page: BroadcastPage) -> None:
    page.take(heard("x", address="10.0.0.22"))
    room = NearRoom("0c", "Lab", "lab-pc", ("10.0.0.22", "10.0.0.23"), 1, "d", 1, False, 1)
    page.take(RoomsNear((room,)))
    second = page.heard.model.index(0, Column.FROM)
    assert second.data(DatagramsModel.SECOND) == "lab-pc"
    link = Connection(2, "d", "Zhang Min", "app", "10.0.0.22", 0, 0, 0)
    page.take(ConnectionsChanged("r", (link,)))
    assert second.data(DatagramsModel.SECOND) == "Zhang Min"


def test_saving_says_what_was_written(qtbot: QtBot, page: BroadcastPage, tmp_path: Path) -> None:
    page.take(heard("one", "two"))
    page.heard.save_as(str(tmp_path / "heard.txt"))
    qtbot.waitUntil(lambda: page.heard.trouble() == "2 texts saved as heard.txt.", timeout=2000)
    page.heard.save_as(str(tmp_path / "nowhere" / "heard.txt"))
    qtbot.waitUntil(lambda: "Choose another folder" in page.heard.trouble(), timeout=2000)


def test_everything_to_press_or_fill_has_a_name(page: BroadcastPage) -> None:
    page.take(ListeningChanged(6475))
    nameless = [
        one
        for one in (*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit))
        if one.isVisible()
        and not (one.accessibleName() or getattr(one, "text", str)())
        and one.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert nameless == []


def test_it_fits_a_small_window(page: BroadcastPage) -> None:
    page.take(BroadcastFailed(Failure(Code.TEXT_EMPTY)))
    page.take(ListeningChanged(0, Failure(Code.PORT_TAKEN, port=6475, detail="socat (pid 81)")))
    layout = page.layout()
    assert layout is not None
    assert page.minimumSizeHint().width() <= 576
    assert layout.totalMinimumHeightForWidth(576) <= 480
    page.resize(576, 480)
    layout.activate()
    card = page.card.layout()
    assert card is not None
    assert page.card.height() >= card.totalMinimumHeightForWidth(page.card.width())


def test_a_narrow_page_breaks_lines_instead_of_cutting_words(
    page: BroadcastPage, qtbot: QtBot
) -> None:
    page.take(ListeningChanged(6475))
    page.resize(450, 720)  # beside the full side bar in the narrowest window that shows it

    def cut() -> list[str]:
        buttons: list[QAbstractButton] = list(page.findChildren(QRadioButton))
        buttons += [one for one in page.findChildren(QPushButton) if one.isVisible()]
        right = page.card.mapTo(page, page.card.rect().topRight()).x()
        return [
            one.text()
            for one in buttons
            if one.width() < one.minimumSizeHint().width()
            or one.mapTo(page, one.rect().topRight()).x() > right
        ]

    qtbot.waitUntil(lambda: not cut())


def test_texts_nobody_has_looked_at_are_counted_in_the_side_bar(shell: Shell, qtbot: QtBot) -> None:
    page = shell.window.broadcast
    heard = Datagram(0, "10.0.0.64", 5000, "temp=23.4", b"temp=23.4")
    mine = Datagram(0, "10.0.0.40", 5000, "lunch", b"lunch", mine=True)
    shell.engine.happened.emit(DatagramsArrived((heard, heard, mine)))
    assert page.unseen == 2, "my own text is nothing new"
    qtbot.keyClick(shell.window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.isVisible)
    assert page.unseen == 0
    shell.engine.happened.emit(DatagramsArrived((heard,)))
    assert page.unseen == 0


def test_the_window_listens_from_the_start(shell: Shell) -> None:
    assert commands.Listen(6475) in shell.engine.commands

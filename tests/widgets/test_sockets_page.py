"""The sockets page: what is typed becomes commands, and what happens is said where one looks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from lanyard.events import Code, Failure
from lanyard.models.traffic import Column
from lanyard.saved_sockets import Sending, replies_from
from lanyard.settings import SettingsKeeper, SettingsStore
from lanyard.sockets import (
    CloseSocket,
    Dial,
    EndSending,
    FindHolder,
    GetUrl,
    HolderFound,
    HolderStopped,
    LookedUp,
    LookUp,
    OpenListener,
    Option,
    PropertiesRead,
    ReadProperties,
    Reply,
    SendBytes,
    SendFile,
    SetOption,
    SocketChanged,
    SocketState,
    StopHolder,
    StopRepeating,
    Traffic,
    TrafficPassed,
    Transport,
    UrlAnswered,
)
from lanyard.widgets.dial_form import DialForm
from lanyard.widgets.listen_form import ListenForm
from lanyard.widgets.lookup_dialog import LookupDialog
from lanyard.widgets.question import Question
from lanyard.widgets.socket_sender import SocketSender
from lanyard.widgets.sockets_page import SocketsPage
from shell import Shell

NOW = int(time.time() * 1000)
TCP, UDP = Transport.TCP, Transport.UDP
OPEN, FAILED = SocketState.OPEN, SocketState.FAILED
PLC = SocketChanged("d", "", False, TCP, OPEN, "10.0.0.40:50112", "10.0.0.71:9100", NOW)
EVIL = "<img src='/etc/passwd'>"

# Dialogs have size limits, about which the offscreen platform warns.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[SocketsPage]:
    # Inside a window without hints of its own: the offscreen platform warns about those.
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(848, 720)
    made = SocketsPage(window)
    made.resize(848, 720)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield made
    window.close()


@pytest.fixture
def wanted(page: SocketsPage) -> list[object]:
    got: list[object] = []
    page.command_wanted.connect(got.append)
    return got


@pytest.fixture
def talking(page: SocketsPage) -> SocketsPage:
    page.take(PLC)
    page.list.choose("d")
    return page


def named(root: QWidget, name: str) -> QAbstractButton:
    """Return the visible button that a screen reader calls so."""
    (found,) = [
        button
        for button in root.findChildren(QAbstractButton)
        if (button.accessibleName() or button.text()) == name and button.isVisible()
    ]
    return found


def field(root: QWidget, name: str) -> QLineEdit:
    (found,) = [one for one in root.findChildren(QLineEdit) if one.accessibleName() == name]
    return found


def press(root: QWidget, name: str) -> None:
    QTest.mouseClick(named(root, name), Qt.MouseButton.LeftButton)


def type_text(page: SocketsPage, text: str) -> QWidget:
    """Type into the sender, in place of what stands there."""
    page.talk.sender_part.focus_text()
    typed = page.focusWidget()
    assert typed is not None
    QTest.keyClick(typed, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(typed, text)
    return typed


def sent(wanted: list[object]) -> list[SendBytes]:
    return [one for one in wanted if isinstance(one, SendBytes)]


def texts(page: SocketsPage) -> list[str]:
    model = page.workbench.traffic
    return [model.index(row, Column.TEXT).data() for row in range(model.rowCount())]


def row(key: str, text: bytes, source: str = "10.0.0.71:9100", udp: bool = False) -> Traffic:
    kind = UDP if udp else TCP
    return Traffic(key, NOW, True, source, "10.0.0.40:9", text, len(text), transport=kind)


# --- sending -------------------------------------------------------------------------------------


def test_enter_sends_with_the_line_end_and_keeps_the_text(
    talking: SocketsPage, wanted: list[object]
) -> None:
    typed = type_text(talking, "STATUS 4")
    QTest.keyClick(typed, Qt.Key.Key_Return)
    assert sent(wanted) == [SendBytes("d", b"STATUS 4\n")]
    (ending,) = [
        one for one in talking.findChildren(QComboBox) if one.accessibleName() == "Line end"
    ]
    for index, end in enumerate((b"", b"\n", b"\r\n")):
        ending.setCurrentIndex(index)
        press(talking, "Send")
        assert sent(wanted)[-1].payload == b"STATUS 4" + end


def test_hex_is_sent_as_bytes_and_no_hex_is_said(
    talking: SocketsPage, wanted: list[object]
) -> None:
    sender = talking.talk.sender_part
    press(sender, "Hex")
    type_text(talking, "7E 00 zz")
    press(talking, "Send")
    assert not sent(wanted)
    assert "7E 00 1F" in sender.trouble()
    type_text(talking, "7e 001f")
    assert sender.trouble() == ""
    press(talking, "Send")
    assert sent(wanted) == [SendBytes("d", b"\x7e\x00\x1f")]


def test_nothing_is_not_sent(talking: SocketsPage, wanted: list[object]) -> None:
    combo = talking.talk.sender_part._ending
    combo.setCurrentIndex(0)
    press(talking, "Send")
    assert not sent(wanted)
    assert "nothing to send" in talking.talk.sender_part.trouble()


def test_a_file_goes_whole(talking: SocketsPage, wanted: list[object], tmp_path: Path) -> None:
    sender = talking.talk.sender_part
    press(sender, "File")
    press(sender, "Send")
    assert "Choose a file" in sender.trouble()
    sender.set_file(str(tmp_path / "a.bin"))
    press(sender, "Send")
    assert wanted[-1] == SendFile("d", str(tmp_path / "a.bin"))


def test_repeating_begins_is_told_and_stops(talking: SocketsPage, wanted: list[object]) -> None:
    type_text(talking, "PING")
    pause = field(talking, "Seconds between two sendings")
    pause.setText("x")
    press(talking, "Send")
    assert not sent(wanted)
    assert "5" in talking.talk.sender_part.trouble()
    pause.setText("0,5")
    press(talking, "Send")
    assert sent(wanted) == [SendBytes("d", b"PING\n", 0.5)]
    talking.take(replace(PLC, repeating=0.5, repeated=2))
    assert "Repeating every 0.5 s, 2 sent" in shown_words(talking.talk.sender_part)
    press(talking, "Stop repeating")
    assert wanted[-1] == StopRepeating("d")
    talking.take(replace(PLC, repeated=3))
    assert pause.isVisible()


def shown_words(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if label.isVisible()]


def test_a_udp_listener_answers_who_is_chosen(page: SocketsPage, wanted: list[object]) -> None:
    heard = SocketChanged("u", "", True, UDP, OPEN, "0.0.0.0:9000", "", NOW, reply="operator")
    operator = Reply("operator")
    page.command_wanted.emit(OpenListener(UDP, 9000, operator, key="u"))
    page.take(heard)
    page.list.choose("u")
    type_text(page, "hello")
    press(page, "Send")
    assert not sent(wanted)
    assert "Nobody has sent" in page.talk.sender_part.trouble()
    one, two = "10.0.0.7:5000", "10.0.0.8:6000"
    page.take(TrafficPassed((row("u", b"a", one, udp=True), row("u", b"b", two, udp=True))))
    press(page, "Send")
    page.talk.sender_part.set_peer(one)
    press(page, "Send")
    assert [command.peer for command in sent(wanted)] == [two, one]
    assert sent(wanted)[0].payload == b"hello"


def test_where_nothing_can_be_sent_nothing_is_offered(page: SocketsPage) -> None:
    sender = page.findChild(SocketSender)
    assert sender is not None
    listener = SocketChanged("l", "", True, TCP, OPEN, "0.0.0.0:9000", "", NOW)
    for event in (listener, replace(PLC, state=SocketState.CLOSED_THERE)):
        page.take(event)
        page.list.choose(event.key)
        assert not sender.isVisible()


# --- one socket ----------------------------------------------------------------------------------


def test_each_socket_shows_its_own_traffic_and_all_shows_everything(page: SocketsPage) -> None:
    page.take(PLC)
    page.take(SocketChanged("l", "", True, TCP, OPEN, "0.0.0.0:9000", "", NOW, clients=1))
    page.take(SocketChanged("c", "l", False, TCP, OPEN, "10.0.0.40:9000", "10.0.0.7:1", NOW))
    page.take(TrafficPassed((row("d", b"plc"), row("c", b"client"))))
    page.list.choose("d")
    assert texts(page)[-1] == "plc"
    page.list.choose("l")
    assert [text for text in texts(page) if "on" not in text] == ["client"]
    page.take(SocketChanged("c2", "l", False, TCP, OPEN, "10.0.0.40:9000", "10.0.0.7:2", NOW))
    page.take(TrafficPassed((row("c2", b"late"),)))
    assert texts(page)[-1] == "late"
    page.list.choose("")
    assert {"plc", "client", "late"} <= set(texts(page))


def test_text_and_hex_are_two_views(talking: SocketsPage) -> None:
    talking.take(TrafficPassed((row("d", b"A\x00"),)))
    assert texts(talking)[-1] == "A␀"
    (hex_button,) = [
        one
        for one in talking.talk._form.findChildren(QAbstractButton)
        if one.accessibleName() == "Hex"
    ]
    QTest.mouseClick(hex_button, Qt.MouseButton.LeftButton)
    assert texts(talking)[-1] == "41 00"


def test_closing_asks_the_engine_and_removing_does_not(
    talking: SocketsPage, wanted: list[object]
) -> None:
    press(talking, "Disconnect")
    assert wanted[-1] == CloseSocket("d")
    talking.take(replace(PLC, state=SocketState.CLOSED))
    count = len(wanted)
    press(talking, "Remove")
    assert len(wanted) == count
    assert talking.workbench.sockets.rowCount() == 0


def test_a_refusal_is_a_sentence_and_can_be_tried_again(
    page: SocketsPage, wanted: list[object]
) -> None:
    page.command_wanted.emit(Dial(TCP, "printer.local", 9100, key="p"))
    refused = Failure(Code.HOST_REFUSED, host="printer.local", port=9100)
    page.take(replace(PLC, key="p", state=FAILED, peer="printer.local:9100", failure=refused))
    page.list.choose("p")
    assert "printer.local refuses port 9100" in page.talk.trouble()
    assert "room" not in page.talk.trouble()
    press(page, "Try again")
    again = wanted[-1]
    assert isinstance(again, Dial)
    assert (again.host, again.port) == ("printer.local", 9100)
    assert again.key != "p"
    page.take(replace(PLC, key=again.key))
    assert page.talk.key() == again.key


def test_properties_are_read_shown_and_set(talking: SocketsPage, wanted: list[object]) -> None:
    talking.list.choose("")
    talking.list.choose("d")
    assert wanted[-1] == ReadProperties("d")
    options = ((Option.KEEP_ALIVE, 0), (Option.SEND_BUFFER, 4096))
    talking.take(PropertiesRead("d", "IPv4", "stream", 41, "", "", 0, 0, options))
    assert {"IPv4, stream", "41", "10.0.0.71:9100"} <= set(shown_words(talking.facts))
    (box,) = [one for one in talking.findChildren(QCheckBox) if one.isVisible()]
    assert (box.text(), box.isChecked()) == ("Keep-alive", False)
    box.click()
    assert SetOption("d", Option.KEEP_ALIVE, 1) in wanted
    size = field(talking, "Send buffer")
    assert size.text() == "4096"
    size.setText("8192")
    QTest.keyClick(size, Qt.Key.Key_Return)
    assert SetOption("d", Option.SEND_BUFFER, 8192) in wanted
    press(talking, "End sending")
    assert wanted[-1] == EndSending("d")


def test_strangers_words_stay_plain(page: SocketsPage) -> None:
    page.take(replace(PLC, peer=EVIL))
    page.list.choose("d")
    assert page.talk.title() == EVIL
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels(page))


def labels(root: QWidget) -> list[QLabel]:
    return root.findChildren(QLabel)


def test_the_right_column_folds_and_comes_back_behind_a_button(talking: SocketsPage) -> None:
    assert talking.facts.isVisible()
    talking.resize(600, 600)
    assert not talking.facts.isVisible()
    press(talking, "This socket")
    assert talking.facts.isVisible()
    assert not talking.list.isVisible()
    press(talking, "This socket")
    assert talking.list.isVisible()
    talking.resize(848, 720)
    assert talking.facts.isVisible()


# --- forms ---------------------------------------------------------------------------------------


def test_listening_with_every_part_of_a_reply(page: SocketsPage, wanted: list[object]) -> None:
    page.listen()
    form = page.findChild(ListenForm)
    assert form is not None
    form.bind.set_text("127.0.0.1")
    form.port.set_text("9100")
    form.reply.choose("names")
    press(form, "Change the reply")
    greeting = field(form, "Greeting")
    assert greeting.text() == "Server: Welcome!\\nServer: What's your name?"
    greeting.setText("Hi\\n")
    press(form, "Listen")
    asked = wanted[-1]
    assert isinstance(asked, OpenListener)
    assert (asked.transport, asked.bind, asked.port) == (TCP, "127.0.0.1", 9100)
    assert (asked.reply.greeting, asked.reply.closing_word) == ("Hi\n", "exit")
    page.take(SocketChanged(asked.key, "", True, TCP, OPEN, "127.0.0.1:9100", "", NOW))
    assert not form.isVisible()
    assert page.talk.key() == asked.key


def test_an_own_reply_is_kept_under_its_name(page: SocketsPage) -> None:
    kept: list[tuple[Reply, ...]] = []
    page.kept_changed.connect(lambda _sendings, replies: kept.append(replies_from(replies)))
    page.listen()
    form = page.findChild(ListenForm)
    assert form is not None
    press(form, "Change the reply")
    field(form, "Farewell").setText("bye")
    press(form, "Keep this reply")
    assert form.reply.name.error()
    form.reply.name.set_text("greeter")
    press(form, "Keep this reply")
    assert form.reply.name.error()
    form.reply.name.set_text("mine")
    press(form, "Keep this reply")
    assert [(one.name, one.farewell) for one in kept[-1]] == [("mine", "bye")]
    assert form.reply.choice.currentText() == "mine"
    press(form, "Remove this reply")
    assert kept[-1] == ()
    form.reject()


def taken(page: SocketsPage, wanted: list[object], mine: bool) -> ListenForm:
    page.listen()
    form = page.findChild(ListenForm)
    assert form is not None
    press(form, "Listen")
    asked = wanted[-1]
    assert isinstance(asked, OpenListener)
    failure = Failure(Code.PORT_TAKEN, port=9000)
    page.take(SocketChanged(asked.key, "", True, TCP, FAILED, "", "", NOW, failure=failure))
    assert wanted[-1] == FindHolder(TCP, 9000)
    page.take(HolderFound(TCP, 9000, True, EVIL, 4711, 7, mine, 9001))
    return form


def test_a_taken_port_names_the_holder_and_the_next_one_is_a_click(
    page: SocketsPage, wanted: list[object]
) -> None:
    form = taken(page, wanted, mine=False)
    assert EVIL in form.port.error()
    assert "4711" in form.port.error()
    offered = [one.text() for one in form.findChildren(QAbstractButton) if one.isVisible()]
    assert not [words for words in offered if words.startswith("Stop")]
    press(form, "Use the next free port, 9001")
    asked = wanted[-1]
    assert isinstance(asked, OpenListener)
    assert asked.port == 9001
    assert page.workbench.sockets.rowCount() == 0
    form.reject()


def test_the_holder_is_stopped_only_after_a_question(
    page: SocketsPage, wanted: list[object]
) -> None:
    form = taken(page, wanted, mine=True)
    press(form, f"Stop {EVIL}")
    (question,) = form.findChildren(Question)
    assert not [one for one in wanted if isinstance(one, StopHolder)]
    QTest.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    assert wanted[-1] == StopHolder(4711, 7)
    page.take(HolderStopped(4711, Failure(Code.HOLDER_STAYS, name="x")))
    assert form.port.error()
    page.take(HolderStopped(4711))
    assert isinstance(wanted[-1], OpenListener)
    form.reject()


def test_a_long_sentence_presses_nothing_together(qtbot: QtBot, page: SocketsPage) -> None:
    press(page, "Connect")
    form = page.findChild(DialForm)
    assert form is not None
    high = form.port.editor.height()
    for field in (form.host, form.port):
        field.show_error("This is a sentence that needs a second line, and then a third. " * 3)
    words = form.port._sentence
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    assert form.port.editor.height() == form.host.editor.height() == high
    form.reject()


def test_dialling_says_what_is_missing_and_what_went_wrong(
    page: SocketsPage, wanted: list[object]
) -> None:
    press(page, "Connect")
    form = page.findChild(DialForm)
    assert form is not None
    press(form, "Connect")
    assert form.host.error()
    form.host.set_text("printer.local")
    press(form, "Connect")
    assert form.port.error()
    form.port.set_text("9100")
    press(form, "Connect")
    asked = wanted[-1]
    assert isinstance(asked, Dial)
    unknown = Failure(Code.HOST_UNKNOWN, host="printer.local")
    there = SocketChanged(asked.key, "", False, TCP, FAILED, "", "printer.local:9100", NOW)
    page.take(replace(there, failure=unknown))
    assert "printer.local" in form.host.error()
    assert form.host.text() == "printer.local"
    press(form, "Connect")
    again = wanted[-1]
    assert isinstance(again, Dial)
    assert page.workbench.sockets.socket(asked.key) is None
    page.take(replace(there, key=again.key, state=OPEN))
    assert not form.isVisible()
    assert page.talk.key() == again.key


def test_cancelling_gives_the_attempt_up(page: SocketsPage, wanted: list[object]) -> None:
    press(page, "Connect")
    form = page.findChild(DialForm)
    assert form is not None
    form.host.set_text("10.0.0.7")
    form.port.set_text("7")
    press(form, "Connect")
    asked = wanted[-1]
    assert isinstance(asked, Dial)
    press(form, "Cancel")
    assert wanted[-1] == CloseSocket(asked.key)


def test_a_web_page_comes_apart_and_as_plain_text(page: SocketsPage, wanted: list[object]) -> None:
    page.dial()
    form = page.findChild(DialForm)
    assert form is not None
    press(form, "Web page")
    form.url.set_text("10.0.0.71/a")
    press(form, "Get it")
    asked = wanted[-1]
    assert isinstance(asked, GetUrl)
    assert asked.url == "http://10.0.0.71/a"
    page.take(UrlAnswered(asked.key, 200, "OK", (("Server", EVIL),), b"<b>hi</b>\r\n\x1b[31m"))
    assert form._line.text() == "200 OK"
    assert form._headers.toPlainText() == f"Server: {EVIL}"
    assert form._body.toPlainText() == "<b>hi</b>\n␛[31m"
    press(form, "Get it")
    wrong = wanted[-1]
    assert isinstance(wrong, GetUrl)
    page.take(UrlAnswered(wrong.key, failure=Failure(Code.URL_WRONG)))
    assert form.url.error()
    form.reject()


def test_looking_up_begins_with_this_computer(page: SocketsPage, wanted: list[object]) -> None:
    press(page, "Look up")
    form = page.findChild(LookupDialog)
    assert form is not None
    assert wanted[-1] == LookUp("")
    page.take(LookedUp("", (("host_name", "pc"), ("interface", "Wi-Fi\t10.0.0.40\t10.0.0.255"))))
    assert form.found() == [
        ("Host name", "pc"),
        ("Network", "Wi-Fi: 10.0.0.40, broadcast 10.0.0.255"),
    ]
    form.query.set_text("nobody")
    QTest.keyClick(form.query.editor, Qt.Key.Key_Return)
    assert wanted[-1] == LookUp("nobody")
    page.take(LookedUp("nobody", (), Failure(Code.LOOKUP_EMPTY, name="nobody")))
    assert "nobody" in form.query.error()
    form.reject()


# --- in the window -------------------------------------------------------------------------------


def test_the_page_is_a_tool_and_a_key_and_keeps_what_was_saved(
    shell: Shell, qtbot: QtBot, tmp_path: Path
) -> None:
    QTest.keyClick(shell.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    page = shell.window.sockets
    assert shell.window.page() is page
    shell.engine.say(PLC)
    page.list.choose("d")
    assert shell.engine.last(ReadProperties) == ReadProperties("d")
    page.talk.sender_part.set_sending(Sending("SET 4 0", ending="\r\n"))
    press(page, "Save what is typed")
    qtbot.waitUntil(lambda: all(one.isVisible() for one in page.facts._kept))
    press(page, "Send SET 4 0")
    assert shell.engine.last(SendBytes) == SendBytes("d", b"SET 4 0\r\n")
    again = SettingsKeeper(SettingsStore(tmp_path))
    later = SocketsPage()
    qtbot.addWidget(later)
    later.show_kept(again.settings.sendings, again.settings.replies)
    assert later.facts.sendings() == (Sending("SET 4 0", ending="\r\n"),)
    press(page, "Remove SET 4 0")
    assert shell.keeper.settings.sendings == ()

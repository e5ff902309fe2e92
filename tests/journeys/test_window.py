"""The real window with the real engine: host, talk, take a file, broadcast, close, as a person."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from journeys.program import Program
from lanyard import events as e
from lanyard.application import Application
from lanyard.engine import Engine
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from lanyard.sockets import SocketChanged, SocketState, TrafficPassed
from lanyard.widgets.listen_form import ListenForm

PATIENCE = 20_000


class Person:
    """Somebody in front of the window: sees what is visible, clicks and types."""

    def __init__(self, program: Application, engine: Engine, qtbot: QtBot) -> None:
        self.window = program.window
        self.engine = engine
        self._qtbot = qtbot

    def see(self, kind: type[QWidget], name: str) -> QWidget:
        """Return the visible control with this accessible name."""
        found = [
            one
            for one in self.window.findChildren(kind)
            if one.isVisible() and one.accessibleName() == name
        ]
        assert found, f"no {kind.__name__} named {name!r}: {sorted(self._names(kind))}"
        return found[0]

    def _names(self, kind: type[QWidget]) -> set[str]:
        return {one.accessibleName() for one in self.window.findChildren(kind) if one.isVisible()}

    def click(self, name: str) -> None:
        """Click the button of this name, once it is there."""
        self._qtbot.waitUntil(
            lambda: any(one.startswith(name) for one in self._names(QAbstractButton)),
            timeout=PATIENCE,
        )
        (button, *_) = (
            one
            for one in self.window.findChildren(QAbstractButton)
            if one.isVisible() and one.accessibleName().startswith(name)
        )
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def fill(self, name: str, text: str) -> None:
        """Type into the field of this name, instead of what is there."""
        field = self.see(QLineEdit, name)
        assert isinstance(field, QLineEdit)
        field.selectAll()
        if text.isascii():
            self._qtbot.keyClicks(field, text)
        else:
            field.insert(text)  # QTest has no keys for Chinese, and aborts

    def press(self, key: Qt.Key) -> None:
        """Press Ctrl and a key."""
        self._qtbot.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)

    def until(self, wanted: Callable[[object], bool], do: Callable[[], object]) -> object:
        """Do something and return the event it leads to."""
        with self._qtbot.waitSignal(
            self.engine.happened, timeout=PATIENCE, check_params_cb=wanted
        ) as waiting:
            do()
        assert waiting.args is not None
        return waiting.args[0]


@pytest.fixture
def person(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    profile = tmp_path / "anna"
    profile.mkdir()
    keeper = SettingsKeeper(SettingsStore(profile))
    keeper.change(Settings(name="Anna", downloads=str(tmp_path / "downloads")))
    (tmp_path / "downloads").mkdir()
    engine = Engine(profile)
    program = Application(qapp, keeper)
    program.show()
    program.start(engine)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    yield Person(program, engine, qtbot)
    program.shut_down()
    assert engine.all_ended


def test_a_person_hosts_talks_takes_a_file_and_broadcasts(
    person: Person, qtbot: QtBot, tmp_path: Path, free_port: Callable[[], int]
) -> None:
    port, udp = free_port(), free_port()
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(os.urandom(500_000))
    person.fill("Room", "Design office")
    port_fields = [
        one
        for one in person.window.first_start.findChildren(QLineEdit)
        if one.accessibleName() == "Port"
    ]
    port_fields[0].selectAll()
    qtbot.keyClicks(port_fields[0], str(port))
    opened = person.until(
        lambda event: isinstance(event, e.Joined) and event.own, lambda: person.click("Start")
    )
    assert isinstance(opened, e.Joined)
    assert opened.port == port
    qtbot.waitUntil(lambda: person.window.page() is person.window.server, timeout=PATIENCE)
    person.click("Conversation")
    with Program(
        "join", f"127.0.0.1:{port}", "--name", "Bob", "--profile", tmp_path / "bob"
    ) as bob:
        bob.wait_for("joined", name="Design office")
        person.until(
            lambda event: isinstance(event, e.EntriesArrived), lambda: bob.say("Hello, window")
        )
        log = person.window.conversation.conversation
        assert log is not None
        texts = [
            log.index(row, 0).data(Qt.ItemDataRole.DisplayRole) for row in range(log.rowCount())
        ]
        assert any("Hello, window" in str(text) for text in texts)

        field = person.window.conversation.composer.field
        qtbot.keyClicks(field, "Hello, console")
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert bob.wait_for("entry", author="Anna")["text"] == "Hello, console"
        assert field.toPlainText() == ""

        with Program(
            "send", f"127.0.0.1:{port}", plan, "--to", "Anna", "--name", "Carl",
            "--profile", tmp_path / "carl",
        ) as carl:  # fmt: skip
            person.press(Qt.Key.Key_J)
            qtbot.waitUntil(lambda: person.window.page() is person.window.transfers)
            done = person.until(
                lambda event: (
                    isinstance(event, e.TransferChanged) and event.state is e.TransferState.DONE
                ),
                lambda: person.click("Accept"),
            )
            assert carl.status() == 0, carl.errors
        assert isinstance(done, e.TransferChanged)
        assert Path(done.paths[0]).read_bytes() == plan.read_bytes()
        assert Path(done.paths[0]).parent == tmp_path / "downloads"

        with Program("listen", "--udp", udp, "--profile", tmp_path / "ear") as ear:
            ear.wait_for("listening", port=udp)
            person.press(Qt.Key.Key_B)
            qtbot.waitUntil(lambda: person.window.page() is person.window.broadcast)
            person.fill("Text", "Lunch 午饭")
            person.fill("Port to send to", str(udp))
            person.until(
                lambda event: isinstance(event, e.BroadcastSent), lambda: person.click("Send")
            )
            assert ear.wait_for("datagram")["text"] == "Lunch 午饭"
            ear.interrupt()
            assert ear.status() == 0

        bob.end_input()
        assert bob.status() == 0


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints")
def test_a_person_listens_and_connects_by_plain_sockets(
    person: Person, qtbot: QtBot, free_port: Callable[[], int]
) -> None:
    room, port = free_port(), free_port()
    fields = [
        one
        for one in person.window.first_start.findChildren(QLineEdit)
        if one.accessibleName() == "Port"
    ]
    fields[0].selectAll()
    qtbot.keyClicks(fields[0], str(room))
    person.until(lambda event: isinstance(event, e.Joined), lambda: person.click("Start"))
    person.press(Qt.Key.Key_K)
    page = person.window.sockets
    qtbot.waitUntil(page.isVisible, timeout=PATIENCE)

    page.listen()
    form = page._form
    assert isinstance(form, ListenForm)
    form.port.set_text(str(port))
    person.until(
        lambda event: isinstance(event, SocketChanged) and event.state is SocketState.OPEN,
        lambda: qtbot.keyClick(form.port.editor, Qt.Key.Key_Return),
    )
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        assert client.recv(8) == b"Welcome!"
        person.until(
            lambda event: (
                isinstance(event, TrafficPassed)
                and any(row.payload == b"Hello, Ann~" for row in event.rows)
            ),
            lambda: client.sendall(b"Ann"),
        )
        assert client.recv(100) == b"Hello, Ann~"
        model = page.workbench.traffic
        texts = [
            str(model.index(row, column).data())
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        ]
        assert {"Ann", "Hello, Ann~", "Welcome!"} <= set(texts), texts

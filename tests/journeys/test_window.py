"""The real window with the real engine: host, talk, take a file, broadcast, close, as a person."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from journeys.person import PATIENCE, Person
from journeys.program import Program
from lanyard import events as e
from lanyard.sockets import SocketChanged, SocketState, TrafficPassed
from lanyard.widgets.listen_form import ListenForm


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

"""The list of plain sockets: groups with heads, words for each state, and what goes when."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from lanyard.events import Code, Failure
from lanyard.models import sockets as module
from lanyard.models.sockets import ALL, RowKind, SocketsModel
from lanyard.models.traffic import Column
from lanyard.models.workbench import Workbench
from lanyard.sockets import (
    Act,
    Dial,
    OpenListener,
    Reply,
    RequestShown,
    SocketChanged,
    SocketState,
    Traffic,
    TrafficPassed,
    Transport,
    preset,
)

NOW = int(time.time() * 1000)
TCP, UDP = Transport.TCP, Transport.UDP
OPEN = SocketState.OPEN


def listener(key: str, transport: Transport = TCP, state: SocketState = OPEN) -> SocketChanged:
    where = "0.0.0.0:9000"
    return SocketChanged(key, "", True, transport, state, where, "", NOW, reply="greeter")


def client(key: str, of: str, state: SocketState = OPEN) -> SocketChanged:
    return SocketChanged(key, of, False, TCP, state, "10.0.0.40:9000", f"10.0.0.7:{key}", NOW)


def dialled(key: str, state: SocketState = OPEN, **more: object) -> SocketChanged:
    one = SocketChanged(key, "", False, TCP, state, "", "printer.local:9100", NOW)
    return replace(one, **more)  # type: ignore[arg-type]


@pytest.fixture
def model(qapp: object) -> SocketsModel:
    made = SocketsModel()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    made.tester = QAbstractItemModelTester(made, fatal)  # type: ignore[attr-defined]
    return made


def titles(model: SocketsModel) -> list[str]:
    return [row.title for row in model.rows()]


def test_groups_stand_in_order_whatever_came_first(model: SocketsModel) -> None:
    model.take(dialled("d"))
    model.take(client("1", "l"))
    model.take(listener("l"))
    model.take(listener("u", UDP))
    model.take(client("2", "l"))
    assert titles(model) == [
        "All sockets",
        "Listening",
        "TCP 0.0.0.0:9000",
        "UDP 0.0.0.0:9000",
        "Clients of TCP 9000",
        "10.0.0.7:1",
        "10.0.0.7:2",
        "Connections",
        "printer.local:9100",
    ]
    kinds = [row.kind for row in model.rows()]
    for at, kind in enumerate(kinds):
        chosen = bool(model.flags(model.index(at)) & Qt.ItemFlag.ItemIsSelectable)
        assert chosen == (kind != RowKind.HEAD)
    for key in (ALL, "d", "1", "l", "u", "2"):
        assert model.key_at(model.row_of(key)) == key


def test_states_are_said_in_words(model: SocketsModel) -> None:
    model.take(replace(listener("l"), clients=3))
    refused = Failure(Code.HOST_REFUSED, host="printer.local", port=9100)
    model.take(dialled("d", SocketState.FAILED, failure=refused))
    model.take(client("1", "l", SocketState.CLOSED_THERE))
    model.take(replace(client("2", "l"), since=time.time_ns() // 1_000_000 - 121_000))
    assert model.words("l").line == "reply: greeter, 3 clients"
    assert model.words("d").line.startswith("refused, ")
    assert model.words("1").line == "closed by the other side"
    assert model.words("2").line == "open 2 min"
    assert [model.words(key).is_open for key in ("l", "d", "1", "2")] == [True, False, False, True]


def test_only_what_is_over_can_be_forgotten(model: SocketsModel) -> None:
    model.take(listener("l"))
    model.take(client("1", "l"))
    assert model.forget("l") == []
    model.take(client("1", "l", SocketState.CLOSED))
    model.take(listener("l", state=SocketState.CLOSED))
    assert sorted(model.forget("l")) == ["1", "l"]
    assert model.rowCount() == 0


def test_the_oldest_closed_go_and_open_ones_stay(
    model: SocketsModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CLOSED_KEPT", 3)
    model.take(listener("l"))
    model.take(client("open", "l"))
    for number in range(10):
        model.take(client(str(number), "l"))
        model.take(client(str(number), "l", SocketState.CLOSED_THERE))
    assert model.clients_of("l") == ["open", "7", "8", "9"]


def test_counts_of_many_are_told_together(model: SocketsModel, qtbot: QtBot) -> None:
    model.take(listener("l"))
    for number in range(20):
        model.take(client(str(number), "l"))
    told: list[object] = []
    model.dataChanged.connect(lambda first, last, roles: told.append(first))
    with qtbot.waitSignal(model.dataChanged):
        for number in range(20):
            model.take(replace(client(str(number), "l"), received=5))
    assert len(told) == 1


# --- the workbench -------------------------------------------------------------------------------


def texts(bench: Workbench) -> list[str]:
    model = bench.traffic
    return [model.index(row, Column.TEXT).data() for row in range(model.rowCount())]


def said(key: str, text: bytes, incoming: bool = True, transport: Transport = TCP) -> TrafficPassed:
    row = Traffic(key, NOW, incoming, "a:1", "b:2", text, len(text), transport=transport)
    return TrafficPassed((row,))


def test_what_happens_to_a_socket_becomes_notes(qapp: object) -> None:
    bench = Workbench()
    bench.note_command(Dial(TCP, "printer.local", 9100, key="d"))
    bench.take(dialled("d", SocketState.CONNECTING))
    bench.take(dialled("d", peer="10.0.0.71:9100", took=0.0034))
    bench.take(said("d", b"READY"))
    bench.take(RequestShown("d", "GET", "/a", (("Host", "x"),)))
    bench.take(dialled("d", SocketState.CLOSED_THERE))
    assert texts(bench) == [
        "Connected to 10.0.0.71:9100 in 3 ms",
        "READY",
        "GET /a",
        "Host: x",
        "The other side closed the connection",
    ]
    assert bench.boundary_words("d") == "30 ms of silence"


def test_a_file_that_lands_after_its_client_went_is_told(qapp: object) -> None:
    bench = Workbench()
    bench.take(client("1", "l"))
    over = client("1", "l", SocketState.CLOSED_THERE)
    bench.take(over)
    saved = replace(over, saved="/somewhere/10.0.0.7 1.txt")
    bench.take(saved)
    bench.take(saved)
    assert texts(bench)[-2:] == [
        "Connection from 10.0.0.7:1 closed",
        "Closed; saved as 10.0.0.7 1.txt",
    ]


def test_a_client_that_was_removed_does_not_come_back_to_end(qapp: object) -> None:
    bench = Workbench()
    bench.take(listener("l"))
    bench.take(client("1", "l"))
    bench.take(listener("l", state=SocketState.CLOSED))
    bench.forget("l")
    bench.take(client("1", "l", SocketState.CLOSED))
    assert titles(bench.sockets) == []


def test_a_listener_that_never_listened_is_no_row(qapp: object) -> None:
    bench = Workbench()
    bench.take(listener("l", state=SocketState.FAILED))
    assert bench.sockets.rowCount() == 0


def test_an_operators_client_waits_for_its_answer(qapp: object) -> None:
    operator = preset("operator")
    assert operator is not None
    bench = Workbench()
    bench.note_command(OpenListener(TCP, 9000, operator, key="l"))
    bench.take(listener("l"))
    bench.take(client("1", "l"))
    for text in (b"first", b"second", b"third"):
        bench.take(said("1", text))
    assert texts(bench)[2:] == ["first"]
    assert bench.sockets.words("1").line == "2 texts wait"
    bench.take(said("1", b"answer", incoming=False))
    assert texts(bench)[2:] == ["first", "answer", "second"]
    bench.take(client("1", "l", SocketState.CLOSED_THERE))
    assert texts(bench)[2:-1] == ["first", "answer", "second", "third"]


def test_own_operator_replies_are_half_duplex_on_udp_too(qapp: object) -> None:
    bench = Workbench()
    bench.note_command(OpenListener(UDP, 9000, Reply("mine", Act.OPERATOR), key="u"))
    bench.take(listener("u", UDP))
    bench.take(said("u", b"first", transport=UDP))
    bench.take(said("u", b"second", transport=UDP))
    assert texts(bench)[1:] == ["first"]
    assert bench.peers("u") == ["a:1"]

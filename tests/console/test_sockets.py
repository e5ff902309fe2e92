"""serve, connect and lookup over an engine that only listens: what is asked, what is shown."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from fake_engine import FakeEngine
from lanyard import events as e
from lanyard import sockets as s
from lanyard.console.arguments import parse
from lanyard.console.looking_up import Lookup
from lanyard.console.output import Output
from lanyard.console.sending import SendText
from lanyard.console.socket_tasks import Connect, GetPage, Operator, Serve
from lanyard.console.tasks import Task

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptor 0 as a pipe")

PEER = "127.0.0.1:53503"
UDP = s.Transport.UDP
CHUNK = 64 * 1024
AHEAD_BYTES = 2 * 1024 * 1024
KINDS: dict[str, type[Task]] = {"serve": Serve, "connect": Connect, "lookup": Lookup}


class Run:
    """One command over a fake engine."""

    def __init__(self, engine: FakeEngine, *words: str) -> None:
        arguments = parse(list(words))
        self.engine = engine
        self.output = Output(as_json=arguments.json)
        self.ended: list[int] = []
        kind: type[Task] = KINDS[arguments.command]
        if arguments.get:
            kind = GetPage
        elif arguments.send is not None:
            kind = SendText
        elif arguments.reply == "operator":
            kind = Operator
        self.task: Task = kind(arguments, self.output, engine)
        self.task.command_wanted.connect(engine.do)
        self.task.ended.connect(self.ended.append)
        engine.happened.connect(self.task.take)
        self.task.start()

    @property
    def key(self) -> str:
        return str(self.engine.commands[0].key)

    def change(self, state: s.SocketState, **fields: Any) -> s.SocketChanged:
        wanted = self.engine.commands[0]
        change = s.SocketChanged(
            self.key, "", isinstance(wanted, s.OpenListener), wanted.transport, state,
            "127.0.0.1:7000", "" if isinstance(wanted, s.OpenListener) else PEER, 0,
        )  # fmt: skip
        return replace(change, **fields)

    def open(self) -> None:
        self.engine.say(self.change(s.SocketState.OPEN))  # type: ignore[arg-type]

    def say(self, *events: Any) -> None:
        self.engine.say(*events)

    def client(self, key: str, state: s.SocketState, **fields: Any) -> None:
        fields = {"peer": PEER, **fields}
        self.say(self.change(state, key=key, listener=self.key, is_listener=False, **fields))

    def traffic(self, payload: bytes, key: str = "", **fields: Any) -> None:
        row = s.Traffic(key or self.key, 1, True, PEER, "127.0.0.1:7000", payload, len(payload))
        self.say(s.TrafficPassed((row._replace(**fields),)))

    def sent(self) -> list[bytes]:
        return [one.payload for one in self.engine.commands if isinstance(one, s.SendBytes)]

    def confirm(self, payload: bytes) -> None:
        self.traffic(payload, incoming=False)


@pytest.fixture
def run(qapp: object) -> Iterator[Callable[..., Run]]:
    engine = FakeEngine()
    yield lambda *words: Run(engine, *words)
    engine.deleteLater()


class Typed:
    """What is standard input meanwhile: descriptor 0 is a pipe, and this its other end."""

    def __init__(self, end: int) -> None:
        self.end: int | None = end

    def write(self, payload: bytes) -> None:
        assert self.end is not None
        os.write(self.end, payload)

    def close(self) -> None:
        if self.end is not None:
            os.close(self.end)
            self.end = None


@pytest.fixture
def typed() -> Iterator[Typed]:
    kept = os.dup(0)
    reading, writing = os.pipe()
    os.dup2(reading, 0)
    os.close(reading)
    typed = Typed(writing)
    yield typed
    typed.close()
    for thread in threading.enumerate():
        if thread.name == "standard input":
            thread.join(5)
    os.dup2(kept, 0)
    os.close(kept)


def events(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


Said = pytest.CaptureFixture[bytes]
Start = Callable[..., Run]

# --- serve -------------------------------------------------------------------------------------


def test_serve_says_first_that_it_listens(run: Start, capfdbinary: Said) -> None:
    one = run("serve", "--tcp", "7000", "--bind", "127.0.0.1", "--json")
    order = one.engine.last(s.OpenListener)
    assert (order.transport, order.port, order.bind) == (s.Transport.TCP, 7000, "127.0.0.1")
    assert order.reply == s.preset("echo")
    assert not order.next_free_port
    one.open()
    one.open()
    assert events(capfdbinary.readouterr().out) == [
        {
            "event": "listening", "transport": "tcp", "address": "127.0.0.1", "port": 7000,
            "reply": "",
        }
    ]  # fmt: skip
    one.task.interrupt()
    assert one.ended == [0]


def test_serve_tells_people_who_came_what_they_said_and_that_they_went(
    run: Start, capfdbinary: Said
) -> None:
    one = run("serve", "--tcp", "7000", "--reply", "greeter")
    one.open()
    one.client("a", s.SocketState.OPEN)
    one.client("a", s.SocketState.OPEN, received=7)
    one.traffic("Michaël\n".encode(), key="a")
    one.traffic(b"Hello, Micha", key="a", incoming=False)
    one.traffic(b"\x1b[2Jred\nPEER: two", key="a")
    one.traffic(b"\xff\xfe\x00", key="a")
    one.traffic(b"not ours", key="somebody else's")
    one.client("a", s.SocketState.CLOSED_THERE)
    assert capfdbinary.readouterr().out.decode().splitlines() == [
        "Listening on 127.0.0.1:7000 (TCP). Ctrl+C ends.",
        "Connection from 127.0.0.1:53503",
        "127.0.0.1:53503: Michaël",
        "127.0.0.1:53503: ␛[2Jred",
        "    PEER: two",
        "127.0.0.1:53503: ff fe 00",
        "Connection from 127.0.0.1:53503 closed",
    ]
    assert one.ended == []


def test_serve_tells_programs_the_same(run: Start, capfdbinary: Said) -> None:
    one = run("serve", "--udp", "7000", "--json")
    one.open()
    one.traffic(b"hi", transport=UDP, source="127.0.0.1 53503")
    one.traffic(b"\xff", transport=UDP, source="::1 9", size=70, cut=True)
    said = events(capfdbinary.readouterr().out)
    assert said[0]["transport"] == "udp"
    assert (said[1]["event"], said[1]["from"], said[1]["port"]) == ("text", "127.0.0.1", 53503)
    assert (said[1]["text"], said[1]["cut"], "hex" in said[1]) == ("hi", False, False)
    assert (said[2]["from"], said[2]["port"], said[2]["hex"]) == ("::1", 9, "ff")
    assert (said[2]["size"], said[2]["cut"], "text" in said[2]) == (70, True, False)


def test_a_taken_port_is_one_sentence_that_names_the_holder(run: Start, capfdbinary: Said) -> None:
    one = run("serve", "--tcp", "7000")
    taken = e.Failure(e.Code.PORT_TAKEN, port=7000, detail="nc (pid 12)")
    one.say(one.change(s.SocketState.FAILED, failure=taken))
    said = capfdbinary.readouterr()
    assert one.ended == [1]
    assert said.out == b""
    assert said.err.count(b"\n") == 1
    assert b"7000" in said.err
    assert b"nc (pid 12)" in said.err


def test_save_makes_its_folder_and_shows_files_instead_of_bytes(
    run: Start, capfdbinary: Said, tmp_path: Path
) -> None:
    folder = tmp_path / "in" / "here"
    one = run("serve", "--tcp", "7000", "--save", str(folder), "--json")
    order = one.engine.last(s.OpenListener)
    assert (order.reply, order.folder) == (s.preset("save"), str(folder))
    assert folder.is_dir()
    one.open()
    one.client("a", s.SocketState.OPEN)
    one.traffic(b"x" * 1000, key="a", size=70_000)
    path = str(folder / "127.0.0.1-1.txt")
    one.client("a", s.SocketState.CLOSED_THERE, received=70_000)
    one.client("a", s.SocketState.CLOSED_THERE, saved=path, received=70_000)
    one.client("a", s.SocketState.CLOSED_THERE, saved=path, received=70_000)
    said = events(capfdbinary.readouterr().out)
    assert [one["event"] for one in said] == ["listening", "connected", "saved", "closed"]
    assert (said[2]["path"], said[2]["size"]) == (path, 70_000)


def test_who_sends_no_byte_to_save_is_still_told_to_have_gone(
    run: Start, capfdbinary: Said, tmp_path: Path
) -> None:
    one = run("serve", "--tcp", "7000", "--save", str(tmp_path), "--json")
    one.open()
    one.client("a", s.SocketState.OPEN)
    one.client("a", s.SocketState.CLOSED_THERE)
    said = events(capfdbinary.readouterr().out)
    assert [one["event"] for one in said] == ["listening", "connected", "closed"]


def test_a_folder_that_cannot_be_made_ends_it(
    run: Start, capfdbinary: Said, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    one = run("serve", "--tcp", "7000", "--save", str(tmp_path / "file" / "sub"))
    assert one.ended == [1]
    assert one.engine.commands == []
    assert capfdbinary.readouterr().err.count(b"\n") == 1


def test_what_a_browser_asks_is_shown_and_not_as_a_text(run: Start, capfdbinary: Said) -> None:
    one = run("serve", "--tcp", "7000", "--reply", "http")
    one.open()
    one.client("a", s.SocketState.OPEN)
    one.traffic(b"GET /x HTTP/1.1\r\nHost: h\r\n\r\n", key="a")
    one.say(s.RequestShown("a", "GET", "/x\x1b[1m", (("Host", "h"),)))
    assert capfdbinary.readouterr().out.decode().splitlines()[2:] == [
        "127.0.0.1:53503: GET /x␛[1m",
        "    Host: h",
    ]


def test_boundary_changes_the_reply(run: Start) -> None:
    run("serve", "--tcp", "7000", "--reply", "greeter", "--boundary", "5")
    one = run("serve", "--tcp", "7001", "--reply", "greeter", "--boundary", "line")
    first, second = (order.reply for order in one.engine.commands)
    assert (first.boundary, first.size, first.greeting) == (s.Boundary.COUNT, 5, "Welcome!")
    assert (second.boundary, second.size) == (s.Boundary.LINE, 0)


def test_the_texts_of_a_reply_can_be_typed(run: Start) -> None:
    words = ("--greeting", "Hi", "--answer", "{n}: {text}", "--closing-word=", "--farewell", "B\\n")
    one = run("serve", "--tcp", "7000", "--reply", "greeter", *words)
    greeter = s.preset("greeter")
    assert greeter is not None
    assert one.engine.last(s.OpenListener).reply == replace(
        greeter, greeting="Hi", answer="{n}: {text}", datagram_answer="{n}: {text}",
        closing_word="", farewell="B\n",
    )  # fmt: skip


def test_the_buffer_for_datagrams_can_be_chosen(run: Start) -> None:
    assert run("serve", "--udp", "7000").engine.last(s.OpenListener).datagram_bytes == 65_507
    one = run("serve", "--udp", "7000", "--buffer", "10")
    assert one.engine.last(s.OpenListener).datagram_bytes == 10


def properties(key: str, descriptor: int) -> s.PropertiesRead:
    options = ((s.Option.KEEP_ALIVE, 1), (s.Option.SEND_BUFFER, 4096))
    return s.PropertiesRead(
        key, "IPv4", "stream", descriptor, "127.0.0.1:7000", "", 0, 5, options
    )  # fmt: skip


def test_options_are_set_before_anything_is_told_of_them(run: Start, capfdbinary: Said) -> None:
    words = ("--option", "keep_alive=1", "--option", "send_buffer=4096")
    one = run("serve", "--tcp", "7000", "--json", *words)
    one.open()
    one.open()
    assert one.engine.commands[1:] == [
        s.SetOption(one.key, s.Option.KEEP_ALIVE, 1),
        s.SetOption(one.key, s.Option.SEND_BUFFER, 4096),
        s.ReadProperties(one.key),
    ]
    one.say(properties("another", 1))
    for descriptor in (7, 8, 9):
        one.say(properties(one.key, descriptor))
    said = events(capfdbinary.readouterr().out)
    assert [line["event"] for line in said] == ["listening", "properties"]
    assert said[1]["descriptor"] == 9, "what it became, once"
    assert said[1]["options"] == {"keep_alive": 1, "send_buffer": 4096}


def test_properties_stay_apart_from_what_comes(run: Start, capfdbinary: Said) -> None:
    one = run("connect", "pc", "7000", "--send", "x", "--option", "no_delay=1", "--properties")
    one.open()
    assert one.engine.commands[1:3] == [
        s.SetOption(one.key, s.Option.NO_DELAY, 1),
        s.ReadProperties(one.key),
    ]
    assert isinstance(one.engine.commands[3], s.SendBytes), "with the options it asked for"
    one.say(properties(one.key, 7), properties(one.key, 7))
    said = capfdbinary.readouterr()
    assert said.out == b""
    assert said.err.decode().splitlines() == [
        "family         IPv4",
        "kind           stream",
        "descriptor     7",
        "local          127.0.0.1:7000",
        "received       0",
        "sent           5",
        "keep_alive     1",
        "send_buffer    4096",
    ]


def test_the_operator_answers_one_text_after_the_other(
    run: Start, capfdbinary: Said, typed: Typed, qtbot: QtBot
) -> None:
    one = run("serve", "--tcp", "7000", "--reply", "operator")
    one.open()
    one.client("a", s.SocketState.OPEN)
    one.client("b", s.SocketState.OPEN)
    one.traffic(b"first", key="a")
    one.traffic(b"second\n", key="b")
    one.traffic(b"third", key="a")
    assert b"second" not in capfdbinary.readouterr().out
    typed.write("für dich\n".encode())
    qtbot.waitUntil(lambda: len(one.sent()) == 1)
    assert one.engine.last(s.SendBytes) == s.SendBytes("a", "für dich".encode())
    shown = capfdbinary.readouterr().out
    assert b": second" in shown
    assert b"third" not in shown
    typed.write(b"and you\nnot yet\n")
    qtbot.waitUntil(lambda: len(one.sent()) == 3)
    assert [o for o in one.engine.commands if isinstance(o, s.SendBytes)][1:] == [
        s.SendBytes("b", b"and you\n"),
        s.SendBytes("a", b"not yet"),
    ]
    one.traffic(b"leaves", key="a")
    one.traffic(b"next", key="b")
    one.traffic(b"last word", key="a")
    one.client("a", s.SocketState.CLOSED_THERE)
    assert capfdbinary.readouterr().out.endswith(
        b": leaves\n127.0.0.1:53503: last word\n"
        b"Connection from 127.0.0.1:53503 closed\n127.0.0.1:53503: next\n"
    )
    typed.close()
    one.traffic(b"unanswered", key="b")
    qtbot.waitUntil(lambda: one.task._input_ended)
    assert capfdbinary.readouterr().out.endswith(b": unanswered\n")
    assert one.engine.last(s.SendBytes) == s.SendBytes("b", b""), "no answer is one, too"
    one.task.interrupt()
    assert one.ended == [0]


def test_the_operator_answers_a_datagram_where_it_came_from(
    run: Start, typed: Typed, qtbot: QtBot
) -> None:
    one = run("serve", "--udp", "7000", "--reply", "operator")
    one.open()
    one.traffic(b"ping", transport=UDP, source="10.0.0.9 5000")
    typed.write(b"pong\n")
    typed.close()
    qtbot.waitUntil(lambda: one.task._input_ended)
    assert one.engine.last(s.SendBytes) == s.SendBytes(one.key, b"pong", peer="10.0.0.9 5000")


# --- connect -----------------------------------------------------------------------------------


def test_connect_passes_bytes_both_ways_as_they_come(
    run: Start, capfdbinary: Said, typed: Typed, qtbot: QtBot
) -> None:
    one = run("connect", "10.0.0.12", "7000")
    dial = one.engine.last(s.Dial)
    assert (dial.host, dial.port, dial.transport) == ("10.0.0.12", 7000, s.Transport.TCP)
    assert dial.boundary is s.Boundary.RAW
    typed.write(b"before it is open")
    one.open()
    qtbot.waitUntil(lambda: one.sent() == [b"before it is open"])
    typed.write(b"\x00\xff no newline \r\n\n")
    qtbot.waitUntil(lambda: len(one.sent()) == 2)
    assert one.sent()[1] == b"\x00\xff no newline \r\n\n"
    one.traffic(b"\xff\x00half a ")
    assert capfdbinary.readouterr().out == b"\xff\x00half a "
    typed.close()
    qtbot.waitUntil(lambda: isinstance(one.engine.commands[-1], s.EndSending))
    one.traffic(b"line \x1b[1m")
    assert capfdbinary.readouterr() == (b"line \x1b[1m", b"")
    assert one.ended == []
    one.say(one.change(s.SocketState.CLOSED_THERE))
    assert one.ended == [0]


@pytest.mark.parametrize("code", [e.Code.HOST_REFUSED, e.Code.HOST_UNKNOWN, e.Code.HOST_SILENT])
def test_no_connection_is_a_sentence_and_status_1(
    run: Start, capfdbinary: Said, code: e.Code
) -> None:
    one = run("connect", "pc:7000", "--json")
    failure = e.Failure(code, "pc", 7000)
    one.say(one.change(s.SocketState.CONNECTING))
    one.say(one.change(s.SocketState.FAILED, failure=failure))
    said = capfdbinary.readouterr()
    assert one.ended == [1]
    assert [line["code"] for line in events(said.out)] == [code.value]
    assert said.err.count(b"\n") == 1


def test_a_long_input_waits_until_the_socket_took_what_was_read(
    run: Start, typed: Typed, qtbot: QtBot
) -> None:
    one = run("connect", "pc", "7000")
    one.open()
    wanted = AHEAD_BYTES + 8 * CHUNK
    typed_in = 0
    os.set_blocking(typed.end or 0, False)

    def pour() -> bool:
        nonlocal typed_in
        try:
            typed_in += os.write(typed.end or 0, b"x" * min(CHUNK, wanted - typed_in))
        except BlockingIOError:
            return True
        return typed_in == wanted

    qtbot.waitUntil(lambda: pour() and sum(map(len, one.sent())) >= AHEAD_BYTES)
    unread = typed_in - sum(map(len, one.sent()))
    assert unread > 0, "everything was read, though nothing had gone"
    assert sum(map(len, one.sent())) <= AHEAD_BYTES + CHUNK
    confirmed = 0

    def all_came() -> bool:
        nonlocal confirmed
        pour()
        for payload in one.sent()[confirmed:]:
            one.confirm(payload)
            confirmed += 1
        return sum(map(len, one.sent())) == wanted

    qtbot.waitUntil(all_came)
    typed.close()
    qtbot.waitUntil(lambda: isinstance(one.engine.commands[-1], s.EndSending))


def test_hexadecimal_lines_both_ways(
    run: Start, capfdbinary: Said, typed: Typed, qtbot: QtBot
) -> None:
    one = run("connect", "pc", "7000", "--hex")
    one.open()
    typed.write(b"48 65 6C6c:6f\r\n\nzz\n00ff")
    typed.close()
    qtbot.waitUntil(lambda: isinstance(one.engine.commands[-1], s.EndSending))
    assert one.sent() == [b"Hello", b"\x00\xff"]
    one.traffic(b"\x00\xff")
    one.say(one.change(s.SocketState.CLOSED_THERE))
    said = capfdbinary.readouterr()
    assert said.out == b"00 ff\n"
    assert said.err.count(b"\n") == 1, "one line was no hexadecimal"
    assert one.ended == [1]


def test_a_line_is_a_datagram_and_silence_ends_it(
    run: Start, capfdbinary: Said, typed: Typed, qtbot: QtBot
) -> None:
    one = run("connect", "pc", "7000", "--udp")
    one.task._silence.setInterval(20)
    one.open()
    typed.write(b"one\n\ntwo\r\n" + b"x" * 70_000 + b"\n\xff")
    typed.close()
    qtbot.waitUntil(lambda: one.task._input_ended)
    assert one.sent() == [b"one", b"", b"two", b"\xff"]
    assert not any(isinstance(o, s.EndSending) for o in one.engine.commands)
    assert not one.task._silence.isActive(), "not everything has gone yet"
    for payload in one.sent():
        one.confirm(payload)
    one.traffic(b"Hello,one~", transport=UDP)
    qtbot.waitUntil(lambda: bool(one.ended))
    said = capfdbinary.readouterr()
    assert said.out == b"Hello,one~\n"
    assert b"65507" in said.err
    assert one.ended == [1], "one line was too long"


def test_a_file_goes_raw_and_standard_input_is_not_read(
    run: Start, typed: Typed, tmp_path: Path, capfdbinary: Said
) -> None:
    picture = tmp_path / "p.png"
    picture.write_bytes(b"\x89PNG")
    one = run("connect", "pc", "7000", "--file", str(picture))
    one.open()
    assert one.engine.commands[1:] == [s.SendFile(one.key, str(picture))]
    one.traffic(b"\x89PNG", incoming=False)
    one.traffic(b"thanks")
    one.say(one.change(s.SocketState.CLOSED_THERE))
    assert capfdbinary.readouterr().out == b"thanks"
    assert one.ended == [0]


def test_a_file_that_cannot_be_read_is_a_sentence(
    run: Start, tmp_path: Path, capfdbinary: Said
) -> None:
    for path in (tmp_path / "none", tmp_path):
        one = run("connect", "pc", "7000", "--file", str(path))
        assert one.ended == [1]
        assert one.engine.commands == []
        assert capfdbinary.readouterr().err.count(b"\n") == 1


def test_events_instead_of_bytes(run: Start, capfdbinary: Said, typed: Typed) -> None:
    one = run("connect", "pc", "7000", "--json", "--boundary", "line")
    assert one.engine.last(s.Dial).boundary is s.Boundary.LINE
    one.open()
    one.traffic(b"hello\n")
    one.say(one.change(s.SocketState.CLOSED_THERE, received=6))
    said = events(capfdbinary.readouterr().out)
    assert [line["event"] for line in said] == ["connected", "text", "closed"]
    assert (said[1]["text"], said[2]["received"]) == ("hello\n", 6)


def test_nobody_who_takes_datagrams_is_status_1(
    run: Start, capfdbinary: Said, typed: Typed
) -> None:
    one = run("connect", "pc", "7000", "--udp")
    one.open()
    refused = e.Failure(e.Code.HOST_REFUSED, "pc", 7000)
    one.say(one.change(s.SocketState.OPEN, failure=refused))
    assert one.ended == [1]
    said = capfdbinary.readouterr().err
    assert said.count(b"\n") == 1
    assert b"room" not in said


def test_a_connection_that_breaks_off_is_status_1(
    run: Start, capfdbinary: Said, typed: Typed
) -> None:
    one = run("connect", "pc", "7000")
    one.open()
    reset = e.Failure(e.Code.CONNECTION_RESET, "pc", 7000)
    one.say(one.change(s.SocketState.FAILED, failure=reset))
    assert one.ended == [1]
    assert capfdbinary.readouterr().err.count(b"\n") == 1


def test_a_text_goes_once_and_standard_input_is_not_read(
    run: Start, capfdbinary: Said, typed: Typed
) -> None:
    one = run("connect", "pc", "7000", "--send", "für")
    typed.write(b"not read")
    one.open()
    assert one.engine.commands[1:] == [
        s.SendBytes(one.key, "für\n".encode()),
        s.EndSending(one.key),
    ]
    one.confirm("für\n".encode())
    one.traffic(b"the answer")
    assert one.ended == []
    one.say(one.change(s.SocketState.CLOSED_THERE))
    assert capfdbinary.readouterr() == (b"the answer", b"")
    assert one.ended == [0]


def test_a_text_goes_again_and_again_until_it_was_sent_often_enough(run: Start) -> None:
    one = run("connect", "pc", "7000", "--hex", "--send", "00 ff", "--every", "0.5", "--count", "3")
    one.open()
    repeating = s.SendBytes(one.key, b"\x00\xff", every=0.5, count=3)
    one.say(one.change(s.SocketState.OPEN, repeated=2, repeating=0.5))
    assert one.engine.commands[1:] == [repeating]
    one.say(one.change(s.SocketState.OPEN, repeated=3))
    one.say(one.change(s.SocketState.OPEN, repeated=3, half_closed=True))
    assert one.engine.commands[1:] == [repeating, s.EndSending(one.key)]
    one.say(one.change(s.SocketState.CLOSED_THERE, repeated=3))
    assert one.ended == [0]


def test_without_a_count_only_an_interruption_ends_the_sending(run: Start) -> None:
    one = run("connect", "pc", "7000", "--send", "x", "--every", "2")
    one.open()
    one.say(one.change(s.SocketState.OPEN, repeated=1_000, repeating=2.0))
    assert one.engine.commands[1:] == [s.SendBytes(one.key, b"x\n", every=2.0)]
    assert one.ended == []
    one.task.interrupt()
    assert one.ended == [0]


def test_repeated_datagrams_end_in_silence(run: Start, capfdbinary: Said, qtbot: QtBot) -> None:
    one = run("connect", "pc", "7000", "--udp", "--send", "x", "--every", "1", "--count", "2")
    one.task._silence.setInterval(20)
    one.open()
    assert one.engine.commands[1:] == [s.SendBytes(one.key, b"x", every=1.0, count=2)]
    one.confirm(b"x")
    assert not one.task._silence.isActive()
    one.confirm(b"x")
    one.say(one.change(s.SocketState.OPEN, repeated=2))
    one.traffic(b"y", transport=UDP)
    qtbot.waitUntil(lambda: bool(one.ended))
    assert capfdbinary.readouterr().out == b"y\n"
    assert one.ended == [0]
    assert len(one.engine.commands) == 2, "a datagram socket has no half-close"


@pytest.mark.parametrize(
    ("words", "url"),
    [
        (["connect", "http://pc/x?y", "--get"], "http://pc/x?y"),
        (["connect", "http://pc:81"], "http://pc:81"),
        (["connect", "pc", "8080", "--get"], "http://pc:8080/"),
        (["connect", "::1", "--get"], "http://[::1]:80/"),
    ],
)
def test_a_page_is_shown_apart(run: Start, capfdbinary: Said, words: list[str], url: str) -> None:
    one = run(*words)
    assert one.engine.last(s.GetUrl).url == url
    headers = (("Server", "x\x1b[1m"), ("Content-Length", "2"))
    one.say(s.UrlAnswered(one.key, 200, "OK", headers, b"\xff\n", cut=True))
    said = capfdbinary.readouterr()
    assert said.out == "200 OK\nServer: x␛[1m\nContent-Length: 2\n\n".encode() + b"\xff\n"
    assert b"1 MiB" in said.err
    assert one.ended == [0]


def test_no_page_is_a_sentence(run: Start, capfdbinary: Said) -> None:
    one = run("connect", "https://pc/", "--json")
    one.say(s.UrlAnswered(one.key, failure=e.Failure(e.Code.URL_WRONG)))
    assert events(capfdbinary.readouterr().out)[0]["code"] == "url_wrong"
    assert one.ended == [1]


# --- lookup ------------------------------------------------------------------------------------


def test_what_was_found_is_a_row_a_line(run: Start, capfdbinary: Said) -> None:
    one = run("lookup")
    assert one.engine.last(s.LookUp).query == ""
    rows = (("host_name", "chen-pc"), ("interface", "eth0\t10.0.0.5\t10.0.0.255"))
    one.say(s.LookedUp("", rows))
    assert capfdbinary.readouterr().out.decode().splitlines() == [
        "host name      chen-pc",
        "interface      eth0  10.0.0.5  10.0.0.255",
    ]
    assert one.ended == [0]


def test_rows_for_programs(run: Start, capfdbinary: Said) -> None:
    one = run("lookup", "chen-pc", "--json")
    one.say(s.LookedUp("chen-pc", (("interface", "eth0\t10.0.0.5\t"), ("alias", "pc"))))
    assert events(capfdbinary.readouterr().out) == [
        {
            "event": "found", "what": "interface", "name": "eth0", "address": "10.0.0.5",
            "broadcast": "",
        },
        {"event": "found", "what": "alias", "value": "pc"},
    ]  # fmt: skip


def test_a_port_tells_its_service_and_who_holds_it(run: Start, capfdbinary: Said) -> None:
    one = run("lookup", "3306")
    one.say(s.LookedUp("3306", (("service", "mysql 3306/tcp"),)))
    asked = [c for c in one.engine.commands if isinstance(c, s.FindHolder)]
    assert asked == [s.FindHolder(s.Transport.TCP, 3306), s.FindHolder(UDP, 3306)]
    one.say(s.HolderFound(s.Transport.TCP, 3306, True, "mysqld", 12))
    assert one.ended == []
    one.say(s.HolderFound(UDP, 3306, False))
    assert capfdbinary.readouterr().out.decode().splitlines() == [
        "service        mysql 3306/tcp",
        "TCP port 3306 is taken by mysqld (pid 12).",
        "UDP port 3306 is free on this computer.",
    ]
    assert one.ended == [0]


def test_nothing_found_is_a_sentence_and_status_1(run: Start, capfdbinary: Said) -> None:
    one = run("lookup", "nobody.invalid")
    one.say(s.LookedUp("nobody.invalid", (), e.Failure(e.Code.HOST_UNKNOWN, "nobody.invalid")))
    said = capfdbinary.readouterr()
    assert one.ended == [1]
    assert (said.out, said.err.count(b"\n")) == (b"", 1)
    assert b"nobody.invalid" in said.err


def holders(one: Run, *found: s.HolderFound) -> None:
    one.say(s.LookedUp("7000", ()), *found)


MINE = s.HolderFound(s.Transport.TCP, 7000, True, "nc\x1b", 12, 99, mine=True)
FREE = s.HolderFound(UDP, 7000, False)


def test_a_program_is_ended_after_a_yes(
    run: Start, capfdbinary: Said, typed: Typed, qtbot: QtBot
) -> None:
    one = run("lookup", "7000", "--stop")
    holders(one, MINE, replace(MINE, transport=UDP))
    assert "Stop nc␛ (pid 12)? [y/N]\n" in capfdbinary.readouterr().err.decode()
    assert not any(isinstance(order, s.StopHolder) for order in one.engine.commands)
    typed.write(b"y\n")
    qtbot.waitUntil(lambda: isinstance(one.engine.commands[-1], s.StopHolder))
    assert one.engine.commands[-1] == s.StopHolder(12, 99)
    assert one.ended == []
    one.say(s.HolderStopped(12))
    assert capfdbinary.readouterr().out.decode().endswith("nc␛ (pid 12) has ended.\n")
    assert one.ended == [0]


@pytest.mark.parametrize("answer", [b"\n", b"n\n", b"yellow\n", b""])
def test_anything_but_yes_leaves_it_alone(
    run: Start, typed: Typed, qtbot: QtBot, answer: bytes
) -> None:
    one = run("lookup", "7000", "--stop")
    holders(one, MINE, FREE)
    typed.write(answer)
    typed.close()
    qtbot.waitUntil(lambda: one.ended == [1])
    assert not any(isinstance(order, s.StopHolder) for order in one.engine.commands)


def test_yes_asks_nothing_and_a_program_that_stays_is_status_1(
    run: Start, capfdbinary: Said
) -> None:
    one = run("lookup", "7000", "--stop", "--yes", "--json")
    holders(one, MINE, FREE)
    assert one.engine.commands[-1] == s.StopHolder(12, 99)
    stays = e.Failure(e.Code.HOLDER_STAYS, detail="nc (pid 12)")
    one.say(s.HolderStopped(12, stays))
    said = capfdbinary.readouterr()
    assert events(said.out)[2:] == [
        {"event": "stopped", "name": "nc\x1b", "pid": 12, "ended": False},
        {"event": "error", "code": "holder_stays", "reason": said.err.decode().strip()},
    ]
    assert one.ended == [1]


def test_somebody_elses_program_is_left_alone(run: Start, capfdbinary: Said) -> None:
    one = run("lookup", "7000", "--stop", "--yes")
    holders(one, replace(MINE, mine=False), FREE)
    said = capfdbinary.readouterr().err
    assert said.count(b"\n") == 1
    assert b"belongs to somebody else" in said
    assert one.ended == [1]
    assert not any(isinstance(order, s.StopHolder) for order in one.engine.commands)


def test_a_free_port_needs_no_stopping(run: Start, capfdbinary: Said) -> None:
    one = run("lookup", "7000", "--stop")
    holders(one, replace(FREE, transport=s.Transport.TCP), FREE)
    assert capfdbinary.readouterr().err == b""
    assert one.ended == [0]

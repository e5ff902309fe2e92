"""The workbench against bare sockets: presets byte for byte, boundaries, rude peers, sentences."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyard import events as e
from lanyard import sockets as s
from lanyard.events import Code
from lanyard.network.plain.tcp import extension_of
from lanyard.network.transfers.landing import Part
from lanyard.sockets import SocketState, Transport
from lanyard.wire import limits
from network.talkers import Person, a_free_port

TCP, UDP = Transport.TCP, Transport.UDP


class Bench:
    """A workbench and what it told."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self._keys = (f"key-{number}" for number in itertools.count())

    def do(self, command: s.SocketCommand) -> None:
        self.person.engine.do(command)

    def listen(self, reply: str | s.Reply, transport: Transport = TCP, **more: object) -> int:
        """Open a listener on a free port and return the port."""
        preset = s.preset(reply) if isinstance(reply, str) else reply
        assert preset is not None
        key = next(self._keys)
        port = a_free_port()
        self.do(s.OpenListener(transport, port, preset, key=key, **more))  # type: ignore[arg-type]
        self.changed(key, SocketState.OPEN)
        self.key = key
        return port

    def dial(self, port: int, transport: Transport = TCP, **more: object) -> str:
        key = next(self._keys)
        more.setdefault("host", "127.0.0.1")
        self.do(s.Dial(transport, port=port, key=key, **more))  # type: ignore[arg-type]
        return key

    def meet(self, server: socket.socket, **more: object) -> tuple[str, socket.socket]:
        """Connect to a bare server; return the key and the server's side, ready to talk."""
        key = self.dial(port_of(server), **more)  # type: ignore[arg-type]
        peer, _ = server.accept()
        peer.settimeout(10)
        self.changed(key, SocketState.OPEN)
        return key, peer

    def changed(self, key: str, state: SocketState, check: Check | None = None) -> s.SocketChanged:
        return self.person.until(
            s.SocketChanged,
            lambda one: one.key == key and one.state is state and (check is None or check(one)),
        )

    def client(self) -> str:
        """Return the key of the latest client."""
        come = self.person.until(s.SocketChanged, lambda one: bool(one.listener))
        return [o for o in self.person.heard(s.SocketChanged) if o.listener][-1].key or come.key

    def rows(self, incoming: bool | None = None) -> list[s.Traffic]:
        return [
            row
            for passed in self.person.heard(s.TrafficPassed)
            for row in passed.rows
            if incoming is None or row.incoming is incoming
        ]

    def until_rows(self, qtbot: QtBot, *payloads: bytes, incoming: bool = True) -> None:
        qtbot.waitUntil(
            lambda: [row.payload for row in self.rows(incoming)] == list(payloads), timeout=10_000
        )


Check = Callable[[s.SocketChanged], object]


@pytest.fixture
def bench(people: Callable[..., Person]) -> Bench:
    return Bench(people("Anna"))


@pytest.fixture
def call() -> Iterator[Callable[..., socket.socket]]:
    """``call(port)`` connects a bare socket to it."""
    made: list[socket.socket] = []

    def connect(port: int, kind: int = socket.SOCK_STREAM) -> socket.socket:
        made.append(socket.socket(socket.AF_INET, kind))
        made[-1].settimeout(10)
        made[-1].connect(("127.0.0.1", port))
        return made[-1]

    yield connect
    for one in made:
        one.close()


Call = Callable[..., socket.socket]


def exactly(sock: socket.socket, size: int) -> bytes:
    got = b""
    while len(got) < size:
        piece = sock.recv(size - len(got))
        assert piece, got
        got += piece
    return got


def to_the_end(sock: socket.socket) -> bytes:
    got = b""
    with contextlib.suppress(ConnectionError):
        while piece := sock.recv(65_536):
            got += piece
    return got


# --- listeners ---------------------------------------------------------------------------------


def test_the_greeter_waits_for_nobody_s_line_end(bench: Bench, call: Call) -> None:
    one = call(bench.listen("greeter"))
    assert exactly(one, 8) == b"Welcome!"
    one.sendall(b"Mich")
    one.sendall(b"ael")
    assert exactly(one, 15) == b"Hello, Michael~"
    one.sendall(b"exit")
    assert to_the_end(one) == b""


def test_two_texts_at_once_and_one_in_five_pieces(bench: Bench, call: Call) -> None:
    one = call(bench.listen("hello"))
    exactly(one, 8)
    one.sendall(b"Ann\nBob\n")
    assert exactly(one, 18) == b"hello Annhello Bob"
    for byte in "你好吗".encode():
        one.sendall(bytes([byte]))
    assert exactly(one, 15) == "hello 你好吗".encode()


def test_counted_bytes_are_texts(bench: Bench, call: Call) -> None:
    reply = s.Reply("five", answer="[{text}]", boundary=s.Boundary.COUNT, size=5)
    one = call(bench.listen(reply))
    one.sendall(b"abcdefghijkl")
    assert exactly(one, 14) == b"[abcde][fghij]"
    one.shutdown(socket.SHUT_WR)
    assert to_the_end(one) == b"[kl]"


def test_thanks_closes_and_names_says_goodbye(bench: Bench, call: Call) -> None:
    assert to_the_end(call(bench.listen("thanks"))) == b"Thank you for connecting"
    one = call(bench.listen("names"))
    exactly(one, len(b"Server: Welcome!\nServer: What's your name?"))
    one.sendall(b"exit\n")
    assert to_the_end(one) == b"Server: Good bye!\n"


def test_datagrams_keep_their_boundaries(bench: Bench, call: Call) -> None:
    one = call(bench.listen("greeter", UDP), socket.SOCK_DGRAM)
    one.send(b"Ann")
    one.send(b"Bob")
    assert {one.recv(100), one.recv(100)} == {b"Hello,Ann~", b"Hello,Bob~"}


@pytest.mark.parametrize("size", [0, 1, 65_507])
def test_a_datagram_of_any_size_is_echoed(
    bench: Bench, call: Call, qtbot: QtBot, size: int
) -> None:
    one = call(bench.listen("echo", UDP), socket.SOCK_DGRAM)
    payload = os.urandom(size)
    one.send(payload)
    bench.until_rows(qtbot, payload)
    if size:
        assert one.recv(65_535) == payload


def test_a_datagram_above_the_chosen_size_is_shown_as_cut(
    bench: Bench, call: Call, qtbot: QtBot
) -> None:
    one = call(bench.listen(s.Reply("quiet"), UDP, datagram_bytes=4), socket.SOCK_DGRAM)
    one.send(b"1234")
    one.send(b"12345")
    bench.until_rows(qtbot, b"1234", b"1234")
    assert [row.cut for row in bench.rows()] == [False, True]
    assert [row.size for row in bench.rows()] == [4, 5]


def test_one_who_hangs_and_one_who_floods_delay_nobody(bench: Bench, call: Call) -> None:
    port = bench.listen("echo")
    hanging, flooding = call(port), call(port)
    hanging.sendall(b"x" * 1000)  # and never reads
    flooding.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            flooding.send(b"y" * 100_000)
    third = call(port)
    third.sendall(b"hello")
    assert exactly(third, 5) == b"hello"


def test_who_never_reads_is_parted_with(
    bench: Bench, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PLAIN_BACKLOG_BYTES", 100_000)
    one = call(bench.listen(s.Reply("loud", answer="z" * 60_000)))
    with contextlib.suppress(OSError):
        for _ in range(5_000):
            one.sendall(b"more\n")
    ended = bench.person.until(s.SocketChanged, lambda changed: changed.state is SocketState.FAILED)
    assert ended.failure is not None
    assert ended.failure.code is Code.PEER_NOT_READING


def test_every_way_of_leaving_is_told(bench: Bench, call: Call) -> None:
    port = bench.listen("echo")
    polite = call(port)
    key = bench.client()
    polite.close()
    bench.changed(key, SocketState.CLOSED_THERE)
    bench.person.forget()
    rude = call(port)
    key = bench.client()
    rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    rude.close()
    broken = bench.changed(key, SocketState.FAILED)
    assert broken.failure is not None
    assert broken.failure.code is Code.CONNECTION_RESET


def test_an_operator_answers_one_text_after_the_other(
    bench: Bench, call: Call, qtbot: QtBot
) -> None:
    one = call(bench.listen("operator"))
    key = bench.client()
    one.sendall(b"first\nsecond\n")
    bench.until_rows(qtbot, b"first\n")
    bench.do(s.SendBytes(key, b"one"))
    assert exactly(one, 3) == b"one"
    bench.until_rows(qtbot, b"first\n", b"second\n")


def test_an_operator_answers_who_has_said_everything(
    bench: Bench, call: Call, qtbot: QtBot
) -> None:
    one = call(bench.listen("operator"))
    key = bench.client()
    one.sendall(b"first\nlast")
    one.shutdown(socket.SHUT_WR)
    bench.until_rows(qtbot, b"first\n")
    bench.do(s.SendBytes(key, b"one"))
    bench.until_rows(qtbot, b"first\n", b"last")
    bench.do(s.SendBytes(key, b"two"))
    assert to_the_end(one) == b"onetwo"


def test_who_sends_before_it_reads_gets_everything_back(bench: Bench, call: Call) -> None:
    one = call(bench.listen("echo"))
    payload = os.urandom(6_000_000)  # more than the system's buffers, less than the ledger's
    sender = threading.Thread(target=one.sendall, args=(payload,))
    sender.start()
    bench.client()
    assert exactly(one, len(payload)) == payload
    sender.join(10)


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(b"\x89PNG\r\n" + os.urandom(3_000_000), ".png"), ("一行\n".encode() * 9, ".txt")],
    ids=["picture", "text"],
)
def test_a_stream_is_saved_whole(
    bench: Bench, call: Call, tmp_path: Path, content: bytes, suffix: str
) -> None:
    one = call(bench.listen("save", folder=str(tmp_path / "in")))
    one.sendall(content)
    assert not [*(tmp_path / "in").glob("*" + suffix)]
    one.close()
    saved = bench.person.until(s.SocketChanged, lambda changed: bool(changed.saved)).saved
    assert saved.endswith(suffix)
    assert Path(saved).read_bytes() == content
    assert [path.name for path in (tmp_path / "in").iterdir()] == [Path(saved).name]


@pytest.mark.parametrize(
    ("beginning", "extension"),
    [
        ("文字".encode() * 2_000, ".txt"),
        ("文字".encode("gb18030") * 2_000, ".txt"),
        (b"x" + "文字".encode() * 2_000, ".txt"),
        (b"\0" * 5_000, ".bin"),
        (b"\xff\xfe\x81\x01" * 9, ".bin"),
        (b"%PDF-1.7", ".pdf"),
    ],
)
def test_a_saved_file_is_called_what_it_is(beginning: bytes, extension: str) -> None:
    assert extension_of(beginning) == extension


def test_a_stream_that_breaks_off_stays_a_part(bench: Bench, call: Call, tmp_path: Path) -> None:
    one = call(bench.listen("save", folder=str(tmp_path / "in")))
    key = bench.client()
    one.sendall(b"half")
    bench.changed(key, SocketState.OPEN, lambda changed: changed.received == 4)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    one.close()
    bench.changed(key, SocketState.FAILED)
    (left,) = (tmp_path / "in").iterdir()
    assert left.name.endswith(".part")
    assert left.read_bytes() == b"half"


def test_a_stream_closed_by_hand_stays_a_part(bench: Bench, call: Call, tmp_path: Path) -> None:
    one = call(bench.listen("save", folder=str(tmp_path / "in")))
    key = bench.client()
    one.sendall(b"half")
    bench.changed(key, SocketState.OPEN, lambda changed: changed.received == 4)
    bench.do(s.CloseSocket(key))
    assert to_the_end(one) == b""
    one.close()
    bench.changed(key, SocketState.CLOSED)
    assert [path.name[-5:] for path in (tmp_path / "in").iterdir()] == [".part"]


def test_a_folder_that_cannot_be_written_is_a_sentence(
    bench: Bench, call: Call, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    one = call(bench.listen("save", folder=str(tmp_path / "file")))
    one.sendall(b"x")
    failed = bench.person.until(
        s.SocketChanged, lambda changed: changed.state is SocketState.FAILED
    )
    assert failed.failure is not None
    assert failed.failure.code is Code.FOLDER_UNWRITABLE
    assert to_the_end(one) == b""


def test_a_browser_is_answered_and_its_request_shown(bench: Bench, call: Call) -> None:
    one = call(bench.listen("http"))
    one.sendall(b"GET /a?b HTTP/1.1\r\nHost: here\r\n")
    one.sendall(b"\r\n")
    answer = to_the_end(one)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"\r\nContent-Type: text/html\r\n" in answer
    assert answer.endswith(b"\r\n\r\nhello world")
    shown = bench.person.until(s.RequestShown)
    assert (shown.method, shown.target, shown.headers) == ("GET", "/a?b", (("Host", "here"),))


def test_tcp_and_udp_may_have_one_number_and_two_of_a_kind_may_not(bench: Bench) -> None:
    port = bench.listen("echo")
    echo = s.PRESETS[0]
    bench.do(s.OpenListener(UDP, port, echo, key="udp"))
    bench.changed("udp", SocketState.OPEN)
    for transport in (TCP, UDP):
        bench.do(s.OpenListener(transport, port, echo, key=f"twice-{transport}"))
        failure = bench.changed(f"twice-{transport}", SocketState.FAILED).failure
        assert failure is not None
        assert failure.code is Code.PORT_TAKEN
        assert str(os.getpid()) in failure.detail
    bench.do(s.OpenListener(TCP, port, echo, key="next", next_free_port=True))
    assert bench.changed("next", SocketState.OPEN).local != f"[::]:{port}"


@pytest.mark.parametrize(
    ("bind", "port", "code"),
    [
        ("192.0.2.200", 9000, Code.ADDRESS_NOT_OURS),
        ("nonsense", 9000, Code.ADDRESS_NOT_OURS),
        ("", 0, Code.PORT_OUT_OF_RANGE),
        ("", 70_000, Code.PORT_OUT_OF_RANGE),
    ],
)
@pytest.mark.parametrize("transport", [TCP, UDP])
def test_a_listener_that_cannot_be_is_a_sentence(
    bench: Bench, transport: Transport, bind: str, port: int, code: Code
) -> None:
    bench.do(s.OpenListener(transport, port, s.PRESETS[0], bind, key="wrong"))
    failure = bench.changed("wrong", SocketState.FAILED).failure
    assert failure is not None
    assert failure.code is code


def test_closing_does_not_wait_for_ever_for_who_never_reads(
    bench: Bench, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "STALL_SECONDS", 0.5)
    one = call(bench.listen("echo"))
    one.settimeout(0.5)
    with contextlib.suppress(TimeoutError):
        while True:
            one.sendall(bytes(65_536))
    key = bench.client()
    bench.do(s.CloseSocket(bench.key))
    bench.changed(key, SocketState.CLOSED)


def test_what_waits_for_an_operator_is_bounded_in_bytes(
    bench: Bench, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "OPERATOR_WAITING_BYTES", 200_000)
    one = call(bench.listen(s.Reply("asked", s.Act.OPERATOR, boundary=s.Boundary.RAW)))
    one.settimeout(0.5)
    with contextlib.suppress(TimeoutError):
        while True:
            one.sendall(bytes(65_536))
    key = bench.client()
    talk = bench.person.engine._workbench._open[key]
    assert 200_000 <= talk._unanswered_bytes < 400_000  # type: ignore[union-attr]
    bench.do(s.SendBytes(key, b"go on"))
    assert exactly(one, 5) == b"go on"


def test_closing_a_listener_closes_its_clients_and_frees_the_port(bench: Bench, call: Call) -> None:
    port = bench.listen("echo")
    one = call(port)
    bench.client()
    bench.do(s.CloseSocket(bench.key))
    assert to_the_end(one) == b""
    bench.changed(bench.key, SocketState.CLOSED)
    bench.do(s.OpenListener(TCP, port, s.PRESETS[0], key="again"))
    bench.changed("again", SocketState.OPEN)


def test_a_thousand_who_say_nothing(bench: Bench, call: Call) -> None:
    port = bench.listen("greeter")
    silent = [call(port) for _ in range(1_000)]
    last = call(port)
    last.sendall(b"Ann\n")
    assert exactly(last, 8 + 11) == b"Welcome!Hello, Ann~"
    assert all(one.recv(8) == b"Welcome!" for one in silent)


# --- connections -------------------------------------------------------------------------------


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.settimeout(10)
        yield made


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def test_what_is_sent_and_what_comes(bench: Bench, server: socket.socket, qtbot: QtBot) -> None:
    key, peer = bench.meet(server, host="localhost")
    with peer:
        opened = bench.changed(key, SocketState.OPEN)
        assert opened.took > 0
        bench.do(s.SendBytes(key, b"\x00\xffhi"))
        assert exactly(peer, 4) == b"\x00\xffhi"
        peer.sendall(b"READY\r\n")
        bench.until_rows(qtbot, b"READY\r\n")
        assert [row.payload for row in bench.rows(incoming=False)] == [b"\x00\xffhi"]
    bench.changed(key, SocketState.CLOSED_THERE)


def test_half_closing_still_reads_the_rest(
    bench: Bench, server: socket.socket, qtbot: QtBot
) -> None:
    key, peer = bench.meet(server)
    with peer:
        bench.do(s.SendBytes(key, b"question"))
        bench.do(s.EndSending(key))
        assert to_the_end(peer) == b"question"
        peer.sendall(b"answer")
        bench.until_rows(qtbot, b"answer")
    bench.changed(key, SocketState.CLOSED_THERE)


def test_a_file_is_sent_raw_and_ends_the_sending(
    bench: Bench, server: socket.socket, tmp_path: Path
) -> None:
    path = tmp_path / "big"
    path.write_bytes(os.urandom(5_000_000))
    key, peer = bench.meet(server)
    with peer:
        bench.do(s.SendBytes(key, b"first"))
        bench.do(s.SendFile(key, str(path)))
        assert to_the_end(peer) == b"first" + path.read_bytes()
        peer.sendall(b"thanks")
    ended = bench.changed(key, SocketState.CLOSED_THERE)
    assert (ended.sent, ended.received) == (5_000_005, 6)


@pytest.mark.parametrize("system", ["macOS", "a file system that cannot"])
def test_a_file_is_sent_on_other_systems_too(
    bench: Bench, server: socket.socket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    system: str,
) -> None:  # fmt: skip
    real = os.sendfile

    def sendfile(out: int, file: int, offset: int, count: int) -> int:
        if system != "macOS":
            raise OSError(errno.EINVAL, "Invalid argument")
        assert isinstance(offset, int)  # macOS takes nothing else
        return real(out, file, offset, count)

    monkeypatch.setattr(os, "sendfile", sendfile)
    path = tmp_path / "big"
    path.write_bytes(os.urandom(3_000_000))
    key, peer = bench.meet(server)
    with peer:
        bench.do(s.SendFile(key, str(path)))
        assert to_the_end(peer) == path.read_bytes()
    bench.changed(key, SocketState.CLOSED_THERE)


def test_the_end_is_told_once_and_nothing_is_remembered(
    bench: Bench, server: socket.socket
) -> None:
    key, peer = bench.meet(server)
    with peer:
        peer.shutdown(socket.SHUT_WR)  # and says nothing more: the beat ends it
        bench.changed(key, SocketState.CLOSED_THERE)
        refused = bench.dial(1)
        bench.changed(refused, SocketState.FAILED)
    ends = [
        one
        for one in bench.person.heard(s.SocketChanged)
        if one.key == key and one.state is SocketState.CLOSED_THERE
    ]
    assert len(ends) == 1
    assert bench.person.engine._workbench._told == {}


def test_a_file_that_is_not_there_leaves_the_connection_open(
    bench: Bench, server: socket.socket, tmp_path: Path
) -> None:
    key, peer = bench.meet(server)
    with peer:
        os.mkfifo(tmp_path / "pipe")
        for path, code in (
            (tmp_path / "no", Code.FILE_MISSING),
            (tmp_path, Code.FILE_IS_FOLDER),
            (tmp_path / "pipe", Code.FILE_UNREADABLE),
        ):
            bench.do(s.SendFile(key, str(path)))
            assert bench.person.until(e.CommandFailed).failure.code is code
            bench.person.forget()
        bench.do(s.SendBytes(key, b"still"))
        assert exactly(peer, 5) == b"still"


def test_a_packet_is_repeated_inside_the_live_connection(
    bench: Bench, server: socket.socket
) -> None:
    key, peer = bench.meet(server)
    with peer:
        bench.do(s.SendBytes(key, b"tick", every=0.1, count=3))
        assert exactly(peer, 12) == b"tick" * 3
        bench.changed(key, SocketState.OPEN, lambda one: one.repeated == 3 and not one.repeating)
        bench.do(s.SendBytes(key, b"once", every=0.1, count=1))
        assert exactly(peer, 4) == b"once"
        bench.person.forget()
        bench.do(s.ReadProperties(key))
        bench.person.until(s.PropertiesRead)
        assert not any(one.repeating for one in bench.person.heard(s.SocketChanged))
        bench.do(s.SendBytes(key, b"tock", every=0.1))
        assert exactly(peer, 8) == b"tock" * 2
        bench.do(s.StopRepeating(key))
        bench.changed(key, SocketState.OPEN, lambda one: one.repeated >= 2 and not one.repeating)


def test_a_large_text_to_a_slow_reader_arrives_whole(
    bench: Bench, server: socket.socket, qtbot: QtBot
) -> None:
    key, peer = bench.meet(server)
    payload = os.urandom(12_000_000)
    with peer:
        bench.do(s.SendBytes(key, payload))
        assert exactly(peer, len(payload)) == payload
        qtbot.waitUntil(lambda: [row.size for row in bench.rows(False)] == [len(payload)])


@pytest.mark.parametrize(
    ("host", "port", "code"),
    [
        ("127.0.0.1", 1, Code.HOST_REFUSED),
        ("nobody.invalid", 9, Code.HOST_UNKNOWN),
        ("fe80::1%nocard", 9, Code.HOST_UNKNOWN),
        ("fe80::1%" + "\u00e4" * 70, 9, Code.HOST_UNKNOWN),
        ("", 9, Code.HOST_EMPTY),
        ("127.0.0.1", 0, Code.PORT_OUT_OF_RANGE),
    ],
)
def test_a_connection_that_cannot_be_is_a_sentence(
    bench: Bench, host: str, port: int, code: Code
) -> None:
    key = bench.dial(port, host=host)
    failure = bench.changed(key, SocketState.FAILED).failure
    assert failure is not None
    assert failure.code is code


def test_who_does_not_answer_is_given_up_in_time(bench: Bench) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:  # its queue is full: nobody else gets an answer
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        key = bench.dial(full.getsockname()[1], seconds=0.3)
        failure = bench.changed(key, SocketState.FAILED).failure
        for one in waiting:
            one.close()
    assert failure is not None
    assert failure.code is Code.HOST_SILENT


def test_datagrams_to_a_peer_and_back(bench: Bench, qtbot: QtBot) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        peer.settimeout(10)
        key = bench.dial(peer.getsockname()[1], UDP)
        bench.changed(key, SocketState.OPEN)
        bench.do(s.SendBytes(key, b"one"))
        payload, where = peer.recvfrom(100)
        assert payload == b"one"
        peer.sendto(b"two", where)
        bench.until_rows(qtbot, b"two")
        bench.do(s.SendBytes(key, b"x" * 65_508))
        failure = bench.person.until(e.CommandFailed).failure
        assert failure.code is Code.DATAGRAM_TOO_LONG


def test_a_peer_that_was_not_there_and_is_now(bench: Bench, qtbot: QtBot) -> None:
    port = a_free_port()
    key = bench.dial(port, UDP)
    bench.changed(key, SocketState.OPEN)
    bench.do(s.SendBytes(key, b"anybody?"))
    bench.changed(key, SocketState.OPEN, lambda one: one.failure is not None)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", port))
        peer.settimeout(10)
        bench.do(s.SendBytes(key, b"and now?"))
        _payload, where = peer.recvfrom(100)
        bench.person.forget()
        peer.sendto(b"here", where)
        bench.until_rows(qtbot, b"here")
        bench.changed(key, SocketState.OPEN, lambda one: one.received == 4 and not one.failure)


def test_a_full_disk_is_a_sentence_and_keeps_what_came(
    bench: Bench, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Part.write
    taken: list[int] = []

    def write(part: Part, content: memoryview) -> None:
        if sum(taken) + len(content) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken.append(len(content))
        real(part, content)

    monkeypatch.setattr(Part, "write", write)
    one = call(bench.listen("save", folder=str(tmp_path / "in")))
    key = bench.client()
    one.sendall(b"half")
    bench.changed(key, SocketState.OPEN, lambda changed: changed.received == 4)
    one.sendall(b"more")
    failure = bench.changed(key, SocketState.FAILED).failure
    assert failure is not None
    assert failure.code is Code.DISK_FULL
    (left,) = (tmp_path / "in").iterdir()
    assert left.name.endswith(".part")
    assert left.read_bytes() == b"half"


def test_a_person_answers_a_datagram(bench: Bench, call: Call, qtbot: QtBot) -> None:
    one = call(bench.listen("operator", UDP), socket.SOCK_DGRAM)
    one.send(b"question")
    bench.until_rows(qtbot, b"question")
    bench.do(s.SendBytes(bench.key, b"answer", peer=bench.rows()[0].source))
    assert one.recv(100) == b"answer"


def test_nothing_can_be_sent_on_what_is_closed(bench: Bench, server: socket.socket) -> None:
    key, peer = bench.meet(server)
    peer.close()
    bench.changed(key, SocketState.CLOSED_THERE)
    bench.do(s.SendBytes(key, b"late"))
    assert bench.person.until(e.CommandFailed).failure.code is Code.SOCKET_CLOSED


# --- the rest ----------------------------------------------------------------------------------


def test_properties_are_read_and_set(bench: Bench, server: socket.socket) -> None:
    key, peer = bench.meet(server)
    with peer:
        bench.changed(key, SocketState.OPEN)
        bench.do(s.SetOption(key, s.Option.KEEP_ALIVE, 1))
        bench.do(s.SetOption(key, s.Option.NO_DELAY, 0))
        read = bench.person.until(
            s.PropertiesRead, lambda one: dict(one.options).get(s.Option.NO_DELAY) == 0
        )
    assert (read.family, read.kind) == ("IPv4", "stream")
    assert read.peer == f"127.0.0.1:{port_of(server)}"
    assert read.descriptor > 2
    assert dict(read.options)[s.Option.KEEP_ALIVE] == 1
    assert s.Option.BROADCAST not in dict(read.options)


def test_a_web_page_is_taken_apart(bench: Bench) -> None:
    port = bench.listen("http")
    bench.do(s.GetUrl(f"http://127.0.0.1:{port}/", key="get"))
    answered = bench.person.until(s.UrlAnswered)
    assert (answered.status, answered.reason, answered.body) == (200, "OK", b"hello world")
    assert answered.failure is None


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://127.0.0.1/", Code.URL_WRONG),
        ("http://127.0.0.1:1/", Code.HOST_REFUSED),
        ("ftp://127.0.0.1/", Code.URL_WRONG),
    ],
)
def test_a_web_page_that_cannot_be_got_is_a_sentence(bench: Bench, url: str, code: Code) -> None:
    bench.do(s.GetUrl(url, key="get"))
    failure = bench.person.until(s.UrlAnswered).failure
    assert failure is not None
    assert failure.code is code


def test_what_is_no_web_server_is_a_sentence(bench: Bench) -> None:
    port = bench.listen("thanks")
    bench.do(s.GetUrl(f"http://127.0.0.1:{port}/", key="get"))
    failure = bench.person.until(s.UrlAnswered).failure
    assert failure is not None
    assert failure.code is Code.ANSWER_BROKEN


def test_what_the_front_end_has_not_taken_is_not_read(
    bench: Bench, call: Call, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(limits, "TRAFFIC_BYTES_AHEAD", 200_000)
    one = call(bench.listen(s.Reply("quiet", boundary=s.Boundary.RAW)))
    one.setblocking(False)
    sent = 0
    with contextlib.suppress(BlockingIOError):  # this thread takes nothing meanwhile
        while True:
            sent += one.send(b"x" * 65_536)
    assert sum(row.size for row in bench.rows()) < sent
    qtbot.waitUntil(lambda: sum(row.size for row in bench.rows()) == sent, timeout=10_000)


def test_ending_the_program_closes_everything(bench: Bench, call: Call) -> None:
    one = call(bench.listen("echo"))
    bench.client()
    bench.dial(1, host="192.0.2.77", seconds=60)
    bench.do(s.GetUrl("http://192.0.2.77/", key="get"))
    bench.person.end()
    assert to_the_end(one) == b""

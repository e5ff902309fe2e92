"""Names, addresses, services and holders of ports, against what the system itself says."""

from __future__ import annotations

import ipaddress
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from lanyard.events import Code, CommandFailed
from lanyard.network import looking_up, port_holder
from lanyard.network import lookups as lookups_module
from lanyard.network.interfaces import interface_addresses
from lanyard.network.looking_up import Kind, Question, Rows, question
from lanyard.network.lookups import Lookups
from lanyard.network.services import services_called, services_on
from lanyard.sockets import (
    FindHolder,
    HolderFound,
    HolderStopped,
    LookedUp,
    LookUp,
    StopHolder,
    Transport,
)

LISTENER = """
import signal, socket, sys
if sys.argv[2] == "stays":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
kind = socket.SOCK_DGRAM if sys.argv[1] == "udp" else socket.SOCK_STREAM
holder = socket.socket(socket.AF_INET, kind)
holder.bind(("127.0.0.1", 0))
if sys.argv[1] == "tcp":
    holder.listen()
print(holder.getsockname()[1], flush=True)
sys.stdin.read()
"""


class Orders(QObject):
    """Says orders from outside, as the engine does, and hears the answers in this thread."""

    look_up = Signal(object)
    find_holder = Signal(object)
    stop_holder = Signal(object)
    close = Signal()
    heard = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []

    @Slot(object)
    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.heard.emit(answer)


class Desk:
    """Lookups in their thread, and somebody who asks and waits for the answer."""

    def __init__(self, qtbot: QtBot, resolve: Callable[[Question], Rows]) -> None:
        self._qtbot = qtbot
        self.thread = QThread()
        self.orders = Orders()
        self.lookups = Lookups(resolve)
        self.lookups.moveToThread(self.thread)
        self.thread.started.connect(self.lookups.start)
        self.orders.look_up.connect(self.lookups.look_up)
        self.orders.find_holder.connect(self.lookups.find_holder)
        self.orders.stop_holder.connect(self.lookups.stop_holder)
        self.orders.close.connect(self.lookups.close)
        self.lookups.happened.connect(self.orders.take)
        self.thread.start()

    def ask(self, order: object) -> object:
        signal = {
            LookUp: self.orders.look_up,
            FindHolder: self.orders.find_holder,
            StopHolder: self.orders.stop_holder,
        }[type(order)]
        with self._qtbot.waitSignal(self.orders.heard, timeout=10_000) as waited:
            signal.emit(order)
        return waited.args[0]

    def look_up(self, query: str) -> LookedUp:
        found = self.ask(LookUp(query))
        assert isinstance(found, LookedUp)
        assert found.query == query
        return found

    def find(self, port: int, transport: Transport = Transport.TCP) -> HolderFound:
        found = self.ask(FindHolder(transport, port))
        assert isinstance(found, HolderFound)
        return found

    def stop(self, pid: int, started_at: int) -> HolderStopped:
        stopped = self.ask(StopHolder(pid, started_at))
        assert isinstance(stopped, HolderStopped)
        return stopped

    def end(self) -> bool:
        self.orders.close.emit()
        return self.thread.wait(2_000)


@pytest.fixture
def open_desk(qapp: object, qtbot: QtBot) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make(resolve: Callable[[Question], Rows] = looking_up.resolved) -> Desk:
        desks.append(Desk(qtbot, resolve))
        return desks[-1]

    yield make
    for desk in desks:
        assert desk.end()


@pytest.fixture
def holder() -> Iterator[Callable[..., tuple[subprocess.Popen[str], int]]]:
    started: list[subprocess.Popen[str]] = []

    def start(kind: str = "tcp", mood: str = "goes") -> tuple[subprocess.Popen[str], int]:
        program = subprocess.Popen(
            [sys.executable, "-c", LISTENER, kind, mood],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(program)
        assert program.stdout is not None
        return program, int(program.stdout.readline())

    yield start
    for program in started:
        program.kill()
        program.communicate()


# --- what a question looks like ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("", Question(Kind.MYSELF)),
        ("  ", Question(Kind.MYSELF)),
        ("192.168.1.2", Question(Kind.ADDRESS, "192.168.1.2")),
        (" [::1] ", Question(Kind.ADDRESS, "::1")),
        ("FE80::1%eth0", Question(Kind.ADDRESS, "fe80::1%eth0")),
        ("c0a80102", Question(Kind.HEXADECIMAL, "c0a80102")),
        ("0xC0A80102", Question(Kind.HEXADECIMAL, "c0a80102")),
        ("3306", Question(Kind.PORT, "3306")),
        ("0053/udp", Question(Kind.PORT, "53")),
        ("mysql", Question(Kind.NAME, "mysql")),
        ("chen-pc.local.", Question(Kind.NAME, "chen-pc.local")),
        ("办公室", Question(Kind.NAME, "办公室")),
        ("70000", Question(Kind.NONSENSE)),
        ("two words", Question(Kind.NONSENSE)),
        ("a\x00b", Question(Kind.NONSENSE)),
        ("...", Question(Kind.NONSENSE)),
        ("a" * 300, Question(Kind.NONSENSE)),
    ],
)
def test_a_question_is_understood(typed: str, understood: Question) -> None:
    assert question(typed) == understood


@given(st.text(max_size=60))
def test_any_question_has_an_answer(typed: str) -> None:
    asked = question(typed)
    if asked.kind is not Kind.MYSELF:
        looking_up.known_at_once(asked)


@given(st.ip_addresses())
def test_an_address_and_its_digits_lead_to_each_other(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    ((what, digits),) = looking_up.known_at_once(question(str(address)))
    assert what == "hexadecimal"
    assert looking_up.known_at_once(question(digits)) == (("address", str(address)),)


def test_the_address_of_the_card() -> None:
    assert looking_up.known_at_once(question("192.168.1.2")) == (("hexadecimal", "c0a80102"),)
    assert looking_up.known_at_once(question("c0a80102")) == (("address", "192.168.1.2"),)


# --- services ----------------------------------------------------------------------------------


def test_services_and_ports_lead_to_each_other() -> None:
    assert "mysql 3306/tcp" in services_on(3306)
    assert "mysql 3306/tcp" in services_called("mysql")
    assert services_on(1) == [] or "tcp" in services_on(1)[0]


def test_the_systems_own_list_comes_first() -> None:
    for name in ("http", "ssh", "domain"):
        try:
            port = socket.getservbyname(name, "tcp")
        except OSError:
            continue
        assert f"{name} {port}/tcp" in services_called(name)


def test_without_a_list_the_table_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_words: object) -> str:
        raise OSError("service/proto not found")

    monkeypatch.setattr(socket, "getservbyname", nothing)
    monkeypatch.setattr(socket, "getservbyport", nothing)
    assert services_called("mysql") == ["mysql 3306/tcp"]
    assert services_on(3306) == ["mysql 3306/tcp"]
    assert services_on(25225) == ["lanyard 25225/tcp", "lanyard 25225/udp"]
    assert services_called("nothing") == []


# --- looking up --------------------------------------------------------------------------------


def test_myself(open_desk: Callable[..., Desk]) -> None:
    found = open_desk().look_up("")
    assert found.failure is None
    assert found.rows[0] == ("host_name", socket.gethostname())
    assert found.rows[1][0] == "full_name"
    interfaces = [value.split("\t") for what, value in found.rows if what == "interface"]
    assert interfaces == [
        [one.interface, one.address, one.broadcast] for one in interface_addresses()
    ]


def test_a_name_leads_to_its_addresses(open_desk: Callable[..., Desk]) -> None:
    found = open_desk().look_up("localhost")
    assert found.failure is None
    assert {value for what, value in found.rows if what == "address"} & {"127.0.0.1", "::1"}


def test_an_address_leads_to_its_names(open_desk: Callable[..., Desk]) -> None:
    found = open_desk().look_up("127.0.0.1")
    assert ("hexadecimal", "7f000001") in found.rows
    assert ("name", socket.gethostbyaddr("127.0.0.1")[0]) in found.rows


def test_canonical_names_and_aliases(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = (socket.AF_INET, socket.SOCK_STREAM, 6)

    def addresses(name: str, *_rest: object, **_more: object) -> list[tuple[object, ...]]:
        assert name == "www"
        return [
            (*stream, "web.example", ("10.0.0.5", 0)),
            (*stream, "", ("10.0.0.6", 0)),
            (*stream, "", ("10.0.0.5", 0)),
        ]

    def names(_name: str) -> tuple[str, list[str], list[str]]:
        return "web.example", ["www", "web.example", "intranet"], ["10.0.0.5"]

    monkeypatch.setattr(socket, "getaddrinfo", addresses)
    monkeypatch.setattr(socket, "gethostbyname_ex", names)
    assert looking_up.resolved(question("www")) == (
        ("address", "10.0.0.5"),
        ("address", "10.0.0.6"),
        ("name", "web.example"),
        ("alias", "intranet"),
    )


def test_a_service_that_is_no_computer_is_no_failure(open_desk: Callable[..., Desk]) -> None:
    found = open_desk(lambda _asked: ()).look_up("mysql")
    assert ("service", "mysql 3306/tcp") in found.rows
    assert found.failure is None


@pytest.mark.parametrize(
    ("query", "code"),
    [("nobody.invalid", Code.HOST_UNKNOWN), ("two words", Code.LOOKUP_EMPTY),
     ("64999", Code.LOOKUP_EMPTY), ("99999", Code.LOOKUP_EMPTY)],
)  # fmt: skip
def test_what_nobody_knows_is_a_failure(
    open_desk: Callable[..., Desk], query: str, code: Code
) -> None:
    found = open_desk().look_up(query)
    assert found.rows == ()
    assert found.failure is not None
    assert found.failure.code is code
    assert query in (found.failure.host, found.failure.name)


class StuckResolver:
    """Answers nobody until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked = threading.Event()

    def __call__(self, _asked: Question) -> Rows:
        self.asked.set()
        self.let_go.wait(20)
        return (("address", "10.0.0.1"),)


@pytest.fixture
def stuck() -> Iterator[StuckResolver]:
    resolver = StuckResolver()
    yield resolver
    resolver.let_go.set()


def test_a_stuck_resolver_does_not_hold_up_the_end(
    open_desk: Callable[..., Desk], stuck: StuckResolver
) -> None:
    desk = open_desk(stuck)
    desk.orders.look_up.emit(LookUp("slow.example"))
    assert stuck.asked.wait(5)
    assert desk.end()


def test_a_stuck_resolver_is_given_up_and_others_are_answered_meanwhile(
    open_desk: Callable[..., Desk],
    stuck: StuckResolver,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(lookups_module, "RESOLVER_SECONDS", 0.5)
    desk = open_desk(stuck)
    desk.orders.look_up.emit(LookUp("slow.example"))
    assert stuck.asked.wait(5)
    assert desk.look_up("3306").query == "3306"
    with qtbot.waitSignal(desk.orders.heard, timeout=5_000) as waited:
        pass
    found = waited.args[0]
    assert found.query == "slow.example"
    assert found.failure.code is Code.HOST_UNKNOWN


def test_many_questions_do_not_make_many_threads(
    open_desk: Callable[..., Desk], stuck: StuckResolver, qtbot: QtBot
) -> None:
    desk = open_desk(stuck)
    for number in range(lookups_module.QUESTIONS + 5):
        desk.orders.look_up.emit(LookUp(f"slow{number}.example"))
    qtbot.waitUntil(lambda: len(desk.orders.answers) == 5)
    assert sum(one.name == "resolver" for one in threading.enumerate()) == lookups_module.QUESTIONS


# --- holders -----------------------------------------------------------------------------------


@pytest.mark.parametrize("transport", list(Transport))
def test_another_program_of_mine_is_found_and_stopped(
    open_desk: Callable[..., Desk],
    holder: Callable[..., tuple[subprocess.Popen[str], int]],
    transport: Transport,
) -> None:
    program, port = holder(transport.value)
    desk = open_desk()
    found = desk.find(port, transport)
    process = psutil.Process(program.pid)
    assert found.taken
    assert (found.pid, found.name) == (program.pid, process.name())
    assert abs(found.started_at - process.create_time() * 1000) < 2
    assert found.mine
    assert found.next_free > port
    assert desk.stop(found.pid, found.started_at) == HolderStopped(found.pid)
    program.wait(5)
    assert desk.find(port, transport) == HolderFound(
        transport, port, taken=False, next_free=port_holder.next_free(port, transport == "udp")
    )


def test_a_program_that_stays_is_said_so(
    open_desk: Callable[..., Desk],
    holder: Callable[..., tuple[subprocess.Popen[str], int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lookups_module, "STOP_SECONDS", 0.3)
    program, port = holder("tcp", "stays")
    desk = open_desk()
    found = desk.find(port)
    stopped = desk.stop(found.pid, found.started_at)
    assert stopped.failure is not None
    assert stopped.failure.code is Code.HOLDER_STAYS
    assert str(program.pid) in stopped.failure.detail
    assert program.poll() is None


def test_this_very_program_is_named_and_never_stopped(open_desk: Callable[..., Desk]) -> None:
    desk = open_desk()
    with socket.socket() as mine:
        mine.bind(("127.0.0.1", 0))
        mine.listen()
        found = desk.find(mine.getsockname()[1])
        assert (found.pid, found.mine) == (os.getpid(), False)
        stopped = desk.stop(found.pid, found.started_at)
    assert stopped.failure is not None
    assert stopped.failure.code is Code.HOLDER_NOT_MINE


def test_a_program_of_somebody_else_is_left_alone(
    open_desk: Callable[..., Desk],
    holder: Callable[..., tuple[subprocess.Popen[str], int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program, port = holder()
    desk = open_desk()
    monkeypatch.setattr(port_holder, "_is_mine", lambda _program: False)
    found = desk.find(port)
    assert found.mine is False
    stopped = desk.stop(found.pid, found.started_at)
    assert stopped.failure is not None
    assert stopped.failure.code is Code.HOLDER_NOT_MINE
    assert str(program.pid) in stopped.failure.detail
    assert program.poll() is None


def test_a_number_that_another_program_has_by_now_is_left_alone(
    open_desk: Callable[..., Desk], holder: Callable[..., tuple[subprocess.Popen[str], int]]
) -> None:
    program, port = holder()
    desk = open_desk()
    found = desk.find(port)
    assert desk.stop(found.pid, found.started_at - 5_000) == HolderStopped(found.pid)
    assert program.poll() is None


def test_system_programs_are_nobodys_own() -> None:
    with pytest.raises(PermissionError):
        port_holder.own_program(1, round(psutil.Process(1).create_time() * 1000))


def test_a_port_that_is_none_is_refused(open_desk: Callable[..., Desk]) -> None:
    failed = open_desk().ask(FindHolder(Transport.TCP, 0))
    assert isinstance(failed, CommandFailed)
    assert failed.failure.code is Code.PORT_OUT_OF_RANGE


def test_the_next_free_port_is_free() -> None:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        first.listen()
        port = first.getsockname()[1]
        try:
            second.bind(("127.0.0.1", port + 1))
            second.listen()
        except (OSError, OverflowError):
            pytest.skip("the next port is not to be had")
        free = port_holder.next_free(port)
        assert free > port + 1
        assert not port_holder.is_taken(free)
        assert port_holder.is_taken(port)


def test_a_port_where_only_a_connection_begins_is_named_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
        accepted, _ = server.accept()
        with accepted:
            port = client.getsockname()[1]
            if port_holder.is_taken(port):
                assert port_holder.who_holds(port) == str(port_holder.holder_of(port))
                assert str(os.getpid()) in port_holder.who_holds(port)

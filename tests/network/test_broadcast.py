"""Broadcasts: out to everybody once, in from anybody, and every mistake has its reason."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from lanyard import commands, events
from lanyard.events import Code
from lanyard.network import broadcast as module
from lanyard.network.broadcast import Broadcasts
from lanyard.network.interfaces import interface_addresses
from lanyard.wire import limits
from network.lan import Lan, lan_of, needs_lan
from network.test_discovery import NEIGHBOUR, a_free_port, lines_until

LOOPBACK = ("127.255.255.255",)


@pytest.fixture
def broadcasts(qtbot: QtBot) -> Iterator[Broadcasts]:
    made = Broadcasts()
    made.start()
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def told(broadcasts: Broadcasts) -> list[object]:
    """Everything that was told, in order."""
    events_told: list[object] = []
    broadcasts.happened.connect(events_told.append)
    return events_told


@pytest.fixture
def port() -> int:
    return a_free_port()


def heard(told: list[object]) -> list[events.Datagram]:
    return [
        datagram
        for event in told
        if isinstance(event, events.DatagramsArrived)
        for datagram in event.datagrams
    ]


def send(port: int, *payloads: bytes, host: str = "127.0.0.1") -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as peer:
        for payload in payloads:
            peer.sendto(payload, (host, port))


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (commands.Broadcast("hi", port=0), Code.PORT_OUT_OF_RANGE),
        (commands.Broadcast("hi", port=70_000), Code.PORT_OUT_OF_RANGE),
        (commands.Broadcast(""), Code.TEXT_EMPTY),
        (commands.Broadcast(" \n"), Code.TEXT_EMPTY),
        (commands.Broadcast("张" * 30_000), Code.DATAGRAM_TOO_LONG),
        (commands.Broadcast("hi", addresses=("everybody",)), Code.BROADCAST_FAILED),
        (commands.Broadcast("hi", addresses=("ff02::1",)), Code.BROADCAST_FAILED),
    ],
)
def test_a_mistake_is_told_and_nothing_leaves(
    broadcasts: Broadcasts, told: list[object], command: commands.Broadcast, code: Code
) -> None:
    broadcasts.broadcast(command)
    (event,) = told
    assert isinstance(event, events.BroadcastFailed)
    assert event.failure.code is code


def test_no_network_is_said(
    broadcasts: Broadcasts, told: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    only_loopback = tuple(one for one in interface_addresses() if one.loopback)
    monkeypatch.setattr("lanyard.network.outlets.interface_addresses", lambda: only_loopback)
    broadcasts.broadcast(commands.Broadcast("hi", every=1.0))
    (event,) = told
    assert isinstance(event, events.BroadcastFailed)
    assert event.failure.code is Code.NO_NETWORK
    broadcasts.stop_broadcast(commands.StopBroadcast())
    assert told == [event]


def test_once_is_once_and_heard_once(
    qtbot: QtBot, broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    broadcasts.listen(commands.Listen(port))
    broadcasts.broadcast(
        commands.Broadcast("午饭到了", port, addresses=("127.255.255.255", "127.0.0.1"))
    )
    qtbot.waitUntil(lambda: bool(heard(told)), timeout=2000)
    send(port, b"the last word")
    qtbot.waitUntil(lambda: heard(told)[-1].text == "the last word", timeout=2000)
    mine, theirs = heard(told)
    assert (mine.text, mine.mine, mine.address) == ("午饭到了", True, "127.0.0.1")
    assert not theirs.mine
    assert told[:2] == [
        events.ListeningChanged(port),
        events.BroadcastSent(1, ("127.255.255.255", "127.0.0.1")),
    ]
    assert not any(isinstance(event, events.BroadcastStopped) for event in told)


def test_repeating_counts_and_ends(
    qtbot: QtBot, broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    broadcasts.listen(commands.Listen(port))
    with qtbot.waitSignal(
        broadcasts.happened,
        check_params_cb=lambda event: isinstance(event, events.BroadcastStopped),
        timeout=3000,
    ):
        broadcasts.broadcast(
            commands.Broadcast("tick", port, addresses=LOOPBACK, every=0.1, count=3)
        )
    sent = [event for event in told if isinstance(event, events.BroadcastSent)]
    assert [event.times for event in sent] == [1, 2, 3]
    assert sent[0].next_in == pytest.approx(0.1, abs=0.05)
    assert sent[-1].next_in == 0.0
    assert told[-1] == events.BroadcastStopped(3) or events.BroadcastStopped(3) in told
    qtbot.waitUntil(lambda: len(heard(told)) == 3, timeout=2000)


def test_stopping_stops(broadcasts: Broadcasts, told: list[object], port: int) -> None:
    broadcasts.broadcast(commands.Broadcast("tick", port, addresses=LOOPBACK, every=30.0))
    broadcasts.stop_broadcast(commands.StopBroadcast())
    assert told[-1] == events.BroadcastStopped(1)
    broadcasts.stop_broadcast(commands.StopBroadcast())
    assert len(told) == 2


def test_a_new_one_replaces_the_repeated_one(
    broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    broadcasts.broadcast(commands.Broadcast("tick", port, addresses=LOOPBACK, every=30.0))
    broadcasts.broadcast(commands.Broadcast("once", port, addresses=LOOPBACK))
    assert told[1:] == [events.BroadcastStopped(1), events.BroadcastSent(1, LOOPBACK)]


def test_what_anybody_sends_is_shown(
    qtbot: QtBot, broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    broadcasts.listen(commands.Listen(port))
    payloads = [b"temp=23.4", "你好".encode("gb18030"), b"\xff\x00\xfe", b"", b"x" * 65_507]
    send(port, *payloads)
    if socket.has_ipv6:
        send(port, b"six", host="::1")
    qtbot.waitUntil(lambda: len(heard(told)) == 5 + socket.has_ipv6, timeout=2000)
    came = {datagram.payload: datagram for datagram in heard(told)}
    assert [came[p].text for p in payloads[:4]] == ["temp=23.4", "你好", "ff 00 fe", ""]
    assert [came[p].binary for p in payloads[:4]] == [False, False, True, False]
    assert len(came[payloads[4]].text) == 65_507
    assert all(datagram.at > 1_600_000_000_000 and datagram.port for datagram in came.values())


def test_a_flood_comes_in_batches_and_whole(
    qtbot: QtBot, broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    broadcasts.listen(commands.Listen(port))
    send(port, *(f"text {n}".encode() for n in range(3000)))
    qtbot.waitUntil(lambda: len(heard(told)) == 3000, timeout=5000)
    assert [datagram.text for datagram in heard(told)] == [f"text {n}" for n in range(3000)]
    batches = [len(e.datagrams) for e in told if isinstance(e, events.DatagramsArrived)]
    assert max(batches) <= limits.HEARD_A_BATCH


def test_a_full_backlog_leaves_the_rest_with_the_system_and_goes_on(
    qtbot: QtBot,
    broadcasts: Broadcasts,
    told: list[object],
    port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "HEARD_BACKLOG", 50)
    monkeypatch.setattr(limits, "HEARD_A_BATCH", 20)
    broadcasts.listen(commands.Listen(port))
    send(port, *(f"text {n}".encode() for n in range(400)))
    most = 0

    def all_came() -> bool:
        nonlocal most
        most = max(most, len(broadcasts._backlog))
        return len(heard(told)) == 400

    qtbot.waitUntil(all_came, timeout=5000)
    assert most <= 50


def test_two_programs_listen_at_one_port(
    qtbot: QtBot, broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    other = Broadcasts()
    other.start()
    told_other: list[object] = []
    other.happened.connect(told_other.append)
    broadcasts.listen(commands.Listen(port))
    other.listen(commands.Listen(port))
    broadcasts.broadcast(commands.Broadcast("both", port, addresses=LOOPBACK))
    qtbot.waitUntil(lambda: bool(heard(told)) and bool(heard(told_other)), timeout=2000)
    assert [d.mine for d in heard(told)] == [True]
    assert [d.mine for d in heard(told_other)] == [False]
    other.close()
    other.deleteLater()


def test_a_taken_port_says_who_holds_it(
    broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("", port))
        broadcasts.listen(commands.Listen(port))
    (event,) = told
    assert isinstance(event, events.ListeningChanged)
    assert event.port == 0
    assert event.failure is not None
    assert event.failure.code is Code.PORT_TAKEN
    assert "(pid " in event.failure.detail


def test_a_wrong_port_leaves_the_old_one_open(
    broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    broadcasts.listen(commands.Listen(port))
    for wrong in (0, -1, 70_000):
        broadcasts.listen(commands.Listen(wrong))
        event = told[-1]
        assert isinstance(event, events.ListeningChanged)
        assert event.port == port
        assert event.failure is not None
        assert event.failure.code is Code.PORT_OUT_OF_RANGE


def test_stop_listening_closes_the_port(
    qtbot: QtBot, broadcasts: Broadcasts, told: list[object], port: int
) -> None:
    broadcasts.listen(commands.Listen(port))
    broadcasts.stop_listening(commands.StopListening())
    assert told[-1] == events.ListeningChanged(0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as exclusive:
        exclusive.bind(("", port))


def test_a_pause_that_makes_no_sense_is_bounded() -> None:
    assert module._pause(5.0) == 5.0
    assert module._pause(0.0) == module._pause(-1.0) == module._pause(float("nan")) == 0.0
    assert module._pause(1e-9) == limits.BROADCAST_FASTEST_SECONDS
    assert module._pause(1e9) == limits.BROADCAST_SLOWEST_SECONDS


@pytest.fixture
def lan() -> Iterator[Lan]:
    with lan_of(3) as made:
        yield made


def neighbour(lan: Lan, host: int, *words: str) -> subprocess.Popen[str]:
    return lan.start(host, sys.executable, NEIGHBOUR, *words)


def text_is(*texts: str) -> Callable[[dict[str, object]], bool]:
    def check(event: dict[str, object]) -> bool:
        came = event.get("datagrams")
        return isinstance(came, list) and tuple(one["text"] for one in came) == texts

    return check


def is_listening(event: dict[str, object]) -> bool:
    return event["event"] == "ListeningChanged"


class TestOnALan:
    """Hosts without a route to elsewhere, and programs nobody here wrote."""

    pytestmark = needs_lan

    def test_a_text_reaches_every_host_once(self, lan: Lan) -> None:
        lan.plug(1, "10.78.0", "eth1")
        lan.plug(2, "10.78.0", "eth1")
        two, three = neighbour(lan, 2, "listen", "6475"), neighbour(lan, 3, "listen", "6475")
        lines_until(two, is_listening, 10)
        lines_until(three, is_listening, 10)
        one = neighbour(lan, 1, "broadcast", "午饭到了", "0.5", "2")
        sent = lines_until(one, lambda e: e["event"] == "BroadcastSent", 10)
        assert sent["addresses"] == ["10.77.0.255", "10.78.0.255"]
        lines_until(three, text_is("午饭到了"), 5)
        lines_until(two, text_is("午饭到了", "午饭到了"), 5)  # one by each of its networks
        lines_until(one, lambda e: e["event"] == "BroadcastStopped", 5)

    @pytest.mark.peer
    def test_plain_programs_hear_it_once(self, lan: Lan) -> None:
        socat = lan.start(2, "socat", "-u", "UDP-RECV:6475", "-")
        # Without -k netcat binds itself to the first sender, and hears no second broadcast.
        netcat = lan.start(3, "nc", "-l", "-u", "-k", "6475")
        wait_for_udp(lan, 2)
        wait_for_udp(lan, 3)
        one = neighbour(lan, 1, "broadcast", "hello ", "0.5", "2")
        lines_until(one, lambda e: e["event"] == "BroadcastStopped", 10)
        for peer in (socat, netcat):
            assert printed(peer, 12) == b"hello hello "

    @pytest.mark.peer
    def test_plain_programs_are_heard(self, lan: Lan) -> None:
        one = neighbour(lan, 1, "listen", "6475")
        lines_until(one, is_listening, 10)
        lan.run(2, "nc", "-b", "-u", "-w1", "10.77.0.255", "6475", text="from nc")
        lines_until(one, text_is("from nc"), 5)
        directed = "UDP-DATAGRAM:10.77.0.255:6475,broadcast"
        lan.run(3, "socat", "-", directed, text="hello from socat")
        lines_until(one, text_is("hello from socat"), 5)
        # socat's socket is bound to no interface: it needs a route for the limited broadcast.
        lan.run(3, "ip", "route", "add", "default", "dev", "eth0")
        limited = "UDP-DATAGRAM:255.255.255.255:6475,broadcast"
        lan.run(3, "socat", "-", limited, text="to everything")
        lines_until(one, text_is("to everything"), 5)


def printed(peer: subprocess.Popen[str], size: int) -> bytes:
    """Return what a program printed, at least ``size`` bytes or what came within 5 seconds."""
    assert peer.stdout is not None
    came = b""
    while len(came) < size and select.select([peer.stdout], [], [], 5)[0]:
        came += os.read(peer.stdout.fileno(), 4096)
    return came


def wait_for_udp(lan: Lan, host: int) -> None:
    """Wait until a program on a host has opened the port; it says nothing by itself."""
    for _ in range(200):
        if "6475" in lan.run(host, "ss", "-Hlun", "sport", "=", ":6475"):
            return
    raise AssertionError("the program did not open its port")

"""Discovery: rooms appear, change and go, on one computer and on a LAN of several."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lanyard import commands, events
from lanyard.network.beacon import Announcement, Discovery
from lanyard.wire import beacon, limits
from network.lan import Lan, lan_of, needs_lan

ALICE = "a1" * 32
BOB = "b0" * 32
NEIGHBOUR = str(Path(__file__).with_name("neighbour.py"))


def a_room(name: str = "Office", device_id: str = ALICE, members: int = 1) -> Announcement:
    return Announcement("0c" * 16, name, "alice-pc", 25225, device_id, members, False)


def a_free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def discover(qtbot: QtBot) -> Iterator[Callable[..., Discovery]]:
    port = a_free_port()
    made: list[Discovery] = []

    def make(device_id: str) -> Discovery:
        discovery = Discovery(device_id, port=port)
        made.append(discovery)
        discovery.start()
        return discovery

    yield make
    for discovery in made:
        discovery.close()
        discovery.deleteLater()


def names_are(*names: str) -> Callable[[object], bool]:
    def check(event: object) -> bool:
        return isinstance(event, events.RoomsNear) and tuple(r.name for r in event.rooms) == names

    return check


def test_two_programs_on_one_computer_see_each_other(
    qtbot: QtBot, discover: Callable[..., Discovery]
) -> None:
    alice, bob = discover(ALICE), discover(BOB)
    with (
        qtbot.waitSignal(bob.happened, check_params_cb=names_are("Office"), timeout=2000) as seen,
        qtbot.waitSignal(alice.happened, check_params_cb=names_are("Office"), timeout=2000) as own,
    ):
        alice.announce(a_room())
    (room,) = seen.args[0].rooms
    assert (room.port, room.host_name, room.members, room.mine) == (25225, "alice-pc", 1, False)
    assert "127.0.0.1" in room.addresses
    assert room.addresses[-1] == "127.0.0.1", "loopback is the last way"
    assert own.args[0].rooms[0].mine


def test_who_comes_later_asks_and_is_answered(
    qtbot: QtBot, discover: Callable[..., Discovery], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BEACON_SECONDS", 60.0)
    alice = discover(ALICE)
    with qtbot.waitSignal(alice.happened, check_params_cb=names_are("Office"), timeout=2000):
        alice.announce(a_room())
    qtbot.waitUntil(lambda: not alice._announce_haste, timeout=3000)
    bob = discover(BOB)
    with qtbot.waitSignal(bob.happened, check_params_cb=names_are("Office"), timeout=1000):
        bob.look_around(commands.LookAround())


def test_a_change_is_told_and_a_clean_stop_takes_the_room_away(
    qtbot: QtBot, discover: Callable[..., Discovery]
) -> None:
    alice, bob = discover(ALICE), discover(BOB)
    with qtbot.waitSignal(bob.happened, check_params_cb=names_are("Office"), timeout=2000):
        alice.announce(a_room())
    with qtbot.waitSignal(bob.happened, check_params_cb=names_are("Bureau"), timeout=2000):
        alice.announce(a_room("Bureau"))
    with qtbot.waitSignal(
        bob.happened,
        check_params_cb=lambda event: (
            isinstance(event, events.RoomsNear) and event.rooms[0].members == 5
        ),
        timeout=2000,
    ):
        alice.announce(a_room("Bureau", members=5))
    with qtbot.waitSignal(bob.happened, check_params_cb=names_are(), timeout=1000):
        alice.announce(None)


def test_closing_the_program_says_goodbye_too(
    qtbot: QtBot, discover: Callable[..., Discovery]
) -> None:
    alice, bob = discover(ALICE), discover(BOB)
    with qtbot.waitSignal(bob.happened, check_params_cb=names_are("Office"), timeout=2000):
        alice.announce(a_room())
    with qtbot.waitSignal(bob.happened, check_params_cb=names_are(), timeout=1000):
        alice.close()


def test_a_room_that_dies_without_a_word_is_forgotten(
    qtbot: QtBot, discover: Callable[..., Discovery], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NEAR_FORGET_SECONDS", 0.5)
    monkeypatch.setattr(limits, "BEACON_HASTE", (0.0,))
    alice, bob = discover(ALICE), discover(BOB)
    with qtbot.waitSignal(bob.happened, check_params_cb=names_are("Office"), timeout=2000):
        alice.announce(a_room())
    monkeypatch.setattr(Discovery, "_send_beacon", lambda self: None)
    with qtbot.waitSignal(bob.happened, check_params_cb=names_are(), timeout=3000):
        alice.close()


def test_asking_is_told_by_interface(qtbot: QtBot, discover: Callable[..., Discovery]) -> None:
    bob = discover(BOB)

    def asked(event: object) -> bool:
        return (
            isinstance(event, events.LookedAround)
            and event.listening
            and all(one.asked and one.asked_at and not one.error for one in event.interfaces)
        )

    with qtbot.waitSignal(bob.happened, check_params_cb=asked, timeout=3000):
        bob.look_around(commands.LookAround())


def test_a_question_is_answered_rarely_and_never_with_more(
    qtbot: QtBot, discover: Callable[..., Discovery]
) -> None:
    alice = discover(ALICE)
    with qtbot.waitSignal(alice.happened, check_params_cb=names_are("Office"), timeout=2000):
        alice.announce(a_room())
    question = beacon.encode(beacon.Question())
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.bind(("127.0.0.1", 0))
        asker.settimeout(0)
        # Too short to be answered, and not a question at all.
        asker.sendto(question[:50], ("127.0.0.1", alice._port))
        asker.sendto(b"who is here?", ("127.0.0.1", alice._port))
        for _ in range(50):
            asker.sendto(question, ("127.0.0.1", alice._port))
        answers: list[bytes] = []

        def one_came() -> bool:
            with contextlib.suppress(BlockingIOError):
                answers.append(asker.recv(4096))
            return bool(answers)

        qtbot.waitUntil(one_came, timeout=2000)
        qtbot.wait(100)
        with pytest.raises(BlockingIOError):
            asker.recv(4096)
    assert len(answers[0]) <= len(question)
    said = beacon.decode(answers[0])
    assert isinstance(said, beacon.Beacon)
    assert said.name == "Office"


def test_foreign_traffic_changes_nothing(qtbot: QtBot, discover: Callable[..., Discovery]) -> None:
    bob = discover(BOB)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for noise in (b"", b"\x00" * 2000, b"LNY1", b"LNY1\xc1", b"x" * 60_000):
            stranger.sendto(noise, ("127.0.0.1", bob._port))
        good = beacon.Beacon(
            room="0c" * 16, name="N", host_name="h", port=1, device_id=ALICE, members=0
        )
        with qtbot.waitSignal(bob.happened, check_params_cb=names_are("N"), timeout=2000):
            stranger.sendto(beacon.encode(good), ("127.0.0.1", bob._port))


def test_a_taken_beacon_port_leaves_asking(
    qtbot: QtBot, discover: Callable[..., Discovery]
) -> None:
    bob_port = discover(BOB)._port
    port = a_free_port()
    assert port != bob_port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("", port))
        deaf = Discovery(ALICE, port=port)
        with qtbot.waitSignal(
            deaf.happened,
            check_params_cb=lambda e: isinstance(e, events.LookedAround) and not e.listening,
            timeout=2000,
        ):
            deaf.start()
    deaf._refresh()
    assert deaf._listening, "the port was free again"
    deaf.close()


def lines_until(
    process: subprocess.Popen[str], wanted: Callable[[dict[str, object]], bool], seconds: float
) -> dict[str, object]:
    """Read a neighbour's events until one is wanted; the LAN's end bounds a reading that hangs."""
    assert process.stdout is not None
    end = time.monotonic() + seconds
    seen = []
    for line in process.stdout:
        event = json.loads(line)
        seen.append(event)
        if wanted(event):
            assert time.monotonic() < end, f"too late: {seen}"
            return dict(event)
    raise AssertionError(f"the neighbour ended: {seen}")


def near(*names: str) -> Callable[[dict[str, object]], bool]:
    def check(event: dict[str, object]) -> bool:
        rooms = event.get("rooms")
        return isinstance(rooms, list) and sorted(r["name"] for r in rooms) == sorted(names)

    return check


@pytest.fixture
def lan() -> Iterator[Lan]:
    with lan_of(3) as made:
        made.plug(1, "10.78.0", "eth1")
        made.plug(2, "10.78.0", "eth1")
        yield made


class TestOnALan:
    """Three hosts without any route to elsewhere, two of them on a second network as well."""

    pytestmark = needs_lan

    def test_rooms_come_and_go_in_time(self, lan: Lan) -> None:
        watch = lan.start(2, sys.executable, NEIGHBOUR, "watch")
        lines_until(watch, lambda e: e["event"] == "LookedAround", 10)
        alice = lan.start(1, sys.executable, NEIGHBOUR, "announce", "Büro 办公室")
        event = lines_until(watch, near("Büro 办公室"), 4)
        while len(event["rooms"][0]["addresses"]) < 2:  # type: ignore[index]
            event = lines_until(watch, near("Büro 办公室"), 4)
        room = event["rooms"][0]  # type: ignore[index]
        assert sorted(room["addresses"]) == ["10.77.0.1", "10.78.0.1"]
        lan.start(3, sys.executable, NEIGHBOUR, "announce", "Three")
        lines_until(watch, near("Büro 办公室", "Three"), 4)
        assert alice.stdin is not None
        alice.stdin.close()
        lines_until(watch, near("Three"), 2)

    def test_an_interface_that_comes_later_is_used(self, lan: Lan) -> None:
        lan.start(3, sys.executable, NEIGHBOUR, "announce", "Three")
        watch = lan.start(2, sys.executable, NEIGHBOUR, "watch")
        lines_until(watch, near("Three"), 10)
        lan.plug(3, "10.78.0", "eth1")
        event = lines_until(watch, near("Three"), 10)
        while event["rooms"][0]["addresses"] != ["10.77.0.3", "10.78.0.3"]:  # type: ignore[index]
            event = lines_until(watch, near("Three"), 10)
        lan.unplug(3, "eth0")
        while event["rooms"][0]["addresses"] != ["10.78.0.3"]:  # type: ignore[index]
            event = lines_until(watch, near("Three"), 20)

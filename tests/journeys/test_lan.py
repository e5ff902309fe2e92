"""Whole programs on different machines (network namespaces): found by beacon, not by address."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from blake3 import blake3

from journeys.program import Program
from network.lan import Lan, ip, needs_lan

pytestmark = needs_lan


@pytest.fixture
def lan() -> Iterator[Lan]:
    network = Lan(3)
    try:
        network.up()
        yield network
    finally:
        network.down()


def on(lan: Lan, number: int) -> tuple[str, ...]:
    return ("ip", "netns", "exec", lan.host(number))


def test_a_room_is_found_joined_and_gone(lan: Lan, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(2_500_000))
    digest = blake3(photo.read_bytes()).hexdigest()
    inbox = tmp_path / "inbox"
    with (
        Program(
            "host", "--room", "Workshop", "--name", "Anna", "--accept-files", inbox,
            "--profile", tmp_path / "1", prefix=on(lan, 1),
        ) as anna,
        Program("listen", "--profile", tmp_path / "3", prefix=on(lan, 3)) as ear,
    ):  # fmt: skip
        anna.wait_for("room_opened", port=25225)
        ear.wait_for("listening", port=6475)
        with Program("rooms", "--wait", 2, "--profile", tmp_path / "2", prefix=on(lan, 2)) as look:
            assert look.status() == 0
            (room,) = look.all("room")
        assert (room["name"], room["addresses"]) == ("Workshop", ["10.77.0.1"])

        with Program(
            "join", "--name", "Bob", "--profile", tmp_path / "2", prefix=on(lan, 2)
        ) as bob:
            assert bob.wait_for("joined")["host"] == "10.77.0.1"
            bob.say("Found you.")
            assert anna.wait_for("entry")["text"] == "Found you."
            with Program(
                "send", "--room", "workshop", photo, "--to", "Anna", "--name", "Carl",
                "--profile", tmp_path / "3b", prefix=on(lan, 3),
            ) as carl:  # fmt: skip
                assert carl.status() == 0, carl.errors
            done = anna.wait_for("transfer_done", blake3=digest)
            assert Path(done["path"]).read_bytes() == photo.read_bytes()

            with Program(
                "broadcast", "到饭点了", "--profile", tmp_path / "1b", prefix=on(lan, 1)
            ) as loud:
                assert loud.status() == 0
            heard = ear.wait_for("datagram")
            assert (heard["from"], heard["text"]) == ("10.77.0.1", "到饭点了")

            anna.interrupt()
            assert anna.status() == 0
            bob.wait_for("lost")
        with Program("rooms", "--wait", 1, "--profile", tmp_path / "2", prefix=on(lan, 2)) as look:
            assert look.status() == 0
            assert look.all("room") == []


def test_a_room_that_moves_to_another_address_is_joined_again(lan: Lan, tmp_path: Path) -> None:
    host = ("host", "--room", "Van", "--name", "Anna", "--profile", tmp_path / "1")
    with Program("join", "10.77.0.1", "--name", "Bob", "--profile", tmp_path / "2",
                 prefix=on(lan, 2)) as early:  # fmt: skip
        assert early.status() == 1
    with Program(*host, prefix=on(lan, 1)) as anna:
        anna.wait_for("room_opened")
        with Program(
            "join", "10.77.0.1", "--name", "Bob", "--profile", tmp_path / "2", prefix=on(lan, 2)
        ) as bob:
            bob.wait_for("joined")
            anna.interrupt()
            assert anna.status() == 0
            bob.wait_for("lost")
            bob.say("Where are you?")
            with Program(*host, prefix=on(lan, 3)) as moved:
                assert bob.wait_for("joined")["host"] == "10.77.0.3"
                assert moved.wait_for("entry")["text"] == "Where are you?"
                moved.interrupt()
                assert moved.status() == 0


def test_who_was_away_has_everything_although_its_author_has_gone(lan: Lan, tmp_path: Path) -> None:
    bobs = ("--name", "Bob", "--profile", tmp_path / "3", "10.77.0.1")
    annas = ("join", "--name", "Anna", "--profile", tmp_path / "2", "10.77.0.1")
    lines = [f"line {number} 第{number}行" for number in range(50)]
    with Program(
        "host", "--room", "Office", "--name", "Server", "--profile", tmp_path / "1",
        prefix=on(lan, 1),
    ) as server:  # fmt: skip
        server.wait_for("room_opened")
        with Program("join", *bobs, prefix=on(lan, 3)) as bob:
            bob.wait_for("joined")
            server.wait_for("member_joined", name="Bob")
            bob.interrupt()
            assert bob.status() == 0
        server.wait_for("member_left", name="Bob")
        with Program(*annas, prefix=on(lan, 2)) as anna:
            anna.wait_for("joined")
            for line in lines:
                anna.say(line)
            server.wait_for("entry", text=lines[-1])
            anna.interrupt()
            assert anna.status() == 0
        server.wait_for("member_left", name="Anna")
        ip("-n", lan.host(3), "address", "del", "10.77.0.3/24", "dev", "eth0")
        ip("-n", lan.host(3), "address", "add", "10.77.0.33/24", "dev", "eth0")
        with Program("join", *bobs, prefix=on(lan, 3)) as bob:
            bob.wait_for("joined")
            bob.wait_for("entry", text=lines[-1])  # all of them are one page
            assert [entry["text"] for entry in bob.all("entry")] == lines
            bob.interrupt()
            assert bob.status() == 0
        server.interrupt()
        assert server.status() == 0
    with Program("history", "--profile", tmp_path / "3", prefix=on(lan, 3)) as history:
        assert history.status() == 0
        assert [entry["text"] for entry in history.all("entry")] == lines


def test_a_dead_member_is_noticed_within_fifteen_seconds(lan: Lan, tmp_path: Path) -> None:
    with (
        Program("host", "--name", "Anna", "--profile", tmp_path / "1", prefix=on(lan, 1)) as anna,
    ):
        anna.wait_for("room_opened")
        with Program(
            "join", "10.77.0.1", "--name", "Bob", "--profile", tmp_path / "2", prefix=on(lan, 2)
        ) as bob:
            bob.wait_for("joined")
            anna.wait_for("member_joined")
            lan.unplug(2, "eth0")
            cut = time.monotonic()
            left = anna.wait_for("member_left", name="Bob")
            assert left["lost"]
            assert time.monotonic() - cut < 15
            assert "silent" in json.dumps(bob.wait_for("lost")) or bob.errors


def test_a_file_goes_through_the_server_where_the_two_cannot_reach_each_other(
    lan: Lan, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(2_500_000))
    digest = blake3(photo.read_bytes()).hexdigest()
    ip("-n", lan.host(2), "route", "add", "unreachable", "10.77.0.3/32")
    with Program("host", "--name", "Anna", "--profile", tmp_path / "1", prefix=on(lan, 1)) as anna:
        anna.wait_for("room_opened")
        with Program(
            "join", "10.77.0.1", "--name", "Bob", "--accept-files", tmp_path / "inbox",
            "--profile", tmp_path / "2", prefix=on(lan, 2),
        ) as bob:  # fmt: skip
            bob.wait_for("joined")
            with Program(
                "send", "10.77.0.1", photo, "--to", "Bob", "--name", "Carl",
                "--profile", tmp_path / "3", prefix=on(lan, 3),
            ) as carl:  # fmt: skip
                assert carl.status() == 0, carl.errors
            done = bob.wait_for("transfer_done", blake3=digest)
            assert Path(done["path"]).read_bytes() == photo.read_bytes()
            assert not any(step["direct"] for step in bob.all("transfer_progress"))
            bob.end_input()
            assert bob.status() == 0


def test_a_file_for_somebody_away_is_there_on_return_although_the_sender_is_switched_off(
    lan: Lan, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(2_500_000))
    bobs = ("--name", "Bob", "--profile", tmp_path / "3", "10.77.0.1")
    with Program(
        "host", "--room", "Office", "--name", "Server", "--spool", "1", "--spool-days", "2",
        "--profile", tmp_path / "1", prefix=on(lan, 1),
    ) as server:  # fmt: skip
        server.wait_for("room_opened")
        with Program("join", *bobs, prefix=on(lan, 3)) as bob:
            bob.wait_for("joined")
        server.wait_for("member_left", name="Bob")
        with Program(
            "send", "10.77.0.1", photo, "--to", "Bob", "--name", "Anna",
            "--profile", tmp_path / "2", prefix=on(lan, 2),
        ) as anna:  # fmt: skip
            assert anna.status() == 0, anna.errors
            (left,) = anna.all("transfer_left")
        assert 1.9 < (left["until"] / 1000 - time.time()) / 86_400 < 2.1
        lan.unplug(2, "eth0")
        inbox = tmp_path / "inbox"
        inbox.mkdir()
        with Program("join", *bobs, "--accept-files", inbox, prefix=on(lan, 3)) as bob:
            done = bob.wait_for("transfer_done", blake3=blake3(photo.read_bytes()).hexdigest())
            assert Path(done["path"]).read_bytes() == photo.read_bytes()
            bob.end_input()
            assert bob.status() == 0


def test_no_network_at_all_is_a_sentence(lan: Lan, tmp_path: Path) -> None:
    lan.unplug(2, "eth0")
    with Program("broadcast", "x", "--profile", tmp_path / "2", prefix=on(lan, 2)) as loud:
        assert loud.status() == 1
        assert "network" in loud.errors
    with Program("join", "10.77.0.1", "--profile", tmp_path / "2", prefix=on(lan, 2)) as bob:
        assert bob.status() == 1
        assert "10.77.0.1" in bob.errors

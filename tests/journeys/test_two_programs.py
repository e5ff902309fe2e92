"""Two whole programs, two profiles, one computer: host, join, talk, broadcast, send, quit."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from blake3 import blake3

from journeys.program import Program


def test_a_day_in_a_room(tmp_path: Path, free_port: Callable[[], int]) -> None:
    port, udp = free_port(), free_port()
    inbox = tmp_path / "inbox"
    plan = tmp_path / "floor plan 二层.pdf"
    plan.write_bytes(os.urandom(3_000_000) + b"the end")
    digest = blake3(plan.read_bytes()).hexdigest()
    with (
        Program(
            "host", "--room", "Design office", "--name", "Anna", "--port", port,
            "--profile", tmp_path / "anna", "--accept-files", inbox,
        ) as anna,
        Program("listen", "--udp", udp, "--profile", tmp_path / "ear") as ear,
    ):  # fmt: skip
        opened = anna.wait_for("room_opened", port=port)
        ear.wait_for("listening", port=udp)
        where = f"127.0.0.1:{port}"
        with Program("join", where, "--name", "Bob", "--profile", tmp_path / "bob") as bob:
            joined = bob.wait_for("joined", name="Design office", device_id=opened["device_id"])
            assert [member["name"] for member in joined["members"]] == ["Anna", "Bob"]
            anna.wait_for("member_joined", name="Bob")

            bob.say("Is the printer free? 打印机空吗？")
            accepted = bob.wait_for("accepted")
            heard = anna.wait_for("entry", author="Bob", kind="text")
            assert heard["text"] == "Is the printer free? 打印机空吗？"
            assert (heard["id"], heard["seq"]) == (accepted["id"], accepted["seq"])
            anna.say("It is.")
            assert bob.wait_for("entry", author="Anna")["text"] == "It is."

            with Program(
                "broadcast", "Lunch is here 午饭到了", "--port", udp,
                "--profile", tmp_path / "anna2",
            ) as loud:  # fmt: skip
                assert loud.status() == 0
            assert ear.wait_for("datagram")["text"] == "Lunch is here 午饭到了"

            with Program(
                "send", where, plan, "--to", "Anna", "--name", "Bob's script",
                "--profile", tmp_path / "script",
            ) as sender:  # fmt: skip
                assert sender.status() == 0, sender.errors
                assert sender.all("transfer_done")[0]["blake3"] == digest
            done = anna.wait_for("transfer_done", blake3=digest)
            assert Path(done["path"]).parent == inbox
            assert Path(done["path"]).read_bytes() == plan.read_bytes()

            bob.end_input()
            assert bob.status() == 0
        assert not anna.wait_for("member_left", name="Bob")["lost"]
        for program in (anna, ear):
            program.interrupt()
            assert program.status() == 0
        assert "Server exit" in anna.errors


def test_what_is_said_while_the_server_is_away_arrives_once_and_in_order(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    port = free_port()
    host = (
        "host", "--room", "R", "--name", "Anna", "--port", port, "--profile", tmp_path / "anna",
    )  # fmt: skip
    with Program("join", f"127.0.0.1:{port}", "--name", "Bob", "--profile", tmp_path / "b") as bob:
        assert bob.status() == 1, "nobody hosts yet, and a first attempt is not repeated unasked"
    lines = [f"line {number}" for number in range(20)]
    with Program(*host) as anna:
        anna.wait_for("room_opened", port=port)
        with Program(
            "join", f"127.0.0.1:{port}", "--name", "Bob", "--profile", tmp_path / "b"
        ) as bob:
            bob.wait_for("joined")
            bob.say(lines[0])
            bob.wait_for("accepted")
            anna.wait_for("entry", text=lines[0])
            anna.interrupt()
            assert anna.status() == 0
            bob.wait_for("lost")
            for line in lines[1:]:
                bob.say(line)
            with Program(*host) as anna_again:
                bob.wait_for("joined")
                said = [anna_again.wait_for("entry", author="Bob")["text"] for _ in lines[1:]]
                assert said == lines[1:]
                bob.end_input()
                assert bob.status() == 0
                assert len(bob.all("accepted")) == len(lines)
                sequences = [entry["seq"] for entry in anna_again.all("entry")]
                assert sequences == list(range(2, len(lines) + 1))
                anna_again.interrupt()
                assert anna_again.status() == 0

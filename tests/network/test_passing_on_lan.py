"""One upload reaches a class, on a switch of its own, whatever happens to one of the class."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
from blake3 import blake3

from faults.world import Life
from lanyard.commands import new_id
from network.lan import Lan, lan_of, needs_lan

pytestmark = needs_lan

SIZE = 60_000_000
PORT = 25226
PUPILS = 6
FALLEN = 2
"""Which of them has bad luck: two or more are behind it in the chain."""


def sent_by(lan: Lan, number: int) -> int:
    """Return how many bytes a host has sent."""
    place = "/sys/class/net/eth0/statistics/tx_bytes"
    read = ["ip", "netns", "exec", lan.host(number), "cat", place]
    return int(subprocess.run(read, check=True, capture_output=True, text=True).stdout)


class Class:
    """A teacher who offers a film from a shaped uplink, and pupils, each on a host of its own."""

    def __init__(self, folder: Path, stack: ExitStack, size: int = SIZE) -> None:
        self.path = folder / "film.mp4"
        self.path.write_bytes(os.urandom(size))
        self.size = size
        self.lan = stack.enter_context(lan_of(PUPILS + 1))
        self.shape(self.lan.host(1), "eth0", "100mbit")
        self.folder = folder
        lives: list[Life] = []
        for number in range(1, PUPILS + 2):
            profile = folder / f"profile {number}"
            profile.mkdir()
            prefix = ("ip", "netns", "exec", self.lan.host(number))
            lives.append(Life(profile, f"P{number}", prefix=prefix))
            stack.callback(lives[-1].kill)
        self.teacher, self.pupils = lives[0], lives[1:]
        self.teacher.order("Host", room="Class", name="Teacher", port=PORT)
        self.room = str(self.teacher.wait_for("Joined").fields["room"])
        for number, life in enumerate(self.pupils, 1):
            life.order("Join", host="10.77.0.1", name=f"Pupil {number}", port=PORT)
            life.wait_for("Joined")
        self.before = sent_by(self.lan, 1)

    @staticmethod
    def shape(space: str, interface: str, rate: str) -> None:
        words = ["tbf", "rate", rate, "burst", "256kb", "latency", "50ms"]
        subprocess.run(
            ["tc", "-n", space, "qdisc", "add", "dev", interface, "root", *words], check=True
        )

    def slow_down(self, pupil: int, rate: str) -> None:
        """Let no more than this come to a pupil."""
        switch = self.lan.host(1).removesuffix("h1") + "sw"
        self.shape(switch, f"v10770{pupil + 2}", rate)

    def offer(self) -> None:
        """Offer it, and let all say yes, one behind the other: it is known who is where."""
        offer = new_id()
        self.teacher.order(
            "OfferFiles", room=self.room, paths=[str(self.path)], to="", id=offer
        )  # fmt: skip
        for number, life in enumerate(self.pupils):
            life.wait_for("TransferChanged", 0, lambda told: told["state"] == "offered")
            inbox = self.folder / f"inbox {number}"
            inbox.mkdir()
            life.order("AcceptOffer", offer=offer, folder=str(inbox))
            life.wait_for("TransferChanged", 0, lambda told: told["moved"] > 0)

    def wait_for_all_but(self, one: Life | None) -> float:
        """Wait until it is whole everywhere; return how often it was uploaded."""
        digest = blake3(self.path.read_bytes()).digest()
        for number, life in enumerate(self.pupils):
            if life is not one:
                over = life.wait_for("TransferChanged", 0, is_over, patience=90)
                assert over.fields["state"] == "done"
                received = (self.folder / f"inbox {number}" / self.path.name).read_bytes()
                assert blake3(received).digest() == digest
        return (sent_by(self.lan, 1) - self.before) / self.size


@pytest.mark.parametrize(
    ("what", "most"),
    # Silence is noticed after seconds; by then the author may be free, and serves who asks.
    [("nothing", 1.2), ("is killed", 1.2), ("stands still", 1.9), ("is unplugged", 1.9)],
)
def test_one_upload(tmp_path: Path, what: str, most: float) -> None:
    with ExitStack() as stack:
        room = Class(tmp_path, stack)
        room.offer()
        last = room.pupils[-1]
        last.wait_for("TransferChanged", 0, lambda told: told["moved"] > SIZE // 3)
        fallen = room.pupils[FALLEN] if what != "nothing" else None
        if fallen is not None and what == "is killed":
            fallen.kill()
        elif fallen is not None and what == "stands still":
            fallen.signal(signal.SIGSTOP)
        elif fallen is not None:
            room.lan.unplug(FALLEN + 2, "eth0")
        assert room.wait_for_all_but(fallen) < most


@pytest.mark.parametrize("slow", [0, 2], ids=["the first", "one in the middle"])
def test_nobody_slow_holds_up_the_others(tmp_path: Path, slow: int) -> None:
    with ExitStack() as stack:
        room = Class(tmp_path, stack, 2 * SIZE)
        room.slow_down(slow, "8mbit")
        began = time.monotonic()
        room.offer()
        room.wait_for_all_but(room.pupils[slow])
        # Alone it takes 10 s over the author's uplink, and 120 s to the slow one.
        took = time.monotonic() - began
        assert took < 40


def is_over(told: dict[str, object]) -> bool:
    return told["state"] in ("done", "failed", "cancelled")

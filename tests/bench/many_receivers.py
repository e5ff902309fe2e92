"""One file from one sender to a class of ten: is it sent ten times, or once?

    many_receivers.py [--size 200000000] [--receivers 10] [--rounds 5] [--rate 100mbit]

Every computer is a network namespace with a whole engine in a process of its own; the one that
hosts the room is the sender, and its interface is shaped (``tc tbf``), the others are not. Rounds
with one receiver and with all of them alternate; a round lasts from the order to offer the file
until the last receiver was told that it is whole. Wants root.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from faults.world import Life
from lanyard.commands import new_id
from network.lan import lan_of

PROMISED = 2.0
"""Times as long as for one receiver, at most."""
PORT = 25225
_PATIENCE = 900.0


def one_round(
    folder: Path, room: str, sender: Life, receivers: dict[str, Life], path: Path
) -> list[float]:
    """Let these receivers, by device id, fetch the file; return when each was done, in seconds."""
    offer = new_id()
    marks = {device: len(life.told) for device, life in receivers.items()}
    to = next(iter(receivers)) if len(receivers) == 1 else ""
    began = time.monotonic()
    sender.order("OfferFiles", room=room, paths=[str(path)], to=to, id=offer)

    def is_offered(fields: dict[str, object]) -> bool:
        return fields["offer"] == offer and fields["state"] == "offered"

    def is_over(fields: dict[str, object]) -> bool:
        return fields["offer"] == offer and fields["state"] in ("done", "failed", "cancelled")

    for number, (device, life) in enumerate(receivers.items()):
        life.wait_for("TransferChanged", marks[device], is_offered)
        inbox = folder / f"inbox {number}"
        inbox.mkdir(exist_ok=True)
        life.order("AcceptOffer", offer=offer, folder=str(inbox))
    took: list[float] = []
    for device, life in receivers.items():
        over = life.wait_for("TransferChanged", marks[device], is_over, _PATIENCE)
        if over.fields["state"] != "done" or over.fields["size"] != path.stat().st_size:
            raise SystemExit(f"it did not arrive: {over.fields}")
        took.append(over.at - began)
    for inbox in folder.glob("inbox *"):
        for received in inbox.iterdir():
            if received.stat().st_size != path.stat().st_size:
                raise SystemExit(f"{received.name} is not whole")
            received.unlink()
    return took


def measure(size: int, count: int, rounds: int, rate: str, folder: Path) -> int:
    """Take the figures and print them; 1 if the promise is not kept."""
    path = folder / "film.mp4"
    with path.open("wb") as file:
        for at in range(0, size, 1 << 20):
            file.write(os.urandom(min(1 << 20, size - at)))
    with ExitStack() as stack:
        lan = stack.enter_context(lan_of(count + 1))
        shape = ["tbf", "rate", rate, "burst", "256kb", "latency", "50ms"]
        subprocess.run(
            ["tc", "-n", lan.host(1), "qdisc", "add", "dev", "eth0", "root", *shape], check=True
        )
        lives: list[Life] = []
        for number in range(1, count + 2):
            profile = folder / f"profile {number}"
            profile.mkdir()
            prefix = ("ip", "netns", "exec", lan.host(number))
            life = Life(profile, f"P{number}", prefix=prefix)
            stack.callback(life.kill)
            lives.append(life)
        sender, receivers = lives[0], {}
        sender.order("Host", room="Class", name="Teacher", port=PORT)
        room = str(sender.wait_for("Joined").fields["room"])
        for number, life in enumerate(lives[1:], 1):
            life.order("Join", host="10.77.0.1", name=f"Pupil {number}", port=PORT)
            receivers[str(life.wait_for("Joined").fields["my_device_id"])] = life
        first = dict(list(receivers.items())[:1])
        alone: list[float] = []
        together: list[list[float]] = []
        for _ in range(rounds):
            alone += one_round(folder, room, sender, first, path)
            together.append(one_round(folder, room, sender, receivers, path))
        for life in reversed(lives):
            life.end()
    last = [max(took) for took in together]
    one, all_ = statistics.median(alone), statistics.median(last)
    print(f"to one receiver   {one:6.2f} s [{' '.join(f'{took:.2f}' for took in alone)}]")
    print(f"to {count:2} receivers   {all_:6.2f} s [{' '.join(f'{took:.2f}' for took in last)}]")
    print(f"times one         {all_ / one:6.2f} (promised under {PROMISED})")
    return 0 if all_ / one < PROMISED else 1


def main() -> int:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=200_000_000)
    parser.add_argument("--receivers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rate", default="100mbit")
    chosen = parser.parse_args()
    if os.geteuid() != 0 or shutil.which("tc") is None or shutil.which("ip") is None:
        print("this makes network namespaces, which needs root, ip and tc")
        return 1
    with tempfile.TemporaryDirectory(prefix="lanyard-bench-") as folder:
        return measure(chosen.size, chosen.receivers, chosen.rounds, chosen.rate, Path(folder))


if __name__ == "__main__":
    sys.exit(main())

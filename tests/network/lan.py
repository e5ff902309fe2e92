"""A small LAN of network namespaces: hosts on one switch, made and removed by the test (root).

Nothing of it touches the machine's own interfaces. Each LAN has a name of its own, so that two
test runs never meet.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

needs_lan = [
    pytest.mark.namespace,
    pytest.mark.skipif(
        not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("ip") is None,
        reason="network namespaces need root and iproute2",
    ),
]
"""The marks of a test that makes a LAN."""


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Lan:
    """Hosts 1..N with the addresses 10.77.0.1..N; a second network may join some of them."""

    def __init__(self, hosts: int) -> None:
        self._name = f"ly{os.getpid()}"
        self._spaces = [f"{self._name}sw", *(self.host(k) for k in range(1, hosts + 1))]
        self._started: list[subprocess.Popen[str]] = []

    def host(self, number: int) -> str:
        """Return the namespace of a host."""
        return f"{self._name}h{number}"

    def up(self) -> None:
        for space in self._spaces:
            ip("netns", "add", space)
            ip("-n", space, "link", "set", "lo", "up")
        for number in range(1, len(self._spaces)):
            self.plug(number, "10.77.0", "eth0")

    def plug(self, number: int, network: str, interface: str) -> None:
        """Connect a host to the switch of ``network`` (three numbers) by a new interface."""
        switch, space = self._spaces[0], self.host(number)
        bridge = "br" + network.replace(".", "")
        known = subprocess.run(
            ["ip", "-n", switch, "link", "show", bridge], capture_output=True, check=False
        )
        if known.returncode:
            ip("-n", switch, "link", "add", bridge, "type", "bridge", "mcast_snooping", "0",
               "forward_delay", "0")  # fmt: skip
            ip("-n", switch, "link", "set", bridge, "up")
        port = f"v{network.replace('.', '')}{number}"
        ip("link", "add", port, "netns", switch, "type", "veth",
           "peer", "name", interface, "netns", space)  # fmt: skip
        ip("-n", switch, "link", "set", port, "master", bridge, "up")
        ip("-n", space, "addr", "add", f"{network}.{number}/24",
           "broadcast", f"{network}.255", "dev", interface)  # fmt: skip
        ip("-n", space, "link", "set", interface, "up")

    def unplug(self, number: int, interface: str) -> None:
        """Take an interface away from a host."""
        ip("-n", self.host(number), "link", "del", interface)

    def start(self, number: int, *words: str) -> subprocess.Popen[str]:
        """Start a program on a host; it is ended with the LAN at the latest."""
        process = subprocess.Popen(
            ["ip", "netns", "exec", self.host(number), *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._started.append(process)
        return process

    def run(self, number: int, *words: str, text: str = "") -> str:
        """Run a program on a host to its end and return what it printed."""
        done = subprocess.run(
            ["ip", "netns", "exec", self.host(number), *words],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return done.stdout + done.stderr

    def down(self) -> None:
        for process in self._started:
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
            process.wait()
        for space in self._spaces:
            subprocess.run(["ip", "netns", "del", space], capture_output=True, check=False)


@contextmanager
def lan_of(hosts: int) -> Iterator[Lan]:
    """Make a LAN of so many hosts, and remove it whatever happens."""
    lan = Lan(hosts)
    try:
        lan.up()
        yield lan
    finally:
        lan.down()

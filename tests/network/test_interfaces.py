"""Our addresses and who holds a port, against what the system itself says."""

from __future__ import annotations

import os
import socket

import psutil
import pytest

from lanyard.network.interfaces import InterfaceAddress, addresses, interface_addresses
from lanyard.network.port_holder import who_holds


def test_the_addresses_are_those_of_the_system() -> None:
    system = {
        address.address.partition("%")[0]
        for name, known in psutil.net_if_addrs().items()
        for address in known
        if address.family in (socket.AF_INET, socket.AF_INET6) and psutil.net_if_stats()[name].isup
    }
    ours = {one.address for one in interface_addresses()}
    assert ours <= system
    assert "127.0.0.1" in ours


def test_loopback_is_last_and_never_offered_to_others() -> None:
    found = interface_addresses()
    assert [one.rank for one in found] == sorted(one.rank for one in found)
    assert all(one.rank == 9 for one in found if one.loopback)
    offered = [one.address for one in addresses()]
    assert not any(one.address in offered for one in found if one.loopback)
    assert not any(address.startswith("fe80") for address in offered)


def test_a_broadcast_address_is_that_of_its_network() -> None:
    for one in interface_addresses():
        if one.broadcast:
            assert one.ipv4
            assert one.reaches(one.broadcast)


@pytest.mark.parametrize(
    ("other", "reached"),
    [("10.0.0.9", True), ("10.0.1.9", False), ("fe80::1", False), ("nonsense", False)],
)
def test_reaches(other: str, reached: bool) -> None:
    one = InterfaceAddress("eth0", 2, "10.0.0.5", 24, "10.0.0.255", 0, False)
    assert one.reaches(other) is reached


@pytest.mark.parametrize("udp", [False, True])
def test_the_holder_of_a_port_is_named(udp: bool) -> None:
    kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as holder:
        holder.bind(("127.0.0.1", 0))
        if not udp:
            holder.listen()
        port = holder.getsockname()[1]
        assert who_holds(port, udp) == f"{psutil.Process().name()} (pid {os.getpid()})"
        assert who_holds(port, not udp) == ""
    assert who_holds(port, udp) == ""

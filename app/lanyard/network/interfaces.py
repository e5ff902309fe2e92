"""This computer's addresses, interface by interface, the ones that others can reach first.

Reading them again costs well under a millisecond, so nobody keeps a copy: whoever needs them
asks again every few seconds and sees cables and networks come and go. Any thread.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QNetworkAddressEntry, QNetworkInterface

from lanyard import events

_VIRTUAL = (
    "docker",
    "br-",
    "veth",
    "virbr",
    "vmnet",
    "vboxnet",
    "vethernet",
    "virtualbox",
    "vmware",
    "lxc",
    "lxd",
    "podman",
    "cni",
    "flannel",
    "tun",
    "tap",
    "utun",
    "wg",
    "zt",
    "tailscale",
    "awdl",
    "llw",
    "bridge",
)
"""How the names of interfaces begin that lead to machines inside this one, or far away."""

_Flag = QNetworkInterface.InterfaceFlag
_Type = QNetworkInterface.InterfaceType


@dataclass(frozen=True, slots=True)
class InterfaceAddress:
    """One address of one interface that is up."""

    interface: str
    """The name a person knows it by."""
    index: int
    address: str
    """Without a scope."""
    prefix: int
    """Bits of the network part."""
    broadcast: str
    """The directed broadcast address; empty where there is none (IPv6, point to point)."""
    rank: int
    """0 is the best way to reach this computer, 9 is loopback."""
    loopback: bool

    @property
    def ipv4(self) -> bool:
        """True for IPv4, the only family that can broadcast."""
        return ":" not in self.address

    def reaches(self, address: str) -> bool:
        """Return whether ``address`` is in the network of this address."""
        try:
            network = ipaddress.ip_network(f"{self.address}/{self.prefix}", strict=False)
            return ipaddress.ip_address(address) in network
        except ValueError:
            return False


def interface_addresses() -> tuple[InterfaceAddress, ...]:
    """Return every address of the interfaces that are up and running, the best first."""
    found: list[InterfaceAddress] = []
    for interface in QNetworkInterface.allInterfaces():
        flags = interface.flags()
        if not (flags & _Flag.IsUp and flags & _Flag.IsRunning):
            continue
        loopback = bool(flags & _Flag.IsLoopBack)
        for entry in interface.addressEntries():
            address = entry.ip().toString().partition("%")[0]
            found.append(
                InterfaceAddress(
                    interface=interface.humanReadableName(),
                    index=interface.index(),
                    address=address,
                    prefix=max(0, entry.prefixLength()),
                    broadcast=_broadcast(entry, bool(flags & _Flag.CanBroadcast) or loopback),
                    rank=9 if loopback else _rank(interface, address),
                    loopback=loopback,
                )
            )
    # The system's own order inside one rank: it is stable, and people know it.
    found.sort(key=lambda one: (one.rank, one.index))
    return tuple(found)


def addresses() -> tuple[events.Address, ...]:
    """Return the addresses that others can type, the best first; empty without a network.

    A link-local IPv6 address means something different on every computer and is left out.
    """
    return tuple(
        events.Address(one.address, one.interface, one.broadcast)
        for one in interface_addresses()
        if not one.loopback and (one.ipv4 or not ipaddress.ip_address(one.address).is_link_local)
    )


def addresses_of(bind: str) -> tuple[events.Address, ...]:
    """Return the addresses that others can type to reach what listens on ``bind`` ('': all)."""
    every = addresses()
    if not bind:
        return every
    if bind in ("0.0.0.0", "::"):
        return tuple(one for one in every if (":" in one.address) == (":" in bind))
    return tuple(one for one in every if one.address == bind) or (events.Address(bind, ""),)


def is_here(address: str) -> bool:
    """Return whether ``address``, as the system writes it, is one of this computer's own."""
    loopback = address.startswith("127.") or address == "::1"
    return loopback or any(address == own.address for own in addresses())


def _broadcast(entry: QNetworkAddressEntry, able: bool) -> str:
    if not able or entry.prefixLength() > 30:
        return ""
    broadcast = entry.broadcast()
    if broadcast.protocol() != QAbstractSocket.NetworkLayerProtocol.IPv4Protocol:
        return ""
    return broadcast.toString()


def _rank(interface: QNetworkInterface, address: str) -> int:
    virtual = interface.type() == _Type.Virtual or any(
        name.lower().startswith(_VIRTUAL)
        for name in (interface.name(), interface.humanReadableName())
    )
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        rank = 2 if parsed.is_link_local else 0 if parsed.is_private else 1
    else:
        rank = 4 if parsed.is_link_local else 3
    # 169.254.x.x on a cable still beats the inside of this computer.
    return rank + 4 if virtual else rank


def plain_address(address: QHostAddress) -> str:
    """Return an address as people write it: IPv4 in IPv6 clothes is IPv4."""
    text = address.toString()
    return text[len("::ffff:") :] if text.lower().startswith("::ffff:") else text

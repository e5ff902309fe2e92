"""Names of services and their ports, as the system knows them, with a table of our own behind it.

Small systems and containers come without the list of services; people look up ``mysql`` there too.
"""

from __future__ import annotations

import contextlib
import socket

PROTOCOLS = ("tcp", "udp")
_TCP, _UDP, _BOTH = ("tcp",), ("udp",), PROTOCOLS

_KNOWN: dict[str, tuple[int, tuple[str, ...]]] = {
    "echo": (7, _BOTH), "discard": (9, _BOTH), "daytime": (13, _BOTH), "ftp": (21, _TCP),
    "ssh": (22, _TCP), "telnet": (23, _TCP), "smtp": (25, _TCP), "time": (37, _BOTH),
    "domain": (53, _BOTH), "bootps": (67, _UDP), "bootpc": (68, _UDP), "tftp": (69, _UDP),
    "http": (80, _TCP), "pop3": (110, _TCP), "sunrpc": (111, _BOTH), "ntp": (123, _UDP),
    "netbios-ns": (137, _UDP), "netbios-ssn": (139, _TCP), "imap2": (143, _TCP),
    "snmp": (161, _UDP), "snmp-trap": (162, _UDP), "ldap": (389, _BOTH), "https": (443, _BOTH),
    "microsoft-ds": (445, _TCP), "mbap": (502, _BOTH), "syslog": (514, _UDP),
    "printer": (515, _TCP), "rtsp": (554, _BOTH), "submission": (587, _TCP), "ipp": (631, _TCP),
    "ldaps": (636, _TCP), "rsync": (873, _TCP), "imaps": (993, _TCP), "pop3s": (995, _TCP),
    "socks": (1080, _TCP), "ms-sql-s": (1433, _TCP), "mqtt": (1883, _TCP), "ssdp": (1900, _UDP),
    "nfs": (2049, _BOTH), "mysql": (3306, _TCP), "ms-wbt-server": (3389, _TCP),
    "opcua-tcp": (4840, _TCP), "sip": (5060, _BOTH), "xmpp-client": (5222, _TCP),
    "mdns": (5353, _UDP), "postgresql": (5432, _TCP), "amqp": (5672, _TCP), "vnc": (5900, _TCP),
    "redis": (6379, _TCP), "lanyard-broadcast": (6475, _UDP), "http-alt": (8080, _TCP),
    "mqtts": (8883, _TCP), "lanyard": (25225, _BOTH), "mongodb": (27017, _TCP),
}  # fmt: skip
"""What people on a LAN meet, and what Lanyard itself uses."""


def services_on(port: int) -> list[str]:
    """Return the services of a port as 'mysql 3306/tcp'."""
    found: list[str] = []
    for protocol in PROTOCOLS:
        with contextlib.suppress(OSError, OverflowError):
            found.append(f"{socket.getservbyport(port, protocol)} {port}/{protocol}")
    return found or [
        f"{name} {port}/{protocol}"
        for name, (known, protocols) in _KNOWN.items()
        for protocol in protocols
        if known == port
    ]


def services_called(name: str) -> list[str]:
    """Return the ports of a service as 'mysql 3306/tcp'."""
    found: list[str] = []
    for protocol in PROTOCOLS:
        # ValueError: signs that no name of a service can hold.
        with contextlib.suppress(OSError, ValueError):
            found.append(f"{name} {socket.getservbyname(name, protocol)}/{protocol}")
    port, protocols = _KNOWN.get(name, (0, ()))
    return found or [f"{name} {port}/{protocol}" for protocol in protocols]

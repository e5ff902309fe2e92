"""A classic libpcap file of what passed, so that people read it with the tools they know.

Lanyard sees texts and datagrams, not what a network card sees. So the file is of LINKTYPE_RAW (a
record begins with its IP header, no Ethernet addresses are invented), and the IP, UDP and TCP
heads are made up here: addresses, ports, lengths, checksums and TCP's running numbers are right
and belong together, so that a reader follows a stream; hand-shakes, acknowledgements without
bytes and time to live are not known and not pretended. Plain Python, any thread.
"""

from __future__ import annotations

import ipaddress
import struct
from typing import Final

from lanyard.models.traffic_rows import Passed
from lanyard.sockets import Transport

LINKTYPE_RAW: Final = 101
SNAP_LENGTH: Final = 262_144
SEGMENT: Final = 60_000
"""A TCP text above this is written as several segments: an IP head counts to 65,535 only."""
_TCP, _UDP = 6, 17
_PUSH_ACK = 0x18

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def file_head() -> bytes:
    """Return what a capture file begins with."""
    return struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, SNAP_LENGTH, LINKTYPE_RAW)


class Capture:
    """Turns rows, in their order, into records; knows where each TCP stream stands."""

    def __init__(self) -> None:
        self._next: dict[tuple[str, str, str], int] = {}
        self._number = 0

    def records(self, passed: Passed) -> bytes:
        """Return the records of one row; notes have none."""
        if passed.note:
            return b""
        if passed.transport is Transport.UDP:
            return self._datagram(passed)
        there = (passed.key, passed.source, passed.target)
        back = (passed.key, passed.target, passed.source)
        pieces = []
        begin = self._next.get(there, 1)
        for at in range(0, max(1, len(passed.payload)), SEGMENT):
            segment = passed.payload[at : at + SEGMENT]
            number = (begin + at) & 0xFFFF_FFFF
            pieces.append(self._segment(passed, segment, number, self._next.get(back, 1)))
        self._next[there] = (begin + max(passed.size, len(passed.payload))) & 0xFFFF_FFFF
        return b"".join(pieces)

    def _segment(self, passed: Passed, segment: bytes, number: int, expected: int) -> bytes:
        source, from_port, target, to_port = _ends(passed)
        head = struct.pack(
            ">HHIIBBHHH", from_port, to_port, number, expected, 5 << 4, _PUSH_ACK, 65_535, 0, 0
        )
        check = _checksum(_pseudo(source, target, _TCP, len(head) + len(segment)) + head + segment)
        head = head[:16] + struct.pack(">H", check) + head[18:]
        return self._record(passed.at, source, target, _TCP, head + segment, 0)

    def _datagram(self, passed: Passed) -> bytes:
        source, from_port, target, to_port = _ends(passed)
        missing = max(0, min(passed.size, 65_507) - len(passed.payload))
        length = 8 + len(passed.payload) + missing
        head = struct.pack(">HHHH", from_port, to_port, length, 0)
        if not missing:
            # What is not here cannot be summed up; 0 says "no checksum".
            whole = _pseudo(source, target, _UDP, length) + head + passed.payload
            head = head[:6] + struct.pack(">H", _checksum(whole) or 0xFFFF)
        return self._record(passed.at, source, target, _UDP, head + passed.payload, missing)

    def _record(
        self, at: int, source: _Address, target: _Address, kind: int, body: bytes, missing: int
    ) -> bytes:
        """Return one record; ``missing`` bytes belong to it and were not kept."""
        length = len(body) + missing
        if source.version == 4:
            self._number = (self._number + 1) & 0xFFFF
            head = struct.pack(
                ">BBHHHBBH4s4s",
                0x45, 0, 20 + length, self._number, 0x4000, 64, kind, 0,
                source.packed, target.packed,
            )  # fmt: skip
            head = head[:10] + struct.pack(">H", _checksum(head)) + head[12:]
        else:
            head = struct.pack(
                ">IHBB16s16s", 6 << 28, length, kind, 64, source.packed, target.packed
            )
        kept = len(head) + len(body)
        seconds, milliseconds = divmod(max(0, at), 1000)
        lead = struct.pack(
            "<IIII", seconds & 0xFFFF_FFFF, milliseconds * 1000, kept, kept + missing
        )
        return lead + head + body


def endpoint(words: str) -> tuple[_Address, int]:
    """Return address and port of '10.0.0.7:80', '[fe80::1%eth0]:80' or '10.0.0.7 80'.

    What is no address, such as a name, becomes 0.0.0.0: it must not stop a saving.
    """
    host, _, port = words.strip().replace(" ", ":").rpartition(":")
    host = host.strip("[]").partition("%")[0]
    try:
        address: _Address = ipaddress.ip_address(host)
    except ValueError:
        address = ipaddress.IPv4Address(0)
    number = int(port) if port.isascii() and port.isdigit() and len(port) <= 5 else 0
    return address, number & 0xFFFF


def _ends(passed: Passed) -> tuple[_Address, int, _Address, int]:
    source, from_port = endpoint(passed.source)
    target, to_port = endpoint(passed.target)
    if source.version != target.version:
        source, target = _as_six(source), _as_six(target)
    return source, from_port, target, to_port


def _as_six(address: _Address) -> ipaddress.IPv6Address:
    if isinstance(address, ipaddress.IPv6Address):
        return address
    return ipaddress.IPv6Address((0xFFFF << 32) | int(address))


def _pseudo(source: _Address, target: _Address, kind: int, length: int) -> bytes:
    """Return what TCP and UDP sum up before themselves."""
    both = source.packed + target.packed
    if source.version == 4:
        return both + struct.pack(">BBH", 0, kind, length)
    return both + struct.pack(">II", length, kind)


def _checksum(octets: bytes) -> int:
    """Return the internet checksum, RFC 1071."""
    if len(octets) % 2:
        octets += b"\0"
    # 65536 is 1 modulo 65535, so the number that all octets make has the sum of its words.
    total = int.from_bytes(octets, "big") % 0xFFFF
    if not total and any(octets):
        total = 0xFFFF
    return 0xFFFF - total

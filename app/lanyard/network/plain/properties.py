"""What a socket is like, and the options that people learn first."""

from __future__ import annotations

import contextlib
import socket

from lanyard.network.listener import place, plain_host
from lanyard.sockets import Option, PropertiesRead

_OPTIONS: tuple[tuple[Option, int, int], ...] = (
    (Option.REUSE_ADDRESS, socket.SOL_SOCKET, socket.SO_REUSEADDR),
    (Option.BROADCAST, socket.SOL_SOCKET, socket.SO_BROADCAST),
    (Option.KEEP_ALIVE, socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    (Option.NO_DELAY, socket.IPPROTO_TCP, socket.TCP_NODELAY),
    (Option.SEND_BUFFER, socket.SOL_SOCKET, socket.SO_SNDBUF),
    (Option.RECEIVE_BUFFER, socket.SOL_SOCKET, socket.SO_RCVBUF),
)
_ONLY_DATAGRAMS = {Option.BROADCAST}
_ONLY_STREAMS = {Option.KEEP_ALIVE, Option.NO_DELAY}
_SWITCHES = {Option.REUSE_ADDRESS, Option.BROADCAST, Option.KEEP_ALIVE, Option.NO_DELAY}


def read_properties(key: str, sock: socket.socket, received: int, sent: int) -> PropertiesRead:
    """Return what ``sock`` is like. Raises OSError when it is closed."""
    datagrams = sock.type == socket.SOCK_DGRAM
    peer = ""
    with contextlib.suppress(OSError):
        where = sock.getpeername()
        peer = place(plain_host(where[0]), where[1])
    here = sock.getsockname()
    options: list[tuple[Option, int]] = []
    for option, level, number in _OPTIONS:
        if option in (_ONLY_STREAMS if datagrams else _ONLY_DATAGRAMS):
            continue
        with contextlib.suppress(OSError):
            value = sock.getsockopt(level, number)
            options.append((option, int(bool(value)) if option in _SWITCHES else value))
    host = plain_host(here[0])
    return PropertiesRead(
        key,
        "IPv6" if (":" in host and host != "::") or sock.family == socket.AF_INET6 else "IPv4",
        "datagram" if datagrams else "stream",
        sock.fileno(),
        place(host, here[1]),
        peer,
        received,
        sent,
        tuple(options),
    )


def set_option(sock: socket.socket, option: Option, value: int) -> None:
    """Set an option. Raises OSError when the system refuses."""
    level, number = next((lv, n) for known, lv, n in _OPTIONS if known is option)
    wanted = bool(value) if option in _SWITCHES else max(1, min(value, 1 << 30))
    sock.setsockopt(level, number, wanted)

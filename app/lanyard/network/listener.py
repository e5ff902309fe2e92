"""Opening a port: the wanted one, else the next free one, and who is in the way.

Bare sockets, for the room's port and for every plain listener alike: they can be handed on to Qt,
half-closed, and asked for everything a person wants to know of them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from ipaddress import ip_address

from lanyard.events import Code, Failure
from lanyard.network.port_holder import who_holds
from lanyard.wire import limits

_BACKLOG = 4096


def listen(
    bind: str, port: int, *, next_free: bool, udp: bool = False
) -> tuple[socket.socket, str] | Failure:
    """Return an open, non-blocking socket and who holds the wanted port ('' if it was free).

    An empty ``bind`` means every IPv4 and IPv6 address. Asking who holds a taken port may take
    some hundredths of a second.
    """
    if not 1 <= port <= 65535:
        return Failure(Code.PORT_OUT_OF_RANGE, port=port)
    if bind:
        try:
            ip_address(bind.partition("%")[0])
            socket.getaddrinfo(bind, port, flags=socket.AI_NUMERICHOST)
        except (ValueError, socket.gaierror):  # a UnicodeError is a ValueError
            return Failure(Code.ADDRESS_NOT_OURS, host=bind)
    try:
        return _open(bind, port, udp), ""
    except OSError as error:
        failure = _failure(error, bind, port)
    if failure.code is not Code.PORT_TAKEN:
        return failure
    holder = who_holds(port, udp) or "another program"
    if next_free:
        for candidate in range(port + 1, min(65535, port + limits.PORTS_TRIED) + 1):
            with contextlib.suppress(OSError):
                return _open(bind, candidate, udp), holder
    return Failure(Code.PORT_TAKEN, host=bind, port=port, detail=holder)


def _open(bind: str, port: int, udp: bool) -> socket.socket:
    kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
    if bind:
        where = socket.getaddrinfo(bind, port, type=kind, flags=socket.AI_NUMERICHOST)[0]
        # "::" is what every other program means by it: all of IPv6, and IPv4 with it.
        return _ready(where[0], kind, where[4], both=bind == "::")
    try:
        return _ready(socket.AF_INET6, kind, ("::", port), both=True)
    except OSError as error:
        if error.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.ENOPROTOOPT):
            raise
        return _ready(socket.AF_INET, kind, ("0.0.0.0", port))  # no IPv6 on this computer


def _ready(family: int, kind: int, where: object, *, both: bool = False) -> socket.socket:
    sock = socket.socket(family, kind)
    try:
        if sys.platform == "win32":
            # There, reusing an address would mean sharing the port with whoever asks.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif kind == socket.SOCK_STREAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, not both)
        sock.setblocking(False)
        sock.bind(where)  # type: ignore[arg-type]
        if kind == socket.SOCK_STREAM:
            sock.listen(_BACKLOG)
    except BaseException:
        sock.close()
        raise
    return sock


def allow_many_sockets() -> None:
    """Use all the descriptors the system lets this program have, not its first offer."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def plain_host(address: str) -> str:
    """Return an address as people write it: IPv4 in IPv6 clothes is IPv4, without a scope."""
    bare = address.partition("%")[0]
    return bare[len("::ffff:") :] if bare.lower().startswith("::ffff:") else bare


def place(address: str, port: int) -> str:
    """Return 'address:port', with brackets around an IPv6 address."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _failure(error: OSError, bind: str, port: int) -> Failure:
    match error.errno:
        case errno.EADDRINUSE:
            return Failure(Code.PORT_TAKEN, host=bind, port=port)
        case errno.EACCES | errno.EPERM:
            return Failure(Code.PORT_FORBIDDEN, port=port)
        case errno.EADDRNOTAVAIL | errno.EINVAL:
            return Failure(Code.ADDRESS_NOT_OURS, host=bind)
        case _:
            words = os.strerror(error.errno) if error.errno else str(error)
            return Failure(Code.LISTEN_FAILED, port=port, detail=words)

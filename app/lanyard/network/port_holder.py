"""Who holds a port: the first question after "this port is taken".

Only the system knows, and it tells the whole truth to nobody but an administrator: sockets of
other people's programs have no owner then, and the answer is empty. Any thread; takes a few
hundredths of a second, because every process is looked at.
"""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psutil

from lanyard.wire import limits

_SYSTEM_PIDS = (0, 1, 4)
"""Idle, init and Windows' kernel: theirs are never a person's own ports."""
_SAME_START_MILLISECONDS = 20
"""Systems count the start of a program in ticks; two readings may differ by one."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The program that has a port open."""

    name: str
    pid: int
    started_at: int
    """Milliseconds since the epoch; 0 where the system does not tell."""
    mine: bool
    """It is this person's, it is not this very program, and it may be stopped."""

    def __str__(self) -> str:
        return f"{self.name} (pid {self.pid})"


def holder_of(port: int, udp: bool = False) -> Holder | None:
    """Return the program that has ``port`` open, or None when nobody may know.

    With several holders another program comes before this one. A TCP port is held by who listens
    on it; where nobody does and it is taken all the same, by whose connection begins there.
    """
    found = _connections(udp)
    listening = [pid for pid, one in found if _is_holding(one, port, any_state=udp)]
    if not listening and not udp and is_taken(port):
        listening = [pid for pid, one in found if _is_holding(one, port, any_state=True)]
    for pid in sorted(set(listening), key=lambda pid: (pid == os.getpid(), pid)):
        if (holder := _holder(pid)) is not None:
            return holder
    return None


def who_holds(port: int, udp: bool = False) -> str:
    """Return 'name (pid N)' of the program that has ``port`` open, or '' when nobody may know."""
    return str(holder_of(port, udp) or "")


def is_taken(port: int, udp: bool = False) -> bool:
    """Return whether a listener on every address would be refused because of another one."""
    return _refusal(port, udp) == errno.EADDRINUSE


def next_free(port: int, udp: bool = False) -> int:
    """Return the next port above that this person may open, 0 for none within reach."""
    last = min(65535, port + limits.PORTS_TRIED)
    return next((one for one in range(port + 1, last + 1) if not _refusal(one, udp)), 0)


def own_program(pid: int, started_at: int) -> psutil.Process | None:
    """Return the program with that number and start, None when it has ended meanwhile.

    Raises PermissionError, with its name, for one that is not this person's to stop, or that is
    this very program.
    """
    holder = _holder(pid)
    if holder is None or abs(holder.started_at - started_at) > _SAME_START_MILLISECONDS:
        return None
    if not holder.mine:
        raise PermissionError(str(holder))
    try:
        # From now on psutil itself compares start times before it does anything.
        return psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None


def has_ended(program: psutil.Process) -> bool:
    """Return whether a program is gone; one that only its parent has not buried yet is."""
    try:
        return not program.is_running() or program.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


# --- inside ------------------------------------------------------------------------------------


def _holder(pid: int) -> Holder | None:
    try:
        program = psutil.Process(pid)
        name = program.name()
    except psutil.Error:
        return None
    try:
        started_at = round(program.create_time() * 1000)
    except psutil.Error:
        started_at = 0
    return Holder(name, pid, started_at, bool(started_at) and _is_mine(program))


def _is_mine(program: psutil.Process) -> bool:
    if program.pid == os.getpid() or program.pid in _SYSTEM_PIDS:
        return False
    try:
        if sys.platform == "win32":
            return bool(program.username() == psutil.Process().username())
        return bool(program.uids().real == os.getuid())
    except psutil.Error:
        return False


def _connections(udp: bool) -> list[tuple[int, Any]]:
    kind = "udp" if udp else "tcp"
    try:
        found = psutil.net_connections(kind)
    except (psutil.Error, OSError):
        # macOS shows the list of all sockets to an administrator only.
        return list(_connections_of_mine(kind))
    return [(one.pid, one) for one in found if one.pid is not None]


def _connections_of_mine(kind: str) -> Iterator[tuple[int, Any]]:
    for process in psutil.process_iter():
        try:
            connections = process.net_connections(kind)
        except (psutil.Error, OSError):
            continue
        yield from ((process.pid, connection) for connection in connections)


def _is_holding(connection: Any, port: int, *, any_state: bool) -> bool:
    if not connection.laddr or connection.laddr.port != port:
        return False
    return bool(any_state or connection.status == psutil.CONN_LISTEN)


def _refusal(port: int, udp: bool) -> int:
    """Return the error number with which the system refuses a port for all addresses; 0: none."""
    kind = socket.SOCK_DGRAM if udp else socket.SOCK_STREAM
    try:
        _try(socket.AF_INET6, kind, ("::", port))
    except OSError as error:
        if error.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.ENOPROTOOPT):
            return error.errno or errno.EIO
        try:
            _try(socket.AF_INET, kind, ("0.0.0.0", port))
        except OSError as other:
            return other.errno or errno.EIO
    return 0


def _try(family: int, kind: int, where: tuple[str, int]) -> None:
    """Take the port as a listener would, for a moment and without listening."""
    with socket.socket(family, kind) as probe:
        if sys.platform == "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        elif kind == socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        probe.bind(where)

"""Who holds a port: the first question after "this port is taken".

Only the system knows, and it tells the whole truth to nobody but an administrator: sockets of
other people's programs have no owner then, and the answer is empty. Any thread; takes a few
hundredths of a second, because every process is looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psutil


def who_holds(port: int, udp: bool = False) -> str:
    """Return 'name (pid N)' of the program that has ``port`` open, or '' when nobody may know.

    With several holders another program comes before this one.
    """
    holders = sorted(set(_holders(port, udp)), key=lambda pid: (pid == os.getpid(), pid))
    for pid in holders:
        try:
            return f"{psutil.Process(pid).name()} (pid {pid})"
        except psutil.Error:
            continue
    return ""


def _holders(port: int, udp: bool) -> Iterator[int]:
    try:
        connections = psutil.net_connections("udp" if udp else "tcp")
    except (psutil.Error, OSError):
        # macOS shows the list of all sockets to an administrator only.
        yield from _holders_of_mine(port, udp)
        return
    for connection in connections:
        if connection.pid is not None and _is_holding(connection, port, udp):
            yield connection.pid


def _holders_of_mine(port: int, udp: bool) -> Iterator[int]:
    for process in psutil.process_iter():
        try:
            connections = process.net_connections("udp" if udp else "tcp")
        except (psutil.Error, OSError):
            continue
        if any(_is_holding(connection, port, udp) for connection in connections):
            yield process.pid


def _is_holding(connection: Any, port: int, udp: bool) -> bool:
    if not connection.laddr or connection.laddr.port != port:
        return False
    return bool(udp or connection.status == psutil.CONN_LISTEN)

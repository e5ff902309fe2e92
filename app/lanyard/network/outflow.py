"""Bytes on their way out of a QTcpSocket, past Qt's buffer when nothing waits in it.

Qt copies each write and arms a notifier for it; the system mostly takes a chat's few bytes at
once. Asking the system directly made a line to a hundred members a third faster. What it does not
take goes through Qt, in order, and from then on everything does until Qt's buffer is empty.
"""

from __future__ import annotations

import os

from PySide6.QtNetwork import QTcpSocket

_STRAIGHT = os.name == "posix"
"""Elsewhere a socket is no file descriptor."""


def write(socket: QTcpSocket, content: bytes) -> int:
    """Send ``content``; return how many bytes wait in Qt's buffer. In the socket's thread."""
    # The descriptor is asked for each time: Qt closes it when the other side has gone, and the
    # number may then belong to somebody else.
    descriptor = socket.socketDescriptor()
    if descriptor < 0:
        return 0  # gone: its owner is about to hear so
    sent = 0
    if _STRAIGHT and not socket.bytesToWrite():
        try:
            sent = os.write(descriptor, content)
        except OSError:
            sent = 0  # full, or broken: Qt finds out which, and tells its owner
        if sent == len(content):
            return 0
    socket.write(content[sent:] if sent else content)
    socket.flush()  # now, not a turn later
    return socket.bytesToWrite()

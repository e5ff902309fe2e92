"""The one port for everyone: who a new connection is, by the first byte it sends.

A TLS hello is the app. Anything else is told in one sentence what this port is and parted with.
The byte is only peeked at, so whoever takes the connection over reads it from its beginning.
Somebody who says nothing is parted with after ``HANDSHAKE_SECONDS``.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QAbstractSocket, QTcpSocket

from lanyard.deletion import delete_later
from lanyard.wire import limits

TLS_HELLO: Final = 0x16
_PEEKED_BYTES: Final = 4 * 1024
"""Qt reads at most this much of somebody who has not said who it is."""
_SENTENCE: Final = b"This is a Lanyard room. Join it with the Lanyard app on this network.\n"


class Caller(QObject):
    """A connection that has not said who it is. Exactly one of its signals is emitted, once."""

    is_app = Signal(object)
    """The QTcpSocket of somebody who speaks TLS; the receiver owns it from here on."""
    went = Signal()

    def __init__(self, socket: QTcpSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket
        self._told = False
        self._ended = False
        socket.setParent(self)
        socket.setReadBufferSize(_PEEKED_BYTES)
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.setInterval(round(limits.HANDSHAKE_SECONDS * 1000))
        self._deadline.timeout.connect(self.abort)
        self._deadline.start()
        socket.readyRead.connect(self._on_ready_read)
        socket.disconnected.connect(self._on_gone)
        if socket.bytesAvailable():
            QTimer.singleShot(0, self, self._on_ready_read)

    @Slot()
    def _on_ready_read(self) -> None:
        if self._told:
            return
        first = self._socket.peek(1).data()
        if not first:
            return
        if first[0] == TLS_HELLO:
            socket = self._socket
            socket.readyRead.disconnect(self._on_ready_read)
            socket.disconnected.disconnect(self._on_gone)
            socket.setParent(None)
            self._told = True
            self._end()
            self.is_app.emit(socket)
            return
        self._told = True
        self._socket.readAll()
        self._socket.write(_SENTENCE)
        self._socket.disconnectFromHost()

    @Slot()
    def abort(self) -> None:
        """Part with whoever it is, now."""
        self._socket.abort()
        self._on_gone()

    @Slot()
    def _on_gone(self) -> None:
        # Aborting a socket says that it is gone, too: only the first time counts.
        if self._socket.state() != QAbstractSocket.SocketState.ConnectedState and self._end():
            self.went.emit()

    def _end(self) -> bool:
        first = not self._ended
        self._ended = True
        self._deadline.stop()
        delete_later(self)
        return first

"""One connection between two Lanyard programs: a TCP socket, TLS on it, frames in that.

A link carries frames and says how it ended; what the frames mean is its owner's business. What
one turn of the event loop produces leaves in one write, which made fan-out ten times faster than
a write a frame. A link works in the thread it is in; it may be moved to another one from within
``secured``: nothing of it runs in the old thread after that signal.
"""

from __future__ import annotations

import socket as bare
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QNetworkProxy, QTcpSocket

from lanyard.network import outflow
from lanyard.network.endings import CloseReason, LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.interfaces import plain_address
from lanyard.network.socket_opening import opening_socket
from lanyard.network.tls import BLOCKS, TALK, TlsChannel, TlsError
from lanyard.wire import limits
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError
from lanyard.wire.frame import FrameReader

__all__ = ["CloseReason", "Link", "LinkClosed"]

_TLS_HANDSHAKE: Final = 0x16
_TLS_ALERT: Final = 0x15
_NO_DELAY: Final = QAbstractSocket.SocketOption.LowDelayOption


class Link(QObject):
    """A connection with frames. Make one with ``connect_to`` or ``accept``.

    An accepted link starts with a frame limit of ``FRAME_BEFORE_WELCOME``; one we dialled ourselves
    with ``FRAME_AFTER_WELCOME``, because a server's first frames may come in one piece. An accepted
    link for file blocks starts paused: whoever takes it over listens first and then resumes it.
    After ``closed``, which comes once, the link only waits for ``deleteLater``.
    """

    secured = Signal(object)
    """This link: the handshake is done, ``peer_device_id`` and ``protocol`` are known."""
    frames_arrived = Signal(object)
    """A tuple of frame bodies (bytes) that came in one turn of the event loop."""
    closed = Signal(object)
    """A LinkClosed, exactly once, never from within a call of the owner."""
    drained = Signal()
    """The backlog fell below ``DRAINED_BYTES`` after it had been above."""

    _turn = Signal()
    _tell = Signal()
    _proceed = Signal()
    _end = Signal()

    def __init__(
        self,
        socket: QTcpSocket,
        channel: TlsChannel,
        frame_limit: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._socket = socket
        self._channel = channel
        self._reader = FrameReader(frame_limit)
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._turn_due = False
        self._secured = False
        self._gone = False
        self._spoken = False
        self._said = b""
        self._above_mark = False
        self._paused = False
        self._closing = False
        self._ending: LinkClosed | None = None
        self.backlog_limit: int = limits.BACKLOG_BYTES
        """A link whose backlog passes this is cut: the other side does not read."""
        self._received = self._sent = 0
        self._peer_address = plain_address(socket.peerAddress())
        socket.setParent(self)
        socket.setProxy(QNetworkProxy(QNetworkProxy.ProxyType.NoProxy))  # a LAN has none
        socket.setReadBufferSize(limits.LINK_READ_BYTES)
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._on_deadline)
        # Queued, so that owners never hear from inside their own calls, and so that what is left
        # to do follows the link when it moves to another thread.
        queued = Qt.ConnectionType.QueuedConnection
        self._turn.connect(self.flush, queued)
        self._tell.connect(self._tell_secured, queued)
        self._proceed.connect(self._on_ready_read, queued)
        self._end.connect(self._tell_closed, queued)
        socket.connected.connect(self._on_connected)
        socket.readyRead.connect(self._on_ready_read)
        socket.disconnected.connect(self._on_disconnected)
        socket.errorOccurred.connect(self._on_error)

    # --- making one ----------------------------------------------------------------------------

    @classmethod
    def connect_to(
        cls,
        address: str,
        port: int,
        identity: Identity,
        protocol: bytes = TALK,
        parent: QObject | None = None,
        seconds: float = limits.CONNECT_SECONDS,
    ) -> Link:
        """Dial an address (not a name: looking names up is the caller's). Port 1-65535.

        ``seconds`` bounds the way from dialling to a finished handshake.
        """
        channel = TlsChannel(identity, False, (protocol,))
        socket = QTcpSocket()
        link = cls(socket, channel, limits.FRAME_AFTER_WELCOME, parent)
        link._peer_address = address
        link._deadline.start(round(seconds * 1000))
        with opening_socket:
            socket.connectToHost(QHostAddress(address), port)
        return link

    @classmethod
    def accept(
        cls,
        socket: QTcpSocket,
        identity: Identity,
        said: bytes = b"",
        parent: QObject | None = None,
        seconds: float = limits.HANDSHAKE_SECONDS,
    ) -> Link:
        """Take over a connected socket; ``said`` was read from it already."""
        channel = TlsChannel(identity, True, (TALK, BLOCKS))
        link = cls(socket, channel, limits.FRAME_BEFORE_WELCOME, parent)
        link._deadline.start(round(seconds * 1000))
        link._socket.setSocketOption(_NO_DELAY, 1)
        link._said = said
        link._proceed.emit()
        return link

    # --- what it is ----------------------------------------------------------------------------

    @property
    def peer_device_id(self) -> str:
        """The other side's device id, proven; empty before ``secured``."""
        return self._channel.peer_device_id

    @property
    def protocol(self) -> bytes:
        """TALK or BLOCKS; empty before ``secured``."""
        return self._channel.protocol

    @property
    def peer_address(self) -> str:
        """The other side's address; IPv4 as IPv4 even on a socket for both families."""
        return self._peer_address

    @property
    def received(self) -> int:
        """Bytes that came from the socket, TLS included."""
        return self._received

    @property
    def sent(self) -> int:
        """Bytes handed to the socket, TLS included."""
        return self._sent

    @property
    def backlog(self) -> int:
        """Bytes that wait to leave."""
        return self._waiting_bytes + self._socket.bytesToWrite()

    @property
    def frame_limit(self) -> int:
        """The longest frame body the other side may send."""
        return self._reader.limit

    @frame_limit.setter
    def frame_limit(self, limit: int) -> None:
        self._reader.limit = limit

    @property
    def is_open(self) -> bool:
        """True while frames can be sent: secured and not ending."""
        return self._secured and not self._closing and self._ending is None

    # --- speaking ------------------------------------------------------------------------------

    def send(self, frame: bytes) -> None:
        """Queue whole frames, heads included; they leave at the end of this turn.

        On a link that is ending this does nothing: the owner hears ``closed``. Before ``secured``
        it is a LocalProtocolError.
        """
        if not self._secured and self._ending is None:
            raise LocalProtocolError("a frame before the link is secured")
        if self._closing or self._ending is not None:
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        if self._waiting_bytes >= limits.TLS_BYTES_AT_ONCE:
            self.flush()
        elif not self._turn_due:
            self._turn_due = True
            self._turn.emit()

    def send_now(self, frames: bytes) -> None:
        """Send whole frames, after what is queued already, without waiting for the turn's end."""
        if self.is_open:
            self.flush()
            self._speak(frames)

    @Slot()
    def flush(self) -> None:
        """Let everything queued leave now."""
        self._turn_due = False
        if not self._waiting or self._ending is not None:
            return
        plaintext = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
        self._waiting.clear()
        self._waiting_bytes = 0
        self._speak(plaintext)

    def _speak(self, plaintext: bytes) -> None:
        self._channel.write(plaintext)
        backlog = self._write_ciphertext()
        if backlog > self.backlog_limit:
            self._finish(CloseReason.LOST, f"{backlog} bytes were not read")
        elif backlog >= limits.DRAINED_BYTES and not self._above_mark:
            # Connected only while it matters: a Python call for each small write costs fan-out.
            self._above_mark = True
            self._socket.bytesWritten.connect(self._on_bytes_written)

    def release(self) -> bare.socket | None:
        """Leave TLS behind and hand out the socket; None inside half a word. Ends the link."""
        self.flush()
        descriptor = self._socket.socketDescriptor()
        if not self.is_open or self.backlog or not self._reader.between_frames or descriptor < 0:
            return None
        released = bare.fromfd(descriptor, bare.AF_INET, bare.SOCK_STREAM)
        self._finish(CloseReason.LOCAL, "released")
        return released

    def pause(self) -> None:
        """Stop reading; TCP itself then slows the other side down."""
        self._paused = True

    def resume(self) -> None:
        """Read again."""
        if self._paused:
            self._paused = False
            self._proceed.emit()

    def set_keepalive(self, on: bool) -> None:
        """Let the system probe a silent connection; the talk has its own pings."""
        self._socket.setSocketOption(QAbstractSocket.SocketOption.KeepAliveOption, int(on))

    def close(self) -> None:
        """Say what is queued, then goodbye; ``closed`` follows within ``CLOSE_SECONDS``."""
        if self._closing or self._ending is not None:
            return
        if not self._secured:
            self.abort()
            return
        self.flush()
        if not self.is_open:
            return
        self._closing = True
        self._paused = False
        self._channel.close_notify()
        self._write_ciphertext()
        # The socket stays open until the other side has gone too: closing one with unread bytes
        # makes the system send a reset, which can overtake our last words.
        self._deadline.start(round(limits.CLOSE_SECONDS * 1000))
        self._proceed.emit()

    def abort(self) -> None:
        """Cut it now; what is queued is lost. ``closed`` follows."""
        self._finish(CloseReason.LOCAL, "aborted")

    # --- the socket ----------------------------------------------------------------------------

    def _write_ciphertext(self) -> int:
        """Let what TLS made leave; return how many bytes have to wait."""
        ciphertext = self._channel.take_ciphertext()
        if not ciphertext or self._ending is not None:
            return 0
        self._sent += len(ciphertext)
        return outflow.write(self._socket, ciphertext)

    def _read(self) -> list[bytes]:
        """Take what the socket has through TLS into frames. Raises RemoteProtocolError."""
        bodies: list[bytes] = []
        if self._secured:
            bodies += self._understand()
        while self._said or self._socket.bytesAvailable():
            chunk = self._said or self._socket.read(limits.LINK_READ_BYTES).data()
            self._said = b""
            self._received += len(chunk)
            if not self._spoken:
                self._spoken = True
                if chunk[0] not in (_TLS_HANDSHAKE, _TLS_ALERT):
                    raise TlsError(f"not TLS: {chunk[:32]!r}")
            self._channel.receive_bytes(chunk)
            if self._secured:
                bodies += self._understand()
            elif self._channel.handshake_done:
                break  # the owner must hear first whom it talks to
        return bodies

    def _understand(self) -> list[bytes]:
        return self._reader.feed(self._channel.take_plaintext())

    @Slot()
    def _on_connected(self) -> None:
        self._socket.setSocketOption(_NO_DELAY, 1)
        self._channel.start()
        self._write_ciphertext()

    @Slot()
    def _on_ready_read(self) -> None:
        if self._ending is not None or self._paused:
            return
        handshaking = not self._channel.handshake_done
        if not handshaking and not self._secured:
            return
        bodies: list[bytes] = []
        try:
            bodies = self._read()
        except TlsError as error:
            self._write_ciphertext()  # the alert
            self._finish(CloseReason.TLS if self._secured else self._alien(), str(error))
            return
        except RemoteProtocolError as error:
            self._channel.close_notify()
            self._write_ciphertext()
            self._finish(CloseReason.PROTOCOL, str(error))
            return
        if handshaking:
            self._write_ciphertext()
            if self._channel.handshake_done:
                self._tell.emit()
        if bodies and not self._closing:
            self.frames_arrived.emit(tuple(bodies))
        if self._secured and self._channel.ended:
            self._answer_goodbye()
        elif self._gone:
            self._finish_gone()

    def _alien(self) -> CloseReason:
        """Whom we dialled and cannot even agree on TLS with is no Lanyard at all."""
        return CloseReason.TLS if self._channel.server_side else CloseReason.NOT_LANYARD

    @Slot()
    def _tell_secured(self) -> None:
        if self._ending is not None:
            return
        self._deadline.stop()
        self._secured = True
        self._paused = self._channel.server_side and self._channel.protocol == BLOCKS
        self._proceed.emit()  # queued: it follows the link into another thread
        self.secured.emit(self)

    @Slot(int)
    def _on_bytes_written(self, _count: int) -> None:
        if self._above_mark and self.backlog < limits.DRAINED_BYTES:
            self._above_mark = False
            self._socket.bytesWritten.disconnect(self._on_bytes_written)
            self.drained.emit()

    # --- the end -------------------------------------------------------------------------------

    def _answer_goodbye(self) -> None:
        """The other side has said goodbye: what is queued still leaves, then it is over."""
        if self._closing:
            self._finish(CloseReason.LOCAL)
            return
        self.flush()
        if self._ending is None:
            self._channel.close_notify()
            self._write_ciphertext()
            self._finish(CloseReason.REMOTE)

    @Slot()
    def _on_disconnected(self) -> None:
        self._gone = True
        if self._ending is None and not self._paused:
            self._on_ready_read()
            if self._secured or not self._channel.handshake_done:
                self._finish_gone()

    def _finish_gone(self) -> None:
        """The socket has ended; if a goodbye came with it, that was already the reason."""
        if self._closing:
            self._finish(CloseReason.LOCAL)
        else:
            self._finish(CloseReason.LOST, self._socket.errorString())

    @Slot(QAbstractSocket.SocketError)
    def _on_error(self, error: QAbstractSocket.SocketError) -> None:
        if error == QAbstractSocket.SocketError.RemoteHostClosedError:
            return  # disconnected follows, after the last bytes
        if self._socket.state() == QAbstractSocket.SocketState.ConnectedState or self._spoken:
            reason = CloseReason.LOCAL if self._closing else CloseReason.LOST
        elif error == QAbstractSocket.SocketError.ConnectionRefusedError:
            reason = CloseReason.REFUSED
        elif error == QAbstractSocket.SocketError.SocketTimeoutError:
            reason = CloseReason.TIMEOUT
        else:
            reason = CloseReason.UNREACHABLE
        self._finish(reason, self._socket.errorString())

    @Slot()
    def _on_deadline(self) -> None:
        if self._closing:
            self._finish(CloseReason.LOCAL, "no answer to the goodbye")
        elif self._socket.state() == QAbstractSocket.SocketState.ConnectedState:
            self._finish(CloseReason.TIMEOUT, "handshake")
        else:
            self._finish(CloseReason.TIMEOUT, "connecting")

    def _finish(self, reason: CloseReason, detail: str = "") -> None:
        if self._ending is not None:
            return
        self._ending = LinkClosed(reason, detail)
        self._deadline.stop()
        self._waiting.clear()
        self._waiting_bytes = 0
        if reason in (CloseReason.REMOTE, CloseReason.TLS, CloseReason.PROTOCOL):
            self._socket.disconnectFromHost()  # the alert or goodbye still leaves
        else:
            self._socket.abort()
        self._end.emit()

    @Slot()
    def _tell_closed(self) -> None:
        self.closed.emit(self._ending)

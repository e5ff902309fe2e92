"""The link that carries files: messages, and between them blocks of a megabyte as bare bytes.

The socket is a bare one, not a QTcpSocket, because each copy counts here: a block is read into and
written from one buffer that is used again, and tls_socket.py says how TLS is laid on it. The
socket never blocks; Qt's notifiers say when to go on. Everything happens in the transfers thread.
"""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
from collections import deque
from dataclasses import dataclass
from typing import Final

from OpenSSL import SSL
from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.network.endings import CloseReason, LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.tls import BLOCKS, context_for, device_id_of_peer
from lanyard.network.transfers.tls_socket import BufferedTls, DirectTls, set_options
from lanyard.wire import limits, transfer
from lanyard.wire.errors import RemoteProtocolError

_RECORD: Final = 16 * 1024
_READS_A_TURN: Final = 16
_BUFFERS: Final = 4
"""Blocks of one link in memory: one fills while others are hashed and written."""
_UNDER_WAY = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)}


@dataclass(frozen=True, slots=True)
class BlockArrived:
    """A whole block or bundle. Whoever has used ``content`` gives it back to the link."""

    block: transfer.Block | transfer.Bundle
    content: memoryview


class DataLink(QObject):
    """A connection with messages and blocks. Make one with ``dial`` or ``accept``.

    It reads only while it has a free buffer: a slow disk slows the sender down.
    """

    secured = Signal(object)
    """This link: the handshake is done and ``peer_device_id`` is known."""
    heard = Signal(object)
    """A message of wire.transfer, except Block and Bundle."""
    block_arrived = Signal(object)
    """A BlockArrived."""
    block_left = Signal(object)
    """The buffer of a ``send_block`` is free again."""
    closed = Signal(object)
    """A LinkClosed, exactly once, never from within a call of the owner."""

    _proceed = Signal()
    _end = Signal()

    def __init__(
        self,
        sock: socket.socket,
        identity: Identity,
        parent: QObject,
        *,
        server_side: bool,
        takes_blocks: bool,
    ) -> None:
        super().__init__(parent)
        self.peer_device_id = ""
        self.peer_address = ""
        self._takes_blocks = takes_blocks
        self._socket = sock
        sock.setblocking(False)
        self._identity = identity
        self._tls = self._new_tls(server_side=server_side)
        self._connecting = not server_side
        self._secured = self._closing = self._notified = False
        self._ending: LinkClosed | None = None
        self._told = False
        self._out: deque[tuple[bytes | memoryview, bool]] = deque()
        self._head = bytearray()
        self._block: transfer.Block | transfer.Bundle | None = None
        self._filled = 0
        self._free: list[bytearray] = []
        self._made = 0
        self._buffer: memoryview | None = None
        set_options(sock)
        self._readable = QSocketNotifier(sock.fileno(), QSocketNotifier.Type.Read, self)
        self._readable.setEnabled(server_side)
        self._readable.activated.connect(self._on_readable)
        self._writable = QSocketNotifier(sock.fileno(), QSocketNotifier.Type.Write, self)
        self._writable.setEnabled(not server_side)
        self._writable.activated.connect(self._on_writable)
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._on_deadline)
        queued = Qt.ConnectionType.QueuedConnection
        self._proceed.connect(self._on_readable, queued)
        self._end.connect(self._tell_closed, queued)

    # --- making one ----------------------------------------------------------------------------

    @classmethod
    def dial(
        cls,
        address: str,
        port: int,
        identity: Identity,
        parent: QObject,
        seconds: float,
        *,
        takes_blocks: bool,
    ) -> DataLink:
        """Dial an address; the handshake must be done within ``seconds``.

        Only with ``takes_blocks`` may the other side send any.
        """
        # Anything but an address would be looked up, which blocks.
        version = ipaddress.ip_address(address.partition("%")[0]).version
        family = socket.AF_INET6 if version == 6 else socket.AF_INET
        sock = socket.socket(family, socket.SOCK_STREAM)
        link = cls(sock, identity, parent, server_side=False, takes_blocks=takes_blocks)
        link.peer_address = address
        link._deadline.start(round(seconds * 1000))
        try:
            code = link._socket.connect_ex((address, port))
        except (OSError, OverflowError) as error:
            link._finish(CloseReason.UNREACHABLE, str(error))
        else:
            if code not in _UNDER_WAY:
                link._refused(code)
        return link

    @classmethod
    def accept(
        cls, sock: socket.socket, address: str, identity: Identity, parent: QObject, seconds: float
    ) -> DataLink:
        """Take over an accepted socket, of somebody who may fetch from us."""
        link = cls(sock, identity, parent, server_side=True, takes_blocks=False)
        link.peer_address = address
        link._deadline.start(round(seconds * 1000))
        return link

    # --- what it is ----------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """True while something can be said."""
        return self._secured and not self._closing and self._ending is None

    @property
    def part_of_block(self) -> int:
        """Bytes that have come of a block that is not whole yet."""
        return self._filled

    @property
    def is_over(self) -> bool:
        """True when the link has ended, told or not."""
        return self._ending is not None

    def expect(self, seconds: float) -> None:
        """End the link unless ``expect(0)`` is called within ``seconds``."""
        if seconds:
            self._deadline.start(round(seconds * 1000))
        elif not self._closing:
            self._deadline.stop()

    def begin_anew(self, seconds: float, *, server_side: bool) -> None:
        """Shake hands with whoever is at the other end of a server's passage: ``secured`` follows.

        From now on the server only passes bytes. Raises RemoteProtocolError when some came early.
        """
        if len(self._head) or self._out:
            raise RemoteProtocolError("words before the handshake")
        self._tls = self._new_tls(server_side=server_side)
        self._secured = False
        self.peer_device_id = ""
        self._deadline.start(round(seconds * 1000))
        self._proceed.emit()

    def _new_tls(self, *, server_side: bool) -> DirectTls:
        context = context_for(self._identity, server_side, (BLOCKS,))
        tls = BufferedTls if self._takes_blocks else DirectTls
        return tls(context, self._socket, server_side=server_side)

    # --- speaking ------------------------------------------------------------------------------

    def send(self, frame: bytes) -> None:
        """Send a framed message, after everything sent before; nothing on a link that ends."""
        if self.is_open:
            self._out.append((frame, False))
            self._pump()

    def send_block(self, head: bytes, content: memoryview) -> None:
        """Send a framed Block and its bytes; ``block_left`` returns the buffer."""
        if self.is_open:
            self._out.append((head, False))
            self._out.append((content, True))
            self._pump()

    def give_back(self, content: memoryview) -> None:
        """Return the buffer of a BlockArrived; reading goes on if it waited for one."""
        buffer = content.obj
        content.release()
        if isinstance(buffer, bytearray):
            self._free.append(buffer)
        if self._ending is None and not self._readable.isEnabled() and self._secured:
            self._readable.setEnabled(True)
            self._proceed.emit()  # OpenSSL may hold bytes that the socket no longer has

    def close(self) -> None:
        """Say what is queued, then goodbye; ``closed`` follows within ``CLOSE_SECONDS``."""
        if self._ending is not None or self._closing:
            return
        if not self._secured:
            self.abort()
            return
        self._closing = True
        self._deadline.start(round(limits.CLOSE_SECONDS * 1000))
        self._readable.setEnabled(True)
        self._pump()

    def leave(self, parent: QObject) -> None:
        """Close it, if nobody has; ``parent`` keeps it until its last words are said."""
        if self._ending is not None and self._told:
            delete_later(self)
            return
        self.setParent(parent)
        self.closed.connect(self._on_left)
        self.close()

    @Slot()
    def _on_left(self) -> None:
        delete_later(self)

    def abort(self) -> None:
        """Cut it now; ``closed`` follows."""
        self._finish(CloseReason.LOCAL, "aborted")

    def refuse(self, error: Exception) -> None:
        """Cut it because the other side broke the protocol; ``closed`` follows."""
        self._finish(CloseReason.PROTOCOL, str(error))

    # --- the socket: out -----------------------------------------------------------------------

    @Slot()
    def _on_writable(self) -> None:
        self._writable.setEnabled(False)
        if self._ending is not None:
            return
        if self._connecting:
            code = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                self._refused(code)
                return
            self._connecting = False
        if not self._secured:
            self._shake_hands()
        else:
            self._pump()

    def _pump(self) -> None:
        """Hand over what is queued until the socket takes no more."""
        try:
            while self._out:
                content, is_block = self._out[0]
                self._tls.send(content)
                self._out.popleft()
                if is_block:
                    self.block_left.emit(content)
            if self._closing and not self._notified:
                self._notified = True
                self._tls.shutdown()
            if not self._tls.flush():
                self._writable.setEnabled(True)
        except SSL.WantWriteError:
            self._writable.setEnabled(True)
        except SSL.WantReadError:
            pass
        except SSL.Error as error:
            self._lose(error)

    # --- the socket: in ------------------------------------------------------------------------

    @Slot()
    def _on_readable(self) -> None:
        if self._ending is not None:
            return
        if not self._secured:
            self._shake_hands()
        if self._secured:
            self._read()

    def _shake_hands(self) -> None:
        try:
            self._tls.do_handshake()
        except SSL.WantReadError:
            self._readable.setEnabled(True)
            return
        except SSL.WantWriteError:
            self._writable.setEnabled(True)
            return
        except SSL.Error as error:
            self._lose(error, CloseReason.TLS)
            return
        if self._tls.connection.get_alpn_proto_negotiated() != BLOCKS:
            self._finish(CloseReason.NOT_LANYARD, "another protocol")
            return
        self.peer_device_id = device_id_of_peer(self._tls.connection)
        self._secured = True
        self._deadline.stop()
        self._readable.setEnabled(True)
        self._pump()  # the last words of the handshake may still wait
        self.secured.emit(self)

    def _read(self) -> None:
        try:
            if not self._parse():
                return
            for _ in range(_READS_A_TURN):
                if self._ending is not None or not self._secured:
                    return
                if self._block is None or self._closing:
                    self._head += self._tls.recv(_RECORD)
                    if not self._parse():
                        return
                elif not self._fill(self._block):
                    return
            if self._tls.has_more():
                self._proceed.emit()
        except SSL.WantReadError:
            pass
        except SSL.WantWriteError:
            self._writable.setEnabled(True)
        except SSL.ZeroReturnError:
            self._on_goodbye()
        except RemoteProtocolError as error:
            self.refuse(error)
        except SSL.Error as error:
            self._lose(error)

    def _parse(self) -> bool:
        """Understand what lies in ``_head``. False: reading waits for a buffer."""
        head = self._head
        while not self._closing and self._ending is None:
            if self._block is not None and (head or not self._block.length):
                # A server in between cuts records as it likes: a block may share one.
                if not self._fill(self._block, head):
                    return False
                continue
            message = transfer.take(head)
            if message is None:
                break
            if not isinstance(message, transfer.Block | transfer.Bundle):
                self.heard.emit(message)
            elif self._takes_blocks:
                self._block = message
            else:
                raise RemoteProtocolError("a block for somebody who takes none")
        if self._closing:
            head.clear()
        return True

    def _fill(
        self, block: transfer.Block | transfer.Bundle, source: bytearray | None = None
    ) -> bool:
        """Put more bytes into a block, from ``source`` or TLS. False: no buffer is free."""
        buffer = self._buffer
        if buffer is None:
            if not self._free and self._made < _BUFFERS:
                self._made += 1
                self._free.append(bytearray(limits.BLOCK_BYTES))
            if not self._free:
                self._readable.setEnabled(False)
                return False
            buffer = self._buffer = memoryview(self._free.pop())
        at = self._filled
        if source is None:
            # Never more than the block: the next message must not end up in its buffer.
            self._filled += self._tls.recv_into(buffer[at : block.length])
        else:
            count = min(len(source), block.length - at)
            buffer[at : at + count] = source[:count]
            del source[:count]
            self._filled += count
        if self._filled == block.length:
            self._block = self._buffer = None
            self._filled = 0
            self.block_arrived.emit(BlockArrived(block, buffer[: block.length]))
        return True

    # --- the end -------------------------------------------------------------------------------

    def _on_goodbye(self) -> None:
        if self._closing:
            self._finish(CloseReason.LOCAL)
            return
        with contextlib.suppress(SSL.Error):  # a write was under way: they are gone all the same
            self._tls.shutdown()
        self._finish(CloseReason.REMOTE)

    def _lose(self, error: SSL.Error, reason: CloseReason = CloseReason.LOST) -> None:
        cut = isinstance(error, SSL.SysCallError)
        if self._closing:
            reason = CloseReason.LOCAL
        elif cut:
            reason = CloseReason.LOST
        self._finish(reason, str(error))

    def _refused(self, code: int) -> None:
        refused = code in (errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", 0))
        reason = CloseReason.REFUSED if refused else CloseReason.UNREACHABLE
        self._finish(reason, errno.errorcode.get(code, str(code)))

    @Slot()
    def _on_deadline(self) -> None:
        self._finish(CloseReason.LOCAL if self._closing else CloseReason.TIMEOUT)

    def _finish(self, reason: CloseReason, detail: str = "") -> None:
        if self._ending is not None:
            return
        self._ending = LinkClosed(reason, detail)
        self._deadline.stop()
        self._readable.setEnabled(False)
        self._writable.setEnabled(False)
        self._out.clear()
        self._free.clear()
        self._buffer = self._block = None
        self._socket.close()
        self._end.emit()

    @Slot()
    def _tell_closed(self) -> None:
        self._told = True
        self.closed.emit(self._ending)

"""TLS on a socket that never blocks, in the two ways that measured best for blocks of files.

Whoever sends lets OpenSSL write straight to the socket: nothing is copied in between. Whoever
receives reads the socket in big pieces into a memory buffer of OpenSSL's: straight, it would ask
the system twice for each 16 KiB. One gigabyte, two cores, both sides hashing: 1.8 s this way,
2.4 s straight on both sides, 2.8 s through memory on both.
"""

from __future__ import annotations

import contextlib
import socket
from typing import Any

from OpenSSL import SSL

from lanyard.wire import limits

# OpenSSL gives one record of 16 KiB a call. pyOpenSSL makes room for each and copies it once more,
# which cost a third of the receiver's time; its own bindings, where they are, read into place.
_lib: Any = getattr(SSL, "_lib", None)
_ffi: Any = getattr(SSL, "_ffi", None)
if _ffi is None or not all(
    hasattr(_lib, name) for name in ("SSL_read", "SSL_get_error", "SSL_ERROR_WANT_READ")
):
    _lib = None


class DirectTls:
    """OpenSSL reads and writes the socket itself. Its calls raise pyOpenSSL's errors."""

    def __init__(self, context: SSL.Context, sock: socket.socket, *, server_side: bool) -> None:
        self.connection = self._make(context, sock)
        if server_side:
            self.connection.set_accept_state()
        else:
            self.connection.set_connect_state()

    def _make(self, context: SSL.Context, sock: socket.socket) -> SSL.Connection:
        return SSL.Connection(context, sock)

    def do_handshake(self) -> None:
        """Go on with the handshake; returns when it is done."""
        self.connection.do_handshake()

    def recv(self, size: int) -> bytes:
        """Return some bytes the other side said."""
        return self.connection.recv(size)

    def recv_into(self, buffer: memoryview) -> int:
        """Put some bytes the other side said into ``buffer``; return how many."""
        return self.connection.recv_into(buffer)

    def send(self, content: bytes | memoryview) -> None:
        """Say all of ``content``; after SSL.WantWriteError call again with the same."""
        self.connection.send(content)

    def shutdown(self) -> None:
        """Say goodbye."""
        self.connection.shutdown()

    def flush(self) -> bool:
        """Hand over what was said; False when the socket takes no more now."""
        return True

    def has_more(self) -> bool:
        """Return whether bytes are here that the socket's notifier knows nothing of."""
        return self.connection.pending() > 0


class BufferedTls(DirectTls):
    """OpenSSL works on memory, and big pieces go from and to the socket."""

    def __init__(self, context: SSL.Context, sock: socket.socket, *, server_side: bool) -> None:
        self._socket = sock
        self._raw = memoryview(bytearray(limits.TLS_BYTES_AT_ONCE))
        self._unsent = b""
        super().__init__(context, sock, server_side=server_side)

    def _make(self, context: SSL.Context, sock: socket.socket) -> SSL.Connection:
        return SSL.Connection(context, None)

    def do_handshake(self) -> None:
        """Go on with the handshake; returns when it is done."""
        while True:
            try:
                self.connection.do_handshake()
            except SSL.WantReadError:
                self._take_written()
                self.flush()
                self._pull()
            else:
                break
        self._take_written()
        self.flush()

    def recv(self, size: int) -> bytes:
        """Return some bytes the other side said."""
        while True:
            try:
                return self.connection.recv(size)
            except SSL.WantReadError:
                self._pull()

    def recv_into(self, buffer: memoryview) -> int:
        """Put what the other side said into ``buffer``, as much as is here; return how many."""
        if _lib is None:
            while True:
                try:
                    return self.connection.recv_into(buffer)
                except SSL.WantReadError:
                    self._pull()
        ssl = self.connection._ssl
        whole = _ffi.from_buffer(buffer)
        start = _ffi.cast("char *", whole)
        filled, size = 0, len(buffer)
        while filled < size:
            count = _lib.SSL_read(ssl, start + filled, size - filled)
            if count > 0:
                filled += count
            elif _lib.SSL_get_error(ssl, count) == _lib.SSL_ERROR_WANT_READ:
                try:
                    self._pull()
                except SSL.Error:
                    if filled:
                        break  # it is the same the next time
                    raise
            elif filled:
                break
            else:
                return self.connection.recv_into(buffer)  # it says what is wrong
        return filled

    def send(self, content: bytes | memoryview) -> None:
        """Say all of ``content``; after SSL.WantWriteError call again with the same."""
        if not self.flush():
            raise SSL.WantWriteError
        self.connection.send(content)
        self._take_written()
        self.flush()

    def shutdown(self) -> None:
        """Say goodbye."""
        self.connection.shutdown()
        self._take_written()
        self.flush()

    def flush(self) -> bool:
        """Hand over what was said; False when the socket takes no more now."""
        while self._unsent:
            try:
                self._unsent = self._unsent[self._socket.send(self._unsent) :]
            except (BlockingIOError, InterruptedError):
                return False
            except OSError as error:
                raise SSL.SysCallError(error.errno, error.strerror) from error
        return True

    def has_more(self) -> bool:
        """Return whether bytes are here that the socket's notifier knows nothing of."""
        # What lies in OpenSSL's memory undecrypted does not count as pending: ask again always.
        return True

    def _pull(self) -> None:
        """Bring one big piece from the socket. Raises SSL.WantReadError when there is none."""
        try:
            count = self._socket.recv_into(self._raw)
        except (BlockingIOError, InterruptedError):
            raise SSL.WantReadError from None
        except OSError as error:
            raise SSL.SysCallError(error.errno, error.strerror) from error
        if not count:
            raise SSL.SysCallError(-1, "Unexpected EOF")
        self.connection.bio_write(self._raw[:count])

    def _take_written(self) -> None:
        while True:
            try:
                self._unsent += self.connection.bio_read(limits.TLS_BYTES_AT_ONCE)
            except SSL.WantReadError:
                return


def set_options(sock: socket.socket) -> None:
    """Small messages leave at once, and a dead computer is noticed within half a minute."""
    with contextlib.suppress(OSError):  # one that is dead already says so when it is read
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, number in (
            ("TCP_KEEPIDLE", 10),
            ("TCP_KEEPINTVL", 5),
            ("TCP_KEEPCNT", 3),
            ("TCP_USER_TIMEOUT", 25_000),
        ):
            option = getattr(socket, name, None)
            if option is not None:
                sock.setsockopt(socket.IPPROTO_TCP, option, number)

"""TLS 1.3 as bytes in and bytes out, so that it can be tested without a socket.

OpenSSL works on two memory buffers here; a link carries the ciphertext. Both sides show a
self-signed certificate and accept any: who may stay is judged afterwards by the device id, never
by a name or a date in a certificate. The OpenSSL in the cryptography wheel is the same on every
system, which Qt's own TLS is not (none of TLS 1.3 on Windows 10 and macOS).
"""

from __future__ import annotations

import functools
from typing import Any

from OpenSSL import SSL

from lanyard.network.identity import Identity
from lanyard.wire import limits
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError

TALK = b"lanyard/1"
BLOCKS = b"lanyard-data/1"

# Hardware AES makes the 128-bit suite the fastest; a computer without it prefers ChaCha20 itself.
_SUITES = b"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
_READ = 16 * 1024
_PARTIAL_WRITE = 1  # SSL_MODE_ENABLE_PARTIAL_WRITE: one record a call instead of all


class TlsError(RemoteProtocolError):
    """The other side's TLS is broken, too old, or not TLS; its ``args[0]`` is for the log."""


def _accept_any(*_judgement: object) -> bool:
    """Let every certificate pass: the caller judges ``peer_device_id``."""
    return True


@functools.lru_cache(maxsize=16)
def context_for(identity: Identity, server_side: bool, protocols: tuple[bytes, ...]) -> SSL.Context:
    """Return the one context of an identity in a role; making it costs more than a handshake."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_min_proto_version(SSL.TLS1_3_VERSION)
    context.set_tls13_ciphersuites(_SUITES)
    context.clear_mode(_PARTIAL_WRITE)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.use_certificate(identity.certificate)
    context.use_privatekey(identity.key)
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, _accept_any)
    if server_side:

        def select(_connection: SSL.Connection, offered: list[bytes]) -> Any:
            # Without a common protocol the handshake goes on; the channel then refuses it.
            return next((one for one in protocols if one in offered), SSL.NO_OVERLAPPING_PROTOCOLS)

        context.set_alpn_select_callback(select)
    else:
        context.set_alpn_protos(list(protocols))
    return context


def device_id_of_peer(connection: SSL.Connection) -> str:
    """Return the device id the other side has proven; '' if it showed no certificate."""
    certificate = connection.get_peer_certificate()
    if certificate is None:
        return ""
    return certificate.digest("sha256").replace(b":", b"").decode().lower()


class TlsChannel:
    """One TLS conversation. Not for two threads at once; may move between them.

    Every method that takes bytes of the other side raises TlsError when they are not what TLS
    allows; what ``take_ciphertext`` then returns is the alert that tells them so. ``write`` before
    the handshake is done, or after ``close_notify``, is a LocalProtocolError.
    """

    def __init__(self, identity: Identity, server_side: bool, protocols: tuple[bytes, ...]) -> None:
        self._protocols = protocols
        self._connection = SSL.Connection(context_for(identity, server_side, protocols))
        if server_side:
            self._connection.set_accept_state()
        else:
            self._connection.set_connect_state()
        self._server_side = server_side
        self._plaintext: list[bytes] = []
        self._done = False
        self._ended = False
        self._closing = False
        self._failed = False
        self._peer_device_id = ""
        self._protocol = b""

    @property
    def server_side(self) -> bool:
        """True when the other side dialled."""
        return self._server_side

    @property
    def handshake_done(self) -> bool:
        """True once both sides have proven their certificates."""
        return self._done

    @property
    def peer_device_id(self) -> str:
        """The other side's device id; empty before the handshake is done."""
        return self._peer_device_id

    @property
    def protocol(self) -> bytes:
        """The agreed application protocol; empty before the handshake is done."""
        return self._protocol

    @property
    def ended(self) -> bool:
        """True when the other side said goodbye: an end of the socket without it is a loss."""
        return self._ended

    def start(self) -> None:
        """Begin: the connecting side's first bytes are ready afterwards."""
        if not self._server_side:
            self._advance()

    def receive_bytes(self, data: bytes | bytearray | memoryview) -> None:
        """Take bytes that came from the socket, cut anywhere."""
        if self._failed:
            raise TlsError("bytes after a broken TLS record")
        view = memoryview(data)
        for at in range(0, len(view), limits.TLS_BYTES_AT_ONCE):
            if self._ended:
                return  # nothing counts after a goodbye
            self._connection.bio_write(view[at : at + limits.TLS_BYTES_AT_ONCE])
            if not self._done:
                self._advance()
            if self._done:
                self._decrypt()

    def take_plaintext(self) -> bytes:
        """Return everything the other side has said since the last call."""
        plaintext = self._plaintext
        if not plaintext:
            return b""
        self._plaintext = []
        return plaintext[0] if len(plaintext) == 1 else b"".join(plaintext)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Say ``data``; its ciphertext waits in ``take_ciphertext``."""
        if not self._done or self._closing:
            raise LocalProtocolError("a write outside the conversation")
        if 0 < len(data) <= _READ:
            self._connection.send(data)  # one record: it is never sent in part
            return
        view = memoryview(data)
        for at in range(0, len(view), limits.TLS_BYTES_AT_ONCE):
            rest = view[at : at + limits.TLS_BYTES_AT_ONCE]
            while rest:
                rest = rest[self._connection.send(rest) :]

    def take_ciphertext(self) -> bytes:
        """Return everything that must go to the socket now."""
        pieces: list[bytes] = []
        size = _READ
        while True:
            try:
                piece = self._connection.bio_read(size)
            except SSL.WantReadError:
                break
            pieces.append(piece)
            if len(piece) < size:
                break
            size = limits.TLS_BYTES_AT_ONCE
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close_notify(self) -> None:
        """Say goodbye; the other side can then tell a whole conversation from a cut one."""
        if self._closing or self._failed or not self._done:
            return
        self._closing = True
        try:
            self._connection.shutdown()
        except SSL.Error as error:
            self._failed = True
            raise TlsError(_reason(error)) from error

    def _advance(self) -> None:
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.Error as error:
            self._failed = True
            raise TlsError(_reason(error)) from error
        protocol = self._connection.get_alpn_proto_negotiated()
        if protocol not in self._protocols:
            self._failed = True
            raise TlsError("the other side speaks TLS, but not Lanyard")
        self._peer_device_id = device_id_of_peer(self._connection)
        self._protocol = protocol
        self._done = True

    def _decrypt(self) -> None:
        receive = self._connection.recv
        pieces = self._plaintext
        try:
            while True:
                pieces.append(receive(_READ))
        except SSL.WantReadError:
            pass
        except SSL.ZeroReturnError:
            self._ended = True
        except SSL.Error as error:
            self._failed = True
            raise TlsError(_reason(error)) from error


def _reason(error: SSL.Error) -> str:
    """Return OpenSSL's own words; it gives a list of (library, function, reason)."""
    words = error.args[0] if error.args else ""
    if isinstance(words, list):
        return "; ".join(str(entry[-1]) for entry in words)
    return " ".join(str(word) for word in error.args)

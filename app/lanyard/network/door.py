"""The one port for everyone: one listener, one way in, and the first bytes say who it is.

A stranger is a bare socket and a few bytes until it has said enough: a whole TLS hello is the
app, an HTTP method a browser, anything else a guest, and so is silence. Neither OpenSSL nor Qt
spends anything on somebody who dribbles a byte a second, and nobody here can touch anybody else.
"""

from __future__ import annotations

import errno
import logging
import socket
import time
from collections.abc import Iterator
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from lanyard.network.listener import plain_host
from lanyard.network.poller import READ, Poller
from lanyard.wire import limits
from lanyard.wire.opening import Opening, first_bytes

_log = logging.getLogger(__name__)

_SWEEP_MILLISECONDS = 100
_SWEPT_A_TURN = 5
"""Strangers greeted or parted with at once."""
_BREATH_MILLISECONDS = 2
"""What a crowd waits between two handfuls: those who talk must not notice it."""
_NO_MORE = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
_TLS: Final = 0x16
_TLS_HEAD: Final = 5
_TLS_RECORD: Final = 18 * 1024
"""A record that claims to be longer is handed on as it is: OpenSSL refuses it with an alert."""


class Doorkeeper(Protocol):
    """Whom the door hands people to, with the bytes they have said. Plain calls, one thread."""

    def app_came(self, sock: socket.socket, said: bytes) -> None: ...

    def browser_came(self, sock: socket.socket, said: bytes, address: str, port: int) -> None: ...

    def guest_came(self, sock: socket.socket, said: bytes, address: str, port: int) -> None: ...

    def is_welcome(self, address: str) -> bool:
        """Return whether one more connection may come in at all."""


class _Stranger:
    """A connection that has not said who it is."""

    __slots__ = ("address", "born", "door", "port", "said", "socket")

    def __init__(self, sock: socket.socket, address: str, port: int, door: Door) -> None:
        self.socket = sock
        self.address = address
        self.port = port
        self.door = door
        self.said = b""
        self.born = time.monotonic()

    def on_ready(self, _events: int) -> None:
        self.door.read(self)


class Door(QObject):
    """Accepts connections on one listening socket until ``close``. Lives in its poller's thread."""

    def __init__(
        self, listener: socket.socket, poller: Poller, keeper: Doorkeeper, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._listener = listener
        self._poller = poller
        self._keeper = keeper
        self._strangers: dict[_Stranger, None] = {}
        self._sweep = QTimer(self, interval=_SWEEP_MILLISECONDS)
        self._sweep.timeout.connect(self._look_after)
        self._breath = QTimer(self, singleShot=True, interval=_BREATH_MILLISECONDS)
        self._breath.timeout.connect(self._go_on)
        poller.watch(listener, READ, self._on_ready)

    @property
    def strangers(self) -> int:
        """How many have not said who they are."""
        return len(self._strangers)

    def close(self) -> None:
        """Stop listening, and part with everybody who has not said who it is."""
        self._sweep.stop()
        self._breath.stop()
        self._poller.forget(self._listener)
        self._listener.close()
        for stranger in tuple(self._strangers):
            self._part(stranger)

    def read(self, stranger: _Stranger) -> None:
        """A stranger said something, or went."""
        try:
            piece = stranger.socket.recv(limits.PLAIN_READ_BYTES)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        stranger.said += piece
        if not piece and not (stranger.said and stranger.said[0] != _TLS):
            self._part(stranger)
            return
        self._decide(stranger, silent=not piece)

    def _on_ready(self, _events: int) -> None:
        for sock, address, port in self._accepted():
            full = len(self._strangers) >= limits.STRANGERS
            if full or not self._keeper.is_welcome(address):
                sock.close()
                continue
            stranger = _Stranger(sock, address, port, self)
            self._strangers[stranger] = None
            self._poller.watch(sock, READ, stranger.on_ready)
            if not self._sweep.isActive():
                self._sweep.start()

    @Slot()
    def _go_on(self) -> None:
        self._poller.change(self._listener, READ)

    def _accepted(self) -> Iterator[tuple[socket.socket, str, int]]:
        for _ in range(limits.ACCEPTS_A_TURN):
            try:
                sock, where = self._listener.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                if error.errno in _NO_MORE:
                    _log.info("no more connections for now: %s", error)
                    self._poller.change(self._listener, 0)
                    self._breath.start(_SWEEP_MILLISECONDS)
                return
            if not where:  # macOS: it has gone already
                sock.close()
                continue
            sock.setblocking(False)
            yield sock, plain_host(where[0]), where[1]
        self._poller.change(self._listener, 0)  # perhaps a crowd
        self._breath.start(_BREATH_MILLISECONDS)

    def _decide(self, stranger: _Stranger, *, silent: bool) -> None:
        match first_bytes(stranger.said, silent):
            case Opening.TLS:
                if _is_whole_record(stranger.said):
                    self._let_go(stranger)
                    self._keeper.app_came(stranger.socket, stranger.said)
            case Opening.HTTP:
                self._let_go(stranger)
                self._keeper.browser_came(
                    stranger.socket, stranger.said, stranger.address, stranger.port
                )
            case Opening.TEXT:
                self._let_go(stranger)
                self._keeper.guest_came(
                    stranger.socket, stranger.said, stranger.address, stranger.port
                )
            case Opening.UNDECIDED:
                pass

    @Slot()
    def _look_after(self) -> None:
        """Greet who is silent, part with who dawdles over its TLS hello."""
        now = time.monotonic()
        self._sweep.setInterval(_SWEEP_MILLISECONDS)
        before = len(self._strangers)
        for stranger in tuple(self._strangers):
            if before - len(self._strangers) >= _SWEPT_A_TURN:
                self._sweep.setInterval(_BREATH_MILLISECONDS)
                break
            age = now - stranger.born
            if age < limits.OPENING_SECONDS:
                break  # they stand in the order they came
            if stranger.said[:1] != bytes([_TLS]):
                self._decide(stranger, silent=True)
            elif age > limits.HANDSHAKE_SECONDS:
                self._part(stranger)
        if not self._strangers:
            self._sweep.stop()

    def _let_go(self, stranger: _Stranger) -> None:
        del self._strangers[stranger]
        self._poller.forget(stranger.socket)

    def _part(self, stranger: _Stranger) -> None:
        self._let_go(stranger)
        stranger.socket.close()


def _is_whole_record(said: bytes) -> bool:
    if len(said) < _TLS_HEAD:
        return False
    length = int.from_bytes(said[3:5], "big")
    return length > _TLS_RECORD or len(said) >= _TLS_HEAD + length

"""Connecting to a plain peer without waiting for it: names, several addresses, one deadline."""

from __future__ import annotations

import errno
import os
import socket
import time
from ipaddress import ip_address

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QHostInfo

from lanyard.events import Code, Failure
from lanyard.network.poller import WRITE, Poller
from lanyard.sockets import Dial, Transport

_UNDER_WAY = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", 0)}


class Dialling(QObject):
    """One attempt. ``ended`` comes once; afterwards it is of no further use. Sockets thread."""

    looked_up = Signal(object)
    """This: the name is known, the first address is tried."""
    ended = Signal(object)
    """This: ``socket`` is connected, or ``failure`` says why not."""

    def __init__(self, order: Dial, poller: Poller, parent: QObject) -> None:
        super().__init__(parent)
        self.order = order
        self.socket: socket.socket | None = None
        self.address = ""
        self.failure: Failure | None = None
        self.took = 0.0
        self._poller = poller
        self._addresses: list[str] = []
        self._trying: socket.socket | None = None
        self._is_over = False
        self._began = time.monotonic()
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.setInterval(round(max(0.1, min(order.seconds, 600.0)) * 1000))
        self._deadline.timeout.connect(self._on_deadline)

    def start(self) -> None:
        """Begin; ``ended`` may come from within."""
        order = self.order
        host = order.host.strip().strip("[]")
        self._deadline.start()
        if not host:
            self._end(Failure(Code.HOST_EMPTY))
        elif not 1 <= order.port <= 65535:
            self._end(Failure(Code.PORT_OUT_OF_RANGE, host=host, port=order.port))
        elif _is_address(host):
            self._addresses = [host]
            self._next()
        else:
            # By name of the slot: a Python callable would be called in no particular thread.
            slot = SLOT("on_looked_up(QHostInfo)")
            QHostInfo.lookupHost(host, self, slot)  # type: ignore[call-overload]

    def abort(self) -> None:
        """Give up without a word."""
        self._is_over = True
        self._deadline.stop()
        self._drop()

    @Slot(QHostInfo)
    def on_looked_up(self, found: QHostInfo) -> None:
        """The system answered the look-up."""
        if self._is_over:
            return
        self._addresses = [address.toString() for address in found.addresses()]
        if not self._addresses:
            self._end(self._about(Code.HOST_UNKNOWN))
            return
        self.looked_up.emit(self)
        self._next()

    def _next(self) -> None:
        while self._addresses:
            address = self._addresses.pop(0)
            try:
                self._try(address)
            except (socket.gaierror, UnicodeError):  # a scope that there is not
                self.failure = self._about(Code.HOST_UNKNOWN)
                continue
            except OSError as error:
                self.failure = self._why(error.errno)
                continue
            return
        self._end(self.failure or self._about(Code.HOST_UNREACHABLE))

    def _try(self, address: str) -> None:
        kind = socket.SOCK_DGRAM if self.order.transport is Transport.UDP else socket.SOCK_STREAM
        family, _, _, _, where = socket.getaddrinfo(
            address, self.order.port, type=kind, flags=socket.AI_NUMERICHOST
        )[0]
        self.address = address.partition("%")[0]
        sock = socket.socket(family, kind)
        try:
            sock.setblocking(False)
            if kind == socket.SOCK_DGRAM:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            else:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            result = sock.connect_ex(where)
        except OSError:
            sock.close()
            raise
        if result not in _UNDER_WAY:
            sock.close()
            raise OSError(result, os.strerror(result))
        if kind == socket.SOCK_DGRAM:
            self._connected(sock)
            return
        self._trying = sock
        self._poller.watch(sock, WRITE, self._on_ready)

    def _on_ready(self, _events: int) -> None:
        sock = self._trying
        if sock is None:
            return
        error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        self._poller.forget(sock)
        self._trying = None
        if error:
            sock.close()
            self.failure = self._why(error)
            self._next()
        else:
            self._connected(sock)

    def _connected(self, sock: socket.socket) -> None:
        self.socket = sock
        self.took = time.monotonic() - self._began
        self._end(None)

    @Slot()
    def _on_deadline(self) -> None:
        self._drop()
        self._end(self._about(Code.HOST_SILENT))

    def _drop(self) -> None:
        if self._trying is not None:
            self._poller.forget(self._trying)
            self._trying.close()
            self._trying = None

    def _end(self, failure: Failure | None) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._deadline.stop()
        self.failure = failure
        self.ended.emit(self)

    def _why(self, number: int | None) -> Failure:
        match number:
            case errno.ECONNREFUSED:
                return self._about(Code.HOST_REFUSED)
            case errno.ETIMEDOUT:
                return self._about(Code.HOST_SILENT)
            case errno.ENETUNREACH | errno.EHOSTUNREACH | errno.EADDRNOTAVAIL | errno.EHOSTDOWN:
                return self._about(Code.HOST_UNREACHABLE)
            case _:
                words = os.strerror(number) if number else ""
                return Failure(Code.SOCKET_FAILED, host=self.order.host, detail=words)

    def _about(self, code: Code) -> Failure:
        return Failure(code, host=self.order.host, port=self.order.port)


def _is_address(text: str) -> bool:
    try:
        ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True

"""The port on which receivers come straight to me, open while anything of mine is on offer.

It is the same one after a restart where that can be, because offers in a room's log name it.
"""

from __future__ import annotations

import logging
import socket
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.network.interfaces import addresses
from lanyard.network.transfers.dialer import is_loopback
from lanyard.network.transfers.shelf import Shelf
from lanyard.wire import limits

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Accepted:
    """Somebody came."""

    socket: socket.socket
    address: str


class GivingPort(QObject):
    """Listens on every address. Transfers thread."""

    arrived = Signal(object)
    """An Accepted; whoever hears it owns the socket."""

    def __init__(self, shelf: Shelf, parent: QObject) -> None:
        super().__init__(parent)
        self.port = 0
        """0 while it is closed: the way through the server remains."""
        self._shelf = shelf
        self._listener: socket.socket | None = None
        self._notifier: QSocketNotifier | None = None
        self._rest = QTimer(self, singleShot=True, interval=1_000)
        self._rest.timeout.connect(self._on_rested)

    def open(self) -> None:
        """Listen, if that is not done yet."""
        if self._listener is not None:
            return
        listener = self._listen(self._shelf.port()) or self._listen(0)
        if listener is None:
            return
        listener.setblocking(False)
        self._listener = listener
        self.port = listener.getsockname()[1]
        self._shelf.keep_port(self.port)
        self._notifier = QSocketNotifier(listener.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_connection)

    def close(self) -> None:
        """Stop listening."""
        self._rest.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            delete_later(self._notifier)
            self._notifier = None
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self.port = 0

    @staticmethod
    def _listen(port: int) -> socket.socket | None:
        try:
            dual = socket.has_dualstack_ipv6()
            family = socket.AF_INET6 if dual else socket.AF_INET
            return socket.create_server(("", port), family=family, backlog=64, dualstack_ipv6=dual)
        except OSError as error:
            if not port:
                _log.warning("no data port: %s", error)
            return None

    @Slot()
    def _on_connection(self) -> None:
        while self._listener is not None:
            try:
                sock, address = self._listener.accept()
            except (BlockingIOError, InterruptedError, ConnectionError):
                return
            except OSError as error:
                # No descriptor left, most likely: asking on and on would only burn the CPU.
                _log.warning("the data port rests: %s", error)
                if self._notifier is not None:
                    self._notifier.setEnabled(False)
                self._rest.start()
                return
            self.arrived.emit(Accepted(sock, address[0]))

    @Slot()
    def _on_rested(self) -> None:
        if self._notifier is not None:
            self._notifier.setEnabled(True)


def addresses_for(server: str) -> tuple[str, ...]:
    """Return where others may dial me: loopback only if the server is on this computer."""
    found = [one.address for one in addresses()]
    inside = ["127.0.0.1"] if is_loopback(server) else []
    return tuple((inside + found)[: limits.OFFER_ADDRESSES])

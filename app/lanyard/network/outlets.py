"""One sending socket for every IPv4 address of this computer.

A datagram to 255.255.255.255 from an unbound socket leaves by one interface only, and by none
where no route matches. A socket bound to an interface's address leaves by that interface, with
that address as its source, with or without a route. Interfaces come and go: ``refresh`` opens
and closes sockets to match. All of it lives in the thread that made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QObject, Signal, Slot
from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QNetworkInterface, QUdpSocket

from lanyard.deletion import delete_later
from lanyard.network.interfaces import InterfaceAddress, interface_addresses
from lanyard.network.socket_opening import opening_socket
from lanyard.wire import limits

EVERYTHING = "255.255.255.255"


@dataclass(frozen=True, slots=True)
class Heard:
    """One datagram as it came."""

    payload: bytes
    address: str
    """Where it came from, without a scope; an IPv4 address stays one on an IPv6 socket."""
    port: int
    index: int
    """The interface it came by; 0 when the system does not say."""


def drain(socket: QUdpSocket, at_most: int = limits.DATAGRAMS_A_TURN) -> Iterator[Heard]:
    """Yield what waits in ``socket``; the rest comes with the socket's next ``readyRead``."""
    for _ in range(at_most):
        if not socket.hasPendingDatagrams():
            return
        datagram = socket.receiveDatagram()
        if not datagram.isValid():
            continue
        yield Heard(
            payload=bytes(datagram.data().data()),
            address=datagram.senderAddress().toString().partition("%")[0],
            port=datagram.senderPort(),
            index=datagram.interfaceIndex(),
        )


class Outlet(QObject):
    """The sending socket of one interface address; answers come back to it."""

    heard = Signal(object)
    """A tuple of Heard."""

    def __init__(self, place: InterfaceAddress, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.asked = 0
        self.asked_at = 0
        self.error = ""
        """The system's words when the last sending failed; empty when it did not."""
        self.too_long = False
        """The last sending failed because the datagram was too long for this interface."""
        self._socket = QUdpSocket(self)
        self._socket.readyRead.connect(self._read)
        with opening_socket:
            bound = self._socket.bind(QHostAddress(place.address), 0)
        if not bound:
            self.error = self._socket.errorString()
            return
        interface = QNetworkInterface.interfaceFromIndex(place.index)
        if interface.isValid():
            self._socket.setMulticastInterface(interface)

    @property
    def port(self) -> int:
        """The socket's own port; 0 when it could not be opened."""
        return self._socket.localPort()

    def send(self, payload: bytes, address: str, port: int) -> bool:
        """Send one datagram; ``error`` and ``too_long`` say why when False is returned."""
        self.too_long = False
        if not self.port:
            return False
        sent = self._socket.writeDatagram(QByteArray(payload), QHostAddress(address), port)
        if sent == len(payload):
            self.error = ""
            return True
        self.error = self._socket.errorString()
        self.too_long = self._socket.error() == QAbstractSocket.SocketError.DatagramTooLargeError
        return False

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    @Slot()
    def _read(self) -> None:
        came = tuple(drain(self._socket))
        if came:
            self.heard.emit(came)


class Outlets(QObject):
    """The outlets of all IPv4 addresses, the best first, loopback last."""

    heard = Signal(object)
    """A tuple of Heard that came back to one of the outlets."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outlets: dict[InterfaceAddress, Outlet] = {}
        self._places: tuple[InterfaceAddress, ...] = ()

    def refresh(self) -> bool:
        """Match the sockets with the interfaces as they are now; return whether any changed."""
        places = tuple(one for one in interface_addresses() if one.ipv4)
        if places == self._places:
            return False
        self._places = places
        for place in [one for one in self._outlets if one not in places]:
            outlet = self._outlets.pop(place)
            outlet.close()
            delete_later(outlet)
        for place in places:
            if place not in self._outlets:
                outlet = Outlet(place, self)
                outlet.heard.connect(self.heard)
                self._outlets[place] = outlet
        return True

    def close(self) -> None:
        """Close every socket."""
        for outlet in self._outlets.values():
            outlet.close()
            delete_later(outlet)
        self._outlets.clear()
        self._places = ()

    def all(self) -> tuple[Outlet, ...]:
        """Return every outlet, the best first, loopback last."""
        return tuple(self._outlets[place] for place in self._places)

    def outward(self) -> tuple[Outlet, ...]:
        """Return the outlets that lead out of this computer."""
        return tuple(outlet for outlet in self.all() if not outlet.place.loopback)

    def towards(self, address: str) -> Outlet | None:
        """Return the outlet whose network ``address`` is in, if there is one."""
        for outlet in self.all():
            if outlet.place.broadcast == address or outlet.place.reaches(address):
                return outlet
        return None

    def by_index(self, index: int) -> Outlet | None:
        """Return the best outlet of an interface."""
        for outlet in self.all():
            if outlet.place.index == index:
                return outlet
        return None

    def is_mine(self, address: str, port: int) -> bool:
        """Return whether a datagram from there was sent by one of these outlets."""
        return any(o.place.address == address and o.port == port for o in self.all())

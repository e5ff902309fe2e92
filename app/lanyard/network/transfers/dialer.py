"""Several addresses of one computer are tried at once; the first that proves who it is wins."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.network.endings import LinkClosed
from lanyard.network.identity import Identity
from lanyard.network.transfers.data_link import DataLink


class Dialer(QObject):
    """Dials once; after ``reached`` or ``failed`` it is of no further use. Transfers thread."""

    reached = Signal(object)
    """The DataLink, secured, with the device that was wanted; its new parent is the receiver's."""
    failed = Signal()
    """No address led there in time."""

    def __init__(self, identity: Identity, parent: QObject, *, takes_blocks: bool) -> None:
        super().__init__(parent)
        self._takes_blocks = takes_blocks
        self._identity = identity
        self._device_id = ""
        self._tried: list[DataLink] = []

    def dial(self, addresses: Iterable[str], port: int, device_id: str, seconds: float) -> None:
        """Try all addresses; whoever answers must be ``device_id``."""
        self._device_id = device_id
        for address in addresses:
            if is_address(address) and 1 <= port <= 65535:
                try:
                    link = DataLink.dial(
                        address, port, self._identity, self, seconds,
                        takes_blocks=self._takes_blocks,
                    )  # fmt: skip
                except OSError:
                    continue  # no IPv6 here, or no descriptor left
                link.secured.connect(self._on_secured)
                link.closed.connect(self._on_closed)
                self._tried.append(link)
        if not self._tried:
            self.failed.emit()

    def stop(self) -> None:
        """Give up; nothing is told."""
        for link in self._tried:
            link.secured.disconnect(self._on_secured)
            link.closed.disconnect(self._on_closed)
            link.abort()
            delete_later(link)
        self._tried.clear()

    @Slot(object)
    def _on_secured(self, link: DataLink) -> None:
        if link.peer_device_id != self._device_id:
            link.abort()  # somebody else has this address now
            return
        self._tried.remove(link)
        link.secured.disconnect(self._on_secured)
        link.closed.disconnect(self._on_closed)
        self.stop()
        self.reached.emit(link)

    @Slot(object)
    def _on_closed(self, _end: LinkClosed) -> None:
        link = self.sender()
        if isinstance(link, DataLink) and link in self._tried:
            self._tried.remove(link)
            delete_later(link)
            if not self._tried:
                self.failed.emit()


def is_address(text: str) -> bool:
    """Return whether ``text`` is an IP address that can be dialled."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return not (address.is_multicast or address.is_unspecified)


def is_loopback(text: str) -> bool:
    """Return whether ``text`` is an address inside this computer."""
    return is_address(text) and ipaddress.ip_address(text.partition("%")[0]).is_loopback

"""Everybody who comes to a room's port without being a member: strangers, guests, browsers.

The server keeps to its members; this keeps the door for it.
"""

from __future__ import annotations

import socket
from typing import Protocol

from PySide6.QtCore import QObject

from lanyard import __version__
from lanyard.deletion import delete_later
from lanyard.events import GUEST, Connection
from lanyard.network.browsers import Browsers
from lanyard.network.door import Door
from lanyard.network.guests import GuestHost, GuestRules, Guests
from lanyard.network.poller import Poller
from lanyard.room.room import Room
from lanyard.wire import limits
from lanyard.wire.room_page import PagePerson, RoomPage


class House(GuestHost, Protocol):
    """The server whose entrance this is."""

    @property
    def links(self) -> int: ...

    def app_came(self, sock: socket.socket, said: bytes) -> None: ...


class Entrance(QObject):
    """The way into one open room. Lives in the server thread."""

    def __init__(
        self, listener: socket.socket, poller: Poller, room: Room, name: str, rules: GuestRules,
        house: QObject,
    ) -> None:  # fmt: skip
        super().__init__(house)
        self._house: House = house  # type: ignore[assignment]
        self._room = room
        self._name = name
        self._rules = rules
        self.guests = Guests(poller, room, name, rules, self._house, self)
        self._browsers = Browsers(poller, self._page, self)
        self._door: Door | None = Door(listener, poller, self, self)

    @property
    def present(self) -> int:
        """How many are here who are no members: strangers, guests, browsers."""
        strangers = self._door.strangers if self._door is not None else 0
        return strangers + len(self.guests) + len(self._browsers)

    @property
    def busy(self) -> bool:
        """True while somebody has to be tended."""
        return bool(len(self.guests) or len(self._browsers))

    def close(self) -> None:
        """Let nobody in any more, and part with everybody with a word."""
        if self._door is not None:
            self._door.close()
            delete_later(self._door)
            self._door = None
        self.guests.part_all("room_closed")
        self._browsers.abort_all()

    def abort(self) -> None:
        """Close every line now."""
        self.guests.abort_all()
        self._browsers.abort_all()

    def tend(self, now: float) -> tuple[Connection, ...]:
        """Every second; return who is connected."""
        self.guests.tend(now)
        self._browsers.tend(now)
        return self.guests.rows() + self._browsers.rows()

    # --- who comes -----------------------------------------------------------------------------

    def is_welcome(self, address: str) -> bool:
        """Return whether one more connection may come in at all."""
        return self._house.links + len(self.guests) + len(self._browsers) < limits.LINKS

    def app_came(self, sock: socket.socket, said: bytes) -> None:
        """Somebody who speaks TLS."""
        self._house.app_came(sock, said)

    def guest_came(self, sock: socket.socket, said: bytes, address: str, port: int) -> None:
        """Somebody who speaks plain text, or waits to be greeted."""
        self.guests.welcome(sock, said, address, port)

    def browser_came(self, sock: socket.socket, said: bytes, address: str, port: int) -> None:
        """Somebody who speaks HTTP."""
        self._browsers.welcome(sock, said, address, port)

    def _page(self, address: str, port: int, code: bytes) -> RoomPage:
        people = self._room.people
        host = next((person.name for person in people if person.host), "")
        shown = () if self._rules.locked else people  # a passcode keeps the names, too
        return RoomPage(
            self._name,
            host,
            tuple(PagePerson(one.name, one.device_id.startswith(GUEST), one.host) for one in shown),
            address,
            port,
            code,
            __version__,
            "no" if self._rules.objection else self._rules.guests,
        )

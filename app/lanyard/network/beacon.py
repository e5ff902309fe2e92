"""Discovery: my room announces itself, and the rooms of others are heard and asked for.

A beacon leaves by every interface three ways (255.255.255.255, the interface's own broadcast
address, one multicast group), because every network loses another of the three. It is sent a few
times quickly at a start and a change, then every few seconds. Who listens after that asks: the
question goes the same three ways and is answered to the asker alone, rarely enough and never with
more bytes than it had. Everything heard is a hint; the link proves it.

Questions leave from one socket an interface with a port of its own, so that an answer finds the
program that asked even where several share the beacon port on one computer.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtNetwork import QHostAddress, QNetworkInterface, QUdpSocket

from lanyard import commands, events
from lanyard.network.outlets import EVERYTHING, Heard, Outlet, Outlets, drain
from lanyard.network.socket_opening import opening_socket
from lanyard.room.nearby import NearbyRooms
from lanyard.wire import beacon as wire
from lanyard.wire import limits
from lanyard.wire.errors import RemoteProtocolError

GROUP = "239.255.76.89"
"""Our multicast group, administratively scoped: it never leaves the site."""

_ROOMS_PAUSE_MILLISECONDS = 50
_LOOKED_PAUSE_MILLISECONDS = 1000
_MEMBERS_PAUSE_SECONDS = 0.3
_EARLY_PAUSE_SECONDS = 1.0
_UNKNOWN_WAY = 8
_EVERY_ADDRESS = ("", "0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Announcement:
    """What my room says of itself."""

    room: str
    name: str
    host_name: str
    port: int
    device_id: str
    members: int
    locked: bool
    bind: str = ""
    """The one address the room listens on; it is announced there only. Empty: everywhere."""


class Discovery(QObject):
    """Announces my room and finds others. Lives in the client thread; everything is a slot there.

    ``device_id`` is my own. ``port`` is the beacon port, another one only for tests.
    """

    happened = Signal(object)
    """RoomsNear when it changed, LookedAround when it changed and at most once a second."""

    def __init__(
        self,
        device_id: str,
        parent: QObject | None = None,
        port: int = commands.DEFAULT_PORT,
    ) -> None:
        super().__init__(parent)
        self._port = port
        self._nearby = NearbyRooms(device_id)
        self._announced: Announcement | None = None
        self._beacon = b""
        """The datagram that is sent now; empty while there is nothing to announce."""
        self._bind = ""
        self._closing = False
        self._outlets = Outlets(self)
        self._outlets.heard.connect(self._hear_answers)
        self._sent_at = 0.0
        self._announce_haste: deque[float] = deque()
        self._ask_haste: deque[float] = deque()
        self._question = wire.encode(wire.Question())
        self._asking = False
        self._answered: dict[str, float] = {}
        self._answers_until = 0.0
        self._answers = 0
        self._joined: set[int] = set()
        self._listening = False
        self._told: tuple[events.NearRoom, ...] = ()
        self._looked: events.LookedAround | None = None
        self._started = False

    # --- slots -----------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Open the sockets and listen. Call it in the thread this lives in."""
        if self._started:
            return
        self._started = True
        self._receiver = QUdpSocket(self)
        self._receiver.readyRead.connect(self._hear_all)
        self._announce_timer = self._timer(self._announce_now)
        self._ask_timer = self._timer(self._ask_now)
        self._expiry_timer = self._timer(self._expire)
        self._rooms_timer = self._timer(self._tell_rooms)
        self._looked_timer = self._timer(self._tell_looked)
        self._interfaces_timer = self._timer(self._refresh)
        self._interfaces_timer.setSingleShot(False)
        self._interfaces_timer.start(round(limits.BEACON_SECONDS * 1000))
        self._refresh()
        if self._beacon:
            self._hurry_announcing()

    @Slot(object)
    def announce(self, announcement: Announcement | None) -> None:
        """Announce my room from now on, or with None say that it closes and fall silent."""
        before = self._announced
        if announcement == before:
            return
        self._announced = announcement
        if announcement is None:
            self._part()
            return
        if before is not None and (before.device_id, before.room) != (
            announcement.device_id,
            announcement.room,
        ):
            self._part()
            self._send_beacon()
        self._beacon = self._encoded(announcement)
        self._bind = announcement.bind
        self._closing = False
        if before is not None and replace(before, members=announcement.members) == announcement:
            self._announce_soon()
        else:
            self._hurry_announcing()

    @Slot(object)
    def look_around(self, _command: commands.LookAround) -> None:
        """Ask who is here, now and again until ``close``."""
        self._asking = True
        if self._started:
            self._ask_haste = deque(limits.BEACON_HASTE)
            self._next(self._ask_timer, self._ask_haste, 0.0)
            self._looked_soon()

    @Slot()
    def close(self) -> None:
        """Say goodbye for my room and close everything. Takes no time; never fails."""
        if not self._started:
            return
        self._started = False
        if self._announced is not None:
            self._part()
        if self._closing:
            self._send_beacon()
            self._send_beacon()
        self._announced = None
        for timer in self.findChildren(QTimer):
            timer.stop()
        self._receiver.close()
        self._outlets.close()

    # --- interfaces ------------------------------------------------------------------------

    @Slot()
    def _refresh(self) -> None:
        """Follow the interfaces as they come and go, and open the beacon port if it was taken."""
        changed = self._outlets.refresh()
        if not self._listening:
            # ReuseAddressHint alone is not enough on Windows, ShareAddress not on macOS.
            with opening_socket:
                self._listening = self._receiver.bind(
                    QHostAddress(QHostAddress.SpecialAddress.AnyIPv4),
                    self._port,
                    QUdpSocket.BindFlag.ShareAddress | QUdpSocket.BindFlag.ReuseAddressHint,
                )
            changed = changed or self._listening
        if not changed:
            return
        if self._listening:
            self._join_group()
        self._looked_soon()
        if self._beacon:
            self._hurry_announcing()
        if self._asking:
            self._ask_haste = deque(limits.BEACON_HASTE)
            self._next(self._ask_timer, self._ask_haste, 0.0)

    def _join_group(self) -> None:
        group = QHostAddress(GROUP)
        present = {outlet.place.index for outlet in self._outlets.all()}
        for index in self._joined - present:
            self._receiver.leaveMulticastGroup(group, QNetworkInterface.interfaceFromIndex(index))
        self._joined &= present
        for index in present - self._joined:
            interface = QNetworkInterface.interfaceFromIndex(index)
            if interface.isValid() and self._receiver.joinMulticastGroup(group, interface):
                self._joined.add(index)

    # --- saying ----------------------------------------------------------------------------

    def _encoded(self, said: Announcement) -> bytes:
        return wire.encode(
            wire.Beacon(
                room=said.room,
                name=said.name,
                host_name=said.host_name,
                port=said.port,
                device_id=said.device_id,
                members=said.members,
                locked=said.locked,
            )
        )

    def _hurry_announcing(self) -> None:
        if self._started:
            self._announce_haste = deque(limits.BEACON_HASTE)
            self._next(self._announce_timer, self._announce_haste, 0.0)

    def _announce_soon(self) -> None:
        """Send one beacon soon, but not one for every single person who comes."""
        if self._started and not self._announce_haste:
            self._pull_forward(_MEMBERS_PAUSE_SECONDS)

    def _pull_forward(self, pause: float) -> None:
        wait = max(0.0, self._sent_at + pause - time.monotonic())
        if self._announce_timer.remainingTime() > wait * 1000:
            self._announce_timer.start(round(wait * 1000))

    @Slot()
    def _announce_now(self) -> None:
        if not self._beacon:
            return
        self._send_beacon()
        if not self._announce_haste and self._closing:
            self._beacon = b""
            self._closing = False
            return
        self._next(self._announce_timer, self._announce_haste, limits.BEACON_SECONDS)

    def _send_beacon(self) -> None:
        self._sent_at = time.monotonic()
        for outlet in self._outlets.all():
            if self._bind in _EVERY_ADDRESS or outlet.place.address == self._bind:
                self._send_everywhere(outlet, self._beacon)

    def _part(self) -> None:
        """From now on the beacon says that the room closes, three times and no more."""
        said = wire.decode(self._beacon)
        self._beacon = wire.encode(msgspec.structs.replace(said, closing=True))
        self._closing = True
        self._hurry_announcing()

    def _send_everywhere(self, outlet: Outlet, payload: bytes) -> bool:
        """Send by one interface in all ways; return whether any worked."""
        ways = (EVERYTHING, outlet.place.broadcast, GROUP)
        sent = [outlet.send(payload, way, self._port) for way in ways if way]
        if any(sent):
            outlet.error = ""
        return any(sent)

    @Slot()
    def _ask_now(self) -> None:
        for outlet in self._outlets.all():
            self._send_everywhere(outlet, self._question)
            outlet.asked += 1
            outlet.asked_at = time.time_ns() // 1_000_000
        self._looked_soon()
        pause = limits.QUESTION_SECONDS / (1 if self._listening else 3)
        self._next(self._ask_timer, self._ask_haste, pause)

    # --- hearing ---------------------------------------------------------------------------

    @Slot()
    def _hear_all(self) -> None:
        self._hear_answers(tuple(drain(self._receiver)))

    @Slot(object)
    def _hear_answers(self, came: tuple[Heard, ...]) -> None:
        now = time.monotonic()
        changed = False
        for heard in came:
            try:
                said = wire.decode(heard.payload)
            except RemoteProtocolError:
                continue
            if isinstance(said, wire.Question):
                self._answer(heard, now)
            else:
                changed |= self._hear_beacon(said, heard, now)
        if changed:
            self._soon(self._rooms_timer, _ROOMS_PAUSE_MILLISECONDS)
        self._watch_expiry(now)

    def _hear_beacon(self, said: wire.Beacon, heard: Heard, now: float) -> bool:
        outlet = self._outlets.by_index(heard.index) or self._outlets.towards(heard.address)
        rank = _UNKNOWN_WAY if outlet is None else outlet.place.rank
        return self._nearby.hear(said, heard.address, rank, now)

    def _answer(self, heard: Heard, now: float) -> None:
        """Answer a question to its asker alone, if it comes from one of my networks."""
        if not self._beacon or self._closing or len(heard.payload) < len(self._beacon):
            return
        if self._outlets.is_mine(heard.address, heard.port):
            return
        outlet = self._outlets.towards(heard.address)
        if outlet is None or not self._may_answer(heard.address, now):
            return
        if self._bind in _EVERY_ADDRESS or outlet.place.address == self._bind:
            outlet.send(self._beacon, heard.address, heard.port)
            # A firewall may stop the answer and let the beacon pass: send the next one early.
            self._pull_forward(_EARLY_PAUSE_SECONDS)

    def _may_answer(self, address: str, now: float) -> bool:
        if now >= self._answers_until:
            self._answers_until = now + 1.0
            self._answers = 0
            self._answered = {
                asker: at
                for asker, at in self._answered.items()
                if now - at < limits.ANSWER_PAUSE_SECONDS
            }
        if self._answers >= limits.ANSWERS_A_SECOND:
            return False
        if now - self._answered.get(address, -1e9) < limits.ANSWER_PAUSE_SECONDS:
            return False
        self._answered[address] = now
        self._answers += 1
        return True

    @Slot()
    def _expire(self) -> None:
        now = time.monotonic()
        if self._nearby.expire(now):
            self._soon(self._rooms_timer, 0)
        self._watch_expiry(now)

    def _watch_expiry(self, now: float) -> None:
        if self._started and not self._expiry_timer.isActive():
            at = self._nearby.expires_at()
            if at is not None:
                self._expiry_timer.start(round(max(0.05, at - now) * 1000))

    # --- telling ---------------------------------------------------------------------------

    @Slot()
    def _tell_rooms(self) -> None:
        rooms = self._nearby.rooms()
        if rooms != self._told:
            self._told = rooms
            self.happened.emit(events.RoomsNear(rooms))
            self._looked_soon()

    @Slot()
    def _tell_looked(self) -> None:
        looked = events.LookedAround(
            tuple(
                events.AskedInterface(
                    name=outlet.place.interface,
                    address=outlet.place.address,
                    broadcast=outlet.place.broadcast,
                    asked=outlet.asked,
                    asked_at=outlet.asked_at,
                    answers=self._rooms_behind(outlet),
                    error=outlet.error,
                )
                for outlet in self._outlets.outward()
            ),
            self._listening,
        )
        if looked != self._looked:
            first = self._looked is None
            self._looked = looked
            self.happened.emit(looked)
            if not first:
                # The pause runs after the telling too: at most once a second.
                self._looked_timer.start(_LOOKED_PAUSE_MILLISECONDS)

    def _rooms_behind(self, outlet: Outlet) -> int:
        """Return how many rooms of others are near by this interface."""
        return sum(
            not room.mine and any(outlet.place.reaches(address) for address in room.addresses)
            for room in self._told
        )

    def _looked_soon(self) -> None:
        if self._looked is None:
            self._soon(self._looked_timer, 0)
        else:
            self._soon(self._looked_timer, _LOOKED_PAUSE_MILLISECONDS)

    # --- timers ----------------------------------------------------------------------------

    def _timer(self, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.CoarseTimer)
        timer.timeout.connect(slot)
        return timer

    def _soon(self, timer: QTimer, milliseconds: int) -> None:
        if self._started and not timer.isActive():
            timer.start(milliseconds)

    def _next(self, timer: QTimer, haste: deque[float], pause: float) -> None:
        """Start ``timer`` for the next of the hurried times, or in ``pause`` seconds."""
        timer.start(round((haste.popleft() if haste else pause) * 1000))

"""The server: one room open to the LAN, in a thread of its own.

Everything a member says goes to the Room for a sequence, to the journal for the disk, and only
then (``on_kept``) to its author as accepted and to everybody as an entry. Each message is encoded
once, and what one turn produces leaves in one write a link.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QTcpSocket

from lanyard import __version__
from lanyard.commands import Host, Kick, SetGuests
from lanyard.deletion import delete_later
from lanyard.events import (
    Code,
    Connection,
    ConnectionsChanged,
    Failure,
    HostFailed,
    RoomClosed,
    RoomOpened,
)
from lanyard.network.beacon import Announcement
from lanyard.network.entrance import Entrance
from lanyard.network.guests import GuestRules
from lanyard.network.identity import Identity
from lanyard.network.interfaces import addresses_of, is_here
from lanyard.network.link import Link
from lanyard.network.listener import allow_many_sockets, listen
from lanyard.network.missed import Missed
from lanyard.network.passcode_gate import PasscodeGate
from lanyard.network.poller import Poller
from lanyard.network.posts import Posts
from lanyard.network.receipts import Receipts
from lanyard.network.socket_opening import opening_socket
from lanyard.network.transfers.file_values import RelayWanted
from lanyard.network.visitor import Visitor
from lanyard.records import Kept, LogClosed, LogOpened, OpenLog, PageRead
from lanyard.room.room import Delivery, Room
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.frame import frame
from lanyard.wire.names import clean_name

_log = logging.getLogger(__name__)

_HEARTBEAT_MILLISECONDS = 1_000


class Server(QObject):
    """Hosts one room at a time. Lives in the server thread; blocks on nothing."""

    happened = Signal(object)
    log_wanted = Signal(object)
    log_closed = Signal(object)
    keep_wanted = Signal(object)
    page_wanted = Signal(object)
    announced = Signal(object)
    """An Announcement, or None when there is nothing to announce."""
    data_link_arrived = Signal(object)
    """A Link that asks for file blocks, already on its way to the transfers thread."""

    def __init__(self, identity: Identity, files_home: QObject | None = None) -> None:
        super().__init__()
        self._identity = identity
        self._files_home = files_home
        self._order: Host | None = None
        self._logs_unwanted = 0
        self._next_number = 1
        self._room: Room | None = None
        self._visitors: set[Visitor] = set()
        self._seated: dict[int, Visitor] = {}
        self._entrance: Entrance | None = None
        self._shown: tuple[Connection, ...] = ()

    # --- opening and closing ---------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Make what belongs to this thread."""
        allow_many_sockets()
        self._poller = Poller(self)
        self._posts = Posts(self, self)
        self._posts.keep_wanted.connect(self.keep_wanted)
        self._missed = Missed(self)
        self._missed.page_wanted.connect(self.page_wanted)
        self._receipts = Receipts(self, self)
        self._receipts.keep_wanted.connect(self.keep_wanted)
        self._heartbeat = QTimer(self, interval=_HEARTBEAT_MILLISECONDS)
        self._heartbeat.timeout.connect(self._on_heartbeat)

    @Slot(object)
    def open(self, order: Host) -> None:
        """Open a room: RoomOpened or HostFailed follows."""
        name = clean_name(order.room)
        if self._order is not None:
            self.happened.emit(HostFailed(Failure(Code.ALREADY_HOSTING, name=name)))
        elif not name:
            self.happened.emit(HostFailed(Failure(Code.ROOM_NAME_EMPTY)))
        else:
            self._order = order
            self.log_wanted.emit(OpenLog(name, self._identity.device_id, order.history_days))

    @Slot(object)
    def on_log_opened(self, log: LogOpened) -> None:
        """The journal gave the room's log: listen and announce."""
        order = self._order
        if self._logs_unwanted:  # closed again before it was open
            self._logs_unwanted -= 1
            if log.failure is None:
                self.log_closed.emit(LogClosed(log.room))
            self.happened.emit(RoomClosed(log.room))
            return
        if order is None:
            return
        if log.failure is not None:
            self._order = None
            self.happened.emit(HostFailed(log.failure))
            return
        opened = listen(order.bind, order.port, next_free=order.next_free_port)
        if isinstance(opened, Failure):
            self._order = None
            self.log_closed.emit(LogClosed(log.room))
            self.happened.emit(HostFailed(opened))
            return
        listener, holder = opened
        self._name = log.name
        self._room = Room(log.room, log.epoch, log.last_seq, self._next_number)
        self._posts.open(self._room)
        self._missed.clear(log.room)
        self._receipts.open(self._room, log.members)
        self._gate = PasscodeGate(order.passcode, log.room, self._identity.device_id)
        self._heartbeat.start()
        self._port = port = listener.getsockname()[1]
        rules = GuestRules(order.guests, self._gate.locked)
        if self._entrance is not None:
            self._entrance.abort()
            delete_later(self._entrance)
        self._entrance = Entrance(listener, self._poller, self._room, log.name, rules, self)
        self.happened.emit(
            RoomOpened(
                log.room, log.name, port, addresses_of(order.bind), self._identity.device_id,
                self._gate.locked, _now(), order.port, holder, log.last_seq,
            )
        )  # fmt: skip
        self.roster_changed()

    @Slot(object)
    def close_room(self, _command: object = None) -> None:
        """Tell everybody, then close the room."""
        self._close("room_closed", None)

    def _close(self, reason: str, failure: Failure | None) -> None:
        room = self._room
        if room is None:
            self._logs_unwanted += self._order is not None
            self._order = None
            return
        self._room = None
        self._order = None
        # Late goodbyes and pages must not be taken for those of the next room's members.
        self._next_number = room.next_number
        if self._entrance is not None:
            self._entrance.close()
        self.announced.emit(None)
        for visitor in tuple(self._visitors):
            visitor.part(reason)
        self._seated.clear()
        self._missed.clear()
        self._receipts.close()
        self._posts.open(None)
        self._shown = ()
        self.log_closed.emit(LogClosed(room.id))
        self.happened.emit(RoomClosed(room.id, failure))

    @Slot()
    def close(self) -> None:
        """Close the room and end the thread when everybody has heard the goodbye."""
        self._close("room_closed", None)
        self._ending = True
        self._end_if_empty()

    _ending = False

    def _end_if_empty(self) -> None:
        if self._ending and not self._visitors:
            self._heartbeat.stop()
            if self._entrance is not None:
                self._entrance.abort()
            self._poller.close()
            self.thread().quit()

    # --- who comes -------------------------------------------------------------------------

    @property
    def links(self) -> int:
        """How many apps are connected, welcomed or not."""
        return len(self._visitors)

    def app_came(self, sock: socket.socket, said: bytes) -> None:
        """Somebody who speaks TLS."""
        if len(self._visitors) - len(self._seated) >= limits.LINKS_UNGREETED:
            sock.close()
            return
        connected = QTcpSocket()
        with opening_socket:
            taken = connected.setSocketDescriptor(sock.fileno())
        if not taken:
            sock.close()  # it has gone already
            return
        sock.detach()
        link = Link.accept(connected, self._identity, said)
        self._visitors.add(Visitor(link, self, self))

    def greeting(self) -> m.Greeting:
        """Return what a new visitor is greeted with."""
        room = self._room
        return m.Greeting(
            limits.PROTOCOL_OLDEST, limits.PROTOCOL_NEWEST,
            room.id if room else "0" * 32, self._name, os.urandom(16), self._gate.locked,
            f"Lanyard {__version__}",
        )  # fmt: skip

    def judge(self, visitor: Visitor, hello: m.Hello) -> None:
        """Let a visitor in, or say why not."""
        room = self._room
        reason = "room_closed" if room is None else self._gate.judge(visitor, hello, room.banned)
        if room is None or reason:
            visitor.refuse(reason)
            return
        device = visitor.link.peer_device_id
        own = device == self._identity.device_id and is_here(visitor.link.peer_address)
        name = clean_name(hello.name)
        visitor.since = _now()
        since = self._receipts.met(device, name, visitor.since)
        person, deliveries = room.admit(device, name, host=own)
        self._seated[person.number] = visitor
        visitor.welcome(
            person, m.Welcome(hello.version, person.number, room.epoch, room.kept_seq, since)
        )
        self.deliver(deliveries)
        if self._entrance is not None:
            self._entrance.guests.give_way(person.number)
        self.roster_changed()

    def hand_over(self, visitor: Visitor, link: Link) -> None:
        """A link for file blocks: it lives in the transfers thread from now on."""
        self._visitors.discard(visitor)
        delete_later(visitor)
        if self._files_home is None or self._room is None:
            link.abort()
            delete_later(link)
        else:
            link.moveToThread(self._files_home.thread())
            self.data_link_arrived.emit(link)
        self._end_if_empty()

    def gone(self, visitor: Visitor, lost: bool) -> None:
        """A visitor's link has ended."""
        self._visitors.discard(visitor)
        self._seated.pop(visitor.member, None)
        self._missed.part(visitor)
        if self._room is not None and visitor.member:
            self._receipts.seen(visitor.link.peer_device_id, _now())
            self.deliver(self._room.part(visitor.member, lost=lost))
            self.roster_changed()
        delete_later(visitor)
        self._end_if_empty()

    @Slot(object)
    def kick(self, order: Kick) -> None:
        """Part with a member; with ``ban`` its device stays out while the room is open."""
        if self._entrance is not None:
            self._entrance.guests.kick(order.member, ban=order.ban)
        visitor = self._seated.get(order.member)
        if visitor is None or self._room is None:
            return
        if not order.ban:
            visitor.part("kicked")
            return
        device = visitor.link.peer_device_id
        self._room.banned.add(device)
        for number in self._room.links_of(device):
            self._seated[number].part("banned")

    @Slot(object)
    def set_guests(self, order: SetGuests) -> None:
        """Change what plain text lines may do."""
        if self._entrance is not None:
            self._entrance.guests.set_rules(order.guests)

    # --- what is said ----------------------------------------------------------------------

    def said(self, visitor: Visitor, messages: list[m.Post | m.Answer]) -> None:
        """A member said something: number it and hand it to the journal."""
        room = self._room
        if room is None:
            return
        at = _now()
        for message in messages:
            if isinstance(message, m.Answer):
                self.deliver(room.answer(visitor.member, message))
            else:
                self._posts.add(visitor.member, message, at)
        self._posts.hand_over()
        if self._posts.is_behind:
            visitor.pause()

    @property
    def is_behind(self) -> bool:
        """True while so much waits for the disk that nothing more is taken."""
        return self._posts.is_behind

    def guest_said(self, number: int, post: m.Post) -> None:
        """A guest said something, which goes the same way."""
        self._posts.add(number, post, _now())
        self._posts.hand_over()

    @Slot(object)
    def on_kept(self, kept: Kept) -> None:
        """The journal has these on disk."""
        newest = self._posts.on_kept(kept)
        if newest:  # the disk of the server is that of the person who hosts
            self._receipts.receipt(self._identity.device_id, newest)
        if self._posts.has_caught_up:
            for visitor in self._seated.values():
                if visitor.paused:
                    visitor.resume()

    @Slot(object)
    def ask_for_relay(self, wanted: RelayWanted) -> None:
        """Tell the author of an offer that somebody can fetch it only through this server."""
        if self._room is not None:
            message = m.RelayWanted(wanted.ticket, wanted.offer, wanted.receiver)
            self.deliver((Delivery(self._room.links_of(wanted.author), (message,)),))

    def deliver(self, deliveries: Iterable[Delivery]) -> None:
        encoded: dict[int, bytes] = {}
        for delivery in deliveries:
            frames: list[bytes] = []
            for message in delivery.messages:
                known = encoded.get(id(message))
                if known is None:
                    known = encoded[id(message)] = frame(m.encode(message))
                frames.append(known)
            together = b"".join(frames)
            for number in delivery.members:
                visitor = self._seated.get(number)
                if visitor is not None:
                    visitor.send_frames(together)
                elif self._entrance is not None:
                    self._entrance.guests.hear(number, delivery.messages)

    def missed(self, visitor: Visitor, want: m.Want) -> bool:
        """A member asks for what it missed."""
        return self._missed.ask(visitor, want)

    def receipt(self, visitor: Visitor, seq: int) -> None:
        """A member has everything up to ``seq`` on its disk."""
        self._receipts.receipt(visitor.link.peer_device_id, seq)

    def drained(self, visitor: Visitor) -> None:
        """A member has read most of what waited for it."""
        self._missed.go_on(visitor)

    @Slot(object)
    def on_page_read(self, page: PageRead) -> None:
        """The journal has read a page that a member asked for."""
        self._missed.on_page_read(page)

    # --- every second ----------------------------------------------------------------------

    @Slot()
    def _on_heartbeat(self) -> None:
        now = time.monotonic()
        for visitor in tuple(self._visitors):
            visitor.keep_alive(now)
        self._receipts.keep()
        rows = tuple(visitor.row() for visitor in self._seated.values())
        if self._entrance is not None:
            rows += self._entrance.tend(now)
            if self._room is None and not self._entrance.busy:
                self._heartbeat.stop()
        if rows != self._shown and self._room is not None:
            self._shown = rows
            self.happened.emit(ConnectionsChanged(self._room.id, rows))

    def roster_changed(self) -> None:
        """Announce the room anew: somebody came or went."""
        if self._room is None or self._order is None:
            return
        self.announced.emit(
            Announcement(
                self._room.id, self._name, clean_name(self._order.name),
                self._port, self._identity.device_id,
                len(self._room.people), self._gate.locked,
            )
        )  # fmt: skip


def _now() -> int:
    return time.time_ns() // 1_000_000

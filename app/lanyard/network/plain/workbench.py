"""The workbench: any number of plain listeners and connections, in a thread of their own.

A peer that hangs, floods or breaks off costs its own connection at most: nothing here waits for
anybody. The window and the console ask by the values of ``lanyard.sockets``.
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.deletion import delete_later
from lanyard.events import Code, CommandFailed, Failure
from lanyard.network.listener import allow_many_sockets, listen, place
from lanyard.network.pauses import Pauses
from lanyard.network.plain.asking import Asking
from lanyard.network.plain.dialling import Dialling
from lanyard.network.plain.landings import Landed, LandWanted
from lanyard.network.plain.ledger import Ledger
from lanyard.network.plain.listening import TcpListener
from lanyard.network.plain.properties import read_properties, set_option
from lanyard.network.plain.repeats import Repeats
from lanyard.network.plain.tcp import TcpTalk
from lanyard.network.plain.udp import UdpSocket
from lanyard.network.poller import Poller
from lanyard.network.transfers.landing import Part
from lanyard.sockets import (
    CloseSocket,
    Dial,
    EndSending,
    GetUrl,
    OpenListener,
    ReadProperties,
    Reply,
    SendBytes,
    SendFile,
    SetOption,
    SocketChanged,
    SocketCommand,
    SocketState,
    StopRepeating,
    TrafficPassed,
    Transport,
)

_BEAT_MILLISECONDS = 1_000

Open = TcpListener | TcpTalk | UdpSocket


class Workbench(QObject):
    """Owns every plain socket. Lives in the sockets thread; blocks on nothing but saved files."""

    happened = Signal(object)
    land_wanted = Signal(object)
    """A LandWanted for the disk thread."""

    def __init__(self) -> None:
        super().__init__()
        self._open: dict[str, Open] = {}
        self._dialling: dict[str, Dialling] = {}
        self._asking: dict[str, Asking] = {}
        self._told: dict[str, SocketChanged] = {}
        self._landing: dict[str, TcpTalk] = {}
        self._names = itertools.count(1)

    # --- the thread ----------------------------------------------------------------------------

    @Slot()
    def start(self) -> None:
        """Make what belongs to this thread."""
        allow_many_sockets()
        self.poller = Poller(self)
        self.ledger = Ledger(self)
        self.ledger.passed.connect(self.happened)
        self.pauses = Pauses(self._fell_silent, self)
        self._repeats = Repeats(self._send_again, self)
        self._beat = QTimer(self, interval=_BEAT_MILLISECONDS)
        self._beat.timeout.connect(self._on_beat)

    @Slot()
    def close(self) -> None:
        """Close everything and end the thread."""
        self._beat.stop()
        self._repeats.close()
        for dialling in self._dialling.values():
            dialling.abort()
        for asking in self._asking.values():
            asking.abort()
        for open_ in tuple(self._open.values()):
            open_.abort()
        self.pauses.close()
        self.ledger.tell()
        self.poller.close()
        self.thread().quit()

    @Slot(object)
    def taken(self, passed: TrafficPassed) -> None:
        """The front end has taken a batch."""
        self.ledger.taken(passed)

    @Slot(object)
    def do(self, order: SocketCommand) -> None:
        """Do what a person asked for."""
        {
            OpenListener: self.open_listener,
            Dial: self.dial,
            CloseSocket: self.close_socket,
            EndSending: self.end_sending,
            SendBytes: self.send_bytes,
            StopRepeating: self.stop_repeating,
            SendFile: self.send_file,
            GetUrl: self.get_url,
            SetOption: self.set_option,
            ReadProperties: self.read_properties,
        }[type(order)](order)  # type: ignore[operator]

    # --- opening -------------------------------------------------------------------------------

    def open_listener(self, order: OpenListener) -> None:
        """Listen: SocketChanged follows, open or failed."""
        udp = order.transport is Transport.UDP
        opened = listen(order.bind, order.port, next_free=order.next_free_port, udp=udp)
        if isinstance(opened, Failure):
            self.tell(
                SocketChanged(
                    order.key, "", True, order.transport, SocketState.FAILED,
                    place(order.bind or "0.0.0.0", order.port), "", _now(),
                    reply=order.reply.name, failure=opened,
                )
            )  # fmt: skip
            return
        sock, _holder = opened
        if udp:
            datagrams = UdpSocket(
                order.key, sock, self, order.reply, datagram_bytes=order.datagram_bytes
            )
            self._begin(order.key, datagrams)
        else:
            self._begin(order.key, TcpListener(order, sock, self))

    def dial(self, order: Dial) -> None:
        """Connect: SocketChanged follows, at each step."""
        dialling = Dialling(order, self.poller, self)
        self._dialling[order.key] = dialling
        dialling.looked_up.connect(self._on_looked_up)
        dialling.ended.connect(self._on_dialled)
        self.tell(_on_the_way(order, SocketState.LOOKING_UP))
        dialling.start()

    @Slot(object)
    def _on_looked_up(self, dialling: Dialling) -> None:
        self.tell(_on_the_way(dialling.order, SocketState.CONNECTING))

    @Slot(object)
    def _on_dialled(self, dialling: Dialling) -> None:
        order = dialling.order
        self._dialling.pop(order.key, None)
        delete_later(dialling)
        if dialling.socket is None:
            self.tell(_on_the_way(order, SocketState.FAILED, dialling.failure))
            return
        reply = Reply("", boundary=order.boundary, size=order.size)
        try:
            if order.transport is Transport.UDP:
                peer = place(dialling.address, order.port)
                self._begin(
                    order.key, UdpSocket(order.key, dialling.socket, self, reply, peer=peer)
                )
            else:
                talk = TcpTalk(
                    order.key, dialling.socket, self, reply, address=dialling.address,
                    port=order.port, took=dialling.took,
                )  # fmt: skip
                self._begin(order.key, talk)
        except OSError as error:  # gone between its answer and now
            dialling.socket.close()
            words = os.strerror(error.errno or 0)
            failure = Failure(Code.CONNECTION_RESET, host=order.host, detail=words)
            self.tell(_on_the_way(order, SocketState.FAILED, failure))

    def _begin(self, key: str, one: Open) -> None:
        self._open[key] = one
        self.tell(one.changed())
        if not self._beat.isActive():
            self._beat.start()

    # --- what a person asks of an open one -----------------------------------------------------

    def close_socket(self, order: CloseSocket) -> None:
        """Close a connection or listener, or give up dialling."""
        dialling = self._dialling.pop(order.key, None)
        if dialling is not None:
            dialling.abort()
            delete_later(dialling)
            self.tell(_on_the_way(dialling.order, SocketState.CLOSED))
        one = self._open.get(order.key)
        if one is not None:
            self._repeats.stop(order.key)
            one.close()
            if isinstance(one, TcpListener):
                self._forget(order.key)

    def end_sending(self, order: EndSending) -> None:
        """Half-close."""
        one = self._open.get(order.key)
        if isinstance(one, TcpTalk):
            one.end_sending()

    def send_bytes(self, order: SendBytes) -> None:
        """Send once, or again and again."""
        failure = self._send(order)
        if failure is not None:
            self.happened.emit(CommandFailed(failure))
        elif order.every > 0 and order.count != 1:
            self._repeats.begin(order)
            self._show_repeats(order.key, order.every, 1)

    def _send(self, order: SendBytes) -> Failure | None:
        one = self._open.get(order.key)
        if isinstance(one, UdpSocket):
            return one.send(order.payload, order.peer)
        if isinstance(one, TcpTalk) and one.send(order.payload):
            return None
        return Failure(Code.SOCKET_CLOSED)

    def _send_again(self, order: SendBytes, times: int) -> bool:
        """Send a repeated one; False ends the repeating."""
        going_on = self._send(order) is None
        last = not going_on or times == order.count
        self._show_repeats(order.key, 0.0 if last else order.every, times)
        return going_on

    def stop_repeating(self, order: StopRepeating) -> None:
        """Stop a repeated sending."""
        times = self._repeats.stop(order.key)
        self._show_repeats(order.key, 0.0, times)

    def _show_repeats(self, key: str, every: float, times: int) -> None:
        one = self._open.get(key)
        if isinstance(one, UdpSocket | TcpTalk):
            one.repeating, one.repeated = every, times
            self.tell(one.changed())

    def send_file(self, order: SendFile) -> None:
        """Send a file raw, then half-close."""
        one = self._open.get(order.key)
        failure: Failure | None = Failure(Code.SOCKET_CLOSED)
        if isinstance(one, TcpTalk):
            failure = one.send_file(order.path)
        if failure is not None:
            self.happened.emit(CommandFailed(failure))

    def set_option(self, order: SetOption) -> None:
        """Set an option, then tell what the socket is like."""
        one = self._open.get(order.key)
        if one is None:
            return
        try:
            set_option(_socket_of(one), order.option, order.value)
        except OSError as error:
            failure = Failure(Code.SOCKET_FAILED, detail=error.strerror or str(error))
            self.happened.emit(CommandFailed(failure))
        self.read_properties(ReadProperties(order.key))

    def read_properties(self, order: ReadProperties) -> None:
        """Tell what a socket is like; nothing for one that is closed."""
        one = self._open.get(order.key)
        if one is None:
            return
        changed = one.changed()
        try:
            found = read_properties(order.key, _socket_of(one), changed.received, changed.sent)
        except OSError:
            return
        self.happened.emit(found)

    def get_url(self, order: GetUrl) -> None:
        """Ask a web server."""
        asking = Asking(order, self.poller, self)
        self._asking[order.key] = asking
        asking.answered.connect(self._on_answered)
        asking.start()

    @Slot(object)
    def _on_answered(self, asking: Asking) -> None:
        self._asking.pop(asking.order.key, None)
        self.happened.emit(asking.answer)
        delete_later(asking)

    # --- what the conversations tell (tcp.Bench, listening.ListeningBench) ---------------------

    def tell(self, event: object) -> None:
        """Tell the front end; what passed before comes before."""
        if isinstance(event, SocketChanged):
            self.ledger.tell()
            if event.key in self._open:
                self._told[event.key] = event
        self.happened.emit(event)

    def changed(self, one: TcpTalk) -> None:
        """A conversation's state is another."""
        self.tell(one.changed())

    def changed_listener(self, listener: TcpListener) -> None:
        """A client came or went: told with the next beat, however many there are."""

    def came(self, talk: TcpTalk) -> None:
        """A client has come to a listener."""
        self._open[talk.key] = talk
        self.tell(talk.changed())

    def new_key(self) -> str:
        """Return a key for a client."""
        return f"client-{next(self._names)}"

    def over(self, one: object) -> None:
        """A conversation has ended."""
        assert isinstance(one, TcpTalk | UdpSocket)
        self._repeats.stop(one.key)
        self._forget(one.key)
        if isinstance(one, TcpTalk) and one.listener:
            listener = self._open.get(one.listener)
            if isinstance(listener, TcpListener):
                listener.went(one)

    def land(self, one: TcpTalk, part: Part) -> None:
        """Let a saved file get its name."""
        self._landing[one.key] = one
        self.land_wanted.emit(LandWanted(one.key, part))

    @Slot(object)
    def on_landed(self, landed: Landed) -> None:
        """A saved file has its name."""
        self._landing.pop(landed.key).landed(landed.path, landed.failure)

    def _forget(self, key: str) -> None:
        self._open.pop(key, None)
        self._told.pop(key, None)
        if not self._open:
            self._beat.stop()

    def _fell_silent(self, who: Hashable, final: bool) -> bool:
        assert isinstance(who, TcpTalk)
        return who.fell_silent(final)

    # --- every second ----------------------------------------------------------------------------

    @Slot()
    def _on_beat(self) -> None:
        now = time.monotonic()
        for key, one in tuple(self._open.items()):
            if isinstance(one, TcpListener):
                one.rest_is_over()
            elif isinstance(one, TcpTalk):
                if one.closes_too_long(now):
                    one.abort()
                one.beat()
            changed = one.changed()
            if key in self._open and changed != self._told.get(key):
                self.tell(changed)


def _socket_of(one: Open) -> Any:
    return one.line.socket if isinstance(one, TcpTalk) else one.socket


def _on_the_way(order: Dial, state: SocketState, failure: Failure | None = None) -> SocketChanged:
    peer = place(order.host.strip("[]"), order.port)
    return SocketChanged(
        order.key, "", False, order.transport, state, "", peer, _now(), failure=failure
    )


def _now() -> int:
    return time.time_ns() // 1_000_000

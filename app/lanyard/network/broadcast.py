"""Short texts to everybody on the LAN, with or without Lanyard: plain UTF-8, one datagram each.

A text leaves once by every interface, to the interface's own broadcast address; 255.255.255.255
is used where an interface has none, or where the person asks for it. Sending both by default
would show every text twice to a plain receiver such as socat, which cannot know that they are
one. What this program hears of its own is told once a round, whatever ways it came back by.

The receiver never holds more than a bounded backlog: when the window is busy, reading stops and
the system's own buffer, which was enlarged for that, takes the burst.
"""

from __future__ import annotations

import math
import time
from collections import deque
from ipaddress import ip_address

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QUdpSocket

from lanyard import commands, events
from lanyard.deletion import delete_later
from lanyard.events import Code, Failure
from lanyard.network.outlets import EVERYTHING, Heard, Outlet, Outlets, drain
from lanyard.network.port_holder import who_holds
from lanyard.network.socket_opening import opening_socket
from lanyard.wire import limits
from lanyard.wire.plain import readable

_Special = QHostAddress.SpecialAddress
_Option = QAbstractSocket.SocketOption


class Broadcasts(QObject):
    """Sends and hears broadcasts. Lives in the client thread; everything is a slot there."""

    happened = Signal(object)
    """BroadcastSent, BroadcastFailed, BroadcastStopped, ListeningChanged, DatagramsArrived."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._outlets = Outlets(self)
        self._command: commands.Broadcast | None = None
        self._payload = b""
        self._times = 0
        self._next_at = 0.0
        self._told_mine = True
        self._repeat_timer: QTimer | None = None
        self._listened_port = 0
        self._receivers: list[QUdpSocket] = []
        self._backlog: deque[events.Datagram] = deque()
        self._backlog_bytes = 0
        self._batch_timer: QTimer | None = None

    @Slot()
    def start(self) -> None:
        """Make the timers. Call it in the thread this lives in, before anything else."""
        self._repeat_timer = QTimer(self)
        self._repeat_timer.setSingleShot(True)
        self._repeat_timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._repeat_timer.timeout.connect(self._send_round)
        self._batch_timer = QTimer(self)
        self._batch_timer.setSingleShot(True)
        self._batch_timer.timeout.connect(self._tell_batch)

    @Slot()
    def close(self) -> None:
        """Stop repeating and listening, and close every socket, without a word."""
        self._command = None
        self._close_receivers()
        self._backlog.clear()
        self._backlog_bytes = 0
        for timer in (self._repeat_timer, self._batch_timer):
            if timer is not None:
                timer.stop()
        self._outlets.close()

    # --- sending ---------------------------------------------------------------------------

    @Slot(object)
    def broadcast(self, command: commands.Broadcast) -> None:
        """Send a text once or again and again. A repeated one that runs already is replaced."""
        failure = _mistake(command)
        if failure is not None:
            self.happened.emit(events.BroadcastFailed(failure))
            return
        if self._command is not None:
            self._end_repeating()
        self._command = command
        self._payload = command.text.encode("utf-8", "replace")
        self._times = 0
        self._next_at = time.monotonic()
        self._send_round()

    @Slot(object)
    def stop_broadcast(self, _command: commands.StopBroadcast) -> None:
        """End the repeated broadcast; nothing happens when there is none."""
        if self._command is not None:
            self._end_repeating()

    def _end_repeating(self) -> None:
        self._command = None
        if self._repeat_timer is not None:
            self._repeat_timer.stop()
        self.happened.emit(events.BroadcastStopped(self._times))

    @Slot()
    def _send_round(self) -> None:
        command = self._command
        if command is None:
            return
        self._outlets.refresh()
        self._told_mine = False
        reached, too_long, words = self._send_to_all(command)
        if not reached:
            self._command = None
            self.happened.emit(events.BroadcastFailed(self._why(command, too_long, words)))
            return
        self._times += 1
        pause = _pause(command.every)
        if pause == 0.0 or (command.count and self._times >= command.count):
            self.happened.emit(events.BroadcastSent(self._times, reached))
            self._command = None
            if pause:
                self.happened.emit(events.BroadcastStopped(self._times))
            return
        # From the planned time, not from now, so that the rounds do not drift; but a round that
        # was missed while the computer slept is not made up for.
        now = time.monotonic()
        self._next_at = max(self._next_at + pause, now)
        wait = self._next_at - now
        self.happened.emit(events.BroadcastSent(self._times, reached, wait))
        if self._repeat_timer is not None:
            self._repeat_timer.start(round(wait * 1000))

    def _send_to_all(self, command: commands.Broadcast) -> tuple[tuple[str, ...], bool, str]:
        """Send one round; return what was reached, whether it was too long, the last error."""
        reached: list[str] = []
        too_long = False
        words = ""
        for outlet, address in self._ways(command.addresses):
            if outlet.send(self._payload, address, command.port):
                if address not in reached:
                    reached.append(address)
            else:
                too_long = too_long or outlet.too_long
                words = outlet.error
        return tuple(reached), too_long, words

    def _ways(self, wanted: tuple[str, ...]) -> list[tuple[Outlet, str]]:
        """Return which socket sends to which address, each pair once."""
        outward = self._outlets.outward()
        if not wanted:
            wanted = tuple(outlet.place.broadcast or EVERYTHING for outlet in outward)
        ways: list[tuple[Outlet, str]] = []
        for address in dict.fromkeys(wanted):
            if address == EVERYTHING:
                ways.extend((outlet, address) for outlet in outward)
                continue
            outlet = self._outlets.towards(address) or next(iter(outward), None)
            if outlet is not None:
                ways.append((outlet, address))
        return ways

    def _why(self, command: commands.Broadcast, too_long: bool, words: str) -> Failure:
        if too_long:
            return Failure(Code.DATAGRAM_TOO_LONG, port=command.port)
        if not self._outlets.outward():
            return Failure(Code.NO_NETWORK, port=command.port)
        return Failure(Code.BROADCAST_FAILED, port=command.port, detail=words)

    # --- hearing ---------------------------------------------------------------------------

    @Slot(object)
    def listen(self, command: commands.Listen) -> None:
        """Hear what is sent to a UDP port; listening to another port before ends."""
        port = command.port
        if not 1 <= port <= 65_535:
            self._say_listening(Failure(Code.PORT_OUT_OF_RANGE, port=port))
            return
        if port == self._listened_port:
            self._say_listening(None)
            return
        receiver = self._opened(_Special.AnyIPv4, port)
        if receiver.state() != QAbstractSocket.SocketState.BoundState:
            self._say_listening(_cannot_listen(receiver, port))
            delete_later(receiver)
            return
        self._close_receivers()
        self._listened_port = port
        self._receivers = [receiver]
        # People who try things type "localhost", and that may be ::1.
        other = self._opened(_Special.AnyIPv6, port)
        if other.state() == QAbstractSocket.SocketState.BoundState:
            self._receivers.append(other)
        else:
            delete_later(other)
        for one in self._receivers:
            one.readyRead.connect(self._read)
        self._say_listening(None)
        self._read()

    @Slot(object)
    def stop_listening(self, _command: commands.StopListening) -> None:
        """Close the receiver; what was heard before is still told."""
        self._close_receivers()
        while self._backlog:
            self._emit_batch()
        self._say_listening(None)

    def _opened(self, family: QHostAddress.SpecialAddress, port: int) -> QUdpSocket:
        receiver = QUdpSocket(self)
        with opening_socket:
            receiver.bind(
                QHostAddress(family),
                port,
                QUdpSocket.BindFlag.ShareAddress | QUdpSocket.BindFlag.ReuseAddressHint,
            )
        receiver.setSocketOption(_Option.ReceiveBufferSizeSocketOption, limits.RECEIVE_BUFFER_BYTES)
        return receiver

    def _close_receivers(self) -> None:
        for receiver in self._receivers:
            receiver.close()
            delete_later(receiver)
        self._receivers = []
        self._listened_port = 0

    def _say_listening(self, failure: Failure | None) -> None:
        self.happened.emit(events.ListeningChanged(self._listened_port, failure))

    @Slot()
    def _read(self) -> None:
        for receiver in self._receivers:
            room = min(limits.DATAGRAMS_A_TURN, limits.HEARD_BACKLOG - len(self._backlog))
            if room <= 0 or self._backlog_bytes >= limits.HEARD_BACKLOG_BYTES:
                break
            at = time.time_ns() // 1_000_000
            for heard in drain(receiver, room):
                self._keep(heard, at)
                if self._backlog_bytes >= limits.HEARD_BACKLOG_BYTES:
                    break
        if self._backlog and self._batch_timer is not None and not self._batch_timer.isActive():
            self._batch_timer.start(limits.HEARD_BATCH_MILLISECONDS)

    def _keep(self, heard: Heard, at: int) -> None:
        mine = self._outlets.is_mine(heard.address, heard.port)
        if mine and heard.payload == self._payload:
            if self._told_mine:
                return
            self._told_mine = True
        text, binary = readable(heard.payload)
        self._backlog.append(
            events.Datagram(at, heard.address, heard.port, text, heard.payload, binary, mine)
        )
        self._backlog_bytes += len(heard.payload)

    @Slot()
    def _tell_batch(self) -> None:
        self._emit_batch()
        # A socket that was not read while the backlog was full does not speak again by itself.
        self._read()

    def _emit_batch(self) -> None:
        count = min(limits.HEARD_A_BATCH, len(self._backlog))
        batch = tuple(self._backlog.popleft() for _ in range(count))
        self._backlog_bytes -= sum(len(datagram.payload) for datagram in batch)
        if batch:
            self.happened.emit(events.DatagramsArrived(batch))


def _mistake(command: commands.Broadcast) -> Failure | None:
    """Return what is wrong with a command before anything is sent."""
    if not 1 <= command.port <= 65_535:
        return Failure(Code.PORT_OUT_OF_RANGE, port=command.port)
    if not command.text.strip():
        return Failure(Code.TEXT_EMPTY)
    if len(command.text.encode("utf-8", "replace")) > limits.DATAGRAM_BYTES:
        return Failure(Code.DATAGRAM_TOO_LONG, number=limits.DATAGRAM_BYTES)
    for address in command.addresses:
        try:
            usable = ip_address(address).version == 4
        except ValueError:
            usable = False
        if not usable:
            return Failure(Code.BROADCAST_FAILED, host=address, detail=address)
    return None


def _pause(every: float) -> float:
    """Return the seconds between two rounds; 0 means once."""
    if not math.isfinite(every) or every <= 0.0:
        return 0.0
    return min(max(every, limits.BROADCAST_FASTEST_SECONDS), limits.BROADCAST_SLOWEST_SECONDS)


def _cannot_listen(receiver: QUdpSocket, port: int) -> Failure:
    error = receiver.error()
    if error == QAbstractSocket.SocketError.AddressInUseError:
        return Failure(Code.PORT_TAKEN, port=port, detail=who_holds(port, udp=True))
    if error == QAbstractSocket.SocketError.SocketAccessError:
        return Failure(Code.PORT_FORBIDDEN, port=port)
    return Failure(Code.LISTEN_FAILED, port=port, detail=receiver.errorString())

"""The commands for plain sockets: serve, connect, and a web page by connect --get."""

from __future__ import annotations

from collections import deque
from pathlib import Path

from PySide6.QtCore import QTimer, Slot

from lanyard import events as e
from lanyard import sockets as s
from lanyard.console.socket_options import chosen_reply, option_orders
from lanyard.console.socket_output import SocketOutput
from lanyard.console.standard_input import RawInput, StandardInput
from lanyard.console.tasks import Task, existing_folder, unreadable
from lanyard.plain_words import plain_sentence
from lanyard.settings import downloads_folder

_OVER = (s.SocketState.CLOSED, s.SocketState.CLOSED_THERE, s.SocketState.FAILED)
_GRACE_MILLISECONDS = 1_000
"""How long answers by UDP are waited for after the last one, when input has ended."""
_UNANSWERED = 1_000
"""Texts that wait for the operator; what comes beyond is shown at once."""


class PlainTask(Task):
    """A task whose failures have nothing to do with rooms."""

    _properties_awaited = 0

    def fail(self, failure: e.Failure) -> None:
        self.complain(failure)
        self.ended.emit(1)

    def complain(self, failure: e.Failure) -> None:
        """Say why something did not work, and go on."""
        self.output.failure(failure, plain_sentence(failure))

    def set_up(self, key: str) -> None:
        """The socket is open: set its options, and ask what it is like if that is wanted."""
        orders = option_orders(self.arguments, key)
        self._properties_awaited = len(orders)
        for order in orders:
            self.command_wanted.emit(order)

    def on_properties(self, found: s.PropertiesRead) -> None:
        """Each order is answered by what the socket is like then; the last one counts."""
        self._properties_awaited -= 1
        if self._properties_awaited == 0:
            SocketOutput(self.output).properties(found)


class Serve(PlainTask):
    """Listen for plain clients and answer as the reply says, until Ctrl+C."""

    def start(self) -> None:
        a = self.arguments
        reply = chosen_reply(a)
        self._act = reply.act
        self._socket_output = SocketOutput(self.output)
        self._peers: dict[str, str] = {}
        self._gone: deque[str] = deque(maxlen=1_000)
        """Clients whose end was told; what is said of them after that is old."""
        self._listening = False
        folder = ""
        if reply.act is s.Act.SAVE:
            folder = str(Path(a.save or downloads_folder()).resolve())
            failure = existing_folder(folder)
            if failure is not None:
                self.fail(failure)
                return
        order = s.OpenListener(
            a.transport, a.tcp_port or a.udp_port, reply, bind=a.bind, folder=folder,
            datagram_bytes=a.buffer,
        )  # fmt: skip
        self._key = order.key
        self.command_wanted.emit(order)

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case s.SocketChanged() if event.key == self._key:
                self._on_listener(event)
            case s.SocketChanged() if event.listener == self._key:
                self._on_client(event)
            case s.TrafficPassed(rows):
                for row in rows:
                    mine = row.key == self._key or row.key in self._peers
                    if row.incoming and mine and self._act not in (s.Act.SAVE, s.Act.HTTP):
                        self.on_text(row)
            case s.PropertiesRead() if event.key == self._key:
                self.on_properties(event)
            case s.RequestShown(key) if key in self._peers:
                self._socket_output.request(event, self._peers[key])
            case e.CommandFailed(failure) if not self._listening:
                self.fail(failure)
            case e.CommandFailed(failure):
                self.complain(failure)

    def _on_listener(self, change: s.SocketChanged) -> None:
        if change.state is s.SocketState.OPEN and not self._listening:
            self._listening = True
            self._socket_output.listening(change)
            self.set_up(self._key)
            self.on_listening()
        elif change.failure is not None and change.state in _OVER:
            self.fail(change.failure)
        elif change.state in _OVER:
            self.ended.emit(0)

    def _on_client(self, change: s.SocketChanged) -> None:
        if change.key in self._gone:
            return
        if change.key not in self._peers:
            self._peers[change.key] = change.peer
            self._socket_output.connected(change)
        # Of a client that said nothing there is no file.
        file_awaited = self._act is s.Act.SAVE and change.received and not change.saved
        file_awaited = file_awaited and change.failure is None
        if change.state in _OVER and not file_awaited:
            del self._peers[change.key]
            self._gone.append(change.key)
            self.on_closing(change.key)
            self._socket_output.closed(change)
            self.on_closed()

    def on_listening(self) -> None:
        """The listener is open."""

    def on_text(self, row: s.Traffic) -> None:
        """A client said something."""
        self._socket_output.text(row)

    def on_closing(self, key: str) -> None:
        """A client is gone, and that is told next."""

    def on_closed(self) -> None:
        """It is told that a client is gone."""


class Operator(Serve):
    """Listen, and let a person type each answer: the next text shows after the answer."""

    def on_listening(self) -> None:
        self._shown: s.Traffic | None = None
        self._waiting: deque[s.Traffic] = deque()
        self._lines: deque[str] = deque()
        self._input_ended = False
        self._input = StandardInput(self)
        self._input.line.connect(self._on_line)
        self._input.ended.connect(self._on_input_ended)
        self._input.start()

    def on_text(self, row: s.Traffic) -> None:
        if len(self._waiting) < _UNANSWERED:
            self._waiting.append(row)
        else:
            self._socket_output.text(row)
        self._go_on()

    def on_closing(self, key: str) -> None:
        for row in self._waiting:
            if row.key == key:
                self._socket_output.text(row)  # nobody can be answered, but nothing is lost
        self._waiting = deque(row for row in self._waiting if row.key != key)
        if self._shown is not None and self._shown.key == key:
            self._shown = None

    def on_closed(self) -> None:
        self._go_on()

    @Slot(object)
    def _on_line(self, line: str) -> None:
        self._lines.append(line)
        self._go_on()

    @Slot()
    def _on_input_ended(self) -> None:
        self._input_ended = True
        self._go_on()

    def _go_on(self) -> None:
        """Show and answer in turn, as far as texts and answers are there."""
        while True:
            if self._shown is None:
                if not self._waiting:
                    return
                self._shown = self._waiting.popleft()
                self._socket_output.text(self._shown)
            if self._lines:
                self._answer(self._shown, self._lines.popleft())
                self._input.done()
            elif not self._input_ended:
                return
            elif self._shown.transport is s.Transport.TCP:
                # Nobody answers any more; to say nothing lets the client's next text show.
                self.command_wanted.emit(s.SendBytes(self._shown.key, b""))
            self._shown = None

    def _answer(self, row: s.Traffic, line: str) -> None:
        end = "\n" if row.payload.endswith(b"\n") else ""
        peer = row.source if row.transport is s.Transport.UDP else ""
        answer = (line + end).encode("utf-8", "replace")
        self.command_wanted.emit(s.SendBytes(row.key, answer, peer=peer))


class Connect(PlainTask):
    """Standard input to a peer, the peer to standard output, until the peer closes."""

    def start(self) -> None:
        a = self.arguments
        self._udp = a.transport is s.Transport.UDP
        self._status = 0
        self._opened = self._input_ended = False
        self._unsent = 0
        self._socket_output = SocketOutput(self.output)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(_GRACE_MILLISECONDS)
        self._silence.timeout.connect(self._on_silence)
        failure = unreadable(a.file) if a.file else None
        if failure is not None:
            self.fail(failure)
            return
        as_bytes = not (a.json or a.hexadecimal)
        # Bytes that only pass are never held back for the end of a line.
        cut = s.with_boundary(s.PRESETS[0], "raw" if as_bytes else a.boundary or "pause")
        order = s.Dial(a.transport, a.host, a.port, cut.boundary, cut.size)
        self._key = order.key
        self.command_wanted.emit(order)

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case s.SocketChanged() if event.key == self._key:
                self._on_changed(event)
            case s.TrafficPassed(rows):
                self._on_traffic([row for row in rows if row.key == self._key])
            case s.PropertiesRead() if event.key == self._key:
                self.on_properties(event)
            case e.CommandFailed(e.Failure(e.Code.SOCKET_CLOSED)):
                pass  # it crossed with the end of the connection, which is told by itself
            case e.CommandFailed(failure):
                self.fail(failure)

    def interrupt(self) -> None:
        self.ended.emit(self._status if self._opened else 1)

    def _on_changed(self, change: s.SocketChanged) -> None:
        if change.state is s.SocketState.OPEN and not self._opened:
            self._opened = True
            self._socket_output.connected(change)
            self.set_up(self._key)
            self.begin()
        elif change.state in _OVER or change.failure is not None:
            if self._opened:
                self._socket_output.closed(change)
            if change.failure is not None:
                self.fail(change.failure)
            else:
                self.ended.emit(self._status)

    def begin(self) -> None:
        """It is connected: send what there is to send."""
        a = self.arguments
        if a.file:
            self.command_wanted.emit(s.SendFile(self._key, str(Path(a.file).resolve())))
            return
        longest = s.DATAGRAM_LONGEST if self._udp else 0
        if a.hexadecimal:
            longest = s.DATAGRAM_LONGEST * 3  # two digits and a space for each byte
        self._input = RawInput(longest, self)
        self._input.chunk.connect(self._on_chunk)
        self._input.too_long.connect(self._on_too_long)
        self._input.ended.connect(self._on_input_ended)
        self._input.start()

    # --- what comes ------------------------------------------------------------------------

    def _on_traffic(self, rows: list[s.Traffic]) -> None:
        for row in rows:
            if not row.incoming:
                self._on_sent(row)
        arrived = [row for row in rows if row.incoming]
        if not arrived:
            return
        if self._silence.isActive():
            self._silence.start()
        if self.output.as_json:
            for row in arrived:
                self._socket_output.text(row)
        else:
            self.output.raw(b"".join(self._printed(row.payload) for row in arrived))

    def _printed(self, payload: bytes) -> bytes:
        if self.arguments.hexadecimal:
            return payload.hex(" ").encode() + b"\n"
        return payload + b"\n" if self._udp else payload

    # --- what goes -------------------------------------------------------------------------

    @Slot(object)
    def _on_chunk(self, chunk: bytes) -> None:
        cost = self._input.cost(chunk)
        if self.arguments.hexadecimal:
            payload = _bytes_of(chunk)
            if payload is None or (not payload and not self._udp):
                self._input.done(cost)
                if payload is None:
                    self.complain(e.Failure(e.Code.HEX_WRONG))
                return
            # From here on only the bytes count, because only they are told when they are gone.
            self._input.done(cost - self._input.cost(payload))
            chunk = payload
        self._unsent += self._input.cost(chunk)
        self.command_wanted.emit(s.SendBytes(self._key, chunk))

    def _on_sent(self, row: s.Traffic) -> None:
        if self.arguments.file or self.arguments.send is not None:
            return
        cost = max(1, row.size)
        self._unsent -= cost
        self._input.done(cost)
        self._wait_for_answers()

    @Slot()
    def _on_too_long(self) -> None:
        self.complain(e.Failure(e.Code.TEXT_TOO_LONG, number=s.DATAGRAM_LONGEST))

    def complain(self, failure: e.Failure) -> None:
        super().complain(failure)
        self._status = 1

    @Slot()
    def _on_input_ended(self) -> None:
        self._input_ended = True
        if not self._udp:
            self.command_wanted.emit(s.EndSending(self._key))
        self._wait_for_answers()

    def _wait_for_answers(self) -> None:
        if self._udp and self._input_ended and self._unsent <= 0:
            self._silence.start()

    @Slot()
    def _on_silence(self) -> None:
        self.ended.emit(self._status)


class GetPage(PlainTask):
    """Ask a web server for one address; print what it answers."""

    def start(self) -> None:
        order = s.GetUrl(self.arguments.url)
        self._key = order.key
        self.command_wanted.emit(order)

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case s.UrlAnswered() if event.key == self._key:
                if event.failure is not None:
                    self.fail(event.failure)
                else:
                    SocketOutput(self.output).answer(event)
                    self.ended.emit(0)
            case e.CommandFailed(failure):
                self.fail(failure)

    def interrupt(self) -> None:
        self.ended.emit(1)


def _bytes_of(line: bytes) -> bytes | None:
    """Return the bytes that a line of hexadecimal digits stands for; None for anything else."""
    try:
        return bytes.fromhex(line.decode("ascii").replace(":", " "))
    except ValueError:
        return None

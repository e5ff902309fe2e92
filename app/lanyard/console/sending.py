"""``connect --send``: one text, once or again and again inside one live connection."""

from __future__ import annotations

import os

from PySide6.QtCore import Slot

from lanyard import events as e
from lanyard import sockets as s
from lanyard.console.socket_tasks import Connect
from lanyard.saved_sockets import from_digits


class SendText(Connect):
    """Send a text, and print what comes; standard input is not read."""

    def start(self) -> None:
        a = self.arguments
        text = a.send or ""
        if a.hexadecimal:
            self._payload = from_digits(text)
        else:
            # What the shell passed on, byte for byte; a newline ends a text as in netcat.
            self._payload = os.fsencode(text) + (b"" if a.udp else b"\n")
        if a.udp and len(self._payload) > s.DATAGRAM_LONGEST:
            self.fail(e.Failure(e.Code.TEXT_TOO_LONG, number=s.DATAGRAM_LONGEST))
            return
        super().start()

    @Slot(object)
    def take(self, event: object) -> None:
        super().take(event)
        if isinstance(event, s.SocketChanged) and event.key == self._key:
            enough = 0 < self.arguments.count <= event.repeated
            if enough and event.state is s.SocketState.OPEN and not self._input_ended:
                self._on_input_ended()

    def begin(self) -> None:
        a = self.arguments
        once = not a.every or a.count == 1
        if once:
            self.command_wanted.emit(s.SendBytes(self._key, self._payload))
            self._on_input_ended()
        else:
            self.command_wanted.emit(s.SendBytes(self._key, self._payload, a.every, a.count))

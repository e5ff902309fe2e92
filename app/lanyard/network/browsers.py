"""Browsers that find the room's port: one request, one answer, and the line is closed."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from lanyard.events import Connection, Failure
from lanyard.network.listener import plain_host
from lanyard.network.page_parts import page_assets, qr_svg
from lanyard.network.plain_line import PlainLine
from lanyard.network.poller import Poller
from lanyard.wire import limits
from lanyard.wire.http import HttpMistake, HttpVisitor, Request, respond
from lanyard.wire.room_page import RoomPage, url_of

PageOf = Callable[[str, int, bytes], RoomPage]
"""Makes the page for who reached the room at an address and port; with the QR code of that."""


@dataclass(slots=True)
class _Seen:
    """A browser, as far as one request a connection shows one: its address."""

    number: int
    since: int
    last: float
    received: int = 0
    sent: int = 0


class Browsers(QObject):
    """All browsers of one room. Lives in the server thread."""

    def __init__(self, poller: Poller, page_of: PageOf, parent: QObject) -> None:
        super().__init__(parent)
        self._poller = poller
        self._page_of = page_of
        self._lines: dict[PlainLine, HttpVisitor] = {}
        self._seen: dict[str, _Seen] = {}
        self._next = -1

    def __len__(self) -> int:
        return len(self._lines)

    def welcome(self, sock: socket.socket, said: bytes, address: str, port: int) -> None:
        """Take over somebody who speaks HTTP."""
        if len(self._lines) >= limits.BROWSERS:
            sock.close()
            return
        line = PlainLine(sock, self._poller, self, address, port)
        line.received = len(said)
        self._lines[line] = HttpVisitor()
        self.line_said(line, said)

    def abort_all(self) -> None:
        """Close every line now."""
        for line in tuple(self._lines):
            line.abort()

    def tend(self, now: float) -> None:
        """Every second: part with who dawdles, forget who has not been here for a while."""
        for line in tuple(self._lines):
            slow = now - line.born > limits.HANDSHAKE_SECONDS
            closing = line.closing_since and now - line.closing_since > limits.CLOSE_SECONDS
            if slow or closing:
                line.abort()
        for address, seen in tuple(self._seen.items()):
            if now - seen.last > limits.BROWSER_SHOWN_SECONDS:
                del self._seen[address]

    def rows(self) -> tuple[Connection, ...]:
        """Return who had a page lately, for the table of who is connected."""
        return tuple(
            Connection(
                seen.number, "", "", "browser", address, seen.since, seen.received, seen.sent
            )
            for address, seen in self._seen.items()
        )

    # --- the line ------------------------------------------------------------------------------

    def line_said(self, line: PlainLine, piece: bytes) -> None:
        """More of a request."""
        asked = self._lines[line].receive(piece)
        if asked is not None:
            self._answer(line, asked)

    def _answer(self, line: PlainLine, asked: Request | HttpMistake) -> None:
        try:
            here = line.socket.getsockname()
        except OSError:  # macOS, of a browser that has gone
            line.abort()
            return
        address, port = plain_host(here[0]), here[1]
        page = self._page_of(address, port, qr_svg(url_of(address, port)))
        line.write(respond(asked, page, page_assets()))
        line.close()

    def line_half_ended(self, line: PlainLine) -> None:
        """Nothing more comes: half a request is a mistake."""
        mistake = self._lines[line].end()
        if mistake is not None:
            self._answer(line, mistake)
        else:
            line.close()

    def line_drained(self, line: PlainLine) -> None:
        """The answer has left."""

    def line_ended(self, line: PlainLine, failure: Failure | None) -> None:
        """A browser's line is closed."""
        del self._lines[line]
        now = time.monotonic()
        seen = self._seen.get(line.address)
        if seen is None:
            if len(self._seen) >= limits.BROWSERS:
                return
            seen = _Seen(self._next, time.time_ns() // 1_000_000, now)
            self._seen[line.address] = seen
            self._next -= 1  # below zero: nobody who sits in the room has such a number
        seen.last = now
        seen.received += line.received
        seen.sent += line.sent

"""One app that came to my server: its link, and where the talk with it stands.

A visitor speaks the protocol; what is said matters to the Server alone, which it tells through
the few methods of ``Reception``. Plain calls, not signals: both live in the server thread, and a
visitor without its server means nothing.
"""

from __future__ import annotations

import logging
import time
from typing import Protocol

from PySide6.QtCore import QObject, Slot

from lanyard.events import Connection
from lanyard.network.link import CloseReason, Link, LinkClosed
from lanyard.network.tls import TALK
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.session import Session, Side, State

_log = logging.getLogger(__name__)


class Reception(Protocol):
    """What a visitor tells its server."""

    def greeting(self) -> m.Greeting: ...

    def judge(self, visitor: Visitor, hello: m.Hello) -> None: ...

    def said(self, visitor: Visitor, messages: list[m.Post | m.Answer]) -> None: ...

    def hand_over(self, visitor: Visitor, link: Link) -> None: ...

    def gone(self, visitor: Visitor, lost: bool) -> None: ...

    def missed(self, visitor: Visitor, want: m.Want) -> bool: ...

    def receipt(self, visitor: Visitor, seq: int) -> None: ...

    def drained(self, visitor: Visitor) -> None: ...


class Visitor(QObject):
    """A link from an app, welcomed (``member`` above 0) or not yet. Server thread."""

    def __init__(self, link: Link, reception: Reception, parent: QObject) -> None:
        super().__init__(parent)
        self.link = link
        self.member = 0
        self.name = ""
        self.since = 0
        self.nonce = b""
        self.paused = False
        self._session = Session(Side.SERVER)
        self._reception = reception
        self._said_goodbye = False
        self._born = time.monotonic()
        self._heard = self._born
        self._pinged = self._born
        link.setParent(self)
        link.secured.connect(self._on_secured)
        link.frames_arrived.connect(self._on_frames)
        link.closed.connect(self._on_closed)
        link.drained.connect(self._on_drained)

    @property
    def is_talking(self) -> bool:
        """True from the welcome until one side has said goodbye."""
        return self._session.state is State.OPEN

    def row(self) -> Connection:
        """Return this member's row of the table of who is connected."""
        link = self.link
        return Connection(
            self.member, link.peer_device_id, self.name, "app", link.peer_address,
            self.since, link.received, link.sent,
        )  # fmt: skip

    # --- speaking --------------------------------------------------------------------------

    def send(self, message: m.Message) -> None:
        """Say one message."""
        self.link.send(self._session.send(message))

    def send_frames(self, frames: bytes) -> None:
        """Say frames that were encoded once for everybody, now; only in the open talk.

        They are a whole turn's words already, so waiting for its end would only cost an event.
        """
        if self._session.state is State.OPEN:
            self.link.send_now(frames)

    def refuse(self, reason: str, detail: str = "") -> None:
        """Do not let it in, say why, and part."""
        if self._session.state in (State.HELLO, State.JUDGING):
            self.send(m.Refused(reason, detail))
        self.link.close()

    def part(self, reason: str) -> None:
        """End an open talk with a reason."""
        if self._session.state is State.OPEN:
            self.send(m.Closing(reason))
            self.link.close()
        elif self._session.state is not State.ENDED:
            self.refuse(reason)

    def welcome(self, member: m.Person, welcome: m.Welcome) -> None:
        """Let it in."""
        self.member = member.number
        self.name = member.name
        self.send(welcome)
        self.link.frame_limit = limits.FRAME_AFTER_WELCOME

    def pause(self) -> None:
        """Do not read on: more was said than the disk has taken."""
        self.paused = True
        self.link.pause()

    def resume(self) -> None:
        """Read on."""
        self.paused = False
        self._heard = time.monotonic()
        self.link.resume()

    def keep_alive(self, now: float) -> None:
        """Ask after a silent visitor; give up one that stays silent. ``now`` is monotonic."""
        if self._session.state is not State.OPEN:
            if now - self._born > limits.HANDSHAKE_SECONDS:
                self.link.abort()
            return
        if self.paused:
            return  # it may have said a lot that nobody has read
        silent = now - self._heard
        if silent > limits.SILENCE_SECONDS:
            _log.info("member %d has been silent for %.0f s", self.member, silent)
            self.link.abort()
        elif silent > limits.PING_SECONDS and now - self._pinged > limits.PING_SECONDS:
            self._pinged = now
            self.send(m.Ping())

    # --- the link --------------------------------------------------------------------------

    @Slot(object)
    def _on_secured(self, link: Link) -> None:
        self._heard = time.monotonic()
        if link.protocol != TALK:
            link.secured.disconnect(self._on_secured)
            link.frames_arrived.disconnect(self._on_frames)
            link.closed.disconnect(self._on_closed)
            link.drained.disconnect(self._on_drained)
            link.setParent(None)
            self._reception.hand_over(self, link)
            return
        greeting = self._reception.greeting()
        self.nonce = greeting.nonce
        self.send(greeting)

    @Slot(object)
    def _on_frames(self, bodies: tuple[bytes, ...]) -> None:
        self._heard = time.monotonic()
        said: list[m.Post | m.Answer] = []
        try:
            for body in bodies:
                message = self._session.receive(body)
                match message:
                    case m.Post() | m.Answer():
                        said.append(message)
                    case m.Receipt(seq):
                        self._reception.receipt(self, seq)
                    case m.Want():
                        if not self._reception.missed(self, message):
                            raise RemoteProtocolError("too much is wanted at once")
                    case m.Ping(number):
                        self.send(m.Pong(number))
                    case m.Hello():
                        self._reception.judge(self, message)
                    case m.Leave():
                        self._said_goodbye = True
                        self.link.close()
                    case _:
                        pass
        except RemoteProtocolError as error:
            _log.info("member %d broke the protocol: %s", self.member, error)
            self.part("protocol_broken")
        if said and self.member:
            self._reception.said(self, said)

    @Slot(object)
    def _on_closed(self, closed: LinkClosed) -> None:
        polite = self._said_goodbye or closed.reason is CloseReason.REMOTE
        self._reception.gone(self, not polite)

    @Slot()
    def _on_drained(self) -> None:
        self._reception.drained(self)

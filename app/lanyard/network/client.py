"""One joined room: dials, greets, talks, and comes back by itself when the link is lost.

A client learns who the host is from the link's certificate, lets the journal compare it with the
one remembered, and only then says its name. After a loss it dials again with growing pauses; what
was posted meanwhile waits in the outbox and goes out in order, once.
"""

from __future__ import annotations

import logging
import random
import time
from dataclasses import replace

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QHostAddress, QHostInfo

from lanyard import __version__
from lanyard.commands import Join
from lanyard.deletion import delete_later
from lanyard.events import Code, Failure, JoinChanged, JoinState
from lanyard.network.conversation import Conversation
from lanyard.network.identity import Identity
from lanyard.network.link import CloseReason, Link, LinkClosed
from lanyard.network.reasons import failure_of_link, failure_of_refusal
from lanyard.network.tls import TALK
from lanyard.records import MeetRoom, RoomMet
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.names import clean_name
from lanyard.wire.passcode import passcode_key, passcode_proof
from lanyard.wire.session import Session, Side, State, VersionMismatch, agreed_version

_log = logging.getLogger(__name__)

_HEARTBEAT_MILLISECONDS = 1_000
_FINAL = frozenset(
    {
        Code.IDENTITY_CHANGED,
        Code.PASSCODE_NEEDED,
        Code.PASSCODE_WRONG,
        Code.BANNED,
        Code.KICKED,
        Code.NAME_EMPTY,
        Code.VERSION_OLDER,
        Code.VERSION_NEWER,
        Code.ALREADY_JOINED,
        Code.JOURNAL_FAILED,
        Code.JOURNAL_NEWER,
    }
)
"""Failures that trying again cannot mend."""
_GREETED = "not TLS: b'Welcome to "
_GREETED_TIMES = 3
"""How often a host may take this computer for a guest before it is no Lanyard at all."""


class Client(QObject):
    """One attempt to be in one room, until it is left or given up. Lives in the client thread."""

    happened = Signal(object)
    room_known = Signal(object)
    """A MeetRoom: the journal should compare and remember."""
    ended = Signal(object)
    """This client, after LEFT or FAILED."""

    def __init__(self, order: Join, identity: Identity, own: bool, parent: QObject) -> None:
        super().__init__(parent)
        self.order = order
        self.state = JoinState.LOOKING_UP
        self.room = ""
        self.host_device = order.device_id
        self.host = order.host.strip()
        self.port = order.port
        self._home = (self.host, self.port)
        self._hinted = False
        self._hinted_at = 0.0
        self._due = 0.0
        """When the pause ends that a hint broke into."""
        self._own = own
        self._identity = identity
        self._link: Link | None = None
        self._session = Session(Side.CLIENT)
        self._greeting: m.Greeting | None = None
        self._version = 0
        self._addresses: list[str] = []
        self._was_in = False
        self._attempts = 0
        self._greeted = 0
        self._failure: Failure | None = None
        self._heard = self._pinged = 0.0
        self.conversation = Conversation(identity.device_id, own, self)
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self.dial)
        self._heartbeat = QTimer(self, interval=_HEARTBEAT_MILLISECONDS)
        self._heartbeat.timeout.connect(self._on_heartbeat)

    # --- dialling --------------------------------------------------------------------------

    @Slot()
    def dial(self) -> None:
        """Look the host up and dial it."""
        self._retry.stop()
        if self._link is not None:
            return
        failure = self._objection()
        if failure is not None:
            self._end(JoinState.FAILED, failure)
            return
        literal = QHostAddress(self.host)
        if not literal.isNull():
            self._addresses = [self.host]
            self._dial_next()
            return
        self._change(JoinState.LOOKING_UP)
        # By name of the slot: a Python callable would be called in no particular thread.
        # PySide refuses the bytes that its stubs ask for and takes the str.
        slot = SLOT("on_looked_up(QHostInfo)")
        QHostInfo.lookupHost(self.host, self, slot)  # type: ignore[call-overload]

    def _objection(self) -> Failure | None:
        if not self.host:
            return Failure(Code.HOST_EMPTY)
        if not 1 <= self.port <= 65535:
            return Failure(Code.PORT_OUT_OF_RANGE, host=self.host, port=self.port)
        if not clean_name(self.order.name):
            return Failure(Code.NAME_EMPTY)
        return None

    @Slot(QHostInfo)
    def on_looked_up(self, found: QHostInfo) -> None:
        """The system answered the look-up."""
        if self.state is not JoinState.LOOKING_UP:
            return
        self._addresses = [address.toString() for address in found.addresses()]
        if self._addresses:
            self._dial_next()
        else:
            self._failed(Failure(Code.HOST_UNKNOWN, host=self.host, port=self.port))

    def _dial_next(self) -> None:
        self._failure = None
        address = self._addresses.pop(0)
        self._change(JoinState.CONNECTING)
        self._session = Session(Side.CLIENT)
        link = Link.connect_to(address, self.port, self._identity, TALK, self)
        link.secured.connect(self._on_secured)
        link.frames_arrived.connect(self._on_frames)
        link.closed.connect(self._on_closed)
        self._link = link

    @Slot()
    def retry_now(self) -> None:
        """Do not wait for the pause."""
        if self.state is JoinState.WAITING:
            self.dial()

    def rename(self, name: str) -> None:
        """Use another name from the next greeting on."""
        self.order = replace(self.order, name=name)

    def hint(self, address: str, port: int) -> None:
        """A beacon says the room is there: try that once, now, if the room was lost.

        Anybody can send a beacon, so it neither replaces the address that was good before nor
        makes us dial without a pause.
        """
        now = time.monotonic()
        if self.state is JoinState.WAITING and now - self._hinted_at > limits.RETRY_FIRST_SECONDS:
            self._hinted, self._hinted_at = True, now
            self._due = now + max(0, self._retry.remainingTime()) / 1000
            self.host, self.port = address, port
            self.dial()

    # --- the link --------------------------------------------------------------------------

    @Slot(object)
    def _on_secured(self, link: Link) -> None:
        self._heard = self._pinged = time.monotonic()
        self._heartbeat.start()
        if self.host_device and link.peer_device_id != self.host_device:
            self._give_up(Failure(Code.IDENTITY_CHANGED, host=self.host, port=self.port))
            return
        self._change(JoinState.GREETING)

    @Slot(object)
    def _on_frames(self, bodies: tuple[bytes, ...]) -> None:
        self._heard = time.monotonic()
        try:
            for body in bodies:
                self._take(self._session.receive(body))
        except VersionMismatch as error:
            code = Code.VERSION_OLDER if error.theirs_is_older else Code.VERSION_NEWER
            self._give_up(Failure(code, host=self.host))
        except RemoteProtocolError as error:
            _log.info("the server broke the protocol: %s", error)
            self._give_up(Failure(Code.PROTOCOL_BROKEN, host=self.host, detail=str(error)))
        self.conversation.end_of_turn()

    def _take(self, message: m.Message) -> None:
        match message:
            case m.Greeting():
                self._on_greeting(message)
            case m.Welcome():
                self.room = self._greeting.room if self._greeting else ""
                self.conversation.welcomed(message)
            case m.Refused(reason) | m.Closing(reason):
                self._failure = failure_of_refusal(reason, self.host, self.port, self._name)
            case m.Ping(number):
                self._say(m.Pong(number))
            case m.Pong():
                pass
            case m.Members(_, complete):
                self.conversation.take(message)
                if complete:
                    self._on_roster()
            case _:
                self.conversation.take(message)

    @property
    def _name(self) -> str:
        return clean_name(self._greeting.name) if self._greeting else ""

    def _on_greeting(self, greeting: m.Greeting) -> None:
        link = self._link
        assert link is not None
        self._version = agreed_version(greeting.oldest, greeting.newest)
        if self.room and greeting.room != self.room:
            failure = Failure(Code.ROOM_CLOSED, host=self.host, name=self._name)
            self._greeting = greeting
            self._give_up(failure)
            return
        self._greeting = greeting
        self.room_known.emit(
            MeetRoom(
                self.order.key, greeting.room, self._name, self.order.host.strip(), self.port,
                link.peer_device_id, self._own, self.order.trust_changed,
                self._identity.device_id,
            )
        )  # fmt: skip

    def on_room_met(self, met: RoomMet) -> None:
        """The journal has compared the host with the one it remembers."""
        greeting, link = self._greeting, self._link
        if greeting is None or link is None or self._session.state is not State.HELLO:
            return
        if met.room != greeting.room:
            return  # the answer to an earlier greeting
        if met.failure is not None:
            self._give_up(met.failure)
            return
        if met.pinned != link.peer_device_id:
            failure = Failure(
                Code.IDENTITY_CHANGED, host=self.host, port=self.port, name=self._name
            )
            self._give_up(failure)
            return
        proof = b""
        if greeting.locked and not self._own:
            if not self.order.passcode:
                self._give_up(Failure(Code.PASSCODE_NEEDED, host=self.host, name=self._name))
                return
            key = passcode_key(self.order.passcode, greeting.room)
            me, host = self._identity.device_id, link.peer_device_id
            proof = passcode_proof(key, greeting.nonce, me, host)
        self.host_device = link.peer_device_id
        self.conversation.open(met)
        epoch, seq = self.conversation.cursor
        name = clean_name(self.order.name)
        program = f"Lanyard {__version__}"
        self._say(m.Hello(self._version, name, epoch, seq, proof, program))

    def _on_roster(self) -> None:
        link = self._link
        assert link is not None
        self._attempts = 0
        self._was_in = True
        self._home, self._hinted = (self.host, self.port), False
        self.state = JoinState.JOINED
        self.conversation.joined(link, self._session, self.order.key, self._name, self.port)
        self._change(JoinState.JOINED)

    def _say(self, message: m.Message) -> None:
        if self._link is not None:
            self._link.send(self._session.send(message))

    @Slot()
    def _on_heartbeat(self) -> None:
        if self._link is None:
            return
        now = time.monotonic()
        silent = now - self._heard
        talking = self._session.state is State.OPEN
        if silent > (limits.SILENCE_SECONDS if talking else limits.HANDSHAKE_SECONDS):
            self._failure = Failure(Code.HOST_SILENT, host=self.host, port=self.port)
            self._link.abort()
        elif talking and min(silent, now - self._pinged) > limits.PING_SECONDS:
            self._pinged = now
            self._say(m.Ping())

    # --- the end of a link, and of the client ----------------------------------------------

    def _give_up(self, failure: Failure) -> None:
        """This link cannot become a talk: part, and let ``_on_closed`` tell why."""
        self._failure = self._failure or failure
        if self._link is not None:
            self._link.abort()

    @Slot(object)
    def _on_closed(self, closed: LinkClosed) -> None:
        link, self._link = self._link, None
        if link is not None:
            delete_later(link)
        self._heartbeat.stop()
        self._greeting = None if not self.room else self._greeting
        self.conversation.lost()
        if self.state in (JoinState.LEFT, JoinState.FAILED):
            self.ended.emit(self)
            return
        early = self._session.state is State.GREETING
        dialled = closed.reason in (
            CloseReason.REFUSED,
            CloseReason.UNREACHABLE,
            CloseReason.TIMEOUT,
        )
        if self._failure is None and early and dialled and self._addresses:
            self._dial_next()
            return
        if closed.detail.startswith(_GREETED) and link and self._greeted < _GREETED_TIMES:
            # A hello that was late (a lost packet, a busy computer) was taken for a silent guest
            # and greeted in plain text. A second one is rarely late again.
            self._greeted += 1
            self._addresses.insert(0, link.peer_address)
            self._dial_next()
            return
        early = early and not self._was_in
        failure = self._failure or failure_of_link(closed, self.host, self.port, early=early)
        self._failed(failure)

    def _failed(self, failure: Failure) -> None:
        hinted, self._hinted = self._hinted, False
        if hinted:
            self.host, self.port = self._home
            if failure.code is Code.IDENTITY_CHANGED:  # a false hint, and we are where we were
                failure = Failure(Code.LINK_LOST, host=self.host, port=self.port)
        if not self._was_in or failure.code in _FINAL or not self.order.keep_trying:
            self._end(JoinState.FAILED, failure)
            return
        if hinted:  # it led nowhere: the pause it broke into goes on
            pause = max(0.0, self._due - time.monotonic())
        else:
            first, longest = limits.RETRY_FIRST_SECONDS, limits.RETRY_LONGEST_SECONDS
            pause = min(first * 2**self._attempts, longest) * random.uniform(0.8, 1.2)
            self._attempts = min(self._attempts + 1, 16)
        self._retry.start(round(pause * 1000))
        self._change(JoinState.WAITING, failure, pause)

    def leave(self) -> None:
        """Say goodbye and end."""
        self._end(JoinState.LEFT, None)

    def _end(self, state: JoinState, failure: Failure | None) -> None:
        if self.state in (JoinState.LEFT, JoinState.FAILED):
            return
        self._retry.stop()
        self.conversation.flush()
        self._change(state, failure)
        if self._link is None:
            self.ended.emit(self)
            return
        if self._session.state in (State.OPEN, State.HELLO):
            self._say(m.Leave())
        self._link.close()

    def _change(
        self, state: JoinState, failure: Failure | None = None, retry_in: float = 0.0
    ) -> None:
        self.state = state
        self.happened.emit(
            JoinChanged(self.order.key, self.room, state, self.host, self.port, failure, retry_in)
        )

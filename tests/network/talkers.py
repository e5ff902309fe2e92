"""People who talk in tests: whole engines, a cable that can be cut, and peers without manners.

``Person`` is an engine with a memory. ``Cable`` stands between a client and its server and can be
cut or fall silent. ``Stranger`` speaks to a server over a plain blocking socket, as well or as
badly as a test wants; ``FakeHost`` is a server whose every word the test chooses.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket
from pytestqt.qtbot import QtBot

from lanyard import commands as c
from lanyard import events as e
from lanyard.engine import Engine
from lanyard.network.identity import Identity
from lanyard.network.link import Link
from lanyard.network.socket_opening import opening_socket
from lanyard.network.tls import TALK, TlsChannel
from lanyard.wire import message as m
from lanyard.wire.frame import FrameReader, frame
from lanyard.wire.session import Session, Side

LOCAL = "127.0.0.1"
SECONDS = 10
"""How long anything may take before a test gives it up."""
Value = TypeVar("Value")


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        return int(probe.getsockname()[1])


class Person(QObject):
    """One running Lanyard and everything it told, in order.

    It hears no beacons but those of the test: a real one would lead it around a cut cable.
    """

    beacon = Signal(object)

    def __init__(self, qtbot: QtBot, profile: Path, name: str) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.name = name
        self.told: list[object] = []
        self.room = ""
        self.engine = Engine(profile)
        self.engine.happened.connect(self.hear)
        self.engine._discovery.happened.disconnect(self.engine._clients.on_happened_near)
        self.beacon.connect(self.engine._clients.on_happened_near)
        self.engine.start()

    @Slot(object)
    def hear(self, event: object) -> None:
        self.told.append(event)
        if isinstance(event, e.Joined):
            self.room = event.room

    @property
    def device_id(self) -> str:
        return self.engine.identity.device_id

    def heard(self, kind: type[Value]) -> list[Value]:
        return [event for event in self.told if isinstance(event, kind)]

    def until(self, kind: type[Value], check: Callable[[Value], object] | None = None) -> Value:
        """Wait for an event that passes ``check``, also one of the past, and return it."""
        found: list[Value] = []

        def is_there() -> bool:
            found.extend(event for event in self.heard(kind) if check is None or check(event))
            return bool(found)

        self.qtbot.waitUntil(is_there, timeout=SECONDS * 1000)
        return found[0]

    def forget(self) -> None:
        self.told.clear()

    # --- what a person does --------------------------------------------------------------------

    def host(self, room: str = "Office", **more: object) -> e.RoomOpened:
        more.setdefault("port", a_free_port())
        self.engine.do(c.Host(room, self.name, **more))  # type: ignore[arg-type]
        opened = self.until(e.RoomOpened)
        self.until(e.Joined)
        return opened

    def start_joining(self, port: int, **more: object) -> c.Join:
        order = c.Join(LOCAL, self.name, port, **more)  # type: ignore[arg-type]
        self.engine.do(order)
        return order

    def join(self, port: int, **more: object) -> e.Joined:
        order = self.start_joining(port, **more)
        return self.until(e.Joined, lambda joined: joined.key == order.key)

    def failure(self, order: c.Join) -> e.Code:
        """Wait until an attempt has failed for good and return why."""
        failed = self.until(
            e.JoinChanged,
            lambda change: change.key == order.key and change.state is e.JoinState.FAILED,
        )
        assert failed.failure is not None
        return failed.failure.code

    def leave(self) -> None:
        self.engine.do(c.Leave(self.room))
        self.until(e.JoinChanged, lambda change: change.state is e.JoinState.LEFT)

    def say(self, text: str, to: str = "") -> c.Post:
        post = c.Post(self.room, text, to)
        self.engine.do(post)
        return post

    # --- what a person knows -------------------------------------------------------------------

    def entries(self) -> list[e.Entry]:
        """What others said, in the order in which it was told."""
        return [entry for arrived in self.heard(e.EntriesArrived) for entry in arrived.entries]

    def texts(self) -> list[str]:
        return [entry.text for entry in self.entries()]

    def accepted(self) -> list[str]:
        return [event.id for event in self.heard(e.PostAccepted)]

    def wait_texts(self, *texts: str) -> None:
        self.qtbot.waitUntil(lambda: self.texts() == list(texts), timeout=SECONDS * 1000)

    def log(self) -> list[e.Entry]:
        """What others said, in the order of the log."""
        return sorted(self.entries(), key=lambda entry: entry.seq)

    def wait_log(self, *texts: str) -> None:
        """Wait until exactly these are told; what was missed comes the newest first."""
        self.qtbot.waitUntil(
            lambda: [entry.text for entry in self.log()] == list(texts), timeout=SECONDS * 1000
        )

    def wait_history(self, *texts: str, room: str = "") -> None:
        """Wait until the journal holds exactly these; what is shown may be on its way to it."""

        def is_there() -> bool:
            ask = c.ReadHistory(room or self.room, count=10_000)
            self.engine.do(ask)
            answer = self.until(e.HistoryRead, lambda event: event.asked is ask)
            return [entry.text for entry in answer.entries] == list(texts)

        self.qtbot.waitUntil(is_there, timeout=SECONDS * 1000)

    def wait_for_all_of(self, *texts: str) -> None:
        """Wait until exactly these were told, in whatever order."""
        wanted = sorted(texts)
        self.qtbot.waitUntil(lambda: sorted(self.texts()) == wanted, timeout=SECONDS * 1000)

    def wait_accepted(self, *posts: c.Post) -> None:
        ids = [post.id for post in posts]
        self.qtbot.waitUntil(lambda: self.accepted() == ids, timeout=SECONDS * 1000)

    def end(self) -> None:
        self.engine.shutdown()
        assert self.engine.all_ended


class Cable(QObject):
    """Carries bytes to a port of this computer until it is cut, or lets them wait."""

    def __init__(self, target: int) -> None:
        super().__init__()
        self.target = target
        self.frozen = False
        self.one_way = False
        """The server's words wait, the client's arrive."""
        self.pairs: list[tuple[QTcpSocket, QTcpSocket]] = []
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._on_connection)
        with opening_socket:
            assert self._server.listen(QHostAddress(LOCAL), 0)
        self.port = int(self._server.serverPort())

    @Slot()
    def _on_connection(self) -> None:
        near = self._server.nextPendingConnection()
        far = QTcpSocket(self)
        near.setParent(self)
        self.pairs.append((near, far))
        for end in (near, far):
            end.readyRead.connect(self.carry)
            end.disconnected.connect(self._on_disconnected)
        far.connected.connect(self.carry)
        with opening_socket:
            far.connectToHost(LOCAL, self.target)

    @Slot()
    def carry(self) -> None:
        if self.frozen:
            return
        for near, far in self.pairs:
            if far.state() == QTcpSocket.SocketState.ConnectedState:
                if near.bytesAvailable():
                    far.write(near.readAll())
                if far.bytesAvailable() and not self.one_way:
                    near.write(far.readAll())

    @Slot()
    def _on_disconnected(self) -> None:
        for near, far in tuple(self.pairs):
            if self.sender() in (near, far) and not self.frozen:
                self.carry()
                self.pairs.remove((near, far))
                near.disconnectFromHost()
                far.disconnectFromHost()

    def freeze(self) -> None:
        """Keep everything that is said, and the connections open."""
        self.frozen = True

    def thaw(self) -> None:
        self.frozen = self.one_way = False
        self.carry()

    def cut(self) -> None:
        """Break the connections; who dials again is carried."""
        pairs, self.pairs = self.pairs, []
        for pair in pairs:
            for end in pair:
                end.abort()

    def unplug(self) -> None:
        """Break the connections; who dials again is refused."""
        self._server.close()
        self.cut()

    def plug_in(self) -> None:
        with opening_socket:
            assert self._server.listen(QHostAddress(LOCAL), self.port)

    def close(self) -> None:
        self.unplug()
        self.deleteLater()


class Stranger:
    """One connection to a server, by a plain socket that waits. Not for the main talk's thread."""

    def __init__(self, port: int, identity: Identity | None = None, protocol: bytes = TALK) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(SECONDS)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.socket.connect((LOCAL, port))
        except OSError:
            self.socket.close()
            raise
        self.channel = TlsChannel(identity, False, (protocol,)) if identity else None
        self.reader = FrameReader(1 << 20)
        self.waiting: list[m.Message] = []
        self.last_words = b""

    def shake_hands(self) -> None:
        assert self.channel is not None
        self.channel.start()
        self._flush()
        while not self.channel.handshake_done:
            self.channel.receive_bytes(self._some())
            self._flush()

    def greet(self, name: str = "Stranger", version: int = 1, **more: object) -> m.Greeting:
        """Hear the greeting and say hello."""
        self.shake_hands()
        greeting = self.hear(m.Greeting)
        self.say(m.Hello(version, name, **more))  # type: ignore[arg-type]
        return greeting

    def join(self, name: str = "Stranger", **more: object) -> m.Welcome:
        """Come in and hear who is here."""
        self.greet(name, **more)
        welcome = self.hear(m.Welcome)
        while not self.hear(m.Members).complete:
            pass
        return welcome

    def ask(self, after: int, before: int) -> list[m.Entry]:
        """Ask for everything between two sequences, page by page, and return it in order."""
        entries: list[m.Entry] = []
        while after + 1 < before:
            self.say(m.Want(after, before))
            complete = False
            while not complete:
                page = self.hear(m.Page)
                assert page.before == before
                entries = [*page.entries, *entries]
                complete = page.complete
                before = page.after + 1
        return entries

    def say(self, *messages: m.Message) -> None:
        self.say_bytes(b"".join(frame(m.encode(message)) for message in messages))

    def say_bytes(self, plaintext: bytes) -> None:
        assert self.channel is not None
        self.channel.write(plaintext)
        self._flush()

    def hear(self, kind: type[Value]) -> Value:
        """Return the next message of a kind; others before it are passed over."""
        while True:
            while self.waiting:
                message = self.waiting.pop(0)
                if isinstance(message, kind):
                    return message
            self.listen()

    def listen(self) -> None:
        """Take what has come. Raises ConnectionError when the other side is gone."""
        assert self.channel is not None
        self.channel.receive_bytes(self._some())
        self._flush()
        self.waiting += map(m.decode, self.reader.feed(self.channel.take_plaintext()))
        if self.channel.ended and not self.waiting:
            raise ConnectionResetError

    def is_parted_with(self) -> bool:
        """Wait until the other side ends the connection; False when it does not."""
        try:
            while chunk := self.socket.recv(65_536):
                self.last_words += chunk
        except TimeoutError:
            return False
        except OSError:
            pass
        return True

    def close(self) -> None:
        self.socket.close()

    def _some(self) -> bytes:
        chunk = self.socket.recv(65_536)
        if not chunk:
            raise ConnectionResetError
        return chunk

    def _flush(self) -> None:
        assert self.channel is not None
        self.socket.sendall(self.channel.take_ciphertext())


class FakeHost(QObject):
    """A server whose words the test chooses; hears everything a client says."""

    def __init__(self, identity: Identity, room: str = "0b" * 16) -> None:
        super().__init__()
        self.identity = identity
        self.room = room
        self.greeting: m.Greeting | None = m.Greeting(1, 1, room, "Office", b"n" * 16, False)
        self.said: list[m.Message] = []
        self.links: list[Link] = []
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._on_connection)
        with opening_socket:
            assert self._server.listen(QHostAddress(LOCAL), 0)
        self.port = int(self._server.serverPort())
        self.session = Session(Side.SERVER)
        self.missed: list[m.Entry] | None = None

    @Slot()
    def _on_connection(self) -> None:
        link = Link.accept(self._server.nextPendingConnection(), self.identity, parent=self)
        link.frame_limit = 1 << 16
        link.secured.connect(self._on_secured)
        link.frames_arrived.connect(self._on_frames)
        self.links.append(link)

    @Slot(object)
    def _on_secured(self, link: Link) -> None:
        self.session = Session(Side.SERVER)
        if self.greeting is not None:
            self.say(self.greeting)

    @Slot(object)
    def _on_frames(self, bodies: tuple[bytes, ...]) -> None:
        heard = [self.session.receive(body) for body in bodies]
        self.said += heard
        for message in heard:
            if isinstance(message, m.Want) and self.missed is not None:
                between = [e for e in self.missed if message.after < e.seq < message.before]
                self.say(m.Page(tuple(between), message.after, message.before, True))

    def say(self, *messages: m.Message) -> None:
        for message in messages:
            self.links[-1].send(self.session.send(message))

    def welcome(
        self, *entries: m.Entry, device: str = "d0" * 32, epoch: str = "epoch", last_seq: int = -1,
        answers: bool = True,
    ) -> None:  # fmt: skip
        """Let the client in, alone; what it missed is these entries, when it asks."""
        self.missed = list(entries) if answers else None
        last = max((entry.seq for entry in entries), default=0) if last_seq < 0 else last_seq
        self.say(m.Welcome(1, 1, epoch, last), m.Members((m.Person(1, device, "Me"),), True))

    def heard(self, kind: type[Value]) -> list[Value]:
        return [message for message in self.said if isinstance(message, kind)]

    def close(self) -> None:
        self._server.close()
        for link in self.links:
            link.abort()
        self.deleteLater()


@contextmanager
def closing(*things: Stranger) -> Iterator[None]:
    """Close strangers whatever happens."""
    try:
        yield
    finally:
        for thing in things:
            thing.close()

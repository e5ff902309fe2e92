"""Links over loopback: what is said arrives, and every way to end is told once, with its reason."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QThread, Signal, Slot
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket
from pytestqt.qtbot import QtBot

from lanyard.deletion import delete_later
from lanyard.network.identity import Identity
from lanyard.network.interfaces import plain_address
from lanyard.network.link import CloseReason, Link, LinkClosed
from lanyard.network.tls import BLOCKS, TALK
from lanyard.wire import limits
from lanyard.wire.errors import LocalProtocolError
from lanyard.wire.frame import frame

LOCAL = "127.0.0.1"


class Ear(QObject):
    """Remembers everything one link tells."""

    anything = Signal()

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link
        self.bodies: list[bytes] = []
        self.batches = 0
        self.secured = 0
        self.drained = 0
        self.ends: list[LinkClosed] = []
        link.secured.connect(self.on_secured)
        link.frames_arrived.connect(self.on_frames)
        link.closed.connect(self.on_closed)
        link.drained.connect(self.on_drained)

    @property
    def reason(self) -> CloseReason | None:
        assert len(self.ends) <= 1
        return self.ends[0].reason if self.ends else None

    @Slot(object)
    def on_secured(self, link: Link) -> None:
        assert link is self.link
        self.secured += 1
        self.anything.emit()

    @Slot(object)
    def on_frames(self, bodies: tuple[bytes, ...]) -> None:
        assert self.secured == 1
        assert not self.ends
        self.batches += 1
        self.bodies += bodies
        self.anything.emit()

    @Slot(object)
    def on_closed(self, end: LinkClosed) -> None:
        self.ends.append(end)
        self.anything.emit()

    @Slot()
    def on_drained(self) -> None:
        self.drained += 1


class House(QObject):
    """A listener that turns whoever comes into a link, or keeps the bare socket."""

    def __init__(self, identity: Identity, seconds: float = 5.0, bare: bool = False) -> None:
        super().__init__()
        self.identity = identity
        self.seconds = seconds
        self.bare = bare
        self.mover: Mover | None = None
        self.sockets: list[QTcpSocket] = []
        self.ears: list[Ear] = []
        self.server = QTcpServer(self)
        assert self.server.listen(QHostAddress(LOCAL), 0)
        self.server.newConnection.connect(self.on_connection)

    @property
    def port(self) -> int:
        return int(self.server.serverPort())

    @Slot()
    def on_connection(self) -> None:
        socket = self.server.nextPendingConnection()
        if self.bare:
            self.sockets.append(socket)
        else:
            link = Link.accept(socket, self.identity, seconds=self.seconds)
            self.ears.append(Ear(link))
            if self.mover:
                link.secured.connect(self.mover.on_secured)


@pytest.fixture
def houses(qtbot: QtBot) -> Iterator[list[House]]:
    made: list[House] = []
    yield made
    for house in made:
        for ear in house.ears:
            ear.link.abort()
        house.server.close()
        house.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def dial(port: int, identity: Identity, protocol: bytes = TALK, seconds: float = 5.0) -> Ear:
    return Ear(Link.connect_to(LOCAL, port, identity, protocol, None, seconds))


def couple(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity, protocol: bytes = TALK
) -> tuple[Ear, Ear]:
    """Return the accepted and the dialled side of one secured link."""
    house = House(alice)
    houses.append(house)
    client = dial(house.port, bob, protocol)
    qtbot.waitUntil(lambda: bool(client.secured and house.ears and house.ears[0].secured))
    house.ears[0].link.resume()
    return house.ears[0], client


@pytest.mark.parametrize("protocol", [TALK, BLOCKS])
def test_frames_go_both_ways(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity, protocol: bytes
) -> None:
    server, client = couple(qtbot, houses, alice, bob, protocol)
    assert server.link.peer_device_id == bob.device_id
    assert client.link.peer_device_id == alice.device_id
    assert server.link.protocol == client.link.protocol == protocol
    assert server.link.peer_address == LOCAL
    client.link.send(frame(b"hello"))
    server.link.send(frame(b"welcome"))
    qtbot.waitUntil(lambda: bool(server.bodies and client.bodies))
    assert server.bodies == [b"hello"]
    assert client.bodies == [b"welcome"]
    assert client.link.sent == server.link.received > 0


def test_one_turn_is_one_write(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    before = client.link.sent
    for number in range(100):
        client.link.send(frame(b"%d" % number))
    assert client.link.sent == before  # nothing leaves from within the caller
    assert client.link.backlog > 0
    qtbot.waitUntil(lambda: len(server.bodies) == 100)
    assert server.bodies == [b"%d" % number for number in range(100)]
    assert server.batches == 1
    record = 22  # what TLS adds to one record
    assert client.link.sent - before == sum(len(body) + 4 for body in server.bodies) + record


def test_flush_sends_now(qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity) -> None:
    _server, client = couple(qtbot, houses, alice, bob)
    before = client.link.sent
    client.link.send(frame(b"now"))
    client.link.flush()
    assert client.link.sent > before


def test_a_long_frame_is_refused_before_it_comes(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    assert server.link.frame_limit == limits.FRAME_BEFORE_WELCOME
    client.link.send((limits.FRAME_BEFORE_WELCOME + 1).to_bytes(4, "big"))
    qtbot.waitUntil(lambda: bool(server.ends and client.ends))
    assert server.reason is CloseReason.PROTOCOL
    assert client.reason is CloseReason.REMOTE


def test_the_limit_can_be_raised(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    server.link.frame_limit = limits.FRAME_AFTER_WELCOME
    body = bytes(limits.FRAME_AFTER_WELCOME)
    for _ in range(50):
        client.link.send(frame(body))
    qtbot.waitUntil(lambda: len(server.bodies) == 50)
    assert set(server.bodies) == {body}


def test_a_goodbye_lets_everything_queued_arrive(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    server.link.frame_limit = limits.FRAME_AFTER_WELCOME
    for _ in range(40):
        client.link.send(frame(bytes(60_000)))
    client.link.close()
    client.link.send(frame(b"too late"))
    assert not client.ends  # never from within a call
    qtbot.waitUntil(lambda: bool(server.ends and client.ends))
    assert len(server.bodies) == 40
    assert server.reason is CloseReason.REMOTE
    assert client.reason is CloseReason.LOCAL


def test_last_words_arrive_though_the_other_still_talks(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    for _ in range(2000):
        client.link.send(frame(bytes(1000)))
    server.link.send(frame(b"you are banned"))
    server.link.close()
    qtbot.waitUntil(lambda: bool(server.ends and client.ends))
    assert client.bodies == [b"you are banned"]
    assert client.reason is CloseReason.REMOTE
    assert server.reason is CloseReason.LOCAL


def test_a_cut_is_a_loss(qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    client.link.abort()
    qtbot.waitUntil(lambda: bool(server.ends and client.ends))
    assert server.reason is CloseReason.LOST
    assert client.reason is CloseReason.LOCAL


def test_a_goodbye_nobody_answers_ends_by_itself(
    qtbot: QtBot,
    houses: list[House],
    alice: Identity,
    bob: Identity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "CLOSE_SECONDS", 0.05)
    server, client = couple(qtbot, houses, alice, bob)
    server.link.pause()
    client.link.close()
    qtbot.waitUntil(lambda: bool(client.ends))
    assert client.reason is CloseReason.LOCAL
    assert not server.ends
    server.link.resume()
    qtbot.waitUntil(lambda: bool(server.ends))
    assert server.reason is CloseReason.REMOTE  # the goodbye was there all the time


def test_a_paused_link_still_gives_everything_after_the_end(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    server.link.pause()
    client.link.send(frame(b"last words"))
    client.link.flush()
    client.link.abort()
    qtbot.waitUntil(lambda: bool(client.ends))
    assert not server.bodies
    server.link.resume()
    qtbot.waitUntil(lambda: bool(server.ends))
    assert server.bodies == [b"last words"]
    assert server.reason is CloseReason.LOST


def test_one_who_never_reads_is_cut(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    server.link.pause()
    client.link.backlog_limit = 2_000_000
    body = frame(bytes(60_000))
    for _ in range(1000):
        client.link.send(body)
        assert client.link.backlog < 3_000_000
    qtbot.waitUntil(lambda: bool(client.ends))
    assert client.reason is CloseReason.LOST
    assert "not read" in client.ends[0].detail


def test_a_slow_reader_drains(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    server.link.frame_limit = limits.FRAME_AFTER_WELCOME
    server.link.pause()
    body = frame(bytes(60_000))
    for _ in range(250):
        client.link.send(body)
    qtbot.waitUntil(lambda: client.link.backlog > limits.DRAINED_BYTES)
    assert client.drained == 0
    server.link.resume()
    qtbot.waitUntil(lambda: len(server.bodies) == 250)
    qtbot.waitUntil(lambda: client.drained == 1)
    assert client.link.backlog < limits.DRAINED_BYTES


def test_nobody_listens(qtbot: QtBot, alice: Identity) -> None:
    server = QTcpServer()
    assert server.listen(QHostAddress(LOCAL), 0)
    port = int(server.serverPort())
    server.close()
    client = dial(port, alice)
    qtbot.waitUntil(lambda: bool(client.ends))
    assert client.reason is CloseReason.REFUSED


@pytest.mark.parametrize("address", ["", "not an address", "255.255.255.255"])
def test_no_way_to_there(qtbot: QtBot, alice: Identity, address: str) -> None:
    client = Ear(Link.connect_to(address, 25225, alice, TALK, None, 5.0))
    assert not client.ends
    qtbot.waitUntil(lambda: bool(client.ends))
    assert client.reason is CloseReason.UNREACHABLE


def test_a_host_that_accepts_and_says_nothing(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    house = House(alice, bare=True)
    houses.append(house)
    client = dial(house.port, bob, seconds=0.1)
    qtbot.waitUntil(lambda: bool(client.ends))
    assert client.reason is CloseReason.TIMEOUT


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\x00", b"HTTP/1.1 400 Bad\r\n"])
def test_a_host_that_speaks_something_else(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity, greeting: bytes
) -> None:
    house = House(alice, bare=True)
    houses.append(house)
    client = dial(house.port, bob)
    qtbot.waitUntil(lambda: bool(house.sockets))
    house.sockets[0].write(greeting)
    qtbot.waitUntil(lambda: bool(client.ends))
    assert client.reason is CloseReason.NOT_LANYARD
    assert not client.secured


def test_a_host_that_hangs_up_at_once(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    house = House(alice, bare=True)
    houses.append(house)
    client = dial(house.port, bob)
    qtbot.waitUntil(lambda: bool(house.sockets))
    house.sockets[0].abort()
    qtbot.waitUntil(lambda: bool(client.ends))
    assert client.reason is CloseReason.LOST


def test_a_stranger_who_dawdles_is_parted_with(
    qtbot: QtBot, houses: list[House], alice: Identity
) -> None:
    house = House(alice, seconds=0.1)
    houses.append(house)
    stranger = QTcpSocket()
    stranger.connectToHost(LOCAL, house.port)
    qtbot.waitUntil(lambda: bool(house.ears))
    stranger.write(b"\x16\x03\x01")
    qtbot.waitUntil(lambda: bool(house.ears[0].ends))
    assert house.ears[0].reason is CloseReason.TIMEOUT


def test_a_stranger_who_babbles_is_parted_with(
    qtbot: QtBot, houses: list[House], alice: Identity
) -> None:
    house = House(alice)
    houses.append(house)
    stranger = QTcpSocket()
    stranger.connectToHost(LOCAL, house.port)
    qtbot.waitUntil(lambda: bool(house.ears))
    stranger.write(b"\x16" + bytes(500))
    qtbot.waitUntil(lambda: bool(house.ears[0].ends))
    assert house.ears[0].reason is CloseReason.TLS
    assert not house.ears[0].secured


def test_abort_while_dialling(qtbot: QtBot, houses: list[House], alice: Identity) -> None:
    house = House(alice, bare=True)
    houses.append(house)
    client = dial(house.port, alice)
    client.link.abort()
    client.link.abort()
    qtbot.waitUntil(lambda: bool(client.ends))
    assert client.reason is CloseReason.LOCAL


def test_a_frame_too_early_is_our_mistake(
    houses: list[House], qtbot: QtBot, alice: Identity, bob: Identity
) -> None:
    house = House(alice, bare=True)
    houses.append(house)
    client = dial(house.port, bob)
    with pytest.raises(LocalProtocolError):
        client.link.send(frame(b"hello"))
    client.link.abort()
    client.link.send(frame(b"hello"))  # ended: the owner will hear, nothing is raised
    qtbot.waitUntil(lambda: bool(client.ends))


def test_a_link_for_blocks_waits_for_whoever_takes_it_over(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    house = House(alice)
    houses.append(house)
    client = dial(house.port, bob, BLOCKS)
    qtbot.waitUntil(lambda: bool(client.secured and house.ears and house.ears[0].secured))
    client.link.send(frame(b"ask"))
    client.link.close()
    assert not house.ears[0].bodies
    house.ears[0].link.resume()
    qtbot.waitUntil(lambda: bool(house.ears[0].ends))
    assert house.ears[0].bodies == [b"ask"]
    assert house.ears[0].reason is CloseReason.REMOTE


def test_a_released_socket_goes_on_without_tls(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    client.link.send(frame(b"ask"))
    qtbot.waitUntil(lambda: bool(server.bodies))
    server.link.send(frame(b"ready"))
    bare = server.link.release()
    assert bare is not None
    qtbot.waitUntil(lambda: bool(server.ends) and client.bodies == [b"ready"])
    other = client.link.release()
    assert other is not None
    other.sendall(b"\xff" * 1000)
    assert bare.recv(1000, socket.MSG_WAITALL) == b"\xff" * 1000
    for each in (bare, other):
        each.close()


def test_nothing_is_released_inside_a_frame(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    server, client = couple(qtbot, houses, alice, bob)
    client.link.send(frame(b"whole") + frame(b"half")[:-1])
    qtbot.waitUntil(lambda: bool(server.bodies))
    assert server.link.release() is None


class Mover(QObject):
    """Takes links in one thread and hands them to another, from within ``secured``."""

    def __init__(self, thread: QThread) -> None:
        super().__init__()
        self.new_home = thread
        self.links: list[Link] = []
        self.threads: list[QThread] = []
        self.bodies: list[bytes] = []
        self.ended = False

    @Slot(object)
    def on_closed(self, _end: LinkClosed) -> None:
        self.threads.append(QThread.currentThread())
        delete_later(self.links[0])
        self.ended = True

    @Slot(object)
    def on_secured(self, link: Link) -> None:
        link.frames_arrived.connect(self.on_frames, Qt.ConnectionType.DirectConnection)
        link.closed.connect(self.on_closed, Qt.ConnectionType.DirectConnection)
        self.links.append(link)
        link.resume()
        link.moveToThread(self.new_home)

    @Slot(object)
    def on_frames(self, bodies: tuple[bytes, ...]) -> None:
        self.threads.append(QThread.currentThread())
        self.bodies += bodies
        self.links[0].send(frame(b"from the other thread"))


def test_a_link_moves_to_another_thread_within_secured(
    qtbot: QtBot, houses: list[House], alice: Identity, bob: Identity
) -> None:
    thread = QThread()
    thread.start()
    try:
        house = House(alice)
        houses.append(house)
        mover = house.mover = Mover(thread)
        client = dial(house.port, bob, BLOCKS)
        # The first frames ride on the end of the client's handshake.
        speaker = Speaker(client.link)
        client.link.secured.connect(speaker.speak)
        qtbot.waitUntil(lambda: len(mover.bodies) >= 20)
        assert mover.bodies == [b"%d" % number for number in range(20)]
        assert set(mover.threads) == {thread}
        qtbot.waitUntil(lambda: bool(client.bodies))
        assert client.bodies[0] == b"from the other thread"
        client.link.close()
        qtbot.waitUntil(lambda: bool(client.ends) and mover.ended)
        assert set(mover.threads) == {thread}
    finally:
        thread.quit()
        assert thread.wait(5000)


class Speaker(QObject):
    """Says twenty frames as soon as it may."""

    def __init__(self, link: Link) -> None:
        super().__init__(link)
        self.link = link

    @Slot(object)
    def speak(self, _link: Link) -> None:
        for number in range(20):
            self.link.send(frame(b"%d" % number))


def test_addresses_are_written_as_people_write_them() -> None:
    assert plain_address(QHostAddress("::ffff:192.168.1.4")) == "192.168.1.4"
    assert plain_address(QHostAddress("fe80::1")) == "fe80::1"

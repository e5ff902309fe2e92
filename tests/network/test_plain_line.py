"""A bare line that breaks while its owner is in the middle of something."""

from __future__ import annotations

import selectors
import socket
import struct
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from lanyard.events import Code, Failure
from lanyard.network.plain_line import PlainLine
from lanyard.network.poller import Poller


class Owner:
    def __init__(self) -> None:
        self.ended: list[Failure | None] = []
        self.heard = b""

    def line_said(self, line: PlainLine, piece: bytes) -> None:
        self.heard += piece

    def line_half_ended(self, line: PlainLine) -> None:
        line.close()

    def line_drained(self, line: PlainLine) -> None:
        pass

    def line_ended(self, line: PlainLine, failure: Failure | None) -> None:
        self.ended.append(failure)


@pytest.fixture(params=["the system's list", "notifiers of each socket"])
def poller(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Poller]:
    if request.param != "the system's list":  # as on Windows
        monkeypatch.setattr(selectors, "DefaultSelector", selectors.SelectSelector)
    made = Poller()
    yield made
    made.close()


def connected() -> tuple[socket.socket, socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        there = socket.create_connection(listener.getsockname())
        here, _ = listener.accept()
    return here, there


def test_an_owner_that_writes_to_a_dead_line_hears_so_later(qtbot: QtBot, poller: Poller) -> None:
    here, there = connected()
    owner = Owner()
    line = PlainLine(here, poller, owner, "127.0.0.1", 1)
    there.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    there.close()
    line.write(b"first")  # the system knows of the reset by now
    line.write(b"second")
    line.close()
    assert owner.ended == []
    assert not line.is_open
    qtbot.waitUntil(lambda: bool(owner.ended))
    (failure,) = owner.ended
    assert failure is not None
    assert failure.code is Code.CONNECTION_RESET
    assert here.fileno() == -1


def test_a_peer_that_never_reads_is_parted_with_later(qtbot: QtBot, poller: Poller) -> None:
    here, there = connected()
    owner = Owner()
    line = PlainLine(here, poller, owner, "127.0.0.1", 1)
    line.backlog_limit = 100_000
    while line.is_open:
        line.write(bytes(100_000))
    assert owner.ended == []
    qtbot.waitUntil(lambda: bool(owner.ended))
    (failure,) = owner.ended
    assert failure is not None
    assert failure.code is Code.PEER_NOT_READING
    there.close()


def test_a_crowd_that_is_ready_at_once_is_served_whole(qtbot: QtBot, poller: Poller) -> None:
    pairs = [socket.socketpair() for _ in range(250)]
    owners = [Owner() for _ in pairs]
    lines = [
        PlainLine(pair[0], poller, owner, "", 0) for pair, owner in zip(pairs, owners, strict=True)
    ]
    for _, there in pairs:
        there.send(b"hello")
    qtbot.waitUntil(lambda: all(owner.heard == b"hello" for owner in owners))
    for line, (_, there) in zip(lines, pairs, strict=True):
        line.abort()
        there.close()
    assert all(owner.ended == [None] for owner in owners)

"""What leaves a socket: straight to the system while it takes everything, else in order by Qt."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator

import pytest
from PySide6.QtNetwork import QHostAddress, QTcpSocket
from pytestqt.qtbot import QtBot

from lanyard.network import outflow


@pytest.fixture
def line(qtbot: QtBot) -> Iterator[tuple[QTcpSocket, socket.socket]]:
    """A QTcpSocket and the bare one it is connected to."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = QTcpSocket()
        ours.connectToHost(QHostAddress("127.0.0.1"), server.getsockname()[1])
        theirs, _ = server.accept()
    assert ours.waitForConnected(5_000)
    theirs.settimeout(10)
    yield ours, theirs
    theirs.close()
    ours.abort()
    ours.deleteLater()


def received(theirs: socket.socket, ours: QTcpSocket, size: int) -> bytes:
    theirs.setblocking(False)
    content = bytearray()
    while len(content) < size:
        try:
            content += theirs.recv(1 << 20)
        except BlockingIOError:
            ours.waitForBytesWritten(1_000)
    return bytes(content)


def test_a_few_bytes_never_wait_in_qt(line: tuple[QTcpSocket, socket.socket]) -> None:
    ours, theirs = line
    assert outflow.write(ours, b"hello") == 0
    assert ours.bytesToWrite() == 0
    assert theirs.recv(100) == b"hello"


def test_what_the_system_does_not_take_follows_in_order(
    line: tuple[QTcpSocket, socket.socket],
) -> None:
    ours, theirs = line
    pieces = [os.urandom(3 << 20) for _ in range(4)]
    waits = [outflow.write(ours, piece) for piece in pieces]
    assert waits[-1] > 0
    whole = b"".join(pieces)
    assert received(theirs, ours, len(whole)) == whole


def test_a_closed_socket_is_never_written_to_by_its_old_number(
    line: tuple[QTcpSocket, socket.socket],
) -> None:
    ours, _theirs = line
    number = int(ours.socketDescriptor())
    ours.abort()
    reader, writer = os.pipe()
    os.dup2(writer, number)  # somebody else's now
    try:
        assert outflow.write(ours, b"stray") == 0
        os.set_blocking(reader, False)
        with pytest.raises(BlockingIOError):
            os.read(reader, 10)
    finally:
        for descriptor in {reader, writer, number}:
            os.close(descriptor)

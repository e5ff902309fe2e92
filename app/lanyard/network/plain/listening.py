"""A TCP listener of the workbench and its clients, each in a conversation of its own."""

from __future__ import annotations

import errno
import socket
import time
from typing import Protocol

from lanyard.network.listener import place, plain_host
from lanyard.network.plain.tcp import Bench, TcpTalk
from lanyard.network.poller import READ
from lanyard.sockets import OpenListener, SocketChanged, SocketState, Transport
from lanyard.wire import limits

_NO_MORE = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}


class ListeningBench(Bench, Protocol):
    """What a listener needs of the workbench."""

    def came(self, talk: TcpTalk) -> None:
        """A client has come."""

    def new_key(self) -> str:
        """Return a key for a client."""

    def changed_listener(self, listener: TcpListener) -> None:
        """Its state or its count of clients is another."""


class TcpListener:
    """Listens until ``close``. Lives in the sockets thread."""

    def __init__(self, order: OpenListener, sock: socket.socket, bench: ListeningBench) -> None:
        self.key = order.key
        self.socket = sock
        self.state = SocketState.OPEN
        self.talks: dict[str, TcpTalk] = {}
        self.is_resting = False
        """Nobody is accepted for a moment: the system has no descriptor left."""
        self._order = order
        self._bench = bench
        here = sock.getsockname()
        self._local = place(plain_host(here[0]), here[1])
        self._since = time.time_ns() // 1_000_000
        self._received = 0
        self._sent = 0
        bench.poller.watch(sock, READ, self._on_ready)

    def changed(self) -> SocketChanged:
        """Return what there is to tell of it."""
        lines = [talk.line for talk in self.talks.values()]
        return SocketChanged(
            self.key, "", True, Transport.TCP, self.state, self._local, "", self._since,
            self._received + sum(line.received for line in lines),
            self._sent + sum(line.sent for line in lines),
            len(lines), self._order.reply.name,
        )  # fmt: skip

    def close(self) -> None:
        """Close it, and part with its clients after what waits for them."""
        self._stop()
        for talk in tuple(self.talks.values()):
            talk.close()

    def abort(self) -> None:
        """Close it and its clients now."""
        self._stop()
        for talk in tuple(self.talks.values()):
            talk.abort()

    def went(self, talk: TcpTalk) -> None:
        """A client has gone."""
        if self.talks.pop(talk.key, None) is not None:
            self._received += talk.line.received
            self._sent += talk.line.sent
            self._bench.changed_listener(self)

    def rest_is_over(self) -> None:
        """Accept again."""
        if self.is_resting and self.state is SocketState.OPEN:
            self.is_resting = False
            self._bench.poller.change(self.socket, READ)

    def _stop(self) -> None:
        if self.state is SocketState.OPEN:
            self.state = SocketState.CLOSED
            self._bench.poller.forget(self.socket)
            self.socket.close()
            self._bench.tell(self.changed())

    def _on_ready(self, _events: int) -> None:
        for _ in range(limits.ACCEPTS_A_TURN):
            try:
                sock, where = self.socket.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:
                if error.errno in _NO_MORE:
                    self.is_resting = True
                    self._bench.poller.change(self.socket, 0)
                return
            # On macOS one that has gone already comes without an address.
            if not where or len(self.talks) >= limits.PLAIN_CLIENTS:
                sock.close()
                continue
            self._begin(sock, plain_host(where[0]), where[1])

    def _begin(self, sock: socket.socket, address: str, port: int) -> None:
        key = self._bench.new_key()
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            talk = TcpTalk(
                key, sock, self._bench, self._order.reply, address=address, port=port,
                listener=self.key, folder=self._order.folder,
            )  # fmt: skip
        except OSError:
            sock.close()  # it has gone already
            return
        self.talks[key] = talk
        self._bench.came(talk)
        talk.greet()

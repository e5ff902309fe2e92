"""UDP without Lanyard: a listener that answers, or one peer I exchange datagrams with."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import time
from collections import OrderedDict
from ipaddress import ip_address

from lanyard.events import Code, Failure
from lanyard.network.listener import place, plain_host
from lanyard.network.plain.replies import ReplyTalk
from lanyard.network.plain.tcp import Bench
from lanyard.network.poller import READ
from lanyard.sockets import Act, Reply, SocketChanged, SocketState, Transport
from lanyard.wire import limits

_WHOLE = 65_536
"""More than any datagram carries."""
_FORCE_BUFFER = 33  # SO_RCVBUFFORCE: Linux gives an administrator more than its usual limit


class UdpSocket:
    """One datagram socket. Lives in the sockets thread."""

    def __init__(
        self, key: str, sock: socket.socket, bench: Bench, reply: Reply, *, peer: str = "",
        datagram_bytes: int = limits.DATAGRAM_BYTES,
    ) -> None:  # fmt: skip
        self.key = key
        self.state = SocketState.OPEN
        self.reply = reply
        self.socket = sock
        self.repeating = 0.0
        self.repeated = 0
        self.peer = peer
        here = sock.getsockname()
        self.local = place(plain_host(here[0]), here[1])
        self.since = time.time_ns() // 1_000_000
        self.received = 0
        self.sent = 0
        self._bench = bench
        self._longest = min(max(1, datagram_bytes), limits.DATAGRAM_BYTES)
        self._failure: Failure | None = None
        self._talks: OrderedDict[tuple[str, int], ReplyTalk] = OrderedDict()
        self._names: dict[tuple[str, int], str] = {}
        enlarge_buffer(sock)
        bench.poller.watch(sock, READ, self._on_ready)

    @property
    def is_listener(self) -> bool:
        """True without a peer of its own."""
        return not self.peer

    def changed(self) -> SocketChanged:
        """Return what there is to tell of it."""
        return SocketChanged(
            self.key, "", self.is_listener, Transport.UDP, self.state, self.local, self.peer,
            self.since, self.received, self.sent, reply=self.reply.name, failure=self._failure,
            repeating=self.repeating, repeated=self.repeated,
        )  # fmt: skip

    def send(self, payload: bytes, peer: str = "") -> Failure | None:
        """Send one datagram, on a listener to ``peer`` ('address:port'); return why not."""
        if self.state is not SocketState.OPEN:
            return Failure(Code.SOCKET_CLOSED, name=self.peer or self.local)
        if len(payload) > limits.DATAGRAM_BYTES:
            return Failure(Code.DATAGRAM_TOO_LONG, number=limits.DATAGRAM_BYTES)
        try:
            if self.is_listener:
                host, _, port = peer.rpartition(":")
                self.socket.sendto(payload, self._mapped(host.strip("[]"), int(port)))
            else:
                self.socket.send(payload)
        except (ConnectionRefusedError, ConnectionResetError) as error:
            return self._why(error, peer) if self.is_listener else self._refused()
        except (OSError, ValueError) as error:
            return self._why(error, peer or self.peer)
        self.sent += len(payload)
        target = peer or self.peer
        self._bench.ledger.note(
            self.key, False, self.local, target, payload, transport=Transport.UDP
        )
        return None

    def close(self) -> None:
        """Close it."""
        self._end(SocketState.CLOSED, None)

    abort = close

    # --- inside --------------------------------------------------------------------------------

    def _on_ready(self, _events: int) -> None:
        ledger = self._bench.ledger
        receive = self.socket.recvfrom
        names = self._names
        size = _WHOLE  # a shorter reading is an error on Windows, and hides how long it was
        for _ in range(limits.DATAGRAMS_A_TURN):
            try:
                payload, where = receive(size)
            except (BlockingIOError, InterruptedError):
                return
            except (ConnectionRefusedError, ConnectionResetError):
                # Windows says so with a reset, and on listeners too: of a sender that has gone.
                if not self.is_listener:
                    self._refused()
                return
            except OSError as error:
                self._end(SocketState.FAILED, self._why(error, self.peer or self.local))
                return
            self._failure = None  # whoever refused a datagram before is there now
            sender = (where[0], where[1])
            source = names.get(sender)
            if source is None:
                if len(names) >= limits.PLAIN_SENDERS:
                    names.clear()
                source = names[sender] = place(plain_host(where[0]), where[1])
            self.received += len(payload)
            length = len(payload)
            cut = length > self._longest
            if cut:
                payload = payload[: self._longest]
            ledger.note(
                self.key, True, source, self.local, payload, cut=cut, transport=Transport.UDP,
                size=length,
            )  # fmt: skip
            if self.is_listener and self.reply.act is Act.ANSWER and self.reply.datagram_answer:
                self._answer(payload, where, source)
            if ledger.is_full:
                self._bench.poller.change(self.socket, 0)
                ledger.when_room(self._resume)
                return

    def _resume(self) -> None:
        if self.state is SocketState.OPEN:
            self._bench.poller.change(self.socket, READ)

    def _answer(self, payload: bytes, where: tuple[str, int], source: str) -> None:
        sender = (where[0], where[1])
        talk = self._talks.get(sender)
        if talk is None:
            talk = self._talks[sender] = ReplyTalk(self.reply, plain_host(where[0]), where[1])
            if len(self._talks) > limits.PLAIN_SENDERS:
                self._talks.popitem(last=False)
        answer = talk.answer_datagram(payload)[: limits.DATAGRAM_BYTES]
        # A full buffer or a sender that has gone loses an answer; datagrams do.
        with contextlib.suppress(OSError):
            self.socket.sendto(answer, where)
            self.sent += len(answer)
            self._bench.ledger.note(
                self.key, False, self.local, source, answer, transport=Transport.UDP
            )

    def _mapped(self, host: str, port: int) -> tuple[str, int]:
        """Return a destination as this socket's family wants it."""
        if self.socket.family == socket.AF_INET6 and ip_address(host).version == 4:
            return f"::ffff:{host}", port
        return host, port

    def _refused(self) -> Failure:
        """The peer's computer says that nobody listens there: worth telling, not the end."""
        host, _, port = self.peer.rpartition(":")
        failure = Failure(Code.HOST_REFUSED, host=host, port=int(port or 0))
        self._failure = failure
        self._bench.tell(self.changed())
        return failure

    def _why(self, error: Exception, peer: str) -> Failure:
        number = error.errno if isinstance(error, OSError) else None
        host, _, port = peer.rpartition(":")
        if number == errno.EMSGSIZE:
            return Failure(Code.DATAGRAM_TOO_LONG, number=limits.DATAGRAM_BYTES)
        if number in (errno.ENETUNREACH, errno.EHOSTUNREACH):
            return Failure(Code.HOST_UNREACHABLE, host=host, port=int(port or 0))
        words = os.strerror(number) if number else str(error)
        return Failure(Code.SOCKET_FAILED, host=host, detail=words)

    def _end(self, state: SocketState, failure: Failure | None) -> None:
        if self.state is not SocketState.OPEN:
            return
        self.state = state
        self._failure = failure
        self._bench.poller.forget(self.socket)
        self._bench.ledger.forget(self._resume)
        self.socket.close()
        self._bench.tell(self.changed())
        self._bench.over(self)


def enlarge_buffer(sock: socket.socket) -> None:
    """Ask for a receive buffer that holds a burst while this program is busy."""
    for option in (_FORCE_BUFFER, socket.SO_RCVBUF):
        try:
            sock.setsockopt(socket.SOL_SOCKET, option, limits.RECEIVE_BUFFER_BYTES)
        except OSError:
            continue
        return

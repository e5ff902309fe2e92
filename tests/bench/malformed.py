"""20,000 malformed connections to a room's port, beside five apps that talk in it.

    malformed.py [--connections 20000] [--rounds 1] [--seed 1]

Random bytes, TLS hellos cut or changed anywhere, broken HTTP, handshakes followed by half a frame
or none, lines without an end, resets in the middle and connections that say nothing; at most 100
of them open at once. Counts who of the five was dropped and which descriptors the server kept.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import selectors
import socket
import ssl
import struct
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

import psutil
from fan_out import AppMember
from hosting import hosted_room

from lanyard.network.identity import load_or_create
from lanyard.network.tls import TALK, TlsChannel

_APPS = 5
_OPEN_AT_ONCE = 100
_SETTLE_SECONDS = 30.0
_HTTP = (
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
    b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\nHost a\n\n",
    b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nx",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 3_000 + b"\r\n",
    b"HEAD /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n x: folded\r\n\r\n",
)


class Talk:
    """Five joined apps, each saying a line five times a second, in a thread of their own."""

    def __init__(self, port: int, folder: str) -> None:
        self.members = [AppMember(port, Path(folder, str(n)), f"App {n}") for n in range(_APPS)]
        self.dropped = 0
        self.said = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def end(self) -> None:
        """Stop talking and leave."""
        self._ended.set()
        self._thread.join()
        for member in self.members:
            member.socket.close()

    def _run(self) -> None:
        selector = selectors.DefaultSelector()
        for member in self.members:
            selector.register(member.socket, selectors.EVENT_READ, member)
        due = time.monotonic()
        while not self._ended.is_set():
            for key, _ in selector.select(0.05):
                try:
                    chunk = key.data.socket.recv(262144)
                except OSError:
                    chunk = b""
                if chunk:
                    key.data.take(chunk)
                else:
                    selector.unregister(key.data.socket)
                    self.members.remove(key.data)
                    self.dropped += 1
            if time.monotonic() >= due:
                due += 0.2
                for member in tuple(self.members):
                    with contextlib.suppress(OSError):
                        member.say()
                        self.said += 1
        selector.close()


class Storm:
    """Whoever comes to the port with nonsense."""

    def __init__(self, port: int, folder: str, seed: int) -> None:
        self._port = port
        self._random = random.Random(seed)
        self._open: deque[socket.socket] = deque()
        self._identity = load_or_create(Path(folder, "nobody"))
        self._hello = _tls_hello()
        self.kinds: Counter[str] = Counter()
        self._ways: tuple[tuple[Callable[[socket.socket], None], int], ...] = (
            (self.random_bytes, 20),
            (self.cut_hello, 20),
            (self.changed_hello, 10),
            (self.broken_http, 20),
            (self.half_frame, 5),
            (self.endless_line, 5),
            (self.reset, 15),
            (self.silence, 5),
        )

    def connect(self) -> None:
        """Come once, in some way."""
        try:
            sock = socket.create_connection(("127.0.0.1", self._port), 10)
        except OSError:
            self.kinds["refused"] += 1
            return
        sock.settimeout(1)
        ways, weights = zip(*self._ways, strict=True)
        (way,) = self._random.choices(ways, weights)
        self.kinds[way.__name__] += 1
        with contextlib.suppress(OSError):
            way(sock)
        self._open.append(sock)
        if len(self._open) > _OPEN_AT_ONCE:
            self._open.popleft().close()

    def end(self) -> None:
        """Let go of everybody."""
        for sock in self._open:
            sock.close()
        self._open.clear()

    def random_bytes(self, sock: socket.socket) -> None:
        sock.send(self._random.randbytes(self._random.randrange(1, 2000)))
        self._perhaps_end(sock)

    def cut_hello(self, sock: socket.socket) -> None:
        sock.send(self._hello[: self._random.randrange(1, len(self._hello))])
        self._perhaps_end(sock)

    def changed_hello(self, sock: socket.socket) -> None:
        hello = bytearray(self._hello)
        for _ in range(self._random.randrange(1, 9)):
            hello[self._random.randrange(5, len(hello))] = self._random.randrange(256)
        sock.send(hello)
        self._perhaps_end(sock)

    def broken_http(self, sock: socket.socket) -> None:
        sock.send(self._random.choice(_HTTP))
        self._perhaps_end(sock)

    def half_frame(self, sock: socket.socket) -> None:
        """Shake hands as an app does, then send what is no frame, or not all of one."""
        channel = TlsChannel(self._identity, False, (TALK,))
        channel.start()
        sock.sendall(channel.take_ciphertext())
        for _ in range(20):
            channel.receive_bytes(sock.recv(65536))
            sock.sendall(channel.take_ciphertext() or b"")
            if channel.take_plaintext():
                break
        length = self._random.choice((0, 1, 100, 4096, 1 << 20, (1 << 32) - 1))
        channel.write(struct.pack(">I", length) + self._random.randbytes(min(length, 50)))
        sock.sendall(channel.take_ciphertext())
        self._perhaps_end(sock)

    def endless_line(self, sock: socket.socket) -> None:
        sock.send(b"a" * 100_000)

    def reset(self, sock: socket.socket) -> None:
        said = self._random.choice(
            (b"", b"hello", b"half a l\xc3", self._hello[:100], _HTTP[8][:9])
        )
        if said:
            sock.send(said)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()

    def silence(self, sock: socket.socket) -> None:
        pass

    def _perhaps_end(self, sock: socket.socket) -> None:
        choice = self._random.random()
        if choice < 0.4:
            sock.close()
        elif choice < 0.7:
            sock.shutdown(socket.SHUT_WR)


def _tls_hello() -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        context.wrap_bio(coming, going, server_hostname="here").do_handshake()
    return going.read()


def round_of(connections: int, seed: int) -> tuple[int, int]:
    """Return how many of the five were dropped and how many descriptors were kept."""
    with tempfile.TemporaryDirectory() as folder, hosted_room(25933) as (port, _, pid):
        server = psutil.Process(pid)
        talk = Talk(port, folder)
        storm = Storm(port, folder, seed)
        before = _settled(server)
        began = time.monotonic()
        for _ in range(connections):
            storm.connect()
        took = time.monotonic() - began
        storm.end()
        deadline = time.monotonic() + _SETTLE_SECONDS
        while (after := _descriptors(server)) > before and time.monotonic() < deadline:
            time.sleep(0.2)
        settled = _SETTLE_SECONDS - (deadline - time.monotonic())
        heard = [member.count for member in talk.members]
        talk.end()
    kinds = ", ".join(f"{name} {count:,}" for name, count in sorted(storm.kinds.items()))
    print(f"{connections:,} in {took:.1f} s ({kinds})")
    print(
        f"of {_APPS} apps {talk.dropped} dropped; they said {talk.said} lines and each heard at"
        f" least {min(heard, default=0)}; descriptors {before} before,"
        f" {after} after {settled:.1f} s"
    )
    return talk.dropped, after - before


def _settled(server: psutil.Process) -> int:
    """Return how many descriptors a server has that opens and closes none any more."""
    deadline = time.monotonic() + _SETTLE_SECONDS
    before, now = -1, _descriptors(server)
    while now != before and time.monotonic() < deadline:
        time.sleep(0.2)
        before, now = now, _descriptors(server)
    return now


def _descriptors(server: psutil.Process) -> int:
    return server.num_fds()


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--connections", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    rows = [round_of(chosen.connections, chosen.seed + n) for n in range(chosen.rounds)]
    dropped, kept = max(row[0] for row in rows), max(row[1] for row in rows)
    print(f"at worst: {dropped} dropped, {kept:+d} descriptors (0 and 0)")
    return 0 if dropped == 0 and kept <= 0 else 1


if __name__ == "__main__":
    sys.exit(main())

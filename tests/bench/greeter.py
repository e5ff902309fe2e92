"""A greeter for 500 plain clients at once, beside a server with a thread for each of them.

    greeter.py [--clients 500] [--trips 100] [--rounds 5]

Ours is the whole engine with its ``greeter`` listener, texts ended by silence or a newline, and a
front end that is told every row of traffic. The other is ``socketserver.ThreadingTCPServer``
saying the same bytes and telling nobody. All clients connect and are greeted, then each makes its
round trips, one after the other; the load is one process with epoll, the same for both.
"""

from __future__ import annotations

import argparse
import contextlib
import selectors
import socket
import socketserver
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from plain_hosting import PlainProcess, plain_engine, resident

from lanyard.network.listener import allow_many_sockets

_GREETING = b"Welcome!"
_MEGA = 1e6


@dataclass
class Figures:
    """One round: round trips a second, and in milliseconds how long the slowest in 100 took."""

    rate: float
    p99: float
    worst: float
    connecting: float


class Client:
    """A plain client that waits for each answer."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.text = b"client %d\n" % self.socket.getsockname()[1]
        self.wanted = b"Hello, %s~" % self.text.rstrip()
        self.heard = b""
        self.left = 0
        self.asked_at = 0.0

    def ask(self) -> None:
        self.asked_at = time.perf_counter()
        self.socket.send(self.text)

    def take(self) -> bool:
        """Read; True when the answer is whole. Raises SystemExit for a wrong one."""
        piece = self.socket.recv(4096)
        self.heard += piece
        if len(self.heard) < len(self.wanted) and piece:
            return False
        if self.heard != self.wanted:
            raise SystemExit(f"heard {self.heard!r} instead of {self.wanted!r}")
        self.heard = b""
        return True


def measure(port: int, clients: int, trips: int) -> Figures:
    """Take one round."""
    selector = selectors.EpollSelector()
    began = time.perf_counter()
    crowd = [Client(port) for _ in range(clients)]
    try:
        for one in crowd:
            greeted = b""
            while len(greeted) < len(_GREETING):
                greeted += one.socket.recv(4096)
            assert greeted == _GREETING
            one.socket.setblocking(False)
            one.left = trips
            selector.register(one.socket, selectors.EVENT_READ, one)
        connecting = time.perf_counter() - began
        took: list[float] = []
        began = time.perf_counter()
        for one in crowd:
            one.ask()
        while len(took) < clients * trips:
            for key, _ in selector.select(30):
                one = key.data
                if one.take():
                    took.append(time.perf_counter() - one.asked_at)
                    one.left -= 1
                    if one.left:
                        one.ask()
        seconds = time.perf_counter() - began
    finally:
        for one in crowd:
            one.socket.close()
        selector.close()
    took.sort()
    return Figures(
        len(took) / seconds, took[len(took) * 99 // 100] * 1000, took[-1] * 1000, connecting
    )


# --- the other ---------------------------------------------------------------------------------


class Greeter(socketserver.BaseRequestHandler):
    """One client, in a thread of its own."""

    def handle(self) -> None:
        sock: socket.socket = self.request
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.sendall(_GREETING)
        while text := sock.recv(1024).strip():
            if text == b"exit":
                return
            sock.sendall(b"Hello, " + text + b"~")


class ThreadServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 1024


def serve_threads() -> int:
    """Be the other server, until standard input ends."""
    allow_many_sockets()
    with ThreadServer(("127.0.0.1", 0), Greeter) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
    return 0


@contextlib.contextmanager
def thread_server() -> Iterator[tuple[int, int]]:
    """Run the other server; yields its port and process."""
    process = subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), process.pid
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


# --- both --------------------------------------------------------------------------------------


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--trips", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        return serve_threads()
    allow_many_sockets()
    with plain_engine("greeter") as ours, thread_server() as (port, pid):
        rest = resident(ours.pid)
        mine, theirs, memory, other_memory = _rounds(chosen, ours, port, pid)
    ratio = statistics.median(a.rate / b.rate for a, b in zip(mine, theirs, strict=True))
    for name, rounds in (("lanyard", mine), ("threads", theirs)):
        middle = {
            word: statistics.median(getattr(figures, word) for figures in rounds)
            for word in ("rate", "p99", "worst", "connecting")
        }
        print(
            f"{name}: {middle['rate']:8,.0f} round trips/s, p99 {middle['p99']:6.1f} ms,"
            f" slowest {middle['worst']:6.1f} ms, all greeted in {middle['connecting']:.2f} s"
        )
    print(f"ratio {ratio:.2f} (at least 1.00)")
    print(
        f"memory of lanyard: {rest / _MEGA:.0f} MB at rest, after each round "
        + ", ".join(f"{each / _MEGA:.0f}" for each in memory)
        + f" MB; of the threads {other_memory / _MEGA:.0f} MB"
    )
    return 0 if ratio >= 1.0 else 1


def _rounds(
    chosen: argparse.Namespace, ours: PlainProcess, port: int, pid: int
) -> tuple[list[Figures], list[Figures], list[int], int]:
    mine: list[Figures] = []
    theirs: list[Figures] = []
    memory: list[int] = []
    for _ in range(chosen.rounds):
        mine.append(measure(ours.port, chosen.clients, chosen.trips))
        memory.append(resident(ours.pid))
        theirs.append(measure(port, chosen.clients, chosen.trips))
    return mine, theirs, memory, resident(pid)


if __name__ == "__main__":
    sys.exit(main())

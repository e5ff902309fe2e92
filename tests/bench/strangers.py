"""How a joined app's lines fare beside 2,000 strangers at the room's door.

    strangers.py [--strangers 2000] [--seconds 15] [--rounds 1]

One engine hosts, two have joined, and one of them talks to the other as in ``line.py``; first with
nobody else there, then with strangers who come at once and stay silent, or begin a TLS hello, an
HTTP head or a text and dribble a byte a second: a quarter of them each. Whoever is parted with
does not come again. Only lines asked for while they are held count. Texts of a byte are texts:
the dribbling guests whom the room has room for stay.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import random
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from hosting import hosted_room
from line import measure
from plain_hosting import resident

from lanyard.network.listener import allow_many_sockets

TIMES = 2.0
FLOOR = 5.0
"""Milliseconds: beside strangers p99 may be so much, or ``TIMES`` the quiet one."""
MEMORY = 16_000_000
_JOINING_SECONDS = 2.5
"""How long two apps may take to start, join and begin to talk."""
_AT_ONCE = 5
"""Bytes said at once: enough to be known as somebody who speaks TLS or HTTP."""
_WAYS = ("silent", "tls", "http", "text")
_SAID = {
    "silent": b"",
    # The beginning of a TLS hello: one record of 512 bytes.
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500),
    "http": b"GET / HTTP/1.1\r\nHost: here\r\n" + b"X-Slow: yes\r\n" * 40,
    "text": b"all work and no play " * 40,
}


def besiege(port: int, count: int, seconds: float) -> int:
    """Be the strangers; print 'come', then what became of each kind after ``seconds``."""
    allow_many_sockets()
    selector = selectors.EpollSelector()
    here: dict[socket.socket, tuple[str, int]] = {}
    said: dict[socket.socket, int] = {}
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.monotonic()
    for number in range(count):
        way = _WAYS[number % len(_WAYS)]
        try:
            sock = socket.create_connection(("127.0.0.1", port), 10)
        except OSError:
            continue
        sock.setblocking(False)
        with contextlib.suppress(OSError):
            sock.send(_SAID[way][:_AT_ONCE])
        said[sock] = _AT_ONCE
        here[sock] = (way, random.randrange(1000))
        selector.register(sock, selectors.EVENT_READ)
    print("come", len(here), f"{time.monotonic() - began:.2f}", flush=True)
    began = time.monotonic()
    last_gone = 0.0
    while (age := time.monotonic() - began) < seconds:
        for key, _ in selector.select(0.05):
            if _has_gone(key.fileobj):  # type: ignore[arg-type]
                last_gone = age
                selector.unregister(key.fileobj)
                del here[key.fileobj]  # type: ignore[arg-type]
                key.fileobj.close()  # type: ignore[union-attr]
        for sock, (way, phase) in here.items():
            due = min(_AT_ONCE + int(age + phase / 1000), len(_SAID[way]))
            if said[sock] < due:
                with contextlib.suppress(OSError):
                    sock.send(_SAID[way][said[sock] : due])
                said[sock] = due
    left = Counter(way for way, _ in here.values())
    print("left", f"{last_gone:.1f}", *(f"{way}={left[way]}" for way in _WAYS), flush=True)
    sys.stdin.read()
    return 0


def _has_gone(sock: socket.socket) -> bool:
    try:
        return not sock.recv(65536)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EWOULDBLOCK)


class Siege:
    """The strangers' process."""

    def __init__(self, port: int, count: int, seconds: float) -> None:
        words = [sys.executable, __file__, "--besiege", str(port)]
        self._process = subprocess.Popen(
            [*words, "--strangers", str(count), "--seconds", str(seconds)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.left: list[str] = []

    def begin(self) -> None:
        """Let the strangers come."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def read(self) -> list[str]:
        """Return the next line's words, without the first."""
        assert self._process.stdout is not None
        return self._process.stdout.readline().split()[1:]

    def wait(self) -> None:
        """Wait until the strangers have been held long enough; ``left`` tells who is left."""
        self.left = self.read()

    def end(self) -> None:
        """Let everybody go."""
        self._process.communicate(timeout=10)


def p99(heard: list[tuple[int, float]]) -> float:
    """Return how long the slowest in a hundred took."""
    ages = sorted(age for _, age in heard)
    return ages[len(ages) * 99 // 100]


def round_of(port: int, pid: int, count: int, seconds: float) -> tuple[float, float, float]:
    """Measure once; return both p99s in milliseconds and the growth in bytes."""
    lines = int((seconds + 2 * _JOINING_SECONDS) * 100)  # one every 10 ms and a little
    with tempfile.TemporaryDirectory() as folder:
        for name in ("quiet", "beside"):
            Path(folder, name, "listener").mkdir(parents=True)
            Path(folder, name, "talker").mkdir(parents=True)
        quiet = p99(measure(port, f"{folder}/quiet", lines))
        heard: list[tuple[int, float]] = []
        talk = threading.Thread(
            target=lambda: heard.extend(measure(port, f"{folder}/beside", lines))
        )
        talk.start()
        time.sleep(_JOINING_SECONDS)
        rest = peak = resident(pid)
        siege = Siege(port, count, seconds)
        siege.read()
        time.sleep(_JOINING_SECONDS / 5)
        began = time.monotonic_ns()
        siege.begin()
        come, took = siege.read()
        left = threading.Thread(target=siege.wait)
        left.start()
        while left.is_alive():
            peak = max(peak, resident(pid))
            left.join(0.1)
        ended = time.monotonic_ns()
        talk.join()
        siege.end()
    beside = [pair for pair in heard if began <= pair[0] <= ended]
    last, *kinds = siege.left
    print(
        f"{come} strangers came in {took} s, {len(beside)} lines beside them; after"
        f" {seconds:.0f} s still connected: {' '.join(kinds)}; the last parted with at {last} s;"
        f" slowest line {max(age for _, age in beside):.1f} ms"
    )
    return quiet, p99(beside), peak - rest


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--strangers", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--besiege", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.besiege:
        return besiege(chosen.besiege, chosen.strangers, chosen.seconds)
    rows = []
    for _ in range(chosen.rounds):
        with hosted_room(25931) as (port, _, pid):
            rows.append(round_of(port, pid, chosen.strangers, chosen.seconds))
    quiet, beside, growth = map(statistics.median, zip(*rows, strict=True))
    most = max(FLOOR, TIMES * quiet)
    print(
        f"p99 of a line: quiet {quiet:.2f} ms, beside the strangers {beside:.2f} ms"
        f" (at most {most:.2f})"
    )
    print(f"memory of the server: {growth / 1e6:+.1f} MB (at most {MEMORY / 1e6:.0f})")
    return 0 if beside <= most and growth <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())

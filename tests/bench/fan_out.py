"""Fan-out: 100 joined members, 10 of them talking, deliveries a second, beside mosquitto.

    fan_out.py [--members 100] [--talkers 10] [--rounds 5] [--messages 4000]

Ours is the whole engine: TLS 1.3 to every member, and each line on disk (SQLite FULL) before
anybody sees it. mosquitto is plain TCP, QoS 0, no-delay, and keeps nothing. "In flight" counts
lines that not all members have yet. Both are loaded by the same loop in this process; the rounds
of both alternate, so that a busy machine is busy for both.
"""

from __future__ import annotations

import argparse
import selectors
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Protocol

from hosting import hosted_room

from lanyard.commands import new_id
from lanyard.network.identity import load_or_create
from lanyard.network.tls import TALK, TlsChannel
from lanyard.wire import message as m
from lanyard.wire.frame import FrameReader, frame

_TEXT = "The 3D printer on the second floor is free again. 二楼的打印机"
_SMALL = 24
"""Frames shorter than this are pings."""
_RECEIPT_SECONDS = 1.0


class Member(Protocol):
    """One connection of the crowd."""

    socket: socket.socket
    count: int
    """Lines that came."""

    def say(self) -> None: ...

    def stay(self) -> None:
        """Tell the server that it is still here."""

    def take(self, chunk: bytes) -> None: ...


class AppMember:
    """A joined app: TLS and frames, counted without decoding."""

    def __init__(self, port: int, profile: Path, name: str) -> None:
        self.count = 0
        self._confirmed = 0.0
        self._waiting = bytearray()
        self._channel = TlsChannel(load_or_create(profile), False, (TALK,))
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._channel.start()
        self._flush()
        reader = FrameReader(64 * 1024)
        ready = False
        while not (ready and reader.between_frames):
            self._channel.receive_bytes(self.socket.recv(65536))
            self._flush()
            for body in reader.feed(self._channel.take_plaintext()):
                message = m.decode(body)
                if isinstance(message, m.Greeting):
                    self._send(m.Hello(1, name))
                ready = ready or (isinstance(message, m.Members) and message.complete)

    def _send(self, message: m.Message) -> None:
        self._channel.write(frame(m.encode(message)))
        self._flush()

    def _flush(self) -> None:
        ciphertext = self._channel.take_ciphertext()
        if ciphertext:
            self.socket.sendall(ciphertext)

    def say(self) -> None:
        self._send(m.Post(new_id(), "text", _TEXT))

    def stay(self) -> None:
        self._send(m.Ping())

    def hear(self, head: bytes) -> None:
        """The first bytes of a frame came; for measurements that count something else."""

    def take(self, chunk: bytes) -> None:
        self._channel.receive_bytes(chunk)
        waiting = self._waiting
        waiting += self._channel.take_plaintext()
        at, end = 0, len(waiting)
        while end - at >= 4:
            length = int.from_bytes(waiting[at : at + 4], "big")
            if end - at - 4 < length:
                break
            head = bytes(waiting[at : at + 18])
            self.hear(head)
            self.count += length > _SMALL and b"arrived" not in head and b"known" not in head
            at += 4 + length
        del waiting[:at]
        now = time.monotonic()
        if now - self._confirmed > _RECEIPT_SECONDS:
            self._confirmed = now
            self._send(m.Receipt(1 << 61))  # as the app does in a room of this size


class BrokerMember:
    """An MQTT 3.1.1 client, QoS 0, subscribed to the one topic."""

    def __init__(self, port: int, name: str) -> None:
        self.count = 0
        self._waiting = bytearray()
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client_id = len(name).to_bytes(2, "big") + name.encode()
        variable = b"\x00\x04MQTT\x04\x02\x00\x3c" + client_id
        self.socket.sendall(b"\x10" + bytes([len(variable)]) + variable)
        assert self.socket.recv(4)[0] == 0x20
        self.socket.sendall(b"\x82\x09\x00\x01\x00\x04room\x00")
        assert self.socket.recv(5)[0] == 0x90
        body = b"\x00\x04room" + _TEXT.encode()
        self._publish = b"\x30" + bytes([len(body)]) + body
        assert len(body) < 128

    def say(self) -> None:
        self.socket.sendall(self._publish)

    def stay(self) -> None:
        self.socket.sendall(b"\xc0\x00")

    def take(self, chunk: bytes) -> None:
        waiting = self._waiting
        waiting += chunk
        if waiting.startswith(b"\xd0\x00"):
            del waiting[:2]
        whole = len(waiting) // len(self._publish)
        self.count += whole
        del waiting[: whole * len(self._publish)]


def measure(
    members: list[Member], talkers: int, in_flight: int, messages: int
) -> tuple[float, float]:
    """Return (deliveries a second, seconds until everybody has a line)."""
    selector = selectors.EpollSelector()
    for member in members:
        member.socket.setblocking(True)
        selector.register(member.socket, selectors.EVENT_READ, member)
        member.count = 0
    started = time.perf_counter()
    sent = done = 0
    while done < messages:
        while sent < messages and sent - done < in_flight:
            members[sent % talkers].say()
            sent += 1
        for key, _ in selector.select(10):
            chunk = key.data.socket.recv(262144)
            if not chunk:
                raise SystemExit("the server cut a member off")
            key.data.take(chunk)
        done = min(member.count for member in members)
    seconds = time.perf_counter() - started
    selector.close()
    return len(members) * messages / seconds, seconds / messages * in_flight


def broker(port: int, folder: str) -> subprocess.Popen[bytes] | None:
    """Start mosquitto, or return None where it is not installed."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        return None
    settings = Path(folder) / "mosquitto.conf"
    settings.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n"
        "max_queued_messages 0\npersistence false\nlog_type none\nuser root\n"
    )
    process = subprocess.Popen([program, "-c", str(settings)], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise SystemExit("mosquitto does not answer")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=100)
    parser.add_argument("--talkers", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=4000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, hosted_room(25925) as (port, _, pid):
        began = time.perf_counter()
        ours: list[Member] = [
            AppMember(port, Path(folder) / str(number), f"M{number}")
            for number in range(options.members)
        ]
        joined = time.perf_counter() - began
        print(f"{options.members} joined in {joined:.2f} s; server process {pid}")
        process = broker(25926, folder)
        theirs: list[Member] = (
            [BrokerMember(25926, f"M{n}") for n in range(options.members)] if process else []
        )
        if process is None:
            print("mosquitto is not installed: no ratio")
        try:
            for in_flight, messages in ((1, options.messages // 8), (50, options.messages)):
                rows: list[tuple[float, float, float, float]] = []
                for _ in range(options.rounds):
                    for member in (*ours, *theirs):
                        member.stay()
                    rate, wait = measure(ours, options.talkers, in_flight, messages)
                    other, other_wait = (
                        measure(theirs, options.talkers, in_flight, messages)
                        if theirs
                        else (0.0, 0.0)
                    )
                    rows.append((rate, wait, other, other_wait))
                rate, wait, other, other_wait = map(statistics.median, zip(*rows, strict=True))
                ratio = f", ratio {rate / other:.2f}" if other else ""
                print(
                    f"{in_flight:3d} in flight: lanyard {rate:9,.0f}/s"
                    f" ({wait * 1000:.2f} ms to all),"
                    f" mosquitto {other:9,.0f}/s ({other_wait * 1000:.2f} ms){ratio}"
                )
        finally:
            for member in (*ours, *theirs):
                member.socket.close()
            if process is not None:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()

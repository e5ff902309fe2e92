"""Two million malformed inputs into everything that reads strangers' bytes: crashes, slowest.

    parsers.py [--inputs 2000000] [--seed 3] [--only NAME]

Every input is made from a good one (or from nothing but chance) by flipping, cutting, doubling,
joining, stretching; the same seed makes the same inputs. A crash is any exception that a caller
does not expect, an answer that is none, or a parser that never decides. An input that looks slow
is timed again, because this computer may have had something else to do.

Exit code 1 when anything crashed or an input took longer than 50 ms.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lanyard.wire import beacon, limits, message, transfer
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.frame import FrameReader, frame
from lanyard.wire.http import HttpMistake, HttpVisitor, Request, respond
from lanyard.wire.http_answer import HttpAnswer
from lanyard.wire.opening import METHODS, Opening, first_bytes
from lanyard.wire.plain import Splitter, readable, without_line_end
from lanyard.wire.room_page import PageAssets, RoomPage

SLOW_SECONDS = 0.050
SUSPICIOUS_SECONDS = 0.005
DEVICE, ID = "5a" * 32, "0b" * 16
PAGE = RoomPage("Room", "Anna", (), "10.0.0.1", 25225, b"<svg/>", "1")
ASSETS = PageAssets("$room", b"", b"")
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
NASTY = (
    b"\x00", b"\n", b"\r", b"\r\n\r\n", b" " * 64, b"\t" * 64, b":", b"\xff" * 4, b"\x80", b"\x16",
    b"\xc7\xff\x00", b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff",
    b"\x91" * 40, b"\x81" * 40, b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", b"\xed\xa0\x80", b"a:\n",
    b"\n ", b"0\r\n", b"ffffffffffffffff\r\n", b"\xe5\x8d", b"\xf0\x9f", b"\xfe\xfe", b"%00", b"{}",
)  # fmt: skip
"""What parsers stumble over: ends, lengths, depth, half characters."""


class Undecided(Exception):
    """A parser was told that its input has ended and had nothing to say."""


# --- the parsers: each returns whether it took the input ----------------------------------------


def read_opening(data: bytes, cut: int) -> bool:
    early = first_bytes(data[:cut], False)
    late = first_bytes(data, False)
    if early not in (Opening.UNDECIDED, late) or first_bytes(data, True) is Opening.UNDECIDED:
        raise Undecided(f"{early} became {late}")
    return late is not Opening.TEXT


def read_http(data: bytes, cut: int) -> bool:
    visitor = HttpVisitor()
    found = visitor.receive(data[:cut]) or visitor.receive(data[cut:]) or visitor.end()
    if not isinstance(found, Request | HttpMistake):
        raise Undecided
    respond(found, PAGE, ASSETS)
    return isinstance(found, Request)


def read_http_answer(data: bytes, cut: int) -> bool:
    answer = HttpAnswer()
    answer.receive(data[:cut])
    answer.receive(data[cut:])
    answer.end()
    if not answer.finished:
        raise Undecided
    return not answer.broken


def read_beacon(data: bytes, _cut: int) -> bool:
    beacon.decode(data)
    return True


def read_frames(data: bytes, cut: int) -> bool:
    reader = FrameReader(limits.FRAME_AFTER_WELCOME)
    for piece in (data[:cut], data[cut:]):
        for body in reader.feed(piece):
            message.decode(body)
    return reader.between_frames


def read_transfer(data: bytes, cut: int) -> bool:
    reader = FrameReader(limits.DATA_FRAME_BYTES)
    for piece in (data[:cut], data[cut:]):
        for body in reader.feed(piece):
            transfer.decode(body)
    return reader.between_frames


def read_plain(data: bytes, cut: int) -> bool:
    ways = {"until_pause": True}, {"until_line": True}, {"size": 5}, {}
    splitter = Splitter(**ways[cut % 4], limit=limits.GUEST_TEXT_BYTES)  # type: ignore[arg-type]
    texts = splitter.feed(data[:cut]) + splitter.pause() + splitter.feed(data[cut:])
    texts += splitter.pause(final=True) + splitter.end()
    if b"".join(texts) != data and not splitter.overflowed:
        raise Undecided("bytes were lost")
    return not [readable(without_line_end(text))[1] for text in texts[:50]].count(True)


# --- what is good, to be spoiled ----------------------------------------------------------------


def good_openings() -> list[bytes]:
    return [b"\x16\x03\x01\x02\x00\x01", b"hello\n", *(one + b" / HTTP/1.1" for one in METHODS)]


def good_requests() -> list[bytes]:
    return [
        b"GET / HTTP/1.1\r\nHost: 10.0.0.1:25225\r\nAccept-Language: zh-CN,en;q=0.5\r\n\r\n",
        b"HEAD /room.css HTTP/1.0\n\n",
        b"POST /qr.svg?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        b"PUT http://a/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"Cookie: a=b; c=d\r\n folded\r\n" * 20 + b"\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nUpgrade: h2c\r\n\r\n",
    ]


def good_answers() -> list[bytes]:
    return [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.0 404 Not Found\r\nServer: a\r\n\r\nuntil the end",
        CHUNKS + b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: a\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nX: y\r\n z\r\n\r\n",
        b"HTTP/1.1 200\nA: b\n\nbare newlines",
    ]


def good_beacons() -> list[bytes]:
    room = beacon.Beacon(
        room="ab12", name="Office 办公室", host_name="pc", port=25225, device_id=DEVICE, members=3
    )
    return [beacon.encode(room), beacon.encode(beacon.Question())]


def good_frames() -> list[bytes]:
    offer = message.Offer((message.OfferedFile("a.txt", 5),), ("10.0.0.1",), 4000)
    person = message.Person(1, DEVICE, "Anna", True)
    entry = message.Entry(1, ID, DEVICE, "Anna", 0, "text", "hello 你好", "", None)
    said: list[message.Message] = [
        message.Greeting(1, 1, ID, "Office", bytes(16), False),
        message.Hello(1, "Anna"),
        message.Welcome(1, 1, "epoch", 5),
        message.Refused("banned"),
        message.Members((person,) * 5, True),
        message.MemberArrived(person),
        message.MemberDeparted(1, True),
        message.Post(ID, "offer", "look", "", offer),
        message.Accepted(ID, 1, 0),
        message.Rejected(ID, "text_too_long"),
        entry,
        message.Page((entry,) * 5, 0, 9, True),
        message.Answer(ID, DEVICE, "accepted"),
        message.RelayWanted("ticket", ID, DEVICE),
        message.Ping(1),
        message.Closing("room_closed"),
    ]
    framed = [frame(message.encode(one)) for one in said]
    return [*framed, b"".join(framed)]


def good_transfers() -> list[bytes]:
    said: list[transfer.Message] = [
        transfer.Ask(ID, DEVICE),
        transfer.Ticket("abc"),
        transfer.Ready(),
        transfer.Fetch(ID, 0, 0, 1),
        transfer.Block(0, 10, bytes(32)),
        transfer.End(0, bytes(32)),
        transfer.Done(0, bytes(32)),
        transfer.Stop("cancelled"),
    ]
    return [transfer.framed(one) for one in said]


def good_texts() -> list[bytes]:
    texts = ["Michael", "hello\r\nworld\n", "午饭到了 🎉\n" * 3, "/nick Anna\n/who\nexit\n"]
    return [*(one.encode() for one in texts), "午饭到了\n".encode("gb18030"), bytes(range(256))]


@dataclass(slots=True)
class Parser:
    """One parser, its share of the inputs, and what became of them."""

    name: str
    read: Callable[[bytes, int], bool]
    good: list[bytes]
    share: int
    longest: int
    """How long an input may be stretched: what the program itself would still hand over."""
    taken: int = 0
    refused: int = 0
    crashes: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_input: bytes = b""


def parsers() -> list[Parser]:
    """Return all parsers; the shares are out of twenty."""
    head, piece = limits.HTTP_HEAD_BYTES + 100, limits.PLAIN_READ_BYTES
    datagram = limits.DATAGRAM_BYTES
    return [
        Parser("opening", read_opening, good_openings(), 2, piece),
        Parser("http", read_http, good_requests(), 5, head),
        Parser("http_answer", read_http_answer, good_answers(), 3, piece + 100),
        Parser("beacon", read_beacon, good_beacons(), 2, datagram),
        Parser("frame, message", read_frames, good_frames(), 4, limits.FRAME_AFTER_WELCOME + 4),
        Parser("transfer", read_transfer, good_transfers(), 2, limits.FRAME_AFTER_WELCOME),
        Parser("plain", read_plain, good_texts(), 2, piece),
    ]


# --- spoiling ----------------------------------------------------------------------------------


def malformed(parser: Parser, count: int, chance: random.Random) -> Iterator[bytes]:
    """Yield ``count`` inputs for ``parser``."""
    pick, good = chance.random, parser.good
    for _ in range(count):
        data = good[int(pick() * len(good))]
        for _ in range(1 + int(pick() * 3)):
            data = _spoiled(data, good, pick)
        if pick() < 0.01:
            data = _stretched(data, int(pick() * parser.longest) + 1, pick)
        yield data[: parser.longest]


def _spoiled(data: bytes, good: list[bytes], pick: Callable[[], float]) -> bytes:
    at = int(pick() * (len(data) + 1))
    to = min(len(data), at + 1 + int(pick() * 8))
    way = int(pick() * 9)
    if way == 0:
        return data[:at]
    if way == 1:
        return data[at:]
    if way == 2:
        return data[:at] + data[to:]
    if way == 3:
        return data[:to] + data[at:]
    if way == 4:
        return data[:at] + NASTY[int(pick() * len(NASTY))] + data[at:]
    if way == 5:
        return data[:at] + good[int(pick() * len(good))][at:]
    if way == 6:
        return data[:at] + int(pick() * (1 << 64)).to_bytes(8, "big")[: to - at] + data[to:]
    flipped = bytes((data[at] ^ 1 << int(pick() * 8),)) if at < len(data) else b"\x00"
    return data[:at] + (flipped if way == 7 else bytes((int(pick() * 256),))) + data[at + 1 :]


def _stretched(data: bytes, size: int, pick: Callable[[], float]) -> bytes:
    """Repeat a part of ``data``, or something nasty, until it has about ``size`` bytes."""
    at = int(pick() * (len(data) + 1))
    part = data[at : at + 1 + int(pick() * 20)] if pick() < 0.5 else b""
    part = part or NASTY[int(pick() * len(NASTY))]
    return data[:at] + part * (size // len(part)) + data[at:]


# --- measuring ---------------------------------------------------------------------------------


def measure(parser: Parser, count: int, seed: int) -> None:
    """Feed a parser and note what it does."""
    chance = random.Random(f"{seed} {parser.name}")
    clock = time.perf_counter
    for data in malformed(parser, count, chance):
        cut = int(chance.random() * (len(data) + 1))
        start = clock()
        try:
            taken = parser.read(data, cut)
        except RemoteProtocolError:
            taken = False
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            parser.crashes.append(f"{type(error).__name__}: {error} cut at {cut}: {data[:200]!r}")
            continue
        took = clock() - start
        if taken:
            parser.taken += 1
        else:
            parser.refused += 1
        if took > parser.slowest:
            if took > SUSPICIOUS_SECONDS:
                took = min(took, *(_again(parser, data, cut) for _ in range(3)))
            if took > parser.slowest:
                parser.slowest, parser.slowest_input = took, data


def _again(parser: Parser, data: bytes, cut: int) -> float:
    start = time.perf_counter()
    with contextlib.suppress(RemoteProtocolError):
        parser.read(data, cut)
    return time.perf_counter() - start


def main() -> int:
    """Print a line a parser, then every crash."""
    options = argparse.ArgumentParser()
    options.add_argument("--inputs", type=int, default=2_000_000)
    options.add_argument("--seed", type=int, default=3)
    options.add_argument("--only", help="one parser")
    asked = options.parse_args()
    chosen = [one for one in parsers() if asked.only in (None, one.name)]
    whole = sum(one.share for one in chosen)
    gc.freeze()
    start = time.perf_counter()
    for parser in chosen:
        measure(parser, asked.inputs * parser.share // whole, asked.seed)
        print(
            f"{parser.name:16} refused {parser.refused:>9,}  taken {parser.taken:>9,}  crashes "
            f"{len(parser.crashes):>3}  slowest {parser.slowest * 1000:7.3f} ms "
            f"({len(parser.slowest_input):,} bytes: {parser.slowest_input[:40]!r} ...)",
            flush=True,
        )
    crashes = [f"{one.name}: {crash}" for one in chosen for crash in one.crashes]
    slowest = max(one.slowest for one in chosen)
    inputs = sum(one.taken + one.refused + len(one.crashes) for one in chosen)
    print(
        f"{inputs:,} inputs in {time.perf_counter() - start:.0f} s: {len(crashes)} crashes, "
        f"slowest {slowest * 1000:.2f} ms (at most {SLOW_SECONDS * 1000:.0f})"
    )
    for crash in crashes[:20]:
        print(crash)
    return 1 if crashes or slowest > SLOW_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())

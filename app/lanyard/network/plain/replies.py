"""What a plain client meets: a reply turned into bytes. Pure, one object a client.

Templates are filled byte for byte: what a client sent in GB18030 comes back in GB18030. A
client's own braces are never taken for a field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lanyard.sockets import Boundary, Reply
from lanyard.wire.plain import without_line_end

_FIELD = re.compile(r"\{(text|addr|port|n)\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes to send, and whether the connection ends after them."""

    payload: bytes
    closes: bool = False


class ReplyTalk:
    """The talk with one client (of a UDP listener: with one sender)."""

    def __init__(self, reply: Reply, address: str, port: int) -> None:
        self._reply = reply
        self._facts = {"addr": address.encode(), "port": str(port).encode()}
        self._whole = reply.boundary in (Boundary.RAW, Boundary.COUNT)
        self._closing_word = reply.closing_word.encode()
        self._count = 0

    def greeting(self) -> Answer:
        """Return what the client is met with."""
        greeting = self._fill(self._reply.greeting, b"")
        return Answer(greeting, self._reply.closes_after_greeting)

    def answer(self, text: bytes) -> Answer:
        """Return the answer to one text of a TCP client."""
        bare = without_line_end(text)
        if self._closing_word and bare.strip() == self._closing_word:
            return Answer(self._fill(self._reply.farewell, bare), closes=True)
        self._count += 1
        exact = self._whole or self._reply.answer == "{text}"
        return Answer(self._fill(self._reply.answer, text if exact else bare))

    def answer_datagram(self, payload: bytes) -> bytes:
        """Return the answer to one datagram; empty: none."""
        self._count += 1
        template = self._reply.datagram_answer
        return self._fill(template, payload if template == "{text}" else without_line_end(payload))

    def _fill(self, template: str, text: bytes) -> bytes:
        if not template:
            return b""
        facts = self._facts
        facts["text"] = text
        facts["n"] = b"%d" % self._count
        return b"".join([facts[p] if isinstance(p, str) else p for p in _pieces(template)])


@lru_cache(maxsize=256)
def _pieces(template: str) -> tuple[str | bytes, ...]:
    """Return a template cut at its fields: a field is a str, all else bytes."""
    return tuple(
        piece if place % 2 else piece.encode() for place, piece in enumerate(_FIELD.split(template))
    )

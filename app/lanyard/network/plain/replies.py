"""What a plain client meets: a reply turned into bytes. Pure, one object a client.

Templates are filled byte for byte: what a client sent in GB18030 comes back in GB18030. A
client's own braces are never taken for a field.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lanyard.sockets import Boundary, Reply
from lanyard.wire.plain import without_line_end

_FIELD = re.compile(r"\{(text|addr|port|n)\}")

_Pattern = tuple[bytes, tuple[str, ...]]


class Answer(NamedTuple):
    """Bytes to send, and whether the connection ends after them.

    A named tuple: one is made for every text, and a frozen dataclass takes twice as long.
    """

    payload: bytes
    closes: bool = False


class ReplyTalk:
    """The talk with one client (of a UDP listener: with one sender)."""

    def __init__(self, reply: Reply, address: str, port: int) -> None:
        self._reply = reply
        self._facts = {"addr": address.encode(), "port": str(port).encode()}
        self._exact = reply.boundary in (Boundary.RAW, Boundary.COUNT) or reply.answer == "{text}"
        self._closing_word = reply.closing_word.encode()
        self._answer = _pattern(reply.answer)
        self._count = 0

    def greeting(self) -> Answer:
        """Return what the client is met with."""
        greeting = self._fill(_pattern(self._reply.greeting), b"")
        return Answer(greeting, self._reply.closes_after_greeting)

    def answer(self, text: bytes) -> Answer:
        """Return the answer to one text of a TCP client."""
        bare = without_line_end(text)
        if self._closing_word and bare.strip() == self._closing_word:
            return Answer(self._fill(_pattern(self._reply.farewell), bare), closes=True)
        self._count += 1
        return Answer(self._fill(self._answer, text if self._exact else bare))

    def answer_datagram(self, payload: bytes) -> bytes:
        """Return the answer to one datagram; empty: none."""
        self._count += 1
        template = self._reply.datagram_answer
        text = payload if template == "{text}" else without_line_end(payload)
        return self._fill(_pattern(template), text)

    def _fill(self, pattern: _Pattern, text: bytes) -> bytes:
        form, fields = pattern
        if fields == ("text",):
            return form % text  # nearly always, and tens of thousands a second
        facts = {**self._facts, "text": text, "n": b"%d" % self._count}
        return form % tuple([facts[field] for field in fields])


@lru_cache(maxsize=256)
def _pattern(template: str) -> _Pattern:
    """Return a template as a format of bytes and the fields that go into it, in order."""
    pieces = _FIELD.split(template)
    form = b"%b".join(piece.encode().replace(b"%", b"%%") for piece in pieces[::2])
    return form, tuple(pieces[1::2])

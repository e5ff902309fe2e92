"""Who is there? The first bytes of a connection to the room's port say it.

The app begins with a TLS hello, a browser with a method of HTTP, and everybody else (netcat, a
script, a device) with whatever they want to say, or with nothing because they wait to be greeted.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

METHODS: Final = (
    b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE", b"CONNECT",
)  # fmt: skip
_WORDS: Final = tuple(method + b" " for method in METHODS)
_TLS_HANDSHAKE: Final = 0x16
LONGEST: Final = max(map(len, _WORDS))
"""After so many bytes a connection is always decided."""


class Opening(StrEnum):
    """What a connection is, by its first bytes."""

    TLS = "tls"
    HTTP = "http"
    TEXT = "text"
    UNDECIDED = "undecided"


def first_bytes(data: bytes, silent: bool) -> Opening:
    """Return who speaks in ``data``, everything that came until now; it is never changed later.

    ``silent`` says that the other side has paused for ``limits.OPENING_SECONDS`` or has ended its
    stream: who has said nothing, or half a method, is a plain text guest then.
    """
    if data[:1] == bytes((_TLS_HANDSHAKE,)):
        return Opening.TLS
    if data.startswith(_WORDS):
        return Opening.HTTP
    if not silent and len(data) < LONGEST and any(word.startswith(data) for word in _WORDS):
        return Opening.UNDECIDED
    return Opening.TEXT

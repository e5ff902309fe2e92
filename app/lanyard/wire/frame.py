"""Bytes on a link become bodies: a 4-byte big-endian length, then that many bytes.

A stranger chooses the length, so it is compared with the limit before anything is reserved, and
a reader that has failed stays failed: what follows a broken length means nothing.
"""

from __future__ import annotations

from lanyard.wire import limits
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError


def frame(body: bytes) -> bytes:
    """Return ``body`` with its length in front, ready for a link."""
    if not 0 < len(body) <= limits.FRAME_AFTER_WELCOME:
        raise LocalProtocolError(f"a frame of {len(body)} bytes")
    return len(body).to_bytes(limits.FRAME_HEAD, "big") + body


class FrameReader:
    """Collect bytes until they are whole frames. ``limit`` may be raised while reading."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._waiting = bytearray()
        self._broken = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the bodies that ``chunk`` completed.

        Raises RemoteProtocolError for an empty frame or one longer than ``limit``.
        """
        if self._broken:
            raise RemoteProtocolError("bytes after a broken frame")
        waiting = self._waiting
        waiting += chunk
        bodies: list[bytes] = []
        at = 0
        end = len(waiting)
        head = limits.FRAME_HEAD
        while end - at >= head:
            length = int.from_bytes(waiting[at : at + head], "big")
            if not 0 < length <= self.limit:
                self._broken = True
                raise RemoteProtocolError(f"a frame of {length} bytes, at most {self.limit}")
            if end - at - head < length:
                break
            bodies.append(bytes(waiting[at + head : at + head + length]))
            at += head + length
        if at:
            del waiting[:at]
        return bodies

    @property
    def between_frames(self) -> bool:
        """True when no half frame waits: only then may the link end politely."""
        return not self._waiting

"""Bytes of programs that know nothing of us, made readable.

What people and devices send is mostly UTF-8, on Chinese networks often GB18030, and sometimes no
text at all. None of that is an error: what cannot be read is shown as hexadecimal digits.
"""

from __future__ import annotations

import re

from lanyard.readable import readable as readable  # noqa: PLC0414  (said here too)

_INCOMPLETE_UTF8 = re.compile(
    rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z"
)

_LONGEST_HALF = 3


class Splitter:
    """Cuts a TCP stream into texts, as bytes with their line ends. Pure: pauses are told to it.

    ``until_pause`` ends a text at a newline or at a pause, ``until_line`` at newlines only;
    a ``size`` above 0 ends it after so many bytes; with none of them every piece is a text.
    A text that does not end within ``limit`` bytes is cut there and ``overflowed`` becomes True.
    """

    def __init__(
        self, *, until_line: bool = False, until_pause: bool = False, size: int = 0, limit: int
    ) -> None:
        self._lines = until_line or until_pause
        self._pauses = until_pause
        self._size = size
        self._limit = limit
        self._waiting = bytearray()
        self.overflowed = False

    @property
    def awaits_pause(self) -> bool:
        """True when something waits that a pause would end."""
        return self._pauses and bool(self._waiting)

    def feed(self, data: bytes) -> list[bytes]:
        """Return the texts that ``data`` completes."""
        if self._size:
            return self._by_size(data)
        if not self._lines:
            return [data] if data else []
        one_line = data.endswith(b"\n") and data.find(b"\n") == len(data) - 1
        if one_line and not self._waiting and len(data) <= self._limit:
            return [data]  # nearly always
        self._waiting += data
        texts: list[bytes] = []
        if b"\n" in data:  # else nothing of what waits need be looked at again
            *lines, self._waiting = self._waiting.split(b"\n")
            for line in lines:
                texts += self._within_limit(bytes(line) + b"\n")
        while len(self._waiting) > self._limit:
            self.overflowed = True
            texts.append(bytes(self._waiting[: self._limit]))
            del self._waiting[: self._limit]
        return texts

    def pause(self, *, final: bool = False) -> list[bytes]:
        """The sender is silent: return what it said.

        Half a UTF-8 character waits for its other half until ``final``.
        """
        if not self.awaits_pause or (not final and self._is_cut()):
            return []
        return self.end()

    def _is_cut(self) -> bool:
        """Return whether what waits is UTF-8 that ends inside a character."""
        half = _INCOMPLETE_UTF8.search(self._waiting[-_LONGEST_HALF:])
        if half is None:
            return False
        try:
            self._waiting[: len(self._waiting) - len(half[0])].decode("utf-8")
        except UnicodeDecodeError:
            return False  # it is another encoding, and may well be whole
        return True

    def end(self) -> list[bytes]:
        """The stream has ended: return what is left."""
        rest, self._waiting = bytes(self._waiting), bytearray()
        return [rest] if rest else []

    def _by_size(self, data: bytes) -> list[bytes]:
        self._waiting += data
        whole = len(self._waiting) // self._size * self._size
        texts = [bytes(self._waiting[at : at + self._size]) for at in range(0, whole, self._size)]
        del self._waiting[:whole]
        return texts

    def _within_limit(self, line: bytes) -> list[bytes]:
        if len(line) <= self._limit + 1:
            return [line]
        self.overflowed = True
        return [line[at : at + self._limit] for at in range(0, len(line), self._limit)]


def without_line_end(text: bytes) -> bytes:
    """Return ``text`` without the newline (or carriage return and newline) that ended it."""
    return text.removesuffix(b"\n").removesuffix(b"\r")

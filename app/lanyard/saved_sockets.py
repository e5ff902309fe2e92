"""What a person keeps of the sockets page: texts to send again, and replies of their own.

Each is one line of JSON in the settings. A line that makes no sense, because somebody edited the
file, counts as not kept. Plain values, any thread.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields

from lanyard.sockets import Act, Boundary, Reply

ENDINGS = ("", "\n", "\r\n")


@dataclass(frozen=True, slots=True)
class Sending:
    """Something to send, as it was typed."""

    text: str
    hexadecimal: bool = False
    """``text`` is the digits of bytes and not the text itself."""
    ending: str = ""
    """One of ``ENDINGS``; follows a text, never digits."""

    def payload(self) -> bytes:
        """Return the bytes. Raises ValueError when the digits are none."""
        if self.hexadecimal:
            return from_digits(self.text)
        return self.text.replace("\r\n", "\n").encode("utf-8", "replace") + self.ending.encode()


def from_digits(digits: str) -> bytes:
    """Return the bytes of '7E 00', '7e00', '0x7E, 0x00' or '7E:00'; ValueError for others."""
    bare = digits.replace("0x", " ").replace("0X", " ")
    for sign in ",:;-":
        bare = bare.replace(sign, " ")
    return b"".join(bytes.fromhex(piece) for piece in bare.split())


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MEANT = {"\\": "\\", "n": "\n", "r": "\r", "t": "\t"}


def escaped(text: str) -> str:
    """Return ``text`` on one line: a line break as the two signs ``\\n``."""
    return "".join(_ESCAPES.get(sign, sign) for sign in text)


def unescaped(line: str) -> str:
    """Return what ``escaped`` made ``line`` of; a backslash before anything else stays one."""
    text, at = "", 0
    while at < len(line):
        sign, following = line[at], line[at + 1 : at + 2]
        if sign == "\\" and following in _MEANT and following:
            text += _MEANT[following]
            at += 2
        else:
            text += sign
            at += 1
    return text


def sendings_kept(sendings: Iterable[Sending]) -> tuple[str, ...]:
    """Return a line for each."""
    return tuple(json.dumps(asdict(sending)) for sending in sendings)


def sendings_from(lines: Sequence[str]) -> tuple[Sending, ...]:
    """Return what the lines say."""
    found = []
    for line in lines:
        match _loaded(line):
            case {"text": str(text), "hexadecimal": bool(digits), "ending": str(ending)}:
                if ending in ENDINGS:
                    found.append(Sending(text, digits, ending))
    return tuple(found)


def replies_kept(replies: Iterable[Reply]) -> tuple[str, ...]:
    """Return a line for each."""
    return tuple(json.dumps(asdict(reply)) for reply in replies)


def replies_from(lines: Sequence[str]) -> tuple[Reply, ...]:
    """Return what the lines say."""
    found = []
    for line in lines:
        values = _loaded(line)
        if not isinstance(values, dict):
            continue
        usual = Reply("")
        kept = {
            field.name: values[field.name]
            for field in fields(Reply)
            if type(values.get(field.name)) in (type(getattr(usual, field.name)), str)
        }
        try:
            kept["act"] = Act(kept.get("act", usual.act))
            kept["boundary"] = Boundary(kept.get("boundary", usual.boundary))
            reply = Reply(**kept)
        except (TypeError, ValueError):
            continue
        if reply.name and _is_sound(reply):
            found.append(reply)
    return tuple(found)


def _is_sound(reply: Reply) -> bool:
    usual = Reply("")
    return all(
        isinstance(getattr(reply, field.name), type(getattr(usual, field.name)))
        for field in fields(Reply)
    ) and (reply.boundary != Boundary.COUNT or 0 < reply.size <= 1 << 20)


def _loaded(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None

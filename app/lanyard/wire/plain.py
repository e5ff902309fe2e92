"""Bytes of programs that know nothing of us, made readable.

What people and devices send is mostly UTF-8, on Chinese networks often GB18030, and sometimes no
text at all. None of that is an error: what cannot be read is shown as hexadecimal digits.
"""

from __future__ import annotations

_WHITE = "\t\n\r"


def readable(payload: bytes) -> tuple[str, bool]:
    """Return ``payload`` as text, and True when it is no text and the digits of its bytes stand.

    UTF-8 is tried first, then GB18030, which would accept nearly every pair of bytes and is
    therefore believed only when no control sign and no unassigned character comes out.
    """
    try:
        return payload.decode("utf-8"), False
    except UnicodeDecodeError:
        pass
    try:
        text = payload.decode("gb18030")
    except UnicodeDecodeError:
        return payload.hex(" "), True
    if all(sign.isprintable() or sign in _WHITE for sign in text):
        return text, False
    return payload.hex(" "), True

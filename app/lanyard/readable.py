"""Bytes of programs that know nothing of us, made readable and harmless.

What people and devices send is mostly UTF-8, on Chinese networks often GB18030, and sometimes no
text at all. None of that is an error: what cannot be read is shown as hexadecimal digits. Plain
functions, any thread.
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


# Explicit bidirectional controls, invisible marks and line separators: named, for they have no
# picture. The joiners U+200C and U+200D stay: Persian and emoji need them.
_NAMED = (
    *range(0x80, 0xA0),
    0x061C, 0x200B, 0x200E, 0x200F, *range(0x2028, 0x202F), 0x2060, *range(0x2066, 0x2070),
    0xFEFF, *range(0xFFF9, 0xFFFC),
)  # fmt: skip
_PICTURES = {
    **{code: chr(0x2400 + code) for code in range(0x20)},
    0x7F: "\u2421",
    **{code: f"<U+{code:04X}>" for code in _NAMED},
}


def visible(text: str) -> str:
    """Return ``text`` on one line with every control sign as its picture (U+2400 block) or name.

    Nothing in it is obeyed, and nothing is hidden: a carriage return is seen as one.
    """
    return text if text.isprintable() and text.isascii() else text.translate(_PICTURES)


def spoken_bytes(payload: bytes) -> str:
    """Return the bytes as people write them: '7E 00 1F'."""
    return payload.hex(" ").upper()

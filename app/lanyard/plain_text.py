"""Strangers' words, made harmless for a line on a screen or in a terminal.

A name may hold a newline, an escape sequence or a right-to-left override that turns the rest of
the line around. What is stored stays as it was said; only what is shown passes through here.
"""

from __future__ import annotations

import re

LONGEST_SHOWN = 400
"""Characters of one shown line; a longer text could not be read there and only costs layout."""

# Explicit bidirectional controls and the invisible characters that hide or reorder text. The
# joiners U+200C and U+200D stay: Persian and emoji need them.
_TURNING = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_BREAKS = re.compile("[\t\n\v\f\r\u0085\u2028\u2029]+")
_LINE_ENDS = re.compile("\r\n|[\v\f\r\u0085\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_KEEPING_LINES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def shown(text: str, keep_lines: bool = False, longest: int = LONGEST_SHOWN) -> str:
    """Return ``text`` as it may be shown: no control character, nothing that turns the line.

    Breaks become spaces unless ``keep_lines``. More than ``longest`` characters (0: no limit)
    end in an ellipsis. Other control characters become their visible picture (U+2400 block).
    """
    if longest and len(text) > longest:
        text = text[:longest].rstrip() + "…"
    text = _TURNING.sub("", text)
    if keep_lines:
        return _CONTROL_KEEPING_LINES.sub(_picture, _LINE_ENDS.sub("\n", text))
    return _CONTROL.sub(_picture, _BREAKS.sub(" ", text)).strip()


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"

"""A stranger's file name becomes a name that is safe on every disk, in one place.

A name may try to leave the folder, to name a device, to hide its ending behind a character that
turns the text around, or to be too long to write. ``safe_name`` is the only way from an offer's
name to a disk; what it returns, it returns unchanged again.
"""

from __future__ import annotations

import re
import unicodedata

from lanyard.wire import limits
from lanyard.wire.names import clip_bytes

PART = ".part"
"""The ending of a file that is not whole yet."""
NAMELESS = "file"

_LONGEST_ENDING = 32
_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3]) *(?:\.|\Z)",
    re.IGNORECASE,
)
# Zero-width joiners shape emoji and several scripts; every other format character is invisible
# or turns the text around, which can make "gpj.exe" read as "exe.jpg".
_KEPT_FORMATS = "\u200c\u200d"


def safe_name(name: str) -> str:
    """Return ``name`` fit for one folder of any system: one component, at most 255 bytes."""
    last = _SEPARATORS.split(name)[-1]
    kept = "".join(one for one in unicodedata.normalize("NFC", last) if _is_shown(one))
    kept = _FORBIDDEN.sub("_", kept)
    kept = _trim(kept)
    if not kept.strip("."):
        return NAMELESS
    if _RESERVED.match(kept):
        kept = "_" + kept
    return shortened(kept, limits.FILE_NAME_BYTES)


def shortened(name: str, longest: int, insert: str = "") -> str:
    """Return ``name`` with ``insert`` before its ending, in ``longest`` bytes of UTF-8 at most.

    The stem gives way, the ending is kept.
    """
    stem, dot, ending = name.rpartition(".")
    if not stem.strip(".") or not dot or not 0 < len(ending.encode()) <= _LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    tail = insert + dot + ending
    room = longest - len(tail.encode())
    if len(stem.encode()) <= room:
        return stem + tail
    # A cut may end in a space, which Windows would drop in front of nothing.
    return _trim(clip_bytes(stem, room)) + tail


def numbered(name: str, number: int) -> str:
    """Return the ``number``-th name to try for a safe ``name``: itself, then 'name (1).ext'.

    It leaves room for the ending ``PART``.
    """
    insert = f" ({number})" if number else ""
    return shortened(name, limits.FILE_NAME_BYTES - len(PART), insert)


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} or (
        character in _KEPT_FORMATS
    )


def _trim(name: str) -> str:
    """Drop spaces of any kind around, and the dots at the end that Windows drops by itself."""
    kept = len(name)
    while kept and (name[kept - 1] == "." or name[kept - 1].isspace()):
        kept -= 1
    return name[:kept].lstrip()

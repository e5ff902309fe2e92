"""Names and texts as people type them, made fit for everybody else's screen.

A name is one line without control, format or direction characters, so that nobody can pass for
somebody else or turn the text around it; a text keeps every character it had.
"""

from __future__ import annotations

import unicodedata

from lanyard.wire import limits

_JOINERS = "\u200d\ufe0f"
"""Zero-width joiner and emoji selector: kept, a family emoji needs them."""

_LOOK_ALIKE = str.maketrans("авекмнорстухіјԁһѕοανικρτυ10", "abekmhopctyxijdhsoavikptulo")
"""Cyrillic and Greek small letters, and two digits, as the Latin ones they resemble."""


def clean_name(name: str) -> str:
    """Return ``name`` as others will see it; empty when nothing visible is left."""
    kept: list[str] = []
    for character in name[: 4 * limits.NAME_BYTES]:
        category = unicodedata.category(character)
        if character.isspace():
            kept.append(" ")
        elif category[0] != "C" or character in _JOINERS:
            kept.append(character)
    # Composed after the filter: what it removed may have stood between a letter and its accent.
    cleaned = unicodedata.normalize("NFC", " ".join("".join(kept).split()))
    cleaned = clip_bytes(cleaned[: limits.NAME_CHARACTERS], limits.NAME_BYTES).strip()
    visible = any(unicodedata.category(character)[0] in "LNPS" for character in cleaned)
    return cleaned if visible else ""


def likeness(name: str) -> str:
    """Return what two names share that a hasty reader would take for one another.

    Case, width, accents, spaces and punctuation do not count, nor whether a letter is Latin,
    Cyrillic or Greek where the three look alike.
    """
    letters = unicodedata.normalize("NFKD", name).casefold().translate(_LOOK_ALIKE)
    return "".join(one for one in letters if one.isalnum())


def clip_bytes(text: str, size: int) -> str:
    """Return the longest beginning of ``text`` that fits ``size`` bytes of UTF-8."""
    return text.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def clean_text(text: str) -> str:
    """Return ``text`` with line ends as newlines and nothing that UTF-8 cannot carry."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return whole.encode("utf-8", "replace").decode("utf-8")


def text_bytes(text: str) -> int:
    """Return how many bytes ``text`` is on the wire (UTF-8)."""
    return len(text.encode("utf-8", "replace"))

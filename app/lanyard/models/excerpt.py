"""The words around a hit: one line of a message with what was looked for in sight.

Any thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from lanyard.finding import spans
from lanyard.plain_text import shown

IN_SIGHT = 80
"""Columns that two lines of the narrowest window hold: a hit that ends there needs no cut."""
BEFORE = 28
"""Columns that stand before the first hit otherwise, so that it lies on the first line."""
LONGEST = 400
"""Characters of an excerpt; more than two lines of any window."""
BREAK_WITHIN = 12
"""Characters that may be left out more, so that the excerpt begins with a whole word."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text; ``spans`` are (begin, end) in characters of ``text``."""

    text: str
    spans: tuple[tuple[int, int], ...] = ()


def excerpt(text: str, words: str) -> Excerpt:
    """Return the piece of ``text`` around the first place where ``words`` are, in one line."""
    line = shown(text, longest=0)
    found = spans(line, words)
    start = _start(line, *found[0]) if found else 0
    end = min(len(line), start + LONGEST)
    before = "… " if start else ""
    after = "…" if end < len(line) else ""
    moved = start - len(before)
    inside = ((max(first, start), min(last, end)) for first, last in found)
    marked = tuple((first - moved, last - moved) for first, last in inside if first < last)
    return Excerpt(before + line[start:end] + after, marked)


def _start(line: str, hit: int, end: int) -> int:
    """Return where to begin so that a hit is in sight, at a word if one is near."""
    if end <= IN_SIGHT and _columns(line[:end]) <= IN_SIGHT:
        return 0
    start, columns = hit, 0
    while start > 0 and columns < BEFORE:
        start -= 1
        columns += _columns(line[start])
    if start <= len("… "):
        return 0
    space = line.find(" ", start, min(hit, start + BREAK_WITHIN))
    return space + 1 if space >= 0 else start


def _columns(text: str) -> int:
    """Return how wide a text is, in Latin characters: East Asian ones take two."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(c) in "WF") for c in text)

"""Sentences with gaps: a translated text and the words that belong into it.

The gaps are filled in one pass, so a stranger who calls himself '{text}' fills nothing else.
"""

from __future__ import annotations

import re

_GAP = re.compile(r"\{(\w+)\}")


def fill(sentence: str, **words: str) -> str:
    """Return ``sentence`` with each ``{name}`` replaced; a gap nobody knows stays as it is."""
    return _GAP.sub(lambda gap: words.get(gap[1], gap[0]), sentence)

"""Sentences with gaps, and sentences that count: translated texts outside of a QObject.

The gaps are filled in one pass, so a stranger who calls himself '{text}' fills nothing else.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import QCoreApplication

NUMBER: Final = None
"""Stands before the count in ``translate``.

lupdate 6.11 reads Python as if it were Qt 4: a name in the fourth place is an encoding to it, and
only a fifth argument makes a text one with plurals. The count must be a plain name there: at some
expressions lupdate never comes back.
"""

_GAP = re.compile(r"\{(\w+)\}")


def translate(
    context: str, text: str, comment: str = "", _number: None = NUMBER, count: int = -1
) -> str:
    """Return ``text`` in the person's language; ``count`` takes the place of ``%n``.

    Write ``translate("Context", "%n files", "", NUMBER, files)`` with literal texts: lupdate
    looks for them under this function's name.
    """
    return QCoreApplication.translate(context, text, comment, count)


def fill(sentence: str, **words: str) -> str:
    """Return ``sentence`` with each ``{name}`` replaced; a gap nobody knows stays as it is."""
    return _GAP.sub(lambda gap: words.get(gap[1], gap[0]), sentence)

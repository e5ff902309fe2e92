"""What the sign behind a message of mine means, and whose disk does not have it yet.

Main thread only, though nothing here touches a widget.
"""

from __future__ import annotations

from collections.abc import Sequence

from lanyard.models.rows import Row, RowState
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown

NAMES_SHOWN = 12


def tick_words(row: Row, missing: Sequence[str]) -> str:
    """Return what the tick of a row says; ``missing`` are those who do not have it yet."""
    if row.waits:
        return translate("TickWords", "On this computer; waits until the host has it")
    if row.state is RowState.DELIVERED:
        return translate("TickWords", "On everybody's disk")
    if row.state is not RowState.ACCEPTED:
        return ""
    if not missing:
        return translate("TickWords", "On the host's disk")
    names = ", ".join(shown(name) for name in missing[:NAMES_SHOWN])
    more = len(missing) - NAMES_SHOWN
    words = translate("TickWords", "On the host's disk. Not yet on the disk of {names}")
    if more > 0:
        words = translate(
            "TickWords", "On the host's disk. Not yet on the disk of {names} and %n more", "",
            NUMBER, more
        )  # fmt: skip
    return fill(words, names=names)

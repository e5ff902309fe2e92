"""Rows in words: for a screen reader, for the side bar's last line and for the clipboard."""

from __future__ import annotations

from collections.abc import Sequence

from lanyard.events import Entry
from lanyard.models.figures import clock_text, size_text
from lanyard.models.rows import Row, RowState
from lanyard.phrases import NUMBER, fill, translate

SPOKEN_CHARACTERS = 4_000
"""A screen reader gets no more of one message at once; the rest can be copied."""


def line_of(entry: Entry) -> str:
    """Return what an entry says in one line: its text, or what it offers."""
    if entry.offer is None:
        return entry.text
    files = entry.offer.files
    name = files[0].name if files else ""
    size = size_text(entry.offer.size)
    if len(files) > 1:
        more = len(files) - 1
        text = translate("Spoken", "{name} and %n more, {size}", "", NUMBER, more)
    else:
        text = translate("Spoken", "{name}, {size}")
    return fill(text, size=size, name=name)


def spoken_row(row: Row) -> str:
    """Return a row as a screen reader says it: who, when, what, and how far it came."""
    texts = {
        RowState.RECEIVED: translate("Spoken", "{name}, {time}: {text}"),
        RowState.ACCEPTED: translate("Spoken", "You, {time}: {text}"),
        RowState.WAITING: translate("Spoken", "You, {time}, waits to be sent: {text}"),
        RowState.FAILED: translate("Spoken", "You, {time}, not sent: {text}"),
    }
    words = texts[row.state]
    if row.guest:
        words = translate("Spoken", "Guest {name} at {address}, not encrypted, {time}: {text}")
    text = line_of(row.entry)[:SPOKEN_CHARACTERS]
    time = clock_text(row.entry.at)
    return fill(words, time=time, name=row.label, text=text, address=row.guest)


def copied_rows(rows: Sequence[Row], my_name: str) -> str:
    """Return rows for the clipboard: one alone as its bare text, several with who and when."""
    if len(rows) == 1:
        return line_of(rows[0].entry)
    parts = []
    for row in rows:
        head = translate("Spoken", "{name}, {time}:")
        if row.guest:
            head = translate("Spoken", "Guest {name} ({address}, not encrypted), {time}:")
        name = row.label or my_name
        head = fill(head, time=clock_text(row.entry.at), name=name, address=row.guest)
        parts.append(f"{head}\n{line_of(row.entry)}")
    return "\n\n".join(parts)

"""Rows in words: for a screen reader, for the side bar's last line and for the clipboard."""

from __future__ import annotations

from collections.abc import Sequence

from lanyard.events import Entry
from lanyard.models.figures import clock_text, size_text
from lanyard.models.rows import Quote, Row, RowState
from lanyard.phrases import NUMBER, fill, translate

SPOKEN_CHARACTERS = 4_000
"""A screen reader gets no more of one message at once; the rest can be copied."""
QUOTE_SPOKEN = 80
REACTIONS_SPOKEN = 20


def line_of(entry: Entry) -> str:
    """Return what an entry says in one line: its text, or what it offers."""
    if entry.change == "deleted":
        return translate("Spoken", "This message was deleted")
    if entry.offer is None:
        return entry.text
    files = entry.offer.files
    name = entry.offer.shown_folder or (files[0].shown if files else "")
    size = size_text(entry.offer.size)
    if entry.offer.count > 1 and not entry.offer.folder:
        more = entry.offer.count - 1
        text = translate("Spoken", "{name} and %n more, {size}", "", NUMBER, more)
    else:
        text = translate("Spoken", "{name}, {size}")
    return fill(text, size=size, name=name)


def spoken_row(row: Row) -> str:
    """Return a row as a screen reader says it: who, when, what, and how far it came."""
    texts = {
        RowState.RECEIVED: translate("Spoken", "{name}, {time}: {text}"),
        RowState.ACCEPTED: translate("Spoken", "You, {time}: {text}"),
        RowState.DELIVERED: translate("Spoken", "You, {time}, everybody has it: {text}"),
        RowState.WAITING: translate("Spoken", "You, {time}, waits to be sent: {text}"),
        RowState.FAILED: translate("Spoken", "You, {time}, not sent: {text}"),
    }
    words = texts[row.state]
    if row.guest:
        words = translate("Spoken", "Guest {name} at {address}, not encrypted, {time}: {text}")
    text = line_of(row.entry)[:SPOKEN_CHARACTERS]
    if row.entry.change == "edited":
        text = fill(translate("Spoken", "{text} (edited)"), text=text)
    if row.quote is not None:
        text = _spoken_answer(row.quote, text)
    if row.entry.reactions:
        text = fill(
            translate("Spoken", "{text} (reactions: {reactions})"),
            text=text,
            reactions=spoken_reactions(row.entry),
        )
    time = clock_text(row.entry.at)
    return fill(words, time=time, name=row.label, text=text, address=row.guest)


def quote_line(quote: Quote) -> str:
    """Return what a quote shows of the quoted message."""
    if quote.author:
        return quote.text
    return translate("Spoken", "A message that is not on this computer")


def spoken_reactions(entry: Entry) -> str:
    """Return who put which emoji to an entry."""
    return ", ".join(f"{found.name} {found.emoji}" for found in entry.reactions[:REACTIONS_SPOKEN])


def _spoken_answer(quote: Quote, text: str) -> str:
    if not quote.author:
        return fill(translate("Spoken", "in answer to an older message: {text}"), text=text)
    words = translate("Spoken", "in answer to {name}, “{quoted}”: {text}")
    return fill(words, name=quote.label, quoted=quote.text[:QUOTE_SPOKEN], text=text)


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

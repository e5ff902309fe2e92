"""Looks an offer up in a hosted room's log: what the server is asked to keep must have been said.

Lives in the journal thread, like everything that asks the Store.
"""

from __future__ import annotations

from lanyard.events import Entry
from lanyard.journal.rows import COLUMNS, packed_id
from lanyard.journal.store import Store
from lanyard.records import FindOffer


def find_offer(store: Store, asked: FindOffer) -> Entry | None:
    """Return the entry of an offer that still stands; None when there is none."""
    log, author = store.numbers.log(asked.room), store.numbers.person(asked.author)
    if not log or not author:
        return None
    row = store.database.one(
        f"SELECT {COLUMNS} FROM entry WHERE author = ? AND id = ? AND place >> 40 = ?",
        (author, packed_id(asked.id), log),
    )
    entry = store.numbers.entry(row) if row is not None else None
    return entry if entry is not None and entry.offer is not None else None

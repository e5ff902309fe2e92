"""Entries, people and journals for the tests of this room."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from lanyard.events import Entry, Kind, RememberedRoom
from lanyard.journal.reading import Reading
from lanyard.journal.store import Store

ROOM, OTHER_ROOM = "0b" * 16, "0c" * 16
ANNA, BOB, CARL = "a1" * 32, "b2" * 32, "c3" * 32


def an_entry(seq: int, author: str = ANNA, to: str = "", room: str = ROOM, **more: object) -> Entry:
    """Return a line, said a thousand milliseconds after the one before."""
    entry = Entry(
        room, seq, f"{seq:032x}", author, "Anna", seq * 1_000, Kind.TEXT, f"line {seq}", to
    )
    return dataclasses.replace(entry, **more)  # type: ignore[arg-type]


def a_change(seq: int, kind: Kind, ref: int, text: str = "", **more: object) -> Entry:
    """Return an entry that changes another one."""
    return an_entry(seq, kind=kind, ref=ref, text=text, **more)  # type: ignore[arg-type]


def a_visit(**changes: object) -> RememberedRoom:
    """Return a visit in a room that Bob hosts."""
    visit = RememberedRoom(ROOM, "Office", "10.0.0.12", 25225, BOB, False, 1_000)
    return dataclasses.replace(visit, **changes)  # type: ignore[arg-type]


def keep(store: Store, entries: Iterable[Entry], *, copied: bool = True) -> None:
    """Put entries on the disk."""
    with store.transaction():
        store.keep(entries, copied=copied)


def reading(store: Store, device: str = ANNA) -> Reading:
    """Return what a person may see of a journal."""
    return Reading(store.database, store.numbers, device)


def seqs(entries: Iterable[Entry]) -> list[int]:
    """Return the sequences of entries."""
    return [entry.seq for entry in entries]

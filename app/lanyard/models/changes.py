"""Edits, deletions and reactions: how a change and the entry it changes become what is shown.

The journal folds what it knows; this folds what comes while the window is open, in whatever
order it comes, and what I changed and the host does not have yet. No Qt here.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import reduce

from lanyard.events import CHANGES, Entry, Kind, Reaction

LATEST_KEPT = 5_000
"""Entries whose changes are remembered, so that an older one that comes late does nothing."""


def is_change(entry: Entry) -> bool:
    """Return whether an entry changes another one and is no row of a log."""
    return entry.kind in CHANGES


def folded(entry: Entry, change: Entry) -> Entry:
    """Return ``entry`` as it is after ``change``."""
    if entry.change == "deleted":
        return entry
    if change.kind == Kind.DELETE:
        return replace(entry, text="", offer=None, reactions=(), change="deleted")
    if change.kind == Kind.EDIT:
        return replace(entry, text=change.text, change="edited")
    others = tuple(found for found in entry.reactions if found.author != change.author)
    if change.text:
        others = (*others, Reaction(change.author, change.name, change.text))
    return replace(entry, reactions=others)


def may_change(change: Entry, entry: Entry, host: str) -> bool:
    """Return whether the author of ``change`` has a say in ``entry``; ``host`` is a device id."""
    if change.kind == Kind.REACTION:
        return True
    if change.author == entry.author:
        return True
    return change.kind == Kind.DELETE and bool(host) and change.author == host and not entry.to


class Changes:
    """What came and what I made of changes to one conversation since the window opened."""

    def __init__(self) -> None:
        self._latest: OrderedDict[int, dict[str, Entry]] = OrderedDict()
        self._waiting: dict[str, Entry] = {}

    def note(self, change: Entry) -> bool:
        """Remember a numbered change; return False when one that is newer came before it."""
        of_entry = self._latest.setdefault(change.ref, {})
        key = _key(change)
        known = of_entry.get(key)
        if known is not None and (known.seq > change.seq or known.kind == Kind.DELETE):
            return False
        of_entry[key] = change
        self._latest.move_to_end(change.ref)
        if len(self._latest) > LATEST_KEPT:
            self._latest.popitem(last=False)
        return True

    def knows(self, change: Entry) -> bool:
        """Return whether a change that ``change`` would replace came since the window opened."""
        return _key(change) in self._latest.get(change.ref, {})

    def fold(self, entry: Entry) -> Entry:
        """Return an entry the journal told of with what came since, which it may not have yet."""
        for change in self._latest.get(entry.seq, {}).values():
            entry = folded(entry, change)
        return entry

    def wait(self, change: Entry) -> None:
        """A change of mine is on this computer's disk only."""
        self._waiting[change.id] = change

    def settle(self, id_: str) -> Entry | None:
        """Take a change of mine that waits no longer; None when ``id_`` is none."""
        return self._waiting.pop(id_, None)

    def waiting_for(self, seq: int) -> tuple[Entry, ...]:
        """Return my changes of one entry that the host does not have yet, in their order."""
        return tuple(change for change in self._waiting.values() if change.ref == seq)


def _key(change: Entry) -> str:
    """Return what a change replaces: the words, or what one person thinks of them."""
    return change.author if change.kind == Kind.REACTION else ""


def shown_as(entry: Entry, waiting: tuple[Entry, ...]) -> Entry:
    """Return ``entry`` with my changes that wait."""
    return reduce(folded, waiting, entry)

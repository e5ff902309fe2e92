"""What replies answer: the quoted entries of a conversation, wherever in its history they are.

A quote is taken from what is at hand and asked of the journal otherwise, many in one question.
Main thread only, though nothing here touches Qt.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from lanyard.events import CHANGES, Entry
from lanyard.models.joined_room import RoomModel
from lanyard.models.rows import Quote
from lanyard.models.spoken import line_of

QUOTES_KEPT = 1_000
QUOTED_CHARACTERS = 300
"""A quote is one line; nobody sees more of it."""


class Quotes:
    """The entries that replies of one conversation refer to."""

    def __init__(self, room: RoomModel) -> None:
        self._room = room
        self._known: OrderedDict[int, Entry] = OrderedDict()
        self._wanted: set[int] = set()
        self._asked: set[int] = set()

    def of(self, entry: Entry) -> Quote | None:
        """Return the quote of an entry that answers another one, as far as it is known."""
        if not entry.ref or entry.kind in CHANGES or entry.change == "deleted":
            return None
        return self.about(entry.ref)

    def about(self, seq: int) -> Quote:
        """Return the quote of the entry ``seq``; what is not known is asked for with the next."""
        entry = self._known.get(seq)
        if entry is None:
            if seq not in self._asked:
                self._wanted.add(seq)
            return Quote(seq)
        label = self._room.people.label(entry.author, entry.name)
        text = line_of(entry)[:QUOTED_CHARACTERS]
        return Quote(seq, entry.author, label, text, entry.change == "deleted")

    def learn(self, entries: Iterable[Entry]) -> None:
        """These entries are at hand."""
        for entry in entries:
            self._known[entry.seq] = entry
            self._known.move_to_end(entry.seq)
            if len(self._known) > QUOTES_KEPT:
                self._known.popitem(last=False)

    def knows(self, seq: int) -> bool:
        """Return whether a quoted entry is kept here."""
        return seq in self._known

    def wanted(self) -> tuple[int, ...]:
        """Return what is to be asked of the journal, once."""
        wanted, self._wanted = tuple(sorted(self._wanted)), set()
        if len(self._asked) > QUOTES_KEPT:
            self._asked.clear()
        self._asked.update(wanted)
        return wanted

    def ask_again(self, seqs: Iterable[int]) -> None:
        """The journal has more by now: what it did not know of these is asked for once more."""
        self._asked.clear()
        self._wanted.update(seq for seq in seqs if seq not in self._known)

"""What is said in my room, on its way to the disk: numbered, gathered, and told when it is safe.

A lone line goes to the journal at once. While the journal is at one commit everybody's words
gather for the next: one commit and one fan-out for all of them, and no line waits for company.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal

from lanyard.events import Entry
from lanyard.network.convert import to_event, to_wire
from lanyard.records import Keep, Kept
from lanyard.room.room import Delivery, Room
from lanyard.wire import limits
from lanyard.wire import message as m


class PostHost(Protocol):
    """What the posts need of the server."""

    def deliver(self, deliveries: list[Delivery]) -> None:
        """Send what the room decided."""


class Posts(QObject):
    """The posts of one room at a time between numbering and disk. Server thread."""

    keep_wanted = Signal(object)

    def __init__(self, host: PostHost, parent: QObject) -> None:
        super().__init__(parent)
        self._host = host
        self._room: Room | None = None
        self._on_the_way: dict[tuple[str, str], m.Entry] = {}
        self._keeping: list[Entry] = []
        self._committing = False

    def open(self, room: Room | None) -> None:
        """Another room is open, or none."""
        self._room = room
        self._on_the_way.clear()
        self._keeping.clear()
        self._committing = False

    @property
    def is_behind(self) -> bool:
        """True while so much waits for the disk that nothing more is taken."""
        return len(self._on_the_way) > limits.POSTS_AWAITING

    @property
    def has_caught_up(self) -> bool:
        """True when so little waits that everybody may be read again."""
        return len(self._on_the_way) <= limits.POSTS_AWAITING // 2

    def add(self, number: int, post: m.Post, at: int) -> None:
        """A member or guest said something, ``at`` milliseconds: give it a number."""
        room = self._room
        if room is None:
            return
        result = room.post(number, post, at)
        if isinstance(result, Delivery):
            self._host.deliver([result])
        elif result is not None:
            self._on_the_way[result.author, result.id] = result
            self._keeping.append(to_event(room.id, result))

    def hand_over(self) -> None:
        """Hand what was said to the journal, unless it is at a commit."""
        if self._keeping and not self._committing:
            entries, self._keeping = self._keeping, []
            self._committing = True
            self.keep_wanted.emit(Keep(tuple(entries), ticket=1))

    def on_kept(self, kept: Kept) -> int:
        """The journal has these on disk: acknowledge and show them.

        Returns the highest sequence of what is new, or 0.
        """
        room = self._room
        if room is None:
            return 0
        take = self._on_the_way.pop
        fresh = [e for k in kept.entries if (e := take((k.author, k.id), None)) is not None]
        twice = []
        for row in kept.twice:
            entry = take((row.author, row.id), None)
            if entry is not None and entry.seq == row.seq:
                # A commit that the disk seemed to fail was on it after all: nobody has seen this.
                fresh.append(entry)
            else:
                twice.append(to_wire(row))
        refused = [(to_wire(entry), reason) for entry, reason in kept.refused]
        for entry, _ in refused:
            take((entry.author, entry.id), None)
        self._committing = False
        self.hand_over()  # first: the disk writes while the network sends
        self._host.deliver(room.kept(fresh, twice))
        self._host.deliver(room.refused(refused))
        return max((entry.seq for entry in fresh), default=0)

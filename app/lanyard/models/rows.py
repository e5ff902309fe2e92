"""The rows of a conversation, and what a row looks like beside the one before it.

A day chip, the unread line and the author's head belong to the row below them, so a new row
never changes the one above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from lanyard.events import Entry, Failure, Kind, TransferChanged, guest_address
from lanyard.models.figures import day_of

GROUP_MILLISECONDS = 5 * 60 * 1000
"""Rows of one author share one head while no more than this lies between two of them."""

Key = tuple[str, str]
"""(author, entry id): what makes an entry unique, however often it comes."""


class RowState(Enum):
    """How far a row has come."""

    RECEIVED = "received"
    """Somebody else's."""
    WAITING = "waiting"
    """Mine, on this computer's disk only."""
    ACCEPTED = "accepted"
    """Mine, on the host's disk."""
    DELIVERED = "delivered"
    """Mine, on the disk of everybody it is for."""
    FAILED = "failed"
    """Mine, and will not be sent."""


SENT = frozenset({RowState.ACCEPTED, RowState.DELIVERED})
"""Mine, and out of this computer's hands."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a row answers; ``author`` and ``text`` are empty while nobody has it here."""

    seq: int
    author: str = ""
    label: str = ""
    text: str = ""
    deleted: bool = False


@dataclass(slots=True, eq=False)
class Row:
    """One message as it is shown. Changed by its model only; ``version`` grows with each change."""

    entry: Entry
    """As it is shown: what is known of it, and what I changed and the host does not have yet."""
    state: RowState
    label: str
    """The author's name as it is shown."""
    failure: Failure | None = None
    new_day: date | None = None
    """The day that begins with this row."""
    head: bool = True
    """The row begins a group and names its author."""
    unread: int = 0
    """How many unread messages begin with this row."""
    transfers: tuple[TransferChanged, ...] = ()
    whole: bool = False
    """A long text is shown in full."""
    quote: Quote | None = None
    said: Entry = field(init=False)
    """As the journal knows it."""
    changing: tuple[Entry, ...] = ()
    """Changes of mine that wait for the host, in their order."""
    version: int = 0

    def __post_init__(self) -> None:
        self.said = self.entry

    @property
    def deleted(self) -> bool:
        """Whether nothing is left of it but its place."""
        return self.entry.change == "deleted"

    @property
    def waits(self) -> bool:
        """Whether something of it that the author would miss is on this computer's disk only."""
        return self.state is RowState.WAITING or any(
            change.kind != Kind.REACTION for change in self.changing
        )

    @property
    def key(self) -> Key:
        """What makes the row unique."""
        return self.entry.author, self.entry.id

    @property
    def mine(self) -> bool:
        """Whether I said it."""
        return self.state is not RowState.RECEIVED

    @property
    def guest(self) -> str:
        """The address of a guest, whose line is not encrypted; empty when a member said it."""
        return guest_address(self.entry.author)


def key_of(entry: Entry) -> Key:
    """Return what makes an entry unique."""
    return entry.author, entry.id


def partner_of(entry: Entry, my_device_id: str) -> str:
    """Return the other device of a direct message; empty for what is said to the whole room."""
    if not entry.to:
        return ""
    return entry.to if entry.author == my_device_id else entry.author


def set_beside(
    rows: Sequence[Row], first: int, last: int, unread_from: Key | None, unread: int
) -> list[int]:
    """Work out day, head and unread line of the rows; return the rows that look different now."""
    changed = []
    for place in range(max(0, first), min(last + 1, len(rows))):
        row = rows[place]
        before = rows[place - 1] if place else None
        day = day_of(row.entry.at)
        new_day = day if before is None or day_of(before.entry.at) != day else None
        line = unread if row.key == unread_from else 0
        head = bool(
            before is None
            or new_day is not None
            or line
            or before.entry.author != row.entry.author
            or before.label != row.label
            or abs(row.entry.at - before.entry.at) > GROUP_MILLISECONDS
        )
        if (new_day, head, line) != (row.new_day, row.head, row.unread):
            row.new_day, row.head, row.unread = new_day, head, line
            row.version += 1
            changed.append(place)
    return changed

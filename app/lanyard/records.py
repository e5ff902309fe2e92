"""What the network asks of the journal, and what it is told: frozen values, no front end sees them.

The network and the journal do not know each other; ``engine`` connects the signals of one to the
slots of the other, and these values are all that passes.
"""

from __future__ import annotations

from dataclasses import dataclass

from lanyard.events import Entry, Failure


@dataclass(frozen=True, slots=True)
class OpenLog:
    """The server asks for the log of the room it is about to open."""

    name: str
    device_id: str


@dataclass(frozen=True, slots=True)
class LogOpened:
    """The hosted room's id, its history's epoch, and the last sequence on disk.

    With ``failure`` the log could not be opened and the rest is empty.
    """

    name: str
    room: str = ""
    epoch: str = ""
    last_seq: int = 0
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class LogClosed:
    """The server has closed its room; another program of this profile may open it."""

    room: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Put these entries on disk. ``ticket`` comes back in ``Kept``; 0 asks for no answer."""

    entries: tuple[Entry, ...]
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """These entries are on disk.

    ``twice`` were on disk before, under the sequence they carry here.
    """

    ticket: int
    entries: tuple[Entry, ...]
    twice: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The server asks what a member with ``device_id`` missed after ``after``."""

    ticket: int
    room: str
    after: int
    device_id: str
    count: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page; ``complete`` when it ends with the last entry on disk."""

    ticket: int
    entries: tuple[Entry, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class MeetRoom:
    """A client met a room: is this the host it knew, and where does its copy end?"""

    key: str
    room: str
    name: str
    host: str
    """What the person typed or chose."""
    port: int
    device_id: str
    hosted: bool
    trust_changed: bool
    author: str
    """This device: whose posts wait in the outbox."""


@dataclass(frozen=True, slots=True)
class RoomMet:
    """What the journal knows of a room.

    ``pinned`` is the device id remembered for it; if it differs from the one met, nothing was
    stored and the client must not go in.
    """

    key: str
    room: str
    pinned: str
    epoch: str = ""
    seq: int = 0
    unsent: tuple[Entry, ...] = ()
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class EpochChanged:
    """The room's history was replaced on the server; the copy here ends with it."""

    room: str
    epoch: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Put a post into the outbox."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Queued:
    """The post is in the outbox on disk and may be sent."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Settle:
    """The server has a post: move it from the outbox to the log."""

    room: str
    id: str
    seq: int
    at: int


@dataclass(frozen=True, slots=True)
class Drop:
    """The server will never take this post: remove it from the outbox."""

    room: str
    id: str

"""What the network asks of the journal, and what it is told: frozen values, no front end sees them.

The network and the journal do not know each other; ``engine`` connects the signals of one to the
slots of the other, and these values are all that passes.
"""

from __future__ import annotations

from dataclasses import dataclass

from lanyard.commands import Join
from lanyard.events import Entry, Failure, KnownMember


@dataclass(frozen=True, slots=True)
class OpenLog:
    """The server asks for the log of the room it is about to open."""

    name: str
    device_id: str
    history_days: int = -1
    """As ``commands.Host`` has it."""


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
    members: tuple[KnownMember, ...] = ()
    """Everybody who has been there."""


@dataclass(frozen=True, slots=True)
class OwnRoom:
    """My room is open: join it as its first member. Older entries than ``last_seq`` are history."""

    order: Join
    last_seq: int


@dataclass(frozen=True, slots=True)
class LogClosed:
    """The server has closed its room; another program of this profile may open it."""

    room: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Put these entries on disk, and what they change with them.

    With ``ticket`` they are the server's: only whoever may change an entry does, and ``Kept``
    answers. With 0 they are a client's copy, whose server has judged, and ``Copied`` answers.
    """

    entries: tuple[Entry, ...]
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """These entries are on disk.

    ``twice`` were on disk before, under the sequence they carry here. ``refused`` are not on disk:
    they would change what is not there or not their author's; each with the reason.
    """

    ticket: int
    entries: tuple[Entry, ...]
    twice: tuple[Entry, ...] = ()
    refused: tuple[tuple[Entry, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Copied:
    """What a client handed over for ``room`` is on disk; ``seq`` is the highest of it, or 0.

    After a ``FillGap`` with its ``after`` and ``before``: until then its gap is no smaller.
    """

    room: str
    seq: int
    after: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A client's copy will go on above a gap: entries with after < seq < before are missing."""

    room: str
    after: int
    before: int


@dataclass(frozen=True, slots=True)
class FillGap:
    """A page came: everything of a gap from ``before`` down to, not including, ``after``.

    Entries and the gap that is left are one transaction. ``Copied`` answers.
    """

    room: str
    entries: tuple[Entry, ...]
    after: int
    before: int


@dataclass(frozen=True, slots=True)
class ReadPage:
    """The server asks for a member: the newest ``count`` that concern it in after < seq < before.

    What a late joiner may not see by the room's setting is left out as if it were not there.
    """

    ticket: int
    room: str
    after: int
    before: int
    device_id: str
    count: int


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page, oldest first. It covers everything above ``after``; ``complete``: to its end."""

    ticket: int
    entries: tuple[Entry, ...]
    after: int
    before: int
    complete: bool


@dataclass(frozen=True, slots=True)
class KeepMembers:
    """Remember these known members of a room; no answer, within a second or so."""

    room: str
    members: tuple[KnownMember, ...]


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
    gaps: tuple[tuple[int, int], ...] = ()
    """(after, before) of what the copy here lacks below ``seq``, the newest gap first."""
    failure: Failure | None = None
    offers: tuple[Entry, ...] = ()
    """The latest offers of others to this person: one of them may have been missed."""


@dataclass(frozen=True, slots=True)
class EpochChanged:
    """The room's history was replaced on the server; the copy here is laid aside."""

    room: str
    epoch: str
    replaced: bool = False
    """Also when the epoch is the one of the copy."""


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


@dataclass(frozen=True, slots=True)
class FindOffer:
    """Somebody wants to leave an offer at the server: is it in the log of the hosted room?"""

    room: str
    id: str
    author: str


@dataclass(frozen=True, slots=True)
class OfferFound:
    """The answer to ``FindOffer``: the offer's entry, or None when there is no such offer."""

    asked: FindOffer
    entry: Entry | None

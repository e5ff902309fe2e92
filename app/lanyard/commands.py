"""What a person asked for: every order the engine understands, as frozen values.

The window and the console make these and hand them to ``Engine.do``; nothing else reaches the
network or the disk. A value is checked where it is used, not here: a command may carry what a
person really typed. Ids are lower-case hexadecimal text; a device id is the SHA-256 of the
certificate (64 digits), an entry id is a UUIDv7 (32 digits, RFC 9562 section 5.7).
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

DEFAULT_PORT = 25225
DEFAULT_BROADCAST_PORT = 6475
DEFAULT_SPOOL_GIGABYTES = 2
DEFAULT_SPOOL_DAYS = 7
GIGABYTE = 1_000_000_000


def new_id() -> str:
    """Return a fresh UUIDv7 as 32 hexadecimal digits; ids made later sort later (to 1 ms)."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return f"{number:032x}"


@dataclass(frozen=True, slots=True)
class Host:
    """Open a room on this computer and become its first member."""

    room: str
    name: str
    port: int = DEFAULT_PORT
    bind: str = ""
    """One address to listen on; empty listens on every IPv4 and IPv6 address."""
    passcode: str = ""
    next_free_port: bool = True
    """Take the next free port when this one is taken."""
    guests: str = "yes"
    """People without the program, on plain text lines: 'yes' take part, 'read' along, or 'no'."""
    history_days: int = -1
    """What somebody who comes for the first time may read of what was said before: the last so
    many days; 0 nothing, -1 everything."""


@dataclass(frozen=True, slots=True)
class CloseRoom:
    """Close the room this computer hosts; everybody is told first."""


@dataclass(frozen=True, slots=True)
class Join:
    """Join a room. ``key`` names the attempt until the room's own id is known."""

    host: str
    name: str
    port: int = DEFAULT_PORT
    passcode: str = ""
    key: str = field(default_factory=new_id)
    device_id: str = ""
    """The host's device id when a beacon or an earlier visit told it; anything else is refused."""
    trust_changed: bool = False
    """The person saw that the host's identity changed and trusts the new one."""
    keep_trying: bool = True
    """Reconnect after a loss. A first attempt that fails is never repeated unasked."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave a room (or give up joining it): ``room`` is the room id or the attempt's key."""

    room: str


@dataclass(frozen=True, slots=True)
class RetryNow:
    """Do not wait for the pause before the next reconnect."""

    room: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Use another name from the next joining on."""

    name: str


@dataclass(frozen=True, slots=True)
class Post:
    """Say something in a room, or to one member of it when ``to`` is a device id."""

    room: str
    text: str
    to: str = ""
    id: str = field(default_factory=new_id)
    ref: int = 0
    """Sequence of the entry this one answers."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Give an entry of mine other words. Like a post: queued, accepted, or failed by its id."""

    room: str
    ref: int
    text: str
    to: str = ""
    """The conversation it was said in, as in ``Post``."""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Delete:
    """Take back what an entry says; its place stays."""

    room: str
    ref: int
    to: str = ""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class React:
    """Put my one emoji to an entry; an empty one takes it back."""

    room: str
    ref: int
    emoji: str
    to: str = ""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """Read up to ``count`` entries of one conversation from the journal.

    ``before``: the newest older than that sequence. ``after``: the oldest newer than it.
    ``since``: the oldest from that time on (milliseconds). None of them: the end.
    """

    room: str
    to: str = ""
    before: int = 0
    after: int = 0
    since: int = 0
    count: int = 100


@dataclass(frozen=True, slots=True)
class ReadEntries:
    """Read these entries of a room, for quotes."""

    room: str
    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkRead:
    """The person has seen everything of a conversation up to this sequence."""

    room: str
    to: str
    seq: int


@dataclass(frozen=True, slots=True)
class KeepDraft:
    """Remember what was typed in a conversation and not sent; empty forgets it."""

    room: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Search:
    """Look for words in everything that was said, the newest hits first.

    Every word must be there, as a word or a part of one; "in quotes" they stand together. Each of
    the other fields narrows the search when it is given.
    """

    words: str
    room: str = ""
    to: str | None = None
    """One conversation of ``room``: a device id, or '' for what was said to everybody."""
    author: str = ""
    since: int = 0
    """Milliseconds, inclusive."""
    until: int = 0
    """Milliseconds, exclusive; 0: no end. The time of the last hit reads on behind it."""
    count: int = 50
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Export:
    """Write a conversation into a new file; an existing one is replaced only when complete."""

    room: str
    path: str
    form: str = "text"
    """'text', 'json' (one entry a line) or 'html'."""
    to: str = ""
    since: int = 0


@dataclass(frozen=True, slots=True)
class KeepDailyLog:
    """Write what is said into a readable text file a day and room beneath ``folder``; '' stops."""

    folder: str


@dataclass(frozen=True, slots=True)
class OfferFiles:
    """Offer files and folders to a room, or to one member of it when ``to`` is a device id."""

    room: str
    paths: tuple[str, ...]
    to: str = ""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """Fetch an offer's files into ``folder``; nothing there is ever overwritten."""

    offer: str
    folder: str
    picks: tuple[int, ...] | None = None
    """Numbers of the files wanted, in the order of the offer from 0; None takes all."""


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """Say no to an offer; the sender is told."""

    offer: str


@dataclass(frozen=True, slots=True)
class CancelTransfer:
    """Stop a transfer on either side; ``transfer`` is the id that ``TransferChanged`` carries."""

    transfer: str


@dataclass(frozen=True, slots=True)
class PauseTransfer:
    """Let a transfer rest, on either side, until ``ResumeTransfer``; nothing is lost."""

    transfer: str


@dataclass(frozen=True, slots=True)
class ResumeTransfer:
    """Let a transfer that rests or waits go on now."""

    transfer: str


@dataclass(frozen=True, slots=True)
class ReadManifest:
    """Tell every file of an offer, which may mean asking its sender; answered by ManifestRead."""

    offer: str


@dataclass(frozen=True, slots=True)
class TrustSender:
    """Accept what this device offers to me by itself, into ``folder``, until the engine ends.

    ``most_bytes`` is the largest offer that is accepted unasked; 0 ends the trust.
    """

    device_id: str
    most_bytes: int
    folder: str


@dataclass(frozen=True, slots=True)
class SetDurable:
    """Make received files durable before they count as done (the default), or leave that to the
    system: many small files are faster, and a power cut may lose the last seconds of them.
    """

    durable: bool


@dataclass(frozen=True, slots=True)
class Broadcast:
    """Send one UDP datagram of plain UTF-8 to the whole LAN, once or every ``every`` seconds."""

    text: str
    port: int = DEFAULT_BROADCAST_PORT
    addresses: tuple[str, ...] = ()
    """Destination addresses; empty means every interface's own broadcast address, and
    255.255.255.255 by those that have none, so that everybody hears a text once."""
    every: float = 0.0
    count: int = 0
    """Stop after so many sendings when repeating; 0 goes on until ``StopBroadcast``."""


@dataclass(frozen=True, slots=True)
class StopBroadcast:
    """Stop the repeated broadcast."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Show what others broadcast to a UDP port."""

    port: int = DEFAULT_BROADCAST_PORT


@dataclass(frozen=True, slots=True)
class StopListening:
    """Stop showing what others broadcast."""


@dataclass(frozen=True, slots=True)
class LookAround:
    """Ask on every interface, now, which rooms are near; asking goes on until the engine ends."""


@dataclass(frozen=True, slots=True)
class SetGuests:
    """Change what plain text lines may do in my open room: 'yes', 'read' or 'no'."""

    guests: str


@dataclass(frozen=True, slots=True)
class SetSpool:
    """Keep files at my server for people who are away; until this comes, nothing new is kept.

    What is there already stays until it is fetched, removed or too old.
    """

    quota_bytes: int
    """So much in all; 0: nothing."""
    days: int = DEFAULT_SPOOL_DAYS
    """How long what is left from now on waits to be fetched."""


@dataclass(frozen=True, slots=True)
class ClearSpool:
    """Remove what lies at my server for people who are away; its authors are told."""

    offers: tuple[str, ...] = ()
    """Ids of offers; none: all."""


@dataclass(frozen=True, slots=True)
class Kick:
    """Part with one member of my room; with ``ban`` the device is not let in again."""

    member: int
    ban: bool = False


Command = (
    Host
    | CloseRoom
    | Join
    | Leave
    | RetryNow
    | Rename
    | Post
    | Edit
    | Delete
    | React
    | ReadHistory
    | ReadEntries
    | MarkRead
    | KeepDraft
    | Search
    | Export
    | KeepDailyLog
    | OfferFiles
    | AcceptOffer
    | DeclineOffer
    | CancelTransfer
    | PauseTransfer
    | ResumeTransfer
    | ReadManifest
    | TrustSender
    | SetDurable
    | Broadcast
    | StopBroadcast
    | Listen
    | StopListening
    | LookAround
    | Kick
    | SetGuests
    | SetSpool
    | ClearSpool
)

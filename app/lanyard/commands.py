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


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """Read up to ``count`` entries of the journal older than sequence ``before`` (0: the end)."""

    room: str
    before: int = 0
    count: int = 200


@dataclass(frozen=True, slots=True)
class OfferFiles:
    """Offer files to a room, or to one member of it when ``to`` is a device id."""

    room: str
    paths: tuple[str, ...]
    to: str = ""
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """Fetch an offer's files into ``folder``; nothing there is ever overwritten."""

    offer: str
    folder: str


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """Say no to an offer; the sender is told."""

    offer: str


@dataclass(frozen=True, slots=True)
class CancelTransfer:
    """Stop a transfer on either side; ``transfer`` is the id that ``TransferChanged`` carries."""

    transfer: str


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
    | ReadHistory
    | OfferFiles
    | AcceptOffer
    | DeclineOffer
    | CancelTransfer
    | Broadcast
    | StopBroadcast
    | Listen
    | StopListening
    | LookAround
    | Kick
    | SetGuests
)

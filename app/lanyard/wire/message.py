"""All that can be said on a talk link, as tagged MessagePack arrays.

Each message is a msgspec struct, decoded strictly typed: a stranger's bytes become one of these
values or a RemoteProtocolError, nothing between. Fields are positional on the wire; a later
version may only append fields that have a default. PROTOCOL.md is the reader's copy of this page.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lanyard.wire import limits
from lanyard.wire.errors import RemoteProtocolError

DeviceId = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Author = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64}|guest:[0-9a-f.:]{2,45})\Z")]
"""A device id, or 'guest:' and the address of somebody on a plain text line: nothing is proven."""
Receiver = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]
"""A device id, or nothing for everybody."""
EntryId = Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
Sequence = Annotated[int, Meta(ge=0, lt=1 << 62)]
Milliseconds = Annotated[int, Meta(ge=-(1 << 53), le=1 << 53)]
Nanoseconds = Annotated[int, Meta(ge=-(1 << 62), lt=1 << 62)]
FolderTimes = Annotated[tuple[Nanoseconds, ...], Meta(max_length=limits.PATH_DEPTH)]
Size = Annotated[int, Meta(ge=0, lt=1 << 62)]
Port = Annotated[int, Meta(ge=0, le=65535)]
Word = Annotated[str, Meta(max_length=64)]
Name = Annotated[str, Meta(max_length=limits.NAME_BYTES)]


class Person(Struct, array_like=True, frozen=True):
    """A member as the roster shows it."""

    number: Annotated[int, Meta(ge=1, lt=1 << 62)]
    device_id: Author
    name: Name
    host: bool = False


class OfferedFile(Struct, array_like=True, frozen=True):
    """One file of an offer; the name is the sender's and not safe to use.

    It may be a path within the offer, with '/'; one that ends with '/' is an empty folder.
    ``folders`` are the mtimes of the folders that its path has and that of the file before has
    not, the outermost first; before the first file, the offer's own folder is one of them.
    """

    name: Annotated[str, Meta(min_length=1, max_length=limits.FILE_PATH_BYTES)]
    size: Size
    mtime: Nanoseconds = 0
    folders: FolderTimes = ()


class Offer(Struct, array_like=True, frozen=True):
    """Files to fetch, and where the sender listens for data links itself.

    A list too long for an entry is told by its first files, ``count`` and ``size`` of all, and
    ``root``: BLAKE3 over its rows, which come on a data link. ``folder`` names the one folder
    that all of them are in.
    """

    files: Annotated[tuple[OfferedFile, ...], Meta(min_length=1, max_length=limits.OFFER_FILES)]
    addresses: Annotated[tuple[Word, ...], Meta(max_length=limits.OFFER_ADDRESSES)] = ()
    port: Port = 0
    count: Annotated[int, Meta(ge=0, le=limits.LISTED_FILES)] = 0
    size: Size = 0
    folder: Annotated[str, Meta(max_length=limits.FILE_NAME_BYTES)] = ""
    root: Annotated[bytes, Meta(max_length=32)] = b""


class Greeting(Struct, array_like=True, frozen=True, tag="greeting"):
    """Server, first: who I am and which versions I speak."""

    oldest: int
    newest: int
    room: EntryId
    name: Name
    nonce: Annotated[bytes, Meta(min_length=16, max_length=64)]
    locked: bool
    program: Word = ""


class Hello(Struct, array_like=True, frozen=True, tag="hello"):
    """Client: who I am, the version I chose, where my copy of the log ends."""

    version: int
    name: Name
    epoch: Word = ""
    seq: Sequence = 0
    proof: Annotated[bytes, Meta(max_length=64)] = b""
    program: Word = ""


class Welcome(Struct, array_like=True, frozen=True, tag="welcome"):
    """Server: you are in, under this number; what is said from now on comes by itself.

    ``since`` was the last sequence when this device first came: what is older is history.
    """

    version: int
    member: int
    epoch: Word
    last_seq: Sequence
    since: Sequence = 0


class Refused(Struct, array_like=True, frozen=True, tag="refused"):
    """Server: you are not in (``reason`` is a word of ``REFUSALS``), and the link ends."""

    reason: Word
    detail: Word = ""


class Members(Struct, array_like=True, frozen=True, tag="members"):
    """Server: who is here, in pages; the last one is ``complete``."""

    members: tuple[Person, ...]
    complete: bool


class MemberArrived(Struct, array_like=True, frozen=True, tag="arrived"):
    """Server: somebody came."""

    member: Person


class MemberDeparted(Struct, array_like=True, frozen=True, tag="departed"):
    """Server: somebody went; ``lost`` without a goodbye."""

    number: int
    lost: bool


class KnownPerson(Struct, array_like=True, frozen=True):
    """Somebody who has been here, and how much of the log is on that device's disk."""

    device_id: DeviceId
    name: Name
    since: Sequence
    read_to: Sequence
    seen_at: Milliseconds


class Known(Struct, array_like=True, frozen=True, tag="known"):
    """Server: known members who are new to you or have moved on."""

    people: tuple[KnownPerson, ...]


class Receipt(Struct, array_like=True, frozen=True, tag="receipt"):
    """Client: everything up to ``seq`` that concerns me is on my disk."""

    seq: Sequence


class Post(Struct, array_like=True, frozen=True, tag="post"):
    """Client: put this into the log. Saying it twice is harmless, the id is kept.

    ``ref`` is the entry that this one answers or changes.
    """

    id: EntryId
    kind: Word
    text: str
    to: Receiver = ""
    offer: Offer | None = None
    ref: Sequence = 0


class Accepted(Struct, array_like=True, frozen=True, tag="accepted"):
    """Server, to the author instead of the entry: it is on my disk under this sequence."""

    id: EntryId
    seq: Sequence
    at: Milliseconds


class Rejected(Struct, array_like=True, frozen=True, tag="rejected"):
    """Server: this post will never be in the log."""

    id: EntryId
    reason: Word


class Entry(Struct, array_like=True, frozen=True, tag="entry"):
    """Server: one row of the log. ``change`` tells what became of it before it was sent."""

    seq: Sequence
    id: EntryId
    author: Author
    name: Name
    at: Milliseconds
    kind: Word
    text: str
    to: Receiver = ""
    offer: Offer | None = None
    ref: Sequence = 0
    change: Word = ""


class Want(Struct, array_like=True, frozen=True, tag="want"):
    """Client: send me the newest that I lack in after < sequence < before."""

    after: Sequence
    before: Sequence


class Page(Struct, array_like=True, frozen=True, tag="page"):
    """Server: everything for this client above ``after`` and below ``before``, oldest first.

    Pages of one answer come the newest first. The last one of it is ``complete``; when its
    ``after`` is above the one wanted, the client asks again.
    """

    entries: tuple[Entry, ...]
    after: Sequence
    before: Sequence
    complete: bool


class Answer(Struct, array_like=True, frozen=True, tag="answer"):
    """Both ways: what somebody says to an offer. The server fills in ``author``.

    With 'here' the offer's author says at which addresses its data port is now.
    """

    offer: EntryId
    to: DeviceId
    answer: Word
    author: Receiver = ""
    addresses: Annotated[tuple[Word, ...], Meta(max_length=limits.OFFER_ADDRESSES)] = ()
    port: Port = 0


class RelayWanted(Struct, array_like=True, frozen=True, tag="relay"):
    """Server, to the author of an offer: open a data link to me and serve this ticket."""

    ticket: Word
    offer: EntryId
    receiver: DeviceId


class Ping(Struct, array_like=True, frozen=True, tag="ping"):
    """Both ways: are you there?"""

    number: int = 0


class Pong(Struct, array_like=True, frozen=True, tag="pong"):
    """Both ways: yes."""

    number: int = 0


class Leave(Struct, array_like=True, frozen=True, tag="leave"):
    """Client: goodbye."""


class Closing(Struct, array_like=True, frozen=True, tag="closing"):
    """Server: this link ends now, for this reason (a word of ``REFUSALS``)."""

    reason: Word


Message = (
    Greeting
    | Hello
    | Welcome
    | Refused
    | Members
    | MemberArrived
    | MemberDeparted
    | Known
    | Receipt
    | Want
    | Post
    | Accepted
    | Rejected
    | Entry
    | Page
    | Answer
    | RelayWanted
    | Ping
    | Pong
    | Leave
    | Closing
)

REFUSALS = frozenset(
    {
        "passcode_needed",
        "passcode_wrong",
        "name_empty",
        "banned",
        "kicked",
        "room_full",
        "room_closed",
        "version_older",
        "version_newer",
        "protocol_broken",
    }
)
"""Every reason a server may give for parting; a client shows an unknown one as 'room_closed'.

'version_older' and 'version_newer' tell what the server is.
"""

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def encode(message: Message) -> bytes:
    """Return the frame body of ``message``."""
    return _encoder.encode(message)


def decode(body: bytes) -> Message:
    """Return the message in ``body``. Raises RemoteProtocolError for anything else."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RemoteProtocolError(f"not a message: {error}") from error

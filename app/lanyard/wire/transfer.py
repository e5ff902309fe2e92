"""What is said on a data link: the taker asks for files, the giver streams all of them.

One data link carries one offer to one taker. Straight from giver to taker the first word is the
taker's ``list`` or ``fetch``. Through a server, taker and giver each open a data link to it; the
desk there matches ``Ask`` and ``Ticket``, answers ``Ready`` to both, and from then on only passes
bytes. For somebody who is away the desk itself takes an offer (``Leave``, answered by ``Ready``)
and gives it later (``Ask``, answered by ``Kept``): then it is the other side.

    who    from        message   to
    taker  OPENING     ask       ASKED       to the desk of a server
    giver  OPENING     ticket    ASKED       to the desk of a server
    giver  OPENING     leave     ASKED       to the desk of a server
    desk   ASKED       ready     WAITING
    desk   ASKED       kept      WAITING     it has all of it already
    taker  OPENING     list      LISTING     straight to the giver; from WAITING as well
    giver  LISTING     manifest  WAITING     one page; the taker asks for the next
    taker  OPENING     fetch     STREAMING   straight to the giver; from WAITING as well
    giver  STREAMING   elsewhere WAITING     another member has it: fetch it there
    giver  WAITING     sums      WAITING     what its blocks are; may arrive in STREAMING as well
    taker  WAITING     here      WAITING     how far it has come from there
    giver  STREAMING   again     WAITING     no more from me for now: fetch anew
    giver  WAITING     better    WAITING     fetch anew; in STREAMING it comes too late
    giver  STREAMING   yet       STREAMING   who passes on what it is getting itself: nothing new
    giver  STREAMING   block     STREAMING   ``length`` bare bytes follow it
    giver  STREAMING   end       STREAMING   the file of the blocks before is complete
    giver  STREAMING   bundle    STREAMING   whole small files: ``length`` bare bytes follow
    giver  STREAMING   skip      STREAMING   this file cannot be had, the rest goes on
    giver  STREAMING   finished  WAITING
    taker  STREAMING   done      STREAMING   these files are on its disk; from WAITING as well
    taker  STREAMING   skip      STREAMING   this one will never be; from WAITING as well
    taker  WAITING     kept      WAITING     the desk as taker: all of it is here
    all    any         stop      ENDED

Nobody waits for a ``done``: a thousand small files cost no round trip. Offsets are block numbers
and each block carries its digest, so that a broken transfer goes on where it stopped. The digests
of ``sums`` are the author's own: what another member passes on counts only when it agrees with
them. Pure: numbers and bytes in, numbers and bytes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lanyard.wire import limits
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError
from lanyard.wire.message import (
    DeviceId,
    EntryId,
    FolderTimes,
    Milliseconds,
    Nanoseconds,
    Size,
    Word,
)
from lanyard.wire.sharing import (
    Again,
    Better,
    BlockNumber,
    Elsewhere,
    FileNumber,
    Here,
    Sums,
    Yet,
)

Digest = Annotated[bytes, Meta(min_length=32, max_length=32)]
FileCount = Annotated[int, Meta(ge=0, le=limits.LISTED_FILES)]
Picks = tuple[tuple[int, int], ...]
"""Ranges of file numbers, each from its first to before its last, ascending."""


class Ask(Struct, array_like=True, frozen=True, tag="ask"):
    """Taker to a server: bring me together with the author of this offer."""

    offer: EntryId
    author: DeviceId


class Ticket(Struct, array_like=True, frozen=True, tag="ticket"):
    """Giver to a server: I am the one this ticket was made for."""

    ticket: Word


class Leave(Struct, array_like=True, frozen=True, tag="leave"):
    """Giver to a server: keep this offer of mine for its addressee, who is away."""

    offer: EntryId


class Ready(Struct, array_like=True, frozen=True, tag="ready"):
    """Server to both: what you say now reaches the other; after a leave the other is the server."""


class Kept(Struct, array_like=True, frozen=True, tag="kept"):
    """Server: I have all of this offer and keep it until then.

    To a giver: your part is done. To a taker: the author is not here, fetch it from me.
    """

    until: Milliseconds


class List(Struct, array_like=True, frozen=True, tag="list"):
    """Taker: tell me the files of an offer from number ``first`` on, a page of them."""

    offer: EntryId
    first: FileNumber


class Row(Struct, array_like=True, frozen=True):
    """One file of an offer, as ``message.OfferedFile`` is one of a short list."""

    name: Annotated[str, Meta(min_length=1, max_length=limits.FILE_PATH_BYTES)]
    size: Size
    mtime: Nanoseconds = 0
    folders: FolderTimes = ()


class Manifest(Struct, array_like=True, frozen=True, tag="manifest"):
    """Giver: a page of the list; the last one is ``complete``."""

    rows: Annotated[tuple[Row, ...], Meta(max_length=limits.MANIFEST_ROWS)]
    complete: bool


class Fetch(Struct, array_like=True, frozen=True, tag="fetch"):
    """Taker: send me these files, the first of them from block ``first`` on.

    ``count`` and ``size`` are everything this taker wants of the offer; ``here`` files of it and
    ``bytes_here`` are on its disk already. They are what the giver shows, no more.
    """

    offer: EntryId
    picks: Annotated[
        tuple[tuple[FileNumber, FileCount], ...], Meta(min_length=1, max_length=limits.FETCH_PICKS)
    ]
    first: BlockNumber = 0
    count: FileCount = 0
    size: Size = 0
    here: FileCount = 0
    bytes_here: Size = 0
    port: Annotated[int, Meta(ge=0, le=65_535)] = 0
    """Where other members may fetch what this taker has of it; 0: nowhere."""
    not_from: Annotated[tuple[DeviceId, ...], Meta(max_length=limits.NOT_FROM)] = ()
    """Members from whom it did not work."""
    alone: bool = True
    """Send it yourself, whoever else has it."""


class Block(Struct, array_like=True, frozen=True, tag="block"):
    """Giver: ``length`` bytes of a file follow this frame."""

    file: FileNumber
    number: BlockNumber
    length: Annotated[int, Meta(ge=1, le=limits.BLOCK_BYTES)]
    digest: Digest


class End(Struct, array_like=True, frozen=True, tag="end"):
    """Giver: that was all of this file; BLAKE3 of the whole of it.

    The digest is empty when the transfer went on so late in the file that it was not read again.
    """

    file: FileNumber
    digest: Annotated[bytes, Meta(max_length=32)]


class Small(Struct, array_like=True, frozen=True):
    """One file of a bundle."""

    file: FileNumber
    size: Annotated[int, Meta(ge=0, le=limits.BLOCK_BYTES)]
    digest: Digest


class Bundle(Struct, array_like=True, frozen=True, tag="bundle"):
    """Giver: these files are whole in the ``length`` bytes that follow, one behind the other."""

    files: Annotated[tuple[Small, ...], Meta(min_length=1, max_length=limits.BUNDLE_FILES)]
    length: Annotated[int, Meta(ge=0, le=limits.BLOCK_BYTES)]


class Skip(Struct, array_like=True, frozen=True, tag="skip"):
    """Giver: I cannot read this file. Taker: I cannot keep it. A word of ``REASONS`` says why."""

    file: FileNumber
    reason: Word


class Finished(Struct, array_like=True, frozen=True, tag="finished"):
    """Giver: everything that was fetched has been sent or skipped."""


class Done(Struct, array_like=True, frozen=True, tag="done"):
    """Taker: these files are whole, checked, and on my disk."""

    files: Annotated[
        tuple[tuple[FileNumber, Digest], ...], Meta(min_length=1, max_length=limits.BUNDLE_FILES)
    ]


class Stop(Struct, array_like=True, frozen=True, tag="stop"):
    """Anybody: no further on this link, for this reason (a word of ``REASONS``)."""

    reason: Word
    file: FileNumber = 0


Message = (
    Ask
    | Ticket
    | Leave
    | Ready
    | Kept
    | List
    | Manifest
    | Fetch
    | Elsewhere
    | Sums
    | Here
    | Again
    | Better
    | Yet
    | Block
    | End
    | Bundle
    | Skip
    | Finished
    | Done
    | Stop
)

REASONS = frozenset(
    {
        "cancelled",
        "paused",
        "closing",
        "busy",
        "offer_unknown",
        "sender_gone",
        "file_missing",
        "file_unreadable",
        "file_changed",
        "folder_unwritable",
        "disk_full",
        "disk_failed",
        "digest_wrong",
        "spool_off",
        "spool_full",
    }
)
"""Every reason to stop or skip; an unknown one counts as 'cancelled'.

After 'paused', 'closing', 'busy', 'sender_gone' and 'disk_full' the transfer goes on later.
"""


class Side(Enum):
    """Who speaks on a data link."""

    TAKER = "taker"
    GIVER = "giver"
    DESK = "desk"


class State(Enum):
    """Where a data link stands."""

    OPENING = "opening"
    ASKED = "asked"
    WAITING = "waiting"
    LISTING = "listing"
    STREAMING = "streaming"
    ENDED = "ended"


MOVES: dict[tuple[Side, State, type], State] = {
    (Side.TAKER, State.OPENING, Ask): State.ASKED,
    (Side.GIVER, State.OPENING, Ticket): State.ASKED,
    (Side.GIVER, State.OPENING, Leave): State.ASKED,
    (Side.DESK, State.ASKED, Ready): State.WAITING,
    (Side.DESK, State.ASKED, Kept): State.WAITING,
    (Side.TAKER, State.WAITING, Kept): State.WAITING,
    (Side.TAKER, State.OPENING, List): State.LISTING,
    (Side.TAKER, State.WAITING, List): State.LISTING,
    (Side.GIVER, State.LISTING, Manifest): State.WAITING,
    (Side.TAKER, State.OPENING, Fetch): State.STREAMING,
    (Side.TAKER, State.WAITING, Fetch): State.STREAMING,
    (Side.GIVER, State.STREAMING, Elsewhere): State.WAITING,
    (Side.GIVER, State.WAITING, Sums): State.WAITING,
    # Some may be on their way when the taker asks for another source.
    (Side.GIVER, State.STREAMING, Sums): State.STREAMING,
    (Side.TAKER, State.WAITING, Here): State.WAITING,
    (Side.GIVER, State.STREAMING, Again): State.WAITING,
    (Side.GIVER, State.WAITING, Better): State.WAITING,
    (Side.GIVER, State.STREAMING, Better): State.STREAMING,
    (Side.GIVER, State.STREAMING, Yet): State.STREAMING,
    (Side.GIVER, State.STREAMING, Block): State.STREAMING,
    (Side.GIVER, State.STREAMING, End): State.STREAMING,
    (Side.GIVER, State.STREAMING, Bundle): State.STREAMING,
    (Side.GIVER, State.STREAMING, Skip): State.STREAMING,
    (Side.GIVER, State.STREAMING, Finished): State.WAITING,
    (Side.TAKER, State.STREAMING, Done): State.STREAMING,
    (Side.TAKER, State.STREAMING, Skip): State.STREAMING,
    (Side.TAKER, State.WAITING, Done): State.WAITING,
    (Side.TAKER, State.WAITING, Skip): State.WAITING,
    **{
        (side, state, Stop): State.ENDED
        for side in Side
        for state in State
        if state is not State.ENDED
    },
}


class DataSession:
    """One side's view of one data link. ``others`` are those whose words reach this side."""

    def __init__(self, side: Side, *others: Side) -> None:
        self.side = side
        self.others = others
        self.state = State.OPENING

    def send(self, message: Message) -> bytes:
        """Return the framed bytes of our move. Raises LocalProtocolError if it is not legal."""
        after = MOVES.get((self.side, self.state, type(message)))
        if after is None:
            raise LocalProtocolError(f"{type(message).__name__} in {self.state.name}")
        self.state = after
        return framed(message)

    def receive(self, message: Message) -> None:
        """Follow their move. Raises RemoteProtocolError if it is not legal.

        What arrives after the end was on its way already and is nobody's fault.
        """
        if self.state is State.ENDED:
            return
        for other in self.others:
            after = MOVES.get((other, self.state, type(message)))
            if after is not None:
                self.state = after
                return
        raise RemoteProtocolError(f"{type(message).__name__} in {self.state.name}")


# --- blocks, and which files ------------------------------------------------------------------


def blocks_of(size: int) -> int:
    """Return how many blocks ``size`` bytes are."""
    return -(-size // limits.BLOCK_BYTES)


def length_of(size: int, block: int) -> int:
    """Return the length of one block of a file of ``size`` bytes; 0 beyond its end."""
    return max(0, min(limits.BLOCK_BYTES, size - block * limits.BLOCK_BYTES))


def picks_of(numbers: Iterable[int]) -> Picks:
    """Return ascending file numbers as ranges."""
    picks: list[tuple[int, int]] = []
    first = last = -1
    for number in numbers:
        if number != last:
            if last > first:
                picks.append((first, last))
            first = number
        last = number + 1
    if last > first:
        picks.append((first, last))
    return tuple(picks)


def numbers_of(picks: Picks) -> Iterator[int]:
    """Yield the file numbers of some ranges."""
    for first, last in picks:
        yield from range(first, last)


def check_picks(picks: Picks, count: int) -> None:
    """Raise RemoteProtocolError unless ``picks`` ascend within ``count`` files."""
    before = 0
    for number, (first, last) in enumerate(picks):
        if last <= first or last > count or (number and first <= before):
            raise RemoteProtocolError("ranges of files that are none")
        before = last


_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def encoded_row(row: Row) -> bytes:
    """Return the bytes of a row that the digest over the whole list is made of."""
    return _encoder.encode(row)


def framed(message: Message) -> bytes:
    """Return ``message`` with its length in front."""
    body = _encoder.encode(message)
    return len(body).to_bytes(limits.FRAME_HEAD, "big") + body


def take(head: bytearray) -> Message | None:
    """Take the first framed message off ``head``; None while it is not whole.

    Raises RemoteProtocolError for anything else.
    """
    end = limits.FRAME_HEAD + int.from_bytes(head[: limits.FRAME_HEAD], "big")
    if len(head) < limits.FRAME_HEAD:
        return None
    if not limits.FRAME_HEAD < end <= limits.FRAME_HEAD + limits.DATA_FRAME_BYTES:
        raise RemoteProtocolError(f"a message of {end - limits.FRAME_HEAD} bytes")
    if len(head) < end:
        return None
    message = decode(bytes(head[limits.FRAME_HEAD : end]))
    del head[:end]
    return message


def decode(body: bytes | bytearray) -> Message:
    """Return the message in ``body``. Raises RemoteProtocolError for anything else."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RemoteProtocolError(f"not a message: {error}") from error

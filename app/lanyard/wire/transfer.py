"""What is said on a data link: the taker asks for blocks, the giver answers.

One data link carries one offer to one taker. Straight from giver to taker the first word is a
``Fetch``. Through a server, taker and giver each open a data link to it; the desk there matches
``Ask`` and ``Ticket``, answers ``Ready`` to both, and from then on only passes bytes.

    who    from       message   to
    taker  OPENING    ask       ASKED       to the desk of a server
    giver  OPENING    ticket    ASKED       to the desk of a server
    desk   ASKED      ready     WAITING
    taker  OPENING    fetch     STREAMING   straight to the giver
    taker  WAITING    fetch     STREAMING
    giver  STREAMING  block     STREAMING   ``length`` bare bytes follow it
    giver  STREAMING  end       CHECKING
    taker  CHECKING   done      WAITING     the file is on its disk under its name
    all    any        stop      ENDED

Offsets are block numbers and each block may carry a digest, so that a broken transfer can go on
where it stopped. Pure: numbers and bytes in, numbers and bytes out.
"""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from lanyard.wire import limits
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError
from lanyard.wire.message import DeviceId, EntryId, Word

Digest = Annotated[bytes, Meta(min_length=32, max_length=32)]
FileNumber = Annotated[int, Meta(ge=0, lt=limits.OFFER_FILES)]
BlockNumber = Annotated[int, Meta(ge=0, lt=1 << 42)]


class Ask(Struct, array_like=True, frozen=True, tag="ask"):
    """Taker to a server: bring me together with the author of this offer."""

    offer: EntryId
    author: DeviceId


class Ticket(Struct, array_like=True, frozen=True, tag="ticket"):
    """Giver to a server: I am the one this ticket was made for."""

    ticket: Word


class Ready(Struct, array_like=True, frozen=True, tag="ready"):
    """Server to both: what you say now reaches the other."""


class Fetch(Struct, array_like=True, frozen=True, tag="fetch"):
    """Taker: send me ``count`` blocks of a file from block ``first`` on."""

    offer: EntryId
    file: FileNumber
    first: BlockNumber
    count: BlockNumber


class Block(Struct, array_like=True, frozen=True, tag="block"):
    """Giver: ``length`` bytes of the file follow this frame."""

    number: BlockNumber
    length: Annotated[int, Meta(ge=1, le=limits.BLOCK_BYTES)]
    digest: Annotated[bytes, Meta(max_length=32)] = b""


class End(Struct, array_like=True, frozen=True, tag="end"):
    """Giver: that was all; SHA-256 of the whole file, from its first byte."""

    file: FileNumber
    digest: Digest


class Done(Struct, array_like=True, frozen=True, tag="done"):
    """Taker: the file is whole, checked, and on my disk."""

    file: FileNumber
    digest: Digest


class Stop(Struct, array_like=True, frozen=True, tag="stop"):
    """Anybody: no further, for this reason (a word of ``REASONS``)."""

    reason: Word
    file: FileNumber = 0


Message = Ask | Ticket | Ready | Fetch | Block | End | Done | Stop

REASONS = frozenset(
    {
        "cancelled",
        "offer_unknown",
        "sender_gone",
        "file_missing",
        "file_unreadable",
        "file_changed",
        "folder_unwritable",
        "disk_full",
        "disk_failed",
        "digest_wrong",
    }
)
"""Every reason to stop; an unknown one counts as 'cancelled'."""


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
    STREAMING = "streaming"
    CHECKING = "checking"
    ENDED = "ended"


MOVES: dict[tuple[Side, State, type], State] = {
    (Side.TAKER, State.OPENING, Ask): State.ASKED,
    (Side.GIVER, State.OPENING, Ticket): State.ASKED,
    (Side.DESK, State.ASKED, Ready): State.WAITING,
    (Side.TAKER, State.OPENING, Fetch): State.STREAMING,
    (Side.TAKER, State.WAITING, Fetch): State.STREAMING,
    (Side.GIVER, State.STREAMING, Block): State.STREAMING,
    (Side.GIVER, State.STREAMING, End): State.CHECKING,
    (Side.TAKER, State.CHECKING, Done): State.WAITING,
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


def blocks_of(size: int) -> int:
    """Return how many blocks ``size`` bytes are."""
    return -(-size // limits.BLOCK_BYTES)


def length_of(size: int, block: int) -> int:
    """Return the length of one block of a file of ``size`` bytes; 0 beyond its end."""
    return max(0, min(limits.BLOCK_BYTES, size - block * limits.BLOCK_BYTES))


_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def framed(message: Message) -> bytes:
    """Return ``message`` with its length in front."""
    body = _encoder.encode(message)
    return len(body).to_bytes(limits.FRAME_HEAD, "big") + body


def decode(body: bytes | bytearray) -> Message:
    """Return the message in ``body``. Raises RemoteProtocolError for anything else."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RemoteProtocolError(f"not a message: {error}") from error

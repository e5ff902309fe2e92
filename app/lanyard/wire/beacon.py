"""The two datagrams of discovery: "a room is here" and "who is here?".

A datagram is a hint, and anybody may send one: it starts with four bytes that drop foreign
traffic at once, it is decoded into strictly checked values, and it never says where it comes
from (the packet's source does). A question is padded to the longest beacon, so that an answer is
never larger than what asked for it and nobody can use a room to flood somebody else.
"""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

from lanyard.wire import limits
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError

MAGIC: Final = b"LNY1"

DeviceId = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
RoomId = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{1,64}\Z")]
Port = Annotated[int, msgspec.Meta(ge=1, le=65_535)]
Version = Annotated[int, msgspec.Meta(ge=1, le=65_535)]
Count = Annotated[int, msgspec.Meta(ge=0, le=limits.BEACON_MEMBERS)]
# Characters, which are never more than the bytes they take: the exact cut is made by `encode`.
RoomName = Annotated[str, msgspec.Meta(max_length=limits.NAME_BYTES)]
HostName = Annotated[str, msgspec.Meta(max_length=limits.BEACON_HOST_NAME_BYTES)]


class Beacon(msgspec.Struct, frozen=True, tag="room", kw_only=True):
    """A room says that it is here; unknown fields of a newer program are passed over."""

    room: RoomId
    name: RoomName
    host_name: HostName
    port: Port
    device_id: DeviceId
    members: Count
    locked: bool = False
    oldest: Version = limits.PROTOCOL_OLDEST
    newest: Version = limits.PROTOCOL_NEWEST
    """The protocol versions the host speaks, from ``oldest`` to ``newest``."""
    closing: bool = False
    """The last words of a room: forget it now."""


class Question(msgspec.Struct, frozen=True, tag="who"):
    """Somebody asks which rooms are here; ``padding`` means nothing."""

    padding: bytes = b""


_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Beacon | Question] = msgspec.msgpack.Decoder(Beacon | Question)


def encode(said: Beacon | Question) -> bytes:
    """Return the datagram, at most ``limits.BEACON_BYTES`` long; long names are cut.

    Raises LocalProtocolError for a beacon that no receiver would accept.
    """
    if isinstance(said, Question):
        return _question()
    fitting = msgspec.structs.replace(
        said,
        name=clipped(said.name, limits.NAME_BYTES),
        host_name=clipped(said.host_name, limits.BEACON_HOST_NAME_BYTES),
        members=min(said.members, limits.BEACON_MEMBERS),
    )
    datagram = MAGIC + _encoder.encode(fitting)
    try:
        _decoder.decode(datagram[len(MAGIC) :])
    except (msgspec.MsgspecError, ValueError) as error:
        raise LocalProtocolError(f"a beacon nobody may send: {error}") from error
    if len(datagram) > limits.BEACON_BYTES:
        raise LocalProtocolError(f"a beacon of {len(datagram)} bytes")
    return datagram


def decode(datagram: bytes) -> Beacon | Question:
    """Return what a datagram says; RemoteProtocolError for everything that is not ours."""
    if not datagram.startswith(MAGIC):
        raise RemoteProtocolError("not a beacon")
    if len(datagram) > limits.BEACON_BYTES:
        raise RemoteProtocolError(f"a beacon of {len(datagram)} bytes")
    try:
        said = _decoder.decode(memoryview(datagram)[len(MAGIC) :])
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise RemoteProtocolError(f"a broken beacon: {error}") from error
    if isinstance(said, Beacon) and said.oldest > said.newest:
        raise RemoteProtocolError("a beacon whose versions are the wrong way round")
    return said


def clipped(text: str, size: int) -> str:
    """Return ``text`` cut to at most ``size`` bytes of UTF-8, never inside a character."""
    # Lone surrogates come from odd file and host names and cannot be encoded at all.
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= size:
        return encoded.decode("utf-8")
    return encoded[:size].decode("utf-8", "ignore")


def _question() -> bytes:
    """Return a question of exactly ``limits.BEACON_BYTES``."""
    bare = len(MAGIC) + len(_encoder.encode(Question(bytes(limits.BEACON_BYTES // 2))))
    padding = bytes(limits.BEACON_BYTES - (bare - limits.BEACON_BYTES // 2))
    return MAGIC + _encoder.encode(Question(padding))

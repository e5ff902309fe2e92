"""Words of a data link with which the receivers of one offer serve each other.

The table of moves that they belong to is in ``transfer.py``; apart from it because the two together
would be too long. Pure.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from lanyard.wire import limits
from lanyard.wire.message import DeviceId, Size, Word

FileNumber = Annotated[int, Meta(ge=0, lt=limits.LISTED_FILES)]
BlockNumber = Annotated[int, Meta(ge=0, lt=1 << 42)]


class Elsewhere(Struct, array_like=True, frozen=True, tag="elsewhere"):
    """Giver: this member has what was fetched, or is getting it; ``Sums`` follow from here."""

    device: DeviceId
    addresses: Annotated[
        tuple[Annotated[str, Meta(max_length=64)], ...],
        Meta(min_length=1, max_length=limits.OFFER_ADDRESSES),
    ]
    port: Annotated[int, Meta(ge=1, le=65_535)]


class Missing(Struct, array_like=True, frozen=True):
    """A file that the author itself cannot read any more."""

    file: FileNumber
    reason: Word


class Sums(Struct, array_like=True, frozen=True, tag="sums"):
    """Giver: digests of blocks, from block ``first`` of ``file`` on and through the files behind.

    A file of at most a block has one, an empty one and a folder too. 32 zeros: there is none.
    """

    file: FileNumber
    first: BlockNumber
    digests: Annotated[bytes, Meta(min_length=32, max_length=32 * limits.BUNDLE_FILES)]
    missing: Annotated[tuple[Missing, ...], Meta(max_length=limits.BUNDLE_FILES)] = ()


class Here(Struct, array_like=True, frozen=True, tag="here"):
    """Taker to the author: so much of it is here; the next I need is this block of this file."""

    bytes_here: Size
    file: FileNumber
    block: BlockNumber = 0


class Again(Struct, array_like=True, frozen=True, tag="again"):
    """Author, while it streams: ask me anew, somebody else shall send the rest."""


class Better(Struct, array_like=True, frozen=True, tag="better"):
    """Author, while the taker fetches elsewhere: ask me anew, I know a better source."""


class Yet(Struct, array_like=True, frozen=True, tag="yet"):
    """A member that passes on: nothing more is here yet, but I am."""

"""What the talk, the transfers and a person tell each other about files: frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from lanyard.events import Offer
from lanyard.wire.transfer import Picks


@dataclass(frozen=True, slots=True)
class OfferPrepared:
    """Files were looked at and their data port is open: the offer may go into the room's log."""

    room: str
    id: str
    to: str
    offer: Offer


@dataclass(frozen=True, slots=True)
class OfferAnswer:
    """What one member says to another about an offer, over the talk link.

    Outgoing, ``to`` is the receiver's device id; incoming, it is the author's.
    """

    room: str
    offer: str
    to: str
    answer: str
    """One of the words in PROTOCOL.md; an unknown one is ignored."""
    addresses: tuple[str, ...] = ()
    """With 'here': where the author's data port is now."""
    port: int = 0


@dataclass(frozen=True, slots=True)
class RelayWanted:
    """A receiver could not reach the author of an offer: serve it through the server.

    The hosting side makes it (``author`` says whom the server must tell); the author's client
    receives it and dials the server with ``ticket``.
    """

    room: str
    ticket: str
    offer: str
    receiver: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said yes to."""

    folder: str
    picks: Picks | None
    """Ranges of file numbers; None: everything."""
    durable: bool

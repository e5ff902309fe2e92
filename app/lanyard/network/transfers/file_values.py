"""What the talk and the transfers tell each other about files: frozen values across two threads."""

from __future__ import annotations

from dataclasses import dataclass

from lanyard.events import Offer


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
    """'declined' or 'cancelled'; an unknown word is ignored."""


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

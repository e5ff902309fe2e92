"""The transfers of one room by offer, and those under way: asked at every step of each of them.

Nothing here looks through all of them, because there may be ten thousand. No Qt.
"""

from __future__ import annotations

from itertools import islice

from lanyard.events import TransferChanged, TransferState

ENDED = frozenset(
    {TransferState.DONE, TransferState.DECLINED, TransferState.CANCELLED, TransferState.FAILED}
)
_STILL = frozenset({TransferState.OFFERED, TransferState.LEFT})
"""They wait for somebody who is not at it."""


class RoomTransfers:
    """Remembers up to ``kept`` transfers; the oldest ended ones go first, living ones never."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._by_offer: dict[str, dict[str, TransferChanged]] = {}
        self._offers: dict[str, str] = {}
        self._under_way: dict[str, TransferChanged] = {}
        self._ended: dict[str, None] = {}
        """Ids of those that ended, the oldest first."""

    def take(self, event: TransferChanged) -> None:
        """A transfer is new or has moved."""
        self._offers[event.id] = event.offer
        self._by_offer.setdefault(event.offer, {})[event.id] = event
        if event.state in ENDED:
            self._ended[event.id] = None
        else:
            self._ended.pop(event.id, None)
        if event.state in ENDED | _STILL:
            self._under_way.pop(event.id, None)
        else:
            self._under_way[event.id] = event
        if len(self._offers) > self._kept and self._ended:
            self._forget(next(iter(self._ended)))

    def of(self, offer: str) -> tuple[TransferChanged, ...]:
        """Return the transfers of one offer, in the order they began."""
        return tuple(self._by_offer.get(offer, {}).values())

    def under_way(self, most: int) -> tuple[TransferChanged, ...]:
        """Return up to ``most`` transfers whose bytes move or are about to, the oldest first."""
        return tuple(islice(self._under_way.values(), most))

    def _forget(self, key: str) -> None:
        del self._ended[key]
        offer = self._offers.pop(key)
        del self._by_offer[offer][key]
        if not self._by_offer[offer]:
            del self._by_offer[offer]

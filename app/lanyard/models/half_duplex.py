"""Half duplex: of a client that a person answers, the next text shows after the answer.

What a client says before it was answered waits here, in order. Nothing is lost: when its socket
closes, or more waits than can be kept, it is shown at once. Plain Python, one thread.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from lanyard.sockets import Traffic, Transport

HELD_ROWS = 10_000
HELD_BYTES = 16 * 1024 * 1024


class HalfDuplex:
    """Holds texts back until the one before them was answered."""

    def __init__(self) -> None:
        self._keys: set[str] = set()
        self._asked: set[tuple[str, str]] = set()
        """Clients whose text is shown and not answered."""
        self._held: dict[tuple[str, str], deque[Traffic]] = {}
        self._count = 0
        self._bytes = 0

    def add(self, key: str) -> None:
        """From now on the socket of ``key`` is one that a person answers."""
        self._keys.add(key)

    def waiting(self, key: str) -> int:
        """Return how many texts wait on a socket."""
        return sum(len(held) for (whose, _), held in self._held.items() if whose == key)

    def pass_on(self, rows: Sequence[Traffic]) -> Sequence[Traffic]:
        """Return the rows that may be shown now, in order."""
        if not self._keys or not any(row.key in self._keys for row in rows):
            return rows
        shown: list[Traffic] = []
        for row in rows:
            shown += self._one(row) if row.key in self._keys else (row,)
        return shown

    def close(self, key: str) -> list[Traffic]:
        """Return what waited on a socket that is closed: nobody can be answered there."""
        shown: list[Traffic] = []
        for client in [client for client in self._held if client[0] == key]:
            held = self._held.pop(client)
            self._count -= len(held)
            self._bytes -= sum(len(row.payload) for row in held)
            shown += held
        self._asked = {client for client in self._asked if client[0] != key}
        return sorted(shown, key=_moment)

    def forget(self, keys: Iterable[str]) -> None:
        """These sockets are gone for good."""
        self._keys.difference_update(keys)

    def _one(self, row: Traffic) -> Sequence[Traffic]:
        other = row.source if row.incoming else row.target
        client = (row.key, other if row.transport is Transport.UDP else "")
        if not row.incoming:
            held = self._held.get(client)
            if not held:
                self._asked.discard(client)
                return (row,)
            following = held.popleft()
            self._count -= 1
            self._bytes -= len(following.payload)
            if not held:
                del self._held[client]
            self._asked.add(client)
            return row, following
        if client not in self._asked:
            if len(self._asked) < HELD_ROWS:  # a forger of senders does not fill the memory
                self._asked.add(client)
            return (row,)
        held = self._held.setdefault(client, deque())
        held.append(row)
        self._count += 1
        self._bytes += len(row.payload)
        if self._count <= HELD_ROWS and self._bytes <= HELD_BYTES:
            return ()
        oldest = held.popleft()
        self._count -= 1
        self._bytes -= len(oldest.payload)
        if not held:
            del self._held[client]
        return (oldest,)


def _moment(row: Traffic) -> int:
    return row.at

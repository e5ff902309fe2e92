"""What I said and the server has not confirmed: in order, each once, however often the link breaks.

Pure: the journal keeps the same list on disk. A window of posts is under way at any time; after a
loss all of them count as unsent again, and the server recognises those it had already.
"""

from __future__ import annotations

from collections import deque

from lanyard.events import Entry
from lanyard.wire import limits


class Outbox:
    """Posts that wait (``add``), are under way (``take``) and are done with (``settle``)."""

    def __init__(self, window: int = limits.OUTBOX_WINDOW) -> None:
        self._window = window
        self._waiting: deque[Entry] = deque()
        self._under_way: dict[str, Entry] = {}
        self._ids: set[str] = set()

    def add(self, entry: Entry) -> bool:
        """Put a post at the end; False when it is here already."""
        if entry.id in self._ids:
            return False
        self._ids.add(entry.id)
        self._waiting.append(entry)
        return True

    def take(self) -> list[Entry]:
        """Return the posts to send now: as many as the window has room for."""
        room = self._window - len(self._under_way)
        batch = [self._waiting.popleft() for _ in range(min(room, len(self._waiting)))]
        self._under_way.update((entry.id, entry) for entry in batch)
        return batch

    def settle(self, id_: str) -> Entry | None:
        """The server has answered: the post is done with. None for one that is not under way."""
        entry = self._under_way.pop(id_, None)
        if entry is not None:
            self._ids.discard(id_)
        return entry

    def lost_link(self) -> tuple[str, ...]:
        """Nothing under way was confirmed: all of it is to be sent again, in the same order.

        Returns the ids of what that is.
        """
        ids = tuple(self._under_way)
        self._waiting.extendleft(reversed(self._under_way.values()))
        self._under_way.clear()
        return ids

    def __contains__(self, id_: str) -> bool:
        return id_ in self._ids

    def __len__(self) -> int:
        return len(self._ids)

"""Who of those that receive an offer to the whole room serves whom: a chain, for its author.

On a switched network every computer has an uplink of its own, and a chain uses each of them once:
the author sends everything one time, and each receiver passes on to the next what has just come to
it. Those that have all of it serve two. Pure: facts in, a choice out; the clock is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from lanyard.network.transfers.pace import Pace
from lanyard.wire import limits

AUTHOR = ""
"""In the place of a source: the author itself."""


@dataclass(slots=True)
class Link:
    """One receiver in the chain."""

    device: str
    address: str
    """As the author sees it."""
    port: int
    """Where it passes on; 0: nowhere."""
    here: int
    """Bytes of the offer that it has, as far as the author knows."""
    whole: bool
    """It wants everything of the offer."""
    inside: bool = False
    """It is on the author's own computer."""
    source: str = AUTHOR
    done_at: float | None = None
    complaints: set[str] = field(default_factory=set)
    """For whom it did not work from this one."""
    wanted: int = 0
    """Bytes it will have in the end."""
    placed_at: float = 0.0
    slow: bool = False
    """It held up those behind it: it passes on to nobody while it receives."""
    speed: float = 0.0
    """Bytes a second lately."""
    pace: Pace | None = None

    @property
    def comes(self) -> bool:
        """Whether it is still receiving."""
        return self.done_at is None


class Chain:
    """The receivers of one offer."""

    def __init__(self) -> None:
        self._links: dict[str, Link] = {}
        self.allowed = limits.ROOM_STREAMS
        """Receivers the author streams to at once."""
        self.reserved = ""
        """For whom one of these streams is kept."""

    def join(self, link: Link) -> None:
        """A receiver asks; it is placed by ``choose``."""
        known = self._links.get(link.device)
        if known is not None:
            link.complaints, link.slow = known.complaints, known.slow
        self._links[link.device] = link

    def move(self, device: str, here: int) -> None:
        """A receiver has so many bytes."""
        link = self._links.get(device)
        if link is not None:
            link.here = here

    def finish(self, device: str, now: float) -> None:
        """A receiver has everything it wanted."""
        link = self._links.get(device)
        if link is not None:
            link.done_at = now

    def leave(self, device: str) -> None:
        """A receiver is no source any more, unless it has everything."""
        link = self._links.get(device)
        if link is not None and link.done_at is None:
            del self._links[device]

    def complain(self, device: str, not_from: Collection[str]) -> None:
        """It did not work for ``device`` from these."""
        for name in not_from:
            if name in self._links:
                self._links[name].complaints.add(device)

    def has_room(self, device: str, not_from: Collection[str]) -> bool:
        """Return whether the author has an uplink to spare for this one."""
        streams = sum(link.device not in (device, *not_from) for link in self.served_by(AUTHOR))
        if not streams:
            self.allowed = limits.ROOM_STREAMS
        return streams + (self.reserved not in ("", device)) < self.allowed

    def get(self, device: str) -> Link | None:
        """Return what is known of a receiver."""
        return self._links.get(device)

    def coming(self) -> list[Link]:
        """Return those that are still receiving."""
        return [link for link in self._links.values() if link.comes]

    def served_by(self, device: str) -> list[Link]:
        """Return those that are receiving from a member, or from the author."""
        return [link for link in self.coming() if link.source == device]

    def choose(
        self,
        device: str,
        at: int,
        not_from: Collection[str],
        is_present: Callable[[str], bool],
        now: float,
        *,
        inside: bool = False,
    ) -> Link | None:
        """Place a receiver that begins at byte ``at``; None: its author serves it.

        Whoever is named in ``not_from`` counts as gone, so that its place can be taken. ``inside``:
        it is on the author's own computer, as only those can be whom it then may be sent to.
        """
        if self.has_room(device, not_from):
            return None
        asking = self._links[device]
        found = [
            link
            for link in self._links.values()
            if link is not asking
            and link.device not in not_from
            and self._can_serve(link, asking, at, now)
            and link.inside is inside
            and is_present(link.device)
        ]
        free: list[tuple[bool, int, Link]] = []
        for link in found:
            load = self._load(link.device, asking, not_from)
            if link.done_at is None and load < limits.PASSED_ON_MEANWHILE:
                free.append((True, load, link))
            elif link.done_at is not None and load < limits.PASSED_ON_AFTERWARDS:
                free.append((False, load, link))
        if not free:
            return None
        # One that has everything before one that is still getting it, an idle one before all.
        chosen = min(free, key=_merit)[2]
        asking.source = chosen.device
        return chosen

    def _can_serve(self, link: Link, asking: Link, at: int, now: float) -> bool:
        if not link.port or not link.whole or len(link.complaints) >= limits.COMPLAINTS:
            return False
        if link.done_at is not None:
            return now - link.done_at < limits.PASS_ON_SECONDS
        if link.slow:
            return False
        return link.here + limits.ELSEWHERE_BEHIND_BYTES >= at and not self._is_behind(link, asking)

    def _is_behind(self, link: Link, other: Link) -> bool:
        """Return whether what ``link`` gets comes, over any number of members, from ``other``."""
        seen: set[str] = set()
        while link.source != AUTHOR and link.device not in seen:
            if link.source == other.device:
                return True
            seen.add(link.device)
            before = self._links.get(link.source)
            if before is None or before.done_at is not None:
                return False
            link = before
        return False

    def _load(self, device: str, asking: Link, not_from: Collection[str]) -> int:
        # Who held up others is about to be moved away.
        return sum(
            link is not asking and link.device not in not_from and not link.slow
            for link in self.served_by(device)
        )


def _merit(one: tuple[bool, int, Link]) -> tuple[int, bool]:
    return one[1], one[0]

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
class Receiver:
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
        self._receivers: dict[str, Receiver] = {}
        self.allowed = limits.ROOM_STREAMS
        """Receivers the author streams to at once."""
        self.reserved = ""
        """For whom one of these streams is kept."""

    def join(self, receiver: Receiver) -> None:
        """A receiver asks; it is placed by ``choose``."""
        known = self._receivers.get(receiver.device)
        if known is not None:
            receiver.complaints, receiver.slow = known.complaints, known.slow
        self._receivers[receiver.device] = receiver

    def move(self, device: str, here: int) -> None:
        """A receiver has so many bytes."""
        receiver = self._receivers.get(device)
        if receiver is not None:
            receiver.here = here

    def finish(self, device: str, now: float) -> None:
        """A receiver has everything it wanted."""
        receiver = self._receivers.get(device)
        if receiver is not None:
            receiver.done_at = now

    def leave(self, device: str) -> None:
        """A receiver is no source any more, unless it has everything."""
        receiver = self._receivers.get(device)
        if receiver is not None and receiver.done_at is None:
            del self._receivers[device]

    def complain(self, device: str, not_from: Collection[str]) -> None:
        """It did not work for ``device`` from these."""
        for name in not_from:
            if name in self._receivers:
                self._receivers[name].complaints.add(device)

    def has_room(self, device: str, not_from: Collection[str]) -> bool:
        """Return whether the author has an uplink to spare for this one."""
        streams = sum(
            receiver.device not in (device, *not_from) for receiver in self.served_by(AUTHOR)
        )
        if not streams:
            self.allowed = limits.ROOM_STREAMS
        return streams + (self.reserved not in ("", device)) < self.allowed

    def get(self, device: str) -> Receiver | None:
        """Return what is known of a receiver."""
        return self._receivers.get(device)

    def coming(self) -> list[Receiver]:
        """Return those that are still receiving."""
        return [receiver for receiver in self._receivers.values() if receiver.comes]

    def served_by(self, device: str) -> list[Receiver]:
        """Return those that are receiving from a member, or from the author."""
        return [receiver for receiver in self.coming() if receiver.source == device]

    def choose(
        self,
        device: str,
        at: int,
        not_from: Collection[str],
        is_present: Callable[[str], bool],
        now: float,
        *,
        inside: bool = False,
    ) -> Receiver | None:
        """Place a receiver that begins at byte ``at``; None: its author serves it.

        Whoever is named in ``not_from`` counts as gone, so that its place can be taken. ``inside``:
        it is on the author's own computer, as only those can be whom it then may be sent to.
        """
        if self.has_room(device, not_from):
            return None
        asking = self._receivers[device]
        found = [
            receiver
            for receiver in self._receivers.values()
            if receiver is not asking
            and receiver.device not in not_from
            and self._can_serve(receiver, asking, at, now)
            and receiver.inside is inside
            and is_present(receiver.device)
        ]
        free: list[tuple[bool, int, Receiver]] = []
        for receiver in found:
            load = self._load(receiver.device, asking, not_from)
            if receiver.done_at is None and load < limits.PASSED_ON_MEANWHILE:
                free.append((True, load, receiver))
            elif receiver.done_at is not None and load < limits.PASSED_ON_AFTERWARDS:
                free.append((False, load, receiver))
        if not free:
            return None
        # One that has everything before one that is still getting it, an idle one before all.
        chosen = min(free, key=_merit)[2]
        asking.source = chosen.device
        return chosen

    def _can_serve(self, receiver: Receiver, asking: Receiver, at: int, now: float) -> bool:
        if not receiver.port or not receiver.whole or len(receiver.complaints) >= limits.COMPLAINTS:
            return False
        if receiver.done_at is not None:
            return now - receiver.done_at < limits.PASS_ON_SECONDS
        if receiver.slow:
            return False
        return receiver.here + limits.ELSEWHERE_BEHIND_BYTES >= at and not self._is_behind(
            receiver, asking
        )

    def _is_behind(self, receiver: Receiver, other: Receiver) -> bool:
        """Return whether what one gets comes, over any number of members, from ``other``."""
        seen: set[str] = set()
        while receiver.source != AUTHOR and receiver.device not in seen:
            if receiver.source == other.device:
                return True
            seen.add(receiver.device)
            before = self._receivers.get(receiver.source)
            if before is None or before.done_at is not None:
                return False
            receiver = before
        return False

    def _load(self, device: str, asking: Receiver, not_from: Collection[str]) -> int:
        # Who held up others is about to be moved away.
        return sum(
            receiver is not asking and receiver.device not in not_from and not receiver.slow
            for receiver in self.served_by(device)
        )


def _merit(one: tuple[bool, int, Receiver]) -> tuple[int, bool]:
    return one[1], one[0]

"""Who has ever been in a room, and how much of its log is on each one's disk.

Pure: times are handed in. From this an author's ticks are worked out, and whether a direct message
may wait for somebody who is away. Bounded: of too many, who has not been seen for longest goes.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lanyard.wire import limits
from lanyard.wire import message as m


class KnownPeople:
    """Every device that was a member of one room. Guests prove nothing and are not known."""

    def __init__(self, people: Iterable[m.KnownPerson] = ()) -> None:
        self._people = {person.device_id: person for person in people}
        self._untold: dict[str, None] = {}
        self._unkept: dict[str, None] = {}

    def __contains__(self, device_id: str) -> bool:
        return device_id in self._people

    @property
    def people(self) -> tuple[m.KnownPerson, ...]:
        """Everybody."""
        return tuple(self._people.values())

    def met(self, device_id: str, name: str, last_seq: int, at: int) -> int:
        """Somebody came in, ``at`` milliseconds; return the sequence at which it first did."""
        known = self._people.get(device_id)
        if known is None:
            if len(self._people) >= limits.KNOWN_MEMBERS:
                self._forget_one()
            known = m.KnownPerson(device_id, name, last_seq, last_seq, at)
        self._put(msgspec.structs.replace(known, name=name, seen_at=at))
        return known.since

    def seen(self, device_id: str, at: int) -> None:
        """Somebody was still here, ``at`` milliseconds; now it goes."""
        known = self._people.get(device_id)
        if known is not None:
            self._put(msgspec.structs.replace(known, seen_at=at))

    def receipt(self, device_id: str, seq: int) -> bool:
        """Everything up to ``seq`` is on that device's disk; return whether that is news."""
        known = self._people.get(device_id)
        if known is None or seq <= known.read_to:
            return False
        self._put(msgspec.structs.replace(known, read_to=seq))
        return True

    def take_untold(self) -> tuple[m.KnownPerson, ...]:
        """Return who changed since the last time the members were told."""
        return self._take(self._untold)

    def take_unkept(self) -> tuple[m.KnownPerson, ...]:
        """Return who changed since the last time the journal was told."""
        return self._take(self._unkept)

    def _take(self, devices: dict[str, None]) -> tuple[m.KnownPerson, ...]:
        changed = tuple(self._people[device] for device in devices if device in self._people)
        devices.clear()
        return changed

    def _put(self, person: m.KnownPerson) -> None:
        self._people[person.device_id] = person
        self._untold[person.device_id] = self._unkept[person.device_id] = None

    def _forget_one(self) -> None:
        oldest = min(self._people.values(), key=_seen_at)
        del self._people[oldest.device_id]


def _seen_at(person: m.KnownPerson) -> int:
    return person.seen_at

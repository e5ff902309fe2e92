"""Whose disk has what: the second tick, and the names of those who are still to get a message.

The host tells for everybody it knows how far that device's copy of the room goes. A message is
delivered when every copy that it is for has it. Somebody who has not been seen for a month is
not waited for, or one laptop in a drawer would keep everybody from ever seeing two ticks.
No Qt here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import accumulate

from lanyard.events import Entry, KnownMember

GONE_MILLISECONDS = 30 * 24 * 3_600_000
"""Who was last seen longer ago is not waited for."""


class Disks:
    """The known members of one room and how far their copies go."""

    def __init__(self) -> None:
        self._known: dict[str, KnownMember] = {}
        self._since: list[int] = []
        self._read_to: list[int] = []

    def take(self, members: Iterable[KnownMember]) -> None:
        """Somebody is new or has moved on."""
        self._known.update((member.device_id, member) for member in members)

    def member(self, device_id: str) -> KnownMember | None:
        """Return a known member, or None."""
        return self._known.get(device_id)

    def members(self) -> tuple[KnownMember, ...]:
        """Return everybody the host knows."""
        return tuple(self._known.values())

    def look(self, me: str, host: str, here: Callable[[str], bool], now: int) -> None:
        """Work out who is waited for; called when somebody moved on, came or went."""
        waited = sorted(
            (member.since, member.read_to)
            for member in self._known.values()
            if member.device_id not in (me, host) and _counts(member, here, now)
        )
        self._since = [since for since, _ in waited]
        self._read_to = list(accumulate((read_to for _, read_to in waited), min))

    def delivered(self, entry: Entry, me: str, host: str) -> bool:
        """Return whether everybody's disk has a numbered entry of mine."""
        if entry.to:
            if entry.to == host:
                # The host's disk is the one that the first tick tells of.
                return True
            member = self._known.get(entry.to)
            return member is not None and member.read_to >= entry.seq
        if not self._known:
            return False
        concerned = bisect_left(self._since, entry.seq)
        if not concerned:
            # It is for nobody but the host, who has it, unless that is me.
            return host != me
        return self._read_to[concerned - 1] >= entry.seq

    def missing(
        self, entry: Entry, me: str, host: str, here: Callable[[str], bool], now: int
    ) -> tuple[KnownMember, ...]:
        """Return whose disk does not have an entry of mine yet, by name."""
        if entry.to:
            member = self._known.get(entry.to)
            behind = member is not None and entry.to != host and member.read_to < entry.seq
            return (member,) if member is not None and behind else ()
        found = [
            member
            for member in self._known.values()
            if member.device_id not in (me, host)
            and member.since < entry.seq
            and member.read_to < entry.seq
            and _counts(member, here, now)
        ]
        return tuple(sorted(found, key=_by_name))


def _counts(member: KnownMember, here: Callable[[str], bool], now: int) -> bool:
    return member.seen_at > now - GONE_MILLISECONDS or here(member.device_id)


def _by_name(member: KnownMember) -> tuple[str, str]:
    return member.name.casefold(), member.device_id

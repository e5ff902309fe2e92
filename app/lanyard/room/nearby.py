"""The rooms near me, made of beacons: who is here, where, and until when to believe it.

Pure: time is handed in, in seconds of any clock that only goes forward. A room is one row however
many interfaces and addresses its beacons come by. Everything is bounded, because anybody on the
network can send a beacon: new rooms are turned away when the table is full, known ones stay.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lanyard.events import NearRoom
from lanyard.wire import limits
from lanyard.wire.beacon import Beacon


@dataclass(slots=True)
class _Heard:
    """An address that announced a room."""

    rank: int
    first: float
    last: float


@dataclass(slots=True)
class _Row:
    beacon: Beacon
    addresses: dict[str, _Heard] = field(default_factory=dict)


class NearbyRooms:
    """Collects beacons into rows. ``device_id`` is my own: my room is marked as mine."""

    def __init__(self, device_id: str = "") -> None:
        self._device_id = device_id
        self._rows: dict[tuple[str, str], _Row] = {}

    def hear(self, beacon: Beacon, address: str, rank: int, now: float) -> bool:
        """Take a beacon that came from ``address``; return whether ``rooms()`` may be different.

        ``rank`` says how good the way is that it came by: 0 is the best.
        """
        key = (beacon.device_id, beacon.room)
        row = self._rows.get(key)
        if beacon.closing:
            # Only somebody where the room was heard before can take it away.
            if row is None or address not in row.addresses:
                return False
            del self._rows[key]
            return True
        if row is None:
            if len(self._rows) >= limits.NEAR_ROOMS or self._is_full(address):
                return False
            row = self._rows[key] = _Row(beacon)
            row.addresses[address] = _Heard(rank, now, now)
            return True
        changed = row.beacon != beacon
        row.beacon = beacon
        heard = row.addresses.get(address)
        if heard is not None:
            changed = changed or rank < heard.rank
            heard.rank = min(rank, heard.rank)
            heard.last = now
        elif len(row.addresses) < limits.NEAR_ADDRESSES_A_ROOM and not self._is_full(address):
            row.addresses[address] = _Heard(rank, now, now)
            changed = True
        return changed

    def expire(self, now: float) -> bool:
        """Forget what has not been heard for too long; return whether anything went."""
        gone = False
        for key, row in list(self._rows.items()):
            for address, heard in list(row.addresses.items()):
                if heard.last + limits.NEAR_FORGET_SECONDS <= now:
                    del row.addresses[address]
                    gone = True
            if not row.addresses:
                del self._rows[key]
        return gone

    def expires_at(self) -> float | None:
        """Return when ``expire`` should be called next; None while nobody is near."""
        times = [h.last for row in self._rows.values() for h in row.addresses.values()]
        return min(times) + limits.NEAR_FORGET_SECONDS if times else None

    def rooms(self) -> tuple[NearRoom, ...]:
        """Return the rooms by name, each with its addresses, the best first."""
        return tuple(
            sorted(
                (self._near(row) for row in self._rows.values()),
                key=lambda near: (near.name.casefold(), near.device_id, near.room),
            )
        )

    def _near(self, row: _Row) -> NearRoom:
        beacon = row.beacon
        best = sorted(row.addresses, key=lambda a: (row.addresses[a].rank, row.addresses[a].first))
        return NearRoom(
            room=beacon.room,
            name=beacon.name,
            host_name=beacon.host_name,
            addresses=tuple(best),
            port=beacon.port,
            device_id=beacon.device_id,
            members=beacon.members,
            locked=beacon.locked,
            version=beacon.newest,
            mine=bool(self._device_id) and beacon.device_id == self._device_id,
        )

    def _is_full(self, address: str) -> bool:
        announced = sum(address in row.addresses for row in self._rows.values())
        return announced >= limits.NEAR_ROOMS_AN_ADDRESS

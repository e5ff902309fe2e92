"""Who is in the rooms this computer has joined, as the transfers thread knows it."""

from __future__ import annotations

from lanyard.events import (
    JoinChanged,
    Joined,
    JoinState,
    Member,
    MemberJoined,
    MemberLeft,
    MembersKnown,
)


class JoinedRoom:
    """One room: how its server is reached, and its members."""

    def __init__(self, joined: Joined, known: dict[str, str]) -> None:
        self.joined = joined
        self.members: dict[int, Member] = {one.number: one for one in joined.members}
        self.known = known
        """Names of everybody the room's host knows, here or away, by device id."""

    def has(self, device_id: str) -> bool:
        """Return whether a device is in the room now."""
        return any(one.device_id == device_id for one in self.members.values())

    def name_of(self, device_id: str) -> str:
        """Return the name a device has in the room, or had; '' if it was never there."""
        for one in self.members.values():
            if one.device_id == device_id:
                return one.name
        return self.known.get(device_id, "")

    @property
    def others(self) -> tuple[str, ...]:
        """Device ids of everybody but this computer, each once."""
        mine = self.joined.my_device_id
        devices = (one.device_id for one in self.members.values())
        return tuple(dict.fromkeys(device for device in devices if device != mine))


class JoinedRooms:
    """Every joined room by its id. A room that was lost and is dialled again stays."""

    def __init__(self) -> None:
        self._rooms: dict[str, JoinedRoom] = {}

    def take(self, event: object) -> str:
        """Follow an event of the talk; return the id of a room that was left, else ''."""
        match event:
            case Joined(room=room):
                before = self._rooms.get(room)
                self._rooms[room] = JoinedRoom(event, before.known if before else {})
            case MembersKnown(room, people) if room in self._rooms:
                self._rooms[room].known.update({one.device_id: one.name for one in people})
            case MemberJoined(room, member) if room in self._rooms:
                self._rooms[room].members[member.number] = member
            case MemberLeft(room, member) if room in self._rooms:
                self._rooms[room].members.pop(member.number, None)
            case JoinChanged(room=room, state=JoinState.LEFT | JoinState.FAILED):
                if self._rooms.pop(room, None) is not None:
                    return room
            case _:
                pass
        return ""

    def get(self, room: str) -> JoinedRoom | None:
        """Return a joined room."""
        return self._rooms.get(room)

    def hosted(self) -> JoinedRoom | None:
        """Return the room this computer hosts."""
        return next((room for room in self._rooms.values() if room.joined.own), None)

"""Whom and where a search can be narrowed to, and how hits name people and conversations.

Everybody who was ever told of counts, here or away, in any room. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.events import (
    ConversationsRemembered,
    Entry,
    Joined,
    MemberJoined,
    MembersKnown,
    RoomsRemembered,
)
from lanyard.models.conversations import Conversations
from lanyard.models.people import NameBook
from lanyard.models.rows import partner_of
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown

PEOPLE_KEPT = 5_000
"""Names beyond are not offered for narrowing; their messages are found all the same."""

Where = tuple[str, str]
"""Room id, and device id of a direct conversation or ''."""


class SearchScope(QObject):
    """People by device id, and the conversations of ``Conversations`` by name."""

    people_changed = Signal()
    """Somebody new was told of, or has another name."""

    def __init__(self, conversations: Conversations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.my_device_id = ""
        self._conversations = conversations
        self._people: dict[str, str] = {}
        self._rooms: dict[str, str] = {}
        self._book = NameBook()

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        if isinstance(event, RoomsRemembered):
            self._rooms.update((room.room, room.name) for room in event.rooms)
        elif isinstance(event, Joined):
            self._rooms[event.room] = event.name
            self._note(*((m.device_id, m.name) for m in event.members if not m.guest))
        elif isinstance(event, MemberJoined):
            if not event.member.guest:
                self._note((event.member.device_id, event.member.name))
        elif isinstance(event, MembersKnown):
            self._note(*((known.device_id, known.name) for known in event.members))
        elif isinstance(event, ConversationsRemembered):
            for told in event.members:
                self._note(*((known.device_id, known.name) for known in told.members))
            self._note(*((c.to, c.name) for c in event.conversations if c.to))

    # --- what can be chosen ---------------------------------------------------------------------

    def people(self) -> list[tuple[str, str]]:
        """Return device id and name of everybody, by name; me first."""
        named = [(device, self.label(device, name)) for device, name in self._people.items()]
        return sorted(named, key=self._order)

    def places(self) -> list[tuple[Where, str]]:
        """Return every conversation and its name: rooms first, then direct ones."""
        rooms: list[tuple[Where, str]] = []
        directs: list[tuple[Where, str]] = []
        for conversation in self._conversations.all():
            where = (conversation.room.room, conversation.to)
            named = (where, self.place_name(*where, conversation.title()))
            (directs if conversation.to else rooms).append(named)
        return rooms + directs

    # --- names ----------------------------------------------------------------------------------

    def label(self, device_id: str, name: str) -> str:
        """Return a person's name as it is shown: told apart where two share it."""
        return shown(self._book.label(device_id, name))

    def author(self, entry: Entry) -> str:
        """Return who said something; my own words are mine."""
        if entry.author == self.my_device_id:
            return translate("Search", "You")
        return self.label(entry.author, entry.name)

    def where(self, entry: Entry) -> Where:
        """Return the conversation an entry belongs to."""
        return entry.room, partner_of(entry, self.my_device_id)

    def place_of(self, entry: Entry) -> str:
        """Return the name of the conversation an entry belongs to."""
        room, partner = self.where(entry)
        return self.place_name(room, partner, entry.name if entry.author == partner else "")

    def place_name(self, room: str, to: str, name: str = "") -> str:
        """Return the name of a conversation; ``name`` is what is known of it otherwise."""
        if to:
            person = self.label(to, self._people.get(to, name))
            if not person:
                person = translate("Search", "Somebody")
            return fill(translate("Search", "{name}, direct"), name=person)
        model = self._conversations.room(room)
        known = (model.name if model is not None else "") or self._rooms.get(room, "") or name
        return shown(known) or translate("Search", "A room without a name")

    # --- inside ---------------------------------------------------------------------------------

    def _note(self, *people: tuple[str, str]) -> None:
        changed = False
        for device, name in people:
            if not device or not name or self._people.get(device) == name:
                continue
            if device in self._people or len(self._people) < PEOPLE_KEPT:
                self._people[device] = name
                self._book.note(device, name)
                changed = True
        if changed:
            self.people_changed.emit()

    def _order(self, person: tuple[str, str]) -> tuple[bool, str, str]:
        device, name = person
        return device != self.my_device_id, name.casefold(), device

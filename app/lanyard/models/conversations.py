"""Every room and conversation of this session: made when first heard of, fed with every event.

The shell gives each event to ``take`` once and shows what it finds here; rooms take an event
before their conversations do. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.events import (
    ConversationsRemembered,
    EntriesArrived,
    Event,
    Joined,
    JournalTroubled,
    JournalWell,
    KnownMember,
    PostQueued,
    RememberedConversation,
    RememberedRoom,
    RoomOpened,
)
from lanyard.models.conversation import ConversationModel
from lanyard.models.joined_room import RoomModel
from lanyard.models.rows import partner_of


class Conversations(QObject):
    """The rooms by id, and their conversations by (room id, device id or '')."""

    command_wanted = Signal(object)
    """A command for the engine, from any conversation."""

    added = Signal(object)
    """A ``ConversationModel`` that did not exist before."""

    removed = Signal(object)
    """A ``ConversationModel`` that is forgotten."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rooms: dict[str, RoomModel] = {}
        self._conversations: dict[tuple[str, str], ConversationModel] = {}
        self._remembered: dict[str, list[RememberedConversation]] = {}
        """What the journal told of rooms that nothing was heard of yet."""
        self._known: dict[str, tuple[KnownMember, ...]] = {}
        self._trouble: JournalTroubled | None = None

    @Slot(object)
    def take(self, event: Event) -> None:
        """Take one event of the engine."""
        if isinstance(event, (Joined, RoomOpened)):
            self.conversation(event.room)
        elif isinstance(event, PostQueued):
            self.conversation(event.entry.room, event.entry.to)
        elif isinstance(event, ConversationsRemembered):
            self._remember_all(event)
        elif isinstance(event, (JournalTroubled, JournalWell)):
            self._trouble = event if isinstance(event, JournalTroubled) else None
        for room in list(self._rooms.values()):
            room.take(event)
        if isinstance(event, EntriesArrived):
            me = self.conversation(event.room).room.my_device_id
            for entry in event.entries:
                self.conversation(event.room, partner_of(entry, me))
        for conversation in list(self._conversations.values()):
            conversation.take(event)

    def remember(self, remembered: RememberedRoom) -> ConversationModel:
        """Return the conversation of a room of an earlier visit, to be read before joining."""
        conversation = self.conversation(remembered.room)
        room = conversation.room
        room.remembered = True
        if not room.name:
            room.name, room.host, room.port = remembered.name, remembered.host, remembered.port
            room.host_device_id, room.own = remembered.device_id, remembered.hosted
            room.changed.emit()
        return conversation

    def conversation(self, room: str, to: str = "") -> ConversationModel:
        """Return a conversation; it is made, and its room, too, when they are new."""
        found = self._conversations.get((room, to))
        if found is not None:
            return found
        model = self._rooms.get(room)
        is_new = model is None
        if model is None:
            model = self._rooms[room] = RoomModel(room, parent=self)
            if self._trouble is not None:
                model.take(self._trouble)
        made = self._conversations[(room, to)] = ConversationModel(model, to, self)
        made.command_wanted.connect(self.command_wanted)
        self.added.emit(made)
        if to:
            self.conversation(room)
        if is_new:
            self._remind(model)
        return made

    def _remember_all(self, event: ConversationsRemembered) -> None:
        """Take what the journal holds; of rooms that are not shown, it waits until they are."""
        for found in event.conversations:
            self._remembered.setdefault(found.room, []).append(found)
        self._known.update((found.room, found.members) for found in event.members)
        for room in list(self._rooms.values()):
            self._remind(room)

    def _remind(self, room: RoomModel) -> None:
        """Tell a room and its conversations, once, what the journal told of them."""
        if room.room in self._known:
            room.know(self._known.pop(room.room))
        for found in self._remembered.pop(room.room, ()):
            room.remembered = True
            self.conversation(found.room, found.to).remember(found)

    def room(self, room: str) -> RoomModel | None:
        """Return a room, or None when nothing was heard of it."""
        return self._rooms.get(room)

    def all(self) -> tuple[ConversationModel, ...]:
        """Return every conversation, the oldest first."""
        return tuple(self._conversations.values())

    def forget(self, room: str) -> None:
        """Let go of a room that was left, and of its conversations."""
        model = self._rooms.pop(room, None)
        if model is None:
            return
        for key in [key for key in self._conversations if key[0] == room]:
            conversation = self._conversations.pop(key)
            self.removed.emit(conversation)
            conversation.deleteLater()
        model.deleteLater()

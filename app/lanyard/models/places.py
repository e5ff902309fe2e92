"""Where a person can be: rooms, direct conversations and rooms near, as one list for the side bar.

The list is worked out anew from the conversations and from what the network announces; only what
differs is told to the view. Main thread only.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Slot,
)

from lanyard.events import JoinState, NearRoom, RoomsNear
from lanyard.models.conversation import ConversationModel
from lanyard.models.conversations import Conversations
from lanyard.models.figures import clock_text, day_of
from lanyard.models.rows import Row
from lanyard.models.spoken import line_of
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown

NEAR_SHOWN = 40
"""Rooms near in the side bar; the start page shows all of them."""
GATHER_MILLISECONDS = 30
"""Changes of one burst are shown together."""


class PlaceKind(StrEnum):
    """What a row of the side bar is."""

    HEAD = "head"
    ROOM = "room"
    DIRECT = "direct"
    NEAR = "near"
    NOBODY_NEAR = "nobody_near"


class LineKind(StrEnum):
    """What the second line of a row says, which decides its colour."""

    TEXT = "text"
    DRAFT = "draft"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Place:
    """One row: a section head, or somewhere to go."""

    kind: PlaceKind
    title: str
    room: str = ""
    """The room's id."""
    to: str = ""
    """Device id of the other side of a direct conversation."""
    line: str = ""
    line_kind: LineKind = LineKind.TEXT
    moment: str = ""
    unread: int = 0
    own: bool = False
    """I host this room."""
    locked: bool = False
    """The room asks for a passcode."""
    here: bool = True
    """False: a room of an earlier visit that I am not in."""
    near: NearRoom | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes the row the same row however its words change."""
        return self.kind, self.room or self.title, self.to


class PlacesModel(QAbstractListModel):
    """The rows of the side bar."""

    PLACE = Qt.ItemDataRole.UserRole + 1
    """The ``Place`` of a row."""

    def __init__(self, conversations: Conversations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._conversations = conversations
        self._near: tuple[NearRoom, ...] = ()
        self._places: list[Place] = []
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(GATHER_MILLISECONDS)
        self._gather.timeout.connect(self.refresh)
        conversations.added.connect(self._added)
        conversations.removed.connect(self._removed)
        for conversation in conversations.all():
            self._added(conversation)
        self.refresh()

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine; only the rooms near matter here."""
        if isinstance(event, RoomsNear):
            self._near = event.rooms
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Work the rows out anew and tell the view what is different."""
        fresh = self._worked_out()
        old = self._places
        if [place.key for place in fresh] != [place.key for place in old]:
            self.beginResetModel()
            self._places = fresh
            self.endResetModel()
            return
        self._places = fresh
        for row, (was, place) in enumerate(zip(old, fresh, strict=True)):
            if was != place:
                self.dataChanged.emit(self.index(row), self.index(row))

    def unread(self) -> int:
        """Return the unread messages of all conversations."""
        return sum(place.unread for place in self._places)

    def places(self) -> tuple[Place, ...]:
        """Return every row."""
        return tuple(self._places)

    def row_of(self, room: str, to: str = "") -> int:
        """Return the row of a conversation, or -1."""
        kinds = (PlaceKind.ROOM, PlaceKind.DIRECT)
        for row, place in enumerate(self._places):
            if place.kind in kinds and (place.room, place.to) == (room, to):
                return row
        return -1

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._places)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._places):
            return None
        place = self._places[index.row()]
        if role == self.PLACE:
            return place
        if role == Qt.ItemDataRole.DisplayRole:
            return shown(place.title)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_place(place)
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or self._places[index.row()].kind == PlaceKind.HEAD:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    # --- inside ---------------------------------------------------------------------------------

    @Slot(object)
    def _added(self, conversation: ConversationModel) -> None:
        conversation.summary_changed.connect(self._later)
        conversation.room.changed.connect(self._later)
        conversation.room.people.people_changed.connect(self._later)
        self._later()

    @Slot(object)
    def _removed(self, _conversation: ConversationModel) -> None:
        self._later()

    @Slot()
    def _later(self) -> None:
        if not self._gather.isActive():
            self._gather.start()

    def _worked_out(self) -> list[Place]:
        rooms: list[Place] = []
        directs: list[Place] = []
        for conversation in self._conversations.all():
            (directs if conversation.to else rooms).append(_place_of(conversation))
        rooms.sort(key=lambda place: (not place.own or not place.here, not place.here))
        known = {place.room for place in rooms if place.here}
        near = [room for room in self._near if not room.mine and room.room not in known]
        result: list[Place] = []
        if rooms:
            result += [Place(PlaceKind.HEAD, translate("Places", "Rooms")), *rooms]
        if directs:
            result += [Place(PlaceKind.HEAD, translate("Places", "Direct")), *directs]
        result.append(Place(PlaceKind.HEAD, translate("Places", "Near you")))
        result += [
            Place(PlaceKind.NEAR, room.name, room=room.room, locked=room.locked, near=room)
            for room in near[:NEAR_SHOWN]
        ]
        if not near:
            words = translate("Places", "No other room seen")
            if not self._near:
                words = translate("Places", "None seen yet")
            result.append(Place(PlaceKind.NOBODY_NEAR, words))
        return result


def spoken_place(place: Place) -> str:
    """Return a row as a screen reader says it."""
    parts = [shown(place.title)]
    if place.own and place.here:
        parts.append(translate("Places", "hosted by you"))
    if not place.here and place.kind == PlaceKind.ROOM:
        parts.append(translate("Places", "not joined"))
    if place.locked:
        parts.append(translate("Places", "asks for a passcode"))
    if place.unread:
        unread = place.unread
        parts.append(translate("Places", "%n unread", "", NUMBER, unread))
    if place.line:
        parts.append(shown(place.line))
    if place.moment:
        parts.append(place.moment)
    return ", ".join(parts)


def trouble_of(conversation: ConversationModel) -> str:
    """Return what is wrong with the line of a conversation's room; empty while all is well."""
    room = conversation.room
    if room.state == JoinState.WAITING or (room.trying and room.lost_at):
        return translate("Places", "Lost, trying again")
    if room.state == JoinState.FAILED:
        return translate("Places", "Not connected")
    return ""


def _place_of(conversation: ConversationModel) -> Place:
    room = conversation.room
    last = conversation.last_row()
    line, kind = _line_of(conversation, last)
    here = room.link_up or room.trying
    moment = ""
    if last is not None and last.entry.at:
        moment = moment_words(last.entry.at, day_of(time.time_ns() // 1_000_000))
    return Place(
        PlaceKind.DIRECT if conversation.to else PlaceKind.ROOM,
        conversation.title() or translate("Places", "Somebody"),
        room=room.room,
        to=conversation.to,
        line=line,
        line_kind=kind,
        moment=moment,
        unread=conversation.unread,
        own=room.own and not conversation.to,
        here=here,
    )


def _line_of(conversation: ConversationModel, last: Row | None) -> tuple[str, LineKind]:
    trouble = trouble_of(conversation)
    if trouble:
        return trouble, LineKind.TROUBLE
    if conversation.draft:
        return conversation.draft, LineKind.DRAFT
    room = conversation.room
    if not conversation.to and room.trying and not room.link_up:
        return translate("Places", "Joining"), LineKind.TEXT
    if last is None and conversation.to:
        return translate("Places", "Nothing said yet"), LineKind.TEXT
    if last is None and not room.link_up:
        return translate("Places", "Not joined"), LineKind.TEXT
    if last is None:
        people = room.people.rowCount()
        return translate("Places", "%n people", "", NUMBER, people), LineKind.TEXT
    words = line_of(last.entry)
    if conversation.to:
        return words, LineKind.TEXT
    if last.mine:
        return fill(translate("Places", "You: {text}"), text=words), LineKind.TEXT
    line = translate("Places", "{name}: {text}")
    if last.guest:
        # The word stands first: behind a long name it would be cut off.
        line = translate("Places", "Guest {name}: {text}")
    return fill(line, name=last.label, text=words), LineKind.TEXT


def moment_words(milliseconds: int, today: date) -> str:
    """Return a moment as short as it stays clear: the time today, else the weekday, else a date."""
    day = day_of(milliseconds)
    distance = (today - day).days
    if distance == 0:
        return clock_text(milliseconds)
    locale = QLocale()
    if 0 < distance < 7:
        return locale.dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)
    return locale.toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)

"""The known members of a room who are not in it now, the one seen last first. Main thread only."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from lanyard.events import KnownMember
from lanyard.models.figures import seen_text
from lanyard.models.joined_room import RoomModel
from lanyard.phrases import fill, translate


class AwayModel(QAbstractListModel):
    """Rows of ``KnownMember``; ``show_room`` says of which room."""

    MEMBER = Qt.ItemDataRole.UserRole + 1
    """The ``KnownMember`` of a row."""

    counted = Signal()
    """There are more or fewer rows, or other ones."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room: RoomModel | None = None
        self._rows: list[KnownMember] = []

    def show_room(self, room: RoomModel | None) -> None:
        """Follow a room from now on; None lets go of it."""
        if self._room is not None:
            self._room.disks_changed.disconnect(self.refresh)
            self._room.people.people_changed.disconnect(self.refresh)
            self._room.people.names_changed.disconnect(self.refresh)
            self._room.destroyed.disconnect(self._gone)
        self._room = room
        if room is not None:
            room.disks_changed.connect(self.refresh)
            room.people.people_changed.connect(self.refresh)
            room.people.names_changed.connect(self.refresh)
            room.destroyed.connect(self._gone)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Work out anew who is away."""
        rows = _away(self._room) if self._room is not None else []
        if [row.device_id for row in rows] == [row.device_id for row in self._rows]:
            self._rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
        self.counted.emit()

    def label(self, member: KnownMember) -> str:
        """Return how somebody is named on the screen."""
        if self._room is None:
            return member.name
        return self._room.people.label(member.device_id, member.name)

    def row_at(self, row: int) -> KnownMember:
        """Return the member of a row."""
        return self._rows[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        member = self._rows[index.row()]
        if role == self.MEMBER:
            return member
        if role == Qt.ItemDataRole.DisplayRole:
            return self.label(member)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = translate("AwayModel", "{name}, away, {seen}")
            return fill(words, name=self.label(member), seen=seen_text(member.seen_at))
        return None

    @Slot()
    def _gone(self) -> None:
        self._room = None
        self.refresh()


def _away(room: RoomModel) -> list[KnownMember]:
    found = [
        member
        for member in room.disks.members()
        if member.device_id != room.my_device_id and room.people.member(member.device_id) is None
    ]
    return sorted(found, key=_order)


def _order(member: KnownMember) -> tuple[int, str, str]:
    return -member.seen_at, member.name.casefold(), member.device_id

"""Who is connected to the room this computer hosts, as the table of the server panel.

Told anew at most twice a second; rows keep their place and only what differs is told to the
view, so a selection stays where it is. Main thread only.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from lanyard.events import Connection
from lanyard.models.figures import clock_text, size_text
from lanyard.phrases import fill
from lanyard.plain_text import shown

translate = QCoreApplication.translate


class Column(IntEnum):
    """The columns of the table."""

    PERSON = 0
    KIND = 1
    ADDRESS = 2
    SINCE = 3
    RECEIVED = 4
    SENT = 5
    ACTIONS = 6


_RIGHT = (Column.RECEIVED, Column.SENT)


class ConnectionsModel(QAbstractTableModel):
    """One row a link, in the order they came."""

    CONNECTION = Qt.ItemDataRole.UserRole + 1
    """The ``Connection`` of the row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Connection] = []
        self._me = 0

    def set_me(self, member: int) -> None:
        """Say which member I am; my own row has no kick and no ban."""
        self._me = member

    def show(self, connections: tuple[Connection, ...]) -> None:
        """Take who is connected now."""
        numbers = {connection.member: connection for connection in connections}
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].member not in numbers:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rows[row]
                self.endRemoveRows()
        for row, was in enumerate(self._rows):
            now = numbers.pop(was.member)
            if now != was:
                self._rows[row] = now
                self.dataChanged.emit(self.index(row, 0), self.index(row, Column.ACTIONS))
        fresh = list(numbers.values())
        if fresh:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()

    def connection(self, row: int) -> Connection | None:
        """Return the connection of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def removable(self, row: int) -> bool:
        """Return whether the member of a row can be parted with: everybody but me.

        A browser that shows the room's page is nobody in the room; it would only ask again.
        """
        found = self.connection(row)
        return found is not None and found.member != self._me and found.kind != "browser"

    def people_count(self) -> int:
        """Return how many are in the room: whoever only looks at its page is not."""
        return sum(connection.kind != "browser" for connection in self._rows)

    def plain_count(self) -> int:
        """Return how many are connected without encryption."""
        return sum(connection.kind != "app" for connection in self._rows)

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.PERSON: translate("Connections", "Person"),
            Column.KIND: translate("Connections", "Kind"),
            Column.ADDRESS: translate("Connections", "Address"),
            Column.SINCE: translate("Connections", "Since"),
            Column.RECEIVED: translate("Connections", "Received"),
            Column.SENT: translate("Connections", "Sent"),
        }.get(Column(section), "")

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        found = self.connection(index.row()) if index.isValid() else None
        if found is None:
            return None
        if role == self.CONNECTION:
            return found
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == Column.KIND:
            return spoken_kind(found.kind)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(found, Column(index.column()))
        return None

    def _words(self, connection: Connection, column: Column) -> str:
        match column:
            case Column.PERSON:
                return shown(connection.name) or translate("Connections", "somebody")
            case Column.KIND:
                return kind_words(connection.kind)
            case Column.ADDRESS:
                return shown(connection.address)
            case Column.SINCE:
                return clock_text(connection.since)
            case Column.RECEIVED:
                return size_text(connection.received)
            case Column.SENT:
                return size_text(connection.sent)
            case Column.ACTIONS:
                return ""


def kind_words(kind: str) -> str:
    """Return what somebody is connected with: the app, a plain socket or a browser."""
    if kind == "app":
        return translate("Connections", "app")
    if kind == "browser":
        return translate("Connections", "browser")
    return translate("Connections", "plain")


def spoken_kind(kind: str) -> str:
    """Return the same in words that need no colour."""
    if kind == "app":
        return translate("Connections", "app, encrypted")
    if kind == "browser":
        return translate("Connections", "browser, not encrypted")
    return translate("Connections", "plain, not encrypted")


def kind_tip(connection: Connection) -> str:
    """Return what a kind means for who talks and who listens."""
    if connection.kind == "app":
        return translate("Connections", "Encrypted: only the two computers can read this line.")
    if connection.kind == "browser":
        return translate(
            "Connections",
            "Not encrypted: whoever is on this network can read what this browser reads. Who "
            "looks at the page is not known.",
        )
    words = translate(
        "Connections",
        "Not encrypted: others on this network can read and change what is said on this line. "
        "Nobody has proved that this is {name}.",
    )
    return fill(words, name=shown(connection.name))


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

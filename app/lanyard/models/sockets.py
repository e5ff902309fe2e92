"""The plain sockets of this computer as a list: what listens, its clients, own connections.

Each group has a head. A socket that is closed stays, with a ring for a dot and the word for why,
until the person removes it or too many have gathered. Main thread only.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Slot,
)

from lanyard.events import Code, Failure
from lanyard.models.figures import clock_text
from lanyard.phrases import NUMBER, fill, translate
from lanyard.readable import visible
from lanyard.sockets import SocketChanged, SocketState, Transport

CLOSED_KEPT = 50
"""Closed sockets that stay in a group; the oldest of them goes first."""
TELL_MILLISECONDS = 100
"""Counts of thousands of clients change at once; the view hears of it so often."""

ALL = ""
"""Key of the row that stands for all sockets together."""
LISTENING, CONNECTIONS = ":listening", ":connections"
"""Groups; the others are the keys of listeners, for their clients."""
_OVER = (SocketState.CLOSED, SocketState.CLOSED_THERE, SocketState.FAILED)


class RowKind(StrEnum):
    """What a row of the list is."""

    HEAD = "head"
    ALL = "all"
    SOCKET = "socket"


@dataclass(frozen=True, slots=True)
class SocketRow:
    """One row, in words."""

    kind: RowKind
    key: str
    title: str
    line: str = ""
    is_open: bool = False


class SocketsModel(QAbstractListModel):
    """The list; ``changed_words`` of a socket that is shown elsewhere come from here as well."""

    ROW = Qt.ItemDataRole.UserRole + 1
    """A ``SocketRow``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sockets: dict[str, SocketChanged] = {}
        self._over_since: dict[str, int] = {}
        self._groups: dict[str, list[str]] = {}
        """Keys by group, in the order they came; only groups that have any."""
        self._waiting: dict[str, int] = {}
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TELL_MILLISECONDS)
        self._telling.timeout.connect(self.tell_words)

    # --- what a page asks -----------------------------------------------------------------------

    def socket(self, key: str) -> SocketChanged | None:
        """Return what is known of a socket."""
        return self._sockets.get(key)

    def clients_of(self, key: str) -> list[str]:
        """Return the keys of a listener's clients."""
        return list(self._groups.get(key, ()))

    def row_of(self, key: str) -> int:
        """Return the row of a socket or of ``ALL``, -1 where it has none."""
        if key == ALL:
            return 0 if self._groups else -1
        at = 1
        for keys in self._groups.values():
            if key in keys:
                return at + 1 + keys.index(key)
            at += 1 + len(keys)
        return -1

    def key_at(self, row: int) -> str | None:
        """Return the key at a row; None for heads and rows that are not there."""
        at = self._place(row)
        if at is None:
            return None
        group, place = at
        if not group:
            return ALL
        return self._groups[group][place] if place >= 0 else None

    def open_count(self) -> int:
        """Return how many sockets are open."""
        return sum(one.state == SocketState.OPEN for one in self._sockets.values())

    def over_keys(self) -> list[str]:
        """Return the keys of the sockets that are closed or failed."""
        return [key for key, one in self._sockets.items() if one.state in _OVER]

    # --- what happens ---------------------------------------------------------------------------

    def take(self, event: SocketChanged) -> list[str]:
        """Take a change; return the keys of sockets that were forgotten to make room."""
        known = self._sockets.get(event.key)
        self._sockets[event.key] = event
        if event.state in _OVER:
            self._over_since.setdefault(event.key, int(time.time() * 1000))
        if known is None:
            self._insert(event)
        elif not self._telling.isActive():
            self._telling.start()
        if event.state in _OVER and (known is None or known.state not in _OVER):
            return self._make_room(_group_of(event))
        return []

    def set_waiting(self, key: str, count: int) -> None:
        """Say how many texts of a client wait until the one before is answered."""
        if self._waiting.get(key, 0) != count:
            self._waiting[key] = count
            if not self._telling.isActive():
                self._telling.start()

    def forget(self, key: str) -> list[str]:
        """Take a socket that is over out of the list, a listener with its clients.

        Returns the keys that are gone.
        """
        one = self._sockets.get(key)
        if one is None or one.state not in _OVER:
            return []
        gone = []
        for client in self.clients_of(key) if one.is_listener else ():
            self._remove(client, key)
            gone.append(client)
        self._remove(key, _group_of(one))
        return [*gone, key]

    @Slot()
    def tell_words(self) -> None:
        """Say that every row may read otherwise: counts changed, or time passed."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    # --- groups ---------------------------------------------------------------------------------

    def _insert(self, event: SocketChanged) -> None:
        group = _group_of(event)
        if not self._groups:
            # The row for all of them comes with the first.
            self.beginInsertRows(QModelIndex(), 0, 2)
            self._groups[group] = [event.key]
            self.endInsertRows()
            return
        if group in self._groups:
            row = self._start_of(group) + 1 + len(self._groups[group])
            self.beginInsertRows(QModelIndex(), row, row)
            self._groups[group].append(event.key)
            self.endInsertRows()
            return
        names = [*self._groups, group]
        names.sort(key=_rank)
        row = 1
        for name in names[: names.index(group)]:
            row += 1 + len(self._groups[name])
        self.beginInsertRows(QModelIndex(), row, row + 1)
        self._groups = {
            name: [event.key] if name == group else self._groups[name] for name in names
        }
        self.endInsertRows()

    def _remove(self, key: str, group: str) -> None:
        keys = self._groups.get(group, [])
        if key not in keys:
            return
        start = self._start_of(group)
        if len(keys) > 1:
            row = start + 1 + keys.index(key)
            self.beginRemoveRows(QModelIndex(), row, row)
            keys.remove(key)
        else:
            first = start if len(self._groups) > 1 else 0
            self.beginRemoveRows(QModelIndex(), first, start + 1)
            del self._groups[group]
        for known in (self._sockets, self._over_since, self._waiting):
            known.pop(key, None)
        self.endRemoveRows()

    def _make_room(self, group: str) -> list[str]:
        over = [key for key in self._groups.get(group, ()) if key in self._over_since]
        gone: list[str] = []
        for key in over[: max(0, len(over) - CLOSED_KEPT)]:
            gone += self.forget(key)
        return gone

    def _start_of(self, group: str) -> int:
        row = 1
        for name, keys in self._groups.items():
            if name == group:
                return row
            row += 1 + len(keys)
        return row

    def _place(self, row: int) -> tuple[str, int] | None:
        """Return group and place in it of a row; ('', 0) for all, place -1 for a head."""
        if row == 0 and self._groups:
            return "", 0
        at = row - 1
        for group, keys in self._groups.items():
            if 0 <= at <= len(keys):
                return group, at - 1
            at -= 1 + len(keys)
        return None

    # --- words ----------------------------------------------------------------------------------

    def words(self, key: str) -> SocketRow:
        """Return a socket in words; it must be known."""
        one = self._sockets[key]
        title = one.peer
        if one.is_listener:
            title = f"{one.transport.upper()} {one.local or one.peer}"
        is_open = one.state == SocketState.OPEN
        return SocketRow(RowKind.SOCKET, key, visible(title), self._line(one), is_open)

    def _line(self, one: SocketChanged) -> str:
        if one.state in _OVER:
            return self._end_words(one)
        if one.state == SocketState.LOOKING_UP:
            return translate("Sockets", "looking up the name")
        if one.state == SocketState.CONNECTING:
            return translate("Sockets", "connecting")
        if one.is_listener:
            words = fill(translate("Sockets", "reply: {reply}"), reply=visible(one.reply))
            if one.transport is Transport.TCP:
                clients = one.clients
                count = translate("Sockets", "%n clients", "", NUMBER, clients)
                words = fill(translate("Sockets", "{reply}, {clients}"), reply=words, clients=count)
            return words
        waiting = self._waiting.get(one.key, 0)
        if waiting:
            return translate("Sockets", "%n texts wait", "", NUMBER, waiting)
        age = age_text(one.since)
        if one.listener:
            return fill(translate("Sockets", "open {age}"), age=age)
        kind = one.transport.upper()
        return fill(translate("Sockets", "{transport}, open {age}"), transport=kind, age=age)

    def _end_words(self, one: SocketChanged) -> str:
        if one.state == SocketState.CLOSED_THERE:
            return translate("Sockets", "closed by the other side")
        when = clock_text(self._over_since.get(one.key, one.since))
        words = translate("Sockets", "closed")
        if one.state == SocketState.FAILED:
            words = _failure_word(one.failure)
        return fill(translate("Sockets", "{what}, {time}"), what=words, time=when)

    def rows(self) -> Iterator[SocketRow]:
        """Yield every row, top to bottom."""
        for row in range(self.rowCount()):
            yield self.row(row)

    def row(self, row: int) -> SocketRow:
        """Return one row in words."""
        at = self._place(row)
        if at is None:
            raise IndexError(row)
        group, place = at
        if not group:
            count = self.open_count()
            line = translate("Sockets", "%n open", "", NUMBER, count)
            return SocketRow(RowKind.ALL, ALL, translate("Sockets", "All sockets"), line, True)
        if place >= 0:
            return self.words(self._groups[group][place])
        return SocketRow(RowKind.HEAD, group, self._head(group))

    def _head(self, group: str) -> str:
        if group == LISTENING:
            return translate("Sockets", "Listening")
        if group == CONNECTIONS:
            return translate("Sockets", "Connections")
        listener = self._sockets.get(group)
        where = listener.local if listener is not None else ""
        words = translate("Sockets", "Clients of TCP {port}")
        return fill(words, port=visible(where.rpartition(":")[2]))

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid() or not self._groups:
            return 0
        return 1 + sum(1 + len(keys) for keys in self._groups.values())

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        at = self._place(index.row()) if index.isValid() else None
        if at is None or (at[0] and at[1] < 0):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or self._place(index.row()) is None:
            return None
        if role == self.ROW:
            return self.row(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.row(index.row()).title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self.row(index.row())
            if not row.line:
                return row.title
            words = QCoreApplication.translate("Sockets", "{title}, {line}")
            return fill(words, title=row.title, line=row.line)
        return None


def age_text(since: int) -> str:
    """Return how long ago a moment was: '14 s', '6 min', '3 h'."""
    seconds = max(0, int(time.time() - since / 1000))
    if seconds < 60:
        return translate("Sockets", "%n s", "", NUMBER, seconds)
    minutes = seconds // 60
    if minutes < 100:
        return translate("Sockets", "%n min", "", NUMBER, minutes)
    hours = minutes // 60
    return translate("Sockets", "%n h", "", NUMBER, hours)


def _failure_word(failure: Failure | None) -> str:
    code = failure.code if failure is not None else None
    if code == Code.HOST_REFUSED:
        return translate("Sockets", "refused")
    if code == Code.HOST_UNKNOWN:
        return translate("Sockets", "unknown name")
    if code == Code.HOST_SILENT:
        return translate("Sockets", "no answer")
    if code in (Code.HOST_UNREACHABLE, Code.NO_NETWORK):
        return translate("Sockets", "out of reach")
    if code == Code.CONNECTION_RESET:
        return translate("Sockets", "broken off")
    return translate("Sockets", "failed")


def _group_of(event: SocketChanged) -> str:
    if event.is_listener:
        return LISTENING
    return event.listener or CONNECTIONS


def _rank(group: str) -> int:
    # Sorting is stable: listeners' clients stand in the order their first client came.
    return {LISTENING: 0, CONNECTIONS: 2}.get(group, 1)

"""What others broadcast, as a table that stays smooth at thousands a second.

Rows come in batches, the newest on top, and the oldest go when the table is full. A filter looks
through the rows in slices from the event loop, newest first, so that a million rows never hold
the window up. While paused the table stands still and what comes is kept aside. Main thread only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QDateTime,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from lanyard.events import Datagram
from lanyard.phrases import fill
from lanyard.plain_text import shown

translate = QCoreApplication.translate

ROWS_KEPT = 1_000_000
CHARACTERS_KEPT = 256 * 1024 * 1024
"""Of all texts together, so that long ones do not fill the memory before the rows do."""
SLICE = 5_000
"""Rows a filter looks at in one turn of the event loop: about 10 ms."""
SURPLUS = 4_096
"""Rows above the limit before the oldest are cut off: one by one would cost a move each."""
SHOWN_TEXT = 400


class Column(IntEnum):
    """The columns of the table."""

    TIME = 0
    FROM = 1
    TEXT = 2


class Kept(NamedTuple):
    """One datagram as the table keeps it; a tuple, for there may be a million."""

    at: int
    address: str
    port: int
    text: str
    payload: bytes | None
    """The bytes, where the text does not give them back."""
    mine: bool


class DatagramsModel(QAbstractTableModel):
    """The rows that are shown: all that was heard, or what the filter lets through."""

    counted = Signal()
    """The number of rows heard, shown or waiting is another."""

    SECOND = Qt.ItemDataRole.UserRole + 1
    """What stands in the second colour after an address: who that probably is."""

    def __init__(self, parent: QObject | None = None, rows_kept: int = ROWS_KEPT) -> None:
        super().__init__(parent)
        self._kept_at_most = rows_kept
        self._rows: list[Kept] = []
        self._first = 0
        """The serial number of ``_rows[0]``: serials never change while rows are cut off."""
        self._characters = 0
        self._needle = ""
        self._newer: list[int] = []
        """Serials that pass the filter, oldest first: what came since the search began."""
        self._older: list[int] = []
        """Serials that pass the filter, newest first: what the search has found so far."""
        self._search_from = -1
        self._searching = QTimer(self)
        self._searching.setInterval(0)
        self._searching.timeout.connect(self._search_on)
        self._paused = False
        self._waiting: deque[Kept] = deque(maxlen=rows_kept)
        self._heard = 0
        self._names: dict[str, str] = {}
        self._addresses: dict[str, str] = {}

    # --- what a page does -----------------------------------------------------------------------

    @property
    def heard(self) -> int:
        """How many datagrams came since the last clearing, kept or not."""
        return self._heard

    @property
    def waiting(self) -> int:
        """How many came while paused and are not shown yet."""
        return len(self._waiting)

    @property
    def paused(self) -> bool:
        """Whether the table stands still."""
        return self._paused

    @property
    def searching(self) -> bool:
        """Whether the filter has not looked at every row yet."""
        return self._searching.isActive()

    def take(self, datagrams: Sequence[Datagram]) -> None:
        """Take a batch, in the order it came."""
        fresh = [self._compact(datagram) for datagram in datagrams]
        self._heard += len(fresh)
        if self._paused:
            self._waiting.extend(fresh)
        else:
            self._append(fresh)
        self.counted.emit()

    def set_paused(self, paused: bool) -> None:
        """Let the table stand still, or go on with what came meanwhile."""
        self._paused = paused
        if not paused and self._waiting:
            self._append(list(self._waiting))
            self._waiting.clear()
        self.counted.emit()

    @Slot()
    def clear(self) -> None:
        """Forget everything."""
        self._searching.stop()
        self.beginResetModel()
        self._first += len(self._rows)
        self._rows = []
        self._newer, self._older = [], []
        self._search_from = self._first - 1
        self._characters = 0
        self._waiting.clear()
        self._heard = 0
        self._addresses.clear()
        self.endResetModel()
        self.counted.emit()

    def set_filter(self, text: str) -> None:
        """Show only rows whose address, name or text holds ``text``, whatever its case."""
        needle = text.strip().casefold()
        if needle == self._needle:
            return
        self.beginResetModel()
        self._needle = needle
        self._newer, self._older = [], []
        self._search_from = self._first + len(self._rows) - 1
        self.endResetModel()
        if needle:
            self._search_on()
            if self._search_from >= self._first:
                self._searching.start()
        else:
            self._searching.stop()
        self.counted.emit()

    def set_names(self, names: dict[str, str]) -> None:
        """Say who is probably at which address; shown beside the address."""
        if names != self._names:
            self._names = dict(names)
            if self.rowCount():
                last = self.index(self.rowCount() - 1, Column.FROM)
                self.dataChanged.emit(self.index(0, Column.FROM), last)

    def kept(self, row: int) -> Kept | None:
        """Return what a shown row holds."""
        serial = self._serial(row)
        return None if serial is None else self._rows[serial - self._first]

    def all_kept(self) -> Iterator[Kept]:
        """Return everything that is kept now, the oldest first, filtered or not.

        Stays valid while more comes; what was cut off meanwhile is passed over.
        """
        return self._kept_from(self._first, self._first + len(self._rows))

    def _kept_from(self, serial: int, end: int) -> Iterator[Kept]:
        while serial < end:
            serial = max(serial, self._first)
            place = serial - self._first
            if place >= len(self._rows):
                return
            yield self._rows[place]
            serial += 1

    # --- rows -----------------------------------------------------------------------------------

    def _compact(self, datagram: Datagram) -> Kept:
        exact = not datagram.binary and datagram.text.encode("utf-8", "replace") == datagram.payload
        if len(self._addresses) > 10_000:
            self._addresses.clear()
        address = self._addresses.setdefault(datagram.address, datagram.address)
        return Kept(
            datagram.at,
            address,
            datagram.port,
            datagram.text,
            None if exact else datagram.payload,
            datagram.mine,
        )

    def _append(self, fresh: list[Kept]) -> None:
        fresh = fresh[-self._kept_at_most :]
        start = self._first + len(self._rows)
        if self._needle:
            passing = [start + at for at, kept in enumerate(fresh) if self._passes(kept)]
            if passing:
                self.beginInsertRows(QModelIndex(), 0, len(passing) - 1)
            self._rows += fresh
            self._newer += passing
            if passing:
                self.endInsertRows()
        elif fresh:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()
        self._characters += sum(len(kept.text) for kept in fresh)
        if (
            len(self._rows) > self._kept_at_most + min(SURPLUS, self._kept_at_most)
            or self._characters > CHARACTERS_KEPT
        ):
            self._cut_off()

    def _cut_off(self) -> None:
        """Forget the oldest rows above the limits."""
        count = max(0, len(self._rows) - self._kept_at_most)
        characters = self._characters - sum(len(kept.text) for kept in self._rows[:count])
        while characters > CHARACTERS_KEPT and count < len(self._rows):
            characters -= len(self._rows[count].text)
            count += 1
        first = self._first + count
        gone = count
        from_newer = 0
        if self._needle:
            from_older = 0
            while from_older < len(self._older) and self._older[-1 - from_older] < first:
                from_older += 1
            while from_newer < len(self._newer) and self._newer[from_newer] < first:
                from_newer += 1
            gone = from_older + from_newer
        last = self.rowCount() - 1
        if gone:
            self.beginRemoveRows(QModelIndex(), last - gone + 1, last)
        if self._needle:
            del self._older[len(self._older) - (gone - from_newer) :]
            del self._newer[:from_newer]
        del self._rows[:count]
        self._first = first
        self._characters = characters
        if gone:
            self.endRemoveRows()

    def _serial(self, row: int) -> int | None:
        if row < 0 or row >= self.rowCount():
            return None
        if not self._needle:
            return self._first + len(self._rows) - 1 - row
        if row < len(self._newer):
            return self._newer[-1 - row]
        return self._older[row - len(self._newer)]

    def _passes(self, kept: Kept) -> bool:
        return (
            self._needle in kept.text.casefold()
            or self._needle in kept.address
            or self._needle in self._second(kept).casefold()
        )

    @Slot()
    def _search_on(self) -> None:
        """Look at the next slice of rows, towards the oldest."""
        end = max(self._first - 1, self._search_from - SLICE)
        found = [
            serial
            for serial in range(self._search_from, end, -1)
            if self._passes(self._rows[serial - self._first])
        ]
        self._search_from = end
        if found:
            row = self.rowCount()
            self.beginInsertRows(QModelIndex(), row, row + len(found) - 1)
            self._older += found
            self.endInsertRows()
        if end < self._first:
            self._searching.stop()
        self.counted.emit()

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid():
            return 0
        return len(self._newer) + len(self._older) if self._needle else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.TIME: translate("Datagrams", "Time"),
            Column.FROM: translate("Datagrams", "From"),
            Column.TEXT: translate("Datagrams", "Text"),
        }[Column(section)]

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        kept = self.kept(index.row()) if index.isValid() else None
        if kept is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(kept, Column(index.column()))
        if role == self.SECOND and index.column() == Column.FROM:
            return self._second(kept)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self._words(kept, Column(index.column()))
            second = self._second(kept) if index.column() == Column.FROM else ""
            if not second:
                return words
            return fill(translate("Datagrams", "{address}, {name}"), address=words, name=second)
        return None

    def _words(self, kept: Kept, column: Column) -> str:
        if column == Column.TIME:
            return time_text(kept.at)
        if column == Column.FROM:
            return kept.address
        return shown(kept.text, longest=SHOWN_TEXT)

    def _second(self, kept: Kept) -> str:
        if kept.mine:
            return translate("Datagrams", "you")
        return shown(self._names.get(kept.address, ""), longest=60)


def time_text(milliseconds: int) -> str:
    """Return the time of day to the millisecond, the same in every language: it is a figure."""
    return str(QDateTime.fromMSecsSinceEpoch(milliseconds).toString("HH:mm:ss.zzz"))


def line_of(kept: Kept) -> str:
    """Return a datagram as one line of a text file: day and time, from where, what.

    A line break in the text becomes the two characters ``\\n``, so that a line stays one.
    """
    moment = QDateTime.fromMSecsSinceEpoch(kept.at).toString("yyyy-MM-dd HH:mm:ss.zzz")
    address = f"[{kept.address}]" if ":" in kept.address else kept.address
    text = kept.text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n")
    return f"{moment}\t{address}:{kept.port}\t{text}\n"

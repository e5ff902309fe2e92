"""The traffic of the plain sockets as a table: everything, or what one socket and a filter let by.

The newest row stands last, as in a conversation. Rows come in batches and are put in as batches.
A choice looks through what is kept in slices from the event loop, newest first, so that a million
rows never hold the window up. While paused the table stands still and nothing is lost. Texts are
made from bytes only for rows that are shown, searched or saved. Main thread only.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QDateTime,
    QElapsedTimer,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from lanyard.models.traffic_rows import ROWS_KEPT, Passed, TrafficRows
from lanyard.phrases import fill
from lanyard.readable import spoken_bytes, visible
from lanyard.sockets import Traffic

translate = QCoreApplication.translate

SLICE = 512
"""Rows a search looks at between two looks at the clock."""
SEARCH_MILLISECONDS = 8
"""How long a search works in one turn of the event loop."""
SHOWN_TEXT = 400
SHOWN_BYTES = 136


class Column(IntEnum):
    """The columns of the table."""

    TIME = 0
    WAY = 1
    FROM = 2
    TO = 3
    TEXT = 4
    SIZE = 5


class TrafficModel(QAbstractTableModel):
    """The rows that are shown."""

    counted = Signal()
    """The number of rows that passed, are shown or wait is another."""

    SECOND = Qt.ItemDataRole.UserRole + 1
    """What stands in the second colour after a text: why it is not what one expects."""
    PASSED = Qt.ItemDataRole.UserRole + 2
    """The row itself, a ``Passed``."""

    def __init__(self, parent: QObject | None = None, rows_kept: int = ROWS_KEPT) -> None:
        super().__init__(parent)
        self._rows = TrafficRows(rows_kept)
        self._keys: frozenset[str] | None = None
        self._needle = ""
        self._hex = False
        self._cleared: dict[str, int] = {}
        """Of one socket only: rows of a key before this serial are not shown under it."""
        self._newer = array("Q")
        """Serials that pass, oldest first: what came since the search began."""
        self._older = array("Q")
        """Serials that pass, newest first: what the search has found so far."""
        self._search_from = -1
        self._searching = QTimer(self)
        self._searching.setInterval(0)
        self._searching.timeout.connect(self._search_on)
        self._paused = False
        self._shown_end = 0
        """Rows from here on wait until the pause ends."""
        self._passed = 0

    # --- what a page does -----------------------------------------------------------------------

    @property
    def passed(self) -> int:
        """How many rows came since the last clearing, kept or not."""
        return self._passed

    @property
    def waiting(self) -> int:
        """How many rows of all sockets came while paused and are not shown yet."""
        return self._rows.end - self._shown_end

    @property
    def paused(self) -> bool:
        """Whether the table stands still."""
        return self._paused

    @property
    def searching(self) -> bool:
        """Whether the choice has not looked at every row yet."""
        return self._searching.isActive()

    def take(self, rows: Sequence[Traffic]) -> None:
        """Take a batch, in the order it came."""
        self._append(rows, note=False)
        self._passed += len(rows)
        self.counted.emit()

    def note(self, key: str, at: int, words: str) -> None:
        """Put a sentence about a socket among its rows."""
        self._append((Traffic(key, at, False, "", "", words.encode(), 0),), note=True)
        self.counted.emit()

    def set_paused(self, paused: bool) -> None:
        """Let the table stand still, or go on with what came meanwhile."""
        self._paused = paused
        if not paused and self.waiting:
            start, self._shown_end = self._shown_end, self._rows.end
            if self._chooses:
                self._look_again()
            else:
                row = start - self._rows.first
                self._shown_end = start
                self.beginInsertRows(QModelIndex(), row, row + self._rows.end - start - 1)
                self._shown_end = self._rows.end
                self.endInsertRows()
        self.counted.emit()

    @Slot()
    def clear(self) -> None:
        """Forget everything; where one socket is chosen, show nothing of before any more."""
        if self._keys is not None:
            self._cleared.update(dict.fromkeys(self._keys, self._rows.end))
            self._shown_end = self._rows.end
            self._look_again()
            return
        self._searching.stop()
        self.beginResetModel()
        self._rows.clear()
        self._cleared.clear()
        self._newer, self._older = array("Q"), array("Q")
        self._search_from = self._rows.first - 1
        self._shown_end = self._rows.end
        self._passed = 0
        self.endResetModel()
        self.counted.emit()

    def choose(self, keys: Collection[str] | None) -> None:
        """Show only rows of these sockets; None shows all."""
        wanted = None if keys is None else frozenset(keys)
        if wanted != self._keys:
            self._keys = wanted
            self._look_again()

    def set_filter(self, text: str) -> None:
        """Show only rows whose text or address holds ``text``, whatever its case."""
        needle = text.strip().casefold()
        if needle != self._needle:
            self._needle = needle
            self._look_again()

    def set_hex(self, shown_as_hex: bool) -> None:
        """Show the digits of all bytes, or texts."""
        if shown_as_hex != self._hex:
            self._hex = shown_as_hex
            if self.rowCount():
                last = self.index(self.rowCount() - 1, Column.TEXT)
                self.dataChanged.emit(self.index(0, Column.TEXT), last)

    def passed_at(self, row: int) -> Passed | None:
        """Return a row that is shown."""
        if not 0 <= row < self.rowCount():
            return None
        return self._rows.row(self._serial(row))

    def chosen_rows(self) -> Iterator[Passed]:
        """Yield the rows that socket and filter let by, the oldest first.

        Stays valid while more comes; what is cut off meanwhile is passed over.
        """
        for serial in self._rows.serials():
            if not self._chooses or self._passes(serial):
                yield self._rows.row(serial)

    # --- rows -----------------------------------------------------------------------------------

    @property
    def _chooses(self) -> bool:
        return self._keys is not None or bool(self._needle)

    def _append(self, rows: Sequence[Traffic], note: bool) -> None:
        if not rows:
            return
        start = self._rows.end
        if self._paused:
            self._rows.append(rows, note)
        elif self._chooses:
            self._rows.append(rows, note)
            self._shown_end = self._rows.end
            passing = [at for at in range(start, self._rows.end) if self._passes(at)]
            if passing:
                row = self.rowCount()
                self.beginInsertRows(QModelIndex(), row, row + len(passing) - 1)
                self._newer.extend(passing)
                self.endInsertRows()
        else:
            row = start - self._rows.first
            self.beginInsertRows(QModelIndex(), row, row + len(rows) - 1)
            self._rows.append(rows, note)
            self._shown_end = self._rows.end
            self.endInsertRows()
        surplus = self._rows.surplus()
        if surplus:
            self._cut_off(surplus)

    def _cut_off(self, count: int) -> None:
        """Forget the oldest rows above the limits."""
        first = self._rows.first + count
        older = newer = 0
        if self._chooses:
            while older < len(self._older) and self._older[-1 - older] < first:
                older += 1
            while newer < len(self._newer) and self._newer[newer] < first:
                newer += 1
            gone = older + newer
        else:
            gone = min(count, self._shown_end - self._rows.first)
        if gone:
            self.beginRemoveRows(QModelIndex(), 0, gone - 1)
        del self._older[len(self._older) - older :]
        del self._newer[:newer]
        self._rows.drop(count)
        self._shown_end = max(self._shown_end, first)
        if gone:
            self.endRemoveRows()

    def _serial(self, row: int) -> int:
        if not self._chooses:
            return self._rows.first + row
        if row < len(self._older):
            return self._older[-1 - row]
        return self._newer[row - len(self._older)]

    def _passes(self, serial: int) -> bool:
        block, place = self._rows.place(serial)
        if self._keys is not None:
            key = block.row_key(place)
            if key not in self._keys or serial < self._cleared.get(key, 0):
                return False
        return not self._needle or block.holds(place, self._needle)

    def _look_again(self) -> None:
        """Begin to look for what passes, from the newest row on."""
        self.beginResetModel()
        self._newer, self._older = array("Q"), array("Q")
        self._search_from = self._shown_end - 1
        self.endResetModel()
        self._searching.stop()
        if self._chooses:
            self._search_on()
            if self._search_from >= self._rows.first:
                self._searching.start()
        self.counted.emit()

    @Slot()
    def _search_on(self) -> None:
        """Look at the next rows, towards the oldest, for some milliseconds."""
        clock = QElapsedTimer()
        clock.start()
        first, at = self._rows.first, self._search_from
        found: list[int] = []
        while at >= first:
            end = max(first - 1, at - SLICE)
            found += [serial for serial in range(at, end, -1) if self._passes(serial)]
            at = end
            if clock.elapsed() >= SEARCH_MILLISECONDS:
                break
        self._search_from = at
        if found:
            self.beginInsertRows(QModelIndex(), 0, len(found) - 1)
            self._older.extend(found)
            self.endInsertRows()
        if at < first:
            self._searching.stop()
        self.counted.emit()

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        if parent.isValid():
            return 0
        if self._chooses:
            return len(self._newer) + len(self._older)
        return self._shown_end - self._rows.first

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
        if role == Qt.ItemDataRole.TextAlignmentRole and section == Column.SIZE:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            Column.TIME: translate("Traffic", "Time"),
            Column.WAY: "",
            Column.FROM: translate("Traffic", "From"),
            Column.TO: translate("Traffic", "To"),
            Column.TEXT: translate("Traffic", "Text"),
            Column.SIZE: translate("Traffic", "Size"),
        }[Column(section)]

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        passed = self.passed_at(index.row()) if index.isValid() else None
        if passed is None:
            return None
        column = index.column()
        if role == self.PASSED:
            return passed
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if column == Column.WAY and role == Qt.ItemDataRole.AccessibleTextRole:
                return way_text(passed)
            return self._words(passed, Column(column))
        if role == self.SECOND and column == Column.TEXT:
            return self._remark(passed)
        if role == Qt.ItemDataRole.TextAlignmentRole and column == Column.SIZE:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _words(self, passed: Passed, column: Column) -> str:
        if column == Column.TIME:
            return str(QDateTime.fromMSecsSinceEpoch(passed.at).toString("HH:mm:ss"))
        if column == Column.FROM:
            return visible(passed.source)
        if column == Column.TO:
            return visible(passed.target)
        if column == Column.SIZE:
            return "" if passed.note else bytes_text(passed.size)
        if column == Column.TEXT:
            if self._hex and not passed.note:
                return spoken_bytes(passed.payload[:SHOWN_BYTES])
            return visible(passed.text()[0][:SHOWN_TEXT])
        return ""

    def _remark(self, passed: Passed) -> str:
        if passed.note:
            return ""
        if passed.cut:
            return translate("Traffic", "cut: the datagram was longer")
        if passed.size > len(passed.payload):
            return translate("Traffic", "only the beginning")
        if not self._hex and passed.text()[1]:
            return translate("Traffic", "not UTF-8 or GB18030")
        return ""


def bytes_text(size: int) -> str:
    """Return a size to the byte: '1,204 B'."""
    return fill(translate("Traffic", "{n} B"), n=QLocale().toString(size))


def way_text(passed: Passed) -> str:
    """Return which way a row went, for a screen reader."""
    if passed.note:
        return translate("Traffic", "note")
    return translate("Traffic", "received") if passed.incoming else translate("Traffic", "sent")

"""The files of one offer as a table: whether it is wanted, name and size.

Built for a hundred thousand of them: nothing is kept a row but one byte. Names are shown
harmless, as text. Main thread only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import compress
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from lanyard.events import OfferedFile
from lanyard.models.figures import size_text
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown

_Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """The columns of the table."""

    NAME = 0
    SIZE = 1


class OfferedFilesModel(QAbstractTableModel):
    """One row a file, in the order of the offer. All are wanted at first."""

    chosen_changed = Signal()
    """Other files are wanted."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[OfferedFile, ...] = ()
        self._all = 0
        self._wanted = bytearray()
        self._chosen = 0
        self._chosen_size = 0

    # --- what a card does -----------------------------------------------------------------------

    def show(self, files: Sequence[OfferedFile], all_files: int = 0) -> None:
        """Show these files; ``all_files`` is how many there are if these are only the first."""
        everything = max(all_files, len(files))
        if tuple(files) != self._files or everything != self._all:
            self.beginResetModel()
            self._files, self._all = tuple(files), everything
            self._wanted = bytearray(b"\1") * len(self._files)
            self.endResetModel()
            self._count()

    @property
    def complete(self) -> bool:
        """Whether every file is here, so that some of them can be chosen."""
        return len(self._files) == self._all

    @property
    def chosen(self) -> int:
        """How many of the files that are shown are wanted."""
        return self._chosen

    @property
    def chosen_size(self) -> int:
        """Their bytes."""
        return self._chosen_size

    def picks(self) -> tuple[int, ...] | None:
        """Return the numbers of the wanted files; None for all of them."""
        if self._chosen == len(self._files):
            return None
        return tuple(compress(range(len(self._wanted)), self._wanted))

    def choose(self, rows: Iterable[int], wanted: bool) -> None:
        """Want these files, or do not."""
        if not self.complete:
            return
        inside = range(len(self._wanted))
        touched = [row for row in set(rows) if row in inside and self._wanted[row] != wanted]
        if not touched:
            return
        sign = 1 if wanted else -1
        for row in touched:
            self._wanted[row] = wanted
            self._chosen += sign
            self._chosen_size += sign * self._files[row].size
        self.chosen_changed.emit()
        self._tell(min(touched), max(touched))

    @Slot()
    def choose_all(self) -> None:
        """Want every file."""
        self._choose_every(wanted=True)

    @Slot()
    def choose_none(self) -> None:
        """Want none of them."""
        self._choose_every(wanted=False)

    def is_wanted(self, row: int) -> bool:
        """Return whether a file is wanted."""
        return bool(self._wanted[row])

    def _choose_every(self, wanted: bool) -> None:
        if self._files and self.complete:
            self._wanted = bytearray([wanted]) * len(self._files)
            self._count()
            self._tell(0, len(self._files) - 1)

    def _count(self) -> None:
        self._chosen = sum(self._wanted)
        self._chosen_size = sum(file.size for file in compress(self._files, self._wanted))
        self.chosen_changed.emit()

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, Column.NAME), self.index(last, Column.SIZE))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, Column.NAME, Column.NAME)

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._files)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(Column)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == Column.NAME and self.complete and len(self._files) > 1:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

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
        return self._head() if section == Column.NAME else translate("OfferedFiles", "Size")

    def _head(self) -> str:
        files = self._all
        if not self.complete:
            words = translate("OfferedFiles", "The first {here} of %n files", "", NUMBER, files)
            return fill(words, here=QLocale().toString(len(self._files)))
        if self._chosen == files:
            return translate("OfferedFiles", "%n files", "", NUMBER, files)
        words = translate("OfferedFiles", "%n files, {chosen} chosen", "", NUMBER, files)
        return fill(words, chosen=QLocale().toString(self._chosen))

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not index.isValid() or row >= len(self._files):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        checkable = bool(self.flags(index) & Qt.ItemFlag.ItemIsUserCheckable)
        if role == Qt.ItemDataRole.CheckStateRole and checkable:
            return Qt.CheckState.Checked if self._wanted[row] else Qt.CheckState.Unchecked
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        file = self._files[row]
        if index.column() == Column.NAME:
            return shown(file.shown)
        # A folder without anything in it has a name and no size.
        return "" if file.name.endswith("/") else size_text(file.size)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.choose((index.row(),), Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == Column.SIZE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

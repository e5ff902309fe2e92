"""The files of one offer as a small table: name and size. Names are shown harmless, as text."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from lanyard.events import OfferedFile
from lanyard.models.figures import size_text
from lanyard.phrases import NUMBER, translate
from lanyard.plain_text import shown


class Column(IntEnum):
    """The columns of the table."""

    NAME = 0
    SIZE = 1


class OfferedFilesModel(QAbstractTableModel):
    """One row a file, in the order of the offer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: tuple[OfferedFile, ...] = ()

    def show(self, files: Sequence[OfferedFile]) -> None:
        """Show these files."""
        if tuple(files) != self._files:
            self.beginResetModel()
            self._files = tuple(files)
            self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._files)

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
        if section == Column.NAME:
            files = len(self._files)
            return translate("OfferedFiles", "%n files", "", NUMBER, files)
        return translate("OfferedFiles", "Size")

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._files):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        file = self._files[index.row()]
        return shown(file.name) if index.column() == Column.NAME else size_text(file.size)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == Column.SIZE else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter

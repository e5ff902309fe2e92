"""A list view that places its rows by a table of heights of its own.

QListView asks the height of every row before it shows the first one, which takes a second for
ten thousand. This one answers all of Qt's questions about places from ``RowHeights``, so that a
row is measured when it comes near. It stays a QListView because screen readers know that kind.
Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from lanyard.widgets.row_heights import RowHeights

SPACE_ABOVE = 2
SPACE_BELOW = 16

_Index = QModelIndex | QPersistentModelIndex


class RowView(QListView):
    """Where the rows lie; who fills the heights and moves the offset decides what is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heights = RowHeights(SPACE_ABOVE, SPACE_BELOW)
        self._offset = 0

    def prepare(self) -> None:
        """Set the view up; called when a subclass can answer, because Qt asks at once."""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAutoScroll(False)
        self.setMouseTracking(True)

    # --- Qt's questions about places ------------------------------------------------------------

    def visualRect(self, index: _Index) -> QRect:
        if not index.isValid() or index.row() >= len(self._heights):
            return QRect()
        row = index.row()
        top = self._heights.top(row) - self._offset
        return QRect(0, top, self.width(), self._heights.height(row))

    def indexAt(self, point: QPoint) -> QModelIndex:
        if not len(self._heights):
            return QModelIndex()
        y = point.y() + self._offset
        row = self._heights.row_at(y)
        top = self._heights.top(row)
        if not top <= y < top + self._heights.height(row):
            return QModelIndex()
        return self.model().index(row, 0)

    def verticalOffset(self) -> int:
        return self._offset

    def horizontalOffset(self) -> int:
        return 0

    def isIndexHidden(self, index: _Index) -> bool:
        return False

    def row_from(self, row: int, pixels: int) -> int:
        """Return the row that lies so many pixels below (or above) the beginning of a row."""
        return self._heights.row_at(self._heights.top(row) + pixels)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        selection = QItemSelection()
        if len(self._heights):
            area = rect.normalized()
            first = self._heights.row_at(area.top() + self._offset)
            last = self._heights.row_at(area.bottom() + self._offset)
            if self.visualRect(self.model().index(last, 0)).bottom() >= area.top():
                selection.select(self.model().index(first, 0), self.model().index(last, 0))
        self.selectionModel().select(selection, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def doItemsLayout(self) -> None:
        # QListView would ask the height of every row here.
        QAbstractItemView.doItemsLayout(self)

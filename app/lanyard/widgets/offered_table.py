"""The files of an offer as a list with check boxes, a line above it, and a bounded height.

Space changes every selected row at once; a click on a box changes one. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from lanyard.models.offered_files import Column, OfferedFilesModel
from lanyard.widgets import theme
from lanyard.widgets.buttons import LinkButton
from lanyard.widgets.table import CELL_INSET, Table, TableDelegate
from lanyard.widgets.text import elided_label, hairline, plain_label

FILE_ROW = 30
BOX = 16
BOX_ROOM = CELL_INSET + BOX + 2
SIZE_WIDTH = 96


class OfferedTable(QWidget):
    """The list. ``show_rows`` says how many of them are seen at once."""

    def __init__(self, files: OfferedFilesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self._rows_shown = 0.0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._made_head())
        column.addWidget(hairline())
        self.table = _Rows(files)
        column.addWidget(self.table)
        files.chosen_changed.connect(self._tell)
        self._tell()

    def _made_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(CELL_INSET, 5, CELL_INSET, 5)
        head.setSpacing(10)
        self._words = elided_label("", 12, 400, "text2")
        head.addWidget(self._words)
        self._all = LinkButton(self.tr("All"), 12)
        self._all.setAccessibleName(self.tr("Choose all files"))
        self._all.clicked.connect(self._files.choose_all)
        head.addWidget(self._all)
        self._none = LinkButton(self.tr("None"), 12)
        self._none.setAccessibleName(self.tr("Choose no file"))
        self._none.clicked.connect(self._files.choose_none)
        head.addWidget(self._none)
        self._note = elided_label("", 12, 400, "text2")
        head.addWidget(self._note, 1)
        head.addWidget(plain_label(self.tr("Size"), 12, 400, "text2"))
        return head

    def say(self, note: str, trouble: bool = False) -> None:
        """Say something about the list beside its count."""
        self._note.setText(note)
        self._note.set_role("danger" if trouble else "text2")

    def show_rows(self, rows: float) -> None:
        """Show up to so many rows; half of one says that the list goes on."""
        self._rows_shown = rows
        rows = min(float(self._files.rowCount()), rows)
        self.table.setFixedHeight(round(rows * theme.scaled(FILE_ROW)))

    @Slot()
    def _tell(self) -> None:
        files = self._files
        across = Qt.Orientation.Horizontal
        self._words.setText(str(files.headerData(Column.NAME, across)))
        choice = files.complete and files.rowCount() > 1
        for link in (self._all, self._none):
            link.setVisible(choice)
        self._all.setEnabled(files.chosen < files.rowCount())
        self._none.setEnabled(files.chosen > 0)


class _Rows(Table):
    """The rows themselves, without a head of their own."""

    def __init__(self, files: OfferedFilesModel) -> None:
        super().__init__("", FILE_ROW)
        self._files = files
        self.setAccessibleName(self.tr("Offered files"))
        self.setModel(files)
        self.setItemDelegate(_RowDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(Column.SIZE, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(Column.SIZE, theme.scaled(SIZE_WIDTH))
        head.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            wanted = not self._files.is_wanted(self.currentIndex().row())
            # Ranges and not rows: a hundred thousand selected indexes would take their time.
            selected = self.selectionModel().selection()
            rows: set[int] = {self.currentIndex().row()}
            for place in range(selected.count()):
                part = selected.at(place)
                rows.update(range(part.top(), part.bottom() + 1))
            self._files.choose(rows, wanted)
            return
        super().keyPressEvent(event)


class _RowDelegate(TableDelegate):
    """Paints a check box before the name, and quietly what is not wanted."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, quiet=(Column.SIZE,), tabular=(Column.SIZE,), middle=(0,))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            super().paint(painter, option, index)
            return
        checked = state == Qt.CheckState.Checked
        self._paint_ground(painter, option, index)
        box = QStyleOptionViewItem(option)
        box.rect = _box(option.rect)
        flags = QStyle.StateFlag
        box.state = flags.State_Enabled | (flags.State_On if checked else flags.State_Off)
        if option.widget is not None:
            element = QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck
            option.widget.style().drawPrimitive(element, box, painter, option.widget)
        words = QStyleOptionViewItem(option)
        words.rect = option.rect.adjusted(BOX_ROOM, 0, 0, 0)
        if not checked:
            words.palette.setColor(QPalette.ColorRole.Text, theme.colours().text2)
        super().paint(painter, words, index)

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        kinds = (QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick)
        if state is None or event.type() not in kinds or not isinstance(event, QMouseEvent):
            return False
        place: QPoint = event.position().toPoint()
        # The whole field before the name, which is easier to hit than the box.
        if place.x() > option.rect.left() + BOX_ROOM:
            return False
        wanted = (
            Qt.CheckState.Unchecked if state == Qt.CheckState.Checked else Qt.CheckState.Checked
        )
        return model.setData(index, wanted, Qt.ItemDataRole.CheckStateRole)


def _box(rect: QRect) -> QRect:
    """Return where the check box of a row stands."""
    top = rect.top() + (rect.height() - BOX) // 2
    return QRect(rect.left() + CELL_INSET, top, BOX, BOX)

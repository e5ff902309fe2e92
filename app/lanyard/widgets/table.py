"""Tables as every page shows them: a head that paints itself, hairlines between rows, no grid.

Heads and cells stand on one edge. A row is lit under the mouse and when it is chosen. Rows that
are put on top do not move what the person is reading. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from lanyard.plain_text import shown
from lanyard.widgets import theme

HEAD_HEIGHT = 32
CELL_INSET = 8

_VCENTRE = Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | _VCENTRE
_ONE_LINE = int(Qt.TextFlag.TextSingleLine)


class TableHead(QHeaderView):
    """The heads of the columns in the second text colour, and one hairline below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(theme.scaled(HEAD_HEIGHT))
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(40)
        self.setDefaultAlignment(_LEFT)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        model = self.model()
        if not rect.isValid():
            return
        across = Qt.Orientation.Horizontal
        words = model.headerData(logical_index, across, Qt.ItemDataRole.DisplayRole)
        aligned = model.headerData(logical_index, across, Qt.ItemDataRole.TextAlignmentRole)
        painter.save()
        painter.fillRect(rect, self.palette().color(QPalette.ColorRole.Base))
        painter.setFont(theme.font(12))
        painter.setPen(theme.colours().text2)
        place = rect.adjusted(CELL_INSET, 0, -CELL_INSET, 0)
        painter.drawText(place, int(aligned or _LEFT) | _ONE_LINE, shown(str(words or "")))
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        viewport = self.viewport()
        painter = QPainter(viewport)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Base))
        painter.end()
        super().paintEvent(event)
        bottom = viewport.height() - 1
        painter = QPainter(viewport)
        painter.fillRect(0, bottom, viewport.width(), 1, theme.colours().hairline)
        painter.end()


class TableDelegate(QStyledItemDelegate):
    """Paints cells: one line, elided, and what follows it in the second colour.

    ``second_role`` of the model is that second text. ``quiet`` columns stand in the second
    colour, ``tabular`` ones have digits of one width, ``middle`` ones elide in the middle.
    """

    def __init__(
        self,
        parent: QObject | None = None,
        quiet: tuple[int, ...] = (),
        tabular: tuple[int, ...] = (),
        middle: tuple[int, ...] = (),
        second_role: int = 0,
    ) -> None:
        super().__init__(parent)
        self._quiet = quiet
        self._tabular = tabular
        self._middle = middle
        self._second_role = second_role

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        own = theme.colours()
        rect = option.rect
        column = index.column()
        painter.save()
        self._paint_ground(painter, option, index)
        place = rect.adjusted(CELL_INSET, 0, -CELL_INSET, 0)
        type_ = theme.font(13, tabular=column in self._tabular)
        metrics = QFontMetrics(type_)
        ink = option.palette.color(QPalette.ColorRole.Text)
        painter.setFont(type_)
        painter.setPen(own.text2 if column in self._quiet else ink)
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        mode = Qt.TextElideMode.ElideRight
        if column in self._middle:
            mode = Qt.TextElideMode.ElideMiddle
        aligned = index.data(Qt.ItemDataRole.TextAlignmentRole)
        # Every script on one baseline: a fallback font would lower its own line otherwise.
        line = metrics.elidedText(words, mode, place.width())
        _draw_line(painter, place, line, metrics, aligned)
        second = index.data(self._second_role) if self._second_role else None
        if second:
            used = metrics.horizontalAdvance(words) + CELL_INSET
            rest = place.adjusted(used, 0, 0, 0)
            small = theme.font(12)
            small_metrics = QFontMetrics(small)
            if rest.width() > 24:
                painter.setFont(small)
                painter.setPen(own.text2)
                line = small_metrics.elidedText(
                    str(second), Qt.TextElideMode.ElideRight, rest.width()
                )
                _draw_line(painter, rest, line, metrics, None)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        own = theme.colours()
        rect = option.rect
        view = option.widget
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = isinstance(view, Table) and view.hovered_row() == index.row()
        if selected or hovered:
            painter.fillRect(rect, own.selected if selected else own.hover)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, own.hairline)
        if (
            isinstance(view, Table)
            and view.hasFocus()
            and view.currentIndex().row() == index.row()
            and selected
        ):
            view.paint_focus(painter, index.row())


def _draw_line(
    painter: QPainter, rect: QRect, line: str, metrics: QFontMetrics, aligned: object
) -> None:
    """Draw one line on the baseline that ``metrics`` gives to the middle of ``rect``."""
    left = float(rect.left())
    if isinstance(aligned, (int, Qt.AlignmentFlag)):
        flags = Qt.AlignmentFlag(aligned)
        width = painter.fontMetrics().horizontalAdvance(line)
        if flags & Qt.AlignmentFlag.AlignRight:
            left = rect.right() + 1 - width
        elif flags & Qt.AlignmentFlag.AlignHCenter:
            left = rect.center().x() - width / 2
    baseline = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
    painter.drawText(round(left), baseline, line)


class Table(QTableView):
    """A table of whole rows. ``dense`` rows are 32 high, others 40."""

    def __init__(self, name: str, row_height: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hovered = -1
        self._anchored = False
        self.setAccessibleName(name)
        self.setHorizontalHeader(TableHead(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(theme.scaled(row_height))
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        theme.watcher().changed.connect(self.repaint_all)

    def keep_in_place(self) -> None:
        """From now on rows that come on top do not move what is read, unless the top is shown."""
        self._anchored = True

    def hovered_row(self) -> int:
        """Return the row under the mouse, -1 without one."""
        return self._hovered

    def paint_focus(self, painter: QPainter, row: int) -> None:
        """Paint the accent outline inside a row, over all its columns."""
        height = self.rowHeight(row)
        top = self.rowViewportPosition(row)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colours().accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(1, top + 1, self.viewport().width() - 2, height - 3), 4, 4)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.rowsInserted.connect(self._hold_still)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def sizeHint(self) -> QSize:
        return QSize(400, 200)

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()

    @Slot()
    def repaint_all(self) -> None:
        """Paint anew in the colours of the current scheme."""
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    @Slot(QModelIndex, int, int)
    def _hold_still(self, parent: QModelIndex, first: int, last: int) -> None:
        bar = self.verticalScrollBar()
        if not self._anchored or first > 0 or bar.value() == 0 or not self.isVisible():
            return
        grown = (last - first + 1) * self.verticalHeader().defaultSectionSize()
        # The range follows later, from the event loop; the value would be cut at the old one.
        bar.setMaximum(bar.maximum() + grown)
        bar.setValue(bar.value() + grown)

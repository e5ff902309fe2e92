"""The traffic as a table that follows its end, as a conversation does. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionViewItem

from lanyard.models.traffic import Column, TrafficModel
from lanyard.models.traffic_rows import Passed
from lanyard.widgets import theme
from lanyard.widgets.table import CELL_INSET, Table, TableDelegate

ROW_HEIGHT = 26
_WIDTHS = {Column.TIME: 72, Column.WAY: 28, Column.FROM: 140, Column.TO: 140, Column.SIZE: 64}
_BOTH_ENDS_FROM = 590
"""Width from which sender and receiver both have a column."""
_ONE_END_FROM = 300
_SIZE_FROM = 240
_END_AND_SIZE_FROM = 410


class TrafficTable(Table):
    """Stays at the newest row while that is what the person looks at, else stands still."""

    def __init__(self, model: TrafficModel) -> None:
        super().__init__("", ROW_HEIGHT)
        self.setAccessibleName(self.tr("What passed"))
        self._follows = True
        self._several = True
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        head.setMinimumSectionSize(16)
        head.setSectionResizeMode(Column.TEXT, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, theme.scaled(width))
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._moved)
        bar.rangeChanged.connect(self._range_changed)
        model.modelReset.connect(self._begin_again)
        model.rowsInserted.connect(self._inserted)
        model.rowsRemoved.connect(self._removed)
        self.set_several(True)

    def set_several(self, several: bool) -> None:
        """Say who sends to whom in each row, or leave it out where there are only two."""
        self._several = several
        self.horizontalHeader().setVisible(several)
        self._fit_columns()

    def follows(self) -> bool:
        """Return whether the newest row stays in sight."""
        return self._follows

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        width = self.viewport().width()
        both = self._several and width >= theme.scaled(_BOTH_ENDS_FROM)
        self.setColumnHidden(Column.TO, not both)
        one = self._several and width >= theme.scaled(_ONE_END_FROM)
        self.setColumnHidden(Column.FROM, not one)
        # Who it was says more than how long it was, where there is no room for both.
        least = _END_AND_SIZE_FROM if one else _SIZE_FROM
        self.setColumnHidden(Column.SIZE, width < theme.scaled(least))

    @Slot(int)
    def _moved(self, value: int) -> None:
        self._follows = value >= self.verticalScrollBar().maximum() - 2

    @Slot(int, int)
    def _range_changed(self, _least: int, most: int) -> None:
        if self._follows:
            self.verticalScrollBar().setValue(most)

    @Slot()
    def _begin_again(self) -> None:
        self._follows = True

    @Slot(QModelIndex, int, int)
    def _inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        # What a search finds comes on top, and must not move what is read.
        if first == 0 and not self._follows:
            self._shift((last - first + 1) * self.verticalHeader().defaultSectionSize())

    @Slot(QModelIndex, int, int)
    def _removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        if first == 0 and not self._follows:
            self._shift((first - last - 1) * self.verticalHeader().defaultSectionSize())

    def _shift(self, pixels: int) -> None:
        bar = self.verticalScrollBar()
        # The range follows later, from the event loop; the value would be cut at the old one.
        bar.setMaximum(max(0, bar.maximum() + pixels))
        bar.setValue(bar.value() + pixels)


class _RowDelegate(TableDelegate):
    """Bytes stand in the fixed family; notes of ours in the second colour."""

    def __init__(self, table: TrafficTable) -> None:
        super().__init__(table, quiet=(Column.TIME, Column.SIZE), tabular=(Column.TIME,))
        self._bytes_font = QFont()
        self._dress()
        theme.watcher().changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        self._bytes_font = theme.mono(13)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        passed = index.data(TrafficModel.PASSED)
        if not isinstance(passed, Passed):
            return
        own = theme.colours()
        column = index.column()
        painter.save()
        self._paint_row_ground(painter, option, index)
        place = option.rect.adjusted(CELL_INSET, 0, -CELL_INSET, 0)
        ink = option.palette.color(QPalette.ColorRole.Text)
        words = str(index.data() or "")
        if column == Column.WAY and not passed.note:
            _paint_arrow(painter, place, passed.incoming)
        elif column == Column.TEXT and not passed.note:
            second = str(index.data(TrafficModel.SECOND) or "")
            self._paint_text(painter, place, words, second, ink)
        elif column == Column.TEXT:
            # A note has no size; its words may have that place as well.
            place.setRight(option.rect.right() + theme.scaled(_WIDTHS[Column.SIZE]) - CELL_INSET)
            place.setRight(min(place.right(), _right_edge(option)))
            draw_elided(painter, place, words, theme.font(12), own.text2)
        elif column == Column.SIZE:
            draw_elided(painter, place, words, theme.font(12, tabular=True), own.text2, right=True)
        elif column == Column.TIME:
            draw_elided(painter, place, words, theme.font(12, tabular=True), own.text2)
        else:
            draw_elided(painter, place, words, theme.font(12), own.text2)
        painter.restore()

    def _paint_text(
        self, painter: QPainter, place: QRect, words: str, second: str, ink: QColor
    ) -> None:
        own = theme.colours()
        body = words.rstrip("\u240d\u240a")
        used = draw_elided(painter, place, body, self._bytes_font, ink)
        if body != words:
            # The line end is there to be seen, and not what one reads.
            end = words[len(body) :].replace("\u240d", "\\r").replace("\u240a", "\\n")
            rest = place.adjusted(used + 2, 0, 0, 0)
            used += draw_elided(painter, rest, end, self._bytes_font, own.text3)
        rest = place.adjusted(used + CELL_INSET, 0, 0, 0)
        if second and rest.width() > 40:
            draw_elided(painter, rest, second, theme.font(12), own.text2)

    def _paint_row_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        own = theme.colours()
        view = option.widget
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if not isinstance(view, TrafficTable):
            return
        if selected or view.hovered_row() == index.row():
            painter.fillRect(option.rect, own.selected if selected else own.hover)
        if selected and view.hasFocus() and view.currentIndex().row() == index.row():
            view.paint_focus(painter, index.row())


def _right_edge(option: QStyleOptionViewItem) -> int:
    view = option.widget
    if isinstance(view, TrafficTable):
        return view.viewport().width() - CELL_INSET
    return option.rect.right()


def draw_elided(
    painter: QPainter, place: QRect, words: str, type_: QFont, ink: QColor, right: bool = False
) -> int:
    """Draw one line on its own baseline, elided; return the width it took."""
    if not words or place.width() <= 0:
        return 0
    metrics = QFontMetrics(type_)
    line = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
    used = metrics.horizontalAdvance(line)
    left = place.right() + 1 - used if right else place.left()
    base = place.top() + (place.height() - metrics.height()) // 2 + metrics.ascent()
    painter.setFont(type_)
    painter.setPen(ink)
    painter.drawText(QPointF(left, base), line)
    return used


def _paint_arrow(painter: QPainter, place: QRect, incoming: bool) -> None:
    """Down for what came in, up for what went out."""
    own = theme.colours()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = own.verified_text if incoming else own.link
    painter.setPen(
        QPen(ink, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    middle = QRectF(place).center()
    middle.setX(place.left() + 8)
    tip = QPointF(middle.x(), middle.y() + (5 if incoming else -5))
    back = -4 if incoming else 4
    painter.drawLine(QPointF(middle.x(), middle.y() - (5 if incoming else -5)), tip)
    painter.drawPolyline([tip + QPointF(-4, back), tip, tip + QPointF(4, back)])

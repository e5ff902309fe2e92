"""Who is connected to my room, as a table with kick and ban at the end of a row.

The two actions are shown on hover and on selection, and stand in the context menu and on the
Delete key as well. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from lanyard.events import Connection
from lanyard.models.connections import Column, ConnectionsModel, kind_tip
from lanyard.widgets import avatars, icons, theme
from lanyard.widgets.parts import paint_chip
from lanyard.widgets.table import CELL_INSET, HEAD_HEIGHT, Table, TableDelegate
from lanyard.widgets.text import plain_tip

ROW_HEIGHT = 40
ACTION_SIDE = 36
"""Width of one action at the end of a row."""

_WIDTHS = {
    Column.KIND: 108,
    Column.ADDRESS: 116,
    Column.SINCE: 76,
    Column.RECEIVED: 88,
    Column.SENT: 88,
    Column.ACTIONS: 2 * ACTION_SIDE + 8,
}


class ConnectionsTable(Table):
    """The table; ``part_wanted`` tells whom the person wants gone."""

    part_wanted = Signal(object, bool)
    """A ``Connection``, and whether to ban its device."""

    def __init__(self, model: ConnectionsModel, parent: QWidget | None = None) -> None:
        super().__init__("", ROW_HEIGHT, parent)
        self._connections = model
        self.setAccessibleName(self.tr("Connected to this room"))
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(Column.PERSON, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, theme.scaled(width))
        self._kick = QAction(self.tr("Send away"), self)
        self._kick.setShortcut(Qt.Key.Key_Delete)
        self._kick.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._kick.triggered.connect(self._kick_current)
        self._ban = QAction(self.tr("Send away and keep out"), self)
        self._ban.triggered.connect(self._ban_current)
        self.addAction(self._kick)

    def sizeHint(self) -> QSize:
        rows = self._connections.rowCount()
        height = theme.scaled(HEAD_HEIGHT) + rows * theme.scaled(ROW_HEIGHT)
        return QSize(500, height + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # What matters least goes first when it gets narrow.
        width = self.viewport().width()
        self.setColumnHidden(Column.SINCE, width < theme.scaled(700))
        self.setColumnHidden(Column.RECEIVED, width < theme.scaled(620))
        self.setColumnHidden(Column.SENT, width < theme.scaled(620))
        self.setColumnHidden(Column.ADDRESS, width < theme.scaled(430))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        row = self.rowAt(place.y())
        action = self.action_at(place)
        if action and event.button() == Qt.MouseButton.LeftButton:
            self._part(row, ban=action == "ban")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        row = self.currentIndex().row() if by_key else self.rowAt(event.pos().y())
        if not self._connections.removable(row):
            return
        self.selectRow(row)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self._kick)
        menu.addAction(self._ban)
        place = event.globalPos()
        if by_key:
            below = self.visualRect(self.currentIndex()).bottomLeft()
            place = self.viewport().mapToGlobal(below)
        menu.popup(place)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = {"kick": self._kick.text(), "ban": self._ban.text()}
            tip = words.get(self.action_at(event.pos()), "") or self._kind_tip(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().viewportEvent(event)

    def _kind_tip(self, place: QPoint) -> str:
        """Return what the kind under the mouse means."""
        index = self.indexAt(place)
        found = self._connections.connection(index.row()) if index.isValid() else None
        return kind_tip(found) if found is not None and index.column() == Column.KIND else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            # One row is one thing here; moving through its cells would only hide the focus.
            event.ignore()
            return
        super().keyPressEvent(event)

    def action_at(self, place: QPoint) -> str:
        """Return 'kick' or 'ban' for a place over one of them, else an empty text."""
        index = self.indexAt(place)
        if index.column() != Column.ACTIONS or not self._connections.removable(index.row()):
            return ""
        for name, rect in action_rects(self.visualRect(index)).items():
            if rect.contains(place):
                return name
        return ""

    @Slot()
    def _kick_current(self) -> None:
        self._part(self.currentIndex().row(), ban=False)

    @Slot()
    def _ban_current(self) -> None:
        self._part(self.currentIndex().row(), ban=True)

    def _part(self, row: int, ban: bool) -> None:
        found = self._connections.connection(row)
        if found is not None and self._connections.removable(row):
            self.part_wanted.emit(found, ban)


def action_rects(cell: QRect) -> dict[str, QRect]:
    """Return where kick and ban stand in the last cell of a row."""
    side = theme.scaled(ACTION_SIDE)
    left = cell.right() - 2 * side + 1
    return {
        "kick": QRect(left, cell.top(), side, cell.height()),
        "ban": QRect(left + side, cell.top(), side, cell.height()),
    }


class _RowDelegate(TableDelegate):
    """Person, kind and actions are painted here, the other columns are plain words."""

    def __init__(self, table: ConnectionsTable) -> None:
        columns = (Column.ADDRESS, Column.SINCE, Column.RECEIVED, Column.SENT)
        super().__init__(table, quiet=columns, tabular=columns[1:])

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        column = index.column()
        connection = index.data(ConnectionsModel.CONNECTION)
        own_paint = (Column.PERSON, Column.KIND, Column.ACTIONS)
        if column not in own_paint or not isinstance(connection, Connection):
            super().paint(painter, option, index)
            return
        painter.save()
        self._paint_ground(painter, option, index)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = option.rect.adjusted(CELL_INSET, 0, -CELL_INSET, -1)
        if column == Column.PERSON:
            _paint_person(painter, cell, connection, str(index.data() or ""), option.palette)
        elif column == Column.KIND:
            _paint_kind(painter, cell, connection, str(index.data() or ""), option.palette)
        elif isinstance(option.widget, ConnectionsTable):
            table = option.widget
            selected = bool(option.state & QStyle.StateFlag.State_Selected)
            if selected or table.hovered_row() == index.row():
                _paint_actions(painter, option.rect, table, index.row())
        painter.restore()


def _paint_person(
    painter: QPainter, cell: QRect, connection: Connection, name: str, palette: QPalette
) -> None:
    spot = QRectF(cell.left(), cell.center().y() - 12.5, 26, 26)
    kind = "person" if connection.kind == "app" else connection.kind
    avatars.paint_avatar(painter, spot, connection.device_id, connection.name, kind)
    words = cell.adjusted(36, 0, 0, 0)
    type_ = theme.font(13)
    painter.setFont(type_)
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    line = QFontMetrics(type_).elidedText(name, Qt.TextElideMode.ElideRight, words.width())
    # Every script on one baseline: a fallback font would lower its own line otherwise.
    metrics = painter.fontMetrics()
    base = words.top() + (words.height() - metrics.height()) // 2 + metrics.ascent()
    painter.drawText(QPoint(words.left(), base), line)


def _paint_kind(
    painter: QPainter, cell: QRect, connection: Connection, words: str, palette: QPalette
) -> None:
    if connection.kind != "app":
        width = QFontMetrics(theme.font(12)).horizontalAdvance(words) + 35
        chip = QRectF(cell.left(), cell.center().y() - 9.5, min(width, cell.width()), 20)
        paint_chip(painter, chip, words, "plain", "unlock")
        return
    sign = QRectF(cell.left(), cell.center().y() - 7.5, 16, 16)
    icons.draw(painter, sign, "lock", theme.colours().verified_text)
    painter.setFont(theme.font(13))
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    place = cell.adjusted(24, 0, 0, 0)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)


def _paint_actions(painter: QPainter, rect: QRect, table: ConnectionsTable, row: int) -> None:
    model = table.model()
    if not isinstance(model, ConnectionsModel) or not model.removable(row):
        return
    for name, place in action_rects(rect).items():
        sign = QRectF(0, 0, 20, 20)
        sign.moveCenter(QRectF(place).center())
        icons.draw(painter, sign, "leave" if name == "kick" else "ban", theme.colours().text2)

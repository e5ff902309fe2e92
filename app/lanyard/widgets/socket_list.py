"""The left column of the sockets page: what listens, its clients, own connections.

An open socket has a filled dot, a closed one a ring; the words below say the same. Main thread
only.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelectionModel,
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
from PySide6.QtGui import QAction, QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from lanyard.models.sockets import ALL, RowKind, SocketRow, SocketsModel
from lanyard.widgets import theme

WIDTH = 200
HEAD_HEIGHT = 34
ROW_HEIGHT = 50


class SocketList(QListView):
    """The list; tells what was chosen and what the person wants gone."""

    chosen = Signal(str)
    """The key of a socket, or ``ALL``."""

    close_wanted = Signal(str)
    """Close this socket, or take it out of the list where it is closed already."""

    tidy_wanted = Signal()
    """Take every closed socket out of the list."""

    def __init__(self, model: SocketsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sockets = model
        self._chosen = ALL
        self._quiet = False
        self.setAccessibleName(self.tr("Sockets"))
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setViewportMargins(0, 6, 0, 6)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self._close = QAction(self.tr("Close or remove"), self)
        self._close.setShortcut(Qt.Key.Key_Delete)
        self._close.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._close.triggered.connect(self._close_current)
        self._tidy = QAction(self.tr("Remove all closed"), self)
        self._tidy.triggered.connect(self.tidy_wanted)
        self.addAction(self._close)
        self.selectionModel().currentChanged.connect(self._current_changed)
        model.rowsInserted.connect(self._keep_choice)
        model.rowsRemoved.connect(self._keep_choice)
        theme.watcher().changed.connect(self.viewport().update)

    def current_key(self) -> str:
        """Return the key of the chosen socket, or ``ALL``."""
        return self._chosen

    def choose(self, key: str) -> None:
        """Choose a socket, as if clicked."""
        if key != self._chosen:
            self._chosen = key
            self._keep_choice()
            self.chosen.emit(key)
        index = self._sockets.index(self._sockets.row_of(key))
        if index.isValid():
            self.scrollTo(index)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 200)

    @Slot()
    def _keep_choice(self) -> None:
        row = self._sockets.row_of(self._chosen)
        self._quiet = True
        if row >= 0:
            index = self._sockets.index(row)
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, flag)
        self._quiet = False
        if row < 0 and self._chosen != ALL:
            self.choose(ALL)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        key = self._sockets.key_at(index.row())
        if not self._quiet and key is not None and key != self._chosen:
            self._chosen = key
            self.chosen.emit(key)

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        key = self._sockets.key_at(self.indexAt(place).row())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if key:
            self.choose(key)
            menu.addAction(self._close)
        self._tidy.setEnabled(bool(self._sockets.over_keys()))
        menu.addAction(self._tidy)
        menu.popup(self.viewport().mapToGlobal(place))

    @Slot()
    def _close_current(self) -> None:
        if self._chosen != ALL:
            self.close_wanted.emit(self._chosen)


class _RowDelegate(QStyledItemDelegate):
    """Heads, and rows of two lines."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row = index.data(SocketsModel.ROW)
        is_head = isinstance(row, SocketRow) and row.kind == RowKind.HEAD
        return QSize(WIDTH, theme.scaled(HEAD_HEIGHT if is_head else ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(SocketsModel.ROW)
        if not isinstance(row, SocketRow):
            return
        own = theme.colours()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect
        if row.kind == RowKind.HEAD:
            place = rect.adjusted(16, 6, -8, 0)
            _line(painter, place, row.title, theme.font(12, 600), own.text2)
            painter.restore()
            return
        box = QRectF(rect).adjusted(8, 1, -8, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own.selected if selected else own.hover)
            painter.drawRoundedRect(box, 8, 8)
        view = option.widget
        if selected and view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(own.accent, 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 7, 7)
        middle = rect.center().y()
        half = theme.scaled(18)
        upper = QRect(rect.left() + 34, middle - half + 1, rect.width() - 48, half)
        if row.kind == RowKind.SOCKET:
            _paint_dot(painter, QRectF(rect.left() + 18, upper.center().y() - 3, 8, 8), row.is_open)
        text = option.palette.color(QPalette.ColorRole.Text)
        _line(painter, upper, row.title, theme.font(13, 600), text)
        _line(painter, upper.translated(0, half), row.line, theme.font(12), own.text2)
        painter.restore()


def _paint_dot(painter: QPainter, place: QRectF, is_open: bool) -> None:
    own = theme.colours()
    if is_open:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(own.verified_text)
        painter.drawEllipse(place)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(own.text2, 1.5))
        painter.drawEllipse(place.adjusted(0.75, 0.75, -0.75, -0.75))


def _line(painter: QPainter, place: QRect, words: str, type_: QFont, colour: QColor) -> None:
    """Draw one elided line on its own baseline, whatever script stands in it."""
    metrics = QFontMetrics(type_)
    painter.setFont(type_)
    painter.setPen(colour)
    line = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
    base = place.top() + (place.height() - metrics.height()) // 2 + metrics.ascent()
    painter.drawText(QPoint(place.left(), base), line)

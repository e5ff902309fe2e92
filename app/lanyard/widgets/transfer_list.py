"""The list of transfers: a tile, two lines, a bar, and what can be done, 72 high.

The actions stand in a fixed column at the right, in the context menu, and on keys: Delete
cancels what runs and removes what ended, Enter shows the folder, Space pauses and goes on. Main
thread only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import (
    QAbstractItemModel,
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
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from lanyard.events import TransferChanged
from lanyard.models.opening import may_open
from lanyard.models.transfer_words import TransferAct, TransferLook, act_words
from lanyard.models.transfers import TransfersModel
from lanyard.phrases import fill, translate
from lanyard.widgets import icons, theme
from lanyard.widgets.finished_files import open_file, show_in_folder
from lanyard.widgets.text import button_text, plain_tip

ROW_HEIGHT = 72
MARGIN = 20
TILE = 40
TEXT_LEFT = MARGIN + TILE + 12
ACTION = 32
ACTIONS_WIDTH = 3 * ACTION
GAP = 24
BAR = 4
FILES_LISTED = 12
"""Finished files that the menu of a row names."""
LEAST_TITLE = 120

_ICONS = {
    TransferAct.PAUSE: "pause",
    TransferAct.RESUME: "play",
    TransferAct.CANCEL: "close",
    TransferAct.OPEN: "open",
    TransferAct.SHOW_FAILED: "info",
    TransferAct.FORGET: "close",
    TransferAct.SHOW_FOLDER: "folder",
}
_ENTER = (TransferAct.SHOW_FAILED, TransferAct.SHOW_FOLDER, TransferAct.RESUME)
_ONE_LINE = int(Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = _ONE_LINE | int(Qt.AlignmentFlag.AlignRight)


class TransferList(QListView):
    """Rows are chosen with the arrows; ``model`` gives ``TransfersModel``'s roles."""

    acted = Signal(object, object)
    """A ``TransferAct`` that the list cannot do itself, and its ``TransferChanged``."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hover: tuple[int, TransferAct | None] = (-1, None)
        self.setAccessibleName(self.tr("Transfers"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setModel(model)
        self.setItemDelegate(_RowDelegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        theme.watcher().changed.connect(self._repaint)

    def hovered(self) -> tuple[int, TransferAct | None]:
        """Return row and action under the mouse."""
        return self._hover

    def do(self, act: TransferAct, transfer: TransferChanged) -> None:
        """Do what a button, a key or a menu line says."""
        match act:
            case TransferAct.OPEN:
                open_file(transfer.paths[0] if transfer.paths else "")
            case TransferAct.SHOW_FOLDER:
                show_in_folder(transfer.paths)
            case TransferAct.COPY_PATH if transfer.paths:
                QGuiApplication.clipboard().setText("\n".join(transfer.paths))
            case TransferAct.COPY_DIGEST if transfer.digests:
                QGuiApplication.clipboard().setText("\n".join(transfer.digests))
            case _:
                self.acted.emit(act, transfer)

    def act_at(self, place: QPoint) -> tuple[QModelIndex, TransferAct | None]:
        """Return the row at a point of the viewport, and the action there."""
        index = self.indexAt(place)
        if index.isValid():
            for act, box in action_boxes(self.visualRect(index), _look(index)):
                if box.contains(place):
                    return index, act
        return index, None

    # --- Qt's side ------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index, act = self.act_at(event.position().toPoint())
        self._set_hover(index.row(), act)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_hover(-1, None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index, act = self.act_at(event.position().toPoint())
        transfer = index.data(TransfersModel.TRANSFER)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and act is not None
            and isinstance(transfer, TransferChanged)
        ):
            self.do(act, transfer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        transfer = index.data(TransfersModel.TRANSFER)
        if isinstance(transfer, TransferChanged):
            acts = _look(index).acts
            keys = {
                Qt.Key.Key_Delete: (TransferAct.CANCEL, TransferAct.FORGET),
                Qt.Key.Key_Backspace: (TransferAct.CANCEL, TransferAct.FORGET),
                Qt.Key.Key_Return: _ENTER,
                Qt.Key.Key_Enter: _ENTER,
                Qt.Key.Key_Space: (TransferAct.PAUSE, TransferAct.RESUME),
            }
            for act in keys.get(Qt.Key(event.key()), ()):
                if act in acts:
                    self.do(act, transfer)
                    return
        super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index, act = self.act_at(event.pos())
            if act is not None:
                QToolTip.showText(event.globalPos(), plain_tip(act_words(act)), self)
                return True
            look = _look(index)
            if index.isValid() and look.spoken:
                QToolTip.showText(event.globalPos(), plain_tip(look.spoken), self)
                return True
        return super().viewportEvent(event)

    def _set_hover(self, row: int, act: TransferAct | None) -> None:
        if (row, act) != self._hover:
            self._hover = (row, act)
            self.viewport().update()

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()

    # --- the menu -------------------------------------------------------------------------------

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        transfer = index.data(TransfersModel.TRANSFER)
        if not isinstance(transfer, TransferChanged):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setProperty("transfer", transfer.id)
        for act in _look(index).acts:
            line = QAction(act_words(act), menu)
            line.setProperty("act", act.value)
            menu.addAction(line)
        self._add_files(menu, transfer)
        menu.triggered.connect(self._do_from_menu)
        menu.popup(self.viewport().mapToGlobal(place))

    @Slot(QAction)
    def _do_from_menu(self, line: QAction) -> None:
        path = line.property("path")
        if isinstance(path, str):
            open_file(path)
            return
        menu = line.parent()
        wanted = menu.property("transfer") if menu is not None else ""
        # The row may have moved or gone while the menu was open.
        for row in range(self.model().rowCount()):
            transfer = self.model().index(row, 0).data(TransfersModel.TRANSFER)
            if isinstance(transfer, TransferChanged) and transfer.id == wanted:
                self.do(TransferAct(line.property("act")), transfer)
                return

    def _add_files(self, menu: QMenu, transfer: TransferChanged) -> None:
        """Let each of several finished files be opened that may be."""
        paths = [path for path in transfer.paths[:FILES_LISTED] if may_open(path)]
        if not transfer.incoming or len(transfer.paths) < 2 or not paths:
            return
        menu.addSeparator()
        for path in paths:
            words = translate("TransferList", "Open {name}")
            line = QAction(button_text(fill(words, name=Path(path).name)), menu)
            line.setProperty("path", path)
            menu.addAction(line)


class _RowDelegate(QStyledItemDelegate):
    """Paints one row."""

    def sizeHint(
        self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(320, theme.scaled(ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        look = _look(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_ground(painter, option, index)
        _paint_tile(painter, option.rect, look)
        _paint_words(painter, option, look)
        hovered = option.widget.hovered() if isinstance(option.widget, TransferList) else (-1, None)
        for act, box in action_boxes(option.rect, look):
            if hovered == (index.row(), act):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colours().hairline)
                painter.drawRoundedRect(QRectF(box), 6, 6)
            place = QRectF(0, 0, 20, 20)
            place.moveCenter(QRectF(box).center())
            icons.draw(painter, place, _ICONS[act], theme.colours().text2)
        painter.restore()


def action_boxes(rect: QRect, look: TransferLook) -> list[tuple[TransferAct, QRect]]:
    """Return where the actions of a row stand: a fixed column, closing last."""
    boxes = []
    left = rect.right() + 1 - MARGIN + 4 - ACTION
    for act in reversed([act for act in look.acts if act in _ICONS]):
        top = rect.top() + (rect.height() - ACTION) // 2
        boxes.append((act, QRect(left, top, ACTION, ACTION)))
        left -= ACTION
    return boxes


def _look(index: QModelIndex | QPersistentModelIndex) -> TransferLook:
    look = index.data(TransfersModel.LOOK)
    if isinstance(look, TransferLook):
        return look
    return TransferLook("", "", "", "file", None, False, False, (), "")


def _paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
) -> None:
    own = theme.colours()
    rect = option.rect
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, own.selected)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(rect, own.hover)
    if index.row() + 1 < index.model().rowCount():
        left = rect.left() + TEXT_LEFT
        painter.fillRect(left, rect.bottom(), rect.right() - MARGIN - left, 1, own.hairline)
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(own.accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -2), 4, 4)


def _paint_tile(painter: QPainter, rect: QRect, look: TransferLook) -> None:
    own = theme.colours()
    tile = QRectF(rect.left() + MARGIN, rect.center().y() - TILE / 2, TILE, TILE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(own.danger_soft if look.trouble else own.tile)
    painter.drawRoundedRect(tile, 8, 8)
    sign = QRectF(0, 0, 20, 20)
    sign.moveCenter(tile.center())
    icons.draw(painter, sign, look.icon, own.danger_text if look.trouble else own.text2)


def _paint_words(painter: QPainter, option: QStyleOptionViewItem, look: TransferLook) -> None:
    own = theme.colours()
    rect = option.rect
    left = rect.left() + TEXT_LEFT
    right = rect.right() - MARGIN - ACTIONS_WIDTH - GAP
    line_height = theme.scaled(20)
    # With a bar the two lines stand higher, without one in the middle.
    top = rect.top() + (10 if look.share is not None else (rect.height() - 2 * line_height) // 2)
    upper = QRect(left, top, right - left, line_height)
    lower = upper.translated(0, line_height)
    state_type = theme.font(12, tabular=True)
    metrics = QFontMetrics(state_type)
    title_type = theme.font(13, 600)
    name = min(QFontMetrics(title_type).horizontalAdvance(look.title), theme.scaled(LEAST_TITLE))
    room = max(0, upper.width() - name - 16)
    whole = metrics.horizontalAdvance(look.state) <= room
    words = look.state if whole else look.short or look.state
    state = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.setFont(state_type)
    painter.setPen(own.danger_text if look.trouble else own.text2)
    painter.drawText(upper, _RIGHT, state)
    upper.setRight(upper.right() - metrics.horizontalAdvance(state) - 16)
    title = QFontMetrics(title_type).elidedText(
        look.title, Qt.TextElideMode.ElideMiddle, max(0, upper.width())
    )
    painter.setFont(title_type)
    painter.setPen(option.palette.color(QPalette.ColorRole.Text))
    painter.drawText(upper, _ONE_LINE, title)
    small = theme.font(12)
    painter.setFont(small)
    painter.setPen(own.text2)
    line = QFontMetrics(small).elidedText(
        look.line, Qt.TextElideMode.ElideRight, max(0, lower.width())
    )
    painter.drawText(lower, _ONE_LINE, line)
    if look.share is not None:
        bar = QRectF(left, lower.bottom() + 6, right - left, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(own.hairline)
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
        bar.setWidth(max(BAR, bar.width() * look.share) if look.share else 0)
        painter.setBrush(own.input_border if look.waits else own.accent)
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)

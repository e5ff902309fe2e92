"""What a person does with the log: keys, links, buttons in rows, copying, the context menu.

Main thread only.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    QUrl,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QMenu, QWidget

from lanyard.models.figures import moment_text
from lanyard.models.rows import Key, Row
from lanyard.models.spoken import copied_rows
from lanyard.phrases import NUMBER, fill, translate
from lanyard.widgets import icons, theme
from lanyard.widgets.anchored_log import AnchoredLog
from lanyard.widgets.guest_words import guest_tip
from lanyard.widgets.offer_words import Act, act_words
from lanyard.widgets.text import plain_tip

JUMP_SIDE = 36

_CursorAction = QAbstractItemView.CursorAction


@dataclass(frozen=True, slots=True)
class RowAct:
    """What a person wants of a row; ``argument`` is the address of a link."""

    row: Row
    act: Act
    argument: str = ""


class MessageLog(AnchoredLog):
    """The log as a person uses it."""

    acted = Signal(object)
    """A ``RowAct``."""

    typed = Signal(str)
    """Letters typed while the log has the focus: they belong into the composer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.my_name = ""
        self._by_keys = False
        self._pressed: tuple[Key, Act, str] | None = None
        self._offered: list[RowAct] = []
        self.setAccessibleName(translate("MessageLog", "Messages"))
        self.jump = JumpButton(self)
        self.jump.clicked.connect(self.go_to_end)
        self.following_changed.connect(self.show_jump)

    @Slot()
    def show_jump(self) -> None:
        """Show the way down where the view is not at the end."""
        conversation = self.conversation
        self.jump.set_count(conversation.unread if conversation is not None else 0)
        self.jump.setVisible(conversation is not None and not self.following)

    @Slot()
    def copy_selected(self) -> None:
        """Copy the selected rows: one as its bare text, several with names and times."""
        rows = self.rows_selected()
        if rows:
            QGuiApplication.clipboard().setText(copied_rows(rows, self.my_name))

    def shows_focus(self) -> bool:
        return self._by_keys and self.hasFocus()

    # --- keys -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
            return
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act_on_current()
            return
        if key == Qt.Key.Key_Escape and self.rows_selected():
            self.clearSelection()
            return
        self._by_keys = True
        if self._scrolls_inside(key):
            return
        before = self.currentIndex()
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        if plain and event.text().isprintable() and event.text().strip():
            self.typed.emit(event.text())
            return
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.scrollTo(self.currentIndex())
        self.viewport().update()

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        conversation = self.conversation
        if conversation is None or not conversation.rowCount():
            return QModelIndex()
        last = conversation.rowCount() - 1
        row = self.currentIndex().row()
        room = self.viewport().height()
        if row < 0:
            seen = self.indexAt(QPoint(0, room - 1))
            return seen if seen.isValid() else conversation.index(last)
        if action in (_CursorAction.MoveUp, _CursorAction.MovePrevious, _CursorAction.MoveLeft):
            row -= 1
        elif action in (_CursorAction.MoveDown, _CursorAction.MoveNext, _CursorAction.MoveRight):
            row += 1
        elif action == _CursorAction.MoveHome:
            row = 0
        elif action == _CursorAction.MoveEnd:
            row = last
        else:
            step = room if action == _CursorAction.MovePageDown else -room
            row = self.row_from(row, step)
        return conversation.index(min(max(row, 0), last))

    def _scrolls_inside(self, key: int) -> bool:
        """Move within a row that is higher than the view, instead of past it."""
        rect = self.visualRect(self.currentIndex())
        bar = self.verticalScrollBar()
        if key == Qt.Key.Key_Down and rect.bottom() > self.viewport().height() > rect.top():
            bar.setValue(bar.value() + 3 * bar.singleStep())
            return True
        if key == Qt.Key.Key_Up and rect.top() < 0 < rect.bottom():
            bar.setValue(bar.value() - 3 * bar.singleStep())
            return True
        return False

    def _act_on_current(self) -> None:
        row = self.row_of(self.currentIndex())
        if row is None:
            return
        acts = self._acts_of(row)
        if acts:
            self.acted.emit(acts[0])

    # --- mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keys = False
        hot = self._hot_at(event.position().toPoint())
        if hot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (hot.row.key, hot.act, hot.argument)
            self._painter.pressed = (hot.row.key, hot.act)
            self.viewport().update()
            event.accept()
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hot = self._hot_at(event.position().toPoint())
        self._hover(hot)
        if self._pressed is None:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            super().mouseReleaseEvent(event)
            return
        self._painter.pressed = None
        self.viewport().update()
        hot = self._hot_at(event.position().toPoint())
        if hot is not None and (hot.row.key, hot.act, hot.argument) == pressed:
            self.acted.emit(hot)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
        index = self.indexAt(place)
        row = self.row_of(index)
        if row is None:
            return
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction(translate("MessageLog", "Copy"))
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setData(-1)
        self._offered = self._acts_of(row)
        for number, act in enumerate(self._offered):
            menu.addAction(self._menu_words(act)).setData(number)
        menu.triggered.connect(self._chosen)
        menu.popup(self.viewport().mapToGlobal(place))

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        number = action.data()
        if number == -1:
            self.copy_selected()
        elif 0 <= number < len(self._offered):
            self.acted.emit(self._offered[number])

    def _menu_words(self, act: RowAct) -> str:
        if act.act is Act.LINK:
            words = fill(translate("MessageLog", "Open {address}"), address=act.argument[:80])
            return words.replace("&", "&&")
        return act_words(act.act)

    def _acts_of(self, row: Row) -> list[RowAct]:
        layout = self._painter.layout_of(row, self.width())
        acts = [RowAct(row, zone.act) for zone in layout.zones]
        if layout.text is not None:
            acts += [RowAct(row, Act.LINK, address) for address in layout.text.links()]
        return acts

    def _hot_at(self, point: QPoint) -> RowAct | None:
        index = self.indexAt(point)
        row = self.row_of(index)
        if row is None:
            return None
        place = self.place_in_row(point, index)
        zone = self._painter.zone_at(row, self.width(), place)
        if zone is not None:
            return RowAct(row, zone.act)
        address = self._painter.link_at(row, self.width(), place)
        return RowAct(row, Act.LINK, address) if address else None

    def _hover(self, hot: RowAct | None) -> None:
        shape = Qt.CursorShape.ArrowCursor if hot is None else Qt.CursorShape.PointingHandCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)
        over = (hot.row.key, hot.act) if hot is not None else None
        if over != self._painter.hovered:
            self._painter.hovered = over
            self.viewport().update()

    def tip_at(self, point: QPoint) -> str:
        """Return what the tool tip says at a point of the viewport."""
        hot = self._hot_at(point)
        if hot is not None:
            return hot.argument or act_words(hot.act)
        index = self.indexAt(point)
        row = self.row_of(index)
        if row is None:
            return ""
        layout = self._painter.layout_of(row, self.width())
        place = self.place_in_row(point, index)
        if row.guest and layout.is_guest_mark(place):
            return guest_tip(row.label, row.guest)
        if layout.avatar is not None and layout.avatar.contains(place):
            words = translate("MessageLog", "{name}, device {device}")
            return fill(words, name=row.label, device=row.entry.author[:16])
        if layout.bubble.contains(place) and place.y() > layout.meta_y - 14:
            return moment_text(row.entry.at)
        return ""

    # --- the way down ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self.jump.width()
        self.jump.move(self.width() - side - 20, self.height() - self.jump.height() - 12)


class JumpButton(QAbstractButton):
    """A circle with an arrow down, and how many messages wait there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0
        self.resize(self.sizeHint())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_count(0)
        self.hide()

    def set_count(self, count: int) -> None:
        """Say how many messages were not seen."""
        self._count = count
        if count:
            name = translate("MessageLog", "Go to the end, %n new messages", "", NUMBER, count)
        else:
            name = translate("MessageLog", "Go to the end")
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.update()

    def count(self) -> int:
        """Return how many messages were not seen."""
        return self._count

    def sizeHint(self) -> QSize:
        return QSize(JUMP_SIDE + 10, JUMP_SIDE + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(5.5, 8.5, JUMP_SIDE - 1, JUMP_SIDE - 1)
        focus = self.hasFocus()
        painter.setPen(QPen(own.accent if focus else own.button_border, 2 if focus else 1))
        role = QPalette.ColorRole.Base
        painter.setBrush(own.hover if self.underMouse() else self.palette().color(role))
        painter.drawEllipse(circle)
        sign = QRectF(0, 0, 20, 20)
        sign.moveCenter(circle.center())
        icons.draw(painter, sign, "down", self.palette().color(QPalette.ColorRole.Text))
        if not self._count:
            return
        words = str(self._count) if self._count < 1000 else "999+"
        font = theme.font(11, 600, tabular=True)
        painter.setFont(font)
        wide = max(18, painter.fontMetrics().horizontalAdvance(words) + 10)
        pill = QRectF(circle.center().x() - wide / 2, 0, wide, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(own.accent)
        painter.drawRoundedRect(pill, 9, 9)
        painter.setPen(self.palette().color(QPalette.ColorRole.HighlightedText))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), words)


def address_of(act: RowAct) -> QUrl:
    """Return the address of a link act; only http and https ever get here."""
    return QUrl(act.argument, QUrl.ParsingMode.StrictMode)

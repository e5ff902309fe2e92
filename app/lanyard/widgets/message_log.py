"""What a person does with the log: keys, links, buttons in rows, copying, the context menu.

Main thread only.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from lanyard.models.figures import day_of, moment_text
from lanyard.models.rows import Row
from lanyard.models.spoken import copied_rows
from lanyard.phrases import fill, translate
from lanyard.widgets.anchored_log import AnchoredLog
from lanyard.widgets.emoji_grid import EmojiGrid
from lanyard.widgets.guest_words import guest_tip
from lanyard.widgets.jump_button import JumpButton
from lanyard.widgets.message_delegate import Hot
from lanyard.widgets.message_extras import reaction_tip
from lanyard.widgets.offer_words import Act, act_words
from lanyard.widgets.row_menu import RowAct, RowMenu
from lanyard.widgets.tick_words import tick_words

_CursorAction = QAbstractItemView.CursorAction
_IN_PASSING = frozenset({Act.DAY, Act.REACT})
"""Neither what Enter does with a row nor a line of its menu."""


class MessageLog(AnchoredLog):
    """The log as a person uses it."""

    acted = Signal(object)
    """A ``RowAct``."""

    typed = Signal(str)
    """Letters typed while the log has the focus: they belong into the composer."""

    day_wanted = Signal(object, object)
    """A day chip was pressed: its ``date``, and where it is on the screen (``QPoint``)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.my_name = ""
        self._by_keys = False
        self._pressed: Hot | None = None
        self._grid: EmojiGrid | None = None
        self._reacting: Row | None = None
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
        self.unmark()
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act_on_current()
            return
        if key == Qt.Key.Key_Escape and self.rows_selected():
            self.clearSelection()
            return
        if key == Qt.Key.Key_Delete:
            self._delete_current()
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

    def _delete_current(self) -> None:
        row, conversation = self.row_of(self.currentIndex()), self.conversation
        if row is None or conversation is None:
            return
        if conversation.can_write and conversation.can_delete(row):
            self.acted.emit(RowAct(row, Act.DELETE))

    # --- mouse ----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._by_keys = False
        self.unmark()
        hot = self._hot_at(event.position().toPoint())
        if hot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed = (hot.row.key, hot.act, hot.argument)
            self._painter.pressed = self._pressed
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
        if hot is None or (hot.row.key, hot.act, hot.argument) != pressed:
            return
        if hot.act is Act.DAY:
            self._show_day(event.globalPosition().toPoint(), hot.row)
        else:
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
        menu = self.menu_of(row)
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(place))

    def menu_of(self, row: Row) -> RowMenu | None:
        """Return what can be done with a row, as a menu."""
        if self.conversation is None:
            return None
        menu = RowMenu(row, self.conversation, self._acts_of(row), self)
        menu.chosen.connect(self._chosen)
        return menu

    @Slot(object)
    def _chosen(self, act: RowAct) -> None:
        if act.act is Act.COPY:
            self.copy_selected()
        elif act.act is Act.MORE_EMOJI:
            self._show_emoji(act.row)
        else:
            self.acted.emit(act)

    def _show_emoji(self, row: Row) -> None:
        """Let the person choose an emoji for a row."""
        if self._grid is None:
            self._grid = EmojiGrid(self)
            self._grid.chosen.connect(self._emoji_chosen)
        self._reacting = row
        place = self.visualRect(self.currentIndex()).center() if self.conversation else QPoint()
        self._grid.popup(self.viewport().mapToGlobal(place))

    @Slot(str)
    def _emoji_chosen(self, emoji: str) -> None:
        row, self._reacting = self._reacting, None
        if row is not None:
            self.acted.emit(RowAct(row, Act.REACT, emoji))

    def _show_day(self, at: QPoint, row: Row) -> None:
        day: date = row.new_day or day_of(row.entry.at)
        self.day_wanted.emit(day, at)

    def _acts_of(self, row: Row) -> list[RowAct]:
        """Return what the row itself offers: buttons, files, links, the quoted message."""
        layout = self._painter.layout_of(row, self.width())
        acts = [RowAct(row, zone.act) for zone in layout.zones if zone.act not in _IN_PASSING]
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
            return RowAct(row, zone.act, zone.argument)
        address = self._painter.link_at(row, self.width(), place)
        return RowAct(row, Act.LINK, address) if address else None

    def _hover(self, hot: RowAct | None) -> None:
        shape = Qt.CursorShape.ArrowCursor if hot is None else Qt.CursorShape.PointingHandCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)
        over = (hot.row.key, hot.act, hot.argument) if hot is not None else None
        if over != self._painter.hovered:
            self._painter.hovered = over
            self.viewport().update()

    def tip_at(self, point: QPoint) -> str:
        """Return what the tool tip says at a point of the viewport."""
        hot = self._hot_at(point)
        if hot is not None:
            return self._hot_tip(hot)
        index = self.indexAt(point)
        row, conversation = self.row_of(index), self.conversation
        if row is None or conversation is None:
            return ""
        layout = self._painter.layout_of(row, self.width())
        place = self.place_in_row(point, index)
        if row.guest and layout.is_guest_mark(place):
            return guest_tip(row.label, row.guest)
        if layout.avatar is not None and layout.avatar.contains(place):
            words = translate("MessageLog", "{name}, device {device}")
            return fill(words, name=row.label, device=row.entry.author[:16])
        if layout.tick and layout.tick_rect.adjusted(-3, -3, 3, 3).contains(place):
            return tick_words(row, conversation.room.missing(row.entry))
        if layout.bubble.contains(place) and place.y() > layout.meta_y - 14:
            return moment_text(row.entry.at)
        return ""

    def _hot_tip(self, hot: RowAct) -> str:
        if hot.act is Act.REACT:
            return reaction_tip(hot.row, hot.argument, self._painter.look.me)
        return hot.argument or act_words(hot.act)

    # --- the way down ---------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side = self.jump.width()
        self.jump.move(self.width() - side - 20, self.height() - self.jump.height() - 12)

"""The log of a conversation: a list that keeps what a person reads where it is.

QListView asks the height of every row before it shows the first, and moves everything when rows
come above. Here rows have guessed heights until they are near the view, and the view holds on to
a row instead of an offset: to the last one while it follows the conversation, else to the first
one that is seen. Main thread only.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from lanyard.models.conversation import ConversationModel
from lanyard.models.rows import Row
from lanyard.widgets import theme
from lanyard.widgets.message_delegate import MessageDelegate
from lanyard.widgets.row_view import RowView

NEAR_ROWS = 15
"""Rows from either end of the window at which more of the history is asked for."""
IDLE_ROWS = 12
"""Guessed heights made exact in one idle moment: a few milliseconds."""
UNREAD_FROM_TOP = 48

_Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class _Hold:
    """The row the view holds on to, and where its bubble begins below the view's top edge."""

    row: int = 0
    y: int = 0


class AnchoredLog(RowView):
    """Scrolling and painting; what a person does with a row is in ``MessageLog``."""

    following_changed = Signal()
    """The view stands at the end of the conversation now, or does not any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hold = _Hold()
        self._following = True
        self._wide = 0
        self._settling = False
        self._conversation: ConversationModel | None = None
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._catch_up)
        self._painter = MessageDelegate(self)
        self.setItemDelegate(self._painter)
        self.prepare()
        theme.watcher().changed.connect(self.redress)

    # --- which conversation ---------------------------------------------------------------------

    @property
    def conversation(self) -> ConversationModel | None:
        """The conversation that is shown."""
        return self._conversation

    @property
    def following(self) -> bool:
        """Whether the view stands at the end and moves with new rows."""
        return self._following

    def show_conversation(self, conversation: ConversationModel) -> None:
        """Show another conversation where it was left, or from its first unread message on."""
        self.leave_conversation()
        self._conversation = conversation
        self.setModel(conversation)
        conversation.rowsInserted.connect(self._rows_inserted)
        conversation.rowsRemoved.connect(self._rows_removed)
        conversation.rowsMoved.connect(self._rows_moved)
        conversation.dataChanged.connect(self._rows_changed)
        conversation.modelReset.connect(self._rows_replaced)
        conversation.destroyed.connect(self._conversation_gone)
        self._painter.link_up = conversation.room.link_up
        self._rows_replaced()
        kept = conversation.place_kept
        place = conversation.place_of(kept[0]) if kept is not None else -1
        if kept is not None and place >= 0:
            self._hold_on(place, kept[1])
        elif conversation.unread and conversation.unread_row >= 0:
            self._hold_on(conversation.unread_row, UNREAD_FROM_TOP)
        conversation.set_following(self._following)
        conversation.open()

    def leave_conversation(self) -> None:
        """Keep the place in the conversation that is shown, and let go of it."""
        conversation = self._conversation
        if conversation is None:
            return
        self.keep_place()
        conversation.set_following(True)
        conversation.rowsInserted.disconnect(self._rows_inserted)
        conversation.rowsRemoved.disconnect(self._rows_removed)
        conversation.rowsMoved.disconnect(self._rows_moved)
        conversation.dataChanged.disconnect(self._rows_changed)
        conversation.modelReset.disconnect(self._rows_replaced)
        conversation.destroyed.disconnect(self._conversation_gone)
        self._conversation = None
        self.setModel(None)
        self._heights.replace(())

    @Slot()
    def _conversation_gone(self) -> None:
        self._conversation = None
        self._heights.replace(())
        self.setModel(None)

    def keep_place(self) -> None:
        """Tell the conversation where the view is."""
        conversation = self._conversation
        if conversation is None or not len(self._heights):
            return
        if self._following:
            conversation.place_kept = None
        else:
            conversation.place_kept = (conversation.row_at(self._hold.row).key, self._hold.y)

    def set_link_up(self, link_up: bool) -> None:
        """Say whether the line to the host is up: without it no speed is shown."""
        if link_up != self._painter.link_up:
            self._painter.link_up = link_up
            self._heights.doubt(0, len(self._heights) - 1)
            self._settle()

    @Slot()
    def go_to_end(self) -> None:
        """Stand at the end of the conversation and follow it."""
        if self._conversation is not None:
            self._conversation.go_to_end()
        self._set_following(True)
        self._settle()

    def show_row(self, row: int) -> None:
        """Bring a row into the view, make it the current one and select it."""
        index = self.model().index(row, 0)
        self.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    @Slot()
    def redress(self) -> None:
        """Take the colours and fonts of the current scheme."""
        self._painter.forget()
        self._heights.doubt(0, len(self._heights) - 1)
        self._settle()

    # --- scrolling ------------------------------------------------------------------------------

    def scrollTo(
        self,
        index: _Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        if not index.isValid() or index.row() >= len(self._heights):
            return
        row = index.row()
        self._heights.measure(row, self._measure)
        high = self._heights.height(row)
        top = self._heights.top(row) - self._offset
        room = self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            top = max(0, (room - high) // 2)
        elif top < 0 or high >= room:
            top = 0
        elif top + high > room:
            top = room - high
        else:
            return
        self._hold_on(row, top + self._lead(row))

    def updateGeometries(self) -> None:
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.width() != self._wide:
            self._wide = self.width()
            self._heights.doubt(0, len(self._heights) - 1)
        self._settle()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if self._settling:
            return
        bar = self.verticalScrollBar()
        self._offset = bar.value()
        conversation = self._conversation
        at_end = conversation is None or conversation.at_end
        if len(self._heights):
            row = self._heights.row_at(self._offset)
            top = self._heights.top(row) - self._offset
            self._hold = _Hold(row, top + self._lead(row))
        self._set_following(at_end and self._offset >= bar.maximum() - 1)
        self._settle()

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        conversation = self._conversation
        if conversation is None or not len(self._heights):
            return
        self._painter.new_turn()
        painter = QPainter(self.viewport())
        painter.setClipRect(event.rect())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        selected = self.selectionModel()
        current = self.currentIndex().row() if self.shows_focus() else -1
        row = self._heights.row_at(event.rect().top() + self._offset)
        while row < len(self._heights):
            index = conversation.index(row)
            option.rect = self.visualRect(index)
            if option.rect.top() > event.rect().bottom():
                break
            option.state = QStyle.StateFlag.State_Enabled
            if selected.isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            if row == current:
                option.state |= QStyle.StateFlag.State_HasFocus
            self._painter.paint(painter, option, index)
            row += 1

    def shows_focus(self) -> bool:
        """Return whether the current row is outlined."""
        return self.hasFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.redress()

    # --- rows come and go -----------------------------------------------------------------------

    @Slot(QModelIndex, int, int)
    def _rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        guesses = [self._guess(row) for row in range(first, last + 1)]
        was_empty = not len(self._heights)
        self._heights.insert(first, guesses)
        if not was_empty and first <= self._hold.row:
            self._hold.row += len(guesses)
        self._settle()

    @Slot(QModelIndex, int, int)
    def _rows_removed(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._heights.remove(first, last)
        if self._hold.row > last:
            self._hold.row -= last - first + 1
        elif self._hold.row >= first:
            self._hold.row = max(0, min(first, len(self._heights) - 1))
        self._settle()

    @Slot(QModelIndex, int, int, QModelIndex, int)
    def _rows_moved(
        self, _parent: QModelIndex, first: int, last: int, _to: QModelIndex, target: int
    ) -> None:
        # A row of mine got its number: one row, from among the waiting ones upwards.
        self._heights.remove(first, last)
        place = target if target < first else target - (last - first + 1)
        self._heights.insert(place, [self._guess(row) for row in range(place, place + 1)])
        self._settle()

    @Slot(QModelIndex, QModelIndex)
    def _rows_changed(self, first: QModelIndex, last: QModelIndex) -> None:
        self._heights.doubt(first.row(), last.row())
        self._settle()

    @Slot()
    def _rows_replaced(self) -> None:
        rows = self._conversation.rowCount() if self._conversation is not None else 0
        self._heights.replace([self._guess(row) for row in range(rows)])
        self._hold = _Hold()
        self._set_following(True)
        self._settle()

    # --- inside ---------------------------------------------------------------------------------

    def row_of(self, index: _Index) -> Row | None:
        """Return the row behind an index."""
        if self._conversation is None or not index.isValid():
            return None
        return self._conversation.row_at(index.row())

    def rows_selected(self) -> list[Row]:
        """Return the selected rows in the order of the log."""
        places = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        conversation = self._conversation
        return [conversation.row_at(place) for place in places] if conversation else []

    def place_in_row(self, point: QPoint, index: _Index) -> QPointF:
        """Return a point of the viewport in the coordinates of a row."""
        return QPointF(point - self.visualRect(index).topLeft())

    def _hold_on(self, row: int, y: int) -> None:
        self._hold = _Hold(row, y)
        self._set_following(False)
        self._settle()

    def _settle(self) -> None:
        """Measure what is seen, and put it where the view holds on to it."""
        if self._settling or not self.isVisibleTo(self.window()):
            return
        self._settling = True
        try:
            if len(self._heights):
                self._settle_rows(self.viewport().height())
            else:
                self._offset = 0
                self.verticalScrollBar().setRange(0, 0)
        finally:
            self._settling = False
        self.viewport().update()
        if not self._later.isActive():
            self._later.start()

    def _settle_rows(self, room: int) -> None:
        heights = self._heights
        conversation = self._conversation
        if not self._following:
            row = min(self._hold.row, len(heights) - 1)
            heights.measure(row, self._measure)
            begins = self._hold.y - self._lead(row)
            heights.measure_up(row - 1, begins, self._measure)
            heights.measure_down(row, room - begins, self._measure)
            offset = heights.top(row) - begins
            if offset >= heights.total() - room and conversation and conversation.at_end:
                self._set_following(True)
            self._offset = min(max(0, offset), max(0, heights.total() - room))
        if self._following:
            heights.measure_up(len(heights) - 1, room, self._measure)
            self._offset = max(0, heights.total() - room)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, heights.total() - room))
        bar.setPageStep(room)
        bar.setSingleStep(theme.scaled(21))
        bar.setValue(self._offset)
        if self._following:
            self._hold = _Hold(len(heights) - 1, room)

    @Slot()
    def _catch_up(self) -> None:
        """In an idle moment: measure some guessed rows, ask for more history where it is near."""
        if not len(self._heights) or self._conversation is None:
            return
        first = self._heights.row_at(self._offset)
        last = self._heights.row_at(self._offset + self.viewport().height())
        guessed = self._heights.guessed_near((first + last) // 2, IDLE_ROWS)
        for row in guessed:
            self._heights.measure(row, self._measure)
        if guessed:
            self._settle()
        if first < NEAR_ROWS:
            self._conversation.read_older()
        if last >= len(self._heights) - NEAR_ROWS:
            self._conversation.read_newer()

    def _set_following(self, following: bool) -> None:
        if following == self._following:
            return
        self._following = following
        if self._conversation is not None:
            self._conversation.set_following(following)
        self.following_changed.emit()

    def _guess(self, row: int) -> int:
        conversation = self._conversation
        return self._painter.guess_of(conversation.row_at(row), self.width()) if conversation else 0

    def _measure(self, row: int) -> int:
        conversation = self._conversation
        if conversation is None:
            return 0
        return self._painter.height_of(conversation.row_at(row), self.width())

    def _lead(self, row: int) -> int:
        """Return how far below the row's top its bubble begins: day chip, unread line, gap."""
        conversation = self._conversation
        if conversation is None:
            return 0
        layout = self._painter.layout_of(conversation.row_at(row), self.width())
        return round(layout.bubble.top())

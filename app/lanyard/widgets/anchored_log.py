"""The log of a conversation: a list that keeps what a person reads where it is.

QListView asks the height of every row before it shows the first, and moves everything when rows
come above. Here rows have guessed heights until they are near the view, and the view holds on to
a row instead of an offset: to the last one while it follows the conversation, else to the first
one that is seen. Main thread only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QWidget,
)

from lanyard.models.conversation import ConversationModel
from lanyard.models.rows import Key
from lanyard.widgets import theme
from lanyard.widgets.painted_log import PaintedLog

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


class AnchoredLog(PaintedLog):
    """Scrolling; what a person does with a row is in ``MessageLog``."""

    following_changed = Signal()
    """The view stands at the end of the conversation now, or does not any more."""

    unmarked = Signal()
    """The person has found what was jumped to, and goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hold = _Hold()
        self._following = True
        self._wide = 0
        self._settling = False
        self._wanted_y: int | None = None
        """Where the row that is waited for will stand; None: in the middle, marked."""
        self._later = QTimer(self)
        self._later.setInterval(0)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._catch_up)
        self.prepare()
        theme.watcher().changed.connect(self.redress)

    # --- which conversation ---------------------------------------------------------------------

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
        conversation.reached.connect(self._reached)
        conversation.grew.connect(self._settle)
        self._wanted_y = None
        self._painter.marked = None
        room = conversation.room
        self._painter.look = replace(
            self._painter.look, link_up=room.link_up, me=room.my_device_id, words=""
        )
        self._rows_replaced()
        kept = conversation.place_kept
        place = conversation.place_of(kept[0]) if kept is not None else -1
        if kept is not None and place >= 0:
            self._hold_on(place, kept[1])
        elif kept is not None and kept[2]:
            self._wanted_y = kept[1]
            conversation.jump_to(kept[2])
        elif conversation.unread and (conversation.unread_row >= 0 or conversation.opened):
            conversation.go_to_unread()
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
        conversation.reached.disconnect(self._reached)
        conversation.grew.disconnect(self._settle)
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
            row = conversation.row_at(self._hold.row)
            conversation.place_kept = (row.key, self._hold.y, row.entry.seq)

    def unmark(self) -> None:
        """The person does the next thing: what was jumped to is found by now."""
        if self._painter.marked is not None:
            self._painter.marked = None
            self.viewport().update()
            self.unmarked.emit()

    @Slot()
    def go_to_end(self) -> None:
        """Stand at the end of the conversation and follow it."""
        if self._conversation is not None:
            self._conversation.go_to_end()
        self._set_following(True)
        self._settle()

    @Slot(object)
    def _reached(self, key: Key) -> None:
        """A row that was jumped to is in the window: show it where it was wanted."""
        conversation = self._conversation
        place = conversation.place_of(key) if conversation is not None else -1
        if conversation is None or place < 0:
            return
        wanted, self._wanted_y = self._wanted_y, None
        if wanted is not None:
            self._hold_on(place, wanted)
        elif conversation.unread and place == conversation.unread_row:
            self._hold_on(place, UNREAD_FROM_TOP)
        else:
            self._painter.marked = key
            index = self.model().index(place, 0)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.Clear)
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
            self._keep_hold(row, top + self._lead(row))
        self._set_following(at_end and self._offset >= bar.maximum() - 1)
        self._settle()

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
        # An emptied window waits for what a jump leads to: nobody has seen the end then.
        self._set_following(self._conversation is None or self._conversation.at_end)
        self._settle()

    # --- inside ---------------------------------------------------------------------------------

    def _hold_on(self, row: int, y: int) -> None:
        self._keep_hold(row, y)
        self._set_following(False)
        self._settle()

    def _keep_hold(self, row: int, y: int) -> None:
        self._hold = _Hold(row, y)
        if self._conversation is not None:
            self._conversation.held = self._conversation.row_at(row).entry.seq

    @Slot()
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

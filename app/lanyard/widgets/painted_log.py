"""The rows of a conversation as they look: painting, measuring, and which row is where.

Where the view stands is decided by what is built on this. Main thread only.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from lanyard.models.conversation import ConversationModel
from lanyard.models.rows import Row
from lanyard.widgets.message_delegate import MessageDelegate
from lanyard.widgets.message_places import Look
from lanyard.widgets.pictures import Pictures
from lanyard.widgets.row_view import RowView

_Index = QModelIndex | QPersistentModelIndex


class PaintedLog(RowView):
    """Paints the rows of one conversation and knows their heights."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conversation: ConversationModel | None = None
        self._painter = MessageDelegate(self)
        self.setItemDelegate(self._painter)
        self._painter.pictures.ready.connect(self._picture_ready)

    @property
    def pictures(self) -> Pictures:
        """The small pictures in the rows."""
        return self._painter.pictures

    @property
    def conversation(self) -> ConversationModel | None:
        """The conversation that is shown."""
        return self._conversation

    def set_line(self, link_up: bool, me: str) -> None:
        """Say whether the line to the host is up, and which device is mine."""
        self._look_so(replace(self._painter.look, link_up=link_up, me=me))

    @Slot(str)
    def mark_words(self, words: str) -> None:
        """Mark what is being looked for in every text; '' marks nothing."""
        self._look_so(replace(self._painter.look, words=words))

    def _look_so(self, look: Look) -> None:
        if look != self._painter.look:
            self._painter.look = look
            self._heights.doubt(0, len(self._heights) - 1)
            self.updateGeometries()

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

    @Slot(object)
    def _picture_ready(self, path: str) -> None:
        """Make room for a picture; its row keeps its place in the view as for any change."""
        conversation = self._conversation
        if conversation is None:
            return
        for place in range(conversation.rowCount()):
            if self.pictures.path_of(conversation.row_at(place)) == path:
                conversation.dataChanged.emit(conversation.index(place), conversation.index(place))
        self.viewport().update()

    # --- heights -------------------------------------------------------------------------------

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

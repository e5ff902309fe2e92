"""What a person has seen of a conversation and what not: the count, the line, and the mark.

The count and the line come from the journal at the start and go on with what arrives. That the
person has seen the end is told to the journal, a few times a second at most. Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.commands import MarkRead
from lanyard.events import Entry
from lanyard.models.history_window import BEGINNING, HistoryWindow, Wish
from lanyard.models.joined_room import RoomModel
from lanyard.models.rows import key_of

MARK_MILLISECONDS = 300


class UnreadWindow(HistoryWindow):
    """The window of a conversation with its unread line."""

    summary_changed = Signal()
    """Title, unread count, last row or draft changed: what the side bar shows."""

    def __init__(self, room: RoomModel, to: str = "", parent: QObject | None = None) -> None:
        super().__init__(room, to, parent)
        self._read_to = 0
        self._line_after = 0
        """The unread line stands above the first row of others beyond this sequence."""
        self._watched = False
        self._mark = QTimer(self)
        self._mark.setSingleShot(True)
        self._mark.setInterval(MARK_MILLISECONDS)
        self._mark.timeout.connect(self._tell_mark)

    def set_watched(self, watched: bool) -> None:
        """The page says whether a person can see the end of the conversation now."""
        self._watched = watched
        if watched:
            self._seen()
        elif self._mark.isActive():
            self._mark.stop()
            self._tell_mark()

    def go_to_unread(self) -> None:
        """Show the first message that was not seen yet; ``reached`` tells when it is there."""
        self._opened = True
        place = self.unread_row
        if place >= 0:
            self.reached.emit(self.row_at(place).key)
        elif self._wish is not Wish.PLACE:
            after = self._line_after
            self._go(after=after, since=0 if after else BEGINNING)

    def open(self) -> None:
        """Read the first unread rows or the end, once; called when it is first shown."""
        if self._opened:
            return
        self._opened = True
        if self.unread and self.unread_row < 0:
            self.go_to_unread()
        else:
            self._ask(Wish.END)

    # --- inside ---------------------------------------------------------------------------------

    def _remember_read(self, read_to: int, unread: int, newest: int) -> None:
        """Take what the journal knew when the program started."""
        self._read_to = self._line_after = max(self._read_to, read_to)
        self._newest = max(self._newest, newest)
        self._below = max(self._below, newest)
        self.unread += unread
        self._place_line()

    def _count_unread(self, entries: Sequence[Entry], caught_up: bool) -> None:
        """Count what others said; called before the rows are placed."""
        if caught_up and self.room.old_until and not self._read_to:
            # A first visit: what was said before is there to be read, but nobody said it to me.
            self._read_to = self.room.old_until
            self._mark.start()
        if self._watched:
            return
        fresh = [
            e
            for e in entries
            if e.seq > self._read_to
            and e.author != self.room.my_device_id
            and key_of(e) not in self._by_key
        ]
        if fresh and not self.unread:
            self._line_after = self._read_to
            self._draw_line(None, 0)
        self.unread += len(fresh)

    def _placed(self) -> None:
        self._place_line()

    def _place_line(self) -> None:
        """Draw the unread line where it belongs, if that is in the window."""
        if not self.unread:
            return
        first = place = self._place_for(self._line_after)
        while place < self._numbered and self._rows[place].mine:
            place += 1
        is_first = first > 0 or self._at_beginning or self._below <= self._line_after
        if place < self._numbered and is_first:
            self._draw_line(self._rows[place].key, self.unread)
        else:
            self._draw_line(None, 0)

    def _seen(self) -> None:
        """The person sees the newest row."""
        if self.unread:
            self.unread = 0
            self.summary_changed.emit()
        if self._newest > self._read_to:
            self._read_to = self._newest
            if not self._mark.isActive():
                self._mark.start()

    @Slot()
    def _tell_mark(self) -> None:
        self.command_wanted.emit(MarkRead(self.room.room, self.to, self._read_to))

"""A window of rows over a conversation of any length: placing, moving and letting go of rows.

Numbered rows come first, strictly by sequence; what waits for the host (or was refused) stands
last. Every entry may come any number of times: (author, id) is unique. Edits, deletions and
reactions are no rows: they are folded into the row they change. What the rows mean, and when more
of them are read, is the business of the classes built on this. Main thread only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Slot,
)

from lanyard.events import Entry, Kind
from lanyard.models.changes import Changes, shown_as
from lanyard.models.joined_room import RoomModel
from lanyard.models.quotes import Quotes
from lanyard.models.rows import SENT, Key, Row, RowState, key_of, set_beside
from lanyard.models.spoken import spoken_row


class MessageRows(QAbstractListModel):
    """The rows and their order; the conversation adds what brings and drops them."""

    ROW = Qt.ItemDataRole.UserRole + 1
    """The ``Row`` itself."""

    def __init__(self, room: RoomModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room = room
        self.unread = 0
        """Messages of others that were not on the screen yet."""
        self._rows: list[Row] = []
        self._numbered = 0
        self._by_key: dict[Key, Row] = {}
        self._waiting: list[Row] = []
        self._low = 0
        """From here on every entry of the conversation is in the window; 0: nothing is known."""
        self._high = 0
        """Up to here, while the window does not reach the end."""
        self._at_end = True
        self._unread_from: Key | None = None
        self._unread_line = 0
        self._changes = Changes()
        self._quotes = Quotes(room)
        room.disks_changed.connect(self._disks_changed)

    # --- what widgets ask -----------------------------------------------------------------------

    @property
    def at_end(self) -> bool:
        """Whether the window reaches the newest row."""
        return self._at_end

    @property
    def unread_row(self) -> int:
        """The row under the unread line, or -1."""
        return self.place_of(self._unread_from) if self._unread_from else -1

    def row_at(self, place: int) -> Row:
        """Return a row."""
        return self._rows[place]

    def place_of(self, key: Key) -> int:
        """Return where a row stands, or -1 when it is not in the window."""
        row = self._by_key.get(key)
        return self._place_of_row(row) if row is not None else -1

    def row_of_seq(self, seq: int) -> Row | None:
        """Return the row with this sequence, or None when it is not in the window."""
        place = self._place_for(seq) - 1
        if place >= 0 and seq > 0 and self._rows[place].entry.seq == seq:
            return self._rows[place]
        return None

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == self.ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_row(row)
        return None

    # --- rows come ------------------------------------------------------------------------------

    def _place(self, entries: Iterable[Entry]) -> None:
        """Put entries where their sequence belongs, in as few insertions as possible."""
        fresh: dict[Key, Entry] = {}
        for entry in entries:
            known = self._by_key.get(key_of(entry))
            if known is not None:
                self._number(known, entry.seq, entry.at)
            else:
                fresh[key_of(entry)] = entry
        ordered = sorted(fresh.values(), key=_sequence)
        start = 0
        while start < len(ordered):
            place = self._place_for(ordered[start].seq)
            limit = self._rows[place].entry.seq if place < self._numbered else None
            end = start + 1
            while end < len(ordered) and (limit is None or ordered[end].seq < limit):
                end += 1
            rows = [self._make(entry) for entry in ordered[start:end]]
            for row in rows:
                self._by_key[row.key] = row
            self._numbered += len(rows)
            self._insert(place, rows)
            start = end
        if self._numbered and not self._low:
            self._low = self._rows[0].entry.seq

    def _wait(self, row: Row) -> None:
        """Put a row of mine that has no sequence yet behind everything else."""
        self._by_key[row.key] = row
        self._waiting.append(row)
        if self._at_end:
            self._insert(len(self._rows), [row])

    def _number(self, row: Row, seq: int, at: int) -> None:
        """Give a waiting row its sequence; it moves to where that belongs."""
        if row.entry.seq or seq <= 0:
            return
        row.entry = row.said = replace(row.entry, seq=seq, at=at)
        row.state, row.failure = self._state_of(row.entry), None
        self._waiting.remove(row)
        if not self._at_end:
            # Its place lies beyond the window; scrolling down brings it as any other entry.
            del self._by_key[row.key]
            return
        source = self._place_of_row(row)
        target = self._place_for(seq)
        self._numbered += 1
        if target != source:
            self.beginMoveRows(QModelIndex(), source, source, QModelIndex(), target)
            del self._rows[source]
            self._rows.insert(target, row)
            self.endMoveRows()
            self._beside(source, source + 1)
        self._beside(target, target + 1)
        self._touch(row)

    def _make(self, entry: Entry, state: RowState | None = None) -> Row:
        if state is None:
            state = self._state_of(entry)
        self.room.people.note_author(entry.author, entry.name)
        label = self.room.people.label(entry.author, entry.name)
        transfers = self.room.transfers_of(entry.id) if entry.kind == Kind.OFFER else ()
        row = Row(self._changes.fold(entry), state, label, transfers=transfers)
        row.changing = self._changes.waiting_for(entry.seq) if entry.seq else ()
        row.entry = self._shown(row)
        row.quote = self._quotes.of(row.entry)
        return row

    def _shown(self, row: Row) -> Entry:
        """Return what a row shows: with my changes, and with people as they are told apart."""
        entry = shown_as(row.said, row.changing)
        if not entry.reactions:
            return entry
        people = self.room.people
        for found in entry.reactions:
            people.note_author(found.author, found.name)
        named = (
            replace(found, name=people.label(found.author, found.name)) for found in entry.reactions
        )
        return replace(entry, reactions=tuple(named))

    def _state_of(self, entry: Entry) -> RowState:
        if entry.author != self.room.my_device_id:
            return RowState.RECEIVED
        return RowState.DELIVERED if self.room.delivered(entry) else RowState.ACCEPTED

    def _insert(self, place: int, rows: list[Row]) -> None:
        last = place + len(rows) - 1
        self.beginInsertRows(QModelIndex(), place, last)
        self._rows[place:place] = rows
        set_beside(self._rows, place, last, self._unread_from, self._unread_line)
        self.endInsertRows()
        self._beside(last + 1, last + 1)

    # --- rows go --------------------------------------------------------------------------------

    def _forget(self, row: Row) -> None:
        """Let go of a row without a sequence."""
        self._waiting.remove(row)
        place = self._place_of_row(row)
        del self._by_key[row.key]
        if place >= 0:
            self.beginRemoveRows(QModelIndex(), place, place)
            del self._rows[place]
            self.endRemoveRows()
            self._beside(place, place)

    def _attach(self, late: Iterable[Entry]) -> None:
        """The window reaches the end: take what came meanwhile, and show what waits again."""
        self._at_end = True
        self._place(late)
        hidden = [row for row in self._waiting if self._place_of_row(row) < 0]
        if hidden:
            self._insert(len(self._rows), hidden)

    def _detach(self, count: int = 0) -> None:
        """Let go of what waits and of the newest ``count`` rows: the person reads far above."""
        keep = self._numbered - count
        if keep < len(self._rows):
            self.beginRemoveRows(QModelIndex(), keep, len(self._rows) - 1)
            for row in self._rows[keep : self._numbered]:
                del self._by_key[row.key]
            del self._rows[keep:]
            self._numbered = keep
            self.endRemoveRows()
        self._at_end = False
        self._high = self._rows[-1].entry.seq if self._rows else 0

    def _drop_first(self, count: int) -> bool:
        """Let go of the oldest ``count`` rows; return whether there were any."""
        if count <= 0:
            return False
        self.beginRemoveRows(QModelIndex(), 0, count - 1)
        for row in self._rows[:count]:
            del self._by_key[row.key]
        del self._rows[:count]
        self._numbered -= count
        self._low = self._rows[0].entry.seq if self._numbered else 0
        self.endRemoveRows()
        self._beside(0, 0)
        return True

    def _empty(self) -> None:
        """Let go of every row; what waits is kept aside."""
        self.beginResetModel()
        for row in self._rows[: self._numbered]:
            del self._by_key[row.key]
        self._rows, self._numbered = [], 0
        self._low, self._high, self._at_end = 0, 0, False
        self.endResetModel()

    # --- rows look different --------------------------------------------------------------------

    def _say(self, row: Row, said: Entry) -> None:
        """The words, the change or the reactions of a row are others now."""
        row.said = said
        row.changing = self._changes.waiting_for(said.seq)
        row.entry = self._shown(row)
        row.quote = self._quotes.of(row.entry)
        self._touch(row)

    @Slot()
    def _disks_changed(self) -> None:
        """Somebody's disk has more: rows of mine may have come further."""
        for row in self._rows[: self._numbered]:
            if row.state in SENT:
                state = self._state_of(row.entry)
                if state is not row.state:
                    row.state = state
                    self._touch(row)

    def _draw_line(self, key: Key | None, unread: int) -> None:
        """Draw the unread line above a row, or nowhere."""
        if key != self._unread_from:
            self._unread_line = 0
            self._beside_line()
            self._unread_from = key
        self._unread_line = unread
        self._beside_line()

    def _beside_line(self) -> None:
        place = self.unread_row
        if place >= 0:
            self._beside(place, place + 1)

    def _beside(self, first: int, last: int) -> None:
        for place in set_beside(self._rows, first, last, self._unread_from, self._unread_line):
            self.dataChanged.emit(self.index(place), self.index(place))

    def _touch(self, row: Row) -> None:
        row.version += 1
        place = self._place_of_row(row)
        if place >= 0:
            self.dataChanged.emit(self.index(place), self.index(place))

    # --- where ----------------------------------------------------------------------------------

    def _place_for(self, seq: int) -> int:
        return bisect_right(self._rows, seq, 0, self._numbered, key=_row_sequence)

    def _place_of_row(self, row: Row) -> int:
        if row.entry.seq:
            place = self._place_for(row.entry.seq) - 1
            if place >= 0 and self._rows[place] is row:
                return place
        # Waiting rows stand last, so this looks from the end.
        return _last_index(self._rows, row)


def _last_index(rows: Sequence[Row], row: Row) -> int:
    return next((i for i in range(len(rows) - 1, -1, -1) if rows[i] is row), -1)


def _sequence(entry: Entry) -> int:
    return entry.seq


def _row_sequence(row: Row) -> int:
    return row.entry.seq

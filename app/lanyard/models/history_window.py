"""The window of a conversation and the journal: what is read when, and what is let go of.

Older and newer rows are read as the person scrolls, around a row when the person jumps, and the
far end is let go, so that a million messages scroll like a hundred. What somebody says is shown
before it is on the disk, so an answer of the journal may lack what came last: the latest rows are
kept and placed with it. Main thread only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.commands import ReadEntries, ReadHistory
from lanyard.events import EntriesArrived, EntriesRead, Entry, HistoryGrew, HistoryRead, Kind
from lanyard.models.changes import folded, is_change, may_change
from lanyard.models.joined_room import RoomModel
from lanyard.models.message_rows import MessageRows
from lanyard.models.rows import Row, key_of, partner_of

WINDOW_ROWS = 500
SLACK_ROWS = 50
"""Live rows beyond the window before the oldest are let go: not one by one."""
PAGE_ROWS = 100
AROUND_ROWS = 60
"""Rows read from a place on that is jumped to; what lies above it comes with the next page."""
RECENT_ROWS = 1_200
"""Rows that just came and are kept aside; more than a catch-up shows in one go."""
DOUBT_MILLISECONDS = 300
"""After so long the journal has written down what is asked of it then."""
BEGINNING = 1
"""A moment before everything: reading since then reads from the first entry on."""


class Wish(Enum):
    """What an answer of the journal is for."""

    NOTHING = "nothing"
    END = "end"
    OLDER = "older"
    NEWER = "newer"
    PLACE = "place"
    """To show a row and its surroundings."""


class HistoryWindow(MessageRows):
    """The rows of a conversation (``to``: device id of the other, or empty) near the view."""

    command_wanted = Signal(object)
    """A command for the engine."""

    reached = Signal(object)
    """A jump is there: the ``Key`` of the row to show."""

    grew = Signal()
    """There may be older rows now where there were none."""

    def __init__(self, room: RoomModel, to: str = "", parent: QObject | None = None) -> None:
        super().__init__(room, parent)
        self.to = to
        self.held = 0
        """Sequence of the row the view holds on to; only asked while it does not follow."""
        self._newest = 0
        self._below = 0
        """Highest sequence known to lie below the window; 0: none is known to."""
        self._at_beginning = False
        self._opened = False
        self._asked: ReadHistory | None = None
        self._wish = Wish.NOTHING
        self._recent: deque[Entry] = deque(maxlen=RECENT_ROWS)
        self._doubted: set[int] = set()
        self._doubt = QTimer(self)
        self._doubt.setSingleShot(True)
        self._doubt.setInterval(DOUBT_MILLISECONDS)
        self._doubt.timeout.connect(self._settle_doubts)
        self._looked_up: set[int] = set()
        self._following = True
        self._missed = False
        """A jump found nothing, so it ends at the end."""

    # --- what widgets ask -----------------------------------------------------------------------

    @property
    def reading(self) -> bool:
        """Whether an answer of the journal is awaited."""
        return self._asked is not None

    @property
    def opened(self) -> bool:
        """Whether the history was asked for."""
        return self._opened

    def read_older(self) -> None:
        """The view came near the first row: read what lies before it."""
        if self._opened and not self._at_beginning and self._asked is None:
            self._ask(Wish.OLDER, before=self._low)

    def read_newer(self) -> None:
        """The view came near the last row of a window that does not reach the end."""
        if not self._at_end and self._asked is None:
            self._ask(Wish.NEWER, after=self._high)

    def go_to_end(self) -> None:
        """Make the window reach the end; where it does not, the rows come with the answer."""
        if not self._at_end and self._wish is not Wish.END:
            self._empty()
            self._ask(Wish.END)

    def jump_to(self, seq: int) -> None:
        """Show a row and its surroundings; ``reached`` tells when it is in the window."""
        self._opened = True
        row = self.row_of_seq(seq)
        if row is not None:
            self.reached.emit(row.key)
        else:
            self._go(after=max(0, seq - 1))

    def jump_to_date(self, milliseconds: int) -> None:
        """Show what was said first from a moment on."""
        self._opened = True
        self._go(since=max(BEGINNING, milliseconds))

    def set_following(self, following: bool) -> None:
        """The view says whether it stands at the end and moves with new rows."""
        self._following = following

    # --- facts in -------------------------------------------------------------------------------

    def _bring(self, event: EntriesArrived, entries: Sequence[Entry]) -> None:
        """Place rows that just came."""
        self._newest = max(self._newest, *(entry.seq for entry in entries))
        self._recent.extend(entries)
        if self._at_end and not self._following and self._numbered > WINDOW_ROWS:
            self._detach()
        older = max((e.seq for e in entries if e.seq < self._low), default=0)
        self._place_late(entries)
        if self._at_end and self._following and self._numbered > WINDOW_ROWS + SLACK_ROWS:
            self._let_go_of_first()
        if older:
            # The pages of a catch-up come newest first: the journal has these when they are wanted.
            self._below, self._at_beginning = max(self._below, older), False
            self.grew.emit()

    def _history(self, event: HistoryRead) -> None:
        if self._asked is None or event.asked != self._asked:
            return
        wish, self._wish, self._asked = self._wish, Wish.NOTHING, None
        entries = [e for e in event.entries if self._belongs(e) and not is_change(e)]
        if wish is Wish.NEWER:
            self._newer(event, entries)
        elif wish is Wish.PLACE:
            self._there(event, entries)
        else:
            self._older(event, entries, to_end=wish is Wish.END)

    def _older(self, event: HistoryRead, entries: list[Entry], to_end: bool) -> None:
        self._place_all(entries)
        if entries:
            self._low = min(self._low or entries[0].seq, entries[0].seq)
            self._below = 0 if event.first else self._low - 1
        self._at_beginning = event.first or not entries
        if to_end:
            self._newest = max([self._newest, *(e.seq for e in entries)])
            self._placed()
            self._attach(self._recent)
            if self._missed and self._rows:
                self.reached.emit(self._rows[-1].key)
            self._missed = False
            return
        self._place_late(self._recent)
        if self._numbered > WINDOW_ROWS:
            self._detach(self._numbered - WINDOW_ROWS)

    def _newer(self, event: HistoryRead, entries: list[Entry]) -> None:
        self._place_all(entries)
        if entries:
            self._high = max(self._high, entries[-1].seq)
        if event.last:
            self._attach(self._recent)
        else:
            self._place_late(self._recent)
        if self._numbered > WINDOW_ROWS:
            self._let_go_of_first()

    def _there(self, event: HistoryRead, entries: list[Entry]) -> None:
        """A jump arrived."""
        if not entries:
            asked = event.asked
            said = [e for e in self._recent if e.seq > asked.after and e.at >= asked.since]
            entries = sorted(said, key=sequence_of)
        if not entries:
            # Nothing from there on: the end is as near as it gets.
            self._missed = True
            self._ask(Wish.END)
            return
        self._at_end = False
        self._place_all(entries)
        self._low, self._high = entries[0].seq, entries[-1].seq
        self._at_beginning = event.first and bool(event.entries)
        self._below = 0 if self._at_beginning else event.asked.after or self._low - 1
        self._placed()
        if event.last:
            self._newest = max(self._newest, self._high)
            self._attach(self._recent)
        else:
            self._place_late(self._recent)
        self.reached.emit(key_of(entries[0]))
        self.read_older()

    def _history_replaced(self) -> None:
        """The host's history is another one: what is shown belongs to none any more.

        What it holds comes like everything missed; what was before is a room of its own.
        """
        self._empty()
        self._recent.clear()
        self._doubted.clear()
        self._newest = self._below = 0
        self._asked, self._wish = None, Wish.NOTHING
        self._at_beginning = True
        self._attach([])

    def _history_grew(self, event: HistoryGrew) -> None:
        """Rows came into the journal that the window may lack: keep the side that is seen."""
        self._at_beginning = False
        above = self._place_for(event.before - 1)
        reaches = self._at_end or self._high >= event.before
        if above and reaches and above < self._numbered:
            # The window would have a hole; what is dropped is read again when it is wanted.
            if self._following or self.held >= event.before:
                self._drop_first(above)
                self._below = event.before - 1
            else:
                self._detach(self._numbered - above)
        self._quotes.ask_again(row.entry.ref for row in self._rows if row.entry.ref)
        self._look_up()
        self.grew.emit()

    def _journal_is_well(self) -> None:
        """What could not be read may be there now."""
        self._at_beginning = False
        self.grew.emit()

    # --- inside: changes ------------------------------------------------------------------------

    def _take_change(self, change: Entry, caught_up: bool) -> None:
        """Fold a numbered change into the row it changes."""
        row = self.row_of_seq(change.ref)
        target = row.said if row is not None else None
        if target is not None and not may_change(change, target, self.room.host_device_id):
            return
        if caught_up and not self._changes.knows(change):
            # Pages come newest first: whether this is the latest word only the journal knows.
            self._doubted.add(change.ref)
            self._doubt.start()
            if row is not None and not _has_such(row.said, change):
                self._say(row, folded(row.said, change))
            return
        if self._changes.note(change) and row is not None:
            self._say(row, folded(row.said, change))

    @Slot()
    def _settle_doubts(self) -> None:
        doubted, self._doubted = self._doubted, set()
        self._look_up({seq for seq in doubted if self.row_of_seq(seq) is not None})

    def _look_up(self, seqs: Iterable[int] = ()) -> None:
        """Ask the journal for these rows, and for quotes."""
        wanted = {*seqs, *self._quotes.wanted()}
        if wanted:
            self._looked_up |= wanted
            self.command_wanted.emit(ReadEntries(self.room.room, tuple(sorted(wanted))))

    def _entries_read(self, event: EntriesRead) -> None:
        mine = [e for e in event.entries if e.seq in self._looked_up and self._belongs(e)]
        self._looked_up.difference_update(e.seq for e in event.entries)
        for entry in mine:
            row = self.row_of_seq(entry.seq)
            if row is not None and row.key == key_of(entry):
                self._say(row, self._changes.fold(entry))
        self._quoted(self._changes.fold(entry) for entry in mine)

    def _say(self, row: Row, said: Entry) -> None:
        super()._say(row, said)
        if self._quotes.knows(said.seq):
            self._quoted((row.entry,))

    def _quoted(self, entries: Iterable[Entry]) -> None:
        """Show what is known of quoted entries in the rows that quote them."""
        known = list(entries)
        self._quotes.learn(known)
        seqs = {entry.seq for entry in known}
        for row in self._rows:
            if row.entry.ref in seqs:
                row.quote = self._quotes.of(row.entry)
                self._touch(row)

    # --- inside: rows ---------------------------------------------------------------------------

    def _placed(self) -> None:
        """An answer is in the window; the view is not told yet that it may show it."""

    def _place_all(self, entries: Iterable[Entry]) -> None:
        """Place rows, and find what they quote."""
        placed = list(entries)
        refs = {entry.ref for entry in placed if entry.ref}
        if refs:
            at_hand = (*self._recent, *placed)
            self._quotes.learn(entry for entry in at_hand if entry.seq in refs)
            rows = (self.row_of_seq(seq) for seq in refs)
            self._quotes.learn(row.entry for row in rows if row is not None)
        self._place(placed)
        if refs:
            self._look_up()

    def _place_late(self, entries: Iterable[Entry]) -> None:
        """Place what belongs into the window."""
        high = None if self._at_end else self._high
        self._place_all(
            e for e in entries if e.seq >= self._low and (high is None or e.seq <= high)
        )

    def _attach(self, late: Iterable[Entry]) -> None:
        super()._attach([entry for entry in late if entry.seq >= self._low])

    def _empty(self) -> None:
        super()._empty()
        self._at_beginning = False
        self._below = 0

    def _let_go_of_first(self) -> None:
        gone = self._numbered - WINDOW_ROWS
        if gone > 0:
            self._below = self._rows[gone - 1].entry.seq
            self._at_beginning = False
            self._drop_first(gone)

    def _go(self, after: int = 0, since: int = 0) -> None:
        """Leave the window for another place."""
        self._empty()
        self._at_end = False
        if not after and not since:
            since = BEGINNING
        self._missed = False
        self._ask(Wish.PLACE, after=after, since=since)

    def _ask(self, wish: Wish, before: int = 0, after: int = 0, since: int = 0) -> None:
        self._wish = wish
        count = AROUND_ROWS if wish is Wish.PLACE else PAGE_ROWS
        asked = ReadHistory(self.room.room, self.to, before, after, since, count)
        # Two equal questions have two answers: the first one is not the second one's.
        while asked == self._asked:
            asked = replace(asked, count=asked.count + 1)
        self._asked = asked
        self.command_wanted.emit(asked)

    def _belongs(self, entry: Entry) -> bool:
        return partner_of(entry, self.room.my_device_id) == self.to


def sequence_of(entry: Entry) -> int:
    """Return the number of an entry, to sort by."""
    return entry.seq


def _has_such(entry: Entry, change: Entry) -> bool:
    """Return whether an entry shows another change that ``change`` would replace."""
    if change.kind == Kind.REACTION:
        return any(found.author == change.author for found in entry.reactions)
    return entry.change != ""

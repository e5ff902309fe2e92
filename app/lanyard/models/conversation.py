"""One conversation: what is said in a room, or between one member of it and me.

The model holds a window of at most some 500 rows. Older and newer rows are read from the journal
as the person scrolls, and the far end is let go, so a million messages scroll like a hundred.
Main thread only.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.commands import OfferFiles, Post, ReadHistory
from lanyard.events import (
    EntriesArrived,
    Entry,
    Event,
    HistoryRead,
    Kind,
    Offer,
    OfferedFile,
    PostAccepted,
    PostFailed,
    PostQueued,
    TransferChanged,
    TransferState,
)
from lanyard.models.joined_room import RoomModel
from lanyard.models.message_rows import MessageRows
from lanyard.models.rows import Key, Row, RowState, key_of, partner_of

WINDOW_ROWS = 500
SLACK_ROWS = 50
"""Live rows beyond the window before the oldest are let go: not one by one."""
PAGE_ROWS = 100
EMPTY_PAGES = 50
"""Pages without a row of this conversation that one wish to scroll up reads through."""
TRANSFER_MILLISECONDS = 250
"""A row with a running transfer is painted at most four times a second."""


class ConversationModel(MessageRows):
    """What is said in a room (``to`` empty) or between one member (``to``) and me."""

    command_wanted = Signal(object)
    """A command for the engine."""

    summary_changed = Signal()
    """Title, unread count, last row or draft changed: what the side bar shows."""

    def __init__(self, room: RoomModel, to: str = "", parent: QObject | None = None) -> None:
        super().__init__(room, parent)
        self.to = to
        self.place_kept: tuple[Key, int] | None = None
        """Where the view was: a row's key and how far its top lay below the view's; None: end."""
        self._posted: set[str] = set()
        self._newest = 0
        self._at_beginning = False
        self._opened = False
        self._asked: ReadHistory | None = None
        self._direction = ""
        self._pages_left = 0
        self._late: list[Entry] = []
        self._following = True
        self._watched = False
        self._draft = ""
        self._moved_offers: set[str] = set()
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(TRANSFER_MILLISECONDS)
        self._pace.timeout.connect(self._show_transfers)
        room.transfer_changed.connect(self._transfer_changed)
        room.people.names_changed.connect(self._names_changed)
        room.changed.connect(self._room_changed)

    # --- facts in -------------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        """Take one event of the engine (after ``room`` took it); foreign ones are ignored."""
        if isinstance(event, EntriesArrived):
            if event.room == self.room.room:
                self._arrived(event)
        elif isinstance(event, HistoryRead):
            if event.room == self.room.room:
                self._history(event)
        elif isinstance(event, PostQueued):
            if event.entry.room == self.room.room and event.entry.to == self.to:
                self._queued(event.entry)
        elif isinstance(event, PostAccepted):
            row = self._by_key.get((self.room.my_device_id, event.id))
            if row is not None and event.room == self.room.room:
                self._posted.discard(event.id)
                self._newest = max(self._newest, event.seq)
                self._number(row, event.seq, event.at)
                self.summary_changed.emit()
        elif isinstance(event, PostFailed) and event.room == self.room.room:
            self._failed(event)

    # --- what the person does -------------------------------------------------------------------

    def open(self) -> None:
        """Read the end of the history, once; called when the conversation is first shown."""
        if not self._opened:
            self._opened = True
            self._pages_left = EMPTY_PAGES
            self._ask("end", 0)

    def post(self, text: str) -> None:
        """Say something here."""
        command = Post(self.room.room, text, self.to)
        self._posted.add(command.id)
        self._draw_line(None, 0)
        self.command_wanted.emit(command)

    def offer(self, paths: Sequence[str]) -> None:
        """Offer files here."""
        command = OfferFiles(self.room.room, tuple(paths), self.to)
        self._posted.add(command.id)
        self._draw_line(None, 0)
        self.command_wanted.emit(command)

    def try_again(self, key: Key) -> None:
        """Say again what could not be sent."""
        row = self._by_key.get(key)
        if row is not None and row.state is RowState.FAILED and row.entry.kind == Kind.TEXT:
            text = row.entry.text
            self.discard(key)
            self.post(text)

    def discard(self, key: Key) -> None:
        """Let go of what could not be sent."""
        row = self._by_key.get(key)
        if row is not None and row.state is RowState.FAILED:
            self._forget(row)
            self.summary_changed.emit()

    def show_whole(self, key: Key) -> None:
        """Show all of a long text."""
        row = self._by_key.get(key)
        if row is not None and not row.whole:
            row.whole = True
            self._touch(row)

    def read_older(self) -> None:
        """The view came near the first row: read what lies before it."""
        if self._opened and not self._at_beginning and self._asked is None:
            self._pages_left = EMPTY_PAGES
            self._ask("older", self._low)

    def read_newer(self) -> None:
        """The view came near the last row of a window that does not reach the end."""
        if not self._at_end and self._asked is None:
            self._ask("newer", self._high + 1 + PAGE_ROWS)

    def go_to_end(self) -> None:
        """Make the window reach the end; where it does not, the rows come with the answer."""
        self.place_kept = None
        if not self._at_end and self._direction != "end":
            self._empty()
            self._at_beginning = False
            self._ask("end", 0)

    def set_following(self, following: bool) -> None:
        """The view says whether it stands at the end and moves with new rows."""
        self._following = following

    def set_watched(self, watched: bool) -> None:
        """The page says whether a person can see the end of the conversation now."""
        self._watched = watched
        if watched and self.unread:
            self.unread = 0
            self.summary_changed.emit()

    @property
    def draft(self) -> str:
        """What was typed and not sent."""
        return self._draft

    @draft.setter
    def draft(self, text: str) -> None:
        if text != self._draft:
            self._draft = text
            self.summary_changed.emit()

    # --- what widgets ask -----------------------------------------------------------------------

    @property
    def reading(self) -> bool:
        """Whether an answer of the journal is awaited."""
        return self._asked is not None

    def title(self) -> str:
        """Return the room's name, or the person's for a direct conversation; may be empty."""
        return self.name_of(self.to) if self.to else self.room.name

    def name_of(self, device_id: str) -> str:
        """Return the name of a device as it is shown; empty when nobody ever named it."""
        member = self.room.people.member(device_id)
        if member is not None:
            return self.room.people.label(device_id, member.name)
        return next((r.label for r in reversed(self._rows) if r.entry.author == device_id), "")

    # --- inside: entries ------------------------------------------------------------------------

    def _arrived(self, event: EntriesArrived) -> None:
        entries = [e for e in event.entries if self._belongs(e)]
        if not entries:
            return
        self._newest = max(self._newest, entries[-1].seq)
        fresh = [e for e in entries if key_of(e) not in self._by_key and e.seq >= self._low]
        if self._asked is not None:
            self._late.extend(entries)
        if self._at_end and not self._following and self._numbered > WINDOW_ROWS:
            self._detach()
        if self._at_end:
            self._place(e for e in entries if e.seq >= self._low)
        else:
            self._place(e for e in entries if self._low <= e.seq <= self._high)
        self._count_unread(fresh)
        if self._at_end and self._following and self._numbered > WINDOW_ROWS + SLACK_ROWS:
            self._let_go_of_first()
        self.summary_changed.emit()

    def _history(self, event: HistoryRead) -> None:
        if self._asked is None or event.before != self._asked.before:
            return
        direction, self._asked, self._direction = self._direction, None, ""
        late, self._late = self._late, []
        entries = [e for e in event.entries if self._belongs(e)]
        if direction == "newer":
            self._newer(event, entries, late)
        else:
            count = self._numbered
            self._place(entries)
            if event.entries:
                oldest = event.entries[0].seq
                self._low = min(self._low or oldest, oldest)
            self._at_beginning = self._at_beginning or event.first or not event.entries
            found = self._numbered > count
            if direction == "end":
                self._newest = max([self._newest, *(e.seq for e in entries)])
                self._attach(late)
            elif self._numbered > WINDOW_ROWS:
                self._detach(self._numbered - WINDOW_ROWS)
            if not found and not self._at_beginning and self._pages_left > 0:
                # A page held nothing of this conversation: a direct one shares the numbers of
                # its room.
                self._pages_left -= 1
                self._ask("older", self._low)
        self.summary_changed.emit()

    def _newer(self, event: HistoryRead, entries: Sequence[Entry], late: list[Entry]) -> None:
        count = self._numbered
        self._place(e for e in entries if e.seq > self._high)
        self._high = event.before - 1
        if self._high >= self._newest:
            self._attach(late)
        found = self._numbered > count
        if self._numbered > WINDOW_ROWS:
            self._let_go_of_first()
        if not found:
            self.read_newer()

    def _queued(self, entry: Entry) -> None:
        if key_of(entry) in self._by_key:
            return
        self._posted.discard(entry.id)
        if not self.room.my_device_id:
            self.room.my_device_id = entry.author
        self._wait(self._make(entry, RowState.WAITING))
        self.summary_changed.emit()

    def _failed(self, event: PostFailed) -> None:
        row = self._by_key.get((self.room.my_device_id, event.id))
        if row is None and event.id in self._posted and event.text:
            # Refused before it reached the outbox: the text must not be lost.
            row = self._refused(event.id, Kind.TEXT, event.text)
        if row is not None and row.state is RowState.WAITING:
            self._posted.discard(event.id)
            row.state, row.failure = RowState.FAILED, event.failure
            self._touch(row)
            self.summary_changed.emit()

    def _offer_failed(self, event: TransferChanged) -> None:
        """An offer that never got into the log (a file is missing) says so where it was made."""
        if event.offer in self._posted and event.state == TransferState.FAILED:
            self._posted.discard(event.offer)
            offer = Offer(tuple(OfferedFile(event.name, event.size) for _ in range(event.files)))
            row = self._refused(event.offer, Kind.OFFER, "", offer)
            row.state, row.failure = RowState.FAILED, event.failure
            self._touch(row)
            self.summary_changed.emit()

    def _refused(self, id_: str, kind: Kind, text: str, offer: Offer | None = None) -> Row:
        """Make a row of something of mine that no event ever brought."""
        entry = Entry(
            room=self.room.room,
            seq=0,
            id=id_,
            author=self.room.my_device_id,
            name="",
            at=time.time_ns() // 1_000_000,
            kind=kind,
            text=text,
            to=self.to,
            offer=offer,
        )
        row = self._make(entry, RowState.WAITING)
        self._wait(row)
        return row

    def _ask(self, direction: str, before: int) -> None:
        self._direction = direction
        self._asked = ReadHistory(self.room.room, before, PAGE_ROWS)
        self.command_wanted.emit(self._asked)

    def _belongs(self, entry: Entry) -> bool:
        return partner_of(entry, self.room.my_device_id) == self.to

    def _let_go_of_first(self) -> None:
        if self._drop_first(self._numbered - WINDOW_ROWS):
            self._at_beginning = False

    def _count_unread(self, fresh: Sequence[Entry]) -> None:
        theirs = [e for e in fresh if e.author != self.room.my_device_id]
        if not theirs or self._watched:
            return
        line = self._unread_from if self.unread else key_of(theirs[0])
        self.unread += len(theirs)
        self._draw_line(line, self.unread)

    # --- inside: what others tell ---------------------------------------------------------------

    @Slot(object)
    def _transfer_changed(self, event: TransferChanged) -> None:
        row = next((r for r in self._rows if r.entry.id == event.offer), None)
        if row is None:
            self._offer_failed(event)
            return
        before = next((moved for moved in row.transfers if moved.id == event.id), None)
        self._moved_offers.add(event.offer)
        if before is None or before.state != event.state:
            self._show_transfers()
        elif not self._pace.isActive():
            self._pace.start()

    @Slot()
    def _show_transfers(self) -> None:
        for row in self._rows:
            if row.entry.id in self._moved_offers:
                row.transfers = self.room.transfers_of(row.entry.id)
                self._touch(row)
        self._moved_offers.clear()

    @Slot()
    def _names_changed(self) -> None:
        for row in self._rows:
            label = self.room.people.label(row.entry.author, row.entry.name)
            if label != row.label:
                row.label = label
                self._touch(row)
        self._beside(0, len(self._rows) - 1)
        self.summary_changed.emit()

    @Slot()
    def _room_changed(self) -> None:
        me = self.room.my_device_id
        for row in self._rows:
            if row.state is RowState.RECEIVED and row.entry.author == me:
                row.state = RowState.ACCEPTED
                self._touch(row)
            elif row.entry.kind == Kind.OFFER:
                # Whether a bar is grey and a speed is shown depends on the line.
                self._touch(row)
        self.summary_changed.emit()

"""One conversation: what is said in a room, or between one member of it and me.

What is read of its history and what is unread is the business of the classes below this one;
here is what the engine tells and what the person does. Main thread only.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.commands import Delete, Edit, KeepDraft, OfferFiles, Post, React
from lanyard.events import (
    EntriesArrived,
    EntriesRead,
    Entry,
    Event,
    Failure,
    HistoryGrew,
    HistoryRead,
    HistoryReplaced,
    JournalMended,
    JournalWell,
    Kind,
    Offer,
    OfferedFile,
    PostAccepted,
    PostFailed,
    PostQueued,
    RememberedConversation,
    SearchAnswered,
    TransferChanged,
    TransferState,
)
from lanyard.models.changes import folded, is_change
from lanyard.models.find_here import FindHere
from lanyard.models.history_window import PAGE_ROWS, SLACK_ROWS, WINDOW_ROWS, sequence_of
from lanyard.models.joined_room import RoomModel
from lanyard.models.rows import SENT, Key, Quote, Row, RowState, key_of
from lanyard.models.unread import UnreadWindow

__all__ = ["PAGE_ROWS", "SLACK_ROWS", "WINDOW_ROWS", "ConversationModel"]

TRANSFER_MILLISECONDS = 250
"""A row with a running transfer is painted at most four times a second."""
DRAFT_MILLISECONDS = 1000
"""A draft goes to the disk when the person has not typed for so long."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A change of mine that will not be made; ``text`` are the words of an edit."""

    seq: int
    text: str
    failure: Failure


class ConversationModel(UnreadWindow):
    """What is said in a room (``to`` empty) or between one member (``to``) and me."""

    refused = Signal(object)
    """A ``Refused``: a change of mine will not be made."""

    def __init__(self, room: RoomModel, to: str = "", parent: QObject | None = None) -> None:
        super().__init__(room, to, parent)
        self.place_kept: tuple[Key, int, int] | None = None
        """Where the view was: a row's key, how far its top lay below the view's, and the row's
        sequence; None: end."""
        self.reply_to = 0
        """Sequence of the row that the next post answers."""
        self.find = FindHere(room.room, to, self)
        self.find.command_wanted.connect(self.command_wanted)
        self._posted: set[str] = set()
        self._changed: dict[str, tuple[int, str]] = {}
        """What I asked to change: the row's sequence and its new words, by the change's id."""
        self._last: Row | None = None
        self._name = ""
        self._draft = self._kept_draft = ""
        self._draft_pause = QTimer(self)
        self._draft_pause.setSingleShot(True)
        self._draft_pause.setInterval(DRAFT_MILLISECONDS)
        self._draft_pause.timeout.connect(self.keep_draft)
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
        room = self.room.room
        match event:
            case EntriesArrived() if event.room == room:
                self._arrived(event)
            case HistoryRead() if event.asked.room == room:
                self._history(event)
                self._place_line()
                self.summary_changed.emit()
            case HistoryReplaced() if event.room == room:
                self.place_kept = None
                self._history_replaced()
                self.summary_changed.emit()
            case HistoryGrew() if event.room == room:
                self._history_grew(event)
                self._place_line()
            case EntriesRead() if event.room == room:
                self._entries_read(event)
            case PostQueued() if event.entry.room == room and event.entry.to == self.to:
                self._queued(event.entry)
            case PostAccepted() if event.room == room:
                self._accepted(event)
            case PostFailed() if event.room == room:
                self._failed(event)
            case JournalWell() | JournalMended():
                self._journal_is_well()
            case SearchAnswered():
                self.find.take(event)

    def remember(self, remembered: RememberedConversation) -> None:
        """Take what the journal told of this conversation when the program started."""
        last = remembered.last
        self._name = remembered.name
        if last is not None:
            self._show_last(last)
        self._remember_read(remembered.read_to, remembered.unread, last.seq if last else 0)
        if remembered.draft and not self._draft:
            self._draft = self._kept_draft = remembered.draft
        self.summary_changed.emit()

    # --- what the person does -------------------------------------------------------------------

    def post(self, text: str) -> None:
        """Say something here, in answer to ``reply_to``."""
        command = Post(self.room.room, text, self.to, ref=self.reply_to)
        self.reply_to = 0
        self._posted.add(command.id)
        self._draw_line(None, 0)
        self.command_wanted.emit(command)

    def offer(self, paths: Sequence[str]) -> None:
        """Offer files here."""
        command = OfferFiles(self.room.room, tuple(paths), self.to)
        self._posted.add(command.id)
        self._draw_line(None, 0)
        self.command_wanted.emit(command)

    def edit(self, seq: int, text: str) -> None:
        """Give a message of mine other words."""
        row = self.row_of_seq(seq)
        if row is None or row.entry.text != text:
            command = Edit(self.room.room, seq, text, self.to)
            self._changed[command.id] = (seq, text)
            self.command_wanted.emit(command)

    def delete(self, seq: int) -> None:
        """Take back what a message says."""
        command = Delete(self.room.room, seq, self.to)
        self._changed[command.id] = (seq, "")
        self.command_wanted.emit(command)

    def react(self, seq: int, emoji: str) -> None:
        """Put my emoji to a message; the one that is there already is taken back."""
        emoji = "" if emoji == self.reaction_of_mine(seq) else emoji
        command = React(self.room.room, seq, emoji, self.to)
        self._changed[command.id] = (seq, "")
        self.command_wanted.emit(command)

    def try_again(self, key: Key) -> None:
        """Say again what could not be sent."""
        row = self._by_key.get(key)
        if row is not None and row.state is RowState.FAILED and row.entry.kind == Kind.TEXT:
            entry = row.entry
            self.discard(key)
            reply_to, self.reply_to = self.reply_to, entry.ref
            self.post(entry.text)
            self.reply_to = reply_to

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

    def go_to_end(self) -> None:
        """Make the window reach the end; where it does not, the rows come with the answer."""
        self.place_kept = None
        super().go_to_end()

    @property
    def draft(self) -> str:
        """What was typed and not sent."""
        return self._draft

    @draft.setter
    def draft(self, text: str) -> None:
        if text != self._draft:
            self._draft = text
            self._draft_pause.start()
            self.summary_changed.emit()

    @Slot()
    def keep_draft(self) -> None:
        """Have the draft kept on disk, now, if it is another one than was kept."""
        self._draft_pause.stop()
        if self._draft != self._kept_draft:
            self._kept_draft = self._draft
            self.command_wanted.emit(KeepDraft(self.room.room, self.to, self._draft))

    # --- what widgets ask -----------------------------------------------------------------------

    def title(self) -> str:
        """Return the room's name, or the person's for a direct conversation; may be empty."""
        return self.name_of(self.to) if self.to else self.room.name

    def name_of(self, device_id: str) -> str:
        """Return the name of a device as it is shown; empty when nobody ever named it."""
        name = self.room.name_of(device_id)
        if not name:
            said = (r.label for r in reversed(self._rows) if r.entry.author == device_id)
            name = next(said, self._name if device_id == self.to else "")
        return name

    def last_row(self) -> Row | None:
        """Return the newest row there is, in the window or not."""
        if self._rows and self._at_end:
            return self._rows[-1]
        return self._last

    @property
    def can_write(self) -> bool:
        """Whether what is written now is sent, or kept until it can be."""
        return self.room.link_up or self.room.trying

    def last_of_mine(self) -> Row | None:
        """Return the newest text of mine in the window that can be edited."""
        mine = (row for row in reversed(self._rows) if self.can_edit(row))
        return next(mine, None)

    def can_edit(self, row: Row) -> bool:
        """Return whether the words of a row are mine to change."""
        return row.state in SENT and row.entry.kind == Kind.TEXT and not row.deleted

    def can_delete(self, row: Row) -> bool:
        """Return whether a row is mine to take back: my own, and any in the room I host."""
        if row.deleted or not row.entry.seq:
            return False
        return row.state in SENT or (self.room.own and not self.to)

    def quote_of(self, seq: int) -> Quote:
        """Return a message as it stands in a quote."""
        row = self.row_of_seq(seq)
        if row is not None:
            self._quotes.learn((row.entry,))
        return self._quotes.about(seq)

    def reaction_of_mine(self, seq: int) -> str:
        """Return the emoji I put to a message, or nothing."""
        row = self.row_of_seq(seq)
        found = row.entry.reactions if row is not None else ()
        return next((r.emoji for r in found if r.author == self.room.my_device_id), "")

    # --- inside: entries ------------------------------------------------------------------------

    def _arrived(self, event: EntriesArrived) -> None:
        mine = [e for e in event.entries if self._belongs(e)]
        rows = [e for e in mine if not is_change(e)]
        if rows:
            self._count_unread(rows, event.caught_up)
            self._bring(event, rows)
            newest = max(rows, key=sequence_of)
            if self._last is None or newest.seq >= self._last.entry.seq:
                self._show_last(newest)
        for change in mine:
            if is_change(change):
                self._take_change(change, event.caught_up)
        if mine:
            self._place_line()
            if self._watched:
                self._seen()
            self.summary_changed.emit()

    def _take_change(self, change: Entry, caught_up: bool) -> None:
        super()._take_change(change, caught_up)
        last = self._last
        if last is not None and last.entry.seq == change.ref and change.kind != Kind.REACTION:
            row = self.row_of_seq(change.ref)
            last.entry = row.entry if row is not None else folded(last.entry, change)

    def _show_last(self, entry: Entry) -> None:
        self._last = self._make(entry)

    def _queued(self, entry: Entry) -> None:
        if not self.room.my_device_id:
            self.room.my_device_id = entry.author
        if is_change(entry):
            self._changes.wait(entry)
            self._show_changing(entry.ref)
        elif key_of(entry) not in self._by_key:
            self._posted.discard(entry.id)
            self._wait(self._make(entry, RowState.WAITING))
            self._look_up()
        self.summary_changed.emit()

    def _accepted(self, event: PostAccepted) -> None:
        change = self._changes.settle(event.id)
        self._changed.pop(event.id, None)
        if change is not None:
            self._take_change(replace(change, seq=event.seq, at=event.at), caught_up=False)
            self._show_changing(change.ref)
            return
        row = self._by_key.get((self.room.my_device_id, event.id))
        if row is not None:
            self._posted.discard(event.id)
            self._newest = max(self._newest, event.seq)
            self._number(row, event.seq, event.at)
            self._recent.append(row.said)
            if row.entry.seq and (self._last is None or row.entry.seq >= self._last.entry.seq):
                self._show_last(row.entry)
            if self._watched:
                self._seen()
            self.summary_changed.emit()

    def _show_changing(self, seq: int) -> None:
        """What waits for the host of my changes to a row is different now."""
        row = self.row_of_seq(seq)
        if row is not None:
            self._say(row, row.said)

    def _failed(self, event: PostFailed) -> None:
        change = self._changes.settle(event.id)
        seq, text = self._changed.pop(event.id, (0, ""))
        if change is not None:
            self._show_changing(change.ref)
            seq, text = change.ref, change.text if change.kind == Kind.EDIT else ""
        if seq:
            self.refused.emit(Refused(seq, text, event.failure))
            return
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
            quote, entry = self._quotes.of(row.entry), self._shown(row)
            if (label, quote, entry) != (row.label, row.quote, row.entry):
                row.label, row.quote, row.entry = label, quote, entry
                self._touch(row)
        self._beside(0, len(self._rows) - 1)
        self.summary_changed.emit()

    @Slot()
    def _room_changed(self) -> None:
        me = self.room.my_device_id
        if self._last is not None and self._last.state is RowState.RECEIVED:
            self._last.state = self._state_of(self._last.entry)
        for row in self._rows:
            if row.state is RowState.RECEIVED and row.entry.author == me:
                row.state = self._state_of(row.entry)
                self._touch(row)
            elif row.entry.kind == Kind.OFFER:
                # Whether a bar is grey and a speed is shown depends on the line.
                self._touch(row)
        self.summary_changed.emit()

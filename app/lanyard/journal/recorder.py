"""The journal's thread: writes what the engine's rooms hand it, many at a time, then says so.

Whatever arrives during one turn of the thread's event loop is committed together (group commit),
so the price of a durable commit is shared by everybody who talks at that moment, and nobody waits
for company. A commit that fails is tried again with all that waits: nothing is acknowledged
meanwhile, nothing is lost. A connection the disk has failed is never trusted again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from lanyard.events import (
    Code,
    CommandFailed,
    ConversationsRemembered,
    Entry,
    Failure,
    JournalMended,
    JournalTroubled,
    JournalWell,
    RoomsRemembered,
)
from lanyard.journal.database import JournalDamaged, JournalError, JournalNewer, translated
from lanyard.journal.offers import find_offer
from lanyard.journal.reading import Reading
from lanyard.journal.salvage import adopt, mend
from lanyard.journal.store import Store
from lanyard.journal.writing import Done, Riding, Write, change_epoch, hosted, meet, page, put
from lanyard.records import (
    Copied,
    EpochChanged,
    FillGap,
    FindOffer,
    Keep,
    Kept,
    LogClosed,
    LogOpened,
    MeetRoom,
    OfferFound,
    OpenLog,
    PageRead,
    ReadPage,
    RoomMet,
)

_log = logging.getLogger(__name__)

_TURN_LIMIT = 512
"""Records that are committed together at most, so that one commit stays a few milliseconds."""
_RETRY_MILLISECONDS = 1_000
_MENDINGS = 3
"""How often a run of the program mends its journal at most."""
_RIDE_MILLISECONDS = 1_000
"""How long what nobody waits for may wait for a commit to ride along with."""

Answer = TypeVar("Answer")


class Recorder(QObject):
    """Owns the Store of one profile. Lives in the journal thread; may block on the disk."""

    happened = Signal(object)
    log_opened = Signal(object)
    kept = Signal(object)
    copied = Signal(object)
    page_read = Signal(object)
    offer_found = Signal(object)
    room_met = Signal(object)
    queued = Signal(object)
    committed = Signal(object)
    """A tuple of the entries that are new on the disk and concern this person."""

    def __init__(self, profile: Path, device_id: str) -> None:
        super().__init__()
        self._profile = profile
        self._device_id = device_id
        self._store: Store | None = None
        self._refused: JournalError | None = None
        """Why the journal will not be opened by this program at all."""
        self._unsure = False
        """The disk failed a connection: what it wrote must be written again first."""
        self._is_troubled = False
        self._has_begun = False
        self._mendings = 0
        self._waiting: list[Write] = []
        self._riding: list[Riding] = []
        self._hosting: dict[str, QLockFile] = {}
        self._history_days: dict[str, int] = {}

    @Slot()
    def start(self) -> None:
        """Open the journal and tell which rooms and conversations it remembers."""
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self.write_waiting)
        self._ride = QTimer(self, singleShot=True, interval=_RIDE_MILLISECONDS)
        self._ride.timeout.connect(self.write_waiting)
        try:
            self._opened()
        except JournalError as error:
            self._be_troubled(error)

    @Slot()
    def close(self) -> None:
        """Write what waits, close the file, end the thread."""
        self.write_waiting()
        if self._waiting:
            _log.error("%d records could not be written", len(self._waiting))
        for lock in self._hosting.values():
            lock.unlock()
        self._hosting.clear()
        self._let_go()
        self._turn.stop()
        self._ride.stop()
        self.thread().quit()

    # --- the file --------------------------------------------------------------------------

    def _opened(self) -> Store:
        """Return the open journal, opened or mended now if need be. Raises JournalError."""
        if self._store is not None:
            return self._store
        if self._refused is not None:
            raise self._refused
        try:
            return self._open()
        except JournalDamaged as error:
            self._mend(error)
            return self._open()
        except JournalNewer as error:
            self._refused = error
            self.happened.emit(CommandFailed(self._failure(error)))
            raise

    def _open(self) -> Store:
        try:
            adopt(self._profile)
        except OSError as error:
            raise translated(error) from error
        store = Store(self._profile)
        try:
            if self._unsure:
                store.database.make_sure()
                self._unsure = False
            if not self._has_begun:
                self._begin(store)
        except BaseException:
            store.close(fold=False)
            raise
        self._store = store
        return store

    def _begin(self, store: Store) -> None:
        with store.reading():
            rooms = store.rooms()
            reading = Reading(store.database, store.numbers, self._device_id)
            conversations = reading.conversations()
            members = store.cursors.all_members()
        self._has_begun = True
        self.happened.emit(RoomsRemembered(rooms))
        self.happened.emit(ConversationsRemembered(conversations, members))

    def _let_go(self, *, fold: bool = True) -> None:
        if self._store is not None:
            self._store.close(fold=fold)
            self._store = None

    def _mend(self, damage: JournalDamaged) -> None:
        """Put a new journal in the place of the damaged one. Raises JournalError."""
        self._let_go(fold=False)
        self._mendings += 1
        if self._mendings > _MENDINGS:  # it is not the file: this disk damages what is written
            raise JournalError(str(damage))
        _log.warning("the journal is damaged: %s", damage)
        mended = mend(self._profile)
        if mended is not None:
            self.happened.emit(JournalMended(str(mended.kept_as), mended.rows))

    @Slot(object)
    def on_damage_found(self, damage: JournalDamaged) -> None:
        """Mend the journal: who reads it has found it damaged."""
        store = self._store
        if store is not None and damage.found_in not in (None, store.database.identity):
            return  # it was mended since
        try:
            self._mend(damage)
            self._opened()
        except JournalError as error:
            self._be_troubled(error)

    def _be_troubled(self, error: JournalError) -> None:
        """Say so once, and try again in a while."""
        if error.spent:
            self._unsure = True
            self._let_go()
        if self._refused is not None:
            return
        if not self._is_troubled:
            _log.info("journal cannot be written: %s", error)
            self._is_troubled = True
            self.happened.emit(JournalTroubled(self._failure(error)))
        self._turn.start(_RETRY_MILLISECONDS)

    # --- writing ---------------------------------------------------------------------------

    @Slot(object)
    def write(self, record: Write) -> None:
        """Take a record; it is on disk when ``kept``, ``copied`` or ``queued`` says so."""
        if self._refused is not None:
            return
        if isinstance(record, Riding):
            self._riding.append(record)
            if not self._ride.isActive():
                self._ride.start()
            return
        self._waiting.append(record)
        if not self._is_troubled and not self._turn.isActive():
            self._turn.start(0)

    @Slot()
    def write_waiting(self) -> None:
        """Commit everything that waits and answer it."""
        self._ride.stop()
        while (self._waiting or self._riding or self._is_troubled) and self._refused is None:
            turn = self._waiting[:_TURN_LIMIT]
            riding = len(self._riding)
            try:
                store = self._opened()
                with store.transaction():
                    answers = [
                        put(store, one, self._history_days) for one in (*turn, *self._riding)
                    ]
            except JournalDamaged as error:
                self.on_damage_found(error)
                if self._store is None:
                    return
                continue
            except JournalError as error:
                self._be_troubled(error)
                return
            del self._waiting[: len(turn)]
            del self._riding[:riding]
            self._answer(turn, answers)
            if not self._fold(store):
                return
            if self._is_troubled and not self._waiting:
                self._is_troubled = False
                self.happened.emit(JournalWell())

    def _fold(self, store: Store) -> bool:
        """Fold the write-ahead log in when it has grown; a failure there is the disk's as well."""
        try:
            store.database.fold()
        except JournalError as error:
            self._be_troubled(error)
            return False
        return True

    def _answer(self, turn: list[Write], answers: list[Done]) -> None:
        """Tell everybody what is on the disk now."""
        for answer, _ in answers:
            if isinstance(answer, Kept):
                self.kept.emit(answer)
            elif answer is not None:
                self.queued.emit(answer)
        copied: dict[str, int] = {}
        for record in turn:
            match record:
                case Keep(entries, 0) if entries:
                    room = entries[0].room
                    copied[room] = max(copied.get(room, 0), _highest(entries))
                case FillGap(room, entries, after, before):
                    self.copied.emit(Copied(room, _highest(entries), after, before))
        for room, seq in copied.items():
            self.copied.emit(Copied(room, seq))
        new = tuple(entry for _, kept in answers for entry in kept if self._is_shown(entry))
        if new:
            self.committed.emit(new)

    def _is_shown(self, entry: Entry) -> bool:
        return not entry.to or self._device_id in (entry.to, entry.author)

    # --- questions -------------------------------------------------------------------------

    def _ask(self, question: Callable[[Store], Answer]) -> Answer:
        """Ask the journal after writing what waits; once more if it had to be mended.

        Raises JournalError.
        """
        self.write_waiting()
        try:
            store = self._opened()
            try:
                with store.reading():
                    return question(store)
            except JournalDamaged as error:
                self._mend(error)
                with self._opened().reading():
                    return question(self._opened())
        except JournalError as error:
            if error.spent:
                self._be_troubled(error)
            raise

    @Slot(object)
    def open_log(self, wish: OpenLog) -> None:
        """Answer the server with the log it may continue, unless another program holds it."""
        try:
            room, epoch, last_seq = self._ask(lambda store: hosted(store, wish))
        except JournalError as error:
            failure = self._failure(error)
            self.log_opened.emit(LogOpened(wish.name, failure=failure))
            return
        # Two programs numbering one log would give one sequence twice.
        lock = QLockFile(str(self._profile / f"room-{room}.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            failure = Failure(Code.ALREADY_HOSTING, name=wish.name)
            self.log_opened.emit(LogOpened(wish.name, failure=failure))
            return
        self._hosting[room] = lock
        self._history_days[room] = wish.history_days
        try:
            members = self._ask(lambda store: store.cursors.members(room))
        except JournalError as error:
            self.log_opened.emit(LogOpened(wish.name, failure=self._failure(error)))
            return
        self.log_opened.emit(LogOpened(wish.name, room, epoch, last_seq, members=members))

    @Slot(object)
    def close_log(self, closed: LogClosed) -> None:
        """Let another program of this profile host the room."""
        lock = self._hosting.pop(closed.room, None)
        self._history_days.pop(closed.room, None)
        if lock is not None:
            self.write_waiting()
            # What could not be written was never acknowledged, and its numbers may now be given
            # to other entries: its authors will send it again.
            self._waiting = [one for one in self._waiting if not _is_numbered(one, closed.room)]
            lock.unlock()

    @Slot(object)
    def read_page(self, wish: ReadPage) -> None:
        """Read what a member missed. What was kept before this is said before the page."""
        is_own = wish.device_id == self._device_id
        days = None if is_own else self._history_days.get(wish.room, -1)
        try:
            entries, after, complete = self._ask(lambda store: page(store, wish, days))
        except JournalError as error:
            self.happened.emit(CommandFailed(self._failure(error)))
            return
        self.page_read.emit(PageRead(wish.ticket, entries, after, wish.before, complete))

    @Slot(object)
    def find_offer(self, asked: FindOffer) -> None:
        """Say whether an offer is in a room's log."""
        try:
            entry = self._ask(lambda store: find_offer(store, asked))
        except JournalError as error:
            self.happened.emit(CommandFailed(self._failure(error)))
            entry = None
        self.offer_found.emit(OfferFound(asked, entry))

    @Slot(object)
    def meet_room(self, met: MeetRoom) -> None:
        """Check the pinned device id, note the visit, and tell where the copy here ends."""
        try:
            answer = self._ask(lambda store: meet(store, met, self._device_id))
        except JournalError as error:
            answer = RoomMet(met.key, met.room, "", failure=self._failure(error))
        self.room_met.emit(answer)

    @Slot(object)
    def change_epoch(self, change: EpochChanged) -> None:
        """Begin another history of a room."""
        try:
            self._ask(lambda store: change_epoch(store, change))
        except JournalError as error:
            self.happened.emit(CommandFailed(self._failure(error)))

    def _failure(self, error: JournalError) -> Failure:
        return Failure(error.code, name=str(self._profile), detail=str(error))


def _highest(entries: tuple[Entry, ...]) -> int:
    return max((entry.seq for entry in entries), default=0)


def _is_numbered(record: Write, room: str) -> bool:
    if not isinstance(record, Keep) or not record.ticket:
        return False
    return any(entry.room == room for entry in record.entries)

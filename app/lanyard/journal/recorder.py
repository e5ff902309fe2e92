"""The journal's thread: writes what the engine's rooms hand it, many at a time, then says so.

Whatever arrives during one turn of the thread's event loop is committed together (group commit),
so the price of a durable commit is shared by everybody who talks at that moment. A commit that
fails is tried again with all that waits: nothing is acknowledged meanwhile, nothing is lost.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal, Slot

from lanyard.commands import ReadHistory
from lanyard.events import (
    Code,
    CommandFailed,
    Entry,
    Failure,
    HistoryRead,
    RememberedRoom,
    RoomsRemembered,
)
from lanyard.journal.store import JournalError, JournalNewer, Store
from lanyard.records import (
    Drop,
    EpochChanged,
    Keep,
    Kept,
    LogClosed,
    LogOpened,
    MeetRoom,
    OpenLog,
    PageRead,
    Queue,
    Queued,
    ReadPage,
    RoomMet,
    Settle,
)

_log = logging.getLogger(__name__)

_TURN_LIMIT = 512
"""Records that are committed together at most, so that one commit stays a few milliseconds."""
_RETRY_MILLISECONDS = 1_000

Write = Keep | Queue | Settle | Drop


class Recorder(QObject):
    """Owns the Store of one profile. Lives in the journal thread; may block on the disk."""

    happened = Signal(object)
    log_opened = Signal(object)
    kept = Signal(object)
    page_read = Signal(object)
    room_met = Signal(object)
    queued = Signal(object)

    def __init__(self, profile: Path, device_id: str) -> None:
        super().__init__()
        self._profile = profile
        self._device_id = device_id
        self._store: Store | None = None
        self._failure = Failure(Code.JOURNAL_FAILED)
        self._waiting: list[Write] = []
        self._hosting: dict[str, QLockFile] = {}
        self._failed = False

    @Slot()
    def start(self) -> None:
        """Open the journal and tell which rooms it remembers."""
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self.write_waiting)
        try:
            self._store = Store(self._profile)
            rooms = self._store.rooms()
        except JournalError as error:
            newer = isinstance(error, JournalNewer)
            code = Code.JOURNAL_NEWER if newer else Code.JOURNAL_FAILED
            self._failure = Failure(code, detail=str(error))
            self.happened.emit(CommandFailed(self._failure))
            return
        self.happened.emit(RoomsRemembered(rooms))

    @Slot()
    def close(self) -> None:
        """Write what waits, close the file, end the thread."""
        self.write_waiting()
        if self._waiting:
            _log.error("%d records could not be written", len(self._waiting))
        for lock in self._hosting.values():
            lock.unlock()
        self._hosting.clear()
        if self._store is not None:
            self._store.close()
            self._store = None
        self._turn.stop()
        self.thread().quit()

    # --- writing ---------------------------------------------------------------------------

    @Slot(object)
    def write(self, record: Write) -> None:
        """Take a record; it is on disk when ``kept`` or ``queued`` says so."""
        if self._store is None:
            return
        self._waiting.append(record)
        if not self._failed and not self._turn.isActive():
            self._turn.start(0)

    @Slot()
    def write_waiting(self) -> None:
        """Commit everything that waits and answer it."""
        while self._waiting and self._store is not None:
            turn = self._waiting[:_TURN_LIMIT]
            try:
                with self._store.transaction():
                    answers = [self._write_one(self._store, record) for record in turn]
            except JournalError as error:
                self._keep_for_later(error)
                return
            self._failed = False
            del self._waiting[: len(turn)]
            for answer in answers:
                if isinstance(answer, Kept):
                    self.kept.emit(answer)
                elif answer is not None:
                    self.queued.emit(answer)

    def _write_one(self, store: Store, record: Write) -> Kept | Queued | None:
        match record:
            case Keep(entries, ticket):
                twice = store.keep(entries, copied=not ticket)
                if not ticket:
                    return None
                again = {(entry.author, entry.id) for entry in twice}
                fresh = tuple(e for e in entries if (e.author, e.id) not in again)
                return Kept(ticket, fresh, twice)
            case Queue(entry):
                store.queue(entry)
                return Queued(entry)
            case Settle(room, id_, seq, at):
                store.settle(room, id_, seq, at)
            case Drop(room, id_):
                store.drop(room, id_)
        return None

    def _keep_for_later(self, error: JournalError) -> None:
        if not self._failed:
            _log.info("journal cannot be written: %s", error)
            failure = Failure(Code.JOURNAL_FAILED, detail=str(error))
            self.happened.emit(CommandFailed(failure))
        self._failed = True
        self._turn.start(_RETRY_MILLISECONDS)

    # --- hosting ---------------------------------------------------------------------------

    @Slot(object)
    def open_log(self, wish: OpenLog) -> None:
        """Answer the server with the log it may continue, unless another program holds it."""
        if self._store is None:
            self.log_opened.emit(LogOpened(wish.name, failure=self._failure))
            return
        self.write_waiting()
        try:
            with self._store.transaction():
                found = self._store.hosted_room(wish.name, wish.device_id, _now())
        except JournalError as error:
            failure = Failure(Code.JOURNAL_FAILED, detail=str(error))
            self.log_opened.emit(LogOpened(wish.name, failure=failure))
            return
        room, epoch, last_seq = found
        # Two programs numbering one log would give one sequence twice.
        lock = QLockFile(str(self._profile / f"room-{room}.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            failure = Failure(Code.ALREADY_HOSTING, name=wish.name)
            self.log_opened.emit(LogOpened(wish.name, failure=failure))
            return
        self._hosting[room] = lock
        self.log_opened.emit(LogOpened(wish.name, room, epoch, last_seq))

    @Slot(object)
    def close_log(self, closed: LogClosed) -> None:
        """Let another program of this profile host the room."""
        lock = self._hosting.pop(closed.room, None)
        if lock is not None:
            self.write_waiting()
            # What could not be written was never acknowledged, and its numbers may now be given
            # to other entries: its authors will send it again.
            self._waiting = [one for one in self._waiting if not _is_numbered(one, closed.room)]
            lock.unlock()

    @Slot(object)
    def read_page(self, wish: ReadPage) -> None:
        """Read what a member missed. What was kept before this is said before the page."""
        self.write_waiting()
        if self._store is None:
            return
        try:
            with self._store.reading():
                entries = self._store.after(wish.room, wish.after, wish.device_id, wish.count)
        except JournalError as error:
            self.happened.emit(CommandFailed(Failure(Code.JOURNAL_FAILED, detail=str(error))))
            return
        self.page_read.emit(PageRead(wish.ticket, entries, len(entries) < wish.count))

    # --- joining ---------------------------------------------------------------------------

    @Slot(object)
    def meet_room(self, met: MeetRoom) -> None:
        """Check the pinned device id, note the visit, and tell where the copy here ends."""
        if self._store is None:
            self.room_met.emit(RoomMet(met.key, met.room, "", failure=self._failure))
            return
        self.write_waiting()
        try:
            with self._store.transaction():
                answer = self._meet(self._store, met)
        except JournalError as error:
            failure = Failure(Code.JOURNAL_FAILED, detail=str(error))
            answer = RoomMet(met.key, met.room, "", failure=failure)
        self.room_met.emit(answer)

    def _meet(self, store: Store, met: MeetRoom) -> RoomMet:
        if not met.hosted:  # the own host's id is known, whoever else used its name and address
            pinned = store.pinned(met.room, met.name, met.host, met.device_id)
            changed = pinned not in ("", met.device_id)
            # Nobody else can be trusted with the log of a room of this computer.
            if changed and (pinned == self._device_id or not met.trust_changed):
                return RoomMet(met.key, met.room, pinned)
        epoch, seq = store.remember_room(
            RememberedRoom(
                met.room, met.name, met.host, met.port, met.device_id, met.hosted, _now()
            )
        )
        unsent = store.unsent(met.room, met.author)
        return RoomMet(met.key, met.room, met.device_id, epoch, seq, unsent)

    @Slot(object)
    def change_epoch(self, change: EpochChanged) -> None:
        """Begin another history of a room."""
        if self._store is None:
            return
        self.write_waiting()
        try:
            with self._store.transaction():
                self._store.change_epoch(change.room, change.epoch)
        except JournalError as error:
            self.happened.emit(CommandFailed(Failure(Code.JOURNAL_FAILED, detail=str(error))))

    @Slot(object)
    def read_history(self, wish: ReadHistory) -> None:
        """Answer a front end that scrolls back."""
        entries: tuple[Entry, ...] = ()
        if self._store is not None:
            self.write_waiting()
            before = wish.before or 1 << 62
            try:
                with self._store.reading():
                    entries = self._store.before(wish.room, before, self._device_id, wish.count)
            except JournalError as error:
                failure = Failure(Code.JOURNAL_FAILED, detail=str(error))
                self.happened.emit(CommandFailed(failure))
        first = len(entries) < wish.count
        self.happened.emit(HistoryRead(wish.room, entries, wish.before, first))


def _is_numbered(record: Write, room: str) -> bool:
    if not isinstance(record, Keep) or not record.ticket:
        return False
    return any(entry.room == room for entry in record.entries)


def _now() -> int:
    return time.time_ns() // 1_000_000

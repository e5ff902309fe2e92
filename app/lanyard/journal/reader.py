"""The history thread: reads the journal for front ends, so that no question delays a commit.

It has a connection of its own that cannot write. The connection is opened when something is asked
and let go soon after: the recorder must be able to put another file in its place.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.commands import Export, ReadEntries, ReadHistory, Search
from lanyard.events import EntriesRead, Exported, Failure, HistoryRead, SearchAnswered
from lanyard.journal.database import Database, JournalDamaged, JournalError
from lanyard.journal.exports import export
from lanyard.journal.reading import Reading
from lanyard.journal.rows import Numbers
from lanyard.journal.store import FILE_NAME
from lanyard.transcript_words import transcript_words

_log = logging.getLogger(__name__)

_IDLE_MILLISECONDS = 1_000
Answer = TypeVar("Answer")


class Reader(QObject):
    """Answers what front ends ask of one profile's journal. Lives in the history thread."""

    happened = Signal(object)
    damage_found = Signal(object)
    """The recorder should mend the journal; carries the JournalDamaged."""

    def __init__(self, profile: Path, device_id: str) -> None:
        """Read for the person whose computer is ``device_id``."""
        super().__init__()
        self._path = profile / FILE_NAME
        self._device_id = device_id
        self._database: Database | None = None
        self._reading: Reading | None = None
        self._asked: Search | None = None

    @Slot()
    def start(self) -> None:
        """Get ready; the journal is opened when something is asked of it."""
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._search)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MILLISECONDS)
        self._idle.timeout.connect(self.let_go)

    @Slot()
    def close(self) -> None:
        """Let the file go and end the thread."""
        self._soon.stop()
        self.let_go()
        self._idle.stop()
        self.thread().quit()

    @Slot()
    def let_go(self) -> None:
        """Close the connection; the next question opens one again."""
        if self._database is not None:
            self._database.close()
        self._database = self._reading = None

    # --- questions -------------------------------------------------------------------------

    @Slot(object)
    def read_history(self, asked: ReadHistory) -> None:
        """Answer with ``HistoryRead``; an empty one when the journal cannot be read."""
        try:
            answer = self._answer(lambda reading: reading.history(asked))
        except JournalError:
            answer = HistoryRead(asked, (), first=False, last=False)
        self.happened.emit(answer)

    @Slot(object)
    def read_entries(self, asked: ReadEntries) -> None:
        """Answer with ``EntriesRead``."""
        try:
            entries = self._answer(lambda reading: reading.entries(asked.room, asked.seqs))
        except JournalError:
            entries = ()
        self.happened.emit(EntriesRead(asked.room, entries))

    @Slot(object)
    def search(self, asked: Search) -> None:
        """Answer with ``SearchAnswered``; of several questions that wait only the latest."""
        self._asked = asked
        self._soon.start()

    @Slot()
    def _search(self) -> None:
        asked, self._asked = self._asked, None
        if asked is None:
            return
        try:
            answer = self._answer(lambda reading: reading.search(asked))
        except JournalError as error:
            failure = Failure(error.code, detail=str(error))
            answer = SearchAnswered(asked, (), complete=False, failure=failure)
        self.happened.emit(answer)

    @Slot(object)
    def export(self, asked: Export) -> None:
        """Write a conversation into a file and answer with ``Exported``."""
        try:
            answer = self._answer(
                lambda reading: export(
                    asked,
                    reading.title(asked.room, asked.to),
                    reading.export_rows(asked),
                    transcript_words(),
                )
            )
        except JournalError as error:
            answer = Exported(asked, failure=Failure(error.code, detail=str(error)))
        self.happened.emit(answer)

    def _answer(self, question: Callable[[Reading], Answer]) -> Answer:
        """Ask the journal. Raises JournalError, after telling the recorder of damage."""
        self._idle.start()
        try:
            if self._database is not None:
                self._check_in_place(self._database)
            if self._database is None or self._reading is None:
                self._database = Database(self._path, writing=False)
                numbers = Numbers(self._database)
                self._reading = Reading(self._database, numbers, self._device_id)
            self._reading.forget_logs()
            with self._database.reading():
                return question(self._reading)
        except JournalError as error:
            self.let_go()
            _log.info("journal cannot be read: %s", error)
            if isinstance(error, JournalDamaged):
                self.damage_found.emit(error)
            raise

    def _check_in_place(self, database: Database) -> None:
        try:
            database.check_in_place()
        except JournalError:  # another file is there since: read that one
            self.let_go()

"""What a search over everything found: pages of hits, the newest first.

The latest question counts: an answer to an earlier one, which may come late, is not shown. Until
the answer is there, the hits before stay, so that nothing flickers while a person types. Main
thread only.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QDate,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)

from lanyard.commands import Search
from lanyard.events import Entry, Failure, SearchAnswered
from lanyard.finding import match_expression
from lanyard.models.excerpt import Excerpt, excerpt
from lanyard.models.figures import clock_text, day_of
from lanyard.models.search_scope import SearchScope
from lanyard.models.spoken import line_of
from lanyard.phrases import fill, translate

PAGE = 50
HITS_KEPT = 5_000
"""Nobody reads further back than this; better words find sooner."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, and where; the fields are those of ``commands.Search``."""

    words: str = ""
    room: str = ""
    to: str | None = None
    author: str = ""
    since: int = 0
    until: int = 0

    @property
    def narrowed(self) -> bool:
        """Whether only a part of everything is searched."""
        return bool(self.room or self.author or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Hit:
    """One message that has the words."""

    entry: Entry
    author: str
    place: str
    """The conversation it was said in."""
    moment: str
    excerpt: Excerpt


class Found(Enum):
    """What came of the question."""

    NO_QUESTION = "no question"
    HITS = "hits"
    NOTHING = "nothing"
    FAILED = "failed"


class SearchModel(QAbstractListModel):
    """The hits of the latest question."""

    HIT = Qt.ItemDataRole.UserRole + 1
    """The ``Hit`` of a row."""

    command_wanted = Signal(object)
    """A ``Search``."""

    changed = Signal()
    """``found``, ``busy`` or ``complete`` changed, or there are more hits."""

    def __init__(self, scope: SearchScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found = Found.NO_QUESTION
        self.busy = False
        """The latest question, or its next page, is not answered yet."""
        self.complete = True
        self.failure: Failure | None = None
        self.question = Question()
        self._scope = scope
        self._asked: Search | None = None
        self._paging = False
        self._entries: list[Entry] = []
        self._ids: set[tuple[str, str]] = set()
        self._shown_words = ""
        self._hits: dict[int, Hit] = {}

    def ask(self, question: Question) -> None:
        """Look for something; words that hold nothing to look for take the hits away."""
        if question == self.question and self.found is not Found.FAILED:
            return
        self.question = question
        if not match_expression(question.words):
            self._asked, self.busy = None, False
            self._show((), Found.NO_QUESTION)
            return
        self._send(question.until, paging=False)

    def ask_again(self) -> None:
        """Ask the same: something may have been said since."""
        if match_expression(self.question.words):
            self._send(self.question.until, paging=False)

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        if not isinstance(event, SearchAnswered) or self._asked is None:
            return
        if event.asked.id != self._asked.id:
            return
        asked, self._asked, self.busy = self._asked, None, False
        self.failure = event.failure
        if event.failure is not None:
            if self._paging:
                self.complete = True
                self.changed.emit()
            else:
                self._show((), Found.FAILED)
            return
        if not self._paging:
            self.complete = event.complete
            self._show(event.hits, Found.HITS if event.hits else Found.NOTHING)
            return
        fresh = [hit for hit in event.hits if (hit.author, hit.id) not in self._ids]
        self.complete = event.complete or not event.hits or len(self._entries) >= HITS_KEPT
        self._append(fresh)
        if not fresh and not self.complete:
            # A whole page of one millisecond, all of it here: read on before that moment.
            self._send(min(event.hits[-1].at, asked.until - 1), paging=True)
        self.changed.emit()

    # --- Qt's side ------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def canFetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> bool:
        return not parent.isValid() and self._more()

    def fetchMore(self, parent: QModelIndex | QPersistentModelIndex) -> None:
        if not parent.isValid():
            self.read_on()

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        if role == self.HIT:
            return self.hit_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.hit_at(index.row()).excerpt.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_hit(self.hit_at(index.row()))
        return None

    def hit_at(self, row: int) -> Hit:
        """Return a hit; it is put into words when it is first looked at."""
        hit = self._hits.get(row)
        if hit is None:
            entry = self._entries[row]
            hit = self._hits[row] = Hit(
                entry,
                self._scope.author(entry),
                self._scope.place_of(entry),
                hit_moment(entry.at),
                excerpt(words_of(entry), self._shown_words),
            )
        return hit

    @Slot()
    def read_on(self) -> None:
        """Read the next page of older hits, if there is one."""
        if self._more():
            # The end is exclusive: others of the same millisecond come again, and are known.
            self._send(self._entries[-1].at + 1, paging=True)

    # --- inside ---------------------------------------------------------------------------------

    def _more(self) -> bool:
        return bool(self._entries) and not self.complete and self._asked is None

    def _send(self, until: int, paging: bool) -> None:
        question = self.question
        self._paging, self.busy = paging, True
        self._asked = Search(
            question.words, question.room, question.to, question.author, question.since, until, PAGE
        )
        self.changed.emit()
        self.command_wanted.emit(self._asked)

    def _show(self, hits: tuple[Entry, ...], found: Found) -> None:
        self.beginResetModel()
        self._entries = list(hits)
        self._ids = {(hit.author, hit.id) for hit in hits}
        self._hits.clear()
        self._shown_words = self.question.words
        self.found = found
        self.endResetModel()
        self.changed.emit()

    def _append(self, hits: list[Entry]) -> None:
        if not hits:
            return
        first = len(self._entries)
        self.beginInsertRows(QModelIndex(), first, first + len(hits) - 1)
        self._entries += hits
        self._ids.update((hit.author, hit.id) for hit in hits)
        self.endInsertRows()


def words_of(entry: Entry) -> str:
    """Return what of an entry is searched: its text, and the names of what it offers."""
    if entry.offer is None:
        return entry.text
    names = ", ".join(file.name for file in entry.offer.files)
    if not entry.text:
        return names or line_of(entry)
    return f"{entry.text} ({names})" if names else entry.text


def hit_moment(milliseconds: int) -> str:
    """Return when something was said: the time today, else the day, too."""
    day = day_of(milliseconds)
    today = day_of(time.time_ns() // 1_000_000)
    clock = clock_text(milliseconds)
    if day == today:
        return clock
    if (today - day).days == 1:
        return fill(translate("Search", "Yesterday, {time}"), time=clock)
    date = QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)
    return fill(translate("Search", "{date}, {time}"), date=date, time=clock)


def spoken_hit(hit: Hit) -> str:
    """Return a hit as a screen reader says it."""
    words = translate("Search", "{name} in {place}, {moment}: {text}")
    return fill(words, name=hit.author, place=hit.place, moment=hit.moment, text=hit.excerpt.text)

"""``history`` and ``export``: what the journal of this profile holds, a page at a time.

The journal is asked for one page, the page is printed, then the next one is asked for: a million
rows need no more memory than a thousand, and whoever reads only the first ten ends it there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Slot

from lanyard import commands as c
from lanyard import events as e
from lanyard.console.tasks import Task
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.transcript_words import transcript_words
from lanyard.transcripts import transcript

_PAGE = 1_000
_OLDEST = -1 << 62
"""The time that everything is later than."""
_ID_CHARACTERS = 8
"""So much of a room's id tells it from others."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One conversation to print, under its title; with ``to`` None all of the room's."""

    room: str
    to: str | None
    title: str


class _Kept(Task):
    """Learns which conversations the journal holds, and chooses those that were asked for."""

    _rooms: tuple[e.RememberedRoom, ...] | None = None
    _chosen = False

    def start(self) -> None:
        """The engine tells what the journal holds without being asked."""

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.RoomsRemembered(rooms):
                self._rooms = rooms
            case e.ConversationsRemembered(conversations) if not self._chosen:
                self._chosen = True
                self._choose(conversations)
            case e.JournalMended():
                self.output.journal(event)
            case e.JournalTroubled(failure) if not self._chosen:
                self.fail(failure)
            case e.CommandFailed(failure):
                self.fail(failure)

    def begin(self, parts: list[_Part], people: dict[str, str]) -> None:
        """Print these; ``people`` are names by device id."""
        raise NotImplementedError

    def _choose(self, conversations: tuple[e.RememberedConversation, ...]) -> None:
        # The room somebody was in last comes last, where the terminal stands at the end.
        known = tuple(reversed(self._rooms or ()))
        rooms = _called(self.arguments.room, known) if self.arguments.room else known
        if self.arguments.room and not rooms:
            names = ", ".join(shown(room.name) for room in known[::-1][:20])
            self.fail(e.Failure(e.Code.ROOM_UNKNOWN, name=self.arguments.room, detail=names))
            return
        with_ = self.arguments.to
        parts = []
        for room in rooms:
            here = [one for one in conversations if one.room == room.room]
            if with_:
                here = [one for one in here if one.to and _is_called(with_, one)]
            parts += [_Part(room.room, one.to, _title(room, one)) for one in here]
        if with_ and not parts:
            words = translate(
                "Console", "Nothing that you and {name} said to each other is kept here."
            )
            failure = e.Failure(e.Code.MEMBER_UNKNOWN, name=with_)
            self.output.failure(failure, fill(words, name=shown(with_)))
            self.ended.emit(1)
            return
        if not known:
            self.output.notice(translate("Console", "Nothing is kept in this profile yet."))
        self.begin(parts, {one.to: one.name for one in conversations if one.to})


class History(_Kept):
    """Print conversations, or what was found in them, oldest first."""

    _asked: c.ReadHistory | c.Search | None = None

    def form(self) -> str:
        """Return what is printed: lines for a person, or events."""
        return "json" if self.output.as_json else "text"

    def begin(self, parts: list[_Part], people: dict[str, str]) -> None:
        if self.arguments.search and not self.arguments.to:
            rooms = {part.room: part.title for part in reversed(parts)}
            order = dict.fromkeys(part.room for part in parts)
            parts = [_Part(room, None, rooms[room]) for room in order]
        self._parts = deque(parts)
        self._page = transcript(self.form(), transcript_words(), people)
        self._windows: list[tuple[int, int]] = []
        self._window: list[e.Entry] = []
        self._latest: deque[e.Entry] | None = None
        title = parts[0].title if len(parts) == 1 else translate("Console", "History")
        self.output.whole(self._page.beginning(title))
        self._go_on()

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.HistoryRead(asked) if asked == self._asked:
                self._on_read(event)
            case e.SearchAnswered(asked) if asked == self._asked:
                self._on_found(event)
            case _:
                super().take(event)

    def _go_on(self) -> None:
        """Begin with the next conversation, or end."""
        if not self._parts:
            self.output.whole(self._page.ending())
            self.ended.emit(0)
            return
        a = self.arguments
        self._part = part = self._parts.popleft()
        self._headed = False
        self._left = a.limit
        self._counting = True
        if a.search:
            self._windows = []
            self._latest = deque(maxlen=a.limit) if a.limit else None
            self._ask(c.Search(a.search, part.room, part.to, since=a.since, count=_PAGE))
        elif a.limit:
            self._ask(c.ReadHistory(part.room, part.to or "", count=min(_PAGE, a.limit)))
        else:
            self._read_from(a.since or _OLDEST)

    def _ask(self, order: c.ReadHistory | c.Search) -> None:
        self._asked = order
        self.command_wanted.emit(order)

    def _print(self, entries: Iterable[e.Entry]) -> None:
        rows: list[str] = []
        for entry in entries:
            if not self._headed:
                self._headed = True
                rows.append(self._page.heading(self._part.title))
            rows.append(self._page.row(entry))
        self.output.whole("".join(rows))

    # --- everything, page by page ----------------------------------------------------------

    def _read_from(self, since: int) -> None:
        self._counting = False
        part = self._part
        self._ask(c.ReadHistory(part.room, part.to or "", since=since, count=_PAGE))

    def _on_read(self, read: e.HistoryRead) -> None:
        if not (read.entries or read.first or read.last):  # nothing, and yet no end of it
            words = translate(
                "Console", "The history could not be read to its end. Try again in a moment."
            )
            self.output.failure(e.Failure(e.Code.JOURNAL_FAILED), words)
            self.ended.emit(1)
            return
        if self._left and self._counting:
            self._count(read)
            return
        self._print(read.entries)
        if read.last or not read.entries:
            self._go_on()
        else:
            self._ask(replace(read.asked, since=0, after=read.entries[-1].seq))

    def _count(self, read: e.HistoryRead) -> None:
        """Go back until the latest N begin; they are printed from there on."""
        wanted = [entry for entry in read.entries if entry.at >= self.arguments.since]
        reached = len(wanted) < len(read.entries)
        self._left -= len(wanted)
        if read.asked.before == 0 and (self._left <= 0 or read.first or reached):
            self._print(wanted)
            self._go_on()
        elif self._left <= 0 or read.first or reached:
            self._counting = False
            begin = wanted[0].seq if wanted else read.asked.before
            since = 0 if begin > 1 else _OLDEST
            self._ask(replace(read.asked, before=0, after=begin - 1, since=since, count=_PAGE))
        else:
            count = min(_PAGE, self._left)
            self._ask(replace(read.asked, before=read.entries[0].seq, count=count))

    # --- what was found --------------------------------------------------------------------

    def _on_found(self, found: e.SearchAnswered) -> None:
        if found.failure is not None:
            self.fail(found.failure)
            return
        if self._counting:
            self._look_further(found)
            return
        self._window += found.hits
        if found.complete or not found.hits:
            self._show_found(self._window)
            self._next_window()
        else:
            self._ask(replace(found.asked, until=found.hits[-1].at, id=c.new_id()))

    def _look_further(self, found: e.SearchAnswered) -> None:
        """Hits come newest first, and are printed oldest first: note where each page lies."""
        hits = found.hits
        asked = found.asked
        if found.complete and not self._windows:
            self._show_found(hits)
            self._end_found()
            return
        if hits:
            times = [hit.at for hit in hits]
            self._windows.append((min(times), asked.until or max(times) + 1))
            self._left -= len(hits)
        enough = bool(self.arguments.limit) and self._left <= 0
        if found.complete or enough or not hits:
            self._counting = False
            self._next_window()
        else:
            self._ask(replace(asked, until=self._windows[-1][0], id=c.new_id()))

    def _next_window(self) -> None:
        if not self._windows:
            self._end_found()
            return
        since, until = self._windows.pop()
        self._window = []
        a, part = self.arguments, self._part
        order = c.Search(a.search, part.room, part.to, since=since, until=until, count=2 * _PAGE)
        self._ask(order)

    def _show_found(self, hits: Sequence[e.Entry]) -> None:
        if self._latest is not None:
            self._latest.extend(reversed(hits))
        else:
            self._print(reversed(hits))

    def _end_found(self) -> None:
        if self._latest is not None:
            self._print(self._latest)
        self._go_on()


class Export(History):
    """Write one conversation, to standard output or into a file."""

    def form(self) -> str:
        return self.arguments.form

    def begin(self, parts: list[_Part], people: dict[str, str]) -> None:
        if not self.arguments.to:
            parts = [part for part in parts if not part.to]
        if not self.arguments.file:
            super().begin(parts, people)
        elif len(parts) != 1:
            self._refuse(parts)
        else:
            a, part = self.arguments, parts[0]
            path = str(Path(a.file).absolute())
            self.command_wanted.emit(c.Export(part.room, path, a.form, part.to or "", a.since))

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.Exported(_, _, failure) if failure is not None:
                self.fail(failure)
            case e.Exported(asked, rows):
                self.output.event("exported", path=asked.path, rows=rows)
                words = translate("Console", "%n messages are in {path}.", "", NUMBER, rows)
                self.output.line(fill(words, path=shown(asked.path, longest=0)))
                self.ended.emit(0)
            case _:
                super().take(event)

    def _refuse(self, parts: list[_Part]) -> None:
        """One file holds one conversation: say which there are."""
        failure = e.Failure(e.Code.ROOM_UNKNOWN, name=self.arguments.room)
        if parts:
            names = ", ".join(f"{shown(part.title)} ({part.room})" for part in parts[:20])
            words = translate("Console", "Choose one room with --room: {names}.")
            failure = replace(failure, code=e.Code.ROOM_AMBIGUOUS)
        else:
            names = ""
            words = translate("Console", "There is nothing to export yet.")
        self.output.failure(failure, fill(words, names=names))
        self.ended.emit(1)


def _called(name: str, rooms: tuple[e.RememberedRoom, ...]) -> tuple[e.RememberedRoom, ...]:
    """Return the rooms of this name, or the one whose id begins so."""
    wanted = name.casefold()
    found = tuple(room for room in rooms if room.name.casefold() == wanted)
    if not found and len(wanted) >= _ID_CHARACTERS:
        found = tuple(room for room in rooms if room.room.startswith(wanted))
    return found


def _is_called(name: str, conversation: e.RememberedConversation) -> bool:
    wanted = name.casefold()
    begins = len(wanted) >= 4 and conversation.to.startswith(wanted)
    return begins or conversation.name.casefold() == wanted


def _title(room: e.RememberedRoom, conversation: e.RememberedConversation) -> str:
    if not conversation.to:
        return room.name
    words = translate("Console", "{room}, with {name}")
    return fill(words, room=room.name, name=conversation.name or conversation.to[:_ID_CHARACTERS])

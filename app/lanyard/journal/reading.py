"""The journal's reading side: what a person at this computer may see of it. No Qt.

Direct messages between others lie in the journal of whoever hosts the room; they are not shown,
found or exported there.
"""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterator
from dataclasses import replace

from lanyard.commands import Export, ReadHistory, Search
from lanyard.events import Entry, HistoryRead, Kind, RememberedConversation, SearchAnswered
from lanyard.finding import match_expression
from lanyard.journal.cursors import UNREAD_LIMIT, first_seq_since
from lanyard.journal.database import Database, Row
from lanyard.journal.rows import (
    COLUMNS,
    DELETED,
    LAST_SEQ,
    NUMBERS,
    Numbers,
    place_of,
    reactions_to,
    talk_of,
    two_of,
)
from lanyard.wire import limits

_UNSURE_CLOCK = 1_000
"""Sequences beyond the place of a time that are looked at, too: clocks are set by a little."""
_EXPORT_ROWS = 500
_LAST_TALK = (1 << 63) - 1
_MOST = 2_000
"""Rows that are read at once at most, whatever is asked."""


def _newest_first(row: Row) -> int:
    return -int(row[4])


class Reading:
    """Everything a front end can ask of the journal. Methods raise apsw.Error and ValueError."""

    def __init__(self, database: Database, numbers: Numbers, device_id: str) -> None:
        """Read for the person whose computer is ``device_id``."""
        self._database = database
        self._numbers = numbers
        self._device_id = device_id

    def forget_logs(self) -> None:
        """Forget which log is whose: the writing connection may have laid one aside."""
        self._numbers.forget_logs()

    # --- history ---------------------------------------------------------------------------

    def history(self, asked: ReadHistory) -> HistoryRead:
        """Return the part of a conversation that was asked for."""
        log = self._numbers.log(asked.room)
        talk = self._talk(asked.to)
        if not log or talk is None:
            return HistoryRead(asked, (), first=True, last=True)
        count = max(1, min(asked.count, _MOST))
        lowest, highest = place_of(log, 0), place_of(log, LAST_SEQ)
        if asked.after or asked.since:
            start = asked.after + 1
            if asked.since:
                start = max(start, first_seq_since(self._database, log, asked.since))
            rows = self._rows(talk, place_of(log, start) - 1, highest, count, "ASC")
            edge = rows[0][0] if rows else place_of(log, start)
            first = not self._rows(talk, lowest, edge, 0, "DESC")
            last = len(rows) <= count
            rows = rows[:count]
        else:
            edge = place_of(log, asked.before) if asked.before else highest
            rows = self._rows(talk, lowest, edge, count, "DESC")
            first = len(rows) <= count
            rows = rows[:count][::-1]
            edge = rows[-1][0] if rows else edge - 1
            last = not asked.before or not self._rows(talk, edge, highest, 0, "ASC")
        return HistoryRead(asked, self._folded(rows), first, last)

    def entries(self, room: str, seqs: tuple[int, ...]) -> tuple[Entry, ...]:
        """Return those of these entries that are here and concern this person, in order."""
        log = self._numbers.log(room)
        rows: list[Row] = []
        for seq in sorted(set(seqs))[:_MOST]:
            row = self._row(place_of(log, seq))
            if log and row is not None:
                rows.append(row)
        return self._folded(rows)

    def latest_offers(self, room: str) -> tuple[Entry, ...]:
        """Return offers of others to this person among the last entries of a room, in order."""
        log, me = self._numbers.log(room), self._numbers.person(self._device_id)
        lowest, highest = place_of(log, 0), place_of(log, LAST_SEQ)
        rows = self._database.all(
            f"SELECT {COLUMNS} FROM (SELECT * FROM entry WHERE place > ? AND place < ?"
            " ORDER BY place DESC LIMIT ?) WHERE kind = ? AND offer IS NOT NULL"
            " AND author != ? AND (talk = 0 OR receiver = ?) ORDER BY place DESC LIMIT ?",
            (
                lowest, highest, limits.OFFERS_LOOKED_BACK, NUMBERS[Kind.OFFER], me, me,
                limits.OFFERS_RECALLED,
            ),
        )  # fmt: skip
        return tuple(self._numbers.entry(row) for row in reversed(rows))

    def export_rows(self, asked: Export) -> Iterator[Entry]:
        """Yield a conversation from ``since`` on, oldest first."""
        position = ReadHistory(asked.room, asked.to, after=0, since=asked.since, count=_EXPORT_ROWS)
        if not asked.since:
            position = replace(position, since=-1 << 62)
        while True:
            page = self.history(position)
            yield from page.entries
            if page.last or not page.entries:
                return
            position = replace(position, after=page.entries[-1].seq, since=0)

    def _talk(self, to: str) -> int | None:
        """Return the key of a conversation, 0 for the whole room; None if there was none."""
        if not to:
            return 0
        me, other = self._numbers.person(self._device_id), self._numbers.person(to)
        return talk_of(me, other) if me and other else None

    def _rows(self, talk: int, above: int, below: int, count: int, order: str) -> list[Row]:
        """Return up to one row more than ``count`` of a conversation between two places."""
        partial = " AND talk > 0" if talk else ""
        return self._database.all(
            f"SELECT {COLUMNS} FROM entry WHERE talk = ?{partial} AND place > ? AND place < ?"
            f" AND kind < 2 ORDER BY place {order} LIMIT ?",
            (talk, above, below, count + 1),
        )

    def _row(self, place: int) -> Row | None:
        """Return the row of an entry that concerns this person."""
        row = self._database.one(
            f"SELECT {COLUMNS}, talk FROM entry WHERE place = ? AND kind < 2", (place,)
        )
        if row is None or (row[-1] and not self._is_mine(row[-1])):
            return None
        return row[:-1]

    def _is_mine(self, talk: int) -> bool:
        return self._numbers.person(self._device_id) in two_of(talk)

    def _folded(self, rows: list[Row]) -> tuple[Entry, ...]:
        reactions = reactions_to(self._database, self._numbers, [row[0] for row in rows])
        return tuple(self._numbers.entry(row, reactions.get(row[0], ())) for row in rows)

    # --- search ----------------------------------------------------------------------------

    def search(self, asked: Search) -> SearchAnswered:
        """Return the newest hits, those of one time together."""
        expression = self._expression(asked)
        if not expression:
            return SearchAnswered(asked, (), complete=True)
        if asked.room:
            logs = [self._numbers.log(asked.room)]
        else:
            logs = [log for (log,) in self._database.all("SELECT number FROM log")]
        streams = [self._hits(log, expression, asked) for log in logs if log]
        count = max(1, min(asked.count, _MOST))
        hits: list[Row] = []
        complete = True
        try:
            for row in heapq.merge(*streams, key=_newest_first):
                # The next page begins before the time of the last hit: all of that time are here.
                if len(hits) >= count and (row[4] != hits[-1][4] or len(hits) >= _MOST):
                    complete = False
                    break
                hits.append(row)
        finally:
            for stream in streams:
                stream.close()
        hits.sort(key=_newest_first)
        return SearchAnswered(asked, self._folded(hits), complete)

    def _expression(self, asked: Search) -> str:
        """Return what the index is asked; '' when nothing can be found."""
        terms = [match_expression(asked.words)]
        if not terms[0] and (asked.words.strip() or not (asked.author or asked.to)):
            return ""
        if asked.author:
            terms.append(f"who : a{self._numbers.person(asked.author)}")
        if asked.to:
            terms.append(f"who : t{self._talk(asked.to) or 0}")
        return " AND ".join(term for term in terms if term)

    def _hits(self, log: int, expression: str, asked: Search) -> Generator[Row, None, None]:
        """Begin to yield the rows of a log that match, the newest first."""
        highest = place_of(log, LAST_SEQ)
        if asked.until:
            seq = first_seq_since(self._database, log, asked.until)
            highest = place_of(log, seq + _UNSURE_CLOCK)
        lowest = place_of(log, 0)
        if asked.since:
            seq = first_seq_since(self._database, log, asked.since)
            lowest = place_of(log, seq - _UNSURE_CLOCK)
        return self._matching(expression, lowest, highest, asked)

    def _matching(
        self, expression: str, lowest: int, highest: int, asked: Search
    ) -> Generator[Row, None, None]:
        places = self._database.each(
            "SELECT rowid FROM word_index WHERE word_index MATCH ? AND rowid BETWEEN ? AND ?"
            " ORDER BY rowid DESC",
            (expression, lowest, highest),
        )
        for (place,) in places:
            row = self._row(place)
            if row is None or not asked.since <= row[4] < (asked.until or 1 << 62):
                continue
            if asked.to == "" and row[7]:
                continue
            yield row

    # --- what is shown at the start --------------------------------------------------------

    def conversations(self) -> tuple[RememberedConversation, ...]:
        """Return every conversation this person has, with what was left unread and unsent."""
        found: list[RememberedConversation] = []
        rooms = {room for (room,) in self._database.all("SELECT id FROM room")}
        for log, room in self._database.all("SELECT number, room FROM log"):
            if room in rooms:
                rooms.discard(room)
                found += self._of_log(log, room)
        found += [RememberedConversation(room, "", "", None, 0, 0) for room in sorted(rooms)]
        return tuple(found)

    def _of_log(self, log: int, room: str) -> Iterator[RememberedConversation]:
        me = self._numbers.person(self._device_id)
        marks: dict[int, int] = dict(
            self._database.all("SELECT person, seq FROM read_mark WHERE log = ?", (log,))
        )
        drafts: dict[int, str] = dict(
            self._database.all("SELECT person, text FROM draft WHERE log = ?", (log,))
        )
        people = set(drafts) - {0}
        for talk in self._talks(log):
            one, other = two_of(talk)
            if me in (one, other):
                people.add(other if one == me else one)
        for person in (0, *sorted(people)):
            talk = talk_of(me, person)
            read_to = marks.get(person, 0)
            rows = self._rows(talk, place_of(log, 0), place_of(log, LAST_SEQ), 0, "DESC")
            last = self._folded(rows)[0] if rows else None
            yield RememberedConversation(
                room, self._numbers.device(person), self._name(log, person, talk), last, read_to,
                self._unread(log, talk, me, read_to), drafts.get(person, ""),
            )  # fmt: skip

    def _talks(self, log: int) -> Iterator[int]:
        """Yield the direct talks of a log, each once: a jump for each, not a row for each."""
        talk = 0
        while row := self._database.one(
            # With a second lower bound first SQLite would walk through all that lie below.
            "SELECT talk FROM entry WHERE talk BETWEEN ? AND ? AND talk > 0 ORDER BY talk LIMIT 1",
            (talk + 1, _LAST_TALK),
        ):
            talk = row[0]
            if self._is_mine(talk) and self._rows(
                talk, place_of(log, 0), place_of(log, LAST_SEQ), 0, "DESC"
            ):
                yield talk

    def _unread(self, log: int, talk: int, me: int, read_to: int) -> int:
        partial = " AND talk > 0" if talk else ""
        row = self._database.one(
            f"SELECT count(*) FROM (SELECT 1 FROM entry WHERE talk = ?{partial} AND place > ?"
            " AND place <= ? AND kind < 2 AND author != ? AND change != ? LIMIT ?)",
            (talk, place_of(log, read_to), place_of(log, LAST_SEQ), me, DELETED, UNREAD_LIMIT),
        )
        return int(row[0]) if row else 0

    def _name(self, log: int, person: int, talk: int) -> str:
        """Return somebody's latest name; '' for the whole room."""
        if not person:
            return ""
        row = self._database.one(
            "SELECT name FROM entry WHERE talk = ? AND talk > 0 AND place > ? AND place < ?"
            " AND author = ? AND kind < 2 ORDER BY place DESC LIMIT 1",
            (talk, place_of(log, 0), place_of(log, LAST_SEQ), person),
        ) or self._database.one(
            "SELECT name FROM member WHERE log = ? AND person = ?", (log, person)
        )
        return str(row[0]) if row else ""

    def title(self, room: str, to: str) -> str:
        """Return what a conversation is called: the room's name, or the other's."""
        row = self._database.one("SELECT name FROM room WHERE id = ?", (room,))
        name = str(row[0]) if row else room
        talk = self._talk(to)
        if not to or not talk:
            return name
        return self._name(self._numbers.log(room), self._numbers.person(to), talk) or name

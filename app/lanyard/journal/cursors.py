"""How far everybody is: gaps, disks of members, what was seen, what is half typed. No Qt."""

from __future__ import annotations

from collections.abc import Iterable

from lanyard.events import KnownMember, MembersKnown
from lanyard.journal.database import Database
from lanyard.journal.rows import LAST_SEQ, Numbers, place_of, seq_of, written

_DAY_MILLISECONDS = 86_400_000
UNREAD_LIMIT = 999


class Cursors:
    """Small rows beside the log; every writing method belongs in the Store's transaction."""

    def __init__(self, database: Database, numbers: Numbers) -> None:
        self._database = database
        self._numbers = numbers

    # --- gaps ------------------------------------------------------------------------------

    def open_gap(self, room: str, after: int, before: int) -> None:
        """Remember that entries with after < seq < before are missing."""
        log = self._numbers.make_log(room)
        for lower, upper in self._touching(log, after, before):
            after, before = min(after, lower), max(before, upper)
            self._forget_gap(log, upper)
        self._remember_gap(log, after, before)

    def fill_gap(self, room: str, after: int, before: int) -> None:
        """Everything with after < seq < before is here now."""
        log = self._numbers.make_log(room)
        for lower, upper in self._touching(log, after, before):
            self._forget_gap(log, upper)
            self._remember_gap(log, lower, min(upper, after + 1))
            self._remember_gap(log, max(lower, before - 1), upper)

    def gaps(self, room: str) -> tuple[tuple[int, int], ...]:
        """Return (after, before) of what a room's copy lacks, the newest first."""
        rows = self._database.all(
            "SELECT after, before FROM gap WHERE log = ? ORDER BY before DESC",
            (self._numbers.log(room),),
        )
        return tuple((after, before) for after, before in rows)

    def _touching(self, log: int, after: int, before: int) -> list[tuple[int, int]]:
        rows = self._database.all(
            "SELECT after, before FROM gap WHERE log = ? AND before > ? AND after < ?",
            (log, after + 1, before - 1),
        )
        return [(lower, upper) for lower, upper in rows]

    def _forget_gap(self, log: int, before: int) -> None:
        self._database.run("DELETE FROM gap WHERE log = ? AND before = ?", (log, before))

    def _remember_gap(self, log: int, after: int, before: int) -> None:
        if before - after > 1:
            self._database.run("INSERT OR REPLACE INTO gap VALUES (?, ?, ?)", (log, after, before))

    # --- members ---------------------------------------------------------------------------

    def keep_members(
        self, room: str, members: Iterable[KnownMember], history_days: int = -1, now: int = 0
    ) -> None:
        """Remember members. Who is new may read ``history_days`` back (-1: everything)."""
        log = self._numbers.make_log(room)
        for member in members:
            person = self._numbers.make_person(member.device_id)
            floor = self._first_floor(log, member.since, history_days, now)
            self._database.run(
                "INSERT INTO member VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE"
                " SET name = CASE WHEN ?3 = '' THEN name ELSE ?3 END, since = ?4,"
                " read_to = max(read_to, ?5), seen_at = max(seen_at, ?6)",
                (
                    log, person, member.name, member.since, member.read_to, member.seen_at,
                    floor,
                ),
            )  # fmt: skip

    def members(self, room: str) -> tuple[KnownMember, ...]:
        """Return everybody who is known to have been in a room."""
        rows = self._database.all(
            "SELECT person, name, since, read_to, seen_at FROM member WHERE log = ?",
            (self._numbers.log(room),),
        )
        return tuple(
            KnownMember(self._numbers.device(person), name, since, read_to, seen_at)
            for person, name, since, read_to, seen_at in rows
        )

    def all_members(self) -> tuple[MembersKnown, ...]:
        """Return the known members of every room."""
        logs = self._database.all("SELECT DISTINCT log FROM member")
        rooms = [self._numbers.room(log) for (log,) in logs]
        return tuple(MembersKnown(room, self.members(room)) for room in rooms)

    def floor(self, room: str, device_id: str, last: int, history_days: int, now: int) -> int:
        """Return the sequence above which a device may read a hosted room's log.

        ``last`` is the room's last sequence for a device that is not known yet.
        """
        log = self._numbers.log(room)
        row = self._database.one(
            "SELECT floor FROM member WHERE log = ? AND person = ?",
            (log, self._numbers.person(device_id)),
        )
        return int(row[0]) if row else self._first_floor(log, last, history_days, now)

    def _first_floor(self, log: int, last: int, history_days: int, now: int) -> int:
        if history_days < 0:
            return 0
        if history_days == 0:
            return last
        first = first_seq_since(self._database, log, now - history_days * _DAY_MILLISECONDS)
        return min(first - 1, last)

    # --- what the person did ---------------------------------------------------------------

    def mark_read(self, room: str, to: str, seq: int) -> None:
        """Remember that everything of a conversation up to ``seq`` was seen."""
        self._database.run(
            "INSERT INTO read_mark VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE"
            " SET seq = max(seq, ?3)",
            (self._numbers.make_log(room), self._numbers.make_person(to), seq),
        )

    def keep_draft(self, room: str, to: str, text: str) -> None:
        """Remember what was typed and not sent; nothing forgets it."""
        key = (self._numbers.make_log(room), self._numbers.make_person(to))
        if text:
            self._database.run(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?)", (*key, written(text))
            )
        else:
            self._database.run("DELETE FROM draft WHERE log = ? AND person = ?", key)

    def lay_aside(self, old: int, new: int) -> None:
        """A history was replaced: nobody fetches or reads on in the old one, drafts move on."""
        for table in ("gap", "member"):
            self._database.run(f"DELETE FROM {table} WHERE log = ?", (old,))
        self._database.run(
            "INSERT OR REPLACE INTO read_mark SELECT DISTINCT ?1, author, ?2 FROM entry"
            " WHERE talk > 0 AND place BETWEEN ?3 AND ?4 UNION SELECT ?1, 0, ?2",
            (old, LAST_SEQ, place_of(old, 0), place_of(old, LAST_SEQ)),
        )
        self._database.run("UPDATE draft SET log = ? WHERE log = ?", (new, old))

    def begin_again(self, log: int) -> None:
        """Forget what belongs to a history that was replaced; drafts belong to none."""
        for table in ("gap", "member", "read_mark"):
            self._database.run(f"DELETE FROM {table} WHERE log = ?", (log,))


def first_seq_since(database: Database, log: int, at: int) -> int:
    """Return the first sequence of a log from a time on; one beyond the last if there is none.

    By halving: the clock is a label, and where it was set back in between this finds one of the
    places at which it passed ``at``.
    """
    whole = (place_of(log, 0), place_of(log, LAST_SEQ))
    oldest = database.one("SELECT min(place) FROM entry WHERE place BETWEEN ? AND ?", whole)
    newest = database.one("SELECT max(place) FROM entry WHERE place BETWEEN ? AND ?", whole)
    if oldest is None or newest is None or oldest[0] is None:
        return 1
    low, high = seq_of(oldest[0]), seq_of(newest[0]) + 1
    while low < high:
        middle = (low + high) // 2
        found = database.one(
            "SELECT place, at FROM entry WHERE place BETWEEN ? AND ? ORDER BY place LIMIT 1",
            (place_of(log, middle), place_of(log, high - 1)),
        )
        if found is None or found[1] >= at:
            high = middle
        else:
            low = seq_of(found[0]) + 1
    return low

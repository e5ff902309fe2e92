"""Copies every row that can be read from a damaged journal into a new one. No Qt.

Rows of one table are read in their order; where a page is bad, the first row behind it is looked
for by doubling steps and halving back, so that a bad page costs its own rows and no others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

import apsw
import msgspec

from lanyard.events import Kind, Offer
from lanyard.journal import leaves
from lanyard.journal.database import Database, Row
from lanyard.journal.migration import index
from lanyard.journal.rows import LAST_SEQ, Numbers, log_of, place_of, seq_of, talk_of
from lanyard.wire.limits import NAME_BYTES

READ_ERRORS = (apsw.Error, ValueError)
"""What reading a damaged file may raise."""

_SKIPPED_NUMBERS = 1_000_000
"""Sequences of an own room that may have been given and lost: they are never given again."""
_BATCH = 2_000
_HOLES = 10_000
"""Bad places in one table that are looked behind."""
_MOST_LOGS = 1 << 22
_MOST_PEOPLE = 1 << 31
_LATEST = 1 << 53
"""Milliseconds; no clock says more."""
_LIMITS = {
    "log": _MOST_LOGS,
    "numbered": LAST_SEQ - 2 * _SKIPPED_NUMBERS,
    "port": 1 << 16,
    **dict.fromkeys(("person", "author"), _MOST_PEOPLE),
    **dict.fromkeys(("visited_at", "seen_at", "at"), _LATEST),
    **dict.fromkeys(("after", "before", "since", "read_to", "floor", "seq", "ref"), LAST_SEQ + 1),
}
"""Below what the numbers in these columns are, from 0 on. Others would lead out of the tables."""
_DEVICE = re.compile(rb"[0-9a-f]{64}|guest:[0-9a-f.:]{2,45}")
_LAST_ROWID = (1 << 63) - 1

_ROOM = "id, name, host, port, device_id, hosted, epoch, visited_at"
_TEXTS = "CAST(name AS BLOB), CAST(text AS BLOB)"
_ENTRY = f"id, author, receiver, talk, at, kind, ref, change, changed_by, {_TEXTS}, offer"
_FIRST_ENTRY = f'room, seq, id, author, "to", at, kind, {_TEXTS}, offer'
_OUTBOX = 'room, id, author, name, at, kind, text, "to", offer'
_KINDS = {"text": 0, "offer": 1}
_SMALL = {
    "gap": "log, after, before",
    "member": "log, person, name, since, read_to, seen_at, floor",
    "read_mark": "log, person, seq",
    "draft": "log, person, text",
    "reaction": "place, author, seq, name, emoji",
}
_STRANGER = 1 << 30
"""Number of the author or receiver of entries where it could not be read."""
_NAMES = {
    "device": _DEVICE,
    **dict.fromkeys(("room", "id"), re.compile(rb"[0-9a-f]{32}")),
}
"""What the wire demands of names; a log or a person without one gets another."""


class Saving:
    """Copies what can be read from a damaged database into a new one."""

    def __init__(self, source: Database | None, new: Database, image: Callable[[], bytes]) -> None:
        """Copy from ``source``, if SQL can read it at all, and from the bytes of the file."""
        self._sql = source
        self._new = new
        self._image = image
        self._numbers = Numbers(new)
        self._holes: list[tuple[int, int]] = []
        """(after, before) places between which entries could not be read."""
        self._saved = 0
        self._is_hurt = source is None
        """SQL could not read everything."""

    def save(self) -> int:
        """Copy everything; what is small and cannot be fetched again comes first."""
        if self._sql is not None:
            self._save_by_sql()
        if self._is_hurt:
            self._save_by_page()
        with self._new.transaction():
            self._name_lost()
            self._new.run(
                "UPDATE log SET numbered = max(numbered, coalesce((SELECT max(place) FROM entry"
                " WHERE place BETWEEN number << 40 AND number << 40 | ?), 0) & ?) + ?",
                (LAST_SEQ, LAST_SEQ, _SKIPPED_NUMBERS),
            )
            self._note_holes()
        return self._saved

    @property
    def _source(self) -> Database:
        assert self._sql is not None
        return self._sql

    def _save_by_sql(self) -> None:
        with self._new.transaction():
            self._copy("room", _ROOM)
            if not self._copy("outbox", f"{_OUTBOX}, ref"):
                self._copy("outbox", _OUTBOX)
        if self._has("log"):
            with self._new.transaction():
                self._copy_numbered("log", "number, room, numbered")
                self._copy_numbered("person", "number, device")
                for table, columns in _SMALL.items():
                    self._copy_small(table, columns)
            self._save_batches(self._entries())
        else:
            self._save_batches(self._first_entries())

    # --- page by page ----------------------------------------------------------------------

    def _save_by_page(self) -> None:
        """Save what the leaf pages hold and is not there yet."""
        image = self._image()
        with self._new.transaction():
            for number, sorts, values in leaves.rows(image):
                match sorts:
                    case "0ti":
                        self._put("log", "number, room, numbered",
                                  (number, _decoded(values[1]), values[2]))  # fmt: skip
                    case "0t" if _DEVICE.fullmatch(values[1]):
                        self._put("person", "number, device", (number, _decoded(values[1])))
                    case "tttititi":
                        self._put("room", _ROOM, tuple(map(_read, values)))
                    case "0ttttittt0i" | "0ttttitttbi":
                        post = (*map(_read, values[1:9]), *values[9:])
                        self._put("outbox", f"{_OUTBOX}, ref", _post(post))
        self._save_batches(
            row
            for number, sorts, values in leaves.rows(image)
            if sorts in ("0biiiiiiiitt0", "0biiiiiiiittb")
            for row in _checked((number, *values[1:]))
        )

    def _has(self, table: str) -> bool:
        try:
            self._source.one(f"SELECT 1 FROM {table}")
        except READ_ERRORS as error:
            self._is_hurt = "no such" not in str(error)
            return self._is_hurt
        return True

    # --- small tables ----------------------------------------------------------------------

    def _copy(self, table: str, columns: str) -> bool:
        rows = list(self._rows(table, columns, is_counted=False))
        for row in rows:
            self._put(table, columns, _post(row[1:]) if table == "outbox" else row[1:])
        return bool(rows)

    def _copy_numbered(self, table: str, columns: str) -> None:
        """Copy a table that its only index holds as well."""
        for row in self._rows(table, columns, is_counted=False):
            self._put(table, columns, row[1:])
        by = columns.split(", ")[1]
        with suppress(*READ_ERRORS):
            for row in self._source.each(f"SELECT number, {by} FROM {table} ORDER BY {by}"):
                if table == "log":
                    self._put(table, columns, (*row, 0))
                else:
                    self._put(table, columns, row)

    def _copy_small(self, table: str, columns: str) -> None:
        """Copy a table without numbers from both of its ends."""
        for order in ("ASC", "DESC"):
            with suppress(*READ_ERRORS):
                key = ", ".join(f"{name} {order}" for name in columns.split(", ")[:2])
                for row in self._source.each(f"SELECT {columns} FROM {table} ORDER BY {key}"):
                    self._put(table, columns, row)
                return

    def _put(self, table: str, columns: str, row: Row) -> None:
        if not _is_possible(table, columns, row):
            return
        marks = ", ".join("?" * len(row))
        with suppress(apsw.ConstraintError, apsw.MismatchError):
            self._new.run(f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({marks})", row)

    # --- entries ---------------------------------------------------------------------------

    def _save_batches(self, rows: Iterator[Row]) -> None:
        """Put rows of the entry table into the new journal, some at a time."""
        batch: list[Row] = []
        for row in rows:
            batch.append(row)
            if len(batch) == _BATCH:
                self._save_entries(batch)
                batch.clear()
        self._save_entries(batch)

    def _save_entries(self, rows: Sequence[Row]) -> None:
        with self._new.transaction():
            for row in rows:
                place, _id, author, _receiver, talk, _at, kind, _ref, change = row[:9]
                with suppress(apsw.ConstraintError, apsw.MismatchError):
                    marks = ", ".join("?" * len(row))
                    if not self._new.run(f"INSERT OR IGNORE INTO entry VALUES ({marks})", row):
                        continue
                    if kind < 2:
                        self._saved += 1
                    if kind < 2 and change != 2:
                        index(self._new, place, row[11], author, talk)
        self._new.fold()

    def _entries(self) -> Iterator[Row]:
        for row in self._rows("entry", _ENTRY):
            yield from _checked(row)

    def _first_entries(self) -> Iterator[Row]:
        """Yield the entries of a journal of the first schema as rows of the present one."""
        rows = self._ordered("entry", _FIRST_ENTRY, "room, seq")
        for room, seq, id_, author, to, at, kind, name, text, offer in rows:
            with suppress(ValueError, TypeError, KeyError):
                with self._new.transaction():
                    log = self._numbers.make_log(room)
                    person = self._numbers.make_person(author)
                    receiver = self._numbers.make_person(to)
                yield (
                    place_of(log, seq), bytes.fromhex(id_), person, receiver,
                    talk_of(person, receiver), at, _KINDS[kind], 0, 0, 0, _decoded(name),
                    _decoded(text), _whole_offer(offer),
                )  # fmt: skip

    def _ordered(self, table: str, columns: str, key: str) -> Iterator[Row]:
        """Yield the rows of a table without numbers, from its beginning and from its end."""
        for order in ("ASC", "DESC"):
            by = ", ".join(f"{name} {order}" for name in key.split(", "))
            with suppress(*READ_ERRORS):
                yield from self._source.each(f"SELECT {columns} FROM {table} ORDER BY {by}")
                return

    def _name_lost(self) -> None:
        """Give logs and people whose names could not be read others, so that rows belong."""
        known = {room for (room,) in self._new.all("SELECT room FROM log")}
        free = [room for (room,) in self._new.all("SELECT id FROM room") if room not in known]
        logs = {number for (number,) in self._new.all("SELECT number FROM log")}
        for log in self._logs_with_rows():
            if log not in logs:
                room = free.pop(0) if free else f"{log:032x}"
                self._put("log", "number, room, numbered", (log, room, 0))
        self._new.run(
            "INSERT INTO person SELECT number, printf('%064d', number) FROM ("
            " SELECT author AS number FROM entry UNION SELECT receiver FROM entry"
            " UNION SELECT person FROM member UNION SELECT author FROM reaction"
            ") WHERE number > 0 AND number NOT IN (SELECT number FROM person)"
        )

    def _logs_with_rows(self) -> Iterator[int]:
        place = 0
        while row := self._new.one("SELECT min(place) FROM entry WHERE place >= ?", (place,)):
            if row[0] is None:
                return
            yield log_of(row[0])
            place = place_of(log_of(row[0]) + 1, 0)

    def _note_holes(self) -> None:
        """What a copy of another computer's room has lost can be fetched there again."""
        copies = {
            self._numbers.log(room)
            for (room,) in self._new.all("SELECT id FROM room WHERE hosted = 0")
        }
        for after, before in self._holes:
            for log in {log_of(after), log_of(before)} & copies:
                low = seq_of(after) if log_of(after) == log else 0
                high = seq_of(before) if log_of(before) == log else 0
                if high - low > 1:
                    self._put("gap", "log, after, before", (log, low, high))

    # --- reading around the damage ---------------------------------------------------------

    def _rows(self, table: str, columns: str, *, is_counted: bool = True) -> Iterator[Row]:
        """Yield (rowid, columns...) of all rows that can be read, whatever lies between them."""
        start = 0
        for _ in range(_HOLES):
            try:
                for row in self._source.each(
                    f"SELECT rowid, {columns} FROM {table} WHERE rowid >= ? ORDER BY rowid",
                    (start,),
                ):
                    yield row
                    start = max(start, row[0] + 1)  # a tree in disorder may go back
                return
            except READ_ERRORS:
                self._is_hurt = True
                # Even to look for a number that would lie in a bad page fails.
                behind = self._behind(table, columns, start)
                if behind is None:
                    return
                found = self._first(table, columns, behind)
                if is_counted and found is not None:
                    self._holes.append((start - 1, found[0]))
                start = behind

    def _behind(self, table: str, columns: str, start: int) -> int | None:
        """Return the first number from which on rows behind a bad place can be read again."""
        step = 1
        while not self._is_good(table, columns, start + step):
            step *= 2
            if start + step > _LAST_ROWID:
                return None
        bad, good = start + step // 2, start + step
        while good - bad > 1:
            middle = (bad + good) // 2
            if self._is_good(table, columns, middle):
                good = middle
            else:
                bad = middle
        return good

    def _is_good(self, table: str, columns: str, start: int) -> bool:
        with suppress(*READ_ERRORS):
            self._first(table, columns, start)
            return True
        return False

    def _first(self, table: str, columns: str, start: int) -> Row | None:
        return self._source.one(
            f"SELECT rowid, {columns} FROM {table} WHERE rowid >= ? ORDER BY rowid LIMIT 1",
            (start,),
        )


def _checked(row: Row) -> Iterator[Row]:
    """Yield a row of the entry table as such a row can be.

    What only says less without it is mended; who says it, and where, must be there.
    """
    place, id_, author, receiver, _talk, at, kind, ref, change, changed_by, name, text, offer = row
    if not isinstance(id_, bytes) or type(author) is not int or not _is_below(kind, 5):
        return
    if not 0 < log_of(place) < _MOST_LOGS or not seq_of(place):
        return
    author = author if 0 < author < _MOST_PEOPLE else _STRANGER
    receiver = receiver if _is_below(receiver, _MOST_PEOPLE) else _STRANGER  # never everybody
    yield (
        place, id_[:16].ljust(16, b"\0"), author, receiver, talk_of(author, receiver),
        at if _is_below(at, _LATEST) else 0, kind, ref if _is_below(ref, LAST_SEQ) else 0,
        change if _is_below(change, 3) else 0,
        changed_by if _is_below(changed_by, LAST_SEQ) else 0,
        _decoded(name)[:NAME_BYTES], _decoded(text), _whole_offer(offer),
    )  # fmt: skip


def _post(row: Row) -> Row:
    """Return a row of the outbox with a kind and an offer that can be."""
    offer = _whole_offer(row[8])
    kind = row[5] if row[5] in set(Kind) else Kind.OFFER.value if offer else Kind.TEXT.value
    return (*row[:5], kind, *row[6:8], offer, *row[9:])


def _is_below(value: object, limit: int) -> bool:
    return type(value) is int and 0 <= value < limit


def _is_possible(table: str, columns: str, row: Row) -> bool:
    """Tell whether the numbers of a row can be such a row's."""
    named = dict(zip(columns.split(", "), row, strict=True))
    if table == "outbox":  # its author is a device id
        named["device"] = named.pop("author")
    limits = _LIMITS | {"number": _MOST_LOGS if table == "log" else _MOST_PEOPLE}
    return (
        named.get("number", 1) != 0
        and all(_is_below(value, limits[name]) for name, value in named.items() if name in limits)
        and all(
            isinstance(value, str) and _NAMES[name].fullmatch(value.encode("utf-8", "replace"))
            for name, value in named.items()
            if name in _NAMES
        )
    )


def _read(value: object) -> object:
    """Return a value of a leaf page as SQL would give it."""
    return _decoded(value) if isinstance(value, bytes) else value


def _whole_offer(offer: object) -> bytes | None:
    with suppress(msgspec.MsgspecError, TypeError):
        if isinstance(offer, bytes):
            msgspec.msgpack.decode(offer, type=Offer)
            return offer
    return None


def _decoded(text: object) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else ""

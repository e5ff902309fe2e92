"""How an entry lies in the journal: its place, and small numbers for logs and people. No Qt.

A place is the number of the log, shifted by 40 bits, and the sequence: rows of one log lie
together in their order, and a place alone finds an entry, in the table as in the index of words.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lanyard.events import Entry, Kind, Offer, Reaction
from lanyard.journal.database import Database, Row

SEQ_BITS = 40
SEQ_MASK = (1 << SEQ_BITS) - 1
LAST_SEQ = SEQ_MASK
KINDS = (Kind.TEXT, Kind.OFFER, Kind.EDIT, Kind.DELETE, Kind.REACTION)
NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
CHANGES = ("", "edited", "deleted")
EDITED, DELETED = 1, 2
COLUMNS = "place, id, author, name, at, kind, text, receiver, offer, ref, change"
_PERSON_BITS = 31
_PERSON_MASK = (1 << _PERSON_BITS) - 1
_offer_decoder = msgspec.msgpack.Decoder(Offer)


def place_of(log: int, seq: int) -> int:
    """Return where entry ``seq`` of a log lies; a sequence out of bounds ends at the bound."""
    return log << SEQ_BITS | max(0, min(seq, LAST_SEQ))


def log_of(place: int) -> int:
    """Return the log of a place."""
    return place >> SEQ_BITS


def seq_of(place: int) -> int:
    """Return the sequence of a place."""
    return place & SEQ_MASK


def talk_of(one: int, other: int) -> int:
    """Return the key of the direct talk of two people by number; 0 when ``other`` is nobody."""
    return min(one, other) << _PERSON_BITS | max(one, other) if other else 0


def two_of(talk: int) -> tuple[int, int]:
    """Return the numbers of the two people of a direct talk."""
    return talk >> _PERSON_BITS, talk & _PERSON_MASK


def packed_id(id_: str) -> bytes:
    """Return an entry's id as it is stored: 16 bytes."""
    try:
        return bytes.fromhex(id_)
    except ValueError:  # the wire lets none through; old rows may have one
        return id_.encode()


def id_of(packed: bytes) -> str:
    """Return the id of a stored one."""
    return packed.hex() if len(packed) == 16 else packed.decode()


def written(text: str) -> str:
    """Return a text as UTF-8 can hold it: half a surrogate pair becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def packed_offer(offer: Offer | None) -> bytes | None:
    """Return an offer as it is stored."""
    return msgspec.msgpack.encode(offer) if offer is not None else None


class Numbers:
    """The numbers of logs and people, remembered: once given they stay for good."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.forget()

    def forget(self) -> None:
        """Forget all of them: a transaction that failed never gave any."""
        self._logs: dict[str, int] = {}
        self._rooms: dict[int, str] = {}
        self._people: dict[str, int] = {}
        self._devices: dict[int, str] = {}

    def forget_logs(self) -> None:
        """Forget which log is whose: another connection may have laid one aside."""
        self._logs.clear()
        self._rooms.clear()

    def log(self, room: str) -> int:
        """Return a room's log; 0 when nothing of it is here."""
        number = self._logs.get(room)
        if number is None:
            row = self._database.one("SELECT number FROM log WHERE room = ?", (room,))
            if row is None:
                return 0
            number = self._logs[room] = int(row[0])
        return number

    def make_log(self, room: str) -> int:
        """Return a room's log, begun if there was none."""
        number = self.log(room)
        if not number:
            self._database.run("INSERT INTO log (room, numbered) VALUES (?, 0)", (room,))
            number = self.log(room)
        return number

    def room(self, log: int) -> str:
        """Return the room of a log."""
        room = self._rooms.get(log)
        if room is None:
            row = self._database.one("SELECT room FROM log WHERE number = ?", (log,))
            room = self._rooms[log] = row[0] if row else ""
        return room

    def person(self, device: str) -> int:
        """Return somebody's number; 0 for nobody and for strangers."""
        number = self._people.get(device)
        if number is None:
            row = self._database.one("SELECT number FROM person WHERE device = ?", (device,))
            if row is None:
                return 0
            number = self._people[device] = int(row[0])
        return number

    def make_person(self, device: str) -> int:
        """Return somebody's number, given now if there was none; 0 for nobody."""
        if not device:
            return 0
        number = self.person(device)
        if not number:
            self._database.run("INSERT INTO person (device) VALUES (?)", (device,))
            number = self.person(device)
        return number

    def device(self, person: int) -> str:
        """Return the device id of a number; '' for nobody."""
        if not person:
            return ""
        device = self._devices.get(person)
        if device is None:
            row = self._database.one("SELECT device FROM person WHERE number = ?", (person,))
            device = self._devices[person] = row[0] if row else ""
        return device

    def entry(self, row: Row, reactions: tuple[Reaction, ...] = ()) -> Entry:
        """Return the entry of a row of ``COLUMNS``. Raises ValueError, msgspec.MsgspecError."""
        place, id_, author, name, at, kind, text, receiver, offer, ref, change = row
        try:
            return Entry(
                self.room(place >> SEQ_BITS), place & SEQ_MASK, id_of(id_), self.device(author),
                name, at, KINDS[kind], text, self.device(receiver),
                _offer_decoder.decode(offer) if offer is not None else None,
                ref, CHANGES[change], reactions,
            )  # fmt: skip
        except IndexError as error:
            raise ValueError(f"row {place} makes no sense") from error

    def waiting(self, row: Row) -> Entry:
        """Return the entry of a row of the outbox. Raises ValueError, msgspec.MsgspecError."""
        room, id_, author, name, at, kind, text, to, offer, ref = row
        return Entry(
            room, 0, id_, author, name, at, Kind(kind), text, to,
            _offer_decoder.decode(offer) if offer is not None else None, ref,
        )  # fmt: skip


def reactions_to(
    database: Database, numbers: Numbers, places: Iterable[int]
) -> dict[int, tuple[Reaction, ...]]:
    """Return what was said to each of these places by an emoji, in the order it was said."""
    found: dict[int, list[Reaction]] = {}
    for place, author, name, emoji in database.all(
        "SELECT place, author, name, emoji FROM reaction"
        " WHERE place IN (SELECT value FROM json_each(?)) AND emoji != '' ORDER BY place, seq",
        (msgspec.json.encode(list(places)).decode(),),
    ):
        found.setdefault(place, []).append(Reaction(numbers.device(author), name, emoji))
    return {place: tuple(reactions) for place, reactions in found.items()}

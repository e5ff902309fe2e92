"""A room: roster, order, and who gets what. Words in, deliveries out; no socket, clock or disk.

The server tells the room what members said and what the journal has on disk; the room answers
with ``Delivery`` values (these messages, to these members) and with entries to keep. A post is
therefore never acknowledged or shown before ``kept`` said that it is safe.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import msgspec

from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.names import clean_text, likeness, text_bytes

_REMEMBERED_IDS = 50_000
"""Ids of the latest posts kept in memory; the journal knows the older ones."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """These messages, in this order, to these members."""

    members: tuple[int, ...]
    messages: tuple[m.Message, ...]


@dataclass(slots=True)
class _Seat:
    person: m.Person
    live: bool = False
    """False while the member still reads what it missed: entries reach it in pages."""


@dataclass(slots=True)
class Room:
    """One open room. ``last_seq`` is the last sequence that was given to an entry."""

    id: str
    epoch: str
    last_seq: int = 0
    next_number: int = 1
    """The number of the next member; a server never gives one twice."""
    banned: set[str] = field(default_factory=set)
    _seats: dict[int, _Seat] = field(default_factory=dict)
    _ids: OrderedDict[tuple[str, str], int | None] = field(default_factory=OrderedDict)
    _askers: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    # --- who is here -----------------------------------------------------------------------

    @property
    def people(self) -> tuple[m.Person, ...]:
        """The roster, in order of arrival."""
        return tuple(seat.person for seat in self._seats.values())

    def admit(self, device_id: str, name: str, *, host: bool) -> tuple[m.Person, list[Delivery]]:
        """Seat a member; it hears the roster and presence at once, entries after ``go_live``."""
        person = m.Person(self.next_number, device_id, name, host)
        self.next_number += 1
        others = tuple(self._seats)
        self._seats[person.number] = _Seat(person)
        deliveries = [Delivery((person.number,), tuple(self._roster_pages()))]
        if others:
            deliveries.append(Delivery(others, (m.MemberArrived(person),)))
        return person, deliveries

    def rename(self, number: int, name: str) -> list[Delivery]:
        """Give a guest another name: the others see it arrive anew under its number."""
        seat = self._seats[number]
        seat.person = msgspec.structs.replace(seat.person, name=name)
        others = tuple(n for n in self._seats if n != number)
        return [Delivery(others, (m.MemberArrived(seat.person),))] if others else []

    def is_name_taken(self, name: str, number: int) -> bool:
        """Return whether somebody else in the room is called so, or looks called so."""
        wanted = likeness(name)
        return any(
            likeness(seat.person.name) == wanted for n, seat in self._seats.items() if n != number
        )

    def looks_alike(self, number: int, other: int) -> bool:
        """Return whether two members could be taken for one another by their names."""
        if number == other or number not in self._seats or other not in self._seats:
            return False
        names = (self._seats[one].person.name for one in (number, other))
        return len(set(map(likeness, names))) == 1

    def go_live(self, number: int) -> None:
        """The member has read everything kept so far; entries go to it as they are kept."""
        if number in self._seats:
            self._seats[number].live = True

    def part(self, number: int, *, lost: bool) -> list[Delivery]:
        """Take a member off the roster and tell the others."""
        if self._seats.pop(number, None) is None:
            return []
        for askers in self._askers.values():
            askers.discard(number)
        others = tuple(self._seats)
        return [Delivery(others, (m.MemberDeparted(number, lost),))] if others else []

    # --- what is said ----------------------------------------------------------------------

    def post(self, number: int, post: m.Post, at: int) -> m.Entry | Delivery | None:
        """Number a post. Returns the entry to keep, or an answer for its author, or nothing.

        Nothing means that the same post is on its way to the disk already; its author will be
        answered from there.
        """
        person = self._seats[number].person
        reason = _objection(post)
        if reason:
            return Delivery((number,), (m.Rejected(post.id, reason),))
        key = (person.device_id, post.id)
        if key in self._ids:
            seq = self._ids[key]
            if seq is not None:
                return Delivery((number,), (m.Accepted(post.id, seq, at),))
            self._askers.setdefault(key, set()).add(number)
            return None
        self._remember(key, None)
        self._askers[key] = {number}
        self.last_seq += 1
        text = clean_text(post.text)
        return m.Entry(
            self.last_seq, post.id, person.device_id, person.name, at,
            post.kind, text, post.to, post.offer,
        )  # fmt: skip

    def kept(self, entries: Sequence[m.Entry], twice: Iterable[m.Entry] = ()) -> list[Delivery]:
        """These entries are on disk: acknowledge them and show them to whom they concern.

        ``twice`` are posts that an earlier life of the room had kept already, under the sequence
        they carry here; their authors are answered, nobody sees them again.
        """
        answers: dict[int, list[m.Message]] = {}
        own: dict[int, set[tuple[str, str]]] = {}
        for entry in (*entries, *twice):
            key = (entry.author, entry.id)
            self._remember(key, entry.seq)
            for number in self._askers.pop(key, ()):
                own.setdefault(number, set()).add(key)
                accepted = m.Accepted(entry.id, entry.seq, entry.at)
                answers.setdefault(number, []).append(accepted)
        private = {seat for entry in entries if entry.to for seat in self._concerned(entry)}
        special = private | answers.keys()
        live = [seat for n, seat in self._seats.items() if seat.live and n not in special]
        # The host's own computer has the shortest way and shares its processor with the server:
        # served first, it would keep everybody else waiting while it shows the line.
        live.sort(key=_is_host)
        crowd = tuple(seat.person.number for seat in live)
        public = tuple(entry for entry in entries if not entry.to)
        deliveries = [Delivery(crowd, public)] if crowd and public else []
        for number in special:
            seat = self._seats.get(number)
            if seat is None:
                continue
            mine = own.get(number, set())
            words: list[m.Message] = list(answers.get(number, ()))
            if seat.live:
                device = seat.person.device_id
                words += [
                    entry
                    for entry in entries
                    if (entry.author, entry.id) not in mine and concerns(entry, device)
                ]
            words.sort(key=_sequence)
            if words:
                deliveries.append(Delivery((number,), tuple(words)))
        return deliveries

    def answer(self, number: int, answer: m.Answer) -> list[Delivery]:
        """Pass on what a member says to an offer, under its proven device id."""
        author = self._seats[number].person.device_id
        passed = m.Answer(answer.offer, answer.to, answer.answer, author)
        to = self.links_of(answer.to)
        return [Delivery(to, (passed,))] if to else []

    def links_of(self, device_id: str) -> tuple[int, ...]:
        """Return the member numbers of one device (it may have joined more than once)."""
        return tuple(n for n, seat in self._seats.items() if seat.person.device_id == device_id)

    # --- inside ----------------------------------------------------------------------------

    def _roster_pages(self) -> Iterable[m.Members]:
        people = self.people
        step = limits.MEMBERS_A_FRAME
        for start in range(0, len(people), step):
            yield m.Members(people[start : start + step], start + step >= len(people))

    def _concerned(self, entry: m.Entry) -> list[int]:
        return [n for n, seat in self._seats.items() if concerns(entry, seat.person.device_id)]

    def _remember(self, key: tuple[str, str], seq: int | None) -> None:
        self._ids[key] = seq
        self._ids.move_to_end(key)
        while len(self._ids) > _REMEMBERED_IDS:
            oldest = next(iter(self._ids))
            if self._ids[oldest] is None:
                break
            del self._ids[oldest]


def concerns(entry: m.Entry, device_id: str) -> bool:
    """Return whether a device may see an entry: everybody's, sent by it, or sent to it."""
    return not entry.to or device_id in (entry.to, entry.author)


def _objection(post: m.Post) -> str:
    """Return why a post may not enter the log, or nothing."""
    if text_bytes(post.text) > limits.TEXT_BYTES:
        return "text_too_long"
    if post.kind == "text":
        return "" if post.text.strip() and post.offer is None else "text_empty"
    if post.kind == "offer":
        if post.offer is None:
            return "offer_unknown"
        names = sum(text_bytes(file.name) for file in post.offer.files)
        return "text_too_long" if names > limits.OFFER_NAME_BYTES else ""
    return "protocol_broken"


def _is_host(seat: _Seat) -> bool:
    return seat.person.host


def _sequence(message: m.Message) -> int:
    assert isinstance(message, m.Accepted | m.Entry)
    return message.seq

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

from lanyard.events import GUEST
from lanyard.room.known import KnownPeople
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


@dataclass(slots=True)
class Room:
    """One open room. ``last_seq`` is the last sequence that was given to an entry."""

    id: str
    epoch: str
    last_seq: int = 0
    next_number: int = 1
    """The number of the next member; a server never gives one twice."""
    kept_seq: int = -1
    """The last sequence on disk: what a newcomer may have missed ends there, the rest will come."""
    banned: set[str] = field(default_factory=set)
    known: KnownPeople = field(default_factory=KnownPeople)
    _seats: dict[int, _Seat] = field(default_factory=dict)
    _ids: OrderedDict[tuple[str, str], int | None] = field(default_factory=OrderedDict)
    _askers: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kept_seq < 0:
            self.kept_seq = self.last_seq

    # --- who is here -----------------------------------------------------------------------

    @property
    def people(self) -> tuple[m.Person, ...]:
        """The roster, in order of arrival."""
        return tuple(seat.person for seat in self._seats.values())

    def admit(self, device_id: str, name: str, *, host: bool) -> tuple[m.Person, list[Delivery]]:
        """Seat a member: it hears the roster, who is known, and then what is said from now on."""
        person = m.Person(self.next_number, device_id, name, host)
        self.next_number += 1
        others = tuple(self._seats)
        self._seats[person.number] = _Seat(person)
        known = () if person.device_id.startswith(GUEST) else known_frames(self.known.people)
        deliveries = [Delivery((person.number,), (*self._roster_pages(), *known))]
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
        if not reason and post.to and post.to not in self.known:
            reason = "member_unknown"  # nobody it could ever be delivered to
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
            post.kind, text, post.to, post.offer, post.ref,
        )  # fmt: skip

    def refused(self, entries: Iterable[tuple[m.Entry, str]]) -> list[Delivery]:
        """The journal would not keep these, for a reason each: tell their authors."""
        deliveries = []
        for entry, reason in entries:
            key = (entry.author, entry.id)
            self._ids.pop(key, None)
            askers = tuple(self._askers.pop(key, ()))
            if askers:
                deliveries.append(Delivery(askers, (m.Rejected(entry.id, reason),)))
        return deliveries

    def news_of_known(self) -> list[Delivery]:
        """Tell every app which known members are new or have moved on."""
        changed = self.known.take_untold()
        apps = tuple(n for n, seat in self._seats.items() if not _is_guest(seat))
        return [Delivery(apps, known_frames(changed))] if apps and changed else []

    def kept(self, entries: Sequence[m.Entry], twice: Iterable[m.Entry] = ()) -> list[Delivery]:
        """These entries are on disk: acknowledge them and show them to whom they concern.

        ``twice`` are posts that an earlier life of the room had kept already, under the sequence
        they carry here; their authors are answered, nobody sees them again.
        """
        self.kept_seq = max([self.kept_seq, *(entry.seq for entry in entries)])
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
        others = [seat for n, seat in self._seats.items() if n not in special]
        # The host's own computer has the shortest way and shares its processor with the server:
        # served first, it would keep everybody else waiting while it shows the line.
        others.sort(key=_is_host)
        crowd = tuple(seat.person.number for seat in others)
        public = tuple(entry for entry in entries if not entry.to)
        deliveries = [Delivery(crowd, public)] if crowd and public else []
        for number in special:
            seat = self._seats.get(number)
            if seat is None:
                continue
            mine = own.get(number, set())
            words: list[m.Message] = list(answers.get(number, ()))
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
        passed = m.Answer(
            answer.offer, answer.to, answer.answer, author, answer.addresses, answer.port
        )
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


def known_frames(people: Sequence[m.KnownPerson]) -> tuple[m.Known, ...]:
    """Return what tells of ``people``, in messages that fit a frame each."""
    step = limits.KNOWN_A_FRAME
    return tuple(m.Known(tuple(people[i : i + step])) for i in range(0, len(people), step))


def _objection(post: m.Post) -> str:
    """Return why a post may not enter the log, or nothing."""
    size = text_bytes(post.text)
    if size > limits.TEXT_BYTES:
        return "text_too_long"
    if post.kind == "offer":
        if post.offer is None:
            return "offer_unknown"
        names = sum(text_bytes(file.name) for file in post.offer.files)
        return "text_too_long" if names > limits.OFFER_NAME_BYTES else ""
    if post.offer is not None:
        return "protocol_broken"
    if post.kind == "text":
        return "" if post.text.strip() else "text_empty"
    if not post.ref:
        return "entry_unknown"
    match post.kind:
        case "edit":
            return "" if post.text.strip() else "text_empty"
        case "delete":
            return "protocol_broken" if post.text else ""
        case "reaction":
            fits = size <= limits.REACTION_BYTES and len(post.text.split()) <= 1
            return "" if fits else "text_too_long"
    return "protocol_broken"


def _is_guest(seat: _Seat) -> bool:
    return seat.person.device_id.startswith(GUEST)


def _is_host(seat: _Seat) -> bool:
    return seat.person.host


def _sequence(message: m.Message) -> int:
    assert isinstance(message, m.Accepted | m.Entry)
    return message.seq

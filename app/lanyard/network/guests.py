"""People without the program, in my room: netcat, scripts and devices on plain text lines.

A guest takes part like a member, marked everywhere as one whose line is not encrypted and whose
name nobody proved. What a guest does can at worst end its own line.
"""

from __future__ import annotations

import socket
import time
from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject

from lanyard.commands import new_id
from lanyard.events import GUEST, Connection, Failure
from lanyard.network.pauses import Pauses
from lanyard.network.plain_line import PlainLine
from lanyard.network.poller import Poller
from lanyard.room import guest_words
from lanyard.room.guest_words import Wish, understand
from lanyard.room.room import Delivery, Room
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.names import clean_name
from lanyard.wire.plain import Splitter

_PARTING = 2 * limits.GUESTS
"""Lines at once, those included that are being parted with: a crowd must not keep the door."""

_NAMES_BEYOND = 100
"""Names of people who have gone that are kept until they are forgotten all at once."""


class GuestHost(Protocol):
    """What the guests need of the server whose room they are in."""

    def deliver(self, deliveries: Iterable[Delivery]) -> None:
        """Send what the room decided."""

    def roster_changed(self) -> None:
        """Somebody came or went."""

    def guest_said(self, number: int, post: m.Post) -> None:
        """A guest said something that goes into the log."""

    @property
    def is_behind(self) -> bool:
        """True while so much waits for the disk that nothing more is taken."""


@dataclass(slots=True)
class GuestRules:
    """What plain text lines may do in a room."""

    guests: str
    """'yes', 'read' or 'no'."""
    locked: bool
    """The room has a passcode: it would be readable on a plain line, so nobody comes in by one."""

    @property
    def objection(self) -> str:
        """Return why no guest may come in; '' when they may."""
        if self.guests == "no":
            return "guests_off"
        return "passcode" if self.locked else ""


class Guest:
    """One plain text line. ``member`` is above 0 once it has said its first text."""

    def __init__(self, name: str, device_id: str) -> None:
        self.line: PlainLine
        self.name = name
        self.device_id = device_id
        self.member = 0
        self.since = 0
        self.splitter = Splitter(until_pause=True, limit=limits.GUEST_TEXT_BYTES)
        self.pending: deque[bytes] = deque()
        """Texts that came faster than ``GUEST_TEXTS_A_SECOND``."""
        self.texts_this_second = 0
        self.waits = False
        """Its texts wait for the next second, and it is not read meanwhile."""
        self.has_ended = False

    def say(self, text: str) -> None:
        """Send text."""
        self.line.write(text.encode())


class Guests(QObject):
    """All guests of one room. Lives in the server thread."""

    def __init__(
        self, poller: Poller, room: Room, name: str, rules: GuestRules, host: GuestHost,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._poller = poller
        self._room = room
        self._name = name
        self._rules = rules
        self._host = host
        self._guests: dict[PlainLine, Guest] = {}
        self._seated: dict[int, Guest] = {}
        self._names: dict[int, str] = {}
        """Who was told to the guests, for when they go."""
        self._next = 1
        self._pauses = Pauses(self._on_silent, self)

    def __len__(self) -> int:
        return len(self._guests)

    def hear(self, number: int, messages: tuple[m.Message, ...]) -> None:
        """Let the guest with that member number, if there is one, read what happens."""
        guest = self._seated.get(number)
        if guest is None or not guest.line.is_open:
            return
        words: list[str] = []
        for message in messages:
            if isinstance(message, m.MemberDeparted):
                words.append(guest_words.departed(self._names.get(message.number, "")))
                continue
            if isinstance(message, m.MemberArrived):
                self._names[message.member.number] = message.member.name
            words.append(guest_words.spoken(message))
        guest.say("".join(words))

    # --- coming and going ----------------------------------------------------------------------

    def welcome(self, sock: socket.socket, said: bytes, address: str, port: int) -> None:
        """Take over somebody who speaks plain text, or says nothing."""
        device_id = GUEST + address
        guest = Guest("", device_id)
        guest.line = line = PlainLine(sock, self._poller, self, address, port)
        line.received = len(said)
        line.read_bytes = limits.GUEST_TEXT_BYTES
        line.backlog_limit = limits.GUEST_BACKLOG_BYTES
        self._guests[line] = guest
        reason = self._objection(device_id)
        if reason:
            self._part(guest, reason)
            if len(self._guests) > _PARTING:
                line.abort()  # without waiting until it has read why
            return
        guest.name = self._own_name()
        guest.since = time.time_ns() // 1_000_000
        may_speak = self._rules.guests == "yes"
        guest.say(guest_words.welcome(self._name, guest.name, may_speak=may_speak))
        if said:
            self.line_said(line, said)

    def _own_name(self) -> str:
        """Return a name for a guest that nobody else has, or has chosen before it came."""
        while True:
            name = f"guest-{self._next}"
            self._next += 1
            if not self._room.is_name_taken(name, 0):
                return name

    def _objection(self, device_id: str) -> str:
        here = [one for one in self._guests.values() if one.line.is_open]
        mine = sum(one.device_id == device_id for one in here)
        if device_id in self._room.banned:
            return "banned"
        if len(here) > limits.GUESTS or mine > limits.GUESTS_AN_ADDRESS:
            return "room_full"
        return self._rules.objection

    def _part(self, guest: Guest, reason: str) -> None:
        guest.say(guest_words.sentence(reason))
        self._pauses.end(guest)
        guest.line.close()
        self._unseat(guest, lost=False)

    def _unseat(self, guest: Guest, *, lost: bool) -> None:
        if guest.member:
            number, guest.member = guest.member, 0
            del self._seated[number]
            self._host.deliver(self._room.part(number, lost=lost))
            self._host.roster_changed()

    def kick(self, number: int, *, ban: bool) -> None:
        """End the line of a guest, if that number is one's.

        With ``ban`` nobody comes in as a guest from its address any more.
        """
        guest = self._seated.get(number)
        if guest is None:
            return
        if not ban:
            self._part(guest, "kicked")
            return
        self._room.banned.add(guest.device_id)
        for one in tuple(self._guests.values()):
            if one.device_id == guest.device_id and one.line.is_open:
                self._part(one, "banned")

    def give_way(self, number: int) -> None:
        """A member has come: a guest that is called the same, or nearly so, is no longer."""
        for guest in tuple(self._seated.values()):
            if self._room.looks_alike(guest.member, number):
                self._call(guest, self._own_name())
                guest.say(guest_words.sentence("name_given_up"))

    def part_all(self, reason: str) -> None:
        """End every line with a sentence."""
        self._pauses.close()
        for guest in tuple(self._guests.values()):
            if guest.line.is_open:
                self._part(guest, reason)

    def set_rules(self, guests: str) -> None:
        """Change what guests may do: part with those who may not be here any more."""
        self._rules.guests = guests
        if self._rules.objection:
            self.part_all(self._rules.objection)

    def abort_all(self) -> None:
        """Close every line now."""
        for line in tuple(self._guests):
            line.abort()

    def tend(self, now: float) -> None:
        """Every second: part with who never says a word, let the talkative speak again."""
        if len(self._names) > 2 * len(self._room.people) + _NAMES_BEYOND:
            self._names = {one.number: one.name for one in self._room.people}
        for line, guest in tuple(self._guests.items()):
            if line.closing_since:
                if now - line.closing_since > limits.CLOSE_SECONDS:
                    line.abort()
                continue
            if not guest.member and now - line.born > limits.GUEST_FIRST_WORD_SECONDS:
                self._part(guest, "silent")
                continue
            guest.texts_this_second = 0
            if guest.waits:
                guest.waits = False
                self._take(guest, [])
                if not guest.waits and line.is_open:
                    line.resume()

    def rows(self) -> tuple[Connection, ...]:
        """Return the seated guests for the table of who is connected."""
        return tuple(
            Connection(
                number, guest.device_id, guest.name, "plain", guest.line.address,
                guest.since, guest.line.received, guest.line.sent,
            )
            for number, guest in self._seated.items()
        )  # fmt: skip

    # --- what they say -------------------------------------------------------------------------

    def line_said(self, line: PlainLine, piece: bytes) -> None:
        """A guest said something, in any pieces."""
        guest = self._guests[line]
        texts = guest.splitter.feed(piece)
        if guest.splitter.overflowed:
            self._part(guest, "too_long")
            return
        if guest.splitter.awaits_pause:
            self._pauses.begin(guest)
        else:
            self._pauses.end(guest)
        self._take(guest, texts)

    def _on_silent(self, who: Hashable, final: bool) -> bool:
        assert isinstance(who, Guest)
        texts = who.splitter.pause(final=final)
        if not who.member:
            # A lone byte brings nobody in: else whoever dribbles a byte a second were a guest.
            texts = [text for text in texts if len(text) > 1]
        self._take(who, texts)
        return not who.splitter.awaits_pause

    def _take(self, guest: Guest, texts: list[bytes]) -> None:
        guest.pending.extend(texts)
        while guest.pending and guest.line.is_open:
            if guest.texts_this_second >= limits.GUEST_TEXTS_A_SECOND or self._host.is_behind:
                guest.waits = True
                guest.line.pause()
                return
            guest.texts_this_second += 1
            self._understand(guest, guest.pending.popleft())
        if guest.has_ended and guest.line.is_open:
            guest.line.close()
            self._unseat(guest, lost=False)

    def _understand(self, guest: Guest, text: bytes) -> None:
        line = understand(text)
        if line.wish is Wish.LEAVE:
            self._part(guest, "leave")
            return
        if not guest.member:
            self._seat(guest)
        match line.wish:
            case Wish.WHO:
                guest.say(guest_words.who(self._room.people))
            case Wish.NAME:
                self._rename(guest, line.text)
            case Wish.SAY if self._rules.guests == "yes":
                self._host.guest_said(guest.member, m.Post(new_id(), "text", line.text))
            case Wish.SAY:
                guest.say(guest_words.sentence("reading_only"))
            case _:
                pass

    def _seat(self, guest: Guest) -> None:
        if self._room.is_name_taken(guest.name, 0):  # since it was greeted
            guest.name = self._own_name()
            guest.say(guest_words.called(guest.name))
        person, deliveries = self._room.admit(guest.device_id, guest.name, host=False)
        guest.member = person.number
        self._seated[person.number] = guest
        self._names.update((one.number, one.name) for one in self._room.people)
        self._host.deliver(deliveries)
        self._host.roster_changed()

    def _rename(self, guest: Guest, wanted: str) -> None:
        name = clean_name(wanted)
        if not name:
            guest.say(guest_words.sentence("name_empty"))
        elif self._room.is_name_taken(name, guest.member):
            guest.say(guest_words.sentence("name_taken"))
        else:
            self._call(guest, name)

    def _call(self, guest: Guest, name: str) -> None:
        guest.name = name
        self._host.deliver(self._room.rename(guest.member, name))
        guest.say(guest_words.called(name))

    # --- the line ------------------------------------------------------------------------------

    def line_half_ended(self, line: PlainLine) -> None:
        """The guest says nothing more: its last words count, then it has gone."""
        guest = self._guests[line]
        self._pauses.end(guest)
        guest.has_ended = True
        self._take(guest, guest.splitter.end())

    def line_drained(self, line: PlainLine) -> None:
        """Nothing waits any more."""

    def line_ended(self, line: PlainLine, failure: Failure | None) -> None:
        """A guest's line is closed."""
        guest = self._guests.pop(line)
        self._pauses.end(guest)
        self._unseat(guest, lost=failure is not None)

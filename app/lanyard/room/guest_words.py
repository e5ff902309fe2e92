"""The room in plain text: what a guest with netcat reads, and what its lines mean. Pure.

One line a message, ``Name: text``. Nobody's text can pass for a line of somebody else: its own
line breaks are marked, and control characters are shown as pictures instead of obeyed by the
guest's terminal. The words are English: scripts read them, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lanyard.events import guest_address
from lanyard.plain_text import shown
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.plain import readable, without_line_end

_NO_MARKS = str.maketrans(dict.fromkeys(":\u02d0\u02f8\u05c3\u2236\ua789\ufe13\ufe55\uff1a", " "))
"""Colons, and what looks like one."""
_FURTHER = "\n  | "
"""Before the second and every further line of one text."""


class Wish(Enum):
    """What a guest's line asks for."""

    SAY = "say"
    NAME = "name"
    WHO = "who"
    LEAVE = "leave"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class GuestLine:
    """One text of a guest, understood."""

    wish: Wish
    text: str = ""


def understand(line: bytes) -> GuestLine:
    """Return what a guest's text means; bytes that are no text are said as their digits."""
    text = shown(readable(without_line_end(line))[0], keep_lines=True, longest=0).strip()
    if not text:
        return GuestLine(Wish.NOTHING)
    if text == "exit":
        return GuestLine(Wish.LEAVE)
    if text == "/who":
        return GuestLine(Wish.WHO)
    command, _, rest = text.partition(" ")
    if command == "/nick":
        return GuestLine(Wish.NAME, _name(rest, ""))
    return GuestLine(Wish.SAY, text)


def welcome(room: str, name: str, *, may_speak: bool) -> str:
    """Return what a guest is greeted with."""
    told = f"Welcome to {shown(room)}. This line is not encrypted; you are {shown(name)}."
    if not may_speak:
        return f"{told}\nGuests may only read here. Send any line to stay; exit ends.\n"
    return f"{told}\nA line you send is a message. /nick NAME, /who, exit.\n"


def who(people: tuple[m.Person, ...]) -> str:
    """Return the answer to ``/who``."""
    return "".join(f"* {_called(person)}\n" for person in people)


def spoken(message: m.Message) -> str:
    """Return a message of the room as a guest reads it; '' for what does not concern it."""
    match message:
        case m.Entry(name=name, kind="text", text=text):
            return f"{_name(name)}: {_text(text)}\n"
        case m.Entry(name=name, kind="edit", text=text):
            return f"* {_name(name)} corrects: {_text(text)}\n"
        case m.Entry(name=name, kind="offer", offer=m.Offer(files)):
            names = ", ".join(shown(file.name) for file in files[:5])
            more = f" and {len(files) - 5} more" if len(files) > 5 else ""
            return f"* {_name(name)} offers {names}{more}, for people with the app\n"
        case m.MemberArrived(person):
            return f"* {_called(person)} is here\n"
        case m.Rejected():
            return "* That could not be said here.\n"
        case _:
            return ""


def called(name: str) -> str:
    """Return the line that tells a guest its name."""
    return f"* You are {shown(name)} now.\n"


def departed(name: str) -> str:
    """Return the line about somebody who went."""
    return f"* {_name(name)} has gone\n"


def sentence(reason: str) -> str:
    """Return why a guest is parted with, or what did not work, as a line."""
    return _SENTENCES.get(reason, "Goodbye.") + "\n"


_SENTENCES = {
    "guests_off": "This is a Lanyard room. Join it with the Lanyard app on this network;"
    " it takes no plain text guests.",
    "passcode": "This room has a passcode, which everybody could read on this line."
    " Join it with the Lanyard app.",
    "room_full": "There are too many guests here already. Come back later.",
    "silent": "Nothing was said, so this line is closed. Send a line to take part.",
    "too_long": f"A message ends with a newline before {limits.GUEST_TEXT_BYTES} bytes."
    " This line is closed.",
    "name_taken": "Somebody here is called so already, or nearly so. Choose another name.",
    "name_given_up": "Somebody of that name has come with the app, so you have another one.",
    "name_empty": "A name needs a letter or a digit.",
    "reading_only": "Guests may only read in this room.",
    "kicked": "The person who hosts has ended this line.",
    "banned": "This address may not come in.",
    "room_closed": "The room is closed. Goodbye.",
    "leave": "Goodbye.",
}


def _called(person: m.Person) -> str:
    address = guest_address(person.device_id)
    return f"{_name(person.name)} (guest, {address})" if address else _name(person.name)


def _name(name: str, nameless: str = "?") -> str:
    """Return a name whose end is seen, and that begins no line of the room's own.

    Somebody called 'Anna: yes' would else say 'yes' as Anna, one called '* Anna has gone' the rest.
    """
    return shown(name.translate(_NO_MARKS)).lstrip("*| ") or nameless


def _text(text: str) -> str:
    return _FURTHER.join(shown(text, keep_lines=True, longest=0).split("\n"))

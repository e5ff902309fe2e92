"""What was said, as a transcript: plain text, JSON lines, or one HTML page. Pure, any thread.

The console prints these, an export writes them, and the daily log shares the lines of the text.
A row at a time comes and goes, so a million of them need no more memory than a thousand. Nothing
a stranger says can pass for a line of somebody else, or become markup: in text every line of a
message after its first stands four spaces in, in HTML every character of it is escaped and the
page forbids itself to load or run anything.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lanyard.events import Entry, Kind, guest_address
from lanyard.plain_text import shown

FORMS = ("text", "json", "html")

_OBEYED = re.compile(
    "[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
"""JSON lets these stand as they are; a terminal or an editor would obey them."""
_COLONS = str.maketrans(dict.fromkeys(":\u02d0\u02f8\u05c3\u2236\ua789\ufe13\ufe55\uff1a", " "))
"""Colons, and what looks like one: a name that held one could say something by itself."""
_QUOTED_CHARACTERS = 80
_REMEMBERED = 4_096
"""Rows that a later answer can still quote."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Words:
    """The few words of a transcript that nobody in it said; ``transcript_words`` translates."""

    edited: str = "edited"
    deleted: str = "deleted"
    files: str = "files"
    sized: str = "{name} ({size} bytes)"
    guest: str = "guest {address}"
    to: str = "to {name}"
    one_person: str = "one person"
    earlier: str = "an earlier message"
    nameless: str = "?"


ENGLISH = Words()


def moment(at: int) -> datetime | None:
    """Return the local time of ``at`` (milliseconds); None when no calendar has it."""
    try:
        return (_EPOCH + timedelta(milliseconds=at)).astimezone()
    except (OverflowError, ValueError, OSError):
        return None


def entry_fields(entry: Entry) -> dict[str, Any]:
    """Return an entry as the console's ``entry`` event has it."""
    guest = guest_address(entry.author)
    offered = [{"name": f.name, "size": f.size} for f in entry.offer.files] if entry.offer else []
    reactions = [
        {"author": r.name, "author_id": r.author, "text": r.emoji} for r in entry.reactions
    ]
    return {
        "seq": entry.seq, "author": entry.name, "text": entry.text, "kind": entry.kind.value,
        "id": entry.id, "author_id": entry.author, "at": entry.at, "to": entry.to,
        "room": entry.room,
        **({"files": offered} if offered else {}),
        **({"guest": guest} if guest else {}),
        **({"ref": entry.ref} if entry.ref else {}),
        **({"change": entry.change} if entry.change else {}),
        **({"reactions": reactions} if reactions else {}),
    }  # fmt: skip


def json_line(fields: Mapping[str, Any]) -> str:
    """Return one line of JSON in which nothing is left that a terminal would obey."""
    return _OBEYED.sub(_escaped, json.dumps(fields, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def called(name: str, words: Words = ENGLISH) -> str:
    """Return a name as it may stand before a colon."""
    return shown(name.translate(_COLONS)) or words.nameless


def indented(text: str) -> str:
    """Return a text whose further lines stand four spaces in: no line of it passes for another."""
    return shown(text, keep_lines=True, longest=0).replace("\n", "\n    ")


class Said:
    """What the last rows said, so that an answer can quote one; bounded."""

    def __init__(self) -> None:
        self._rows: OrderedDict[tuple[str, int], tuple[str, str]] = OrderedDict()

    def remember(self, entry: Entry) -> None:
        """Keep the beginning of a row."""
        text = entry.text[: 2 * _QUOTED_CHARACTERS]
        if entry.offer is not None and entry.offer.files:
            text = entry.offer.files[0].name[: 2 * _QUOTED_CHARACTERS]
        self._rows[entry.room, entry.seq] = (entry.name, shown(text, longest=_QUOTED_CHARACTERS))
        if len(self._rows) > _REMEMBERED:
            self._rows.popitem(last=False)

    def quoted(self, room: str, seq: int) -> tuple[str, str]:
        """Return (name, first words) of a row, as they were; ('', '') when it is too long ago."""
        return self._rows.get((room, seq), ("", ""))


class Transcript:
    """A conversation in one form: ``beginning``, then rows under headings, then ``ending``."""

    def __init__(self, words: Words = ENGLISH, people: Mapping[str, str] | None = None) -> None:
        """``people``: names by device id, for whom direct messages were said to."""
        self.words = words
        self.people = {} if people is None else people

    def beginning(self, title: str) -> str:
        """Return what stands before everything."""
        return ""

    def heading(self, title: str) -> str:
        """Return what stands before the rows of one conversation."""
        return ""

    def row(self, entry: Entry) -> str:
        """Return one row, with its line end and the day above it if that is another one."""
        raise NotImplementedError

    def ending(self) -> str:
        """Return what stands after everything."""
        return ""

    def marks(self, entry: Entry, *, to: bool = True) -> list[str]:
        """Return what is to be told about a row beside its author's name."""
        words = self.words
        guest = guest_address(entry.author)
        marks = [words.guest.replace("{address}", shown(guest))] if guest else []
        if entry.to and to:
            name = self.people.get(entry.to, "")
            marks.append(words.to.replace("{name}", called(name) if name else words.one_person))
        if entry.kind is Kind.OFFER and not entry.change:
            marks.append(words.files)
        if entry.change:
            marks.append({"edited": words.edited, "deleted": words.deleted}.get(entry.change, "?"))
        return marks

    def told(self, entry: Entry) -> str:
        """Return what a row says: its words, or the files it offers."""
        if entry.offer is None:
            return entry.text
        named = self.words.sized
        return ", ".join(
            named.replace("{size}", str(file.size)).replace("{name}", shown(file.shown))
            for file in entry.offer.files
        )


class JsonLines(Transcript):
    """One JSON object a line, the very ``entry`` event of the console."""

    def row(self, entry: Entry) -> str:
        return json_line({"event": "entry", **entry_fields(entry)}) + "\n"


class PlainText(Transcript):
    """What a person reads in any editor: the day, then '14:03 Anna: text'."""

    def __init__(self, words: Words = ENGLISH, people: Mapping[str, str] | None = None) -> None:
        super().__init__(words, people)
        self._day = ""
        self._said = Said()
        self._begun = False

    def heading(self, title: str) -> str:
        self._day = ""
        apart = "\n\n" if self._begun else ""
        self._begun = True
        line = shown(title)
        return f"{apart}{line}\n{'=' * max(len(line), 3)}\n"

    def row(self, entry: Entry) -> str:
        when = moment(entry.at)
        day = when.strftime("%Y-%m-%d") if when else "?"
        above = "" if day == self._day else ("\n" if self._begun else "") + day + "\n"
        self._day, self._begun = day, True
        time = when.strftime("%H:%M") if when else "??:??"
        return above + self.line(entry, time)

    def line(self, entry: Entry, time: str) -> str:
        """Return a row that says when by ``time``, with what it answers and how it was liked.

        Those two stand two spaces in, where no line of a message can stand.
        """
        marks = self.marks(entry)
        mark = f" ({', '.join(marks)})" if marks else ""
        head = f"{time} {called(entry.name, self.words)}{mark}: {indented(self.told(entry))}"
        parts = [head.rstrip(" ") + "\n"]
        if entry.change != "deleted":
            parts.append(self.answered(entry))
        for emoji, names in _by_emoji(entry).items():
            who = ", ".join(called(name, self.words) for name in names)
            parts.append(f"  {emoji} {who}\n")
        self._said.remember(entry)
        return "".join(parts)

    def answered(self, entry: Entry) -> str:
        """Return the line that quotes what a row answers or changes; '' when it is nothing."""
        if not entry.ref:
            return ""
        name, text = self._said.quoted(entry.room, entry.ref)
        quote = f"{called(name, self.words)}: {text}" if name else self.words.earlier
        return f"  ↳ {quote}\n"


_STYLE = """
:root{color-scheme:light dark;--ink:#1c2024;--soft:#60666d;--line:#dfe2e6;--paper:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8ea;--soft:#9aa1a9;--line:#33383e;--paper:#17191c}}
body{margin:2rem auto;padding:0 1.25rem;max-width:46rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,"Segoe UI","Noto Sans","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
h1{font-size:1.5rem;line-height:1.25;margin:2rem 0 1rem}
h2{font-size:.875rem;font-weight:600;color:var(--soft);border-bottom:1px solid var(--line);
margin:2rem 0 .75rem;padding-bottom:.25rem}
article{margin:.75rem 0;content-visibility:auto;contain-intrinsic-size:auto 3.25rem}
article:target{background:color-mix(in srgb,var(--ink) 8%,transparent)}
p{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
time,small{color:var(--soft);font-size:.8125rem;font-variant-numeric:tabular-nums}
blockquote{margin:.25rem 0;padding-left:.75rem;border-left:3px solid var(--line);color:var(--soft);
overflow-wrap:anywhere}
blockquote a{color:inherit;text-decoration:none}
@media print{body{max-width:none;margin:0}}
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'"
)


class HtmlPage(Transcript):
    """One page that loads nothing, runs nothing and leads nowhere; light and dark."""

    def __init__(self, words: Words = ENGLISH, people: Mapping[str, str] | None = None) -> None:
        super().__init__(words, people)
        self._day = ""
        self._said = Said()
        self._part = 0

    def beginning(self, title: str) -> str:
        return (
            '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="referrer" content="no-referrer">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{_html(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        )

    def heading(self, title: str) -> str:
        self._day = ""
        self._part += 1
        return f'<h1 dir="auto">{_html(title)}</h1>\n'

    def row(self, entry: Entry) -> str:
        when = moment(entry.at)
        day = when.strftime("%Y-%m-%d") if when else "?"
        above = "" if day == self._day else f"<h2>{day}</h2>\n"
        self._day = day
        time = "??:??"
        if when is not None:
            stamp = when.isoformat(timespec="seconds")
            time = f'<time datetime="{stamp}">{when.strftime("%H:%M")}</time>'
        marks = "".join(f" <small>{_html(mark)}</small>" for mark in self.marks(entry))
        name = _html(called(entry.name, self.words))
        begin = f'<article id="p{self._part}s{entry.seq}">'
        parts = [f"{begin}<b><bdi>{name}</bdi></b> {time}{marks}"]
        if entry.ref and entry.change != "deleted":
            parts.append(self._quote(entry))
        told = html.escape(shown(self.told(entry), keep_lines=True, longest=0))
        if told:
            parts.append(f'<p dir="auto">{told}</p>')
        for emoji, names in _by_emoji(entry).items():
            who = ", ".join(called(name, self.words) for name in names)
            parts.append(f"<small>{_html(emoji)} <bdi>{_html(who)}</bdi></small>")
        self._said.remember(entry)
        return above + "\n".join(parts) + "</article>\n"

    def ending(self) -> str:
        return "</body>\n</html>\n"

    def _quote(self, entry: Entry) -> str:
        name, text = self._said.quoted(entry.room, entry.ref)
        if not name:
            return f"<blockquote>{_html(self.words.earlier)}</blockquote>"
        told = f"<bdi>{_html(called(name, self.words))}</bdi>: <bdi>{_html(text)}</bdi>"
        return f'<blockquote><a href="#p{self._part}s{entry.ref}">{told}</a></blockquote>'


def transcript(
    form: str, words: Words = ENGLISH, people: Mapping[str, str] | None = None
) -> Transcript:
    """Return the writer of ``form``, one of FORMS. Raises ValueError for another one."""
    kinds = {"text": PlainText, "json": JsonLines, "html": HtmlPage}
    kind = kinds.get(form)
    if kind is None:
        raise ValueError(f"{form!r} is not one of {', '.join(FORMS)}")
    return kind(words, people)


def _html(text: str) -> str:
    """Return a stranger's words as one line that is nothing but text to a browser."""
    return html.escape(shown(text))


def _by_emoji(entry: Entry) -> dict[str, list[str]]:
    """Return who gave which emoji, in the order they came."""
    found: dict[str, list[str]] = {}
    for reaction in entry.reactions:
        emoji = shown(reaction.emoji)
        if emoji:
            found.setdefault(emoji, []).append(reaction.name)
    return found

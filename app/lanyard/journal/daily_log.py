"""The daily log: what is said, as it is said, in a readable text file a day and room.

It is for people who want their talk in files that any editor opens, and for nothing else: the
journal is what counts. So it never stands in anybody's way; when its folder takes nothing, that
is told once, and it goes on as soon as the folder does.
"""

from __future__ import annotations

import os
import re
import time
import unicodedata
from collections import OrderedDict
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.commands import KeepDailyLog
from lanyard.events import CommandFailed, Entry, Kind
from lanyard.journal.database import Database, JournalError
from lanyard.journal.exports import disk_failure
from lanyard.journal.store import FILE_NAME
from lanyard.transcript_words import transcript_words
from lanyard.transcripts import PlainText, called, indented, moment

_NAMES_SECONDS = 60.0
"""How long the rooms' names count as known."""
_PEOPLE = 4_096
_NAME_BYTES = 80
_ROOMS = "SELECT id, name FROM room ORDER BY id"
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_RESERVED = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|CLOCK\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3]) *(?:\.|\Z)",
    re.IGNORECASE,
)


def folder_name(name: str) -> str:
    """Return a room's name fit for a folder of any system; '' when nothing of it is.

    One component, no device's name, nothing invisible, at most 80 bytes; what it returns, it
    returns unchanged again.
    """
    shown = (one for one in name if one == " " or unicodedata.category(one)[0] not in "CZ")
    kept = unicodedata.normalize("NFC", "".join(shown))
    kept = _FORBIDDEN.sub("_", kept).strip(" .")
    if _RESERVED.match(kept):
        kept = "_" + kept
    return kept.encode()[:_NAME_BYTES].decode("utf-8", "ignore").strip(" .")


class DailyLog(QObject):
    """Writes the daily log. Lives in the thread that reads the journal; may block on the disk."""

    happened = Signal(object)

    def __init__(self, profile: Path) -> None:
        """Write what the journal in ``profile`` takes in, once a folder for it is named."""
        super().__init__()
        self._journal = profile / FILE_NAME
        self._folder = ""
        self._trouble = False
        self._names: dict[str, str] = {}
        self._names_until = 0.0
        self._people: OrderedDict[str, str] = OrderedDict()
        self._lines = PlainText()

    @Slot(object)
    def keep_daily_log(self, order: KeepDailyLog) -> None:
        """Write beneath the folder of ``order`` from now on, or stop when it names none."""
        self._folder = order.folder
        self._trouble = False
        self._names_until = 0.0
        self._lines = PlainText(transcript_words(), self._people)

    @Slot(object)
    def take(self, entries: tuple[Entry, ...]) -> None:
        """Write what has come onto the disk, in its order. Never raises."""
        if not self._folder:
            return
        pieces: dict[Path, list[str]] = {}
        for entry in entries:
            self._meet(entry)
            when = _day_of(entry)
            day = f"{when.year:04}-{when.month:02}-{when.day:02}.txt"
            line = self._line(entry, when.strftime("%H:%M"))
            pieces.setdefault(Path(self._folder, self._room(entry.room), day), []).append(line)
        try:
            for path, lines in pieces.items():
                _append(path, "".join(lines))
        except (OSError, ValueError) as error:
            if not self._trouble:
                self._trouble = True
                self.happened.emit(CommandFailed(disk_failure(error, self._folder)))
        else:
            self._trouble = False

    def _meet(self, entry: Entry) -> None:
        """Remember what an author is called, for what others say to it alone."""
        self._people[entry.author] = entry.name
        self._people.move_to_end(entry.author)
        if len(self._people) > _PEOPLE:
            self._people.popitem(last=False)

    def _line(self, entry: Entry, clock: str) -> str:
        """Return the lines of one entry. What changes another one begins with a star."""
        words = self._lines.words
        match entry.kind:
            case Kind.EDIT:
                told = f"({words.edited}): {indented(entry.text)}"
            case Kind.DELETE:
                told = f"({words.deleted})"
            case Kind.REACTION:
                told = f": {indented(entry.text)}"
            case _:
                return self._lines.line(entry, clock)
        apart = "" if told.startswith(":") else " "
        head = f"{clock} * {called(entry.name, words)}{apart}{told}".rstrip(" ")
        return f"{head}\n{self._lines.answered(entry)}"

    def _room(self, room: str) -> str:
        """Return the folder's name of a room.

        Of several rooms with one name the oldest, by its id, has it alone.
        """
        now = time.monotonic()
        if room not in self._names or now > self._names_until:
            self._names = self._named()
            self._names_until = now + _NAMES_SECONDS
        return self._names.setdefault(room, folder_name(room) or "room")

    def _named(self) -> dict[str, str]:
        names: dict[str, str] = {}
        taken: set[str] = set()
        for room, called_ in self._remembered():
            name = folder_name(called_) or "room"
            if name.casefold() in taken:
                name = f"{name} ({folder_name(room[-8:])})"
            taken.add(name.casefold())
            names[room] = name
        return names

    def _remembered(self) -> list[tuple[str, str]]:
        """Return (id, name) of every room in the journal, the oldest first."""
        try:
            database = Database(self._journal, writing=False)
        except JournalError:
            return []
        try:
            with database.reading():
                return [(room, name) for room, name in database.all(_ROOMS)]
        except JournalError:
            return []
        finally:
            database.close()


def _day_of(entry: Entry) -> datetime:
    """Return when an entry was said; what claims to come from the future was said today."""
    now = datetime.now().astimezone()
    when = moment(entry.at)
    return when if when is not None and when < now + timedelta(days=1) else now


def _append(path: Path, text: str) -> None:
    """Put ``text`` at the end of a file that only its owner may read. Raises OSError."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)

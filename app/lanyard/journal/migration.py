"""The steps by which a journal's file reaches the schema this program knows. No Qt.

All steps that are due are one transaction, after a copy of the file was put beside it: a step
that fails leaves the file as it was, and one that was wrong can be undone by hand.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from importlib import resources
from pathlib import Path

import apsw

from lanyard.finding import index_words
from lanyard.journal.database import (
    READING_FAILS,
    Database,
    JournalDamaged,
    JournalNewer,
    translated,
)


def migrate(database: Database) -> None:
    """Take every step that is due. Raises JournalError, JournalNewer, JournalDamaged."""
    known = steps()
    newest = known[-1][0]
    try:
        version = database.version
        refuse_unknown(version, newest)
        if version == newest:
            return
        if version:
            _back_up(database, newest)
        # Two programs that start at once both come here: the second finds the steps done.
        with database.transaction():
            version = database.version
            refuse_unknown(version, newest)
            if not version and database.one("SELECT 1 FROM sqlite_schema"):
                raise JournalDamaged("another program's file")
            for number, script in known:
                if number > version:
                    _take(database, number, script)
    except (OSError, *READING_FAILS) as error:
        raise translated(error) from error


def refuse_unknown(version: int, newest: int) -> None:
    """Raise JournalNewer or JournalDamaged for a schema this program does not know."""
    if version < 0:
        raise JournalDamaged(f"schema {version}")
    if version > newest:
        raise JournalNewer(f"schema {version}, this program knows {newest}")


def steps() -> Sequence[tuple[int, str]]:
    """Return the number and the statements of every step, in their order."""
    folder = resources.files("lanyard.journal") / "schema"
    return sorted(
        (int(step.name.removesuffix(".sql")), step.read_text("utf-8"))
        for step in folder.iterdir()
        if step.name.endswith(".sql")
    )


def _take(database: Database, number: int, script: str) -> None:
    for statement in statements(script):
        database.run(statement)
    if number in _BY_PROGRAM:
        _BY_PROGRAM[number](database)
    database.run(f"PRAGMA user_version={number}")


def statements(script: str) -> Iterator[str]:
    """Yield the statements of a schema step."""
    waiting = ""
    for line in script.splitlines(keepends=True):
        waiting += line
        if apsw.complete(waiting):
            yield waiting
            waiting = ""


def _back_up(database: Database, newest: int) -> None:
    """Keep the file as it is before its schema changes, named by its schema."""
    beside = database.path.with_name("journal-backup.part")
    beside.unlink(missing_ok=True)
    database.backup(beside)
    copy = Database(beside, writing=False)
    version = copy.version
    copy.close()
    if version == newest:  # another program was faster
        beside.unlink()
    else:
        os.replace(beside, backup_path(database.path, version))  # noqa: PTH105


def backup_path(path: Path, version: int) -> Path:
    """Return where the copy of a journal with schema ``version`` is kept."""
    return path.with_name(f"journal-{version:04}-backup.sqlite3")


# --- what SQL alone cannot do ------------------------------------------------------------------


def _index_words(database: Database) -> None:
    """Step 2: fill the index of words."""
    after = 0
    while rows := database.all(
        "SELECT place, text, author, talk FROM entry WHERE place > ? AND kind < 2"
        " ORDER BY place LIMIT 1000",
        (after,),
    ):
        for place, text, author, talk in rows:
            index(database, place, text, author, talk)
        after = rows[-1][0]


_BY_PROGRAM: dict[int, Callable[[Database], None]] = {2: _index_words}


def index(database: Database, place: int, text: str, author: int, talk: int) -> None:
    """Make an entry findable by its words, its author and its talk."""
    database.run(INDEX, indexed(place, text, author, talk))


INDEX = "INSERT INTO word_index (rowid, words, parts, who) VALUES (?,?,?,?)"


def indexed(place: int, text: str, author: int, talk: int) -> tuple[int, str, str, str]:
    """Return the row of the index of words for an entry."""
    words, parts = index_words(text)
    return place, words, parts, f"a{author} t{talk}" if talk else f"a{author}"

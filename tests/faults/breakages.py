"""Builds that are wrong on purpose: each fault test must catch the one that concerns it.

They are put in place inside a test's own child process before the engine is built; the program
itself has no such switch.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

_BEHIND_SECONDS = 0.3
_READING_SECONDS = 0.025


def break_it(kind: str) -> None:
    """Put a wrong build in place; KeyError when there is no such one."""
    KINDS[kind]()


def _write_behind() -> None:
    """Acknowledge at once and commit when there is time."""
    from lanyard.journal import database

    rebuilt: Any = database.Database
    close, fold = rebuilt.close, rebuilt.fold

    @contextmanager
    def transaction(self: Any) -> Iterator[None]:
        try:
            if not self._connection.in_transaction:
                self.run("BEGIN IMMEDIATE")
                self.begun = time.monotonic()
            yield
            if time.monotonic() - self.begun > _BEHIND_SECONDS:
                self.run("COMMIT")
        except apsw.Error as error:
            if self._connection.in_transaction:
                self.run("ROLLBACK")
            raise database.translated(error) from error

    def closed(self: Any) -> None:
        with suppress(apsw.Error):
            if self._connection.in_transaction:
                self.run("COMMIT")
        close(self)

    def folded(self: Any) -> None:
        if not self._connection.in_transaction:
            fold(self)

    rebuilt.transaction, rebuilt.close, rebuilt.fold = transaction, closed, folded


def _normal() -> None:
    """Let commits return before the disk has them."""
    from lanyard.journal import database

    rebuilt: Any = database
    rebuilt._WRITING = tuple(word.replace("=FULL", "=NORMAL") for word in database._WRITING)
    assert "synchronous=NORMAL" in rebuilt._WRITING


def _stubborn() -> None:
    """Take a commit that failed for one that worked, as if asking a second time had helped."""
    from lanyard.journal.database import Database, JournalError

    rebuilt: Any = Database
    right = rebuilt.transaction

    @contextmanager
    def transaction(self: Any) -> Iterator[None]:
        try:
            with right(self):
                yield
        except JournalError:
            return

    rebuilt.transaction = transaction


def _no_salvage() -> None:
    """Begin with an empty journal when the old one is damaged."""
    from lanyard.journal import recorder
    from lanyard.journal.database import Database
    from lanyard.journal.salvage import Mended

    def mend(profile: Path, *_: Any) -> Mended:
        kept = profile / "thrown-away.sqlite3"
        for end in ("", "-wal", "-shm"):
            old = profile / f"journal.sqlite3{end}"
            if old.exists():
                old.rename(f"{kept}{end}")
        Database(profile / "journal.sqlite3", writing=True).close()
        return Mended(kept, 0)

    rebuilt: Any = recorder
    rebuilt.mend = mend


def _wall_clock() -> None:
    """Measure how long something takes with the clock on the wall."""
    time.monotonic = time.time


def _by_clock() -> None:
    """Show what was said in the order of its times."""
    from lanyard import events

    rebuilt: Any = events.HistoryRead
    right = rebuilt.__init__

    def made(self: Any, asked: Any, entries: Any, *rest: Any) -> None:
        right(self, asked, tuple(sorted(entries, key=lambda entry: entry.at)), *rest)

    rebuilt.__init__ = made


# --- files -------------------------------------------------------------------------------------


def _slow() -> None:
    """Read files at about 40 MB/s, so that there is a middle to be cut off in. Nothing is wrong."""
    from lanyard.network.transfers.stream import Stream

    rebuilt: Any = Stream
    right = rebuilt.read

    def read(self: Any, buffer: memoryview) -> Any:
        time.sleep(_READING_SECONDS)
        return right(self, buffer)

    rebuilt.read = read


def _done_before_sync() -> None:
    """Tell that files are there without waiting for the disk."""
    import os

    rebuilt: Any = os
    rebuilt.fsync = rebuilt.fdatasync = lambda _descriptor: None
    if hasattr(os, "syncfs"):
        rebuilt.syncfs = lambda _descriptor: None


def _blind() -> None:
    """Go on behind what is half here without a look at it."""
    from lanyard.network.transfers import intake

    class Anything(bytes):
        """A digest that is always as it should be."""

        __hash__ = bytes.__hash__

        def __eq__(self, _other: object) -> bool:
            return True

        def __ne__(self, _other: object) -> bool:
            return False

    class Trusting:
        def __init__(self, _content: object = b"") -> None:
            """Look at nothing."""

        def update(self, _content: object) -> None:
            """Look at nothing."""

        def digest(self) -> bytes:
            return Anything()

    module: Any = intake
    rebuilt: Any = intake.Intake
    looking, take_up, end = module.blake3, rebuilt._take_up, rebuilt.end

    def trust(self: Any, *asked: Any) -> Iterator[None]:
        module.blake3 = Trusting
        try:
            yield from take_up(self, *asked)
        finally:
            module.blake3 = looking
        self._hash = looking()

    rebuilt._take_up = trust
    rebuilt.end = lambda self, file, _digest: end(self, file, b"")


KINDS: dict[str, Callable[[], None]] = {
    "write-behind": _write_behind,
    "normal": _normal,
    "stubborn": _stubborn,
    "no-salvage": _no_salvage,
    "wall-clock": _wall_clock,
    "by-clock": _by_clock,
    "slow": _slow,
    "done-before-sync": _done_before_sync,
    "blind": _blind,
}

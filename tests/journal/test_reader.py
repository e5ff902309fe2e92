"""The history thread answers from the file alone, whatever becomes of the file meanwhile."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject, QThread, Signal, Slot
from pytestqt.qtbot import QtBot

from journal.journals import ANNA, BOB, ROOM, a_visit, an_entry, keep, seqs
from lanyard.commands import Export, ReadEntries, ReadHistory, Search
from lanyard.events import EntriesRead, Exported, HistoryRead, SearchAnswered
from lanyard.journal import reader as reader_module
from lanyard.journal.database import JournalDamaged
from lanyard.journal.reader import Reader
from lanyard.journal.store import FILE_NAME, Store

Answer = TypeVar("Answer")


class Visitor(QObject):
    """A reader in its thread, as the engine starts it, and everything it said."""

    read_history = Signal(object)
    read_entries = Signal(object)
    search = Signal(object)
    export = Signal(object)
    close = Signal()

    def __init__(self, qtbot: QtBot, profile: Path) -> None:
        super().__init__()
        self.qtbot = qtbot
        self.said: list[object] = []
        self.thread_ = QThread()
        self.reader = Reader(profile, ANNA)
        self.reader.moveToThread(self.thread_)
        self.thread_.started.connect(self.reader.start)
        self.read_history.connect(self.reader.read_history)
        self.read_entries.connect(self.reader.read_entries)
        self.search.connect(self.reader.search)
        self.export.connect(self.reader.export)
        self.close.connect(self.reader.close)
        self.reader.happened.connect(self.hear)
        self.reader.damage_found.connect(self.hear)

    @Slot(object)
    def hear(self, said: object) -> None:
        self.said.append(said)

    def heard(self, kind: type[Answer]) -> list[Answer]:
        return [one for one in self.said if isinstance(one, kind)]

    def until(self, kind: type[Answer], count: int = 1) -> Answer:
        self.qtbot.waitUntil(lambda: len(self.heard(kind)) >= count)
        return self.heard(kind)[count - 1]


@pytest.fixture
def visitor(qtbot: QtBot, tmp_path: Path) -> Iterator[Visitor]:
    made = Visitor(qtbot, tmp_path)
    made.thread_.start()
    yield made
    made.close.emit()
    assert made.thread_.wait(5_000)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    with opened.transaction():
        opened.remember_room(a_visit())
    keep(opened, [an_entry(1, text="the report"), an_entry(2, BOB, ANNA, name="Bob")])
    yield opened
    opened.close()


def test_questions_are_answered(visitor: Visitor, store: Store, tmp_path: Path) -> None:
    asked = ReadHistory(ROOM)
    visitor.read_history.emit(asked)
    visitor.read_entries.emit(ReadEntries(ROOM, (2, 3)))
    visitor.search.emit(Search("repo"))
    visitor.export.emit(Export(ROOM, str(tmp_path / "talk.json"), "json"))
    read = visitor.until(HistoryRead)
    assert (read.asked, seqs(read.entries)) == (asked, [1])
    assert seqs(visitor.until(EntriesRead).entries) == [2]
    assert seqs(visitor.until(SearchAnswered).hits) == [1]
    assert visitor.until(Exported).rows == 1
    lines = (tmp_path / "talk.json").read_text().splitlines()
    assert any(json.loads(line).get("text") == "the report" for line in lines)


def test_what_was_just_committed_is_read(visitor: Visitor, store: Store) -> None:
    visitor.read_history.emit(ReadHistory(ROOM))
    visitor.until(HistoryRead)
    keep(store, [an_entry(3)])
    visitor.read_history.emit(ReadHistory(ROOM))
    assert seqs(visitor.until(HistoryRead, 2).entries) == [1, 3]


def test_only_the_latest_search_is_answered(qtbot: QtBot, store: Store, tmp_path: Path) -> None:
    visitor = Visitor(qtbot, tmp_path)
    for words in ("t", "th", "the"):
        visitor.search.emit(Search(words))
    visitor.thread_.start()
    assert visitor.until(SearchAnswered).asked.words == "the"
    visitor.read_history.emit(ReadHistory(ROOM))
    visitor.until(HistoryRead)
    assert len(visitor.heard(SearchAnswered)) == 1
    visitor.close.emit()
    assert visitor.thread_.wait(5_000)


def test_there_may_be_no_journal_yet(visitor: Visitor, tmp_path: Path) -> None:
    visitor.read_history.emit(ReadHistory(ROOM))
    assert visitor.until(HistoryRead).entries == ()
    visitor.search.emit(Search("report"))
    assert visitor.until(SearchAnswered).failure is not None
    visitor.export.emit(Export(ROOM, str(tmp_path / "talk.txt")))
    assert visitor.until(Exported).failure is not None
    assert not (tmp_path / "talk.txt").exists()
    assert not (tmp_path / FILE_NAME).exists(), "reading makes no file"
    made = Store(tmp_path)
    keep(made, [an_entry(1)])
    made.close()
    visitor.read_history.emit(ReadHistory(ROOM))
    assert seqs(visitor.until(HistoryRead, 2).entries) == [1]


def test_another_file_in_its_place_is_read(visitor: Visitor, tmp_path: Path) -> None:
    first = Store(tmp_path)
    keep(first, [an_entry(1)])
    visitor.read_history.emit(ReadHistory(ROOM))
    assert seqs(visitor.until(HistoryRead).entries) == [1]
    first.close()
    for path in tmp_path.glob(f"{FILE_NAME}*"):
        path.rename(tmp_path / f"old-{path.name}")
    second = Store(tmp_path)
    keep(second, [an_entry(7)])
    visitor.read_history.emit(ReadHistory(ROOM))
    assert seqs(visitor.until(HistoryRead, 2).entries) == [7]
    second.close()


def test_damage_is_passed_on(visitor: Visitor, tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no journal" * 900)
    visitor.read_history.emit(ReadHistory(ROOM))
    assert not visitor.until(HistoryRead).first, "nobody may think that this is all"
    assert visitor.until(JournalDamaged)


def test_it_lets_the_file_go_when_nobody_asks(
    qtbot: QtBot, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_module, "_IDLE_MILLISECONDS", 1)
    visitor = Visitor(qtbot, tmp_path)
    visitor.thread_.start()
    visitor.read_history.emit(ReadHistory(ROOM))
    visitor.until(HistoryRead)
    qtbot.waitUntil(lambda: visitor.reader._database is None)
    visitor.read_history.emit(ReadHistory(ROOM))
    assert seqs(visitor.until(HistoryRead, 2).entries) == [1]
    visitor.close.emit()
    assert visitor.thread_.wait(5_000)

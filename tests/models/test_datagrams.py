"""The table of broadcasts: newest first, bounded, filtered while it grows, saved whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from lanyard.events import Datagram
from lanyard.models import datagrams as module
from lanyard.models.datagram_file import DatagramFile
from lanyard.models.datagrams import Column, DatagramsModel, line_of

AT = 1_714_550_681_931


def heard(*texts: str, address: str = "10.0.0.64", mine: bool = False) -> tuple[Datagram, ...]:
    return tuple(
        Datagram(AT + at, address, 5000, text, text.encode(), mine=mine)
        for at, text in enumerate(texts)
    )


def texts(model: DatagramsModel) -> list[str]:
    return [str(model.index(row, Column.TEXT).data()) for row in range(model.rowCount())]


@pytest.fixture
def watch(qapp: object) -> Callable[[QAbstractItemModel], None]:
    """Let Qt's own tester follow every change of a model and fail on the first wrong one."""

    def follow(model: QAbstractItemModel) -> None:
        mode = QAbstractItemModelTester.FailureReportingMode.Fatal
        QAbstractItemModelTester(model, mode, model)

    return follow


@pytest.fixture
def model(watch: Callable[[QAbstractItemModel], None]) -> DatagramsModel:
    made = DatagramsModel(rows_kept=10)
    watch(made)
    return made


def test_the_newest_is_on_top(model: DatagramsModel) -> None:
    model.take(heard("one", "two"))
    model.take(heard("three"))
    assert texts(model) == ["three", "two", "one"]
    assert model.heard == 3


def test_the_oldest_go_when_it_is_full(model: DatagramsModel) -> None:
    for number in range(100):
        model.take(heard(str(number)))
    assert texts(model)[0] == "99"
    assert 10 <= model.rowCount() <= 20
    assert model.heard == 100
    model.take(heard(*(str(number) for number in range(100, 200))))
    assert texts(model) == [str(number) for number in range(199, 189, -1)]


def test_long_texts_count_too(model: DatagramsModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHARACTERS_KEPT", 100)
    for _ in range(8):
        model.take(heard("x" * 40))
    assert model.rowCount() == 2


def test_the_filter_finds_text_address_and_name(model: DatagramsModel) -> None:
    model.take(heard("Lunch is here"))
    model.take(heard("temp=23", address="10.0.0.71"))
    model.take(heard("mine", mine=True))
    model.set_filter("LUNCH")
    assert texts(model) == ["Lunch is here"]
    model.set_filter("0.71")
    assert texts(model) == ["temp=23"]
    model.set_filter("you")
    assert texts(model) == ["mine"]
    model.set_filter("")
    assert texts(model) == ["mine", "temp=23", "Lunch is here"]


def test_the_filter_goes_on_while_more_comes_and_old_ones_go(
    qtbot: QtBot, watch: Callable[[QAbstractItemModel], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SLICE", 7)
    model = DatagramsModel(rows_kept=100)
    watch(model)
    model.take(heard(*(f"{'even' if n % 2 == 0 else 'odd'} {n}" for n in range(100))))
    model.set_filter("even")
    searching = model.searching
    assert searching
    more = 100
    while searching:
        model.take(heard(*(f"{'even' if n % 2 == 0 else 'odd'} {n}" for n in (more, more + 1))))
        more += 2
        model._search_on()
        searching = model.searching
    numbers = [int(text.split()[1]) for text in texts(model)]
    assert numbers == sorted(numbers, reverse=True)
    assert all(number % 2 == 0 for number in numbers)
    kept = [int(kept.text.split()[1]) for kept in model.all_kept()]
    assert numbers == [number for number in reversed(kept) if number % 2 == 0]
    for start in range(more, more + 1000, 50):
        model.take(heard(*(f"odd {n}" for n in range(start, start + 50))))
    assert texts(model) == []


def test_paused_stands_still_and_loses_nothing(model: DatagramsModel) -> None:
    model.take(heard("one"))
    model.set_paused(True)
    model.take(heard("two", "three"))
    assert texts(model) == ["one"]
    assert (model.heard, model.waiting) == (3, 2)
    model.set_paused(False)
    assert texts(model) == ["three", "two", "one"]
    assert model.waiting == 0


def test_paused_for_long_keeps_only_what_fits(model: DatagramsModel) -> None:
    model.set_paused(True)
    for number in range(50):
        model.take(heard(str(number)))
    model.set_paused(False)
    assert texts(model) == [str(number) for number in range(49, 39, -1)]


def test_clear_forgets(model: DatagramsModel) -> None:
    model.take(heard("one"))
    model.set_filter("one")
    model.clear()
    assert (model.rowCount(), model.heard) == (0, 0)
    model.take(heard("one more", "two"))
    assert texts(model) == ["one more"]


def test_names_stand_beside_addresses_and_are_made_harmless(model: DatagramsModel) -> None:
    model.take(heard("x"))
    model.set_names({"10.0.0.64": "sensor\u202e-7\n"})
    assert model.index(0, Column.FROM).data(DatagramsModel.SECOND) == "sensor-7"
    assert model.index(0, Column.FROM).data() == "10.0.0.64"


def test_a_long_text_is_shown_short_and_kept_whole(model: DatagramsModel) -> None:
    text = "<b>" + "a" * 5000
    model.take(heard(text))
    assert len(texts(model)[0]) <= 401
    kept = model.kept(0)
    assert kept is not None
    assert kept.text == text


def test_bytes_that_are_no_utf8_are_kept_exactly(model: DatagramsModel) -> None:
    model.take((Datagram(AT, "10.0.0.1", 1, "你好", "你好".encode("gb18030")),))
    model.take((Datagram(AT, "10.0.0.1", 1, "ff 00", b"\xff\x00", binary=True),))
    kept = [model.kept(row) for row in (0, 1)]
    assert [one.payload for one in kept if one] == [b"\xff\x00", "你好".encode("gb18030")]


def test_a_datagram_is_one_line_of_a_file(model: DatagramsModel) -> None:
    model.take(heard("one\r\ntwo\\"))
    kept = model.kept(0)
    assert kept is not None
    line = line_of(kept)
    assert line.count("\n") == 1
    assert line.endswith("\t10.0.0.64:5000\tone\\r\\ntwo\\\\\n")


def test_saving_writes_everything_the_oldest_first(qtbot: QtBot, tmp_path: Path) -> None:
    model = DatagramsModel()
    model.take(heard(*(f"text {n}" for n in range(12_000))))
    model.set_filter("nothing at all")
    target = tmp_path / "broadcasts.txt"
    saving = DatagramFile(model, str(target), model)
    with qtbot.waitSignal(saving.saved, timeout=5000) as saved:
        saving.start()
        model.take(heard("too late"))
    assert saved.args == [12_000]
    lines = target.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 12_000
    assert [line.rpartition("\t")[2] for line in lines[:2]] == ["text 0", "text 1"]


def test_saving_where_nothing_can_be_written_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    model = DatagramsModel()
    model.take(heard("one"))
    saving = DatagramFile(model, str(tmp_path / "missing" / "x.txt"), model)
    with qtbot.waitSignal(saving.failed, timeout=2000) as failed:
        saving.start()
    assert failed.args is not None
    assert failed.args[0]

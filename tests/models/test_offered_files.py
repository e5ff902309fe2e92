"""The files of an offer: what is wanted of them, counted, and cheap for a hundred thousand."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from lanyard.events import OfferedFile
from lanyard.models.offered_files import Column, OfferedFilesModel

Checked, Unchecked = Qt.CheckState.Checked, Qt.CheckState.Unchecked
Across, Check = Qt.Orientation.Horizontal, Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def model(qapp: object) -> OfferedFilesModel:
    made = OfferedFilesModel()
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(made, mode, made)
    made.show([OfferedFile(name, 10 + at) for at, name in enumerate(("a", "b/c", "d/"))])
    return made


def head(model: OfferedFilesModel) -> str:
    return str(model.headerData(Column.NAME, Across))


def test_all_are_wanted_at_first(model: OfferedFilesModel) -> None:
    assert model.picks() is None
    assert (model.chosen, model.chosen_size) == (3, 33)
    assert head(model) == "3 files"
    assert [model.index(row, 0).data() for row in range(3)] == ["a", "b/c", "d/"]
    assert model.index(2, Column.SIZE).data() == "", "an empty folder has no size"


def test_the_name_that_is_shown_is_the_one_that_is_saved(model: OfferedFilesModel) -> None:
    model.show([OfferedFile("../../.bashrc", 1, saved_as="_.bashrc"), OfferedFile("x", 1)])
    assert [model.index(row, 0).data() for row in range(2)] == ["_.bashrc", "x"]


def test_one_is_not_wanted(model: OfferedFilesModel) -> None:
    assert model.setData(model.index(1, 0), Unchecked, Check)
    assert model.index(1, 0).data(Check) == Unchecked
    assert model.picks() == (0, 2)
    assert (model.chosen, model.chosen_size) == (2, 22)
    assert head(model) == "3 files, 2 chosen"
    model.setData(model.index(1, 0), Checked, Check)
    assert model.picks() is None


def test_none_and_all(model: OfferedFilesModel) -> None:
    model.choose_none()
    assert model.picks() == ()
    assert (model.chosen, model.chosen_size) == (0, 0)
    model.choose((0, 0, 7, -1), wanted=True)
    assert (model.picks(), model.chosen_size) == ((0,), 10)
    model.choose_all()
    assert (model.picks(), model.chosen_size) == (None, 33)


def test_the_first_files_of_a_long_list_are_not_to_be_chosen_from(
    model: OfferedFilesModel,
) -> None:
    files = [OfferedFile("a", 1), OfferedFile("b", 2)]
    model.show(files, 1204)
    assert not model.complete
    assert head(model) == "The first 2 of 1204 files"
    assert model.index(0, 0).data(Check) is None
    model.choose((0,), wanted=False)
    model.choose_none()
    assert model.picks() is None, "the others would be forgotten"


def test_one_file_alone_has_no_box(model: OfferedFilesModel) -> None:
    model.show([OfferedFile("a", 1)])
    assert model.index(0, 0).data(Check) is None


def test_names_are_harmless(model: OfferedFilesModel) -> None:
    model.show([OfferedFile("a\u202egnp.exe\n", 1)])
    assert model.index(0, 0).data() == "agnp.exe"


def test_a_hundred_thousand_files_are_no_work(model: OfferedFilesModel) -> None:
    bare = OfferedFilesModel()
    files = tuple(OfferedFile(f"photos/{at:06d}.jpg", at) for at in range(100_000))
    began = time.perf_counter()
    bare.show(files)
    bare.choose_none()
    bare.choose_all()
    for row in range(0, 1000, 2):
        bare.choose((row,), wanted=False)
    picks = bare.picks()
    took = time.perf_counter() - began
    assert picks is not None
    assert len(picks) == bare.chosen == 99_500
    assert bare.rowCount(QModelIndex()) == 100_000
    # Looking through all of them for each of the 500 would take half a minute.
    assert took < 2.0

"""Columns that hold a hundred thousand files in little."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_names import hostile_name
from lanyard.network.transfers.columns import Marks, Names, SavedNames
from lanyard.wire.file_names import plan_names
from lanyard.wire.transfer import picks_of


@given(st.lists(st.text()))
def test_names_are_what_was_added(told: list[str]) -> None:
    names = Names()
    for one in told:
        names.append(one)
    wanted = [one.encode("utf-8", "replace").decode() for one in told]
    for found in (names, Names(*names.packed())):
        assert list(found) == wanted
        assert len(found) == len(wanted)
        assert found[1:3] == wanted[1:3]
        assert [found[-number - 1] for number in range(len(told))] == wanted[::-1]
        with pytest.raises(IndexError):
            found[len(told)]


def test_kept_names_that_make_no_sense_are_refused() -> None:
    names = Names()
    names.append("abc")
    whole, ends = names.packed()
    for wrong in ((whole + b"d", ends), (whole, b""), (whole, ends[:-1]), (whole, ends[4:])):
        with pytest.raises(ValueError, match="length"):
            Names(*wrong)


@pytest.mark.parametrize("folder", ["", "Photos", "../.ssh"])
def test_saved_names_are_the_planned_ones(folder: str) -> None:
    import random

    told = [hostile_name(random.Random(seed)) for seed in range(200)] + ["a/x", "A/x", "a/x"]
    saved = SavedNames(told, folder)
    for number in range(len(told)):
        saved.plan(number)
    assert [saved[number] for number in range(len(told))] == plan_names(told, folder)


@given(st.sets(st.integers(0, 50)), st.lists(st.integers(0, 70)))
def test_marks_are_a_set(marked: set[int], discarded: list[int]) -> None:
    marks = Marks(51, picks_of(sorted(marked)))
    for number in discarded:
        marks.discard(number)
        marked.discard(number)
        assert len(marks) == len(marked)
    assert {number for number in range(80) if number in marks} == marked


def test_a_hundred_thousand_names_cost_little() -> None:
    told = [f"folder {number // 1000}/some file {number:06}.txt" for number in range(100_000)]
    tracemalloc.start()
    names = Names()
    for one in told:
        names.append(one)
    saved = SavedNames(names, "Photos")
    for number in range(len(names)):
        saved.plan(number)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert saved[99_999] == "Photos/folder 99/some file 099999.txt"
    assert kept < 5_000_000, "a list of str takes 8 MB, and one of saved paths 9 more"

"""Two people of one name are told apart everywhere, and nobody can pass for somebody else."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from lanyard.events import Member
from lanyard.models.people import NameBook, PeopleModel
from talk import AYLIN, ME, MIN, NAMES, member


@pytest.fixture
def people(qtbot: QtBot) -> PeopleModel:
    model = PeopleModel()
    model.replace(tuple(member(device) for device in NAMES), ME)
    return model


def labels(people: QAbstractItemModel) -> list[str]:
    return [people.index(row, 0).data() for row in range(people.rowCount())]


def test_host_first_then_by_name(people: PeopleModel) -> None:
    assert labels(people) == ["Zhang Min", "Aylin Demir", "Chen Wei"]


def test_model_is_sound_while_people_come_and_go(people: PeopleModel) -> None:
    tester = QAbstractItemModelTester(people, QAbstractItemModelTester.FailureReportingMode.Warning)
    somebody = Member(9, "d4" * 32, "Bo")
    people.add(somebody)
    people.remove(member(AYLIN))
    assert labels(people) == ["Zhang Min", "Bo", "Chen Wei"]
    assert tester.model() is people


@pytest.mark.parametrize("name", ["Aylin Demir", "aylin  demir", "Aylin\u200b Demir"])
def test_one_name_twice_is_told_apart(people: PeopleModel, qtbot: QtBot, name: str) -> None:
    with qtbot.waitSignal(people.names_changed):
        people.add(Member(9, "3f9a" + "0" * 60, name))
    assert people.label(AYLIN, "Aylin Demir") == "Aylin Demir · b2b2"
    assert people.label("3f9a" + "0" * 60, name) == f"{name} · 3f9a"
    assert people.label(MIN, "Zhang Min") == "Zhang Min"


def test_suffix_grows_until_it_differs() -> None:
    book = NameBook()
    book.note("aaaabbbb01", "Bo")
    book.note("aaaabbbb02", "Bo")
    assert book.label("aaaabbbb01", "Bo") == "Bo · aaaabbbb01"
    assert book.label("aaaabbbb02", "Bo") == "Bo · aaaabbbb02"


def test_an_author_who_left_still_counts(people: PeopleModel) -> None:
    people.note_author("3f9a" + "0" * 60, "Chen Wei")
    assert people.label(ME, "Chen Wei") == "Chen Wei · c3c3"


def test_second_link_of_a_device_is_no_second_row(people: PeopleModel) -> None:
    people.add(member(AYLIN, number=8))
    assert people.rowCount() == 3
    people.remove(member(AYLIN))
    assert people.rowCount() == 3
    people.remove(member(AYLIN, number=8))
    assert people.rowCount() == 2


def test_one_who_comes_back_with_another_name(people: PeopleModel) -> None:
    people.add(member(AYLIN, number=8, name="Zoe"))
    assert labels(people) == ["Zhang Min", "Chen Wei", "Zoe"]


def test_screen_reader_hears_host_and_you(people: PeopleModel) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert people.index(0).data(role) == "Zhang Min, host"
    assert people.index(2).data(role) == "Chen Wei, you"


# --- guests --------------------------------------------------------------------------------------

SENSOR = Member(20, "guest:10.0.0.64", "sensor-7")


def test_guests_stand_last_and_are_spoken_as_guests(people: PeopleModel) -> None:
    people.add(Member(21, "guest:10.0.0.64", "Aaron"))
    people.add(SENSOR)
    assert labels(people) == ["Zhang Min", "Aylin Demir", "Chen Wei", "Aaron", "sensor-7"]
    spoken = people.index(4, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Guest sensor-7 at 10.0.0.64, not encrypted"
    assert people.guest_count() == 2


def test_guests_of_one_address_are_not_one_person(people: PeopleModel) -> None:
    other = Member(21, SENSOR.device_id, "guest-2")
    people.add(SENSOR)
    people.add(other)
    people.add(Member(20, SENSOR.device_id, "sensor-8"))
    assert labels(people)[3:] == ["guest-2", "sensor-8"], "one was given another name"
    people.remove(other)
    assert labels(people)[3:] == ["sensor-8"]


def test_a_guest_changes_nobody_elses_name(people: PeopleModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(people.names_changed):
        people.add(Member(21, "guest:10.0.0.64", "Aylin Demir"))
        people.note_author("guest:10.0.0.65", "Chen Wei")
    assert people.label(AYLIN, "Aylin Demir") == "Aylin Demir"
    assert people.label("guest:10.0.0.64", "Aylin Demir") == "Aylin Demir"

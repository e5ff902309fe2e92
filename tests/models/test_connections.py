"""The table of the server panel: rows keep their place, and only what differs is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from lanyard.events import Connection
from lanyard.models.connections import Column, ConnectionsModel, kind_tip

NOON = 1_700_000_000_000


def somebody(member: int, **more: object) -> Connection:
    made = Connection(member, f"{member:04x}" * 16, f"P{member}", "app", "10.0.0.1", NOON, 10, 20)
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def model() -> ConnectionsModel:
    made = ConnectionsModel()
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    return made


def names(model: ConnectionsModel) -> list[str]:
    return [str(model.index(row, Column.PERSON).data()) for row in range(model.rowCount())]


def test_rows_come_and_go(model: ConnectionsModel) -> None:
    model.show((somebody(1), somebody(2), somebody(3)))
    model.show((somebody(3), somebody(1), somebody(4)))
    assert names(model) == ["P1", "P3", "P4"]
    model.show(())
    assert names(model) == []


def test_only_what_differs_is_told(model: ConnectionsModel) -> None:
    model.show((somebody(1), somebody(2)))
    told = QSignalSpy(model.dataChanged)
    resets = QSignalSpy(model.modelReset)
    model.show((somebody(1), somebody(2, received=99)))
    assert [told.at(turn)[0].row() for turn in range(told.count())] == [1]
    assert resets.count() == 0


def test_numbers_stand_right_and_in_decimal_units(model: ConnectionsModel) -> None:
    model.show((somebody(1, received=1_200_000, sent=640_000),))
    received = model.index(0, Column.RECEIVED)
    assert received.data() == "1.2 MB"
    assert model.index(0, Column.SENT).data() == "640 kB"
    side = received.data(Qt.ItemDataRole.TextAlignmentRole)
    assert side & Qt.AlignmentFlag.AlignRight


def test_a_hostile_name_is_one_harmless_line(model: ConnectionsModel) -> None:
    model.show((somebody(1, name="a\nb\u202e\x00"),))
    assert names(model) == ["a b\u2400"]


def test_i_cannot_send_myself_away(model: ConnectionsModel) -> None:
    model.set_me(2)
    model.show((somebody(1), somebody(2)))
    assert model.removable(0)
    assert not model.removable(1)
    assert not model.removable(7)


def test_plain_ones_are_counted(model: ConnectionsModel) -> None:
    model.show((somebody(1), somebody(2, kind="plain"), somebody(3, kind="browser")))
    assert model.plain_count() == 2
    assert model.index(1, Column.KIND).data() == "plain"


def test_what_is_not_encrypted_is_said_without_colour(model: ConnectionsModel) -> None:
    model.show((somebody(1), somebody(2, kind="plain"), somebody(3, kind="browser")))
    role = Qt.ItemDataRole.AccessibleTextRole
    spoken = [model.index(row, Column.KIND).data(role) for row in range(3)]
    assert spoken == ["app, encrypted", "plain, not encrypted", "browser, not encrypted"]
    tips = [kind_tip(somebody(1, kind=kind)) for kind in ("app", "plain", "browser")]
    assert [tip.startswith("Not encrypted") for tip in tips] == [False, True, True]
    assert "proved that this is P1" in tips[1]


def test_a_browser_has_no_name_and_is_not_in_the_room(model: ConnectionsModel) -> None:
    model.show((somebody(1), somebody(2, kind="plain"), somebody(3, kind="browser", name="")))
    assert names(model) == ["P1", "P2", "somebody"]
    assert model.people_count() == 2


def test_a_guest_can_be_sent_away_and_a_browser_is_nobody(model: ConnectionsModel) -> None:
    model.show((somebody(2, kind="plain"), somebody(3, kind="browser")))
    assert model.removable(0)
    assert not model.removable(1)

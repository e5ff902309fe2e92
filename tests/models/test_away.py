"""Who is known and not here, the one seen last first."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from lanyard.events import KnownMember, MemberJoined, MemberLeft, MembersKnown
from lanyard.models.away import AwayModel
from talk import AYLIN, ME, MIN, NOON, ROOM, Talk, member

BEN = "d4" * 32
LIU = "e5" * 32


def known(*people: tuple[str, str, int]) -> MembersKnown:
    return MembersKnown(ROOM, tuple(KnownMember(d, n, 0, 0, NOON + s) for d, n, s in people))


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


@pytest.fixture
def away(talk: Talk) -> AwayModel:
    made = AwayModel(talk)
    made.show_room(talk.room.room)
    return made


def names(away: AwayModel) -> list[str]:
    return [str(away.index(row).data()) for row in range(away.rowCount())]


def test_those_who_are_here_and_i_are_not_away(talk: Talk, away: AwayModel) -> None:
    talk.take(known((ME, "Chen Wei", 9), (MIN, "Zhang Min", 8), (BEN, "Ben", 1), (LIU, "刘洋", 2)))
    assert names(away) == ["刘洋", "Ben"]


def test_coming_and_going_moves_people(talk: Talk, away: AwayModel) -> None:
    talk.take(known((AYLIN, "Aylin Demir", 1), (BEN, "Ben", 0)))
    assert names(away) == ["Ben"]
    talk.take(MemberLeft(ROOM, member(AYLIN)))
    assert names(away) == ["Aylin Demir", "Ben"]
    talk.take(MemberJoined(ROOM, member(AYLIN)))
    assert names(away) == ["Ben"]


def test_another_room_is_another_list(talk: Talk, away: AwayModel) -> None:
    talk.take(known((BEN, "Ben", 0)))
    away.show_room(None)
    assert names(away) == []
    away.show_room(talk.room.room)
    assert names(away) == ["Ben"]


def test_a_name_of_somebody_here_is_told_apart(talk: Talk, away: AwayModel) -> None:
    talk.take(known((BEN, "Aylin Demir", 0)))
    assert names(away) == ["Aylin Demir · d4d4"]


def test_a_screen_reader_says_that_somebody_is_away(talk: Talk, away: AwayModel) -> None:
    talk.take(known((BEN, "Ben", 0)))
    assert str(away.index(0).data(11)).startswith("Ben, away, seen on ")

"""What a room says about its line, its people and its transfers."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from lanyard.events import (
    Code,
    EntriesArrived,
    Failure,
    JoinChanged,
    JoinState,
    MemberLeft,
    RoomClosed,
    TransferState,
)
from lanyard.models.joined_room import TRANSFERS_KEPT
from talk import AYLIN, ROOM, Talk, joined, lost, member, offer, transfer


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


def test_a_broken_line_is_remembered_until_it_is_back(talk: Talk) -> None:
    room = talk.room.room
    talk.take(lost(3.0))
    since = room.lost_at
    assert not room.link_up
    assert room.trying
    assert since
    assert room.retry_seconds() == 3
    talk.take(JoinChanged("k", "", JoinState.CONNECTING, "10.0.0.12", 25225))
    assert room.state == JoinState.CONNECTING
    assert room.lost_at == since
    talk.take(joined())
    assert room.link_up
    assert room.lost_at == 0


def test_another_room_changes_nothing(talk: Talk, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(talk.room.room.changed):
        talk.take(JoinChanged("other", "cd" * 16, JoinState.FAILED, "h", 1))
        talk.take(RoomClosed("cd" * 16))


def test_giving_up_says_why(talk: Talk) -> None:
    why = Failure(Code.KICKED)
    talk.take(JoinChanged("k", ROOM, JoinState.FAILED, "10.0.0.12", 25225, why))
    assert talk.room.room.failure == why
    assert not talk.room.room.trying


def test_somebody_leaves(talk: Talk) -> None:
    talk.take(MemberLeft(ROOM, member(AYLIN)))
    assert talk.room.room.people.member(AYLIN) is None


def test_transfers_kept_are_bounded_and_the_living_stay(talk: Talk) -> None:
    first = offer(1)
    talk.take(EntriesArrived(ROOM, (first,)), transfer(first, TransferState.RUNNING))
    for seq in range(2, TRANSFERS_KEPT + 50):
        talk.take(transfer(offer(seq), TransferState.DONE))
    room = talk.room.room
    assert [moved.id for moved in room.transfers_under_way()] == [first.id]
    assert room.transfers_of(first.id)
    assert not room.transfers_of(offer(2).id)
    assert room.transfers_of(offer(TRANSFERS_KEPT + 49).id)

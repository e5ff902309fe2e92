"""Two ticks: when a message is on everybody's disk, and whose disk it waits for."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from lanyard.events import (
    ConversationsRemembered,
    EntriesArrived,
    KnownMember,
    MemberLeft,
    MembersKnown,
)
from lanyard.models.disks import GONE_MILLISECONDS, Disks
from lanyard.models.rows import RowState
from talk import AYLIN, ME, MIN, NOON, ROOM, Talk, entries, entry, member, queued

BOB = "d4" * 32


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


def known(device_id: str, read_to: int, since: int = 0, seen_at: int = 2 * NOON) -> KnownMember:
    return KnownMember(device_id, f"name {device_id[:2]}", since, read_to, seen_at)


def states(talk: Talk) -> list[RowState]:
    return [talk.room.row_at(place).state for place in range(talk.room.rowCount())]


def test_two_ticks_come_as_the_copies_grow(talk: Talk) -> None:
    talk.take(entries(1, 3, ME))
    assert states(talk) == [RowState.ACCEPTED] * 3
    talk.take(MembersKnown(ROOM, (known(ME, 0), known(MIN, 0), known(AYLIN, 1), known(BOB, 3))))
    assert states(talk) == [RowState.DELIVERED, RowState.ACCEPTED, RowState.ACCEPTED]
    talk.take(MembersKnown(ROOM, (known(AYLIN, 2),)))
    assert states(talk)[1] is RowState.DELIVERED
    row = talk.room.row_at(2)
    assert talk.room.room.missing(row.entry) == ("name b2",)
    talk.take(MembersKnown(ROOM, (known(AYLIN, 3),)))
    assert states(talk)[2] is RowState.DELIVERED
    assert talk.room.room.missing(row.entry) == ()


def test_rows_of_others_have_no_ticks(talk: Talk) -> None:
    talk.take(MembersKnown(ROOM, (known(AYLIN, 9),)), entries(1, 1, MIN))
    assert states(talk) == [RowState.RECEIVED]


def test_a_row_that_is_accepted_late_has_two_ticks_at_once(talk: Talk) -> None:
    talk.take(MembersKnown(ROOM, (known(AYLIN, 0), known(BOB, 9, since=9))))
    talk.take(entries(1, 1, ME))
    assert states(talk) == [RowState.ACCEPTED]
    assert talk.room.room.missing(talk.room.row_at(0).entry) == ("name b2",)


def test_a_direct_message_waits_for_one_disk(talk: Talk) -> None:
    talk.take(EntriesArrived(ROOM, (entry(4, "psst", ME, to=AYLIN), entry(5, "hm", ME, to=MIN))))
    direct = talk.all.conversation(ROOM, AYLIN)
    assert direct.row_at(0).state is RowState.ACCEPTED
    talk.take(MembersKnown(ROOM, (known(AYLIN, 3), known(BOB, 0))))
    assert talk.room.room.missing(direct.row_at(0).entry) == ("name b2",)
    talk.take(MembersKnown(ROOM, (known(AYLIN, 4),)))
    assert direct.row_at(0).state is RowState.DELIVERED
    host = talk.all.conversation(ROOM, MIN)
    assert host.row_at(0).state is RowState.DELIVERED, "the first tick was the host's disk"


def test_who_was_not_seen_for_a_month_is_not_waited_for_unless_here() -> None:
    disks = Disks()
    now = NOON + GONE_MILLISECONDS
    disks.take((known(AYLIN, 0, seen_at=NOON), known(BOB, 9, seen_at=now)))
    mine = entry(5, author=ME)
    disks.look(ME, MIN, set().__contains__, now)
    assert disks.delivered(mine, ME, MIN)
    assert disks.missing(mine, ME, MIN, set().__contains__, now) == ()
    here = {AYLIN}.__contains__
    disks.look(ME, MIN, here, now)
    assert not disks.delivered(mine, ME, MIN)
    assert [m.device_id for m in disks.missing(mine, ME, MIN, here, now)] == [AYLIN]


def test_alone_in_my_own_room_nobody_else_has_it() -> None:
    disks = Disks()
    disks.take((known(ME, 9),))
    disks.look(ME, ME, set().__contains__, NOON)
    assert not disks.delivered(entry(5, author=ME), ME, ME)


def test_coming_and_going_is_looked_at_again(talk: Talk) -> None:
    """Aylin is here though she was not seen for a month; when she goes, nobody waits for her."""
    talk.take(entries(1, 1, ME), MembersKnown(ROOM, (known(AYLIN, 0, seen_at=0),)))
    assert states(talk) == [RowState.ACCEPTED]
    talk.take(MemberLeft(ROOM, member(AYLIN)))
    assert states(talk) == [RowState.DELIVERED]


def test_what_the_journal_remembers_counts(qtbot: QtBot) -> None:
    talk = Talk()
    talk.take(entries(1, 1, ME))
    told = MembersKnown(ROOM, (known(AYLIN, 7),))
    talk.take(ConversationsRemembered((), (told,)))
    assert states(talk) == [RowState.DELIVERED]
    assert talk.room.name_of(AYLIN) == "Aylin Demir"
    assert talk.room.room.name_of(BOB) == ""


def test_a_waiting_row_keeps_its_clock(talk: Talk) -> None:
    post = talk.post("later")
    talk.take(queued(post), MembersKnown(ROOM, (known(AYLIN, 99),)))
    assert states(talk) == [RowState.WAITING]


def test_many_members_cost_little(talk: Talk) -> None:
    """A thousand copies that move on one by one: no row is looked at twice for nothing."""
    talk.take(entries(1, 200, ME))
    everybody = tuple(known(f"{n:064x}", 0) for n in range(1000))
    talk.take(MembersKnown(ROOM, everybody))
    versions = [talk.room.row_at(place).version for place in range(200)]
    talk.take(MembersKnown(ROOM, (known(f"{5:064x}", 200),)))
    assert [talk.room.row_at(place).version for place in range(200)] == versions

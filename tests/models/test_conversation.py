"""The window over a conversation: order, duplicates, ticks, paging, unread."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from lanyard.commands import Post, ReadHistory
from lanyard.events import (
    Code,
    EntriesArrived,
    Failure,
    Member,
    MemberJoined,
    PostFailed,
    TransferState,
)
from lanyard.models.conversation import PAGE_ROWS, SLACK_ROWS, WINDOW_ROWS
from lanyard.models.rows import RowState
from lanyard.models.spoken import copied_rows
from talk import (
    AYLIN,
    ME,
    MIN,
    NOON,
    ROOM,
    Talk,
    accepted,
    entries,
    entry,
    lost,
    numbers,
    offer,
    texts,
    transfer,
)

SOUND = QAbstractItemModelTester.FailureReportingMode.Warning


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


# --- order ---------------------------------------------------------------------------------------


def test_order_is_by_sequence_however_entries_come(talk: Talk) -> None:
    tester = QAbstractItemModelTester(talk.room, SOUND)
    order = list(range(1, 60))
    random.Random(7).shuffle(order)
    # The first one says from where on everything is known.
    order.remove(1)
    for seq in [1, *order]:
        talk.take(EntriesArrived(ROOM, (entry(seq),)))
    assert numbers(talk.room) == list(range(1, 60))
    assert tester.model() is talk.room


def test_duplicates_are_harmless(talk: Talk) -> None:
    talk.take(entries(1, 5), entries(3, 8), entries(1, 8))
    assert numbers(talk.room) == list(range(1, 9))
    assert talk.room.unread == 8


def test_another_room_and_another_conversation_stay_out(talk: Talk) -> None:
    talk.take(EntriesArrived(ROOM, (entry(1), entry(2, to=ME), entry(3, author=ME, to=MIN))))
    assert numbers(talk.room) == [1]
    assert numbers(talk.all.conversation(ROOM, AYLIN)) == [2]
    assert numbers(talk.all.conversation(ROOM, MIN)) == [3]


# --- what I say ----------------------------------------------------------------------------------


def test_my_row_waits_last_and_then_moves_to_its_place(talk: Talk) -> None:
    tester = QAbstractItemModelTester(talk.room, SOUND)
    talk.take(entries(1, 3))
    first, second = talk.post("one"), talk.post("two")
    talk.take(entries(4, 5))
    assert texts(talk.room)[-2:] == ["one", "two"]
    assert talk.room.row_at(5).state is RowState.WAITING
    talk.take(accepted(second, 7))
    assert numbers(talk.room) == [1, 2, 3, 4, 5, 7, 0]
    talk.take(accepted(first, 6))
    assert numbers(talk.room) == [1, 2, 3, 4, 5, 6, 7]
    assert talk.room.row_at(5).state is RowState.ACCEPTED
    assert tester.model() is talk.room


def test_own_entry_that_comes_back_is_the_same_row(talk: Talk) -> None:
    post = talk.post("one")
    mine = talk.room.row_at(0).entry
    back = entry(4, "one", author=ME)
    back = type(back)(ROOM, 4, post.id, ME, mine.name, NOON, mine.kind, "one")
    talk.take(EntriesArrived(ROOM, (back,)), accepted(post, 4), EntriesArrived(ROOM, (back,)))
    assert numbers(talk.room) == [4]
    assert talk.room.row_at(0).state is RowState.ACCEPTED


def test_refused_text_is_kept_and_can_be_sent_again(talk: Talk) -> None:
    post = talk.post("too much")
    talk.take(PostFailed(ROOM, post.id, Failure(Code.TEXT_TOO_LONG)))
    row = talk.room.row_at(0)
    assert row.state is RowState.FAILED
    assert row.entry.text == "too much"
    talk.room.try_again(row.key)
    again = talk.commands[-1]
    assert isinstance(again, Post)
    assert again.text == "too much"
    assert again.id != post.id
    assert talk.room.rowCount() == 0


def test_text_refused_before_the_outbox_is_kept_too(talk: Talk) -> None:
    talk.room.post("not joined")
    post = talk.commands[-1]
    assert isinstance(post, Post)
    talk.take(PostFailed(ROOM, post.id, Failure(Code.NOT_JOINED), "not joined"))
    assert texts(talk.room) == ["not joined"]
    assert talk.room.row_at(0).state is RowState.FAILED
    talk.room.discard(talk.room.row_at(0).key)
    assert talk.room.rowCount() == 0


def test_refusal_belongs_to_the_conversation_that_said_it(talk: Talk) -> None:
    direct = talk.all.conversation(ROOM, AYLIN)
    direct.post("for you")
    post = talk.commands[-1]
    assert isinstance(post, Post)
    assert post.to == AYLIN
    talk.take(PostFailed(ROOM, post.id, Failure(Code.NOT_JOINED), "for you"))
    assert texts(direct) == ["for you"]
    assert talk.room.rowCount() == 0


# --- paging --------------------------------------------------------------------------------------


def test_window_stays_a_window_while_scrolling_up_and_down(qtbot: QtBot) -> None:
    talk = Talk(history=2000)
    tester = QAbstractItemModelTester(talk.room, SOUND)
    talk.open()
    assert numbers(talk.room) == list(range(2001 - PAGE_ROWS, 2001))
    while numbers(talk.room)[0] > 1:
        talk.room.read_older()
        assert talk.answer() == 1
        assert talk.room.rowCount() <= WINDOW_ROWS
    talk.room.read_older()
    assert talk.answer() == 0, "nothing lies before the first entry"
    assert numbers(talk.room) == list(range(1, WINDOW_ROWS + 1))
    assert not talk.room.at_end
    talk.say(2001, 2003)
    talk.room.set_following(False)
    while not talk.room.at_end:
        talk.room.read_newer()
        assert talk.answer() == 1
        assert talk.room.rowCount() <= WINDOW_ROWS
    assert numbers(talk.room)[-1] == 2003
    assert numbers(talk.room) == list(range(2004 - talk.room.rowCount(), 2004))
    assert tester.model() is talk.room


def test_live_rows_do_not_pile_up(talk: Talk) -> None:
    for first in range(1, 2001, 200):
        talk.say(first, first + 199)
    assert talk.room.rowCount() <= WINDOW_ROWS + SLACK_ROWS
    assert numbers(talk.room)[-1] == 2000
    talk.room.open()
    talk.answer()
    talk.room.read_older()
    talk.answer()
    shown = numbers(talk.room)
    assert shown == list(range(shown[0], shown[-1] + 1)), "no hole in the window"
    assert shown[0] < 2001 - WINDOW_ROWS


def test_live_rows_leave_a_reader_far_above_alone(qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    talk.open()
    talk.room.set_following(False)
    for _ in range(5):
        talk.room.read_older()
        talk.answer()
    seen = numbers(talk.room)
    talk.say(1001, 1200)
    assert numbers(talk.room) == seen
    assert talk.room.unread == 200
    talk.room.go_to_end()
    assert talk.room.rowCount() == 0
    talk.answer()
    assert numbers(talk.room) == list(range(1201 - PAGE_ROWS, 1201))


def test_entry_that_arrives_while_the_journal_reads_is_not_lost(qtbot: QtBot) -> None:
    talk = Talk(history=700)
    talk.open()
    for _ in range(5):
        talk.room.read_older()
        talk.answer()
    talk.room.go_to_end()
    late = entry(701)
    talk.take(EntriesArrived(ROOM, (late,)))
    talk.answer()
    assert numbers(talk.room)[-1] == 701


def test_waiting_row_is_hidden_far_above_and_back_at_the_end(qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    talk.open()
    talk.post("waits")
    for _ in range(5):
        talk.room.read_older()
        talk.answer()
    assert "waits" not in texts(talk.room)
    talk.room.go_to_end()
    talk.answer()
    assert texts(talk.room)[-1] == "waits"


def test_direct_conversation_reads_past_pages_of_the_room(qtbot: QtBot) -> None:
    talk = Talk(history=400)
    talk.history[4] = entry(5, "long ago", to=ME)
    direct = talk.all.conversation(ROOM, AYLIN)
    direct.open()
    while talk.answer():
        pass
    assert texts(direct) == ["long ago"]


def test_answer_to_somebody_else_changes_nothing(qtbot: QtBot) -> None:
    talk = Talk(history=300)
    talk.open()
    other = Talk(history=300)
    other.commands.append(ReadHistory(ROOM, 50, 10))
    assert other.answer() == 1
    assert other.room.rowCount() == 0


# --- unread and heads ----------------------------------------------------------------------------


def test_unread_line_stands_where_the_person_looked_away(talk: Talk) -> None:
    talk.room.set_watched(True)
    talk.say(1, 3)
    assert talk.room.unread == 0
    assert talk.room.unread_row == -1
    talk.room.set_watched(False)
    talk.say(4, 5)
    talk.say(6, 6)
    assert talk.room.unread == 3
    assert talk.room.unread_row == 3
    assert talk.room.row_at(3).unread == 3
    talk.room.set_watched(True)
    assert talk.room.unread == 0
    assert talk.room.row_at(3).unread == 3, "the line stays while the person reads"
    talk.post("answer")
    assert talk.room.row_at(3).unread == 0


def test_my_own_rows_are_never_unread(talk: Talk) -> None:
    talk.take(entries(1, 2, author=ME))
    assert talk.room.unread == 0


def test_heads_and_days(talk: Talk) -> None:
    minute = 60_000
    said = (
        entry(1, at=NOON),
        entry(2, at=NOON + 4 * minute),
        entry(3, at=NOON + 10 * minute),
        entry(4, at=NOON + 10 * minute, author=MIN),
        entry(5, at=NOON + 26 * 3_600_000, author=MIN),
    )
    talk.room.set_watched(True)
    talk.take(EntriesArrived(ROOM, said))
    rows = [talk.room.row_at(place) for place in range(5)]
    assert [row.head for row in rows] == [True, False, True, True, True]
    assert [row.new_day is not None for row in rows] == [True, False, False, False, True]


def test_older_rows_take_day_and_head_from_the_row_below(qtbot: QtBot) -> None:
    talk = Talk(history=150)
    talk.open()
    first = talk.room.row_at(0)
    assert first.new_day is not None
    talk.room.read_older()
    talk.answer()
    assert first.new_day is None
    assert not first.head


def test_one_name_twice_is_told_apart_in_the_log(talk: Talk) -> None:
    talk.take(entries(1, 1))
    assert talk.room.row_at(0).label == "Aylin Demir"
    talk.take(MemberJoined(ROOM, Member(9, "3f9a" + "0" * 60, "Aylin Demir")))
    assert talk.room.row_at(0).label == "Aylin Demir · b2b2"


def test_screen_reader_text(talk: Talk) -> None:
    talk.take(entries(1, 1))
    talk.post("hello")
    role = Qt.ItemDataRole.AccessibleTextRole
    assert talk.room.index(0).data(role).startswith("Aylin Demir, ")
    assert talk.room.index(0).data(role).endswith(": text 1")
    assert "waits to be sent: hello" in talk.room.index(1).data(role)


# --- transfers, drafts ---------------------------------------------------------------------------


def test_progress_is_told_at_most_four_times_a_second_and_states_at_once(
    talk: Talk, qtbot: QtBot
) -> None:
    offered = offer(1)
    talk.take(EntriesArrived(ROOM, (offered,)))
    row = talk.room.row_at(0)
    talk.take(transfer(offered, TransferState.RUNNING))
    version = row.version
    for moved in range(1, 50):
        talk.take(transfer(offered, TransferState.RUNNING, moved))
    assert row.version == version
    qtbot.waitUntil(lambda: row.version == version + 1)
    assert row.transfers[0].moved == 49
    talk.take(transfer(offered, TransferState.DONE, 1_000_000))
    assert row.version == version + 2


def test_transfer_known_before_its_row(talk: Talk) -> None:
    offered = offer(1)
    talk.take(transfer(offered, TransferState.OFFERED), EntriesArrived(ROOM, (offered,)))
    assert talk.room.row_at(0).transfers[0].state == TransferState.OFFERED


def test_offers_look_again_when_the_line_breaks(talk: Talk) -> None:
    talk.take(EntriesArrived(ROOM, (offer(1),)))
    version = talk.room.row_at(0).version
    talk.take(lost())
    assert talk.room.row_at(0).version > version


def test_draft_tells_the_side_bar(talk: Talk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(talk.room.summary_changed):
        talk.room.draft = "half a sen"
    with qtbot.assertNotEmitted(talk.room.summary_changed):
        talk.room.draft = "half a sen"


# --- guests --------------------------------------------------------------------------------------


def test_a_guest_is_spoken_and_copied_as_one(talk: Talk) -> None:
    guest = entry(1, "temp=23", "guest:10.0.0.64", name="Aylin Demir")
    talk.take(EntriesArrived(ROOM, (guest, entry(2, "not me"))))
    spoken = talk.room.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Guest Aylin Demir at 10.0.0.64, not encrypted, ")
    assert spoken.endswith(": temp=23")
    rows = [talk.room.row_at(place) for place in range(2)]
    copied = copied_rows(rows, "Chen Wei")
    assert copied.startswith("Guest Aylin Demir (10.0.0.64, not encrypted), ")
    assert "\n\nAylin Demir, " in copied
    assert rows[1].head, "a member never stands under the head of a guest of that name"
    assert rows[0].label == rows[1].label == "Aylin Demir"

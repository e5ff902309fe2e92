"""Jumps, dates, and a catch-up whose pages come newest first: the window never shows a hole."""

from __future__ import annotations

from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy
from pytestqt.qtbot import QtBot

from lanyard.commands import ReadHistory
from lanyard.events import EntriesArrived, HistoryGrew, HistoryRead, JournalWell
from lanyard.models.history_window import AROUND_ROWS, PAGE_ROWS, WINDOW_ROWS
from lanyard.models.rows import Key
from talk import AYLIN, ME, NOON, ROOM, Talk, accepted, entry, numbers, page_of, texts

SOUND = QAbstractItemModelTester.FailureReportingMode.Warning


def answer_all(talk: Talk) -> None:
    """Let the journal answer, and what is asked thereupon."""
    while talk.answer():
        pass


def key_of_seq(seq: int) -> Key:
    return AYLIN, f"{seq:032x}"


def is_whole(found: list[int]) -> bool:
    """Return whether nothing is missing between the first and the last row."""
    return found == list(range(found[0], found[-1] + 1))


# --- jumps ---------------------------------------------------------------------------------------


def test_a_jump_brings_the_row_and_its_surroundings(qtbot: QtBot) -> None:
    talk = Talk(history=100_000)
    tester = QAbstractItemModelTester(talk.room, SOUND)
    talk.open()
    reached = QSignalSpy(talk.room.reached)
    talk.room.jump_to(50_000)
    assert talk.room.rowCount() == 0
    answer_all(talk)
    assert [call[0] for call in (reached.at(i) for i in range(reached.count()))] == [
        key_of_seq(50_000)
    ]
    found = numbers(talk.room)
    assert found == list(range(50_000 - PAGE_ROWS, 50_000 + AROUND_ROWS))
    assert not talk.room.at_end
    assert tester.model() is talk.room


def test_a_jump_within_the_window_reads_nothing(qtbot: QtBot) -> None:
    talk = Talk(history=300)
    talk.open()
    reached = QSignalSpy(talk.room.reached)
    talk.commands.clear()
    talk.room.jump_to(250)
    assert reached.count() == 1
    assert not talk.commands


def test_a_jump_works_before_anything_was_read_and_in_a_room_nobody_is_in(qtbot: QtBot) -> None:
    talk = Talk()
    talk.history = [entry(seq) for seq in range(1, 301)]
    talk.room.jump_to(7)
    answer_all(talk)
    assert numbers(talk.room) == list(range(1, 7 + AROUND_ROWS))
    talk.room.read_older()
    assert not talk.answer(), "the journal said that this is the beginning"


def test_from_a_jump_one_scrolls_both_ways_and_back_to_the_end(qtbot: QtBot) -> None:
    talk = Talk(history=3000)
    talk.open()
    talk.room.jump_to(1500)
    answer_all(talk)
    for _ in range(8):
        talk.room.read_newer()
        talk.answer()
        assert is_whole(numbers(talk.room))
        assert talk.room.rowCount() <= WINDOW_ROWS
    for _ in range(12):
        talk.room.read_older()
        talk.answer()
        assert is_whole(numbers(talk.room))
        assert talk.room.rowCount() <= WINDOW_ROWS
    talk.say(3001, 3001)
    talk.room.go_to_end()
    answer_all(talk)
    assert numbers(talk.room)[-1] == 3001
    assert talk.room.at_end


def test_the_latest_of_two_jumps_counts(qtbot: QtBot) -> None:
    talk = Talk(history=2000)
    talk.open()
    reached = QSignalSpy(talk.room.reached)
    talk.room.jump_to(500)
    talk.room.jump_to(1000)
    answer_all(talk)
    assert reached.count() == 1
    assert reached.at(0)[0] == key_of_seq(1000)
    assert is_whole(numbers(talk.room))


def test_a_jump_to_a_date(qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    talk.open()
    reached = QSignalSpy(talk.room.reached)
    talk.room.jump_to_date(NOON + 400_500)
    answer_all(talk)
    assert reached.at(0)[0] == key_of_seq(401)


def test_a_date_after_everything_is_the_end(qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    talk.open()
    reached = QSignalSpy(talk.room.reached)
    talk.room.jump_to_date(2 * NOON)
    answer_all(talk)
    assert talk.room.at_end
    assert reached.at(0)[0] == key_of_seq(1000)
    assert numbers(talk.room)[-1] == 1000


def test_a_direct_conversation_pages_by_itself(qtbot: QtBot) -> None:
    talk = Talk()
    talk.history = [entry(seq, to=ME if seq % 2 else "") for seq in range(1, 1001)]
    direct = talk.all.conversation(ROOM, AYLIN)
    direct.open()
    asked = [c for c in talk.commands if isinstance(c, ReadHistory)]
    assert asked[-1].to == AYLIN
    talk.answer()
    assert numbers(direct) == list(range(801, 1001, 2))
    direct.jump_to(301)
    answer_all(talk)
    assert numbers(direct)[0] == 101
    assert texts(direct)[0] == "text 101"


def test_what_is_said_during_a_jump_is_there_at_the_end(qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    talk.open()
    talk.room.jump_to(100)
    answer_all(talk)
    talk.room.jump_to(980)
    read = next(c for c in talk.commands if isinstance(c, ReadHistory))
    before = page_of(talk.history, read)
    talk.say(1001, 1001)
    talk.commands.clear()
    talk.take(before)
    assert numbers(talk.room)[-1] == 1001, "the journal read before it was said"


def test_the_journal_may_not_have_written_down_what_was_shown(qtbot: QtBot) -> None:
    """What is said is shown first; an answer to whatever is asked then does not know it yet."""
    talk = Talk(history=200)
    talk.open()
    talk.take(EntriesArrived(ROOM, (entry(201), entry(202))))
    post = talk.post("mine")
    talk.take(accepted(post, 203))
    talk.room.jump_to(5)
    answer_all(talk)
    talk.room.go_to_end()
    answer_all(talk)
    assert numbers(talk.room)[-3:] == [201, 202, 203]
    talk.room.jump_to(5)
    answer_all(talk)
    while not talk.room.at_end:
        talk.room.read_newer()
        talk.answer()
    assert numbers(talk.room) == list(range(1, 204))


def test_a_jump_to_what_the_journal_has_not_written_down(qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    talk.open()
    talk.room.jump_to(5)
    answer_all(talk)
    talk.take(EntriesArrived(ROOM, (entry(1001), entry(1002))))
    reached = QSignalSpy(talk.room.reached)
    talk.room.jump_to(1001)
    answer_all(talk)
    assert reached.at(0)[0] == key_of_seq(1001)
    assert numbers(talk.room)[-3:] == [1000, 1001, 1002]
    assert talk.room.at_end


def test_what_cannot_be_read_is_asked_for_again_when_the_journal_is_well(qtbot: QtBot) -> None:
    talk = Talk(history=300)
    talk.open()
    talk.commands.clear()
    talk.room.read_older()
    read = talk.commands.pop()
    assert isinstance(read, ReadHistory)
    talk.take(HistoryRead(read, (), first=False, last=False))
    talk.room.read_older()
    assert not talk.commands, "not over and over"
    talk.take(JournalWell())
    talk.room.read_older()
    talk.answer()
    assert numbers(talk.room) == list(range(101, 301))


# --- catching up ---------------------------------------------------------------------------------


def page(first: int, last: int) -> EntriesArrived:
    return EntriesArrived(ROOM, tuple(entry(seq) for seq in range(first, last + 1)), True)


def test_pages_newest_first_leave_no_hole(qtbot: QtBot) -> None:
    """A hundred rows were here, a thousand come in pages from the end, the rest in the journal."""
    talk = Talk(history=100)
    tester = QAbstractItemModelTester(talk.room, SOUND)
    talk.open()
    talk.history = [entry(seq) for seq in range(1, 5001)]
    for last in range(5000, 4000, -200):
        talk.take(page(last - 199, last))
    talk.take(HistoryGrew(ROOM, 100, 4001))
    found = numbers(talk.room)
    assert found[-1] == 5000
    assert is_whole(found)
    assert len(found) <= WINDOW_ROWS + 50
    for _ in range(10):
        talk.room.read_older()
        talk.answer()
        assert is_whole(numbers(talk.room))
    assert tester.model() is talk.room


def test_a_reader_above_keeps_his_side_of_a_gap(qtbot: QtBot) -> None:
    talk = Talk(history=100)
    talk.open()
    talk.room.set_following(False)
    talk.room.held = 30
    talk.history = [entry(seq) for seq in range(1, 2001)]
    talk.take(page(1801, 2000))
    talk.take(HistoryGrew(ROOM, 100, 1801))
    assert numbers(talk.room) == list(range(1, 101))
    assert not talk.room.at_end
    while not talk.room.at_end:
        talk.room.read_newer()
        talk.answer()
        assert is_whole(numbers(talk.room))
    assert numbers(talk.room)[-1] == 2000


def test_a_reader_below_keeps_the_end(qtbot: QtBot) -> None:
    talk = Talk(history=100)
    talk.open()
    talk.room.set_following(False)
    talk.room.held = 1900
    talk.history = [entry(seq) for seq in range(1, 2001)]
    talk.take(page(1801, 2000), HistoryGrew(ROOM, 100, 1801))
    assert numbers(talk.room) == list(range(1801, 2001))
    talk.room.read_older()
    talk.answer()
    assert is_whole(numbers(talk.room))


def test_a_beginning_is_no_beginning_when_the_history_grew(qtbot: QtBot) -> None:
    """A newcomer sees the newest rows first; older ones come into the journal afterwards."""
    talk = Talk()
    talk.open()
    talk.history = [entry(seq) for seq in range(401, 501)]
    talk.take(page(401, 500))
    grew = QSignalSpy(talk.room.grew)
    talk.history = [entry(seq) for seq in range(301, 501)]
    talk.take(page(301, 400))
    assert grew.count() == 1, "the view is told to ask"
    talk.room.read_older()
    talk.answer()
    assert numbers(talk.room) == list(range(301, 501))
    talk.room.read_older()
    talk.answer()
    talk.history = [entry(seq) for seq in range(1, 501)]
    talk.take(HistoryGrew(ROOM, 0, 301))
    assert grew.count() == 2
    talk.room.read_older()
    talk.answer()
    assert numbers(talk.room)[0] == 201


def test_another_room_growing_changes_nothing(qtbot: QtBot) -> None:
    talk = Talk(history=100)
    talk.open()
    grew = QSignalSpy(talk.room.grew)
    talk.take(HistoryGrew("cd" * 16, 0, 50))
    assert grew.count() == 0
    assert talk.room.rowCount() == 100

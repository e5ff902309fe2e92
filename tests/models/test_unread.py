"""What was seen and what was not, over the end of the program: count, line, mark and draft."""

from __future__ import annotations

from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from lanyard.commands import KeepDraft, MarkRead
from lanyard.events import (
    ConversationsRemembered,
    EntriesArrived,
    RememberedConversation,
)
from lanyard.models.conversation import ConversationModel
from talk import AYLIN, ME, ROOM, Talk, entry, joined, numbers


def remembered(
    read_to: int = 0, unread: int = 0, last: int = 0, to: str = "", draft: str = ""
) -> ConversationsRemembered:
    newest = entry(last, to=ME if to else "") if last else None
    name = "Aylin Demir" if to else ""
    found = RememberedConversation(ROOM, to, name, newest, read_to, unread, draft)
    return ConversationsRemembered((found,))


def start(history: int, read_to: int, unread: int) -> Talk:
    """Return a conversation that was left with so many unread."""
    talk = Talk(history=history)
    talk.take(remembered(read_to, unread, history))
    return talk


def answer_all(talk: Talk) -> None:
    while talk.answer():
        pass


def line(model: ConversationModel) -> tuple[int, int]:
    """Return the sequence under the unread line and the count in it."""
    place = model.unread_row
    return (model.row_at(place).entry.seq, model.row_at(place).unread) if place >= 0 else (0, 0)


# --- the line ------------------------------------------------------------------------------------


def test_the_count_is_there_before_anything_is_read(qtbot: QtBot) -> None:
    talk = start(1000, 400, 600)
    assert talk.room.unread == 600
    last = talk.room.last_row()
    assert last is not None
    assert last.entry.seq == 1000
    assert talk.room.rowCount() == 0


def test_opening_goes_to_the_first_unread_message(qtbot: QtBot) -> None:
    talk = start(1000, 400, 600)
    reached = QSignalSpy(talk.room.reached)
    talk.room.open()
    answer_all(talk)
    assert reached.count() == 1
    assert reached.at(0)[0] == (AYLIN, f"{401:032x}")
    assert line(talk.room) == (401, 600)
    assert numbers(talk.room)[0] == 301
    assert not talk.room.at_end


def test_a_few_unread_reach_the_end(qtbot: QtBot) -> None:
    talk = start(1000, 990, 10)
    talk.room.open()
    answer_all(talk)
    assert talk.room.at_end
    assert line(talk.room) == (991, 10)


def test_nothing_ever_read_begins_at_the_beginning(qtbot: QtBot) -> None:
    talk = Talk()
    talk.history = [entry(seq, to=ME) for seq in range(1, 301)]
    talk.take(remembered(0, 300, 300, AYLIN))
    direct = talk.all.conversation(ROOM, AYLIN)
    direct.open()
    answer_all(talk)
    assert line(direct) == (1, 300)


def test_nothing_unread_opens_at_the_end(qtbot: QtBot) -> None:
    talk = start(1000, 1000, 0)
    talk.room.open()
    answer_all(talk)
    assert talk.room.at_end
    assert numbers(talk.room)[-1] == 1000
    assert line(talk.room) == (0, 0)


def test_what_arrives_adds_to_what_was_remembered(qtbot: QtBot) -> None:
    talk = start(100, 90, 10)
    talk.say(101, 105)
    assert talk.room.unread == 15
    talk.room.open()
    answer_all(talk)
    assert line(talk.room) == (91, 15)


def test_my_own_words_do_not_carry_the_line(qtbot: QtBot) -> None:
    talk = start(100, 90, 8)
    talk.history[90] = entry(91, author=ME)
    talk.history[91] = entry(92, author=ME)
    talk.room.open()
    answer_all(talk)
    assert line(talk.room) == (93, 8)


def test_unread_rows_that_were_let_go_are_gone_to_again(qtbot: QtBot) -> None:
    talk = start(100, 100, 0)
    talk.room.open()
    answer_all(talk)
    for first in range(101, 1001, 100):
        talk.say(first, first + 99)
    assert talk.room.unread == 900
    assert line(talk.room) == (0, 0), "the first of them is far above the window"
    talk.room.go_to_unread()
    answer_all(talk)
    assert line(talk.room) == (101, 900)


def test_a_first_visit_finds_history_and_nothing_unread(qtbot: QtBot) -> None:
    talk = Talk(history=500)
    old = tuple(entry(seq) for seq in range(301, 501))
    talk.take(EntriesArrived(ROOM, old, caught_up=True))
    assert talk.room.unread == 0
    talk.say(501, 502)
    assert talk.room.unread == 2
    assert line(talk.room) == (501, 2)


def test_what_was_missed_since_the_last_visit_is_unread(qtbot: QtBot) -> None:
    talk = Talk()
    talk.room.room.remembered, talk.room.room.old_until = True, 0
    talk.take(remembered(100, 0, 100), joined(300))
    talk.take(EntriesArrived(ROOM, tuple(entry(s) for s in range(201, 301)), caught_up=True))
    talk.take(EntriesArrived(ROOM, tuple(entry(s) for s in range(101, 201)), caught_up=True))
    assert talk.room.unread == 200


# --- the mark ------------------------------------------------------------------------------------


def marks(talk: Talk) -> list[MarkRead]:
    return [command for command in talk.commands if isinstance(command, MarkRead)]


def test_seeing_the_end_is_told_a_few_times_a_second(qtbot: QtBot) -> None:
    talk = start(10, 4, 6)
    talk.room.open()
    answer_all(talk)
    talk.room.set_watched(True)
    assert talk.room.unread == 0
    assert line(talk.room) == (5, 6), "the line stays while the person reads"
    for seq in range(11, 60):
        talk.say(seq, seq)
    assert marks(talk) == []
    qtbot.waitUntil(lambda: bool(marks(talk)))
    assert marks(talk) == [MarkRead(ROOM, "", 59)]


def test_looking_away_tells_at_once_and_nothing_new_tells_nothing(qtbot: QtBot) -> None:
    talk = start(10, 10, 0)
    talk.room.set_watched(True)
    talk.room.set_watched(False)
    assert marks(talk) == []
    talk.room.set_watched(True)
    talk.say(11, 12)
    talk.room.set_watched(False)
    assert marks(talk) == [MarkRead(ROOM, "", 12)]
    assert talk.room.unread == 0


def test_a_first_visit_is_marked_as_read_so_that_it_stays_so(qtbot: QtBot) -> None:
    talk = Talk(history=500)
    talk.take(EntriesArrived(ROOM, (entry(499), entry(500)), caught_up=True))
    qtbot.waitUntil(lambda: bool(marks(talk)))
    assert marks(talk) == [MarkRead(ROOM, "", 500)]


# --- drafts --------------------------------------------------------------------------------------


def drafts(talk: Talk) -> list[KeepDraft]:
    return [command for command in talk.commands if isinstance(command, KeepDraft)]


def test_a_draft_is_kept_when_the_person_stops_typing(qtbot: QtBot) -> None:
    talk = Talk()
    for length in range(1, 6):
        talk.room.draft = "hello"[:length]
    assert drafts(talk) == []
    qtbot.waitUntil(lambda: bool(drafts(talk)), timeout=3000)
    assert drafts(talk) == [KeepDraft(ROOM, "", "hello")]


def test_a_draft_is_kept_on_leaving_once(qtbot: QtBot) -> None:
    talk = Talk()
    talk.room.draft = "half"
    talk.room.keep_draft()
    talk.room.keep_draft()
    assert drafts(talk) == [KeepDraft(ROOM, "", "half")]
    talk.room.draft = ""
    talk.room.keep_draft()
    assert drafts(talk)[-1] == KeepDraft(ROOM, "", "")


def test_a_draft_comes_back_and_is_not_kept_again(qtbot: QtBot) -> None:
    talk = Talk()
    talk.take(remembered(draft="half a sen"))
    assert talk.room.draft == "half a sen"
    talk.room.keep_draft()
    assert drafts(talk) == []


def test_what_is_typed_already_is_not_replaced_by_a_memory(qtbot: QtBot) -> None:
    talk = Talk()
    talk.room.draft = "new"
    talk.take(remembered(draft="old"))
    assert talk.room.draft == "new"

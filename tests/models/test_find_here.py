"""Find in a conversation: what is asked of the journal, and which hit is shown."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from lanyard.commands import Search
from lanyard.events import Code, Failure, SearchAnswered
from lanyard.models.find_here import HITS_A_PAGE, FindHere
from talk import AYLIN, ROOM, Talk, entry


class Desk:
    """A search and the journal it asks."""

    def __init__(self) -> None:
        self.talk = Talk()
        self.find: FindHere = self.talk.all.conversation(ROOM, AYLIN).find
        self.chosen = QSignalSpy(self.find.chosen)

    def asked(self) -> list[Search]:
        return [command for command in self.talk.commands if isinstance(command, Search)]

    def answer(self, *seqs: int, complete: bool = True, failure: Failure | None = None) -> None:
        hits = tuple(entry(seq) for seq in seqs)
        self.talk.take(SearchAnswered(self.asked()[-1], hits, complete, failure))

    def shown(self) -> int:
        """Return the hit that was shown last."""
        return int(self.chosen.at(self.chosen.count() - 1)[0].seq) if self.chosen.count() else 0


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk()


def test_the_whole_conversation_is_asked_once_the_person_stops_typing(
    desk: Desk, qtbot: QtBot
) -> None:
    for words in ("p", "pl", "pla", "plan"):
        desk.find.look_for(words)
    assert desk.asked() == []
    qtbot.waitUntil(lambda: bool(desk.asked()))
    (asked,) = desk.asked()
    assert (asked.words, asked.room, asked.to, asked.until) == ("plan", ROOM, AYLIN, 0)


def test_the_newest_hit_is_shown_and_enter_goes_back_in_time(desk: Desk) -> None:
    desk.find.look_for("plan")
    desk.find.step(older=True)
    desk.answer(90, 50, 10)
    assert (desk.find.hits, desk.find.current, desk.shown()) == (3, 0, 90)
    desk.find.step(older=True)
    assert desk.shown() == 50
    desk.find.step(older=False)
    assert desk.shown() == 90
    desk.find.step(older=False)
    assert desk.shown() == 10, "round to the oldest"
    desk.find.step(older=True)
    assert desk.shown() == 90


def test_the_next_page_is_read_where_the_last_one_ends(desk: Desk) -> None:
    desk.find.look_for("plan")
    desk.find.step(older=True)
    desk.answer(*range(200, 200 - HITS_A_PAGE, -1), complete=False)
    for _ in range(HITS_A_PAGE - 1):
        desk.find.step(older=True)
    assert len(desk.asked()) == 1
    desk.find.step(older=True)
    assert desk.asked()[-1].until == entry(151).at + 1
    desk.answer(151, 150, 149)
    assert desk.shown() == 150, "the last hit came twice and counts once"
    assert desk.find.hits == HITS_A_PAGE + 2
    assert desk.find.complete


def test_a_page_of_nothing_new_ends_it(desk: Desk) -> None:
    desk.find.look_for("plan")
    desk.find.step(older=True)
    desk.answer(5, complete=False)
    desk.find.step(older=True)
    desk.answer(5, complete=False)
    assert desk.find.complete
    assert desk.shown() == 5


def test_an_answer_to_older_words_is_not_shown(desk: Desk) -> None:
    desk.find.look_for("pla")
    desk.find.step(older=True)
    old = desk.asked()[-1]
    desk.find.look_for("plan")
    desk.find.step(older=True)
    desk.talk.take(SearchAnswered(old, (entry(1),), True))
    assert desk.find.hits == 0
    desk.answer(2)
    assert desk.shown() == 2


def test_the_search_of_another_conversation_is_not_mine(desk: Desk) -> None:
    other = desk.talk.room.find
    other.look_for("plan")
    other.step(older=True)
    desk.answer(4)
    assert (other.hits, desk.find.hits) == (1, 0)


def test_nothing_found_and_a_failure(desk: Desk) -> None:
    desk.find.look_for("plan")
    assert desk.find.waiting
    desk.find.step(older=True)
    desk.answer(failure=Failure(Code.JOURNAL_FAILED))
    assert not desk.find.waiting
    assert desk.find.failure == Failure(Code.JOURNAL_FAILED)
    desk.find.stop()
    assert desk.find.failure is None
    assert desk.find.words == ""

"""Search: the latest question counts, pages join, and an excerpt shows what was looked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex
from pytestqt.qtbot import QtBot

from lanyard.commands import Search
from lanyard.events import (
    Code,
    ConversationsRemembered,
    Entry,
    Failure,
    KnownMember,
    MembersKnown,
    RememberedConversation,
    RememberedRoom,
    RoomsRemembered,
    SearchAnswered,
)
from lanyard.models.conversations import Conversations
from lanyard.models.excerpt import LONGEST, excerpt
from lanyard.models.search import PAGE, Found, Question, SearchModel
from lanyard.models.search_scope import SearchScope
from talk import AYLIN, ME, MIN, NAMES, NOON, ROOM, entry, joined, offer

LAB = "0b" * 16


class Asked:
    """A model, its scope, and the searches it asked for."""

    def __init__(self) -> None:
        self.conversations = Conversations()
        self.scope = SearchScope(self.conversations)
        self.scope.my_device_id = ME
        self.model = SearchModel(self.scope)
        self.model.command_wanted.connect(self.note)
        self.searches: list[Search] = []
        self.take(joined())

    def note(self, command: Search) -> None:
        self.searches.append(command)

    def take(self, event: object) -> None:
        self.conversations.take(event)  # type: ignore[arg-type]  # events only
        self.scope.take(event)
        self.model.take(event)

    def answer(self, *hits: Entry, complete: bool = True, asked: int = -1) -> None:
        self.take(SearchAnswered(self.searches[asked], hits, complete))

    def texts(self) -> list[str]:
        rows = range(self.model.rowCount())
        return [self.model.hit_at(row).entry.text for row in rows]


@pytest.fixture
def asked(qtbot: QtBot) -> Asked:
    return Asked()


def found(*numbers: int) -> tuple[Entry, ...]:
    return tuple(entry(number) for number in numbers)


def test_hits_are_shown_as_they_come(asked: Asked) -> None:
    asked.model.ask(Question("text"))
    assert asked.model.busy
    asked.answer(*found(3, 2, 1))
    assert asked.texts() == ["text 3", "text 2", "text 1"]
    assert asked.model.found is Found.HITS
    assert not asked.model.busy


def test_an_answer_to_an_earlier_question_is_not_shown(asked: Asked) -> None:
    asked.model.ask(Question("te"))
    asked.model.ask(Question("text"))
    asked.answer(*found(9), asked=0)
    assert asked.texts() == []
    asked.answer(*found(1), asked=1)
    assert asked.texts() == ["text 1"]
    asked.answer(*found(9), asked=0)
    assert asked.texts() == ["text 1"]


def test_hits_stay_until_the_next_answer(asked: Asked) -> None:
    asked.model.ask(Question("text"))
    asked.answer(*found(1))
    asked.model.ask(Question("textile"))
    assert asked.texts() == ["text 1"]
    asked.answer()
    assert asked.texts() == []
    assert asked.model.found is Found.NOTHING


@pytest.mark.parametrize("words", ["", "   ", "!?", "…", '""'])
def test_nothing_to_look_for_is_no_question(asked: Asked, words: str) -> None:
    asked.model.ask(Question("text"))
    asked.answer(*found(1))
    asked.model.ask(Question(words))
    assert asked.model.found is Found.NO_QUESTION
    assert asked.model.rowCount() == 0
    assert len(asked.searches) == 1


def test_the_question_says_where_to_look(asked: Asked) -> None:
    asked.model.ask(Question("text", ROOM, AYLIN, MIN, 5, 9))
    search = asked.searches[0]
    assert (search.room, search.to, search.author) == (ROOM, AYLIN, MIN)
    assert (search.since, search.until, search.count) == (5, 9, PAGE)


def test_pages_follow_each_other(asked: Asked) -> None:
    asked.model.ask(Question("text"))
    asked.answer(*found(*range(60, 10, -1)), complete=False)
    assert asked.model.canFetchMore(QModelIndex())
    asked.model.fetchMore(QModelIndex())
    assert asked.searches[1].until == entry(11).at + 1
    assert not asked.model.canFetchMore(QModelIndex()), "one page at a time"
    # The last one of the page before comes again, because its millisecond may hold more.
    asked.answer(*found(*range(11, 0, -1)))
    assert asked.texts() == [f"text {number}" for number in range(60, 0, -1)]
    assert not asked.model.canFetchMore(QModelIndex())


def test_a_page_of_one_millisecond_is_no_dead_end(asked: Asked) -> None:
    same = tuple(replace(entry(number), at=NOON) for number in range(PAGE, 0, -1))
    asked.model.ask(Question("text"))
    asked.answer(*same, complete=False)
    asked.model.read_on()
    asked.answer(*same, complete=False)
    assert asked.searches[-1].until == NOON
    asked.answer(replace(entry(99), at=NOON - 1))
    assert asked.model.rowCount() == PAGE + 1
    assert asked.model.complete


def test_a_new_question_forgets_a_page_that_is_on_its_way(asked: Asked) -> None:
    asked.model.ask(Question("text"))
    asked.answer(*found(2), complete=False)
    asked.model.read_on()
    asked.model.ask(Question("other"))
    asked.answer(*found(1), asked=1)
    assert asked.texts() == ["text 2"]
    asked.answer(*found(7), asked=2)
    assert asked.texts() == ["text 7"]


def test_a_search_that_fails_says_why_and_can_be_asked_again(asked: Asked) -> None:
    asked.model.ask(Question("text"))
    failure = Failure(Code.JOURNAL_FAILED)
    asked.take(SearchAnswered(asked.searches[0], (), True, failure))
    assert asked.model.found is Found.FAILED
    assert asked.model.failure == failure
    asked.model.ask_again()
    asked.answer(*found(1))
    assert asked.texts() == ["text 1"]


def test_a_hit_says_who_where_and_when(asked: Asked) -> None:
    direct = entry(2, "psst text", AYLIN, ME)
    asked.model.ask(Question("text"))
    asked.answer(entry(3, "my text", ME), direct, entry(1))
    hits = [asked.model.hit_at(row) for row in range(3)]
    assert [hit.author for hit in hits] == ["You", "Aylin Demir", "Aylin Demir"]
    assert [hit.place for hit in hits] == ["Design office", "Aylin Demir, direct", "Design office"]
    assert all(hit.moment for hit in hits)
    spoken = asked.model.data(asked.model.index(1), 11)
    assert "psst text" in str(spoken)


def test_the_names_of_offered_files_are_found(asked: Asked) -> None:
    asked.model.ask(Question("plan"))
    asked.answer(offer(1, names=("floor-plan.pdf", "b.txt")))
    hit = asked.model.hit_at(0)
    assert [hit.excerpt.text[a:b] for a, b in hit.excerpt.spans] == ["plan"]


# --- whom and where ----------------------------------------------------------------------------


def test_everybody_ever_told_of_can_be_chosen(asked: Asked) -> None:
    asked.take(MembersKnown(ROOM, (KnownMember("d4" * 32, "刘洋", 0, 0, NOON),)))
    told = KnownMember("e5" * 32, "Ben", 0, 0, NOON)
    asked.take(ConversationsRemembered((), (MembersKnown(LAB, (told,)),)))
    names = [name for _, name in asked.scope.people()]
    assert names == ["Chen Wei", "Aylin Demir", "Ben", "Zhang Min", "刘洋"]


def test_two_people_of_one_name_are_told_apart(asked: Asked) -> None:
    asked.take(MembersKnown(ROOM, (KnownMember("d4" * 32, NAMES[AYLIN], 0, 0, NOON),)))
    names = [name for _, name in asked.scope.people()]
    assert "Aylin Demir · b2b2" in names
    assert "Aylin Demir · d4d4" in names


def test_conversations_can_be_chosen(asked: Asked) -> None:
    asked.conversations.conversation(ROOM, AYLIN)
    assert asked.scope.places() == [
        ((ROOM, ""), "Design office"),
        ((ROOM, AYLIN), "Aylin Demir, direct"),
    ]


def test_a_room_that_is_not_shown_has_its_name(asked: Asked) -> None:
    asked.take(RoomsRemembered((RememberedRoom(LAB, "Lab 302", "10.0.0.9", 25225, MIN, False, 1),)))
    direct = RememberedConversation(LAB, "d4" * 32, "刘洋", None, 0, 0)
    asked.take(ConversationsRemembered((direct,)))
    hit = replace(entry(1), room=LAB)
    assert asked.scope.place_of(hit) == "Lab 302"
    mine = replace(entry(2, author=ME, to="d4" * 32), room=LAB)
    assert asked.scope.place_of(mine) == "刘洋, direct"


# --- the words around a hit --------------------------------------------------------------------


def marked(text: str, words: str) -> list[str]:
    made = excerpt(text, words)
    return [made.text[begin:end] for begin, end in made.spans]


def test_a_short_text_is_whole() -> None:
    assert excerpt("The plan is here", "plan").text == "The plan is here"
    assert marked("The plan is here", "plan") == ["plan"]


def test_a_hit_far_inside_comes_into_sight() -> None:
    made = excerpt("word " * 500 + "needle and " + "more " * 500, "needle")
    assert made.text.startswith("… word ")
    assert made.text.endswith("…")
    assert len(made.text) <= LONGEST + 3
    assert [made.text[a:b] for a, b in made.spans] == ["needle"]
    assert made.spans[0][0] < 40


def test_chinese_comes_into_sight_without_spaces() -> None:
    made = excerpt("打印机在二楼" * 40 + "平面图" + "请看" * 40, "平面图")
    assert [made.text[a:b] for a, b in made.spans] == ["平面图"]
    assert made.spans[0][0] < 20, "half as many characters are as wide"


def test_lines_become_one_and_nothing_turns_them() -> None:
    made = excerpt("first\nsecond \u202eplan\x1b[2J", "plan")
    assert "\n" not in made.text
    assert "\u202e" not in made.text
    assert [made.text[a:b] for a, b in made.spans] == ["plan"]


def test_a_text_without_the_words_begins_at_its_beginning() -> None:
    made = excerpt("x" * 1000, "needle")
    assert made.text == "x" * LONGEST + "…"
    assert made.spans == ()

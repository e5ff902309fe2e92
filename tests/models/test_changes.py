"""Edits, deletions and reactions: what a row says after them, whatever order they come in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from lanyard.commands import Delete, Edit, React, ReadEntries
from lanyard.events import (
    Code,
    EntriesArrived,
    EntriesRead,
    Entry,
    Failure,
    Kind,
    PostAccepted,
    PostFailed,
    PostQueued,
    Reaction,
)
from lanyard.models.conversation import Refused
from talk import AYLIN, ME, MIN, NOON, ROOM, Talk, entries, entry, numbers, offer, texts


@pytest.fixture
def talk(qtbot: QtBot) -> Talk:
    return Talk()


def change(seq: int, kind: Kind, ref: int, text: str = "", author: str = AYLIN) -> Entry:
    """Return an entry that changes ``ref``."""
    return replace(entry(seq, text or "x", author), kind=kind, ref=ref, text=text)


def arrive(talk: Talk, *found: Entry, caught_up: bool = False) -> None:
    talk.take(EntriesArrived(ROOM, found, caught_up))


def test_an_edit_gives_a_row_other_words_and_is_no_row(talk: Talk) -> None:
    talk.take(entries(1, 3))
    version = talk.room.row_at(1).version
    arrive(talk, change(4, Kind.EDIT, 2, "better"))
    assert texts(talk.room) == ["text 1", "better", "text 3"]
    assert talk.room.row_at(1).entry.change == "edited"
    assert talk.room.row_at(1).version > version
    assert numbers(talk.room) == [1, 2, 3]


def test_changes_are_never_unread(talk: Talk) -> None:
    talk.room.set_watched(True)
    talk.take(entries(1, 1))
    talk.room.set_watched(False)
    arrive(talk, change(2, Kind.EDIT, 1, "a"), change(3, Kind.REACTION, 1, "👍"))
    arrive(talk, change(4, Kind.DELETE, 1))
    assert talk.room.unread == 0


def test_a_deleted_message_leaves_its_place_and_nothing_brings_it_back(talk: Talk) -> None:
    arrive(talk, entry(1, "secret"), offer(2))
    arrive(talk, change(3, Kind.DELETE, 1), change(4, Kind.DELETE, 2))
    arrive(talk, change(5, Kind.EDIT, 1, "again"), change(6, Kind.REACTION, 1, "👍"))
    assert texts(talk.room) == ["", ""]
    assert talk.room.row_at(0).deleted
    assert talk.room.row_at(0).entry.reactions == ()
    assert talk.room.row_at(1).entry.offer is None


def test_one_emoji_a_person_and_an_empty_one_takes_it_back(talk: Talk) -> None:
    arrive(talk, entry(1))
    arrive(
        talk,
        change(2, Kind.REACTION, 1, "👍", MIN),
        change(3, Kind.REACTION, 1, "🎉", AYLIN),
        change(4, Kind.REACTION, 1, "😂", MIN),
    )
    found = talk.room.row_at(0).entry.reactions
    assert [(r.author, r.emoji) for r in found] == [(AYLIN, "🎉"), (MIN, "😂")]
    arrive(talk, change(5, Kind.REACTION, 1, "", AYLIN))
    assert [r.emoji for r in talk.room.row_at(0).entry.reactions] == ["😂"]


def test_an_older_change_that_comes_late_does_nothing(talk: Talk) -> None:
    arrive(talk, entry(1))
    arrive(talk, change(9, Kind.EDIT, 1, "newest"), change(8, Kind.REACTION, 1, "🎉"))
    arrive(talk, change(5, Kind.EDIT, 1, "older"), change(4, Kind.REACTION, 1, "👍"))
    row = talk.room.row_at(0)
    assert row.entry.text == "newest"
    assert [r.emoji for r in row.entry.reactions] == ["🎉"]


@pytest.mark.parametrize(
    ("author", "kind", "is_done"),
    [
        (MIN, Kind.EDIT, False),
        (MIN, Kind.DELETE, True),
        (ME, Kind.EDIT, False),
        (ME, Kind.DELETE, False),
        (AYLIN, Kind.EDIT, True),
    ],
)
def test_only_the_author_edits_and_the_host_may_delete(
    talk: Talk, author: str, kind: Kind, is_done: bool
) -> None:
    """Zhang Min hosts."""
    arrive(talk, entry(1, "mine", AYLIN))
    arrive(talk, change(2, kind, 1, "other" if kind == Kind.EDIT else "", author))
    assert (texts(talk.room) != ["mine"]) == is_done


def test_caught_up_changes_are_looked_up_because_pages_come_newest_first(
    talk: Talk, qtbot: QtBot
) -> None:
    """An edit of an earlier session is already in the row; this one is older."""
    arrive(talk, replace(entry(1, "newest"), change="edited"))
    talk.commands.clear()
    arrive(talk, change(3, Kind.EDIT, 1, "older"), caught_up=True)
    assert texts(talk.room) == ["newest"]
    qtbot.waitUntil(lambda: ReadEntries(ROOM, (1,)) in talk.commands)
    known = replace(entry(1, "newest"), change="edited", reactions=(Reaction(MIN, "", "👍"),))
    talk.take(EntriesRead(ROOM, (known,)))
    assert texts(talk.room) == ["newest"]
    assert talk.room.row_at(0).entry.reactions == known.reactions


def test_a_caught_up_change_of_an_untouched_row_shows_at_once(talk: Talk) -> None:
    arrive(talk, entry(1))
    arrive(talk, change(3, Kind.EDIT, 1, "new"), change(4, Kind.REACTION, 1, "👍"), caught_up=True)
    assert texts(talk.room) == ["new"]
    assert [r.emoji for r in talk.room.row_at(0).entry.reactions] == ["👍"]


def test_a_row_from_the_journal_gets_what_came_before_it_was_read(qtbot: QtBot) -> None:
    talk = Talk(history=300)
    talk.open()
    assert numbers(talk.room)[0] == 201
    arrive(talk, change(301, Kind.EDIT, 150, "better"))
    talk.room.read_older()
    talk.answer()
    row = talk.room.row_of_seq(150)
    assert row is not None
    assert row.entry.text == "better", "though this journal has not heard of it"


def test_two_people_of_one_name_are_told_apart_in_reactions_too(talk: Talk) -> None:
    stranger = replace(change(2, Kind.REACTION, 1, "👍", "3f9a" + "0" * 60), name="Zhang Min")
    arrive(talk, entry(1))
    arrive(talk, stranger)
    (found,) = talk.room.row_at(0).entry.reactions
    assert found.name == "Zhang Min · 3f9a"


# --- mine ----------------------------------------------------------------------------------------


def test_my_edit_shows_at_once_waits_and_settles(talk: Talk) -> None:
    arrive(talk, entry(1, "typo", ME))
    talk.room.edit(1, "word")
    command = talk.commands[-1]
    assert isinstance(command, Edit)
    assert (command.ref, command.text, command.to) == (1, "word", "")
    waiting = Entry(ROOM, 0, command.id, ME, "Chen Wei", NOON, Kind.EDIT, "word", ref=1)
    talk.take(PostQueued(waiting))
    row = talk.room.row_at(0)
    assert row.entry.text == "word"
    assert row.waits
    assert numbers(talk.room) == [1]
    talk.take(PostAccepted(ROOM, command.id, 2, NOON))
    assert row.entry.text == row.said.text == "word"
    assert not row.waits


def test_the_same_words_are_no_edit(talk: Talk) -> None:
    arrive(talk, entry(1, "word", ME))
    talk.commands.clear()
    talk.room.edit(1, "word")
    assert talk.commands == []


def test_my_edit_that_is_refused_is_taken_back_and_said(talk: Talk, qtbot: QtBot) -> None:
    arrive(talk, entry(1, "typo", ME))
    waiting = Entry(ROOM, 0, "e" * 32, ME, "", NOON, Kind.EDIT, "word", ref=1)
    talk.take(PostQueued(waiting))
    why = Failure(Code.ENTRY_UNKNOWN)
    with qtbot.waitSignal(talk.room.refused) as heard:
        talk.take(PostFailed(ROOM, waiting.id, why, "word"))
    assert heard.args == [Refused(1, "word", why)]
    assert texts(talk.room) == ["typo"]
    assert talk.room.rowCount() == 1
    assert not talk.room.row_at(0).waits


def test_an_edit_refused_before_it_was_queued_is_said_too(talk: Talk, qtbot: QtBot) -> None:
    arrive(talk, entry(1, "typo", ME))
    talk.room.edit(1, "word")
    command = talk.commands[-1]
    assert isinstance(command, Edit)
    why = Failure(Code.NOT_JOINED)
    with qtbot.waitSignal(talk.room.refused) as heard:
        talk.take(PostFailed(ROOM, command.id, why, "word"))
    assert heard.args == [Refused(1, "word", why)]
    assert texts(talk.room) == ["typo"], "and no row of its own"


def test_my_reaction_toggles_and_shows_no_clock(talk: Talk) -> None:
    arrive(talk, entry(1, "hi", ME))
    talk.room.react(1, "👍")
    command = talk.commands[-1]
    assert isinstance(command, React)
    assert command.emoji == "👍"
    waiting = Entry(ROOM, 0, command.id, ME, "", NOON, Kind.REACTION, "👍", ref=1)
    talk.take(PostQueued(waiting))
    assert talk.room.reaction_of_mine(1) == "👍"
    assert not talk.room.row_at(0).waits
    talk.take(PostAccepted(ROOM, command.id, 2, NOON))
    talk.room.react(1, "👍")
    command = talk.commands[-1]
    assert isinstance(command, React)
    assert command.emoji == ""


def test_my_deletion(talk: Talk) -> None:
    arrive(talk, entry(1, "oops", ME), entry(2, "theirs"))
    mine, theirs = talk.room.row_at(0), talk.room.row_at(1)
    assert talk.room.can_delete(mine)
    assert not talk.room.can_delete(theirs)
    talk.room.room.own = True
    assert talk.room.can_delete(theirs)
    talk.room.delete(1)
    command = talk.commands[-1]
    assert isinstance(command, Delete)
    assert (command.room, command.ref, command.to) == (ROOM, 1, "")
    arrive(talk, change(3, Kind.DELETE, 1, "", ME))
    assert not talk.room.can_delete(mine)
    assert not talk.room.can_edit(mine)


def test_the_last_line_follows_its_edit_and_its_deletion(qtbot: QtBot) -> None:
    talk = Talk(history=1000)
    talk.open()
    for _ in range(5):
        talk.room.read_older()
        talk.answer()
    assert not talk.room.at_end
    arrive(talk, entry(1001, "typo"))
    arrive(talk, change(1002, Kind.EDIT, 1001, "word"))
    last = talk.room.last_row()
    assert last is not None
    assert last.entry.text == "word"
    arrive(talk, change(1003, Kind.DELETE, 1001))
    assert last.deleted


# --- quotes --------------------------------------------------------------------------------------


def test_a_reply_quotes_what_is_at_hand(talk: Talk) -> None:
    arrive(talk, entry(1, "shall we?", MIN), replace(entry(2, "yes"), ref=1))
    quote = talk.room.row_at(1).quote
    assert quote is not None
    assert (quote.author, quote.label, quote.text) == (MIN, "Zhang Min", "shall we?")
    assert talk.room.row_at(0).quote is None
    arrive(talk, change(3, Kind.EDIT, 1, "shall we go?", MIN))
    quote = talk.room.row_at(1).quote
    assert quote is not None
    assert quote.text == "shall we go?"
    arrive(talk, change(4, Kind.DELETE, 1, "", MIN))
    quote = talk.room.row_at(1).quote
    assert quote is not None
    assert quote.deleted
    assert "shall" not in quote.text


def test_a_deleted_reply_quotes_nothing(talk: Talk) -> None:
    arrive(talk, entry(1, "shall we?", MIN), replace(entry(2, "yes"), ref=1))
    arrive(talk, change(3, Kind.DELETE, 2))
    assert talk.room.row_at(1).quote is None


def test_an_old_quote_is_asked_of_the_journal_once_for_many(talk: Talk) -> None:
    talk.history = [entry(1, "long ago", MIN)]
    talk.commands.clear()
    arrive(talk, replace(entry(500), ref=1), replace(entry(501), ref=1), replace(entry(502), ref=2))
    asked = [c for c in talk.commands if isinstance(c, ReadEntries)]
    assert asked == [ReadEntries(ROOM, (1, 2))]
    talk.answer()
    quotes = [talk.room.row_at(place).quote for place in range(3)]
    assert [quote.text for quote in quotes if quote is not None] == ["long ago", "long ago", ""]


def test_a_quote_never_shows_what_was_said_elsewhere(talk: Talk) -> None:
    """A stranger's reply in the room names the number of a direct message to me."""
    talk.history = [entry(1, "for you only", MIN, to=ME)]
    arrive(talk, replace(entry(5), ref=1))
    talk.answer()
    quote = talk.room.row_at(0).quote
    assert quote is not None
    assert quote.text == ""


def test_my_reply_carries_what_it_answers_once(talk: Talk) -> None:
    talk.take(entries(1, 3))
    talk.room.reply_to = 2
    assert talk.post("yes").ref == 2
    assert talk.post("and no").ref == 0

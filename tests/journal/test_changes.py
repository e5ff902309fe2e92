"""Edits, deletions, reactions and replies: rows that change others, in whatever order they come."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.journals import (
    ANNA,
    BOB,
    CARL,
    ROOM,
    a_change,
    a_visit,
    an_entry,
    keep,
    reading,
    seqs,
)
from lanyard.commands import ReadHistory, Search
from lanyard.events import Entry, Kind, Offer, OfferedFile, Reaction
from lanyard.journal.store import Store

EDIT, DELETE, REACTION = Kind.EDIT, Kind.DELETE, Kind.REACTION


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    with opened.transaction():
        opened.remember_room(a_visit())
    yield opened
    opened.close()


def shown(store: Store, device: str = ANNA, to: str = "") -> tuple[Entry, ...]:
    return reading(store, device).history(ReadHistory(ROOM, to)).entries


def found(store: Store, words: str) -> list[int]:
    return seqs(reading(store).search(Search(words)).hits)


def test_an_edit_gives_the_latest_words_and_says_so(store: Store) -> None:
    keep(store, [an_entry(1, text="frist"), a_change(2, EDIT, 1, "first")], copied=False)
    keep(store, [a_change(3, EDIT, 1, "1st")], copied=False)
    (row,) = shown(store)
    assert (row.seq, row.text, row.change) == (1, "1st", "edited")
    assert (found(store, "1st"), found(store, "frist"), found(store, "first")) == ([1], [], [])


def test_a_deleted_entry_leaves_its_place_and_no_words(store: Store) -> None:
    offer = Offer((OfferedFile("plan.pdf", 9),))
    keep(
        store,
        [
            an_entry(1, text="secret"),
            a_change(2, EDIT, 1, "still secret"),
            a_change(3, REACTION, 1, "👍"),
            a_change(4, DELETE, 1),
            an_entry(5, kind=Kind.OFFER, text="", offer=offer),
            a_change(6, DELETE, 5),
        ],
        copied=False,
    )
    first, second = shown(store)
    assert (first.text, first.change, first.reactions) == ("", "deleted", ())
    assert (second.offer, second.change) == (None, "deleted")
    assert found(store, "secret") == []
    pages = store.page(ROOM, 0, 0, BOB, 10)[0]
    assert seqs(pages) == [1, 2, 3, 4, 5, 6]
    assert not any("secret" in entry.text for entry in pages), "nor does anybody get them later"


def test_one_reaction_of_each_and_the_latest_counts(store: Store) -> None:
    keep(
        store,
        [
            an_entry(1),
            a_change(2, REACTION, 1, "👍"),
            a_change(3, REACTION, 1, "🎉", author=BOB, name="Bob"),
            a_change(4, REACTION, 1, "❤"),
            a_change(5, REACTION, 1, "", author=BOB),
        ],
        copied=False,
    )
    assert shown(store)[0].reactions == (Reaction(ANNA, "Anna", "❤"),)


def test_only_who_may_change_an_entry_does(store: Store) -> None:
    keep(store, [an_entry(1, CARL), an_entry(2, ANNA, CARL)], copied=False)
    wrong = {
        a_change(3, EDIT, 1, "forged"): "not_yours",
        a_change(4, DELETE, 1): "not_yours",
        a_change(5, EDIT, 99, "x"): "entry_unknown",
        a_change(6, REACTION, 99, "👍"): "entry_unknown",
        a_change(7, EDIT, 2, "in another conversation"): "entry_unknown",
        a_change(8, REACTION, 2, "👍", author=BOB): "entry_unknown",
        a_change(9, DELETE, 2, author=BOB): "entry_unknown",
    }
    with store.transaction():
        outcome = store.keep(wrong)
    assert outcome.refused == tuple(wrong.items())
    assert outcome.entries == ()
    assert store.last_seq(ROOM) == 2
    with store.transaction():
        hosts = store.keep([a_change(3, DELETE, 1, author=BOB)])
    assert len(hosts.entries) == 1, "whoever hosts may delete what was said to everybody"
    with store.transaction():
        late = store.keep([a_change(4, EDIT, 1, "too late", author=CARL)])
    assert [reason for _, reason in late.refused] == ["entry_unknown"]


def test_a_change_that_is_sent_twice_was_kept_before(store: Store) -> None:
    delete = a_change(2, DELETE, 1)
    keep(store, [an_entry(1), delete], copied=False)
    with store.transaction():
        assert store.keep([dataclasses.replace(delete, seq=3)]).twice == (delete,)


def test_a_reply_to_nothing_is_no_reply(store: Store) -> None:
    with store.transaction():
        outcome = store.keep(
            [
                an_entry(1), an_entry(2, ref=1), an_entry(3, ref=99), an_entry(4, CARL, ref=4),
                an_entry(5, ANNA, CARL), an_entry(6, ref=5), an_entry(7, CARL, ANNA, ref=5),
            ]
        )  # fmt: skip
    assert [entry.ref for entry in outcome.entries] == [0, 1, 0, 0, 0, 0, 5]


def test_a_copy_does_not_believe_that_somebody_edits_another(store: Store) -> None:
    keep(
        store,
        [
            an_entry(1, CARL, text="mine"),
            a_change(2, EDIT, 1, "forged"),
            a_change(3, DELETE, 1),
        ],
    )
    assert [(row.text, row.change) for row in shown(store)] == [("mine", "")]


TALK = (
    an_entry(1, text="one"),
    an_entry(2, BOB, text="two"),
    a_change(3, EDIT, 1, "one, edited"),
    a_change(4, REACTION, 1, "👍", author=BOB, name="Bob"),
    a_change(5, EDIT, 1, "one, edited twice"),
    a_change(6, REACTION, 1, "🎉", author=BOB, name="Bob"),
    a_change(7, DELETE, 2, author=BOB),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_pages_may_come_in_any_order(store: Store, order: tuple[int, ...]) -> None:
    pages = (TALK[:2], TALK[2:4], TALK[4:6], TALK[6:])
    for number in order:
        keep(store, pages[number])
    one, two = shown(store)
    assert (one.text, one.change) == ("one, edited twice", "edited")
    assert one.reactions == (Reaction(BOB, "Bob", "🎉"),)
    assert (two.text, two.change) == ("", "deleted")
    assert found(store, "twice") == [1]
    assert found(store, "two") == []


def test_a_copy_that_comes_folded_is_kept_as_it_came(store: Store) -> None:
    folded = an_entry(1, text="one, edited twice", change="edited")
    gone = an_entry(2, BOB, text="", change="deleted")
    for page in (TALK[4:], (folded, gone), TALK[2:4]):
        keep(store, page)
    one, two = shown(store)
    assert (one.text, one.change) == ("one, edited twice", "edited")
    assert (two.text, two.change) == ("", "deleted")


def test_an_edit_that_waited_is_done_when_it_is_settled(store: Store) -> None:
    keep(store, [an_entry(1, text="frist")])
    with store.transaction():
        store.queue(a_change(0, EDIT, 1, "first", id="ee" * 16))
    assert shown(store)[0].text == "frist"
    with store.transaction():
        assert seqs(store.settle(ROOM, "ee" * 16, 2, 9)) == [2]
    assert shown(store)[0].text == "first"


def test_another_history_takes_over_no_change(store: Store) -> None:
    with store.transaction():
        store.remember_room(a_visit())
        store.change_epoch(ROOM, "first")
    keep(store, TALK)
    with store.transaction():
        store.change_epoch(ROOM, "second")
    keep(store, [an_entry(1, id="dd" * 16, text="new")])
    assert [(row.text, row.change, row.reactions) for row in shown(store)] == [("new", "", ())]
    (aside,) = [room for room in store.rooms() if room.room != ROOM]
    assert aside.name.startswith("Office (")
    assert aside.host == ""
    assert seqs(reading(store).history(ReadHistory(aside.room)).entries) == [1, 2]


def test_a_history_laid_aside_has_been_read_and_takes_no_draft_with_it(store: Store) -> None:
    with store.transaction():
        store.change_epoch(ROOM, "first")
        store.cursors.keep_draft(ROOM, "", "half a")
        store.cursors.open_gap(ROOM, 0, 9)
    keep(store, [an_entry(10, BOB), an_entry(11, BOB, ANNA)])
    with store.transaction():
        store.change_epoch(ROOM, "second")
    found = {(one.room == ROOM, one.to): one for one in reading(store).conversations()}
    assert found[True, ""].draft == "half a"
    assert (found[False, ""].unread, found[False, ""].draft) == (0, "")
    assert found[False, BOB].last is not None
    assert found[False, BOB].unread == 0
    assert store.cursors.gaps(ROOM) == ()

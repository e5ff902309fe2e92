"""What a person may see of the journal: pages, hits, conversations, and nobody else's talk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.journals import (
    ANNA,
    BOB,
    CARL,
    OTHER_ROOM,
    ROOM,
    a_change,
    a_visit,
    an_entry,
    keep,
    reading,
    seqs,
)
from lanyard.commands import Export, ReadHistory, Search
from lanyard.events import Kind, Offer, OfferedFile, RememberedConversation
from lanyard.journal.cursors import first_seq_since
from lanyard.journal.store import Store
from lanyard.wire import limits


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path)
    with opened.transaction():
        opened.remember_room(a_visit())
        opened.remember_room(a_visit(room=OTHER_ROOM, name="Kitchen"))
    yield opened
    opened.close()


# --- history -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "expected", "first", "last"),
    [
        ({}, [7, 8, 9], False, True),
        ({"before": 7}, [4, 5, 6], False, False),
        ({"before": 4}, [1, 2, 3], True, False),
        ({"before": 1}, [], True, False),
        ({"before": 99}, [7, 8, 9], False, True),
        ({"after": 2}, [3, 4, 5], False, False),
        ({"after": 6}, [7, 8, 9], False, True),
        ({"after": 9}, [], False, True),
        ({"since": 4_500}, [5, 6, 7], False, False),
        ({"since": 1}, [1, 2, 3], True, False),
        ({"since": 99_000}, [], False, True),
        ({"after": 5, "since": 1}, [6, 7, 8], False, False),
    ],
)
def test_pages_of_a_conversation(
    store: Store, asked: dict[str, int], expected: list[int], first: bool, last: bool
) -> None:
    keep(store, [an_entry(seq) for seq in range(1, 10)])
    keep(store, [an_entry(seq, room=OTHER_ROOM) for seq in range(1, 30)])
    answer = reading(store).history(ReadHistory(ROOM, count=3, **asked))
    assert (seqs(answer.entries), answer.first, answer.last) == (expected, first, last)


def test_changes_and_other_conversations_are_no_rows(store: Store) -> None:
    keep(
        store,
        [
            an_entry(1),
            an_entry(2, ANNA, BOB),
            an_entry(3, BOB, ANNA),
            an_entry(4, BOB, CARL),
            a_change(5, Kind.EDIT, 1, "x"),
            an_entry(6, CARL, ANNA),
            an_entry(7),
        ],
    )
    expected = {"": [1, 7], BOB: [2, 3], CARL: [6], "dd" * 32: []}
    for to, numbers in expected.items():
        answer = reading(store).history(ReadHistory(ROOM, to))
        assert (seqs(answer.entries), answer.first, answer.last) == (numbers, True, True)
    assert seqs(reading(store, CARL).history(ReadHistory(ROOM, BOB)).entries) == [4]
    assert seqs(reading(store).entries(ROOM, (4, 6, 1, 99, 5, 1))) == [1, 6]


def test_a_room_that_is_not_here_is_empty(store: Store) -> None:
    answer = reading(store).history(ReadHistory("dd" * 16))
    assert (answer.entries, answer.first, answer.last) == ((), True, True)
    assert reading(store).entries("dd" * 16, (1,)) == ()


def test_the_latest_offers_of_others_to_me(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    offer = Offer((OfferedFile("photo.jpg", 3),))
    keep(store, [an_entry(1, BOB, kind=Kind.OFFER, offer=offer)])
    keep(store, [an_entry(seq, BOB) for seq in range(2, 8)])
    authors = ((8, BOB, ""), (9, ANNA, ""), (10, BOB, ANNA), (11, BOB, CARL), (12, ANNA, BOB))
    keep(store, [an_entry(seq, a, to, kind=Kind.OFFER, offer=offer) for seq, a, to in authors])
    keep(store, [an_entry(13, CARL, kind=Kind.OFFER, offer=offer), a_change(14, Kind.DELETE, 13)])
    keep(store, [a_change(15, Kind.DELETE, 13, author=CARL)])
    assert seqs(reading(store).latest_offers(ROOM)) == [1, 8, 10]
    monkeypatch.setattr(limits, "OFFERS_LOOKED_BACK", 10)
    found = reading(store).latest_offers(ROOM)
    assert seqs(found) == [8, 10]
    assert found[0].offer == offer
    monkeypatch.setattr(limits, "OFFERS_RECALLED", 1)
    assert seqs(reading(store).latest_offers(ROOM)) == [10]
    assert reading(store).latest_offers(OTHER_ROOM) == ()


def test_an_export_reads_it_all(store: Store) -> None:
    keep(store, [an_entry(seq, ANNA, BOB if seq % 3 == 0 else "") for seq in range(1, 2_001)])
    rows = seqs(reading(store).export_rows(Export(ROOM, "x")))
    assert rows == [seq for seq in range(1, 2_001) if seq % 3]
    direct = seqs(reading(store).export_rows(Export(ROOM, "x", to=BOB, since=1_500_000)))
    assert direct == [seq for seq in range(1_500, 2_001) if seq % 3 == 0]


def test_a_time_is_found_in_a_log_with_holes(store: Store) -> None:
    keep(store, [an_entry(seq) for seq in (5, 6, 90, 91, 400)])
    log = store.numbers.log(ROOM)
    for at, expected in {0: 5, 5_000: 5, 5_001: 6, 6_001: 90, 90_001: 91, 91_001: 400}.items():
        seq = first_seq_since(store.database, log, at)
        after = reading(store).history(ReadHistory(ROOM, after=seq - 1)).entries
        assert after[0].seq == expected
    assert first_seq_since(store.database, log, 400_001) == 401
    assert first_seq_since(store.database, 99, 1) == 1


# --- search ------------------------------------------------------------------------------------


def found(store: Store, words: str, **more: object) -> list[int]:
    answer = reading(store).search(Search(words, **more))  # type: ignore[arg-type]
    return seqs(answer.hits)


@pytest.fixture
def talk(store: Store) -> Store:
    keep(
        store,
        [
            an_entry(1, text="the first report"),
            an_entry(2, BOB, text="our reporter says 你好"),
            an_entry(3, CARL, ANNA, text="a report for you"),
            an_entry(4, CARL, BOB, text="a report for somebody else"),
            an_entry(5, BOB, text="nothing"),
            a_change(6, Kind.EDIT, 5, "the last report", author=BOB),
        ],
    )
    keep(store, [an_entry(2, room=OTHER_ROOM, at=2_500, text="the kitchen's report")])
    return store


def test_hits_are_the_newest_first_and_concern_me(talk: Store) -> None:
    answer = reading(talk).search(Search("report"))
    assert [(hit.room, hit.seq) for hit in answer.hits] == [
        (ROOM, 5), (ROOM, 3), (OTHER_ROOM, 2), (ROOM, 2), (ROOM, 1),
    ]  # fmt: skip
    assert answer.complete
    assert answer.hits[0].change == "edited"


def test_a_search_is_narrowed(talk: Store) -> None:
    assert found(talk, "report", room=ROOM) == [5, 3, 2, 1]
    assert found(talk, "report", room=ROOM, to="") == [5, 2, 1]
    assert found(talk, "report", room=ROOM, to=CARL) == [3]
    assert found(talk, "report", author=BOB) == [5, 2]
    assert found(talk, "", author=BOB) == [5, 2]
    assert found(talk, "report", author="dd" * 32) == []
    assert found(talk, "report", since=2_000, until=3_000) == [2, 2]
    assert found(talk, "report", room="dd" * 16) == []
    assert found(talk, "你好") == found(talk, "好") == [2]
    assert found(talk, "") == found(talk, "???") == found(talk, "?", author=BOB) == []


def test_the_time_of_the_last_hit_reads_on(store: Store) -> None:
    keep(store, [an_entry(seq, at=seq // 3, text="same") for seq in range(1, 101)])
    keep(store, [an_entry(seq, room=OTHER_ROOM, at=seq // 2, text="same") for seq in range(1, 51)])
    asked = Search("same", count=10)
    pages = 0
    hits: list[tuple[str, int]] = []
    while True:
        answer = reading(store).search(asked)
        hits += [(hit.room, hit.seq) for hit in answer.hits]
        pages += 1
        if answer.complete:
            break
        asked = Search("same", count=10, until=answer.hits[-1].at)
    assert len(hits) == len(set(hits)) == 150
    assert pages > 10


# --- conversations -----------------------------------------------------------------------------


def test_conversations_are_remembered(store: Store) -> None:
    keep(
        store,
        [
            an_entry(1, BOB), an_entry(2), an_entry(3, BOB, ANNA, name="Bob"),
            an_entry(4, BOB, CARL), an_entry(5, BOB, name="Bob"),
            an_entry(6, BOB, ANNA, name="Bobby"), a_change(7, Kind.DELETE, 5, author=BOB),
        ],
    )  # fmt: skip
    with store.transaction():
        store.cursors.mark_read(ROOM, "", 1)
        store.cursors.mark_read(ROOM, BOB, 6)
        store.cursors.mark_read(ROOM, BOB, 3)
        store.cursors.keep_draft(ROOM, "", "half a")
        store.cursors.keep_draft(ROOM, CARL, "dear C")
        store.cursors.keep_draft(ROOM, BOB, "sent")
        store.cursors.keep_draft(ROOM, BOB, "")
    found = reading(store).conversations()
    last = an_entry(5, BOB, name="Bob", text="", change="deleted")
    assert set(found) == {
        RememberedConversation(ROOM, "", "", last, 1, 0, "half a"),
        RememberedConversation(ROOM, BOB, "Bobby", an_entry(6, BOB, ANNA, name="Bobby"), 6, 0, ""),
        RememberedConversation(ROOM, CARL, "", None, 0, 0, "dear C"),
        RememberedConversation(OTHER_ROOM, "", "", None, 0, 0, ""),
    }


def test_what_is_unread_is_counted_up_to_a_limit(store: Store) -> None:
    keep(store, [an_entry(seq, BOB if seq % 2 else ANNA) for seq in range(1, 101)])
    with store.transaction():
        store.cursors.mark_read(ROOM, "", 50)
    assert reading(store).conversations()[0].unread == 25
    keep(store, [an_entry(seq, BOB) for seq in range(101, 1_500)])
    assert reading(store).conversations()[0].unread == 999


def test_a_conversation_is_called_by_its_room_or_the_other(store: Store) -> None:
    keep(store, [an_entry(1, BOB, ANNA, name="Bob")])
    assert reading(store).title(ROOM, "") == "Office"
    assert reading(store).title(ROOM, BOB) == "Bob"

"""The room: who gets what, in which order, and only after it is on disk."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lanyard.room import room as room_module
from lanyard.room.room import Delivery, Room, concerns
from lanyard.wire import limits
from lanyard.wire import message as m

ROOM = "0b" * 16
ANNA, BOB, CARL = "a1" * 32, "b2" * 32, "c3" * 32


def an_id(number: int) -> str:
    return f"{number:032x}"


def a_post(number: int, text: str = "hello", to: str = "") -> m.Post:
    return m.Post(an_id(number), "text", text, to)


class Stage:
    """A room, its members, and everything each of them was told."""

    def __init__(self, *devices: str, last_seq: int = 0) -> None:
        self.room = Room(ROOM, "epoch", last_seq)
        self.told: dict[int, list[m.Message]] = {}
        self.members = [self.admit(device) for device in devices]
        self.told = {number: [] for number in self.told}

    def admit(self, device: str) -> int:
        self.room.known.met(device, device[:2], self.room.last_seq, 0)
        person, deliveries = self.room.admit(device, device[:2], host=False)
        self.told[person.number] = []
        self.deliver(deliveries)
        return person.number

    def deliver(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            for number in delivery.members:
                self.told[number] += delivery.messages

    def numbered(self, number: int, post: m.Post, at: int = 5) -> m.Entry:
        entry = self.room.post(number, post, at)
        assert isinstance(entry, m.Entry)
        return entry

    def keep(self, *entries: m.Entry, twice: tuple[m.Entry, ...] = ()) -> None:
        self.deliver(self.room.kept(entries, twice))

    def heard(self, number: int, kind: type) -> list[m.Message]:
        return [message for message in self.told[number] if isinstance(message, kind)]


# --- who is here -------------------------------------------------------------------------------


def test_who_comes_hears_the_roster_and_the_others_hear_of_it() -> None:
    stage = Stage(ANNA)
    anna = stage.members[0]
    bob = stage.admit(BOB)
    page, known = stage.told[bob]
    assert isinstance(page, m.Members)
    assert isinstance(known, m.Known)
    assert [person.device_id for person in known.people] == [ANNA, BOB]
    assert page.complete
    assert [person.device_id for person in page.members] == [ANNA, BOB]
    assert stage.told[anna] == [m.MemberArrived(m.Person(bob, BOB, BOB[:2]))]


def test_a_large_roster_comes_in_pages_and_only_the_last_is_complete() -> None:
    room = Room(ROOM, "epoch")
    count = 2 * limits.MEMBERS_A_FRAME + 1
    for number in range(count):
        _, deliveries = room.admit(ANNA, str(number), host=False)
    pages = [page for page in deliveries[0].messages if isinstance(page, m.Members)]
    assert [page.complete for page in pages] == [False, False, True]
    assert [person.name for page in pages for person in page.members] == [
        str(number) for number in range(count)
    ]


def test_a_full_last_page_is_the_complete_one() -> None:
    room = Room(ROOM, "epoch")
    for number in range(limits.MEMBERS_A_FRAME):
        _, deliveries = room.admit(ANNA, str(number), host=False)
    assert [page.complete for page in deliveries[0].messages if isinstance(page, m.Members)] == [
        True
    ]


def test_who_goes_is_told_to_the_others_once() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    stage.deliver(stage.room.part(bob, lost=True))
    assert stage.told[anna] == [m.MemberDeparted(bob, True)]
    assert stage.told[bob] == []
    assert stage.room.part(bob, lost=True) == []
    assert stage.room.part(anna, lost=False) == []


def test_numbers_are_never_given_twice() -> None:
    stage = Stage(ANNA, BOB)
    stage.room.part(stage.members[1], lost=False)
    assert stage.admit(BOB) == 3
    assert Room(ROOM, "epoch", next_number=stage.room.next_number).admit(ANNA, "A", host=True)[
        0
    ] == m.Person(4, ANNA, "A", True)


def test_two_people_of_one_name_are_two_members() -> None:
    room = Room(ROOM, "epoch")
    room.admit(ANNA, "Alex", host=False)
    room.admit(BOB, "Alex", host=False)
    assert [(person.number, person.name) for person in room.people] == [(1, "Alex"), (2, "Alex")]


# --- what is said ------------------------------------------------------------------------------


def test_nothing_is_told_before_it_is_on_disk() -> None:
    stage = Stage(ANNA, BOB, last_seq=7)
    anna, bob = stage.members
    entry = stage.numbered(anna, a_post(1))
    assert entry == m.Entry(8, an_id(1), ANNA, ANNA[:2], 5, "text", "hello")
    assert stage.told == {anna: [], bob: []}
    stage.keep(entry)
    assert stage.told == {anna: [m.Accepted(entry.id, 8, 5)], bob: [entry]}


def test_what_is_missed_ends_with_what_is_kept() -> None:
    stage = Stage(ANNA, last_seq=7)
    entry = stage.numbered(stage.members[0], a_post(1))
    assert (stage.room.last_seq, stage.room.kept_seq) == (8, 7)
    stage.keep(entry)
    assert stage.room.kept_seq == 8


def test_sequences_follow_each_other_whoever_speaks() -> None:
    stage = Stage(ANNA, BOB)
    speakers = [stage.members[number % 2] for number in range(6)]
    seqs = [stage.numbered(who, a_post(number)).seq for number, who in enumerate(speakers)]
    assert seqs == [1, 2, 3, 4, 5, 6]


def test_the_same_post_again_is_acknowledged_and_not_said_twice() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    entry = stage.numbered(anna, a_post(1))
    assert stage.room.post(anna, a_post(1), 6) is None
    stage.keep(entry)
    again = stage.room.post(anna, a_post(1), 7)
    assert isinstance(again, Delivery)
    assert again.members == (anna,)
    (accepted,) = again.messages
    assert isinstance(accepted, m.Accepted)
    assert (accepted.id, accepted.seq) == (entry.id, entry.seq)
    assert stage.heard(anna, m.Accepted) == [m.Accepted(entry.id, 1, 5)]
    assert stage.heard(bob, m.Entry) == [entry]
    assert stage.room.last_seq == 1


def test_one_id_of_two_authors_is_two_posts() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    entries = stage.numbered(anna, a_post(1)), stage.numbered(bob, a_post(1, "mine"))
    stage.keep(*entries)
    assert stage.told[anna] == [m.Accepted(an_id(1), 1, 5), entries[1]]
    assert stage.told[bob] == [entries[0], m.Accepted(an_id(1), 2, 5)]


def test_a_post_that_an_earlier_life_kept_is_acknowledged_under_its_old_number() -> None:
    stage = Stage(ANNA, BOB, last_seq=40)
    anna, bob = stage.members
    entry = stage.numbered(anna, a_post(1))
    stage.keep(twice=(m.Entry(12, entry.id, ANNA, "Anna", 3, "text", "hello"),))
    assert stage.told == {anna: [m.Accepted(entry.id, 12, 3)], bob: []}


def test_a_post_repeated_over_another_link_is_answered_on_both() -> None:
    stage = Stage(ANNA, BOB, ANNA)
    first, bob, second = stage.members
    entry = stage.numbered(first, a_post(1))
    assert stage.room.post(second, a_post(1), 6) is None
    stage.keep(entry)
    for link in (first, second):
        assert stage.told[link] == [m.Accepted(entry.id, 1, 5)]
    assert stage.told[bob] == [entry]


def test_the_answer_goes_to_the_link_that_came_back() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    entry = stage.numbered(anna, a_post(1))
    stage.deliver(stage.room.part(anna, lost=True))
    back = stage.admit(ANNA)
    stage.told[back].clear()
    assert stage.room.post(back, a_post(1), 6) is None
    stage.keep(entry)
    assert stage.told[back] == [m.Accepted(entry.id, 1, 5)]
    assert stage.heard(anna, m.Accepted) == []
    assert stage.heard(bob, m.Entry) == [entry]


def test_an_author_who_left_gets_no_answer_and_the_others_the_entry() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    entry = stage.numbered(anna, a_post(1))
    stage.deliver(stage.room.part(anna, lost=True))
    stage.keep(entry)
    assert stage.heard(bob, m.Entry) == [entry]
    assert stage.heard(anna, m.Accepted) == []


def test_my_other_link_gets_the_entry() -> None:
    stage = Stage(ANNA, ANNA)
    first, second = stage.members
    entry = stage.numbered(first, a_post(1))
    stage.keep(entry)
    assert stage.told == {first: [m.Accepted(entry.id, 1, 5)], second: [entry]}


# --- direct messages ---------------------------------------------------------------------------


def test_a_direct_message_is_told_to_two_devices_only() -> None:
    stage = Stage(ANNA, BOB, CARL, BOB, ANNA)
    anna, bob, carl, bobs_other, annas_other = stage.members
    entry = stage.numbered(anna, a_post(1, to=BOB))
    stage.keep(entry)
    assert stage.told[anna] == [m.Accepted(entry.id, 1, 5)]
    assert stage.told[bob] == stage.told[bobs_other] == stage.told[annas_other] == [entry]
    assert stage.told[carl] == []


def test_a_direct_message_to_somebody_away_is_told_to_nobody_now() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    stage.room.known.met(CARL, "Carl", 0, 0)  # once
    entry = stage.numbered(anna, a_post(1, to=CARL))
    stage.keep(entry)
    assert stage.told == {anna: [m.Accepted(entry.id, 1, 5)], bob: []}
    assert concerns(entry, CARL)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["", ANNA, BOB, CARL])),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.integers(1, 4), min_size=1, max_size=5),
)
@settings(max_examples=60)
def test_everybody_hears_what_concerns_them_in_order_and_once(
    said: list[tuple[int, str]], turns: list[int]
) -> None:
    stage = Stage(ANNA, BOB, CARL, BOB)
    entries = [
        stage.numbered(stage.members[who], a_post(number, to=to))
        for number, (who, to) in enumerate(said)
    ]
    waiting = list(entries)
    turn = 0
    while waiting:
        size = turns[turn % len(turns)]
        stage.keep(*waiting[:size])
        del waiting[:size]
        turn += 1
    for number, device in zip(stage.members, (ANNA, BOB, CARL, BOB), strict=True):
        seqs = [word.seq for word in stage.told[number] if isinstance(word, m.Accepted | m.Entry)]
        concerned = [entry.seq for entry in entries if concerns(entry, device)]
        assert seqs == concerned
        mine = {an_id(at) for at, (who, _) in enumerate(said) if stage.members[who] == number}
        assert {word.id for word in stage.heard(number, m.Accepted)} == mine  # type: ignore[attr-defined]


# --- the known ---------------------------------------------------------------------------------


def test_a_message_waits_only_for_somebody_who_has_been_here() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    stage.deliver(stage.room.part(bob, lost=False))
    entry = stage.numbered(anna, a_post(1, to=BOB))
    stage.keep(entry)
    assert stage.told[anna][-1] == m.Accepted(entry.id, 1, 5)
    assert stage.room.post(anna, a_post(2, to=CARL), 5) == Delivery(
        (anna,), (m.Rejected(an_id(2), "member_unknown"),)
    )


def test_apps_are_told_who_moved_on_and_guests_are_not() -> None:
    stage = Stage(ANNA, BOB)
    stage.room.admit("guest:10.0.0.9", "guest-1", host=False)
    stage.room.news_of_known()
    stage.room.last_seq = stage.room.kept_seq = 9
    assert stage.room.known.receipt(BOB, 9)
    (news,) = stage.room.news_of_known()
    assert news.members == tuple(stage.members)
    assert news.messages == (m.Known((m.KnownPerson(BOB, BOB[:2], 0, 9, 0),)),)
    assert stage.room.news_of_known() == []


def test_what_the_journal_refuses_is_told_to_its_author_and_may_be_tried_again() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    post = m.Post(an_id(1), "edit", "other words", ref=4)
    entry = stage.numbered(bob, post)
    stage.deliver(stage.room.refused([(entry, "not_yours")]))
    assert stage.told == {anna: [], bob: [m.Rejected(an_id(1), "not_yours")]}
    assert isinstance(stage.room.post(bob, post, 5), m.Entry)


# --- what may not be said ----------------------------------------------------------------------

FILE = m.OfferedFile("plan.pdf", 3)
LONG_NAMES = tuple(m.OfferedFile("n" * 255, 1) for _ in range(limits.OFFER_FILES))


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        (a_post(1, ""), "text_empty"),
        (a_post(1, " \n\t "), "text_empty"),
        (a_post(1, "x" * (limits.TEXT_BYTES + 1)), "text_too_long"),
        (a_post(1, "é" * (limits.TEXT_BYTES // 2 + 1)), "text_too_long"),
        (m.Post(an_id(1), "text", "hello", "", m.Offer((FILE,))), "protocol_broken"),
        (m.Post(an_id(1), "offer", "hello"), "offer_unknown"),
        (m.Post(an_id(1), "edit", "hello"), "entry_unknown"),
        (m.Post(an_id(1), "edit", " ", ref=1), "text_empty"),
        (m.Post(an_id(1), "delete", "words", ref=1), "protocol_broken"),
        (m.Post(an_id(1), "delete", "", "", m.Offer((FILE,)), 1), "protocol_broken"),
        (m.Post(an_id(1), "reaction", "x" * (limits.REACTION_BYTES + 1), ref=1), "text_too_long"),
        (m.Post(an_id(1), "reaction", "a b", ref=1), "text_too_long"),
        (m.Post(an_id(1), "offer", "", "", m.Offer(LONG_NAMES)), "text_too_long"),
        (m.Post(an_id(1), "reaction", "+1"), "entry_unknown"),
        (m.Post(an_id(1), "poke", "+1", ref=1), "protocol_broken"),
    ],
)
def test_what_may_not_be_said_takes_no_number(post: m.Post, reason: str) -> None:
    stage = Stage(ANNA, BOB)
    rejected = stage.room.post(stage.members[0], post, 5)
    assert rejected == Delivery((stage.members[0],), (m.Rejected(post.id, reason),))
    assert stage.room.last_seq == 0


@pytest.mark.parametrize(
    "text", ["x" * limits.TEXT_BYTES, "\x00", "\u202e\u2066", "<b>hi</b>", "a\r\nb", "."]
)
def test_every_other_text_is_said(text: str) -> None:
    stage = Stage(ANNA)
    entry = stage.numbered(stage.members[0], a_post(1, text))
    assert entry.text == text.replace("\r\n", "\n")


def test_an_offer_is_an_entry_like_any_other() -> None:
    stage = Stage(ANNA, BOB)
    anna, bob = stage.members
    offer = m.Offer((FILE,), ("10.0.0.12",), 40_000)
    entry = stage.numbered(anna, m.Post(an_id(1), "offer", "", "", offer))
    stage.keep(entry)
    assert stage.told[bob] == [entry]
    assert entry.offer == offer


def test_an_answer_goes_to_every_link_of_one_device_under_a_proven_name() -> None:
    stage = Stage(ANNA, BOB, ANNA, CARL)
    bob = stage.members[1]
    stage.deliver(stage.room.answer(bob, m.Answer(an_id(1), ANNA, "declined", author=CARL)))
    passed = [m.Answer(an_id(1), ANNA, "declined", author=BOB)]
    assert [stage.told[number] for number in stage.members] == [passed, [], passed, []]
    assert stage.room.answer(bob, m.Answer(an_id(1), "dd" * 32, "declined")) == []
    here = m.Answer(an_id(1), ANNA, "here", addresses=("10.0.0.7",), port=4)
    stage.deliver(stage.room.answer(bob, here))
    passed.append(m.Answer(an_id(1), ANNA, "here", BOB, ("10.0.0.7",), 4))
    assert [stage.told[number] for number in stage.members] == [passed, [], passed, []]


# --- memory ------------------------------------------------------------------------------------


def test_only_the_latest_ids_are_kept_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_module, "_REMEMBERED_IDS", 3)
    stage = Stage(ANNA)
    (anna,) = stage.members
    entries = [stage.numbered(anna, a_post(number)) for number in range(5)]
    stage.keep(*entries)
    assert isinstance(stage.room.post(anna, a_post(4), 6), Delivery)
    # The oldest is not known any more: it is numbered again, and the journal recognises it.
    again = stage.numbered(anna, a_post(0))
    stage.told[anna].clear()
    stage.keep(twice=(entries[0],))
    assert again.seq == 6
    assert stage.told[anna] == [m.Accepted(entries[0].id, 1, 5)]


def test_posts_on_their_way_are_never_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room_module, "_REMEMBERED_IDS", 3)
    stage = Stage(ANNA)
    (anna,) = stage.members
    for number in range(6):
        stage.numbered(anna, a_post(number))
    assert all(stage.room.post(anna, a_post(number), 6) is None for number in range(6))


def test_deliveries_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Delivery((1,), ()).members = ()  # type: ignore[misc]

"""Who was here, and how much each one has: counted up, told once, bounded."""

from __future__ import annotations

from lanyard.room.known import KnownPeople
from lanyard.wire import limits
from lanyard.wire import message as m

ANNA, BOB = "a1" * 32, "b2" * 32


def test_who_comes_again_keeps_the_number_of_the_first_time() -> None:
    known = KnownPeople()
    assert known.met(ANNA, "Anna", 7, 100) == 7
    assert known.met(ANNA, "Anna B.", 9, 200) == 7
    assert known.people == (m.KnownPerson(ANNA, "Anna B.", 7, 7, 200),)


def test_receipts_only_count_upwards() -> None:
    known = KnownPeople([m.KnownPerson(ANNA, "Anna", 0, 5, 0)])
    assert not known.receipt(ANNA, 5)
    assert not known.receipt(BOB, 9)
    assert known.receipt(ANNA, 6)
    assert not known.receipt(ANNA, 4)
    assert known.people[0].read_to == 6


def test_news_is_told_once_and_kept_once() -> None:
    known = KnownPeople([m.KnownPerson(ANNA, "Anna", 0, 0, 0)])
    assert known.take_untold() == ()
    known.receipt(ANNA, 1)
    known.receipt(ANNA, 2)
    assert [person.read_to for person in known.take_untold()] == [2]
    assert known.take_untold() == ()
    assert [person.read_to for person in known.take_unkept()] == [2]
    assert known.take_unkept() == ()


def test_of_too_many_the_longest_away_is_forgotten() -> None:
    known = KnownPeople()
    for number in range(limits.KNOWN_MEMBERS):
        known.met(f"{number:064x}", "N", 0, 1_000 - number % 1_000)
    oldest = min(known.people, key=lambda person: person.seen_at)
    known.met(ANNA, "Anna", 0, 5_000)
    assert ANNA in known
    assert oldest.device_id not in known
    assert len(known.people) == limits.KNOWN_MEMBERS

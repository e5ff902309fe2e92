"""The journal's thread: many records a commit, none acknowledged before it, none lost."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from typing import Any

import pytest

from journal.desks import Desks, Lock
from journal.journals import ANNA, BOB, ROOM, a_change, an_entry
from lanyard.events import (
    Code,
    CommandFailed,
    JournalTroubled,
    JournalWell,
    Kind,
    Offer,
    OfferedFile,
    RoomsRemembered,
)
from lanyard.journal import recorder as recorder_module
from lanyard.journal.database import Database
from lanyard.journal.store import FILE_NAME, Store
from lanyard.records import (
    Drop,
    EpochChanged,
    FindOffer,
    Keep,
    Kept,
    LogClosed,
    LogOpened,
    MeetRoom,
    OfferFound,
    PageRead,
    Queue,
    Queued,
    ReadPage,
    RoomMet,
    Settle,
)


def a_meeting(**changes: object) -> MeetRoom:
    met = MeetRoom("key", ROOM, "Office", "10.0.0.12", 25225, BOB, False, False, ANNA)
    return dataclasses.replace(met, **changes)  # type: ignore[arg-type]


# --- writing -----------------------------------------------------------------------------------


def test_what_comes_in_one_turn_is_one_commit(desks: Desks, commits: list[int]) -> None:
    desk = desks.open(start=False)
    for seq in range(1, 301):
        desk.write.emit(Keep((an_entry(seq),), ticket=seq))
    desk.start()
    desks.until(desk, Kept, 300)
    assert len(commits) == 1
    assert [kept.ticket for kept in desk.heard(Kept)] == list(range(1, 301))
    assert [kept.entries for kept in desk.heard(Kept)] == [(an_entry(s),) for s in range(1, 301)]


def test_a_turn_has_a_limit(desks: Desks, commits: list[int]) -> None:
    desk = desks.open(start=False)
    for seq in range(1, recorder_module._TURN_LIMIT + 2):
        desk.write.emit(Keep((an_entry(seq),), ticket=seq))
    desk.start()
    desks.until(desk, Kept, recorder_module._TURN_LIMIT + 1)
    assert len(commits) == 2


def test_kept_means_on_disk(desks: Desks) -> None:
    desk = desks.open()
    desk.write.emit(Keep((an_entry(1), an_entry(2)), ticket=9))
    desks.until(desk, Kept)
    other = Store(desks.profile)
    assert other.last_seq(ROOM) == 2
    other.close()


def test_a_post_that_was_kept_before_is_told_apart(desks: Desks) -> None:
    desk = desks.open()
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    again = an_entry(2, id=an_entry(1).id)
    desk.write.emit(Keep((again, an_entry(3)), ticket=2))
    kept = desks.until(desk, Kept, 2)
    assert kept == Kept(2, (an_entry(3),), (an_entry(1),))


def test_a_copy_asks_for_no_answer(desks: Desks) -> None:
    desk = desks.open()
    desk.write.emit(Keep((an_entry(1),)))
    desk.write.emit(Queue(an_entry(0, id="aa" * 16)))
    desks.until(desk, Queued)
    assert desk.heard(Kept) == []


def test_posts_are_queued_settled_and_dropped(desks: Desks) -> None:
    desk = desks.open()
    first, second = an_entry(0, id="aa" * 16), an_entry(0, id="bb" * 16)
    for record in (
        Queue(first),
        Queue(second),
        Settle(ROOM, first.id, 4, 9),
        Drop(ROOM, second.id),
    ):
        desk.write.emit(record)
    desk.meet_room.emit(a_meeting())
    met = desks.until(desk, RoomMet)
    assert [queued.entry for queued in desk.heard(Queued)] == [first, second]
    assert (met.seq, met.unsent) == (4, ())


@pytest.mark.usefixtures("impatient")
def test_a_failed_commit_is_tried_again_and_nothing_is_acknowledged_meanwhile(
    desks: Desks,
) -> None:
    desk = desks.open()
    desks.until(desk, RoomsRemembered)
    lock = Lock(desks.profile)
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    troubled = desks.until(desk, JournalTroubled)
    assert troubled.failure.code is Code.JOURNAL_FAILED
    desk.write.emit(Queue(an_entry(0, id="aa" * 16)))
    desk.write.emit(Keep((an_entry(2),), ticket=2))
    # A question that has to be answered anyway shows that the thread lives, and passes nothing.
    desk.read_page.emit(ReadPage(5, ROOM, 0, 9, ANNA, 10))
    assert desks.until(desk, PageRead) == PageRead(5, (), 0, 9, complete=True)
    assert desk.heard(Kept) == []
    assert desk.heard(Queued) == []
    lock.release()
    desks.until(desk, Kept, 2)
    assert [one for one in desk.said if isinstance(one, Kept | Queued)] == [
        Kept(1, (an_entry(1),)),
        Queued(an_entry(0, id="aa" * 16)),
        Kept(2, (an_entry(2),)),
    ]
    desks.until(desk, JournalWell)
    assert len(desk.heard(JournalTroubled)) == 1, "said once, not at every try"
    assert isinstance(desk.said[-1], JournalWell), "well when all that waited is on the disk"


def test_what_waits_is_written_at_the_end(desks: Desks) -> None:
    desk = desks.open(start=False)
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    desk.start()
    desk.end()
    store = Store(desks.profile)
    assert store.last_seq(ROOM) == 1
    store.close()


@pytest.mark.usefixtures("impatient")
def test_what_cannot_be_written_at_the_end_is_logged(desks: Desks, expect_log: Any) -> None:
    expect_log("lanyard.journal", "1 records could not be written")
    desk = desks.open()
    desks.until(desk, RoomsRemembered)
    lock = Lock(desks.profile)
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    desks.until(desk, JournalTroubled)
    desk.end()
    lock.release()


def test_a_lying_server_cannot_stop_the_journal(desks: Desks) -> None:
    desk = desks.open()
    desk.write.emit(Keep((an_entry(1),)))
    desk.write.emit(Keep((an_entry(1, id="ff" * 16, text="forged"), an_entry(2))))
    desk.write.emit(Keep((an_entry(1, room="0c" * 16),), ticket=3))
    desks.until(desk, Kept)
    desk.read_page.emit(ReadPage(4, ROOM, 0, 0, ANNA, 9))
    assert desks.until(desk, PageRead).entries == (an_entry(1), an_entry(2))
    assert desk.heard(JournalTroubled) == []


def test_an_offer_is_found_by_who_made_it_while_it_stands(desks: Desks) -> None:
    desk = desks.open()
    offer = Offer((OfferedFile("plan.pdf", 10, 5),), ("10.0.0.12",), 4000)
    entry = an_entry(1, to=BOB, kind=Kind.OFFER, text="", offer=offer)
    desk.write.emit(Keep((entry, an_entry(2)), ticket=1))
    room, text = "0c" * 16, an_entry(2).id
    asked = [
        FindOffer(ROOM, entry.id, ANNA),
        FindOffer(ROOM, entry.id, BOB),
        FindOffer(room, entry.id, ANNA),
        FindOffer(ROOM, text, ANNA),
        FindOffer(ROOM, "ee" * 16, ANNA),
    ]
    for one in asked:
        desk.find_offer.emit(one)
    desks.until(desk, OfferFound, len(asked))
    found = desk.heard(OfferFound)
    assert [one.asked for one in found] == asked
    assert [one.entry for one in found] == [entry, None, None, None, None]
    desk.write.emit(Keep((a_change(3, Kind.DELETE, 1, to=BOB),), ticket=2))
    desk.find_offer.emit(asked[0])
    assert desks.until(desk, OfferFound, len(asked) + 1).entry is None


# --- hosting -----------------------------------------------------------------------------------


def test_a_room_is_hosted_by_one_program_at_a_time(desks: Desks) -> None:
    first, second = desks.open(), desks.open()
    opened = desks.hosted(first)
    assert opened.failure is None
    refused = desks.hosted(second)
    assert refused.failure is not None
    assert refused.failure.code is Code.ALREADY_HOSTING
    assert desks.hosted(second, "Kitchen").failure is None
    first.write.emit(Keep((an_entry(1, room=opened.room),), ticket=1))
    first.close_log.emit(LogClosed(opened.room))
    first.read_page.emit(ReadPage(1, opened.room, 0, 0, ANNA, 1))
    desks.until(first, PageRead)
    again = desks.hosted(second)
    assert again == LogOpened("Office", opened.room, opened.epoch, 1)


def test_ending_lets_the_room_go(desks: Desks) -> None:
    first = desks.open()
    room = desks.hosted(first).room
    first.end()
    assert desks.hosted(desks.open()).room == room


CRASH = """
import os, signal, sys
from PySide6.QtCore import QLockFile
lock = QLockFile(sys.argv[1])
lock.setStaleLockTime(0)
assert lock.tryLock(0)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_program_that_was_killed_does_not_keep_the_room(desks: Desks) -> None:
    desk = desks.open()
    room = desks.hosted(desk).room
    desk.end()
    place = desks.profile / f"room-{room}.lock"
    subprocess.run([sys.executable, "-c", CRASH, str(place)], check=False, timeout=20)
    assert place.exists()
    assert desks.hosted(desks.open()).failure is None


@pytest.mark.usefixtures("impatient")
def test_numbers_that_never_reached_the_disk_are_given_again(desks: Desks) -> None:
    desk = desks.open()
    opened = desks.hosted(desk)
    desk.write.emit(Keep((an_entry(1, room=opened.room),), ticket=1))
    desks.until(desk, Kept)
    lock = Lock(desks.profile)
    desk.write.emit(Keep((an_entry(2, room=opened.room),), ticket=2))
    desk.write.emit(Queue(an_entry(0, id="aa" * 16)))
    desks.until(desk, JournalTroubled)
    desk.close_log.emit(LogClosed(opened.room))
    desk.read_page.emit(ReadPage(1, opened.room, 0, 0, ANNA, 9))
    assert len(desks.until(desk, PageRead).entries) == 1
    lock.release()
    assert desks.hosted(desk).last_seq == 1
    other = an_entry(2, room=opened.room, id="ee" * 16)
    desk.write.emit(Keep((other,), ticket=3))
    desks.until(desk, Kept, 2)
    assert desk.heard(Kept)[1] == Kept(3, (other,))
    assert len(desk.heard(Queued)) == 1, "only the numbered entries of that room were let go"


# --- reading -----------------------------------------------------------------------------------


def test_a_page_follows_the_news_of_everything_before_it(desks: Desks) -> None:
    desk = desks.open(start=False)
    for seq in range(1, 6):
        desk.write.emit(Keep((an_entry(seq),), ticket=seq))
    desk.read_page.emit(ReadPage(7, ROOM, 1, 6, ANNA, 3))
    desk.write.emit(Keep((an_entry(6),), ticket=6))
    desk.read_page.emit(ReadPage(7, ROOM, 3, 7, ANNA, 3))
    desk.start()
    desks.until(desk, PageRead, 2)
    order = [one.ticket for one in desk.said if isinstance(one, Kept | PageRead)]
    assert order == [1, 2, 3, 4, 5, 7, 6, 7]
    first, second = desk.heard(PageRead)
    assert [entry.seq for entry in first.entries] == [3, 4, 5]
    assert (first.after, first.before, first.complete) == (2, 6, False)
    assert [entry.seq for entry in second.entries] == [4, 5, 6]
    assert (second.after, second.before, second.complete) == (3, 7, True)


# --- joining -----------------------------------------------------------------------------------


def test_a_first_meeting_is_remembered_and_a_changed_host_is_not(desks: Desks) -> None:
    desk = desks.open()
    desk.meet_room.emit(a_meeting())
    assert desks.until(desk, RoomMet) == RoomMet("key", ROOM, BOB)
    other = "c3" * 32
    desk.meet_room.emit(a_meeting(device_id=other))
    assert desks.until(desk, RoomMet, 2) == RoomMet("key", ROOM, BOB)
    desk.meet_room.emit(a_meeting(device_id=other, room="0c" * 16))
    assert desks.until(desk, RoomMet, 3).pinned == BOB
    desk.meet_room.emit(a_meeting(device_id=other, trust_changed=True))
    assert desks.until(desk, RoomMet, 4).pinned == other
    desk.meet_room.emit(a_meeting())
    assert desks.until(desk, RoomMet, 5).pinned == other


def test_nobody_else_can_be_trusted_with_the_log_of_an_own_room(desks: Desks) -> None:
    desk = desks.open()
    room = desks.hosted(desk).room
    desk.meet_room.emit(a_meeting(room=room, trust_changed=True))
    assert desks.until(desk, RoomMet).pinned == ANNA
    assert desks.hosted(desks.open(), "Other").failure is None
    desk.close_log.emit(LogClosed(room))
    assert desks.hosted(desk).room == room


def test_the_own_room_is_joined_whatever_else_was_met_under_its_name(desks: Desks) -> None:
    desk = desks.open()
    desk.meet_room.emit(a_meeting(host="127.0.0.1"))
    room = desks.hosted(desk).room
    desk.meet_room.emit(a_meeting(room=room, host="127.0.0.1", device_id=ANNA, hosted=True))
    assert desks.until(desk, RoomMet, 2).pinned == ANNA


def test_the_copy_says_where_it_ends(desks: Desks) -> None:
    desk = desks.open()
    desk.meet_room.emit(a_meeting())
    desk.change_epoch.emit(EpochChanged(ROOM, "first"))
    desk.write.emit(Keep((an_entry(3), an_entry(4))))
    desk.write.emit(Queue(an_entry(0, id="aa" * 16)))
    desk.meet_room.emit(a_meeting())
    met = desks.until(desk, RoomMet, 2)
    assert met == RoomMet("key", ROOM, BOB, "first", 4, (an_entry(0, id="aa" * 16),))
    desk.change_epoch.emit(EpochChanged(ROOM, "second"))
    desk.meet_room.emit(a_meeting())
    assert desks.until(desk, RoomMet, 3).seq == 0


@pytest.mark.usefixtures("impatient")
def test_a_meeting_that_cannot_be_written_is_refused(desks: Desks) -> None:
    desk = desks.open()
    desks.until(desk, RoomsRemembered)
    lock = Lock(desks.profile)
    desk.meet_room.emit(a_meeting())
    met = desks.until(desk, RoomMet)
    assert met.failure is not None
    assert met.failure.code is Code.JOURNAL_FAILED
    lock.release()


# --- a journal that cannot be used -------------------------------------------------------------


def test_a_newer_journal_is_a_reason_and_nothing_is_written(desks: Desks) -> None:
    Store(desks.profile).close()
    database = Database(desks.profile / FILE_NAME, writing=True)
    database.run("PRAGMA user_version=99")
    database.close()
    desk = desks.open()
    assert desks.until(desk, CommandFailed).failure.code is Code.JOURNAL_NEWER
    opened = desks.hosted(desk)
    desk.meet_room.emit(a_meeting())
    met = desks.until(desk, RoomMet)
    for failure in (opened.failure, met.failure):
        assert failure is not None
        assert failure.code is Code.JOURNAL_NEWER
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    desk.end()
    assert desk.heard(Kept) == []
    assert len(desk.heard(CommandFailed)) == 1

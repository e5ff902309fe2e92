"""Full, failing and damaged disks: nothing unsafe is acknowledged, and it is said once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apsw
import pytest

from journal.desks import Desks
from journal.journals import ANNA, BOB, CARL, ROOM, a_visit, an_entry, keep, seqs
from lanyard.commands import KeepDraft, MarkRead
from lanyard.events import (
    Code,
    CommandFailed,
    ConversationsRemembered,
    JournalMended,
    JournalTroubled,
    JournalWell,
    KnownMember,
    RoomsRemembered,
)
from lanyard.journal import recorder as recorder_module
from lanyard.journal.database import Database, JournalDamaged
from lanyard.journal.store import FILE_NAME, Store
from lanyard.records import (
    Copied,
    FillGap,
    Keep,
    KeepMembers,
    Kept,
    LogOpened,
    MeetRoom,
    OpenGap,
    OpenLog,
    PageRead,
    Queue,
    ReadPage,
    RoomMet,
    Settle,
)

MEETING = MeetRoom("key", ROOM, "Office", "10.0.0.12", 25225, BOB, False, False, ANNA)


class Disk:
    """Lets statements fail that begin with a word, a number of times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.errors: list[Exception] = []
        self.word = "COMMIT"
        self.opened = 0
        run, init = Database.run, Database.__init__

        def failing(database: Database, statement: str, *arguments: Any) -> int:
            if self.errors and statement.startswith(self.word):
                raise self.errors.pop(0)
            return run(database, statement, *arguments)

        def opening(database: Database, *arguments: Any, **named: Any) -> None:
            init(database, *arguments, **named)
            self.opened += int(named["writing"])

        monkeypatch.setattr(Database, "run", failing)
        monkeypatch.setattr(Database, "__init__", opening)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    return Disk(monkeypatch)


# --- a disk that fails -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code", "opened"),
    [
        (apsw.FullError("database or disk is full"), Code.DISK_FULL, 1),
        (apsw.IOError("disk I/O error"), Code.DISK_FAILED, 4),
        (apsw.BusyError("database is locked"), Code.JOURNAL_FAILED, 1),
    ],
)
def test_talk_goes_on_when_the_disk_takes_it_again(
    desks: Desks, disk: Disk, error: Exception, code: Code, opened: int
) -> None:
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    disk.errors = [error] * 3
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    desks.until(desk, JournalWell)
    assert desk.heard(Kept) == [Kept(1, (an_entry(1),))]
    (troubled,) = desk.heard(JournalTroubled)
    assert troubled.failure.code is code
    assert desk.said.index(troubled) < desk.said.index(desk.heard(Kept)[0])
    assert disk.opened == opened, "a connection the disk has failed is never used again"
    assert len(desk.heard(RoomsRemembered)) == 1


def test_a_failed_fold_is_trouble_too(desks: Desks, disk: Disk) -> None:
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    disk.word = "PRAGMA wal_checkpoint"
    disk.errors = [apsw.IOError("disk I/O error")]
    rows = tuple(an_entry(seq, text="x" * 9_000) for seq in range(1, 500))
    desk.write.emit(Keep(rows, ticket=1))
    desks.until(desk, JournalWell)
    assert len(desk.heard(JournalTroubled)) == 1
    assert disk.opened == 2


def test_a_profile_that_appears_later(desks: Desks) -> None:
    away = desks.profile.with_name("away")
    desks.profile.rename(away)
    desk = desks.open()
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    desks.until(desk, JournalTroubled)
    assert desks.hosted(desk).failure is not None
    away.rename(desks.profile)
    desks.until(desk, Kept)
    desks.until(desk, JournalWell)
    assert len(desk.heard(RoomsRemembered)) == 1


def test_another_program_put_a_new_journal_there(desks: Desks) -> None:
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    for path in desks.profile.glob(f"{FILE_NAME}*"):
        path.rename(desks.profile / f"old-{path.name}")
    Store(desks.profile).close()
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    desks.until(desk, Kept)
    store = Store(desks.profile)
    assert store.last_seq(ROOM) == 1, "nothing is written where nobody will read it"
    store.close()


# --- a damaged journal -------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"not a database" * 900, b"SQLite format 3\0" + b"?" * 9_000])
def test_the_program_starts_with_any_file(desks: Desks, content: bytes, expect_log: Any) -> None:
    expect_log("lanyard.journal", "damaged")
    (desks.profile / FILE_NAME).write_bytes(content)
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    (mended,) = desk.heard(JournalMended)
    assert Path(mended.kept_as).read_bytes() == content
    assert desks.hosted(desk).failure is None
    assert desk.heard(JournalTroubled) == desk.heard(CommandFailed) == []
    desk.end()
    again = desks.open()
    desks.until(again, ConversationsRemembered)
    assert again.heard(JournalMended) == [], "said once"


def test_damage_that_shows_later_is_mended(desks: Desks, disk: Disk, expect_log: Any) -> None:
    expect_log("lanyard.journal", "damaged")
    store = Store(desks.profile)
    keep(store, [an_entry(seq) for seq in range(1, 51)])
    store.close()
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    disk.word = "INSERT OR IGNORE INTO entry"
    disk.errors = [apsw.CorruptError("database disk image is malformed")]
    desk.write.emit(Keep((an_entry(51),), ticket=1))
    desks.until(desk, Kept)
    assert desk.heard(JournalMended)[0].rows == 50
    assert desk.heard(JournalTroubled) == []
    desk.read_page.emit(ReadPage(1, ROOM, 0, 0, ANNA, 99))
    assert seqs(desks.until(desk, PageRead).entries) == list(range(1, 52))
    desk.recorder.on_damage_found(JournalDamaged("a reader saw it"))
    assert len(desk.heard(JournalMended)) == 2


def test_a_disk_that_damages_everything_is_not_mended_for_ever(
    desks: Desks, disk: Disk, expect_log: Any
) -> None:
    expect_log("lanyard.journal", "damaged")
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    disk.word = "INSERT OR IGNORE INTO entry"
    disk.errors = [apsw.CorruptError("database disk image is malformed")] * 6
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    desks.until(desk, JournalWell)
    assert len(desk.heard(JournalMended)) == recorder_module._MENDINGS
    assert desk.heard(Kept) == [Kept(1, (an_entry(1),))]


# --- what a client writes ----------------------------------------------------------------------


def test_copies_are_told_when_they_are_on_the_disk(desks: Desks) -> None:
    desk = desks.open(start=False)
    desk.write.emit(OpenGap(ROOM, 0, 100))
    desk.write.emit(Keep((an_entry(100), an_entry(101))))
    desk.write.emit(Keep((an_entry(102),)))
    desk.write.emit(FillGap(ROOM, (an_entry(99),), 90, 100))
    desk.write.emit(FillGap(ROOM, (), 80, 91))
    desk.start()
    desks.until(desk, Copied, 3)
    assert set(desk.heard(Copied)) == {
        Copied(ROOM, 102), Copied(ROOM, 99, 90, 100), Copied(ROOM, 0, 80, 91)
    }  # fmt: skip
    desk.meet_room.emit(MEETING)
    met = desks.until(desk, RoomMet)
    assert (met.seq, met.gaps) == (102, ((0, 81),))


def test_what_is_new_and_concerns_me_is_told(desks: Desks) -> None:
    desk = desks.open(start=False)
    mine = an_entry(0, id="ee" * 16)
    desk.write.emit(Queue(mine))
    desk.write.emit(Keep((an_entry(1), an_entry(2, BOB, CARL), an_entry(3, BOB, ANNA)), ticket=1))
    desk.write.emit(Keep((an_entry(1),)))
    desk.write.emit(Settle(ROOM, mine.id, 4, 9))
    desk.start()
    desks.until(desk, tuple)
    assert [seqs(entries) for entries in desk.heard(tuple)] == [[1, 3, 4]]


def test_small_things_ride_along_or_go_soon(
    desks: Desks, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks.open()
    desks.until(desk, ConversationsRemembered)
    desk.write.emit(MarkRead(ROOM, "", 5))
    desk.write.emit(KeepDraft(ROOM, "", "half"))
    desk.write.emit(Keep((an_entry(1),), ticket=1))
    desks.until(desk, Kept)
    assert len(commits) == 1
    desk.end()
    monkeypatch.setattr(recorder_module, "_RIDE_MILLISECONDS", 10)
    store = Store(desks.profile)
    with store.transaction():
        store.remember_room(a_visit())
    store.close()
    desk = desks.open()
    first = desks.until(desk, ConversationsRemembered).conversations[0]
    assert (first.read_to, first.draft) == (5, "half")
    commits.clear()
    desk.write.emit(KeepDraft(ROOM, "", "more"))
    desks.qtbot.waitUntil(lambda: len(commits) == 1)


def test_who_comes_late_sees_what_the_room_says(desks: Desks) -> None:
    desk = desks.open()
    desk.open_log.emit(OpenLog("Office", ANNA, 0))
    room = desks.until(desk, LogOpened).room
    entries = tuple(an_entry(seq, room=room) for seq in range(1, 6))
    desk.write.emit(Keep(entries, ticket=1))
    carl = KnownMember(CARL, "Carl", 5, 0, 7)
    desk.write.emit(KeepMembers(room, (carl,)))
    desk.write.emit(Keep((an_entry(6, room=room),), ticket=2))
    for device in (CARL, BOB, ANNA):
        desk.read_page.emit(ReadPage(1, room, 0, 7, device, 9))
    pages = [desks.until(desk, PageRead, count) for count in (1, 2, 3)]
    assert [seqs(page.entries) for page in pages] == [[6], [], [1, 2, 3, 4, 5, 6]]
    assert all((page.after, page.complete) == (0, True) for page in pages)
    desk.end()
    again = desks.open()
    again.open_log.emit(OpenLog("Office", ANNA))
    assert desks.until(again, LogOpened).members == (carl,)
    again.read_page.emit(ReadPage(1, room, 0, 7, CARL, 9))
    assert seqs(desks.until(again, PageRead).entries) == [6], "as it was when it first came"

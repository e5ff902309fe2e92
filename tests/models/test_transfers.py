"""The list of transfers: one row each, offers apart, words for every state."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from lanyard.events import (
    Code,
    EntriesArrived,
    Entry,
    Failure,
    FileFailed,
    Joined,
    Kind,
    ManifestRead,
    Offer,
    OfferedFile,
    TransferChanged,
    TransferState,
)
from lanyard.models import transfers as module
from lanyard.models.transfer_words import TransferAct, TransferLook, transfer_look
from lanyard.models.transfers import ShownTransfers, TransfersModel, View

State = TransferState
MIN = "5a" * 32


def a_transfer(**changes: object) -> TransferChanged:
    whole = TransferChanged(
        id="t1",
        offer="o1",
        room="r1",
        incoming=True,
        state=State.RUNNING,
        peer=MIN,
        peer_name="Zhang Min",
        name="plan.pdf",
        files=1,
        size=48_200_000,
        moved=24_100_000,
        speed=11_400_000.0,
        seconds_left=2.0,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def an_offer_entry() -> Entry:
    files = (OfferedFile("plan.pdf", 40_000_000), OfferedFile("b.txt", 8_200_000))
    return Entry("r1", 7, "o1", MIN, "Zhang Min", 1_714_550_681_931, Kind.OFFER, "",
                 offer=Offer(files))  # fmt: skip


@pytest.fixture
def model(qapp: object) -> TransfersModel:
    made = TransfersModel()
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(made, mode, made)
    return made


def ids(model: TransfersModel) -> list[str]:
    rows = [model.transfer(row) for row in range(model.rowCount())]
    return [row.id for row in rows if row]


def test_a_transfer_is_one_row_that_changes(model: TransfersModel) -> None:
    model.take(a_transfer())
    model.take(a_transfer(id="t2"))
    model.take(a_transfer(state=State.DONE, moved=48_200_000, paths=("/d/plan.pdf",)))
    assert ids(model) == ["t2", "t1"]
    look = model.index(1).data(TransfersModel.LOOK)
    assert isinstance(look, TransferLook)
    assert look.acts[:3] == (TransferAct.OPEN, TransferAct.SHOW_FOLDER, TransferAct.FORGET)
    assert model.count(State.DONE) == 1


def test_an_offer_to_me_waits_apart_until_it_is_answered(model: TransfersModel) -> None:
    model.take(Joined("k", "r1", "Office", "h", 1, "d", 1, "me", (), 0))
    model.take(a_transfer(state=State.OFFERED, files=2, moved=0))
    assert ids(model) == []
    (waiting,) = model.waiting_offers()
    assert [file.name for file in waiting.files] == ["plan.pdf"]
    model.take(EntriesArrived("r1", (an_offer_entry(),)))
    (waiting,) = model.waiting_offers()
    assert [file.name for file in waiting.files] == ["plan.pdf", "b.txt"]
    assert (waiting.room_name, waiting.at) == ("Office", 1_714_550_681_931)
    model.take(a_transfer(state=State.CONNECTING, files=2, moved=0))
    assert model.waiting_offers() == ()
    assert ids(model) == ["t1"]


def test_an_offer_of_mine_is_a_row_at_once(model: TransfersModel) -> None:
    model.take(a_transfer(state=State.OFFERED, incoming=False))
    assert ids(model) == ["t1"]
    assert model.waiting_offers() == ()


def test_clearing_takes_only_what_has_ended(model: TransfersModel) -> None:
    for at, state in enumerate(State):
        model.take(a_transfer(id=state.value, incoming=False, state=state, moved=at))
    model.clear_ended()
    assert set(ids(model)) == {
        "offered", "connecting", "running", "checking", "waiting", "paused", "left"
    }  # fmt: skip
    model.forget("running")
    assert "running" in ids(model)


def test_the_list_is_bounded_and_keeps_what_runs(
    model: TransfersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_KEPT", 3)
    monkeypatch.setattr(module, "DROPPED_AT_ONCE", 1)
    model.take(a_transfer(id="running"))
    for number in range(6):
        model.take(a_transfer(id=f"done {number}", state=State.DONE))
    assert ids(model) == ["done 5", "done 4", "running"]


def test_the_views(model: TransfersModel) -> None:
    shown = ShownTransfers(model)
    model.take(a_transfer(id="a"))
    model.take(a_transfer(id="b", state=State.FAILED))
    counts = []
    for view in View:
        shown.show_view(view)
        counts.append(shown.rowCount())
    assert counts == [2, 1, 1]
    shown.show_view(View.RUNNING)
    model.take(a_transfer(id="a", state=State.DONE))
    assert shown.rowCount() == 0


@pytest.mark.parametrize("incoming", [True, False])
@pytest.mark.parametrize("state", list(State))
def test_every_state_has_words(state: State, incoming: bool) -> None:
    for moved in (0, 24_100_000, 48_200_000):
        for size in (0, 48_200_000):
            transfer = a_transfer(state=state, incoming=incoming, moved=min(moved, size), size=size)
            look = transfer_look(transfer, "Office")
            assert look.title == "plan.pdf"
            assert look.state
            assert "{" not in look.state + look.line + look.spoken
            assert look.acts
            assert look.share is None or 0.0 <= look.share <= 1.0


def test_a_stop_says_why_and_what_to_do() -> None:
    failed = a_transfer(state=State.FAILED, failure=Failure(Code.DISK_FULL))
    look = transfer_look(failed, "Office")
    assert look.trouble
    assert look.state == "stopped at 50 %"
    assert look.line.startswith("from Zhang Min, Office. The disk is full.")


def test_strangers_words_are_made_harmless_and_fill_nothing() -> None:
    look = transfer_look(a_transfer(name="a\u202egnp.exe\n", peer_name="{room}{why}"), "Off{name}")
    assert look.title == "agnp.exe"
    assert look.line == "from {room}{why}, Off{name}"


def test_running_tells_how_far_how_fast_how_long() -> None:
    look = transfer_look(a_transfer(), "")
    assert look.state == "24.1 of 48.2 MB, 11.4 MB/s, 2 s left"
    assert look.share == pytest.approx(0.5)
    many = a_transfer(files=1204, files_done=312, current="a/b.jpg")
    look = transfer_look(many, "", "photos")
    assert look.state == "312 of 1204 files, 24.1 of 48.2 MB, 11.4 MB/s, 2 s left"
    assert look.short == "24.1 of 48.2 MB, 11.4 MB/s, 2 s left"
    assert (look.title, look.icon) == ("photos", "folder")
    assert look.line == "from Zhang Min: a/b.jpg"
    resumed = transfer_look(a_transfer(resumed_at=20_000_000), "")
    assert resumed.line == "from Zhang Min, went on at 20.0 MB"
    relayed = transfer_look(a_transfer(direct=False), "")
    assert relayed.line == "from Zhang Min, by way of the host"
    passed_on = transfer_look(a_transfer(through="B\u202eob"), "")
    assert passed_on.line.startswith("from Zhang Min, passed on by B")
    assert "\u202e" not in passed_on.line
    waits = a_transfer(through="Bob", state=State.WAITING)
    assert "Bob" not in transfer_look(waits, "").line


def test_what_waits_says_for_what_and_that_it_goes_on_by_itself() -> None:
    away = a_transfer(state=State.WAITING, failure=Failure(Code.SENDER_GONE))
    look = transfer_look(away, "")
    assert look.state == "waits at 24.1 of 48.2 MB"
    assert look.line == "from Zhang Min. Waits for Zhang Min; goes on by itself."
    assert look.waits
    assert not look.trouble
    assert look.acts == (TransferAct.RESUME, TransferAct.CANCEL)
    full = a_transfer(state=State.WAITING, failure=Failure(Code.DISK_FULL))
    assert transfer_look(full, "").line.endswith("Free some space; it then goes on by itself.")
    theirs = a_transfer(state=State.WAITING, failure=Failure(Code.RECEIVER_DISK_FULL))
    assert "The disk of Zhang Min is full." in transfer_look(theirs, "").line
    other = a_transfer(state=State.WAITING, failure=Failure(Code.DISK_FAILED))
    assert transfer_look(other, "").line.endswith("It goes on by itself when that is over.")


def test_what_lies_on_the_host_says_for_whom_and_who_could_read_it() -> None:
    left = a_transfer(
        state=State.LEFT, incoming=False, at_server=True, until=1_714_550_681_931, moved=48_200_000
    )
    look = transfer_look(left, "")
    assert look.state.startswith("48.2 MB, on the host until ")
    assert look.line == (
        "to Zhang Min. Zhang Min gets it when they are back. "
        "Until then the person hosting could read it."
    )
    assert look.share is None
    assert not look.trouble
    assert look.acts == (TransferAct.CANCEL,)
    going = a_transfer(incoming=False, at_server=True, direct=False)
    assert transfer_look(going, "").line == "to Zhang Min, left on the host meanwhile"
    coming = a_transfer(at_server=True, direct=False)
    assert transfer_look(coming, "").line == "from Zhang Min, from what the host kept"
    failure = Failure(Code.SPOOL_FULL, name="Zhang Min")
    waits = a_transfer(state=State.WAITING, incoming=False, failure=failure)
    assert transfer_look(waits, "").line == (
        "to Zhang Min. Zhang Min is away and the host has no room for it. "
        "It goes on when both of you are there."
    )


@pytest.mark.parametrize("incoming", [True, False])
def test_a_pause_says_whose_it_is_and_can_be_ended(incoming: bool) -> None:
    mine = transfer_look(a_transfer(state=State.PAUSED, incoming=incoming), "")
    assert mine.state == "paused at 24.1 of 48.2 MB"
    assert mine.acts == (TransferAct.RESUME, TransferAct.CANCEL)
    assert "Paused by" not in mine.line
    why = Failure(Code.PAUSED_THERE)
    theirs = transfer_look(a_transfer(state=State.PAUSED, incoming=incoming, failure=why), "")
    assert theirs.line.endswith("Zhang Min. Paused by Zhang Min.")
    running = transfer_look(a_transfer(incoming=incoming), "")
    assert running.acts == (TransferAct.PAUSE, TransferAct.CANCEL)


def test_files_that_did_not_come_are_no_secret() -> None:
    missing = (FileFailed("a/b", Failure(Code.FILE_CHANGED)),)
    done = a_transfer(state=State.DONE, files=3, files_failed=missing, files_failed_count=2,
                      paths=("/d/a.pdf",))  # fmt: skip
    look = transfer_look(done, "")
    assert look.trouble
    assert look.line == "from Zhang Min. 2 files did not come."
    assert look.acts[:2] == (TransferAct.SHOW_FAILED, TransferAct.SHOW_FOLDER)


def test_only_harmless_types_can_be_opened() -> None:
    for path, opens in (("/d/a.pdf", True), ("/d/a.exe", False), ("/d/photos", False)):
        done = transfer_look(a_transfer(state=State.DONE, paths=(path,)), "")
        assert (TransferAct.OPEN in done.acts) is opens
        assert TransferAct.COPY_PATH in done.acts
    sent = transfer_look(a_transfer(state=State.DONE, incoming=False, paths=("/d/a.pdf",)), "")
    assert TransferAct.OPEN not in sent.acts


def a_long_offer() -> Entry:
    offer = Offer((OfferedFile("a", 1), OfferedFile("b", 2)), (), 0, 4, 10, "photos", "ab")
    return replace(an_offer_entry(), offer=offer)


def test_a_long_list_is_told_by_its_first_files_until_all_are_read(model: TransfersModel) -> None:
    model.take(EntriesArrived("r1", (a_long_offer(),)))
    model.take(ManifestRead("o1", ()))
    model.take(a_transfer(id="o1", state=State.OFFERED, files=4, size=10))
    (waiting,) = model.waiting_offers()
    assert (waiting.count, waiting.size, waiting.folder) == (4, 10, "photos")
    assert not waiting.complete
    model.take(ManifestRead("o1", (), Failure(Code.SENDER_GONE)))
    (waiting,) = model.waiting_offers()
    assert waiting.failure == Failure(Code.SENDER_GONE)
    assert not waiting.complete
    model.take(ManifestRead("o1", tuple(OfferedFile(name, 2) for name in "abcd")))
    (waiting,) = model.waiting_offers()
    assert waiting.complete
    assert (waiting.count, waiting.size, len(waiting.files)) == (4, 8, 4)
    model.take(a_transfer(id="o1", state=State.RUNNING, name="photos", files=4))
    assert model.index(0).data(TransfersModel.LOOK).title == "photos"


def test_progress_is_shown_together_and_a_new_state_at_once(
    model: TransfersModel, qtbot: QtBot
) -> None:
    for number in range(200):
        model.take(a_transfer(id=f"t{number}"))
    told: list[tuple[int, int]] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        told.append((first.row(), last.row()))

    model.dataChanged.connect(note)
    for moved in (25_000_000, 26_000_000):
        for number in range(200):
            model.take(a_transfer(id=f"t{number}", moved=moved))
    assert told == [], "ten times a second a row is more than anybody sees"
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(0, 199)]
    assert model.index(0).data(TransfersModel.LOOK).state.startswith("26.0 of")
    told.clear()
    model.take(a_transfer(id="t7", state=State.PAUSED))
    assert told == [(192, 192)]


def test_ten_thousand_rows_are_no_work(qapp: object) -> None:
    bare = TransfersModel()
    began = time.perf_counter()
    for state in (State.RUNNING, State.WAITING, State.DONE):
        for number in range(10_000):
            bare.take(a_transfer(id=f"t{number}", state=state))
    for number in range(0, 10_000, 100):
        bare.forget(f"t{number}")
    took = time.perf_counter() - began
    assert bare.rowCount() == bare.count(State.DONE) == 9_900
    assert bare.row_of("t9999") == 0
    assert bare.row_of("t1") == 9_899
    # Looking for each row among all of them would take minutes.
    assert took < 10.0

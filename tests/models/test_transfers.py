"""The list of transfers: one row each, offers apart, words for every state."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from lanyard.events import (
    Code,
    EntriesArrived,
    Entry,
    Failure,
    Joined,
    Kind,
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
    assert look.acts[:2] == (TransferAct.SHOW_FOLDER, TransferAct.FORGET)
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
    assert set(ids(model)) == {"offered", "connecting", "running", "checking"}
    model.forget("running")
    assert "running" in ids(model)


def test_the_list_is_bounded_and_keeps_what_runs(
    model: TransfersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ROWS_KEPT", 3)
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
    relayed = transfer_look(a_transfer(direct=False), "")
    assert relayed.line == "from Zhang Min, by way of the host"

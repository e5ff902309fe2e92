"""The transfers of a room are found by offer, and the living are never forgotten."""

from __future__ import annotations

from lanyard.events import TransferChanged, TransferState
from lanyard.models.room_transfers import RoomTransfers

S = TransferState


def moved(key: str, offer: str, state: TransferState) -> TransferChanged:
    return TransferChanged(key, offer, "r", True, state, "p", "Min", "a", 1, 1)


def test_transfers_are_found_by_offer_and_while_they_run() -> None:
    kept = RoomTransfers(10)
    kept.take(moved("o", "o", S.OFFERED))
    kept.take(moved("o/1", "o", S.RUNNING))
    kept.take(moved("x", "x", S.PAUSED))
    assert [one.id for one in kept.of("o")] == ["o", "o/1"]
    assert kept.of("nothing") == ()
    assert [one.id for one in kept.under_way(9)] == ["o/1", "x"]
    assert [one.id for one in kept.under_way(1)] == ["o/1"]
    kept.take(moved("o/1", "o", S.DONE))
    assert [one.id for one in kept.under_way(9)] == ["x"]


def test_the_oldest_ended_one_goes_and_one_that_runs_again_stays() -> None:
    kept = RoomTransfers(3)
    kept.take(moved("a", "a", S.FAILED))
    kept.take(moved("b", "b", S.DONE))
    kept.take(moved("a", "a", S.RUNNING))
    kept.take(moved("c", "c", S.WAITING))
    kept.take(moved("d", "d", S.RUNNING))
    assert [bool(kept.of(key)) for key in "abcd"] == [True, False, True, True]
    kept.take(moved("e", "e", S.RUNNING))
    assert all(kept.of(key) for key in "acde")

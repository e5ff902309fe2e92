"""The outbox: every post once and in order, however often the link breaks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lanyard.events import Entry, Kind
from lanyard.room.outbox import Outbox


def a_post(number: int) -> Entry:
    return Entry("room", 0, f"{number:032x}", "me", "Anna", 0, Kind.TEXT, str(number))


def ids(entries: list[Entry]) -> list[int]:
    return [int(entry.id, 16) for entry in entries]


def test_no_more_is_under_way_than_the_window_holds() -> None:
    outbox = Outbox(window=2)
    for number in range(5):
        assert outbox.add(a_post(number))
    assert ids(outbox.take()) == [0, 1]
    assert outbox.take() == []
    assert outbox.settle(a_post(0).id) == a_post(0)
    assert ids(outbox.take()) == [2]
    assert len(outbox) == 4


def test_the_same_post_is_taken_in_once_until_it_is_settled() -> None:
    outbox = Outbox()
    assert outbox.add(a_post(1))
    assert not outbox.add(a_post(1))
    outbox.take()
    assert not outbox.add(a_post(1))
    assert a_post(1).id in outbox
    outbox.settle(a_post(1).id)
    assert a_post(1).id not in outbox
    assert len(outbox) == 0


def test_only_what_is_under_way_can_be_settled() -> None:
    outbox = Outbox()
    outbox.add(a_post(1))
    assert outbox.settle(a_post(1).id) is None
    assert outbox.settle("unknown") is None
    assert ids(outbox.take()) == [1]


def test_after_a_loss_everything_unconfirmed_is_sent_again_in_order() -> None:
    outbox = Outbox(window=3)
    for number in range(5):
        outbox.add(a_post(number))
    outbox.take()
    outbox.settle(a_post(1).id)
    outbox.lost_link()
    assert ids(outbox.take()) == [0, 2, 3]


steps = st.lists(st.sampled_from(["say", "send", "answer", "lose"]), max_size=60)


@given(steps, st.integers(1, 4))
def test_a_server_that_drops_what_it_knows_has_everything_in_order(
    walk: list[str], window: int
) -> None:
    outbox = Outbox(window)
    said = 0
    log: list[int] = []
    wire: list[int] = []

    def hear() -> None:
        number = wire.pop(0)
        if number not in log:
            log.append(number)
        assert outbox.settle(a_post(number).id) is not None

    for step in walk:
        if step == "say":
            outbox.add(a_post(said))
            said += 1
        elif step == "send":
            wire += ids(outbox.take())
        elif step == "answer" and wire:
            hear()
        elif step == "lose":
            # Some of it reached the server before the line broke; its answers did not come back.
            log += [number for number in wire[: len(wire) // 2] if number not in log]
            wire.clear()
            outbox.lost_link()
    while len(outbox):
        wire += ids(outbox.take())
        hear()
    assert log == list(range(said))

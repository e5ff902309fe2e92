"""The rooms near me: one row a room, forgotten in time, and never more than fit."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from lanyard.room.nearby import NearbyRooms
from lanyard.wire import limits
from lanyard.wire.beacon import Beacon

ME = "00" * 32
THEM = "5a" * 32


def a_beacon(number: int = 1, device_id: str = THEM, **changes: object) -> Beacon:
    whole = Beacon(
        room=f"{number:032x}",
        name=f"Room {number}",
        host_name="pc",
        port=25225,
        device_id=device_id,
        members=1,
    )
    return msgspec.structs.replace(whole, **changes)


def test_a_room_on_several_interfaces_is_one_row_with_the_best_way_first() -> None:
    near = NearbyRooms(ME)
    assert near.hear(a_beacon(), "172.17.0.1", rank=4, now=0.0)
    assert near.hear(a_beacon(), "10.0.0.12", rank=0, now=0.1)
    assert near.hear(a_beacon(), "127.0.0.1", rank=9, now=0.2)
    assert not near.hear(a_beacon(), "10.0.0.12", rank=0, now=0.3)
    (row,) = near.rooms()
    assert row.addresses == ("10.0.0.12", "172.17.0.1", "127.0.0.1")
    assert not row.mine


def test_my_own_room_is_marked() -> None:
    near = NearbyRooms(ME)
    near.hear(a_beacon(device_id=ME), "10.0.0.5", 0, 0.0)
    assert [row.mine for row in near.rooms()] == [True]


def test_a_change_replaces_the_row() -> None:
    near = NearbyRooms(ME)
    near.hear(a_beacon(), "10.0.0.12", 0, 0.0)
    assert near.hear(a_beacon(members=7, name="New"), "10.0.0.12", 0, 1.0)
    (row,) = near.rooms()
    assert (row.members, row.name) == (7, "New")


def test_a_closing_room_goes_at_once() -> None:
    near = NearbyRooms(ME)
    near.hear(a_beacon(), "10.0.0.12", 0, 0.0)
    assert near.hear(a_beacon(closing=True), "10.0.0.12", 0, 1.0)
    assert near.rooms() == ()
    assert not near.hear(a_beacon(closing=True), "10.0.0.12", 0, 1.0)
    assert near.rooms() == ()


def test_nobody_else_can_close_a_room() -> None:
    near = NearbyRooms(ME)
    near.hear(a_beacon(), "10.0.0.12", 0, 0.0)
    assert not near.hear(a_beacon(closing=True), "10.0.0.66", 0, 1.0)
    assert len(near.rooms()) == 1


def test_a_silent_room_is_forgotten_within_ten_seconds() -> None:
    near = NearbyRooms(ME)
    near.hear(a_beacon(), "10.0.0.12", 0, 100.0)
    near.hear(a_beacon(), "10.0.0.12", 0, 103.0)
    assert not near.expire(109.0)
    at = near.expires_at()
    assert at is not None
    assert at <= 113.0
    assert near.expire(at)
    assert near.rooms() == ()
    assert near.expires_at() is None


def test_a_way_that_fell_silent_goes_and_the_room_stays() -> None:
    near = NearbyRooms(ME)
    near.hear(a_beacon(), "10.0.0.12", 0, 0.0)
    near.hear(a_beacon(), "10.1.0.12", 0, 9.0)
    assert near.expire(10.0)
    assert near.rooms()[0].addresses == ("10.1.0.12",)


def test_one_address_cannot_fill_the_list() -> None:
    near = NearbyRooms(ME)
    for number in range(1000):
        near.hear(a_beacon(number), "10.0.0.66", 0, 0.0)
    assert len(near.rooms()) == limits.NEAR_ROOMS_AN_ADDRESS
    assert near.hear(a_beacon(5000), "10.0.0.12", 0, 0.0)


def test_a_full_list_keeps_the_rooms_it_knows() -> None:
    near = NearbyRooms(ME)
    near.hear(a_beacon(9999), "10.0.0.12", 0, 0.0)
    for number in range(1000):
        near.hear(a_beacon(number), f"10.0.{number // 200}.{number % 200}", 0, 0.0)
    assert len(near.rooms()) == limits.NEAR_ROOMS
    assert any(row.room == f"{9999:032x}" for row in near.rooms())


@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["10.0.0.1", "10.0.0.2", "10.0.0.3"]),
            st.booleans(),
            st.floats(0, 5),
        ),
        max_size=60,
    )
)
def test_whatever_comes_a_silent_table_is_empty_at_last(
    steps: list[tuple[int, str, bool, float]],
) -> None:
    near = NearbyRooms(ME)
    now = 0.0
    for number, address, closing, pause in steps:
        now += pause
        before = near.rooms()
        changed = near.hear(a_beacon(number, closing=closing), address, 0, now)
        assert changed or near.rooms() == before
        near.expire(now)
        assert all(row.addresses for row in near.rooms())
    near.expire(now + limits.NEAR_FORGET_SECONDS)
    assert near.rooms() == ()

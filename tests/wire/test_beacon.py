"""Beacons: what goes out comes back, and nothing a stranger sends does more than be refused."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.wire import beacon, limits
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError

DEVICE = "5a" * 32

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
beacons = st.builds(
    beacon.Beacon,
    room=st.text("0123456789abcdef", min_size=1, max_size=64),
    name=texts,
    host_name=texts,
    port=st.integers(1, 65_535),
    device_id=st.text("0123456789abcdef", min_size=64, max_size=64),
    members=st.integers(0, limits.BEACON_MEMBERS),
    locked=st.booleans(),
    closing=st.booleans(),
)


def a_beacon(**changes: object) -> beacon.Beacon:
    whole = beacon.Beacon(
        room="0a" * 16,
        name="Design office 设计部",
        host_name="chen-pc",
        port=25225,
        device_id=DEVICE,
        members=4,
    )
    return msgspec.structs.replace(whole, **changes)


@given(beacons)
def test_what_is_said_is_heard_and_fits(said: beacon.Beacon) -> None:
    datagram = beacon.encode(said)
    assert len(datagram) <= limits.BEACON_BYTES
    heard = beacon.decode(datagram)
    assert isinstance(heard, beacon.Beacon)
    assert said.name.startswith(heard.name)
    assert said.host_name.startswith(heard.host_name)
    same_names = msgspec.structs.replace(said, name=heard.name, host_name=heard.host_name)
    assert heard == same_names


def test_a_question_is_as_long_as_any_answer_may_be() -> None:
    datagram = beacon.encode(beacon.Question())
    assert len(datagram) == limits.BEACON_BYTES
    assert isinstance(beacon.decode(datagram), beacon.Question)


@given(st.binary(max_size=1300))
def test_random_bytes_are_refused_and_nothing_else(noise: bytes) -> None:
    for datagram in (noise, beacon.MAGIC + noise):
        try:
            beacon.decode(datagram)
        except RemoteProtocolError:
            continue
        assert datagram.startswith(beacon.MAGIC)


@given(beacons, st.data())
def test_a_damaged_beacon_is_refused_or_still_a_beacon(
    said: beacon.Beacon, data: st.DataObject
) -> None:
    datagram = bytearray(beacon.encode(said))
    at = data.draw(st.integers(0, len(datagram) - 1))
    datagram[at] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(RemoteProtocolError):
        beacon.decode(bytes(datagram))


@pytest.mark.parametrize(
    "changes",
    [
        {"port": 0},
        {"port": 65_536},
        {"members": -1},
        {"device_id": "5a"},
        {"device_id": "Z" * 64},
        {"device_id": DEVICE + "\n"},
        {"room": ""},
        {"room": "../../etc"},
        {"oldest": 0},
    ],
)
def test_a_beacon_with_nonsense_is_refused(changes: dict[str, object]) -> None:
    said = a_beacon(**changes)
    with pytest.raises(RemoteProtocolError):
        beacon.decode(beacon.MAGIC + msgspec.msgpack.encode(said))
    with pytest.raises(LocalProtocolError):
        beacon.encode(said)


def test_an_overlong_beacon_is_refused() -> None:
    said = beacon.MAGIC + msgspec.msgpack.encode(beacon.Question(bytes(limits.BEACON_BYTES)))
    with pytest.raises(RemoteProtocolError):
        beacon.decode(said)


def test_fields_of_a_newer_program_are_passed_over() -> None:
    fields = msgspec.to_builtins(a_beacon()) | {"mood": "cheerful"}
    heard = beacon.decode(beacon.MAGIC + msgspec.msgpack.encode(fields))
    assert heard == a_beacon()


def test_a_name_is_cut_between_characters() -> None:
    assert beacon.clipped("张" * 100, 8) == "张张"
    assert beacon.clipped("ab", 8) == "ab"
    assert beacon.clipped("a\ud800b", 8) == "a?b"

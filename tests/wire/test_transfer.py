"""The talk of a data link: two sessions and no network."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.wire import limits, transfer
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError
from lanyard.wire.transfer import DataSession, Side, State

OFFER = "0" * 32
DEVICE = "f" * 64
DIGEST = bytes(32)
WORDS: dict[str, transfer.Message] = {
    "ask": transfer.Ask(OFFER, DEVICE),
    "ticket": transfer.Ticket("abc"),
    "ready": transfer.Ready(),
    "fetch": transfer.Fetch(OFFER, 0, 0, 1),
    "block": transfer.Block(0, 10),
    "end": transfer.End(0, DIGEST),
    "done": transfer.Done(0, DIGEST),
    "stop": transfer.Stop("cancelled"),
}


def read(frame: bytes) -> transfer.Message:
    assert int.from_bytes(frame[:4], "big") == len(frame) - 4
    assert len(frame) <= limits.DATA_FRAME_BYTES
    return transfer.decode(frame[4:])


def say(speaker: DataSession, word: str, *hearers: DataSession) -> None:
    message = read(speaker.send(WORDS[word]))
    assert message == WORDS[word]
    for hearer in hearers:
        hearer.receive(message)


def test_straight_from_giver_to_taker() -> None:
    taker, giver = DataSession(Side.TAKER, Side.GIVER), DataSession(Side.GIVER, Side.TAKER)
    for _ in range(2):
        say(taker, "fetch", giver)
        say(giver, "block", taker)
        say(giver, "block", taker)
        say(giver, "end", taker)
        say(taker, "done", giver)
    assert taker.state is giver.state is State.WAITING
    say(taker, "stop", giver)
    ended = [taker.state, giver.state]
    assert ended == [State.ENDED, State.ENDED]


def test_through_a_server() -> None:
    taker = DataSession(Side.TAKER, Side.GIVER, Side.DESK)
    giver = DataSession(Side.GIVER, Side.TAKER, Side.DESK)
    for_taker = DataSession(Side.DESK, Side.TAKER, Side.GIVER)
    for_giver = DataSession(Side.DESK, Side.TAKER, Side.GIVER)
    say(taker, "ask", for_taker)
    say(giver, "ticket", for_giver)
    say(for_taker, "ready", taker)
    say(for_giver, "ready", giver)
    say(taker, "fetch", giver)
    say(giver, "end", taker)
    say(taker, "done", giver)
    assert taker.state is giver.state is State.WAITING


@pytest.mark.parametrize("word", ["ticket", "ready", "block", "end", "done"])
def test_a_taker_says_only_what_is_its_turn(word: str) -> None:
    with pytest.raises(LocalProtocolError):
        DataSession(Side.TAKER, Side.GIVER).send(WORDS[word])
    with pytest.raises(RemoteProtocolError):
        DataSession(Side.GIVER, Side.TAKER).receive(WORDS[word])


@pytest.mark.parametrize("word", ["block", "end", "done", "ready", "fetch"])
def test_a_giver_says_nothing_unasked(word: str) -> None:
    with pytest.raises(RemoteProtocolError):
        DataSession(Side.TAKER, Side.GIVER).receive(WORDS[word])


def test_what_was_on_its_way_at_the_end_is_forgiven() -> None:
    taker, giver = DataSession(Side.TAKER, Side.GIVER), DataSession(Side.GIVER, Side.TAKER)
    say(taker, "fetch", giver)
    say(taker, "stop")
    taker.receive(WORDS["block"])
    with pytest.raises(LocalProtocolError):
        taker.send(WORDS["stop"])


@given(st.binary(max_size=300))
def test_noise_is_their_fault(noise: bytes) -> None:
    try:
        transfer.decode(noise)
    except RemoteProtocolError:
        return


@pytest.mark.parametrize(
    "message",
    [
        transfer.Ask("x", DEVICE),
        transfer.Ask(OFFER, "F" * 64),
        transfer.Fetch(OFFER, limits.OFFER_FILES, 0, 1),
        transfer.Fetch(OFFER, -1, 0, 1),
        transfer.Fetch(OFFER, 0, -1, 1),
        transfer.Fetch(OFFER, 0, 0, 1 << 42),
        transfer.Block(0, 0),
        transfer.Block(0, limits.BLOCK_BYTES + 1),
        transfer.Block(0, 1, bytes(33)),
        transfer.End(0, bytes(31)),
        transfer.Done(0, b""),
        transfer.Stop("x" * 65),
    ],
)
def test_numbers_out_of_bounds_are_their_fault(message: transfer.Message) -> None:
    with pytest.raises(RemoteProtocolError):
        read(transfer.framed(message))


def test_a_field_of_a_later_version_is_let_pass() -> None:
    import msgspec

    body = msgspec.msgpack.encode(["block", 0, 10, b"", "later"])
    assert transfer.decode(body) == WORDS["block"]


@given(st.integers(0, 1 << 62))
def test_blocks_add_up(size: int) -> None:
    count = transfer.blocks_of(size)
    if count:
        last = transfer.length_of(size, count - 1)
        assert 0 < last <= limits.BLOCK_BYTES
        assert (count - 1) * limits.BLOCK_BYTES + last == size
    assert transfer.length_of(size, count) == 0
    assert transfer.length_of(size, count + 5) == 0

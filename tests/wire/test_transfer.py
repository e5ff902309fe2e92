"""The talk of a data link: two sessions and no network."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.wire import limits, sharing, transfer
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError
from lanyard.wire.transfer import DataSession, Side, State

OFFER = "0" * 32
DEVICE = "f" * 64
DIGEST = bytes(32)
WORDS: dict[str, transfer.Message] = {
    "ask": transfer.Ask(OFFER, DEVICE),
    "ticket": transfer.Ticket("abc"),
    "ready": transfer.Ready(),
    "leave": transfer.Leave(OFFER),
    "kept": transfer.Kept(1_800_000_000_000),
    "list": transfer.List(OFFER, 0),
    "manifest": transfer.Manifest((transfer.Row("a/b.txt", 10, 1),), True),
    "fetch": transfer.Fetch(OFFER, ((0, 1),), 0, 1, 10, 0, 0, 4711, (DEVICE,), True),
    "elsewhere": sharing.Elsewhere(DEVICE, ("10.77.0.2",), 4711),
    "sums": sharing.Sums(0, 0, DIGEST, (sharing.Missing(0, "file_changed"),)),
    "here": sharing.Here(10, 0, 1),
    "yet": sharing.Yet(),
    "again": sharing.Again(),
    "better": sharing.Better(),
    "block": transfer.Block(0, 0, 10, DIGEST),
    "end": transfer.End(0, DIGEST),
    "bundle": transfer.Bundle((transfer.Small(0, 10, DIGEST),), 10),
    "skip": transfer.Skip(0, "file_missing"),
    "finished": transfer.Finished(),
    "done": transfer.Done(((0, DIGEST),)),
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
        say(taker, "list", giver)
        say(giver, "manifest", taker)
        say(taker, "fetch", giver)
        say(giver, "block", taker)
        say(giver, "block", taker)
        say(giver, "end", taker)
        say(taker, "done", giver)
        say(giver, "bundle", taker)
        say(giver, "skip", taker)
        say(taker, "skip", giver)
        say(giver, "finished", taker)
        say(taker, "done", giver)
    assert taker.state is giver.state is State.WAITING
    say(taker, "stop", giver)
    ended = [taker.state, giver.state]
    assert ended == [State.ENDED, State.ENDED]


def test_from_another_member() -> None:
    taker, author = DataSession(Side.TAKER, Side.GIVER), DataSession(Side.GIVER, Side.TAKER)
    away, member = DataSession(Side.TAKER, Side.GIVER), DataSession(Side.GIVER, Side.TAKER)
    say(taker, "fetch", author)
    say(author, "elsewhere", taker)
    say(away, "fetch", member)
    say(author, "sums", taker)
    say(member, "yet", away)
    say(member, "block", away)
    say(taker, "here", author)
    say(taker, "done", author)
    # Another source, please; digests may be on their way meanwhile.
    late = author.send(WORDS["sums"])
    say(taker, "fetch", author)
    taker.receive(read(late))
    say(author, "block", taker)
    say(author, "again", taker)
    say(taker, "done", author)
    say(taker, "fetch", author)
    say(author, "elsewhere", taker)
    say(author, "better", taker)
    late = author.send(WORDS["better"])
    say(taker, "fetch", author)
    taker.receive(read(late))
    say(author, "block", taker)
    say(author, "finished", taker)
    with pytest.raises(LocalProtocolError):
        author.send(WORDS["elsewhere"])


def test_the_longest_digests_fit_a_message() -> None:
    most = limits.BUNDLE_FILES
    missing = tuple(sharing.Missing(99_000 + one, "file_unreadable") for one in range(most))
    read(transfer.framed(sharing.Sums(99_000, 0, bytes(32 * most), missing)))


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
    say(giver, "finished", taker)
    assert taker.state is giver.state is State.WAITING


def test_left_at_a_server() -> None:
    giver = DataSession(Side.GIVER, Side.TAKER, Side.DESK)
    desk = DataSession(Side.DESK, Side.TAKER, Side.GIVER)
    say(giver, "leave", desk)
    say(desk, "ready", giver)
    taker = DataSession(Side.TAKER, Side.GIVER)
    taker.state = desk.state
    say(taker, "list", giver)
    say(giver, "manifest", taker)
    say(taker, "fetch", giver)
    say(giver, "bundle", taker)
    say(giver, "finished", taker)
    say(taker, "done", giver)
    say(taker, "kept", giver)
    say(giver, "stop", taker)


def test_fetched_from_a_server() -> None:
    taker = DataSession(Side.TAKER, Side.GIVER, Side.DESK)
    desk = DataSession(Side.DESK, Side.TAKER, Side.GIVER)
    say(taker, "ask", desk)
    say(desk, "kept", taker)
    giver = DataSession(Side.GIVER, Side.TAKER)
    say(taker, "fetch", giver)
    say(giver, "bundle", taker)
    say(giver, "finished", taker)
    say(taker, "done", giver)
    assert taker.state is giver.state is State.WAITING


@pytest.mark.parametrize(
    "word",
    ["leave", "ticket", "ready", "kept", "manifest", "block", "end", "bundle", "skip", "finished",
     "done"],
)  # fmt: skip
def test_a_taker_says_only_what_is_its_turn(word: str) -> None:
    with pytest.raises(LocalProtocolError):
        DataSession(Side.TAKER, Side.GIVER).send(WORDS[word])
    with pytest.raises(RemoteProtocolError):
        DataSession(Side.GIVER, Side.TAKER).receive(WORDS[word])


@pytest.mark.parametrize(
    "word",
    ["manifest", "block", "end", "bundle", "skip", "finished", "done", "ready", "kept", "fetch"],
)
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
        transfer.Leave("x"),
        transfer.Kept(1 << 60),
        transfer.Ask(OFFER, "F" * 64),
        transfer.List(OFFER, limits.LISTED_FILES),
        transfer.List(OFFER, -1),
        transfer.Manifest((transfer.Row("", 1),), True),
        transfer.Manifest((transfer.Row("a", -1),), True),
        transfer.Manifest((transfer.Row("a", 1, 1 << 62),), True),
        transfer.Fetch(OFFER, (), 0),
        transfer.Fetch(OFFER, ((limits.LISTED_FILES, limits.LISTED_FILES),)),
        transfer.Fetch(OFFER, ((0, limits.LISTED_FILES + 1),)),
        transfer.Fetch(OFFER, ((-1, 1),)),
        transfer.Fetch(OFFER, ((0, 1),), -1),
        transfer.Fetch(OFFER, ((0, 1),), 1 << 42),
        transfer.Block(0, 0, 0, DIGEST),
        transfer.Block(0, 0, limits.BLOCK_BYTES + 1, DIGEST),
        transfer.Block(0, 0, 1, bytes(33)),
        transfer.Block(0, 0, 1, b""),
        transfer.End(0, bytes(33)),
        transfer.Bundle((), 0),
        transfer.Bundle((transfer.Small(0, limits.BLOCK_BYTES + 1, DIGEST),), 0),
        transfer.Bundle((transfer.Small(0, 1, DIGEST),), limits.BLOCK_BYTES + 1),
        transfer.Done(()),
        transfer.Done(((0, b""),)),
        transfer.Stop("x" * 65),
    ],
)
def test_numbers_out_of_bounds_are_their_fault(message: transfer.Message) -> None:
    with pytest.raises(RemoteProtocolError):
        read(transfer.framed(message))


def test_a_field_of_a_later_version_is_let_pass() -> None:
    import msgspec

    body = msgspec.msgpack.encode(["block", 0, 0, 10, DIGEST, "later"])
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


@given(st.sets(st.integers(0, 300)))
def test_picks_are_the_numbers_they_were_made_of(numbers: set[int]) -> None:
    picks = transfer.picks_of(sorted(numbers))
    assert list(transfer.numbers_of(picks)) == sorted(numbers)
    transfer.check_picks(picks, 301)
    assert all(first < last for first, last in picks)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(picks))


@pytest.mark.parametrize(
    "picks",
    [((1, 1),), ((2, 1),), ((0, 11),), ((0, 2), (1, 3)), ((4, 5), (1, 2)), ((0, 1), (1, 2))],
)
def test_ranges_that_are_none_are_their_fault(picks: transfer.Picks) -> None:
    with pytest.raises(RemoteProtocolError):
        transfer.check_picks(picks, 10)


@given(st.lists(st.sampled_from(sorted(WORDS)), max_size=30), st.sampled_from(list(Side)))
def test_both_sides_agree_on_where_a_link_stands(words: list[str], first: Side) -> None:
    """Whatever is tried, what one side may say is what the other takes, and both stand alike."""
    taker, giver = DataSession(Side.TAKER, Side.GIVER), DataSession(Side.GIVER, Side.TAKER)
    sides = [taker, giver] if first is Side.TAKER else [giver, taker]
    for word in words:
        for speaker, hearer in (sides, sides[::-1]):
            if transfer.MOVES.get((speaker.side, speaker.state, type(WORDS[word]))) in (
                None,
                State.ASKED,  # said to a desk, not to each other
            ):
                continue
            say(speaker, word, hearer)
            assert taker.state is giver.state
            break


def test_everybody_can_stop_at_any_time_and_nothing_follows() -> None:
    for (side, state, message), after in transfer.MOVES.items():
        assert state is not State.ENDED
        assert (message is transfer.Stop) == (after is State.ENDED), (side, state, message)

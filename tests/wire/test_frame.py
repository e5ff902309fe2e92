"""Frames: bytes cut anywhere become the same bodies; an invented length costs nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.wire import limits
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError
from lanyard.wire.frame import FrameReader, frame

bodies = st.lists(st.binary(min_size=1, max_size=300), max_size=8)


@given(bodies, st.lists(st.integers(1, 64), min_size=1))
def test_bytes_cut_anywhere_are_the_same_bodies(said: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(map(frame, said))
    reader = FrameReader(limits.FRAME_AFTER_WELCOME)
    heard: list[bytes] = []
    at = turn = 0
    while at < len(stream):
        step = cuts[turn % len(cuts)]
        heard += reader.feed(stream[at : at + step])
        at += step
        turn += 1
    assert heard == said
    assert reader.between_frames


@given(st.binary(max_size=4_000), st.integers(1, 200))
def test_strangers_bytes_are_bodies_or_refused_for_good(stream: bytes, limit: int) -> None:
    reader = FrameReader(limit)
    try:
        heard = reader.feed(stream)
    except RemoteProtocolError:
        with pytest.raises(RemoteProtocolError):
            reader.feed(frame(b"a good frame after a broken one"))
        return
    assert all(0 < len(body) <= limit for body in heard)
    assert b"".join(map(frame, heard)) == stream[: sum(4 + len(body) for body in heard)]


def test_a_length_above_the_limit_is_refused_before_its_bytes_come() -> None:
    reader = FrameReader(limits.FRAME_BEFORE_WELCOME)
    with pytest.raises(RemoteProtocolError):
        reader.feed((limits.FRAME_BEFORE_WELCOME + 1).to_bytes(4, "big"))


def test_the_limit_may_be_raised_between_two_frames() -> None:
    reader = FrameReader(10)
    assert reader.feed(frame(b"x" * 10) + frame(b"y" * 5)[:6]) == [b"x" * 10]
    assert not reader.between_frames
    reader.limit = 20
    assert reader.feed(frame(b"y" * 5)[6:] + frame(b"z" * 20)) == [b"y" * 5, b"z" * 20]


@pytest.mark.parametrize("body", [b"", b"x" * (limits.FRAME_AFTER_WELCOME + 1)])
def test_we_never_say_what_nobody_may_read(body: bytes) -> None:
    with pytest.raises(LocalProtocolError):
        frame(body)


def test_the_longest_body_is_read() -> None:
    longest = b"x" * limits.FRAME_AFTER_WELCOME
    assert FrameReader(limits.FRAME_AFTER_WELCOME).feed(frame(longest)) == [longest]

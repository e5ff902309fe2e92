"""The table of moves, walked whole: two sessions and a wire made of a list."""

from __future__ import annotations

import itertools
import typing

import pytest

from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError
from lanyard.wire.frame import FrameReader
from lanyard.wire.session import (
    MOVES,
    Session,
    Side,
    State,
    VersionMismatch,
    agreed_version,
)

DEVICE = "5a" * 32
ID = "0b" * 16
ENTRY = m.Entry(1, ID, DEVICE, "Anna", 0, "text", "hello")
EXAMPLES: dict[type, m.Message] = {
    type(message): message
    for message in (
        m.Greeting(1, 1, ID, "Room", b"n" * 16, False),
        m.Hello(1, "Bob"),
        m.Welcome(1, 1, "e", 0),
        m.Refused("banned"),
        m.Members((), True),
        m.MemberArrived(m.Person(1, DEVICE, "Anna")),
        m.MemberDeparted(1, False),
        m.Post(ID, "text", "hello"),
        m.Known((m.KnownPerson(DEVICE, "Anna", 0, 1, 0),)),
        m.Receipt(1),
        m.Want(0, 2),
        m.Accepted(ID, 1, 0),
        m.Rejected(ID, "text_empty"),
        ENTRY,
        m.Page((ENTRY,), 0, 2, True),
        m.Answer(ID, DEVICE, "declined"),
        m.RelayWanted("ticket", ID, DEVICE),
        m.Ping(),
        m.Pong(),
        m.Leave(),
        m.Closing("kicked"),
    )
}
ROADS: dict[State, list[tuple[Side, type]]] = {
    State.GREETING: [],
    State.HELLO: [(Side.SERVER, m.Greeting)],
    State.JUDGING: [(Side.SERVER, m.Greeting), (Side.CLIENT, m.Hello)],
    State.OPEN: [(Side.SERVER, m.Greeting), (Side.CLIENT, m.Hello), (Side.SERVER, m.Welcome)],
    State.ENDED: [(Side.SERVER, m.Greeting), (Side.CLIENT, m.Leave)],
}
"""A way to each state."""


class Wire:
    """Two sessions; what one says the other hears at once."""

    def __init__(self, state: State = State.GREETING) -> None:
        self.sides = {side: Session(side) for side in Side}
        self.readers = {side: FrameReader(limits.FRAME_AFTER_WELCOME) for side in Side}
        for side, kind in ROADS[state]:
            self.say(side, EXAMPLES[kind])
        assert self.states == {state}

    @property
    def states(self) -> set[State]:
        return {session.state for session in self.sides.values()}

    def say(self, side: Side, message: m.Message) -> None:
        session = self.sides[side]
        other = self.sides[session.other]
        for body in self.readers[session.other].feed(session.send(message)):
            assert other.receive(body) == message


EVERY_MOVE = list(itertools.product(Side, State, EXAMPLES))


def test_every_message_has_an_example() -> None:
    assert set(EXAMPLES) == set(typing.get_args(m.Message))


@pytest.mark.parametrize(
    ("side", "state", "kind"),
    EVERY_MOVE,
    ids=[f"{side.value}-{state.value}-{kind.__name__}" for side, state, kind in EVERY_MOVE],
)
def test_each_move_is_legal_for_both_or_for_none(side: Side, state: State, kind: type) -> None:
    wire = Wire(state)
    message = EXAMPLES[kind]
    after = MOVES.get((side, state, kind))
    if after is not None:
        wire.say(side, message)
        assert wire.states == {after}
        return
    speaker = wire.sides[side]
    listener = wire.sides[speaker.other]
    with pytest.raises(LocalProtocolError):
        speaker.send(message)
    with pytest.raises(RemoteProtocolError):
        listener.receive(m.encode(message))
    assert wire.states == {state}


def test_the_table_is_the_one_of_the_docstring() -> None:
    both = {m.Ping, m.Pong}
    client = {m.Post, m.Answer, m.Want, m.Receipt} | both
    said_by = {
        side: {kind for (who, state, kind), after in MOVES.items() if who is side} for side in Side
    }
    assert said_by[Side.CLIENT] == {m.Hello, m.Leave} | client
    assert said_by[Side.SERVER] == set(EXAMPLES) - {m.Hello, m.Leave, m.Post, m.Want, m.Receipt}
    assert not [move for move in MOVES if move[1] is State.ENDED]
    assert all(
        after in (State.OPEN, State.ENDED)
        for (_, state, _), after in MOVES.items()
        if state is State.OPEN
    )


def test_nothing_but_a_message_is_received() -> None:
    session = Session(Side.CLIENT)
    with pytest.raises(RemoteProtocolError):
        session.receive(b"\xc1 no message")
    assert session.state is State.GREETING


def test_a_frame_for_many_moves_each_session() -> None:
    wire = Wire(State.OPEN)
    server = wire.sides[Side.SERVER]
    server.note_sent(m.Entry)
    assert server.state is State.OPEN
    server.note_sent(m.Closing)
    assert server.state is State.ENDED
    with pytest.raises(LocalProtocolError):
        server.note_sent(m.Entry)


# --- versions ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("oldest", "newest", "mine", "agreed"),
    [
        (1, 1, (1, 1), 1),
        (1, 5, (1, 3), 3),
        (1, 3, (1, 5), 3),
        (3, 5, (1, 3), 3),
        (-5, 1 << 62, (1, 1), 1),
    ],
)
def test_both_take_the_newest_version_both_speak(
    oldest: int, newest: int, mine: tuple[int, int], agreed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROTOCOL_OLDEST", mine[0])
    monkeypatch.setattr(limits, "PROTOCOL_NEWEST", mine[1])
    assert agreed_version(oldest, newest) == agreed


@pytest.mark.parametrize(
    ("oldest", "newest", "theirs_is_older"), [(4, 9, False), (1, 1, True), (0, -7, True)]
)
def test_without_a_common_version_it_is_clear_who_must_update(
    oldest: int, newest: int, theirs_is_older: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROTOCOL_OLDEST", 2)
    monkeypatch.setattr(limits, "PROTOCOL_NEWEST", 3)
    with pytest.raises(VersionMismatch) as mismatch:
        agreed_version(oldest, newest)
    assert mismatch.value.theirs_is_older is theirs_is_older

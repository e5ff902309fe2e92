"""The talk between an app and a server, as one table of legal moves.

The server speaks first. A session belongs to one side of one link and knows only where the talk
stands; what the words mean is the room's and the client's business.

    side     from        message                        to
    server   GREETING    greeting                       HELLO
    client   HELLO       hello                          JUDGING
    client   HELLO       leave                          ENDED
    server   HELLO       refused                        ENDED       too slow, room closing
    server   JUDGING     welcome                        OPEN
    server   JUDGING     refused                        ENDED
    server   OPEN        members ... entry, page, ...   OPEN
    server   OPEN        closing                        ENDED
    client   OPEN        post, answer, want, receipt    OPEN
    client   OPEN        leave                          ENDED
    both     OPEN        ping, pong                     OPEN

Anything else is a broken protocol: LocalProtocolError when we would say it (a bug of ours),
RemoteProtocolError when they did.
"""

from __future__ import annotations

from enum import Enum

from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.errors import LocalProtocolError, RemoteProtocolError
from lanyard.wire.frame import frame


class Side(Enum):
    """Who speaks."""

    SERVER = "server"
    CLIENT = "client"


class State(Enum):
    """Where the talk stands."""

    GREETING = "greeting"
    HELLO = "hello"
    JUDGING = "judging"
    OPEN = "open"
    ENDED = "ended"


_SERVER_TALK = (
    m.Members, m.MemberArrived, m.MemberDeparted, m.Accepted, m.Rejected,
    m.Entry, m.Page, m.Known, m.Answer, m.RelayWanted, m.Ping, m.Pong,
)  # fmt: skip
_CLIENT_TALK = (m.Post, m.Answer, m.Want, m.Receipt, m.Ping, m.Pong)

MOVES: dict[tuple[Side, State, type], State] = {
    (Side.SERVER, State.GREETING, m.Greeting): State.HELLO,
    (Side.CLIENT, State.HELLO, m.Hello): State.JUDGING,
    (Side.CLIENT, State.HELLO, m.Leave): State.ENDED,
    (Side.SERVER, State.HELLO, m.Refused): State.ENDED,
    (Side.SERVER, State.JUDGING, m.Welcome): State.OPEN,
    (Side.SERVER, State.JUDGING, m.Refused): State.ENDED,
    (Side.SERVER, State.OPEN, m.Closing): State.ENDED,
    (Side.CLIENT, State.OPEN, m.Leave): State.ENDED,
    **{(Side.SERVER, State.OPEN, kind): State.OPEN for kind in _SERVER_TALK},
    **{(Side.CLIENT, State.OPEN, kind): State.OPEN for kind in _CLIENT_TALK},
}


class Session:
    """One side's view of one talk link."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.other = Side.CLIENT if side is Side.SERVER else Side.SERVER
        self.state = State.GREETING

    def send(self, message: m.Message) -> bytes:
        """Return the framed bytes of our move. Raises LocalProtocolError if it is not legal."""
        self.note_sent(type(message))
        return frame(m.encode(message))

    def note_sent(self, kind: type[m.Message]) -> None:
        """Make our move with a frame that was encoded once for many links."""
        after = MOVES.get((self.side, self.state, kind))
        if after is None:
            raise LocalProtocolError(f"{kind.__name__} in {self.state.name}")
        self.state = after

    def receive(self, body: bytes) -> m.Message:
        """Return their move. Raises RemoteProtocolError if it is not legal or not a message."""
        message = m.decode(body)
        after = MOVES.get((self.other, self.state, type(message)))
        if after is None:
            raise RemoteProtocolError(f"{type(message).__name__} in {self.state.name}")
        self.state = after
        return message


def agreed_version(oldest: int, newest: int) -> int:
    """Return the newest version both sides speak.

    Raises VersionMismatch, which says who must update.
    """
    version = min(newest, limits.PROTOCOL_NEWEST)
    if version < limits.PROTOCOL_OLDEST:
        raise VersionMismatch(theirs_is_older=True)
    if version < oldest:
        raise VersionMismatch(theirs_is_older=False)
    return version


class VersionMismatch(RemoteProtocolError):
    """No version is spoken by both sides."""

    def __init__(self, *, theirs_is_older: bool) -> None:
        super().__init__("no common protocol version")
        self.theirs_is_older = theirs_is_older

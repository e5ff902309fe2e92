"""The workbench for plain sockets as frozen values: what a person asks of it, what it tells.

Plain sockets know nothing of Lanyard: bytes in, bytes out, no TLS, no frames. These values belong
to ``commands.Command`` and ``events.Event`` like the others; they have a page of their own because
they have a page of their own in the window. A ``key`` names a listener or a connection for its
whole life; the clients of a TCP listener get keys from the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from lanyard.commands import new_id
from lanyard.events import Failure

PAUSE_MILLISECONDS = 30
"""How long a sender is silent after a text that nothing else ends."""
DATAGRAM_LONGEST = 65_507


class Transport(StrEnum):
    """What carries the bytes."""

    TCP = "tcp"
    UDP = "udp"


class Boundary(StrEnum):
    """What one text is on a TCP stream, which has no boundaries of its own."""

    LINE = "line"
    """Up to a newline."""
    PAUSE = "pause"
    """Up to a newline, or what came before ``PAUSE_MILLISECONDS`` of silence."""
    COUNT = "count"
    """Every N bytes."""
    RAW = "raw"
    """Whatever one reading brings."""


class Act(StrEnum):
    """What a listener does with its clients."""

    ANSWER = "answer"
    """Greets and answers as the templates of its reply say."""
    OPERATOR = "operator"
    """A person types each answer; the next text shows after the answer."""
    SAVE = "save"
    """Each connection's stream is a file."""
    HTTP = "http"
    """Answers a browser's GET and shows what it asked."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What plain clients meet. Templates know {text} {addr} {port} {n}; {text} is byte for byte.

    ``n`` counts the texts of one client, from 1. An empty answer says nothing.
    """

    name: str
    act: Act = Act.ANSWER
    greeting: str = ""
    answer: str = ""
    datagram_answer: str = ""
    closing_word: str = ""
    """A text that is exactly this ends the connection; empty: none does."""
    farewell: str = ""
    closes_after_greeting: bool = False
    boundary: Boundary = Boundary.PAUSE
    size: int = 0
    """Bytes of one text when the boundary is COUNT."""
    tcp: bool = True
    udp: bool = True


PRESETS: tuple[Reply, ...] = (
    Reply(
        "greeter", greeting="Welcome!", answer="Hello, {text}~",
        datagram_answer="Hello,{text}~", closing_word="exit",
    ),
    Reply(
        "names", greeting="Server: Welcome!\nServer: What's your name?",
        answer="Server: Hello {text}!\nServer: What's your name?",
        closing_word="exit", farewell="Server: Good bye!\n", udp=False,
    ),
    Reply(
        "hello", greeting="welcome\n", answer="hello {text}",
        datagram_answer="hello {text}", closing_word="exit",
    ),
    Reply("receipt", answer="Receve your message!!", datagram_answer="Thank for you msg"),
    Reply("thanks", greeting="Thank you for connecting", closes_after_greeting=True, udp=False),
    Reply("operator", Act.OPERATOR),
    Reply("echo", answer="{text}", datagram_answer="{text}", boundary=Boundary.RAW),
    Reply("save", Act.SAVE, boundary=Boundary.RAW, udp=False),
    Reply("http", Act.HTTP, boundary=Boundary.RAW, udp=False),
)  # fmt: skip
"""The replies everybody has, byte for byte as people's scripts expect them."""


def preset(name: str) -> Reply | None:
    """Return the preset of that name."""
    return next((reply for reply in PRESETS if reply.name == name), None)


def with_boundary(reply: Reply, words: str) -> Reply:
    """Return ``reply`` with the boundary 'line', 'pause', 'raw' or a number of bytes.

    Raises ValueError for anything else.
    """
    if words.isascii() and words.isdigit() and 0 < int(words[:10]) <= 1 << 20:
        return replace(reply, boundary=Boundary.COUNT, size=int(words))
    if words == Boundary.COUNT:
        raise ValueError(words)
    return replace(reply, boundary=Boundary(words), size=0)


# --- what a person asks ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenListener:
    """Listen for plain clients: SocketChanged follows, open or failed."""

    transport: Transport
    port: int
    reply: Reply
    bind: str = ""
    """One address to listen on; empty listens on every IPv4 and IPv6 address."""
    folder: str = ""
    """Where ``save`` puts its files; empty: the Downloads folder is the front end's to fill in."""
    datagram_bytes: int = DATAGRAM_LONGEST
    """A datagram longer than this is shown as cut."""
    next_free_port: bool = False
    key: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Dial:
    """Connect to a plain peer by TCP, or get ready to exchange datagrams with it by UDP."""

    transport: Transport
    host: str
    port: int
    boundary: Boundary = Boundary.PAUSE
    size: int = 0
    seconds: float = 8.0
    """Given up after so long."""
    key: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class CloseSocket:
    """Close a connection, or a listener with all its clients."""

    key: str


@dataclass(frozen=True, slots=True)
class EndSending:
    """Half-close: say that nothing more comes; the rest of the answer is still read."""

    key: str


@dataclass(frozen=True, slots=True)
class SendBytes:
    """Send bytes on a connection, once or every ``every`` seconds inside the live connection.

    On a UDP listener ``peer`` says to whom, 'address port' as its Traffic rows tell it.
    """

    key: str
    payload: bytes
    every: float = 0.0
    count: int = 0
    """Stop after so many sendings when repeating; 0 goes on until ``StopRepeating``."""
    peer: str = ""


@dataclass(frozen=True, slots=True)
class StopRepeating:
    """Stop the repeated sending on a connection."""

    key: str


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send a file as raw bytes, then half-close."""

    key: str
    path: str


@dataclass(frozen=True, slots=True)
class GetUrl:
    """Ask a web server for an http:// address; UrlAnswered follows."""

    url: str
    key: str = field(default_factory=new_id)


class Option(StrEnum):
    """The socket options people learn first."""

    REUSE_ADDRESS = "reuse_address"
    BROADCAST = "broadcast"
    KEEP_ALIVE = "keep_alive"
    NO_DELAY = "no_delay"
    SEND_BUFFER = "send_buffer"
    """Bytes, as the system counts them."""
    RECEIVE_BUFFER = "receive_buffer"


@dataclass(frozen=True, slots=True)
class SetOption:
    """Set an option of an open socket; ReadProperties tells what it became."""

    key: str
    option: Option
    value: int


@dataclass(frozen=True, slots=True)
class ReadProperties:
    """Ask what a socket is like: PropertiesRead follows."""

    key: str


@dataclass(frozen=True, slots=True)
class LookUp:
    """Look up a name, an address, a service, a port, a hexadecimal address, or (empty) myself."""

    query: str


@dataclass(frozen=True, slots=True)
class FindHolder:
    """Ask who holds a port: HolderFound follows."""

    transport: Transport
    port: int


@dataclass(frozen=True, slots=True)
class StopHolder:
    """End the program that holds a port, if it belongs to this person. Ask the person first."""

    pid: int
    started_at: int
    """As HolderFound told it: a process number may belong to another program by now."""


SocketCommand = (
    OpenListener
    | Dial
    | CloseSocket
    | EndSending
    | SendBytes
    | StopRepeating
    | SendFile
    | GetUrl
    | SetOption
    | ReadProperties
    | LookUp
    | FindHolder
    | StopHolder
)


# --- what the workbench tells ------------------------------------------------------------------


class SocketState(StrEnum):
    """Where a socket stands."""

    LOOKING_UP = "looking_up"
    CONNECTING = "connecting"
    OPEN = "open"
    """A listener listens, a connection is connected."""
    CLOSED = "closed"
    """Closed here, by a person or by what the reply says."""
    CLOSED_THERE = "closed_there"
    """The other side closed it."""
    FAILED = "failed"
    """Refused, unknown, silent, broken off: ``failure`` says why."""


@dataclass(frozen=True, slots=True)
class SocketChanged:
    """A listener or connection moved to another state, or (at most twice a second) its counts."""

    key: str
    listener: str
    """Key of the listener this is a client of; empty for listeners and own connections."""
    is_listener: bool
    transport: Transport
    state: SocketState
    local: str
    """'address:port', '[address]:port' for IPv6; empty while unknown."""
    peer: str
    """The other side's; for an own connection what the person typed until it is known."""
    since: int
    received: int = 0
    sent: int = 0
    clients: int = 0
    """Open clients of a TCP listener."""
    reply: str = ""
    saved: str = ""
    """Path of the file that ``save`` made of this connection."""
    took: float = 0.0
    """Seconds until it was connected."""
    failure: Failure | None = None
    repeating: float = 0.0
    """Seconds between two repeated sendings; 0: none."""
    repeated: int = 0
    half_closed: bool = False
    """This side has said that nothing more comes."""


class Traffic(NamedTuple):
    """One text or datagram that passed. ``key`` is its connection's, or its UDP listener's.

    A named tuple, not a dataclass: there are tens of thousands a second, and it is made in a
    third of the time.
    """

    key: str
    at: int
    incoming: bool
    source: str
    target: str
    payload: bytes
    """Exactly what passed; of a piece longer than 64 KiB only the beginning."""
    size: int
    cut: bool = False
    """A datagram longer than the buffer that was chosen for it."""
    transport: Transport = Transport.TCP


@dataclass(frozen=True, slots=True)
class TrafficPassed:
    """What passed, all sockets together, in order, at most 500 a batch."""

    rows: tuple[Traffic, ...]


@dataclass(frozen=True, slots=True)
class RequestShown:
    """A browser asked an ``http`` listener."""

    key: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PropertiesRead:
    """What a socket is like; an option that its kind does not have is left out."""

    key: str
    family: str
    """'IPv4' or 'IPv6'."""
    kind: str
    """'stream' or 'datagram'."""
    descriptor: int
    local: str
    peer: str
    received: int
    sent: int
    options: tuple[tuple[Option, int], ...]


@dataclass(frozen=True, slots=True)
class UrlAnswered:
    """The answer to GetUrl, apart; ``failure`` says why there is none."""

    key: str
    status: int = 0
    reason: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cut: bool = False
    """The body was longer than 1 MiB and only its beginning is here."""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What was found, as (what, value) rows; ``what`` is a word of a fixed set.

    'host_name', 'full_name', 'interface' (name, then address, then broadcast address, separated
    by a tab), 'address', 'alias', 'name', 'service' (as 'mysql 3306/tcp'), 'hexadecimal'.
    """

    query: str
    rows: tuple[tuple[str, str], ...]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class HolderFound:
    """Who holds a port. ``pid`` 0: nobody, or (``taken``) somebody the system does not name."""

    transport: Transport
    port: int
    taken: bool
    name: str = ""
    pid: int = 0
    started_at: int = 0
    mine: bool = False
    """The program belongs to this person and may be stopped."""
    next_free: int = 0
    """The next free port above; 0: none within reach."""


@dataclass(frozen=True, slots=True)
class HolderStopped:
    """The program was asked to end and did, or ``failure`` says why not."""

    pid: int
    failure: Failure | None = None


SocketEvent = (
    SocketChanged
    | TrafficPassed
    | RequestShown
    | PropertiesRead
    | UrlAnswered
    | LookedUp
    | HolderFound
    | HolderStopped
)

"""Data links with somebody hostile or hasty at the other end, word by word."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from blake3 import blake3
from OpenSSL import SSL
from pytestqt.qtbot import QtBot

from lanyard.commands import new_id
from lanyard.events import Code, Member, MemberJoined, Offer, OfferedFile, TransferState
from lanyard.network.identity import Identity, load_or_create
from lanyard.network.tls import BLOCKS, context_for
from lanyard.network.transfers import passage
from lanyard.network.transfers.file_values import OfferPrepared
from lanyard.network.transfers.passage import Passage
from lanyard.network.transfers.relay import Guest
from lanyard.wire import limits, transfer
from network.people import ROOM, Person, Talk

S = TransferState
LOCAL = "127.0.0.1"
DIGEST = bytes(32)
TEN = blake3(bytes(10)).digest()
SMALL = transfer.Bundle((transfer.Small(0, 10, TEN),), 10)


@pytest.fixture(scope="session")
def mallory(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return load_or_create(Path(tmp_path_factory.mktemp("mallory")))


@pytest.fixture
def talk(qtbot: QtBot, alice: Identity, bob: Identity) -> Iterator[Talk]:
    people = [Person("Alice", alice), Person("Bob", bob)]
    talk = Talk(*people)
    yield talk
    talk.server.close()
    for person in people:
        person.end()
    talk.deleteLater()


class Line:
    """One end of a data link, spoken by hand in a thread of the test."""

    def __init__(self, sock: socket.socket, identity: Identity, *, server_side: bool) -> None:
        sock.settimeout(None)
        self.socket = sock
        self.identity = identity
        self.tls = SSL.Connection(context_for(identity, server_side, (BLOCKS,)), sock)
        if server_side:
            self.tls.set_accept_state()
        else:
            self.tls.set_connect_state()
        self.tls.do_handshake()
        self._read = bytearray()

    @classmethod
    def dial(cls, port: int, identity: Identity) -> Line:
        return cls(socket.create_connection((LOCAL, port)), identity, server_side=False)

    def anew(self) -> None:
        """Shake hands through the server with whoever is at the other end."""
        identity = self.identity
        self.tls = SSL.Connection(context_for(identity, False, (BLOCKS,)), self.socket)
        self.tls.set_connect_state()
        self.tls.do_handshake()

    def say(self, message: transfer.Message | bytes) -> None:
        """Send a message or bare bytes; whoever was cut off already hears of it next."""
        with contextlib.suppress(SSL.Error):
            self.tls.sendall(message if isinstance(message, bytes) else transfer.framed(message))

    def hear(self) -> transfer.Message | None:
        """Return the next message, skipping blocks; None at the end."""
        try:
            while True:
                length = int.from_bytes(self._take(4), "big")
                message = transfer.decode(self._take(length))
                if not isinstance(message, transfer.Block | transfer.Bundle):
                    return message
                self._take(message.length)
        except SSL.Error:
            return None

    def _take(self, size: int) -> bytes:
        while len(self._read) < size:
            self._read += self.tls.recv(65536)
        taken = bytes(self._read[:size])
        del self._read[:size]
        return taken

    def close(self) -> None:
        self.socket.close()

    def last_word(self) -> transfer.Message | None:
        """Hear one message and close."""
        message = self.hear()
        self.close()
        return message


def aside(work: Callable[[], object]) -> list[object]:
    """Do blocking work beside Qt's loop; the list gets what it returned."""
    results: list[object] = []
    threading.Thread(target=lambda: results.append(work())).start()
    return results


def code_of(person: Person, transfer_id: str) -> Code | None:
    last = person.last(transfer_id)
    return last.failure.code if last and last.failure else None


def wait_for(qtbot: QtBot, results: list[object]) -> None:
    qtbot.waitUntil(lambda: bool(results))


def offer_of_alice(qtbot: QtBot, talk: Talk, tmp_path: Path, size: int = 10) -> tuple[str, int]:
    """Let Alice offer a file to the room; return the offer's id and her data port."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(bytes(size))
    prepared = talk.prepared
    offer = talk.people[0].offer(path)
    qtbot.waitUntil(lambda: bool(prepared))
    return offer, prepared[0].offer.port


# --- a hostile taker ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        transfer.framed(transfer.Block(0, 0, 10, TEN)) + bytes(10),
        transfer.framed(SMALL) + bytes(10),
        transfer.framed(transfer.End(0, DIGEST)),
        transfer.framed(transfer.Done(((0, DIGEST),))),
        transfer.framed(transfer.Ready()),
        (limits.DATA_FRAME_BYTES + 1).to_bytes(4, "big"),
        (0).to_bytes(4, "big"),
        b"\x00\x00\x00\x05noise",
        b"\xff" * 100_000,
    ],
    ids=["block", "bundle", "end", "done", "ready", "long", "empty", "noise", "flood"],
)
def test_what_a_taker_may_not_say_ends_its_link(
    qtbot: QtBot, talk: Talk, tmp_path: Path, bob: Identity, words: bytes
) -> None:
    _, port = offer_of_alice(qtbot, talk, tmp_path)

    def be_rude() -> object:
        line = Line.dial(port, bob)
        line.say(words)
        answer = line.hear()
        line.close()
        return answer

    heard = aside(be_rude)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [None]


def fetching(port: int, identity: Identity, fetch: transfer.Fetch) -> Callable[[], object]:
    def fetch_it() -> object:
        line = Line.dial(port, identity)
        line.say(fetch)
        answer = line.hear()
        line.close()
        return answer

    return fetch_it


def test_the_wrong_fetches(qtbot: QtBot, talk: Talk, tmp_path: Path, bob: Identity) -> None:
    offer, port = offer_of_alice(qtbot, talk, tmp_path)
    unknown = aside(fetching(port, bob, transfer.Fetch(new_id(), ((0, 1),))))
    qtbot.waitUntil(lambda: bool(unknown))
    assert unknown == [transfer.Stop("offer_unknown")]
    for fetch in (transfer.Fetch(offer, ((1, 2),)), transfer.Fetch(offer, ((0, 1),), 1)):
        beyond = aside(fetching(port, bob, fetch))
        wait_for(qtbot, beyond)
        assert beyond == [None]
    mine = f"{offer}/{bob.device_id}"
    assert talk.people[0].state(mine) is S.FAILED
    right = aside(fetching(port, bob, transfer.Fetch(offer, ((0, 1),))))
    qtbot.waitUntil(lambda: bool(right))
    assert isinstance(right[0], transfer.Finished)
    # It never said that it is done.
    qtbot.waitUntil(lambda: code_of(talk.people[0], mine) is Code.RECEIVER_GONE)
    assert talk.people[0].state(mine) is S.WAITING


def test_done_with_something_else_is_not_done(
    qtbot: QtBot, talk: Talk, tmp_path: Path, bob: Identity
) -> None:
    offer, port = offer_of_alice(qtbot, talk, tmp_path)

    def lie() -> object:
        line = Line.dial(port, bob)
        line.say(transfer.Fetch(offer, ((0, 1),)))
        line.hear()
        line.say(transfer.Done(((0, DIGEST),)))
        return line.last_word()

    heard = aside(lie)
    wait_for(qtbot, heard)
    mine = f"{offer}/{bob.device_id}"
    qtbot.waitUntil(lambda: talk.people[0].state(mine) is S.FAILED)
    assert S.DONE not in talk.people[0].states(mine)


def test_a_stranger_gets_nothing(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    mallory: Identity,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "LATE_MEMBER_SECONDS", 0.2)
    offer, port = offer_of_alice(qtbot, talk, tmp_path)
    heard = aside(fetching(port, mallory, transfer.Fetch(offer, ((0, 1),))))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [None]
    assert talk.people[0].states(offer) == [S.OFFERED]


def test_whoever_has_just_joined_is_no_stranger(
    qtbot: QtBot, talk: Talk, tmp_path: Path, mallory: Identity
) -> None:
    offer, port = offer_of_alice(qtbot, talk, tmp_path)
    heard = aside(fetching(port, mallory, transfer.Fetch(offer, ((0, 1),))))
    qtbot.wait(50)
    assert not heard
    talk.people[0].tell(MemberJoined(ROOM, Member(9, mallory.device_id, "Mallory")))
    qtbot.waitUntil(lambda: bool(heard))
    assert isinstance(heard[0], transfer.Finished)


def test_an_offer_to_one_is_for_nobody_else(
    qtbot: QtBot, talk: Talk, tmp_path: Path, mallory: Identity
) -> None:
    alice, bob = talk.people
    alice.tell(MemberJoined(ROOM, Member(9, mallory.device_id, "Mallory")))
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"private")
    prepared = talk.prepared
    offer = alice.offer(path, to=bob)
    qtbot.waitUntil(lambda: bool(prepared))
    fetch = transfer.Fetch(offer, ((0, 1),))
    heard = aside(fetching(prepared[0].offer.port, mallory, fetch))
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [transfer.Stop("offer_unknown")]


def test_a_silent_link_is_parted_with(
    qtbot: QtBot, talk: Talk, tmp_path: Path, bob: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "FIRST_FETCH_SECONDS", 0.1)
    _, port = offer_of_alice(qtbot, talk, tmp_path)
    heard = aside(lambda: Line.dial(port, bob).last_word())
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [None]


def test_the_port_closes_with_the_last_offer(qtbot: QtBot, talk: Talk, tmp_path: Path) -> None:
    offer, port = offer_of_alice(qtbot, talk, tmp_path)
    socket.create_connection((LOCAL, port)).close()
    talk.people[0].cancel(offer)
    qtbot.waitUntil(lambda: talk.people[0].state(offer) is S.CANCELLED)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((LOCAL, port))


# --- a hostile giver ---------------------------------------------------------------------------

BUNDLE = transfer.framed(SMALL)
FINISHED = transfer.framed(transfer.Finished())


def bundle(size: int, digest: bytes = TEN, file: int = 0, length: int | None = None) -> bytes:
    small = transfer.Small(file, size, digest)
    length = size if length is None else length
    return transfer.framed(transfer.Bundle((small,), length)) + bytes(length)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (bundle(10, DIGEST) + FINISHED, Code.DIGEST_WRONG),
        (bundle(11), Code.PROTOCOL_BROKEN),
        (bundle(10, length=11), Code.PROTOCOL_BROKEN),
        (bundle(10, file=1), Code.PROTOCOL_BROKEN),
        (transfer.framed(transfer.Bundle(SMALL.files * 2, 20)) + bytes(20), Code.PROTOCOL_BROKEN),
        (transfer.framed(transfer.Block(0, 0, 10, TEN)) + bytes(10), Code.PROTOCOL_BROKEN),
        (transfer.framed(transfer.End(0, DIGEST)), Code.PROTOCOL_BROKEN),
        (FINISHED, Code.PROTOCOL_BROKEN),
        (transfer.framed(transfer.Done(((0, DIGEST),))), Code.PROTOCOL_BROKEN),
        (transfer.framed(transfer.Skip(1, "file_missing")), Code.PROTOCOL_BROKEN),
        (b"\xff" * 100, Code.PROTOCOL_BROKEN),
        (transfer.framed(transfer.Stop("whatever")), Code.CANCELLED_THERE),
        (transfer.framed(transfer.Stop("file_missing")), Code.SENDER_FILE_GONE),
        (transfer.framed(transfer.Skip(0, "file_missing")) + FINISHED, Code.SENDER_FILE_GONE),
    ],
    ids=[
        "digest", "longer", "length", "other file", "more", "block", "early end", "early finish",
        "done", "other skip", "noise", "stop", "missing", "skip",
    ],
)  # fmt: skip
def test_what_a_giver_may_not_do_leaves_nothing_behind(
    qtbot: QtBot, talk: Talk, tmp_path: Path, alice: Identity, words: bytes, code: Code
) -> None:
    bob = talk.people[1]
    with socket.create_server((LOCAL, 0)) as listener:
        offer = new_id()
        files = (OfferedFile("photo.jpg", 10),)
        port = listener.getsockname()[1]
        prepared = OfferPrepared(ROOM, offer, bob.identity.device_id, Offer(files, (LOCAL,), port))

        def give() -> object:
            line = Line(listener.accept()[0], alice, server_side=True)
            fetch = line.hear()
            line.say(words)
            line.hear()
            line.close()
            return fetch

        heard = aside(give)
        talk.post(talk.people[0], prepared)
        qtbot.waitUntil(lambda: bob.state(offer) is S.OFFERED)
        bob.accept(offer, tmp_path / "there")
        qtbot.waitUntil(lambda: bool(heard))
    assert heard == [transfer.Fetch(offer, ((0, 1),), 0, 1, 10)]
    qtbot.waitUntil(lambda: bob.state(offer) in (S.FAILED, S.CANCELLED))
    last = bob.last(offer)
    assert last is not None
    assert last.failure is not None
    assert last.failure.code is code
    qtbot.waitUntil(lambda: not list((tmp_path / "there").iterdir()))


def test_an_impostor_at_the_senders_address_is_not_believed(
    qtbot: QtBot, talk: Talk, tmp_path: Path, mallory: Identity
) -> None:
    alice, bob = talk.people
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"the real one")
    with socket.create_server((LOCAL, 0)) as listener:
        port = listener.getsockname()[1]
        heard = aside(lambda: Line(listener.accept()[0], mallory, server_side=True).last_word())
        talk.redirect = port
        offer = alice.offer(path, to=bob)
        qtbot.waitUntil(lambda: bob.state(offer) is S.OFFERED)
        bob.accept(offer, tmp_path / "there")
        qtbot.waitUntil(lambda: bob.state(offer) is S.DONE and bool(heard))
    assert heard == [None]
    last = bob.last(offer)
    assert last is not None
    assert not last.direct
    assert (tmp_path / "there" / "photo.jpg").read_bytes() == b"the real one"


# --- the desk ----------------------------------------------------------------------------------


def asking(port: int, identity: Identity, message: transfer.Message) -> Callable[[], object]:
    def ask() -> object:
        line = Line.dial(port, identity)
        line.say(message)
        answer = line.hear()
        line.close()
        return answer

    return ask


def test_the_desk_knows_members_only(
    qtbot: QtBot, talk: Talk, bob: Identity, mallory: Identity
) -> None:
    port = int(talk.server.serverPort())
    ask = transfer.Ask(new_id(), mallory.device_id)
    stranger = aside(asking(port, mallory, ask))
    absent = aside(asking(port, bob, ask))
    ticket = aside(asking(port, bob, transfer.Ticket("stolen")))
    rude = aside(asking(port, bob, transfer.Fetch(new_id(), ((0, 1),))))
    qtbot.waitUntil(lambda: all((stranger, absent, ticket, rude)))
    assert stranger == [None]
    assert absent == [transfer.Stop("sender_gone")]
    assert ticket == [transfer.Stop("offer_unknown")]
    assert rude == [None]


def test_a_ticket_is_for_the_author_only(
    qtbot: QtBot, talk: Talk, alice: Identity, bob: Identity, mallory: Identity
) -> None:
    talk.people[0].tell(MemberJoined(ROOM, Member(9, mallory.device_id, "Mallory")))
    talk.deaf = True
    port = int(talk.server.serverPort())
    line: list[Line] = []

    def ask() -> object:
        line.append(Line.dial(port, bob))
        line[0].say(transfer.Ask(new_id(), alice.device_id))
        return line[0].hear()

    asked = aside(ask)
    qtbot.waitUntil(lambda: bool(talk.tickets))
    thief = aside(asking(port, mallory, transfer.Ticket(talk.tickets[0])))
    qtbot.waitUntil(lambda: bool(thief))
    assert thief == [transfer.Stop("offer_unknown")]
    assert not asked
    author = aside(asking(port, alice, transfer.Ticket(talk.tickets[0])))
    qtbot.waitUntil(lambda: bool(author and asked))
    assert author == [transfer.Ready()]
    assert asked == [transfer.Ready()]
    line[0].close()


@pytest.mark.parametrize("splices", [True, False])
def test_a_server_that_only_passes_bytes_cannot_pose_as_the_author(
    qtbot: QtBot,
    talk: Talk,
    tmp_path: Path,
    mallory: Identity,
    monkeypatch: pytest.MonkeyPatch,
    splices: bool,
) -> None:
    """The one who comes with the ticket shakes hands as somebody else."""
    monkeypatch.setattr(passage, "_SPLICES", splices)
    monkeypatch.setattr(limits, "RETRY_FIRST_SECONDS", 60.0)
    alice, bob = talk.people
    talk.deaf = True
    talk.reachable = False
    port = int(talk.server.serverPort())
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"12345")
    offer = alice.offer(path, to=bob)
    qtbot.waitUntil(lambda: bob.state(offer) is S.OFFERED)
    bob.accept(offer, tmp_path / "there")
    qtbot.waitUntil(lambda: bool(talk.tickets))

    def pose() -> object:
        line = Line.dial(port, alice.identity)
        line.say(transfer.Ticket(talk.tickets[0]))
        ready = line.hear()
        forged = Line(line.socket, mallory, server_side=True)
        forged.last_word()
        return ready

    posed = aside(pose)
    wait_for(qtbot, posed)
    assert posed == [transfer.Ready()]
    qtbot.waitUntil(lambda: bob.state(offer) is S.WAITING)
    last = bob.last(offer)
    assert last is not None
    assert last.failure is not None
    assert last.failure.detail == "somebody else came"
    assert not last.moved


def test_a_taker_who_does_not_read_holds_the_giver_not_the_desk(
    qtbot: QtBot, talk: Talk, tmp_path: Path, mallory: Identity
) -> None:
    alice, bob = talk.people
    for person in talk.people:
        person.tell(MemberJoined(ROOM, Member(9, mallory.device_id, "Mallory")))
    path = tmp_path / "long.bin"
    size = 300_000_000
    with path.open("wb") as file:
        file.truncate(size)
    offer = bob.offer(path)
    qtbot.waitUntil(lambda: alice.state(offer) is S.OFFERED)
    lines: list[Line] = []

    def fetch() -> object:
        line = Line.dial(int(talk.server.serverPort()), mallory)
        lines.append(line)
        line.say(transfer.Ask(offer, bob.identity.device_id))
        ready = line.hear()
        line.anew()
        line.say(transfer.Fetch(offer, ((0, 1),)))
        return ready

    ready = aside(fetch)
    qtbot.waitUntil(lambda: bool(ready), timeout=10_000)
    assert ready == [transfer.Ready()]
    mine = f"{offer}/{mallory.device_id}"
    held = Held(bob, mine)
    qtbot.waitUntil(held.is_still, timeout=20_000)
    # What both sockets' buffers on both sides take, and no more than that.
    assert 0 < held.moved < 60_000_000
    assert not alice.files.findChildren(Guest)
    assert len(alice.files.findChildren(Passage)) == 1
    rest = aside(lines[0].last_word)
    qtbot.waitUntil(lambda: bool(rest), timeout=20_000)
    assert isinstance(rest[0], transfer.End)


class Held:
    """Watches a transfer until nothing has moved for half a second."""

    def __init__(self, person: Person, transfer_id: str) -> None:
        self.person = person
        self.id = transfer_id
        self.moved = 0
        self.since = time.monotonic()

    def is_still(self) -> bool:
        last = self.person.last(self.id)
        moved = last.moved if last else 0
        if moved != self.moved or not moved:
            self.moved = moved
            self.since = time.monotonic()
        return time.monotonic() - self.since > 0.5

"""Strangers at the door: whatever comes to the port, the talk goes on and nothing is left over."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest
from pytestqt.qtbot import QtBot

from lanyard import commands as c
from lanyard import events as e
from lanyard.journal import database as database_module
from lanyard.journal import recorder as recorder_module
from lanyard.journal.store import FILE_NAME
from lanyard.network import server as server_module
from lanyard.network.identity import Identity, load_or_create
from lanyard.network.tls import BLOCKS, TALK, TlsChannel, TlsError
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.frame import frame
from network.talkers import Person, Stranger, closing

DEVICE = "5a" * 32


class Talk:
    """Anna hosts, Bob is there, and both go on talking."""

    def __init__(self, anna: Person, bob: Person) -> None:
        self.anna, self.bob = anna, bob
        self.port = anna.host().port
        bob.join(self.port)

    def goes_on(self) -> None:
        """Both hear each other now, whatever else happens."""
        count = len(self.anna.heard(e.PostAccepted))
        texts = [f"from {name} {count}" for name in ("Anna", "Bob")]
        self.anna.say(texts[0])
        self.bob.say(texts[1])
        for person, text in ((self.bob, texts[0]), (self.anna, texts[1])):
            person.until(
                e.EntriesArrived,
                lambda arrived, text=text: any(entry.text == text for entry in arrived.entries),
            )
        assert not self.bob.heard(e.MemberLeft) or len(self.bob.heard(e.Joined)) == 1

    @property
    def server(self) -> server_module.Server:
        return self.anna.engine._server

    def is_empty_again(self, qtbot: QtBot) -> None:
        """Of all strangers nothing is left at the server."""
        entrance = self.server._entrance
        assert entrance is not None
        qtbot.waitUntil(
            lambda: (len(self.server._visitors), entrance.present) == (2, 0), timeout=10_000
        )
        assert set(self.server._seated.values()) == self.server._visitors


@pytest.fixture
def talk(people: Callable[..., Person], monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setattr(server_module, "_HEARTBEAT_MILLISECONDS", 30)
    monkeypatch.setattr(limits, "HANDSHAKE_SECONDS", 0.4)
    monkeypatch.setattr(limits, "CLOSE_SECONDS", 0.4)
    monkeypatch.setattr(limits, "GUEST_FIRST_WORD_SECONDS", 0.4)
    return Talk(people("Anna"), people("Bob"))


# --- before TLS --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [b"hello?\n", b"\x00" * 100, b"\xff\xfe\x80" * 30_000, b"SSH-2.0-OpenSSH_9.2\r\n"],
    ids=["line", "zeros", "garbage", "ssh"],
)
def test_plain_text_is_turned_away_with_a_sentence_where_no_guests_are_wanted(
    talk: Talk, qtbot: QtBot, words: bytes
) -> None:
    talk.anna.engine.do(c.SetGuests("no"))
    stranger = Stranger(talk.port)
    with closing(stranger):
        stranger.socket.sendall(words)
        assert stranger.is_parted_with()
        assert stranger.last_words.startswith(b"This is a Lanyard room.")
    talk.goes_on()
    talk.is_empty_again(qtbot)


def test_a_browser_gets_a_page_and_is_parted_with(talk: Talk, qtbot: QtBot) -> None:
    stranger = Stranger(talk.port)
    with closing(stranger):
        stranger.socket.sendall(b"GET / HTTP/1.1\r\nHost: lanyard\r\n\r\n")
        assert stranger.is_parted_with()
        assert stranger.last_words.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"Anna" in stranger.last_words
    talk.goes_on()
    talk.is_empty_again(qtbot)


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"\x16",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"r" * 32,
        b"\x16\x03\x01\xff\xff" + b"x" * 2_000,
        b"\x16" + b"\x00" * 50_000,
        b"\x16\x03\x01\x00\x05hello",
    ],
    ids=["silent", "one byte", "half a hello", "half a long record", "zeros", "nonsense"],
)
def test_who_does_not_finish_a_hello_is_parted_with(talk: Talk, qtbot: QtBot, words: bytes) -> None:
    stranger = Stranger(talk.port)
    with closing(stranger):
        stranger.socket.sendall(words)
        talk.goes_on()
        assert stranger.is_parted_with()
    talk.is_empty_again(qtbot)


def test_who_goes_at_once_leaves_nothing(talk: Talk, qtbot: QtBot) -> None:
    for words in (b"", b"\x16", b"x"):
        for _ in range(10):
            stranger = Stranger(talk.port)
            stranger.socket.sendall(words)
            stranger.close()
    talk.goes_on()
    talk.is_empty_again(qtbot)


def test_a_tls_hello_cut_anywhere(talk: Talk, qtbot: QtBot, bob: Identity) -> None:
    channel = TlsChannel(bob, False, (TALK,))
    channel.start()
    hello = channel.take_ciphertext()
    for cut in range(1, len(hello), 7):
        stranger = Stranger(talk.port)
        stranger.socket.sendall(hello[:cut])
        stranger.close()
    patient = [Stranger(talk.port) for _ in range(20)]
    with closing(*patient):
        for number, stranger in enumerate(patient):
            stranger.socket.sendall(hello[: number * len(hello) // 20 + 1])
        talk.goes_on()
        assert all(stranger.is_parted_with() for stranger in patient)
    talk.is_empty_again(qtbot)


def test_a_crowd_of_silent_strangers_keeps_nobody_out_for_long(
    talk: Talk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, bob: Identity
) -> None:
    monkeypatch.setattr(limits, "LINKS_UNGREETED", 5)
    crowd = [Stranger(talk.port) for _ in range(12)]
    with closing(*crowd):
        talk.goes_on()
        assert all(stranger.is_parted_with() for stranger in crowd)
    talk.is_empty_again(qtbot)
    late = Stranger(talk.port, bob)
    with closing(late):
        late.join()


# --- TLS that is not ours ----------------------------------------------------------------------


def test_another_tls_client_is_no_member(talk: Talk, qtbot: QtBot) -> None:
    for newest in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.maximum_version = newest
        context.set_alpn_protocols(["lanyard/1"])
        stranger = Stranger(talk.port)
        with closing(stranger), pytest.raises((ssl.SSLError, ConnectionError)):  # noqa: PT012
            stranger.socket = context.wrap_socket(stranger.socket)
            # In TLS 1.3 a client without a certificate hears of it only when it reads.
            assert stranger.socket.recv(100), "the end of the connection is what is expected"
            raise ConnectionError
    talk.goes_on()
    talk.is_empty_again(qtbot)


def test_another_protocol_over_tls_is_refused(talk: Talk, qtbot: QtBot, bob: Identity) -> None:
    stranger = Stranger(talk.port, bob, b"other/1")
    with closing(stranger), pytest.raises((TlsError, ConnectionError)):
        stranger.greet()
    talk.goes_on()
    talk.is_empty_again(qtbot)


def test_data_links_that_ask_for_nothing_do_not_stay(
    talk: Talk, qtbot: QtBot, bob: Identity
) -> None:
    strangers = [Stranger(talk.port, bob, BLOCKS) for _ in range(5)]
    with closing(*strangers):
        for stranger in strangers:
            stranger.shake_hands()
        talk.goes_on()
    talk.is_empty_again(qtbot)


# --- the protocol, broken ----------------------------------------------------------------------

HELLO = m.Hello(1, "Stranger")
POST = m.Post("0b" * 16, "text", "hello")


@pytest.mark.parametrize(
    "words",
    [
        b"\xff\xff\xff\xff",
        b"\x00\x00\x00\x00",
        frame(b"\xc1"),
        frame(b"x" * (limits.FRAME_BEFORE_WELCOME + 1)),
        frame(m.encode(POST)),
        frame(m.encode(m.Ping())),
        frame(m.encode(m.Welcome(1, 1, "e", 0))),
        frame(m.encode(HELLO)) * 2,
        frame(m.encode(HELLO)) * 500,
        frame(m.encode(m.Leave())) + frame(m.encode(HELLO)),
        frame(m.encode(HELLO)) + frame(m.encode(m.Accepted("0b" * 16, 1, 0))),
        frame(m.encode(HELLO)) + frame(m.encode(m.Leave())) + frame(m.encode(POST)),
        b"",
    ],
    ids=[
        "long", "empty", "garbage", "too long", "post first", "ping first", "server's words",
        "two hellos", "many hellos", "hello after goodbye", "server's words later",
        "words after goodbye", "silence",
    ],
)  # fmt: skip
def test_who_breaks_the_protocol_is_parted_with(
    talk: Talk, qtbot: QtBot, bob: Identity, words: bytes
) -> None:
    stranger = Stranger(talk.port, bob)
    with closing(stranger):
        stranger.shake_hands()
        stranger.hear(m.Greeting)
        if words:
            stranger.say_bytes(words)
        assert stranger.is_parted_with()
    talk.goes_on()
    talk.is_empty_again(qtbot)
    assert "hello" not in talk.anna.texts()


def test_a_member_who_breaks_the_protocol_hears_why(
    talk: Talk, qtbot: QtBot, bob: Identity
) -> None:
    stranger = Stranger(talk.port, bob)
    with closing(stranger):
        stranger.join()
        stranger.say_bytes(frame(m.encode(POST)) + frame(b"\xc1"))
        assert stranger.hear(m.Closing).reason == "protocol_broken"
        assert stranger.is_parted_with()
    left = talk.anna.until(e.MemberLeft)
    assert (left.member.name, left.lost) == ("Stranger", True)
    talk.anna.until(e.EntriesArrived, lambda one: one.entries[0].text == "hello")
    talk.is_empty_again(qtbot)


@pytest.mark.parametrize(
    ("hello", "reason"),
    [
        (m.Hello(limits.PROTOCOL_OLDEST - 1, "S"), "version_newer"),
        (m.Hello(limits.PROTOCOL_NEWEST + 1, "S"), "version_older"),
        (m.Hello(1, " \u202e"), "name_empty"),
    ],
)
def test_a_hello_that_cannot_be_taken_is_refused_with_a_reason(
    talk: Talk, qtbot: QtBot, bob: Identity, hello: m.Hello, reason: str
) -> None:
    stranger = Stranger(talk.port, bob)
    with closing(stranger):
        stranger.shake_hands()
        stranger.hear(m.Greeting)
        stranger.say(hello)
        assert stranger.hear(m.Refused).reason == reason
        assert stranger.is_parted_with()
    talk.is_empty_again(qtbot)


def test_who_leaves_while_the_journal_reads_its_page_disturbs_nobody(
    talk: Talk, qtbot: QtBot, bob: Identity
) -> None:
    strangers = [Stranger(talk.port, bob) for _ in range(20)]
    with closing(*strangers):
        for stranger in strangers:
            stranger.shake_hands()
            stranger.hear(m.Greeting)
            stranger.say(HELLO, m.Leave())
        talk.goes_on()
    talk.is_empty_again(qtbot)


def test_names_are_cleaned_by_the_server_too(talk: Talk, bob: Identity) -> None:
    stranger = Stranger(talk.port, bob)
    with closing(stranger):
        stranger.join("\u202eAn\nna\x1b[2J " + "x" * 90)
        came = talk.anna.until(e.MemberJoined, lambda event: event.member.number == 3)
        assert came.member.name == ("An na[2J " + "x" * 90)[: limits.NAME_CHARACTERS]


# --- too much of what is allowed ---------------------------------------------------------------


def test_fifty_come_at_once_and_all_hear_all(
    talk: Talk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HANDSHAKE_SECONDS", 10.0)
    monkeypatch.setattr(limits, "OPENING_SECONDS", 10.0)  # this test takes its time to say hello
    strangers = [
        Stranger(talk.port, load_or_create(tmp_path / f"stranger {number}")) for number in range(50)
    ]
    with closing(*strangers):
        for number, stranger in enumerate(strangers):
            stranger.greet(f"S{number}")
        for stranger in strangers:
            while not stranger.hear(m.Members).complete:
                pass
        for number, stranger in enumerate(strangers):
            stranger.say(m.Post(f"{number:032x}", "text", f"I am {number}"))
        for number, stranger in enumerate(strangers):
            seen: list[int] = []
            while len(seen) < 50:
                word = stranger.hear(m.Entry | m.Accepted)  # type: ignore[arg-type]
                if isinstance(word, m.Accepted):
                    assert word.id == f"{number:032x}"
                seen.append(word.seq)
            assert seen == list(range(1, 51))
        qtbot.waitUntil(lambda: len(talk.bob.entries()) == 50)
        talk.goes_on()
        for stranger in strangers:
            stranger.say(m.Leave())
        qtbot.waitUntil(lambda: len(talk.bob.heard(e.MemberLeft)) == 50, timeout=10_000)
    assert not any(one.lost for one in talk.bob.heard(e.MemberLeft))
    talk.is_empty_again(qtbot)


def test_floods_of_pings_and_answers_are_carried(talk: Talk, bob: Identity) -> None:
    stranger = Stranger(talk.port, bob)
    with closing(stranger):
        stranger.join()
        to = talk.bob.device_id
        stranger.say(*(m.Answer("0b" * 16, to, "declined", author=DEVICE) for _ in range(2_000)))
        stranger.say(*(m.Ping(number) for number in range(2_000)))
        talk.goes_on()
        assert [stranger.hear(m.Pong).number for _ in range(2_000)] == list(range(2_000))


def test_who_does_not_read_is_cut_and_the_talk_goes_on(
    talk: Talk, qtbot: QtBot, bob: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BACKLOG_BYTES", 300_000)
    stranger = Stranger(talk.port, bob)
    with closing(stranger):
        stranger.join()
        texts = [f"{number} " + "x" * 16_000 for number in range(500)]
        for text in texts:
            talk.bob.say(text)
        left = talk.bob.until(e.MemberLeft)
        assert (left.member.name, left.lost) == ("Stranger", True)
        qtbot.waitUntil(lambda: talk.anna.texts() == texts, timeout=10_000)
        talk.goes_on()
        # What it missed is there when it comes back.
        back = Stranger(talk.port, bob)
        with closing(back):
            welcome = back.join()
            seqs = [entry.seq for entry in back.ask(490, welcome.last_seq + 1)]
            assert seqs == list(range(491, 503))


def test_a_long_catch_up_of_a_slow_reader_comes_to_its_end(
    talk: Talk, qtbot: QtBot, bob: Identity
) -> None:
    for number in range(600):
        talk.bob.say(f"{number} " + "x" * 16_000)
    qtbot.waitUntil(lambda: len(talk.bob.accepted()) == 600, timeout=20_000)
    stranger = Stranger(talk.port, bob)
    with closing(stranger):
        welcome = stranger.join()
        assert [entry.seq for entry in stranger.ask(0, welcome.last_seq + 1)] == [*range(1, 601)]
        talk.goes_on()
        assert stranger.hear(m.Entry).seq == 601


# --- a disk that cannot keep up ----------------------------------------------------------------


def test_a_flood_of_posts_waits_outside_while_the_disk_does_not_answer(
    people: Callable[..., Person],
    qtbot: QtBot,
    bob: Identity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 20)
    monkeypatch.setattr(recorder_module, "_RETRY_MILLISECONDS", 20)
    monkeypatch.setattr(limits, "POSTS_AWAITING", 100)
    anna = people("Anna")
    port = anna.host().port
    stranger = Stranger(port, bob)
    with closing(stranger):
        stranger.join()
        disk = apsw.Connection(str(tmp_path / "Anna" / FILE_NAME))
        disk.execute("BEGIN IMMEDIATE")
        count = 6_000
        posts = [m.Post(f"{number:032x}", "text", "x" * 100) for number in range(count)]
        a_read = limits.LINK_READ_BYTES // len(frame(m.encode(posts[0]))) + 1
        stranger.say(*posts)
        anna.until(e.JournalTroubled)
        server = anna.engine._server
        qtbot.waitUntil(lambda: any(one.paused for one in server._visitors))
        mine = anna.say("mine")
        anna.until(e.MemberJoined)
        assert len(server._posts._on_the_way) <= 100 + a_read < count
        assert anna.accepted() == []
        assert anna.texts() == []
        disk.execute("ROLLBACK")
        disk.close()
        heard = [stranger.hear(m.Accepted) for _ in range(count)]
        assert [accepted.id for accepted in heard] == [post.id for post in posts]
        qtbot.waitUntil(lambda: len(anna.texts()) == count, timeout=10_000)
        anna.wait_accepted(mine)
        assert not any(one.paused for one in server._visitors)


def test_a_room_closed_while_the_disk_does_not_answer_loses_nothing_acknowledged(
    people: Callable[..., Person], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 20)
    monkeypatch.setattr(recorder_module, "_RETRY_MILLISECONDS", 20)
    monkeypatch.setattr(limits, "RETRY_FIRST_SECONDS", 0.02)
    monkeypatch.setattr(limits, "RETRY_LONGEST_SECONDS", 0.1)
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    first = bob.say("first")
    bob.wait_accepted(first)
    disk = apsw.Connection(str(tmp_path / "Anna" / FILE_NAME))
    disk.execute("BEGIN IMMEDIATE")
    second = bob.say("second")
    anna.until(e.JournalTroubled)
    anna.engine.do(c.CloseRoom())
    anna.until(e.RoomClosed)
    disk.execute("ROLLBACK")
    disk.close()
    anna.forget()
    anna.host(port=opened.port)
    bob.wait_accepted(first, second)
    third = bob.say("third")
    bob.wait_accepted(first, second, third)
    seqs = [event.seq for event in bob.heard(e.PostAccepted)]
    assert seqs == sorted(set(seqs))
    anna.engine.do(c.ReadHistory(opened.room))
    history = anna.until(e.HistoryRead)
    assert [entry.text for entry in history.entries] == ["first", "second", "third"]


# --- closing -----------------------------------------------------------------------------------


def test_a_room_closes_in_time_whoever_hangs_on(talk: Talk, qtbot: QtBot, bob: Identity) -> None:
    silent, half, deaf = Stranger(talk.port), Stranger(talk.port), Stranger(talk.port, bob)
    with closing(silent, half, deaf):
        half.socket.sendall(b"\x16\x03\x01")
        deaf.join()  # and never answers the goodbye
        talk.anna.engine.do(c.CloseRoom())
        talk.anna.until(e.RoomClosed)
        talk.anna.forget()
        # The next room's members are not taken for the last one's.
        again = talk.anna.host("Kitchen")
        late = [Stranger(again.port, bob) for _ in range(3)]
        with closing(*late):
            for stranger in late:
                stranger.join("Late")
            qtbot.waitUntil(lambda: len(talk.server._visitors) == 4, timeout=10_000)
            assert len(talk.server._seated) == 4
            talk.anna.say("hello")
            for stranger in late:
                assert stranger.hear(m.Entry).text == "hello"
        assert silent.is_parted_with()
        assert half.is_parted_with()


def test_the_engine_ends_in_time_whoever_hangs_on(talk: Talk, bob: Identity) -> None:
    silent, half, deaf = Stranger(talk.port), Stranger(talk.port), Stranger(talk.port, bob)
    with closing(silent, half, deaf):
        half.socket.sendall(b"\x16\x03\x01")
        deaf.join()
        talk.anna.end()
        assert silent.is_parted_with()
        assert half.is_parted_with()
        assert deaf.hear(m.Closing).reason == "room_closed"


def test_the_port_is_free_after_closing(talk: Talk) -> None:
    talk.anna.engine.do(c.CloseRoom())
    talk.anna.until(e.RoomClosed)
    with pytest.raises(ConnectionRefusedError):
        Stranger(talk.port)


def test_who_asks_for_more_than_anybody_needs_is_parted_with(talk: Talk, bob: Identity) -> None:
    for wants in ([m.Want(5, 5)], [m.Want(0, 9)] * 100):
        stranger = Stranger(talk.port, bob)
        with closing(stranger):
            stranger.join()
            stranger.say(*wants)
            assert stranger.hear(m.Closing).reason == "protocol_broken"
    talk.goes_on()


def test_a_receipt_for_what_was_never_said_counts_for_what_was(talk: Talk, bob: Identity) -> None:
    stranger = Stranger(talk.port, bob)
    with closing(stranger):
        stranger.join()
        talk.bob.say("one")
        seq = stranger.hear(m.Entry).seq
        stranger.say(m.Receipt((1 << 62) - 1))
        news = talk.bob.until(
            e.MembersKnown,
            lambda event: any(
                one.device_id == bob.device_id and one.read_to for one in event.members
            ),
        )
        assert [one.read_to for one in news.members if one.device_id == bob.device_id] == [seq]

"""Hosts that hang, lie or are no Lanyard at all: the client says so and loses nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from lanyard import commands as c
from lanyard import events as e
from lanyard.network import client as client_module
from lanyard.sentences import sentence
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.frame import frame
from network.talkers import LOCAL, FakeHost, Person

People = Callable[..., Person]
State = e.JoinState


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses of a LAN, in test time."""
    monkeypatch.setattr(limits, "RETRY_FIRST_SECONDS", 0.02)
    monkeypatch.setattr(limits, "RETRY_LONGEST_SECONDS", 0.1)
    monkeypatch.setattr(client_module, "_HEARTBEAT_MILLISECONDS", 30)


def failed(person: Person, order: c.Join) -> e.Failure:
    assert person.failure(order)
    change = person.until(
        e.JoinChanged, lambda one: one.key == order.key and one.state is State.FAILED
    )
    assert change.failure is not None
    return change.failure


def an_entry(seq: int, author: str, text: str, id_: str = "") -> m.Entry:
    return m.Entry(seq, id_ or f"{seq:032x}", author, "Somebody", 5, "text", text)


# --- no Lanyard --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [b"220 mail.example ESMTP\r\n", b"SSH-2.0-x\r\n", b"\x00" * 64, b"\x15\x03\x01\x00"]
)
def test_somebody_who_speaks_something_else_is_not_lanyard(
    people: People, qtbot: QtBot, words: bytes
) -> None:
    bob = people("Bob")
    with socket.create_server((LOCAL, 0)) as other:
        order = bob.start_joining(other.getsockname()[1])
        connection, _ = other.accept()
        with connection:
            connection.sendall(words)
            connection.shutdown(socket.SHUT_WR)
            failure = failed(bob, order)
    assert failure.code is e.Code.NOT_LANYARD
    assert "is not Lanyard" in sentence(failure)


def test_who_was_taken_for_a_guest_calls_again(people: People, qtbot: QtBot) -> None:
    bob = people("Bob")
    with socket.create_server((LOCAL, 0)) as other:
        other.settimeout(10)
        order = bob.start_joining(other.getsockname()[1])
        for _ in range(4):
            connection, _ = other.accept()
            with connection:
                connection.sendall(b"Welcome to Office. This line is not encrypted")
        failure = failed(bob, order)
    assert failure.code is e.Code.NOT_LANYARD


def test_a_host_that_takes_the_call_and_says_nothing(
    people: People, fake_host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HANDSHAKE_SECONDS", 0.3)
    fake_host.greeting = None
    bob = people("Bob")
    failure = failed(bob, bob.start_joining(fake_host.port))
    assert failure.code is e.Code.HOST_SILENT
    assert "does not answer" in sentence(failure)


def test_a_host_that_greets_and_says_nothing_more(
    people: People, fake_host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HANDSHAKE_SECONDS", 0.3)
    bob = people("Bob")
    failure = failed(bob, bob.start_joining(fake_host.port))
    assert failure.code is e.Code.HOST_SILENT
    assert [hello.name for hello in fake_host.heard(m.Hello)] == ["Bob"]


# --- the version -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("versions", "code", "words"),
    [
        ((limits.PROTOCOL_NEWEST + 1, 9), e.Code.VERSION_NEWER, "Update it on this computer"),
        ((0, limits.PROTOCOL_OLDEST - 1), e.Code.VERSION_OLDER, "Update it there"),
    ],
)
def test_without_a_common_version_the_sentence_says_who_must_update(
    people: People, fake_host: FakeHost, versions: tuple[int, int], code: e.Code, words: str
) -> None:
    fake_host.greeting = m.Greeting(*versions, fake_host.room, "Office", b"n" * 16, False)
    bob = people("Bob")
    failure = failed(bob, bob.start_joining(fake_host.port))
    assert failure.code is code
    assert words in sentence(failure)
    assert fake_host.said == []


def test_the_newest_common_version_is_chosen(people: People, fake_host: FakeHost) -> None:
    fake_host.greeting = m.Greeting(-3, 1_000, fake_host.room, "Office", b"n" * 16, False)
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    assert fake_host.heard(m.Hello)[0].version == limits.PROTOCOL_NEWEST


def test_words_that_a_newer_host_adds_are_no_reason_to_part(
    people: People, fake_host: FakeHost
) -> None:
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    poke = m.Entry(5, "05" * 16, "ee" * 32, "Somebody", 5, "poke", "+1")
    fake_host.welcome(poke, an_entry(6, "ee" * 32, "hello"))
    bob.wait_texts("hello")
    fake_host.say(m.Closing("a reason of the future"))
    fake_host.links[-1].close()
    waiting = bob.until(e.JoinChanged, lambda change: change.state is State.WAITING)
    assert waiting.failure is not None
    assert waiting.failure.code is e.Code.ROOM_CLOSED
    # The cursor has passed what this version could not show.
    bob.qtbot.waitUntil(lambda: len(fake_host.heard(m.Hello)) == 2)
    assert fake_host.heard(m.Hello)[1].seq == 6


# --- a broken protocol -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        b"\xff\xff\xff\xff",
        frame(b"\xc1"),
        frame(m.encode(m.Welcome(1, 1, "e", 0))),
        frame(m.encode(m.Hello(1, "x"))),
    ],
)
def test_a_host_that_breaks_the_protocol_is_left(
    people: People, fake_host: FakeHost, words: bytes
) -> None:
    fake_host.greeting = None
    bob = people("Bob")
    order = bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.links and fake_host.links[0].is_open))
    fake_host.links[0].send(words)
    assert failed(bob, order).code in (e.Code.PROTOCOL_BROKEN, e.Code.NOT_LANYARD)


def test_a_roster_without_end_is_not_believed(
    people: People, fake_host: FakeHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEMBERS", 50)
    bob = people("Bob")
    order = bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.say(m.Welcome(1, 1, "epoch", 0))
    crowd = tuple(m.Person(number, "ee" * 32, "x") for number in range(1, 52))
    fake_host.say(m.Members(crowd, False))
    assert failed(bob, order).code is e.Code.PROTOCOL_BROKEN


def test_an_own_room_cannot_be_taken_over(
    people: People, fake_host: FakeHost, qtbot: QtBot
) -> None:
    anna, again = people("Anna"), people("Anna")
    opened = anna.host()
    fake_host.greeting = m.Greeting(1, 1, opened.room, "Office", b"n" * 16, False)
    for trust in (False, True):
        order = again.start_joining(fake_host.port, trust_changed=trust)
        assert again.failure(order) is e.Code.IDENTITY_CHANGED
    assert fake_host.said == []


# --- what must not be lost ---------------------------------------------------------------------


def test_what_was_missed_holds_nothing_up_and_survives_a_loss_in_the_middle(
    people: People, fake_host: FakeHost
) -> None:
    them = "ee" * 32
    missed = [an_entry(seq, them, f"missed {seq}", f"{seq:032x}") for seq in (1, 2, 3)]
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.welcome(last_seq=3, answers=False)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Want)))
    post = bob.say("mine")
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Post)))
    fake_host.say(m.Accepted(post.id, 4, 5), an_entry(5, them, "live", "55" * 16))
    fake_host.say(m.Page((missed[2],), 2, 4, False))
    bob.wait_for_all_of("missed 3", "live")
    bob.wait_accepted(post)
    assert fake_host.heard(m.Receipt) == [], "two of them are missing"
    fake_host.links[-1].abort()
    bob.qtbot.waitUntil(lambda: len(fake_host.heard(m.Hello)) == 2)
    assert fake_host.heard(m.Hello)[1].seq == 5
    fake_host.welcome(*missed[:2], last_seq=5)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Receipt)))
    assert fake_host.heard(m.Want)[-1] == m.Want(0, 3)
    assert fake_host.heard(m.Receipt) == [m.Receipt(5)]
    bob.wait_history("missed 1", "missed 2", "missed 3", "mine", "live")


@pytest.mark.parametrize(
    "page",
    [
        m.Page((), 0, 9, True),
        m.Page((), 3, 3, True),
        m.Page((an_entry(9, "ee" * 32, "elsewhere"),), 0, 4, True),
    ],
)
def test_a_page_that_nobody_asked_for_ends_the_link(
    people: People, fake_host: FakeHost, page: m.Page
) -> None:
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.welcome(last_seq=3, answers=False)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Want)))
    fake_host.say(page)
    bob.qtbot.waitUntil(lambda: any(state.failure for state in bob.heard(e.JoinChanged)))
    failure = next(state.failure for state in bob.heard(e.JoinChanged) if state.failure)
    assert failure.code is e.Code.PROTOCOL_BROKEN


def test_an_own_post_among_what_was_missed_is_shown_once(
    people: People, fake_host: FakeHost
) -> None:
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.welcome()
    bob.until(e.Joined)
    post = bob.say("mine")
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Post)))
    fake_host.links[-1].abort()
    bob.qtbot.waitUntil(lambda: len(fake_host.heard(m.Hello)) == 2)
    fake_host.welcome(an_entry(1, bob.device_id, "mine", post.id), an_entry(2, "ee" * 32, "theirs"))
    bob.qtbot.waitUntil(lambda: len(fake_host.heard(m.Post)) == 2)
    fake_host.say(m.Accepted(post.id, 1, 5))
    bob.wait_accepted(post)
    bob.wait_texts("theirs")
    bob.wait_history("mine", "theirs")


def test_another_history_replaces_the_copy(people: People, fake_host: FakeHost) -> None:
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.welcome(an_entry(1, "ee" * 32, "old"))
    bob.wait_texts("old")
    fake_host.links[-1].abort()
    bob.qtbot.waitUntil(lambda: len(fake_host.heard(m.Hello)) == 2)
    assert fake_host.heard(m.Hello)[1].epoch == "epoch"
    fake_host.welcome(an_entry(1, "ee" * 32, "new", "aa" * 16), epoch="another")
    bob.wait_texts("old", "new")
    assert bob.heard(e.HistoryReplaced) == [e.HistoryReplaced(fake_host.room)]
    bob.wait_history("new")


def test_a_host_that_went_back_to_an_older_copy_is_noticed(
    people: People, fake_host: FakeHost
) -> None:
    them = "ee" * 32
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.welcome(an_entry(5, them, "five", "05" * 16))
    bob.wait_texts("five")
    fake_host.links[-1].abort()
    bob.qtbot.waitUntil(lambda: len(fake_host.heard(m.Hello)) == 2)
    fake_host.welcome(an_entry(3, them, "three", "03" * 16))
    bob.wait_texts("five", "three")
    assert bob.heard(e.HistoryReplaced)
    bob.wait_history("three")
    search = c.Search("five")
    bob.engine.do(search)
    (hit,) = bob.until(e.SearchAnswered).hits
    assert hit.room != fake_host.room, "laid aside, not lost"


def test_what_is_said_while_the_host_says_goodbye_waits(
    people: People, fake_host: FakeHost
) -> None:
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.welcome()
    bob.until(e.Joined)
    fake_host.say(m.Closing("room_closed"))  # and the link stays open for a while
    fake_host.links[-1].flush()
    post = bob.say("too late")
    bob.until(e.PostQueued)
    fake_host.links[-1].close()
    bob.qtbot.waitUntil(lambda: len(fake_host.heard(m.Hello)) == 2)
    fake_host.welcome()
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Post)))
    assert [one.id for one in fake_host.heard(m.Post)] == [post.id]


def test_a_rejected_post_comes_back_and_the_next_one_goes(
    people: People, fake_host: FakeHost
) -> None:
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.welcome()
    bob.until(e.Joined)
    first, second = bob.say("first"), bob.say("second")
    bob.qtbot.waitUntil(lambda: len(fake_host.heard(m.Post)) == 2)
    fake_host.say(m.Rejected(first.id, "no such reason"), m.Accepted(second.id, 1, 5))
    bob.wait_accepted(second)
    refused = bob.until(e.PostFailed)
    assert (refused.id, refused.text) == (first.id, "first")
    assert refused.failure.code is e.Code.PROTOCOL_BROKEN


def test_answers_nobody_asked_for_change_nothing(people: People, fake_host: FakeHost) -> None:
    bob = people("Bob")
    bob.start_joining(fake_host.port)
    bob.qtbot.waitUntil(lambda: bool(fake_host.heard(m.Hello)))
    fake_host.welcome()
    fake_host.say(
        m.Accepted("0b" * 16, 4, 5),
        m.Rejected("0c" * 16, "text_empty"),
        m.MemberDeparted(99, True),
        m.Answer("0d" * 16, "ee" * 32, "declined", "ee" * 32),
        m.RelayWanted("ticket", "0d" * 16, "ee" * 32),
        an_entry(5, "ee" * 32, "hello"),
    )
    bob.wait_texts("hello")
    assert not bob.heard(e.PostAccepted)
    assert not bob.heard(e.PostFailed)
    assert not bob.heard(e.MemberLeft)

"""People talk: whole engines on one computer, over real links, through breaks and restarts."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from lanyard import commands as c
from lanyard import events as e
from lanyard.journal.store import Store
from lanyard.network import client as client_module
from lanyard.network import server as server_module
from lanyard.sentences import sentence
from lanyard.wire import limits
from network.talkers import LOCAL, Cable, Person, a_free_port

People = Callable[..., Person]
Cables = Callable[[int], Cable]
State = e.JoinState


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses of a LAN, in test time."""
    monkeypatch.setattr(limits, "RETRY_FIRST_SECONDS", 0.02)
    monkeypatch.setattr(limits, "RETRY_LONGEST_SECONDS", 0.1)


@pytest.fixture
def nervous(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dead peers are noticed in a second."""
    monkeypatch.setattr(client_module, "_HEARTBEAT_MILLISECONDS", 30)
    monkeypatch.setattr(server_module, "_HEARTBEAT_MILLISECONDS", 30)
    monkeypatch.setattr(limits, "PING_SECONDS", 0.15)
    monkeypatch.setattr(limits, "SILENCE_SECONDS", 0.6)


def kept(profile: Path, room: str, device_id: str) -> list[str]:
    """Return the texts that a profile's journal holds of a room."""
    store = Store(profile)
    texts = [entry.text for entry in store.page(room, 0, 0, device_id, 10_000)[0]]
    store.close()
    return texts


# --- talking -----------------------------------------------------------------------------------


def test_two_people_talk_both_ways(people: People, tmp_path: Path) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    joined = bob.join(opened.port)
    assert joined.name == "Office"
    assert (joined.device_id, joined.room) == (anna.device_id, opened.room)
    assert [(member.name, member.host) for member in joined.members] == [
        ("Anna", True),
        ("Bob", False),
    ]
    assert anna.until(e.MemberJoined).member.device_id == bob.device_id
    first = anna.say("hello Bob\r\n你好 <b>\x00\u202e")
    bob.wait_texts("hello Bob\n你好 <b>\x00\u202e")
    second = bob.say("hello Anna")
    anna.wait_texts("hello Anna")
    anna.wait_accepted(first)
    bob.wait_accepted(second)
    assert [entry.seq for entry in (*bob.entries(), *anna.entries())] == [1, 2]
    (entry,) = anna.entries()
    assert (entry.author, entry.name, entry.id) == (bob.device_id, "Bob", second.id)
    bob.leave()
    left = anna.until(e.MemberLeft)
    assert (left.member.name, left.lost) == ("Bob", False)
    for person in (anna, bob):
        person.end()
        assert kept(tmp_path / person.name, opened.room, person.device_id) == [
            "hello Bob\n你好 <b>\x00\u202e",
            "hello Anna",
        ]


def test_everybody_sees_one_order(people: People) -> None:
    anna, bob, carl = people("Anna"), people("Bob"), people("Carl")
    port = anna.host().port
    bob.join(port)
    carl.join(port)
    said = [person.say(f"{person.name} {n}") for n in range(20) for person in (anna, bob, carl)]
    for person in (anna, bob, carl):
        person.qtbot.waitUntil(
            lambda person=person: len(person.entries()) == 40 and len(person.accepted()) == 20,
            timeout=10_000,
        )
    order: dict[str, int] = {}
    for person in (anna, bob, carl):
        seqs = [entry.seq for entry in person.entries()]
        assert seqs == sorted(set(seqs)), "in order, once"
        mine = [event.seq for event in person.heard(e.PostAccepted)]
        assert sorted(seqs + mine) == list(range(1, 61)), "nothing is missing"
        for entry in person.entries():
            assert order.setdefault(entry.id, entry.seq) == entry.seq
    assert set(order) == {post.id for post in said}


def test_a_direct_message_is_seen_by_two_only(people: People, tmp_path: Path) -> None:
    anna, bob, carl = people("Anna"), people("Bob"), people("Carl")
    opened = anna.host()
    bob.join(opened.port)
    carl.join(opened.port)
    bob.say("for Carl only", to=carl.device_id)
    bob.say("for all")
    carl.wait_texts("for Carl only", "for all")
    anna.wait_texts("for all")
    assert carl.entries()[0].to == carl.device_id
    # Nor does it come with what was missed, whoever asks.
    anna.until(e.MemberJoined, lambda event: event.member.name == "Carl")
    dora = people("Dora")
    dora.join(opened.port)
    dora.wait_texts("for all")
    for person in (carl, dora):
        person.end()
    assert kept(tmp_path / "Carl", opened.room, carl.device_id) == ["for Carl only", "for all"]
    assert kept(tmp_path / "Dora", opened.room, dora.device_id) == ["for all"]


def test_a_direct_message_waits_for_somebody_away(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    port = anna.host().port
    bob.join(port)
    bob.leave()
    post = anna.say("when you are back", to=bob.device_id)
    anna.wait_accepted(post)
    bob.forget()
    bob.join(port)
    bob.wait_texts("when you are back")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", e.Code.TEXT_EMPTY),
        (" \r\n\t", e.Code.TEXT_EMPTY),
        ("x" * (limits.TEXT_BYTES + 1), e.Code.TEXT_TOO_LONG),
        ("你" * 1_000_000, e.Code.TEXT_TOO_LONG),
    ],
)
def test_a_text_that_cannot_be_said_comes_back_whole(
    people: People, text: str, code: e.Code
) -> None:
    anna = people("Anna")
    anna.host()
    post = anna.say(text)
    failed = anna.until(e.PostFailed)
    assert (failed.id, failed.text, failed.failure.code) == (post.id, text, code)
    if code is e.Code.TEXT_TOO_LONG:
        assert str(limits.TEXT_BYTES) in sentence(failed.failure)


def test_the_longest_text_arrives(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    port = anna.host().port
    bob.join(port)
    longest = "<img src=x> " + "x" * (limits.TEXT_BYTES - 12)
    anna.say(longest)
    bob.wait_texts(longest)


def test_saying_something_nowhere_fails_and_keeps_the_text(people: People) -> None:
    anna = people("Anna")
    anna.engine.do(c.Post("0b" * 16, "hello?"))
    failed = anna.until(e.PostFailed)
    assert (failed.failure.code, failed.text) == (e.Code.NOT_JOINED, "hello?")


def test_two_people_of_one_name_are_told_apart(people: People) -> None:
    anna, first, second = people("Anna"), people("Alex"), people("Alex", "another Alex")
    port = anna.host().port
    first.join(port)
    joined = second.join(port)
    alexes = [member for member in joined.members if member.name == "Alex"]
    assert {member.device_id for member in alexes} == {first.device_id, second.device_id}
    anna.say("for the second", to=second.device_id)
    second.wait_texts("for the second")
    assert first.texts() == []


# --- missing something -------------------------------------------------------------------------


def test_who_comes_back_gets_what_was_missed_in_order_and_once(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGE_ENTRIES", 100)
    anna, bob = people("Anna"), people("Bob")
    port = anna.host().port
    bob.join(port)
    before = anna.say("before")
    bob.wait_texts("before")
    bob.leave()
    count = 2 * limits.PAGE_ENTRIES + 7
    said = [anna.say(f"line {number} " + "x" * 500) for number in range(count)]
    anna.wait_accepted(before, *said)
    bob.forget()
    bob.join(port)
    bob.qtbot.waitUntil(lambda: len(bob.entries()) >= count, timeout=10_000)
    after = anna.say("after")
    bob.wait_log(*(f"line {number} " + "x" * 500 for number in range(count)), "after")
    assert [entry.id for entry in bob.log()] == [post.id for post in (*said, after)]
    arrived = bob.heard(e.EntriesArrived)
    assert [one.caught_up for one in arrived] == [True] * (len(arrived) - 1) + [False]


def test_nothing_is_missed_or_doubled_while_somebody_keeps_talking(
    people: People, cables: Cables
) -> None:
    anna, bob = people("Anna"), people("Bob")
    cable = cables(anna.host().port)
    bob.join(cable.port)
    for number in range(300):
        anna.say(f"line {number}")
        if number % 60 == 30:
            cable.cut()
        if number % 10 == 0:
            QCoreApplication.processEvents()
    bob.wait_log(*(f"line {number}" for number in range(300)))


def test_what_was_said_offline_goes_out_once_and_in_order(people: People, cables: Cables) -> None:
    anna, bob = people("Anna"), people("Bob")
    cable = cables(anna.host().port)
    bob.join(cable.port)
    cable.unplug()
    bob.until(e.JoinChanged, lambda change: change.state is State.WAITING)
    posts = [bob.say(f"offline {number}") for number in range(5)]
    bob.qtbot.waitUntil(lambda: len(bob.heard(e.PostQueued)) == 5)
    assert bob.accepted() == []
    lost = anna.until(e.MemberLeft)
    assert (lost.member.name, lost.lost) == ("Bob", True)
    cable.plug_in()
    bob.wait_accepted(*posts)
    anna.wait_texts(*(f"offline {number}" for number in range(5)))
    assert len(bob.heard(e.Joined)) == 2


def test_what_waits_survives_the_program(people: People, cables: Cables) -> None:
    anna, bob = people("Anna"), people("Bob")
    cable = cables(anna.host().port)
    bob.join(cable.port)
    cable.unplug()
    bob.until(e.JoinChanged, lambda change: change.state is State.WAITING)
    posts = [bob.say(f"offline {number}") for number in range(3)]
    bob.qtbot.waitUntil(lambda: len(bob.heard(e.PostQueued)) == 3)
    bob.end()
    cable.plug_in()
    again = people("Bob")
    again.join(cable.port)
    again.wait_accepted(*posts)
    anna.wait_texts("offline 0", "offline 1", "offline 2")


def test_a_lost_acknowledgement_doubles_nothing(people: People, cables: Cables) -> None:
    anna, bob = people("Anna"), people("Bob")
    cable = cables(anna.host().port)
    bob.join(cable.port)
    first = bob.say("first")
    bob.wait_accepted(first)
    cable.one_way = True
    posts = [bob.say(f"line {number}") for number in range(3)]
    anna.wait_texts("first", "line 0", "line 1", "line 2")
    assert bob.accepted() == [first.id]
    cable.one_way = False
    cable.cut()
    bob.wait_accepted(first, *posts)
    last = bob.say("last")
    bob.wait_accepted(first, *posts, last)
    anna.wait_texts("first", "line 0", "line 1", "line 2", "last")
    assert bob.texts() == [], "what I said comes back as accepted only"
    assert [event.seq for event in bob.heard(e.PostAccepted)] == [1, 2, 3, 4, 5]


def test_a_room_that_is_opened_again_goes_on(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    one = anna.say("one")
    bob.wait_texts("one")
    anna.wait_accepted(one)  # else it is sent again, and takes a sequence that is then skipped
    anna.engine.do(c.CloseRoom())
    anna.until(e.RoomClosed)
    waiting = bob.until(e.JoinChanged, lambda change: change.state is State.WAITING)
    assert waiting.failure is not None
    assert waiting.failure.code is e.Code.ROOM_CLOSED
    assert waiting.retry_in > 0
    meanwhile = bob.say("meanwhile")
    bob.until(e.PostQueued)
    anna.forget()
    again = anna.host(port=opened.port)
    assert (again.room, again.port) == (opened.room, opened.port)
    bob.wait_accepted(meanwhile)
    anna.wait_texts("meanwhile")
    assert anna.entries()[0].seq == 2
    first, second = bob.heard(e.Joined)
    assert second.me not in {member.number for member in first.members}, "no number means two"


def test_a_program_that_is_started_again_hosts_the_same_room(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    post = anna.say("one")
    anna.wait_accepted(post)
    anna.end()
    again = people("Anna")
    assert again.host(port=opened.port).room == opened.room
    assert again.device_id == anna.device_id
    bob.qtbot.waitUntil(lambda: len(bob.heard(e.Joined)) == 2, timeout=10_000)
    again.say("two")
    bob.wait_texts("one", "two")


# --- the door ----------------------------------------------------------------------------------


def test_a_locked_room_lets_in_who_knows_the_passcode(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    port = anna.host(passcode="sesame").port
    assert bob.failure(bob.start_joining(port)) is e.Code.PASSCODE_NEEDED
    assert bob.failure(bob.start_joining(port, passcode="Sesame")) is e.Code.PASSCODE_WRONG
    assert bob.join(port, passcode="sesame").name == "Office"


def test_guessing_the_passcode_ends(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PASSCODE_WRONG", 3)
    anna, bob = people("Anna"), people("Bob")
    port = anna.host(passcode="sesame").port
    for guess in "abc":
        assert bob.failure(bob.start_joining(port, passcode=guess)) is e.Code.PASSCODE_WRONG
    assert bob.failure(bob.start_joining(port, passcode="sesame")) is e.Code.PASSCODE_WRONG


def test_who_is_kicked_stays_out_until_asked_and_who_is_banned_for_good(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    port = anna.host().port
    order = bob.start_joining(port)
    bob.until(e.Joined)
    came = anna.until(e.MemberJoined)
    anna.engine.do(c.Kick(came.member.number))
    assert bob.failure(order) is e.Code.KICKED
    anna.until(e.MemberLeft)
    again = bob.start_joining(port)
    me = bob.until(e.Joined, lambda joined: joined.key == again.key).me
    anna.engine.do(c.Kick(me, ban=True))
    assert bob.failure(again) is e.Code.BANNED
    assert bob.failure(bob.start_joining(port)) is e.Code.BANNED


def test_another_computer_under_the_same_name_and_address_is_refused(people: People) -> None:
    anna, mallory, bob = people("Anna"), people("Mallory"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    bob.leave()
    anna.end()
    mallory.host(port=opened.port)
    assert bob.failure(bob.start_joining(opened.port)) is e.Code.IDENTITY_CHANGED
    bob.join(opened.port, trust_changed=True)


def test_a_reconnect_to_another_computer_is_refused(people: People, cables: Cables) -> None:
    anna, mallory, bob = people("Anna"), people("Mallory"), people("Bob")
    cable = cables(anna.host().port)
    order = bob.start_joining(cable.port, trust_changed=True)
    bob.until(e.Joined)
    cable.target = mallory.host().port
    cable.cut()
    assert bob.failure(order) is e.Code.IDENTITY_CHANGED
    assert not mallory.heard(e.MemberJoined)


def test_a_discovered_host_must_prove_the_announced_identity(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    port = anna.host().port
    order = bob.start_joining(port, device_id="ee" * 32)
    assert bob.failure(order) is e.Code.IDENTITY_CHANGED
    assert bob.join(port, device_id=anna.device_id).device_id == anna.device_id


def test_a_false_beacon_stops_nobody_from_coming_back(people: People, cables: Cables) -> None:
    anna, mallory, bob = people("Anna"), people("Mallory"), people("Bob")
    opened = anna.host()
    elsewhere = mallory.host().port
    cable = cables(opened.port)
    bob.join(cable.port)
    cable.unplug()
    bob.until(e.JoinChanged, lambda change: change.state is State.WAITING)
    forged = e.NearRoom(
        opened.room, "Office", "anna-pc", (LOCAL,), elsewhere, anna.device_id, 2, False, 1
    )
    bob.forget()
    bob.beacon.emit(e.RoomsNear((forged,)))
    bob.until(e.JoinChanged, lambda change: change.port == elsewhere)
    bob.until(
        e.JoinChanged,
        lambda change: change.state is State.WAITING and change.port == cable.port,
    )
    cable.plug_in()
    assert bob.until(e.Joined).port == cable.port
    assert not mallory.heard(e.MemberJoined)


def test_a_true_beacon_brings_a_room_back_from_another_port(
    people: People, cables: Cables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RETRY_LONGEST_SECONDS", 60.0)
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    cable = cables(opened.port)
    bob.join(cable.port)
    cable.unplug()
    bob.until(e.JoinChanged, lambda change: change.state is State.WAITING)
    moved = e.NearRoom(
        opened.room, "Office", "anna-pc", (LOCAL,), opened.port, anna.device_id, 2, False, 1
    )
    bob.forget()
    bob.beacon.emit(e.RoomsNear((moved,)))
    assert bob.until(e.Joined).port == opened.port


def test_one_room_is_joined_once(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    port = anna.host().port
    bob.join(port)
    assert bob.failure(bob.start_joining(port)) is e.Code.ALREADY_JOINED
    own = anna.start_joining(port)
    assert anna.failure(own) is e.Code.ALREADY_JOINED


def test_the_same_person_may_come_twice_from_two_programs(people: People) -> None:
    anna, bob, again = people("Anna"), people("Bob"), people("Bob")
    port = anna.host().port
    bob.join(port)
    again.join(port)
    assert bob.device_id == again.device_id
    bob.say("from here")
    again.wait_texts("from here")
    anna.wait_texts("from here")


# --- dead peers --------------------------------------------------------------------------------


def test_a_silent_link_is_noticed_on_both_sides(
    people: People, cables: Cables, nervous: None
) -> None:
    anna, bob = people("Anna"), people("Bob")
    cable = cables(anna.host().port)
    bob.join(cable.port)
    cable.freeze()
    waiting = bob.until(e.JoinChanged, lambda change: change.state is State.WAITING)
    assert waiting.failure is not None
    assert waiting.failure.code is e.Code.HOST_SILENT
    left = anna.until(e.MemberLeft)
    assert (left.member.name, left.lost) == ("Bob", True)
    cable.cut()
    cable.thaw()
    bob.qtbot.waitUntil(lambda: len(bob.heard(e.Joined)) == 2, timeout=10_000)


def test_a_quiet_talk_is_not_a_dead_one(people: People, cables: Cables, nervous: None) -> None:
    anna, bob = people("Anna"), people("Bob")
    cable = cables(anna.host().port)
    bob.join(cable.port)
    # Several times the silence that would be death: what keeps the link is ping and pong.
    carried = [0]
    anna.qtbot.waitUntil(
        lambda: any(
            row.name == "Bob" and row.received > carried[0] + 300
            for change in anna.heard(e.ConnectionsChanged)
            for row in change.connections
        ),
        timeout=10_000,
    )
    assert not anna.heard(e.MemberLeft)
    assert not [change for change in bob.heard(e.JoinChanged) if change.state is State.WAITING]


# --- the port ----------------------------------------------------------------------------------


def test_a_taken_port_is_named_and_the_next_free_one_is_used(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    with socket.create_server((LOCAL, 0)) as other:
        taken = other.getsockname()[1]
        anna.engine.do(c.Host("Office", "Anna", taken, next_free_port=False))
        failure = anna.until(e.HostFailed).failure
        assert failure.code is e.Code.PORT_TAKEN
        assert "pid" in failure.detail
        opened = anna.host(port=taken)
        assert opened.wanted_port == taken
        assert taken < opened.port <= taken + limits.PORTS_TRIED
        assert "pid" in opened.holder
        bob.join(opened.port)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"port": 0}, e.Code.PORT_OUT_OF_RANGE),
        ({"port": 70_000}, e.Code.PORT_OUT_OF_RANGE),
        ({"bind": "203.0.113.7"}, e.Code.ADDRESS_NOT_OURS),
        ({"bind": "nonsense"}, e.Code.ADDRESS_NOT_OURS),
        ({"room": " \u202e\n"}, e.Code.ROOM_NAME_EMPTY),
    ],
)
def test_a_room_that_cannot_be_opened_says_why_and_another_can(
    people: People, more: dict[str, object], code: e.Code
) -> None:
    anna = people("Anna")
    order: dict[str, object] = {"room": "Office", "name": "Anna", "port": a_free_port(), **more}
    anna.engine.do(c.Host(**order))  # type: ignore[arg-type]
    assert anna.until(e.HostFailed).failure.code is code
    assert anna.host().name == "Office"


@pytest.mark.parametrize("bind", [LOCAL, "127.0.0.2", "0.0.0.0", "::1", "::"])
def test_a_room_may_be_open_on_some_addresses_only(people: People, bind: str) -> None:
    anna = people("Anna")
    shown = [one.address for one in anna.host(bind=bind).addresses]
    assert anna.until(e.Joined).own
    if bind in ("0.0.0.0", "::"):
        assert bind not in shown, "nobody can type that"
        assert all((":" in address) == (":" in bind) for address in shown)
    else:
        assert shown == [bind]


def test_one_room_at_a_time_and_closing_in_time(people: People) -> None:
    anna = people("Anna")
    opened = anna.host()
    anna.engine.do(c.Host("Kitchen", "Anna", a_free_port()))
    assert anna.until(e.HostFailed).failure.code is e.Code.ALREADY_HOSTING
    anna.engine.do(c.CloseRoom())
    anna.until(e.RoomClosed)
    anna.forget()
    # Closed before it was open, and another one opened at once.
    anna.engine.do(c.Host("Kitchen", "Anna", a_free_port()))
    anna.engine.do(c.CloseRoom())
    assert anna.host("Cellar").name == "Cellar"
    assert anna.until(e.RoomClosed).room not in ("", opened.room, anna.room)


def test_two_programs_of_one_person_do_not_host_one_room(people: People) -> None:
    first, second = people("Anna"), people("Anna")
    first.host()
    second.engine.do(c.Host("Office", "Anna", a_free_port(), bind="127.0.0.2"))
    assert second.until(e.HostFailed).failure.code is e.Code.ALREADY_HOSTING
    # What was asked for then is not what is hosted later.
    opened = second.host("Kitchen", bind=LOCAL)
    assert second.until(e.Joined).port == opened.port
    first.engine.do(c.CloseRoom())
    first.until(e.RoomClosed)


# --- bad addresses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "port", "code"),
    [
        ("", 25225, e.Code.HOST_EMPTY),
        (" \t", 25225, e.Code.HOST_EMPTY),
        (LOCAL, 0, e.Code.PORT_OUT_OF_RANGE),
        (LOCAL, 70_000, e.Code.PORT_OUT_OF_RANGE),
        ("no-such-host.invalid", 25225, e.Code.HOST_UNKNOWN),
        ("not a host name!", 25225, e.Code.HOST_UNKNOWN),
    ],
)
def test_an_address_that_cannot_be_dialled_says_why(
    people: People, host: str, port: int, code: e.Code
) -> None:
    anna = people("Anna")
    order = c.Join(host, "Anna", port)
    anna.engine.do(order)
    assert anna.failure(order) is code


def test_an_own_address_without_a_room_is_refused(people: People) -> None:
    anna = people("Anna")
    assert anna.failure(anna.start_joining(a_free_port())) is e.Code.HOST_REFUSED


def test_a_host_is_joined_by_its_name(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    port = anna.host().port
    bob.engine.do(c.Join("localhost", "Bob", port))
    assert bob.until(e.Joined).host in (LOCAL, "::1")


@pytest.mark.parametrize("name", ["", "\u202e", "\n"])
def test_nobody_comes_without_a_name(people: People, name: str) -> None:
    anna = people("Anna")
    order = c.Join(LOCAL, name, a_free_port())
    anna.engine.do(order)
    assert anna.failure(order) is e.Code.NAME_EMPTY


# --- the end -----------------------------------------------------------------------------------


def test_everything_ends_in_the_middle_of_anything(
    qtbot: QtBot, people: People, cables: Cables
) -> None:
    anna, bob, carl, dora = people("Anna"), people("Bob"), people("Carl"), people("Dora")
    opened = anna.host()
    cable = cables(opened.port)
    frozen = cables(opened.port)
    frozen.freeze()
    bob.join(cable.port)
    cable.unplug()
    bob.until(e.JoinChanged, lambda change: change.state is State.WAITING)
    carl.start_joining(frozen.port)
    carl.until(e.JoinChanged, lambda change: change.state is State.CONNECTING)
    dora.engine.do(c.Join("localhost", "Dora", opened.port))
    for number in range(100):
        anna.say(f"line {number}")
    quiet = [socket.create_connection((LOCAL, opened.port)) for _ in range(3)]
    for person in (dora, carl, bob, anna):
        person.end()
    for end in quiet:
        end.close()


def test_ending_before_anything_has_begun(people: People) -> None:
    anna = people("Anna")
    anna.engine.do(c.Host("Office", "Anna", a_free_port()))
    anna.end()

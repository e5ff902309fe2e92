"""People without the program, on the room's own port: what they see, and what they cannot do."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest
from pytestqt.qtbot import QtBot

from lanyard import commands as c
from lanyard import events as e
from lanyard.journal import recorder as recorder_module
from lanyard.journal.store import FILE_NAME
from lanyard.network import guests as guests_module
from lanyard.network import server as server_module
from lanyard.wire import limits
from network.talkers import Person


class PlainGuest:
    """A netcat."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self.socket = socket.create_connection((address, port), timeout=10)
        self.heard = b""

    def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)

    def until(self, words: str) -> str:
        """Read until ``words`` came; return everything that came up to there."""
        wanted = words.encode()
        while wanted not in self.heard:
            piece = self.socket.recv(4096)
            assert piece, f"the line ended after {self.heard!r}"
            self.heard += piece
        before, _, self.heard = self.heard.partition(wanted)
        return (before + wanted).decode()

    def rest(self) -> str:
        """Read until the other side ends the line."""
        with contextlib.suppress(ConnectionError):
            while piece := self.socket.recv(65_536):
                self.heard += piece
        return self.heard.decode(errors="replace")

    def close(self) -> None:
        self.socket.close()


Come = Callable[[], PlainGuest]


@pytest.fixture
def anna(people: Callable[..., Person], monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(server_module, "_HEARTBEAT_MILLISECONDS", 30)
    monkeypatch.setattr(limits, "CLOSE_SECONDS", 0.5)
    monkeypatch.setattr(limits, "OPENING_SECONDS", 0.05)
    return people("Anna")


@pytest.fixture
def port(anna: Person) -> int:
    return anna.host().port


@pytest.fixture
def come(port: int) -> Iterator[Come]:
    made: list[PlainGuest] = []

    def one() -> PlainGuest:
        made.append(PlainGuest(port))
        return made[-1]

    yield one
    for guest in made:
        guest.close()


def guest_entry(anna: Person, text: str) -> e.Entry:
    anna.wait_texts(*[one for one in anna.texts() if one != text], text)
    return next(entry for entry in anna.entries() if entry.text == text)


# --- taking part -------------------------------------------------------------------------------


def test_who_waits_is_greeted_and_who_speaks_takes_part(anna: Person, come: Come) -> None:
    guest = come()
    guest.until("Welcome to Office.")
    guest.say("hello 你好\n".encode())
    entry = guest_entry(anna, "hello 你好")
    assert (entry.author, entry.name) == ("guest:127.0.0.1", "guest-1")
    arrived = anna.until(e.MemberJoined)
    assert arrived.member.guest
    assert arrived.member.address == "127.0.0.1"
    anna.say("good morning")
    guest.until("Anna: good morning\n")
    anna.say("two\nlines")
    guest.until("Anna: two\n  | lines\n")


def test_a_script_that_speaks_first_without_a_line_end_takes_part(anna: Person, come: Come) -> None:
    guest = come()
    guest.say(b"Mich", b"ael")
    guest_entry(anna, "Michael")
    guest.until("Welcome")


def test_a_guest_hears_another_and_not_itself(anna: Person, come: Come) -> None:
    first, second = come(), come()
    first.say(b"\n")
    first.until("exit.\n")
    second.say(b"from the second\n")
    first.until("is here\n")
    first.until(": from the second\n")
    anna.say("the end")
    assert "from the second" not in second.until("Anna: the end\n")


def test_bytes_are_understood_or_shown_and_never_obeyed(anna: Person, come: Come) -> None:
    guest = come()
    guest.say("\ufeffbom\n".encode())
    guest_entry(anna, "bom")
    guest.say("中文\n".encode("gb18030"))
    guest_entry(anna, "中文")
    guest.say(b"\x1b[2Jgone\x07\n")
    guest_entry(anna, "␛[2Jgone␇")
    guest.say(b"\xff\xfe\x00\x01\n")
    guest_entry(anna, "ff fe 00 01")
    anna.say("\x1b[31mred")
    guest.until("Anna: ␛[31mred\n")


def test_a_guest_may_choose_a_name_that_is_nobody_else_s(anna: Person, come: Come) -> None:
    guest = come()
    guest.say(b"/nick anna\n")
    guest.until("called so already")
    guest.say("/nick Аnnа\n".encode())  # two Cyrillic letters
    guest.until("called so already")
    guest.say(b"/nick \xe2\x80\xae\n")
    guest.until("needs a letter")
    guest.say(b"/nick sensor-7\n")
    guest.until("You are sensor-7 now")
    guest.say(b"23.4\n")
    assert guest_entry(anna, "23.4").name == "sensor-7"
    guest.say(b"/who\n")
    guest.until("* Anna\n* sensor-7 (guest, 127.0.0.1)\n")


def test_leaving_in_every_way_is_noticed(anna: Person, come: Come, qtbot: QtBot) -> None:
    polite, ending, broken = come(), come(), come()
    for guest in (polite, ending, broken):
        guest.say(b"hello\n")
    qtbot.waitUntil(lambda: len(anna.heard(e.MemberJoined)) == 3)
    polite.say(b"exit\n")
    assert polite.rest().endswith("Goodbye.\n")
    ending.socket.shutdown(socket.SHUT_WR)
    ending.rest()
    broken.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    broken.close()
    qtbot.waitUntil(lambda: len(anna.heard(e.MemberLeft)) == 3)
    assert [one.lost for one in anna.heard(e.MemberLeft)].count(True) == 1


def test_last_words_before_the_end_of_input_are_said(anna: Person, come: Come) -> None:
    guest = come()
    guest.say(b"one\ntwo")
    guest.socket.shutdown(socket.SHUT_WR)
    anna.wait_texts("one", "two")


def test_guests_stay_in_the_history_as_guests(anna: Person, come: Come) -> None:
    come().say(b"kept\n")
    room = guest_entry(anna, "kept").room
    anna.engine.do(c.ReadHistory(room))
    kept = anna.until(e.HistoryRead).entries
    assert [(entry.text, e.guest_address(entry.author)) for entry in kept] == [
        ("kept", "127.0.0.1")
    ]


# --- who may not --------------------------------------------------------------------------------


def test_guests_may_be_made_to_read_only(anna: Person, come: Come) -> None:
    anna.engine.do(c.SetGuests("read"))
    guest = come()
    guest.until("may only read")
    guest.say(b"let me speak\n")
    guest.until("may only read in this room")
    anna.say("listen")
    guest.until("Anna: listen\n")
    assert anna.texts() == []


def test_guests_may_be_turned_away_also_while_they_are_here(anna: Person, come: Come) -> None:
    here = come()
    here.say(b"hello\n")
    guest_entry(anna, "hello")
    anna.engine.do(c.SetGuests("no"))
    assert "takes no plain text guests" in here.rest()
    assert "takes no plain text guests" in come().rest()


def test_a_passcode_keeps_guests_and_names_away(people: Callable[..., Person]) -> None:
    anna, bob = people("Anna"), people("Bob")
    port = anna.host(passcode="tree").port
    bob.join(port, passcode="tree")
    guest = PlainGuest(port)
    guest.say(b"hello\n")
    assert "has a passcode" in guest.rest()
    guest.close()
    browser = PlainGuest(port)
    browser.say(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    page = browser.rest()
    assert page.startswith("HTTP/1.1 200")
    browser.close()
    assert "Office" in page
    assert "Bob" not in page
    assert anna.texts() == []


def test_who_never_says_a_word_is_parted_with(
    anna: Person, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GUEST_FIRST_WORD_SECONDS", 0.3)
    silent, speaking = come(), come()
    speaking.say(b"\n")
    assert "Nothing was said" in silent.rest()
    anna.say("still there?")
    speaking.until("still there?")


def test_who_dribbles_is_no_guest(
    anna: Person, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GUEST_FIRST_WORD_SECONDS", 0.5)
    dribbling, brief = come(), come()
    dribbling.until("exit.\n")
    brief.say(b"B\n")  # a line may be as short as it likes
    guest_entry(anna, "B")
    dribbling.socket.settimeout(0.1)
    with contextlib.suppress(ConnectionError):
        while b"Nothing was said" not in dribbling.heard:
            with contextlib.suppress(TimeoutError):
                dribbling.heard += dribbling.socket.recv(4096)
            dribbling.say(b"x")
    assert b"Nothing was said" in dribbling.heard
    assert anna.texts() == ["B"]


def test_a_text_without_end_is_cut_with_a_sentence(anna: Person, come: Come) -> None:
    guest = come()
    with contextlib.suppress(ConnectionError):
        for _ in range(100):
            guest.say(b"x" * 100_000)
    assert "This line is closed" in guest.rest()
    assert anna.texts() == []


def test_who_never_reads_is_cut_and_the_others_go_on(anna: Person, come: Come) -> None:
    deaf, hearing = come(), come()
    for guest in (deaf, hearing):
        guest.say(b"\n")
        guest.until("exit.\n")
    deaf.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    for number in range(600):
        anna.say(f"{number} " + "x" * 16_000)
        hearing.until(f"Anna: {number} ")
        if anna.heard(e.MemberLeft):
            break
    assert anna.until(e.MemberLeft).lost


def test_a_crowd_from_one_address_is_bounded(
    anna: Person, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "GUESTS_AN_ADDRESS", 2)
    first, second = come(), come()
    first.until("Welcome")
    second.until("Welcome")
    assert "too many guests" in come().rest()
    first.say(b"hello\n")
    guest_entry(anna, "hello")


def test_a_flood_is_read_slowly_and_touches_nobody(
    anna: Person, come: Come, people: Callable[..., Person], port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(limits, "GUEST_TEXTS_A_SECOND", 3)
    bob = people("Bob")
    bob.join(port)
    flood = come()
    flood.say(b"x\n" * 40)
    said = bob.say("between")
    bob.wait_accepted(said)
    anna.until(e.EntriesArrived, lambda one: any(row.text == "between" for row in one.entries))
    assert anna.texts().index("between") < 40, "the flood was not read before everybody else"
    anna.until(e.EntriesArrived, lambda _one: anna.texts().count("x") == 40)


def test_guests_wait_outside_while_the_disk_does_not_answer(
    anna: Person, come: Come, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(limits, "POSTS_AWAITING", 5)
    monkeypatch.setattr(limits, "GUEST_TEXTS_A_SECOND", 1_000)
    monkeypatch.setattr(recorder_module, "_RETRY_MILLISECONDS", 20)
    guest = come()
    guest.say(b"first\n")
    guest_entry(anna, "first")
    disk = apsw.Connection(str(tmp_path / "Anna" / FILE_NAME))
    disk.execute("BEGIN IMMEDIATE")
    guest.say(b"".join(b"%d\n" % number for number in range(300)))
    server = anna.engine._server
    qtbot.waitUntil(lambda: server.is_behind)
    assert len(server._posts._on_the_way) == 6
    disk.execute("ROLLBACK")
    disk.close()
    anna.until(e.EntriesArrived, lambda _one: len(anna.texts()) == 301)
    assert anna.texts() == ["first", *map(str, range(300))]


def test_kick_ends_a_line_and_ban_an_address(anna: Person, come: Come) -> None:
    first = come()
    first.say(b"hello\n")
    number = anna.until(e.MemberJoined).member.number
    anna.engine.do(c.Kick(number))
    assert "ended this line" in first.rest()
    anna.forget()
    second = come()
    second.say(b"again\n")
    number = anna.until(e.MemberJoined).member.number
    anna.engine.do(c.Kick(number, ban=True))
    assert "may not come in" in second.rest()
    assert "may not come in" in come().rest()


def test_closing_the_room_says_goodbye(anna: Person, come: Come) -> None:
    guest = come()
    guest.say(b"hello\n")
    guest_entry(anna, "hello")
    anna.engine.do(c.CloseRoom())
    anna.until(e.RoomClosed)
    assert "The room is closed" in guest.rest()


def test_who_is_connected_shows_app_guest_and_browser(anna: Person, come: Come) -> None:
    come().say(b"hello\n")
    browser = come()
    browser.say(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "Anna" in browser.rest()
    shown = anna.until(
        e.ConnectionsChanged,
        lambda event: {one.kind for one in event.connections} == {"app", "plain", "browser"},
    )
    plain = next(one for one in shown.connections if one.kind == "plain")
    assert plain.address == "127.0.0.1"
    assert plain.received >= 6


def test_a_room_opened_again_has_no_guests_of_the_last_one(anna: Person, come: Come) -> None:
    guest = come()
    guest.say(b"hello\n")
    guest_entry(anna, "hello")
    anna.engine.do(c.CloseRoom())
    anna.until(e.RoomClosed)
    anna.forget()
    again = anna.host("Kitchen")
    other = PlainGuest(again.port)
    other.say(b"/who\n")
    assert other.until("(guest, 127.0.0.1)\n").count("(guest") == 1
    other.close()
    guest.rest()


def test_a_member_who_comes_gets_its_name_back_from_a_guest(
    anna: Person, come: Come, port: int, people: Callable[..., Person]
) -> None:
    guest = come()
    guest.say(b"/nick Ben\n")
    guest.until("You are Ben now")
    ben = people("Ben")
    ben.join(port)
    guest.until("You are guest-2 now")
    guest.until("come with the app")
    guest.say(b"who am I\n")
    assert guest_entry(anna, "who am I").name == "guest-2"


def test_a_name_that_was_chosen_is_given_to_no_newcomer(anna: Person, come: Come) -> None:
    first = come()
    first.until("you are guest-1.")
    waiting = come()
    waiting.until("you are guest-2.")
    first.say(b"/nick guest-3\n/nick guest-2\n")
    first.until("You are guest-2 now")
    waiting.say(b"me\n")
    waiting.until("You are guest-3 now")
    first.say(b"/nick guest-4\n")
    first.until("You are guest-4 now")
    come().until("you are guest-5.")


def test_names_of_those_who_went_are_forgotten(
    anna: Person, come: Come, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guests_module, "_NAMES_BEYOND", 0)
    stays = come()
    stays.say(b"\n")
    stays.until("exit.\n")
    for _ in range(8):
        short = come()
        short.say(b"hello\nexit\n")
        short.rest()
    guests = anna.engine._server._entrance.guests  # type: ignore[union-attr]
    anna.qtbot.waitUntil(lambda: len(guests._names) <= 5, timeout=5_000)
    stays.until("has gone")

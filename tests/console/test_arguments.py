"""What is typed after ``lanyard``: taken apart, or a sentence about the mistake and status 2."""

from __future__ import annotations

import pytest

from lanyard.commands import DEFAULT_BROADCAST_PORT, DEFAULT_PORT
from lanyard.console.arguments import Arguments, parse, split_host


@pytest.mark.parametrize(
    ("typed", "host", "port"),
    [
        ("10.0.0.12", "10.0.0.12", 1),
        ("10.0.0.12:80", "10.0.0.12", 80),
        (" chen-pc:25225 ", "chen-pc", 25225),
        ("::1", "::1", 1),
        ("fe80::1%eth0", "fe80::1%eth0", 1),
        ("[::1]", "::1", 1),
        ("[fe80::1%eth0]:80", "fe80::1%eth0", 80),
        ("chen-pc:", "chen-pc", 1),
    ],
)
def test_hosts_as_people_write_them(typed: str, host: str, port: int) -> None:
    assert split_host(typed, 1) == (host, port)


MISTAKES = {
    "port 0": ["host", "--port", "0"],
    "port 70000": ["host", "--port", "70000"],
    "port abc": ["host", "--port", "abc"],
    "negative port": ["host", "--port", "-1"],
    "no port": ["host", "--port", ""],
    "other digits": ["host", "--port", "２５"],
    "superscript": ["host", "--port", "²"],
    "underscores": ["host", "--port", "25_225"],
    "a very long port": ["host", "--port", "9" * 10_000],
    "host with port 0": ["join", "10.0.0.12:0"],
    "host with port 70000": ["join", "10.0.0.12:70000"],
    "host with port abc": ["join", "10.0.0.12:abc"],
    "only a port": ["join", ":25225"],
    "open bracket": ["join", "[::1"],
    "words after a bracket": ["join", "[::1]25225"],
    "send without files": ["send", "10.0.0.12"],
    "send nowhere": ["send"],
    "send nowhere later": ["send", "--resume"],
    "send nothing to a room": ["send", "--room", "Office"],
    "send with a wrong option": ["send", "pc", "a", "--too", "Anna"],
    "a path too many for join": ["join", "pc", "a"],
    "from without accepting": ["join", "pc", "--from", "Anna"],
    "broadcast without text": ["broadcast"],
    "every nan": ["broadcast", "x", "--every", "nan"],
    "every 0": ["broadcast", "x", "--every", "0"],
    "every for ever": ["broadcast", "x", "--every", "inf"],
    "count 0": ["broadcast", "x", "--count", "0"],
    "count of words": ["listen", "--count", "many"],
    "a very long count": ["listen", "--count", "1" * 10_000],
    "a negative spool": ["host", "--spool=-1"],
    "a spool of words": ["host", "--spool", "two"],
    "a spool for ever": ["host", "--spool", "inf"],
    "a spool without end": ["host", "--spool", "99999"],
    "spool days 0": ["host", "--spool-days", "0"],
    "spool days 1.5": ["host", "--spool-days", "1.5"],
    "udp port 0": ["listen", "--udp", "0"],
    "unknown command": ["hsot"],
    "unknown option": ["host", "--rom", "x"],
    "room for join": ["join", "--room", "x"],
    "serve without a port": ["serve"],
    "serve both": ["serve", "--tcp", "1", "--udp", "1"],
    "serve port 0": ["serve", "--tcp", "0"],
    "no such reply": ["serve", "--tcp", "1", "--reply", "nonsense"],
    "save by udp": ["serve", "--udp", "1", "--save", "d"],
    "names by udp": ["serve", "--udp", "1", "--reply", "names"],
    "save and greet": ["serve", "--tcp", "1", "--save", "d", "--reply", "greeter"],
    "boundary 0": ["serve", "--tcp", "1", "--boundary", "0"],
    "boundary count": ["serve", "--tcp", "1", "--boundary", "count"],
    "a very long boundary": ["serve", "--tcp", "1", "--boundary", "9" * 10_000],
    "greeting of a file": ["serve", "--tcp", "1", "--save", "d", "--greeting", "x"],
    "answer of an operator": ["serve", "--tcp", "1", "--reply", "operator", "--answer", ""],
    "farewell of a room": ["serve", "--tcp", "1", "--reply", "room", "--farewell", "x"],
    "buffer 0": ["serve", "--udp", "1", "--buffer", "0"],
    "buffer too large": ["serve", "--udp", "1", "--buffer", "65508"],
    "buffer by tcp": ["serve", "--tcp", "1", "--buffer", "10"],
    "connect nowhere": ["connect"],
    "connect without port": ["connect", "pc"],
    "connect port 70000": ["connect", "pc", "70000"],
    "connect host port 0": ["connect", "pc:0"],
    "file by udp": ["connect", "pc", "1", "--udp", "--file", "x"],
    "get by udp": ["connect", "pc", "1", "--udp", "--get"],
    "get and file": ["connect", "pc", "1", "--get", "--file", "x"],
    "hex of a file": ["connect", "pc", "1", "--hex", "--file", "x"],
    "URL by udp": ["connect", "http://pc/", "--udp"],
    "every of nothing": ["connect", "pc", "1", "--every", "1"],
    "count of nothing": ["connect", "pc", "1", "--count", "2"],
    "send and file": ["connect", "pc", "1", "--send", "x", "--file", "x"],
    "send and get": ["connect", "pc", "1", "--send", "x", "--get"],
    "send to a URL": ["connect", "http://pc/", "--send", "x"],
    "send no digits": ["connect", "pc", "1", "--hex", "--send", "zz"],
    "no such option": ["connect", "pc", "1", "--option", "nagle=1"],
    "option without a value": ["connect", "pc", "1", "--option", "no_delay"],
    "option of words": ["serve", "--tcp", "1", "--option", "no_delay=yes"],
    "option too large": ["serve", "--tcp", "1", "--option", "send_buffer=2147483648"],
    "option of a page": ["connect", "pc", "--get", "--option", "no_delay=1"],
    "properties of a room": ["serve", "--tcp", "1", "--reply", "room", "--properties"],
    "stop a name": ["lookup", "pc", "--stop"],
    "stop nothing": ["lookup", "--stop"],
    "yes to nothing": ["lookup", "7000", "--yes"],
    "lookup two": ["lookup", "a", "b"],
}


@pytest.mark.parametrize("argv", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_a_sentence_and_status_2(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse(argv)
    assert end.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "lanyard" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("word", ["0", "70000", "abc"])
def test_a_wrong_port_names_the_right_ones(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    for argv in (["host", "--port", word], ["join", f"10.0.0.12:{word}"]):
        with pytest.raises(SystemExit):
            parse(argv)
        assert f"'{word}' is not a port; use a number from 1 to 65535" in capsys.readouterr().err


def test_common_options_stand_before_or_after_the_command() -> None:
    before = parse(["--profile", "p", "--json", "--verbose", "host", "--room", "Office"])
    after = parse(["host", "--room", "Office", "--verbose", "--json", "--profile", "p"])
    mixed = parse(["--json", "host", "--profile", "p", "--room", "Office", "--verbose"])
    assert before == after == mixed
    assert before == Arguments("host", "p", json=True, verbose=True, room="Office")


def test_an_option_after_the_command_wins() -> None:
    assert parse(["--profile", "a", "rooms", "--profile", "b"]).profile == "b"


def test_every_command_has_its_own_defaults() -> None:
    assert parse([]) == Arguments()
    assert parse(["host"]).port == parse(["join"]).port == DEFAULT_PORT
    assert parse(["listen"]).port == parse(["broadcast", "x"]).port == DEFAULT_BROADCAST_PORT
    assert parse(["listen", "--udp", "7000"]).port == 7000
    join = parse(["join", "[::1]:7000", "--name", "Anna", "--to", "Bob", "--accept-files", "d"])
    assert (join.host, join.port, join.name, join.to, join.accept_files) == (
        "::1", 7000, "Anna", "Bob", "d",
    )  # fmt: skip
    send = parse(["send", "pc", "a", "b", "--to", "Anna", "--trust-changed"])
    assert (send.host, send.files, send.receivers) == ("pc", ["a", "b"], ["Anna"])
    assert send.trust_changed


@pytest.mark.parametrize(
    "typed",
    [
        ["pc:7", "a", "b", "--to", "Anna", "--to", "Bob"],
        ["--to", "Anna", "--to", "Bob", "pc:7", "a", "b"],
        ["pc:7", "--to", "Anna", "a", "--to", "Bob", "b"],
        ["pc:7", "a", "--to", "Anna", "b", "--to", "Bob"],
    ],
)
def test_files_and_options_of_send_stand_in_any_order(typed: list[str]) -> None:
    send = parse(["send", *typed])
    assert (send.host, send.port, send.files) == ("pc", 7, ["a", "b"])
    assert send.receivers == ["Anna", "Bob"]


def test_send_finds_its_room_by_name_and_goes_on_without_files() -> None:
    send = parse(["send", "--room", "Office", "a", "b"])
    assert (send.host, send.room, send.files, send.resume) == ("", "Office", ["a", "b"], False)
    later = parse(["send", "pc", "--resume"])
    assert (later.host, later.files, later.resume) == ("pc", [], True)
    assert parse(["send", "--room", "Office", "--resume"]).files == []
    assert parse(["send", "pc", "--", "-odd-"]).files == ["-odd-"]


def test_files_may_be_accepted_from_some_people_only() -> None:
    for command in ("host", "join"):
        one = parse([command, "--accept-files", "d", "--from", "Anna", "--from", "0f" * 32])
        assert (one.accept_files, one.senders) == ("d", ["Anna", "0f" * 32])


def test_sockets_have_their_own_defaults() -> None:
    serve = parse(["serve", "--udp", "7000"])
    assert (serve.transport, serve.udp_port, serve.reply) == ("udp", 7000, "echo")
    save = parse(["serve", "--tcp", "7000", "--save", "d", "--boundary", "line"])
    assert (save.transport, save.reply, save.save, save.boundary) == ("tcp", "save", "d", "line")
    connect = parse(["connect", "[::1]:7", "--hex"])
    assert (connect.host, connect.port, connect.hexadecimal) == ("::1", 7, True)
    assert parse(["connect", "fe80::1%eth0", "7", "--udp"]).transport == "udp"
    assert parse(["lookup"]).query == ""


def test_counting_means_repeating() -> None:
    assert parse(["broadcast", "x", "--count", "3"]).every == 1.0
    assert parse(["broadcast", "x", "--count", "3", "--every", "0.5"]).every == 0.5
    assert parse(["broadcast", "x"]).every == 0.0


def test_texts_that_look_like_options_can_be_said() -> None:
    assert parse(["broadcast", "--", "--json"]).text == "--json"
    assert parse(["join", "--name=-Anna-"]).name == "-Anna-"


@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["host", "--help"]])
def test_help_and_version_end_well(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse(argv)
    assert end.value.code == 0
    assert "anyard" in capsys.readouterr().out


def test_what_is_kept_for_people_who_are_away() -> None:
    assert (parse(["host"]).spool, parse(["host"]).spool_days) == (2, 7)
    typed = parse(["host", "--spool", "0.5", "--spool-days", "30"])
    assert (typed.spool, typed.spool_days) == (0.5, 30)
    assert parse(["host", "--spool", "0"]).spool == 0

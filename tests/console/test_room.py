"""The console in a room, as separate programs: what is said, what is refused, how it ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.terminal import PATIENCE, Terminal, a_free_port, command, lines, one_sentence, run
from journeys.program import Program
from lanyard.network.identity import load_or_create
from lanyard.wire import limits
from lanyard.wire import message as m
from network.talkers import Stranger, closing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and pipes")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, int]]:
    """One room for all tests here that only need some room: the program and its port."""
    profile = tmp_path_factory.mktemp("office")
    with Program(
        "host", "--room", "Office", "--name", "Anna", "--port", a_free_port(), "--profile", profile
    ) as host:
        yield host, host.wait_for("room_opened")["port"]
        host.interrupt()
        assert host.status() == 0


Office = tuple[Program, int]


def events(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def join(port: int, profile: Path, *words: object, text: bytes = b"") -> Any:
    return run("join", f"127.0.0.1:{port}", "--profile", profile, "--json", *words, text=text)


# --- what is said ------------------------------------------------------------------------------

TEXTS = {
    "nul": "a\x00b",
    "right to left": "\u202etxet \u2067שלום\u2069",
    "html": "<img src='/etc/passwd'> &amp; <script>",
    "terminal": "\x1b[2J\x1b]0;owned\x07\x9b31m",
    "placeholders": "{name} {text} %n %1",
    "separators": "one\u2028two\u0085three\x0bfour",
    "emoji": "👨\u200d👩\u200d👧 你好",
    "16 KiB": "x" * limits.TEXT_BYTES,
    "16 KiB of three bytes": "你" * (limits.TEXT_BYTES // 3),
}


def test_every_line_arrives_as_it_was_typed_and_the_rest_is_refused(
    office: Office, tmp_path: Path
) -> None:
    host, port = office
    long = [b"x" * (limits.TEXT_BYTES + 1), b"y" * 1_000_000, b"z" * (limits.TEXT_BYTES + 5_000)]
    typed = [
        *(text.encode() for text in TEXTS.values()),
        b"", b"   ", *long, "你好".encode("gb18030"), b"\xff\xfe\xfa", b"with return\r", b"last",
    ]  # fmt: skip
    done = join(port, tmp_path, "--name", "Bob", text=b"\n".join(typed))
    said = events(done.stdout)
    assert done.returncode == 1, "three lines could not be said"
    arrived = host.wait_for("entry", text="last", author="Bob")
    texts = [one["text"] for one in host.all("entry") if one["author_id"] == arrived["author_id"]]
    assert texts[: len(TEXTS)] == list(TEXTS.values())
    assert texts[len(TEXTS)] == "你好"
    assert texts[-2:] == ["with return", "last"]
    assert len(texts) == len(TEXTS) + 4
    refused = [one for one in said if one["event"] == "error"]
    assert [one["code"] for one in refused] == ["text_too_long"] * 3
    assert all("16384 bytes" in one["reason"] for one in refused)
    assert done.stderr.count("16384 bytes") == 3
    accepted = [one["seq"] for one in said if one["event"] == "accepted"]
    assert accepted == sorted(set(accepted))
    assert len(accepted) == len(texts)


def test_it_leaves_when_everything_is_acknowledged(office: Office, tmp_path: Path) -> None:
    host, port = office
    count = 2_000
    text = lines(*(f"line {number}".encode() for number in range(count)))
    done = join(port, tmp_path, "--name", "Bob", text=text)
    assert done.returncode == 0
    assert done.stderr == ""
    accepted = [one for one in events(done.stdout) if one["event"] == "accepted"]
    assert len(accepted) == count
    host.wait_for("entry", text=f"line {count - 1}")
    host.wait_for("member_left", lost=False)
    ids = {one["id"]: one["text"] for one in host.all("entry")}
    assert [ids[one["id"]] for one in accepted] == [f"line {number}" for number in range(count)]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<b>Bob</b>", "<b>Bob</b>"),
        ("\u202eBob\u2066\nAnna: {text}", "Bob Anna: {text}"),
        ("x" * 500, "x" * limits.NAME_CHARACTERS),
    ],
)
def test_names_are_shown_to_others_as_one_plain_line(
    office: Office, tmp_path: Path, name: str, shown: str
) -> None:
    host, port = office
    done = join(port, tmp_path, "--name", name, text=b"hello\n")
    assert done.returncode == 0
    assert host.wait_for("entry", text="hello")["author"] == shown


def test_a_name_nobody_can_see_is_refused(office: Office, tmp_path: Path) -> None:
    done = join(office[1], tmp_path, "--name", "\u202e ")
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert events(done.stdout)[-1]["code"] == "name_empty"


def test_people_of_one_name_are_told_apart(office: Office, tmp_path: Path) -> None:
    host, port = office
    first, second = (
        Program("join", f"127.0.0.1:{port}", "--name", "Alex", "--profile", tmp_path / who)
        for who in "ab"
    )
    with first, second:
        ids = [one.wait_for("joined")["my_device_id"] for one in (first, second)]
        assert len(set(ids)) == 2
        unclear = join(port, tmp_path / "c", "--name", "Bob", "--to", "alex", text=b"hello\n")
        assert unclear.returncode == 1
        assert one_sentence(unclear.stderr)
        assert ids[0][:8] in unclear.stderr
        assert ids[1][:8] in unclear.stderr
        nobody = join(port, tmp_path / "c", "--name", "Bob", "--to", "Zoe", text=b"hello\n")
        assert nobody.returncode == 1
        assert "Zoe" in nobody.stderr
        clear = join(port, tmp_path / "c", "--name", "Bob", "--to", ids[1][:8], text=b"psst\n")
        assert clear.returncode == 0
        second.wait_for("entry", text="psst")
        second.end_input()
        assert second.status() == 0
        first.wait_for("member_left", device_id=ids[1])
        first.end_input()
        assert first.status() == 0
        assert "psst" not in [one["text"] for one in first.all("entry")]
    assert not [one for one in host.all("entry") if one["text"] == "psst"]


# --- a terminal obeys what it is sent ----------------------------------------------------------


def test_nothing_a_stranger_says_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    port = a_free_port()
    with Terminal("host", "--name", "Anna", "--port", port, profile=tmp_path / "a") as host:
        host.until(b"is open on port")
        evil = Stranger(port, load_or_create(tmp_path / "e"))
        with closing(evil):
            evil.join("E\x1b[2Jvil\u202e")
            text = "\x1b]0;owned\x07 \x9b31m\u202e\rAnna: fake\nAnna: fake\u2028Anna: fake"
            evil.say(m.Post("0b" * 16, "text", text))
            evil.say(m.Post("0c" * 16, "text", "the end"))
            said = host.until(b"the end").decode()
        assert not set(said) & {
            chr(code) for code in [*range(10), *range(11, 32), *range(127, 160)]
        }
        assert "\u202e" not in said
        assert not [line for line in said.splitlines() if line.startswith("Anna: fake")]
        assert any(line.startswith("E[2Jvil: ") for line in said.splitlines())
        assert host.end() == (0, "")
        assert host.out.rstrip().endswith(b"Server exit")


def test_json_stays_one_line_an_event_and_harmless(tmp_path: Path) -> None:
    port = a_free_port()
    with Terminal("host", "--json", "--port", port, profile=tmp_path / "a") as host:
        host.until(b"room_opened")
        evil = Stranger(port, load_or_create(tmp_path / "e"))
        with closing(evil):
            evil.join("Evil")
            text = "a\u2028b\u0085c\x9b31m\x7f\u202e\x1b[2J\x00"
            evil.say(m.Post("0b" * 16, "text", text), m.Post("0c" * 16, "text", "the end"))
            said = host.until(b"the end").decode()
    told = [json.loads(line) for line in said.splitlines()]
    assert text in [one["text"] for one in told if one["event"] == "entry"]
    assert not set(said) & {chr(code) for code in [*range(10), *range(11, 32), *range(127, 160)]}


# --- how it ends -------------------------------------------------------------------------------


def test_a_host_says_server_exit_and_loses_nothing(tmp_path: Path) -> None:
    port = a_free_port()
    with Terminal("host", "--name", "Anna", "--port", port, profile=tmp_path / "a") as host:
        host.until(b"is open on port")
        joining = Program("join", f"127.0.0.1:{port}", "--name", "Bob", "--profile", tmp_path / "b")
        with joining:
            joining.wait_for("joined")
            joining.say("before the end")
            joining.wait_for("accepted")
            assert host.end() == (0, "")
            assert host.out.endswith(b"Server exit\n")
            assert "closed" in joining.wait_for("lost")["reason"]
            joining.say("after the end")
            with Terminal(
                "host", "--name", "Anna", "--port", port, profile=tmp_path / "a"
            ) as again:
                again.until(b"Bob: after the end")
                joining.end_input()
                assert joining.status() == 0
                late = join(port, tmp_path / "c", "--name", "Carl")
                told = [one["text"] for one in events(late.stdout) if one["event"] == "entry"]
                assert told in ([], ["before the end", "after the end"])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_host_that_is_ended_otherwise_says_so_too(tmp_path: Path, number: signal.Signals) -> None:
    with Terminal("host", "--port", a_free_port(), profile=tmp_path) as host:
        host.until(b"is open on port")
        assert host.end(number) == (0, "")
        assert host.out.endswith(b"Server exit\n")


def test_a_killed_host_comes_back_and_the_talk_goes_on(tmp_path: Path) -> None:
    words = ("--name", "Anna", "--port", a_free_port(), "--profile", tmp_path / "a")
    with Program("host", *words) as host:
        port = host.wait_for("room_opened")["port"]
        joining = Program("join", f"127.0.0.1:{port}", "--name", "Bob", "--profile", tmp_path / "b")
        with joining:
            joining.wait_for("joined")
            joining.say("one")
            joining.wait_for("accepted", seq=1)
            host._process.kill()
            joining.wait_for("lost")
            joining.say("two")
            with Program("host", *words) as again:
                joining.wait_for("accepted", seq=2)
                assert again.wait_for("entry")["text"] == "two"
                joining.end_input()
                assert joining.status() == 0


def test_ctrl_c_ends_a_join_well(office: Office, tmp_path: Path) -> None:
    with Program("join", f"127.0.0.1:{office[1]}", "--name", "B", "--profile", tmp_path) as bob:
        bob.wait_for("joined")
        bob.interrupt()
        assert bob.status() == 0
        assert bob.errors == ""
    office[0].wait_for("member_left", name="B", lost=False)


def test_a_reader_that_goes_away_ends_it_quietly(office: Office, tmp_path: Path) -> None:
    host, port = office
    process = subprocess.Popen(
        command("join", f"127.0.0.1:{port}", "--name", "Bob", "--profile", tmp_path),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b"Joined")
    process.stdout.close()
    host.say("nobody reads this")
    assert process.wait(PATIENCE) == 0
    assert process.stderr.read() == b""
    process.stderr.close()
    process.stdin.close()


def test_a_full_disk_behind_standard_output_is_a_sentence(office: Office, tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("join", f"127.0.0.1:{office[1]}", "--profile", tmp_path),
            stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert one_sentence(done.stderr.decode())


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_missing_standard_streams_are_no_trouble(
    office: Office, tmp_path: Path, closed: str
) -> None:
    host, port = office
    name = f"Nobody {closed}"
    words = command("join", f"127.0.0.1:{port}", "--name", name, "--profile", tmp_path, "--json")
    text = b"hello from a strange shell\n"
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *words], input=text, capture_output=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == b""
    host.wait_for("member_left", name=name)
    heard = [one["text"] for one in host.all("entry") if one["author"] == name]
    # Without standard input its number belongs to some file of the program: nothing of it is said.
    assert heard == ([] if "<&-" in closed else ["hello from a strange shell"])


# --- what goes wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("no-such-host.invalid", "host_unknown"),
        ("127.0.0.1:1", "host_refused"),
        ("not a host!", "host_unknown"),
    ],
)
def test_a_host_that_is_not_there(tmp_path: Path, host: str, code: str) -> None:
    done = run("join", host, "--profile", tmp_path, "--json")
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert [one["code"] for one in events(done.stdout)] == [code]


def test_a_host_that_speaks_something_else(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"220 mail.example ESMTP ready\r\n")
                while connection.recv(1_000):
                    pass

        speaker = threading.Thread(target=talk)
        speaker.start()
        port = server.getsockname()[1]
        done = run("join", f"127.0.0.1:{port}", "--profile", tmp_path, "--json")
        speaker.join()
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert str(port) in done.stderr
    assert [one["code"] for one in events(done.stdout)] == ["not_lanyard"]


@pytest.mark.slow
def test_a_host_that_hangs(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = run("join", f"127.0.0.1:{port}", "--profile", tmp_path, "--json")
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert [one["code"] for one in events(done.stdout)] == ["host_silent"]


def test_a_taken_port_names_who_has_it(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with Program("host", "--port", port, "--profile", tmp_path) as host:
            opened = host.wait_for("room_opened")
            assert opened["wanted_port"] == port
            assert port < opened["port"] <= port + limits.PORTS_TRIED
            assert "pid" in opened["holder"]
            host.interrupt()
            assert host.status() == 0
            assert f"Port {port} is taken by" in host.errors


def test_one_room_is_hosted_once(tmp_path: Path) -> None:
    with Program("host", "--room", "R", "--port", a_free_port(), "--profile", tmp_path) as host:
        host.wait_for("room_opened")
        second = run("host", "--room", "R", "--port", a_free_port(), "--profile", tmp_path)
        assert second.returncode == 1
        assert one_sentence(second.stderr)
        other = Program("host", "--room", "S", "--port", a_free_port(), "--profile", tmp_path)
        with other:
            other.wait_for("room_opened")


@pytest.mark.parametrize("address", ["203.0.113.7", "nonsense"])
def test_an_address_of_somebody_else_cannot_be_bound(tmp_path: Path, address: str) -> None:
    done = run("host", "--bind", address, "--port", a_free_port(), "--profile", tmp_path)
    assert done.returncode == 1
    assert one_sentence(done.stderr)
    assert done.stdout == ""


@pytest.mark.parametrize("words", [("--room", "\u202e"), ("--name", "\u202e")])
def test_a_room_and_its_host_need_names(tmp_path: Path, words: tuple[str, str]) -> None:
    done = run("host", *words, "--port", a_free_port(), "--profile", tmp_path)
    assert done.returncode == 1
    assert one_sentence(done.stderr)


def test_a_passcode_is_asked_for(tmp_path: Path) -> None:
    port = a_free_port()
    with Program(
        "host", "--passcode", "sesame", "--port", port, "--profile", tmp_path / "a"
    ) as host:
        assert host.wait_for("room_opened")["locked"] is True
        for words, code in (
            ([], "passcode_needed"),
            (["--passcode", "Sesame"], "passcode_wrong"),
        ):
            done = join(port, tmp_path / "b", *words)
            assert done.returncode == 1
            assert one_sentence(done.stderr)
            assert events(done.stdout)[-1]["code"] == code
        assert join(port, tmp_path / "b", "--passcode", "sesame").returncode == 0


def test_a_changed_host_is_refused_until_it_is_trusted(tmp_path: Path) -> None:
    port = a_free_port()
    for number, words in enumerate(([], ["--trust-changed"])):
        with Program(
            "host", "--room", "R", "--port", port, "--profile", tmp_path / str(number)
        ) as host:
            host.wait_for("room_opened")
            first = join(port, tmp_path / "b")
            assert first.returncode == number
            if number:
                assert one_sentence(first.stderr)
                assert "--trust-changed" in first.stderr
                assert join(port, tmp_path / "b", *words).returncode == 0
            host.interrupt()
            assert host.status() == 0

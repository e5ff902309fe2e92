"""A whole program hosts a room; netcat, ncat, socat, curl and Chromium come to its one port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from journeys.foreign import HOST, do, lanyard, need
from journeys.program import PATIENCE, Program

peer = pytest.mark.peer
FreePort = Callable[[], int]


@contextmanager
def a_room(folder: Path, port: int, *words: object) -> Iterator[Program]:
    with Program(
        "host", "--room", "Office", "--name", "Anna", "--port", port,
        "--profile", folder / "anna", *words,
    ) as host:  # fmt: skip
        host.wait_for("room_opened", port=port)
        yield host
        host.interrupt()
        assert host.status() == 0, host.errors


class Typed:
    """A foreign client in a terminal: lines in, lines out."""

    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.read: list[str] = []

    def __enter__(self) -> Typed:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()

    def type(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def until(self, words: str) -> str:
        assert self._process.stdout is not None
        while line := self._process.stdout.readline().decode():
            self.read.append(line)
            if words in line:
                return line
        raise AssertionError(f"no {words!r} in {self.read}")


@peer
@pytest.mark.parametrize("name", ["nc", "ncat", "socat"])
def test_a_line_from_a_terminal_is_in_everybody_s_log(
    tmp_path: Path, free_port: FreePort, name: str
) -> None:
    port = free_port()
    program = need(name)
    words = ["-", f"TCP:{HOST}:{port}"] if name == "socat" else [HOST, str(port)]
    with (
        a_room(tmp_path, port) as host,
        Program("join", f"{HOST}:{port}", "--name", "Bob", "--profile", tmp_path / "bob") as bob,
        Typed([program, *words]) as guest,
    ):
        bob.wait_for("joined", name="Office")
        guest.until("Welcome to Office.")
        guest.until("/who, exit.")
        guest.type("/nick sensor-7")
        guest.until("You are sensor-7 now")
        guest.type("temp=23.4 温度")
        for program_ in (host, bob):
            entry = program_.wait_for("entry", author="sensor-7", text="temp=23.4 温度")
            assert entry["guest"] == HOST
        bob.say("thank you")
        assert guest.until("thank you") == "Bob: thank you\n"
        guest.type("exit")
        assert guest.until("Goodbye") == "Goodbye.\n"
        bob.wait_for("member_left", name="sensor-7")


@peer
def test_a_ten_line_script_speaks_without_a_line_end(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    lines = (
        "import socket, sys\n"
        "s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))\n"
        "print(s.recv(1024).decode())\n"
        "s.send('Michael'.encode())\n"
        "s.recv(1)\n"
    )
    with a_room(tmp_path, port) as host:
        script = subprocess.Popen([sys.executable, "-c", lines, str(port)], stdout=subprocess.PIPE)
        host.wait_for("entry", text="Michael", guest=HOST)
        script.kill()
        output, _ = script.communicate(timeout=PATIENCE)
        assert output.startswith(b"Welcome to Office.")
        host.wait_for("member_left", name="guest-1")


@peer
def test_curl_and_chromium_see_the_room_s_page(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    url = f"http://{HOST}:{port}/"
    with a_room(tmp_path, port):
        done = do([need("curl"), "-sS", "-i", url])
        assert done.stdout.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"default-src 'none'" in done.stdout
        assert b"nosniff" in done.stdout
        assert do([need("curl"), "-sS", "-I", url]).stdout.startswith(b"HTTP/1.1 200 OK\r\n")
        for words, status in ((["-X", "DELETE", url], b"405"), ([url + "nowhere"], b"404")):
            assert status in do([need("curl"), "-sS", "-i", *words]).stdout.split(b"\r\n")[0]
        posted = do([need("curl"), "-sS", "-i", "-d", "x" * 100_000, url])
        assert b"405" in posted.stdout.split(b"\r\n")[0], posted.stderr
        done = do([
            need("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom", url,
        ])  # fmt: skip
        assert b"Office" in done.stdout
        assert b"Anna" in done.stdout


@peer
@pytest.mark.parametrize(
    ("rule", "words"), [("no", "takes no plain text guests"), ("read", "may only read here")]
)
def test_the_host_decides_what_guests_may_do(
    tmp_path: Path, free_port: FreePort, rule: str, words: str
) -> None:
    port = free_port()
    with (
        a_room(tmp_path, port, "--guests", rule) as host,
        Typed([need("nc"), HOST, str(port)]) as guest,
    ):
        guest.until(words)
        if rule == "read":
            guest.type("hello")
            guest.until("may only read in this room")
            host.say("listen")
            assert guest.until("listen") == "Anna: listen\n"
    assert not [event for event in host.seen if event.get("guest") and event["event"] == "entry"]


@peer
def test_the_room_is_a_preset_of_serve_too(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with (
        Program(
            "serve", "--tcp", port, "--reply", "room", "--profile", tmp_path / "anna"
        ) as server,
    ):
        assert server.wait_for("listening")["reply"] == "room"
        assert server.seen[0]["event"] == "listening"
        with Typed([need("nc"), HOST, str(port)]) as guest:
            guest.until("exit.")
            guest.type("hello")
            server.wait_for("entry", text="hello", guest=HOST)
        again = do(lanyard("serve", "--tcp", port, "--reply", "room", "--profile", tmp_path / "b"))
        assert again.returncode == 1
        assert again.stderr.count(b"\n") == 1
        server.interrupt()
        assert server.status() == 0, server.errors

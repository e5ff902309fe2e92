"""``serve`` against programs that nobody here wrote, and against scripts of ten lines."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from journeys import scripts
from journeys.foreign import HOST, do, lanyard, need, said, serving
from journeys.program import PATIENCE, Program

peer = pytest.mark.peer
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes and programs")

FreePort = Callable[[], int]

# --- our own two sides, without anything foreign -----------------------------------------------


def test_both_sides_of_a_plain_socket(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    payload = os.urandom(300_000)
    with serving(tmp_path / "a", "--tcp", port) as server:
        profile = ("--profile", tmp_path / "b")
        echoed = do(lanyard("connect", HOST, port, *profile), payload)
        assert (echoed.returncode, echoed.stderr) == (0, b"")
        assert echoed.stdout == payload
        server.wait_for("closed")
        again = do(lanyard("serve", "--tcp", port, "--bind", HOST, *profile))
        assert again.returncode == 1
        assert again.stderr.count(b"\n") == 1
        assert str(server.pid).encode() in again.stderr, "the holder is named"
        looked = do(lanyard("lookup", port, *profile, "--json"))
        holders = [json.loads(line) for line in looked.stdout.splitlines()]
        assert looked.returncode == 0
        assert [one["pid"] for one in holders if one["event"] == "holder" and one["taken"]] == [
            server.pid
        ]


# --- scripts meet serve ------------------------------------------------------------------------

TALKS: dict[str, tuple[str, str, list[str]]] = {
    "greeter": (
        "greeter",
        scripts.GREETED_FIRST,
        ["Welcome!", "Hello, Michael~", "Hello, Tracy~", "Hello, 你好~", "b''"],
    ),
    "names": (
        "names",
        scripts.ASKED_FOR_NAMES,
        [
            "Server: Welcome!",
            "Server: What's your name?",
            "Server: Hello Anna!",
            "Server: What's your name?",
            "Server: Good bye!",
            "b''",
        ],
    ),
    "hello": ("hello", scripts.HELLO, ["welcome", "hello Anna", "''"]),
    "receipt": ("receipt", scripts.RECEIPT, ["Receve your message!!"] * 2),
    "thanks": ("thanks", scripts.THANKED, ["Thank you for connecting", "b''"]),
    "http": ("http", scripts.PAGE, ["HTTP/1.1 200 OK", "True", "hello world"]),
}


@peer
@pytest.mark.parametrize(("preset", "client", "heard"), TALKS.values(), ids=TALKS)
def test_a_script_hears_the_preset_byte_for_byte(
    preset: str, client: str, heard: list[str], tmp_path: Path, free_port: FreePort
) -> None:
    port = free_port()
    with serving(tmp_path, "--tcp", port, "--reply", preset) as server:
        for _ in range(2):
            assert said(client, port) == heard
            server.wait_for("closed")


@peer
def test_pieces_and_heaps_are_whole_texts(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with serving(tmp_path, "--tcp", port, "--reply", "greeter", "--boundary", "line") as server:
        assert said(scripts.FIVE_BYTES, port) == ["Welcome!Hello, Michael 你~"]
        assert server.wait_for("text")["text"].strip() == "Michael 你"
        assert said(scripts.TWO_AT_ONCE, port) == ["Hello, one~Hello, two~"]


DATAGRAMS = {
    "greeter": ["Hello,Michael~", "Hello,Tracy~"],
    "hello": ["hello Michael", "hello Tracy"],
    "receipt": ["Thank for you msg"] * 2,
    "echo": ["Michael", "Tracy"],
}


@peer
@pytest.mark.parametrize("preset", DATAGRAMS)
def test_datagrams_are_answered(preset: str, tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with serving(tmp_path, "--udp", port, "--reply", preset) as server:
        assert said(scripts.DATAGRAMS, port) == DATAGRAMS[preset]
        assert server.wait_for("text", text="Tracy")["from"] == HOST


@peer
def test_the_shortest_and_the_longest_datagram(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with serving(tmp_path, "--udp", port) as server:
        assert said(scripts.LONGEST_DATAGRAMS, port) == ["True 0", "True 65507"]
        assert server.wait_for("text", size=65_507)["cut"] is False
        assert server.all("text")[0]["size"] == 0


@peer
def test_a_script_that_broadcasts_every_two_seconds(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with Program("serve", "--udp", port, "--profile", tmp_path) as server:
        server.wait_for("listening", port=port)
        assert said(scripts.BROADCASTS, port) == []
        server.wait_for("text", text="text 0")
        server.wait_for("text", text="text 1")


@peer
def test_a_picture_is_a_file(tmp_path: Path, free_port: FreePort) -> None:
    port, folder, picture = free_port(), tmp_path / "saved", tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + os.urandom(777_777))
    with serving(tmp_path / "a", "--tcp", port, "--save", folder) as server:
        assert said(scripts.PICTURE, port, picture) == ["sent"]
        saved = server.wait_for("saved", size=picture.stat().st_size)
        assert Path(saved["path"]).parent == folder
        assert Path(saved["path"]).read_bytes() == picture.read_bytes()
        sent = do(lanyard("connect", HOST, port, "--file", picture, "--profile", tmp_path / "b"))
        assert (sent.returncode, sent.stdout, sent.stderr) == (0, b"", b"")
        second = server.wait_for("saved")["path"]
        assert second != saved["path"]
        assert Path(second).read_bytes() == picture.read_bytes()
    assert list(folder.glob("*.part")) == []


@peer
def test_a_person_answers(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with (
        serving(tmp_path, "--tcp", port, "--reply", "operator") as server,
        socket.create_connection((HOST, port), PATIENCE) as anna,
        socket.create_connection((HOST, port), PATIENCE) as bob,
    ):
        anna.sendall(b"Is it open?")
        server.wait_for("text", text="Is it open?")
        bob.sendall(b"And now?\n")
        server.say("Yes.")
        assert anna.recv(100) == b"Yes."
        server.wait_for("text", text="And now?\n")
        server.say("Still.")
        assert bob.recv(100) == b"Still.\n"


# --- foreign programs meet serve ---------------------------------------------------------------


def clients(port: int) -> dict[str, list[str]]:
    return {
        "nc": ["nc", "-N", "-w5", HOST, str(port)],
        "ncat": ["ncat", HOST, str(port)],
        "socat": ["socat", "-t5", "-", f"TCP:{HOST}:{port}"],
    }


@peer
@pytest.mark.parametrize("name", clients(0))
def test_a_foreign_client_gets_everything_back(
    name: str, tmp_path: Path, free_port: FreePort
) -> None:
    port, payload = free_port(), os.urandom(2_000_000)
    command = clients(port)[name]
    need(command[0])
    with serving(tmp_path, "--tcp", port) as server:
        done = do(command, payload)
        assert done.stdout == payload
        closed = server.wait_for("closed")
        assert (closed["received"], closed["sent"]) == (len(payload), len(payload))


@peer
def test_foreign_datagrams(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with serving(tmp_path, "--udp", port, "--reply", "hello") as server:
        done = do([need("nc"), "-u", "-w1", HOST, str(port)], b"from nc")
        assert done.stdout == b"hello from nc"
        done = do([need("socat"), "-t1", "-", f"UDP:{HOST}:{port}"], b"from socat")
        assert done.stdout == b"hello from socat"
        server.wait_for("text", text="from socat")


@peer
def test_packet_sender(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    program = need("packetsender")
    with serving(tmp_path / "t", "--tcp", port, "--reply", "greeter") as server:
        done = do(
            [program, "-t", "-A", "-w", "1500", HOST, str(port), "Michael"],
            QT_QPA_PLATFORM="offscreen",
        )
        assert b"Hello, Michael~" in done.stdout
        server.wait_for("text", text="Michael")
    with serving(tmp_path / "u", "--udp", port, "--reply", "greeter") as server:
        do([program, "-u", "-A", HOST, str(port), "Tracy"], QT_QPA_PLATFORM="offscreen")
        server.wait_for("text", text="Tracy")


@peer
def test_curl_and_a_browser_are_shown_and_served(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    url = f"http://{HOST}:{port}/menu?day=1"
    with serving(tmp_path / "a", "--tcp", port, "--reply", "http") as server:
        done = do([need("curl"), "-sS", "-i", url])
        assert done.stdout.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"Content-Type: text/html" in done.stdout
        assert done.stdout.endswith(b"hello world")
        asked = server.wait_for("request", method="GET", target="/menu?day=1")
        names = [name.lower() for name, _ in asked["headers"]]
        assert "user-agent" in names
        got = do(lanyard("connect", url, "--get", "--profile", tmp_path / "b"))
        assert got.returncode == 0, got.stderr
        assert got.stdout.startswith(b"200 OK\n")
        assert got.stdout.endswith(b"\n\nhello world")
        done = do([
            need("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom", url,
        ])  # fmt: skip
        assert b"hello world" in done.stdout

"""``connect`` against programs that nobody here wrote, and against scripts of ten lines."""

from __future__ import annotations

import hashlib
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from journeys import scripts
from journeys.foreign import HOST, a_script, do, foreign, lanyard, need, taken
from journeys.program import PATIENCE

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes and programs"),
]

FreePort = Callable[[], int]


def test_a_foreign_server_gives_everything_back(tmp_path: Path, free_port: FreePort) -> None:
    port, payload = free_port(), os.urandom(2_000_000)
    command = [need("socat"), f"TCP-LISTEN:{port},bind={HOST},reuseaddr", "EXEC:/bin/cat"]
    with foreign(command, taken(port)):
        done = do(lanyard("connect", HOST, port, "--profile", tmp_path), payload)
    assert done.stdout == payload
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("program", [("nc", "-l"), ("ncat", "--recv-only", "-l")])
def test_a_foreign_server_gets_exactly_what_is_typed_and_a_file(
    program: tuple[str, ...], tmp_path: Path, free_port: FreePort
) -> None:
    port, payload = free_port(), os.urandom(3_000_000)
    picture = tmp_path / "picture"
    picture.write_bytes(payload)
    for typed, option in ((payload, ()), (b"", ("--file", picture))):
        command = [need(program[0]), *program[1:], HOST, str(port)]
        ours = lanyard("connect", HOST, port, "--profile", tmp_path / "p", *option)
        with (
            foreign(command, taken(port)) as server,
            subprocess.Popen(ours, stdin=subprocess.PIPE) as sender,
        ):
            assert sender.stdin is not None
            with sender.stdin:
                sender.stdin.write(typed)
            assert server.stdout.read() == payload
            assert sender.wait(PATIENCE) == 0


def test_a_server_that_greets_first(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with foreign(a_script(scripts.GREETS, port)):
        sender = subprocess.Popen(
            lanyard("connect", HOST, port, "--profile", tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert sender.stdin is not None
        assert sender.stdout is not None
        with sender.stdin, sender.stdout:
            assert sender.stdout.read(8) == b"Welcome!", "before anything was typed"
            sender.stdin.write(b"Mich")
            sender.stdin.flush()
            assert sender.stdout.read(12) == b"Hello, Mich~", "without a newline"
            sender.stdin.write(b"exit\n")
            sender.stdin.flush()
            assert sender.stdout.read() == b""
            assert sender.wait(PATIENCE) == 0


def test_the_answer_after_the_end_of_input(tmp_path: Path, free_port: FreePort) -> None:
    port, payload = free_port(), os.urandom(20_000_000)
    with foreign(a_script(scripts.ANSWERS_AT_THE_END, port)):
        done = do(lanyard("connect", HOST, port, "--profile", tmp_path), payload)
    assert done.stdout.decode() == hashlib.sha256(payload).hexdigest()
    assert done.returncode == 0


def test_a_long_answer_is_exact(tmp_path: Path, free_port: FreePort) -> None:
    port, blocks = free_port(), 500
    with foreign(a_script(scripts.POURS, port, blocks)):
        done = do(lanyard("connect", HOST, port, "--profile", tmp_path))
    assert hashlib.sha256(done.stdout).digest() == (
        hashlib.sha256(bytes(range(256)) * 256 * blocks).digest()
    )
    assert done.returncode == 0


def test_a_server_that_never_reads_does_not_fill_the_memory(
    tmp_path: Path, free_port: FreePort
) -> None:
    port = free_port()
    with (
        foreign(a_script(scripts.NEVER_READS, port)),
        subprocess.Popen(
            lanyard("connect", HOST, port, "--profile", tmp_path),
            stdin=subprocess.PIPE,
        ) as sender,
    ):
        assert sender.stdin is not None
        os.set_blocking(sender.stdin.fileno(), False)
        typed = 0
        while select.select([], [sender.stdin], [], 3)[1]:
            typed += os.write(sender.stdin.fileno(), b"x" * 65_536)
            assert typed < 100_000_000, "everything that is typed is read"
        assert sender.poll() is None, "it waits for the server"
        assert typed > 1_000_000
        sender.kill()
        sender.stdin.close()


def test_endings_are_sentences(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    wrong = {
        "refused": (HOST, port),
        "unknown": ("no-such-host.invalid", port),
    }
    for words in wrong.values():
        done = do(lanyard("connect", *words, "--profile", tmp_path))
        assert (done.returncode, done.stdout) == (1, b"")
        assert done.stderr.count(b"\n") == 1, done.stderr
        assert b"Traceback" not in done.stderr
    with foreign(a_script(scripts.RESETS, port)):
        done = do(lanyard("connect", HOST, port, "--profile", tmp_path), b"x")
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1, done.stderr


def test_datagrams_to_a_foreign_server(tmp_path: Path, free_port: FreePort) -> None:
    port = free_port()
    with foreign(a_script(scripts.ANSWERS_DATAGRAMS, port)):
        begun = time.monotonic()
        done = do(lanyard("connect", HOST, port, "--udp", "--profile", tmp_path), b"one\ntwo")
        assert done.stdout == b"Hello,one~\nHello,two~\n"
        assert done.returncode == 0, done.stderr
        assert time.monotonic() - begun < 15
    with foreign([need("nc"), "-u", "-l", HOST, str(port)], taken(port, socket.SOCK_DGRAM)) as nc:
        done = do(
            lanyard("connect", HOST, port, "--udp", "--hex", "--profile", tmp_path), b"68 69 ff\n"
        )
        assert os.read(nc.stdout.fileno(), 100) == b"hi\xff"
        assert done.returncode == 0, done.stderr

"""Programs that nobody here wrote, as clients and servers, and our own two commands beside them."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from journeys import scripts
from journeys.program import PATIENCE, Program

HOST = "127.0.0.1"
Done = subprocess.CompletedProcess[bytes]


def need(name: str) -> str:
    """Return where a program is; a test that cannot run says loudly what to install."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: this proof did NOT run")
    return found


def a_script(lines: str, *words: object) -> list[str]:
    return [sys.executable, "-c", scripts.script(lines), *map(str, words)]


def lanyard(*words: object) -> list[str]:
    return [sys.executable, "-m", "lanyard", *map(str, words)]


def do(command: list[str], typed: bytes = b"", **environment: str) -> Done:
    env = {**os.environ, **environment}
    return subprocess.run(
        command, input=typed, capture_output=True, timeout=PATIENCE * 2, check=False, env=env
    )


def said(lines: str, *words: object) -> list[str]:
    """Run a script to its end; return the lines it printed."""
    done = do(a_script(lines, *words))
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()


@contextmanager
def serving(profile: Path, *words: object) -> Iterator[Program]:
    with Program("serve", *words, "--bind", HOST, "--profile", profile) as program:
        program.wait_for("listening", address=HOST)
        yield program
        program.interrupt()
        assert program.status() == 0, program.errors


@contextmanager
def foreign(command: list[str], ready: Callable[[], bool] | None = None) -> Iterator[Any]:
    """Run a foreign server; it is ready when it prints a line or ``ready`` is true."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        if ready is None:
            assert process.stdout.readline() == b"ready\n"
        else:
            _until(ready, process)
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)
        process.stdout.close()


def _until(ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Wait until a program is ready that says nothing about it; it must not end before that."""
    deadline = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < deadline, f"{process.args} never became ready"
        with contextlib.suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"{process.args} ended: {process.wait(0.02)}")


def taken(port: int, kind: socket.SocketKind = socket.SOCK_STREAM) -> Callable[[], bool]:
    """Return a question: does somebody listen on ``port``? Asked without connecting."""

    def asked() -> bool:
        name = "tcp" if kind == socket.SOCK_STREAM else "udp"
        listens = (psutil.CONN_LISTEN, psutil.CONN_NONE)
        return any(
            one.laddr and one.laddr.port == port and one.status in listens
            for one in psutil.net_connections(name)
        )

    return asked

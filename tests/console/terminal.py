"""``lanyard`` in a process of its own, as a person at a terminal or a script starts it."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

PATIENCE = 30.0


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "lanyard", *map(str, words)]


def run(*words: object, text: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; ``text`` is its standard input."""
    done = subprocess.run(
        command(*words),
        input=text,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, **environment},
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


class Terminal:
    """A running command whose bytes are read as they come; killed at the latest with its block."""

    def __init__(self, *words: object, profile: Path) -> None:
        self.process = subprocess.Popen(
            command(*words, "--profile", profile),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        self.out = b""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()

    def until(self, words: bytes) -> bytes:
        """Read standard output until ``words`` came; return everything it has said so far."""
        assert self.process.stdout is not None
        deadline = time.monotonic() + PATIENCE
        while words not in self.out:
            left = max(0.0, deadline - time.monotonic())
            readable, _, _ = select.select([self.process.stdout], [], [], left)
            chunk = os.read(self.process.stdout.fileno(), 65_536) if readable else b""
            if not chunk:
                raise AssertionError(f"{words!r} never came: {self.out!r}; {self.errors()}")
            self.out += chunk
        return self.out

    def errors(self) -> str:
        """End it and return what it said on standard error."""
        assert self.process.stderr is not None
        self.process.kill()
        return self.process.stderr.read().decode()

    def say(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Interrupt it; return its status and what it said on standard error."""
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.process.send_signal(number)
        errors = self.process.stderr.read().decode()
        self.out += self.process.stdout.read()
        return self.process.wait(PATIENCE), errors


def one_sentence(text: str) -> bool:
    """Whether standard error holds one line that a person can read."""
    return text.count("\n") == 1 and text.rstrip().endswith((".", "?")) and "Traceback" not in text


def lines(*words: bytes) -> bytes:
    return b"".join(word + b"\n" for word in words)

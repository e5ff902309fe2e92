"""A whole Lanyard in a process of its own, driven by its standard input and JSON events."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any

PATIENCE = 30.0
"""Seconds until a missing event counts as a failure; nothing waits that long when all is well."""

Event = dict[str, Any]


class Program:
    """One running ``lanyard`` command; as a context manager it is ended at the latest."""

    def __init__(self, *arguments: object, prefix: Sequence[str] = ()) -> None:
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "lanyard", *map(str, arguments), "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._events: queue.Queue[Event | None] = queue.Queue()
        self.seen: list[Event] = []
        self._errors: list[str] = []
        self._readers = [
            threading.Thread(target=self._read_events, daemon=True),
            threading.Thread(target=self._read_errors, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()

    def _read_events(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._events.put(json.loads(line))
        self._events.put(None)

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._errors.append(line)

    @property
    def pid(self) -> int:
        """Of the program (of its prefix, if it has one)."""
        return self._process.pid

    @property
    def errors(self) -> str:
        """What it said on standard error so far."""
        return "".join(self._errors)

    def wait_for(self, event: str, **wanted: object) -> Event:
        """Return the next event of this name whose fields are as wanted."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                happened = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                happened = None
            if happened is None:
                raise AssertionError(
                    f"no {event} {wanted}; seen: {self.seen}; said: {self.errors}"
                ) from None
            self.seen.append(happened)
            if happened["event"] == event and wanted.items() <= happened.items():
                return happened

    def say(self, line: str) -> None:
        """Give it a line of standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def end_input(self) -> None:
        """Close its standard input."""
        assert self._process.stdin is not None
        self._process.stdin.close()

    def interrupt(self) -> None:
        """Press Ctrl+C."""
        self._process.send_signal(signal.SIGINT)

    def status_when_killed(self) -> int:
        """End it without a word to anybody; return its exit status."""
        self._process.kill()
        return self.status()

    def status(self) -> int:
        """Wait for its end and return its exit status; all events are in ``seen`` then."""
        status = self._process.wait(PATIENCE)
        for reader in self._readers:
            reader.join(PATIENCE)
        while (happened := self._events.get(timeout=PATIENCE)) is not None:
            self.seen.append(happened)
        return status

    def all(self, event: str) -> list[Event]:
        """Return every event of this name seen so far."""
        return [one for one in self.seen if one["event"] == event]

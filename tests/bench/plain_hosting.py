"""One plain listener, or one sender of files, in an engine of its own process, for the benchmarks.

Started by them as a program: says ``open PORT`` when it listens, then one line for each file that
was saved or sent, until its standard input ends. Each line it reads, ``PORT PATH``, is a file to
pour into a plain peer on this computer.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Slot

from lanyard.engine import Engine
from lanyard.sockets import (
    Dial,
    OpenListener,
    SendFile,
    SocketChanged,
    SocketState,
    Transport,
    preset,
)

_OVER = (SocketState.CLOSED, SocketState.CLOSED_THERE)


class _Plain(QObject):
    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._paths: dict[str, str] = {}
        engine.happened.connect(self.take)
        self._orders = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._orders.activated.connect(self._on_order)

    @Slot(object)
    def take(self, event: object) -> None:
        if not isinstance(event, SocketChanged):
            return
        if event.failure is not None:
            print("failed", event.failure, flush=True)
        elif event.is_listener and event.state is SocketState.OPEN and not event.clients:
            print("open", event.local.rpartition(":")[2], flush=True)
        elif event.saved:
            print("saved", event.received, event.saved, flush=True)
        elif event.key in self._paths and event.state is SocketState.OPEN:
            self._engine.do(SendFile(event.key, self._paths.pop(event.key)))
        elif not event.listener and event.state in _OVER:
            print("sent", event.sent, flush=True)

    @Slot()
    def _on_order(self) -> None:
        line = os.read(sys.stdin.fileno(), 4096).decode().strip()
        if not line:
            self._orders.setEnabled(False)
            QCoreApplication.quit()
            return
        port, path = line.split(" ", 1)
        dial = Dial(Transport.TCP, "127.0.0.1", int(port))
        self._paths[dial.key] = path
        self._engine.do(dial)


def run() -> int:
    """Listen, and send what is asked for, until standard input ends."""
    profile, port, name, folder = sys.argv[1:]
    application = QCoreApplication([])
    engine = Engine(Path(profile))
    plain = _Plain(engine)
    engine.start()
    reply = preset(name)
    assert reply is not None
    engine.do(OpenListener(Transport.TCP, int(port), reply, "127.0.0.1", folder))
    application.exec()
    engine.shutdown()
    del plain
    return 0


class PlainProcess:
    """The process, seen from the benchmark."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pid = process.pid
        self.port = int(self.read("open")[0])

    def read(self, word: str) -> list[str]:
        """Wait for the next line that begins with ``word``; return the rest of its words."""
        assert self._process.stdout is not None
        while words := self._process.stdout.readline().split():
            if words[0] == "failed":
                raise SystemExit(" ".join(words))
            if words[0] == word:
                return words[1:]
        raise SystemExit(f"the engine ended before it said {word!r}")

    def pour(self, port: int, path: Path) -> None:
        """Ask for a file to be sent to a port of this computer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{port} {path}\n")
        self._process.stdin.flush()


@contextmanager
def plain_engine(reply: str, folder: str = "") -> Iterator[PlainProcess]:
    """Run a listener with that reply in another process."""
    with tempfile.TemporaryDirectory() as profile:
        process = subprocess.Popen(
            [sys.executable, __file__, profile, str(free_port()), reply, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield PlainProcess(process)
        finally:
            process.communicate(timeout=20)


def free_port() -> int:
    """Return a port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def resident(pid: int) -> int:
    """Return the bytes of memory a process has; 0 where the system does not say."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


if __name__ == "__main__":
    sys.exit(run())

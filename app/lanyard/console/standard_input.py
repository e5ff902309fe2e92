"""Standard input as signals, without the event loop ever waiting for it: lines for a room, and
bytes for a plain socket.

A pipe, a file and a terminal can all be read by a plain thread and by nothing else that works on
every system. The thread reads ahead only so far: a program that pours out a million lines, or a
pipe of many gigabytes, is slowed down to what the other side takes, not stored.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from lanyard.wire import limits

_AHEAD = 512
_AHEAD_BYTES = limits.PLAIN_BACKLOG_BYTES // 2
"""How many bytes may have been read and not yet be reported as sent: a connection with more than
the backlog is cut."""
_CHUNK = 64 * 1024


class StandardInput(QObject):
    """Emits each line without its end; then ``ended``. Call ``done`` once for each line."""

    line = Signal(object)
    """A str."""
    too_long = Signal()
    """A line that no message can hold; it was skipped."""
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ahead = threading.Semaphore(_AHEAD)

    def start(self) -> None:
        """Begin to read. The thread ends with its input, or with the program."""
        if not _begin(self._read):
            self.ended.emit()

    def done(self) -> None:
        """One line has been dealt with; another may be read."""
        self._ahead.release()

    def _read(self) -> None:
        waiting = bytearray()
        skipped = 0
        while True:
            try:
                # Not sys.stdin: its lock, held by this thread, would break Python's own ending.
                chunk = os.read(0, _CHUNK)
            except OSError:
                chunk = b""
            if not chunk:
                break
            waiting += chunk
            *lines, rest = waiting.split(b"\n")
            for line in lines:
                self._tell(bytes(line), skipped)
                skipped = 0
            waiting = bytearray(rest)
            if len(waiting) > limits.TEXT_BYTES + 2:
                skipped += len(waiting)
                waiting.clear()
        if waiting or skipped:
            self._tell(bytes(waiting), skipped)
        self.ended.emit()

    def _tell(self, line: bytes, skipped: int) -> None:
        if skipped:
            self.too_long.emit()
            return
        self._ahead.acquire()
        self.line.emit(_text(line.removesuffix(b"\r")))


class RawInput(QObject):
    """Emits each chunk; then ``ended``. Call ``done`` with the cost of what was dealt with."""

    chunk = Signal(object)
    """Bytes. With ``longest_line`` one line without its end, perhaps empty."""
    too_long = Signal()
    """A line of more than ``longest_line`` bytes; it was skipped."""
    ended = Signal()

    def __init__(self, longest_line: int = 0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._longest = longest_line
        self._ahead = 0
        self._sent = threading.Condition()

    def start(self) -> None:
        """Begin to read. The thread ends with its input, or with the program."""
        if not _begin(self._read):
            self.ended.emit()

    def done(self, cost: int) -> None:
        """So much of what was told (see ``cost``) has been dealt with; more may be read."""
        with self._sent:
            self._ahead -= cost
            self._sent.notify()

    @staticmethod
    def cost(chunk: bytes) -> int:
        """Return what ``chunk`` counts: its bytes, and an empty line one."""
        return max(1, len(chunk))

    def _read(self) -> None:
        waiting = bytearray()
        skipping = False
        while True:
            try:
                chunk = os.read(0, _CHUNK)
            except OSError:
                chunk = b""
            if not chunk:
                break
            if not self._longest:
                self._tell(chunk)
                continue
            waiting += chunk
            *lines, rest = waiting.split(b"\n")
            for line in lines:
                self._tell_line(bytes(line), skipping)
                skipping = False
            waiting = bytearray(rest)
            if len(waiting) > self._longest + 1:
                skipping = True
                waiting.clear()
        if waiting or skipping:
            self._tell_line(bytes(waiting), skipping)
        self.ended.emit()

    def _tell_line(self, line: bytes, skipped: bool) -> None:
        line = line.removesuffix(b"\r")
        if skipped or len(line) > self._longest:
            self.too_long.emit()
        else:
            self._tell(line)

    def _tell(self, chunk: bytes) -> None:
        with self._sent:
            self._sent.wait_for(self._has_room)
            self._ahead += self.cost(chunk)
        self.chunk.emit(chunk)

    def _has_room(self) -> bool:
        return self._ahead < _AHEAD_BYTES


def _begin(read: Callable[[], None]) -> bool:
    """Run ``read`` in a thread of its own; False when this program has no standard input."""
    if sys.stdin is None:
        return False  # descriptor 0 is then some file of our own
    if hasattr(signal, "SIGTTIN"):
        # Reading a terminal from the background would stop the whole program; let it fail.
        signal.signal(signal.SIGTTIN, signal.SIG_IGN)

    def read_until_the_end() -> None:
        # The program may end first: then there is nobody left to tell, which Qt calls an error.
        with contextlib.suppress(RuntimeError):
            read()

    threading.Thread(target=read_until_the_end, name="standard input", daemon=True).start()
    return True


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")

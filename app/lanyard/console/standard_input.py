"""Lines from standard input, as signals, without the event loop ever waiting for them.

A pipe, a file and a terminal can all be read by a plain thread and by nothing else that works on
every system. The thread reads ahead of the room only so far: a program that pours out a million
lines is slowed down, not stored.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from PySide6.QtCore import QObject, Signal

from lanyard.wire import limits

_AHEAD = 512
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
        if sys.stdin is None:
            # Started without one: descriptor 0 is then some file of our own.
            self.ended.emit()
            return
        if hasattr(signal, "SIGTTIN"):
            # Reading a terminal from the background would stop the whole program; let it fail.
            signal.signal(signal.SIGTTIN, signal.SIG_IGN)
        threading.Thread(target=self._read, name="standard input", daemon=True).start()

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


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("gb18030", "replace")

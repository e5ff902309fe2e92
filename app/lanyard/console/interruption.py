"""Ctrl+C and its relatives, as a signal of the event loop.

Python runs signal handlers between its own instructions, and Qt's loop executes none while it
waits; the wakeup descriptor reaches into the loop.
"""

from __future__ import annotations

import contextlib
import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot


class Interruption(QObject):
    """Emits ``wanted`` when somebody wants the program to end. Main thread."""

    wanted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read, write = socket.socketpair()
        self._write = write
        for end in (self._read, write):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_readable)
        signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
        for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, _nothing)

    @Slot()
    def _on_readable(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._read.recv(64)
        self.wanted.emit()

    def close(self) -> None:
        """Let signals be, and close the pipe."""
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._read.close()
        self._write.close()


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """Do nothing here: the wakeup descriptor has told the event loop already."""

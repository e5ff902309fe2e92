"""Bytes from one socket to another and back, as they are: what a server does between two members.

They speak TLS with each other through it, so whoever hosts can neither read nor change a file.
Neither side is read faster than the other takes it, so a passage holds about a megabyte however
long it is. Where the system can move bytes between sockets itself (Linux: splice), they are never
even copied into this program.
"""

from __future__ import annotations

import contextlib
import os
import socket

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from lanyard.network.transfers.tls_socket import set_options
from lanyard.wire import limits

_PIECES_A_TURN = 8
_SPLICES = hasattr(os, "splice")
_PIPE_BYTES = 1024 * 1024


class _Direction(QObject):
    """One way of a passage."""

    ended = Signal()
    """The source has closed, and all it said has left; or one of both is broken."""

    def __init__(self, source: socket.socket, target: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._target = target
        self._held = 0
        self._at = 0
        self._pipe = _pipe()
        self._buffer = memoryview(bytearray(0 if self._pipe else limits.TLS_BYTES_AT_ONCE))
        self._reader = QSocketNotifier(source.fileno(), QSocketNotifier.Type.Read, self)
        self._reader.activated.connect(self._on_ready)
        self._writer = QSocketNotifier(target.fileno(), QSocketNotifier.Type.Write, self)
        self._writer.setEnabled(False)
        self._writer.activated.connect(self._on_ready)

    @Slot()
    def _on_ready(self) -> None:
        """Move what there is; others get their turn after a few pieces."""
        try:
            for _ in range(_PIECES_A_TURN):
                if not self._held:
                    self._wait(for_target=False)
                    self._held, self._at = self._take(), 0
                    if not self._held:
                        self.stop()
                        self.ended.emit()
                        return
                self._wait(for_target=True)
                count = self._pass_on()
                self._held -= count
                self._at += count
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.stop()
            self.ended.emit()
            return
        self._wait(for_target=bool(self._held))

    def _wait(self, *, for_target: bool) -> None:
        if self._writer.isEnabled() is not for_target:
            self._reader.setEnabled(not for_target)
            self._writer.setEnabled(for_target)

    def _take(self) -> int:
        if self._pipe:
            return os.splice(
                self._source.fileno(), self._pipe[1], _PIPE_BYTES,
                flags=os.SPLICE_F_MOVE | os.SPLICE_F_NONBLOCK,
            )  # fmt: skip
        return self._source.recv_into(self._buffer)

    def _pass_on(self) -> int:
        if self._pipe:
            return os.splice(
                self._pipe[0], self._target.fileno(), self._held,
                flags=os.SPLICE_F_MOVE | os.SPLICE_F_NONBLOCK,
            )  # fmt: skip
        return self._target.send(self._buffer[self._at : self._at + self._held])

    def stop(self) -> None:
        """Move nothing more."""
        self._reader.setEnabled(False)
        self._writer.setEnabled(False)
        pipe, self._pipe = self._pipe, ()
        for descriptor in pipe:
            with contextlib.suppress(OSError):
                os.close(descriptor)


class Passage(QObject):
    """Both ways between two sockets, until one of them closes. Owns the sockets."""

    over = Signal(object)
    """This passage, once."""

    def __init__(self, one: socket.socket, other: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        self._sockets = (one, other)
        for each in self._sockets:
            each.setblocking(False)
            set_options(each)
        self._directions = (_Direction(one, other, self), _Direction(other, one, self))
        for direction in self._directions:
            direction.ended.connect(self._on_ended)
        self._closed = False

    def close(self) -> None:
        """Cut both."""
        if self._closed:
            return
        self._closed = True
        for direction in self._directions:
            direction.stop()
        for each in self._sockets:
            each.close()

    @Slot()
    def _on_ended(self) -> None:
        if not self._closed:
            self.close()
            self.over.emit(self)


def _pipe() -> tuple[int, ...]:
    if not _SPLICES:
        return ()
    pipe = os.pipe()
    with contextlib.suppress(OSError):
        import fcntl

        fcntl.fcntl(pipe[1], fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return pipe

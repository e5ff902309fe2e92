"""One TCP connection that carries bare bytes: a guest, a browser, a client of the workbench.

It reads as fast as its owner takes, writes as fast as the other side reads, and tells its owner
how it ended, once. No timers of its own: with thousands of lines the owner keeps one for all.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import time
from collections import deque
from collections.abc import Callable
from typing import Protocol

from lanyard.events import Code, Failure
from lanyard.network.poller import READ, WRITE, Poller
from lanyard.wire import limits

_NO_SENDFILE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What the system answers for a file it cannot hand to a socket by itself."""
_RESET = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}


class LineOwner(Protocol):
    """What a line tells. Plain calls, in the poller's thread; ``line_ended`` comes once."""

    def line_said(self, line: PlainLine, piece: bytes) -> None:
        """The other side said something."""

    def line_half_ended(self, line: PlainLine) -> None:
        """The other side says nothing more; it may still read. Close the line when done."""

    def line_drained(self, line: PlainLine) -> None:
        """Everything written has been handed to the system."""

    def line_ended(self, line: PlainLine, failure: Failure | None) -> None:
        """The line is closed; ``failure`` says why when nobody asked for it."""


class PlainLine:
    """A connected, non-blocking socket. Lives in its poller's thread; every call there."""

    def __init__(
        self, sock: socket.socket, poller: Poller, owner: LineOwner, address: str, port: int
    ) -> None:
        sock.setblocking(False)
        self.socket = sock
        self.address = address
        self.port = port
        self.received = 0
        self.sent = 0
        self.born = time.monotonic()
        self.closing_since = 0.0
        """Monotonic time of ``close``; the owner aborts a line that then takes too long."""
        self.read_bytes: int = limits.PLAIN_READ_BYTES
        self.sink: Callable[[memoryview], None] | None = None
        """Takes what the other side says instead of the owner; a view is valid during the call."""
        self.backlog_limit: int = limits.PLAIN_BACKLOG_BYTES
        self._poller = poller
        self._buffer = poller.buffer
        self._owner = owner
        self._waiting: deque[memoryview] = deque()
        self._waiting_bytes = 0
        self._file: int | None = None
        self._file_at = 0
        self._by_hand = not hasattr(os, "sendfile")
        self._watched = READ
        self._paused = False
        self._half_ended = False
        self._ending_sent = False
        self._end_after_sent = False
        self._is_over = False
        self._broken: Failure | None = None
        """Why the line will be over at the poller's next turn."""
        poller.watch(sock, READ, self._on_ready)

    @property
    def is_open(self) -> bool:
        """True while something can be said."""
        return not self._is_over and not self._end_after_sent and self._broken is None

    @property
    def backlog(self) -> int:
        """Bytes that wait to leave; a file counts as one, and so does what never will leave."""
        return self._waiting_bytes + (self._file is not None) + (self._broken is not None)

    # --- speaking ------------------------------------------------------------------------------

    def write(self, content: bytes) -> None:
        """Send ``content`` after what waits already.

        Should the line turn out to be broken, its owner hears so later, never from within.
        """
        # Spelled out: this is said for every answer, tens of thousands of times a second.
        if not content or self._is_over or self._end_after_sent or self._broken is not None:
            return
        sent = 0
        if not self._waiting and self._file is None:
            try:
                sent = self.socket.send(content)
            except (BlockingIOError, InterruptedError):
                sent = 0
            except OSError as error:
                self._break_later(self._why(error))
                return
            self.sent += sent
            if sent == len(content):
                return
        # A view: of a long text each piece that leaves would copy the rest once more.
        waiting = memoryview(content)[sent:]
        self._waiting.append(waiting)
        self._waiting_bytes += len(waiting)
        if self._waiting_bytes > self.backlog_limit:
            failure = Failure(Code.PEER_NOT_READING, host=self.address, port=self.port)
            self._break_later(failure)
            return
        self._watch()

    def write_file(self, descriptor: int) -> None:
        """Send an open file to its end, then half-close; ``descriptor`` is closed afterwards."""
        if not self.is_open or self._file is not None:
            os.close(descriptor)
            return
        self._file = descriptor
        self._file_at = os.lseek(descriptor, 0, os.SEEK_CUR)
        self._ending_sent = True
        self._watch()

    def end_sending(self) -> None:
        """Say, after what waits, that nothing more comes; the other side may still speak."""
        if not self.is_open or self._ending_sent:
            return
        self._ending_sent = True
        if not self.backlog:
            self._shut_down()

    def close(self) -> None:
        """Let what waits leave, then close. What the other side still says is thrown away."""
        if not self.is_open:
            return
        self._end_after_sent = True
        self.closing_since = time.monotonic()
        if self._half_ended and not self.backlog:
            self._end(None)
            return
        # Closing a socket with unread bytes makes the system send a reset, which overtakes our
        # last words: say that nothing more comes, and wait for the other side's end.
        self._ending_sent = True
        self._paused = False
        if not self.backlog:
            self._shut_down()
        self._watch()

    def abort(self, failure: Failure | None = None) -> None:
        """Close now; what waits is lost."""
        self._end(failure)

    def pause(self) -> None:
        """Stop reading: TCP itself then slows the other side down."""
        self._paused = True
        self._watch()

    def resume(self) -> None:
        """Read again."""
        self._paused = False
        self._watch()

    # --- inside --------------------------------------------------------------------------------

    def _watch(self) -> None:
        if self._is_over or self._broken is not None:
            return
        wanted = 0
        if not self._paused and not self._half_ended:
            wanted |= READ
        if self.backlog:
            wanted |= WRITE
        if wanted != self._watched:
            self._watched = wanted
            self._poller.change(self.socket, wanted)

    def _on_ready(self, events: int) -> None:
        if self._broken is not None:
            self._end(self._broken)
            return
        if events & WRITE and not self._is_over:
            self._write_on()
        if events & READ and not self._is_over and not self._paused:
            self._read()

    def _read(self) -> None:
        if self.sink is not None and self.is_open:
            self._pour(self.sink)
            return
        try:
            buffer = self._buffer
            size = self.socket.recv_into(buffer, min(self.read_bytes, len(buffer)))
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._break(error)
            return
        piece = bytes(buffer[:size])  # memory for what came, not for what might have come
        self.received += size
        if self._end_after_sent:
            if not piece:
                self._half_ended = True
                if self.backlog:
                    self._watch()
                else:
                    self._end(None)
            return
        if piece:
            self._owner.line_said(self, piece)
        else:
            self._end_of_reading()

    def _pour(self, sink: Callable[[memoryview], None]) -> None:
        """Read into one buffer again and again: new memory for each piece costs a third more."""
        try:
            size = self.socket.recv_into(self._buffer)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._break(error)
            return
        self.received += size
        if size:
            sink(self._buffer[:size])
        else:
            self._end_of_reading()

    def _end_of_reading(self) -> None:
        self._half_ended = True
        self._watch()
        self._owner.line_half_ended(self)

    def _write_on(self) -> None:
        try:
            while self._waiting:
                sent = self.socket.send(self._waiting[0])
                self.sent += sent
                self._waiting_bytes -= sent
                if sent < len(self._waiting[0]):
                    self._waiting[0] = self._waiting[0][sent:]
                    return
                self._waiting.popleft()
            if self._file is not None and not self._write_file_on(self._file):
                return
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._break(error)
            return
        if self._ending_sent:
            self._shut_down()
        if self._end_after_sent and self._half_ended:
            self._end(None)
            return
        self._watch()
        self._owner.line_drained(self)

    def _write_file_on(self, descriptor: int) -> bool:
        """Send a piece of the file; True when all of it has left."""
        sent = 0
        if not self._by_hand:
            try:
                # With its place told each time: macOS takes no file's own.
                sent = os.sendfile(self.socket.fileno(), descriptor, self._file_at, 1 << 20)
            except OSError as error:
                if error.errno not in _NO_SENDFILE:
                    raise
                self._by_hand = True  # some file systems
        if self._by_hand:
            os.lseek(descriptor, self._file_at, os.SEEK_SET)
            piece = os.read(descriptor, limits.PLAIN_READ_BYTES)
            sent = self.socket.send(piece) if piece else 0
        self._file_at += sent
        self.sent += sent
        if sent:
            return False
        os.close(descriptor)
        self._file = None
        return True

    def _shut_down(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def _break(self, error: OSError) -> None:
        self._end(None if self._end_after_sent else self._why(error))

    def _break_later(self, failure: Failure) -> None:
        """End the line at the poller's next turn: whoever writes is in the middle of something."""
        self._broken = failure
        self._waiting.clear()
        self._waiting_bytes = 0
        self._poller.wake(self.socket)

    def _why(self, error: OSError) -> Failure:
        code = Code.CONNECTION_RESET if error.errno in _RESET else Code.SOCKET_FAILED
        words = os.strerror(error.errno) if error.errno else str(error)
        return Failure(code, host=self.address, port=self.port, detail=words)

    def _end(self, failure: Failure | None) -> None:
        if self._is_over:
            return
        self._is_over = True
        self._poller.forget(self.socket)
        self.socket.close()
        self._waiting.clear()
        self._waiting_bytes = 0
        if self._file is not None:
            os.close(self._file)
            self._file = None
        owner = self._owner
        # The two know each other; thousands of such pairs would wait for the garbage collector.
        del self._owner
        self.sink = None
        owner.line_ended(self, failure)

"""TCP without Lanyard: one conversation, whether its client came to a listener or I dialled.

The conversation cuts the stream into texts, lets its reply answer, and notes what passed. What it
shares with the others (poller, ledger, pauses) belongs to the workbench.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections import deque
from pathlib import Path
from typing import Protocol

from lanyard.events import Code, Failure
from lanyard.network.listener import place, plain_host
from lanyard.network.pauses import Pauses
from lanyard.network.plain.ledger import Ledger
from lanyard.network.plain.replies import Answer, ReplyTalk
from lanyard.network.plain_line import PlainLine
from lanyard.network.poller import Poller
from lanyard.network.transfers.landing import Part
from lanyard.sockets import (
    Act,
    Boundary,
    Reply,
    RequestShown,
    SocketChanged,
    SocketState,
    Transport,
)
from lanyard.wire import limits
from lanyard.wire.http import HttpMistake, HttpVisitor, Request, hello_world
from lanyard.wire.plain import Splitter, readable


class Bench(Protocol):
    """What a conversation needs of the workbench."""

    poller: Poller
    ledger: Ledger
    pauses: Pauses

    def tell(self, event: object) -> None:
        """Tell an event to the front end."""

    def changed(self, one: TcpTalk) -> None:
        """Its state or its counts are another."""

    def over(self, one: object) -> None:
        """It has ended."""

    def land(self, one: TcpTalk, part: Part) -> None:
        """Make a saved file durable, away from this thread; ``landed`` is called afterwards."""


class TcpTalk:
    """One plain TCP conversation. Lives in the sockets thread."""

    def __init__(
        self, key: str, sock: socket.socket, bench: Bench, reply: Reply, *,
        address: str, port: int, listener: str = "", folder: str = "", took: float = 0.0,
    ) -> None:  # fmt: skip
        self.key = key
        self.listener = listener
        self.state = SocketState.OPEN
        self.repeating = 0.0
        self.repeated = 0
        self.reply = reply
        here = sock.getsockname()
        self.local = place(plain_host(here[0]), here[1])
        self.peer = place(address, port)
        self.since = time.time_ns() // 1_000_000
        self._bench = bench
        self._ledger = bench.ledger
        self._took = took
        self._failure: Failure | None = None
        self._saved = ""
        self._half_closed = False
        self._ended_there = False
        self._sent_before = -1
        self._moved_at = 0.0
        self._splitter = splitter_of(reply.boundary, reply.size)
        self._talk = ReplyTalk(reply, address, port)
        self._http = HttpVisitor() if reply.act is Act.HTTP else None
        self._unconfirmed: list[bytes] = []
        self._unanswered: deque[bytes] = deque()
        self._unanswered_bytes = 0
        self._awaits_answer = False
        self._awaits_pause = False
        self._part: Part | None = None
        self._folder = folder
        self.line = PlainLine(sock, bench.poller, self, address, port)
        if not listener:
            # Whoever dialled knows what it pours in, and sees how much has left.
            self.line.backlog_limit = limits.PLAIN_OWN_BACKLOG_BYTES
        if reply.act is Act.SAVE:
            self.line.sink = self._save

    def greet(self) -> None:
        """Meet a client of a listener with what the reply says."""
        if self.reply.act is Act.ANSWER:
            self._say(self._talk.greeting())

    @property
    def half_closed(self) -> bool:
        """True after ``end_sending``."""
        return self._half_closed

    def changed(self) -> SocketChanged:
        """Return what there is to tell of it."""
        return SocketChanged(
            self.key, self.listener, False, Transport.TCP, self.state, self.local, self.peer,
            self.since, self.line.received, self.line.sent, 0, self.reply.name, self._saved,
            self._took, self._failure, self.repeating, self.repeated, self._half_closed,
        )  # fmt: skip

    # --- speaking ------------------------------------------------------------------------------

    def send(self, payload: bytes) -> bool:
        """Send what a person wants to be sent; False when the line is not open."""
        if not self.line.is_open or self._half_closed:
            return False
        self._unconfirmed.append(payload)
        self.line.write(payload)
        self._confirm()
        if self._awaits_answer:
            self._awaits_answer = False
            self._show_next()
            self._close_if_all_is_said()
        return True

    def send_file(self, path: str) -> Failure | None:
        """Send a file as raw bytes, then half-close; return why not."""
        if not self.line.is_open or self._half_closed:
            return Failure(Code.SOCKET_CLOSED, name=self.peer)
        try:
            if Path(path).is_dir():
                return Failure(Code.FILE_IS_FOLDER, name=path)
            if not Path(path).is_file() and Path(path).exists():
                # A pipe or a device would make everybody here wait for whoever fills it.
                return Failure(Code.FILE_UNREADABLE, name=path)
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return Failure(Code.FILE_MISSING, name=path)
        except (OSError, ValueError) as error:
            words = error.strerror if isinstance(error, OSError) else str(error)
            return Failure(Code.FILE_UNREADABLE, name=path, detail=words or "")
        self._half_closed = True
        size = os.fstat(descriptor).st_size
        head = os.read(descriptor, 4096)
        os.lseek(descriptor, 0, os.SEEK_SET)
        self._ledger.note(self.key, False, self.local, self.peer, head, size=max(size, len(head)))
        self.line.write_file(descriptor)
        self._bench.changed(self)
        return None

    def end_sending(self) -> None:
        """Say that nothing more comes."""
        if not self._half_closed and self.line.is_open:
            self._half_closed = True
            self.line.end_sending()
            self._bench.changed(self)
            self._close_if_all_is_said()

    def close(self) -> None:
        """Close it, after what waits to leave."""
        self._take(self._splitter.end())
        self.line.close()

    def abort(self) -> None:
        """Close it now."""
        self.line.abort()

    def _say(self, answer: Answer) -> None:
        payload, closes = answer
        if payload:
            self._note(False, payload)
            self.line.write(payload)
        if closes and self.line.is_open:
            self.line.close()

    def _confirm(self) -> None:
        """What a person sent is told once all of it has been handed to the system."""
        if self._unconfirmed and not self.line.backlog:
            for payload in self._unconfirmed:
                self._note(False, payload)
            self._unconfirmed.clear()

    def _note(self, incoming: bool, payload: bytes) -> None:
        if incoming:
            self._ledger.note(self.key, True, self.peer, self.local, payload)
        else:
            self._ledger.note(self.key, False, self.local, self.peer, payload)

    # --- hearing -------------------------------------------------------------------------------

    def line_said(self, line: PlainLine, piece: bytes) -> None:
        """The peer said something."""
        self._take(self._splitter.feed(piece))
        if self._splitter.awaits_pause and line.is_open:
            self._awaits_pause = True
            self._bench.pauses.begin(self)
        elif self._awaits_pause:
            self._awaits_pause = False
            self._bench.pauses.end(self)
        if self._ledger.is_full:
            line.pause()
            self._ledger.when_room(self._resume)
        elif line.backlog > limits.PLAIN_UNREAD_BYTES:
            line.pause()  # until it has read what it was answered

    def fell_silent(self, final: bool) -> bool:
        """A pause came; True when no text is open any more."""
        self._take(self._splitter.pause(final=final))
        return not self._splitter.awaits_pause

    def _resume(self) -> None:
        behind = self.line.backlog > limits.PLAIN_UNREAD_BYTES or self._ledger.is_full
        if not self._too_much_waits and not behind:
            self.line.resume()

    @property
    def _too_much_waits(self) -> bool:
        """True while a person is so far behind with answers that nothing more is read."""
        return (
            len(self._unanswered) >= limits.OPERATOR_WAITING
            or self._unanswered_bytes >= limits.OPERATOR_WAITING_BYTES
        )

    def _take(self, texts: list[bytes]) -> None:
        for text in texts:
            if self._http is not None:
                self._note(True, text)
                self._show_request(self._http.receive(text))
            elif self.reply.act is Act.OPERATOR:
                self._unanswered.append(text)
                self._unanswered_bytes += len(text)
                if not self._awaits_answer:
                    self._show_next()
                if self._too_much_waits:
                    self.line.pause()
            else:
                self._note(True, text)
                if self.line.is_open:
                    self._say(self._talk.answer(text))

    def _show_next(self) -> None:
        """Half duplex: the next text shows after the person has answered the last one."""
        if self._unanswered:
            self._awaits_answer = True
            text = self._unanswered.popleft()
            self._unanswered_bytes -= len(text)
            self._note(True, text)
            self._resume()

    def _show_request(self, asked: Request | HttpMistake | None) -> None:
        if isinstance(asked, Request):
            self._bench.tell(RequestShown(self.key, asked.method, asked.target, asked.headers))
        if asked is not None and self.line.is_open:
            self._say(Answer(hello_world(asked), closes=True))

    # --- saving --------------------------------------------------------------------------------

    def _save(self, piece: memoryview) -> None:
        try:
            if self._part is None:
                stamp = time.strftime("%Y-%m-%d %H.%M.%S")
                name = f"{self.line.address} {stamp}{extension_of(bytes(piece[:4096]))}"
                self._part = Part(Path(self._folder), name)
            self._part.write(piece)
        except OSError as error:
            self._stop_saving(error)

    def _stop_saving(self, error: OSError) -> None:
        """What came so far stays in the .part file."""
        code = Code.DISK_FULL if error.errno == errno.ENOSPC else Code.FOLDER_UNWRITABLE
        self.line.abort(Failure(code, name=self._folder, detail=error.strerror or ""))

    def landed(self, path: str, failure: Failure | None) -> None:
        """The file has its name, or could not get one."""
        self._saved = path
        if failure is not None:
            self.state = SocketState.FAILED
            self._failure = failure
        self._bench.changed(self)
        self._bench.over(self)

    # --- the end -------------------------------------------------------------------------------

    def line_half_ended(self, line: PlainLine) -> None:
        """The peer says nothing more."""
        self._take(self._splitter.end())
        if self._http is not None and line.is_open:
            self._show_request(self._http.end())
        self._ended_there = True
        self._close_if_all_is_said()

    def line_drained(self, line: PlainLine) -> None:
        """Everything written has left."""
        self._confirm()
        self._resume()
        self._close_if_all_is_said()

    def _close_if_all_is_said(self) -> None:
        """A client's words are answered by now; on an own connection more may come from here."""
        # An operator may still be thinking of an answer; its client hears it even now.
        answered = self.listener and not self._awaits_answer
        all_said = answered or (self._half_closed and not self.line.backlog)
        if self._ended_there and all_said and self.line.is_open:
            self.line.close()

    def closes_too_long(self, now: float) -> bool:
        """Return whether a closed line is to be cut: the peer does not end it, or does not read."""
        line = self.line
        if not line.closing_since:
            return False
        if line.sent != self._sent_before:
            self._moved_at = now
        patience = limits.STALL_SECONDS if line.backlog else limits.CLOSE_SECONDS
        return now - max(line.closing_since, self._moved_at) > patience

    def beat(self) -> None:
        """A while has passed: part with a peer that ended, when nothing went to it meanwhile."""
        quiet = not (self.line.backlog or self._awaits_answer)
        quiet = quiet and self.line.sent == self._sent_before
        self._sent_before = self.line.sent
        if self._ended_there and quiet and self.line.is_open:
            self.line.close()

    def line_ended(self, line: PlainLine, failure: Failure | None) -> None:
        """It is over."""
        self._bench.pauses.end(self)
        self._ledger.forget(self._resume)
        self._failure = failure
        if failure is not None:
            self.state = SocketState.FAILED
        else:
            self.state = SocketState.CLOSED_THERE if self._ended_there else SocketState.CLOSED
        while self._unanswered:  # nobody can be answered any more, but nothing is lost
            self._note(True, self._unanswered.popleft())
        part, self._part = self._part, None
        self._bench.changed(self)
        if part is not None and failure is None and self._ended_there:
            self._bench.land(self, part)
            return
        if part is not None:
            part.leave()  # broken off: what came is kept, under a name that says it is not whole
        self._bench.over(self)


_KINDS = (
    (b"\x89PNG\r\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
    (b"%PDF-", ".pdf"),
    (b"PK\x03\x04", ".zip"),
    (b"\x1f\x8b", ".gz"),
)


def extension_of(beginning: bytes) -> str:
    """Return what a file that begins so is called in the end, so that a double click finds it."""
    for magic, extension in _KINDS:
        if beginning.startswith(magic):
            return extension
    head = beginning[:4096]
    # The last character of the beginning may be cut in its middle.
    is_text = any(not readable(head[: len(head) - cut])[1] for cut in range(4))
    return ".txt" if is_text and b"\0" not in head else ".bin"


def splitter_of(boundary: Boundary, size: int) -> Splitter:
    """Return what cuts a stream into the texts that a boundary means."""
    return Splitter(
        until_line=boundary is Boundary.LINE,
        until_pause=boundary is Boundary.PAUSE,
        size=size if boundary is Boundary.COUNT else 0,
        limit=limits.PLAIN_TEXT_BYTES,
    )

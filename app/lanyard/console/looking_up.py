"""The command lookup: names, addresses, services, and who holds a port here."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, Slot

from lanyard import events as e
from lanyard import sockets as s
from lanyard.console.arguments import Arguments
from lanyard.console.output import Output
from lanyard.console.socket_output import SocketOutput
from lanyard.console.socket_tasks import PlainTask
from lanyard.console.standard_input import StandardInput

_HIGHEST_PORT = 65_535


class Lookup(PlainTask):
    """Look something up; for a port also who holds it here."""

    def start(self) -> None:
        self._query = self.arguments.query.strip()
        self._socket_output = SocketOutput(self.output)
        self._failure: e.Failure | None = None
        self._holders = 0
        self._stopping = Stopping(self.arguments, self.output, self)
        self._stopping.command_wanted.connect(self.command_wanted)
        self._stopping.ended.connect(self.ended)
        self.command_wanted.emit(s.LookUp(self._query))

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case s.LookedUp(query, rows, failure) if query == self._query:
                self._socket_output.found(rows)
                self._failure = failure
                self._find_holders()
            case s.HolderFound():
                self._socket_output.holder(event)
                self._stopping.consider(event)
                self._holders -= 1
                if not self._holders and self.arguments.stop:
                    self._stopping.start()
                elif not self._holders:
                    self.ended.emit(0)
            case s.HolderStopped():
                self._stopping.take(event)
            case e.CommandFailed(failure):
                self.fail(failure)

    def _find_holders(self) -> None:
        digits = self._query.isascii() and self._query.isdigit() and len(self._query) < 6
        port = int(self._query) if digits else 0
        if 1 <= port <= _HIGHEST_PORT:
            self._holders = len(s.Transport)
            for transport in s.Transport:
                self.command_wanted.emit(s.FindHolder(transport, port))
        elif self._failure is not None:
            self.fail(self._failure)
        else:
            self.ended.emit(0)

    def interrupt(self) -> None:
        self.ended.emit(1)


class Stopping(PlainTask):
    """lookup --stop: end who holds the port, one program after the other, each after a yes."""

    def __init__(self, arguments: Arguments, output: Output, parent: QObject) -> None:
        super().__init__(arguments, output, parent)
        self._socket_output = SocketOutput(output)
        self._waiting: deque[s.HolderFound] = deque()
        self._input: StandardInput | None = None
        self._asked = False
        self._status = 0

    def consider(self, found: s.HolderFound) -> None:
        """Who may have to be ended; a program that holds the port twice is one."""
        if found.taken and found.pid not in [one.pid for one in self._waiting if one.pid]:
            self._waiting.append(found)

    def start(self) -> None:
        self._go_on()

    @Slot(object)
    def take(self, event: object) -> None:
        if isinstance(event, s.HolderStopped) and self._waiting:
            found = self._waiting.popleft()
            self._socket_output.stopped(found, event)
            if event.failure is not None:
                self.complain(event.failure)
            self._go_on()

    def complain(self, failure: e.Failure) -> None:
        super().complain(failure)
        self._status = 1

    def _go_on(self) -> None:
        while self._waiting and not self._waiting[0].mine:
            found = self._waiting.popleft()
            self.complain(e.Failure(e.Code.HOLDER_NOT_MINE, detail=_named(found)))
        if not self._waiting:
            self.ended.emit(self._status)
        elif self.arguments.yes:
            self._stop()
        else:
            self._asked = True
            self._socket_output.ask_to_stop(self._waiting[0])
            self._listen()

    def _listen(self) -> None:
        if self._input is None:
            self._input = StandardInput(self)
            self._input.line.connect(self._on_answer)
            self._input.ended.connect(self._on_no_answer)
            self._input.start()

    def _stop(self) -> None:
        self.command_wanted.emit(s.StopHolder(self._waiting[0].pid, self._waiting[0].started_at))

    @Slot(object)
    def _on_answer(self, line: str) -> None:
        if not self._asked:
            return  # typed ahead: nobody had asked yet
        self._asked = False
        if line.strip().lower() in ("y", "yes"):
            self._stop()
        else:
            self._leave()

    @Slot()
    def _on_no_answer(self) -> None:
        if self._asked:
            self._asked = False
            self._leave()

    def _leave(self) -> None:
        self._socket_output.left_alone(self._waiting.popleft())
        self._status = 1
        self._go_on()


def _named(found: s.HolderFound) -> str:
    return f"{found.name} (pid {found.pid})" if found.name and found.pid else found.name

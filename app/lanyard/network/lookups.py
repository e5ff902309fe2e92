"""Looking up names, addresses and services, and who holds a port.

Lives in a thread of its own, because looking at every process of the computer takes its time. The
system's resolver may take a minute and cannot be interrupted (QHostInfo waits for it when the
program ends), so each question to it has a daemon thread that is forgotten when its time is up:
it holds nothing but its own answer, and the program ends without it.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.events import Code, CommandFailed, Failure
from lanyard.network import looking_up, port_holder
from lanyard.network.looking_up import Kind, Question, Rows
from lanyard.sockets import (
    FindHolder,
    HolderFound,
    HolderStopped,
    LookedUp,
    LookUp,
    StopHolder,
    Transport,
)

RESOLVER_SECONDS = 8.0
SERVICE_SECONDS = 2.0
"""A name that is a service is rarely a computer as well: the resolver gets only so long."""
STOP_SECONDS = 3.0
"""How long a program may take to end when it was asked to."""
QUESTIONS = 16
"""Questions to the resolver under way; beyond, it hangs anyway and is not asked any more."""
_LOOK_MILLISECONDS = 20


class _Asking(threading.Thread):
    """One question to the resolver. Touches nothing of Qt: it may outlive everything here."""

    def __init__(self, resolve: Callable[[Question], Rows], asked: Question) -> None:
        super().__init__(name="resolver", daemon=True)
        self._resolve = resolve
        self._asked = asked
        self.rows: Rows = ()

    def run(self) -> None:
        self.rows = self._resolve(self._asked)


@dataclass(slots=True)
class _Lookup:
    """A question that waits for the resolver."""

    query: str
    at_once: Rows
    asking: _Asking
    deadline: float


@dataclass(slots=True)
class _Stopping:
    """A program that was asked to end."""

    order: StopHolder
    program: psutil.Process
    deadline: float = field(default_factory=lambda: time.monotonic() + STOP_SECONDS)


class Lookups(QObject):
    """Answers LookUp, FindHolder and StopHolder. Its thread may block for a moment."""

    happened = Signal(object)

    def __init__(self, resolve: Callable[[Question], Rows] = looking_up.resolved) -> None:
        """``resolve`` stands in for the system's resolver in tests."""
        super().__init__()
        self._resolve = resolve
        self._lookups: list[_Lookup] = []
        self._stopping: list[_Stopping] = []

    @Slot()
    def start(self) -> None:
        """Get ready, in this object's thread."""
        self._look = QTimer(self, interval=_LOOK_MILLISECONDS)
        self._look.timeout.connect(self._on_look)

    @Slot()
    def close(self) -> None:
        """Forget what has not been answered, and end the thread."""
        self._look.stop()
        self._lookups.clear()
        self._stopping.clear()
        self.thread().quit()

    @Slot(object)
    def look_up(self, order: LookUp) -> None:
        """Answer with LookedUp, at once or when the resolver has answered or had its time."""
        asked = looking_up.question(order.query)
        at_once = looking_up.known_at_once(asked)
        forgotten = sum(thread.name == "resolver" for thread in threading.enumerate())
        if not looking_up.needs_resolver(asked) or forgotten >= QUESTIONS:
            self._tell(order.query, asked, at_once)
            return
        seconds = SERVICE_SECONDS if asked.kind is Kind.NAME and at_once else RESOLVER_SECONDS
        asking = _Asking(self._resolve, asked)
        asking.start()
        self._lookups.append(_Lookup(order.query, at_once, asking, time.monotonic() + seconds))
        self._look.start()

    @Slot(object)
    def find_holder(self, order: FindHolder) -> None:
        """Answer with HolderFound, or CommandFailed for a port that is none."""
        if not 1 <= order.port <= 65535:
            failure = Failure(Code.PORT_OUT_OF_RANGE, port=order.port)
            self.happened.emit(CommandFailed(failure))
            return
        udp = order.transport is Transport.UDP
        holder = port_holder.holder_of(order.port, udp)
        self.happened.emit(
            HolderFound(
                order.transport,
                order.port,
                taken=holder is not None or port_holder.is_taken(order.port, udp),
                name=holder.name if holder else "",
                pid=holder.pid if holder else 0,
                started_at=holder.started_at if holder else 0,
                mine=bool(holder and holder.mine),
                next_free=port_holder.next_free(order.port, udp),
            )
        )

    @Slot(object)
    def stop_holder(self, order: StopHolder) -> None:
        """Ask a program of this person's to end; HolderStopped follows within some seconds."""
        try:
            program = port_holder.own_program(order.pid, order.started_at)
            if program is not None:
                # Politely; Windows, which knows no signals, ends it at once.
                program.send_signal(signal.SIGTERM)
        except (PermissionError, psutil.AccessDenied) as error:
            detail = str(error) if isinstance(error, PermissionError) else ""
            self._stopped(order, Failure(Code.HOLDER_NOT_MINE, detail=detail))
            return
        except psutil.NoSuchProcess:
            program = None
        if program is None:
            self._stopped(order, None)
            return
        self._stopping.append(_Stopping(order, program))
        self._look.start()

    # --- inside --------------------------------------------------------------------------------

    @Slot()
    def _on_look(self) -> None:
        now = time.monotonic()
        for lookup in list(self._lookups):
            if lookup.asking.is_alive() and now < lookup.deadline:
                continue
            self._lookups.remove(lookup)
            rows = () if lookup.asking.is_alive() else lookup.asking.rows
            asked = looking_up.question(lookup.query)
            self._tell(lookup.query, asked, looking_up.together(lookup.at_once, rows))
        for stopping in list(self._stopping):
            ended = port_holder.has_ended(stopping.program)
            if not ended and now < stopping.deadline:
                continue
            self._stopping.remove(stopping)
            self._stopped(stopping.order, None if ended else _stays(stopping.program))
        if not self._lookups and not self._stopping:
            self._look.stop()

    def _tell(self, query: str, asked: Question, rows: Rows) -> None:
        failure = None
        if not rows:
            name = query.strip()
            failure = (
                Failure(Code.HOST_UNKNOWN, host=name)
                if asked.kind is Kind.NAME
                else Failure(Code.LOOKUP_EMPTY, name=name)
            )
        self.happened.emit(LookedUp(query, rows, failure))

    def _stopped(self, order: StopHolder, failure: Failure | None) -> None:
        self.happened.emit(HolderStopped(order.pid, failure))


def _stays(program: psutil.Process) -> Failure:
    try:
        detail = f"{program.name()} (pid {program.pid})"
    except psutil.Error:
        detail = f"pid {program.pid}"
    return Failure(Code.HOLDER_STAYS, detail=detail)

"""Starts the engine for one console command and ends it in order."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Slot

from lanyard import languages
from lanyard.console.arguments import ROOM, Arguments
from lanyard.console.file_sending import Send
from lanyard.console.history import Export, History
from lanyard.console.interruption import Interruption
from lanyard.console.looking_up import Lookup
from lanyard.console.output import Output
from lanyard.console.room_tasks import Host, Join, ServeRoom
from lanyard.console.sending import SendText
from lanyard.console.socket_tasks import Connect, GetPage, Operator, Serve
from lanyard.console.tasks import Broadcast, Listen, Rooms, Task
from lanyard.engine import Engine
from lanyard.network.identity import IdentityError
from lanyard.settings import account_name

_TASKS: dict[str, type[Task]] = {
    "host": Host,
    "join": Join,
    "rooms": Rooms,
    "send": Send,
    "broadcast": Broadcast,
    "listen": Listen,
    "serve": Serve,
    "operate": Operator,
    "serve room": ServeRoom,
    "connect": Connect,
    "connect send": SendText,
    "get": GetPage,
    "lookup": Lookup,
    "history": History,
    "export": Export,
}


class Console(QObject):
    """The composition root of the console: one engine, one task. Main thread."""

    def __init__(self, engine: Engine, arguments: Arguments, output: Output) -> None:
        super().__init__()
        self._engine = engine
        self._output = output
        self._status: int | None = None
        self._task = _TASKS[_task_name(arguments)](arguments, output, self)
        self._interruption = Interruption(self)
        self._interruption.wanted.connect(self._on_interrupted)
        self._task.command_wanted.connect(engine.do)
        self._task.ended.connect(self._on_ended)
        engine.happened.connect(self._on_happened)

    def run(self) -> int:
        """Do it; return the exit status. Blocks until the task has ended."""
        self._engine.start()
        self._task.start()
        if self._status is None:
            QCoreApplication.exec()
        self._engine.shutdown()
        self._interruption.close()
        return self._status or 0

    @Slot(object)
    def _on_happened(self, event: object) -> None:
        if self._status is None:
            self._task.take(event)
        if self._output.broken:
            self._on_ended(self._output.status)

    @Slot()
    def _on_interrupted(self) -> None:
        if self._status is None:
            self._task.interrupt()

    @Slot(int)
    def _on_ended(self, status: int) -> None:
        if self._status is None:
            self._status = status
            QCoreApplication.quit()


def _task_name(arguments: Arguments) -> str:
    """Return which task a command is: some are two, by an option."""
    if arguments.get:
        return "get"
    if arguments.send is not None:
        return "connect send"
    if arguments.command == "serve" and arguments.reply == "operator":
        return "operate"
    if arguments.command == "serve" and arguments.reply == ROOM:
        return "serve room"
    return arguments.command


def run(arguments: Arguments, profile: Path) -> int:
    """Run one console command in ``profile``; return the exit status."""
    application = QCoreApplication(sys.argv[:1])
    application.setApplicationName("lanyard")
    # Programs read JSON, and what they compare must not depend on whose terminal it is.
    languages.speak(application, QLocale(QLocale.Language.English) if arguments.json else None)
    output = Output(as_json=arguments.json)
    arguments.name = arguments.name or account_name()
    try:
        engine = Engine(profile)
    except IdentityError as error:
        output.failure(error.failure)
        return 1
    status = Console(engine, arguments, output).run()
    if not engine.all_ended:
        # A worker that hangs must not keep the person's terminal; Qt would abort on leaving.
        sys.stderr.flush()
        os._exit(status)
    return status

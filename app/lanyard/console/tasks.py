"""One class a command: what it asks of the engine, and when it is done.

A task sends commands and takes events; it ends by ``ended`` with the exit status. It knows
nothing of threads or sockets, exactly like the window.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard import commands as c
from lanyard import events as e
from lanyard.console.arguments import Arguments
from lanyard.console.output import Output
from lanyard.phrases import fill, translate

_LOOK_MILLISECONDS = 3_000


class Task(QObject):
    """What one console command does. Main thread."""

    command_wanted = Signal(object)
    ended = Signal(int)

    def __init__(self, arguments: Arguments, output: Output, parent: QObject) -> None:
        super().__init__(parent)
        self.arguments = arguments
        self.output = output

    def start(self) -> None:
        """The engine runs: ask for what is wanted."""
        raise NotImplementedError

    @Slot(object)
    def take(self, event: object) -> None:
        """Something happened."""
        raise NotImplementedError

    def interrupt(self) -> None:
        """Somebody pressed Ctrl+C."""
        self.ended.emit(0)

    def fail(self, failure: e.Failure) -> None:
        """Say why it did not work, and end."""
        self.output.failure(failure)
        self.ended.emit(1)


class Rooms(Task):
    """List the rooms near."""

    def start(self) -> None:
        self._rooms: tuple[e.NearRoom, ...] = ()
        self.command_wanted.emit(c.LookAround())
        QTimer.singleShot(round(self.arguments.wait * 1000), self, self._on_time)

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.RoomsNear(rooms):
                self._rooms = rooms
            case e.CommandFailed(failure):
                self.fail(failure)

    @Slot()
    def _on_time(self) -> None:
        for room in self._rooms:
            self.output.near(room)
        if not self._rooms:
            self.output.failure(e.Failure(e.Code.NO_ROOM_NEAR))
        self.ended.emit(0)


class Broadcast(Task):
    """Send a datagram to the LAN, once or again and again."""

    def start(self) -> None:
        a = self.arguments
        order = c.Broadcast(a.text, a.port, every=a.every, count=a.count)
        self.command_wanted.emit(order)

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.BroadcastSent(times, addresses, next_in):
                self.output.event("broadcast_sent", times=times, addresses=list(addresses))
                if not next_in:
                    self.ended.emit(0)
            case e.BroadcastFailed(failure) | e.CommandFailed(failure):
                self.fail(failure)
            case e.BroadcastStopped():
                self.ended.emit(0)


class Listen(Task):
    """Show what is broadcast."""

    def start(self) -> None:
        self._heard = 0
        self.command_wanted.emit(c.Listen(self.arguments.port))

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.ListeningChanged(port, failure) if failure is None and port:
                self.output.event("listening", port=port)
                words = translate(
                    "Console", "Listening for broadcasts on UDP port {port}. Ctrl+C ends."
                )
                self.output.line(fill(words, port=str(port)))
            case e.ListeningChanged(_, failure) if failure is not None:
                self.fail(failure)
            case e.DatagramsArrived(datagrams):
                for datagram in datagrams:
                    self.output.datagram(datagram)
                    self._heard += 1
                    if self._heard == self.arguments.count:
                        self.ended.emit(0)
                        return
            case e.CommandFailed(failure):
                self.fail(failure)


def existing_folder(path: str) -> e.Failure | None:
    """Make the folder that files are accepted into; return why it cannot be used."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return e.Failure(e.Code.FOLDER_UNWRITABLE, name=path, detail=error.strerror or "")
    return None


def unreadable(path: str) -> e.Failure | None:
    """Return why a file cannot be read, or None when it can."""
    try:
        if Path(path).is_dir():
            return e.Failure(e.Code.FILE_IS_FOLDER, name=path)
        with Path(path).open("rb"):
            return None
    except FileNotFoundError:
        return e.Failure(e.Code.FILE_MISSING, name=path)
    except (OSError, ValueError) as error:
        return e.Failure(e.Code.FILE_UNREADABLE, name=path, detail=str(error))

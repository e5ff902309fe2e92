"""One window for each profile: a second start raises the first window and goes.

A lock file in the profile tells for sure whether a window runs; it survives crashes, because it
names the process. A local socket carries the wish to be raised. Without the lock two starts at
the same moment could both believe to be first. Main thread only.
"""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from PySide6.QtCore import (
    QDeadlineTimer,
    QFileInfo,
    QLockFile,
    QObject,
    QThread,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LOCK_NAME = "window.lock"
WISH = b"raise\n"
ANSWER = b"raised\n"
MAX_CALLERS = 8
CALL_MS = 2000
"""How long one caller may take to say its wish."""
ASK_MS = 2000
"""How long a second start waits for the first window; that one may only just be starting."""
_PAUSE_MS = 50
_LONGEST_PATH = 100
"""A socket's path may have 107 bytes on Linux and 103 on macOS."""

_log = logging.getLogger(__name__)


class SingleInstance(QObject):
    """The claim of this process to be the one window of a profile."""

    raise_wanted = Signal()
    """Somebody started the program again: show the window and bring it to the front."""

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._address = address_of(profile)
        self._lock = QLockFile(str(profile / LOCK_NAME))
        # Held for hours: only a dead owner makes it stale, never its age.
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self._callers: list[_Caller] = []
        self.answered = False
        """After ``claim`` said False: the running window has heard and raises itself."""

    def claim(self) -> bool:
        """Become the one window; False when another one runs and was asked to raise itself.

        Waits at most ``ASK_MS`` for the other's answer; ``answered`` tells whether it came.
        """
        if self._lock.tryLock(0):
            self._listen()
            return True
        taken = self._lock.error() == QLockFile.LockError.LockFailedError
        self.answered = self._ask(patient=taken)
        if taken and not self.answered:
            _log.warning("a window of this profile runs but does not answer")
        if taken or self.answered:
            return False
        # No lock can be written here, which is no reason to have no window.
        self._listen()
        return True

    def release(self) -> None:
        """Let the next start be the first; called when the window's program ends."""
        for caller in list(self._callers):
            caller.hang_up()
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()

    def _ask(self, patient: bool) -> bool:
        """Ask the running window to raise itself; True when it said it would."""
        deadline = QDeadlineTimer(ASK_MS)
        while True:
            if _call(self._address, deadline):
                return True
            if not patient or deadline.hasExpired():
                return False
            QThread.msleep(_PAUSE_MS)

    def _listen(self) -> None:
        # Only the owner of the lock comes here, so what lies there is of a crashed program.
        QLocalServer.removeServer(self._address)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.setMaxPendingConnections(MAX_CALLERS)
        server.newConnection.connect(self._take_callers)
        if server.listen(self._address):
            self._server = server
        else:
            _log.warning("a second start cannot raise this window: %s", server.errorString())

    @Slot()
    def _take_callers(self) -> None:
        while self._server is not None and self._server.hasPendingConnections():
            socket = self._server.nextPendingConnection()
            if len(self._callers) >= MAX_CALLERS:
                socket.abort()
                socket.deleteLater()
                continue
            caller = _Caller(socket, self)
            caller.wished.connect(self.raise_wanted)
            caller.went.connect(self._forget_callers)
            self._callers.append(caller)
            caller.read_wish()

    @Slot()
    def _forget_callers(self) -> None:
        for caller in self._callers:
            if caller.gone:
                caller.deleteLater()
        self._callers = [caller for caller in self._callers if not caller.gone]


class _Caller(QObject):
    """One connection of another start: says its wish soon, in a few bytes, or is cut off."""

    wished = Signal()
    went = Signal()

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self.gone = False
        self._socket = socket
        socket.setParent(self)
        socket.setReadBufferSize(len(WISH))
        socket.readyRead.connect(self.read_wish)
        socket.disconnected.connect(self.hang_up)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hang_up)
        self._timer.start(CALL_MS)

    @Slot()
    def read_wish(self) -> None:
        if self.gone or self._socket.bytesAvailable() < len(WISH):
            return
        if self._socket.read(len(WISH)).data() != WISH:
            self.hang_up()
            return
        self._socket.write(ANSWER)
        self._socket.flush()
        self.wished.emit()

    @Slot()
    def hang_up(self) -> None:
        if self.gone:
            return
        self.gone = True
        self._timer.stop()
        self._socket.abort()
        self.went.emit()


def address_of(profile: Path) -> str:
    """Return the local socket's name: the same for every way to write the profile's path."""
    canonical = QFileInfo(str(profile)).canonicalFilePath() or os.path.abspath(profile)  # noqa: PTH100
    name = f"lanyard-{hashlib.sha256(canonical.encode()).hexdigest()[:20]}"
    # A folder only this person can enter, where the system has one; else the shared one.
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    path = os.path.join(runtime, name)  # noqa: PTH118
    private = runtime.startswith("/") and os.access(runtime, os.W_OK | os.X_OK)
    return path if private and len(path.encode()) <= _LONGEST_PATH else name


def _call(address: str, deadline: QDeadlineTimer) -> bool:
    """Say the wish once; True when the answer came before the deadline."""
    socket = QLocalSocket()
    socket.connectToServer(address)
    try:
        if not socket.waitForConnected(deadline.remainingTime()):
            return False
        socket.write(WISH)
        while socket.bytesAvailable() < len(ANSWER):
            if not socket.waitForReadyRead(deadline.remainingTime()):
                return False
        return socket.read(len(ANSWER)).data() == ANSWER
    finally:
        socket.abort()

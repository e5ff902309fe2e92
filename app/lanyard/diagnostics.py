"""What is needed to understand a failure on somebody else's computer: a log and the crash's traces.

Everything unexpected ends in one rotating file in the profile's folder: log records, exceptions
that nobody caught (in slots and threads too) and Qt's own warnings. A crash of the process itself
leaves the stacks of all threads in a second file. Nothing that people said may be logged.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import platform
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import IO, Any, ClassVar

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    QtMsgType,
    qInstallMessageHandler,
    qVersion,
)

import lanyard

LOG_NAME = "lanyard.log"
CRASH_NAME = "crash.log"
LOG_BYTES = 1_000_000
LOG_FILES = 3
"""Older logs kept beside the current one."""
CRASH_BYTES = 256_000
"""A longer crash file begins anew at the next start."""

_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_log = logging.getLogger(__name__)


def start(profile_folder: Path, verbose: bool) -> None:
    """Begin to listen, once per process and from the main thread; ``verbose`` also to stderr.

    Never raises for the disk's sake: where the folder cannot be written there is no file, and
    what happens goes to standard error instead.
    """
    stop()
    _Listening.current = _Listening(profile_folder, verbose)
    _log.info(
        "Lanyard %s, Python %s, Qt %s, %s",
        lanyard.__version__, platform.python_version(), qVersion(), platform.platform(),
    )  # fmt: skip


def stop() -> None:
    """Close the files and put every hook back; does nothing when nothing was started."""
    if _Listening.current is not None:
        _Listening.current.close()
        _Listening.current = None


class ProfileLog(RotatingFileHandler):
    """A rotating log that only its owner may read and that never makes a fault of its own.

    Window and console of one profile may write it at the same time; on Windows the file can then
    not be renamed, so it grows until a moment when it can.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
        self.setFormatter(logging.Formatter(_FORMAT))

    def _open(self) -> Any:
        return open(self.baseFilename, self.mode, encoding=self.encoding, opener=_open_private)

    def rotate(self, source: str, dest: str) -> None:
        with contextlib.suppress(OSError):
            super().rotate(source, dest)

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk must not fill standard error with tracebacks about logging."""


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Listening:
    """The hooks while they are installed, and what was there before."""

    current: ClassVar[_Listening | None] = None

    def __init__(self, folder: Path, verbose: bool) -> None:
        root = logging.getLogger()
        self._level_before = root.level
        self._receivers: list[logging.Handler] = []
        self._crash: IO[str] | None = None
        self._said_where = False
        self.path = folder / LOG_NAME
        try:
            self._receivers.append(ProfileLog(self.path))
            self._crash = _open_crash_file(folder / CRASH_NAME)
        except OSError as error:
            verbose = True
            print(f"Lanyard: {self.path}: {error.strerror}", file=sys.stderr)
        if verbose and sys.stderr is not None:
            terminal = logging.StreamHandler(sys.stderr)
            terminal.setFormatter(logging.Formatter(_FORMAT))
            self._receivers.append(terminal)
        for receiver in self._receivers:
            root.addHandler(receiver)
        root.setLevel(logging.DEBUG if verbose else logging.INFO)
        self._tell_on_terminal = not verbose
        if self._crash is not None:
            faulthandler.enable(self._crash)
        self._hooks_before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._exception_escaped
        threading.excepthook = self._thread_died
        sys.unraisablehook = self._could_not_raise
        self._qt_before = qInstallMessageHandler(_qt_said)

    def close(self) -> None:
        qInstallMessageHandler(self._qt_before)
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks_before
        if self._crash is not None:
            faulthandler.disable()
            self._crash.close()
        root = logging.getLogger()
        root.setLevel(self._level_before)
        for receiver in self._receivers:
            root.removeHandler(receiver)
            receiver.close()

    def _exception_escaped(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._hooks_before[0](kind, error, trace)
            return
        _log.critical("nobody caught this", exc_info=(kind, error, trace))
        self._say_where()

    def _thread_died(self, what: threading.ExceptHookArgs) -> None:
        if what.exc_value is not None:
            self._exception_escaped(what.exc_type, what.exc_value, what.exc_traceback)

    def _could_not_raise(self, what: sys.UnraisableHookArgs) -> None:
        error = what.exc_value
        trace = (type(error), error, error.__traceback__) if error is not None else None
        _log.error("%s: %r", what.err_msg or "could not raise", what.object, exc_info=trace)

    def _say_where(self) -> None:
        """Tell the person once that something broke: the traceback is only for the log."""
        if self._said_where or not self._tell_on_terminal or sys.stderr is None:
            return
        self._said_where = True
        words = QCoreApplication.translate(
            "diagnostics", "Lanyard made a mistake. What happened is written in {file}."
        )
        print(words.replace("{file}", str(self.path)), file=sys.stderr, flush=True)


def _open_crash_file(path: Path) -> IO[str]:
    """Open the file for the stacks of a crash; closed again by ``_Listening.close``."""
    is_long = path.exists() and path.stat().st_size > CRASH_BYTES
    return open(path, "w" if is_long else "a", encoding="utf-8", opener=_open_private)


def _qt_said(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
    """Log what Qt says; may be called in any thread."""
    # PySide's stubs promise a category, Qt does not.
    category = str(context.category or "default")
    logging.getLogger(f"qt.{category}").log(_LEVELS.get(kind, logging.ERROR), "%s", text)
    if kind == QtMsgType.QtFatalMsg and sys.stderr is not None:
        # Qt aborts the process next: this is the last chance to say why.
        print(text, file=sys.stderr, flush=True)

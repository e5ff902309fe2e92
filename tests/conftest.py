"""Guards that no test has to ask for: what a test leaves behind makes it fail.

After every test there may be no Qt warning, no unexpected log record, no thread, running timer or
open socket that was not there before. The guards work where Qt is not installed too, because the
rooms without Qt are tested there. ``tests/test_guards.py`` shows each of them failing.
"""

from __future__ import annotations

import gc
import importlib.util
import logging
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)

HAS_QT = importlib.util.find_spec("PySide6") is not None
PATIENCE = 2.0
"""Seconds that threads, timers and sockets get to end by themselves once a test is over."""

if HAS_QT:
    from PySide6 import QtCore
    from shiboken6 import isValid

# --- the run -----------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    """Without pytest-qt its options in pyproject.toml would be unknown, which is an error."""
    if not HAS_QT:
        for name in ("qt_api", "qt_log_level_fail"):
            parser.addini(name, "not used without Qt")


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a home of its own, and hear what Qt says between the tests too."""
    home = tempfile.TemporaryDirectory(prefix="lanyard-tests-", ignore_cleanup_errors=True)
    config.add_cleanup(home.cleanup)
    os.environ["HOME"] = home.name
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        os.environ[f"XDG_{name}_HOME"] = os.path.join(home.name, name.lower())
    runtime = Path(home.name, "runtime")
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    if HAS_QT:
        QtCore.QStandardPaths.setTestModeEnabled(True)
        QtCore.qInstallMessageHandler(_note_qt_message)


def pytest_collection_finish() -> None:
    """What the imports made stays for good; the search for leaks need not look at it."""
    gc.collect()
    gc.freeze()


# --- Qt warnings -------------------------------------------------------------------------------
# pytest-qt hears them while the test's own function runs; these are the ones around it.

_qt_said: list[str] = []


def _note_qt_message(kind: Any, context: Any, text: str) -> None:
    if kind not in (QtCore.QtMsgType.QtDebugMsg, QtCore.QtMsgType.QtInfoMsg):
        _qt_said.append(text)


# --- log records -------------------------------------------------------------------------------


class LogGuard(logging.Handler):
    """Collects what is logged at WARNING or above, and what a test expects of it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[logging.LogRecord] = []
        self.expected: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record)

    def complaints(self) -> list[str]:
        """Say which records nobody expected, and which expected ones never came."""
        strays = [
            f"stray log record from {record.name}: {record.getMessage()}"
            for record in self.heard
            if not any(self._fits(record, *expectation) for expectation in self.expected)
        ]
        missing = [
            f"expected log record never came: {name}: {pattern}"
            for name, pattern in self.expected
            if not any(self._fits(record, name, pattern) for record in self.heard)
        ]
        return strays + missing

    @staticmethod
    def _fits(record: logging.LogRecord, name: str, pattern: str) -> bool:
        of_logger = record.name == name or record.name.startswith(f"{name}.")
        return of_logger and re.search(pattern, record.getMessage()) is not None


@pytest.fixture
def log_guard() -> Iterator[LogGuard]:
    """The listener of this test; tests use ``expect_log``."""
    guard = LogGuard()
    logging.getLogger().addHandler(guard)
    yield guard
    logging.getLogger().removeHandler(guard)


@pytest.fixture
def expect_log(log_guard: LogGuard) -> Callable[[str, str], None]:
    """``expect_log("lanyard.network", "refused")``: such records at WARNING or above must come.

    The name is a logger or the root of several; the pattern is searched in the message.
    """

    def expect(name: str, pattern: str) -> None:
        log_guard.expected.append((name, pattern))

    return expect


# --- threads, timers, sockets ------------------------------------------------------------------


def _threads() -> dict[Any, str]:
    # A dummy is the name Python gives to a thread of Qt's that logged something; it has no end.
    return {
        thread: f"thread {thread.name}"
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread)
    }


def _qt_workers() -> dict[Any, str]:
    """Running QThreads and active QTimers that Python code made, by identity."""
    found: dict[Any, str] = {}
    for thing in gc.get_objects():
        # type() and not isinstance: a lazy stand-in must not be woken by looking at it.
        if issubclass(type(thing), QtCore.QThread):
            if isValid(thing) and thing.isRunning():
                found[id(thing)] = f"QThread {thing.objectName() or type(thing).__name__}"
        elif issubclass(type(thing), QtCore.QTimer) and isValid(thing) and thing.isActive():
            found[id(thing)] = f"QTimer of {thing.interval()} ms, parent {thing.parent()!r}"
    return found


def _sockets() -> dict[Any, str]:
    """This process's open sockets; only where the system lists them as files."""
    found: dict[Any, str] = {}
    try:
        descriptors = os.listdir("/proc/self/fd")
    except OSError:
        return found
    for number in descriptors:
        try:
            target = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
        if target.startswith("socket:"):
            found[target] = f"{target} (descriptor {number})"
    return found


Count = Callable[[], dict[Any, str]]


def _settle() -> None:
    """Let Qt do what was put off: deletions, the last events of a closing socket."""
    if HAS_QT and QtCore.QCoreApplication.instance() is not None:
        QtCore.QCoreApplication.sendPostedEvents(None, QtCore.QEvent.Type.DeferredDelete)
        QtCore.QCoreApplication.processEvents()


def _leaks(before: dict[Count, dict[Any, str]]) -> list[str]:
    """Return what is there now and was not before, after a short time to go by itself."""
    deadline = time.monotonic() + PATIENCE
    while True:
        _settle()
        left = [
            what
            for count, known in before.items()
            for key, what in count().items()
            if key not in known
        ]
        if not left or time.monotonic() > deadline:
            return [f"left behind: {what}" for what in left]
        # Sockets and threads in a garbage cycle are not a leak, only uncollected.
        gc.collect()
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, log_guard: LogGuard) -> Iterator[None]:
    """Fail the test whose traces remain; see the module's docstring."""
    counts: list[Count] = [_threads, _sockets]
    if "qapp" in request.fixturenames:
        # Looking through all objects takes its time, and without an application no timer runs.
        counts.append(_qt_workers)
    before = {count: count() for count in counts}
    _qt_said.clear()
    yield
    complaints = _leaks(before)
    complaints += [f"Qt said after the test: {text}" for text in _qt_said]
    _qt_said.clear()
    complaints += log_guard.complaints()
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)

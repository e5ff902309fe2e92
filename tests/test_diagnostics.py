"""What goes wrong ends in the profile's log, whoever it happens to."""

from __future__ import annotations

import logging
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QObject, QTimer, Signal, Slot, qWarning
from pytestqt.qtbot import QtBot

from lanyard import diagnostics

Expect = Callable[[str, str], None]


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    # There is one fault handler in a process, and the test run needs its own.
    monkeypatch.setattr("faulthandler.enable", lambda file: None)
    monkeypatch.setattr("faulthandler.disable", lambda: None)
    yield tmp_path
    diagnostics.stop()


def log_of(profile: Path) -> str:
    return (profile / diagnostics.LOG_NAME).read_text(encoding="utf-8")


def in_a_process_of_its_own(profile: Path, code: str) -> subprocess.CompletedProcess[str]:
    start = f"""
import pathlib
from lanyard import diagnostics
diagnostics.start(pathlib.Path({str(profile)!r}), verbose=False)
"""
    return subprocess.run(
        [sys.executable, "-c", start + code],
        capture_output=True, text=True, check=False, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_log_begins_with_the_versions_and_is_private(profile: Path) -> None:
    diagnostics.start(profile, verbose=False)
    assert "Lanyard 0." in log_of(profile)
    if os.name == "posix":
        for name in (diagnostics.LOG_NAME, diagnostics.CRASH_NAME):
            assert stat.S_IMODE((profile / name).stat().st_mode) == 0o600


def test_an_exception_in_the_main_thread_is_one_sentence_and_a_logged_trace(tmp_path: Path) -> None:
    done = in_a_process_of_its_own(tmp_path, "raise ValueError('odd number')")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert diagnostics.LOG_NAME in done.stderr
    assert "ValueError: odd number" in log_of(tmp_path)


def test_an_exception_in_a_slot_is_logged(tmp_path: Path) -> None:
    code = """
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot
class Clumsy(QObject):
    @Slot()
    def stumble(self):
        QCoreApplication.quit()
        raise ValueError('odd slot')
application = QCoreApplication([])
clumsy = Clumsy()
QTimer.singleShot(0, clumsy.stumble)
application.exec()
"""
    done = in_a_process_of_its_own(tmp_path, code)
    assert done.returncode == 0
    assert "ValueError: odd slot" in log_of(tmp_path)


def test_an_exception_in_a_thread_is_logged(profile: Path, expect_log: Expect) -> None:
    expect_log("lanyard.diagnostics", "nobody caught this")
    diagnostics.start(profile, verbose=False)

    def stumble() -> None:
        raise ValueError("odd thread")

    thread = threading.Thread(target=stumble, name="clumsy")
    thread.start()
    thread.join()
    assert "ValueError: odd thread" in log_of(profile)
    assert "clumsy" in log_of(profile)


def test_an_exception_in_a_finalizer_is_logged(tmp_path: Path) -> None:
    code = """
class Clumsy:
    def __del__(self):
        raise ValueError('odd end')
Clumsy()
"""
    assert in_a_process_of_its_own(tmp_path, code).returncode == 0
    assert "ValueError: odd end" in log_of(tmp_path)


def test_what_qt_says_is_logged(profile: Path, expect_log: Expect) -> None:
    expect_log("qt", "wobbly")
    diagnostics.start(profile, verbose=False)
    qWarning("wobbly")
    assert "WARNING MainThread qt.default: wobbly" in log_of(profile)


def test_a_crash_leaves_its_stack(tmp_path: Path) -> None:
    code = """
import os
def fall():
    os.abort()
fall()
"""
    assert in_a_process_of_its_own(tmp_path, code).returncode != 0
    stack = (tmp_path / diagnostics.CRASH_NAME).read_text(encoding="utf-8")
    assert "Fatal Python error: Aborted" in stack
    assert "in fall" in stack


def test_stop_puts_everything_back(profile: Path) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    receivers = list(logging.getLogger().handlers)
    level = logging.getLogger().level
    diagnostics.start(profile, verbose=True)
    diagnostics.stop()
    assert before == (sys.excepthook, threading.excepthook, sys.unraisablehook)
    assert receivers == logging.getLogger().handlers
    assert level == logging.getLogger().level


def test_verbose_tells_the_terminal(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    diagnostics.start(profile, verbose=True)
    logging.getLogger("lanyard.test").debug("small talk")
    diagnostics.stop()
    assert "small talk" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_no_reason_to_fail(
    profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (profile / diagnostics.LOG_NAME).mkdir()
    diagnostics.start(profile, verbose=False)
    logging.getLogger("lanyard.test").info("still here")
    diagnostics.stop()
    assert "still here" in capsys.readouterr().err


def test_the_log_stays_small(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnostics, "LOG_BYTES", 2000)
    diagnostics.start(profile, verbose=False)
    for number in range(500):
        logging.getLogger("lanyard.test").info("line %d", number)
    files = sorted(path.name for path in profile.glob("lanyard.log*"))
    assert files == ["lanyard.log"] + [f"lanyard.log.{n}" for n in (1, 2, 3)]
    assert all(path.stat().st_size <= 2000 for path in profile.glob("lanyard.log*"))


class _Talker(QObject):
    """Stands for any worker: what it logs in a slot carries its thread's name."""

    spoke = Signal()

    @Slot()
    def speak(self) -> None:
        logging.getLogger("lanyard.test").info("said in a slot")
        self.spoke.emit()


def test_a_slot_logs_like_anything_else(profile: Path, qtbot: QtBot) -> None:
    diagnostics.start(profile, verbose=False)
    talker = _Talker()
    with qtbot.waitSignal(talker.spoke):
        QTimer.singleShot(0, talker.speak)
    assert "said in a slot" in log_of(profile)

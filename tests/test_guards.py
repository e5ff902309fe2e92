"""Each guard of conftest.py fails when it should, and lets a clean test pass."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

HERE = Path(__file__).parent
HAS_QT = importlib.util.find_spec("PySide6") is not None
CONFIGURATION = """
[pytest]
addopts = --strict-markers -p no:cacheprovider
filterwarnings = error
qt_api = pyside6
qt_log_level_fail = WARNING
"""

TESTS = """
import logging
import socket
import threading

kept = []

def test_clean():
    assert True

def test_stray_record():
    logging.getLogger("lanyard.x").warning("odd thing")

def test_expected_record(expect_log):
    expect_log("lanyard", "odd")
    logging.getLogger("lanyard.x").warning("odd thing")

def test_expected_record_that_never_came(expect_log):
    expect_log("lanyard", "odd")

def test_thread():
    threading.Thread(target=threading.Event().wait, name="idler", daemon=True).start()

def test_socket():
    kept.append(socket.socket())

def test_clean_after_the_others():
    assert True
"""

QT_TESTS = """
import pytest
from PySide6.QtCore import QThread, QTimer, qWarning

@pytest.fixture
def wobbly_end():
    yield
    qWarning("wobbly at the end")

@pytest.fixture(scope="session", autouse=True)
def tidy():
    yield
    for thread in kept:
        if isinstance(thread, QThread):
            thread.quit()
            thread.wait()

def test_warning():
    qWarning("wobbly")

def test_warning_at_the_end(wobbly_end):
    pass

def test_timer(qapp):
    timer = QTimer()
    timer.start(123)
    kept.append(timer)

def test_qthread(qapp):
    thread = QThread()
    thread.setObjectName("loiterer")
    thread.start()
    kept.append(thread)
"""

COMPLAINTS = {
    "clean": "",
    "stray_record": "stray log record from lanyard.x: odd thing",
    "expected_record": "",
    "expected_record_that_never_came": "expected log record never came: lanyard: odd",
    "thread": "left behind: thread idler",
    "socket": "left behind: socket:",
    "clean_after_the_others": "",
}
QT_COMPLAINTS = {
    "warning": "wobbly",
    "warning_at_the_end": "Qt said after the test: wobbly at the end",
    "timer": "left behind: QTimer of 123 ms",
    "qthread": "left behind: QThread loiterer",
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the tests above under the guards, in a process of their own; what each was told."""
    folder = tmp_path_factory.mktemp("guarded")
    guards = (HERE / "conftest.py").read_text(encoding="utf-8")
    (folder / "conftest.py").write_text(guards.replace("PATIENCE = 2.0", "PATIENCE = 0.2"))
    (folder / "pytest.ini").write_text(CONFIGURATION)
    (folder / "test_guarded.py").write_text(TESTS + (QT_TESTS if HAS_QT else ""))
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--junit-xml=told.xml"],
        cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    told: dict[str, str] = {}
    for case in ET.parse(folder / "told.xml").getroot().iter("testcase"):
        name = case.get("name", "").removeprefix("test_")
        words = [part.text or "" for kind in ("failure", "error") for part in case.iter(kind)]
        told[name] = told.get(name, "") + "".join(words)
    return told


@pytest.mark.parametrize("name", COMPLAINTS)
def test_guard(complaints: dict[str, str], name: str) -> None:
    expected = COMPLAINTS[name]
    assert expected in complaints[name]
    assert bool(expected) == bool(complaints[name])


@pytest.mark.skipif(not HAS_QT, reason="these guards watch Qt")
@pytest.mark.parametrize("name", QT_COMPLAINTS)
def test_guard_of_qt(complaints: dict[str, str], name: str) -> None:
    assert QT_COMPLAINTS[name] in complaints[name]

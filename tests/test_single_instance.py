"""A second start of a profile raises the first window; leftovers never prevent a first one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("PySide6")

from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from lanyard import single_instance
from lanyard.single_instance import SingleInstance, address_of

SECOND_START = """
import pathlib, sys
from PySide6.QtCore import QCoreApplication
from lanyard.single_instance import SingleInstance
application = QCoreApplication([])
one = SingleInstance(pathlib.Path(sys.argv[1]))
claimed = one.claim()
print("claimed" if claimed else f"refused {one.answered}", flush=True)
if claimed and sys.argv[2:] == ["stay"]:
    application.exec()
one.release()
"""


def start(profile: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SECOND_START, str(profile), *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[SingleInstance]:
    one = SingleInstance(tmp_path)
    assert one.claim()
    yield one
    one.release()


def test_a_second_start_raises_the_first(
    qtbot: QtBot, first: SingleInstance, tmp_path: Path
) -> None:
    with qtbot.waitSignal(first.raise_wanted, timeout=20000):
        second = start(tmp_path)
    said, _ = second.communicate(timeout=20)
    assert said == "refused True\n"


def test_profiles_do_not_meet(qtbot: QtBot, first: SingleInstance, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = SingleInstance(other)
    assert second.claim()
    second.release()


def test_after_release_the_next_one_may(qtbot: QtBot, tmp_path: Path) -> None:
    for _ in range(2):
        one = SingleInstance(tmp_path)
        assert one.claim()
        one.release()


@pytest.mark.skipif(os.name != "posix", reason="kills the way POSIX does")
def test_a_killed_program_does_not_stand_in_the_way(qtbot: QtBot, tmp_path: Path) -> None:
    dead = start(tmp_path, "stay")
    assert dead.stdout is not None
    assert dead.stdout.readline() == "claimed\n"
    dead.send_signal(signal.SIGKILL)
    dead.communicate(timeout=20)
    one = SingleInstance(tmp_path)
    assert one.claim()
    one.release()


@pytest.mark.skipif(os.name != "posix", reason="stops the way POSIX does")
def test_a_hung_program_is_not_waited_for(
    qtbot: QtBot, tmp_path: Path, expect_log: Callable[[str, str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    expect_log("lanyard.single_instance", "does not answer")
    monkeypatch.setattr(single_instance, "ASK_MS", 300)
    hung = start(tmp_path, "stay")
    assert hung.stdout is not None
    assert hung.stdout.readline() == "claimed\n"
    hung.send_signal(signal.SIGSTOP)
    try:
        one = SingleInstance(tmp_path)
        began = time.monotonic()
        assert not one.claim()
        assert not one.answered
        assert time.monotonic() - began < 5
    finally:
        hung.kill()
        hung.communicate(timeout=20)


@pytest.mark.skipif(os.name != "posix", reason="permissions the way POSIX has them")
def test_only_the_owner_may_call(first: SingleInstance, tmp_path: Path) -> None:
    address = address_of(tmp_path)
    assert address.startswith("/")
    assert Path(address).stat().st_mode & 0o077 == 0


def call(address: str) -> QLocalSocket:
    socket = QLocalSocket()
    socket.connectToServer(address)
    assert socket.waitForConnected(2000)
    return socket


def test_nonsense_is_cut_off(qtbot: QtBot, first: SingleInstance, tmp_path: Path) -> None:
    caller = call(address_of(tmp_path))
    with qtbot.waitSignal(caller.disconnected), qtbot.assertNotEmitted(first.raise_wanted):
        caller.write(b"x" * 100_000)


def test_silence_is_cut_off(
    qtbot: QtBot, first: SingleInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "CALL_MS", 50)
    caller = call(address_of(tmp_path))
    with qtbot.waitSignal(caller.disconnected):
        pass


def test_many_callers_do_not_pile_up(qtbot: QtBot, first: SingleInstance, tmp_path: Path) -> None:
    callers = [call(address_of(tmp_path)) for _ in range(single_instance.MAX_CALLERS)]
    qtbot.waitUntil(lambda: len(first._callers) == single_instance.MAX_CALLERS)
    one_more = QLocalSocket()
    one_more.connectToServer(address_of(tmp_path))
    qtbot.waitUntil(lambda: one_more.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert len(first._callers) == single_instance.MAX_CALLERS
    for caller in callers:
        caller.abort()
    qtbot.waitUntil(lambda: not first._callers)


def test_the_same_folder_has_one_address(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    assert address_of(tmp_path / "link") == address_of(tmp_path)
    assert address_of(tmp_path / "x" / "..") == address_of(tmp_path)

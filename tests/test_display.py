"""Whether there is a screen, and what is said when there is none or Qt cannot use it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lanyard import display, system_libraries

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks screens")


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


@linux
@pytest.mark.parametrize("named", ["", "nonsense", ":", ":x", ":61234", "127.0.0.1:9", ":9999999"])
def test_a_display_that_nobody_serves_is_none(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", named)
    assert not display.has_display()


@linux
def test_a_platform_without_a_screen_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.has_display()
    assert not display.needs_x_libraries()


@linux
def test_an_x_server_is_found_by_its_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    number = 40_000 + os.getpid() % 10_000
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0/tmp/.X11-unix/X{number}")
        server.listen()
        monkeypatch.setenv("DISPLAY", f":{number}.0")
        assert display.has_display()
        assert display.needs_x_libraries()


@linux
def test_a_wayland_compositor_is_found_by_its_socket(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
        assert display.has_display()
        assert not display.needs_x_libraries()


@linux
def test_without_a_display_one_sentence_names_the_way_out() -> None:
    program = subprocess.run(
        [sys.executable, "-m", "lanyard"],
        env={**os.environ, "DISPLAY": ":61234"},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert program.returncode == 1
    assert program.stderr.count("\n") == 1
    assert "lanyard host" in program.stderr


@linux
def test_missing_libraries_end_in_the_line_that_installs_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from lanyard import __main__ as program

    lacking = system_libraries.Library("libxcb-cursor.so.0", "libxcb-cursor0")
    monkeypatch.setattr(program, "has_display", lambda: True)
    monkeypatch.setattr(system_libraries, "missing", lambda screen: (lacking,))
    monkeypatch.setattr(system_libraries.shutil, "which", lambda tool: tool == "apt-get" or None)
    assert program.main([]) == 1
    said = capsys.readouterr().err
    assert "libxcb-cursor.so.0" in said
    assert "sudo apt-get install --yes libxcb-cursor0" in said

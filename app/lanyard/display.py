"""Whether there is a screen to open a window on, asked before Qt is: Qt itself would abort.

Only Linux can lack one. Plain standard library, because the answer comes before anything is
loaded.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

_PATIENCE_SECONDS = 3.0


def has_display() -> bool:
    """Return whether a display is named and somebody answers there. Blocks up to 3 s."""
    if not sys.platform.startswith("linux"):
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen and not chosen.startswith(("xcb", "wayland")):
        return True
    return _wayland_answers() or _x_answers(os.environ.get("DISPLAY", ""))


def needs_x_libraries() -> bool:
    """Return whether the window will be one of an X server."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    return chosen.startswith("xcb") or (not chosen and not _wayland_answers())


def _wayland_answers() -> bool:
    name = os.environ.get("WAYLAND_DISPLAY", "")
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and _connects(socket.AF_UNIX, str(Path(folder) / name))


def _x_answers(display: str) -> bool:
    """Knock at an X display: 'host:number.screen', without a host a socket of this computer."""
    host, colon, rest = display.rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not number.isdigit():
        return False
    host = host.removesuffix("/unix").removeprefix("unix")
    if not host:
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - where X servers listen
        return _connects(socket.AF_UNIX, "\0" + path) or _connects(socket.AF_UNIX, path)
    try:
        with socket.create_connection((host, 6000 + int(number)), _PATIENCE_SECONDS):
            return True
    except (OSError, OverflowError):
        return False


def _connects(family: int, address: str) -> bool:
    with socket.socket(family) as probe:
        probe.settimeout(_PATIENCE_SECONDS)
        try:
            probe.connect(address)
        except OSError:
            return False
    return True

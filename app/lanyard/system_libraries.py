"""Which libraries of the system Qt needs on Linux, and the line that installs missing ones.

The Qt wheels bring Qt itself, but not what every desktop has and a bare server lacks. The program
says it when Qt cannot be imported; ``packaging/dev.py`` installs it before the first test. Plain
standard library, because it runs exactly when nothing else can.
"""

from __future__ import annotations

import ctypes
import shutil
import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library by the name the loader asks for, and the Debian package that has it."""

    soname: str
    package: str


ALWAYS = (
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libgthread-2.0.so.0", "libglib2.0-0"),
    Library("libEGL.so.1", "libegl1"),
    Library("libGL.so.1", "libgl1"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libX11.so.6", "libx11-6"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libfreetype.so.6", "libfreetype6"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
)
"""Needed to import Qt's modules, with a screen or without."""

FOR_A_SCREEN = (
    Library("libxcb-cursor.so.0", "libxcb-cursor0"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4"),
    Library("libxcb-image.so.0", "libxcb-image0"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Library("libxcb-randr.so.0", "libxcb-randr0"),
    Library("libxcb-render-util.so.0", "libxcb-render-util0"),
    Library("libxcb-shape.so.0", "libxcb-shape0"),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
)
"""Needed on top for a window on a real or virtual X screen."""


def missing(screen: bool) -> tuple[Library, ...]:
    """Return what this system lacks; always empty where it is not Linux.

    ``screen`` asks also for what a window on an X screen needs.
    """
    if not sys.platform.startswith("linux"):
        return ()
    wanted = ALWAYS + FOR_A_SCREEN if screen else ALWAYS
    return tuple(library for library in wanted if not _can_load(library.soname))


def install_line(libraries: tuple[Library, ...]) -> str:
    """Return the command that installs ``libraries`` here, or '' where none is known."""
    packages = list(dict.fromkeys(library.package for library in libraries))
    if shutil.which("apt-get"):
        return " ".join(["sudo apt-get install --yes", *packages])
    for tool in ("dnf", "zypper"):
        # Both find a package by the library it provides, so their own names need not be known.
        if shutil.which(tool):
            provided = [f"'{library.soname}()(64bit)'" for library in libraries]
            return " ".join([f"sudo {tool} install -y", *provided])
    return ""


def _can_load(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True

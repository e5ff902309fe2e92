"""What can be done with a file that arrived: open it if its type only shows something, or show it.

Main thread only.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from lanyard.models.opening import may_open


def open_file(path: str) -> bool:
    """Open a finished file with the program the system has for it; return whether it was tried.

    Only a plain file of a harmless type: whatever lies there now may not be what was received.
    """
    if not path or not may_open(path):
        return False
    try:
        there = os.lstat(path)
    except OSError:
        return False
    if not stat.S_ISREG(there.st_mode):
        return False
    return bool(QDesktopServices.openUrl(QUrl.fromLocalFile(path)))


def show_in_folder(paths: Sequence[str]) -> None:
    """Show the folder in which finished files lie.

    Always the folder around them, for a received folder too: to a Mac some folders are programs.
    """
    if paths:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(paths[0]).parent)))

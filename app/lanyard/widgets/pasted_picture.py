"""Turns a picture from the clipboard into a file, because only files can be offered.

The files lie in the cache folder; the ones of earlier days go when the next one comes. Main
thread only: encoding a whole screen takes some tens of milliseconds.
"""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QDateTime, QStandardPaths
from PySide6.QtGui import QImage

KEPT_SECONDS = 3 * 24 * 3600


def keep_picture(picture: QImage) -> str:
    """Write a picture as PNG and return its path; empty when it could not be written."""
    cache = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.CacheLocation)
    folder = Path(cache) / "pasted"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                old.unlink()
    except OSError:
        # A folder that cannot be tidied up is still good enough to write into, or save() says no.
        pass
    name = QDateTime.currentDateTime().toString("yyyy-MM-dd HH.mm.ss.zzz")
    path = folder / f"{name}.png"
    return str(path) if picture.save(str(path)) else ""

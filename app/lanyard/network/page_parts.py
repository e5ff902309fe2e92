"""The parts of the browser's page that do not come from the room: assets, and the code as SVG.

The wire room makes the page and reads no files; here they are read out of the program's resources
and handed to it. Any thread.
"""

from __future__ import annotations

import functools
import io

from PySide6.QtCore import QFile, QIODevice

from lanyard import _resources  # noqa: F401  (importing registers the ":/" root)
from lanyard.wire.room_page import PageAssets


@functools.cache
def page_assets() -> PageAssets:
    """Return the template, style and icon of the page, read once."""
    return PageAssets(
        template=_read(":/page/room.html").decode("utf-8"),
        style=_read(":/page/room.css"),
        icon=_read(":/icons/lanyard.svg"),
    )


@functools.lru_cache(maxsize=64)
def qr_svg(text: str) -> bytes:
    """Return ``text`` as a QR code, dark on white, an SVG that needs neither style nor script."""
    import segno  # here: it imports half of the standard library, a tenth of the start

    written = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        written, kind="svg", border=4, dark="#101216", light="#ffffff", xmldecl=False,
        svgclass=None, lineclass=None, omitsize=True,
    )  # fmt: skip
    return written.getvalue()


def _read(path: str) -> bytes:
    file = QFile(path)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(path)
    content = file.readAll().data()
    file.close()
    return bytes(content)

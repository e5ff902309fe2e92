"""Draws the program's icon, one SVG, into the formats the systems want: PNG, ICO and ICNS.

ICO and ICNS are both a short table followed by PNG pictures, so nothing but Qt is needed.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_KINDS = {b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024, b"ic11": 32, b"ic12": 64}
PNG_SIZE = 512


def png(drawing: QSvgRenderer, size: int) -> bytes:
    """Return the drawing as a square PNG of ``size`` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    written = QByteArray()
    buffer = QBuffer(written)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise RuntimeError(f"Qt could not write a PNG of {size} pixels")
    return bytes(written.data())


def ico(drawing: QSvgRenderer) -> bytes:
    """Return a Windows icon with every usual size."""
    pictures = [png(drawing, size) for size in ICO_SIZES]
    header = struct.pack("<HHH", 0, 1, len(pictures))
    offset = len(header) + 16 * len(pictures)
    entries = b""
    for size, picture in zip(ICO_SIZES, pictures, strict=True):
        # One byte a side: 256 is written as 0.
        side = size % 256
        entries += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return header + entries + b"".join(pictures)


def icns(drawing: QSvgRenderer) -> bytes:
    """Return a macOS icon."""
    body = b""
    for kind, size in ICNS_KINDS.items():
        picture = png(drawing, size)
        body += kind + struct.pack(">I", 8 + len(picture)) + picture
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def main(source: str, folder: str) -> int:
    """Draw ``source`` into ``folder`` as lanyard.png, lanyard.ico and lanyard.icns."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication([])
    drawing = QSvgRenderer(source)
    if not drawing.isValid():
        print(f"icons: {source} is not a drawing Qt can read", file=sys.stderr)
        return 1
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    (target / "lanyard.png").write_bytes(png(drawing, PNG_SIZE))
    (target / "lanyard.ico").write_bytes(ico(drawing))
    (target / "lanyard.icns").write_bytes(icns(drawing))
    application.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

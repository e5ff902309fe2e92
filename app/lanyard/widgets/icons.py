"""Our own icon set, tinted: the SVGs say ``currentColor``, a widget says which colour that is.

Drawings are kept per name, size, colour and pixel ratio, because delegates ask for the same few
on every row they paint. Main thread only.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QFile, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from lanyard import _resources  # noqa: F401  (importing registers the ":/" root)
from lanyard.widgets import theme


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """Return an icon for buttons and menus; without ``colour`` in the second text colour.

    An icon does not follow a change of the colour scheme: set it again on ``Watcher.changed``.
    """
    result = QIcon()
    ratio = QGuiApplication.primaryScreen().devicePixelRatio() if _has_screen() else 1.0
    tint = colour if colour is not None else theme.colours().text2
    for size in (16, 20, 28):
        result.addPixmap(pixmap(name, size, tint, ratio))
        faint = pixmap(name, size, theme.colours().text3, ratio)
        result.addPixmap(faint, QIcon.Mode.Disabled)
    return result


def pixmap(
    name: str,
    size: int = 20,
    colour: QColor | None = None,
    device_pixel_ratio: float = 1.0,
) -> QPixmap:
    """Return the drawing ``size`` logical pixels wide and high; an unknown name is a KeyError."""
    tint = colour if colour is not None else theme.colours().text2
    return _drawn(name, size, tint.rgba(), device_pixel_ratio)


def draw(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw the icon into the middle of ``rect``, square, at the painter's own resolution."""
    size = min(rect.width(), rect.height())
    place = QRectF(0, 0, size, size)
    place.moveCenter(rect.center())
    _renderer(name, colour.rgba()).render(painter, place)


@lru_cache(maxsize=512)
def _drawn(name: str, size: int, rgba: int, ratio: float) -> QPixmap:
    drawing = _renderer(name, rgba)
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


@lru_cache(maxsize=256)
def _renderer(name: str, rgba: int) -> QSvgRenderer:
    colour = QColor.fromRgba(rgba)
    return QSvgRenderer(_source(name).replace(b"currentColor", colour.name().encode()))


@cache
def _source(name: str) -> bytes:
    file = QFile(f":/icons/{name}.svg")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise KeyError(name)
    try:
        return bytes(file.readAll().data())
    finally:
        file.close()


def _has_screen() -> bool:
    return bool(QGuiApplication.screens())

"""Who is who at a glance: round people, square rooms, amber guests, coloured by device id.

The hue comes from the device id, never from the name, so a stranger who takes a friend's name
does not get the friend's colour. Colours are mixed in OKLCH, where equal lightness looks equal.
"""

from __future__ import annotations

import math
import zlib
from functools import cache, lru_cache
from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt, QTextBoundaryFinder
from PySide6.QtGui import QColor, QPainter

from lanyard.events import GUEST
from lanyard.plain_text import shown
from lanyard.widgets import icons, theme

_HUES = (125, 150, 172, 195, 218, 240, 262, 285, 310, 340)
"""Degrees. Red and amber are left out: those mean danger and not encrypted."""

_ROOM_RADIUS = 8.0


class HueColours(NamedTuple):
    """The three colours of one device: behind the letters, the letters, the author's name."""

    ground: QColor
    letters: QColor
    name: QColor


def hue_colours(device_id: str) -> HueColours:
    """Return the colours of a device (or room) id in the current scheme."""
    return _colours_of(_HUES[_number(device_id) % len(_HUES)], theme.is_dark())


def paint_avatar(
    painter: QPainter, rect: QRectF, device_id: str, name: str, kind: str = "person"
) -> None:
    """Paint an avatar that fills ``rect``. ``kind``: person, room, plain or browser.

    The id of a guest makes a person 'plain', wherever it is painted.
    """
    if kind == "person" and device_id.startswith(GUEST):
        kind = "plain"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if kind in ("plain", "browser"):
        sign = "globe" if kind == "browser" else "terminal"
        own = theme.colours()
        _paint_tile(painter, rect, own.plain_soft, own.plain_text, sign)
    elif kind == "room":
        # A room's id begins with the time it was made: rooms of one month would look alike.
        hues = hue_colours(device_id[-4:])
        _paint_tile(painter, rect, hues.ground, hues.letters, "room")
    else:
        hues = hue_colours(device_id)
        painter.setBrush(hues.ground)
        painter.drawEllipse(rect)
        letters = initials(name)
        share = 0.44 if _is_han(letters) else 0.37
        type_ = theme.font(theme.BASE_PIXELS, 600)
        type_.setPixelSize(max(8, round(rect.height() * share)))
        painter.setFont(type_)
        painter.setPen(hues.letters)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, letters)
    painter.restore()


@lru_cache(maxsize=1024)
def initials(name: str) -> str:
    """Return two initials, or the last character of a Chinese name, or '?' without a letter."""
    seen = shown(name)
    if not seen:
        return "?"
    if _is_han(seen[-1]):
        return seen[-1]
    words = [word for word in seen.split() if any(c.isalnum() for c in word)]
    if not words:
        return _first_sign(seen)
    letters = [next(c for c in word if c.isalnum()) for word in words]
    if len(letters) == 1:
        return letters[0].upper()[:1]
    return (letters[0] + letters[-1]).upper()[:2]


def _paint_tile(
    painter: QPainter, rect: QRectF, ground: QColor, sign_colour: QColor, sign: str
) -> None:
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, _ROOM_RADIUS, _ROOM_RADIUS)
    side = 20.0 if rect.height() >= 28 else 16.0
    place = QRectF(0, 0, side, side)
    place.moveCenter(rect.center())
    icons.draw(painter, place, sign, sign_colour)


def _number(device_id: str) -> int:
    try:
        return int(device_id[:4], 16)
    except ValueError:
        return zlib.crc32(device_id.encode("utf-8", "replace"))


def _first_sign(text: str) -> str:
    """Return the first character as a person sees it, which may be several code points."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    end = finder.toNextBoundary()
    # Qt counts UTF-16 units.
    return text.encode("utf-16-le")[: 2 * end].decode("utf-16-le", "ignore") if end > 0 else "?"


def _is_han(text: str) -> bool:
    return any(
        "\u3400" <= c <= "\u9fff" or "\uf900" <= c <= "\ufaff" or "\U00020000" <= c <= "\U0003134f"
        for c in text
    )


@cache
def _colours_of(hue: int, dark: bool) -> HueColours:
    if dark:
        return HueColours(
            _oklch(0.36, 0.06, hue), _oklch(0.87, 0.07, hue), _oklch(0.80, 0.085, hue)
        )
    return HueColours(_oklch(0.91, 0.045, hue), _oklch(0.43, 0.105, hue), _oklch(0.45, 0.115, hue))


def _oklch(lightness: float, chroma: float, hue: float) -> QColor:
    """Return the sRGB colour of an OKLCH one, clipped into the gamut."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return QColor.fromRgbF(
        _gamma(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _gamma(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _gamma(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _gamma(linear: float) -> float:
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return min(1.0, max(0.0, value))

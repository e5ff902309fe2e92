"""Text laid out for a delegate: fixed line pitch, one baseline for every script, links found.

A fallback font makes its lines taller, so a log with Latin and Chinese would dance if the natural
heights decided. Each paragraph is a layout of its own: whatever a stranger does with the
direction of his text ends at his paragraph. Main thread only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPalette,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from lanyard.widgets import theme

LONGEST_LINES = 2_000
"""Lines of one message that are ever laid out; the clipboard still gets all of it."""

_LINK = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.IGNORECASE)
_PAIRS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a text; ``start`` and ``end`` count UTF-16 units, as Qt does."""

    start: int
    end: int
    address: str


class TextBlock:
    """Plain text in a given width. Coordinates count from the block's top left corner."""

    def __init__(
        self, text: str, font: QFont, width: float, pitch: int, most_lines: int = LONGEST_LINES,
        link_colour: QColor | None = None, marks: Sequence[tuple[int, int]] = (),
    ) -> None:  # fmt: skip
        """Lay out at most ``most_lines`` lines; links are found when they are given a colour.

        ``marks`` are (start, end) of what is to be marked, in characters of ``text``.
        """
        metrics = QFontMetricsF(font)
        self._pitch = pitch
        self._base = round((pitch - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent())
        self._layouts: list[tuple[QTextLayout, tuple[Link, ...], int]] = []
        self._link_colour = link_colour
        self.clipped = False
        """There is more text than was laid out."""
        self.width = 0.0
        self.last_width = 0.0
        """How much of the width the last line takes; all of it when it runs from the right."""
        self.lines = 0
        right: list[tuple[QTextLine, float]] = []
        begins = 0
        for paragraph in text.split("\n"):
            if self.lines >= most_lines:
                self.clipped = True
                break
            marked = [
                (max(0, start - begins), min(end - begins, len(paragraph)))
                for start, end in marks
                if start < begins + len(paragraph) and end > begins
            ]
            self._add(paragraph, font, width, most_lines, right, marked)
            begins += len(paragraph) + 1
        self.height = self.lines * pitch
        for line, natural in right:
            line.setPosition(QPointF(self.width - natural, line.y()))

    @property
    def last_baseline(self) -> int:
        """The baseline of the last line."""
        return (self.lines - 1) * self._pitch + self._base

    def draw(self, painter: QPainter, x: float, y: float, colour: QColor, seen: QRectF) -> None:
        """Draw what lies within ``seen`` (in the painter's coordinates)."""
        painter.setPen(colour)
        for layout, _, first in self._layouts:
            top = y + first * self._pitch
            if top > seen.bottom():
                break
            if top + layout.lineCount() * self._pitch >= seen.top():
                layout.draw(painter, QPointF(x, y), (), seen)

    def link_at(self, x: float, y: float) -> str:
        """Return the address of the link at a point, or nothing."""
        for layout, links, first in self._layouts:
            row = int((y - first * self._pitch) // self._pitch)
            if not links or not 0 <= row < layout.lineCount():
                continue
            line = layout.lineAt(row)
            if line.x() <= x <= line.x() + line.naturalTextWidth():
                cursor = line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
                return next((k.address for k in links if k.start <= cursor < k.end), "")
        return ""

    def links(self) -> tuple[str, ...]:
        """Return the addresses of all links, in order."""
        return tuple(link.address for _, links, _ in self._layouts for link in links)

    def _add(
        self, paragraph: str, font: QFont, width: float, most: int,
        right: list[tuple[QTextLine, float]], marked: Sequence[tuple[int, int]],
    ) -> None:  # fmt: skip
        layout = QTextLayout(paragraph, font)
        option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        from_right = runs_from_right(paragraph)
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if from_right else Qt.LayoutDirection.LeftToRight
        )
        layout.setTextOption(option)
        links = find_links(paragraph) if self._link_colour is not None else ()
        formats = [self._link_format(link) for link in links]
        formats += [_mark_format(paragraph, start, end) for start, end in marked]
        if formats:
            layout.setFormats(formats)
        first = self.lines
        layout.beginLayout()
        end = 0
        while self.lines < most:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            natural = min(width, line.naturalTextWidth())
            line.setPosition(QPointF(0, self.lines * self._pitch + self._base - line.ascent()))
            if from_right:
                right.append((line, natural))
            self.width = max(self.width, natural)
            self.last_width = width if from_right else natural
            self.lines += 1
            end = line.textStart() + line.textLength()
        layout.endLayout()
        self.clipped = self.clipped or end < _units(paragraph)
        self._layouts.append((layout, links, first))

    def _link_format(self, link: Link) -> QTextLayout.FormatRange:
        look = QTextCharFormat()
        if self._link_colour is not None:
            look.setForeground(self._link_colour)
        look.setFontUnderline(True)
        piece = QTextLayout.FormatRange()
        piece.start = link.start
        piece.length = link.end - link.start
        piece.format = look
        return piece


def _mark_format(paragraph: str, start: int, end: int) -> QTextLayout.FormatRange:
    """Mark a hit of a search as a selection is marked: in the accent, whose text is readable."""
    own = theme.colours()
    look = QTextCharFormat()
    look.setBackground(own.accent)
    look.setForeground(QGuiApplication.palette().color(QPalette.ColorRole.HighlightedText))
    piece = QTextLayout.FormatRange()
    piece.start = _units(paragraph[:start])
    piece.length = _units(paragraph[start:end])
    piece.format = look
    return piece


def find_links(text: str) -> tuple[Link, ...]:
    """Return the web addresses in a paragraph: http and https, nothing else, and no disguises."""
    found = []
    for match in _LINK.finditer(text):
        address = match[0]
        while _ends_outside(address):
            address = address[:-1]
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        # "http://bank.example@evil.example" leads elsewhere than it says.
        if not url.isValid() or not url.host() or url.userInfo():
            continue
        start = _units(text[: match.start()])
        found.append(Link(start, start + _units(address), address))
    return tuple(found)


def _ends_outside(address: str) -> bool:
    """Return whether the last character belongs to the sentence and not to the address."""
    last = address[-1:]
    opening = _PAIRS.get(last)
    if opening is not None:
        return address.count(opening) < address.count(last)
    return bool(last) and last in ".,;:!?'*_~"


def runs_from_right(text: str) -> bool:
    """Return whether the first letter with a direction is Hebrew, Arabic or the like."""
    for character in text[:200]:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return False
        if kind in ("R", "AL"):
            return True
    return False


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2

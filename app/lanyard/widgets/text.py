"""Labels that show words and never markup: every text on the screen that is not in a list.

A QLabel guesses whether it got rich text and would show ``<img src=...>`` as the picture, so no
widget makes a QLabel of its own. Main thread only.
"""

from __future__ import annotations

import html

from PySide6.QtCore import QPointF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from lanyard.plain_text import shown
from lanyard.widgets import theme

__all__ = [
    "ElidedLabel",
    "Hairline",
    "PlainLabel",
    "button_text",
    "elided_label",
    "hairline",
    "plain_label",
    "plain_tip",
    "section_head",
    "shown",
]

LONGEST_LABEL = 4000

_PITCH = {11: 16, 12: 18, 13: 18, 14: 21, 15: 20, 20: 28, 22: 30}
"""Height of a line by size: the same with and without Chinese, whose font is taller."""


class PlainLabel(QLabel):
    """A label of plain text whose colour follows the scheme; ``role`` as in ``plain_label``."""

    def __init__(self, text: str, size: int, weight: int, role: str, tabular: bool = False) -> None:
        super().__init__()
        # On a ground of Base a label would take the role Text, which `recolour` does not set.
        self.setForegroundRole(QPalette.ColorRole.WindowText)
        self._role = role
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, weight, tabular))
        self.setMinimumHeight(theme.scaled(_PITCH.get(size, size + 5)))
        self.setText(text)
        self.recolour()
        theme.watcher().changed.connect(self.recolour)

    def setText(self, text: str, /) -> None:
        super().setText(shown(text, keep_lines=True, longest=LONGEST_LABEL))

    def set_role(self, role: str) -> None:
        """Change what the text is: 'text', 'text2', 'text3', 'danger', 'plain', 'verified'."""
        if role != self._role:
            self._role = role
            self.recolour()

    @Slot()
    def recolour(self) -> None:
        """Take the colour of the role in the current scheme."""
        palette = QPalette()
        if self._role != "text":
            own = theme.colours()
            colour = {
                "text2": own.text2,
                "text3": own.text3,
                "danger": own.danger_text,
                "plain": own.plain_text,
                "verified": own.verified_text,
                "link": own.link,
            }[self._role]
            palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)


class ElidedLabel(PlainLabel):
    """One line that gives way: it elides instead of widening the window."""

    def __init__(
        self,
        text: str,
        size: int,
        weight: int,
        role: str,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        tabular: bool = False,
    ) -> None:
        super().__init__(text, size, weight, role, tabular)
        self._mode = mode
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str, /) -> None:
        super().setText(shown(text))
        self.setAccessibleName(self.text())
        self._explain()

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), 24), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        place = self.contentsRect()
        metrics = self.fontMetrics()
        line = metrics.elidedText(self.text(), self._mode, place.width())
        left = place.left()
        if self.alignment() & Qt.AlignmentFlag.AlignRight:
            left = place.right() + 1 - metrics.horizontalAdvance(line)
        # Every script on one baseline: a fallback font would lower its own line otherwise.
        base = place.top() + (place.height() - metrics.height()) / 2 + metrics.ascent()
        painter.drawText(QPointF(left, round(base)), line)

    def _explain(self) -> None:
        cut = QFontMetrics(self.font()).horizontalAdvance(self.text()) > self.width() > 0
        self.setToolTip(plain_tip(self.text()) if cut and self.isVisible() else "")


class Hairline(QWidget):
    """One pixel of separation, lying or standing."""

    def __init__(self, upright: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colours().hairline)


def plain_label(
    text: str = "", size: int = 13, weight: int = 400, role: str = "text", tabular: bool = False
) -> PlainLabel:
    """Return a label that shows ``text`` literally.

    ``role``: 'text', 'text2' (second lines), 'text3' (hints on base), 'danger', 'plain' (not
    encrypted), 'verified' or 'link'.
    """
    return PlainLabel(text, size, weight, role, tabular)


def elided_label(
    text: str = "",
    size: int = 13,
    weight: int = 400,
    role: str = "text",
    mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> ElidedLabel:
    """Return a one-line label that elides (file names: in the middle) and explains itself."""
    return ElidedLabel(text, size, weight, role, mode)


def section_head(text: str) -> PlainLabel:
    """Return the small head over a group of rows."""
    return PlainLabel(text, 12, 600, "text2")


def hairline(upright: bool = False) -> Hairline:
    """Return a separating line."""
    return Hairline(upright)


def plain_tip(text: str) -> str:
    """Return a tool tip that shows ``text`` literally; tool tips guess at rich text, too."""
    return f"<span>{html.escape(shown(text, keep_lines=True))}</span>" if text else ""


def button_text(text: str) -> str:
    """Return ``text`` for a button, where an ampersand would become a shortcut."""
    return shown(text).replace("&", "&&")

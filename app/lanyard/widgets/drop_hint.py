"""Says over the whole page what letting go of the dragged files will do. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import theme


class DropHint(QWidget):
    """An overlay with a frame and a sentence."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, name: str) -> None:
        """Show to whom the files will be offered."""
        self._words = fill(translate("DropHint", "Drop to offer to {name}"), name=shown(name))
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self.palette().color(QPalette.ColorRole.Base)
        veil.setAlphaF(0.85)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(own.accent, 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
        painter.setFont(theme.font(20, 600))
        painter.setPen(own.link)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._words)

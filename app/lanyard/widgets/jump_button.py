"""The way down: a circle with an arrow, over a log that is scrolled up. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from lanyard.phrases import NUMBER, translate
from lanyard.widgets import icons, theme
from lanyard.widgets.text import plain_tip

JUMP_SIDE = 36


class JumpButton(QAbstractButton):
    """A circle with an arrow down, and how many messages wait there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._count = 0
        self.resize(self.sizeHint())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_count(0)
        self.hide()

    def set_count(self, count: int) -> None:
        """Say how many messages were not seen."""
        self._count = count
        if count:
            name = translate("MessageLog", "Go to the end, %n new messages", "", NUMBER, count)
        else:
            name = translate("MessageLog", "Go to the end")
        self.setAccessibleName(name)
        self.setToolTip(plain_tip(name))
        self.update()

    def count(self) -> int:
        """Return how many messages were not seen."""
        return self._count

    def sizeHint(self) -> QSize:
        return QSize(JUMP_SIDE + 10, JUMP_SIDE + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(5.5, 8.5, JUMP_SIDE - 1, JUMP_SIDE - 1)
        focus = self.hasFocus()
        painter.setPen(QPen(own.accent if focus else own.button_border, 2 if focus else 1))
        role = QPalette.ColorRole.Base
        painter.setBrush(own.hover if self.underMouse() else self.palette().color(role))
        painter.drawEllipse(circle)
        sign = QRectF(0, 0, 20, 20)
        sign.moveCenter(circle.center())
        icons.draw(painter, sign, "down", self.palette().color(QPalette.ColorRole.Text))
        if not self._count:
            return
        words = str(self._count) if self._count < 1000 else "999+"
        font = theme.font(11, 600, tabular=True)
        painter.setFont(font)
        wide = max(18, painter.fontMetrics().horizontalAdvance(words) + 10)
        pill = QRectF(circle.center().x() - wide / 2, 0, wide, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(own.accent)
        painter.drawRoundedRect(pill, 9, 9)
        painter.setPen(self.palette().color(QPalette.ColorRole.HighlightedText))
        painter.drawText(pill, int(Qt.AlignmentFlag.AlignCenter), words)

"""An address as a QR code: always dark on white, because many cameras read nothing else."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from lanyard.widgets import theme

QUIET_MODULES = 3
LONGEST = 400
"""Characters; a longer text would make modules too small for a camera at this size."""


class QrCode(QWidget):
    """Shows one text as a code."""

    def __init__(self, side: int = 124) -> None:
        super().__init__()
        self._rows: tuple[bytes, ...] = ()
        self.setFixedSize(side, side)

    def show_text(self, text: str) -> None:
        """Show ``text`` as a code; an empty one shows nothing."""
        rows: tuple[bytes, ...] = ()
        if text:
            import segno  # here: it imports half of the standard library, a tenth of the start

            code = segno.make(text[:LONGEST], micro=False, error="m")
            rows = tuple(bytes(row) for row in code.matrix)
        self._rows = rows
        words = self.tr("QR code of {text}")
        self.setAccessibleName(words.replace("{text}", text))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colours().hairline, 1))
        painter.setBrush(Qt.GlobalColor.white)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        if not self._rows:
            return
        count = len(self._rows)
        # Whole pixels: a module that is 3.7 pixels wide blurs, and a camera gives up.
        module = max(1, self.width() // (count + 2 * QUIET_MODULES))
        start = (self.width() - module * count) // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        ink = QColor("#101216")
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(start + x * module, start + y * module, module, module, ink)

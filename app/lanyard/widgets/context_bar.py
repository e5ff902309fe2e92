"""Above the composer: which message the next words answer, or which one they replace.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lanyard.models.rows import Quote
from lanyard.models.spoken import quote_line
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import theme
from lanyard.widgets.avatars import hue_colours
from lanyard.widgets.buttons import IconButton
from lanyard.widgets.parts import Pictogram
from lanyard.widgets.text import elided_label


class ContextBar(QWidget):
    """A bar with a name, a line and a way out of it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._author = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 6, 2)
        row.setSpacing(10)
        self._sign = Pictogram("reply", 20)
        row.addWidget(self._sign)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self._title = elided_label("", 12, 600)
        self._line = elided_label("", 12, 400, "text2")
        lines.addWidget(self._title)
        lines.addWidget(self._line)
        row.addLayout(lines, 1)
        self._cancel = IconButton("close", translate("ContextBar", "Do not reply (Esc)"), 28)
        self._cancel.clicked.connect(self.cancelled)
        row.addWidget(self._cancel)
        self.setFixedHeight(theme.scaled(44))

    def show_reply(self, quote: Quote, to_me: bool) -> None:
        """The next words answer this message."""
        words = translate("ContextBar", "Reply to {name}")
        if to_me:
            words = translate("ContextBar", "Reply to yourself")
        self._sign.set_icon("reply")
        self._cancel.rename(translate("ContextBar", "Do not reply (Esc)"))
        self._show(fill(words, name=shown(quote.label)), quote)

    def show_edit(self, quote: Quote) -> None:
        """The words in the field replace those of this message."""
        self._sign.set_icon("edit")
        self._cancel.rename(translate("ContextBar", "Do not edit (Esc)"))
        self._show(translate("ContextBar", "Edit your message"), quote)

    def words(self) -> tuple[str, str]:
        """Return title and line."""
        return self._title.text(), self._line.text()

    def _show(self, title: str, quote: Quote) -> None:
        self._author = quote.author
        self._title.setText(title)
        self._line.setText(quote_line(quote))
        self.setAccessibleName(title)
        self.setAccessibleDescription(self._line.text())
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(own.text2)
        ground.setAlphaF(0.09)
        painter.setBrush(ground)
        rect = QRectF(self.rect())
        painter.drawRoundedRect(rect, 8, 8)
        painter.setBrush(hue_colours(self._author).name if self._author else own.text2)
        painter.drawRoundedRect(QRectF(0, 0, 3, rect.height()), 1.5, 1.5)

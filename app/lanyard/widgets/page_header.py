"""The head of a page: what this is, how it stands, and what can be done with the whole of it.

Every page of the window begins with one, 56 high, its two lines centred. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from lanyard.widgets import theme
from lanyard.widgets.parts import Pictogram, ground
from lanyard.widgets.text import elided_label

HEIGHT = 56


class PageHeader(QWidget):
    """Title and second line on the left, whatever a page adds on the right."""

    def __init__(self, title: str = "", line: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        self.setFixedHeight(theme.scaled(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 12, 1)
        self._row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = elided_label(title, 15, 600)
        self._sign = Pictogram(side=16)
        self._sign.hide()
        self._line = elided_label(line, 12, 400, "text2")
        second = QHBoxLayout()
        second.setSpacing(4)
        second.addWidget(self._sign)
        second.addWidget(self._line, 1)
        words.addStretch()
        words.addWidget(self._title)
        words.addLayout(second)
        words.addStretch()
        self._row.addLayout(words, 1)

    def add(self, widget: QWidget, first: bool = False) -> None:
        """Put a widget at the right end, after those that are there (or before them)."""
        place = 1 if first else self._row.count()
        self._row.insertWidget(place, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, title: str, line: str, icon: str = "", role: str = "text2") -> None:
        """Show title and second line; ``icon`` before it, both in the colour of ``role``.

        ``role``: 'text2', 'danger', 'verified' (its line stays in text 2) or 'plain'.
        """
        self._title.setText(title)
        self._line.setText(line)
        self._line.set_role("danger" if role == "danger" else "text2")
        self._sign.set_icon(icon, role)
        self._sign.setVisible(bool(icon))

    def title(self) -> str:
        """Return the title."""
        return self._title.text()

    def line(self) -> str:
        """Return the second line."""
        return self._line.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        bottom = self.height() - 1
        painter.fillRect(0, bottom, self.width(), 1, theme.colours().hairline)

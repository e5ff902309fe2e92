"""The way to the search in the side bar: it looks like the field that a press opens.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from lanyard.phrases import fill
from lanyard.widgets import icons, theme
from lanyard.widgets.text import plain_tip

KEYS = "Ctrl+Shift+F"
HEIGHT = 48
BOX_HEIGHT = 32


class SearchButton(QAbstractButton):
    """A rounded box with a sign, a word and the keys; narrow, only the sign is left."""

    def __init__(self) -> None:
        super().__init__()
        self._narrow = False
        self._active = False
        self._keys = QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        self._words = self.tr("Find everywhere")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self._words)
        self.setAccessibleDescription(self._keys)
        words = fill(self.tr("{words} ({keys})"), words=self._words, keys=self._keys)
        self.setToolTip(plain_tip(words))

    def set_narrow(self, narrow: bool) -> None:
        """Show only the sign."""
        self._narrow = narrow
        self.update()

    def set_active(self, active: bool) -> None:
        """Say that the search is what is shown."""
        if active != self._active:
            self._active = active
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, theme.scaled(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = theme.scaled(BOX_HEIGHT)
        box = QRectF(12.5, (self.height() - height) / 2 + 1.5, self.width() - 25, height - 1)
        edge = own.accent if self.hasFocus() else own.button_border
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        ground = self.palette().color(QPalette.ColorRole.Base)
        if self._active or self.underMouse():
            ground = own.selected if self._active else own.hover
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6, 6)
        left = box.center().x() - 8 if self._narrow else box.left() + 9
        ink = own.link if self._active else own.text2
        icons.draw(painter, QRectF(left, box.center().y() - 8, 16, 16), "search", ink)
        if self._narrow:
            return
        small = theme.font(11)
        wide = QFontMetrics(small).horizontalAdvance(self._keys)
        words = box.adjusted(33, 0, -10, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(small)
        painter.setPen(own.text2)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | middle), self._keys)
        type_ = theme.font(13)
        painter.setFont(type_)
        room = int(words.width()) - wide - 8
        line = QFontMetrics(type_).elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignLeft | middle), line)

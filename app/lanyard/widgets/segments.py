"""Two or three views of one thing, side by side, of which one is shown. Main thread only."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from lanyard.widgets import theme
from lanyard.widgets.text import button_text


class Segments(QWidget):
    """Two or three views of one thing, side by side; ``chosen`` tells the index."""

    chosen = Signal(int)

    def __init__(self, words: Sequence[str], name: str) -> None:
        """``name`` says to a screen reader what is chosen here."""
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(0)
        self._group = QButtonGroup(self)
        for index, word in enumerate(words):
            segment = _Segment(word)
            self._group.addButton(segment, index)
            row.addWidget(segment)
        self._group.idClicked.connect(self._choose)
        self.set_current(0)

    def current(self) -> int:
        """Return the index of the view that is shown."""
        return self._group.checkedId()

    def set_current(self, index: int) -> None:
        """Show ``index`` as chosen; tells nobody."""
        self._group.button(index).setChecked(True)
        for button in self._group.buttons():
            # Like radio buttons: Tab reaches the chosen one, arrows move.
            checked = button.isChecked()
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if checked else Qt.FocusPolicy.ClickFocus
            )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colours().tile)
        painter.drawRoundedRect(QRectF(self.rect()), 7, 7)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.set_current(index)
        self.chosen.emit(index)


class _Segment(QAbstractButton):
    """One word of a Segments."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.setText(button_text(word))
        self.setAccessibleName(word)
        self.setCheckable(True)
        self.setFont(theme.font(13))

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font(13, 600)).horizontalAdvance(self.text())
        return QSize(width + 24, theme.scaled(26))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        group = self.group()
        if not step or group is None:
            super().keyPressEvent(event)
            return
        there = group.button((group.id(self) + step) % len(group.buttons()))
        there.click()
        there.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        own = theme.colours()
        place = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
            painter.drawRoundedRect(place, 5, 5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(own.accent, 2))
            painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setFont(theme.font(13, 600 if self.isChecked() else 400))
        text = self.palette().color(QPalette.ColorRole.ButtonText)
        painter.setPen(text if self.isChecked() else own.text2)
        words = self.text().replace("&&", "&")
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

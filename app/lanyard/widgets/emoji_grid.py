"""A small grid of emoji: enough for a room at work; everything else the system's own picker has.

Main thread only.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QToolButton, QWidget

from lanyard.phrases import translate
from lanyard.widgets import theme
from lanyard.widgets.parts import ground

COLUMNS = 8
SIDE = 34
EMOJI = (
    "😀😄😂🙂😉😊😍😎"
    "🤔😐😴😕😢😭😡😱"
    "👍👎👌👏🙏💪🤝👋"
    "✅❌❓❗💡🔥🎉🎁"
    "☕🍕🍜🍰🍻🌞🌧🌈"
    "📎📌📅📷💻🔧🔒🚀"
)


class EmojiGrid(QFrame):
    """A popup; ``chosen`` tells the emoji and the popup closes."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        ground(self, QPalette.ColorRole.Base)
        self.setAccessibleName(translate("EmojiGrid", "Emoji"))
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 8, 8, 8)
        grid.setSpacing(2)
        self._buttons: list[QAbstractButton] = []
        for place, sign in enumerate(EMOJI):
            button = QToolButton()
            button.setText(sign)
            button.setFont(theme.font(18))
            button.setAutoRaise(True)
            button.setFixedSize(theme.scaled(SIDE), theme.scaled(SIDE))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setAccessibleName(unicodedata.name(sign, sign).capitalize())
            button.clicked.connect(self._choose)
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
            self._buttons.append(button)

    def popup(self, right_bottom: QPoint) -> None:
        """Open with the bottom right corner at a point of the screen."""
        self.adjustSize()
        self.move(right_bottom - QPoint(self.width(), self.height()))
        self.show()
        self._buttons[0].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -COLUMNS,
            Qt.Key.Key_Down: COLUMNS,
        }.get(Qt.Key(event.key()), 0)
        focused = next((i for i, b in enumerate(self._buttons) if b.hasFocus()), -1)
        if focused >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._buttons[focused].click()
        elif step:
            self._buttons[(focused + step) % len(self._buttons)].setFocus()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _choose(self) -> None:
        button = self.sender()
        if isinstance(button, QAbstractButton):
            self.hide()
            self.chosen.emit(button.text())

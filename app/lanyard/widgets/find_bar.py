"""Find in the conversation that is shown: among its loaded messages. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from lanyard.phrases import translate
from lanyard.widgets import theme
from lanyard.widgets.buttons import IconButton
from lanyard.widgets.parts import ground
from lanyard.widgets.text import hairline, plain_label


class FindBar(QWidget):
    """A field, back and forth, and what came of it."""

    wanted = Signal(str, int)
    """Words, and the direction: -1 towards older messages, 1 towards newer ones."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(4)
        self.field = QLineEdit()
        self.field.setFont(theme.font(13))
        self.field.setMaxLength(200)
        self.field.setPlaceholderText(translate("FindBar", "Find in this conversation"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.textChanged.connect(self._restart)
        row.addWidget(self.field, 1)
        self._result = plain_label("", 12, 400, "text2")
        row.addWidget(self._result)
        self._older = IconButton("chevron-down", translate("FindBar", "Older (Enter)"), 28)
        self._older.clicked.connect(self.find_older)
        self._close = IconButton("close", translate("FindBar", "Close the search (Esc)"), 28)
        self._close.clicked.connect(self.closed)
        row.addWidget(self._older)
        row.addWidget(self._close)
        column.addLayout(row)
        column.addWidget(hairline())

    def open(self) -> None:
        """Show the bar and let the person type."""
        self.show()
        self.field.selectAll()
        self.field.setFocus()

    def say(self, found: bool) -> None:
        """Say what came of the search."""
        nothing = translate("FindBar", "Not in the messages loaded here")
        self._result.setText("" if found or not self.field.text() else nothing)

    @Slot()
    def find_older(self) -> None:
        """Look among older messages."""
        self.wanted.emit(self.field.text(), -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.wanted.emit(self.field.text(), 1 if back else -1)
        else:
            super().keyPressEvent(event)

    @Slot()
    def _restart(self) -> None:
        self.wanted.emit(self.field.text(), 0)

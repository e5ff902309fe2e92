"""Find in the conversation that is shown: through everything that was ever said in it.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from lanyard.models.find_here import FindHere
from lanyard.phrases import NUMBER, fill, translate
from lanyard.sentences import sentence
from lanyard.widgets import theme
from lanyard.widgets.buttons import IconButton
from lanyard.widgets.parts import ground
from lanyard.widgets.text import hairline, plain_label


class FindBar(QWidget):
    """A field, back and forth, and what came of it."""

    words_changed = Signal(str)
    """What is looked for now, to be marked in the log; empty while the bar is closed."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find: FindHere | None = None
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
        self.field.textChanged.connect(self._look_for)
        row.addWidget(self.field, 1)
        self.result = plain_label("", 12, 400, "text2", tabular=True)
        row.addWidget(self.result)
        self._older = IconButton("chevron-up", translate("FindBar", "Older (Enter)"), 28)
        self._older.clicked.connect(self.find_older)
        self._newer = IconButton("chevron-down", translate("FindBar", "Newer (Shift+Enter)"), 28)
        self._newer.clicked.connect(self.find_newer)
        self._close = IconButton("close", translate("FindBar", "Close the search (Esc)"), 28)
        self._close.clicked.connect(self.closed)
        for button in (self._older, self._newer, self._close):
            row.addWidget(button)
        column.addLayout(row)
        column.addWidget(hairline())

    def follow(self, find: FindHere) -> None:
        """Look in another conversation from now on."""
        self.let_go()
        self._find = find
        find.changed.connect(self._refresh)

    def let_go(self) -> None:
        """Look in no conversation."""
        if self._find is not None:
            self._find.changed.disconnect(self._refresh)
            self._find.stop()
        self._find = None

    def forget(self) -> None:
        """The conversation is gone."""
        self._find = None

    def open(self) -> None:
        """Show the bar and let the person type."""
        self.show()
        self.field.selectAll()
        self.field.setFocus()
        self._look_for(self.field.text())

    def close_search(self) -> None:
        """Hide the bar and look for nothing."""
        self.hide()
        if self._find is not None:
            self._find.stop()
        self.words_changed.emit("")

    @Slot()
    def find_older(self) -> None:
        """Go to the next older hit."""
        if self._find is not None:
            self._find.step(older=True)

    @Slot()
    def find_newer(self) -> None:
        """Go to the next newer hit."""
        if self._find is not None:
            self._find.step(older=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.find_newer()
            else:
                self.find_older()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _look_for(self, words: str) -> None:
        if self._find is not None and not self.isHidden():
            self._find.look_for(words)
            self.words_changed.emit(self._find.words)

    @Slot()
    def _refresh(self) -> None:
        find = self._find
        if find is not None:
            self.result.setText(_result(find))
            self.field.setAccessibleDescription(self.result.text())


def _result(find: FindHere) -> str:
    if not find.words:
        return ""
    if find.failure is not None:
        return sentence(find.failure)
    hits = find.hits
    if not hits:
        if find.waiting:
            return translate("FindBar", "Looking")
        return translate("FindBar", "Nothing found")
    place = str(max(0, find.current) + 1)
    words = translate("FindBar", "{place} of %n", "", NUMBER, hits)
    if not find.complete:
        words = translate("FindBar", "{place} of more than %n", "", NUMBER, hits)
    return fill(words, place=place)

"""Fields that say what is wrong with them: a label, an editor, and below it the sentence.

An error keeps what was typed, takes the focus there and goes when the person types on. Main
thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from lanyard.widgets import icons, theme
from lanyard.widgets.parts import Card, Pictogram, TileIcon
from lanyard.widgets.text import PlainLabel, plain_label, plain_tip

FIRST_PORT, LAST_PORT = 1, 65535
FIELD_LONGEST = 400


class Field(QWidget):
    """One editor with a place for its error below. Lives in the right column of a form."""

    entered = Signal()
    """Enter was pressed in the editor."""

    def __init__(self, editor: QLineEdit | QComboBox, name: str) -> None:
        super().__init__()
        self.editor = editor
        self.label: PlainLabel = plain_label(name, 13, 400, "text2")
        self.label.setBuddy(editor)
        editor.setAccessibleName(name)
        editor.setFont(theme.font(13))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(editor)
        self._trouble = QWidget()
        row = QHBoxLayout(self._trouble)
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(6)
        row.addWidget(Pictogram("warning", 16, "danger"), 0, Qt.AlignmentFlag.AlignTop)
        self._sentence = plain_label("", 12, 400, "danger")
        self._sentence.setWordWrap(True)
        row.addWidget(self._sentence, 1)
        self._trouble.hide()
        column.addWidget(self._trouble)
        line = editor.lineEdit() if isinstance(editor, QComboBox) else editor
        if line is not None:
            line.setMaxLength(FIELD_LONGEST)
            line.textEdited.connect(self.clear_error)
            line.returnPressed.connect(self.entered)
        if isinstance(editor, QComboBox):
            editor.activated.connect(self.clear_error)

    def text(self) -> str:
        """Return what was typed, without blanks around it."""
        if isinstance(self.editor, QComboBox):
            return self.editor.currentText().strip()
        return self.editor.text().strip()

    def set_text(self, text: str) -> None:
        """Put a text there, as if typed."""
        if isinstance(self.editor, QComboBox):
            self.editor.setEditText(text)
        else:
            self.editor.setText(text)
        self.clear_error()

    def port(self) -> int:
        """Return what was typed as a port, 0 for anything that is none."""
        text = self.text()
        if not (text.isascii() and text.isdigit() and len(text) <= 5):
            return 0
        return int(text) if FIRST_PORT <= int(text) <= LAST_PORT else 0

    def error(self) -> str:
        """Return the sentence that is shown; empty without an error."""
        return self._sentence.text() if not self._trouble.isHidden() else ""

    def show_error(self, sentence: str) -> None:
        """Show what is wrong, and put the focus there."""
        self._sentence.setText(sentence)
        self._trouble.show()
        self.editor.setProperty("wrong", True)
        self.editor.setAccessibleDescription(sentence)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.editor.update()

    @Slot()
    def clear_error(self) -> None:
        """Forget the error."""
        if self._trouble.isHidden():
            return
        self._trouble.hide()
        self.editor.setProperty("wrong", False)
        self.editor.setAccessibleDescription("")
        self.editor.update()


class FormDialog(QDialog):
    """A dialog that grows with the sentences in it.

    Qt asks a window's layout for its least height as if every sentence stood on one line; a second
    line then pressed the field above it together, and was cut off itself.
    """

    def event(self, event: QEvent) -> bool:
        # Asked first: after a DeferredDelete there is nobody left to ask.
        is_layout = event.type() == QEvent.Type.LayoutRequest
        handled = super().event(event)
        if is_layout and (layout := self.layout()) is not None:
            needed = layout.totalMinimumHeightForWidth(self.width())
            if needed > self.height():
                self.resize(self.width(), needed)
        return handled


class PasscodeEdit(QLineEdit):
    """A passcode: hidden until the eye is pressed."""

    def __init__(self) -> None:
        super().__init__()
        self._eye = QAction(self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._show)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._recolour()
        self._show(False)
        theme.watcher().changed.connect(self._recolour)

    @Slot(bool)
    def _show(self, visible: bool) -> None:
        modes = QLineEdit.EchoMode
        self.setEchoMode(modes.Normal if visible else modes.Password)
        words = self.tr("Hide the passcode") if visible else self.tr("Show the passcode")
        self._eye.setText(words)
        self._eye.setToolTip(plain_tip(words))

    @Slot()
    def _recolour(self) -> None:
        self._eye.setIcon(icons.icon("eye"))


class FormCard(Card):
    """A card with a head, a column of fields, and one button at its end."""

    def __init__(self, icon: str, title: str, aside: str, line: str, button: QPushButton) -> None:
        """``aside`` stands beside the title for those who know the word ('server')."""
        super().__init__()
        self.setAccessibleName(title)
        self.button = button
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(TileIcon(icon, 36))
        words = QVBoxLayout()
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(7)
        first.addWidget(plain_label(title, 15, 600))
        first.addWidget(plain_label(aside, 13, 400, "text2"))
        first.addStretch()
        words.addLayout(first)
        words.addWidget(plain_label(line, 12, 400, "text2"))
        head.addLayout(words, 1)
        self._column.addLayout(head)
        self._column.addSpacing(18)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._column.addLayout(self._grid)
        self._column.addStretch(1)
        self._column.addSpacing(14)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(8)
        self.status = plain_label("", 12, 400, "text2")
        self.status.setWordWrap(True)
        self._foot.addWidget(self.status, 1)
        self._foot.addWidget(button)
        self._column.addLayout(self._foot)
        self.set_padding(24)

    def set_padding(self, padding: int) -> None:
        """Set the space around the content, 16 to 24."""
        self._column.setContentsMargins(padding, padding - 5, padding, padding - 5)

    def add(self, field: Field) -> Field:
        """Put a field below those that are there."""
        row = self._grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        field.label.setMinimumHeight(field.editor.sizeHint().height())
        field.label.setMinimumWidth(theme.scaled(60))
        self._grid.addWidget(field.label, row, 0, top)
        self._grid.addWidget(field, row, 1, top)
        return field

    def add_row(self, name: str, row: QWidget, buddy: QWidget) -> None:
        """Put a choice that cannot be wrong below the fields; its label leads to ``buddy``."""
        label = plain_label(name, 13, 400, "text2")
        label.setBuddy(buddy)
        place = self._grid.rowCount()
        self._grid.addWidget(label, place, 0)
        self._grid.addWidget(row, place, 1)

    def add_button(self, button: QPushButton) -> None:
        """Put a second button before the one at the end."""
        self._foot.insertWidget(self._foot.count() - 1, button)

    def set_active(self, active: bool) -> None:
        super().set_active(active)
        if self.button.isDefault() != active:
            self.button.setDefault(active)

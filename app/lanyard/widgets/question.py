"""One question before something that cannot be undone; never blocks the window.

A QMessageBox guesses at rich text like every label, so it is told not to. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from lanyard.widgets.text import button_text, shown


class Question(QMessageBox):
    """Asks whether to do ``deed``; connect to ``accepted`` and call ``open``."""

    def __init__(self, parent: QWidget, question: str, more: str, deed: str) -> None:
        """``question`` is the sentence that counts, ``more`` says what comes of a yes."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(shown(question))
        self.setInformativeText(shown(more))
        yes = self.addButton(button_text(deed), QMessageBox.ButtonRole.AcceptRole)
        no = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(no)
        self.setEscapeButton(no)
        self.yes = yes

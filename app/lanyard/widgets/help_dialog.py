"""F1: what every key does. The window's actions are listed, so help and keys cannot differ.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from lanyard import __version__
from lanyard.phrases import fill
from lanyard.widgets import theme
from lanyard.widgets.text import plain_label


class HelpDialog(QDialog):
    """A list of keys with what they do."""

    def __init__(self, keys: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``keys``: a shortcut in portable form ('Ctrl+U') and what it does, a row each."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Help"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("Keys"), 15, 600))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (shortcut, words) in enumerate(keys):
            native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(plain_label(native or shortcut, 13, 600), row, 0)
            grid.addWidget(plain_label(words, 13), row, 1)
        column.addLayout(grid)
        words = self.tr("If nobody shows up, “Why don’t I see anybody?” says what was tried.")
        more = plain_label(words, 12, 400, "text2")
        more.setWordWrap(True)
        column.addWidget(more)
        version = fill(self.tr("Lanyard {version}"), version=__version__)
        column.addWidget(plain_label(version, 12, 400, "text2"))
        column.addStretch()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumWidth(theme.scaled(420))

"""F1: what every key does. The window's actions are listed, so help and keys cannot differ.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lanyard import __version__
from lanyard.phrases import fill
from lanyard.widgets import theme
from lanyard.widgets.text import plain_label

LEAST_LIST = 160
"""The keys scroll where the screen is low."""


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
        listed = QWidget()
        grid = QGridLayout(listed)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (shortcut, words) in enumerate(keys):
            native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
            grid.addWidget(plain_label(native or shortcut, 13, 600), row, 0)
            grid.addWidget(plain_label(words, 13), row, 1)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(self.tr("Keys"))
        self._scroll.setWidget(listed)
        self._scroll.setMinimumHeight(theme.scaled(LEAST_LIST))
        column.addWidget(self._scroll, 1)
        words = self.tr("If nobody shows up, “Why don’t I see anybody?” says what was tried.")
        more = plain_label(words, 12, 400, "text2")
        more.setWordWrap(True)
        column.addWidget(more)
        version = fill(self.tr("Lanyard {version}"), version=__version__)
        column.addWidget(plain_label(version, 12, 400, "text2"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumWidth(theme.scaled(420))
        rest = self.sizeHint().height() - self._scroll.sizeHint().height()
        wanted = listed.sizeHint().height() + rest + 4
        self.resize(self.minimumWidth(), min(wanted, self.screen().availableSize().height() - 60))

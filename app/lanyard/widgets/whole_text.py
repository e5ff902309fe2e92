"""All of one long text, to read and to copy; nothing in it is obeyed. Main thread only."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from lanyard.models.traffic_rows import Passed
from lanyard.phrases import fill
from lanyard.readable import readable, spoken_bytes, visible
from lanyard.widgets import theme
from lanyard.widgets.text import elided_label, plain_label

LONGEST_SHOWN = 256 * 1024
_LONG_RUN = re.compile(r"[^\n]{128}")


class WholeText(QDialog):
    """One row of the traffic: its text, and its bytes below."""

    def __init__(self, passed: Passed, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Text"))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        words = self.tr("%n bytes from {source} to {target}", "", passed.size)
        if passed.note:
            words = self.tr("A note about this socket")
        column.addWidget(
            elided_label(fill(words, source=passed.source, target=passed.target), 13, 600)
        )
        column.addWidget(text_field(harmless(passed.payload), self.tr("Text")), 2)
        if not passed.note:
            column.addWidget(plain_label(self.tr("Bytes"), 12, 600, "text2"))
            digits = spoken_bytes(passed.payload[: LONGEST_SHOWN // 4])
            column.addWidget(text_field(digits, self.tr("Bytes")), 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(theme.scaled(600), theme.scaled(420))


def text_field(words: str, name: str) -> QPlainTextEdit:
    """Return a field to read and copy from, in the fixed family; bounded and never slow."""
    field = QPlainTextEdit()
    field.setFont(theme.mono(13))
    field.setReadOnly(True)
    field.setFrameShape(QFrame.Shape.NoFrame)
    field.setTabChangesFocus(True)
    field.setAccessibleName(name)
    show_text(field, words)
    return field


def show_text(field: QPlainTextEdit, words: str) -> None:
    """Put ``words`` into a field: no more than it can show without holding the window up."""
    # Laying a line out is quadratic in its length; a place to break it cures that.
    field.setPlainText(_LONG_RUN.sub("\\g<0>\u200b", words[:LONGEST_SHOWN]))


def harmless(payload: bytes) -> str:
    """Return bytes as text in its lines, every other control sign as its picture."""
    text, _is_hex = readable(payload[:LONGEST_SHOWN])
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(visible(line.replace("\t", "    ")) for line in lines)

"""The devices whose files come in unasked, as a list in the settings where that can be ended.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDir, QSize, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from lanyard.models.figures import size_text
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.trusted import TrustedSender, read_senders, sender_lines
from lanyard.widgets import theme
from lanyard.widgets.buttons import push_button
from lanyard.widgets.text import plain_label, plain_tip

ROWS_SHOWN = 2.5


class TrustedList(QWidget):
    """Shows who is trusted; ``lines`` is what is left of it."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__()
        self._senders = list(read_senders(lines))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        words = plain_label(self.tr("Files of these devices come in unasked:"), 12, 400, "text2")
        words.setWordWrap(True)
        column.addWidget(words)
        self.list = QListWidget()
        self.list.setFont(theme.font(13))
        self.list.setAccessibleName(self.tr("Devices whose files are accepted unasked"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.currentRowChanged.connect(self._chosen)
        for sender in self._senders:
            row = QListWidgetItem(self._words(sender))
            folder = QDir.toNativeSeparators(sender.folder)
            row.setToolTip(plain_tip(f"{sender.device_id[:16]}\n{folder}"))
            row.setSizeHint(QSize(100, theme.scaled(26)))
            self.list.addItem(row)
        rows = min(float(len(self._senders)), ROWS_SHOWN)
        self.list.setFixedHeight(round(rows * theme.scaled(26)) + 2 * self.list.frameWidth())
        column.addWidget(self.list)
        self.end = push_button(self.tr("Ask again from now on"))
        self.end.setEnabled(False)
        self.end.clicked.connect(self._end)
        column.addWidget(self.end)

    def lines(self) -> tuple[str, ...]:
        """Return who is trusted still, as the settings keep it."""
        return sender_lines(self._senders)

    def _words(self, sender: TrustedSender) -> str:
        words = self.tr("{name}, up to {size}")
        return fill(words, name=shown(sender.name), size=size_text(sender.most_bytes))

    @Slot(int)
    def _chosen(self, row: int) -> None:
        self.end.setEnabled(row >= 0)

    @Slot()
    def _end(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            del self._senders[row]
            self.list.takeItem(row)

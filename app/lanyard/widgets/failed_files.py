"""The files of a transfer that did not come, each with its reason, as a list to read and to copy.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QLocale, QModelIndex, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from lanyard.events import TransferChanged
from lanyard.models.transfer_words import failed_count
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.widgets import theme
from lanyard.widgets.buttons import push_button
from lanyard.widgets.table import Table, TableDelegate
from lanyard.widgets.text import plain_label

NAME_WIDTH = 240


class FailedFiles(QDialog):
    """The report of one transfer."""

    def __init__(self, transfer: TransferChanged, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Files that did not come"))
        self._rows = [
            (shown(failed.name), sentence(failed.failure)) for failed in transfer.files_failed
        ]
        missing = failed_count(transfer)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("%n files did not come", "", missing), 15, 600))
        words = self.tr(
            "The other files are whole. Once the reasons are gone, ask for these again."
        )
        more = plain_label(words, 12, 400, "text2")
        more.setWordWrap(True)
        column.addWidget(more)
        self.list = self._made_list()
        column.addWidget(self.list, 1)
        # A whole sentence has no room in a row of the table.
        self._why = plain_label("", 13)
        self._why.setWordWrap(True)
        self._why.setMinimumHeight(theme.scaled(40))
        column.addWidget(self._why)
        if missing > len(self._rows):
            words = fill(self.tr("These are the first {count}."),
                         count=QLocale().toString(len(self._rows)))  # fmt: skip
            column.addWidget(plain_label(words, 12, 400, "text2"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = push_button(self.tr("Copy list"))
        copy.clicked.connect(self.copy)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.setMinimumSize(theme.scaled(360), theme.scaled(300))
        self.list.selectRow(0)

    def _made_list(self) -> Table:
        model = QStandardItemModel(self)
        model.setHorizontalHeaderLabels([self.tr("File"), self.tr("Why")])
        for row in self._rows:
            model.appendRow([QStandardItem(words) for words in row])
        made = Table(self.tr("Files that did not come"), 32)
        made.setModel(model)
        made.setItemDelegate(TableDelegate(made, quiet=(1,), middle=(0,)))
        made.setColumnWidth(0, theme.scaled(NAME_WIDTH))
        made.selectionModel().currentChanged.connect(self._show_why)
        return made

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(640), theme.scaled(400))

    def text(self) -> str:
        """Return the report as it is copied: a file and its reason a line."""
        return "\n".join(f"{name}\t{why}" for name, why in self._rows)

    @Slot()
    def copy(self) -> None:
        """Put the whole report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())

    @Slot(QModelIndex)
    def _show_why(self, current: QModelIndex) -> None:
        self._why.setText(self._rows[current.row()][1] if current.isValid() else "")

"""Asks which files to offer, without holding up the window. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from lanyard.phrases import translate


class FileChoice(QObject):
    """One file dialog, kept so that it opens where it was the last time."""

    chosen = Signal(str, object)
    """The device id the question was asked for ('' for everybody), and the paths as a tuple."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._dialog: QFileDialog | None = None
        self._to = ""

    def ask(self, to: str) -> None:
        """Open the dialog; nothing is chosen when the person closes it."""
        if self._dialog is None:
            self._dialog = QFileDialog(self._parent)
            self._dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            self._dialog.filesSelected.connect(self._selected)
        self._to = to
        self._dialog.setWindowTitle(translate("FileChoice", "Choose files to offer"))
        self._dialog.open()

    @Slot(list)
    def _selected(self, paths: list[str]) -> None:
        if paths:
            self.chosen.emit(self._to, tuple(paths))

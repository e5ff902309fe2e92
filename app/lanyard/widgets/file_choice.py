"""Asks which files or which folder to offer, without holding up the window. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from lanyard.phrases import translate


class FileChoice(QObject):
    """One dialog for files and one for a folder, each opens where it was the last time."""

    chosen = Signal(str, object)
    """The device id the question was asked for ('' for everybody), and the paths as a tuple."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._dialog: QFileDialog | None = None
        self._folders: QFileDialog | None = None
        self._to = ""

    def ask(self, to: str) -> None:
        """Ask for files; nothing is chosen when the person closes the dialog."""
        if self._dialog is None:
            self._dialog = self._made(QFileDialog.FileMode.ExistingFiles)
        self._to = to
        self._dialog.setWindowTitle(translate("FileChoice", "Choose files to offer"))
        self._dialog.open()

    def ask_folder(self, to: str) -> None:
        """Ask for a folder, which is offered with all that is in it."""
        if self._folders is None:
            self._folders = self._made(QFileDialog.FileMode.Directory)
            self._folders.setOption(QFileDialog.Option.ShowDirsOnly)
        self._to = to
        self._folders.setWindowTitle(translate("FileChoice", "Choose a folder to offer"))
        self._folders.open()

    def _made(self, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self._parent)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(self._selected)
        return dialog

    @Slot(list)
    def _selected(self, paths: list[str]) -> None:
        if paths:
            self.chosen.emit(self._to, tuple(paths))

"""Asks where to write a conversation and in which form. Main thread only."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from lanyard.commands import Export
from lanyard.phrases import fill
from lanyard.plain_text import shown

SUFFIXES = {"text": "txt", "html": "html", "json": "jsonl"}
"""The form of an export, and how its file ends; JSON has an entry a line."""
_FORMS = {"txt": "text", "html": "html", "htm": "html", "jsonl": "json", "json": "json"}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 60


class ExportChoice(QObject):
    """Opens the dialog and makes the command of its answer."""

    chosen = Signal(object)
    """An ``Export``."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._room = ""
        self._to = ""
        self._folder = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        self._forms: dict[str, str] = {}
        self.dialog: QFileDialog | None = None

    def ask(self, room: str, to: str, name: str) -> None:
        """Ask where the conversation goes that is called ``name``."""
        self._room, self._to = room, to
        dialog = QFileDialog(self._window, fill(self.tr("Export {name}"), name=shown(name)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._forms = {
            self.tr("Text to read (*.txt)"): "text",
            self.tr("Web page (*.html)"): "html",
            self.tr("JSON, one message a line (*.jsonl)"): "json",
        }
        dialog.setNameFilters(list(self._forms))
        dialog.setDefaultSuffix(SUFFIXES["text"])
        dialog.setDirectory(self._folder)
        dialog.selectFile(f"{file_name(name)}.{SUFFIXES['text']}")
        dialog.filterSelected.connect(self._form_chosen)
        dialog.fileSelected.connect(self._file_chosen)
        dialog.destroyed.connect(self._gone)
        self.dialog = dialog
        dialog.open()

    @Slot(str)
    def _form_chosen(self, words: str) -> None:
        if self.dialog is None:
            return
        suffix = SUFFIXES[self._forms.get(words, "text")]
        self.dialog.setDefaultSuffix(suffix)
        typed = self.dialog.selectedFiles()
        if typed and Path(typed[0]).suffix.lower().lstrip(".") in _FORMS:
            self.dialog.selectFile(Path(typed[0]).with_suffix(f".{suffix}").name)

    @Slot(str)
    def _file_chosen(self, path: str) -> None:
        if self.dialog is None:
            return
        form = self._forms.get(self.dialog.selectedNameFilter(), "text")
        # How the file ends is what the person sees, so it counts.
        form = _FORMS.get(Path(path).suffix.lower().lstrip("."), form)
        self._folder = str(Path(path).parent)
        self.chosen.emit(Export(self._room, path, form, self._to))

    @Slot()
    def _gone(self) -> None:
        self.dialog = None


def file_name(name: str) -> str:
    """Return a conversation's name as every system takes it for a file."""
    plain = _UNSAFE.sub(" ", shown(name))
    return " ".join(plain.split())[:LONGEST_NAME].strip(" .") or "Lanyard"

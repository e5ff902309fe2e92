"""The paper clip: a menu with the two kinds of things that can be sent. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from lanyard.phrases import translate
from lanyard.widgets.buttons import IconButton


class AttachButton(IconButton):
    """Opens the menu above itself; the keys of its lines belong to the page."""

    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("attach", translate("Composer", "Attach files (Ctrl+U)"))
        # Not as the menu of the tool button: the style would paint an arrow over the icon.
        self.lines = QMenu(self)
        files = self.lines.addAction(translate("Composer", "Files…"))
        folder = self.lines.addAction(translate("Composer", "Folder…"))
        for line, keys in ((files, "Ctrl+U"), (folder, "Ctrl+Shift+U")):
            # Shown only: as a shortcut of its own it would quarrel with the page's.
            native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            line.setText(f"{line.text()}\t{native}")
        files.triggered.connect(self.files_wanted)
        folder.triggered.connect(self.folder_wanted)
        self.clicked.connect(self._show_lines)

    @Slot()
    def _show_lines(self) -> None:
        above = QPoint(0, -self.lines.sizeHint().height() - 4)
        self.lines.popup(self.mapToGlobal(above))

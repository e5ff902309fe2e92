"""What is said over the page because it belongs to no place on it: trouble, and what was done.

Each stays until it is put away. Main thread only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from lanyard.widgets.buttons import push_button
from lanyard.widgets.parts import Banner


class Notice(Banner):
    """A banner with a button that puts it away."""

    def __init__(self, parent: QWidget | None = None, calm: bool = False) -> None:
        super().__init__(parent, calm)
        self._path = ""
        self.folder = push_button(self.tr("Show in folder"))
        self.folder.clicked.connect(self._show_folder)
        self.add_button(self.folder)
        self.put_away = push_button(self.tr("Close"))
        self.put_away.clicked.connect(self.hide)
        self.add_button(self.put_away)
        self.hide()

    def tell(self, title: str, sentence: str, path: str = "") -> None:
        """Show these words; ``path`` is a file that can be looked at."""
        self._path = path
        self.folder.setVisible(bool(path))
        self.say(title, sentence)
        self.show()

    @Slot()
    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._path).parent)))

"""What one text is on a TCP stream, to choose: a line, a pause, so many bytes, or one reading.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from lanyard.models.workbench import boundary_text
from lanyard.sockets import Boundary
from lanyard.widgets import theme
from lanyard.widgets.text import plain_label

_ORDER = (Boundary.PAUSE, Boundary.LINE, Boundary.COUNT, Boundary.RAW)
LARGEST = 1 << 20


class BoundaryField(QWidget):
    """A choice, and the number of bytes where that is what is chosen."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.label = plain_label(name, 13, 400, "text2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._choice = QComboBox()
        self._choice.setFont(theme.font(13))
        self._choice.setAccessibleName(name)
        words = {
            Boundary.PAUSE: boundary_text(Boundary.PAUSE, 0),
            Boundary.LINE: boundary_text(Boundary.LINE, 0),
            Boundary.COUNT: self.tr("a number of bytes"),
            Boundary.RAW: boundary_text(Boundary.RAW, 0),
        }
        for boundary in _ORDER:
            self._choice.addItem(words[boundary], boundary.value)
        self._choice.activated.connect(self._chosen)
        self.label.setBuddy(self._choice)
        self._size = QLineEdit("16")
        self._size.setFont(theme.font(13))
        self._size.setMaxLength(7)
        self._size.setFixedWidth(theme.scaled(76))
        self._size.setAccessibleName(self.tr("Bytes of one text"))
        self._size.textEdited.connect(self._typed)
        row.addWidget(self._choice, 1)
        row.addWidget(self._size)
        self._show_size()

    def boundary(self) -> Boundary:
        """Return what is chosen."""
        return _ORDER[self._choice.currentIndex()]

    def size_of_text(self) -> int:
        """Return the bytes of one text; 0 where they are not counted, -1 for what is no number."""
        if self.boundary() is not Boundary.COUNT:
            return 0
        text = self._size.text().strip()
        if text.isascii() and text.isdigit() and 0 < int(text) <= LARGEST:
            return int(text)
        self._size.setProperty("wrong", True)
        self._size.setFocus()
        self._size.update()
        return -1

    def set_boundary(self, boundary: Boundary, size: int) -> None:
        """Show this as chosen; tells nobody."""
        self._choice.setCurrentIndex(_ORDER.index(boundary))
        if size:
            self._size.setText(str(size))
        self._show_size()

    def _show_size(self) -> None:
        self._size.setVisible(self.boundary() is Boundary.COUNT)

    @Slot()
    def _chosen(self) -> None:
        self._show_size()
        self.changed.emit()

    @Slot()
    def _typed(self) -> None:
        self._size.setProperty("wrong", False)
        self._size.update()
        self.changed.emit()

"""A layout that sets widgets side by side like words, and begins a new line when one is full.

Qt has none. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Widgets in reading order, each in its preferred size, centred on its line."""

    def __init__(self, parent: QWidget | None = None, across: int = 16, down: int = 8) -> None:
        super().__init__(parent)
        self._members: list[QLayoutItem] = []
        self._across = across
        self._down = down
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, member: QLayoutItem) -> None:
        self._members.append(member)
        self.invalidate()

    def count(self) -> int:
        return len(self._members)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._members[index] if 0 <= index < len(self._members) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._members.pop(index) if 0 <= index < len(self._members) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for member in self._members:
            size = size.expandedTo(member.minimumSize())
        return size

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, True)

    def _place(self, rect: QRect, really: bool) -> int:
        """Lay the members out in ``rect`` and return the height they take."""
        lines: list[list[tuple[QLayoutItem, QSize]]] = [[]]
        left = 0
        for member in self._members:
            if member.isEmpty():
                continue
            size = member.sizeHint()
            size.setWidth(min(size.width(), max(1, rect.width())))
            if left and left + size.width() > rect.width():
                lines.append([])
                left = 0
            lines[-1].append((member, size))
            left += size.width() + self._across
        top = rect.top()
        for line in lines:
            height = max((size.height() for _, size in line), default=0)
            left = rect.left()
            for member, size in line:
                if really:
                    down = (height - size.height()) // 2
                    member.setGeometry(QRect(QPoint(left, top + down), size))
                left += size.width() + self._across
            top += height + self._down
        return top - self._down - rect.top()

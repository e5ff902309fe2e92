"""Takes dragged files for a whole page, and says over it what letting go of them will do.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QWidget

from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import theme

__all__ = ["DropHint", "local_files"]


class DropHint(QWidget):
    """An overlay with a frame and a sentence over ``parent``, which accepts drops from now on."""

    dropped = Signal(object)
    """Paths of files and folders: a tuple of str."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = ""
        self._page = parent
        self._receiver = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        parent.setAcceptDrops(True)
        parent.installEventFilter(self)
        self.hide()

    def set_receiver(self, name: str) -> None:
        """Say whom dropped files go to; while it is empty none are taken."""
        self._receiver = name
        if not name:
            self.hide()

    def receiver(self) -> str:
        """Return whom dropped files go to; empty: they are not taken."""
        return self._receiver

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._page.rect())
        elif isinstance(event, QDragEnterEvent | QDragMoveEvent):
            return self._enter(event)
        elif isinstance(event, QDropEvent):
            self.hide()
            return self._drop(event)
        elif event.type() == QEvent.Type.DragLeave:
            self.hide()
        return super().eventFilter(watched, event)

    def _enter(self, event: QDropEvent) -> bool:
        receiver = self.receiver()
        if not receiver or not local_files(event.mimeData()):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if self.isHidden():
            words = translate("DropHint", "Drop to offer to {name}")
            self._words = fill(words, name=shown(receiver))
            self.setGeometry(self._page.rect())
            self.raise_()
            self.show()
        return True

    def _drop(self, event: QDropEvent) -> bool:
        files = local_files(event.mimeData())
        if not files or not self.receiver():
            return False
        # Never a move: what is offered stays where it is.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(files)
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self.palette().color(QPalette.ColorRole.Base)
        veil.setAlphaF(0.85)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(own.accent, 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(16, 16, -16, -16), 12, 12)
        painter.setFont(theme.font(20, 600))
        painter.setPen(own.link)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self._words)


def local_files(mime: QMimeData) -> tuple[str, ...]:
    """Return the paths of the files on this computer that are pasted or dropped."""
    if not mime.hasUrls():
        return ()
    return tuple(url.toLocalFile() for url in mime.urls() if url.isLocalFile())

"""The tray icon: where the window goes when it is closed while somebody may still write.

Only made where a tray really exists: on some desktops the window would be gone for good. Main
thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from lanyard.widgets import icons


class Tray(QObject):
    """Icon and menu."""

    show_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._menu = QMenu()
        show = self._menu.addAction(self.tr("Show Lanyard"))
        show.triggered.connect(self.show_wanted)
        leave = self._menu.addAction(self.tr("Quit"))
        leave.triggered.connect(self.quit_wanted)
        self._icon = QSystemTrayIcon(icon, self)
        self._icon.setToolTip(self.tr("Lanyard"))
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._icon.messageClicked.connect(self.show_wanted)
        self._icon.show()

    def say_where(self) -> None:
        """Say once that the program goes on here."""
        self._icon.showMessage(
            self.tr("Lanyard goes on"),
            self.tr("It stays here, so that nobody’s message is lost. Quit is in this menu."),
            icons.icon("info"),
        )

    def hide(self) -> None:
        """Take the icon away."""
        self._icon.hide()

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        reasons = QSystemTrayIcon.ActivationReason
        if reason in (reasons.Trigger, reasons.DoubleClick):
            self.show_wanted.emit()


def available() -> bool:
    """Return whether this desktop has a tray."""
    return QSystemTrayIcon.isSystemTrayAvailable()

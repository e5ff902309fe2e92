"""Buttons that platforms do not have ready: an icon with a name, a link, the one default button.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QToolButton

from lanyard.widgets import icons, theme
from lanyard.widgets.text import button_text, plain_tip, shown


class IconButton(QToolButton):
    """A button that is only an icon; its name is said by tool tip and screen reader."""

    def __init__(self, icon: str, name: str, side: int = 32, role: str = "text2") -> None:
        super().__init__()
        self._icon_name = icon
        self._role = role
        self.setFixedSize(side, side)
        self.setIconSize(QSize(20, 20) if side >= 28 else QSize(16, 16))
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rename(name)
        self.recolour()
        theme.watcher().changed.connect(self.recolour)

    def rename(self, name: str) -> None:
        """Say another name: what a press will do."""
        self.setAccessibleName(shown(name))
        self.setToolTip(plain_tip(name))

    def set_icon_name(self, icon: str) -> None:
        """Show another icon."""
        if icon != self._icon_name:
            self._icon_name = icon
            self.recolour()

    @Slot()
    def recolour(self) -> None:
        """Draw the icon in the colour of the current scheme."""
        own = theme.colours()
        ink = {"text2": own.text2, "danger": own.danger_text, "link": own.link}[self._role]
        self.setIcon(icons.icon(self._icon_name, ink))


class LinkButton(QAbstractButton):
    """A button that reads like a link, for the way to another page."""

    def __init__(self, text: str, size: int = 13, weight: int = 400) -> None:
        super().__init__()
        self.setFont(theme.font(size, weight))
        self.setText(button_text(text))
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        words = self.text().replace("&&", "&")
        return QSize(metrics.horizontalAdvance(words) + 6, metrics.height() + 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        lined = self.font()
        lined.setUnderline(self.underMouse())
        painter.setFont(lined)
        painter.setPen(theme.colours().link)
        words = self.text().replace("&&", "&")
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), words)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colours().accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()


def push_button(text: str, icon: str = "", dense: bool = False) -> QPushButton:
    """Return a plain button; ``dense`` is for rows (28 high)."""
    button = IconPushButton(button_text(text), icon) if icon else QPushButton(button_text(text))
    button.setFont(theme.font(13))
    button.setAccessibleName(shown(text))
    button.setAutoDefault(False)
    button.setProperty("dense", dense)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return button


def accent_button(text: str, icon: str = "") -> QPushButton:
    """Return the one default button of a page, filled with the accent."""
    button = push_button(text, icon)
    button.setDefault(True)
    return button


class IconPushButton(QPushButton):
    """A push button with an icon that follows the colour scheme."""

    def __init__(self, text: str, icon: str) -> None:
        super().__init__(text)
        self._icon_name = icon
        self.setIconSize(QSize(16, 16))
        self.recolour()
        theme.watcher().changed.connect(self.recolour)

    @Slot()
    def recolour(self) -> None:
        """Draw the icon in the colour of the current scheme."""
        white = self.palette().color(QPalette.ColorRole.HighlightedText)
        self.setIcon(icons.icon(self._icon_name, white if self.isDefault() else None))

"""Small building parts that several pages share, each drawn once so that they stay one look.

None of them acts. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from lanyard.widgets import avatars, icons, theme
from lanyard.widgets.text import elided_label, plain_label, shown

CARD_RADIUS = 10.0


class Card(QFrame):
    """A form or a group on the window's ground; ``set_active`` gives it the accent border."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._active = False
        self.setFrameShape(QFrame.Shape.NoFrame)

    def set_active(self, active: bool) -> None:
        """Mark the card the person works in."""
        if active != self._active:
            self._active = active
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        own = theme.colours()
        width = 1.5 if self._active else 1.0
        painter.setPen(QPen(own.accent if self._active else own.hairline, width))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        half = width / 2
        place = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(place, CARD_RADIUS, CARD_RADIUS)


class Chip(QWidget):
    """An icon and a word on a soft ground; says how something is and never acts."""

    def __init__(
        self, text: str, kind: str = "plain", icon: str = "", parent: QWidget | None = None
    ) -> None:
        """``kind``: 'plain' (amber, not encrypted only), 'verified', 'danger' or 'quiet'."""
        super().__init__(parent)
        self._kind = kind
        self._icon = icon
        self._text = ""
        self.setFont(theme.font(12))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another word."""
        self._text = shown(text)
        self.setAccessibleName(self._text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the word."""
        return self._text

    def sizeHint(self) -> QSize:
        width = QFontMetrics(self.font()).horizontalAdvance(self._text) + 16
        return QSize(width + (19 if self._icon else 0), theme.scaled(22))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self._text, self._kind, self._icon)


def paint_chip(
    painter: QPainter, rect: QRectF, text: str, kind: str = "plain", icon: str = ""
) -> None:
    """Paint a chip that fills ``rect``, for widgets and delegates alike."""
    own = theme.colours()
    soft, ink = {
        "plain": (own.plain_soft, own.plain_text),
        "verified": (own.verified_soft, own.verified_text),
        "danger": (own.danger_soft, own.danger_text),
        "quiet": (own.tile, own.text2),
    }[kind]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(soft)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    inner = rect.adjusted(8, 0, -8, 0)
    if icon:
        icons.draw(painter, QRectF(inner.left() - 1, rect.center().y() - 8, 16, 16), icon, ink)
        inner.setLeft(inner.left() + 19)
    painter.setFont(theme.font(12))
    painter.setPen(ink)
    painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
    painter.restore()


class TileIcon(QWidget):
    """An icon on a rounded square. ``kind``: 'accent', 'quiet', 'verified' or 'danger'."""

    def __init__(
        self, icon: str, side: int = 36, kind: str = "accent", icon_side: int = 20
    ) -> None:
        super().__init__()
        self._icon = icon
        self._kind = kind
        self._icon_side = icon_side
        self.setFixedSize(side, side)

    def set_icon(self, icon: str, kind: str) -> None:
        """Show another icon on another ground."""
        self._icon, self._kind = icon, kind
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        ground, ink = {
            "accent": (own.selected, own.link),
            "quiet": (own.tile, own.text2),
            "verified": (own.verified_soft, own.verified_text),
            "danger": (own.danger_soft, own.danger_text),
        }[self._kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        place = QRectF(0, 0, self._icon_side, self._icon_side)
        place.moveCenter(QRectF(self.rect()).center())
        icons.draw(painter, place, self._icon, ink)


class Avatar(QWidget):
    """The avatar of a person or a room, as a widget."""

    def __init__(self, side: int = 32, kind: str = "person") -> None:
        super().__init__()
        self._device_id = ""
        self._name = ""
        self._kind = kind
        self.setFixedSize(side, side)

    def show_somebody(self, device_id: str, name: str) -> None:
        """Show the avatar of this device id and name."""
        if (device_id, name) != (self._device_id, self._name):
            self._device_id, self._name = device_id, name
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        place = QRectF(self.rect())
        avatars.paint_avatar(QPainter(self), place, self._device_id, self._name, self._kind)


class Pictogram(QWidget):
    """A small icon beside a line of text; the text says the same, so it has no name of its own."""

    def __init__(self, icon: str = "", side: int = 16, role: str = "text2") -> None:
        """``role``: 'text2', 'danger', 'verified' or 'plain'."""
        super().__init__()
        self._icon = icon
        self._role = role
        self.setFixedSize(side, side)

    def set_icon(self, icon: str, role: str = "text2") -> None:
        """Show another icon; an empty name shows nothing."""
        self._icon, self._role = icon, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._icon:
            own = theme.colours()
            ink = {
                "text2": own.text2,
                "danger": own.danger_text,
                "verified": own.verified_text,
                "plain": own.plain_text,
            }[self._role]
            icons.draw(QPainter(self), QRectF(self.rect()), self._icon, ink)


class Banner(QWidget):
    """What is wrong with the whole page and mends itself: a title, a sentence, buttons.

    A ``calm`` one says what was done; nothing is wrong.
    """

    def __init__(self, parent: QWidget | None = None, calm: bool = False) -> None:
        super().__init__(parent)
        self._calm = calm
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 8, 16, 8)
        self._row.setSpacing(8)
        sign = Pictogram("info", 20) if calm else Pictogram("warning", 20, "danger")
        self._row.addWidget(sign)
        self._row.addSpacing(12)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        self._title = elided_label("", 13, 600)
        self._sentence = plain_label("", 12, 400, "text2")
        self._sentence.setWordWrap(True)
        lines.addStretch()
        lines.addWidget(self._title)
        lines.addWidget(self._sentence)
        lines.addStretch()
        self._row.addLayout(lines, 1)
        self.setMinimumHeight(theme.scaled(56))

    def add_button(self, button: QPushButton) -> None:
        """Put a button at the right end."""
        self._row.addWidget(button)

    def say(self, title: str, sentence: str) -> None:
        """Show these words."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)

    def words(self) -> tuple[str, str]:
        """Return title and sentence."""
        return self._title.text(), self._sentence.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        own = theme.colours()
        painter.fillRect(self.rect(), own.selected if self._calm else own.danger_soft)
        painter.setPen(own.hairline)
        bottom = QPointF(0, self.height() - 0.5)
        painter.drawLine(bottom, bottom + QPointF(self.width(), 0))


class EmptyState(QWidget):
    """What stands where nothing is yet: a tile, a title, one sentence, room for more below."""

    def __init__(self, icon: str, title: str, sentence: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 20, 20, 20)
        self._column.setSpacing(0)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._column.addStretch(2)
        self._column.addWidget(TileIcon(icon, 56, "quiet", 28), 0, middle)
        self._column.addSpacing(16)
        self._title = plain_label(title, 20, 600)
        self._column.addWidget(self._title, 0, middle)
        self._column.addSpacing(4)
        self._sentence = plain_label(sentence, 13, 400, "text2")
        self._sentence.setWordWrap(False)
        self._column.addWidget(self._sentence, 0, middle)
        self._column.addSpacing(20)
        self._column.addStretch(3)

    def add(self, widget: QWidget) -> None:
        """Put a widget below the sentence."""
        # Stretches and not an alignment: only so a card that wraps its words gets the height.
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(widget)
        row.addStretch()
        self._column.insertLayout(self._column.count() - 1, row)
        self._column.insertSpacing(self._column.count() - 1, 20)

    def say(self, title: str, sentence: str) -> None:
        """Show these words."""
        self._title.setText(title)
        self._sentence.setText(sentence)


def ground(widget: QWidget, role: QPalette.ColorRole) -> None:
    """Let ``widget`` fill itself with a palette role (pages: Window; lists and logs: Base)."""
    widget.setAutoFillBackground(True)
    widget.setBackgroundRole(role)

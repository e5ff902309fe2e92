"""The addresses others can type to come into my room, each with copy, and the link as a QR code.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lanyard.events import Address
from lanyard.phrases import fill
from lanyard.widgets import theme
from lanyard.widgets.buttons import IconButton, LinkButton, push_button
from lanyard.widgets.parts import Card, Pictogram
from lanyard.widgets.qr_code import QrCode
from lanyard.widgets.text import Hairline, elided_label, plain_label, section_head

SHOWN_FIRST = 4
ROW_HEIGHT = 40

translate = QCoreApplication.translate


class AddressList(QWidget):
    """Two cards: the addresses, and the page at the chosen one as a code."""

    def __init__(self) -> None:
        super().__init__()
        self._addresses: tuple[Address, ...] = ()
        self._port = 0
        self._all = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._build_addresses(), 1)
        self._code_card = self._build_code()
        row.addWidget(self._code_card)

    def _build_addresses(self) -> Card:
        card = Card()
        self._column = QVBoxLayout(card)
        self._column.setContentsMargins(5, 11, 5, 5)
        self._column.setSpacing(0)
        head = section_head(self.tr("Others type one of these"))
        head.setContentsMargins(12, 0, 12, 6)
        self._column.addWidget(head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self._column.addLayout(self._rows)
        self._more = LinkButton("")
        self._more.clicked.connect(self._show_all)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._more.hide()
        self._column.addStretch()
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._chosen)
        return card

    def _build_code(self) -> Card:
        card = Card()
        row = QHBoxLayout(card)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(14)
        self._code = QrCode()
        row.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(plain_label(self.tr("Without the program"), 13, 600))
        line = plain_label(
            self.tr(
                "A phone on this network scans the code and sees the room’s page in its browser, "
                "not encrypted."
            ),
            12,
            400,
            "text2",
        )
        line.setWordWrap(True)
        line.setFixedWidth(theme.scaled(160))
        words.addWidget(line)
        words.addStretch()
        self._copy = push_button(self.tr("Copy link"), "copy", dense=True)
        self._copy.clicked.connect(self._copy_chosen)
        words.addWidget(self._copy)
        row.addLayout(words)
        return card

    def show_addresses(self, addresses: tuple[Address, ...], port: int) -> None:
        """Show where others can come to, the best first."""
        if (addresses, port) == (self._addresses, self._port):
            return
        self._addresses, self._port = addresses, port
        self._fill()

    def chosen(self) -> str:
        """Return the address and port of the row that is chosen."""
        number = max(0, self._group.checkedId())
        if not self._addresses:
            return ""
        return typed_form(self._addresses[number].address, self._port)

    def link(self) -> str:
        """Return what the code shows: the room's page, for a browser on the same network."""
        chosen = self.chosen()
        return f"http://{chosen}/" if chosen else ""

    def order(self) -> list[QWidget]:
        """Return what Tab goes through."""
        stops: list[QWidget] = []
        for row in self._group.buttons():
            stops += [row, *row.findChildren(IconButton)]
        return [*stops, self._more, self._copy]

    def set_code_visible(self, visible: bool) -> None:
        """Give the addresses the whole width where there is little."""
        self._code_card.setVisible(visible)

    def _fill(self) -> None:
        while (old := self._rows.takeAt(0)) is not None:
            widget = old.widget()
            if widget is not None:
                if isinstance(widget, _AddressRow):
                    self._group.removeButton(widget)
                widget.deleteLater()
        count = len(self._addresses) if self._all else min(SHOWN_FIRST, len(self._addresses))
        for number, address in enumerate(self._addresses[:count]):
            row = _AddressRow(typed_form(address.address, self._port), address.interface)
            row.copy_wanted.connect(self._copy_text)
            self._group.addButton(row, number)
            if number:
                self._rows.addWidget(_RowLine())
            self._rows.addWidget(row)
        rest = len(self._addresses) - count
        self._more.setVisible(rest > 0)
        words = self.tr("Show %n more", "", rest)
        self._more.setText(words)
        self._more.setAccessibleName(words)
        first = self._group.button(0)
        if first is not None:
            first.setChecked(True)
        self._code.show_text(self.link())

    @Slot()
    def _show_all(self) -> None:
        self._all = True
        self._fill()

    @Slot(int)
    def _chosen(self, _number: int) -> None:
        self._code.show_text(self.link())

    @Slot()
    def _copy_chosen(self) -> None:
        self._copy_text(self.link())

    @Slot(str)
    def _copy_text(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)


class _AddressRow(QAbstractButton):
    """One address; the chosen one is the one that the code shows."""

    copy_wanted = Signal(str)

    def __init__(self, text: str, interface: str) -> None:
        super().__init__()
        self._text = text
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        spoken = fill(self.tr("{address}, {interface}"), address=text, interface=interface)
        self.setAccessibleName(spoken)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(12)
        row.addWidget(Pictogram(_sign_of(interface), 18))
        row.addWidget(elided_label(text, 14), 3)
        row.addWidget(elided_label(interface, 12, 400, "text2"), 2)
        copy = IconButton("copy", fill(self.tr("Copy {address}"), address=text))
        copy.clicked.connect(self._copy)
        row.addWidget(copy)

    def sizeHint(self) -> QSize:
        return QSize(240, theme.scaled(ROW_HEIGHT) - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0, 1, 0, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own.selected if self.isChecked() else own.hover)
            painter.drawRoundedRect(box, 6, 6)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(own.accent, 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)

    @Slot()
    def _copy(self) -> None:
        self.copy_wanted.emit(self._text)


class _RowLine(QWidget):
    """A hairline that leaves the card's edges free."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(Hairline())


def typed_form(address: str, port: int) -> str:
    """Return address and port the way a person types them: '10.0.0.40:25225', '[fe80::1]:25225'."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _sign_of(interface: str) -> str:
    name = interface.casefold()
    if name.startswith(("wl", "wi-fi", "wifi", "wireless", "wlan")):
        return "wifi"
    return "app" if name.startswith("lo") else "cable"

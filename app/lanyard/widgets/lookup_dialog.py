"""Look something up: a name, an address, a service, a port, or this computer. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lanyard.phrases import fill
from lanyard.readable import visible
from lanyard.sentences import sentence
from lanyard.sockets import LookedUp, LookUp
from lanyard.widgets import theme
from lanyard.widgets.buttons import accent_button
from lanyard.widgets.form import Field
from lanyard.widgets.text import plain_label


class LookupDialog(QDialog):
    """One field, and rows of what was found."""

    command_wanted = Signal(object)
    """LookUp."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Look up"))
        self._query: str | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("Look up"), 15, 600))
        line = plain_label(
            self.tr(
                "A name, an address, a service, a port, or an address in hex; "
                "nothing looks up this computer."
            ),
            12,
            400,
            "text2",
        )
        line.setWordWrap(True)
        column.addWidget(line)
        self.query = Field(QLineEdit(), self.tr("What to look up"))
        self.query.entered.connect(self.submit)
        self._go = accent_button(self.tr("Look up"))
        self._go.clicked.connect(self.submit)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.query, 1)
        row.addWidget(self._go, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self._status = plain_label("", 13, 600)
        self._status.hide()
        column.addWidget(self._status)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(self.tr("What was found"))
        column.addWidget(self._scroll, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(theme.scaled(480), theme.scaled(420))
        self._show_rows(())

    @Slot()
    def submit(self) -> None:
        """Look up what is typed."""
        self._query = self.query.text()
        self.query.clear_error()
        self._go.setEnabled(False)
        self._say(self.tr("Looking it up."))
        self.command_wanted.emit(LookUp(self._query))

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine; what was not asked here is ignored."""
        if not isinstance(event, LookedUp) or event.query != self._query:
            return
        self._go.setEnabled(True)
        if event.failure is not None:
            self._say("")
            self.query.show_error(sentence(event.failure))
        else:
            words = self.tr("This computer")
            if event.query:
                words = visible(event.query)
            self._say(words)
        self._show_rows(event.rows)

    def found(self) -> list[tuple[str, str]]:
        """Return what is shown, row by row."""
        return self._found

    def _say(self, words: str) -> None:
        self._status.setText(words)
        self._status.setVisible(bool(words))

    def _show_rows(self, rows: tuple[tuple[str, str], ...]) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, theme.scaled(110))
        top = Qt.AlignmentFlag.AlignTop
        self._found: list[tuple[str, str]] = []
        for row, (what, value) in enumerate(rows):
            name, words = self._name_of(what), self._value_of(what, value)
            self._found.append((name, words))
            grid.addWidget(plain_label(name, 12, 400, "text2"), row, 0, top)
            label = plain_label(words, 13)
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            grid.addWidget(label, row, 1, top)
        grid.setRowStretch(len(rows), 1)
        self._scroll.setWidget(inside)

    def _name_of(self, what: str) -> str:
        names = {
            "host_name": self.tr("Host name"),
            "full_name": self.tr("Full name"),
            "interface": self.tr("Network"),
            "address": self.tr("Address"),
            "alias": self.tr("Alias"),
            "name": self.tr("Name"),
            "service": self.tr("Service"),
            "hexadecimal": self.tr("In hex"),
        }
        return names.get(what, what)

    def _value_of(self, what: str, value: str) -> str:
        parts = [visible(part) for part in value.split("\t")]
        if what != "interface" or len(parts) < 2:
            return visible(value.replace("\t", " "))
        if len(parts) > 2 and parts[2]:
            words = self.tr("{name}: {address}, broadcast {broadcast}")
            return fill(words, name=parts[0], address=parts[1], broadcast=parts[2])
        return fill(self.tr("{name}: {address}"), name=parts[0], address=parts[1])

"""The card that sends a broadcast: a text, where to, how often, and how it goes.

Main thread only.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from lanyard import commands
from lanyard.events import (
    AskedInterface,
    BroadcastFailed,
    BroadcastSent,
    BroadcastStopped,
    Code,
    Failure,
)
from lanyard.phrases import fill
from lanyard.sentences import sentence
from lanyard.widgets import theme
from lanyard.widgets.buttons import accent_button, push_button
from lanyard.widgets.flow import FlowLayout
from lanyard.widgets.parts import Card, Pictogram
from lanyard.widgets.text import button_text, hairline, plain_label

EVERYTHING = "255.255.255.255"
SAFE_BYTES = 508
"""What every network carries in one piece: 576 bytes at least, less the longest heads."""
LONGEST_TEXT = 65_507
LABEL_COLUMN = 72

translate = QCoreApplication.translate


class PortEdit(QLineEdit):
    """A port: five digits. What is no port is told when it is used, not while it is typed."""

    def __init__(self, port: int, name: str) -> None:
        super().__init__(str(port))
        self.setMaxLength(6)
        self.setFont(theme.font(13))
        self.setFixedWidth(theme.scaled(60))
        self.setAccessibleName(name)
        self.textEdited.connect(self.clear_error)

    def port(self) -> int:
        """Return the number, -1 for what is none; the engine says what is wrong with it."""
        text = self.text().strip()
        return int(text) if text.isascii() and text.isdigit() else -1

    def show_error(self, words: str) -> None:
        """Show that the port was refused, and put the focus there."""
        self.setProperty("wrong", True)
        self.setAccessibleDescription(words)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    @Slot()
    def clear_error(self) -> None:
        """Forget that."""
        self.setProperty("wrong", False)
        self.setAccessibleDescription("")
        self.update()


class DestinationBox(QWidget):
    """A check box for one destination: the network's name and its broadcast address."""

    def __init__(self, name: str, address: str, checked: bool) -> None:
        super().__init__()
        self.address = address
        self.box = QCheckBox(button_text(name))
        self.box.setFont(theme.font(13))
        self.box.setChecked(checked)
        words = fill(translate("BroadcastCard", "{name}, {address}"), name=name, address=address)
        self.box.setAccessibleName(words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.box)
        row.addWidget(plain_label(address, 12, 400, "text2"))


class BroadcastCard(Card):
    """What is typed stays, whatever happens to the sending."""

    command_wanted = Signal(object)
    """Broadcast or StopBroadcast."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Send"))
        self._repeating = False
        self._once_sent = False
        self._times = 0
        self._next_at = 0.0
        self._known: tuple[tuple[str, str], ...] = ()
        self._boxes: list[DestinationBox] = []
        self._unchecked: set[str] = set()
        self._clock = QTimer(self)
        self._clock.setInterval(500)
        self._clock.timeout.connect(self._tell_waiting)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 11)
        column.setSpacing(0)
        column.addLayout(self._made_head())
        column.addSpacing(12)
        self._text = QLineEdit()
        self._text.setFont(theme.font(13))
        self._text.setFixedHeight(theme.scaled(36))
        self._text.setMaxLength(LONGEST_TEXT)
        self._text.setPlaceholderText(self.tr("Text for everybody on this network"))
        self._text.setAccessibleName(self.tr("Text"))
        self._text.textEdited.connect(self._count_bytes)
        self._text.returnPressed.connect(self._send)
        column.addWidget(self._text)
        column.addSpacing(12)
        column.addLayout(self._made_choices())
        column.addSpacing(14)
        column.addWidget(hairline())
        column.addSpacing(11)
        column.addLayout(self._made_foot())
        self.show_interfaces(())
        self._count_bytes()

    # --- building -------------------------------------------------------------------------------

    def _made_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(plain_label(self.tr("Send"), 15, 600))
        head.addStretch()
        self._bytes = plain_label("", 12, 400, "text2", tabular=True)
        head.addWidget(self._bytes)
        return head

    def _made_choices(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, theme.scaled(LABEL_COLUMN))
        grid.setColumnStretch(1, 1)
        self._destinations = QWidget()
        self._destinations.setAccessibleName(self.tr("To"))
        self._flow = FlowLayout(self._destinations, 20, 6)
        self._everything = DestinationBox(self.tr("Everything"), EVERYTHING, False)
        self._everything.box.toggled.connect(self._forget_trouble)
        self._nowhere = plain_label(self.tr("This computer is not on a network."), 13, 400, "text2")
        self._flow.addWidget(self._nowhere)
        self._flow.addWidget(self._everything)
        to = plain_label(self.tr("To"), 13, 400, "text2")
        to.setMinimumHeight(theme.scaled(24))
        grid.addWidget(to, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._destinations, 0, 1)
        often = QWidget()
        # In a narrow window it takes two lines, rather than cutting its words.
        flow = FlowLayout(often, 28, 6)
        self._once = QRadioButton(self.tr("Once"))
        self._again = QRadioButton(self.tr("Every"))
        self._modes = QButtonGroup(self)
        for mode in (self._once, self._again):
            mode.setFont(theme.font(13))
            self._modes.addButton(mode)
        self._once.setChecked(True)
        self._seconds = QLineEdit("5")
        self._seconds.setFont(theme.font(13))
        self._seconds.setFixedWidth(theme.scaled(44))
        self._seconds.setMaxLength(7)
        self._seconds.setAccessibleName(self.tr("Seconds between two sendings"))
        self._seconds.textEdited.connect(self._choose_again)
        flow.addWidget(self._once)
        flow.addWidget(
            _side_by_side(self._again, self._seconds, plain_label(self.tr("seconds"), 13))
        )
        port_label = plain_label(self.tr("Port"), 13, 400, "text2")
        self._port = PortEdit(commands.DEFAULT_BROADCAST_PORT, self.tr("Port to send to"))
        port_label.setBuddy(self._port)
        self._port.returnPressed.connect(self._send)
        self._seconds.returnPressed.connect(self._send)
        self._port.textEdited.connect(self._forget_trouble)
        flow.addWidget(_side_by_side(port_label, self._port))
        label = plain_label(self.tr("How often"), 13, 400, "text2")
        label.setMinimumHeight(theme.scaled(32))
        grid.addWidget(label, 1, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(often, 1, 1)
        return grid

    def _made_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._sign = Pictogram("", 16)
        self._status = plain_label("", 13, 400, "text2")
        self._status.setWordWrap(True)
        foot.addWidget(self._sign)
        foot.addWidget(self._status, 1)
        self._send_button = accent_button(self.tr("Send"))
        self._send_button.clicked.connect(self._send)
        self._stop_button = push_button(self.tr("Stop"), "stop")
        self._stop_button.clicked.connect(self._stop)
        self._stop_button.hide()
        foot.addWidget(self._send_button)
        foot.addWidget(self._stop_button)
        return foot

    # --- what the page tells --------------------------------------------------------------------

    def set_port(self, port: int) -> None:
        """Fill in the port."""
        self._port.setText(str(port))

    def focus_text(self) -> None:
        """Put the focus into the text."""
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    def status(self) -> str:
        """Return the line that says how the sending goes."""
        return self._status.text()

    def show_interfaces(self, interfaces: Sequence[AskedInterface]) -> None:
        """Offer the networks this computer is on; what was chosen before stays chosen."""
        known = tuple(
            (one.name, one.broadcast)
            for one in {one.broadcast: one for one in reversed(interfaces)}.values()
            if one.broadcast
        )[::-1]
        if known == self._known and self._flow.count() > 2:
            return
        # Kept beyond a network's absence: a cable pulled for a moment changes no choice.
        for one in self._boxes:
            if one.box.isChecked():
                self._unchecked.discard(one.address)
            else:
                self._unchecked.add(one.address)
        for box in self._boxes:
            self._flow.removeWidget(box)
            box.hide()
            box.deleteLater()
        self._known = known
        self._boxes = [
            DestinationBox(name, address, address not in self._unchecked) for name, address in known
        ]
        self._nowhere.setVisible(not known)
        # The last place belongs to everything.
        self._flow.removeWidget(self._everything)
        for box in self._boxes:
            box.box.toggled.connect(self._forget_trouble)
            self._flow.addWidget(box)
        self._flow.addWidget(self._everything)
        before: QWidget = self._text
        for box in (*self._boxes, self._everything):
            QWidget.setTabOrder(before, box.box)
            before = box.box
        QWidget.setTabOrder(before, self._once)
        self._destinations.updateGeometry()

    def take(self, event: BroadcastSent | BroadcastFailed | BroadcastStopped) -> None:
        """Show how the sending goes."""
        match event:
            case BroadcastFailed():
                self._set_repeating(False)
                self._show_failure(event.failure)
            case BroadcastSent():
                self._times = event.times
                self._next_at = time.monotonic() + event.next_in
                self._once_sent = not self._repeating and not event.next_in
                self._set_repeating(bool(event.next_in))
                self._forget_trouble()
                self._tell_waiting()
            case BroadcastStopped():
                self._times = event.times
                self._once_sent = False
                self._set_repeating(False)
                self._tell_waiting()

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def _send(self) -> None:
        self._forget_trouble()
        every = 0.0
        if self._again.isChecked():
            every = self._wanted_seconds()
            if not every:
                self._show_trouble(
                    self.tr("Type how many seconds lie between two sendings, for example 5.")
                )
                _mark(self._seconds)
                return
        addresses = self._wanted_addresses()
        if addresses is None:
            self._show_trouble(self.tr("Choose at least one network to send to."))
            return
        self.command_wanted.emit(
            commands.Broadcast(self._text.text(), self._port.port(), addresses, every)
        )

    @Slot()
    def _stop(self) -> None:
        self.command_wanted.emit(commands.StopBroadcast())

    @Slot()
    def _choose_again(self) -> None:
        self._again.setChecked(True)
        self._forget_trouble()

    @Slot()
    def _count_bytes(self) -> None:
        size = len(self._text.text().encode("utf-8", "replace"))
        if size <= SAFE_BYTES:
            words = self.tr("{size} of {limit} bytes")
        else:
            words = self.tr("{size} bytes; above {limit} some networks lose it")
        locale = QLocale()
        self._bytes.setText(
            fill(words, size=locale.toString(size), limit=locale.toString(SAFE_BYTES))
        )
        self._bytes.set_role("text2" if size <= SAFE_BYTES else "danger")
        self._forget_trouble()

    @Slot()
    def _tell_waiting(self) -> None:
        if self._once_sent:
            words = self.tr("Sent")
        elif not self._times:
            words = ""
        elif self._repeating:
            left = max(0, math.ceil(self._next_at - time.monotonic()))
            words = fill(
                self.tr("Sent %n times, next in {seconds} s", "", self._times),
                seconds=QLocale().toString(left),
            )
        else:
            words = self.tr("Sent %n times", "", self._times)
        self._status.set_role("text2")
        self._status.setText(words)
        self._sign.set_icon("repeat" if self._repeating else "check" if words else "")

    @Slot()
    def _forget_trouble(self) -> None:
        for field in (self._text, self._seconds):
            if field.property("wrong"):
                field.setProperty("wrong", False)
                field.setAccessibleDescription("")
                field.update()
        self._port.clear_error()
        if self._status.property("trouble"):
            self._status.setProperty("trouble", False)
            self._tell_waiting()

    # --- state ----------------------------------------------------------------------------------

    def _set_repeating(self, repeating: bool) -> None:
        if repeating == self._repeating:
            return
        self._repeating = repeating
        had_focus = self._send_button.hasFocus() or self._stop_button.hasFocus()
        self._send_button.setVisible(not repeating)
        self._stop_button.setVisible(repeating)
        if had_focus:
            button = self._stop_button if repeating else self._send_button
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        if repeating:
            self._clock.start()
        else:
            self._clock.stop()

    def _show_failure(self, failure: Failure) -> None:
        words = sentence(failure)
        self._show_trouble(words)
        if failure.code == Code.PORT_OUT_OF_RANGE:
            self._port.show_error(words)
        elif failure.code in (Code.TEXT_EMPTY, Code.DATAGRAM_TOO_LONG):
            _mark(self._text)
            self._text.setAccessibleDescription(words)

    def _show_trouble(self, words: str) -> None:
        self._status.setProperty("trouble", True)
        self._status.set_role("danger")
        self._status.setText(words)
        self._sign.set_icon("warning", "danger")

    def _wanted_seconds(self) -> float:
        """Return the pause that was typed, 0 for anything that is none."""
        text = self._seconds.text().strip().replace(",", ".")
        try:
            seconds = float(text)
        except ValueError:
            return 0.0
        return seconds if math.isfinite(seconds) and seconds > 0 else 0.0

    def _wanted_addresses(self) -> tuple[str, ...] | None:
        """Return the chosen destinations: empty for the usual ones, None for none at all."""
        chosen = tuple(one.address for one in self._boxes if one.box.isChecked())
        everything = self._everything.box.isChecked()
        if everything:
            return (*chosen, EVERYTHING)
        if len(chosen) == len(self._boxes):
            return ()
        return chosen or None


def _side_by_side(*widgets: QWidget) -> QWidget:
    """Return what stays on one line together."""
    together = QWidget()
    row = QHBoxLayout(together)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    for widget in widgets:
        row.addWidget(widget)
    return together


def _mark(field: QLineEdit) -> None:
    """Show that a field is the one to mend, and put the focus there."""
    field.setProperty("wrong", True)
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    field.update()

"""The right column of the sockets page: what a socket is like, its options, what is kept to send.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lanyard.models.traffic import bytes_text
from lanyard.phrases import fill
from lanyard.readable import visible
from lanyard.saved_sockets import Sending
from lanyard.sockets import (
    Option,
    PropertiesRead,
    SetOption,
    SocketChanged,
    SocketState,
    Transport,
)
from lanyard.widgets import theme
from lanyard.widgets.buttons import IconButton, LinkButton
from lanyard.widgets.parts import ground
from lanyard.widgets.text import (
    ElidedLabel,
    elided_label,
    hairline,
    plain_label,
    plain_tip,
    section_head,
)
from lanyard.widgets.traffic_table import draw_elided

WIDTH = 216
LABEL_COLUMN = 80
_BUFFERS = (Option.SEND_BUFFER, Option.RECEIVE_BUFFER)


class SocketFacts(QScrollArea):
    """Shows one socket; asks for nothing itself."""

    command_wanted = Signal(object)
    """SetOption."""

    send_wanted = Signal(object)
    """A ``Sending`` to send on the socket that is shown."""

    edit_wanted = Signal(object)
    """A ``Sending`` to put where one types."""

    sendings_changed = Signal(object)
    """All saved sendings, as a tuple."""

    keep_wanted = Signal()
    """Keep what is typed among the saved ones."""

    end_wanted = Signal()
    """Say to the other side that nothing more comes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("This socket"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._one: SocketChanged | None = None
        self._read: PropertiesRead | None = None
        self._sendings: tuple[Sending, ...] = ()
        self._kept: list[_SendingRow] = []
        inside = QWidget()
        ground(inside, QPalette.ColorRole.Base)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        self._about = self._made_properties()
        column.addWidget(self._about)
        self._settable = self._made_options()
        column.addWidget(self._settable)
        column.addWidget(self._made_sendings())
        column.addStretch()
        self.setWidget(inside)
        self.show_sendings(())
        self.show_socket(None, "")

    # --- building -------------------------------------------------------------------------------

    def _made_properties(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        column.addLayout(_inset(section_head(self.tr("This socket"))))
        grid = QGridLayout()
        grid.setContentsMargins(16, 0, 12, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, theme.scaled(LABEL_COLUMN))
        grid.setColumnStretch(1, 1)
        names = {
            "family": self.tr("Family"),
            "local": self.tr("Local"),
            "peer": self.tr("Peer"),
            "handle": self.tr("Handle"),
            "received": self.tr("Received"),
            "sent": self.tr("Sent"),
            "boundary": self.tr("A text is"),
        }
        self._facts: dict[str, tuple[QWidget, ElidedLabel]] = {}
        for row, (name, words) in enumerate(names.items()):
            label = plain_label(words, 12, 400, "text2")
            value = elided_label("", 12, 400, "text")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
            self._facts[name] = (label, value)
        column.addLayout(grid)
        self._end = LinkButton(self.tr("End sending"), 12)
        self._end.setToolTip(self.tr("Say that nothing more comes; the rest is still read"))
        self._end.clicked.connect(self.end_wanted)
        column.addLayout(_inset(self._end))
        column.addSpacing(4)
        column.addWidget(hairline())
        return part

    def _made_options(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(6)
        column.addLayout(_inset(section_head(self.tr("Options"))))
        names = {
            Option.REUSE_ADDRESS: self.tr("Reuse address"),
            Option.BROADCAST: self.tr("Broadcast"),
            Option.KEEP_ALIVE: self.tr("Keep-alive"),
            Option.NO_DELAY: self.tr("No delay"),
        }
        self._boxes: dict[Option, QCheckBox] = {}
        for option, words in names.items():
            box = QCheckBox(words)
            box.setFont(theme.font(13))
            box.setProperty("option", option.value)
            box.clicked.connect(self._box_clicked)
            self._boxes[option] = box
            column.addLayout(_inset(box))
        buffers = QGridLayout()
        buffers.setContentsMargins(16, 2, 12, 0)
        buffers.setHorizontalSpacing(8)
        buffers.setVerticalSpacing(6)
        buffers.setColumnStretch(0, 1)
        self._sizes: dict[Option, QLineEdit] = {}
        sizes = {
            Option.SEND_BUFFER: self.tr("Send buffer"),
            Option.RECEIVE_BUFFER: self.tr("Receive buffer"),
        }
        for row, option in enumerate(_BUFFERS):
            edit = QLineEdit()
            edit.setFont(theme.font(12))
            edit.setMaxLength(10)
            edit.setFixedWidth(theme.scaled(80))
            edit.setAccessibleName(sizes[option])
            edit.setProperty("option", option.value)
            edit.returnPressed.connect(self._size_typed)
            label = plain_label(sizes[option], 12, 400, "text2")
            label.setBuddy(edit)
            buffers.addWidget(label, row, 0)
            buffers.addWidget(edit, row, 1)
            self._sizes[option] = edit
        column.addLayout(buffers)
        column.addSpacing(8)
        column.addWidget(hairline())
        return part

    def _made_sendings(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 6, 0)
        head.addWidget(section_head(self.tr("Saved packets")), 1)
        self._add = IconButton("plus", self.tr("Save what is typed"), 28)
        self._add.clicked.connect(self.keep_wanted)
        head.addWidget(self._add)
        column.addLayout(head)
        self._hint = plain_label(
            self.tr("What you send often can be kept here: type it, then press plus."),
            12,
            400,
            "text2",
        )
        self._hint.setWordWrap(True)
        column.addLayout(_inset(self._hint))
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        return part

    # --- what is shown --------------------------------------------------------------------------

    def show_socket(self, one: SocketChanged | None, boundary: str) -> None:
        """Show a socket, or none."""
        if one is None or self._one is None or one.key != self._one.key:
            self._read = None
        self._one = one
        is_open = one is not None and one.state == SocketState.OPEN
        self._about.setVisible(one is not None)
        self._settable.setVisible(is_open and self._read is not None)
        stream = one is not None and one.transport is Transport.TCP and not one.is_listener
        self._end.setVisible(is_open and stream)
        self._end.setEnabled(one is not None and not one.half_closed)
        if one is not None:
            self._say("local", visible(one.local))
            self._say("peer", "" if one.is_listener else visible(one.peer))
            self._say("received", bytes_text(one.received))
            self._say("sent", bytes_text(one.sent))
            self._say("boundary", boundary)
            self._tell_read()
        self._enable_sending()

    def show_properties(self, read: PropertiesRead) -> None:
        """Show what was read, when it is about the socket that is shown."""
        if self._one is None or read.key != self._one.key:
            return
        self._read = read
        self._settable.setVisible(self._one.state == SocketState.OPEN)
        self._tell_read()
        options = dict(read.options)
        for option, box in self._boxes.items():
            box.setVisible(option in options)
            box.setChecked(bool(options.get(option, 0)))
        for option, edit in self._sizes.items():
            edit.setEnabled(option in options)
            if not edit.hasFocus():
                edit.setText(str(options.get(option, "")))

    def _tell_read(self) -> None:
        read = self._read
        if read is None:
            self._say("family", "")
            self._say("handle", "")
            return
        kind = self.tr("stream") if read.kind == "stream" else self.tr("datagrams")
        words = fill(self.tr("{family}, {kind}"), family=read.family, kind=kind)
        self._say("family", words)
        self._say("handle", str(read.descriptor) if read.descriptor >= 0 else "")

    def _say(self, name: str, words: str) -> None:
        label, value = self._facts[name]
        value.setText(words)
        label.setVisible(bool(words))
        value.setVisible(bool(words))

    # --- saved ones -----------------------------------------------------------------------------

    def sendings(self) -> tuple[Sending, ...]:
        """Return the saved ones."""
        return self._sendings

    def show_sendings(self, sendings: Sequence[Sending]) -> None:
        """Show what is kept; tells nobody."""
        self._sendings = tuple(sendings)
        for old in self._kept:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._kept = [_SendingRow(sending) for sending in self._sendings]
        for row in self._kept:
            row.send_wanted.connect(self.send_wanted)
            row.edit_wanted.connect(self.edit_wanted)
            row.remove_wanted.connect(self._remove)
            self._rows.addWidget(row)
        self._hint.setVisible(not self._sendings)
        self._enable_sending()

    def add_sending(self, sending: Sending) -> None:
        """Keep one more, once."""
        if sending not in self._sendings:
            self.show_sendings((*self._sendings, sending))
            self.sendings_changed.emit(self._sendings)

    @Slot(object)
    def _remove(self, sending: Sending) -> None:
        self.show_sendings(tuple(one for one in self._sendings if one != sending))
        self.sendings_changed.emit(self._sendings)

    def _enable_sending(self) -> None:
        one = self._one
        can_send = (
            one is not None
            and one.state == SocketState.OPEN
            and not one.half_closed
            and not (one.is_listener and one.transport is Transport.TCP)
        )
        for row in self._kept:
            row.send.setEnabled(can_send)
        self._add.setEnabled(can_send)

    # --- options --------------------------------------------------------------------------------

    @Slot(bool)
    def _box_clicked(self, checked: bool) -> None:
        box = self.sender()
        if isinstance(box, QCheckBox) and self._one is not None:
            option = Option(str(box.property("option")))
            self.command_wanted.emit(SetOption(self._one.key, option, int(checked)))

    @Slot()
    def _size_typed(self) -> None:
        edit = self.sender()
        if not isinstance(edit, QLineEdit) or self._one is None:
            return
        text = edit.text().strip()
        option = Option(str(edit.property("option")))
        if text.isascii() and text.isdigit() and 0 < int(text) <= 1 << 30:
            self.command_wanted.emit(SetOption(self._one.key, option, int(text)))
        elif self._read is not None:
            edit.setText(str(dict(self._read.options).get(option, "")))


class _SendingRow(QWidget):
    """One saved sending: send it, put it where one types, or take it out."""

    send_wanted = Signal(object)
    edit_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, sending: Sending) -> None:
        super().__init__()
        self._sending = sending
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.setSpacing(0)
        words = visible(sending.text)
        label = SendingLabel(words)
        label.clicked.connect(self._edit)
        remove = IconButton("close", fill(self.tr("Remove {text}"), text=words[:40]), 28)
        remove.clicked.connect(self._remove)
        self.send = IconButton("upload", fill(self.tr("Send {text}"), text=words[:40]), 28)
        self.send.clicked.connect(self._send)
        row.addWidget(label, 1)
        row.addWidget(remove)
        row.addWidget(self.send)

    @Slot()
    def _edit(self) -> None:
        self.edit_wanted.emit(self._sending)

    @Slot()
    def _send(self) -> None:
        self.send_wanted.emit(self._sending)

    @Slot()
    def _remove(self) -> None:
        self.remove_wanted.emit(self._sending)


class SendingLabel(QAbstractButton):
    """The text of a saved sending in the fixed family; a press puts it where one types."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words[:200]
        self.setAccessibleName(fill(self.tr("Edit {text}"), text=words[:40]))
        self.setToolTip(plain_tip(words[:400]))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(80, theme.scaled(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.palette().color(QPalette.ColorRole.Text)
        place = self.rect().adjusted(4, 0, -4, 0)
        draw_elided(painter, place, self._words, theme.mono(12), text)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colours().accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)


def _inset(widget: QWidget) -> QHBoxLayout:
    """Return ``widget`` on the edge that every part of the column keeps."""
    row = QHBoxLayout()
    row.setContentsMargins(16, 0, 12, 0)
    if isinstance(widget, LinkButton):
        row.addWidget(widget)
        row.addStretch()
    else:
        row.addWidget(widget, 1)
    return row

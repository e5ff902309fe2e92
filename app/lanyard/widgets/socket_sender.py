"""What is said on a plain socket: a text, digits of bytes or a file; once, or again and again.

What is typed stays after sending, selected, because people try the same text several times. Main
thread only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDir, QLocale, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from lanyard.phrases import fill, translate
from lanyard.saved_sockets import ENDINGS, Sending
from lanyard.sockets import SendBytes, SendFile, SocketChanged, StopRepeating, Transport
from lanyard.widgets import theme
from lanyard.widgets.buttons import LinkButton, accent_button, push_button
from lanyard.widgets.composer import MessageField
from lanyard.widgets.flow import FlowLayout
from lanyard.widgets.parts import Pictogram, ground
from lanyard.widgets.segments import Segments
from lanyard.widgets.text import elided_label, plain_label

TEXT, HEX, FILE = 0, 1, 2


class SocketSender(QWidget):
    """The lower part of a talk."""

    command_wanted = Signal(object)
    """SendBytes, SendFile or StopRepeating."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        self.setAccessibleName(self.tr("Send"))
        self._key = ""
        self._path = ""
        self._repeating = False
        self._needs_peer = False
        self._ending_chosen = False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 10)
        column.setSpacing(8)
        column.addWidget(self._made_peers())
        column.addWidget(self._made_field())
        column.addLayout(self._made_choices())
        column.addWidget(self._made_repeat())
        column.addWidget(self._made_trouble())

    # --- building -------------------------------------------------------------------------------

    def _made_peers(self) -> QWidget:
        self._to = QWidget()
        row = QHBoxLayout(self._to)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = plain_label(self.tr("To"), 13, 400, "text2")
        self._peers = QComboBox()
        self._peers.setFont(theme.font(13))
        self._peers.setAccessibleName(self.tr("Send to"))
        self._peers.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        label.setBuddy(self._peers)
        row.addWidget(label)
        row.addWidget(self._peers, 1)
        self._to.hide()
        return self._to

    def _made_field(self) -> QWidget:
        self._text = MessageField()
        self._text.setFont(theme.mono(13))
        self._text.setAccessibleName(self.tr("What to send"))
        self._text.sent.connect(self.send)
        self._text.textChanged.connect(self._forget_trouble)
        self._text.textChanged.connect(self._fit_field)
        self._text.files_brought.connect(self._take_files)
        self._text.too_long.connect(self._refuse_paste)
        box = FieldBox(self._text)
        chosen = QWidget()
        row = QHBoxLayout(chosen)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._file_name = elided_label("", 13, 400, "text", Qt.TextElideMode.ElideMiddle)
        self._browse = push_button(self.tr("Choose a file…"))
        self._browse.clicked.connect(self._ask_file)
        row.addWidget(Pictogram("file", 20))
        row.addWidget(self._file_name, 1)
        row.addWidget(self._browse)
        self._what = QStackedWidget()
        self._what.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._what.addWidget(box)
        self._what.addWidget(chosen)
        return self._what

    def _made_choices(self) -> QHBoxLayout:
        both = QHBoxLayout()
        both.setSpacing(8)
        left = QWidget()
        flow = FlowLayout(left, 8, 6)
        self._form = Segments(
            (self.tr("Text"), self.tr("Hex"), self.tr("File")), self.tr("What to send it as")
        )
        self._form.chosen.connect(self._form_chosen)
        self._ending = QComboBox()
        self._ending.setFont(theme.font(13))
        self._ending.setAccessibleName(self.tr("Line end"))
        self._ending.addItem(self.tr("no line end"))
        self._ending.addItem(self.tr("ends with \\n"))
        self._ending.addItem(self.tr("ends with \\r\\n"))
        self._ending.setCurrentIndex(1)
        self._ending.activated.connect(self._note_ending)
        flow.addWidget(self._form)
        flow.addWidget(self._ending)
        self._send_button = accent_button(self.tr("Send"))
        self._send_button.clicked.connect(self.send)
        bottom = Qt.AlignmentFlag.AlignTop
        both.addWidget(left, 1, bottom)
        both.addWidget(self._send_button, 0, bottom)
        return both

    def _made_repeat(self) -> QWidget:
        self._repeat = QWidget()
        row = QHBoxLayout(self._repeat)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Pictogram("repeat", 16))
        self._every = QWidget()
        inside = QHBoxLayout(self._every)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        label = plain_label(self.tr("Repeat every"), 12, 400, "text2")
        self._seconds = QLineEdit()
        self._seconds.setFont(theme.font(13))
        self._seconds.setFixedWidth(theme.scaled(64))
        self._seconds.setMaxLength(7)
        self._seconds.setPlaceholderText(self.tr("never"))
        self._seconds.setAccessibleName(self.tr("Seconds between two sendings"))
        self._seconds.returnPressed.connect(self.send)
        self._seconds.textEdited.connect(self._forget_trouble)
        label.setBuddy(self._seconds)
        inside.addWidget(label)
        inside.addWidget(self._seconds)
        inside.addWidget(plain_label(self.tr("seconds"), 12, 400, "text2"))
        inside.addStretch()
        row.addWidget(self._every, 1)
        self._running = elided_label("", 12, 400, "text2")
        self._stop = LinkButton(self.tr("Stop"))
        self._stop.setAccessibleName(self.tr("Stop repeating"))
        self._stop.clicked.connect(self._stop_repeating)
        row.addWidget(self._running, 1)
        row.addWidget(self._stop)
        self._running.hide()
        self._stop.hide()
        return self._repeat

    def _made_trouble(self) -> QWidget:
        self._trouble = QWidget()
        row = QHBoxLayout(self._trouble)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._words = plain_label("", 12, 400, "danger")
        self._words.setWordWrap(True)
        row.addWidget(Pictogram("warning", 16, "danger"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self._trouble.hide()
        return self._trouble

    # --- what is shown --------------------------------------------------------------------------

    def show_socket(self, one: SocketChanged) -> None:
        """Send on this socket from now on; it must be open."""
        if one.key != self._key:
            self._key = one.key
            self._forget_trouble()
        self._needs_peer = one.is_listener
        self._to.setVisible(one.is_listener)
        self._repeating = one.repeating > 0
        had_focus = self._stop.hasFocus()
        self._every.setVisible(not self._repeating)
        self._running.setVisible(self._repeating)
        self._stop.setVisible(self._repeating)
        if had_focus and not self._repeating:
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._repeating:
            self._running.setText(
                fill(
                    self.tr("Repeating every {time}, %n sent", "", one.repeated),
                    time=_pause_words(one.repeating),
                )
            )
        can_send = not one.half_closed
        self._send_button.setEnabled(can_send)
        self._text.setPlaceholderText("" if can_send else self.tr("Nothing more can be sent here"))
        self._form_chosen(self._form.current())
        if not self._ending_chosen:
            # A datagram has an end of its own.
            self._ending.setCurrentIndex(0 if one.transport is Transport.UDP else 1)

    def show_peers(self, peers: Sequence[str]) -> None:
        """Offer whom to answer on a UDP listener, the latest first; the choice stays."""
        chosen = self._peers.currentText()
        self._peers.clear()
        self._peers.addItems(list(peers))
        if chosen in peers:
            self._peers.setCurrentText(chosen)

    def set_peer(self, peer: str) -> None:
        """Choose whom to answer, where somebody is to be chosen."""
        if self._needs_peer and self._peers.findText(peer) >= 0:
            self._peers.setCurrentText(peer)

    def text(self) -> str:
        """Return what is typed."""
        return self._text.toPlainText()

    def set_sending(self, sending: Sending) -> None:
        """Put something there, as if typed."""
        self._form.set_current(HEX if sending.hexadecimal else TEXT)
        self._form_chosen(self._form.current())
        self._text.setPlainText(sending.text)
        if not sending.hexadecimal:
            self._ending.setCurrentIndex(ENDINGS.index(sending.ending))
            self._ending_chosen = True

    def trouble(self) -> str:
        """Return the sentence that is shown; empty without one."""
        return "" if self._trouble.isHidden() else self._words.text()

    def focus_text(self) -> None:
        """Put the focus where one types."""
        self._text.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- sending --------------------------------------------------------------------------------

    @Slot()
    def send(self) -> None:
        """Send what is there, or say why not."""
        self._forget_trouble()
        if not self._send_button.isEnabled() or not self._key:
            return
        if self._form.current() == FILE:
            if self._path:
                self.command_wanted.emit(SendFile(self._key, self._path))
            else:
                self._say(self.tr("Choose a file first. It is sent as it is, byte for byte."))
            return
        sending = self.sending()
        if sending is not None:
            self.send_this(sending, self._wanted_pause())
            self._text.selectAll()

    def send_this(self, sending: Sending, every: float | None = 0.0) -> None:
        """Send something on this socket, ``every`` so many seconds; None was no number."""
        if every is None:
            self._say(self.tr("Type the seconds between two sendings as a number, for example 5."))
            self._seconds.setProperty("wrong", True)
            self._seconds.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        peer = self._peers.currentText() if self._needs_peer else ""
        if self._needs_peer and not peer:
            self._say(self.tr("Nobody has sent anything here yet. Who sends can be answered."))
            return
        self.command_wanted.emit(SendBytes(self._key, sending.payload(), every, peer=peer))

    def sending(self) -> Sending | None:
        """Return what is typed; None where a file is chosen, or it says why it cannot be sent."""
        if self._form.current() == FILE:
            return None
        is_hex = self._form.current() == HEX
        made = Sending(
            self._text.toPlainText(),
            is_hex,
            "" if is_hex else ENDINGS[self._ending.currentIndex()],
        )
        try:
            payload = made.payload()
        except ValueError:
            self._say(
                self.tr("These are no bytes. Type two digits or letters a to f for each: 7E 00 1F.")
            )
            return None
        if not payload:
            self._say(self.tr("There is nothing to send yet. Type something first."))
            return None
        return made

    def _wanted_pause(self) -> float | None:
        text = self._seconds.text().strip().replace(",", ".")
        if not text or self._repeating:
            return 0.0
        try:
            seconds = float(text)
        except ValueError:
            return None
        return seconds if math.isfinite(seconds) and seconds > 0 else None

    @Slot()
    def _stop_repeating(self) -> None:
        self.command_wanted.emit(StopRepeating(self._key))

    # --- forms ----------------------------------------------------------------------------------

    @Slot(int)
    def _form_chosen(self, form: int) -> None:
        self._what.setCurrentIndex(1 if form == FILE else 0)
        self._fit_field()
        self._ending.setVisible(form == TEXT)
        self._repeat.setVisible(form != FILE)
        placeholder = {TEXT: self.tr("Text"), HEX: self.tr("Bytes, for example 7E 00 1F")}
        if self._send_button.isEnabled():
            self._text.setPlaceholderText(placeholder.get(form, ""))
        self._tell_file()

    @Slot()
    def _fit_field(self) -> None:
        """Be as high as what is shown, so that the field grows with its lines."""
        current = self._what.currentWidget()
        if current is not None:
            self._what.setFixedHeight(max(current.sizeHint().height(), theme.scaled(36)))

    @Slot()
    def _note_ending(self) -> None:
        self._ending_chosen = True

    @Slot()
    def _ask_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file to send"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_file)
        dialog.open()

    @Slot(str)
    def set_file(self, path: str) -> None:
        """Send this file next."""
        self._path = path
        self._form.set_current(FILE)
        self._form_chosen(FILE)
        self._forget_trouble()

    @Slot(object)
    def _take_files(self, paths: Sequence[str]) -> None:
        if paths:
            self.set_file(paths[0])

    @Slot()
    def _refuse_paste(self) -> None:
        self._say(self.tr("This is too long to type. Put it into a file and send that."))

    def _tell_file(self) -> None:
        words = self.tr("The file is sent as it is, then nothing more.")
        self._file_name.setText(Path(self._path).name if self._path else words)
        self._file_name.setToolTip("")
        self._file_name.set_role("text" if self._path else "text2")
        if self._path:
            self._file_name.setAccessibleDescription(QDir.toNativeSeparators(self._path))

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._trouble.show()
        self._text.setAccessibleDescription(words)

    @Slot()
    def _forget_trouble(self) -> None:
        self._trouble.hide()
        self._text.setAccessibleDescription("")
        self._seconds.setProperty("wrong", False)
        self._seconds.update()


class FieldBox(QFrame):
    """The frame around a growing field; it shows the focus."""

    def __init__(self, field: MessageField) -> None:
        super().__init__()
        self._field = field
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 4, 9, 4)
        column.addWidget(field)
        field.focus_changed.connect(self.update)
        field.textChanged.connect(self.updateGeometry)

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        focus = self._field.hasFocus()
        width = 2.0 if focus else 1.0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(own.accent if focus else own.input_border, width))
        painter.setBrush(self.palette().color(QPalette.ColorRole.Base))
        half = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), 6, 6)


def _pause_words(seconds: float) -> str:
    """Return a pause as '5 s', '0.5 s' or '6 min'."""
    locale = QLocale()
    if seconds >= 120 and seconds % 60 == 0:
        return fill(translate("SocketSender", "{n} min"), n=locale.toString(round(seconds / 60)))
    return fill(translate("SocketSender", "{n} s"), n=locale.toString(seconds, "g", 6))

"""The middle of the sockets page: one socket, what passed on it, and what is said.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from lanyard.models.sockets import ALL, age_text
from lanyard.models.traffic_rows import Passed
from lanyard.models.workbench import Workbench
from lanyard.phrases import fill
from lanyard.plain_words import plain_sentence
from lanyard.readable import visible
from lanyard.sockets import SocketChanged, SocketState, Transport
from lanyard.widgets import theme
from lanyard.widgets.buttons import IconButton, push_button
from lanyard.widgets.parts import Banner, ground
from lanyard.widgets.segments import Segments
from lanyard.widgets.socket_sender import SocketSender
from lanyard.widgets.text import elided_label, hairline
from lanyard.widgets.traffic_panel import TrafficPanel

NARROW_BELOW = 400
SMALL_BELOW = 280
_OVER = (SocketState.CLOSED, SocketState.CLOSED_THERE, SocketState.FAILED)


class SocketTalk(QWidget):
    """Shows one socket of the workbench, or all."""

    close_wanted = Signal(str)
    """Close this socket, or take it out of the list where it is closed already."""

    again_wanted = Signal(str)
    """Dial this one again."""

    facts_toggled = Signal(bool)
    """Show what the socket is like, where it has no column of its own."""

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        self._workbench = workbench
        self._key = ALL
        self._narrow = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._made_head())
        self._banner = Banner()
        self._again = push_button(self.tr("Try again"))
        self._again.clicked.connect(self._try_again)
        self._banner.add_button(self._again)
        self._banner.hide()
        column.addWidget(self._banner)
        self.traffic = TrafficPanel(workbench.traffic)
        column.addWidget(self.traffic, 1)
        self._line = hairline()
        column.addWidget(self._line)
        self.sender_part = SocketSender()
        column.addWidget(self.sender_part)
        self.traffic.row_chosen.connect(self._row_chosen)
        self.show_key(ALL)

    def _made_head(self) -> QWidget:
        head = _Head()
        row = self._row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 12, 1)
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = elided_label("", 15, 600)
        self._state = elided_label("", 12, 400, "text2")
        words.addStretch()
        words.addWidget(self._title)
        words.addWidget(self._state)
        words.addStretch()
        row.addLayout(words, 1)
        self._form = Segments((self.tr("Text"), self.tr("Hex")), self.tr("How bytes are shown"))
        self._form.chosen.connect(self._form_chosen)
        row.addWidget(self._form)
        self._close = push_button(self.tr("Disconnect"))
        self._close.clicked.connect(self._ask_to_close)
        row.addWidget(self._close)
        self._facts = IconButton("info", self.tr("This socket"))
        self._facts.setCheckable(True)
        self._facts.toggled.connect(self.facts_toggled)
        self._facts.hide()
        row.addWidget(self._facts)
        return head

    # --- what is shown --------------------------------------------------------------------------

    def key(self) -> str:
        """Return the key of the socket that is shown, or ``ALL``."""
        return self._key

    def title(self) -> str:
        """Return the name of what is shown."""
        return self._title.text()

    def state_words(self) -> str:
        """Return the line below the name."""
        return self._state.text()

    def trouble(self) -> str:
        """Return the sentence over the traffic; empty without one."""
        return "" if self._banner.isHidden() else self._banner.words()[1]

    def show_key(self, key: str) -> None:
        """Show another socket."""
        self._key = key
        self.follow_clients()
        self.traffic.forget_said()
        self.sender_part.show_peers(self._workbench.peers(key))
        self.refresh()

    def follow_clients(self) -> None:
        """Show the traffic of all that belongs to what is chosen, as clients come and go."""
        self._workbench.traffic.choose(self._workbench.keys_shown_with(self._key))

    @Slot()
    def refresh(self) -> None:
        """Say anew how the socket stands."""
        one = self._workbench.sockets.socket(self._key) if self._key != ALL else None
        self.traffic.set_several(one is None or one.is_listener)
        self._banner.setVisible(one is not None and one.failure is not None)
        self._close.setVisible(one is not None)
        can_send = one is not None and one.state == SocketState.OPEN
        if one is not None and one.is_listener and one.transport is Transport.TCP:
            can_send = False
        self.sender_part.setVisible(can_send)
        self._line.setVisible(can_send)
        if one is None:
            count = self._workbench.sockets.open_count()
            self._title.setText(self.tr("All sockets"))
            self._state.setText(self.tr("%n open", "", count))
            return
        words = self._workbench.sockets.words(one.key)
        self._title.setText(words.title)
        self._state.setText(self._state_of(one, words.line))
        self._name_close(one)
        if one.failure is not None:
            self._banner.say(words.title, plain_sentence(one.failure))
            self._again.setVisible(self._workbench.dialled(one.key) is not None)
        if can_send:
            self.sender_part.show_socket(one)

    def set_foldable(self, folded: bool) -> None:
        """Offer what the socket is like behind a button, where it has no column."""
        self._facts.setVisible(folded)
        if not folded:
            self._facts.setChecked(False)

    def facts_wanted(self) -> bool:
        """Return whether the person asked to see what the socket is like."""
        return self._facts.isChecked()

    def focus_text(self) -> None:
        """Put the focus where one types, or to what passed."""
        if self.sender_part.isVisibleTo(self):
            self.sender_part.focus_text()
        else:
            self.traffic.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _state_of(self, one: SocketChanged, line: str) -> str:
        if one.state != SocketState.OPEN:
            return line
        if one.is_listener:
            return fill(self.tr("Listening, {line}"), line=line)
        kind = one.transport.upper()
        words = self.tr("{transport}, connected for {age}")
        if one.half_closed:
            words = self.tr("{transport}, connected for {age}, nothing more is sent")
        return fill(words, transport=kind, age=age_text(one.since), peer=visible(one.peer))

    def _name_close(self, one: SocketChanged) -> None:
        if one.state in _OVER:
            words = self.tr("Remove")
        elif one.is_listener or one.transport is Transport.UDP:
            words = self.tr("Close")
        else:
            words = self.tr("Disconnect")
        if self._close.text() != words:
            self._close.setText(words)
            self._close.setAccessibleName(words)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(int)
    def _form_chosen(self, form: int) -> None:
        self._workbench.traffic.set_hex(form == 1)

    @Slot()
    def _ask_to_close(self) -> None:
        self.close_wanted.emit(self._key)

    @Slot()
    def _try_again(self) -> None:
        self.again_wanted.emit(self._key)

    @Slot(object)
    def _row_chosen(self, passed: Passed) -> None:
        self.sender_part.set_peer(passed.source if passed.incoming else passed.target)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.scaled(NARROW_BELOW)
        if narrow != self._narrow:
            self._narrow = narrow
            # The name of the socket comes first; there is room one line below.
            if narrow:
                self.traffic.lead_with(self._form)
            else:
                self._row.insertWidget(1, self._form)
        self._form.setVisible(self.width() >= theme.scaled(SMALL_BELOW))


class _Head(QWidget):
    """As high as the page's own head, with a hairline below."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.scaled(56))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colours().hairline)

"""The form that connects to a plain peer, or asks a web server for one page. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from lanyard.events import Code, Failure
from lanyard.plain_words import plain_sentence
from lanyard.readable import visible
from lanyard.sockets import (
    CloseSocket,
    Dial,
    GetUrl,
    SocketChanged,
    SocketState,
    Transport,
    UrlAnswered,
)
from lanyard.widgets import theme
from lanyard.widgets.boundary_field import BoundaryField
from lanyard.widgets.buttons import accent_button, push_button
from lanyard.widgets.form import Field, FormDialog
from lanyard.widgets.segments import Segments
from lanyard.widgets.text import plain_label, section_head
from lanyard.widgets.whole_text import harmless, show_text, text_field

TCP, UDP, PAGE = 0, 1, 2


class DialForm(FormDialog):
    """Closes itself when the connection is there; an asked page stays to be read."""

    command_wanted = Signal(object)
    """Dial, CloseSocket or GetUrl."""

    opened = Signal(str)
    """The key of the connection that is there now."""

    forgotten = Signal(str)
    """The key of an attempt that another one follows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Connect"))
        self._dial: Dial | None = None
        self._trying = False
        self._asked = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        column.addWidget(plain_label(self.tr("Connect to a plain TCP or UDP port"), 15, 600))
        self._kind = Segments(("TCP", "UDP", self.tr("Web page")), self.tr("What to connect to"))
        self._kind.chosen.connect(self._show_kind)
        column.addWidget(self._kind, 0, Qt.AlignmentFlag.AlignLeft)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        grid.setColumnStretch(1, 1)
        host = QLineEdit()
        host.setPlaceholderText(self.tr("Name or address"))
        self.host = Field(host, self.tr("Host"))
        self.port = Field(QLineEdit(), self.tr("Port"))
        self.url = Field(QLineEdit("http://"), self.tr("Address"))
        self.boundary = BoundaryField(self.tr("A text is"))
        top = Qt.AlignmentFlag.AlignTop
        for row, field in enumerate((self.host, self.port, self.url)):
            field.label.setMinimumHeight(field.editor.sizeHint().height())
            field.label.setMinimumWidth(theme.scaled(72))
            field.entered.connect(self.submit)
            grid.addWidget(field.label, row, 0, top)
            grid.addWidget(field, row, 1)
        self.boundary.label.setMinimumHeight(theme.scaled(32))
        grid.addWidget(self.boundary.label, 3, 0, top)
        grid.addWidget(self.boundary, 3, 1)
        column.addLayout(grid)
        column.addWidget(self._made_answer(), 1)
        column.addStretch()
        column.addLayout(self._made_foot())
        self.resize(theme.scaled(460), theme.scaled(270))
        self._show_kind(TCP)

    def _made_answer(self) -> QWidget:
        self._answer = QWidget()
        column = QVBoxLayout(self._answer)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._line = plain_label("", 13, 600)
        self._headers = text_field("", self.tr("Headers"))
        self._body = text_field("", self.tr("Body"))
        self._body_head = section_head(self.tr("Body"))
        column.addWidget(self._line)
        column.addWidget(section_head(self.tr("Headers")))
        column.addWidget(self._headers, 2)
        column.addWidget(self._body_head)
        column.addWidget(self._body, 3)
        self._answer.hide()
        return self._answer

    def _made_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._status = plain_label("", 12, 400, "text2")
        self._status.setWordWrap(True)
        foot.addWidget(self._status, 1)
        self._cancel = push_button(self.tr("Cancel"))
        self._cancel.clicked.connect(self.reject)
        self._go = accent_button(self.tr("Connect"))
        self._go.clicked.connect(self.submit)
        foot.addWidget(self._cancel)
        foot.addWidget(self._go)
        return foot

    # --- what is asked --------------------------------------------------------------------------

    def prefill(self, dial: Dial) -> None:
        """Show what was dialled before."""
        self._kind.set_current(UDP if dial.transport is Transport.UDP else TCP)
        self._show_kind(self._kind.current())
        self.host.set_text(dial.host)
        self.port.set_text(str(dial.port))
        self.boundary.set_boundary(dial.boundary, dial.size)

    def choose_page(self) -> None:
        """Show the form for a web page."""
        self._kind.set_current(PAGE)
        self._show_kind(PAGE)

    @Slot()
    def submit(self) -> None:
        """Connect, or say what is missing."""
        if self._trying:
            return
        if self._kind.current() == PAGE:
            self._ask_page()
            return
        host = self.host.text()
        if not host:
            self.host.show_error(plain_sentence(Failure(Code.HOST_EMPTY)))
            return
        port = self.port.port()
        if not port:
            self.port.show_error(plain_sentence(Failure(Code.PORT_OUT_OF_RANGE)))
            return
        size = self.boundary.size_of_text()
        if size < 0:
            return
        if self._dial is not None:
            self.forgotten.emit(self._dial.key)
        transport = Transport.UDP if self._kind.current() == UDP else Transport.TCP
        self._dial = Dial(transport, host, port, self.boundary.boundary(), size)
        self._try(self.tr("Connecting. Given up after %n seconds.", "", round(self._dial.seconds)))
        self.command_wanted.emit(self._dial)

    def _ask_page(self) -> None:
        url = self.url.text()
        if "://" not in url:
            url = f"http://{url}"
        asked = GetUrl(url)
        self._asked = asked.key
        self._try(self.tr("Waiting for the answer."))
        self.command_wanted.emit(asked)

    def _try(self, words: str) -> None:
        self._trying = True
        self._go.setEnabled(False)
        self._status.setText(words)

    def _stop_trying(self) -> None:
        self._trying = False
        self._go.setEnabled(True)
        self._status.setText("")

    @Slot()
    def reject(self) -> None:
        """Close the form and give up what is under way."""
        if self._trying and self._dial is not None and self._kind.current() != PAGE:
            self.command_wanted.emit(CloseSocket(self._dial.key))
        super().reject()

    # --- what happens ---------------------------------------------------------------------------

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine; what this form did not ask for is ignored."""
        match event:
            case SocketChanged() if self._dial is not None and event.key == self._dial.key:
                self._take_socket(event)
            case UrlAnswered() if event.key == self._asked:
                self._take_answer(event)

    def _take_socket(self, event: SocketChanged) -> None:
        if event.state == SocketState.OPEN:
            self._trying = False
            self.opened.emit(event.key)
            self.accept()
        elif event.state == SocketState.LOOKING_UP:
            self._status.setText(self.tr("Looking up the name."))
        elif event.state == SocketState.FAILED:
            self._stop_trying()
            failure = event.failure or Failure(Code.HOST_UNREACHABLE, host=self.host.text())
            about_port = failure.code in (Code.HOST_REFUSED, Code.PORT_OUT_OF_RANGE)
            (self.port if about_port else self.host).show_error(plain_sentence(failure))

    def _take_answer(self, event: UrlAnswered) -> None:
        self._stop_trying()
        if event.failure is not None:
            self._answer.hide()
            self.url.show_error(plain_sentence(event.failure))
            return
        self._line.setText(f"{event.status} {visible(event.reason)}".strip())
        show_text(
            self._headers,
            "\n".join(f"{visible(name)}: {visible(value)}" for name, value in event.headers),
        )
        show_text(self._body, harmless(event.body))
        words = self.tr("Body, %n bytes", "", len(event.body))
        if event.cut:
            words = self.tr("Body, its first %n bytes", "", len(event.body))
        self._body_head.setText(words)
        if self._answer.isHidden():
            self._answer.show()
            self.resize(theme.scaled(620), theme.scaled(540))

    @Slot(int)
    def _show_kind(self, kind: int) -> None:
        is_page = kind == PAGE
        for field in (self.host, self.port, self.boundary):
            field.setVisible(not is_page)
            field.label.setVisible(not is_page)
        self.boundary.setVisible(kind == TCP)
        self.boundary.label.setVisible(kind == TCP)
        self.url.setVisible(is_page)
        self.url.label.setVisible(is_page)
        if not is_page:
            self._answer.hide()
        self._go.setText(self.tr("Get it") if is_page else self.tr("Connect"))
        self._go.setAccessibleName(self._go.text())
        self._cancel.setText(self.tr("Close") if is_page else self.tr("Cancel"))
        self._cancel.setAccessibleName(self._cancel.text())
        (self.url if is_page else self.host).editor.setFocus()

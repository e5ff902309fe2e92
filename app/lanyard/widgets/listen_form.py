"""The form that opens a listener for plain clients; a taken port is mended right in it.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QDir, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from lanyard.events import Code, Failure
from lanyard.models.figures import clock_text
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.plain_words import plain_sentence
from lanyard.sockets import (
    DATAGRAM_LONGEST,
    Act,
    FindHolder,
    HolderFound,
    HolderStopped,
    OpenListener,
    Reply,
    SocketChanged,
    SocketState,
    StopHolder,
    Transport,
)
from lanyard.widgets import theme
from lanyard.widgets.boundary_field import BoundaryField
from lanyard.widgets.buttons import accent_button, push_button
from lanyard.widgets.flow import FlowLayout
from lanyard.widgets.form import Field, FormDialog
from lanyard.widgets.question import Question
from lanyard.widgets.reply_editor import ReplyEditor
from lanyard.widgets.segments import Segments
from lanyard.widgets.text import plain_label

FIRST_PORT = 9000
LOW, TALL = 420, 620
"""Height of the form, and with the parts of the reply."""
_TRANSPORTS = (Transport.TCP, Transport.UDP)
_ABOUT_PORT = (Code.PORT_TAKEN, Code.PORT_FORBIDDEN, Code.PORT_OUT_OF_RANGE, Code.LISTEN_FAILED)


class ListenForm(FormDialog):
    """Closes itself when the listener is open; feed it what happens with ``take``."""

    command_wanted = Signal(object)
    """OpenListener, FindHolder or StopHolder."""

    opened = Signal(str)
    """The key of the listener that is open now."""

    replies_changed = Signal(object)
    """The person's own replies."""

    def __init__(
        self,
        own_replies: Sequence[Reply],
        addresses: Sequence[str],
        folder: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Listen"))
        self._own = tuple(own_replies)
        self._wanted: OpenListener | None = None
        self._holder: HolderFound | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        column.addWidget(plain_label(self.tr("Listen for plain TCP or UDP"), 15, 600))
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._add_fields(addresses, folder)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(scroll, 1)
        column.addLayout(self._made_foot())
        self.resize(theme.scaled(480), theme.scaled(LOW))
        self._show_transport()
        self.port.editor.setFocus()

    # --- building -------------------------------------------------------------------------------

    def _add_fields(self, addresses: Sequence[str], folder: str) -> None:
        self._transport = Segments(("TCP", "UDP"), self.tr("Transport"))
        self._transport.chosen.connect(self._show_transport)
        self._add(plain_label(self.tr("Transport"), 13, 400, "text2"), self._transport)
        bind = QComboBox()
        bind.setEditable(True)
        self._everywhere = self.tr("every address")
        for address in (self._everywhere, *dict.fromkeys((*addresses, "127.0.0.1", "::"))):
            bind.addItem(address)
        self.bind = Field(bind, self.tr("Address"))
        self._add(self.bind.label, self.bind)
        self.port = Field(QLineEdit(str(FIRST_PORT)), self.tr("Port"))
        self.port.entered.connect(self.submit)
        self._add(self.port.label, self.port)
        self._add(None, self._made_ways_out())
        self.reply = ReplyEditor()
        self.reply.chosen.connect(self._reply_chosen)
        self.reply.unfolded.connect(self._make_room)
        self.reply.replies_changed.connect(self._keep_replies)
        label = plain_label(self.tr("Reply"), 13, 400, "text2")
        label.setBuddy(self.reply.choice)
        self._add(label, self.reply)
        self.boundary = BoundaryField(self.tr("A text is"))
        self._add(self.boundary.label, self.boundary)
        self.folder = Field(QLineEdit(QDir.toNativeSeparators(folder)), self.tr("Folder"))
        self._browse = push_button(self.tr("Change…"))
        self._browse.setAccessibleName(self.tr("Change the folder"))
        self._browse.clicked.connect(self._ask_folder)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        row.addWidget(self._browse, 0, Qt.AlignmentFlag.AlignTop)
        self._folder_row = both
        self._add(self.folder.label, both)
        self.datagram = Field(QLineEdit(str(DATAGRAM_LONGEST)), self.tr("Longest"))
        self.datagram.editor.setToolTip(self.tr("A datagram with more bytes is shown as cut"))
        self._add(self.datagram.label, self.datagram)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _add(self, label: QWidget | None, field: QWidget) -> None:
        row = self._grid.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        if label is not None:
            label.setMinimumHeight(theme.scaled(32))
            label.setMinimumWidth(theme.scaled(72))
            self._grid.addWidget(label, row, 0, top)
        if isinstance(field, Segments):
            self._grid.addWidget(field, row, 1, top | Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addWidget(field, row, 1)

    def _made_ways_out(self) -> QWidget:
        self._ways_out = QWidget()
        flow = FlowLayout(self._ways_out, 8, 6)
        self._next = push_button(self.tr("Use the next free port"))
        self._next.clicked.connect(self._use_next)
        self._stop = push_button(self.tr("Stop that program"))
        self._stop.clicked.connect(self._ask_to_stop)
        flow.addWidget(self._next)
        flow.addWidget(self._stop)
        self._ways_out.hide()
        return self._ways_out

    def _made_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._status = plain_label("", 12, 400, "text2")
        self._status.setWordWrap(True)
        foot.addWidget(self._status, 1)
        cancel = push_button(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        self._listen = accent_button(self.tr("Listen"))
        self._listen.clicked.connect(self.submit)
        foot.addWidget(cancel)
        foot.addWidget(self._listen)
        return foot

    # --- what is asked --------------------------------------------------------------------------

    def transport(self) -> Transport:
        """Return what is chosen."""
        return _TRANSPORTS[self._transport.current()]

    @Slot()
    def submit(self) -> None:
        """Ask for the listener, or say what is missing."""
        self._ways_out.hide()
        port = self.port.port()
        if not port:
            self.port.show_error(plain_sentence(Failure(Code.PORT_OUT_OF_RANGE)))
            return
        size = self.boundary.size_of_text()
        if size < 0:
            return
        reply = self.reply.reply()
        if self.transport() is Transport.TCP:
            reply = replace(reply, boundary=self.boundary.boundary(), size=size)
        datagram = self.datagram.text()
        longest = int(datagram) if datagram.isascii() and datagram.isdigit() else 0
        if not 0 < longest <= DATAGRAM_LONGEST:
            words = self.tr("Type a number of bytes from 1 to {most}.")
            self.datagram.show_error(fill(words, most=str(DATAGRAM_LONGEST)))
            return
        bind = self.bind.text()
        self._wanted = OpenListener(
            self.transport(),
            port,
            reply,
            "" if bind in ("", self._everywhere) else bind,
            QDir.fromNativeSeparators(self.folder.text()),
            longest,
        )
        self._listen.setEnabled(False)
        self._status.setText(self.tr("Opening the port."))
        self.command_wanted.emit(self._wanted)

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine; what this form did not ask for is ignored."""
        wanted = self._wanted
        if wanted is None:
            return
        match event:
            case SocketChanged() if event.key == wanted.key:
                self._take_listener(event)
            case HolderFound() if (event.transport, event.port) == (
                wanted.transport,
                wanted.port,
            ):
                self._show_holder(event)
            case HolderStopped() if self._holder is not None and event.pid == self._holder.pid:
                self._take_stopped(event)

    def _take_listener(self, event: SocketChanged) -> None:
        if event.state == SocketState.OPEN:
            self.opened.emit(event.key)
            self.accept()
            return
        if event.state != SocketState.FAILED:
            return
        self._listen.setEnabled(True)
        self._status.setText("")
        failure = event.failure or Failure(Code.LISTEN_FAILED, port=self.port.port())
        field = self.port
        if failure.code == Code.ADDRESS_NOT_OURS:
            field = self.bind
        elif failure.code not in _ABOUT_PORT and not self._folder_row.isHidden():
            field = self.folder
        field.show_error(plain_sentence(failure))
        if failure.code == Code.PORT_TAKEN and self._wanted is not None:
            self.command_wanted.emit(FindHolder(self._wanted.transport, self._wanted.port))

    # --- a taken port ---------------------------------------------------------------------------

    def _show_holder(self, found: HolderFound) -> None:
        self._holder = found
        if not found.taken:
            self.port.show_error(
                fill(self.tr("Port {port} is free again. Press Listen."), port=str(found.port))
            )
            return
        self.port.show_error(holder_words(found))
        self._next.setVisible(bool(found.next_free))
        free = fill(self.tr("Use the next free port, {port}"), port=str(found.next_free))
        self._next.setText(free)
        self._next.setAccessibleName(free)
        can_stop = found.mine and found.pid > 0
        self._stop.setVisible(can_stop)
        words = fill(self.tr("Stop {program}"), program=shown(found.name, longest=40))
        self._stop.setText(words.replace("&", "&&"))
        self._stop.setAccessibleName(words)
        self._ways_out.setVisible(bool(found.next_free) or can_stop)

    @Slot()
    def _use_next(self) -> None:
        if self._holder is not None and self._holder.next_free:
            self.port.set_text(str(self._holder.next_free))
            self.submit()

    @Slot()
    def _ask_to_stop(self) -> None:
        if self._holder is None:
            return
        name = shown(self._holder.name, longest=60)
        question = fill(
            self.tr("Stop {program}, process {pid}?"), program=name, pid=str(self._holder.pid)
        )
        more = self.tr("It is asked to end. What it has not saved may be lost.")
        asking = Question(self, question, more, self.tr("Stop it"))
        asking.buttonClicked.connect(self._stop_answered)
        asking.open()

    @Slot(QAbstractButton)
    def _stop_answered(self, button: QAbstractButton) -> None:
        asking = self.sender()
        if isinstance(asking, Question) and button is asking.yes and self._holder is not None:
            self._stop.setEnabled(False)
            self._status.setText(self.tr("Waiting until the program has ended."))
            self.command_wanted.emit(StopHolder(self._holder.pid, self._holder.started_at))

    def _take_stopped(self, event: HolderStopped) -> None:
        self._stop.setEnabled(True)
        self._status.setText("")
        if event.failure is not None:
            self.port.show_error(plain_sentence(event.failure))
        else:
            self.submit()

    # --- what is shown --------------------------------------------------------------------------

    @Slot()
    def _show_transport(self) -> None:
        is_tcp = self.transport() is Transport.TCP
        self.reply.show_replies(self._own, self.transport())
        self.boundary.setVisible(is_tcp)
        self.boundary.label.setVisible(is_tcp)
        self.datagram.setVisible(not is_tcp)
        self.datagram.label.setVisible(not is_tcp)
        self.port.clear_error()
        self._ways_out.hide()
        self._reply_chosen()

    @Slot(bool)
    def _make_room(self, unfolded: bool) -> None:
        self.resize(self.width(), theme.scaled(TALL if unfolded else LOW))

    @Slot()
    def _reply_chosen(self) -> None:
        reply = self.reply.reply()
        self.boundary.set_boundary(reply.boundary, reply.size)
        saves = reply.act is Act.SAVE
        self._folder_row.setVisible(saves)
        self.folder.label.setVisible(saves)

    @Slot(object)
    def _keep_replies(self, own: tuple[Reply, ...]) -> None:
        # The form chooses the boundary; the reply that is kept under a name keeps it, too.
        size = max(0, self.boundary.size_of_text())
        name = self.reply.choice.currentText()
        boundary = self.boundary.boundary()
        self._own = tuple(
            replace(one, boundary=boundary, size=size) if one.name == name else one for one in own
        )
        self.reply.show_replies(self._own, self.transport())
        self.replies_changed.emit(self._own)

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder for what clients send"), self.folder.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._folder_chosen)
        dialog.open()

    @Slot(str)
    def _folder_chosen(self, folder: str) -> None:
        self.folder.set_text(QDir.toNativeSeparators(folder))


def holder_words(found: HolderFound) -> str:
    """Return who holds a port, as a sentence with the next step."""
    port = str(found.port)
    if not found.pid:
        words = translate(
            "ListenForm", "Port {port} is taken, and this account may not see by whom."
        )
        return fill(words, port=port)
    words = translate("ListenForm", "Port {port} is taken by {program}, process {pid}.")
    if found.started_at:
        words = translate(
            "ListenForm", "Port {port} is taken by {program}, process {pid}, since {time}."
        )
    return fill(
        words,
        port=port,
        program=shown(found.name, longest=60),
        pid=str(found.pid),
        time=clock_text(found.started_at),
    )

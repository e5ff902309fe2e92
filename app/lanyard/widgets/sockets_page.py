"""The sockets page: everything that speaks plain TCP or UDP and knows nothing of Lanyard.

A list on the left, one socket's talk in the middle, what the socket is like on the right. The page
holds no truth: it shows what events say and gives commands away. Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from lanyard.commands import new_id
from lanyard.events import LookedAround
from lanyard.models.sockets import ALL
from lanyard.models.workbench import Workbench
from lanyard.saved_sockets import (
    Sending,
    replies_from,
    replies_kept,
    sendings_from,
    sendings_kept,
)
from lanyard.sockets import (
    CloseSocket,
    EndSending,
    HolderFound,
    HolderStopped,
    LookedUp,
    PropertiesRead,
    ReadProperties,
    Reply,
    RequestShown,
    SocketChanged,
    SocketState,
    TrafficPassed,
    UrlAnswered,
)
from lanyard.widgets import theme
from lanyard.widgets.buttons import push_button
from lanyard.widgets.dial_form import DialForm
from lanyard.widgets.listen_form import ListenForm
from lanyard.widgets.lookup_dialog import LookupDialog
from lanyard.widgets.page_header import PageHeader
from lanyard.widgets.parts import EmptyState, ground
from lanyard.widgets.socket_facts import WIDTH as FACTS_WIDTH
from lanyard.widgets.socket_facts import SocketFacts
from lanyard.widgets.socket_list import WIDTH as LIST_WIDTH
from lanyard.widgets.socket_list import SocketList
from lanyard.widgets.socket_talk import SocketTalk
from lanyard.widgets.text import hairline

FOLDS_BELOW = 747
"""Width of the page in a window of 1000: below, the right column folds."""
SMALL_BELOW = 480
SMALL_LIST_WIDTH = 128
CLOCK_MILLISECONDS = 5_000
"""How often the words that tell time are said anew while they are looked at."""
_OVER = (SocketState.CLOSED, SocketState.CLOSED_THERE, SocketState.FAILED)
_SHOWN = (SocketChanged, TrafficPassed, RequestShown)
_ASKED = (SocketChanged, UrlAnswered, LookedUp, HolderFound, HolderStopped)


class SocketsPage(QWidget):
    """Feed every event to ``take``; foreign ones are ignored."""

    command_wanted = Signal(object)
    """A command of the workbench."""

    kept_changed = Signal(object, object)
    """What is to be kept, as lines: all saved sendings, and the person's own replies."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        self.setAccessibleName(self.tr("Sockets"))
        self._replies: tuple[Reply, ...] = ()
        self._addresses: tuple[str, ...] = ()
        self._folder = ""
        self._form: ListenForm | DialForm | LookupDialog | None = None
        self._again = ""
        self._facts_open = False
        self.workbench = Workbench(self)
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MILLISECONDS)
        self._clock.timeout.connect(self._tell_time)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._made_header())
        self._stack = QStackedWidget()
        self._stack.addWidget(self._made_empty())
        self._stack.addWidget(self._made_body())
        column.addWidget(self._stack, 1)
        self.command_wanted.connect(self._note_command)
        self.workbench.changed.connect(self._socket_changed)
        self.workbench.peers_changed.connect(self._peers_changed)
        self.workbench.sockets.rowsInserted.connect(self._show_whether_empty)
        self.workbench.sockets.rowsRemoved.connect(self._show_whether_empty)

    # --- building -------------------------------------------------------------------------------

    def _made_header(self) -> PageHeader:
        header = PageHeader(
            self.tr("Sockets"),
            self.tr("Plain TCP and UDP, for everything that speaks neither Lanyard nor TLS"),
        )
        self._look_up = push_button(self.tr("Look up"))
        self._look_up.clicked.connect(self.look_up)
        listen = self._listen = push_button(self.tr("Listen"), "plus")
        listen.clicked.connect(self.listen)
        connect = push_button(self.tr("Connect"), "plus")
        connect.clicked.connect(self.dial)
        for button in (self._look_up, listen, connect):
            header.add(button)
        return header

    def _made_empty(self) -> QWidget:
        return EmptyState(
            "sockets",
            self.tr("No sockets yet"),
            self.tr("Listen for plain programs, or connect to one, with the buttons above."),
        )

    def _made_body(self) -> QWidget:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.list = SocketList(self.workbench.sockets)
        self.list.setFixedWidth(theme.scaled(LIST_WIDTH))
        self.list.chosen.connect(self._show_key)
        self.list.close_wanted.connect(self._close_or_forget)
        self.list.tidy_wanted.connect(self.workbench.forget_over)
        row.addWidget(self.list)
        self._left_line = hairline(upright=True)
        row.addWidget(self._left_line)
        self.talk = SocketTalk(self.workbench)
        self.talk.close_wanted.connect(self._close_or_forget)
        self.talk.again_wanted.connect(self._dial_again)
        self.talk.facts_toggled.connect(self._fold)
        self.talk.sender_part.command_wanted.connect(self.command_wanted)
        row.addWidget(self.talk, 1)
        self._right_line = hairline(upright=True)
        row.addWidget(self._right_line)
        self.facts = SocketFacts()
        self.facts.setFixedWidth(theme.scaled(FACTS_WIDTH))
        self.facts.command_wanted.connect(self._set_option)
        self.facts.keep_wanted.connect(self._keep_typed)
        self.facts.end_wanted.connect(self._end_sending)
        self.facts.send_wanted.connect(self._send_kept)
        self.facts.edit_wanted.connect(self._edit_kept)
        self.facts.sendings_changed.connect(self._sendings_changed)
        row.addWidget(self.facts)
        return body

    # --- what is told ---------------------------------------------------------------------------

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        if isinstance(event, _SHOWN):
            self.workbench.take(event)
        elif isinstance(event, PropertiesRead):
            self.facts.show_properties(event)
        elif isinstance(event, LookedAround):
            found = (interface.address for interface in event.interfaces if interface.address)
            self._addresses = tuple(dict.fromkeys(found))
        if isinstance(event, _ASKED) and self._form is not None:
            self._form.take(event)
        if isinstance(event, SocketChanged) and event.key == self._again:
            self._again = "" if event.state in (*_OVER, SocketState.OPEN) else self._again
            self.list.choose(event.key)

    def show_kept(self, sendings: Sequence[str], replies: Sequence[str]) -> None:
        """Show what ``kept_changed`` told the last time; tells nobody."""
        self._replies = replies_from(replies)
        self.facts.show_sendings(sendings_from(sendings))

    def set_folder(self, folder: str) -> None:
        """Offer this folder for what clients send."""
        self._folder = folder

    def focus_text(self) -> None:
        """Put the focus where the person goes on."""
        if self._stack.currentIndex() == 1:
            self.talk.focus_text()
        else:
            self._listen.setFocus()

    # --- forms ----------------------------------------------------------------------------------

    @Slot()
    def listen(self) -> None:
        """Open the form for a listener."""
        form = ListenForm(self._replies, self._addresses, self._folder, self)
        form.opened.connect(self.list.choose)
        form.replies_changed.connect(self._replies_changed)
        self._open(form)

    @Slot()
    def dial(self) -> None:
        """Open the form for a connection."""
        form = DialForm(self)
        form.opened.connect(self.list.choose)
        form.forgotten.connect(self.workbench.forget)
        self._open(form)

    @Slot()
    def look_up(self) -> None:
        """Open the dialog that looks things up, with this computer in it."""
        form = LookupDialog(self)
        self._open(form)
        form.submit()

    def _open(self, form: ListenForm | DialForm | LookupDialog) -> None:
        self._form = form
        form.command_wanted.connect(self.command_wanted)
        form.finished.connect(self._form_closed)
        form.open()

    @Slot()
    def _form_closed(self) -> None:
        self._form = None
        self.focus_text()  # not the button that opened the form: Enter would open it again

    # --- the chosen socket ----------------------------------------------------------------------

    @Slot(str)
    def _show_key(self, key: str) -> None:
        self.talk.show_key(key)
        self._fold()
        one = self.workbench.sockets.socket(key)
        self.facts.show_socket(one, self.workbench.boundary_words(key))
        self._facts_open = one is not None and one.state == SocketState.OPEN
        if self._facts_open:
            self.command_wanted.emit(ReadProperties(key))

    @Slot(object)
    def _socket_changed(self, key: str) -> None:
        shown_key = self.talk.key()
        one = self.workbench.sockets.socket(key)
        if one is not None and one.listener and one.listener == shown_key:
            self.talk.follow_clients()
        if key != shown_key:
            if shown_key == ALL:
                self.talk.refresh()
            return
        was_open = self._facts_open
        self._facts_open = one is not None and one.state == SocketState.OPEN
        self.talk.refresh()
        self.facts.show_socket(one, self.workbench.boundary_words(key))
        if self._facts_open and not was_open:
            self.command_wanted.emit(ReadProperties(key))

    @Slot(object)
    def _peers_changed(self, key: str) -> None:
        if key == self.talk.key():
            self.talk.sender_part.show_peers(self.workbench.peers(key))

    @Slot(str)
    def _close_or_forget(self, key: str) -> None:
        one = self.workbench.sockets.socket(key)
        if one is None:
            return
        if one.state in _OVER:
            self.workbench.forget(key)
        else:
            self.command_wanted.emit(CloseSocket(key))

    @Slot(str)
    def _dial_again(self, key: str) -> None:
        dialled = self.workbench.dialled(key)
        if dialled is not None:
            again = replace(dialled, key=new_id())
            self.workbench.forget(key)
            self._again = again.key
            self.command_wanted.emit(again)

    @Slot(object)
    def _set_option(self, command: object) -> None:
        # What the system made of it is read back: it may round a size, or refuse.
        self.command_wanted.emit(command)
        self.command_wanted.emit(ReadProperties(self.talk.key()))

    @Slot()
    def _end_sending(self) -> None:
        self.command_wanted.emit(EndSending(self.talk.key()))

    @Slot(object)
    def _note_command(self, command: object) -> None:
        self.workbench.note_command(command)

    # --- what is kept ---------------------------------------------------------------------------

    @Slot()
    def _keep_typed(self) -> None:
        sending = self.talk.sender_part.sending()
        if sending is not None:
            self.facts.add_sending(sending)

    @Slot(object)
    def _send_kept(self, sending: Sending) -> None:
        self.talk.sender_part.send_this(sending)

    @Slot(object)
    def _edit_kept(self, sending: Sending) -> None:
        self.talk.sender_part.set_sending(sending)
        self.talk.focus_text()

    @Slot(object)
    def _sendings_changed(self, sendings: tuple[Sending, ...]) -> None:
        self.kept_changed.emit(sendings_kept(sendings), replies_kept(self._replies))

    @Slot(object)
    def _replies_changed(self, replies: tuple[Reply, ...]) -> None:
        self._replies = replies
        self._sendings_changed(self.facts.sendings())

    # --- layout ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_up.setVisible(self.width() >= theme.scaled(430))
        self._fold()

    @Slot()
    def _fold(self) -> None:
        """Show three columns, or two of them where there is no room for the third."""
        folded = self.width() < theme.scaled(FOLDS_BELOW)
        is_one = self.talk.key() != ALL
        self.talk.set_foldable(folded and is_one)
        facts = is_one and (not folded or self.talk.facts_wanted())
        self.facts.setVisible(facts)
        self._right_line.setVisible(facts)
        with_list = not (folded and facts)
        self.list.setVisible(with_list)
        self._left_line.setVisible(with_list)
        small = self.width() < theme.scaled(SMALL_BELOW)
        self.list.setFixedWidth(theme.scaled(SMALL_LIST_WIDTH if small else LIST_WIDTH))

    @Slot()
    def _show_whether_empty(self) -> None:
        self._stack.setCurrentIndex(1 if self.workbench.sockets.rowCount() else 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_time()
        self._clock.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._clock.stop()

    @Slot()
    def _tell_time(self) -> None:
        self.workbench.sockets.tell_words()
        self.talk.refresh()

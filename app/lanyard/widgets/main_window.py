"""The window: side bar on the left, one page beside it. Layout and keys only.

What is shown when is decided by ``Navigator``; what is true is in the models. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from lanyard.models.places import PlacesModel
from lanyard.models.search_scope import SearchScope
from lanyard.widgets.broadcast_page import BroadcastPage
from lanyard.widgets.conversation_page import ConversationPage
from lanyard.widgets.drop_hint import DropHint
from lanyard.widgets.first_start import FirstStart
from lanyard.widgets.notices import Notice
from lanyard.widgets.parts import ground
from lanyard.widgets.search_page import SearchPage
from lanyard.widgets.segments import Segments
from lanyard.widgets.server_panel import ServerPanel
from lanyard.widgets.side_bar import SideBar
from lanyard.widgets.sockets_page import SocketsPage
from lanyard.widgets.transfers_page import TransfersPage
from lanyard.widgets.why_page import WhyPage

SIZE = (1100, 720)
SMALLEST = (420, 400)
NARROW_BELOW = 700
"""Window width under which the side bar shrinks to avatars."""

JUMPS = 9
"""Ctrl+1 to Ctrl+9."""


class MainWindow(QWidget):
    """Holds the pages by name and tells which key was pressed."""

    key_pressed = Signal(str)
    """One of the names of ``keys``."""

    close_wanted = Signal()
    """The close button; the window closes only when ``may_close`` says so."""

    def __init__(self, places: PlacesModel, scope: SearchScope) -> None:
        super().__init__()
        ground(self, QPalette.ColorRole.Window)
        self.may_close = True
        """False: the close button only tells; somebody hides the window instead."""
        self.setWindowTitle(self.tr("Lanyard"))
        self.setMinimumSize(*SMALLEST)
        self.resize(*SIZE)
        self._bare = True
        self.side_bar = SideBar(places)
        self.first_start = FirstStart()
        self.conversation = ConversationPage()
        self.server = ServerPanel()
        self.why = WhyPage()
        self.broadcast = BroadcastPage()
        self.sockets = SocketsPage()
        self.transfers = TransfersPage()
        self.search = SearchPage(scope)
        self.own_view = Segments(
            (self.tr("Conversation"), self.tr("Server")), self.tr("What of the room to show")
        )
        self.own_view.hide()
        self.conversation.header.add(self.own_view, first=True)
        self.stack = QStackedWidget()
        for page in self.pages():
            self.stack.addWidget(page)
        row = QHBoxLayout(self)
        # The smallest size is the window's own: pages scroll or fold, they never widen it.
        row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side_bar)
        row.addLayout(self._build_page_column(), 1)
        self.side_bar.hide()
        self._drop = _WindowDrop(self, self.conversation)
        self._drop.dropped.connect(self._offer)
        self.conversation.offers_wanted.connect(self._show_offers)
        self._add_keys()

    def _build_page_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        self.notice = Notice()
        self.done = Notice(calm=True)
        column.addWidget(self.notice)
        column.addWidget(self.done)
        column.addWidget(self.stack, 1)
        return column

    @Slot(object)
    def _offer(self, paths: tuple[str, ...]) -> None:
        """Offer what was dropped on another page where the person talks, and show it there."""
        page, conversation = self.conversation, self.conversation.conversation
        if conversation is not None:
            page.direct_wanted.emit(conversation.room.room, conversation.to)
            page.offer_paths(paths)

    @Slot()
    def _show_offers(self) -> None:
        self.key_pressed.emit("transfers")

    def tell(self, title: str, sentence: str) -> None:
        """Say over the page what belongs to no place on it; stays until it is put away."""
        self.notice.tell(title, sentence)

    def tell_done(self, title: str, sentence: str, path: str = "") -> None:
        """Say over the page what was done; ``path`` is a file that can be looked at."""
        self.done.tell(title, sentence, path)

    def pages(self) -> tuple[QWidget, ...]:
        """Return every page."""
        return (
            self.first_start,
            self.conversation,
            self.server,
            self.why,
            self.broadcast,
            self.sockets,
            self.transfers,
            self.search,
        )

    def show_page(self, page: QWidget) -> None:
        """Show one of the pages."""
        self.stack.setCurrentWidget(page)
        # The conversation has this key itself, and two owners of one key are none.
        self._to_composer.setEnabled(page is not self.conversation)

    def page(self) -> QWidget | None:
        """Return the page that is shown."""
        return self.stack.currentWidget()

    def set_bare(self, bare: bool) -> None:
        """Leave the side bar out while there is nowhere to go but the first page."""
        self._bare = bare
        self.side_bar.setVisible(not bare)

    def set_place(self, geometry: bytes) -> None:
        """Put the window where it was; nonsense is ignored."""
        if geometry:
            self.restoreGeometry(QByteArray(geometry))

    def place(self) -> bytes:
        """Return where the window is."""
        return bytes(self.saveGeometry().data())

    @Slot()
    def come_to_front(self) -> None:
        """Show the window on top, wherever it was."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.may_close:
            event.accept()
        else:
            event.ignore()
        self.close_wanted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.side_bar.set_narrow(self.width() < NARROW_BELOW)

    def _add_keys(self) -> None:
        group = QActionGroup(self)
        group.setExclusive(False)
        for name, shortcuts, words in keys():
            action = QAction(words, self)
            action.setData(name)
            action.setShortcuts([QKeySequence(shortcut) for shortcut in shortcuts])
            group.addAction(action)
            self.addAction(action)
            if name == "composer":
                self._to_composer = action
        for number in range(1, JUMPS + 1):
            action = QAction(self)
            action.setData(f"jump {number}")
            action.setShortcut(f"Ctrl+{number}")
            group.addAction(action)
            self.addAction(action)
        group.triggered.connect(self._triggered)

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        self.key_pressed.emit(str(action.data()))


class _WindowDrop(DropHint):
    """Takes files over every page: they go to the conversation that was shown last."""

    def __init__(self, window: QWidget, page: ConversationPage) -> None:
        super().__init__(window)
        self._conversations = page

    def receiver(self) -> str:
        return self._conversations.receiver()


def keys() -> list[tuple[str, list[str], str]]:
    """Return the window's keys: name, shortcuts, and what they do in words."""
    translate = QCoreApplication.translate
    return [
        ("next", ["Ctrl+Tab", "Alt+Down"], translate("Keys", "Next conversation")),
        ("previous", ["Ctrl+Shift+Tab", "Alt+Up"], translate("Keys", "Previous conversation")),
        ("composer", ["Ctrl+L"], translate("Keys", "To the message field")),
        ("search", ["Ctrl+Shift+F"], translate("Keys", "Find everywhere")),
        ("broadcast", ["Ctrl+B"], translate("Keys", "Broadcast")),
        ("sockets", ["Ctrl+K"], translate("Keys", "Sockets")),
        ("transfers", ["Ctrl+J"], translate("Keys", "Transfers")),
        ("start", ["Ctrl+N"], translate("Keys", "Host or join a room")),
        ("settings", ["Ctrl+,"], translate("Keys", "Settings")),
        ("help", ["F1"], translate("Keys", "Help and keys")),
        ("quit", ["Ctrl+Q"], translate("Keys", "Quit")),
    ]


def keys_in_words() -> list[tuple[str, str]]:
    """Return every key of the program with what it does, for the help."""
    translate = QCoreApplication.translate
    listed = [
        ("Enter", translate("Keys", "Send")),
        ("Shift+Enter", translate("Keys", "New line")),
        ("Up", translate("Keys", "In the empty field: change what I said last")),
        ("Del", translate("Keys", "Take back the message that is marked")),
        ("Ctrl+F", translate("Keys", "Find in this conversation")),
        ("Ctrl+U", translate("Keys", "Attach a file")),
        ("Ctrl+Shift+U", translate("Keys", "Attach a folder")),
        ("Ctrl+V", translate("Keys", "Paste text, pictures or files")),
        ("Ctrl+1", translate("Keys", "First conversation, and so on to Ctrl+9")),
    ]
    listed += [(shortcuts[0], words) for _, shortcuts, words in keys()]
    listed.append(("Esc", translate("Keys", "Close the dialog or the search")))
    return listed

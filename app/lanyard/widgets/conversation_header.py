"""The head of a conversation: whose it is, how the line stands, and what can be done with it.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from lanyard.models.conversation import ConversationModel
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown
from lanyard.widgets.buttons import IconButton
from lanyard.widgets.line_words import header_line
from lanyard.widgets.page_header import PageHeader
from lanyard.widgets.text import button_text


class ConversationHeader(PageHeader):
    """Title, state of the line, and three buttons."""

    find_wanted = Signal()
    files_wanted = Signal()
    leave_wanted = Signal()
    date_wanted = Signal(object)
    """Go to a date; where to ask for it on the screen (``QPoint``)."""
    export_wanted = Signal()
    """Write the conversation into a file."""
    people_toggled = Signal(bool)
    """The person wants to see the people, or does not."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._conversation: ConversationModel | None = None
        search = IconButton("search", translate("ConversationPage", "Find (Ctrl+F)"))
        search.clicked.connect(self.find_wanted)
        self.fold = IconButton("panel", translate("ConversationPage", "Show the people"))
        self.fold.setCheckable(True)
        self.fold.clicked.connect(self.people_toggled)
        self._more = IconButton("more", translate("ConversationPage", "More"))
        self._more.clicked.connect(self._show_menu)
        for button in (search, self.fold, self._more):
            self.add(button)

    def show_conversation(self, conversation: ConversationModel) -> None:
        """Say whose conversation this is and how its line stands now."""
        self._conversation = conversation
        line = header_line(conversation)
        title = conversation.title() or translate("ConversationPage", "Somebody")
        self.say(shown(title), line.words, line.icon, line.role)

    def show_nothing(self) -> None:
        """There is no conversation."""
        self._conversation = None
        self.say("", "")

    def show_people_folded(self, folded: bool, possible: bool) -> None:
        """Say what the fold button will do, and whether there is room for it."""
        self.fold.setEnabled(possible)
        self.fold.setChecked(not folded)
        if folded:
            self.fold.rename(translate("ConversationPage", "Show the people"))
        else:
            self.fold.rename(translate("ConversationPage", "Hide the people"))

    def menu(self) -> QMenu | None:
        """Return what else can be done with the conversation."""
        conversation = self._conversation
        if conversation is None:
            return None
        room = conversation.room
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if room.link_up or room.trying:
            menu.addAction(translate("ConversationPage", "Attach files")).setData("files")
        menu.addAction(translate("ConversationPage", "Export")).setData("export")
        menu.addAction(translate("ConversationPage", "Go to a date")).setData("date")
        if not room.own and (room.link_up or room.trying):
            words = fill(translate("ConversationPage", "Leave {room}"), room=room.name)
            menu.addAction(button_text(words)).setData("leave")
        menu.triggered.connect(self._chosen)
        return menu

    @Slot()
    def _show_menu(self) -> None:
        menu = self.menu()
        if menu is not None and menu.actions():
            menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        if action.data() == "leave":
            self.leave_wanted.emit()
        elif action.data() == "date":
            self.date_wanted.emit(self._more.mapToGlobal(self._more.rect().bottomLeft()))
        elif action.data() == "export":
            self.export_wanted.emit()
        else:
            self.files_wanted.emit()

"""One conversation as a page: header, banner, log, composer, and the people beside it.

The page shows whichever ``ConversationModel`` it is given and keeps nothing of it: draft, place
and unread count live in the model, so that switching back and forth loses nothing. Facts reach
the page through the models; it needs no ``take``. Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QPoint,
    QStandardPaths,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QPalette,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from lanyard.commands import Leave, RetryNow
from lanyard.events import Entry
from lanyard.models.conversation import ConversationModel
from lanyard.phrases import translate
from lanyard.widgets import theme
from lanyard.widgets.buttons import push_button
from lanyard.widgets.composer import Composer
from lanyard.widgets.conversation_header import ConversationHeader
from lanyard.widgets.day_choice import DayChoice
from lanyard.widgets.drop_hint import DropHint
from lanyard.widgets.file_choice import FileChoice
from lanyard.widgets.find_bar import FindBar
from lanyard.widgets.line_words import banner_words
from lanyard.widgets.message_log import MessageLog
from lanyard.widgets.parts import Banner, ground
from lanyard.widgets.people_list import WIDTH as PANEL_WIDTH
from lanyard.widgets.people_panel import PeoplePanel
from lanyard.widgets.row_deeds import RowDeeds
from lanyard.widgets.row_menu import RowAct
from lanyard.widgets.text import hairline
from lanyard.widgets.writing import Writing

FOLDS_BELOW = 400 + PANEL_WIDTH
"""A narrower page folds the people away, whatever the person chose for a wider one."""
COUNTDOWN_MILLISECONDS = 500


class ConversationPage(QWidget):
    """Shows one conversation at a time."""

    command_wanted = Signal(object)
    """A command for the engine. Posts and history go through the model's own signal."""

    direct_wanted = Signal(str, str)
    """Room id and device id: open the direct conversation with this member."""

    offers_wanted = Signal()
    """Offers are to be looked at file by file before they are answered."""

    rejoin_wanted = Signal(str)
    """Room id: join this room again; only the shell knows the name and the passcode."""

    people_toggled = Signal(bool)
    """The person folded or unfolded the people."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._conversation: ConversationModel | None = None
        self._people_wanted = True
        self._days: DayChoice | None = None
        ground(self, QPalette.ColorRole.Base)
        self._build_middle()
        self._deeds.downloads = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DownloadLocation
        )
        self.panel = PeoplePanel()
        self.panel.write_wanted.connect(self._write_to)
        self.panel.file_wanted.connect(self._send_file_to)
        self._edge = hairline(upright=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._middle, 1)
        row.addWidget(self._edge)
        row.addWidget(self.panel)
        self._drop = DropHint(self)
        self._drop.dropped.connect(self.offer_paths)
        self._countdown = QTimer(self)
        self._countdown.setInterval(COUNTDOWN_MILLISECONDS)
        self._countdown.timeout.connect(self._refresh_line)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        self._choice = FileChoice(self)
        self._choice.chosen.connect(self._files_chosen)
        for keys, slot in (
            ("Ctrl+U", self.choose_files),
            ("Ctrl+Shift+U", self.choose_folder),
            ("Ctrl+V", self.composer.field.paste),
            ("Ctrl+L", self.focus_composer),
            ("Ctrl+F", self.open_find),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _build_middle(self) -> None:
        self._middle = QWidget()
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.header = ConversationHeader()
        self.header.find_wanted.connect(self.open_find)
        self.header.files_wanted.connect(self.choose_files)
        self.header.leave_wanted.connect(self._leave)
        self.header.people_toggled.connect(self._toggle_people)
        self.header.date_wanted.connect(self._ask_for_date)
        column.addWidget(self.header)
        self.banner = Banner()
        self.banner.hide()
        self._try_now = push_button(translate("ConversationPage", "Try now"))
        self._try_now.clicked.connect(self._retry)
        self._stop = push_button(translate("ConversationPage", "Stop trying"))
        self._stop.clicked.connect(self._leave)
        self._again = push_button(translate("ConversationPage", "Join again"))
        self._again.clicked.connect(self._rejoin)
        for action in (self._try_now, self._stop, self._again):
            self.banner.add_button(action)
        column.addWidget(self.banner)
        self._find = FindBar()
        self._find.hide()
        self._find.closed.connect(self._close_find)
        column.addWidget(self._find)
        self.log = MessageLog()
        self._find.words_changed.connect(self.log.mark_words)
        self.log.acted.connect(self._act)
        self.log.typed.connect(self._typed_elsewhere)
        self.log.unmarked.connect(self._unmarked)
        self.log.day_wanted.connect(self._ask_for_day)
        self.log.following_changed.connect(self._watch)
        column.addWidget(self.log, 1)
        self.composer = Composer()
        self.composer.attach_wanted.connect(self.choose_files)
        self.composer.folder_wanted.connect(self.choose_folder)
        self.composer.files_brought.connect(self.offer_paths)
        self._writing = Writing(self.composer, self)
        self._writing.sent.connect(self.log.go_to_end)
        self._writing.log_wanted.connect(self.log.setFocus)
        self._deeds = RowDeeds(self, self._writing)
        self._deeds.command_wanted.connect(self.command_wanted)
        self._deeds.offers_wanted.connect(self.offers_wanted)
        below = QVBoxLayout()
        below.setContentsMargins(16, 0, 16, 14)
        below.addWidget(self.composer)
        column.addLayout(below)

    # --- what the shell asks --------------------------------------------------------------------

    @property
    def conversation(self) -> ConversationModel | None:
        """The conversation that is shown."""
        return self._conversation

    def show_conversation(self, conversation: ConversationModel) -> None:
        """Show another conversation, where and as it was left."""
        if conversation is self._conversation:
            return
        self.leave_conversation()
        self._conversation = conversation
        room = conversation.room
        room.changed.connect(self._refresh)
        room.people.people_changed.connect(self._refresh_line)
        conversation.summary_changed.connect(self._refresh_summary)
        conversation.destroyed.connect(self._conversation_gone)
        self.panel.show_room(room)
        self.log.show_conversation(conversation)
        self._writing.show_conversation(conversation)
        self._find.follow(conversation.find)
        conversation.find.chosen.connect(self._hit_chosen)
        self._refresh()
        self._watch()

    def leave_conversation(self) -> None:
        """Let go of the conversation that is shown; the page is empty then."""
        conversation = self._conversation
        if conversation is None:
            return
        conversation.set_watched(False)
        conversation.room.changed.disconnect(self._refresh)
        conversation.room.people.people_changed.disconnect(self._refresh_line)
        conversation.summary_changed.disconnect(self._refresh_summary)
        conversation.destroyed.disconnect(self._conversation_gone)
        conversation.find.chosen.disconnect(self._hit_chosen)
        self._close_find()
        self._find.let_go()
        self._writing.leave_conversation()
        self.log.leave_conversation()
        self.panel.leave_room()
        self._countdown.stop()
        self._conversation = None
        self._drop.set_receiver("")
        self.banner.hide()
        self.header.show_nothing()

    @Slot()
    def _conversation_gone(self) -> None:
        """The conversation was forgotten while it was shown."""
        self._conversation = None
        self._drop.set_receiver("")
        self._find.forget()
        self._writing.forget()
        self._countdown.stop()
        self.banner.hide()
        self.header.show_nothing()

    def set_download_folder(self, folder: str) -> None:
        """Accepted files are written there."""
        self._deeds.downloads = folder

    def set_enter_sends(self, enter_sends: bool) -> None:
        """Enter sends, or Ctrl+Enter does and Enter breaks the line."""
        self.composer.set_enter_sends(enter_sends)

    def set_people_shown(self, shown_: bool) -> None:
        """Fold or unfold the people, as far as there is room; tells nobody."""
        self._people_wanted = shown_
        self._fit_panel()

    @Slot()
    def focus_composer(self) -> None:
        """Let the person write."""
        self.composer.setFocus()

    @Slot()
    def open_find(self) -> None:
        """Open the search."""
        self._find.open()

    @Slot()
    def choose_files(self) -> None:
        """Ask which files to offer here."""
        if self._conversation is not None and self.composer.isEnabled():
            self._choice.ask(self._conversation.to)

    @Slot()
    def choose_folder(self) -> None:
        """Ask which folder to offer here."""
        if self._conversation is not None and self.composer.isEnabled():
            self._choice.ask_folder(self._conversation.to)

    def receiver(self) -> str:
        """Return whom dropped files go to; empty where nothing can be offered."""
        conversation = self._conversation
        writable = conversation is not None and self.composer.isEnabled()
        return conversation.title() if writable and conversation is not None else ""

    @Slot(object)
    def offer_paths(self, paths: Sequence[str]) -> None:
        """Offer files to everybody in this conversation."""
        conversation = self._conversation
        if conversation is not None and paths:
            conversation.offer(paths)
            self.log.go_to_end()

    # --- what is shown --------------------------------------------------------------------------

    @Slot()
    def _refresh(self) -> None:
        conversation = self._conversation
        if conversation is None:
            return
        room = conversation.room
        self.log.set_line(room.link_up, room.my_device_id)
        me = room.people.member(room.my_device_id)
        self.log.my_name = me.name if me is not None else ""
        self.composer.set_receiver(conversation.title())
        self.composer.setEnabled(conversation.can_write)
        words = banner_words(room)
        self.banner.setVisible(words is not None)
        if words is not None:
            self.banner.say(words.title, words.sentence)
            self._try_now.setVisible(words.trying)
            self._stop.setVisible(words.trying)
            self._again.setVisible(words.left)
        if room.link_up or not room.trying:
            self._countdown.stop()
        elif not self._countdown.isActive():
            self._countdown.start()
        self._refresh_line()

    @Slot()
    def _refresh_line(self) -> None:
        self._drop.set_receiver(self.receiver())
        if self._conversation is not None:
            self.header.show_conversation(self._conversation)

    @Slot()
    def _refresh_summary(self) -> None:
        self.log.show_jump()
        if self._conversation is not None and self._conversation.to:
            self._refresh_line()

    @Slot()
    def _watch(self) -> None:
        """Tell the model whether somebody can see the end of the conversation."""
        if self._conversation is not None:
            seen = self.isVisible() and self.isActiveWindow() and self.log.following
            self._conversation.set_watched(seen)

    # --- what the person does -------------------------------------------------------------------

    @Slot(str)
    def _typed_elsewhere(self, text: str) -> None:
        if self.composer.isEnabled():
            self.composer.insert(text)

    @Slot(object)
    def _act(self, wish: RowAct) -> None:
        if self._conversation is not None:
            self._deeds.do(self._conversation, wish)

    @Slot(str)
    def _write_to(self, device_id: str) -> None:
        if self._conversation is not None:
            self.direct_wanted.emit(self._conversation.room.room, device_id)

    @Slot(str)
    def _send_file_to(self, device_id: str) -> None:
        self._choice.ask(device_id)

    @Slot(str, object)
    def _files_chosen(self, to: str, paths: tuple[str, ...]) -> None:
        conversation = self._conversation
        if conversation is not None and to != conversation.to:
            # What comes of it is told in the direct conversation, so that is where to look.
            self.direct_wanted.emit(conversation.room.room, to)
        if self._conversation is not None and self._conversation.to == to:
            self.offer_paths(paths)

    @Slot()
    def _retry(self) -> None:
        if self._conversation is not None:
            self.command_wanted.emit(RetryNow(self._conversation.room.room))

    @Slot()
    def _leave(self) -> None:
        if self._conversation is not None:
            self.command_wanted.emit(Leave(self._conversation.room.room))

    @Slot()
    def _rejoin(self) -> None:
        if self._conversation is not None:
            self.rejoin_wanted.emit(self._conversation.room.room)

    # --- search and dates -----------------------------------------------------------------------

    def jump(self, seq: int, words: str = "") -> None:
        """Show a message of this conversation with its surroundings; ``words`` are marked."""
        if self._conversation is not None:
            self.log.mark_words(words)
            self._conversation.jump_to(seq)
            self.log.setFocus()

    @Slot()
    def _unmarked(self) -> None:
        """Words that came with a jump are marked no longer than its row."""
        if self._find.isHidden():
            self.log.mark_words("")

    @Slot(object)
    def _hit_chosen(self, hit: Entry) -> None:
        if self._conversation is not None:
            self._conversation.jump_to(hit.seq)

    @Slot(object)
    def _ask_for_date(self, at: QPoint) -> None:
        self._ask_for_day(None, at)

    @Slot(object, object)
    def _ask_for_day(self, day: date | None, at: QPoint) -> None:
        if self._days is None:
            self._days = DayChoice(self)
            self._days.chosen.connect(self._day_chosen)
        self._days.popup(at, day)

    @Slot(object)
    def _day_chosen(self, milliseconds: int) -> None:
        if self._conversation is not None:
            self._conversation.jump_to_date(milliseconds)
            self.log.setFocus()

    @Slot()
    def _close_find(self) -> None:
        if self._find.isVisibleTo(self):
            self._find.close_search()
            self.focus_composer()

    # --- the panel ------------------------------------------------------------------------------

    @Slot(bool)
    def _toggle_people(self, shown_: bool) -> None:
        self._people_wanted = shown_
        self._fit_panel()
        self.people_toggled.emit(shown_)

    def _fit_panel(self) -> None:
        room = self.width() >= theme.scaled(FOLDS_BELOW)
        visible = self._people_wanted and room
        self.panel.setVisible(visible)
        self._edge.setVisible(visible)
        self.header.show_people_folded(not visible, possible=room)

    # --- Qt's events ----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch()
        self._writing.keep_draft()

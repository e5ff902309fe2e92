"""What the window does with the history as a whole: search, export, daily log, a mended journal.

It knows the window, the settings and whom a search is about; where the person goes from a hit is
the navigator's matter. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.commands import KeepDailyLog
from lanyard.events import Exported, JournalMended
from lanyard.models.search_scope import SearchScope
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.settings import Settings, SettingsKeeper
from lanyard.widgets.export_choice import ExportChoice
from lanyard.widgets.main_window import MainWindow


class Archive(QObject):
    """Feed every event to ``take``, before the navigator takes it."""

    command_wanted = Signal(object)
    """``Export`` or ``KeepDailyLog``; searches come from the page."""

    def __init__(
        self,
        window: MainWindow,
        scope: SearchScope,
        keeper: SettingsKeeper,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._scope = scope
        self._folder = keeper.settings.daily_log
        self.choice = ExportChoice(window)
        self.choice.chosen.connect(self._export)
        window.side_bar.export_wanted.connect(self.ask_export)
        window.conversation.header.export_wanted.connect(self._ask_export_of_shown)
        keeper.changed.connect(self._settings_changed)

    def start(self) -> None:
        """Say what is to be kept from now on; called when the engine has begun."""
        if self._folder:
            self.command_wanted.emit(KeepDailyLog(self._folder))

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        self._scope.take(event)
        if isinstance(event, Exported):
            self._exported(event)
        elif isinstance(event, JournalMended):
            self._mended(event)

    @Slot(str, str)
    def ask_export(self, room: str, to: str) -> None:
        """Ask where a conversation is to be written."""
        self.choice.ask(room, to, self._scope.place_name(room, to))

    @Slot()
    def _ask_export_of_shown(self) -> None:
        conversation = self._window.conversation.conversation
        if conversation is not None:
            self.ask_export(conversation.room.room, conversation.to)

    @Slot(object)
    def _export(self, command: object) -> None:
        self.command_wanted.emit(command)

    def _exported(self, event: Exported) -> None:
        name = self._scope.place_name(event.asked.room, event.asked.to)
        if event.failure is not None:
            title = fill(self.tr("{name} was not exported"), name=name)
            self._window.tell(title, sentence(event.failure))
            return
        title = fill(self.tr("{name} is exported"), name=name)
        rows = event.rows
        words = translate("Archive", "%n messages are in {path}.", "", NUMBER, rows)
        path = event.asked.path
        self._window.tell_done(title, fill(words, path=shown(path)), path)

    def _mended(self, event: JournalMended) -> None:
        rows = event.rows
        words = translate(
            "Archive",
            "%n messages were saved into a new one. The damaged file is kept: {path}", "",
            NUMBER, rows
        )  # fmt: skip
        title = self.tr("The history on this computer was damaged")
        path = event.kept_as
        self._window.tell_done(title, fill(words, path=shown(path)), path)

    @Slot(object)
    def _settings_changed(self, settings: Settings) -> None:
        if settings.daily_log != self._folder:
            self._folder = settings.daily_log
            self.command_wanted.emit(KeepDailyLog(self._folder))

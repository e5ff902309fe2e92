"""Between the settings and everything that lives by them: filled in, applied, kept.

What a person types into a form is kept for the next time when it becomes a command. Main thread
only.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.commands import (
    GIGABYTE,
    Broadcast,
    Host,
    Join,
    Rename,
    SetDurable,
    SetGuests,
    SetSpool,
)
from lanyard.settings import Settings, SettingsKeeper
from lanyard.trusted import TrustedSender, changes, with_sender
from lanyard.widgets.main_window import MainWindow
from lanyard.widgets.settings_dialog import SettingsDialog


class Preferences(QObject):
    """Feed every command to ``note_command``."""

    command_wanted = Signal(object)
    """``Rename``, and what the person decided about files: ``TrustSender``, ``SetDurable``,
    ``SetSpool``."""

    def __init__(
        self, window: MainWindow, keeper: SettingsKeeper, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._keeper = keeper
        settings = keeper.settings
        self._told = Settings(spool_gigabytes=0)
        """What the engine knows of the settings that concern files; at first it has its own."""
        window.first_start.prefill(settings)
        window.broadcast.set_port(settings.broadcast_port)
        window.sockets.show_kept(settings.sendings, settings.replies)
        window.sockets.kept_changed.connect(self._keep_sockets)
        window.conversation.people_toggled.connect(self._people_toggled)
        window.transfers.trust_wanted.connect(self._trust)
        window.side_bar.settings_wanted.connect(self.show_dialog)
        keeper.changed.connect(self._changed)
        self._apply(settings)

    def start(self) -> None:
        """Tell the engine, which runs now, what was decided about files in earlier sessions."""
        self._tell_engine(self._keeper.settings)

    @Slot(object)
    def note_command(self, command: object) -> None:
        """Keep what the person typed for the next time."""
        settings = self._keeper.settings
        if isinstance(command, Host):
            self._keeper.change(
                replace(
                    settings,
                    name=command.name,
                    room_name=command.room,
                    port=command.port,
                    history_days=command.history_days,
                )
            )
        elif isinstance(command, Join):
            self._keeper.change(replace(settings, name=command.name, join_port=command.port))
        elif isinstance(command, SetGuests):
            self._keeper.change(replace(settings, guests=command.guests))
            self._window.first_start.host_card.guests = command.guests
        elif isinstance(command, SetSpool):
            gigabytes, days = -(-command.quota_bytes // GIGABYTE), command.days
            # The engine hears it from where it was chosen.
            self._told = replace(self._told, spool_gigabytes=gigabytes, spool_days=days)
            self._keeper.change(replace(settings, spool_gigabytes=gigabytes, spool_days=days))
        elif isinstance(command, Broadcast):
            self._keeper.change(replace(settings, broadcast_port=command.port))

    @Slot()
    def show_dialog(self) -> None:
        """Let the person choose."""
        dialog = SettingsDialog(self._keeper.settings, self._window)
        dialog.settings_changed.connect(self._keeper.change)
        dialog.open()

    @Slot(object, object)
    def _keep_sockets(self, sendings: tuple[str, ...], replies: tuple[str, ...]) -> None:
        self._keeper.change(replace(self._keeper.settings, sendings=sendings, replies=replies))

    @Slot(object)
    def _trust(self, sender: TrustedSender) -> None:
        settings = self._keeper.settings
        self._keeper.change(replace(settings, trusted=with_sender(settings.trusted, sender)))

    def _tell_engine(self, settings: Settings) -> None:
        before, self._told = self._told, settings
        for command in changes(before.trusted, settings.trusted):
            self.command_wanted.emit(command)
        if settings.durable != before.durable:
            self.command_wanted.emit(SetDurable(settings.durable))
        kept = settings.spool_gigabytes, settings.spool_days
        if kept != (before.spool_gigabytes, before.spool_days):
            self.command_wanted.emit(SetSpool(kept[0] * GIGABYTE, kept[1]))

    @Slot(bool)
    def _people_toggled(self, shown_: bool) -> None:
        self._keeper.change(replace(self._keeper.settings, people_shown=shown_))

    @Slot(object)
    def _changed(self, settings: Settings) -> None:
        first = self._window.first_start
        if first.name.text() != settings.name:
            first.name.set_text(settings.name)
            self.command_wanted.emit(Rename(settings.name))
        first.show_hosts(settings.joined_hosts)
        self._tell_engine(settings)
        self._apply(settings)

    def _apply(self, settings: Settings) -> None:
        page = self._window.conversation
        page.set_download_folder(settings.downloads)
        self._window.sockets.set_folder(settings.downloads)
        page.set_enter_sends(settings.enter_sends)
        page.set_people_shown(settings.people_shown)
        self._window.transfers.set_download_folder(settings.downloads)

"""The window's composition root: builds the parts, connects them, and shuts them down in order."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from lanyard import __version__, languages, sentences
from lanyard.commands import Listen
from lanyard.console.interruption import Interruption
from lanyard.events import Failure
from lanyard.models.conversations import Conversations
from lanyard.models.places import PlacesModel
from lanyard.models.search_scope import SearchScope
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from lanyard.single_instance import SingleInstance
from lanyard.widgets import theme, tray
from lanyard.widgets.archive import Archive
from lanyard.widgets.main_window import MainWindow
from lanyard.widgets.navigator import Navigator

_SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}


def run(profile: Path) -> int:
    """Run the window on ``profile`` until the person quits; return the exit status.

    Main thread only. A second start on the same profile raises the first window and returns 0.
    """
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("an application without widgets runs already")
    introduce(app)
    single = SingleInstance(profile)
    if not single.claim():
        return 0
    keeper = SettingsKeeper(SettingsStore(profile))
    theme.apply(app, _SCHEMES.get(keeper.settings.colour_scheme))
    program = Application(app, keeper)
    single.raise_wanted.connect(program.window.come_to_front)
    interruption = Interruption()
    interruption.wanted.connect(program.quit)
    program.show()
    # Paint first: the engine's libraries take about as long to load as the whole window.
    app.processEvents()
    try:
        return _run_engine(app, program, profile)
    finally:
        program.shut_down()
        interruption.close()
        single.release()


def _run_engine(app: QApplication, program: Application, profile: Path) -> int:
    from lanyard.engine import Engine
    from lanyard.network.identity import IdentityError

    try:
        engine = Engine(profile)
    except IdentityError as error:
        return _give_up(program.window, error.failure)
    program.start(engine)
    return app.exec()


class EngineDoors(Protocol):
    """What the window knows of an engine."""

    @property
    def identity(self) -> Any:
        """Who this computer is."""

    @property
    def happened(self) -> Any:
        """The signal with one event each."""

    @property
    def do(self) -> Any:
        """The slot that takes commands."""

    def start(self) -> None:
        """Let it begin."""

    def shutdown(self) -> None:
        """End it, within a bound."""


class Application(QObject):
    """Everything the window needs, connected; the engine's life is in its hands."""

    def __init__(self, app: QApplication, keeper: SettingsKeeper) -> None:
        super().__init__()
        self._app = app
        self._keeper = keeper
        self._engine: EngineDoors | None = None
        self.conversations = Conversations(self)
        self.places = PlacesModel(self.conversations, self)
        self.scope = SearchScope(self.conversations, self)
        self.window = MainWindow(self.places, self.scope)
        self.archive = Archive(self.window, self.scope, keeper, parent=self)
        self.navigator = Navigator(
            self.window, self.conversations, self.places, keeper, parent=self
        )
        self._tray: tray.Tray | None = None
        self._scheme = keeper.settings.colour_scheme
        keeper.changed.connect(self._settings_changed)
        self._connect_ends()

    def _connect_ends(self) -> None:
        self.navigator.quit_wanted.connect(self.quit)
        self.window.close_wanted.connect(self._window_closed)
        self._app.setQuitOnLastWindowClosed(False)
        if tray.available():
            self._tray = tray.Tray(self._app.windowIcon(), self)
            self._tray.show_wanted.connect(self.window.come_to_front)
            self._tray.quit_wanted.connect(self.quit)
            self.window.may_close = False

    def show(self) -> None:
        """Show the window; until ``start`` nobody answers it."""
        self.window.set_place(self._keeper.settings.geometry)
        self.window.show()

    def start(self, engine: EngineDoors) -> None:
        """Connect the engine and let it begin."""
        self._engine = engine
        pool = QThreadPool(self)
        pool.setMaxThreadCount(1)  # pictures one after the other: each may need 128 MB
        self.window.conversation.log.pictures.use(pool)
        self._connect_commands(engine)
        self._connect_events(engine)
        self.scope.my_device_id = engine.identity.device_id
        self.navigator.show_me(engine.identity.device_id)
        engine.start()
        self.archive.start()
        self.navigator.preferences.start()
        # A call to everybody must not depend on who happens to have pressed a button before.
        engine.do(Listen(self._keeper.settings.broadcast_port))

    def _connect_commands(self, engine: EngineDoors) -> None:
        window = self.window
        sources = (
            window.first_start,
            window.conversation,
            window.server,
            window.why,
            window.broadcast,
            window.sockets,
            window.transfers,
            window.search,
            self.conversations,
            self.archive,
            self.navigator,
        )
        for source in sources:
            source.command_wanted.connect(self.navigator.preferences.note_command)
            source.command_wanted.connect(self.navigator.note_command)
            source.command_wanted.connect(window.server.note_command)
            source.command_wanted.connect(window.conversation.log.pictures.note_command)
            source.command_wanted.connect(engine.do)

    def _connect_events(self, engine: EngineDoors) -> None:
        # In this order: models first, then pages that show them, then who decides what is shown.
        happened = engine.happened
        happened.connect(self.conversations.take)
        happened.connect(self.places.take)
        happened.connect(self.archive.take)
        for page in (
            self.window.first_start,
            self.window.server,
            self.window.why,
            self.window.broadcast,
            self.window.sockets,
            self.window.transfers,
            self.window.search,
        ):
            happened.connect(page.take)
        happened.connect(self.navigator.take)

    @Slot()
    def quit(self) -> None:
        """Leave the event loop; ``shut_down`` comes after it."""
        self._app.quit()

    def shut_down(self) -> None:
        """Keep the settings, end the engine, and take the window away, in this order."""
        self._keeper.change(replace(self._keeper.settings, geometry=self.window.place()))
        self.window.hide()
        self.window.conversation.log.pictures.close()
        if self._tray is not None:
            self._tray.hide()
        if self._engine is not None:
            self._engine.shutdown()
        # Now and not when Python finds time: who decides goes before the window, and the window
        # before the models it shows.
        shiboken6.delete(self.navigator)
        shiboken6.delete(self.archive)
        shiboken6.delete(self.window)

    @Slot()
    def _window_closed(self) -> None:
        if self._tray is None:
            self.quit()
            return
        self.window.hide()
        if not self._keeper.settings.tray_said:
            self._tray.say_where()
            self._keeper.change(replace(self._keeper.settings, tray_said=True))

    @Slot(object)
    def _settings_changed(self, settings: Settings) -> None:
        if settings.colour_scheme != self._scheme:
            self._scheme = settings.colour_scheme
            theme.apply(self._app, _SCHEMES.get(settings.colour_scheme))


def introduce(app: QApplication) -> None:
    """Tell Qt and the desktop who this program is, and which languages it speaks."""
    app.setApplicationName("lanyard")
    app.setApplicationDisplayName("Lanyard")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("lanyard")
    app.setWindowIcon(QIcon(":/icons/lanyard.svg"))
    languages.speak(app)


def _give_up(window: QWidget, failure: Failure) -> int:
    """Say over the window why it cannot be used."""
    words = sentences.sentence(failure)
    print(words, file=sys.stderr)
    box = QMessageBox(window)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words)
    box.exec()
    return 1

"""A window, the engine that stands in for the real one, and the settings between them."""

from __future__ import annotations

from dataclasses import dataclass

from fake_engine import FakeEngine
from lanyard.application import Application
from lanyard.settings import SettingsKeeper
from lanyard.widgets.main_window import MainWindow


@dataclass
class Shell:
    """A running window, its engine and its settings."""

    engine: FakeEngine
    keeper: SettingsKeeper
    program: Application

    @property
    def window(self) -> MainWindow:
        return self.program.window

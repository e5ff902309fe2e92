"""Somebody in front of the real window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from lanyard.application import Application
from lanyard.engine import Engine

PATIENCE = 20_000
"""Milliseconds until a missing event counts as a failure."""


class Person:
    """Somebody in front of the window: sees what is visible, clicks and types."""

    def __init__(self, program: Application, engine: Engine, qtbot: QtBot) -> None:
        self.window = program.window
        self.engine = engine
        self._qtbot = qtbot

    def see(self, kind: type[QWidget], name: str) -> QWidget:
        """Return the visible control with this accessible name."""
        found = [
            one
            for one in self.window.findChildren(kind)
            if one.isVisible() and one.accessibleName() == name
        ]
        assert found, f"no {kind.__name__} named {name!r}: {sorted(self._names(kind))}"
        return found[0]

    def _names(self, kind: type[QWidget]) -> set[str]:
        return {one.accessibleName() for one in self.window.findChildren(kind) if one.isVisible()}

    def click(self, name: str) -> None:
        """Click the button of this name, once it is there."""
        self._qtbot.waitUntil(
            lambda: any(one.startswith(name) for one in self._names(QAbstractButton)),
            timeout=PATIENCE,
        )
        (button, *_) = (
            one
            for one in self.window.findChildren(QAbstractButton)
            if one.isVisible() and one.accessibleName().startswith(name)
        )
        self._qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def fill(self, name: str, text: str) -> None:
        """Type into the field of this name, instead of what is there."""
        field = self.see(QLineEdit, name)
        assert isinstance(field, QLineEdit)
        field.selectAll()
        if text.isascii():
            self._qtbot.keyClicks(field, text)
        else:
            field.insert(text)  # QTest has no keys for Chinese, and aborts

    def press(self, key: Qt.Key) -> None:
        """Press Ctrl and a key."""
        self._qtbot.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)

    def until(self, wanted: Callable[[object], bool], do: Callable[[], object]) -> object:
        """Do something and return the event it leads to."""
        with self._qtbot.waitSignal(
            self.engine.happened, timeout=PATIENCE, check_params_cb=wanted
        ) as waiting:
            do()
        assert waiting.args is not None
        return waiting.args[0]

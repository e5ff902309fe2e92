"""A bare window to test a widget in.

The offscreen platform warns about every window with size limits, and a Qt warning fails a test;
inside a window without a layout a widget can have all the limits it wants.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


class Stage(QWidget):
    """Shows one widget as large as it was asked to be."""

    def __init__(self, widget: QWidget, width: int, height: int) -> None:
        super().__init__()
        self.resize(width, height)
        widget.setParent(self)
        widget.resize(width, height)
        widget.show()


def on_stage(qtbot: QtBot, widget: QWidget, width: int, height: int) -> None:
    """Show ``widget`` in a window of its own, the active one, until the test ends."""
    stage = Stage(widget, width, height)
    # The widget would be closed on its own otherwise while the stage still shows it.
    qtbot.addWidget(stage)
    widget.stage = stage  # type: ignore[attr-defined]  # lives as long as the widget
    stage.show()
    stage.activateWindow()
    qtbot.waitUntil(stage.isActiveWindow)

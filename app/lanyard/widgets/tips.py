"""Tool tips of lists: what they say comes from the view and is shown as plain text.

A view that would override ``viewportEvent`` for this put a Python frame below every paint; an
error there ends the process (PySide 6.11 crashes while it reports errors of nested overrides).
Delegates are asked by Qt itself. Main thread only.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from lanyard.widgets.text import plain_tip


@runtime_checkable
class Explains(Protocol):
    """A view that knows what a tool tip says."""

    def tip_at(self, point: QPoint) -> str:
        """Return the words for a point of the viewport, or nothing."""


class ExplainingDelegate(QStyledItemDelegate):
    """Shows the tool tips of its view."""

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(view, Explains):
            return False
        QToolTip.showText(event.globalPos(), plain_tip(view.tip_at(event.pos())), view)
        return True

"""The context menu of a message: what can be done with it, by mouse and by keyboard alike.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from lanyard.models.conversation import ConversationModel
from lanyard.models.rows import Row
from lanyard.phrases import fill, translate
from lanyard.widgets.offer_words import Act, act_words
from lanyard.widgets.text import button_text

QUICK_EMOJI = ("👍", "👎", "😂", "🎉", "😕", "👀", "✅")
ADDRESS_SHOWN = 80


@dataclass(frozen=True, slots=True)
class RowAct:
    """What a person wants of a row; ``argument`` is the address of a link, or an emoji."""

    row: Row
    act: Act
    argument: str = ""


class RowMenu(QMenu):
    """Everything a person can do with one row; ``chosen`` tells a ``RowAct``."""

    chosen = Signal(object)

    def __init__(
        self, row: Row, conversation: ConversationModel, more: Sequence[RowAct], parent: QWidget
    ) -> None:
        """``more`` is what the row itself offers: links, files, the quoted message."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._row = row
        self._acts: list[RowAct] = []
        alive = bool(row.entry.seq) and not row.deleted and conversation.can_write
        if alive:
            self._add(self, Act.REPLY)
            self._add_emoji(conversation.reaction_of_mine(row.entry.seq))
        copy = self._add(self, Act.COPY)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        if alive and conversation.can_edit(row):
            self._add(self, Act.EDIT)
        if alive and conversation.can_delete(row):
            self._add(self, Act.DELETE)
        if more:
            self.addSeparator()
        for act in more:
            self._add(self, act.act, act.argument)
        self.triggered.connect(self._triggered)

    def acts(self) -> tuple[RowAct, ...]:
        """Return what can be chosen, in order."""
        return tuple(self._acts)

    def _add_emoji(self, mine: str) -> None:
        menu = self.addMenu(act_words(Act.REACT))
        for emoji in QUICK_EMOJI:
            action = self._add(menu, Act.REACT, emoji)
            action.setCheckable(True)
            action.setChecked(emoji == mine)
        menu.addSeparator()
        self._add(menu, Act.MORE_EMOJI)

    def _add(self, menu: QMenu, act: Act, argument: str = "") -> QAction:
        words = act_words(act)
        if act is Act.REACT:
            words = argument
        elif act is Act.LINK:
            words = translate("MessageLog", "Open {address}")
            words = button_text(fill(words, address=argument[:ADDRESS_SHOWN]))
        action = menu.addAction(words)
        action.setData(len(self._acts))
        self._acts.append(RowAct(self._row, act, argument))
        return action

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        number = action.data()
        if isinstance(number, int):
            self.chosen.emit(self._acts[number])

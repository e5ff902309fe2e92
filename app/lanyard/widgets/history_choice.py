"""What newcomers of a room may read of what was said before: all, some days, nothing.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QWidget

from lanyard.phrases import NUMBER, translate
from lanyard.settings import MOST_DAYS
from lanyard.widgets import theme

ALL, NOTHING = -1, 0
USUAL_DAYS = 30
_DAYS = 1
"""The row of the choice that has a number."""


class HistoryChoice(QWidget):
    """A choice, and a number of days beside it when that is what is chosen."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.choice = QComboBox()
        self.choice.setFont(theme.font(13))
        # Gives way to the window; the page at 640 wide has no room for whole sentences.
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(8)
        self.choice.setAccessibleName(self.tr("What newcomers may read"))
        self.choice.addItems(
            [
                self.tr("read all"),
                self.tr("read days:"),
                self.tr("read nothing"),
            ]
        )
        self.choice.currentIndexChanged.connect(self._chosen)
        self.days = QSpinBox()
        self.days.setFont(theme.font(13))
        self.days.setRange(1, MOST_DAYS)
        self.days.setValue(USUAL_DAYS)
        self.days.setFixedHeight(self.choice.sizeHint().height())
        self.days.setAccessibleName(self.tr("How many days"))
        row.addWidget(self.choice, 1)
        row.addWidget(self.days)
        self._chosen()

    def history_days(self) -> int:
        """Return what is chosen, as ``commands.Host`` has it."""
        return (ALL, self.days.value(), NOTHING)[self.choice.currentIndex()]

    def show_days(self, days: int) -> None:
        """Show what was chosen."""
        self.choice.setCurrentIndex(0 if days < 0 else 2 if days == 0 else _DAYS)
        if days > 0:
            self.days.setValue(days)

    @Slot()
    def _chosen(self) -> None:
        self.days.setVisible(self.choice.currentIndex() == _DAYS)


def history_words(days: int) -> str:
    """Return what newcomers read, in words."""
    if days < 0:
        return translate("HistoryChoice", "everything that was said before")
    if days == 0:
        return translate("HistoryChoice", "nothing that was said before")
    return translate("HistoryChoice", "the last %n days", "", NUMBER, days)

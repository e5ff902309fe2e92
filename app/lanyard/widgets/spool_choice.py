"""How much is kept at my server for people who are away, and for how many days.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from lanyard.commands import DEFAULT_SPOOL_DAYS, GIGABYTE, SetSpool
from lanyard.settings import MOST_DAYS, MOST_GIGABYTES
from lanyard.widgets import theme
from lanyard.widgets.text import plain_label, plain_tip


class SpoolChoice(QWidget):
    """Two numbers; 0 GB reads 'nothing'."""

    chosen = Signal(object)
    """A SetSpool: the person changed one of them."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        tip = self.tr(
            "Files for somebody who is away are kept on this computer until that person is back. "
            "Whoever uses this computer could read them; what passes while both are there, nobody "
            "here can."
        )
        self.gigabytes = QSpinBox()
        self.gigabytes.setRange(0, MOST_GIGABYTES)
        self.gigabytes.setSuffix(" GB")
        self.gigabytes.setSpecialValueText(self.tr("nothing"))
        self.gigabytes.setAccessibleName(self.tr("Gigabytes kept for people who are away"))
        self._for = plain_label(self.tr("days:"), 13, 400, "text2")
        self.days = QSpinBox()
        self.days.setRange(1, MOST_DAYS)
        self.days.setAccessibleName(self.tr("How many days files wait for people who are away"))
        for spin in (self.gigabytes, self.days):
            spin.setFont(theme.font(13))
            spin.setToolTip(plain_tip(tip))
            # Told when the number is typed to its end, not with each digit.
            spin.setKeyboardTracking(False)
            spin.valueChanged.connect(self._changed)
        row.addWidget(self.gigabytes)
        row.addWidget(self._for)
        row.addWidget(self.days)
        self.show_spool(0, DEFAULT_SPOOL_DAYS)

    def show_spool(self, quota_bytes: int, days: int) -> None:
        """Show what holds."""
        for spin, value in ((self.gigabytes, -(-quota_bytes // GIGABYTE)), (self.days, days)):
            blocked = spin.blockSignals(True)
            spin.setValue(value)
            spin.blockSignals(blocked)
        self._show_days()

    def _show_days(self) -> None:
        keeps = self.gigabytes.value() > 0
        self._for.setVisible(keeps)
        self.days.setVisible(keeps)

    @Slot()
    def _changed(self) -> None:
        self._show_days()
        self.chosen.emit(SetSpool(self.gigabytes.value() * GIGABYTE, self.days.value()))

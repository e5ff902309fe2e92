"""What narrows a search: a person, a conversation, a time. Main thread only."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QDate, QDateTime, QTime, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from lanyard.models.search_scope import SearchScope
from lanyard.widgets import theme
from lanyard.widgets.flow import FlowLayout
from lanyard.widgets.text import plain_label, shown

DAYS_BACK = {"today": 0, "week": 6, "month": 29, "year": 364}
"""How many days before today each choice of a time begins."""
BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is chosen; the fields are those of ``commands.Search``."""

    author: str = ""
    room: str = ""
    to: str | None = None
    since: int = 0
    until: int = 0


class SearchFilters(QWidget):
    """Three choices in a row, and two dates when the person wants to name them."""

    changed = Signal()
    """Another ``narrowing``."""

    def __init__(self, scope: SearchScope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scope = scope
        self.who = self._choice(self.tr("By whom"))
        self.where = self._choice(self.tr("In which conversation"))
        self.when = self._choice(self.tr("When"))
        for key, words in (
            ("", self.tr("At any time")),
            ("today", self.tr("Today")),
            ("week", self.tr("Last 7 days")),
            ("month", self.tr("Last 30 days")),
            ("year", self.tr("Last year")),
            (BETWEEN, self.tr("From … to …")),
        ):
            self.when.addItem(words, key)
        self._dates = QWidget()
        row = QHBoxLayout(self._dates)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.first = self._date(self.tr("First day"))
        self.last = self._date(self.tr("Last day"))
        today = QDate.currentDate()
        self.first.setDate(today.addMonths(-1))
        self.last.setDate(today)
        row.addWidget(self.first)
        row.addWidget(plain_label(self.tr("to"), 13, 400, "text2"))
        row.addWidget(self.last)
        self._dates.hide()
        flow = FlowLayout(self, across=8)
        for part in (self.who, self.where, self.when, self._dates):
            flow.addWidget(part)
        for choice in (self.who, self.where, self.when):
            choice.currentIndexChanged.connect(self._chosen)
        for date in (self.first, self.last):
            date.dateChanged.connect(self._chosen)
        scope.people_changed.connect(self.refresh_people)
        self.refresh()

    def narrowing(self) -> Narrowing:
        """Return what is chosen now."""
        where = self.where.currentData()
        room, to = where if isinstance(where, tuple) else ("", None)
        since, until = self._time()
        return Narrowing(str(self.who.currentData() or ""), room, to, since, until)

    def choose_place(self, room: str, to: str) -> None:
        """Look in one conversation only; in everything when it is not known."""
        self.where.setCurrentIndex(max(0, self._row_of(room, to)))

    @Slot()
    def clear(self) -> None:
        """Look everywhere, for everybody, at any time."""
        if self.narrowing() != Narrowing():
            for choice in (self.who, self.where, self.when):
                choice.blockSignals(True)
                choice.setCurrentIndex(0)
                choice.blockSignals(False)
            self._chosen()

    @Slot()
    def refresh(self) -> None:
        """Offer whoever and whatever is known now; what is chosen stays chosen."""
        self.refresh_people()
        chosen = self.where.currentData()
        self.where.blockSignals(True)
        self.where.clear()
        self.where.addItem(self.tr("Everywhere"), "")
        for where, name in self._scope.places():
            self.where.addItem(name, where)
        row = self._row_of(*chosen) if isinstance(chosen, tuple) else 0
        self.where.setCurrentIndex(max(0, row))
        self.where.blockSignals(False)

    @Slot()
    def refresh_people(self) -> None:
        """Offer everybody who is known now."""
        chosen = self.who.currentData()
        self.who.blockSignals(True)
        self.who.clear()
        self.who.addItem(self.tr("Anybody"), "")
        me = self._scope.my_device_id
        for device, name in self._scope.people():
            words = self.tr("You") if device == me else shown(name)
            self.who.addItem(words, device)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))
        self.who.blockSignals(False)

    def _row_of(self, room: str, to: str) -> int:
        # findData compares tuples as the wrapped objects they are, not by what they hold.
        rows = range(self.where.count())
        return next((row for row in rows if self.where.itemData(row) == (room, to)), -1)

    def _time(self) -> tuple[int, int]:
        chosen = str(self.when.currentData() or "")
        if chosen == BETWEEN:
            first, last = sorted((self.first.date(), self.last.date()), key=QDate.toJulianDay)
            return _midnight(first), _midnight(last.addDays(1))
        if chosen in DAYS_BACK:
            return _midnight(QDate.currentDate().addDays(-DAYS_BACK[chosen])), 0
        return 0, 0

    @Slot()
    def _chosen(self) -> None:
        self._dates.setVisible(self.when.currentData() == BETWEEN)
        self.updateGeometry()
        self.changed.emit()

    def _choice(self, name: str) -> QComboBox:
        choice = QComboBox()
        choice.setFont(theme.font(13))
        choice.setAccessibleName(name)
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(12)
        choice.setMaxVisibleItems(16)
        return choice

    def _date(self, name: str) -> QDateEdit:
        date = QDateEdit()
        date.setFont(theme.font(13))
        date.setAccessibleName(name)
        date.setCalendarPopup(True)
        date.setFixedHeight(self.when.sizeHint().height())
        return date


def _midnight(day: QDate) -> int:
    """Return when a day begins on this computer's clock, in milliseconds."""
    moment = QDateTime(day, QTime(0, 0))
    return int(moment.toMSecsSinceEpoch())

"""What others have left at my server for people who are away: a row each, and an end to it.

Shown only while there is something. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from lanyard.commands import ClearSpool
from lanyard.deletion import delete_later
from lanyard.events import SpoolChanged, SpooledOffer
from lanyard.models.figures import date_text, size_text
from lanyard.models.transfer_words import offer_title
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.widgets.buttons import push_button
from lanyard.widgets.parts import Card
from lanyard.widgets.question import Question
from lanyard.widgets.text import elided_label, hairline, plain_label


class SpoolList(QWidget):
    """Follows ``SpoolChanged``."""

    command_wanted = Signal(object)
    """A ClearSpool."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(self.tr("Kept for people who are away"), 15, 600))
        self._used = elided_label("", 13, 400, "text2")
        head.addWidget(self._used, 1)
        self.clear = push_button(self.tr("Remove all"), dense=True)
        self.clear.clicked.connect(self._ask_clear)
        head.addWidget(self.clear)
        column.addLayout(head)
        card = Card()
        self._rows = QVBoxLayout(card)
        self._rows.setContentsMargins(16, 4, 10, 4)
        self._rows.setSpacing(0)
        column.addWidget(card)
        self._shown: dict[str, _Row] = {}
        self.hide()

    def show_spool(self, spool: SpoolChanged) -> None:
        """Show what is there now."""
        here = {offer.id: offer for offer in spool.offers}
        for id_ in [id_ for id_ in self._shown if id_ not in here]:
            row = self._shown.pop(id_)
            row.hide()  # at once; it may hold the focus until it is really gone
            self._rows.removeWidget(row)
            delete_later(row)
        for offer in spool.offers:
            known = self._shown.get(offer.id)
            if known is None:
                known = self._shown[offer.id] = _Row(offer.id)
                known.removed.connect(self._remove)
                self._rows.addWidget(known)
            known.show_offer(offer, first=offer is spool.offers[0])
        words = self.tr("{used} of {quota}")
        if not spool.quota:
            words = self.tr("{used}, nothing new is kept")
        self._used.setText(fill(words, used=size_text(spool.used), quota=size_text(spool.quota)))
        self.setVisible(bool(spool.offers))

    @Slot(str)
    def _remove(self, id_: str) -> None:
        self.command_wanted.emit(ClearSpool((id_,)))

    @Slot()
    def _ask_clear(self) -> None:
        more = self.tr("The people who left them are told. They still have their files.")
        asking = Question(self, self.tr("Remove all of it?"), more, self.tr("Remove all"))
        asking.buttonClicked.connect(self._clear_answered)
        asking.open()

    @Slot(QAbstractButton)
    def _clear_answered(self, button: QAbstractButton) -> None:
        asking = self.sender()
        if isinstance(asking, Question) and button is asking.yes:
            self.command_wanted.emit(ClearSpool(tuple(self._shown)))


class _Row(QWidget):
    """One offer."""

    removed = Signal(str)

    def __init__(self, id_: str) -> None:
        super().__init__()
        self._id = id_
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._line = hairline()
        column.addWidget(self._line)
        row = QHBoxLayout()
        row.setContentsMargins(0, 8, 0, 8)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title = elided_label("", 13, 600, mode=Qt.TextElideMode.ElideMiddle)
        self._who = elided_label("", 12, 400, "text2")
        words.addWidget(self._title)
        words.addWidget(self._who)
        row.addLayout(words, 1)
        self._button = push_button(self.tr("Remove"), dense=True)
        self._button.clicked.connect(self._clicked)
        row.addWidget(self._button)
        column.addLayout(row)

    def show_offer(self, offer: SpooledOffer, *, first: bool) -> None:
        """Say what it is, whose, for whom, how large and until when."""
        self._line.setVisible(not first)
        title = shown(offer.name) if offer.is_folder else offer_title(offer.name, offer.files)
        self._title.setText(title)
        words = self.tr("from {author} for {to}, {size}, until {day}")
        if not offer.whole:
            words = self.tr("from {author} for {to}, {size}, still coming")
        self._who.setText(
            fill(
                words,
                author=shown(offer.author_name),
                to=shown(offer.to_name),
                size=size_text(offer.size),
                day=date_text(offer.until),
            )
        )
        self._button.setAccessibleName(fill(self.tr("Remove {name}"), name=title))

    @Slot()
    def _clicked(self) -> None:
        self.removed.emit(self._id)

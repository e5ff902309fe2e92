"""The transfers page: offers that wait for an answer as cards, and one row for every transfer.

The page holds no truth: it shows what events say and gives commands away. Main thread only.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from lanyard import commands
from lanyard.events import TransferChanged, TransferState
from lanyard.models.room_transfers import ENDED
from lanyard.models.transfer_words import TransferAct
from lanyard.models.transfers import ShownTransfers, TransfersModel, View, WaitingOffer
from lanyard.phrases import fill
from lanyard.widgets import theme
from lanyard.widgets.buttons import push_button
from lanyard.widgets.failed_files import FailedFiles
from lanyard.widgets.offer_card import OfferCard
from lanyard.widgets.page_header import PageHeader
from lanyard.widgets.parts import EmptyState, ground
from lanyard.widgets.segments import Segments
from lanyard.widgets.text import hairline
from lanyard.widgets.transfer_list import TransferList

RUNNING = (
    TransferState.OFFERED,
    TransferState.CONNECTING,
    TransferState.RUNNING,
    TransferState.CHECKING,
)
CARDS_MOST = 20
"""So many offers are shown at once; the next ones come when these are answered."""
COUNTED_MILLISECONDS = 100
"""The counts are worked out anew that often at most, however many rows come at once."""
LOW = 600
"""Below this height of the page a card shows fewer files."""
NARROW = 560
"""Below this width of the page a card has its buttons on a line of their own."""
LEAST_LIST = 144
"""The list keeps two rows of height, however many offers wait."""

translate = QCoreApplication.translate


class TransfersPage(QWidget):
    """Feed every event to ``take``; foreign ones are ignored."""

    command_wanted = Signal(object)
    """AcceptOffer, DeclineOffer, ReadManifest, and what stops a transfer or lets it go on."""

    trust_wanted = Signal(object)
    """A ``TrustedSender``: files of this device are to be accepted unasked."""

    active_changed = Signal()
    """``active`` is another number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Base)
        self.setAccessibleName(self.tr("Transfers"))
        self._downloads = ""
        self._active = 0
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(COUNTED_MILLISECONDS)
        self._counting.timeout.connect(self._count_now)
        self._stale = False
        self._cards: dict[str, OfferCard] = {}
        self.model = TransfersModel(self)
        self._shown = ShownTransfers(self.model, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._header = PageHeader(self.tr("Transfers"))
        self._views = Segments(
            (self.tr("All"), self.tr("Running"), self.tr("Done")), self.tr("Which are shown")
        )
        self._views.chosen.connect(self._show_view)
        self._header.add(self._views)
        self._clear = push_button(self.tr("Clear finished"))
        self._clear.clicked.connect(self._clear_ended)
        self._header.add(self._clear)
        column.addWidget(self._header)
        self._offers = _OfferColumn()
        column.addWidget(self._offers)
        self._line = hairline()
        column.addWidget(self._line)
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(theme.scaled(LEAST_LIST))
        self._empty = EmptyState("transfers", "", "")
        self.list = TransferList(self._shown)
        self.list.acted.connect(self._act)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.list)
        column.addWidget(self._stack, 1)
        self.model.counted.connect(self._counted)
        self.model.offers_changed.connect(self._show_offers)
        self._show_offers()
        self._tell_counts()

    @property
    def active(self) -> int:
        """How many transfers run and offers wait for my answer: the count in the side bar."""
        self._count_now()
        return self._active

    @Slot(object)
    def take(self, event: object) -> None:
        """Take one event of the engine."""
        self.model.take(event)

    def set_download_folder(self, path: str) -> None:
        """Say where received files go unless the person chooses another folder."""
        self._downloads = path
        for card in self._cards.values():
            card.set_default_folder(path)

    def line(self) -> str:
        """Return the second line of the head."""
        self._count_now()
        return self._header.line()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for card in self._cards.values():
            self._fit(card)

    def _fit(self, card: OfferCard) -> None:
        card.set_compact(self.height() < LOW)
        card.set_narrow(self.width() < theme.scaled(NARROW))

    # --- slots ----------------------------------------------------------------------------------

    @Slot(int)
    def _show_view(self, index: int) -> None:
        self._shown.show_view(View(index))
        self._tell_counts()

    @Slot(object, object)
    def _act(self, act: TransferAct, transfer: TransferChanged) -> None:
        match act:
            case TransferAct.PAUSE:
                self.command_wanted.emit(commands.PauseTransfer(transfer.id))
            case TransferAct.RESUME:
                self.command_wanted.emit(commands.ResumeTransfer(transfer.id))
            case TransferAct.CANCEL:
                self.command_wanted.emit(commands.CancelTransfer(transfer.id))
            case TransferAct.FORGET:
                self.model.forget(transfer.id)
            case TransferAct.SHOW_FAILED:
                FailedFiles(transfer, self).open()

    @Slot()
    def _clear_ended(self) -> None:
        self.model.clear_ended()
        self._tell_counts()

    @Slot()
    def _show_offers(self) -> None:
        waiting = self.model.waiting_offers(CARDS_MOST)
        offers = {offer.transfer.id: offer for offer in waiting}
        for gone in [key for key in self._cards if key not in offers]:
            card = self._cards.pop(gone)
            self._offers.remove(card)
        for key, offer in offers.items():
            self._show_offer(key, offer)
        self._offers.setVisible(bool(offers))
        self._line.setVisible(bool(offers))

    def _show_offer(self, key: str, offer: WaitingOffer) -> None:
        known = self._cards.get(key)
        if known is not None:
            if not known.shows(offer):
                known.show_offer(offer)
            return
        card = self._cards[key] = OfferCard(offer, self._downloads)
        self._fit(card)
        card.command_wanted.connect(self.command_wanted)
        card.trust_wanted.connect(self.trust_wanted)
        self._offers.add(card)

    @Slot()
    def _counted(self) -> None:
        """Tell the counts now, and what comes in the next moments together."""
        if self._counting.isActive():
            self._stale = True
            return
        self._tell_counts()
        self._counting.start()

    @Slot()
    def _count_now(self) -> None:
        if self._stale:
            self._tell_counts()

    @Slot()
    def _tell_counts(self) -> None:
        self._stale = False
        running = self.model.count(*RUNNING)
        resting = self.model.count(TransferState.WAITING)
        paused = self.model.count(TransferState.PAUSED)
        stopped = self.model.count(TransferState.FAILED)
        waiting = self.model.waiting
        done = self.model.count(TransferState.DONE)
        counts = (
            self.tr("%n running", "", running) if running else "",
            self.tr("%n waiting", "", resting) if resting else "",
            self.tr("%n paused", "", paused) if paused else "",
            self.tr("%n stopped", "", stopped) if stopped else "",
            self.tr("%n done", "", done) if done else "",
            self.tr("%n offers waiting", "", waiting) if waiting else "",
        )
        line = _listed([text for text in counts if text])
        self._header.say(self.tr("Transfers"), line or self.tr("Files to others and from others"))
        self._clear.setEnabled(bool(self.model.count(*ENDED)))
        self._stack.setCurrentIndex(1 if self._shown.rowCount() else 0)
        self._empty.say(
            self.tr("Nothing here") if self.model.rowCount() else self.tr("No transfers yet"),
            self.tr("Files that you send or receive appear here while Lanyard runs."),
        )
        active = running + resting + paused + waiting
        if self._active != active:
            self._active = active
            self.active_changed.emit()


class _OfferColumn(QScrollArea):
    """The cards, one below the other; scrolls when the list below would get no room."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._inside = QWidget()
        ground(self._inside, QPalette.ColorRole.Window)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(12)
        self.setWidget(self._inside)

    def add(self, card: OfferCard) -> None:
        """Put a card below the others."""
        self._column.addWidget(card)
        self.updateGeometry()

    def remove(self, card: OfferCard) -> None:
        """Take a card away."""
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return self._column.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._column.totalMinimumSize().width(), theme.scaled(LEAST_LIST))


def _listed(words: Sequence[str]) -> str:
    """Return counts one after the other: '1 running, 2 stopped'."""
    listed = words[0] if words else ""
    for word in words[1:]:
        listed = fill(translate("TransfersPage", "{first}, {next}"), first=listed, next=word)
    return listed

"""An offer that waits for my answer: who, how many, how big, where to, and yes or no.

Main thread only.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QDir, QStorageInfo, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from lanyard import commands
from lanyard.models.figures import clock_text, size_text
from lanyard.models.offered_files import OfferedFilesModel
from lanyard.models.transfers import WaitingOffer
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.trusted import CAPS, TrustedSender
from lanyard.widgets import theme
from lanyard.widgets.buttons import LinkButton, accent_button, push_button
from lanyard.widgets.offered_table import OfferedTable
from lanyard.widgets.parts import Avatar, Card, Pictogram
from lanyard.widgets.text import button_text, elided_label, plain_tip

ROWS_SHOWN = 5.5
"""The last visible file is cut in half, to say that the list goes on."""
ROWS_COMPACT = 1.5


class OfferCard(Card):
    """One offer. It stays as it is until the engine says that the offer is answered."""

    command_wanted = Signal(object)
    """AcceptOffer, DeclineOffer or ReadManifest."""

    trust_wanted = Signal(object)
    """A ``TrustedSender``: the person said yes for the times to come, too."""

    def __init__(self, offer: WaitingOffer, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = offer
        self._folder = folder
        self._chosen_folder = False
        self._rows_shown = ROWS_SHOWN
        self._asked = False
        self._answered = False
        self._files = OfferedFilesModel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 15)
        column.setSpacing(0)
        column.addLayout(self._made_head())
        column.addSpacing(10)
        self._table = OfferedTable(self._files)
        column.addWidget(self._table)
        column.addSpacing(10)
        column.addLayout(self._made_trust())
        column.addSpacing(10)
        self._foot = self._made_foot()
        column.addLayout(self._foot)
        self._files.chosen_changed.connect(self._show_chosen)
        self.show_offer(offer)

    def _made_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(12)
        self._avatar = Avatar(36)
        head.addWidget(self._avatar)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title = elided_label("", 15, 600)
        self._line = elided_label("", 12, 400, "text2")
        words.addWidget(self._title)
        words.addWidget(self._line)
        head.addLayout(words, 1)
        return head

    def _made_trust(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._trust = QCheckBox(self.tr("Always accept from this device, up to"))
        self._trust.setFont(theme.font(13))
        self._trust.setToolTip(
            self.tr(
                "What is offered to you alone then comes in without a question, into the same "
                "folder. What is offered to a whole room is still asked. Settings end this."
            )
        )
        self._trust.toggled.connect(self._trust_toggled)
        row.addWidget(self._trust)
        self._cap = QComboBox()
        self._cap.setFont(theme.font(13))
        self._cap.setAccessibleName(self.tr("The most that is accepted unasked"))
        for size in CAPS:
            self._cap.addItem(size_text(size), size)
        self._cap.setCurrentIndex(1)
        self._cap.setEnabled(False)
        row.addWidget(self._cap)
        row.addStretch()
        return row

    def _made_foot(self) -> QBoxLayout:
        both, foot, answers = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (both, foot, answers):
            row.setSpacing(8)
        both.addLayout(foot, 1)
        both.addLayout(answers)
        foot.addWidget(Pictogram("folder", 20))
        self._folder_name = elided_label("", 13)
        foot.addWidget(self._folder_name)
        change = LinkButton(self.tr("Change…"))
        change.setAccessibleName(self.tr("Choose another folder"))
        change.clicked.connect(self._ask_folder)
        foot.addWidget(change)
        foot.addSpacing(6)
        self._free = elided_label("", 12, 400, "text2")
        foot.addWidget(self._free, 1)
        self._decline = push_button(self.tr("Decline"))
        self._decline.clicked.connect(self._say_no)
        self._accept = accent_button(self.tr("Accept"))
        # Long words in the weight of a default button need their place measured in it.
        self._accept.setFont(theme.font(13, 600))
        self._accept.clicked.connect(self._say_yes)
        answers.addStretch()
        answers.addWidget(self._decline)
        answers.addWidget(self._accept)
        return both

    # --- what the page tells --------------------------------------------------------------------

    def show_offer(self, offer: WaitingOffer) -> None:
        """Show this state of the offer."""
        if offer.transfer != self._offer.transfer:
            self._answered = False
        self._offer = offer
        transfer = offer.transfer
        name, size = shown(transfer.peer_name), size_text(offer.size)
        count = offer.count
        self._avatar.show_somebody(transfer.peer, transfer.peer_name)
        if offer.folder:
            words = self.tr("{name} wants to send you the folder {folder}: %n files, {size}", "",
                            count)  # fmt: skip
        else:
            words = self.tr("{name} wants to send you %n files, {size}", "", count)
        title = fill(words, name=name, folder=shown(offer.folder), size=size)
        self._title.setText(title)
        self.setAccessibleName(title)
        room = shown(offer.room_name)
        if room and offer.at:
            words = fill(self.tr("{room}, {time}. Encrypted on the way."),
                         room=room, time=clock_text(offer.at))  # fmt: skip
        elif room:
            words = fill(self.tr("{room}. Encrypted on the way."), room=room)
        else:
            words = self.tr("Encrypted on the way.")
        self._line.setText(words)
        self._files.show(offer.files, offer.count)
        self._show_list_state()
        self._fit_table()
        self._decline.setEnabled(not self._answered)
        self._show_chosen()

    def _show_list_state(self) -> None:
        """Say where the rest of a long list is; ask for it once somebody can see the card."""
        offer = self._offer
        if offer.complete:
            self._table.say("")
        elif offer.failure is not None:
            self._table.say(sentence(offer.failure), trouble=True)
        else:
            self._table.say(self.tr("The others are being listed…") if self._asked else "")
            if self.isVisible():
                self._ask_for_list()

    def _ask_for_list(self) -> None:
        if not self._asked and not self._offer.complete:
            self._asked = True
            self._show_list_state()
            self.command_wanted.emit(commands.ReadManifest(self._offer.transfer.offer))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_for_list()

    def choose(self, rows: Iterable[int], wanted: bool) -> None:
        """Want these files of the offer, or do not."""
        self._files.choose(rows, wanted)

    def shows(self, offer: WaitingOffer) -> bool:
        """Return whether the card shows the offer as it is."""
        return offer == self._offer

    def set_compact(self, compact: bool) -> None:
        """Show fewer files at once, so that yes and no stay in sight in a low window."""
        self._rows_shown = ROWS_COMPACT if compact else ROWS_SHOWN
        self._fit_table()

    def set_narrow(self, narrow: bool) -> None:
        """Show where the files go above yes and no, where one line would be too long."""
        way = QBoxLayout.Direction
        self._foot.setDirection(way.TopToBottom if narrow else way.LeftToRight)

    def set_default_folder(self, path: str) -> None:
        """Take another download folder, unless the person has chosen one for this offer."""
        if not self._chosen_folder:
            self._folder = path
            self._show_folder()

    @Slot(str)
    def set_folder(self, path: str) -> None:
        """Receive this offer into ``path``."""
        self._folder = path
        self._chosen_folder = True
        self._show_folder()

    def folder(self) -> str:
        """Return where the files will go."""
        return self._folder

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("Where the files go"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.set_folder)
        dialog.open()

    @Slot()
    def _say_yes(self) -> None:
        self._set_answered()
        transfer = self._offer.transfer
        if self._trust.isChecked():
            cap = int(self._cap.currentData())
            sender = TrustedSender(transfer.peer, shown(transfer.peer_name), cap, self._folder)
            self.trust_wanted.emit(sender)
        picks = self._files.picks()
        self.command_wanted.emit(commands.AcceptOffer(transfer.offer, self._folder, picks))

    @Slot()
    def _say_no(self) -> None:
        self._set_answered()
        self.command_wanted.emit(commands.DeclineOffer(self._offer.transfer.offer))

    @Slot(bool)
    def _trust_toggled(self, wanted: bool) -> None:
        self._cap.setEnabled(wanted)

    @Slot()
    def _show_chosen(self) -> None:
        """Let the button count what is chosen."""
        count, size = self._chosen()
        words = fill(self.tr("Accept %n files, {size}", "", count), size=size_text(size))
        self._accept.setText(button_text(words))
        self._accept.setAccessibleName(words)
        self._show_folder()

    def _chosen(self) -> tuple[int, int]:
        """Return how many files and bytes a yes would bring."""
        if self._files.complete and self._offer.complete:
            return self._files.chosen, self._files.chosen_size
        return self._offer.count, self._offer.size

    def _fit_table(self) -> None:
        self._table.show_rows(self._rows_shown)

    def _set_answered(self) -> None:
        """One answer is enough; the card goes when the engine says so."""
        self._answered = True
        self._accept.setEnabled(False)
        self._decline.setEnabled(False)

    def _show_folder(self) -> None:
        self._folder_name.setText(Path(self._folder).name or self._folder)
        self._folder_name.setToolTip(plain_tip(QDir.toNativeSeparators(self._folder)))
        count, size = self._chosen()
        free = _free_bytes(self._folder)
        enough = free is None or free >= size
        if free is None:
            words = ""
        elif enough:
            words = fill(self.tr("{size} free"), size=size_text(free))
        else:
            words = fill(self.tr("Only {size} free. Choose another folder."), size=size_text(free))
        self._free.setText(words)
        self._free.set_role("text2" if enough else "danger")
        self._accept.setEnabled(enough and bool(self._folder) and count > 0 and not self._answered)


def _free_bytes(folder: str) -> int | None:
    """Return the free space where ``folder`` is, or will be; None when nobody knows."""
    place = Path(folder) if folder else None
    while place is not None and not place.exists() and place != place.parent:
        place = place.parent
    storage = QStorageInfo(str(place)) if place is not None else QStorageInfo()
    if not (storage.isValid() and storage.isReady()):
        return None
    return int(storage.bytesAvailable())

"""An offer that waits for my answer: who, how many, how big, where to, and yes or no.

Main thread only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QStorageInfo, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QVBoxLayout,
    QWidget,
)

from lanyard import commands
from lanyard.models.figures import clock_text, size_text
from lanyard.models.offered_files import Column, OfferedFilesModel
from lanyard.models.transfers import WaitingOffer
from lanyard.phrases import fill
from lanyard.plain_text import shown
from lanyard.widgets import theme
from lanyard.widgets.buttons import LinkButton, accent_button, push_button
from lanyard.widgets.parts import Avatar, Card, Pictogram
from lanyard.widgets.table import Table, TableDelegate
from lanyard.widgets.text import button_text, elided_label, plain_tip

FILE_ROW = 30
ROWS_SHOWN = 5.5
"""The last visible file is cut in half, to say that the list goes on."""
ROWS_COMPACT = 1.5


class OfferCard(Card):
    """One offer. It stays as it is until the engine says that the offer is answered."""

    command_wanted = Signal(object)
    """AcceptOffer or DeclineOffer."""

    def __init__(self, offer: WaitingOffer, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = offer
        self._folder = folder
        self._chosen_folder = False
        self._rows_shown = ROWS_SHOWN
        self._files = OfferedFilesModel(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 15)
        column.setSpacing(0)
        column.addLayout(self._made_head())
        column.addSpacing(10)
        self._table = self._made_table()
        column.addWidget(self._table)
        column.addSpacing(12)
        self._foot = self._made_foot()
        column.addLayout(self._foot)
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

    def _made_table(self) -> Table:
        table = Table(self.tr("Offered files"), FILE_ROW)
        table.setModel(self._files)
        table.setItemDelegate(
            TableDelegate(table, quiet=(Column.SIZE,), tabular=(Column.SIZE,), middle=(0,))
        )
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        head = table.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(Column.SIZE, QHeaderView.ResizeMode.Fixed)
        table.setColumnWidth(Column.SIZE, theme.scaled(96))
        return table

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
        self._offer = offer
        transfer = offer.transfer
        name, size = shown(transfer.peer_name), size_text(transfer.size)
        count = max(1, transfer.files)
        self._avatar.show_somebody(transfer.peer, transfer.peer_name)
        title = fill(self.tr("{name} wants to send you %n files, {size}", "", count),
                     name=name, size=size)  # fmt: skip
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
        self._files.show(offer.files)
        self._fit_table()
        accept = fill(self.tr("Accept %n files, {size}", "", count), size=size)
        self._accept.setText(button_text(accept))
        self._accept.setAccessibleName(accept)
        self._decline.setEnabled(True)
        self._show_folder()

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
        self.command_wanted.emit(commands.AcceptOffer(self._offer.transfer.offer, self._folder))

    @Slot()
    def _say_no(self) -> None:
        self._set_answered()
        self.command_wanted.emit(commands.DeclineOffer(self._offer.transfer.offer))

    def _fit_table(self) -> None:
        rows = min(float(len(self._offer.files)), self._rows_shown)
        head = self._table.horizontalHeader().height()
        self._table.setFixedHeight(head + round(rows * theme.scaled(FILE_ROW)))

    def _set_answered(self) -> None:
        """One answer is enough; the card goes when the engine says so."""
        self._accept.setEnabled(False)
        self._decline.setEnabled(False)

    def _show_folder(self) -> None:
        self._folder_name.setText(Path(self._folder).name or self._folder)
        self._folder_name.setToolTip(plain_tip(QDir.toNativeSeparators(self._folder)))
        free = _free_bytes(self._folder)
        enough = free is None or free >= self._offer.transfer.size
        if free is None:
            words = ""
        elif enough:
            words = fill(self.tr("{size} free"), size=size_text(free))
        else:
            words = fill(self.tr("Only {size} free. Choose another folder."), size=size_text(free))
        self._free.setText(words)
        self._free.set_role("text2" if enough else "danger")
        self._accept.setEnabled(enough and bool(self._folder))


def _free_bytes(folder: str) -> int | None:
    """Return the free space where ``folder`` is, or will be; None when nobody knows."""
    place = Path(folder) if folder else None
    while place is not None and not place.exists() and place != place.parent:
        place = place.parent
    storage = QStorageInfo(str(place)) if place is not None else QStorageInfo()
    if not (storage.isValid() and storage.isReady()):
        return None
    return int(storage.bytesAvailable())

"""What comes of a press on a message: links, files, replies, reactions, edits, deletions.

Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from lanyard.commands import (
    AcceptOffer,
    CancelTransfer,
    DeclineOffer,
    PauseTransfer,
    ResumeTransfer,
)
from lanyard.models.conversation import ConversationModel
from lanyard.models.room_transfers import ENDED
from lanyard.models.rows import Row
from lanyard.models.spoken import line_of
from lanyard.models.transfer_words import MOVING, RESTING
from lanyard.phrases import translate
from lanyard.widgets.finished_files import open_file, show_in_folder
from lanyard.widgets.offer_words import FILE_ACTS, Act
from lanyard.widgets.question import Question
from lanyard.widgets.row_menu import RowAct
from lanyard.widgets.writing import Writing

ASKED_CHARACTERS = 200
"""How much of a message the question shows before it is deleted."""


class RowDeeds(QObject):
    """Does what a ``RowAct`` asks for."""

    command_wanted = Signal(object)

    offers_wanted = Signal()
    """The files of an offer are to be looked at and chosen."""

    def __init__(self, page: QWidget, writing: Writing) -> None:
        super().__init__(page)
        self._page = page
        self._writing = writing
        self._deleting: tuple[ConversationModel, int] | None = None
        self.downloads = ""
        """Accepted files are written there."""

    def do(self, conversation: ConversationModel, wish: RowAct) -> None:
        """Do it."""
        row = wish.row
        match wish.act:
            case Act.LINK:
                QDesktopServices.openUrl(QUrl(wish.argument, QUrl.ParsingMode.StrictMode))
            case Act.CHOOSE_FILES:
                self.offers_wanted.emit()
            case act if act in FILE_ACTS:
                self._do_with_files(act, row)
            case Act.TRY_AGAIN:
                conversation.try_again(row.key)
            case Act.DISCARD:
                conversation.discard(row.key)
            case Act.SHOW_WHOLE:
                conversation.show_whole(row.key)
            case Act.QUOTED:
                # What is not here cannot be gone to: one would end anywhere.
                if row.quote is not None and row.quote.author:
                    conversation.jump_to(row.quote.seq)
            case Act.REPLY:
                self._writing.reply(row)
            case Act.EDIT:
                self._writing.edit(row)
            case Act.REACT:
                if conversation.can_write:
                    conversation.react(row.entry.seq, wish.argument)
            case Act.DELETE:
                self._ask_to_delete(conversation, row)

    def _do_with_files(self, act: Act, row: Row) -> None:
        if act is Act.ACCEPT:
            self.command_wanted.emit(AcceptOffer(row.entry.id, self.downloads))
        elif act is Act.DECLINE:
            self.command_wanted.emit(DeclineOffer(row.entry.id))
        elif act in (Act.OPEN, Act.SHOW_FOLDER):
            paths = next((t.paths for t in row.transfers if t.paths), ())
            if act is Act.OPEN and paths:
                open_file(paths[0])
            elif act is Act.SHOW_FOLDER:
                show_in_folder(paths)
        else:
            for transfer in row.transfers:
                if transfer.state in ENDED:
                    continue
                if act is Act.CANCEL:
                    self.command_wanted.emit(CancelTransfer(transfer.id))
                elif act is Act.PAUSE and transfer.state in MOVING:
                    self.command_wanted.emit(PauseTransfer(transfer.id))
                elif act is Act.RESUME and transfer.state in RESTING:
                    self.command_wanted.emit(ResumeTransfer(transfer.id))

    def _ask_to_delete(self, conversation: ConversationModel, row: Row) -> None:
        self._deleting = (conversation, row.entry.seq)
        more = line_of(row.entry)[:ASKED_CHARACTERS]
        question = Question(
            self._page,
            translate("RowDeeds", "Delete this message for everybody? Its place stays."),
            more,
            translate("RowDeeds", "Delete"),
        )
        question.accepted.connect(self._delete)
        question.open()

    @Slot()
    def _delete(self) -> None:
        if self._deleting is not None:
            conversation, seq = self._deleting
            self._deleting = None
            conversation.delete(seq)

"""What comes of a press on a message: links, files, replies, reactions, edits, deletions.

Main thread only.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from lanyard.commands import AcceptOffer, CancelTransfer, DeclineOffer
from lanyard.models.conversation import ConversationModel
from lanyard.models.joined_room import ENDED
from lanyard.models.rows import Row
from lanyard.models.spoken import line_of
from lanyard.phrases import translate
from lanyard.widgets.offer_words import Act
from lanyard.widgets.question import Question
from lanyard.widgets.row_menu import RowAct
from lanyard.widgets.writing import Writing

ASKED_CHARACTERS = 200
"""How much of a message the question shows before it is deleted."""


class RowDeeds(QObject):
    """Does what a ``RowAct`` asks for."""

    command_wanted = Signal(object)

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
            case Act.ACCEPT | Act.DECLINE | Act.CANCEL | Act.SHOW_FOLDER:
                self._do_with_files(wish.act, row)
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
        elif act is Act.CANCEL:
            for transfer in row.transfers:
                if transfer.state not in ENDED:
                    self.command_wanted.emit(CancelTransfer(transfer.id))
        else:
            paths = next((t.paths for t in row.transfers if t.paths), ())
            if paths:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(paths[0]).parent)))

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

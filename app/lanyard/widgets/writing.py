"""Between the composer and the conversation: drafts, replies, edits, and what is sent.

The draft and the reply belong to the conversation and survive a look at another one; an edit
does not, and the draft is back when it ends. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.models.conversation import ConversationModel, Refused
from lanyard.models.rows import Row
from lanyard.widgets.composer import Composer


class Writing(QObject):
    """What is written in the composer, and for which conversation."""

    sent = Signal()
    """Something was said: show the end."""

    log_wanted = Signal()
    """Up was pressed, and there is no message of mine to edit."""

    def __init__(self, composer: Composer, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._composer = composer
        self._conversation: ConversationModel | None = None
        self._editing = 0
        self._filling = False
        composer.submitted.connect(self._submit)
        composer.edited.connect(self._edited)
        composer.up_wanted.connect(self._up)
        composer.context_cancelled.connect(self.cancel)

    # --- which conversation ---------------------------------------------------------------------

    def show_conversation(self, conversation: ConversationModel) -> None:
        """Go on with what was being written there."""
        self._conversation = conversation
        conversation.refused.connect(self._refused)
        self._fill(conversation.draft)
        self._show_reply()

    def leave_conversation(self) -> None:
        """Keep the draft and let go of the conversation."""
        conversation = self._conversation
        if conversation is None:
            return
        conversation.refused.disconnect(self._refused)
        conversation.keep_draft()
        self.forget()

    def forget(self) -> None:
        """There is no conversation any more."""
        self._conversation = None
        self._editing = 0
        self._composer.hide_context()

    def keep_draft(self) -> None:
        """Have the draft kept now."""
        if self._conversation is not None:
            self._conversation.keep_draft()

    @property
    def editing(self) -> int:
        """Sequence of the message that is being edited; 0: none."""
        return self._editing

    # --- what the person does -------------------------------------------------------------------

    def reply(self, row: Row) -> None:
        """Let the next words answer a message."""
        conversation = self._conversation
        if conversation is None or not row.entry.seq:
            return
        if self._editing:
            self.cancel()
        conversation.reply_to = row.entry.seq
        self._show_reply()
        self._composer.setFocus()

    def edit(self, row: Row) -> None:
        """Put the words of a message of mine into the field."""
        conversation = self._conversation
        if conversation is None or not conversation.can_edit(row):
            return
        self._editing = row.entry.seq
        self._fill(row.entry.text)
        self._composer.show_edit(conversation.quote_of(row.entry.seq))
        self._composer.setFocus()

    @Slot()
    def cancel(self) -> None:
        """Neither reply nor edit."""
        conversation = self._conversation
        if conversation is None:
            return
        if self._editing:
            self._end_edit(conversation)
        else:
            conversation.reply_to = 0
            self._composer.hide_context()

    # --- inside ---------------------------------------------------------------------------------

    @Slot(str)
    def _submit(self, text: str) -> None:
        conversation = self._conversation
        if conversation is None:
            return
        if self._editing:
            conversation.edit(self._editing, text)
            self._end_edit(conversation)
            return
        conversation.post(text)
        conversation.keep_draft()
        self._composer.hide_context()
        self.sent.emit()

    @Slot()
    def _edited(self) -> None:
        if self._conversation is not None and not self._filling and not self._editing:
            self._conversation.draft = self._composer.text()

    @Slot()
    def _up(self) -> None:
        conversation = self._conversation
        row = conversation.last_of_mine() if conversation is not None else None
        if row is not None and conversation is not None and conversation.can_write:
            self.edit(row)
        else:
            self.log_wanted.emit()

    @Slot(object)
    def _refused(self, refused: Refused) -> None:
        """A change of mine will not be made: say so where it was written, with what was typed."""
        conversation = self._conversation
        row = conversation.row_of_seq(refused.seq) if conversation is not None else None
        if row is not None and refused.text and not self._editing and not self._composer.text():
            self.edit(row)
            self._fill(refused.text)
        self._composer.tell(refused.failure)

    def _end_edit(self, conversation: ConversationModel) -> None:
        self._editing = 0
        self._fill(conversation.draft)
        self._show_reply()

    def _show_reply(self) -> None:
        conversation = self._conversation
        if conversation is None or not conversation.reply_to:
            self._composer.hide_context()
            return
        quote = conversation.quote_of(conversation.reply_to)
        self._composer.show_reply(quote, quote.author == conversation.room.my_device_id)

    def _fill(self, text: str) -> None:
        self._filling = True
        self._composer.set_text(text)
        self._filling = False

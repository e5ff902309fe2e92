"""What is said in one joined room, between the link and the rest of the program.

The client sees to the link; this sees to its words: roster, entries in and posts out, where my
copy of the log ends, what waits in the outbox. It outlives the links of its room.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.commands import Delete, Edit, Post, React
from lanyard.events import (
    CHANGES,
    Code,
    EntriesArrived,
    Entry,
    Failure,
    HistoryGrew,
    HistoryReplaced,
    Joined,
    Kind,
    Member,
    MemberJoined,
    MemberLeft,
    MembersKnown,
    Offer,
    PostAccepted,
    PostFailed,
    PostQueued,
)
from lanyard.network.convert import offer_to_wire, to_event, to_known, to_member
from lanyard.network.link import Link
from lanyard.network.receipts import receipt_milliseconds
from lanyard.network.transfers.file_values import OfferAnswer, RelayWanted
from lanyard.records import (
    Copied,
    Drop,
    EpochChanged,
    FillGap,
    Keep,
    KeepMembers,
    OpenGap,
    Queue,
    RoomMet,
    Settle,
)
from lanyard.room.copy import LogCopy
from lanyard.room.outbox import Outbox
from lanyard.wire import limits
from lanyard.wire import message as m
from lanyard.wire.errors import RemoteProtocolError
from lanyard.wire.names import clean_text, text_bytes
from lanyard.wire.session import Session, State

_SHOW_MILLISECONDS = 16
_SHOW_TIMES = 3
"""Batches at once in that time: a talk is shown without delay, a flood is gathered."""
_SHOW_ROWS = 200


class Conversation(QObject):
    """The words of one room. Lives in the client thread, with its Client."""

    happened = Signal(object)
    write_wanted = Signal(object)
    """A record for the journal."""
    epoch_changed = Signal(object)
    answer_arrived = Signal(object)
    """An OfferAnswer from somebody else."""
    relay_wanted = Signal(object)
    """A RelayWanted: somebody can reach my files only through the server."""

    def __init__(self, device_id: str, own: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._own = own
        self.history_to = 0
        """Of an own room: what is older was said before it was opened."""
        self.room = ""
        self._device_id = device_id
        self._link: Link | None = None
        self._session: Session | None = None
        self._epoch = ""
        self._copy = LogCopy()
        self._last_seq = 0
        self._me = 0
        self._my_name = ""
        self._members: dict[int, Member] = {}
        self._outbox = Outbox()
        self._said_twice: set[str] = set()
        """What was under way when a link broke: the server may have it already."""
        self._known = False
        self._asked: m.Want | None = None
        """The part of the log the server is sending pages of."""
        self._answered = False
        """Its last page came, and is on its way to the disk."""
        self._caught_up_rows = 0
        self._grown: tuple[int, int] | None = None
        self._confirmed = 0
        self._arrived: list[Entry] = []
        self._shown_since = 0.0
        self._shown_times = 0
        self._show = QTimer(self, singleShot=True, interval=_SHOW_MILLISECONDS)
        self._show.timeout.connect(self.flush)
        self._confirm = QTimer(self, singleShot=True)
        self._confirm.timeout.connect(self._send_receipt)

    # --- joining ---------------------------------------------------------------------------

    def open(self, met: RoomMet) -> None:
        """The journal told where my copy of the log ends; what I saw since counts more."""
        self.room = met.room
        if not self._known:
            self._known = True
            # The server of this profile may have kept something of others before I was in.
            seq = min(met.seq, self.history_to) if self._own else met.seq
            self._epoch, self._copy = met.epoch, LogCopy(seq, met.gaps)
            for entry in met.unsent:
                if self._outbox.add(entry):
                    self.happened.emit(PostQueued(entry))

    @property
    def cursor(self) -> tuple[str, int]:
        """Epoch and sequence up to which I have this room's log."""
        return self._epoch, self._copy.seq

    def welcomed(self, welcome: m.Welcome) -> None:
        """The server let me in; another epoch than mine means another history."""
        self._me = welcome.member
        self._last_seq = welcome.last_seq
        self._members.clear()
        self._asked, self._answered, self._caught_up_rows = None, False, 0
        self._confirmed = 0
        # An end before mine under the same epoch: the host went back to an older copy of its disk.
        older = welcome.last_seq < self._copy.seq and not self._own
        if welcome.epoch != self._epoch or older:
            if self._epoch and self._copy.seq:
                self.happened.emit(HistoryReplaced(self.room))
            self._epoch, self._copy = welcome.epoch, LogCopy()
            self.epoch_changed.emit(EpochChanged(self.room, welcome.epoch, older))
        gap = self._copy.welcome(welcome.last_seq, welcome.since)
        if gap is not None and not self._own:  # the server of this profile writes the same log
            # On disk before anything that is said now: a crash must not hide the gap.
            self.write_wanted.emit(OpenGap(self.room, *gap))

    def joined(self, link: Link, session: Session, key: str, name: str, port: int) -> None:
        """The roster is complete: tell it."""
        self._link, self._session = link, session
        me = self._members.get(self._me)
        self._my_name = me.name if me else ""
        self.happened.emit(
            Joined(
                key, self.room, name, link.peer_address, port, link.peer_device_id,
                self._me, self._device_id, tuple(self._members.values()), self._last_seq, self._own,
            )
        )  # fmt: skip
        self._send_waiting()
        self._ask()
        self._confirm_soon()

    def lost(self) -> None:
        """The link is gone; nothing under way is confirmed."""
        self._link = self._session = None
        self._said_twice.update(self._outbox.lost_link())
        self._confirm.stop()
        self.flush()

    # --- what others say -------------------------------------------------------------------

    def take(self, message: m.Message) -> None:
        """Take one message of the open talk."""
        match message:
            case m.Entry():
                self._take_entry(message, self._arrived)
            case m.Page():
                self._take_page(message)
            case m.Known(people):
                known = tuple(map(to_known, people))
                self.happened.emit(MembersKnown(self.room, known))
                if not self._own:
                    self.write_wanted.emit(KeepMembers(self.room, known))
            case m.Accepted(id_, seq, at):
                self._on_accepted(id_, seq, at)
            case m.Rejected(id_, reason):
                self._on_rejected(id_, reason)
            case m.Members(members):
                for person in members:
                    self._seat(person)
            case m.MemberArrived(person):
                member = self._seat(person)
                self.flush()
                self.happened.emit(MemberJoined(self.room, member))
            case m.MemberDeparted(number, lost):
                gone = self._members.pop(number, None)
                self.flush()
                if gone is not None:
                    self.happened.emit(MemberLeft(self.room, gone, lost))
            case m.Answer(offer, _, answer, author, addresses, port):
                told = OfferAnswer(self.room, offer, author, answer, addresses, port)
                self.answer_arrived.emit(told)
            case m.RelayWanted(ticket, offer, receiver):
                self.relay_wanted.emit(RelayWanted(self.room, ticket, offer, receiver))
            case _:
                pass

    def _seat(self, person: m.Person) -> Member:
        if len(self._members) >= limits.MEMBERS:
            raise RemoteProtocolError(f"more than {limits.MEMBERS} members")
        member = self._members[person.number] = to_member(person)
        return member

    def _take_entry(self, entry: m.Entry, batch: list[Entry]) -> None:
        self._copy.saw(entry.seq)
        if entry.author == self._device_id and (
            entry.id in self._outbox or entry.id in self._said_twice
        ):
            return  # the link broke before it was acknowledged; that comes when it is sent again
        try:
            batch.append(to_event(self.room, entry))
        except ValueError:
            return  # a kind of a newer version: not for us, but the cursor passes it

    # --- what I missed ---------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask for the next part of what I missed, the newest first, one question at a time."""
        gap = self._copy.newest_gap
        if gap is not None and self._asked is None and self._is_talking():
            self._asked = m.Want(*gap)
            self._say(self._asked)

    def _take_page(self, page: m.Page) -> None:
        if self._asked is None or not self._copy.fill(page.after, page.before):
            raise RemoteProtocolError("a page that nobody asked for")
        rows: list[Entry] = []
        for entry in page.entries:
            if not page.after < entry.seq < page.before:
                raise RemoteProtocolError("an entry outside of its page")
            self._take_entry(entry, rows)
        self.flush()
        self._answered = page.complete
        shown = rows
        if self._caught_up_rows >= limits.CAUGHT_UP_SHOWN:
            # A window must not be flooded with years of talk: it reads the rest as it is wanted.
            shown = [entry for entry in rows if entry.kind in CHANGES]
            low = min(page.after, self._grown[0]) if self._grown else page.after
            self._grown = (low, max(page.before, self._grown[1]) if self._grown else page.before)
        self._caught_up_rows += len(rows)
        self._tell(shown, caught_up=True)
        if not self._own:
            self.write_wanted.emit(FillGap(self.room, tuple(rows), page.after, page.before))
        elif page.complete:
            self._asked, self._answered = None, False
            self._ask()

    def on_copied(self, copied: Copied) -> None:
        """What came is on this disk: confirm it, and ask for more of what is missing."""
        self._copy.copied(copied.seq, copied.after, copied.before)
        self._confirm_soon()
        if copied.before and self._answered:
            self._asked, self._answered = None, False
            if self._grown is not None:
                self.happened.emit(HistoryGrew(self.room, *self._grown))
                self._grown = None
            self._ask()

    def _confirm_soon(self) -> None:
        if not self._own and not self._confirm.isActive() and self._is_talking():
            self._confirm.start(receipt_milliseconds(len(self._members)))

    @Slot()
    def _send_receipt(self) -> None:
        seq = self._copy.receipt
        if seq > self._confirmed and self._is_talking():
            self._confirmed = seq
            self._say(m.Receipt(seq))

    # --- showing ---------------------------------------------------------------------------

    def end_of_turn(self) -> None:
        """Everything that came in one piece was taken: show it now, or soon if others just came."""
        if self._arrived and not self._show.isActive():
            now = time.monotonic()
            if (now - self._shown_since) * 1000 >= _SHOW_MILLISECONDS:
                self._shown_since, self._shown_times = now, 0
            if self._shown_times < _SHOW_TIMES:
                self.flush()
            else:
                self._show.start()

    @Slot()
    def flush(self) -> None:
        """Hand what came to the journal and the front end, in batches a window can swallow."""
        self._show.stop()
        batch, self._arrived = self._arrived, []
        self._tell(batch, caught_up=False)
        if batch and not self._own:  # the server of this profile wrote them already
            for start in range(0, len(batch), _SHOW_ROWS):
                self.write_wanted.emit(Keep(tuple(batch[start : start + _SHOW_ROWS])))
        self._shown_times += 1

    def _tell(self, batch: list[Entry], *, caught_up: bool) -> None:
        for start in range(0, len(batch), _SHOW_ROWS):
            rows = tuple(batch[start : start + _SHOW_ROWS])
            self.happened.emit(EntriesArrived(self.room, rows, caught_up))

    # --- what I say ------------------------------------------------------------------------

    def post(self, order: Post | Edit | Delete | React) -> None:
        """Take what a person says or changes: into the outbox on disk, then to the server."""
        match order:
            case Post(text=text, ref=ref):
                self._take_text(order, Kind.TEXT, text, ref)
            case Edit(ref=ref, text=text):
                self._take_text(order, Kind.EDIT, text, ref)
            case Delete(ref=ref):
                self._queue(order.id, Kind.DELETE, "", order.to, ref=ref)
            case React(ref=ref, emoji=emoji):
                self._queue(order.id, Kind.REACTION, clean_text(emoji).strip(), order.to, ref=ref)

    def _take_text(self, order: Post | Edit, kind: Kind, words: str, ref: int) -> None:
        text = clean_text(words)
        if not text.strip():
            failure = Failure(Code.TEXT_EMPTY)
        elif text_bytes(text) > limits.TEXT_BYTES:
            failure = Failure(Code.TEXT_TOO_LONG, number=limits.TEXT_BYTES)
        else:
            self._queue(order.id, kind, text, order.to, ref=ref)
            return
        self.happened.emit(PostFailed(order.room, order.id, failure, words))

    def offer(self, id_: str, to: str, text: str, offer: Offer) -> None:
        """Put an offer of files into the log, like any other post."""
        self._queue(id_, Kind.OFFER, text, to, offer)

    def _queue(
        self, id_: str, kind: Kind, text: str, to: str, offer: Offer | None = None, ref: int = 0
    ) -> None:
        at = time.time_ns() // 1_000_000
        entry = Entry(
            self.room, 0, id_, self._device_id, self._my_name, at, kind, text, to, offer, ref
        )
        self.write_wanted.emit(Queue(entry))

    def on_queued(self, entry: Entry) -> None:
        """A post is in the outbox on disk: now it may be sent."""
        if self._outbox.add(entry):
            self._send_waiting()
            if self._link is not None and len(self._outbox) == 1:
                self._link.flush()  # nothing else is on its way: no need to gather a turn's words
            self.happened.emit(PostQueued(entry))  # afterwards: a front end takes time to show it

    def answer(self, said: OfferAnswer) -> None:
        """Say something to the author of an offer, or to somebody who took it."""
        words = (said.offer, said.to, said.answer)
        self._say(m.Answer(*words, addresses=said.addresses, port=said.port))

    def _send_waiting(self) -> None:
        if not self._is_talking():
            return
        for entry in self._outbox.take():
            offer = offer_to_wire(entry.offer)
            self._say(m.Post(entry.id, entry.kind.value, entry.text, entry.to, offer, entry.ref))

    def _say(self, message: m.Message) -> None:
        if self._link is not None and self._session is not None and self._is_talking():
            self._link.send(self._session.send(message))

    def _is_talking(self) -> bool:
        """True while posts can be said: the other side may have said goodbye already."""
        if self._link is None or self._session is None or not self._link.is_open:
            return False
        return self._session.state is State.OPEN

    def _on_accepted(self, id_: str, seq: int, at: int) -> None:
        self._copy.saw(seq)
        if self._outbox.settle(id_) is None:
            return
        self.flush()  # first: on disk, too, nothing may be missing below this number
        self.write_wanted.emit(Settle(self.room, id_, seq, at))
        self.happened.emit(PostAccepted(self.room, id_, seq, at))
        self._send_waiting()

    def _on_rejected(self, id_: str, reason: str) -> None:
        entry = self._outbox.settle(id_)
        self.write_wanted.emit(Drop(self.room, id_))
        try:
            code = Code(reason)
        except ValueError:
            code = Code.PROTOCOL_BROKEN
        if entry is not None:
            failure = Failure(code, number=limits.TEXT_BYTES)
            self.happened.emit(PostFailed(self.room, id_, failure, entry.text))
        self._send_waiting()

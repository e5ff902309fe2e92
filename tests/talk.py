"""People, entries and a journal of the imagination, for the tests of models and widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from lanyard.commands import Post, ReadEntries, ReadHistory
from lanyard.events import (
    EntriesArrived,
    EntriesRead,
    Entry,
    Event,
    HistoryRead,
    JoinChanged,
    Joined,
    JoinState,
    Kind,
    Member,
    Offer,
    OfferedFile,
    PostAccepted,
    PostQueued,
    TransferChanged,
    TransferState,
)
from lanyard.models.conversation import ConversationModel
from lanyard.models.conversations import Conversations
from lanyard.models.rows import partner_of

ROOM = "ab" * 16
ME = "c3" * 32
MIN = "a1" * 32
AYLIN = "b2" * 32
NAMES = {ME: "Chen Wei", MIN: "Zhang Min", AYLIN: "Aylin Demir"}
NOON = 1_700_000_000_000


def member(device_id: str, number: int = 0, name: str = "") -> Member:
    """Return a member; Zhang Min hosts."""
    number = number or list(NAMES).index(device_id) + 1
    return Member(number, device_id, name or NAMES[device_id], device_id == MIN)


def joined(last_seq: int = 0) -> Joined:
    """Return that I am in, with everybody else."""
    return Joined(
        key="k",
        room=ROOM,
        name="Design office",
        host="10.0.0.12",
        port=25225,
        device_id=MIN,
        me=1,
        my_device_id=ME,
        members=tuple(member(device) for device in NAMES),
        last_seq=last_seq,
    )


def lost(retry_in: float = 3.0) -> JoinChanged:
    """Return that the line broke."""
    return JoinChanged("k", ROOM, JoinState.WAITING, "10.0.0.12", 25225, None, retry_in)


def entry(
    seq: int, text: str = "", author: str = AYLIN, to: str = "", at: int = 0, name: str = ""
) -> Entry:
    """Return an entry whose id says its sequence."""
    said = text or f"text {seq}"
    moment = at or NOON + seq * 1000
    who = name or NAMES.get(author, "Somebody")
    return Entry(ROOM, seq, f"{seq:032x}", author, who, moment, Kind.TEXT, said, to)


def entries(first: int, last: int, author: str = AYLIN) -> EntriesArrived:
    """Return that a run of entries arrived."""
    return EntriesArrived(ROOM, tuple(entry(seq, author=author) for seq in range(first, last + 1)))


def queued(post: Post, at: int = NOON) -> PostQueued:
    """Return that a post of mine waits for the host."""
    return PostQueued(
        Entry(post.room, 0, post.id, ME, NAMES[ME], at, Kind.TEXT, post.text, post.to)
    )


def accepted(post: Post, seq: int) -> PostAccepted:
    """Return that the host has a post of mine."""
    return PostAccepted(post.room, post.id, seq, NOON + seq * 1000)


def offer(seq: int, author: str = AYLIN, names: tuple[str, ...] = ("plan.pdf",)) -> Entry:
    """Return an offer of files of a megabyte each."""
    files = tuple(OfferedFile(name, 1_000_000) for name in names)
    return Entry(
        ROOM, seq, f"{seq:032x}", author, NAMES[author], NOON, Kind.OFFER, "", "", Offer(files)
    )


def transfer(
    of: Entry, state: TransferState, moved: int = 0, incoming: bool = True, **more: object
) -> TransferChanged:
    """Return how a transfer of an offer stands."""
    facts: dict[str, object] = {
        "id": of.id,
        "offer": of.id,
        "room": ROOM,
        "incoming": incoming,
        "state": state,
        "peer": of.author,
        "peer_name": of.name,
        "name": "plan.pdf",
        "files": len(of.offer.files) if of.offer else 0,
        "size": of.offer.size if of.offer else 0,
        "moved": moved,
    }
    return TransferChanged(**(facts | more))  # type: ignore[arg-type]  # the facts are typed above


class Talk(QObject):
    """A room I am in, its conversations, the commands they gave, and a journal that answers."""

    def __init__(self, history: int = 0) -> None:
        super().__init__()
        self.all = Conversations(self)
        self.commands: list[object] = []
        self.all.command_wanted.connect(self.note)
        self.history = [entry(seq) for seq in range(1, history + 1)]
        self.take(joined(history))
        self.room: ConversationModel = self.all.conversation(ROOM)

    @Slot(object)
    def note(self, command: object) -> None:
        """Keep a command."""
        self.commands.append(command)

    def take(self, *events: Event) -> None:
        """Let the engine say something."""
        for event in events:
            self.all.take(event)

    def answer(self) -> int:
        """Answer every wish to read that was not answered yet, as the journal does."""
        reads = [command for command in self.commands if isinstance(command, ReadHistory)]
        self.commands = [c for c in self.commands if not isinstance(c, ReadHistory)]
        for read in reads:
            self.take(page_of(self.history, read))
        asked = [command for command in self.commands if isinstance(command, ReadEntries)]
        self.commands = [c for c in self.commands if not isinstance(c, ReadEntries)]
        for wish in asked:
            found = tuple(e for e in self.history if e.seq in wish.seqs)
            self.take(EntriesRead(ROOM, found))
        return len(reads)

    def open(self) -> None:
        """Open the room's conversation and let the journal answer."""
        self.room.open()
        self.answer()

    def say(self, first: int, last: int) -> None:
        """Let others say something; the journal has it, too."""
        said = [entry(seq) for seq in range(first, last + 1)]
        self.history += said
        self.take(EntriesArrived(ROOM, tuple(said)))

    def post(self, text: str = "mine") -> Post:
        """Say something myself, up to the outbox."""
        self.room.post(text)
        post = self.commands.pop()
        assert isinstance(post, Post)
        self.take(queued(post))
        return post


def page_of(history: list[Entry], asked: ReadHistory) -> HistoryRead:
    """Return what the journal answers."""
    whole = [e for e in history if partner_of(e, ME) == asked.to]
    if asked.after or asked.since:
        found = [e for e in whole if e.seq > asked.after and e.at >= asked.since][: asked.count]
    else:
        found = [e for e in whole if not asked.before or e.seq < asked.before][-asked.count :]
    first = not found or found[0] is whole[0]
    last = not found or found[-1] is whole[-1]
    return HistoryRead(asked, tuple(found), first, last)


def texts(model: ConversationModel) -> list[str]:
    """Return what the rows say, top to bottom."""
    return [model.row_at(place).entry.text for place in range(model.rowCount())]


def numbers(model: ConversationModel) -> list[int]:
    """Return the sequences of the rows, top to bottom."""
    return [model.row_at(place).entry.seq for place in range(model.rowCount())]

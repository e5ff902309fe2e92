"""What happened: every fact the engine tells a front end, as frozen values.

``Engine.happened`` carries these to the window and the console. They are plain values, safe to
hand across threads. Times are milliseconds since the epoch (UTC) unless a field says otherwise;
sizes are bytes. Names and texts come from other people: show them as plain text only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lanyard.commands import Export, ReadHistory, Search


class Code(StrEnum):
    """Every reason a person can be told; ``sentences.py`` holds the words."""

    NAME_EMPTY = "name_empty"
    ROOM_NAME_EMPTY = "room_name_empty"
    HOST_EMPTY = "host_empty"
    PORT_OUT_OF_RANGE = "port_out_of_range"
    PORT_TAKEN = "port_taken"
    PORT_FORBIDDEN = "port_forbidden"
    ADDRESS_NOT_OURS = "address_not_ours"
    LISTEN_FAILED = "listen_failed"
    ALREADY_HOSTING = "already_hosting"
    HOST_UNKNOWN = "host_unknown"
    HOST_REFUSED = "host_refused"
    HOST_SILENT = "host_silent"
    HOST_UNREACHABLE = "host_unreachable"
    NOT_LANYARD = "not_lanyard"
    LINK_LOST = "link_lost"
    ALREADY_JOINED = "already_joined"
    IDENTITY_CHANGED = "identity_changed"
    PASSCODE_NEEDED = "passcode_needed"
    PASSCODE_WRONG = "passcode_wrong"
    BANNED = "banned"
    KICKED = "kicked"
    ROOM_FULL = "room_full"
    ROOM_CLOSED = "room_closed"
    VERSION_OLDER = "version_older"
    VERSION_NEWER = "version_newer"
    PROTOCOL_BROKEN = "protocol_broken"
    NOT_JOINED = "not_joined"
    ENTRY_UNKNOWN = "entry_unknown"
    """What should be changed or answered is not there."""
    NOT_YOURS = "not_yours"
    """Only its author may change an entry."""
    TEXT_EMPTY = "text_empty"
    TEXT_TOO_LONG = "text_too_long"
    ROOM_UNKNOWN = "room_unknown"
    """No such room is in the journal; ``detail`` names those that are."""
    ROOM_AMBIGUOUS = "room_ambiguous"
    MEMBER_UNKNOWN = "member_unknown"
    MEMBER_AMBIGUOUS = "member_ambiguous"
    NOBODY_THERE = "nobody_there"
    NO_ROOM_NEAR = "no_room_near"
    SEVERAL_ROOMS_NEAR = "several_rooms_near"
    NO_NETWORK = "no_network"
    NO_DISPLAY = "no_display"
    DATAGRAM_TOO_LONG = "datagram_too_long"
    BROADCAST_FAILED = "broadcast_failed"
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_IS_FOLDER = "file_is_folder"
    FILE_CHANGED = "file_changed"
    FOLDER_UNWRITABLE = "folder_unwritable"
    DISK_FULL = "disk_full"
    DISK_FAILED = "disk_failed"
    DIGEST_WRONG = "digest_wrong"
    SENDER_GONE = "sender_gone"
    SENDER_FILE_GONE = "sender_file_gone"
    RECEIVER_GONE = "receiver_gone"
    RECEIVER_DISK_FULL = "receiver_disk_full"
    RECEIVER_DISK_FAILED = "receiver_disk_failed"
    TOO_MANY_FILES = "too_many_files"
    FILE_SPECIAL = "file_special"
    """A link, pipe or device in an offered folder: it is not sent."""
    PAUSED_THERE = "paused_there"
    """The person on the other side paused the transfer."""
    DECLINED = "declined"
    SPOOL_OFF = "spool_off"
    """The receiver is away, and the server keeps no files."""
    SPOOL_FULL = "spool_full"
    SPOOL_EXPIRED = "spool_expired"
    """Nobody fetched in time what was left at the server."""
    SPOOL_CLEARED = "spool_cleared"
    """The person who hosts removed it."""
    CANCELLED_HERE = "cancelled_here"
    CANCELLED_THERE = "cancelled_there"
    OFFER_UNKNOWN = "offer_unknown"
    JOURNAL_NEWER = "journal_newer"
    JOURNAL_FAILED = "journal_failed"
    PROFILE_UNWRITABLE = "profile_unwritable"
    IDENTITY_UNREADABLE = "identity_unreadable"
    CONNECTION_RESET = "connection_reset"
    """The other side broke the connection off."""
    SOCKET_FAILED = "socket_failed"
    """The system's words are in ``detail``."""
    SOCKET_CLOSED = "socket_closed"
    """The socket that something should be sent on is not open."""
    PEER_NOT_READING = "peer_not_reading"
    LOOKUP_EMPTY = "lookup_empty"
    """Nothing is known under what was looked up (``name``)."""
    URL_WRONG = "url_wrong"
    """Only http:// addresses can be asked for here."""
    ANSWER_BROKEN = "answer_broken"
    """What came back is not HTTP."""
    HEX_WRONG = "hex_wrong"
    """What was typed is not hexadecimal digits, two for each byte."""
    HOLDER_NOT_MINE = "holder_not_mine"
    HOLDER_STAYS = "holder_stays"
    """The program did not end when asked."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something did not happen; the fields are what the sentence needs."""

    code: Code
    host: str = ""
    port: int = 0
    name: str = ""
    detail: str = ""
    number: int = 0


# --- people and what they say ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the room over one link; ``number`` is unique in the room while it is open."""

    number: int
    device_id: str
    name: str
    host: bool = False
    """The member whose computer hosts the room."""

    @property
    def guest(self) -> bool:
        """True for somebody without the program, on a line that is not encrypted."""
        return self.device_id.startswith(GUEST)

    @property
    def address(self) -> str:
        """A guest's address; '' for members."""
        return guest_address(self.device_id)


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """One file of an offer: its name as the sender wrote it (unsafe) and its size in bytes.

    The name may be a path within the offer, with '/'; one that ends with it is an empty folder.
    """

    name: str
    size: int
    mtime: int = 0
    """When it was last changed, in nanoseconds since the epoch; 0: not told."""
    saved_as: str = ""
    """Its name on this disk, where that is not ``name``."""
    folders: tuple[int, ...] = ()
    """When the folders were changed that begin with this file, the outermost first."""

    @property
    def shown(self) -> str:
        """What a person must be shown: the name that it gets."""
        return self.saved_as or self.name


@dataclass(frozen=True, slots=True)
class Offer:
    """What an offer entry offers, and where its sender may be reached directly.

    A long list is told by its first files; ``ReadManifest`` asks for all of them.
    """

    files: tuple[OfferedFile, ...]
    addresses: tuple[str, ...] = ()
    port: int = 0
    all_files: int = 0
    """How many files there are, when ``files`` holds only the first ones; else 0."""
    all_bytes: int = 0
    folder: str = ""
    """The name of the one folder that is offered, as the sender wrote it; '' for files."""
    root: str = ""
    """BLAKE3 over the whole list, hexadecimal."""
    folder_saved_as: str = ""
    """Its name on this disk, where that is not ``folder``."""

    @property
    def shown_folder(self) -> str:
        """What a person must be shown: the name that the folder gets."""
        return self.folder_saved_as or self.folder

    @property
    def count(self) -> int:
        """How many files and empty folders there are."""
        return self.all_files or len(self.files)

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return self.all_bytes if self.all_files else sum(file.size for file in self.files)


GUEST = "guest:"
"""Authors that begin so are guests: the rest is their address, and nothing about them is proven."""


def guest_address(author: str) -> str:
    """Return the address of a guest; '' when ``author`` is a device id."""
    return author.removeprefix(GUEST) if author.startswith(GUEST) else ""


class Kind(StrEnum):
    """What an entry is. The last three change another entry, ``ref``, and are no rows of a log."""

    TEXT = "text"
    OFFER = "offer"
    EDIT = "edit"
    """``text`` are the new words of ``ref``; only its author may say so."""
    DELETE = "delete"
    """``ref`` says nothing any more; its author may say so, and the person who hosts."""
    REACTION = "reaction"
    """``text`` is the author's one emoji for ``ref``; an empty one takes it back."""


CHANGES = frozenset({Kind.EDIT, Kind.DELETE, Kind.REACTION})


@dataclass(frozen=True, slots=True)
class Reaction:
    """What somebody thinks of an entry."""

    author: str
    name: str
    emoji: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One numbered row of a room's log. ``seq`` is 0 while it waits in the outbox."""

    room: str
    seq: int
    id: str
    author: str
    """Device id of the author, as the link's certificate proved it to the server."""
    name: str
    """The author's name when it was said."""
    at: int
    """The server's clock (the author's while it waits): a label, never an order."""
    kind: Kind
    text: str
    to: str = ""
    """Device id of the only receiver of a direct message; empty: the whole room."""
    offer: Offer | None = None
    ref: int = 0
    """Sequence of the entry this one answers or changes; 0: none."""
    change: str = ""
    """'edited': ``text`` are the latest words. 'deleted': nothing is left but the place."""
    reactions: tuple[Reaction, ...] = ()
    """As the journal knows them; entries that just came carry none."""


# --- hosting -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Address:
    """An address others can type, and the interface it belongs to."""

    address: str
    interface: str
    broadcast: str = ""
    """The interface's directed broadcast address; empty for IPv6 and loopback."""


@dataclass(frozen=True, slots=True)
class RoomOpened:
    """My room is open."""

    room: str
    name: str
    port: int
    addresses: tuple[Address, ...]
    device_id: str
    locked: bool
    opened_at: int
    wanted_port: int
    """The port the person asked for; differs from ``port`` when that one was taken."""
    holder: str = ""
    """Who holds the wanted port, in the words of the system ('nginx (pid 812)'), if known."""
    last_seq: int = 0
    """The log's last sequence when the room was opened."""


@dataclass(frozen=True, slots=True)
class Connection:
    """One row of the server panel."""

    member: int
    device_id: str
    name: str
    kind: str
    """'app' for a joined app, 'plain' for a guest, 'browser' for a page that is open."""
    address: str
    since: int
    received: int
    sent: int


@dataclass(frozen=True, slots=True)
class ConnectionsChanged:
    """Who is connected to my room now; at most twice a second."""

    room: str
    connections: tuple[Connection, ...]


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """My room is closed; ``failure`` says why if nobody asked for it."""

    room: str
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class HostFailed:
    """My room could not be opened."""

    failure: Failure


# --- joining -----------------------------------------------------------------------------------


class JoinState(StrEnum):
    """Where a joining stands."""

    LOOKING_UP = "looking_up"
    CONNECTING = "connecting"
    GREETING = "greeting"
    JOINED = "joined"
    WAITING = "waiting"
    """Lost; the next attempt comes in ``retry_in`` seconds."""
    LEFT = "left"
    FAILED = "failed"
    """Given up; ``failure`` says why."""


@dataclass(frozen=True, slots=True)
class JoinChanged:
    """A joining moved to another state. ``room`` is empty until the host has said its id."""

    key: str
    room: str
    state: JoinState
    host: str
    port: int
    failure: Failure | None = None
    retry_in: float = 0.0


@dataclass(frozen=True, slots=True)
class Joined:
    """I am in. ``me`` is my member number. Sent again after every reconnect."""

    key: str
    room: str
    name: str
    host: str
    """The address that answered."""
    port: int
    device_id: str
    """The host's device id, proven by its certificate."""
    me: int
    my_device_id: str
    members: tuple[Member, ...]
    last_seq: int
    own: bool = False
    """This computer hosts the room."""


@dataclass(frozen=True, slots=True)
class MemberJoined:
    """Somebody came."""

    room: str
    member: Member


@dataclass(frozen=True, slots=True)
class MemberLeft:
    """Somebody went; ``lost`` when the link broke or fell silent instead of a goodbye."""

    room: str
    member: Member
    lost: bool = False


@dataclass(frozen=True, slots=True)
class EntriesArrived:
    """Rows of the room's log, in order; ``caught_up`` ones were said while I was away."""

    room: str
    entries: tuple[Entry, ...]
    caught_up: bool = False


@dataclass(frozen=True, slots=True)
class PostQueued:
    """My post is on this computer's disk and waits for the server (``seq`` is 0)."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class PostAccepted:
    """My post is on the server's disk under this sequence."""

    room: str
    id: str
    seq: int
    at: int


@dataclass(frozen=True, slots=True)
class PostFailed:
    """My post will not be sent."""

    room: str
    id: str
    failure: Failure
    text: str = ""


@dataclass(frozen=True, slots=True)
class HistoryRead:
    """The answer to ``ReadHistory``, oldest first, with its changes folded in."""

    asked: ReadHistory
    entries: tuple[Entry, ...]
    first: bool
    """The journal has nothing older than these (of this conversation)."""
    last: bool
    """It has nothing newer."""


@dataclass(frozen=True, slots=True)
class EntriesRead:
    """The answer to ``ReadEntries``: those of them that are here, changes folded in."""

    room: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class HistoryGrew:
    """Older rows of a conversation have come from the host: what was read before had a gap.

    Told for everything a catch-up brought that is older than what is shown; read it again.
    """

    room: str
    after: int
    """New rows lie above this sequence ..."""
    before: int
    """... and below this one."""


@dataclass(frozen=True, slots=True)
class HistoryReplaced:
    """The host's history of a room is another one than I have: it begins anew.

    What was said before stays in the journal as a room of its own.
    """

    room: str


@dataclass(frozen=True, slots=True)
class KnownMember:
    """Somebody the room's host knows, here or away, and how much is on that device's disk."""

    device_id: str
    name: str
    since: int
    """The room's last sequence when this device first came: older entries wait for nobody."""
    read_to: int
    """Everything up to this sequence that concerns it is on its disk."""
    seen_at: int
    """When it was last in the room, milliseconds; a label."""


@dataclass(frozen=True, slots=True)
class MembersKnown:
    """Known members of a room who are new or have moved on; the others stay as they were."""

    room: str
    members: tuple[KnownMember, ...]


@dataclass(frozen=True, slots=True)
class RememberedConversation:
    """What the journal knows of one conversation when the program starts."""

    room: str
    to: str
    """Device id of the other; empty: the whole room."""
    name: str
    """The other's latest name; empty for the room."""
    last: Entry | None
    read_to: int
    """The person has seen everything up to this sequence."""
    unread: int
    """Entries of others beyond; counted up to 999."""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class ConversationsRemembered:
    """Told once after ``RoomsRemembered``: every conversation the journal holds."""

    conversations: tuple[RememberedConversation, ...]
    members: tuple[MembersKnown, ...] = ()


# --- the journal -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SearchAnswered:
    """A page of hits, the newest first; the latest question counts, by its ``id``."""

    asked: Search
    hits: tuple[Entry, ...]
    complete: bool
    """There are no older hits."""
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Exported:
    """An export is done, or was not possible."""

    asked: Export
    rows: int = 0
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class JournalTroubled:
    """The disk takes nothing for now: nothing new is acknowledged until ``JournalWell``."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class JournalWell:
    """The disk takes what is written again, and all that waited is on it."""


@dataclass(frozen=True, slots=True)
class JournalMended:
    """The journal was damaged. Told once: what could be read was saved into a new one."""

    kept_as: str
    """Where the damaged file lies now."""
    rows: int
    """Messages that were saved."""


@dataclass(frozen=True, slots=True)
class RememberedRoom:
    """A room of an earlier visit."""

    room: str
    name: str
    host: str
    port: int
    device_id: str
    hosted: bool
    visited_at: int


@dataclass(frozen=True, slots=True)
class RoomsRemembered:
    """The rooms of earlier visits, the latest first; told once when the engine starts."""

    rooms: tuple[RememberedRoom, ...]


# --- looking around ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NearRoom:
    """A room that announces itself. Everything here is a hint until its link proves it."""

    room: str
    name: str
    host_name: str
    addresses: tuple[str, ...]
    """Where its beacons came from, the best first."""
    port: int
    device_id: str
    members: int
    locked: bool
    version: int
    mine: bool = False


@dataclass(frozen=True, slots=True)
class RoomsNear:
    """The rooms near me now, by name."""

    rooms: tuple[NearRoom, ...]


@dataclass(frozen=True, slots=True)
class AskedInterface:
    """One line of 'Why don't I see anybody?': what was tried on one interface."""

    name: str
    address: str
    broadcast: str
    asked: int
    """How many times."""
    asked_at: int
    answers: int
    """How many rooms of others are near by this interface now."""
    error: str = ""
    """The system's words when sending failed."""


@dataclass(frozen=True, slots=True)
class LookedAround:
    """What discovery has tried so far; an empty tuple: there is no network at all."""

    interfaces: tuple[AskedInterface, ...]
    listening: bool
    """False when the beacon port could not be opened: rooms are then asked for, not overheard."""


# --- broadcast ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BroadcastSent:
    """One round of a broadcast left; ``addresses`` are the destinations that worked."""

    times: int
    addresses: tuple[str, ...]
    next_in: float = 0.0
    """Seconds to the next round; 0: this was the last."""


@dataclass(frozen=True, slots=True)
class BroadcastFailed:
    """A broadcast could not be sent anywhere; a repeated one has stopped."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class BroadcastStopped:
    """The repeated broadcast ended, asked for or after its last round."""

    times: int


@dataclass(frozen=True, slots=True)
class ListeningChanged:
    """The broadcast receiver: open on ``port``, or closed (0) with the reason if there is one."""

    port: int
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Datagram:
    """One datagram somebody broadcast."""

    at: int
    address: str
    port: int
    text: str
    """UTF-8, else GB18030, else hexadecimal (then ``binary``)."""
    payload: bytes
    binary: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class DatagramsArrived:
    """What the broadcast receiver heard, in order, at most 200 a batch."""

    datagrams: tuple[Datagram, ...]


# --- files -------------------------------------------------------------------------------------


class TransferState(StrEnum):
    """Where a transfer stands."""

    OFFERED = "offered"
    """Out: waits for the other's answer. In: waits for mine."""
    CONNECTING = "connecting"
    RUNNING = "running"
    CHECKING = "checking"
    """All bytes are here; digest, fsync and rename are under way."""
    WAITING = "waiting"
    """Stopped for the reason in ``failure``; it goes on by itself when that is over."""
    PAUSED = "paused"
    """Stopped by a person, here or (``failure`` says so) on the other side."""
    LEFT = "left"
    """All of it is at the server, which keeps it ``until`` then for the receiver, who is away."""
    DONE = "done"
    """``files_failed`` tells those that could not be had."""
    DECLINED = "declined"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FileFailed:
    """One file of a transfer that did not come; the others did not wait for it."""

    name: str
    """Safe to show as plain text; with its path within the offer."""
    failure: Failure


@dataclass(frozen=True, slots=True)
class TransferChanged:
    """A transfer moved; at most 10 times a second while it runs.

    ``id`` is the offer's id for what I receive, and ``offer/device`` for what one receiver takes
    of an offer of mine. An offer to the room that nobody answered yet has no transfer on my side
    except the one with ``peer`` empty, whose id is the offer's.
    """

    id: str
    offer: str
    room: str
    incoming: bool
    state: TransferState
    peer: str
    """Device id of the other side; empty: my offer to the whole room."""
    peer_name: str
    name: str
    """The first file's safe name, or the folder's."""
    files: int
    """How many files are wanted: all of the offer, or those that were picked."""
    size: int
    moved: int = 0
    speed: float = 0.0
    """Bytes a second over the last seconds."""
    seconds_left: float | None = None
    direct: bool = True
    """False when the bytes go through the server."""
    paths: tuple[str, ...] = ()
    """Finished files on this disk; a folder that came is told once, for all that is in it."""
    digests: tuple[str, ...] = ()
    """BLAKE3 of each finished file, hexadecimal, in the order of the offer; of a long list none."""
    failure: Failure | None = None
    files_done: int = 0
    files_failed: tuple[FileFailed, ...] = ()
    """The first hundred of them; ``files_failed_count`` is how many there are."""
    files_failed_count: int = 0
    current: str = ""
    """The file that is moving, safe to show as plain text."""
    resumed_at: int = 0
    """Bytes that were here already when it last went on; 0: it was never broken off."""
    through: str = ""
    """Name of the member who passes it on to me; empty: it comes from ``peer``."""
    at_server: bool = False
    """The bytes go to the server, which keeps them for ``peer``, or come from what it kept."""
    until: int = 0
    """Until when the server keeps it, in milliseconds; 0 while it does not have all of it."""


@dataclass(frozen=True, slots=True)
class ManifestRead:
    """The answer to ``ReadManifest``: every file of an offer, or why they cannot be told."""

    offer: str
    files: tuple[OfferedFile, ...]
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class SpooledOffer:
    """Files that somebody left at my server for somebody who is away."""

    id: str
    """The offer's."""
    room: str
    author: str
    author_name: str
    to: str
    to_name: str
    name: str
    """The first file's safe name, or the folder's."""
    files: int
    size: int
    left_at: int
    until: int
    whole: bool
    """All of it is here; before that it is still coming."""
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class SpoolChanged:
    """What lies at my server for others, and how much may: told when it or the settings change."""

    offers: tuple[SpooledOffer, ...]
    """The oldest first."""
    used: int
    """Bytes that count against the quota."""
    quota: int
    """0: nothing new is kept."""
    days: int


# --- the rest ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommandFailed:
    """A command that belongs to nothing above could not be done."""

    failure: Failure


Event = (
    RoomOpened
    | ConnectionsChanged
    | RoomClosed
    | HostFailed
    | JoinChanged
    | Joined
    | MemberJoined
    | MemberLeft
    | EntriesArrived
    | PostQueued
    | PostAccepted
    | PostFailed
    | HistoryRead
    | EntriesRead
    | HistoryGrew
    | HistoryReplaced
    | MembersKnown
    | ConversationsRemembered
    | SearchAnswered
    | Exported
    | JournalTroubled
    | JournalWell
    | JournalMended
    | RoomsRemembered
    | RoomsNear
    | LookedAround
    | BroadcastSent
    | BroadcastFailed
    | BroadcastStopped
    | ListeningChanged
    | DatagramsArrived
    | TransferChanged
    | ManifestRead
    | SpoolChanged
    | CommandFailed
)

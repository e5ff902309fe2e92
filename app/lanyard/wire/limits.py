"""Every number a stranger can press against, named and in one place.

Sizes are bytes, times are seconds. PROTOCOL.md repeats those that a second implementation needs.
"""

from __future__ import annotations

from typing import Final

# --- links and frames --------------------------------------------------------------------------

FRAME_HEAD: Final = 4
FRAME_BEFORE_WELCOME: Final = 4 * 1024
FRAME_AFTER_WELCOME: Final = 64 * 1024
HANDSHAKE_SECONDS: Final = 10.0
"""From the first byte to Welcome; a stranger who dawdles longer is parted with."""
CONNECT_SECONDS: Final = 8.0
"""How long a client waits for a host that does not answer at all."""
BACKLOG_BYTES: Final = 32 * 1024 * 1024
"""A member that reads so slowly that this much waits for it is parted with; it may come back."""
LINKS: Final = 1_024
LINKS_UNGREETED: Final = 256
"""Links that have not been welcomed yet, all strangers together."""

# --- the talk ----------------------------------------------------------------------------------

PROTOCOL_OLDEST: Final = 1
PROTOCOL_NEWEST: Final = 1
TEXT_BYTES: Final = 16 * 1024
NAME_BYTES: Final = 128
NAME_CHARACTERS: Final = 40
OFFER_FILES: Final = 200
OFFER_ADDRESSES: Final = 16
OFFER_NAME_BYTES: Final = 32 * 1024
"""All file names of one offer together, so that its entry fits a frame beside a full text."""
FILE_NAME_BYTES: Final = 255
PATH_BYTES: Final = 1_024
"""A relative path of a file in an offer, as it is saved; macOS knows no longer ones."""
PATH_DEPTH: Final = 32
"""Parts of such a path, the file's name included."""
MEMBERS_A_FRAME: Final = 100
MEMBERS: Final = 10_000
"""A roster that a client believes."""
KNOWN_MEMBERS: Final = 2_000
"""Devices that a room remembers; of more, who has not been there for longest is forgotten."""
KNOWN_A_FRAME: Final = 200
RECEIPT_SECONDS: Final = 0.1
"""Receipts are gathered for so long, on both sides: a tick may be late, talk may not."""
RECEIPT_SECONDS_A_MEMBER: Final = 0.01
"""In a large room for longer: so much a member, or receipts would outweigh the talk."""
REACTION_BYTES: Final = 64
CAUGHT_UP_SHOWN: Final = 1_000
"""Missed entries a front end is shown as they come; older ones it reads from the journal."""
PAGES_WANTED: Final = 8
"""Questions for pages a client may have open; a well-behaved one has one."""
PAGE_ENTRIES: Final = 500
PAGE_BYTES: Final = 48 * 1024
"""A page of missed entries is closed when its frame body reaches this size."""
PING_SECONDS: Final = 5.0
SILENCE_SECONDS: Final = 12.0
"""Nothing heard for so long, not even an answer to a ping: the other side is dead."""
POSTS_AWAITING: Final = 4_096
"""Posts of all members that may wait for the disk; beyond, whoever posts more is not read."""
OUTBOX_WINDOW: Final = 256
"""Posts a client sends without an answer; the rest waits its turn, so nothing is sent in vain."""
PASSCODE_ROUNDS: Final = 60_000
"""Rounds of PBKDF2 over a passcode."""
PASSCODE_WRONG: Final = 10
"""Wrong passcodes from one address in one minute before it is no longer heard."""

PORTS_TRIED: Final = 100
"""How far above a taken port the next free one is looked for."""

# --- reconnecting ------------------------------------------------------------------------------

RETRY_FIRST_SECONDS: Final = 0.5
RETRY_LONGEST_SECONDS: Final = 15.0

# --- links, their bytes ------------------------------------------------------------------------

TLS_BYTES_AT_ONCE: Final = 256 * 1024
"""Handed to OpenSSL in one call: the fastest size measured, and a bound on its buffers."""
LINK_READ_BYTES: Final = 256 * 1024
"""Qt reads at most this much ahead of us from one link."""
DRAINED_BYTES: Final = 1024 * 1024
"""A link whose backlog falls below this has drained."""
CLOSE_SECONDS: Final = 2.0
"""How long a goodbye may take before the link is cut."""

# --- datagrams ---------------------------------------------------------------------------------

BEACON_BYTES: Final = 1_200
"""A beacon or a question is never longer: it fits every link without being cut in pieces."""
BEACON_HOST_NAME_BYTES: Final = 64
BEACON_MEMBERS: Final = 1_000_000
"""More people than this in a beacon is nonsense, and the beacon is dropped."""
BEACON_SECONDS: Final = 3.0
"""Between two beacons of a room that has not changed."""
BEACON_HASTE: Final = (0.0, 0.3, 0.6)
"""The pauses before the first beacons (or questions) after a start or a change."""
NEAR_FORGET_SECONDS: Final = 9.5
"""A room is no longer near when three of its beacons did not come."""
NEAR_ROOMS: Final = 256
NEAR_ROOMS_AN_ADDRESS: Final = 16
"""Rooms that one address may announce: one forger does not fill the list for everybody."""
NEAR_ADDRESSES_A_ROOM: Final = 8
QUESTION_SECONDS: Final = 10.0
"""Between two questions while beacons can be overheard, and three times as often while not."""
ANSWERS_A_SECOND: Final = 20
"""Answers to questions, all askers together."""
ANSWER_PAUSE_SECONDS: Final = 0.25
"""Between two answers to one address; a question in between is not answered."""
DATAGRAMS_A_TURN: Final = 500
"""Datagrams read in one turn of the event loop; the rest stays with the system meanwhile."""
DATAGRAM_BYTES: Final = 65_507
"""The longest payload UDP over IPv4 can carry."""
BROADCAST_FASTEST_SECONDS: Final = 0.1
BROADCAST_SLOWEST_SECONDS: Final = 86_400.0
HEARD_BACKLOG: Final = 5_000
"""Datagrams heard and not shown yet; beyond, the system keeps them and then loses them."""
HEARD_BACKLOG_BYTES: Final = 8 * 1024 * 1024
HEARD_A_BATCH: Final = 200
HEARD_BATCH_MILLISECONDS: Final = 20
RECEIVE_BUFFER_BYTES: Final = 4 * 1024 * 1024
"""Asked of the system for the broadcast receiver, so that a burst survives a busy moment."""

# --- files -------------------------------------------------------------------------------------

BLOCK_BYTES: Final = 1024 * 1024
DATA_FRAME_BYTES: Final = 64 * 1024
"""The longest message on a data link; blocks follow their message as bare bytes."""
LISTED_FILES: Final = 100_000
"""Files of one offer; its entry holds the first ``OFFER_FILES``, the rest is fetched in pages."""
FILE_PATH_BYTES: Final = 4_096
MANIFEST_ROWS: Final = 2_000
MANIFEST_BYTES: Final = 48 * 1024
"""A page of the list is closed when its rows reach this size."""
FETCH_PICKS: Final = 4_000
"""Ranges of files in one request; more are asked for when these have come."""
BUNDLE_FILES: Final = 1_000
"""Small files in one bundle, which is never longer than a block."""
OFFERS_KEPT: Final = 200
"""Offers of mine that a restarted program still serves; of more, the oldest is forgotten."""
HASHED_AGAIN_BLOCKS: Final = 1_024
"""Of a file that goes on behind more blocks than these, the digest of the whole is not made."""
SPACE_LOOK_SECONDS: Final = 2.0
"""How often a transfer that waits for room on the disk looks for it."""
NOTE_SECONDS: Final = 1.0
"""How much of a file that is coming a power cut may cost, in time."""
OFFER_NAMES_BYTES: Final = 32 * 1024
"""All names of one offer together, so that its entry fits a frame and a page."""
OFFERS_REMEMBERED: Final = 1_000
"""Offers of others that wait for an answer; the oldest is forgotten."""
OFFERS_SETTLED: Final = 500
"""Offers of others that were answered: as many are known by their ids when their authors ask."""
OFFERS_RECALLED: Final = 50
OFFERS_LOOKED_BACK: Final = 1_000
"""So many offers, among so many entries, are looked at for one that a killed program missed."""
DIRECT_SECONDS: Final = 1.0
"""How long the sender's own addresses are tried before the way through the server."""
RELAY_SECONDS: Final = 8.0
"""How long a relay waits for the sender to come, and the receiver for the relay."""
FIRST_FETCH_SECONDS: Final = 10.0
"""How long a data link may stay silent after its handshake."""
STALL_SECONDS: Final = 30.0
"""A transfer in which no byte moves for so long has lost its other side."""
DATA_LINKS_UNGREETED: Final = 32
"""Data links of strangers who have not asked for anything of mine yet."""
RELAYS: Final = 64
"""Transfers that go through my server at once, waiting ones included."""
SENDINGS: Final = 64
"""Receivers I serve at once."""
RECEIVINGS: Final = 4
"""Offers fetched at once; more wait their turn, so that nobody fills the memory with buffers."""
CHECK_SECONDS: Final = 900.0
"""How long a sender waits for a receiver's slow disk after the last byte."""
LATE_MEMBER_SECONDS: Final = 3.0
"""A receiver may dial faster than the room tells that it has joined."""
ROOM_STREAMS: Final = 1
"""Receivers of one offer to the whole room that its author streams to at once; who comes later is
sent to a receiver, as long as there is one with an uplink to spare."""
ROOM_STREAMS_MOST: Final = 4
"""And at most, when it turned out that one does not fill the author's uplink."""
STEER_SECONDS: Final = 1.0
"""How often an author looks whether somebody slow holds up those behind."""
STEER_AFTER_SECONDS: Final = 4.0
"""Nothing is concluded from the speed of a receiver that was placed more recently."""
PROBE_SECONDS: Final = 3.0
"""How long a second stream is tried."""
PROBE_WORTH_SECONDS: Final = 10.0
"""It is not tried when everything is over sooner than this."""
LAG_BYTES: Final = 16 * 1024 * 1024
"""A receiver so far behind its source, and slower, passes on to nobody."""
PASSED_ON_MEANWHILE: Final = 1
"""Members that a receiver passes an offer on to while it is itself receiving it."""
PASSED_ON_AFTERWARDS: Final = 2
"""And once it has all of it."""
PASS_ON_SECONDS: Final = 1_800.0
"""How long a finished receiver passes on what it has."""
PASSED_ON_OFFERS: Final = 64
"""Offers that a receiver passes on after it has them; of more, the oldest is forgotten."""
PASSED_ON_STALL_SECONDS: Final = 5.0
"""A member that passes on and says nothing for so long is left."""
YET_SECONDS: Final = 1.0
"""How often a member that passes on says that it is there while nothing comes to itself."""
HERE_SECONDS: Final = 0.5
"""How often a receiver that fetches elsewhere tells the author how far it is."""
DETOURS: Final = 4
"""Members in a row from whom it did not work before a receiver wants it from the author alone."""
SOURCES: Final = 200
"""Members an author may send a receiver to, one after the other, in one run of a transfer."""
NOT_FROM: Final = 16
"""Members that a receiver names because it did not work from them."""
COMPLAINTS: Final = 2
"""Receivers for whom it did not work from a member before its author sends nobody there."""
ELSEWHERE_BEHIND_BYTES: Final = 64 * 1024 * 1024
"""A member so far behind a receiver, in what the author last heard, is no source for it."""
TOLD_ELSEWHERE: Final = 512
"""Receivers of all offers that fetch elsewhere and are told digests."""
SUMS_AHEAD: Final = 8_192
"""Digests that an author tells a receiver ahead of the block it needs next."""
SUMS_WAITED_FOR: Final = 2_048
"""Who begins so many blocks behind what its author has hashed gets it from the author."""

SPOOLED_OFFERS: Final = 200
"""Offers kept at a server for people who are away, whoever left them."""
SPOOLED_FILE_BYTES: Final = 4 * 1024
"""What each file counts against the quota besides its bytes: empty ones take room, too."""
SPOOL_RESERVE_BYTES: Final = 256 * 1024 * 1024
"""So much of its disk a server keeps free of what others leave: its journal is on it, too."""
SPOOL_INTAKES: Final = 8
"""Offers that are being left at a server at once; who comes then is told to come again."""
SPOOL_TOLD: Final = 1_000
"""Authors' offers whose end is remembered until they have heard of it; the oldest is forgotten."""
SPOOL_INSTEAD_SECONDS: Final = 3.0
"""How long an author who is there may take to come before the server gives what it keeps."""
SPOOL_HALF_SECONDS: Final = 86_400.0
"""How long a server waits for the rest of an offer whose author went in the middle."""
SPOOL_SWEEP_SECONDS: Final = 3_600.0
"""How often a server looks for offers that nobody fetched in time."""
LEAVINGS: Final = 2
"""Offers a program leaves at servers at once."""
LEAVE_AFTER_SECONDS: Final = 5.0
"""Somebody who went may only have lost the link: so long nothing is left at the server."""
LEAVE_AGAIN_SECONDS: Final = 600.0
"""After a server had no room, how long until it is asked again."""

# --- plain sockets -----------------------------------------------------------------------------

OPENING_SECONDS: Final = 0.3
"""Who says nothing for so long wants to be greeted first: a plain text guest."""
STRANGERS: Final = 4_096
"""Connections to the room's port that have not said who they are; they cost about 1 kB each."""
HTTP_HEAD_BYTES: Final = 16 * 1024
HTTP_HEADERS: Final = 100
"""More headers in one request are refused: no browser sends a third of it."""
HTTP_ANSWER_HEAD_BYTES: Final = 64 * 1024
HTTP_ANSWER_HEADERS: Final = 500
HTTP_BODY_BYTES: Final = 1024 * 1024
"""Of the body of an answer only so much is kept and shown."""
BROWSERS: Final = 64
"""Requests of browsers under way at once."""
BROWSER_SHOWN_SECONDS: Final = 60.0
"""How long after its last request a browser is told to the person who hosts."""
GUESTS: Final = 64
GUESTS_AN_ADDRESS: Final = 8
GUEST_FIRST_WORD_SECONDS: Final = 10.0
"""A guest who was greeted and says nothing for so long is parted with."""
GUEST_TEXT_BYTES: Final = 8 * 1024
"""A text of a guest that does not end before is refused, and the guest parted with."""
GUEST_BACKLOG_BYTES: Final = 256 * 1024
"""What one guest may leave unread; beyond, its line is cut."""
GUEST_TEXTS_A_SECOND: Final = 20
"""A guest who says more is read no faster."""
PLAIN_READ_BYTES: Final = 64 * 1024
PLAIN_BACKLOG_BYTES: Final = 4 * 1024 * 1024
"""A plain peer that does not read while this much waits for it is parted with."""
PLAIN_UNREAD_BYTES: Final = 64 * 1024
"""A client that has not read so much of its answers is not read any further itself."""
PLAIN_OWN_BACKLOG_BYTES: Final = 256 * 1024 * 1024
"""The same for a connection that was dialled here: what waits is what this side said."""
PLAIN_CLIENTS: Final = 4_096
"""Clients of one plain listener."""
PLAIN_TEXT_BYTES: Final = 64 * 1024
"""A text on a plain line that does not end before is taken in pieces of this size."""
PLAIN_HELD_SECONDS: Final = 1.0
"""How long half a UTF-8 character may wait for its other half."""
ACCEPTS_A_TURN: Final = 4
"""Connections taken in one turn of the event loop."""
TRAFFIC_A_BATCH: Final = 500
TRAFFIC_BATCH_MILLISECONDS: Final = 16
TRAFFIC_ROWS_AHEAD: Final = 20_000
"""Texts and datagrams told and not yet taken by the front end; beyond, sockets are not read."""
TRAFFIC_BYTES_AHEAD: Final = 16 * 1024 * 1024
SAVE_READ_BYTES: Final = 256 * 1024
"""Read at once into a file: more leaves the processor's cache before it is written."""
PLAIN_SENDERS: Final = 4_096
"""Senders whose texts a UDP listener counts; the oldest is forgotten."""
OPERATOR_WAITING: Final = 1_000
"""Texts of one client that wait for a person's answer; beyond, the client is not read."""
OPERATOR_WAITING_BYTES: Final = 1024 * 1024

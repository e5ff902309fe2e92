"""What each record does to the Store, without a thread or Qt."""

from __future__ import annotations

import time
from collections.abc import Mapping

from lanyard.commands import KeepDraft, MarkRead
from lanyard.events import Entry, RememberedRoom
from lanyard.journal.reading import Reading
from lanyard.journal.store import Store
from lanyard.records import (
    Drop,
    EpochChanged,
    FillGap,
    Keep,
    KeepMembers,
    Kept,
    MeetRoom,
    OpenGap,
    OpenLog,
    Queue,
    Queued,
    ReadPage,
    RoomMet,
    Settle,
)

Riding = KeepMembers | MarkRead | KeepDraft
"""Nobody waits for these: they ride along with the next commit."""
Write = Keep | Queue | Settle | Drop | OpenGap | FillGap | Riding
Entries = tuple[Entry, ...]
Done = tuple[Kept | Queued | None, Entries]
"""The answer a record gets once it is on the disk, and the entries that are new there."""


def put(store: Store, record: Write, history_days: Mapping[str, int]) -> Done:
    """Write a record, inside a transaction. ``history_days`` of the rooms hosted here."""
    match record:
        case Keep(entries, ticket):
            done = store.keep(entries, copied=not ticket)
            answer = Kept(ticket, done.entries, done.twice, done.refused) if ticket else None
            return answer, done.entries
        case Queue(entry):
            store.queue(entry)
            return Queued(entry), ()
        case Settle(room, id_, seq, at):
            return None, store.settle(room, id_, seq, at)
        case Drop(room, id_):
            store.drop(room, id_)
        case OpenGap(room, after, before):
            store.cursors.open_gap(room, after, before)
        case FillGap(room, entries, after, before):
            done = store.keep(entries, copied=True)
            store.cursors.fill_gap(room, after, before)
            return None, done.entries
        case KeepMembers(room, members):
            store.cursors.keep_members(room, members, history_days.get(room, -1), _now())
        case MarkRead(room, to, seq):
            store.cursors.mark_read(room, to, seq)
        case KeepDraft(room, to, text):
            store.cursors.keep_draft(room, to, text)
    return None, ()


def hosted(store: Store, wish: OpenLog) -> tuple[str, str, int]:
    """Return (room, epoch, last sequence) of the log a server may continue."""
    with store.transaction():
        return store.hosted_room(wish.name, wish.device_id, _now())


def page(store: Store, wish: ReadPage, history_days: int | None) -> tuple[Entries, int, bool]:
    """Return a page for a member, what it covers everything above, and whether that is all.

    What somebody who came late may not see is left out as if it were not there: ``history_days``
    of who is not known yet; None for the person who hosts, who sees everything.
    """
    floor = 0
    if history_days is not None:
        last = wish.before - 1 if wish.before else store.last_seq(wish.room)
        floor = store.cursors.floor(wish.room, wish.device_id, last, history_days, _now())
    entries, after, complete = store.page(
        wish.room, max(wish.after, floor), wish.before, wish.device_id, wish.count
    )
    return entries, wish.after if complete else after, complete


def meet(store: Store, met: MeetRoom, device_id: str) -> RoomMet:
    """Check the host's pinned device id and note the visit; ``device_id`` is this computer's."""
    with store.transaction():
        if not met.hosted:  # the own host's id is known, whoever else used its name and address
            pinned = store.pinned(met.room, met.name, met.host, met.device_id)
            changed = pinned not in ("", met.device_id)
            # Nobody else can be trusted with the log of a room of this computer.
            if changed and (pinned == device_id or not met.trust_changed):
                return RoomMet(met.key, met.room, pinned)
        epoch, seq = store.remember_room(
            RememberedRoom(
                met.room, met.name, met.host, met.port, met.device_id, met.hosted, _now()
            )
        )
        unsent = store.unsent(met.room, met.author)
        gaps = store.cursors.gaps(met.room)
        offers = Reading(store.database, store.numbers, device_id).latest_offers(met.room)
    return RoomMet(met.key, met.room, met.device_id, epoch, seq, unsent, gaps, offers=offers)


def change_epoch(store: Store, change: EpochChanged) -> None:
    """Begin another history of a room."""
    with store.transaction():
        store.change_epoch(change.room, change.epoch, _now(), replaced=change.replaced)


def _now() -> int:
    return time.time_ns() // 1_000_000

"""The wire's entries as the events' entries, and back: the one place where the two meet."""

from __future__ import annotations

from lanyard import events
from lanyard.wire import message as m
from lanyard.wire.file_names import saved_names


def to_event(room: str, entry: m.Entry) -> events.Entry:
    """Return a wire entry as the front ends and the journal know it.

    Raises ValueError for a kind that this version does not know.
    """
    return events.Entry(
        room, entry.seq, entry.id, entry.author, entry.name, entry.at,
        events.Kind(entry.kind), entry.text, entry.to, offer_to_event(entry.offer),
        entry.ref, entry.change,
    )  # fmt: skip


def to_wire(entry: events.Entry) -> m.Entry:
    """Return a journal's entry as it is sent."""
    return m.Entry(
        entry.seq, entry.id, entry.author, entry.name, entry.at,
        entry.kind.value, entry.text, entry.to, offer_to_wire(entry.offer),
        entry.ref, entry.change,
    )  # fmt: skip


def offer_to_event(offer: m.Offer | None) -> events.Offer | None:
    """Return a wire offer as a plain value."""
    if offer is None:
        return None
    folder, saved = saved_names((file.name for file in offer.files), offer.folder)
    files = tuple(
        events.OfferedFile(file.name, file.size, file.mtime, name, file.folders)
        for file, name in zip(offer.files, saved, strict=True)
    )
    long = offer.count > len(files)
    return events.Offer(
        files, offer.addresses, offer.port, offer.count if long else 0,
        offer.size if long else 0, offer.folder, offer.root.hex(), folder,
    )  # fmt: skip


def offer_to_wire(offer: events.Offer | None) -> m.Offer | None:
    """Return an offer as it is sent."""
    if offer is None:
        return None
    files = tuple(
        m.OfferedFile(file.name, file.size, file.mtime, file.folders) for file in offer.files
    )
    return m.Offer(
        files, offer.addresses, offer.port, offer.all_files, offer.all_bytes, offer.folder,
        bytes.fromhex(offer.root),
    )  # fmt: skip


def to_member(person: m.Person) -> events.Member:
    """Return a roster row as a plain value."""
    return events.Member(person.number, person.device_id, person.name, person.host)


def to_known(person: m.KnownPerson) -> events.KnownMember:
    """Return a known member as a plain value."""
    return events.KnownMember(
        person.device_id, person.name, person.since, person.read_to, person.seen_at
    )


def from_known(member: events.KnownMember) -> m.KnownPerson:
    """Return a known member as it is sent."""
    return m.KnownPerson(
        member.device_id, member.name, member.since, member.read_to, member.seen_at
    )

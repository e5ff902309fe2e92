"""What the console says: one line an event, flushed at once, for people or as JSON for programs.

Strangers' words pass through ``shown``: a terminal obeys control characters, and a line break in
a text must not look like somebody else's line.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

from PySide6.QtCore import QLocale

from lanyard import events as e
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.transcripts import Said, entry_fields, json_line


class Output:
    """Standard output and standard error of one console run.

    ``broken`` when nothing more can be written: nobody reads (``status`` 0), or the file that
    standard output is cannot grow (1).
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.broken = False
        self.status = 0
        self._said = Said()

    def line(self, text: str) -> None:
        """Say a line to a person; nothing in JSON mode."""
        if not self.as_json:
            self._write(text)

    def event(self, event: str, /, **fields: Any) -> None:
        """Say an event to a program; nothing otherwise."""
        if self.as_json:
            self._write(json_line({"event": event, **fields}))

    def notice(self, text: str) -> None:
        """Tell a person something that is not a result, on standard error."""
        if sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                print(text, file=sys.stderr, flush=True)

    def failure(self, failure: e.Failure, words: str = "") -> None:
        """Say why something failed: a sentence on standard error, and an event."""
        words = words or sentence(failure)
        self.event("error", reason=words, code=failure.code.value)
        self.notice(words)

    def raw(self, payload: bytes) -> None:
        """Write a peer's bytes exactly as they came; nothing in JSON mode."""
        if not self.as_json and payload:
            self._write_bytes(payload)

    def whole(self, text: str) -> None:
        """Write what is a document of its own, in either mode, line ends and all."""
        if text:
            self._write_bytes(text.encode("utf-8", "replace"))

    def _write(self, text: str) -> None:
        self._write_bytes(text.encode("utf-8", "replace") + b"\n")

    def _write_bytes(self, payload: bytes) -> None:
        if self.broken or sys.stdout is None:
            return
        try:
            sys.stdout.buffer.write(payload)
            sys.stdout.buffer.flush()
        except (OSError, ValueError) as error:
            self.broken = True
            if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
                self.status = 1
                reason = error.strerror or str(error)
                self.notice(sentence(e.Failure(e.Code.DISK_FAILED, detail=reason)))
            # Python flushes standard output once more at its end and would complain then.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    # --- rooms -----------------------------------------------------------------------------

    def room_opened(self, event: e.RoomOpened) -> None:
        """My room is open."""
        addresses = [address.address for address in event.addresses]
        self.event(
            "room_opened", port=event.port, addresses=addresses, device_id=event.device_id,
            room=event.room, name=event.name, locked=event.locked,
            wanted_port=event.wanted_port, holder=event.holder,
        )  # fmt: skip
        if event.port != event.wanted_port:
            taken = e.Failure(e.Code.PORT_TAKEN, port=event.wanted_port, detail=event.holder)
            self.notice(sentence(taken))
        words = translate("Console", "{room} is open on port {port}.")
        self.line(fill(words, room=shown(event.name), port=str(event.port)))
        for address in event.addresses:
            words = translate("Console", "  others type  {address}")
            if address.interface:
                words = translate("Console", "  others type  {address}  ({interface})")
            typed = _typed(address.address, event.port)
            self.line(fill(words, address=typed, interface=shown(address.interface)))

    def joined(self, event: e.Joined) -> None:
        """I am in."""
        self.event(
            "joined", room=event.room, name=event.name, host=event.host, port=event.port,
            device_id=event.device_id, my_device_id=event.my_device_id, me=event.me,
            members=[_member(member) for member in event.members],
        )  # fmt: skip
        names = [_named(member) for member in event.members if member.number != event.me]
        here = QLocale().createSeparatedList(names)
        words = translate("Console", "Joined {room}.")
        if names:
            words = translate("Console", "Joined {room}. Here: {names}.")
        self.line(fill(words, room=shown(event.name), names=here))

    def near(self, room: e.NearRoom) -> None:
        """A room that announces itself."""
        self.event(
            "room", room=room.room, name=room.name, host_name=room.host_name,
            addresses=list(room.addresses), port=room.port, device_id=room.device_id,
            members=room.members, locked=room.locked, mine=room.mine,
        )  # fmt: skip
        where = _typed(room.addresses[0], room.port) if room.addresses else ""
        people = room.members
        words = translate("Console", "{room}  hosted by {host}, %n here", "", NUMBER, people)
        if room.locked:
            words = translate(
                "Console", "{room}  hosted by {host}, %n here  (passcode)", "", NUMBER, people
            )
        told = fill(words, room=shown(room.name), host=shown(room.host_name))
        self.line(f"{where:<22} {told}")

    def member(self, event: e.MemberJoined | e.MemberLeft, was: str = "") -> None:
        """Somebody came or went, or who was called ``was`` has another name now."""
        came = isinstance(event, e.MemberJoined)
        name = "member_joined" if came else "member_left"
        address = event.member.address
        lost = {} if isinstance(event, e.MemberJoined) else {"lost": event.lost}
        self.event(name, **_member(event.member), **lost)
        words = (
            translate("Console", "* {name} came") if came else translate("Console", "* {name} left")
        )
        if was and came:
            words = translate("Console", "* {was} is now {name}")
        elif address and came:
            words = translate("Console", "* {name} (guest {address}, not encrypted) came")
        elif address:
            words = translate("Console", "* {name} (guest {address}) left")
        name = _named(event.member) if was else shown(event.member.name)
        self.line(fill(words, name=name, address=shown(address), was=shown(was)))

    def entry(self, entry: e.Entry) -> None:
        """Something was said; a guest's line says so behind the name, where no name reaches."""
        self.event("entry", **entry_fields(entry))
        if entry.kind in e.CHANGES:
            self._change(entry)
            return
        guest = e.guest_address(entry.author)
        words = translate("Console", "{name}: {text}")
        if entry.to:
            words = translate("Console", "{name} (to you): {text}")
        elif guest:
            words = translate("Console", "{name} (guest {address}): {text}")
        if entry.change == "deleted":
            words = translate("Console", "{name}: (deleted)")
        elif entry.change:
            words = translate("Console", "{name} (edited): {text}")
        text = entry.text if entry.offer is None else _offer_words(entry.offer)
        lines = shown(text, keep_lines=True, longest=0).split("\n")
        name = shown(entry.name)
        self.line(fill(words, name=name, address=shown(guest), text="\n    ".join(lines)))
        if entry.ref and entry.change != "deleted":
            self.line(f"  ↳ {self._quoted(entry)}")
        self._said.remember(entry)

    def _change(self, entry: e.Entry) -> None:
        """Somebody changed what was said before."""
        text = "\n    ".join(shown(entry.text, keep_lines=True, longest=0).split("\n"))
        match entry.kind:
            case e.Kind.EDIT:
                words = translate("Console", "* {name} edited: {text}")
            case e.Kind.DELETE:
                words = translate("Console", "* {name} deleted a message")
            case _ if text:
                words = translate("Console", "* {name}: {text} on {quote}")
            case _:
                words = translate("Console", "* {name} took a reaction back")
        self.line(fill(words, name=shown(entry.name), text=text, quote=self._quoted(entry)))

    def _quoted(self, entry: e.Entry) -> str:
        """Return what an entry answers or changes, as it was said here."""
        name, text = self._said.quoted(entry.room, entry.ref)
        if not name:
            return translate("Console", "an earlier message")
        words = translate("Console", "{name}: {text}")
        return fill(words, name=shown(name), text=text)

    def accepted(self, event: e.PostAccepted) -> None:
        """My post is on the server's disk."""
        self.event("accepted", id=event.id, seq=event.seq, at=event.at)

    def journal(self, event: object) -> None:
        """The disk took nothing, takes everything again, or held a damaged journal, if ``event``
        is about that.
        """
        match event:
            case e.JournalTroubled(failure):
                self.failure(failure)
            case e.JournalWell():
                self.event("journal_well")
                self.notice(translate("Console", "The disk takes what is said again."))
            case e.JournalMended(path, rows):
                self.event("journal_mended", kept_as=path, rows=rows)
                words = translate(
                    "Console",
                    "The history on this disk was damaged. %n messages could be read and are "
                    "kept; the damaged file is {path}.", "", NUMBER, rows
                )  # fmt: skip
                self.notice(fill(words, path=shown(path, longest=0)))

    # --- datagrams -------------------------------------------------------------------------

    def datagram(self, datagram: e.Datagram) -> None:
        """Somebody broadcast something."""
        self.event(
            "datagram", **{"from": datagram.address}, port=datagram.port, text=datagram.text,
            at=datagram.at, binary=datagram.binary, mine=datagram.mine,
        )  # fmt: skip
        lines = shown(datagram.text, keep_lines=True, longest=0).rstrip("\n").split("\n")
        self.line(f"{datagram.address}: " + "\n    ".join(lines))


def _typed(address: str, port: int) -> str:
    """Return what another person types to come here."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def _offer_words(offer: e.Offer) -> str:
    files = offer.count
    words = translate("Console", "[offers %n files, {size} bytes] {names}", "", NUMBER, files)
    names = offer.shown_folder or ", ".join(file.shown for file in offer.files)
    return fill(words, size=str(offer.size), names=names)


def _member(member: e.Member) -> dict[str, Any]:
    return {
        "name": member.name, "device_id": member.device_id, "number": member.number,
        **_guest(member.address),
    }  # fmt: skip


def _named(member: e.Member) -> str:
    """Return a member's name as a person reads it; a guest's with its mark."""
    if not member.guest:
        return shown(member.name)
    words = translate("Console", "{name} (guest {address})")
    return fill(words, name=shown(member.name), address=shown(member.address))


def _guest(address: str) -> dict[str, str]:
    """Return what marks a guest for a program: the address, and nothing for members."""
    return {"guest": address} if address else {}

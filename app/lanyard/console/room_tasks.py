"""The commands that take part in a room: host and join."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Slot

from lanyard import commands as c
from lanyard import events as e
from lanyard.console.standard_input import StandardInput
from lanyard.console.tasks import Task, existing_folder
from lanyard.console.transfer_output import OVER, TransferOutput
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence
from lanyard.wire import limits

_LOOK_MILLISECONDS = 3_000
_ID_CHARACTERS = 8
"""So much of a device id says whose it is."""


class _InRoom(Task):
    """Shows what happens in one room, says lines from standard input, accepts files."""

    _room = ""
    _joined: e.Joined | None = None
    _reading = False
    _input_ended = False
    _status = 0

    def start(self) -> None:
        self._members: dict[int, e.Member] = {}
        self._unanswered: dict[str, bool] = {}
        self._receiving: set[str] = set()
        """Transfers to this computer that are not over."""
        self._declined: set[str] = set()
        self.transfers = TransferOutput(self.output)
        folder = self.arguments.accept_files
        failure = existing_folder(folder) if folder else None
        if failure is not None:
            self.fail(failure)
        else:
            self.begin()

    def begin(self) -> None:
        """Ask the engine for the room."""
        raise NotImplementedError

    def join(self, host: str, port: int, device_id: str = "") -> None:
        """Ask the engine to join."""
        a = self.arguments
        self.command_wanted.emit(
            c.Join(
                host, a.name, port, a.passcode,
                device_id=device_id, trust_changed=a.trust_changed,
            )
        )  # fmt: skip

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.Joined():
                self.on_joined(event)
            case e.JoinChanged(state=e.JoinState.FAILED, failure=failure) if failure:
                self.fail(failure)
            case e.JoinChanged(state=e.JoinState.WAITING, failure=failure) if failure:
                self.output.event("lost", reason=sentence(failure), retry_in=event.retry_in)
                self.output.notice(sentence(failure))
            case e.JoinChanged(state=e.JoinState.LEFT):
                self.ended.emit(self._status)
            case e.MemberJoined(_, member):
                was = self._members.get(member.number)
                self._members[member.number] = member
                self.output.member(event, was.name if was is not None else "")
                self.on_member_joined(member)
            case e.MemberLeft(_, member):
                self._members.pop(member.number, None)
                self.output.member(event)
                self.on_member_left(member)
            case e.EntriesArrived(_, entries):
                for entry in entries:
                    self.on_entry(entry)
            case e.PostAccepted():
                self.output.accepted(event)
                self._answered(event.id)
            case e.PostFailed():
                self.output.failure(event.failure)
                self._status = 1
                self._answered(event.id)
            case e.TransferChanged():
                self.on_transfer(event)
            case e.CommandFailed(failure) if self._joined is None:
                self.fail(failure)
            case e.CommandFailed(failure):
                self.output.failure(failure)  # a full disk may get room: the talk goes on
            case _:
                self.output.journal(event)

    def on_joined(self, event: e.Joined) -> None:
        """I am in, the first time or again."""
        first = self._joined is None
        self._joined = event
        self._room = event.room
        self._members = {member.number: member for member in event.members}
        if not event.own:
            self.output.joined(event)
        if first:
            self.on_first_joined()

    def on_first_joined(self) -> None:
        """Begin to read standard input."""
        self._reading = True
        self._input = StandardInput(self)
        self._input.line.connect(self._on_line)
        self._input.too_long.connect(self._on_too_long)
        self._input.ended.connect(self._on_input_ended)
        self._input.start()

    def on_member_joined(self, member: e.Member) -> None:
        """Somebody came, or has another name now."""

    def on_member_left(self, member: e.Member) -> None:
        """Somebody went."""

    def on_entry(self, entry: e.Entry) -> None:
        """Something was said; my own words of this run come back as accepted, not as entries."""
        self.output.entry(entry)

    def on_transfer(self, change: e.TransferChanged) -> None:
        """A transfer moved: accept offers if that was asked for."""
        # What an earlier run sent, and somebody has now, is known by its name only.
        self.transfers.tell(change, () if change.incoming else (change.name,))
        folder = self.arguments.accept_files
        if not change.incoming or not folder:
            return
        if change.state in OVER:
            self._receiving.discard(change.id)
            self._leave_when_done()
        elif change.state is not e.TransferState.OFFERED:
            self._receiving.add(change.id)  # an earlier run may have accepted it
        elif change.id not in self._receiving | self._declined:
            if is_welcome(change, self.arguments.senders, self._members, self._joined):
                self._receiving.add(change.id)
                self.command_wanted.emit(c.AcceptOffer(change.offer, str(Path(folder).resolve())))
            else:
                self._declined.add(change.id)
                self.command_wanted.emit(c.DeclineOffer(change.offer))

    def tell_unfinished(self) -> None:
        """Say before the end that what has not come yet will go on."""
        count = len(self._receiving)
        if count:
            self.output.event("resumable", transfers=count)
            words = translate(
                "Console", "%n transfers are not finished. They go on when you are back.",
                "", NUMBER, count
            )  # fmt: skip
            self.output.notice(words)

    # --- my own words ----------------------------------------------------------------------

    @Slot(object)
    def _on_line(self, text: str) -> None:
        to = self._receiver()
        if not text.strip() or to is None:
            self._input.done()
            return
        post = c.Post(self._room, text, to)
        self._unanswered[post.id] = True
        self.command_wanted.emit(post)

    def _receiver(self) -> str | None:
        name = self.arguments.to
        if not name:
            return ""
        found = find_member(name, self._members, self._joined)
        if isinstance(found, e.Failure):
            self.output.failure(found)
            self._status = 1
            return None
        return found.device_id

    @Slot()
    def _on_too_long(self) -> None:
        self.output.failure(e.Failure(e.Code.TEXT_TOO_LONG, number=limits.TEXT_BYTES))
        self._status = 1

    def _answered(self, id_: str) -> None:
        if self._unanswered.pop(id_, None):
            self._input.done()
        self._leave_when_done()

    @Slot()
    def _on_input_ended(self) -> None:
        self._input_ended = True
        self._leave_when_done()

    def _leave_when_done(self) -> None:
        if self._input_ended and not self._unanswered and not self._receiving:
            self.on_all_said()

    def on_all_said(self) -> None:
        """Standard input has ended and everything is acknowledged."""
        self.command_wanted.emit(c.Leave(self._room))


class Host(_InRoom):
    """Open a room, take part in it, print what happens there."""

    next_free_port = True

    def start(self) -> None:
        self._spooled: dict[str, e.SpooledOffer] = {}
        super().start()

    def begin(self) -> None:
        a = self.arguments
        self.command_wanted.emit(c.SetSpool(round(a.spool * c.GIGABYTE), a.spool_days))
        room = a.room or fill(translate("Console", "{name}'s room"), name=a.name)
        self.command_wanted.emit(
            c.Host(
                room, a.name, a.port, a.bind, a.passcode, self.next_free_port, a.guests,
                a.history_days,
            )
        )  # fmt: skip

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.RoomOpened():
                self.output.room_opened(event)
            case e.SpoolChanged():
                self._tell_spool(event)
            case e.HostFailed(failure) | e.RoomClosed(_, failure) if failure is not None:
                self.fail(failure)
            case _:
                super().take(event)

    def _tell_spool(self, spool: e.SpoolChanged) -> None:
        """Say what somebody has left here for somebody who is away, once all of it is here."""
        before = self._spooled
        self._spooled = {offer.id: offer for offer in spool.offers if offer.whole}
        for offer in [one for id_, one in self._spooled.items() if id_ not in before]:
            self.output.event(
                "spooled", offer=offer.id, name=offer.name, files=offer.files, size=offer.size,
                author=offer.author_name, author_id=offer.author, to=offer.to_name,
                to_id=offer.to, until=offer.until,
            )  # fmt: skip
            words = translate("Console", "* {author} left {name} here for {to}.")
            author, to = shown(offer.author_name), shown(offer.to_name)
            self.output.line(fill(words, author=author, name=shown(offer.name), to=to))
        for id_ in before.keys() - self._spooled.keys():
            self.output.event("spool_ended", offer=id_, name=before[id_].name)

    def on_all_said(self) -> None:
        """The room stays open when there is nothing more to read."""

    def interrupt(self) -> None:
        self.tell_unfinished()
        self.output.line("Server exit")
        self.output.event("exit", text="Server exit")
        if self.output.as_json:
            self.output.notice("Server exit")
        self.ended.emit(0)


class ServeRoom(Host):
    """Host a room on exactly this port: ``serve --reply room``."""

    next_free_port = False

    @Slot(object)
    def take(self, event: object) -> None:
        if isinstance(event, e.RoomOpened):
            address = self.arguments.bind or "0.0.0.0"
            self.output.event(
                "listening", transport="tcp", address=address, port=event.port, reply="room"
            )
        super().take(event)


class NearRoomTask(_InRoom):
    """Takes part in a room whose address nobody typed, if need be."""

    _near: tuple[e.NearRoom, ...] = ()
    _wanted = ""

    def look_for(self, room: str = "") -> None:
        """Look around; join the room of this name, or the only one near."""
        self._wanted = room
        self.command_wanted.emit(c.LookAround())
        QTimer.singleShot(_LOOK_MILLISECONDS, self, self._on_looked)

    @Slot(object)
    def take(self, event: object) -> None:
        if isinstance(event, e.RoomsNear):
            self._near = event.rooms
        else:
            super().take(event)

    @Slot()
    def _on_looked(self) -> None:
        wanted = self._wanted.casefold()
        fitting = [room for room in self._near if wanted in ("", room.name.casefold())]
        if len(fitting) == 1:
            room = fitting[0]
            self.join(room.addresses[0], room.port, room.device_id)
        elif not fitting and wanted and self._near:
            words = translate("Console", "No room near is called {name}. Look at: lanyard rooms.")
            words = fill(words, name=shown(self._wanted))
            self.output.failure(e.Failure(e.Code.NO_ROOM_NEAR, name=self._wanted), words)
            self.ended.emit(1)
        elif not fitting:
            self.fail(e.Failure(e.Code.NO_ROOM_NEAR))
        else:
            for room in fitting:
                self.output.near(room)
            hosts = ", ".join(f"{room.addresses[0]}:{room.port}" for room in fitting)
            self.fail(e.Failure(e.Code.SEVERAL_ROOMS_NEAR, detail=hosts))


class Join(NearRoomTask):
    """Join a room: the one that was named, or the only one near."""

    def begin(self) -> None:
        if self.arguments.host:
            self.join(self.arguments.host, self.arguments.port)
        else:
            self.look_for()

    def interrupt(self) -> None:
        self.tell_unfinished()
        super().interrupt()


def is_welcome(
    change: e.TransferChanged,
    senders: list[str],
    members: dict[int, e.Member],
    joined: e.Joined | None,
) -> bool:
    """Tell whether an offer comes from one of ``senders``; from anybody when there are none.

    A name counts only while nobody else in the room has it, for everybody names himself.
    """
    if not senders:
        return True
    me = joined.me if joined else 0
    others = [m for m in members.values() if m.number != me and not m.guest]
    for sender in senders:
        wanted = sender.casefold()
        if len(wanted) >= _ID_CHARACTERS and change.peer.startswith(wanted):
            return True
        namesakes = {m.device_id for m in others if m.name.casefold() == wanted}
        if change.peer_name.casefold() == wanted and namesakes <= {change.peer}:
            return True
    return False


def find_member(
    name: str, members: dict[int, e.Member], joined: e.Joined | None
) -> e.Member | e.Failure:
    """Return the member called ``name`` (or whose device id begins so), or why there is none."""
    me = joined.me if joined else 0
    wanted = name.casefold()
    # A guest has no line that a direct message or a file could take.
    others = [m for m in members.values() if m.number != me and not m.guest]
    found = {m.device_id: m for m in others if m.name.casefold() == wanted}
    if not found and len(wanted) >= 4:
        found = {m.device_id: m for m in others if m.device_id.startswith(wanted)}
    if not found:
        return e.Failure(e.Code.MEMBER_UNKNOWN, name=name)
    if len(found) > 1:
        ids = ", ".join(device_id[:8] for device_id in found)
        return e.Failure(e.Code.MEMBER_AMBIGUOUS, name=name, number=len(found), detail=ids)
    return next(iter(found.values()))

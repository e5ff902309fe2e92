"""The commands that take part in a room: host, join and send."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Slot

from lanyard import commands as c
from lanyard import events as e
from lanyard.console.standard_input import StandardInput
from lanyard.console.tasks import Task, existing_folder
from lanyard.phrases import fill, translate
from lanyard.sentences import sentence
from lanyard.wire import limits

_LOOK_MILLISECONDS = 3_000
_OVER = (
    e.TransferState.DONE,
    e.TransferState.DECLINED,
    e.TransferState.CANCELLED,
    e.TransferState.FAILED,
)


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

    def on_member_left(self, member: e.Member) -> None:
        """Somebody went."""

    def on_entry(self, entry: e.Entry) -> None:
        """Something was said; my own words of this run come back as accepted, not as entries."""
        self.output.entry(entry)

    def on_transfer(self, change: e.TransferChanged) -> None:
        """A transfer moved: accept offers if that was asked for."""
        self.output.transfer(change)
        if not change.incoming:
            return
        folder = self.arguments.accept_files
        if change.state is e.TransferState.OFFERED and folder:
            if change.id not in self._receiving:
                self._receiving.add(change.id)
                self.command_wanted.emit(c.AcceptOffer(change.offer, str(Path(folder).resolve())))
        elif change.state in _OVER:
            self._receiving.discard(change.id)
            self._leave_when_done()

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

    def begin(self) -> None:
        a = self.arguments
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
            case e.HostFailed(failure) | e.RoomClosed(_, failure) if failure is not None:
                self.fail(failure)
            case _:
                super().take(event)

    def on_all_said(self) -> None:
        """The room stays open when there is nothing more to read."""

    def interrupt(self) -> None:
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


class Join(_InRoom):
    """Join a room: the one that was named, or the only one near."""

    def begin(self) -> None:
        if self.arguments.host:
            self.join(self.arguments.host, self.arguments.port)
            return
        self._near: tuple[e.NearRoom, ...] = ()
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
        if len(self._near) == 1:
            room = self._near[0]
            self.join(room.addresses[0], room.port, room.device_id)
        elif not self._near:
            self.fail(e.Failure(e.Code.NO_ROOM_NEAR))
        else:
            for room in self._near:
                self.output.near(room)
            hosts = ", ".join(f"{room.addresses[0]}:{room.port}" for room in self._near)
            self.fail(e.Failure(e.Code.SEVERAL_ROOMS_NEAR, detail=hosts))


class Send(_InRoom):
    """Offer files to one person or the room; done when they are whole on the others' disks."""

    def begin(self) -> None:
        for path in self.arguments.files:
            failure = unsendable(path)
            if failure is not None:
                self.fail(failure)
                return
        self.join(self.arguments.host, self.arguments.port)

    def on_first_joined(self) -> None:
        assert self._joined is not None
        me = self._joined.me
        others = {m.device_id: m for m in self._members.values() if m.number != me and not m.guest}
        if self.arguments.to:
            found = find_member(self.arguments.to, self._members, self._joined)
            if isinstance(found, e.Failure):
                self.fail(found)
                return
            others = {found.device_id: found}
        if not others:
            self.fail(e.Failure(e.Code.NOBODY_THERE, name=self._joined.name))
            return
        to = next(iter(others)) if len(others) == 1 else ""
        self._awaited = set(others)
        self._got = 0
        self._paths = tuple(str(Path(path).resolve()) for path in self.arguments.files)
        order = c.OfferFiles(self._room, self._paths, to)
        self._offer = order.id
        self.command_wanted.emit(order)

    def on_entry(self, entry: e.Entry) -> None:
        """Somebody else's words are not what this command is about."""

    def on_member_left(self, member: e.Member) -> None:
        if self._joined is None or member.device_id not in self._awaited:
            return
        still = {other.device_id for other in self._members.values()}
        if member.device_id not in still:
            self.output.failure(e.Failure(e.Code.RECEIVER_GONE, name=member.name))
            self._settle(member.device_id)

    def on_transfer(self, change: e.TransferChanged) -> None:
        if change.incoming or change.offer != self._offer:
            return
        self.output.transfer(change, self._paths)
        if change.state not in _OVER:
            return
        if change.state is e.TransferState.DONE:
            self._got += 1
        elif change.failure is not None:
            self.output.failure(change.failure)
        if change.peer:
            self._settle(change.peer)
        else:
            self._awaited.clear()
            self._settle("")

    def _settle(self, device_id: str) -> None:
        self._awaited.discard(device_id)
        if not self._awaited:
            self._status = 0 if self._got else 1
            self.command_wanted.emit(c.Leave(self._room))

    def interrupt(self) -> None:
        self.ended.emit(1)


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


def unsendable(path: str) -> e.Failure | None:
    """Return why a file cannot be sent, or None when it can be read."""
    try:
        if Path(path).is_dir():
            return e.Failure(e.Code.FILE_IS_FOLDER, name=path)
        with Path(path).open("rb"):
            return None
    except FileNotFoundError:
        return e.Failure(e.Code.FILE_MISSING, name=path)
    except (OSError, ValueError) as error:
        return e.Failure(e.Code.FILE_UNREADABLE, name=path, detail=str(error))

"""``lanyard send``: files and folders to one person, several, or the room; and going on later."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from lanyard import commands as c
from lanyard import events as e
from lanyard.console.arguments import Arguments
from lanyard.console.output import Output
from lanyard.console.room_tasks import NearRoomTask, find_member
from lanyard.console.tasks import unreadable
from lanyard.console.transfer_output import OVER, missing
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown

_BACK_SECONDS = 30.0
"""How long somebody may be away who has part of it: a restart, a walk to another room."""
_KNOWN_MILLISECONDS = 1_000
"""When the engine has told after joining what an earlier run did not finish, and who is known."""
_NOT_KEPT = frozenset({e.Code.SPOOL_OFF, e.Code.SPOOL_FULL})
"""Why the host does not keep it for somebody who is away."""


class Send(NearRoomTask):
    """Offer files; done when they are whole on everybody's disk.

    Status 0: all of it is with everybody it was meant for, or with the host for who is away.
    1: not so, with a sentence for each.
    """

    def __init__(self, arguments: Arguments, output: Output, parent: QObject) -> None:
        super().__init__(arguments, output, parent)
        self._paths = tuple(str(Path(path).absolute()) for path in arguments.files)
        self._offers: dict[str, tuple[str, ...]] = {}
        """What this run offered, or goes on with, and the paths of it where they are known."""
        self._personal: set[str] = set()
        """Offers to one person, which the host may keep."""
        self._known: dict[str, str] = {}
        """Names of those the host knows, here or away, by device id."""
        self._offered = False
        self._awaited: dict[tuple[str, str], str] = {}
        """Offer and device id of each receiver who has not got it yet, and the name."""
        self._begun: set[tuple[str, str]] = set()
        self._away: dict[str, float] = {}
        """Since when receivers who have begun are away."""
        self._given_up: set[tuple[str, str]] = set()
        """Who has part of it and did not come back."""
        self._failed = False
        self._left_out = 0
        self._all_known = not arguments.resume
        """What an earlier run left is told."""
        self._watch = QTimer(self, interval=1_000)
        self._watch.timeout.connect(self._on_watch)

    def begin(self) -> None:
        for path in self.arguments.files:
            failure = unsendable(path)
            if failure is not None:
                self.fail(failure)
                return
        if self.arguments.host:
            self.join(self.arguments.host, self.arguments.port)
        else:
            self.look_for(self.arguments.room)

    @Slot(object)
    def take(self, event: object) -> None:
        match event:
            case e.JoinChanged(state=e.JoinState.WAITING) if self._awaited:
                # Perhaps a receiver hosts the room, and has gone with it.
                for _, device in self._awaited:
                    self._wait_for(device)
            case e.JoinChanged(state=e.JoinState.FAILED) if self._awaited:
                self.tell_resumable()
            case e.MembersKnown():
                self._note_known(event)
                return
            case _:
                pass
        super().take(event)

    # --- to whom ---------------------------------------------------------------------------

    def on_joined(self, event: e.Joined) -> None:
        super().on_joined(event)
        present = {member.device_id for member in event.members}
        for device in {device for _, device in self._awaited}:
            if device not in present:
                self._miss(device)
            else:
                self._away.pop(device, None)

    def on_first_joined(self) -> None:
        if self.arguments.resume:
            QTimer.singleShot(_KNOWN_MILLISECONDS, self, self._on_known)
        elif not self.arguments.receivers or not isinstance(self._receivers(), e.Failure):
            self._offer()
        else:
            QTimer.singleShot(_KNOWN_MILLISECONDS, self, self._offer)

    def _note_known(self, event: e.MembersKnown) -> None:
        self._known.update({member.device_id: member.name for member in event.members})
        waits = self._joined is not None and not self._offered and not self.arguments.resume
        if waits and not isinstance(self._receivers(), e.Failure):
            self._offer()

    @Slot()
    def _offer(self) -> None:
        if self._offered:
            return
        self._offered = True
        receivers = self._receivers()
        if isinstance(receivers, e.Failure):
            self.fail(receivers)
            return
        named = bool(self.arguments.receivers) or len(receivers) == 1
        for device in receivers if named else ("",):
            order = c.OfferFiles(self._room, self._paths, device)
            self._offers[order.id] = self._paths
            if device:
                self._personal.add(order.id)
            for one in (device,) if device else receivers:
                self._awaited[order.id, one] = receivers[one]
            self.command_wanted.emit(order)

    def _receivers(self) -> dict[str, str] | e.Failure:
        """Return the names of those it is meant for, by their device ids."""
        assert self._joined is not None
        if not self.arguments.receivers:
            me = self._joined.me
            others = [m for m in self._members.values() if m.number != me and not m.guest]
            if not others:
                return e.Failure(e.Code.NOBODY_THERE, name=self._joined.name)
            return {member.device_id: member.name for member in others}
        receivers: dict[str, str] = {}
        for name in self.arguments.receivers:
            found = find_member(name, self._members, self._joined)
            if isinstance(found, e.Failure) and found.code is e.Code.MEMBER_UNKNOWN:
                found = find_member(name, self._away_members(), self._joined)
            if isinstance(found, e.Failure):
                return found
            receivers[found.device_id] = found.name
        return receivers

    def _away_members(self) -> dict[int, e.Member]:
        """Return those who are known and not here, under numbers that mean nothing."""
        assert self._joined is not None
        here = {member.device_id for member in self._members.values()}
        away = [known for known in self._known if known not in here]
        return {-n: e.Member(-n, known, self._known[known]) for n, known in enumerate(away, 1)}

    def _adopt(self, change: e.TransferChanged) -> None:
        """Go on with a transfer that an earlier run left."""
        wanted = {name.casefold() for name in self.arguments.receivers}
        if wanted and change.peer_name.casefold() not in wanted:
            return
        self._offers[change.offer] = ()
        if change.peer:
            self._awaited[change.offer, change.peer] = change.peer_name
            self._begun.add((change.offer, change.peer))
        if change.state is e.TransferState.PAUSED:
            self.command_wanted.emit(c.ResumeTransfer(change.id))
        self.output.event(
            "transfer_resumed", id=change.id, offer=change.offer, name=change.name,
            peer=change.peer_name, moved=change.moved,
        )  # fmt: skip

    @Slot()
    def _on_known(self) -> None:
        """What an earlier run left is known: offer what is new."""
        self._all_known = True
        present = {member.device_id for member in self._members.values()}
        for device in {device for _, device in self._awaited} - present:
            self._miss(device)
        if self._paths:
            self._offer()
        elif not self._offers:
            self.output.event("nothing_to_resume")
            self.output.line(translate("Console", "Nothing is left to send."))
            self.command_wanted.emit(c.Leave(self._room))
        elif not self._awaited:
            self._end()

    # --- how it goes -----------------------------------------------------------------------

    def on_entry(self, entry: e.Entry) -> None:
        """Somebody else's words are not what this command is about."""

    def on_transfer(self, change: e.TransferChanged) -> None:
        if change.incoming:
            return
        key = (change.offer, change.peer)
        unknown = key not in self._awaited and change.state not in OVER
        if unknown and self.arguments.resume and not self._all_known:
            self._adopt(change)
        if change.offer not in self._offers:
            return
        self.transfers.tell(change, self._offers[change.offer] or (change.name,))
        if change.state is e.TransferState.OFFERED and change.files_failed_count:
            self._tell_left_out(change)
        if change.state is e.TransferState.LEFT:
            self._failed = self._failed or bool(change.files_failed_count)
            self._settle(key)
            return
        if change.state not in OVER:
            self._on_under_way(key, change)
            return
        if change.state is not e.TransferState.DONE:
            self._failed = True
            if change.failure is not None:
                self.output.failure(change.failure)
        elif change.files_failed_count:
            self._failed = True
            self.output.failure(*missing(change))
        if change.peer:
            self._settle(key)
        else:
            for one in [one for one in self._awaited if one[0] == change.offer]:
                del self._awaited[one]
            self._settle(key)

    def _on_under_way(self, key: tuple[str, str], change: e.TransferChanged) -> None:
        state, failure = change.state, change.failure
        not_kept = failure is not None and failure.code in _NOT_KEPT
        if change.at_server:
            self._away.pop(change.peer, None)  # it goes to the host meanwhile
        elif state is e.TransferState.WAITING and key in self._awaited:
            present = {member.device_id for member in self._members.values()}
            if failure is not None and not_kept and change.peer not in present | self._with_part:
                self._failed = True
                self._given_up.add(key)
                self.output.failure(failure)
                self._settle(key)
            elif change.peer not in present:
                self._miss(change.peer)
        waits = state in (e.TransferState.OFFERED, e.TransferState.CONNECTING)
        if not waits and not change.at_server and not not_kept:
            self._begun.add(key)

    @property
    def _with_part(self) -> set[str]:
        """Device ids of those who have part of something."""
        return {device for _, device in self._begun}

    def _tell_left_out(self, change: e.TransferChanged) -> None:
        """Say, once for all receivers, that not all that was named can be sent."""
        if not self._left_out:
            count = self._left_out = change.files_failed_count
            words = translate("Console", "%n files of {name} cannot be sent.", "", NUMBER, count)
            words = fill(words, name=shown(change.name))
            self.output.failure(replace(change.files_failed[0].failure, number=count), words)
        self._failed = True

    def _settle(self, key: tuple[str, str]) -> None:
        """One receiver needs nothing more; end when it was the last."""
        self._awaited.pop(key, None)
        if self._all_known and not self._awaited:
            self._end()

    def _end(self) -> None:
        self._status = 1 if self._failed else 0
        if self._given_up:
            self.tell_resumable()
            self.ended.emit(self._status)  # without leaving, which would take the offers back
        else:
            self.command_wanted.emit(c.Leave(self._room))

    # --- who goes and comes ----------------------------------------------------------------

    def on_member_joined(self, member: e.Member) -> None:
        self._away.pop(member.device_id, None)

    def on_member_left(self, member: e.Member) -> None:
        if member.device_id not in {other.device_id for other in self._members.values()}:
            self._miss(member.device_id)

    def _miss(self, device: str) -> None:
        """A receiver is not in the room: wait a while for who has part of it, or for the host."""
        for key in [key for key in self._awaited if key[1] == device]:
            if key in self._begun or key[0] in self._personal:
                self._wait_for(device)
            else:
                self._give_up(key)

    def _wait_for(self, device: str) -> None:
        self._away.setdefault(device, time.monotonic())
        if not self._watch.isActive():
            self._watch.start()

    @Slot()
    def _on_watch(self) -> None:
        late = time.monotonic() - _BACK_SECONDS
        for device in [device for device, since in self._away.items() if since < late]:
            del self._away[device]
            for key in [key for key in self._awaited if key[1] == device]:
                self._given_up.add(key)
                self._give_up(key)
        if not self._away:
            self._watch.stop()

    def _give_up(self, key: tuple[str, str]) -> None:
        self._failed = True
        self.output.failure(e.Failure(e.Code.RECEIVER_GONE, name=self._awaited[key]))
        self._settle(key)

    def interrupt(self) -> None:
        if self._awaited:
            self.tell_resumable()
        self.ended.emit(1)

    def tell_resumable(self) -> None:
        """Say how it goes on: what was offered stays on offer, here in the profile."""
        self.output.event("resumable", transfers=len(self._awaited) + len(self._given_up))
        self.output.notice(
            translate(
                "Console", "Not all of it has arrived. The offer stays; send --resume goes on."
            )
        )


def unsendable(path: str) -> e.Failure | None:
    """Return why a file or folder cannot be sent, or None when it can be read."""
    if Path(path).is_dir():
        try:
            os.scandir(path).close()
        except OSError as error:
            return e.Failure(e.Code.FILE_UNREADABLE, name=path, detail=str(error))
        return None
    if Path(path).exists() and not Path(path).is_file():
        return e.Failure(e.Code.FILE_SPECIAL, name=path)  # a pipe would be waited for
    return unreadable(path)

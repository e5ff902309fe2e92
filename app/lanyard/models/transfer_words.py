"""A transfer in words: its title, how far it is, who it is with, and what can be done with it.

A stop says why and what to do next. Main thread only, though nothing here touches a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lanyard.events import Code, Failure, TransferChanged, TransferState
from lanyard.models.figures import (
    date_text,
    left_text,
    moved_text,
    percent_text,
    size_text,
    speed_text,
)
from lanyard.models.opening import may_open
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence

MOVING = frozenset({TransferState.CONNECTING, TransferState.RUNNING, TransferState.CHECKING})
RESTING = frozenset({TransferState.WAITING, TransferState.PAUSED})

_NOT_KEPT = frozenset({Code.SPOOL_OFF, Code.SPOOL_FULL, Code.SPOOL_EXPIRED, Code.SPOOL_CLEARED})
_OTHER_AWAY = frozenset({Code.SENDER_GONE, Code.RECEIVER_GONE, Code.LINK_LOST, Code.NOT_JOINED})


class TransferAct(Enum):
    """What can be done with a row."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    OPEN = "open"
    SHOW_FOLDER = "show_folder"
    SHOW_FAILED = "show_failed"
    COPY_PATH = "copy_path"
    COPY_DIGEST = "copy_digest"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class TransferLook:
    """How a row reads. ``share`` is 0 to 1; None shows no bar."""

    title: str
    state: str
    line: str
    icon: str
    share: float | None
    waits: bool
    """Nothing moves now: the bar is grey."""
    trouble: bool
    acts: tuple[TransferAct, ...]
    """The first stand in the row, all of them in its menu."""
    spoken: str
    short: str = ""
    """The state where there is no room for all of it."""


def act_words(act: TransferAct) -> str:
    """Return the words of a button or a menu line."""
    return {
        TransferAct.PAUSE: translate("TransferWords", "Pause"),
        TransferAct.RESUME: translate("TransferWords", "Go on now"),
        TransferAct.CANCEL: translate("TransferWords", "Cancel the transfer"),
        TransferAct.OPEN: translate("TransferWords", "Open"),
        TransferAct.SHOW_FOLDER: translate("TransferWords", "Show in folder"),
        TransferAct.SHOW_FAILED: translate("TransferWords", "Which files are missing"),
        TransferAct.COPY_PATH: translate("TransferWords", "Copy path"),
        TransferAct.COPY_DIGEST: translate("TransferWords", "Copy BLAKE3 digest"),
        TransferAct.FORGET: translate("TransferWords", "Remove from the list"),
    }[act]


def transfer_look(transfer: TransferChanged, room_name: str, folder: str = "") -> TransferLook:
    """Return how ``transfer`` reads in the list; ``folder`` names the folder it is, if it is."""
    missing = transfer.state is TransferState.DONE and bool(failed_count(transfer))
    failed = transfer.state is TransferState.FAILED
    title = shown(folder) if folder else offer_title(transfer.name, transfer.files)
    lies = transfer.state is TransferState.LEFT
    state = _left_until(transfer) if lies else _state(transfer)
    line = _line(transfer, room_name)
    counted = files_moved(transfer)
    whole = _listed(counted, state) if counted else state
    share: float | None = None
    if transfer.state in MOVING | RESTING:
        share = transfer.moved / transfer.size if transfer.size else 1.0
    icon = "download" if transfer.incoming else "upload"
    if failed or missing:
        icon = "warning"
    elif folder:
        icon = "folder"
    return TransferLook(
        title=title,
        state=whole,
        line=line,
        icon=icon,
        share=None if share is None else min(1.0, share),
        waits=transfer.state in RESTING or transfer.state is TransferState.CONNECTING,
        trouble=failed or missing,
        acts=_acts(transfer),
        spoken=fill(
            translate("TransferWords", "{title}, {state}, {line}"),
            title=title,
            state=whole,
            line=line,
        ),
        short=state,
    )


def offer_title(name: str, files: int) -> str:
    """Return the first file's name and how many more there are."""
    first = shown(name) or translate("TransferWords", "A file without a name")
    if files < 2:
        return first
    more = files - 1
    words = translate("TransferWords", "{name} and %n more", "", NUMBER, more)
    return fill(words, name=first)


def files_moved(transfer: TransferChanged) -> str:
    """Return how many of several files are through: '312 of 1204 files'; '' for one file."""
    files = transfer.files
    if files >= 2 and transfer.state is TransferState.DONE:
        done = files - failed_count(transfer)
        return translate("TransferWords", "%n files", "", NUMBER, done)
    if files < 2 or transfer.state not in MOVING | RESTING:
        return ""
    words = translate("TransferWords", "{done} of %n files", "", NUMBER, files)
    # Without separators, as Qt writes %n: two styles in one line would look like a mistake.
    return fill(words, done=str(min(transfer.files_done, files)))


def failed_count(transfer: TransferChanged) -> int:
    """Return how many files of a transfer did not come."""
    return max(transfer.files_failed_count, len(transfer.files_failed))


def why_it_waits(transfer: TransferChanged) -> str:
    """Return why a transfer that waits does, and what ends that."""
    name, failure = shown(transfer.peer_name), transfer.failure
    if failure is None or failure.code in _OTHER_AWAY:
        if not name:
            return translate("TransferWords", "Waits for the connection; goes on by itself.")
        words = translate("TransferWords", "Waits for {name}; goes on by itself.")
        return fill(words, name=name)
    if failure.code in _NOT_KEPT:
        return sentence(failure)
    if failure.code is Code.DISK_FULL:
        return translate(
            "TransferWords", "The disk is full. Free some space; it then goes on by itself."
        )
    if failure.code is Code.RECEIVER_DISK_FULL and name:
        words = translate("TransferWords", "The disk of {name} is full. Goes on by itself.")
        return fill(words, name=name)
    words = translate("TransferWords", "{why} It goes on by itself when that is over.")
    return fill(words, why=sentence(failure))


def where_it_is_left(transfer: TransferChanged) -> str:
    """Return who gets what lies on the host, and who could read it until then."""
    words = translate(
        "TransferWords",
        "{name} gets it when they are back. Until then the person hosting could read it.",
    )
    return fill(words, name=shown(transfer.peer_name))


def why_it_rests(failure: Failure | None, peer_name: str) -> str:
    """Return who paused a transfer: '' when it was me."""
    if failure is None or failure.code is not Code.PAUSED_THERE:
        return ""
    words = translate("TransferWords", "Paused by {name}.")
    return fill(words, name=shown(peer_name))


def _running_words(transfer: TransferChanged) -> str:
    if transfer.seconds_left is not None:
        return translate("TransferWords", "{moved}, {speed}, {left}")
    if transfer.speed:
        return translate("TransferWords", "{moved}, {speed}")
    return "{moved}"  # it has only just begun, or gone on


def _state(transfer: TransferChanged) -> str:
    size = size_text(transfer.size)
    moved = moved_text(transfer.moved, transfer.size)
    match transfer.state:
        case TransferState.OFFERED:
            words = translate("TransferWords", "{size}, waits for an answer")
        case TransferState.CONNECTING:
            words = translate("TransferWords", "{size}, connecting")
        case TransferState.CHECKING:
            words = translate("TransferWords", "{size}, checking that all of it arrived")
        case TransferState.WAITING:
            words = translate("TransferWords", "waits at {moved}")
        case TransferState.PAUSED:
            words = translate("TransferWords", "paused at {moved}")
        case TransferState.DONE if transfer.incoming:
            words = translate("TransferWords", "{size}, saved")
        case TransferState.DONE:
            words = translate("TransferWords", "{size}, received")
        case TransferState.DECLINED:
            words = translate("TransferWords", "{size}, declined")
        case TransferState.CANCELLED if transfer.moved:
            words = translate("TransferWords", "cancelled at {moved}")
        case TransferState.CANCELLED:
            words = translate("TransferWords", "{size}, cancelled")
        case TransferState.FAILED if transfer.moved:
            words = translate("TransferWords", "stopped at {percent}")
        case TransferState.FAILED:
            words = translate("TransferWords", "stopped")
        case _:
            words = _running_words(transfer)
    left = left_text(transfer.seconds_left) if transfer.seconds_left is not None else ""
    return fill(
        words,
        size=size,
        moved=moved,
        speed=speed_text(transfer.speed),
        left=left,
        percent=percent_text(transfer.moved, transfer.size),
    )


def _left_until(transfer: TransferChanged) -> str:
    words = translate("TransferWords", "{size}, on the host until {day}")
    return fill(words, size=size_text(transfer.size), day=date_text(transfer.until))


def _line(transfer: TransferChanged, room_name: str) -> str:
    who = _who(transfer, room_name)
    why = ""
    if transfer.state is TransferState.FAILED and transfer.failure is not None:
        why = sentence(transfer.failure)
    elif transfer.state is TransferState.WAITING:
        why = why_it_waits(transfer)
    elif transfer.state is TransferState.LEFT:
        why = where_it_is_left(transfer)
    elif transfer.state is TransferState.PAUSED:
        why = why_it_rests(transfer.failure, transfer.peer_name)
    elif transfer.state is TransferState.DONE and failed_count(transfer):
        missing = failed_count(transfer)
        why = translate("TransferWords", "%n files did not come.", "", NUMBER, missing)
    if why:
        return fill(translate("TransferWords", "{who}. {why}"), who=who, why=why)
    if transfer.state is not TransferState.RUNNING:
        return who
    if transfer.at_server:
        words = translate("TransferWords", "{who}, left on the host meanwhile")
        if transfer.incoming:
            words = translate("TransferWords", "{who}, from what the host kept")
        who = fill(words, who=who)
    elif not transfer.direct:
        who = fill(translate("TransferWords", "{who}, by way of the host"), who=who)
    elif transfer.through:
        words = translate("TransferWords", "{who}, passed on by {name}")
        who = fill(words, who=who, name=shown(transfer.through))
    if transfer.resumed_at:
        words = translate("TransferWords", "{who}, went on at {size}")
        who = fill(words, who=who, size=size_text(transfer.resumed_at))
    if transfer.current and transfer.files > 1:
        words = translate("TransferWords", "{who}: {file}")
        return fill(words, who=who, file=shown(transfer.current))
    return who


def _who(transfer: TransferChanged, room_name: str) -> str:
    name, room = shown(transfer.peer_name), shown(room_name)
    if not transfer.peer:
        if not room:
            return translate("TransferWords", "to everybody in the room")
        return fill(translate("TransferWords", "to everybody in {room}"), room=room)
    if transfer.incoming and room:
        words = translate("TransferWords", "from {name}, {room}")
    elif transfer.incoming:
        words = translate("TransferWords", "from {name}")
    elif room:
        words = translate("TransferWords", "to {name}, {room}")
    else:
        words = translate("TransferWords", "to {name}")
    return fill(words, name=name, room=room)


def _acts(transfer: TransferChanged) -> tuple[TransferAct, ...]:
    match transfer.state:
        case TransferState.DONE:
            return _acts_when_done(transfer)
        case TransferState.DECLINED | TransferState.CANCELLED | TransferState.FAILED:
            return (TransferAct.FORGET,)
        case TransferState.CONNECTING | TransferState.RUNNING:
            return TransferAct.PAUSE, TransferAct.CANCEL
        case TransferState.PAUSED | TransferState.WAITING:
            return TransferAct.RESUME, TransferAct.CANCEL
        case _:
            return (TransferAct.CANCEL,)


def _acts_when_done(transfer: TransferChanged) -> tuple[TransferAct, ...]:
    acts: list[TransferAct] = []
    here = transfer.incoming and bool(transfer.paths)
    if failed_count(transfer):
        acts.append(TransferAct.SHOW_FAILED)
    elif here and any(may_open(path) for path in transfer.paths[:1]):
        acts.append(TransferAct.OPEN)
    if here:
        acts.append(TransferAct.SHOW_FOLDER)
    acts.append(TransferAct.FORGET)
    if here:
        acts.append(TransferAct.COPY_PATH)
    if transfer.digests:
        acts.append(TransferAct.COPY_DIGEST)
    return tuple(acts)


def _listed(first: str, following: str) -> str:
    words = translate("TransferWords", "{first}, {next}")
    return fill(words, first=first, next=following)

"""A transfer in words: its title, how far it is, who it is with, and what can be done with it.

A stop says why and what to do next. Main thread only, though nothing here touches a widget.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from lanyard.events import TransferChanged, TransferState
from lanyard.models.figures import left_text, moved_text, percent_text, size_text, speed_text
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence


class TransferAct(Enum):
    """What can be done with a row."""

    CANCEL = "cancel"
    SHOW_FOLDER = "show_folder"
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


def act_words(act: TransferAct) -> str:
    """Return the words of a button or a menu line."""
    return {
        TransferAct.CANCEL: translate("TransferWords", "Cancel the transfer"),
        TransferAct.SHOW_FOLDER: translate("TransferWords", "Show in folder"),
        TransferAct.COPY_PATH: translate("TransferWords", "Copy path"),
        TransferAct.COPY_DIGEST: translate("TransferWords", "Copy SHA-256"),
        TransferAct.FORGET: translate("TransferWords", "Remove from the list"),
    }[act]


def transfer_look(transfer: TransferChanged, room_name: str) -> TransferLook:
    """Return how ``transfer`` reads in the list."""
    failed = transfer.state is TransferState.FAILED
    title = offer_title(transfer.name, transfer.files)
    state = _state(transfer)
    line = _line(transfer, room_name)
    share: float | None = None
    if transfer.state in (
        TransferState.CONNECTING,
        TransferState.RUNNING,
        TransferState.CHECKING,
    ):
        share = transfer.moved / transfer.size if transfer.size else 1.0
    return TransferLook(
        title=title,
        state=state,
        line=line,
        icon="warning" if failed else "download" if transfer.incoming else "upload",
        share=None if share is None else min(1.0, share),
        waits=transfer.state is TransferState.CONNECTING,
        trouble=failed,
        acts=_acts(transfer),
        spoken=fill(
            translate("TransferWords", "{title}, {state}, {line}"),
            title=title,
            state=state,
            line=line,
        ),
    )


def offer_title(name: str, files: int) -> str:
    """Return the first file's name and how many more there are."""
    first = shown(name) or translate("TransferWords", "A file without a name")
    if files < 2:
        return first
    more = files - 1
    words = translate("TransferWords", "{name} and %n more", "", NUMBER, more)
    return fill(words, name=first)


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
        case TransferState.RUNNING if transfer.seconds_left is not None:
            words = translate("TransferWords", "{moved}, {speed}, {left}")
        case _:
            words = translate("TransferWords", "{moved}, {speed}")
    left = left_text(transfer.seconds_left) if transfer.seconds_left is not None else ""
    return fill(
        words,
        size=size,
        moved=moved,
        speed=speed_text(transfer.speed),
        left=left,
        percent=percent_text(transfer.moved, transfer.size),
    )


def _line(transfer: TransferChanged, room_name: str) -> str:
    who = _who(transfer, room_name)
    if transfer.state is TransferState.FAILED and transfer.failure is not None:
        words = translate("TransferWords", "{who}. {why}")
        return fill(words, who=who, why=sentence(transfer.failure))
    if transfer.state is TransferState.RUNNING and not transfer.direct:
        return fill(translate("TransferWords", "{who}, by way of the host"), who=who)
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
            acts: list[TransferAct] = []
            if transfer.incoming and transfer.paths:
                acts.append(TransferAct.SHOW_FOLDER)
            acts.append(TransferAct.FORGET)
            if transfer.incoming and transfer.paths:
                acts.append(TransferAct.COPY_PATH)
            if transfer.digests:
                acts.append(TransferAct.COPY_DIGEST)
            return tuple(acts)
        case TransferState.DECLINED | TransferState.CANCELLED | TransferState.FAILED:
            return (TransferAct.FORGET,)
        case _:
            return (TransferAct.CANCEL,)

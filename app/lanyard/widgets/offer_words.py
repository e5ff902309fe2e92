"""What an offer in the log says and lets a person do, from the state of its transfers.

Kept apart from painting so that the words are the same wherever an offer is shown. Main thread
only, though nothing here touches a widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from lanyard.events import Failure, Offer, TransferChanged, TransferState
from lanyard.models.figures import date_text, left_text, moved_text, size_text, speed_text
from lanyard.models.opening import may_open
from lanyard.models.room_transfers import ENDED
from lanyard.models.rows import Row, RowState
from lanyard.models.transfer_words import (
    RESTING,
    failed_count,
    files_moved,
    where_it_is_left,
    why_it_rests,
    why_it_waits,
)
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence


class Act(Enum):
    """What a place in a row does when it is pressed."""

    LINK = "link"
    ACCEPT = "accept"
    CHOOSE_FILES = "choose_files"
    """See every file before saying yes, and choose."""
    DECLINE = "decline"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    OPEN = "open"
    SHOW_FOLDER = "show_folder"
    TRY_AGAIN = "try_again"
    DISCARD = "discard"
    SHOW_WHOLE = "show_whole"
    QUOTED = "quoted"
    """Show the message that is answered."""
    REPLY = "reply"
    REACT = "react"
    MORE_EMOJI = "more_emoji"
    EDIT = "edit"
    DELETE = "delete"
    COPY = "copy"
    DAY = "day"
    """Go to another day."""


ANSWERS = (Act.ACCEPT, Act.CHOOSE_FILES, Act.DECLINE)
"""Push buttons below the facts."""
SIGNS = {
    Act.PAUSE: "pause",
    Act.RESUME: "play",
    Act.CANCEL: "close",
    Act.OPEN: "open",
    Act.SHOW_FOLDER: "folder",
}
"""What stands beside the facts, and its icon."""
FILE_ACTS = frozenset({Act.ACCEPT, Act.DECLINE, *SIGNS})


@dataclass(frozen=True, slots=True)
class OfferLook:
    """An offer in words: a title, one line of facts, how far it is, and what can be done."""

    title: str
    facts: str
    trouble: bool = False
    """The facts are a sentence about what went wrong."""
    share: float | None = None
    """How far it is, 0 to 1; None without a bar."""
    waits: bool = False
    """The bar is grey: nothing moves now."""
    acts: tuple[Act, ...] = ()
    accept_word: str = ""
    icon: str = "file"


def act_words(act: Act) -> str:
    """Return the words of a button or a menu line for ``act``."""
    return {
        Act.LINK: translate("OfferWords", "Open the link"),
        Act.ACCEPT: translate("OfferWords", "Accept"),
        Act.CHOOSE_FILES: translate("OfferWords", "Choose…"),
        Act.DECLINE: translate("OfferWords", "Decline"),
        Act.PAUSE: translate("OfferWords", "Pause"),
        Act.RESUME: translate("OfferWords", "Go on now"),
        Act.CANCEL: translate("OfferWords", "Cancel the transfer"),
        Act.OPEN: translate("OfferWords", "Open"),
        Act.SHOW_FOLDER: translate("OfferWords", "Show in folder"),
        Act.TRY_AGAIN: translate("OfferWords", "Try again"),
        Act.DISCARD: translate("OfferWords", "Delete"),
        Act.SHOW_WHOLE: translate("OfferWords", "Show all"),
        Act.QUOTED: translate("OfferWords", "Go to the answered message"),
        Act.REPLY: translate("OfferWords", "Reply"),
        Act.REACT: translate("OfferWords", "React"),
        Act.MORE_EMOJI: translate("OfferWords", "More emoji"),
        Act.EDIT: translate("OfferWords", "Edit"),
        Act.DELETE: translate("OfferWords", "Delete for everybody"),
        Act.COPY: translate("OfferWords", "Copy"),
        Act.DAY: translate("OfferWords", "Go to a date"),
    }[act]


def offer_look(row: Row, link_up: bool) -> OfferLook:
    """Return how the offer of ``row`` stands; a speed is never told while the line is down."""
    offer = row.entry.offer
    if offer is None:
        raise ValueError("the row offers nothing")
    look = _look(offer, row, link_up)
    return replace(look, icon="folder") if offer.folder else look


def _look(offer: Offer, row: Row, link_up: bool) -> OfferLook:
    title = _title(offer)
    size = offer.size
    moving = [t for t in row.transfers if t.state not in ENDED]
    running = [t for t in moving if t.state != TransferState.OFFERED]
    if row.state is RowState.FAILED:
        return OfferLook(title, size_text(size), acts=())
    if not row.mine:
        return _incoming(title, offer, row.transfers, link_up)
    acts = (Act.CANCEL,) if moving else ()
    if len(running) == 1:
        return _running(title, running[0], link_up, acts)
    if running:
        share = sum(t.moved for t in running) / max(1, sum(t.size for t in running))
        people = len(running)
        words = translate("OfferWords", "{size}, going to %n people", "", NUMBER, people)
        facts = fill(words, size=size_text(size))
        rests = all(t.state in RESTING for t in running)
        return OfferLook(title, facts, share=share, waits=rests or not link_up, acts=acts)
    return _outgoing(title, size, row, link_up, acts)


def _incoming(
    title: str, offer: Offer, transfers: Sequence[TransferChanged], link_up: bool
) -> OfferLook:
    size = offer.size
    if not transfers:
        return OfferLook(title, size_text(size))
    transfer = transfers[-1]
    if transfer.state == TransferState.OFFERED:
        if not link_up:
            return OfferLook(title, _with(size, _waits()), acts=(Act.DECLINE,))
        return OfferLook(
            title,
            size_text(size),
            acts=(Act.ACCEPT, Act.DECLINE) if offer.count < 2 else ANSWERS,
            accept_word=_accept_word(offer.count, size),
        )
    if transfer.state == TransferState.DONE:
        return _saved(title, transfer)
    if transfer.state in ENDED:
        return _ended(title, size, transfer)
    return _running(title, transfer, link_up, (Act.CANCEL,))


def _saved(title: str, transfer: TransferChanged) -> OfferLook:
    """Say what came, and what did not."""
    facts = _with(transfer.size, translate("OfferWords", "saved"))
    missing = failed_count(transfer)
    if missing:
        words = translate("OfferWords", "{saved}. %n files did not come.", "", NUMBER, missing)
        facts = fill(words, saved=facts)
    if not transfer.paths:
        return OfferLook(title, facts, trouble=bool(missing))
    acts: tuple[Act, ...] = (Act.SHOW_FOLDER,)
    if len(transfer.paths) == 1 and may_open(transfer.paths[0]):
        acts = (Act.SHOW_FOLDER, Act.OPEN)
    return OfferLook(title, facts, trouble=bool(missing), acts=acts)


def _running(
    title: str, transfer: TransferChanged, link_up: bool, acts: tuple[Act, ...]
) -> OfferLook:
    size = transfer.size
    share = transfer.moved / size if size else 1.0
    moved = moved_text(transfer.moved, size)
    if transfer.state == TransferState.LEFT:
        words = translate("OfferWords", "on the host until {day}")
        facts = _with(size, fill(words, day=date_text(transfer.until)))
        return OfferLook(title, _beside(facts, where_it_is_left(transfer)), acts=acts)
    if transfer.state == TransferState.PAUSED:
        words = translate("OfferWords", "paused at {moved}")
        facts = _beside(
            fill(words, moved=moved), why_it_rests(transfer.failure, transfer.peer_name)
        )
        return OfferLook(title, facts, share=share, waits=True, acts=(*acts, Act.RESUME))
    if transfer.state == TransferState.WAITING:
        facts = _beside(moved, why_it_waits(transfer))
        return OfferLook(title, facts, share=share, waits=True, acts=(*acts, Act.RESUME))
    if not link_up:
        facts = translate("OfferWords", "{moved}, waits for the connection")
        return OfferLook(title, fill(facts, moved=moved), share=share, waits=True, acts=acts)
    if transfer.state == TransferState.CHECKING:
        facts = _with(size, translate("OfferWords", "checking that all of it arrived"))
        return OfferLook(title, facts, share=1.0, acts=acts)
    acts = (*acts, Act.PAUSE)
    if transfer.state == TransferState.CONNECTING:
        facts = _with(size, translate("OfferWords", "connecting"))
        return OfferLook(title, facts, share=share, waits=True, acts=acts)
    counted = files_moved(transfer)
    return OfferLook(title, _beside_count(counted, _speed(transfer, moved)), share=share, acts=acts)


def _speed(transfer: TransferChanged, moved: str) -> str:
    """Return how far, how fast, how long."""
    if transfer.speed < 1:
        return moved
    if transfer.seconds_left is None:
        words = translate("OfferWords", "{moved}, {speed}")
        return fill(words, moved=moved, speed=speed_text(transfer.speed))
    return fill(
        translate("OfferWords", "{moved}, {speed}, {left}"),
        moved=moved,
        speed=speed_text(transfer.speed),
        left=left_text(transfer.seconds_left),
    )


def _beside(facts: str, why: str) -> str:
    return fill(translate("OfferWords", "{facts}. {why}"), facts=facts, why=why) if why else facts


def _beside_count(counted: str, facts: str) -> str:
    # On a line of its own: figures that grow would break the line anew with every change.
    return f"{counted}\n{facts}" if counted else facts


def _outgoing(title: str, size: int, row: Row, link_up: bool, acts: tuple[Act, ...]) -> OfferLook:
    done = [t for t in row.transfers if t.state == TransferState.DONE]
    if len(done) == 1:
        words = fill(translate("OfferWords", "{name} has it"), name=shown(done[0].peer_name))
        return OfferLook(title, _with(size, words), acts=acts)
    if done:
        people = len(done)
        words = translate("OfferWords", "%n people have it", "", NUMBER, people)
        return OfferLook(title, _with(size, words), acts=acts)
    if row.state is RowState.WAITING or (not link_up and acts):
        return OfferLook(title, _with(size, _waits()), acts=acts)
    if acts:
        words = translate("OfferWords", "waits for an answer")
        return OfferLook(title, _with(size, words), acts=acts)
    if row.transfers:
        return _ended(title, size, row.transfers[-1])
    return OfferLook(title, size_text(size))


def _ended(title: str, size: int, transfer: TransferChanged) -> OfferLook:
    """Say why a transfer stopped."""
    if transfer.state == TransferState.FAILED and transfer.failure is not None:
        return OfferLook(title, sentence(transfer.failure), trouble=True)
    if transfer.state == TransferState.DECLINED:
        if transfer.incoming:
            return OfferLook(title, _with(size, translate("OfferWords", "you declined")))
        words = fill(translate("OfferWords", "{name} declined"), name=shown(transfer.peer_name))
        return OfferLook(title, _with(size, words))
    if transfer.state == TransferState.CANCELLED:
        return OfferLook(title, _with(size, translate("OfferWords", "cancelled")))
    return OfferLook(title, _with(size, translate("OfferWords", "stopped")), trouble=True)


def _title(offer: Offer) -> str:
    if offer.folder:
        return shown(offer.shown_folder)
    first = shown(offer.files[0].shown) if offer.files else ""
    if offer.count < 2:
        return first or translate("OfferWords", "A file without a name")
    more = offer.count - 1
    words = translate("OfferWords", "{name} and %n more", "", NUMBER, more)
    return fill(words, name=first)


def _with(size: int, words: str) -> str:
    return fill(translate("OfferWords", "{size}, {words}"), size=size_text(size), words=words)


def _waits() -> str:
    return translate("OfferWords", "waits for the connection")


def _accept_word(files: int, size: int) -> str:
    if files < 2:
        return translate("OfferWords", "Accept")
    words = translate("OfferWords", "Accept %n files, {size}", "", NUMBER, files)
    return fill(words, size=size_text(size))


def failure_sentence(failure: Failure | None) -> str:
    """Return why a row was not sent."""
    return sentence(failure) if failure else translate("OfferWords", "This was not sent.")

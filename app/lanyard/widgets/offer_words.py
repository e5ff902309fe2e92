"""What an offer in the log says and lets a person do, from the state of its transfers.

Kept apart from painting so that the words are the same wherever an offer is shown. Main thread
only, though nothing here touches a widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from lanyard.events import Failure, TransferChanged, TransferState
from lanyard.models.figures import left_text, moved_text, size_text, speed_text
from lanyard.models.joined_room import ENDED
from lanyard.models.rows import Row, RowState
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence


class Act(Enum):
    """What a place in a row does when it is pressed."""

    LINK = "link"
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"
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


def act_words(act: Act) -> str:
    """Return the words of a button or a menu line for ``act``."""
    return {
        Act.LINK: translate("OfferWords", "Open the link"),
        Act.ACCEPT: translate("OfferWords", "Accept"),
        Act.DECLINE: translate("OfferWords", "Decline"),
        Act.CANCEL: translate("OfferWords", "Cancel the transfer"),
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
    title = _title([file.name for file in offer.files])
    size = offer.size
    moving = [t for t in row.transfers if t.state not in ENDED]
    running = [t for t in moving if t.state != TransferState.OFFERED]
    if row.state is RowState.FAILED:
        return OfferLook(title, size_text(size), acts=())
    if not row.mine:
        return _incoming(title, size, row.transfers, link_up)
    acts = (Act.CANCEL,) if moving else ()
    if len(running) == 1:
        return _running(title, running[0], link_up, acts)
    if running:
        share = sum(t.moved for t in running) / max(1, sum(t.size for t in running))
        people = len(running)
        words = translate("OfferWords", "{size}, going to %n people", "", NUMBER, people)
        facts = fill(words, size=size_text(size))
        return OfferLook(title, facts, share=share, waits=not link_up, acts=acts)
    return _outgoing(title, size, row, link_up, acts)


def _incoming(
    title: str, size: int, transfers: Sequence[TransferChanged], link_up: bool
) -> OfferLook:
    if not transfers:
        return OfferLook(title, size_text(size))
    transfer = transfers[-1]
    if transfer.state == TransferState.OFFERED:
        if not link_up:
            return OfferLook(title, _with(size, _waits()), acts=(Act.DECLINE,))
        return OfferLook(
            title,
            size_text(size),
            acts=(Act.ACCEPT, Act.DECLINE),
            accept_word=_accept_word(transfer.files, size),
        )
    if transfer.state == TransferState.DONE:
        facts = _with(size, translate("OfferWords", "saved"))
        return OfferLook(title, facts, acts=(Act.SHOW_FOLDER,) if transfer.paths else ())
    if transfer.state in ENDED:
        return _ended(title, size, transfer)
    return _running(title, transfer, link_up, (Act.CANCEL,))


def _running(
    title: str, transfer: TransferChanged, link_up: bool, acts: tuple[Act, ...]
) -> OfferLook:
    size = transfer.size
    share = transfer.moved / size if size else 1.0
    moved = moved_text(transfer.moved, size)
    if not link_up:
        facts = translate("OfferWords", "{moved}, waits for the connection")
        return OfferLook(title, fill(facts, moved=moved), share=share, waits=True, acts=acts)
    if transfer.state == TransferState.CONNECTING:
        facts = _with(size, translate("OfferWords", "connecting"))
        return OfferLook(title, facts, share=share, waits=True, acts=acts)
    if transfer.state == TransferState.CHECKING:
        facts = _with(size, translate("OfferWords", "checking that all of it arrived"))
        return OfferLook(title, facts, share=1.0, acts=acts)
    if transfer.speed < 1:
        return OfferLook(title, moved, share=share, acts=acts)
    if transfer.seconds_left is None:
        facts = fill(
            translate("OfferWords", "{moved}, {speed}"),
            moved=moved,
            speed=speed_text(transfer.speed),
        )
    else:
        facts = fill(
            translate("OfferWords", "{moved}, {speed}, {left}"),
            moved=moved,
            speed=speed_text(transfer.speed),
            left=left_text(transfer.seconds_left),
        )
    return OfferLook(title, facts, share=share, acts=acts)


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


def _title(names: Sequence[str]) -> str:
    first = shown(names[0]) if names else ""
    if len(names) < 2:
        return first or translate("OfferWords", "A file without a name")
    more = len(names) - 1
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

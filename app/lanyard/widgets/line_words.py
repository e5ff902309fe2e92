"""How the line of a room stands, in the words of header and banner.

The header, the banner and the side bar tell the same story; here it is told once for the page.
Main thread only, though nothing here touches a widget.
"""

from __future__ import annotations

from dataclasses import dataclass

from lanyard.events import Code, Failure, JoinState
from lanyard.models.conversation import ConversationModel
from lanyard.models.figures import clock_text
from lanyard.models.joined_room import RoomModel
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence


@dataclass(frozen=True, slots=True)
class HeaderLine:
    """The second line of the header, its icon, and the role of both."""

    words: str
    icon: str
    role: str


@dataclass(frozen=True, slots=True)
class BannerWords:
    """A banner: title, sentence, and which buttons belong to it."""

    title: str
    sentence: str
    trying: bool = False
    """'Try now' and 'Stop trying'."""
    left: bool = False
    """'Join again'."""


def header_line(conversation: ConversationModel) -> HeaderLine:
    """Return the second line of the header of a conversation."""
    room = conversation.room
    if not room.link_up:
        return _line_down(room)
    if conversation.to:
        name = shown(room.name)
        if room.people.member(conversation.to) is None:
            if room.disks.member(conversation.to) is not None:
                words = translate(
                    "ConversationPage", "Away. What you write waits on the host for {name}"
                )
                words = fill(words, name=shown(conversation.title()))
                return HeaderLine(words, "clock", "text2")
            words = fill(translate("ConversationPage", "Not in {room} now"), room=name)
            return HeaderLine(words, "person", "text2")
        words = translate("ConversationPage", "Direct message in {room}, encrypted")
        return HeaderLine(fill(words, room=name), "lock", "verified")
    people = room.people.rowCount()
    guests = room.people.guest_count()
    if guests:
        words = translate(
            "ConversationPage", "{people} people, %n of them not encrypted", "", NUMBER, guests
        )
        return HeaderLine(fill(words, people=str(people)), "unlock", "plain")
    if room.own:
        words = translate(
            "ConversationPage", "Encrypted, %n people, hosted by you", "", NUMBER, people
        )
        return HeaderLine(words, "lock", "verified")
    host = room.people.host()
    if host is None:
        words = translate("ConversationPage", "Encrypted, %n people", "", NUMBER, people)
        return HeaderLine(words, "lock", "verified")
    words = translate(
        "ConversationPage", "Encrypted, %n people, hosted by {name}", "", NUMBER, people
    )
    name = shown(room.people.label(host.device_id, host.name))
    return HeaderLine(fill(words, name=name), "lock", "verified")


def banner_words(room: RoomModel) -> BannerWords | None:
    """Return what the banner says, or None while there is nothing to say."""
    name = shown(room.name)
    if room.disk_failure is not None:
        return _disk_troubled(room.disk_failure)
    if room.link_up:
        return None
    if room.trying:
        if not room.lost_at:
            return None
        if room.lost_by is not None and room.lost_by.code == Code.ROOM_CLOSED:
            return _closed(room)
        host = room.people.host()
        words = translate(
            "ConversationPage",
            "The host ({address}) has been silent since {time}. What you write is kept and sent "
            "later.",
        )
        if host is not None:
            words = translate(
                "ConversationPage",
                "{name}'s computer ({address}) has been silent since {time}. What you write is "
                "kept and sent later.",
            )
        return BannerWords(
            fill(translate("ConversationPage", "{room} does not answer"), room=name),
            fill(
                words,
                name=shown(host.name) if host is not None else "",
                address=room.host,
                time=clock_text(room.lost_at),
            ),
            trying=True,
        )
    words = translate("ConversationPage", "Join again to write here.")
    if room.failure is not None:
        words = sentence(room.failure)
    title = fill(translate("ConversationPage", "You are not in {room}"), room=name)
    return BannerWords(title, words, left=True)


def _disk_troubled(failure: Failure) -> BannerWords:
    """The disk takes nothing: it comes before the line, whose words would promise too much."""
    title = translate("ConversationPage", "The disk does not take what is written")
    if failure.code == Code.DISK_FULL:
        title = translate("ConversationPage", "The disk is full")
    words = translate(
        "ConversationPage",
        "Nothing that has a tick is lost. New messages wait, and go on by themselves as soon as "
        "there is space.",
    )
    return BannerWords(title, words)


def _closed(room: RoomModel) -> BannerWords:
    """The host closed the room on purpose: no silence, and nothing is broken."""
    words = translate(
        "ConversationPage",
        "It was closed at {time}. You are back in it as soon as it opens; what you write is kept "
        "until then.",
    )
    return BannerWords(
        fill(translate("ConversationPage", "{room} is closed"), room=shown(room.name)),
        fill(words, time=clock_text(room.lost_at)),
        trying=True,
    )


def _line_down(room: RoomModel) -> HeaderLine:
    if room.state == JoinState.WAITING:
        seconds = room.retry_seconds()
        words = translate("ConversationPage", "Lost, trying again now")
        if seconds:
            words = translate("ConversationPage", "Lost, trying again in %n s", "", NUMBER, seconds)
        return HeaderLine(words, "warning", "danger")
    if room.trying and room.lost_at:
        words = translate("ConversationPage", "Lost, trying again now")
        return HeaderLine(words, "warning", "danger")
    if room.trying:
        words = translate("ConversationPage", "Joining")
        return HeaderLine(words, "join", "text2")
    if room.state == JoinState.FAILED:
        return HeaderLine(translate("ConversationPage", "Not connected"), "warning", "danger")
    return HeaderLine(translate("ConversationPage", "Not joined"), "leave", "text2")

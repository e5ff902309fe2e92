"""What the log promises, by whole engines: receipts, catching up, waiting, changes, search."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest

from lanyard import commands as c
from lanyard import events as e
from lanyard.network.identity import Identity
from lanyard.wire import limits
from lanyard.wire import message as m
from network.talkers import Person, Stranger

People = Callable[..., Person]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses of a LAN, in test time."""
    monkeypatch.setattr(limits, "RETRY_FIRST_SECONDS", 0.02)
    monkeypatch.setattr(limits, "RETRY_LONGEST_SECONDS", 0.1)
    monkeypatch.setattr(limits, "RECEIPT_SECONDS", 0.02)


def accepted(person: Person, post: c.Post | c.Edit | c.Delete | c.React) -> int:
    """Wait until the host has a post, and return its sequence."""
    return person.until(e.PostAccepted, lambda event: event.id == post.id).seq


def wait_read(person: Person, other: Person, seq: int) -> None:
    """Wait until ``person`` knows that ``other`` has everything up to ``seq``."""
    person.until(
        e.MembersKnown,
        lambda event: any(
            one.device_id == other.device_id and one.read_to >= seq for one in event.members
        ),
    )


def history(person: Person, to: str = "") -> list[e.Entry]:
    """Read a conversation of the person's room from its journal."""
    ask = c.ReadHistory(person.room, to, count=10_000)
    person.engine.do(ask)
    return list(person.until(e.HistoryRead, lambda event: event.asked is ask).entries)


def do(person: Person, command: c.Edit | c.Delete | c.React) -> None:
    """Do something and wait until the host has it."""
    person.engine.do(command)
    accepted(person, command)


# --- receipts ----------------------------------------------------------------------------------


def test_an_author_learns_whose_disk_has_it(people: People) -> None:
    anna, bob, carl = people("Anna"), people("Bob"), people("Carl")
    port = anna.host().port
    bob.join(port)
    carl.join(port)
    seq = accepted(bob, bob.say("all of you"))
    wait_read(bob, carl, seq)
    wait_read(bob, anna, seq)  # the server's disk is the host's
    wait_read(anna, carl, seq)


def test_who_is_away_confirms_when_it_comes_back(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    seq = accepted(bob, bob.say("before"))
    bob.leave()
    anna.until(e.MemberLeft)
    anna.forget()
    waiting = accepted(anna, anna.say("while you were away"))
    direct = accepted(anna, anna.say("for you alone", to=bob.device_id))
    assert direct > waiting > seq
    bob.forget()
    bob.join(opened.port)
    bob.wait_texts("while you were away", "for you alone")
    wait_read(anna, bob, direct)
    assert [entry.text for entry in history(bob, anna.device_id)] == ["for you alone"]


def test_nobody_can_write_to_somebody_who_never_was_here(people: People) -> None:
    anna = people("Anna")
    anna.host()
    post = anna.say("hello?", to="ee" * 32)
    failed = anna.until(e.PostFailed)
    assert (failed.id, failed.failure.code) == (post.id, e.Code.MEMBER_UNKNOWN)


# --- catching up -------------------------------------------------------------------------------


def test_what_a_late_joiner_reads_comes_newest_first_beside_the_talk(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGE_ENTRIES", 10)
    monkeypatch.setattr(limits, "CAUGHT_UP_SHOWN", 30)
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    said = [f"{number}" for number in range(100)]
    posts = [anna.say(text) for text in said]
    accepted(anna, posts[-1])
    bob.join(opened.port)
    live = accepted(anna, anna.say("live"))
    wait_read(anna, bob, live)
    bob.qtbot.waitUntil(lambda: [entry.text for entry in history(bob)] == [*said, "live"])
    batches = [event for event in bob.heard(e.EntriesArrived) if event.caught_up]
    firsts = [event.entries[0].seq for event in batches if event.entries]
    assert firsts == sorted(firsts, reverse=True)
    assert sum(len(event.entries) for event in batches) < 100, "the window is not flooded"
    grown = bob.heard(e.HistoryGrew)
    assert grown
    assert min(event.after for event in grown) == 0


@pytest.mark.parametrize(
    ("days", "read"), [(-1, ["old", "new"]), (0, ["new"]), (30, ["old", "new"])]
)
def test_the_host_decides_what_a_late_joiner_reads(
    people: People, days: int, read: list[str]
) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host(history_days=days)
    accepted(anna, anna.say("old"))
    bob.join(opened.port)
    seq = accepted(anna, anna.say("new"))
    wait_read(anna, bob, seq)
    bob.qtbot.waitUntil(lambda: [entry.text for entry in history(bob)] == read)
    # And when it comes back it is the same.
    bob.leave()
    bob.join(opened.port)
    again = accepted(anna, anna.say("newest"))
    wait_read(anna, bob, again)
    assert [entry.text for entry in history(bob)] == [*read, "newest"]


# --- changes -----------------------------------------------------------------------------------


def test_edits_deletions_and_reactions_reach_everybody_and_stay(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    first, second = (accepted(bob, bob.say(text)) for text in ("frist", "secret"))
    reply = c.Post(bob.room, "so it is", ref=first)
    bob.engine.do(reply)
    do(bob, c.Edit(bob.room, first, "first"))
    do(bob, c.Delete(bob.room, second))
    do(anna, c.React(anna.room, first, "👍"))
    do(bob, c.React(bob.room, first, "🎉"))
    do(bob, c.React(bob.room, first, ""))
    anna.until(
        e.EntriesArrived, lambda event: any(x.kind is e.Kind.REACTION for x in event.entries)
    )
    carl = people("Carl")
    carl.join(opened.port)
    for person in (anna, bob, carl):
        person.qtbot.waitUntil(lambda p=person: len(history(p)) == 3)  # type: ignore[misc]
        rows = history(person)
        assert [(row.text, row.change) for row in rows] == [
            ("first", "edited"), ("", "deleted"), ("so it is", ""),
        ]  # fmt: skip
        assert rows[2].ref == first
        person.qtbot.waitUntil(
            lambda p=person: [x.emoji for x in history(p)[0].reactions] == ["👍"]  # type: ignore[misc]
        )


def test_only_its_author_changes_an_entry_and_the_host_may_delete(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    annas, bobs = accepted(anna, anna.say("anna's")), accepted(bob, bob.say("bob's"))
    for person, command, code in (
        (bob, c.Edit(bob.room, annas, "mine now"), e.Code.NOT_YOURS),
        (bob, c.Delete(bob.room, annas), e.Code.NOT_YOURS),
        (anna, c.Edit(anna.room, bobs, "mine now"), e.Code.NOT_YOURS),
        (bob, c.Edit(bob.room, 4_711, "mine now"), e.Code.ENTRY_UNKNOWN),
        (bob, c.React(bob.room, 4_711, "👍"), e.Code.ENTRY_UNKNOWN),
    ):
        person.engine.do(command)
        failed = person.until(e.PostFailed, lambda event, id_=command.id: event.id == id_)  # type: ignore[misc]
        assert failed.failure.code is code
    do(anna, c.Delete(anna.room, bobs))
    bob.until(e.EntriesArrived, lambda event: event.entries[-1].kind is e.Kind.DELETE)
    assert [(row.text, row.change) for row in history(bob)] == [("anna's", ""), ("", "deleted")]


def test_a_direct_message_is_changed_between_the_two_only(people: People, bob: Identity) -> None:
    anna, carl = people("Anna"), people("Carl")
    opened = anna.host()
    stranger = Stranger(opened.port, bob)
    with closing(stranger):
        stranger.join()
        carl.join(opened.port)
        seq = accepted(carl, carl.say("for anna", to=anna.device_id))
        stranger.say(m.Post("0b" * 16, "reaction", "👀", ref=seq))
        assert stranger.hear(m.Rejected).reason == "entry_unknown"
        do(carl, c.Edit(carl.room, seq, "for Anna", to=anna.device_id))
        public = accepted(carl, carl.say("for all"))
        assert stranger.hear(m.Entry).seq == public
    assert [row.text for row in history(anna, carl.device_id)] == ["for Anna"]


# --- drafts and marks --------------------------------------------------------------------------


def test_drafts_and_what_was_seen_survive_the_program(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    seqs = [accepted(anna, anna.say(text)) for text in ("one", "two", "three")]
    bob.wait_texts("one", "two", "three")
    bob.engine.do(c.MarkRead(bob.room, "", seqs[0]))
    bob.engine.do(c.KeepDraft(bob.room, "", "half a sen"))
    bob.end()
    again = people("Bob", "Bob")
    told = again.until(e.ConversationsRemembered)
    (row,) = told.conversations
    assert (row.room, row.to, row.unread, row.read_to, row.draft) == (
        anna.room, "", 2, seqs[0], "half a sen",
    )  # fmt: skip
    assert row.last is not None
    assert row.last.text == "three"


# --- looking for it ----------------------------------------------------------------------------


def test_everything_said_is_found(people: People) -> None:
    anna, bob = people("Anna"), people("Bob")
    opened = anna.host()
    bob.join(opened.port)
    accepted(bob, bob.say("Der Donaudampfer fährt"))
    accepted(anna, anna.say("我们明天开会"))
    bob.wait_texts("我们明天开会")

    def hits(words: str) -> list[str]:
        ask = c.Search(words)
        bob.engine.do(ask)
        answer = bob.until(e.SearchAnswered, lambda event: event.asked.id == ask.id)
        return [hit.text for hit in answer.hits]

    bob.qtbot.waitUntil(lambda: hits("dampf") == ["Der Donaudampfer fährt"])
    bob.qtbot.waitUntil(lambda: hits("明天") == ["我们明天开会"])
    assert hits("会") == ["我们明天开会"]
    assert hits("nothing of the kind") == []

"""``history`` and ``export``: everything that was kept, in order, a page at a time."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject

from lanyard import commands as c
from lanyard import events as e
from lanyard.console import history
from lanyard.console.arguments import Arguments, parse
from lanyard.console.history import Export, History
from lanyard.console.output import Output

ROOM, OTHER = "0" * 31 + "1", "0" * 31 + "2"
ANNA, BEN = "a" * 64, "b" * 64
AT = 1_763_733_780_000


def said(seq: int, text: str, **more: Any) -> e.Entry:
    entry = e.Entry(ROOM, seq, f"{seq:032x}", ANNA, "Anna", AT + seq, e.Kind.TEXT, text)
    return replace(entry, **more)


def remembered(room: str, name: str) -> e.RememberedRoom:
    return e.RememberedRoom(room, name, "10.0.0.12", 25225, "d" * 64, False, AT)


class Journal:
    """Answers a task as the engine does, each answer in a turn of its own."""

    def __init__(self, entries: list[e.Entry], *rooms: e.RememberedRoom) -> None:
        self.entries = entries
        self.rooms = rooms or (remembered(ROOM, "Office"),)
        self.asked: list[object] = []
        self._waiting: deque[object] = deque()
        self.status: int | None = None

    def run(self, task: type[History], *words: str) -> int:
        self._parent = QObject()
        arguments = parse([task.__name__.lower(), *words])
        self._task = task(arguments, Output(as_json=arguments.json), self._parent)
        self._task.command_wanted.connect(self._waiting.append)
        self._task.ended.connect(self._end)
        self._task.start()
        self._task.take(e.RoomsRemembered(self.rooms))
        keys = dict.fromkeys((one.room, one.to) for one in self.entries)
        known = tuple(
            e.RememberedConversation(room, to, "Ben" if to else "", None, 0, 0) for room, to in keys
        )
        self._task.take(e.ConversationsRemembered(known))
        while self.status is None:
            order = self._waiting.popleft()
            self.asked.append(order)
            self._task.take(self._answer(order))
        assert not self._waiting
        return self.status

    def _end(self, status: int) -> None:
        self.status = status

    def _answer(self, order: object) -> object:
        if isinstance(order, c.Export):
            return e.Exported(order, 3)
        if isinstance(order, c.Search):
            return self._search(order)
        assert isinstance(order, c.ReadHistory)
        here = [one for one in self.entries if (one.room, one.to) == (order.room, order.to)]
        if order.after or order.since:
            found = [one for one in here if one.seq > order.after and one.at >= order.since]
            found = found[: order.count]
        else:
            found = [one for one in here if one.seq < (order.before or 1 << 62)][-order.count :]
        first = not found or found[0] is here[0]
        last = not found or found[-1] is here[-1]
        return e.HistoryRead(order, tuple(found), first, last)

    def _search(self, order: c.Search) -> e.SearchAnswered:
        found = [
            one
            for one in sorted(self.entries, key=lambda one: (one.at, one.seq), reverse=True)
            if order.words in one.text and one.room == order.room and one.at >= order.since
            and one.at < (order.until or 1 << 62)
            and (order.to is None or order.to == one.to)
        ]  # fmt: skip
        page = found[: order.count]
        page += [one for one in found[order.count :] if one.at == page[-1].at]
        return e.SearchAnswered(order, tuple(page), len(page) == len(found))


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_PAGE", 10)


@pytest.fixture
def out(qapp: object, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Any]:
    def read() -> str:
        return capfdbinary.readouterr().out.decode()

    return read  # type: ignore[return-value]


def texts(output: str) -> list[str]:
    return [json.loads(line)["text"] for line in output.splitlines()]


COUNTS = [0, 1, 9, 10, 11, 95, 100]


@pytest.mark.parametrize("count", COUNTS)
def test_everything_is_printed_once_and_in_order(out: Any, count: int) -> None:
    journal = Journal([said(3 * seq, f"line {seq}") for seq in range(1, count + 1)])
    assert journal.run(History, "--json") == 0
    assert texts(out()) == [f"line {seq}" for seq in range(1, count + 1)]
    counts = [order.count for order in journal.asked if isinstance(order, c.ReadHistory)]
    assert all(count == 10 for count in counts), "a page at a time"


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("limit", [1, 9, 10, 11, 50, 1000])
def test_the_latest_n(out: Any, count: int, limit: int) -> None:
    journal = Journal([said(seq, f"line {seq}") for seq in range(1, count + 1)])
    assert journal.run(History, "--json", "--limit", str(limit)) == 0
    expected = [f"line {seq}" for seq in range(1, count + 1)][-limit:]
    assert texts(out()) == expected


@pytest.mark.parametrize("limit", [(), ("--limit", "3"), ("--limit", "30")])
def test_since_a_time(out: Any, limit: tuple[str, ...]) -> None:
    since = 86_400_000
    journal = Journal([said(seq, f"{seq}", at=AT + since * seq) for seq in range(1, 40)])
    date = "2025-12-10T14:03+00:00"
    assert journal.run(History, "--json", "--since", date, *limit) == 0
    expected = [f"{seq}" for seq in range(19, 40)]
    assert texts(out()) == expected[-int(limit[1]) if limit else 0 :]


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("same", [1, 7, 40], ids=["apart", "some at once", "many at once"])
@pytest.mark.parametrize("limit", [0, 4, 25])
def test_hits_come_oldest_first_and_none_is_lost(
    out: Any, count: int, same: int, limit: int
) -> None:
    """Also where many were said in one millisecond, across the pages' ends."""
    rows = [said(seq, f"word {seq}", at=AT + seq // same) for seq in range(1, count + 1)]
    journal = Journal([*rows, said(1000, "another")])
    words = ["--json", "--search", "word", *(["--limit", str(limit)] if limit else [])]
    assert journal.run(History, *words) == 0
    assert texts(out()) == [row.text for row in rows][-limit:]


def test_a_history_that_breaks_off_is_no_success(
    qapp: object, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal([said(seq, f"line {seq}") for seq in range(1, 30)])

    def broken(order: object) -> object:
        assert isinstance(order, c.ReadHistory)
        if len(journal.asked) == 2:
            return e.HistoryRead(order, (), first=False, last=False)
        return Journal._answer(journal, order)

    monkeypatch.setattr(journal, "_answer", broken)
    assert journal.run(History, "--json") == 1
    told = capfd.readouterr()
    assert told.out.count("\n") == 11
    assert json.loads(told.out.splitlines()[-1])["code"] == "journal_failed"
    assert told.err.count("\n") == 1


def test_a_journal_that_cannot_be_opened_is_told(
    qapp: object, capfd: pytest.CaptureFixture[str]
) -> None:
    parent = QObject()
    ends: list[int] = []
    task = History(parse(["history"]), Output(as_json=False), parent)
    task.ended.connect(ends.append)
    task.start()
    task.take(e.JournalTroubled(e.Failure(e.Code.JOURNAL_FAILED, detail="no")))
    assert ends == [1]
    assert capfd.readouterr().err.count("\n") == 1


def test_rooms_and_people_are_apart_under_their_names(out: Any) -> None:
    journal = Journal(
        [
            said(1, "hello"),
            said(2, "only you", to=BEN),
            said(1, "elsewhere", room=OTHER),
        ],
        remembered(ROOM, "Office"),
        remembered(OTHER, "Design"),
    )
    assert journal.run(History) == 0
    lines = [line for line in out().splitlines() if line and not line[0].isdigit()]
    assert lines == ["Design", "======", "Office", "======", "Office, with Ben", "=" * 16]


@pytest.mark.parametrize("name", ["Office", "OFFICE", ROOM, ROOM[:30]])
def test_one_room(out: Any, name: str) -> None:
    other = "1" * 32
    rows = [said(1, "hello"), said(2, "for Ben", to=BEN), said(1, "elsewhere", room=other)]
    rooms = (remembered(ROOM, "Office"), remembered(other, "Design"))
    assert Journal(rows, *rooms).run(History, "--room", name, "--json") == 0
    assert texts(out()) == ["hello", "for Ben"]
    assert Journal(rows, *rooms).run(History, "--with", "ben", "--json") == 0
    assert texts(out()) == ["for Ben"]


def test_an_unknown_room_names_the_known_ones(
    qapp: object, capfd: pytest.CaptureFixture[str]
) -> None:
    rooms = (remembered(ROOM, "Office"), remembered(OTHER, "Design"))
    assert Journal([said(1, "hello")], *rooms).run(History, "--room", "Attic") == 1
    said_ = capfd.readouterr()
    assert said_.out == ""
    assert "Attic" in said_.err
    assert "Office, Design" in said_.err
    assert Journal([said(1, "hello")]).run(History, "--with", "Zoe") == 1
    assert "Zoe" in capfd.readouterr().err


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_an_export_to_standard_output(out: Any, form: str) -> None:
    journal = Journal([said(seq, f"line {seq}") for seq in range(1, 26)] + [said(30, "b", to=BEN)])
    assert journal.run(Export, "--form", form) == 0
    output = out()
    assert output.count("line ") == 25
    assert "with Ben" not in output
    assert output.startswith(
        {"text": "Office\n======", "json": '{"event"', "html": "<!DOCTYPE"}[form]
    )
    assert output.endswith({"text": "line 25\n", "json": "}\n", "html": "</html>\n"}[form])


def test_an_export_into_a_file_is_the_engines_work(out: Any) -> None:
    journal = Journal([said(1, "hello"), said(2, "for Ben", to=BEN)])
    assert journal.run(Export, "--to", "talk.html", "--since", "2025-11-21T00:00Z") == 0
    path = str(Path("talk.html").absolute())
    assert journal.asked == [c.Export(ROOM, path, "html", "", 1_763_683_200_000)]
    assert out() == f"3 messages are in {path}.\n"


def test_a_file_holds_one_conversation(qapp: object, capfd: pytest.CaptureFixture[str]) -> None:
    rooms = (remembered(ROOM, "Office"), remembered(OTHER, "Design"))
    rows = [said(1, "hello"), said(1, "elsewhere", room=OTHER)]
    assert Journal(rows, *rooms).run(Export, "--to", "talk.txt") == 1
    assert "--room" in capfd.readouterr().err
    assert Journal([]).run(Export, "--to", "talk.txt") == 1
    assert capfd.readouterr().err.count("\n") == 1


def test_live_changes_are_told_as_lines(out: Any) -> None:
    output = Output(as_json=False)
    change = said(2, "better words", ref=1, kind=e.Kind.EDIT)
    for entry in (
        said(1, "first words"),
        change,
        replace(change, kind=e.Kind.REACTION, text="👍", name="Ben"),
        replace(change, kind=e.Kind.REACTION, text="👍", ref=99),
        replace(change, kind=e.Kind.REACTION, text=""),
        replace(change, kind=e.Kind.DELETE, text=""),
        said(7, "yes", ref=1),
        said(8, "late", change="edited"),
        said(9, "", change="deleted"),
    ):
        output.entry(entry)
    assert out().splitlines() == [
        "Anna: first words",
        "* Anna edited: better words",
        "* Ben: 👍 on Anna: first words",
        "* Anna: 👍 on an earlier message",
        "* Anna took a reaction back",
        "* Anna deleted a message",
        "Anna: yes",
        "  ↳ Anna: first words",
        "Anna (edited): late",
        "Anna: (deleted)",
    ]


def test_live_changes_are_told_to_programs(out: Any) -> None:
    Output(as_json=True).entry(said(2, "better", ref=1, kind=e.Kind.EDIT))
    told = json.loads(out())
    assert (told["event"], told["kind"], told["ref"], told["text"]) == (
        "entry",
        "edit",
        1,
        "better",
    )


# --- what is typed -----------------------------------------------------------------------------


def parsed(*words: str) -> Arguments:
    return parse(list(words))


def test_dates() -> None:
    day = parsed("history", "--since", "2026-11-21").since
    assert parsed("history", "--since", "2026-11-21T14:00").since == day + 14 * 3_600_000
    assert parsed("history", "--since", "1970-01-01T00:00:05Z").since == 5_000
    week = parsed("history", "--since", "7d").since
    assert 6.9 < (parsed("history", "--since", "1h").since - week) / 86_400_000 < 7


@pytest.mark.parametrize("date", ["yesterday", "", "7", "0d", "99999999d", "2026-13-01", "-1d"])
def test_no_date(date: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed("history", f"--since={date}")
    assert ended.value.code == 2
    assert "is not a date" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ((), "text"),
        (("--json",), "json"),
        (("--to", "a.html"), "html"),
        (("--to", "a.HTM", "--form", "text"), "text"),
        (("--to", "a.jsonl"), "json"),
        (("--to", "a.txt", "--json"), "text"),
    ],
)
def test_the_form_of_an_export(words: tuple[str, ...], form: str) -> None:
    assert parsed("export", *words).form == form


def test_events_and_another_form_do_not_mix(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("export", "--json", "--form", "html")
    assert "--to FILE" in capsys.readouterr().err


@pytest.mark.parametrize(("word", "days"), [("all", -1), ("none", 0), ("30", 30)])
def test_what_newcomers_may_read(word: str, days: int) -> None:
    assert parsed("host", "--history", word).history_days == days
    assert parsed("host").history_days == -1


@pytest.mark.parametrize("word", ["some", "0", "-1", "1.5", "100000"])
def test_what_newcomers_may_not_read(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed("host", f"--history={word}")
    assert "all, none or a number of days" in capsys.readouterr().err

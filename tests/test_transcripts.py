"""Transcripts: nobody's words pass for a line of somebody else, become markup, or are obeyed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lanyard.events import Entry, Kind, Offer, OfferedFile, Reaction
from lanyard.transcripts import FORMS, HtmlPage, PlainText, moment, transcript

AT = 1_763_733_780_000
"""2025-11-21 14:03 UTC."""
SAID = Entry("r" * 32, 7, "1" * 32, "a" * 64, "Anna", AT, Kind.TEXT, "hello")
HOSTILE = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</style><link rel=stylesheet href=//x>",
    "&lt;b&gt; &amp; &#60;",
    "\u202etxt.exe\u2066",
    "\x1b[2J\x1b]0;owned\x07\x9b31m\x00",
    "one\ntwo\r\nthree\u2028four\x0bfive",
    "javascript:alert(1)",
    "中文，你好 👨\u200d👩\u200d👧",
    "\ud800",
]
WORDS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def written(form: str, *entries: Entry, title: str = "Office") -> str:
    page = transcript(form)
    above = page.beginning(title) + page.heading(title)
    return above + "".join(page.row(entry) for entry in entries) + page.ending()


# --- text --------------------------------------------------------------------------------------


def test_text_has_days_times_and_names() -> None:
    later = replace(SAID, seq=8, at=AT + 86_400_000, name="Ben", text="one\ntwo", change="edited")
    gone = replace(SAID, seq=9, at=AT + 86_400_000, text="", change="deleted")
    assert written("text", SAID, later, gone) == (
        "Office\n======\n\n2025-11-21\n14:03 Anna: hello\n"
        "\n2025-11-22\n14:03 Ben (edited): one\n    two\n14:03 Anna (deleted):\n"
    )


def test_text_quotes_what_is_answered_and_tells_how_it_was_liked() -> None:
    liked = [("Ben", "👍"), ("Cem", "🎉"), ("Di", "👍")]
    reactions = tuple(Reaction(name, name, emoji) for name, emoji in liked)
    answer = replace(SAID, seq=8, ref=7, text="yes", reactions=reactions)
    unknown = replace(SAID, seq=9, ref=3)
    assert written("text", SAID, answer, unknown).splitlines()[4:] == [
        "14:03 Anna: hello",
        "14:03 Anna: yes",
        "  ↳ Anna: hello",
        "  👍 Ben, Di",
        "  🎉 Cem",
        "14:03 Anna: hello",
        "  ↳ an earlier message",
    ]


def test_text_names_files_guests_and_receivers() -> None:
    offer = Offer((OfferedFile("plan\n.pdf", 12), OfferedFile("b", 3)))
    page = PlainText(people={"b" * 64: "Ben: no"})
    lines = [
        page.line(replace(SAID, kind=Kind.OFFER, text="", offer=offer), "14:03"),
        page.line(replace(SAID, author="guest:10.0.0.5"), "14:03"),
        page.line(replace(SAID, to="b" * 64), "14:03"),
        page.line(replace(SAID, to="c" * 64), "14:03"),
    ]
    assert lines == [
        "14:03 Anna (files): plan .pdf (12 bytes), b (3 bytes)\n",
        "14:03 Anna (guest 10.0.0.5): hello\n",
        "14:03 Anna (to Ben  no): hello\n",
        "14:03 Anna (to one person): hello\n",
    ]


@given(name=WORDS, text=WORDS, emoji=WORDS)
@example(name="Anna: yes", text="\n14:04 Ben: no\n\n2025-11-22\n  ↳ Ben", emoji="\n14:04 Ben: no")
def test_a_row_of_text_has_one_line_that_begins_with_a_time(
    name: str, text: str, emoji: str
) -> None:
    page = PlainText()
    entry = replace(SAID, name=name, text=text, reactions=(Reaction("b", "Ben", emoji),))
    lines = page.line(entry, "14:03").split("\n")
    assert lines.pop() == ""
    assert lines[0].startswith("14:03 ")
    further = lines[1:]
    signs = [line for line in further if not line.startswith("    ") and line]
    assert len(signs) <= 1, "only the reaction stands two spaces in"
    assert all(line.startswith("  ") for line in signs)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", "".join(lines))
    assert lines[0][6:].count(":") >= 1
    assert ":" not in lines[0][6:].split(": ")[0].rstrip(":")


@pytest.mark.parametrize("at", [0, -(1 << 62), 1 << 62, -1])
@pytest.mark.parametrize("form", FORMS)
def test_any_clock_can_be_written(form: str, at: int) -> None:
    assert "hello" in written(form, replace(SAID, at=at))


def test_a_time_no_calendar_has() -> None:
    assert moment(1 << 62) is None
    assert "??:?? Anna: hello" in written("text", replace(SAID, at=1 << 62))


# --- JSON --------------------------------------------------------------------------------------


@given(name=WORDS, text=WORDS)
def test_json_is_one_line_that_says_exactly_what_was_said(name: str, text: str) -> None:
    line = written("json", replace(SAID, name=name, text=text))
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    read = json.loads(line)
    assert (read["event"], read["author"], read["text"]) == ("entry", name, text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", line)
    line.encode("utf-8")


def test_json_tells_changes_answers_and_reactions_where_there_are_any() -> None:
    plain = json.loads(written("json", SAID))
    assert not {"ref", "change", "reactions", "files", "guest"} & set(plain)
    full = replace(SAID, ref=3, change="edited", reactions=(Reaction("b", "Ben", "👍"),))
    read = json.loads(written("json", full))
    assert (read["ref"], read["change"]) == (3, "edited")
    assert read["reactions"] == [{"author": "Ben", "author_id": "b", "text": "👍"}]


# --- HTML --------------------------------------------------------------------------------------


class Read(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile_entry(words: str) -> Entry:
    return replace(
        SAID, author=f"guest:{words}", name=words, text=words, to=words, change="edited",
        reactions=(Reaction("b", words, words),),
    )  # fmt: skip


def shape(words: str) -> list[tuple[str, dict[str, str | None]]]:
    """The tags of a page in which every place a stranger can fill holds ``words``."""
    offer = replace(
        hostile_entry(words), seq=8, kind=Kind.OFFER, text="", change="",
        offer=Offer((OfferedFile(words, 3),)),
    )  # fmt: skip
    answer = replace(hostile_entry(words), seq=9, ref=7)
    page = HtmlPage(people={words: words})
    above = page.beginning(words) + page.heading(words)
    rows = "".join(page.row(one) for one in (hostile_entry(words), offer, answer))
    return Read(above + rows + page.ending()).tags


@settings(max_examples=200)
@given(words=WORDS)
@example(words="<b>")
def test_nothing_of_a_message_becomes_markup(words: str) -> None:
    """Whatever is said, the page has the tags that it has when 'x' is said."""
    usual = shape("x")
    optional = [("p", {"dir": "auto"}), ("small", {})]
    found = shape(words)
    assert [one for one in found if one not in optional] == [
        one for one in usual if one not in optional
    ] or not words.strip()
    assert {tag for tag, _ in found} <= {tag for tag, _ in usual}
    assert not any(name.startswith("on") for _, attributes in found for name in attributes)


@given(text=st.text(alphabet="<>&\"'abc;#=/ 中", max_size=60))
def test_what_was_said_is_what_a_browser_shows(text: str) -> None:
    assert text in Read(written("html", replace(SAID, text=text))).text


def test_the_page_may_load_and_run_nothing() -> None:
    page = written("html", SAID, replace(SAID, seq=8, ref=7))
    read = Read(page)
    policy = next(
        a["content"] for tag, a in read.tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy, "else a browser shows the page without its style"
    assert page.index("Content-Security-Policy") < page.index("<title>")
    assert "url(" not in style
    assert "@import" not in style
    links = [a.get("href") for _, a in read.tags if "href" in a]
    assert links == ["#p1s7"], "a quote leads to what it quotes, and nothing leads outside"
    assert not any("src" in a or "style" in a for _, a in read.tags)
    assert [tag for tag, _ in read.tags].count("article") == 2


def test_right_to_left_words_turn_only_themselves() -> None:
    page = written("html", replace(SAID, name="שלום", text="مرحبا"))
    assert '<p dir="auto">مرحبا</p>' in page
    assert "<bdi>שלום</bdi>" in page


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf"):
        transcript("pdf")

"""The real template and style of the room's page, in both languages."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from string import Template

import pytest

from lanyard.wire import room_page
from lanyard.wire.room_page import PageAssets, PagePerson, RoomPage, room_html

PARTS = Path(__file__).resolve().parents[2] / "resources" / "page"
ASSETS = PageAssets((PARTS / "room.html").read_text(encoding="utf-8"), b"", b"")
STYLE = (PARTS / "room.css").read_text(encoding="utf-8")
PEOPLE = (PagePerson("Anna", host=True), PagePerson("nc-1", guest=True))
PAGE = RoomPage("Design office", "Anna", PEOPLE, "10.0.0.12", 25225, b"", "0.2")
VOID = {"meta", "link", "img"}


class Reader(HTMLParser):
    """Notes what a page is made of, and insists that every element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: RoomPage, language: str) -> Reader:
    reader = Reader()
    reader.feed(room_html(page, ASSETS, language))
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("guests", ["yes", "read", "no"])
def test_the_page_is_whole_and_obeys_its_own_policy(language: str, guests: str) -> None:
    page = RoomPage("R", "H", PEOPLE, "10.0.0.12", 25225, b"", "0.2", guests)
    reader = read(page, language)
    assert "$" not in reader.text
    assert "{" not in reader.text
    tags = {tag for tag, _, _ in reader.attributes}
    assert not tags & {"script", "style", "iframe", "form", "object", "base"}
    for tag, name, value in reader.attributes:
        assert name != "style"
        assert not name.startswith("on")
        if name in ("src", "href"):
            assert re.fullmatch(r"/[a-z.]*", value), (tag, value)


def test_it_tells_what_it_is_for() -> None:
    text = read(PAGE, "en").text
    for words in (
        "Design office", "hosted by Anna", "Not encrypted", "Who is here (2)", "nc-1 guest",
        "Anna hosts the room", "nc 10.0.0.12 25225", "10.0.0.12:25225", "python3 packaging/dev.py",
    ):  # fmt: skip
        assert words in text


def test_both_languages_say_everything_with_the_same_gaps() -> None:
    def gaps(words: dict[str, str]) -> dict[str, list[str]]:
        return {name: sorted(re.findall(r"\{\w+\}", text)) for name, text in words.items()}

    assert gaps(room_page._ENGLISH) == gaps(room_page._CHINESE)
    for name, text in room_page._CHINESE.items():
        assert re.search(r"[\u4e00-\u9fff]", text), name


def test_the_template_and_the_page_know_the_same_words() -> None:
    assert Template(ASSETS.template).is_valid()
    assert "$" not in room_html(PAGE, ASSETS, "en")


def test_the_style_fetches_nothing_and_knows_the_dark() -> None:
    assert "url(" not in STYLE
    assert "@import" not in STYLE
    assert "prefers-color-scheme: dark" in STYLE

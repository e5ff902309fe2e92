"""Only types that show something are opened or previewed; the last suffix counts."""

from __future__ import annotations

import pytest

from lanyard.models.opening import OPENED, may_open, may_preview


@pytest.mark.parametrize("name", ["plan.pdf", "/d/a.TXT", "a b.jpeg", "x.tar.png", "C:\\d\\v.mp4"])
def test_what_only_shows_is_opened(name: str) -> None:
    assert may_open(name)


@pytest.mark.parametrize(
    "name",
    [
        "plan.pdf.exe", "a.svg", "a.html", "a.docx", "a.docm", "a.desktop", "a.lnk", "a.url",
        "a.sh", "a.py", "a.jar", "a.zip", "a.csv", "a.app", "pdf", ".pdf", "", ".", "..",
        "a.pdf.", "a.pdf ", "a.pdf/", "a.ｐｄｆ", "a.pdf:x.exe", "a.webloc", "a.scf", "a.reg",
    ],
)  # fmt: skip
def test_everything_else_is_not(name: str) -> None:
    assert not may_open(name)
    assert not may_preview(name)


def test_nothing_that_holds_a_program_is_on_the_list() -> None:
    assert not OPENED & {"svg", "html", "htm", "exe", "js", "xml", "eml", "chm", "doc", "xls"}


def test_pictures_that_are_programs_are_not_decoded_here() -> None:
    assert may_preview("a.PNG")
    assert not may_preview("a.svg")
    assert not may_preview("a.pdf")

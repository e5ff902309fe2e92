from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyard.wire.file_names import NAMELESS, PART, numbered, safe_name, shortened

CORPUS = {
    "report.pdf": "report.pdf",
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system.ini": "system.ini",
    "/etc/shadow": "shadow",
    "C:\\autoexec.bat": "autoexec.bat",
    "C:evil.txt": "C_evil.txt",
    "stream.txt:hidden": "stream.txt_hidden",
    "\\\\server\\share\\x.doc": "x.doc",
    "": NAMELESS,
    ".": NAMELESS,
    "..": NAMELESS,
    "...": NAMELESS,
    "folder/": NAMELESS,
    " . . ": NAMELESS,
    "\u200b\u202e": NAMELESS,
    "CON": "_CON",
    "con.txt": "_con.txt",
    "Nul.tar.gz": "_Nul.tar.gz",
    "COM1": "_COM1",
    "lpt9.log": "_lpt9.log",
    "COM\u00b2.txt": "_COM\u00b2.txt",
    "aux .txt": "_aux .txt",
    "CONSOLE.txt": "CONSOLE.txt",
    "trailing. . .": "trailing",
    "trailing \u00a0\u3000": "trailing",
    "between.\u3000. \u2003": "between",
    "  leading": "leading",
    "line\nbreak\r\n.txt": "linebreak.txt",
    "bell\a\x00\x1b[31m.txt": "bell[31m.txt",
    "photo\u202egpj.exe": "photogpj.exe",
    "\u2066isolate\u2069.txt": "isolate.txt",
    "\ud800lone.txt": "lone.txt",
    'all<>:"|?*.txt': "all_______.txt",
    ".bashrc": ".bashrc",
    "\U0001f468\u200d\U0001f469.png": "\U0001f468\u200d\U0001f469.png",
    "مرحبا.txt": "مرحبا.txt",
    "会议记录.docx": "会议记录.docx",
    "e\u0301te\u0301.txt": "\u00e9t\u00e9.txt",
}


@pytest.mark.parametrize(("name", "safe"), CORPUS.items(), ids=ascii)
def test_known_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


names = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            './\\:<>|?*" \t\n\x00\u202e\u2066\u200b\u200dCONcom1lptnulaux.\u00b9\u3000'
        ),
    ),
    max_size=400,
)


@given(names)
def test_any_name_is_one_harmless_component(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert 0 < len(safe.encode()) <= 255
    assert safe not in (".", "..")
    assert not set(safe) & set('/\\<>:"|?*')
    assert safe == safe.strip()
    assert not safe.endswith(".")
    for character in safe:
        assert unicodedata.category(character) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(character) not in {
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        }  # fmt: skip
    stem = safe.partition(".")[0].strip().upper()
    assert stem not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1", "COM\u00b9"}


@given(names)
def test_a_safe_name_stays_as_it_is(name: str) -> None:
    safe = safe_name(name)
    assert safe_name(safe) == safe


@given(names, st.integers(0, 9999))
def test_a_numbered_name_is_safe_and_leaves_room(name: str, number: int) -> None:
    tried = numbered(safe_name(name), number)
    assert safe_name(tried) == tried
    assert len((tried + PART).encode()) <= 255
    assert (f" ({number})" in tried) is bool(number) or f" ({number})" in name


def test_numbers_stand_before_the_ending() -> None:
    assert numbered("photo.jpg", 0) == "photo.jpg"
    assert numbered("photo.jpg", 2) == "photo (2).jpg"
    assert numbered("README", 1) == "README (1)"
    assert numbered(".bashrc", 1) == ".bashrc (1)"


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("x" * 300 + ".jpeg") == "x" * 250 + ".jpeg"
    long = safe_name("\u6587" * 200 + ".docx")
    assert long.endswith("\u6587.docx")
    assert len(long.encode()) <= 255
    assert len(safe_name("a." + "e" * 300).encode()) == 255


def test_an_ending_that_is_no_ending_is_cut_too() -> None:
    assert shortened("x" * 20 + "." + "y" * 40, 30) == "x" * 20 + "." + "y" * 9

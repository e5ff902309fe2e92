"""Names of strangers: safe on every disk, shown as they are saved, and none twice in an offer."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_names import CORPUS, alike, complaints, hostile_name
from lanyard.wire import limits
from lanyard.wire.file_names import (
    LONGEST,
    NAMELESS,
    PART,
    OfferNames,
    likeness_on_disk,
    numbered,
    plan_names,
    safe_name,
    safe_path,
    saved_names,
    shortened,
)

KNOWN = {
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
    "CO\u200bN": "_CON",
    "CONSOLE.txt": "CONSOLE.txt",
    "trailing. . .": "trailing",
    "trailing \u00a0\u3000": "trailing",
    "between.\u3000. \u2003": "between",
    "  leading": "leading",
    "line\nbreak\r\n.txt": "linebreak.txt",
    "bell\a\x00\x1b[31m.txt": "bell[31m.txt",
    "photo\u202egpj.exe": "photogpj.exe",
    "photo.jpg" + " " * 100 + ".exe": "photo.jpg .exe",
    "photo.jpg" + "\u3164" * 30 + ".exe": "photo.jpg.exe",
    "\u2066isolate\u2069.txt": "isolate.txt",
    "\ud800lone.txt": "lone.txt",
    'all<>:"|?*.txt': "all_______.txt",
    "..\uff0fout": "_.._out",
    ".bashrc": "_.bashrc",
    "~": "_~",
    "~$letter.docx": "_~$letter.docx",
    "$HOME": "$HOME",
    "desktop.ini": "_desktop.ini",
    "._photo.jpg": "_._photo.jpg",
    "x.lnk": "x.lnk_",
    "film.PART": "film.PART_",
    "film.part1.rar": "film.part1.rar",
    "a\u200db.txt": "ab.txt",
    "x\ufe0f.txt": "x.txt",
    "\U0001f468\u200d\U0001f469.png": "\U0001f468\u200d\U0001f469.png",
    "1\ufe0f\u20e3.txt": "1\ufe0f\u20e3.txt",
    "\u0645\u06cc\u200c\u062e.txt": "\u0645\u06cc\u200c\u062e.txt",
    "مرحبا.txt": "مرحبا.txt",
    "会议记录.docx": "会议记录.docx",
    "会议：第一。.txt": "会议：第一。.txt",
    "e\u0301te\u0301.txt": "\u00e9t\u00e9.txt",
    "e\u200b\u0301.txt": "\u00e9.txt",
}


@pytest.mark.parametrize(("name", "safe"), KNOWN.items(), ids=ascii)
def test_known_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("path", "safe"),
    {
        "Photos/2024/beach.jpg": "Photos/2024/beach.jpg",
        "Photos/": "Photos/",
        "../../etc/passwd": "etc/passwd",
        "/etc/passwd": "etc/passwd",
        "a/../../b": "a/b",
        "a/./b//c": "a/b/c",
        "a\\b": "a/b",
        "C:\\Users\\x.txt": "Users/x.txt",
        "\\\\?\\C:\\x": "x",
        "\\\\server\\share\\x": "server/share/x",
        "\\\\.\\COM1": "_COM1",
        "aux/con.txt": "_aux/_con.txt",
        "folder. /x": "folder/x",
        ".ssh/authorized_keys": "_.ssh/authorized_keys",
        "project/.git/config": "project/.git/config",
        "Photos/desktop.ini": "Photos/_desktop.ini",
        "~/x": "_~/x",
        "a/\u200b/b": "a/b",
        "..": NAMELESS,
        "": NAMELESS,
        "/": NAMELESS + "/",
        "../": NAMELESS + "/",
    }.items(),
    ids=ascii,
)
def test_known_paths(path: str, safe: str) -> None:
    assert safe_path(path) == safe


@pytest.mark.parametrize("name", CORPUS, ids=lambda name: ascii(name[:40]))
def test_the_corpus_becomes_harmless(name: str) -> None:
    one, path = safe_name(name), safe_path(name)
    assert complaints(one) == []
    assert "/" not in one
    assert complaints(path.removesuffix("/")) == []
    assert path.endswith("/") is name.endswith("/")
    assert safe_name(one) == one
    assert safe_path(path) == path


def test_the_rules_of_this_test_are_not_empty() -> None:
    assert sum(bool(complaints(name)) for name in CORPUS) > len(CORPUS) // 2


names = st.one_of(
    st.text(
        st.one_of(
            st.characters(),
            st.sampled_from(
                './\\:<>|?*" \t\n\x00\u202e\u2066\u200b\u200dCONcom1lptnulaux.\u00b9\u3000~_'
                "\u0301\u0338\ufe0f\u3164\u1160\u1161\u1100\u0958\ud800\uff0f"
            ),
        ),
        max_size=400,
    ),
    st.randoms(use_true_random=False).map(hostile_name),
)


@given(names)
def test_any_name_is_one_harmless_component(name: str) -> None:
    safe = safe_name(name)
    assert complaints(safe) == []
    assert "/" not in safe
    assert safe_name(safe) == safe


@given(names)
def test_any_path_is_harmless(name: str) -> None:
    safe = safe_path(name)
    assert complaints(safe.removesuffix("/")) == []
    assert safe_path(safe) == safe


@given(names, st.integers(0, 9999))
def test_a_numbered_name_is_safe_and_leaves_room(name: str, number: int) -> None:
    tried = numbered(safe_name(name), number)
    assert safe_name(tried) == tried
    assert len((tried + PART).encode()) <= 255
    assert (f" ({number})" in tried) is bool(number) or f" ({number})" in name


@given(st.lists(names, max_size=30), st.one_of(st.just(""), names))
def test_the_files_of_an_offer_differ_on_every_disk(offered: list[str], folder: str) -> None:
    planned = plan_names(offered, folder)
    assert len(planned) == len(offered)
    files = [alike(path) for path in planned if not path.endswith("/")]
    assert len(set(files)) == len(files)
    above = {alike(up) for path in planned for up in _folders(path)}
    assert not above & set(files)
    for path in planned:
        assert complaints(path.removesuffix("/")) == []
        assert safe_path(path) == path
    if folder:
        assert len({path.partition("/")[0] for path in planned}) <= 1
    assert plan_names(planned) == planned


@given(st.lists(names, max_size=30), st.one_of(st.just(""), names))
def test_what_is_shown_is_what_is_saved(offered: list[str], folder: str) -> None:
    root, saved = saved_names(offered, folder)
    root = root or folder
    shown = [found or name for found, name in zip(saved, offered, strict=True)]
    assert [f"{root}/{one}" if root else one for one in shown] == plan_names(offered, folder)


def _folders(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def test_names_alike_are_numbered_and_folders_stay_together() -> None:
    offered = [
        "a/x", "A/x", "A/y", "a/x", "a/X", "b", "b/c", "e\u0301/1", "\u00e9/2", "e\u0301/3", "a/",
        "empty/", "Stra\u00dfe", "STRASSE", "v1.2/x", "V1.2/x",
    ]  # fmt: skip
    assert plan_names(offered, "Fotos") == [
        "Fotos/a/x", "Fotos/A (1)/x", "Fotos/A (1)/y", "Fotos/a/x (1)", "Fotos/a/X (2)",
        "Fotos/b", "Fotos/b (1)/c", "Fotos/\u00e9/1", "Fotos/\u00e9 (1)/2", "Fotos/\u00e9/3",
        "Fotos/a/", "Fotos/empty/", "Fotos/Stra\u00dfe", "Fotos/STRASSE (1)", "Fotos/v1.2/x",
        "Fotos/V1.2 (1)/x",
    ]  # fmt: skip


def test_the_folder_of_an_offer_is_one_folder() -> None:
    assert plan_names(["x", ".env"], "../../.ssh") == ["_.ssh/x", "_.ssh/.env"]
    assert plan_names(["../x"], "..") == [f"{NAMELESS}/x"]


def test_a_number_that_is_taken_is_passed_over() -> None:
    assert plan_names(["x (1)", "x", "x", "X"]) == ["x (1)", "x", "x (2)", "X (3)"]


def test_ten_thousand_alike_are_numbered_in_a_moment() -> None:
    planned = plan_names(["x.txt"] * 10_000)
    assert planned[-1] == "x (9999).txt"
    assert len(set(planned)) == 10_000


def test_pages_are_planned_like_the_whole() -> None:
    chance = random.Random(7)
    offered = [hostile_name(chance) for _ in range(500)]
    paged = OfferNames("Photos")
    assert [paged.add(name) for name in offered] == plan_names(offered, "Photos")


def test_a_path_too_deep_stays_in_one_place() -> None:
    deep = "/".join("d" * 200)
    first, second = plan_names([f"{deep}/x", f"{deep}/y"])
    assert first.count("/") == limits.PATH_DEPTH - 1
    assert first[:-1] == second[:-1]
    long = "/".join(["x" * 200] * 9)
    first, second = plan_names([f"{long}/" + "a" * 240, f"{long}/b"])
    assert len(first.encode()) <= limits.PATH_BYTES
    assert first.rpartition("/")[0] == second.rpartition("/")[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Photo.JPG", "photo.jpg"), ("e\u0301", "\u00e9"), ("stra\u00dfe", "STRASSE"),
        ("\u212b", "\u00e5"), ("\u03a3", "\u03c2"), ("\u2764\ufe0f", "\u2764"),
        ("\u0130", "i\u0307"),
    ],
)  # fmt: skip
def test_what_some_disk_cannot_tell_apart(one: str, other: str) -> None:
    assert likeness_on_disk(one) == likeness_on_disk(other)


def test_numbers_stand_before_the_ending() -> None:
    assert numbered("photo.jpg", 0) == "photo.jpg"
    assert numbered("photo.jpg", 2) == "photo (2).jpg"
    assert numbered("README", 1) == "README (1)"
    assert numbered("_.bashrc", 1) == "_.bashrc (1)"
    assert numbered("v1.2", 1, whole=True) == "v1.2 (1)"


def test_a_long_name_keeps_its_ending() -> None:
    assert safe_name("x" * 250) == "x" * 250
    long = safe_name("x" * 300 + ".jpeg")
    assert long.endswith("x.jpeg")
    assert LONGEST - 4 <= len(long) <= LONGEST
    long = safe_name("\u6587" * 200 + ".docx")
    assert long.endswith("\u6587.docx")
    assert len(long.encode()) <= LONGEST
    assert len(safe_name("a." + "e" * 300).encode()) > LONGEST - 4


@pytest.mark.parametrize("length", [119, 120, 121, 249, 250, 251, 254, 255, 256, 4096])
@pytest.mark.parametrize("letter", ["\u00e9", "\u6587", "\U0001f600"])
def test_no_character_is_cut_in_two(length: int, letter: str) -> None:
    for shift in range(4):
        safe = safe_name("x" * shift + letter * (length // len(letter.encode()) + 1))
        assert set(safe) <= {"x", letter}
        assert unicodedata.is_normalized("NFC", safe)
        assert len(safe.encode()) <= LONGEST


def test_an_ending_that_is_no_ending_is_cut_too() -> None:
    assert shortened("x" * 20 + "." + "y" * 40, 30) == "x" * 20 + "." + "y" * 9

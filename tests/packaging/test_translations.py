"""Plurals are right in English too, and every language file knows the texts of today's program."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("PySide6")

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
COMPLETE = [file for file in sorted(FOLDER.glob("*.ts")) if file.stem != "lanyard_en"]
TEXT_PLACES = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}
"""Which argument is the text."""
Text = tuple[str, str]


def texts(file: Path, only_plurals: bool = False) -> dict[Text, list[str]]:
    """Return the translations of a file by context and source; several for a plural."""
    found = {}
    for context in ET.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            if only_plurals and message.get("numerus") != "yes":
                continue
            key = (context.findtext("name", ""), message.findtext("source", ""))
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")]
            found[key] = forms or [translation.text or ""]
    return found


def named_texts(node: ast.AST, owner: str = "") -> Iterator[Text]:
    """Yield context and source of every literal text below ``node`` that is to be translated."""
    if isinstance(node, ast.ClassDef):
        owner = node.name
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        literals: list[Any] = [getattr(one, "value", None) for one in node.args[:2]]
        place = TEXT_PLACES.get(name, len(literals))
        if place < len(literals) and isinstance(literals[place], str):
            yield (owner if name == "tr" else literals[0], literals[place])
    for child in ast.iter_child_nodes(node):
        yield from named_texts(child, owner)


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``dev.py translate`` would find in the source now."""
    target = tmp_path_factory.mktemp("texts") / "lanyard_xx.ts"
    sources = [str(p) for p in (ROOT / "app").rglob("*.py") if p.name != "_resources.py"]
    tool = "from PySide6.scripts.pyside_tool import lupdate; lupdate()"
    subprocess.run(
        [sys.executable, "-c", tool, "-silent", *sources, "-ts", target],
        check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return target


def test_english_plurals_are_complete(today: Path) -> None:
    english = texts(FOLDER / "lanyard_en.ts")
    unknown = texts(today, only_plurals=True).keys() - english.keys()
    assert not unknown, "run dev.py translate, then fill in lanyard_en.ts"
    unfinished = [key for key, forms in english.items() if len(forms) != 2 or not all(forms)]
    assert not unfinished
    without_number = [key for key, forms in english.items() if "%n" not in forms[1]]
    assert not without_number


def test_the_tool_understands_every_text_in_the_source(today: Path) -> None:
    """Lupdate reads Python as if it were C++, and leaves out what it cannot read, in silence."""
    known, plurals = texts(today).keys(), texts(today, only_plurals=True).keys()
    modules = [path for path in (ROOT / "app").rglob("*.py") if path.name != "_resources.py"]
    named = {
        text
        for path in modules
        for text in named_texts(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert len(named) > 300
    assert not named - known
    assert {text for text in named if "%n" in text[1]} == named & plurals


@pytest.mark.parametrize("file", COMPLETE, ids=lambda file: file.stem)
def test_every_language_is_complete(file: Path) -> None:
    marked = ET.parse(file).getroot().iter("translation")
    assert not [one for one in marked if one.get("type")]
    untranslated = [text for text, forms in texts(file).items() if not all(forms)]
    assert not untranslated
    numbered = texts(file, only_plurals=True).items()
    assert not [text for text, forms in numbered if "%n" not in forms[-1]]


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.ts")), ids=lambda file: file.stem)
def test_every_language_keeps_the_placeholders(file: Path) -> None:
    for (context, source), forms in texts(file).items():
        wanted = sorted(part.split("}")[0] for part in source.split("{")[1:])
        for form in filter(None, forms):
            held = sorted(part.split("}")[0] for part in form.split("{")[1:])
            assert held == wanted, f"{context}: {source}"


def test_every_language_knows_todays_texts(today: Path) -> None:
    wanted = texts(today).keys()
    for file in FOLDER.glob("*.ts"):
        if file.stem != "lanyard_en":
            missing = wanted - texts(file).keys()
            assert not missing, f"run dev.py translate: {file.name} lacks {sorted(missing)[:5]}"

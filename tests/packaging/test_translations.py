"""Plurals are right in English too, and every language file knows the texts of today's program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("PySide6")

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "resources" / "translations"
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

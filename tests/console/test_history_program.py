"""``lanyard history`` and ``export`` as programs, over a journal that another program wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from console.terminal import PATIENCE, a_free_port, command, one_sentence, run
from journeys.program import Program
from lanyard.events import Entry, Kind, RememberedRoom
from lanyard.journal.store import Store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and pipes")

ROOM = "0" * 31 + "1"
COUNT = 5_000
SAID = Entry(ROOM, 1, "0" * 32, "a" * 64, "Anna", 1_763_733_780_000, Kind.TEXT, "line")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile whose journal holds some thousand lines of one room."""
    folder = tmp_path_factory.mktemp("kept")
    store = Store(folder)
    with store.transaction():
        store.remember_room(RememberedRoom(ROOM, "Office", "127.0.0.1", 1, "d" * 64, False, 1))
        store.keep(
            [
                replace(SAID, seq=n, id=f"{n:032x}", text=f"line {n} 你好", at=SAID.at + n // 7)
                for n in range(1, COUNT + 1)
            ],
            copied=True,
        )
        changes = {3: (Kind.EDIT, "other words"), 4: (Kind.DELETE, ""), 5: (Kind.REACTION, "👍")}
        store.keep(
            [
                replace(SAID, seq=COUNT + n, id=f"{COUNT + n:032x}", ref=n, kind=kind, text=text)
                for n, (kind, text) in changes.items()
            ],
            copied=True,
        )
    store.close()
    return folder


def events(*words: object, profile: Path) -> list[dict[str, Any]]:
    done = run(*words, "--profile", profile, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_everything_comes_in_order_with_its_changes_folded_in(profile: Path) -> None:
    told = events("history", profile=profile)
    assert [one["seq"] for one in told] == [*range(1, COUNT + 1)]
    assert {one["event"] for one in told} == {"entry"}
    third, fourth, fifth = told[2:5]
    assert (third["text"], third["change"]) == ("other words", "edited")
    assert (fourth["text"], fourth["change"]) == ("", "deleted")
    assert fifth["reactions"] == [{"author": "Anna", "author_id": "a" * 64, "text": "👍"}]
    assert set(told[0]) == {
        "event", "seq", "author", "text", "kind", "id", "author_id", "at", "to", "room",
    }  # fmt: skip


def test_the_latest(profile: Path) -> None:
    told = events("history", "--limit", "1500", profile=profile)
    assert [one["seq"] for one in told] == [*range(COUNT - 1499, COUNT + 1)]


@pytest.mark.parametrize(("words", "count"), [("你", 4998), ("line 4711", 1), ("nothing", 0)])
def test_what_is_found(profile: Path, words: str, count: int) -> None:
    found = events("history", "--search", words, profile=profile)
    seqs = [one["seq"] for one in found]
    assert len(seqs) == count
    assert seqs == sorted(set(seqs))


def test_a_reader_that_has_enough_ends_it(profile: Path) -> None:
    with subprocess.Popen(
        command("history", "--profile", profile, "--room", "office"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"Office\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) == 0


def test_an_unknown_room(profile: Path) -> None:
    for verb in ("history", "export"):
        done = run(verb, "--room", "Attic", "--profile", profile)
        assert (done.returncode, done.stdout) == (1, "")
        assert one_sentence(done.stderr)
        assert "Office" in done.stderr


def test_a_profile_that_holds_nothing(tmp_path: Path) -> None:
    done = run("history", "--profile", tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert one_sentence(done.stderr)


@pytest.mark.parametrize(
    ("name", "sign"), [("a.txt", "你好\n"), ("a.json", "}\n"), ("a.html", "l>\n")]
)
def test_an_export_is_the_same_in_a_file(
    profile: Path, tmp_path: Path, name: str, sign: str
) -> None:
    form = {"txt": "text"}.get(name[2:], name[2:])
    printed = run("export", "--form", form, "--profile", profile)
    done = run("export", "--to", tmp_path / name, "--profile", profile)
    assert (done.returncode, done.stderr) == (0, "")
    assert str(COUNT) in done.stdout
    written = (tmp_path / name).read_text(encoding="utf-8")
    assert written == printed.stdout
    assert written.endswith(sign)
    assert written.count("你好") == COUNT - 2


def test_an_export_that_cannot_be_written(profile: Path, tmp_path: Path) -> None:
    done = run("export", "--to", tmp_path / "no" / "a.txt", "--profile", profile)
    assert (done.returncode, done.stdout) == (1, "")
    assert one_sentence(done.stderr)


def test_the_history_of_an_open_room(tmp_path: Path) -> None:
    with Program(
        "host", "--room", "Loud", "--name", "Anna", "--port", a_free_port(), "--profile", tmp_path
    ) as host:
        host.wait_for("room_opened")
        for word in ("one", "two 中文", "<b>three</b>"):
            host.say(word)
        ids = [host.wait_for("accepted")["id"] for _ in range(3)]
        told = events("history", profile=tmp_path)
        assert [(one["text"], one["id"]) for one in told] == list(
            zip(["one", "two 中文", "<b>three</b>"], ids, strict=True)
        )
        assert [one["seq"] for one in events("history", "--search", "文", profile=tmp_path)] == [2]
        host.interrupt()
        assert host.status() == 0
    assert len(events("history", "--room", "Loud", profile=tmp_path)) == 3

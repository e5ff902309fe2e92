"""Files at the console, as separate programs: to whom, from whom, broken off, gone on with."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from blake3 import blake3

from console.terminal import a_free_port, one_sentence, run
from journeys.program import Program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and pipes")

LARGE = 400_000_000


def digest(path: Path) -> str:
    return blake3(path.read_bytes()).hexdigest()


def events(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


@contextmanager
def hosting(folder: Path, *words: object) -> Iterator[tuple[Program, int]]:
    """Anna hosts; ``words`` say what she does with files."""
    with Program(
        "host", "--room", "R", "--name", "Anna", "--port", a_free_port(),
        "--profile", folder / "anna", *words,
    ) as anna:  # fmt: skip
        yield anna, anna.wait_for("room_opened")["port"]


@contextmanager
def joining(folder: Path, port: int, name: str, *words: object) -> Iterator[Program]:
    with Program(
        "join", f"127.0.0.1:{port}", "--name", name, "--profile", folder / name, *words
    ) as one:
        one.wait_for("joined")
        yield one


def send(folder: Path, port: int, *words: object) -> tuple[int, list[dict[str, Any]], str]:
    done = run(
        "send", f"127.0.0.1:{port}", *words,
        "--name", "Script", "--profile", folder / "script", "--json",
    )  # fmt: skip
    return done.returncode, events(done.stdout), done.stderr


def tree(folder: Path) -> dict[str, bytes | None]:
    """What is in a folder: files with their bytes, folders with None."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan 图.pdf"
    path.write_bytes(os.urandom(3_000_001))
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for name, size in {"a.jpg": 5_000, "b/c.jpg": 2_500_000, "b/none.txt": 0}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size))
        os.utime(path, ns=(0, 1_600_000_000_123_000_000))
    (folder / "empty").mkdir()
    return folder


# --- to whom -----------------------------------------------------------------------------------


def test_several_people_get_files_and_a_folder(tmp_path: Path, plan: Path, photos: Path) -> None:
    inboxes = {name: tmp_path / f"inbox {name}" for name in ("Anna", "Bob", "Cleo")}
    with (
        hosting(tmp_path, "--accept-files", inboxes["Anna"]) as (anna, port),
        joining(tmp_path, port, "Bob", "--accept-files", inboxes["Bob"]),
        joining(tmp_path, port, "Cleo", "--accept-files", inboxes["Cleo"]) as cleo,
    ):
        status, told, errors = send(tmp_path, port, plan, photos, "--to", "Anna", "--to", "bob")
        assert (status, errors) == (0, "")
        done = [one for one in told if one["event"] == "transfer_done"]
        assert {one["peer"] for one in done} == {"Anna", "Bob"}
        assert all(one["files_failed"] == 0 for one in done)
        for name in ("Anna", "Bob"):
            assert digest(inboxes[name] / plan.name) == digest(plan)
            assert tree(inboxes[name] / "photos") == tree(photos)
            times = {path.stat().st_mtime_ns for path in (inboxes[name] / "photos").rglob("*.jpg")}
            assert times == {1_600_000_000_123_000_000}
        anna.wait_for("transfer_done")
        assert not cleo.all("transfer_offered")
        assert not list(inboxes["Cleo"].iterdir())


def test_the_digest_of_one_file_is_told_on_both_sides(tmp_path: Path, plan: Path) -> None:
    with hosting(tmp_path, "--accept-files", tmp_path / "in") as (anna, port):
        status, told, errors = send(tmp_path, port, plan)
        assert (status, errors) == (0, "")
        (done,) = (one for one in told if one["event"] == "transfer_done")
        assert (done["peer"], done["path"], done["blake3"]) == ("Anna", str(plan), digest(plan))
        there = anna.wait_for("transfer_done")
        assert (there["peer"], there["blake3"]) == ("Script", digest(plan))
        assert Path(there["path"]).read_bytes() == plan.read_bytes()


def test_a_room_gets_it_whole_or_says_who_did_not(tmp_path: Path, plan: Path) -> None:
    with (
        hosting(tmp_path, "--accept-files", tmp_path / "anna's") as (_, port),
        joining(tmp_path, port, "Bob", "--accept-files", tmp_path / "b", "--from", "Anna"),
    ):
        status, told, errors = send(tmp_path, port, plan)
        assert status == 1
        assert one_sentence(errors)
        assert "Bob" in errors
        assert {one["peer"] for one in told if one["event"] == "transfer_done"} == {"Anna"}
        assert digest(tmp_path / "anna's" / plan.name) == digest(plan)
        assert not list((tmp_path / "b").iterdir())


# --- from whom ---------------------------------------------------------------------------------


def test_only_those_who_were_named_may_leave_files(tmp_path: Path, plan: Path) -> None:
    inbox = tmp_path / "inbox"
    with hosting(tmp_path, "--accept-files", inbox, "--from", "Zoe", "--from", "script") as (
        anna, port,
    ):  # fmt: skip
        stranger = run(
            "send", f"127.0.0.1:{port}", plan, "--name", "Mallory", "--profile", tmp_path / "m"
        )
        assert stranger.returncode == 1
        assert one_sentence(stranger.stderr)
        assert not list(inbox.iterdir())
        status, _, errors = send(tmp_path, port, plan)
        assert (status, errors) == (0, "")
        assert anna.wait_for("transfer_done")["peer"] == "Script"


def test_who_borrows_a_name_leaves_no_files(tmp_path: Path, plan: Path) -> None:
    inbox = tmp_path / "inbox"
    with (
        hosting(tmp_path, "--accept-files", inbox, "--from", "Bob") as (_, port),
        joining(tmp_path, port, "Bob"),
    ):
        borrowed = run(
            "send", f"127.0.0.1:{port}", plan, "--to", "Anna", "--name", "Bob",
            "--profile", tmp_path / "m",
        )  # fmt: skip
        assert borrowed.returncode == 1
        assert one_sentence(borrowed.stderr)
        assert not list(inbox.iterdir())


def test_a_device_may_leave_files_whatever_its_name(tmp_path: Path, plan: Path) -> None:
    with hosting(tmp_path) as (_, port):
        first = run(
            "join", f"127.0.0.1:{port}", "--json", "--profile", tmp_path / "script", text=b""
        )
        joined = events(first.stdout)[0]
        with joining(
            tmp_path, port, "Bob", "--accept-files", tmp_path / "b",
            "--from", joined["my_device_id"][:16],
        ) as bob:  # fmt: skip
            status, _, errors = send(tmp_path, port, plan, "--to", "Bob")
            assert (status, errors) == (0, "")
            assert bob.wait_for("transfer_done")["peer"] == "Script"


# --- broken off --------------------------------------------------------------------------------


def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.iso"
    with path.open("wb") as file:
        for number in range(LARGE >> 20):
            file.write(number.to_bytes(8, "big") * (1 << 17))
    return path


def test_ctrl_c_leaves_what_a_later_run_goes_on_with(tmp_path: Path) -> None:
    path = large(tmp_path)
    with hosting(tmp_path, "--accept-files", tmp_path / "in") as (anna, port):
        words = ("send", f"127.0.0.1:{port}", "--name", "Script", "--profile", tmp_path / "script")
        with Program(*words, path) as first:
            while first.wait_for("transfer_progress")["moved"] < 20_000_000:
                pass
            first.interrupt()
            assert first.status() == 1
            assert one_sentence(first.errors)
            assert "--resume" in first.errors
            assert first.all("resumable")
        assert anna.wait_for("transfer_waiting")["moved"] > 0
        assert not (tmp_path / "in" / path.name).exists()
        with Program(*words, "--resume") as second:
            assert second.status() == 0, second.errors
            assert second.errors == ""
            (done,) = second.all("transfer_done")
            assert done["resumed_at"] >= 10_000_000
            assert done["peer"] == "Anna"
        assert anna.wait_for("transfer_done")["resumed_at"] >= 10_000_000
        assert digest(tmp_path / "in" / path.name) == digest(path)
        with Program(*words, "--resume") as third:
            assert third.status() == 0
            assert third.all("nothing_to_resume")


def test_a_receiver_that_is_stopped_and_started_gets_the_rest(tmp_path: Path) -> None:
    path = large(tmp_path)
    with hosting(tmp_path) as (_, port):
        accept = ("--accept-files", tmp_path / "in")
        with joining(tmp_path, port, "Bob", *accept) as bob:
            sender = Program(
                "send", f"127.0.0.1:{port}", path, "--to", "Bob", "--name", "Script",
                "--profile", tmp_path / "script",
            )  # fmt: skip
            with sender:
                while bob.wait_for("transfer_progress")["moved"] < 20_000_000:
                    pass
                bob.interrupt()
                assert bob.status() == 0
                assert one_sentence(bob.errors)
                with joining(tmp_path, port, "Bob", *accept) as again:
                    assert again.wait_for("transfer_done")["resumed_at"] >= 10_000_000
                    assert sender.status() == 0, sender.errors
    assert digest(tmp_path / "in" / path.name) == digest(path)


# --- what cannot be sent -----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "code"), [("nothing", "file_missing"), ("pipe", "file_special")])
def test_what_is_no_file_is_refused_before_anything_is_sent(
    tmp_path: Path, plan: Path, name: str, code: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    status, told, errors = send(tmp_path, 1, plan, tmp_path / name)
    assert status == 1
    assert one_sentence(errors)
    assert [one["code"] for one in told] == [code]


def test_what_is_odd_in_a_folder_is_left_out_and_said(tmp_path: Path, photos: Path) -> None:
    (photos / "link").symlink_to("/etc/passwd")
    os.mkfifo(photos / "b" / "pipe")
    with hosting(tmp_path, "--accept-files", tmp_path / "in") as (_, port):
        status, told, errors = send(tmp_path, port, photos)
        assert status == 1
        assert one_sentence(errors)
        failed = {one["name"]: one["code"] for one in told if one["event"] == "file_failed"}
        assert {name.rpartition("/")[2]: code for name, code in failed.items()} == {
            "link": "file_special", "pipe": "file_special",
        }  # fmt: skip
    (photos / "link").unlink()
    (photos / "b" / "pipe").unlink()
    assert tree(tmp_path / "in" / "photos") == tree(photos)


def test_to_somebody_who_is_away(tmp_path: Path, photos: Path) -> None:
    with hosting(tmp_path, "--spool", "0.1", "--spool-days", "3") as (anna, port):
        with joining(tmp_path, port, "Bob"):
            anna.wait_for("member_joined", name="Bob")
        anna.wait_for("member_left", name="Bob")
        status, told, errors = send(tmp_path, port, photos, "--to", "Bob")
        assert (status, errors) == (0, "")
        (left,) = [event for event in told if event["event"] == "transfer_left"]
        assert (left["state"], left["peer"], left["name"]) == ("left", "Bob", "photos")
        spooled = anna.wait_for("spooled")
        assert (spooled["author"], spooled["to"], spooled["name"]) == ("Script", "Bob", "photos")
        # Whoever sent it is gone; Bob comes back and has it.
        there = tmp_path / "there"
        there.mkdir()
        with joining(tmp_path, port, "Bob", "--accept-files", there) as bob:
            bob.wait_for("transfer_done")
        assert tree(there / "photos") == tree(photos)
        assert anna.wait_for("spool_ended")["offer"] == left["offer"]
        # The next time the sender is there, it hears that it was fetched.
        with joining(tmp_path, port, "script", "--name", "Script") as script:
            done = script.wait_for("transfer_done")
            assert done["peer"] == "Bob"


def test_to_somebody_who_is_away_while_nothing_is_kept(tmp_path: Path, plan: Path) -> None:
    with hosting(tmp_path, "--spool", "0") as (anna, port):
        with joining(tmp_path, port, "Bob"):
            anna.wait_for("member_joined", name="Bob")
        anna.wait_for("member_left", name="Bob")
        status, told, errors = send(tmp_path, port, plan, "--to", "Bob")
        assert status == 1
        assert "Bob is away and the host keeps no files." in errors
        assert "transfer_left" not in {event["event"] for event in told}

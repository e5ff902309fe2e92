from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lanyard.events import Code
from lanyard.network import identity
from lanyard.network.identity import IdentityError, fingerprint, load_or_create

pem = Path(identity.FOLDER) / identity.FILE

posix = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
not_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write everything"
)


def test_the_second_start_finds_the_first_identity(tmp_path: Path) -> None:
    first = load_or_create(tmp_path)
    again = load_or_create(tmp_path)
    assert again == first
    assert len(first.device_id) == 64
    assert set(first.device_id) <= set("0123456789abcdef")
    assert [path.name for path in (tmp_path / identity.FOLDER).iterdir()] == [identity.FILE]


def test_two_profiles_are_two_people(tmp_path: Path) -> None:
    assert load_or_create(tmp_path / "a") != load_or_create(tmp_path / "b")


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o377])
def test_the_key_is_private_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        load_or_create(tmp_path / "profile")
    finally:
        os.umask(before)
    assert (tmp_path / "profile" / pem).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "profile" / pem.parent).stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "profile").stat().st_mode & 0o777 == 0o700


@posix
def test_a_folder_of_the_person_keeps_its_rights(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    load_or_create(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o755


@posix
def test_a_careless_copy_is_made_private_again(tmp_path: Path) -> None:
    load_or_create(tmp_path)
    (tmp_path / pem).chmod(0o644)
    load_or_create(tmp_path)
    assert (tmp_path / pem).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["empty", "half", "noise", "only key", "other key", "huge"])
def test_damage_is_told_and_nothing_is_replaced(tmp_path: Path, damage: str) -> None:
    load_or_create(tmp_path / "other")
    load_or_create(tmp_path / "mine")
    path = tmp_path / "mine" / pem
    whole = path.read_bytes()
    at = whole.index(b"-----BEGIN CERTIFICATE")
    other = (tmp_path / "other" / pem).read_bytes()
    damaged = {
        "empty": b"",
        "half": whole[: len(whole) // 2],
        "noise": bytes(range(256)),
        "only key": whole[:at],
        "other key": other[: other.index(b"-----BEGIN CERTIFICATE")] + whole[at:],
        "huge": whole + b"\n" * 100_000,
    }[damage]
    path.write_bytes(damaged)
    with pytest.raises(IdentityError) as caught:
        load_or_create(tmp_path / "mine")
    assert caught.value.failure.code is Code.IDENTITY_UNREADABLE
    assert caught.value.failure.name == str(path)
    assert path.read_bytes() == damaged


@not_root
@posix
def test_a_key_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    load_or_create(tmp_path)
    (tmp_path / pem).chmod(0)
    with pytest.raises(IdentityError) as caught:
        load_or_create(tmp_path)
    assert caught.value.failure.code is Code.IDENTITY_UNREADABLE


def test_a_folder_in_the_place_of_the_key_is_told(tmp_path: Path) -> None:
    (tmp_path / pem).mkdir(parents=True)
    with pytest.raises(IdentityError) as caught:
        load_or_create(tmp_path)
    assert caught.value.failure.code is Code.IDENTITY_UNREADABLE


def test_a_profile_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(IdentityError) as caught:
        load_or_create(tmp_path / "file" / "profile")
    assert caught.value.failure.code in (Code.PROFILE_UNWRITABLE, Code.IDENTITY_UNREADABLE)


def test_programs_that_start_at_once_agree(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from lanyard.network.identity import load_or_create;"
        "sys.stdin.readline(); print(load_or_create(Path(sys.argv[1])).device_id)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / "profile")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for _ in range(4)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    said = {program.communicate(timeout=60)[0].strip() for program in programs}
    assert said == {load_or_create(tmp_path / "profile").device_id}
    assert [path.name for path in (tmp_path / "profile" / pem).parent.iterdir()] == [identity.FILE]


def test_the_fast_one_wins_between_look_and_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = identity._make()
    monkeypatch.setattr(identity, "_make", lambda: _fast(tmp_path) or slow)
    ours = load_or_create(tmp_path)
    monkeypatch.undo()
    assert ours == load_or_create(tmp_path)
    assert (tmp_path / pem).read_bytes() != slow


def _fast(profile: Path) -> bytes:
    """Be the other program: make the identity first."""
    path = profile / pem
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_fresh)
    return b""


_fresh = identity._make()


def test_a_disk_without_hard_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    assert load_or_create(tmp_path) == load_or_create(tmp_path)


def test_a_fingerprint_comes_in_groups_of_four() -> None:
    assert fingerprint("0123456789abcdef") == "0123 4567 89ab cdef"

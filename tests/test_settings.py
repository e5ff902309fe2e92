"""Settings survive a restart with their types, and nonsense in the file harms nobody."""

from __future__ import annotations

import stat
from dataclasses import fields
from pathlib import Path

import pytest

from lanyard import settings as module
from lanyard.settings import Settings, SettingsKeeper, SettingsStore, account_name, with_host


def write(profile: Path, *lines: str) -> SettingsStore:
    (profile / "settings.ini").write_text("[General]\n" + "\n".join(lines) + "\n")
    return SettingsStore(profile)


def test_a_first_start_knows_the_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "account_name", lambda: "Chen Wei")
    settings = SettingsStore(tmp_path).load()
    assert settings.name == "Chen Wei"
    assert settings.port == 25225
    assert settings.downloads
    assert settings.enter_sends


def test_everything_comes_back(tmp_path: Path) -> None:
    kept = Settings(
        name='王芳, "the" \\ one',
        room_name="Chen’s = room; [x]",
        port=4000,
        guests="read",
        history_days=30,
        spool_gigabytes=0,
        spool_days=30,
        join_port=4001,
        joined_hosts=("10.0.0.12", "fe80::1", "printer.local"),
        downloads="/home/me/Down loads",
        colour_scheme="dark",
        enter_sends=False,
        broadcast_port=7000,
        people_shown=False,
        daily_log="/home/me/Documents/Lanyard",
        tray_said=True,
        trusted=('{"a": "1, 2"}', '{"b": 2}'),
        durable=False,
        geometry=b"\x01\xd9\xd0\xcb\x00\xff",
    )
    SettingsStore(tmp_path).save(kept)
    assert SettingsStore(tmp_path).load() == kept


def test_what_another_process_wrote_has_its_types(tmp_path: Path) -> None:
    """Qt hands a file's values out as text; ``bool('false')`` would be True."""
    store = write(
        tmp_path, "name=Me", "enter_sends=false", "tray_said=true", "port=4000",
        "joined_hosts=10.0.0.12", "geometry=@ByteArray(ab)",
    )  # fmt: skip
    settings = store.load()
    assert settings.enter_sends is False
    assert settings.tray_said is True
    assert settings.port == 4000
    assert settings.joined_hosts == ("10.0.0.12",)
    assert settings.geometry == b"ab"


@pytest.mark.parametrize("port", ["0", "70000", "-1", "abc", "", "99999999999999999999"])
def test_a_nonsense_port_is_not_kept(tmp_path: Path, port: str) -> None:
    assert write(tmp_path, f"port={port}").load().port == 25225


@pytest.mark.parametrize(
    ("kept", "days"),
    [("0", 0), ("-1", -1), ("30", 30), ("-2", -1), ("abc", -1), ("", -1), ("99999999999", -1)],
)
def test_what_newcomers_read_is_kept_when_it_makes_sense(
    tmp_path: Path, kept: str, days: int
) -> None:
    assert write(tmp_path, f"history_days={kept}").load().history_days == days


@pytest.mark.parametrize(("kept", "gigabytes"), [("0", 0), ("10", 10), ("-1", 2), ("99999", 2)])
def test_how_much_is_kept_for_others_makes_sense(tmp_path: Path, kept: str, gigabytes: int) -> None:
    settings = write(tmp_path, f"spool_gigabytes={kept}", "spool_days=0").load()
    assert (settings.spool_gigabytes, settings.spool_days) == (gigabytes, 7)


def test_a_nonsense_scheme_is_the_systems(tmp_path: Path) -> None:
    assert write(tmp_path, "colour_scheme=pink").load().colour_scheme == "system"


def test_a_broken_file_is_a_first_start(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_bytes(b"\x00\xff\xfe garbage [[[ \n = = \n")
    assert SettingsStore(tmp_path).load().port == 25225


def test_no_passcode_is_ever_kept() -> None:
    assert not [field.name for field in fields(Settings) if "pass" in field.name]


def test_the_keeper_tells_and_writes_only_changes(tmp_path: Path) -> None:
    keeper = SettingsKeeper(SettingsStore(tmp_path))
    told: list[object] = []
    keeper.changed.connect(told.append)
    keeper.change(keeper.settings)
    assert told == []
    changed = Settings(name="Somebody else", downloads="/x")
    keeper.change(changed)
    assert told == [changed]
    assert SettingsStore(tmp_path).load() == changed


def test_the_file_lies_in_the_profile(tmp_path: Path) -> None:
    SettingsStore(tmp_path).save(Settings(name="Me"))
    assert stat.S_ISREG((tmp_path / "settings.ini").stat().st_mode)


def test_hosts_are_remembered_once_and_not_for_ever() -> None:
    hosts = with_host(with_host(with_host((), "a"), "b"), "a")
    assert hosts == ("a", "b")
    for number in range(100):
        hosts = with_host(hosts, str(number))
    assert len(hosts) == module.HOSTS_KEPT
    assert hosts[0] == "99"


def test_the_account_has_a_name() -> None:
    assert account_name()

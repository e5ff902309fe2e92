"""The scripts that make the program ready: what a fresh clone and a bundle depend on."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("PySide6")

from PySide6.QtCore import QFile, QIODevice
from PySide6.QtGui import QImageReader
from pytestqt.qtbot import QtBot

from lanyard import system_libraries
from lanyard.system_libraries import Library

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
GLIB = Library("libglib-2.0.so.0", "libglib2.0-0")
EGL = Library("libEGL.so.1", "libegl1")
posix = pytest.mark.skipif(os.name != "posix", reason="a shell script")


def script(name: str) -> ModuleType:
    """Load one of the scripts; the folder is no package, so that it hides none of that name."""
    spec = importlib.util.spec_from_file_location(f"packaging_{name}", PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


# --- resources ---------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree with resources of its own and nothing else."""
    shutil.copytree(
        ROOT / "resources", tmp_path / "resources", ignore=shutil.ignore_patterns("*.qm")
    )
    (tmp_path / "app" / "lanyard").mkdir(parents=True)
    return tmp_path


def test_resources_are_compiled_once_and_again_after_a_change(tree: Path) -> None:
    compile_resources = script("build_hook").compile_resources
    assert compile_resources(tree)
    assert not compile_resources(tree)
    generated = tree / "app" / "lanyard" / "_resources.py"
    first = generated.read_bytes()
    icon = tree / "resources" / "icons" / "app.svg"
    later = generated.stat().st_mtime + 10
    os.utime(icon, (later, later))
    assert compile_resources(tree)
    assert generated.read_bytes() == first


def test_a_listed_file_that_is_missing_stops_the_build(tree: Path) -> None:
    (tree / "resources" / "icons" / "app.svg").unlink()
    with pytest.raises(RuntimeError, match=r"icons/app\.svg"):
        script("build_hook").compile_resources(tree)


def test_the_program_carries_every_listed_resource() -> None:
    from lanyard import _resources  # noqa: F401 - importing it registers the resources

    for path in (ROOT / "resources" / "icons").glob("*.svg"):
        file = QFile(f":/icons/{path.name}")
        assert file.open(QIODevice.OpenModeFlag.ReadOnly)
        assert file.readAll().data() == path.read_bytes()
        file.close()


# --- icons -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ending", "side"), [("png", 512), ("ico", 256), ("icns", 1024)])
def test_every_icon_can_be_read_back(qtbot: QtBot, tmp_path: Path, ending: str, side: int) -> None:
    subprocess.run(
        [sys.executable, PACKAGING / "icons.py", ROOT / "resources/icons/lanyard.svg", tmp_path],
        check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    icon = tmp_path / f"lanyard.{ending}"
    if ending == "icns":
        # Qt reads no ICNS everywhere: check the table and read the largest picture by itself.
        written = icon.read_bytes()
        assert written[:4] == b"icns"
        assert int.from_bytes(written[4:8], "big") == len(written)
        icon.write_bytes(written[written.index(b"ic10") + 8 :])
    reader = QImageReader(str(icon))
    reader.setDecideFormatFromContent(True)
    sizes = []
    for number in range(max(reader.imageCount(), 1)):
        reader.jumpToImage(number)
        sizes.append(reader.read().width())
    assert max(sizes) == side
    image = QImageReader(str(tmp_path / "lanyard.png")).read()
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(256, 430).name() == "#2f5fd0"


# --- the menu entry ----------------------------------------------------------------------------


@posix
def test_the_menu_entry_starts_the_program_from_an_odd_folder(tmp_path: Path) -> None:
    folder = tmp_path / 'odd $name & "more"'
    shutil.copytree(PACKAGING / "linux", folder)
    shutil.copy(ROOT / "resources" / "icons" / "lanyard.svg", folder)
    share = tmp_path / "share"
    environment = {**os.environ, "XDG_DATA_HOME": str(share)}
    adder = ["sh", str(folder / "add-to-menu.sh")]
    subprocess.run(adder, env=environment, check=True, capture_output=True)
    entry = share / "applications" / "lanyard.desktop"
    (line,) = [line for line in entry.read_text().splitlines() if line.startswith("Exec=")]
    # Two layers, as the Desktop Entry Specification has them: the string, then the quoting.
    quoted = line.removeprefix("Exec=").replace("\\\\", "\\")
    assert quoted.startswith('"')
    unquoted = quoted[1:-1]
    for character in '\\"`$':
        unquoted = unquoted.replace(f"\\{character}", character)
    assert unquoted == str(folder / "lanyard")
    subprocess.run([*adder, "remove"], env=environment, check=True, capture_output=True)
    assert not entry.exists()


# --- libraries of the system -------------------------------------------------------------------


def test_a_missing_library_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    unknown = Library("libnowhere.so.7", "libnowhere7")
    monkeypatch.setattr(system_libraries, "ALWAYS", (unknown,))
    assert system_libraries.missing(screen=False) == (unknown,)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert system_libraries.missing(screen=False) == ()


def test_nothing_is_missing_where_qt_runs() -> None:
    assert system_libraries.missing(screen=False) == ()


@pytest.mark.parametrize(
    ("tool", "line"),
    [
        ("apt-get", "sudo apt-get install --yes libglib2.0-0 libegl1"),
        (
            "dnf",
            "sudo dnf install -y 'libglib-2.0.so.0()(64bit)' 'libEGL.so.1()(64bit)'",
        ),
        ("none", ""),
    ],
)
def test_the_install_line_fits_the_system(
    monkeypatch: pytest.MonkeyPatch, tool: str, line: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name == tool else None)
    assert system_libraries.install_line((GLIB, EGL)) == line


# --- dev.py ------------------------------------------------------------------------------------


def dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PACKAGING / "dev.py", *arguments],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip


def test_help_names_every_verb() -> None:
    told = dev("--help")
    assert told.returncode == 0
    for verb in script("dev").VERBS:
        assert f"\n  {verb} " in told.stdout


def test_wrong_usage_is_said() -> None:
    assert dev("dance").returncode == 2
    assert dev().returncode == 2
    unknown = dev("proofs", "dance")
    assert unknown.returncode == 1
    assert "unknown kind dance" in unknown.stderr
    assert dev("lint", "dance").returncode == 1


def test_a_half_made_environment_is_not_whole(tmp_path: Path) -> None:
    is_whole = script("dev").is_whole
    stamp = tmp_path / "stamp"
    python = Path(sys.executable)
    assert not is_whole(python, stamp, ())
    stamp.touch()
    assert is_whole(python, stamp, ("lanyard",))
    assert not is_whole(python, stamp, ("lanyard", "no_such_package"))
    assert not is_whole(tmp_path / "gone", stamp, ())


def test_the_pins_name_no_registry_and_no_folder() -> None:
    for path in (PACKAGING / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text, path
        assert "index-url" not in text, path
        assert "find-links" not in text, path
        packages = [line for line in text.splitlines() if line[:1].isalnum()]
        assert packages
        assert all(line.endswith("\\") for line in packages), path

"""Turns resources/ into the one module the program carries: lrelease, then rcc.

Hatchling runs the hook for the wheel and for the editable install alike; ``dev.py`` runs this file
by itself to follow a changed icon or translation. Qt's own tools come with PySide6-Essentials.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GENERATED = Path("app", "lanyard", "_resources.py")


class ResourceHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the resources before hatchling collects the files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make ``_resources.py`` when it is missing or older than what it is made from."""
        if self.target_name == "wheel":
            compile_resources(Path(self.root))


def compile_resources(root: Path) -> bool:
    """Compile resources/ of the source tree ``root``; False when nothing had changed.

    Raises RuntimeError with the tool's own words when one of Qt's tools fails.
    """
    resources = root / "resources"
    target = root / GENERATED
    if _is_current(target, resources):
        return False
    for source in sorted((resources / "translations").glob("*.ts")):
        _run_tool("lrelease", "-silent", source, "-qm", source.with_suffix(".qm"))
    # Written beside and renamed: a program that starts now never imports half a module.
    fresh = target.with_suffix(".fresh")
    # zlib, because not every build of Qt can read zstd.
    _run_tool("rcc", "-g", "python", "--compress-algo", "zlib", resources / "lanyard.qrc",
              "-o", fresh)  # fmt: skip
    fresh.replace(target)
    return True


def qt_tool(name: str) -> Path:
    """Return the path of one of Qt's tools in the installed PySide6-Essentials."""
    found = importlib.util.find_spec("PySide6")
    if found is None or found.origin is None:
        raise RuntimeError("PySide6-Essentials is not installed: it carries lrelease and rcc")
    folder = Path(found.origin).parent
    ending = ".exe" if sys.platform == "win32" else ""
    for place in (folder / "Qt" / "libexec", folder, folder / "Qt" / "bin"):
        if (tool := place / f"{name}{ending}").exists():
            return tool
    raise RuntimeError(f"PySide6-Essentials in {folder} has no {name}")


def _is_current(target: Path, resources: Path) -> bool:
    """Tell whether the generated module is younger than every source, folders included."""
    if not target.exists():
        return False
    made = target.stat().st_mtime
    sources = (path for path in resources.rglob("*") if path.suffix != ".qm")
    # A folder's own time tells of files that went; making a .qm changes it too, hence only icons.
    return all(
        path.stat().st_mtime <= made
        for path in sources
        if path.is_file() or path.name != "translations"
    )


def _run_tool(name: str, *arguments: str | Path) -> None:
    # A fixed date makes the same sources give the same module; rcc takes 0 for "not set".
    environment = {**os.environ, "QT_RCC_SOURCE_DATE_OVERRIDE": "315532800"}
    done = subprocess.run(
        [str(qt_tool(name)), *map(str, arguments)],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = (done.stdout + done.stderr).strip()
    # rcc ends with 0 when a listed file is missing and only says so.
    if done.returncode != 0 or "RCC: Error" in said or "Cannot find file" in said:
        raise RuntimeError(f"{name} failed ({done.returncode}): {said}")


if __name__ == "__main__":
    compile_resources(Path(__file__).resolve().parent.parent)

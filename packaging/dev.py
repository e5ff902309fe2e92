#!/usr/bin/env python3
"""The one entry to the source tree: run, test, check, measure and bundle Lanyard.

Needs nothing but Python: it makes .venv beside pyproject.toml, installs the pinned packages there
(every file checked by its hash) and the project itself, and looks for the libraries Qt needs. All
of that happens again only when the pins or the build changed. It never asks a question.
"""

from __future__ import annotations

import argparse
import ast
import ctypes
import hashlib
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PURE_VENV = ROOT / ".venv-pure"
PINS = ROOT / "packaging" / "requirements"
BENCHES = ROOT / "tests" / "bench"
FAULTS = ROOT / "tests" / "faults"
DIST = ROOT / "dist"
OLDEST = (3, 11)
PROOFS = ("slow", "fault", "namespace", "peer")
PURE_TESTS = ("wire", "room", "test_events.py", "test_commands.py", "journal/test_store*.py")

GUIDE = """\
verbs
  run [ARGUMENT...]     start Lanyard; arguments go to the program (run host --room Office)
  test [ARGUMENT...]    all quick tests, without a screen; arguments go to pytest
  proofs [KIND...]      the long tests: slow, fault, namespace, peer (default: all of them);
                        fault and namespace want root. Arguments after -- go to pytest
  lint                  ruff, its formatter, mypy, the import contracts
  pure [ARGUMENT...]    tests of the rooms without Qt, in an environment without Qt
  bench [NAME [ARG...]] list the measurements, or take one
  faults [NAME...] [--count N]
                        list the hard knocks, or give some: kill, power, full, ... (or all);
                        N kills, cuts. --seed N repeats a run. Most of them want root
  wheel                 build the wheel into dist/
  bundle                build the program as one folder, dist/lanyard/, and let it check itself
  translate             collect the texts of app/ into resources/translations/*.ts
  pins                  make packaging/requirements/*.txt anew from pyproject.toml and *.in
  clean                 remove everything this command makes, .venv included
"""


class Stop(Exception):
    """The work cannot go on; the text is for the person at the terminal."""


# --- the environment ---------------------------------------------------------------------------


def python_of(venv: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def say(text: str) -> None:
    """Tell what is going on, on standard error: standard output belongs to the program."""
    print(f"dev: {text}", file=sys.stderr, flush=True)


def call(*command: str | Path, quiet: bool = False) -> None:
    """Run a command in the root of the tree; Stop when it fails.

    With ``quiet`` its output appears only when it failed.
    """
    line = [str(part) for part in command]
    done = subprocess.run(
        line, cwd=ROOT, check=False, text=True, errors="replace",
        stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None,
    )  # fmt: skip
    if done.returncode != 0:
        if quiet:
            print(done.stdout, file=sys.stderr)
        raise Stop(f"this failed ({done.returncode}): {shlex.join(line)}")


def prepare(screen: bool = False) -> Path:
    """Make everything ready and return the interpreter to use.

    ``screen`` asks also for the libraries of a window on a real screen.
    """
    want_system_libraries(screen)
    pins = [PINS / "dev.txt"]
    pins += [PINS / "windows.txt"] if os.name == "nt" else []
    pins += [PINS / "macos.txt"] if sys.platform == "darwin" else []
    python = prepare_venv(VENV, pins, ("lanyard", "PySide6", "pytest", "hatchling"), editable=True)
    call(python, ROOT / "packaging" / "build_hook.py")
    return python


def prepare_venv(venv: Path, pins: list[Path], needed: tuple[str, ...], editable: bool) -> Path:
    """Make or mend a virtual environment with exactly the pinned packages.

    A stamp is written last, so whatever was interrupted is begun anew; a changed pin is
    installed in place, and only if that fails too the environment is made from nothing.
    """
    python = python_of(venv)
    stamp = venv / "lanyard.stamp"
    made_from = [*pins, ROOT / "pyproject.toml", ROOT / "packaging" / "build_hook.py"]
    digest = hashlib.sha256(f"{ROOT} {sys.version}".encode())
    for path in made_from:
        digest.update(path.read_bytes())
    if is_whole(python, stamp, needed):
        if stamp.read_text() == digest.hexdigest():
            return python
        try:
            install(python, pins, editable)
        except Stop as reason:
            say(f"{reason}; making {venv.name} anew")
        else:
            stamp.write_text(digest.hexdigest())
            return python
    say(f"making {venv.name} (once; takes a minute)")
    shutil.rmtree(venv, ignore_errors=True)
    want_ensurepip()
    call(sys.executable, "-m", "venv", venv, quiet=True)
    install(python, pins, editable)
    stamp.write_text(digest.hexdigest())
    return python


def is_whole(python: Path, stamp: Path, needed: tuple[str, ...]) -> bool:
    """Tell whether an environment was finished, still runs and still has what it needs."""
    if not stamp.is_file():
        return False
    probe = (
        "import sys, importlib.util as u; sys.exit(any(not u.find_spec(n) for n in sys.argv[1:]))"
    )
    try:
        done = subprocess.run(
            [str(python), "-c", probe, *needed], cwd=VENV.parent, check=False,
            stdin=subprocess.DEVNULL, capture_output=True,
        )  # fmt: skip
    except OSError:
        return False
    return done.returncode == 0


def install(python: Path, pins: list[Path], editable: bool) -> None:
    """Install the pinned packages, each file checked by its hash, then perhaps the project."""
    say("installing the pinned packages")
    lists = [part for path in pins for part in ("-r", str(path))]
    call(python, "-m", "pip", "install", "--require-hashes", *lists, quiet=True)
    if editable:
        # Without isolation the build too uses the pinned tools instead of fetching newer ones.
        call(
            python, "-m", "pip", "install", "--no-build-isolation", "--no-deps", "--editable", ROOT,
            quiet=True,
        )  # fmt: skip


def want_ensurepip() -> None:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        install_system_packages([package], f"sudo apt-get install --yes {package}")


def want_bundle_tools() -> None:
    """PyInstaller wants objdump, and Python as a library, which Debian packs by itself."""
    if not sys.platform.startswith("linux"):
        return
    packages = [] if shutil.which("objdump") else ["binutils"]
    library = str(sysconfig.get_config_var("INSTSONAME") or "")
    if ".so" in library:
        try:
            ctypes.CDLL(library)
        except OSError:
            packages.append(f"libpython{sys.version_info[0]}.{sys.version_info[1]}")
    if packages:
        install_system_packages(packages, f"sudo apt-get install --yes {' '.join(packages)}")


def want_system_libraries(screen: bool) -> None:
    """Install what Qt needs of the system, or stop and say the line that does."""
    sys.path.insert(0, str(ROOT / "app"))
    from lanyard import system_libraries

    lacking = system_libraries.missing(screen)
    if lacking:
        names = ", ".join(library.soname for library in lacking)
        say(f"Qt needs libraries this system lacks: {names}")
        packages = list(dict.fromkeys(library.package for library in lacking))
        install_system_packages(packages, system_libraries.install_line(lacking))


def install_system_packages(packages: list[str], line: str) -> None:
    """Install Debian packages where this process may, else stop with the line to type."""
    if not (shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        raise Stop(f"please run: {line}" if line else f"please install: {' '.join(packages)}")
    say(f"installing {' '.join(packages)}")
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    first = subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    if first.returncode != 0:
        # A bare image has no package lists yet.
        call("apt-get", "update", quiet=True)
        call(*command, quiet=True)


# --- the verbs ---------------------------------------------------------------------------------


def run(arguments: list[str]) -> NoReturn:
    """Start the program; this process becomes it."""
    screen = bool(os.environ.get("DISPLAY")) and "QT_QPA_PLATFORM" not in os.environ
    become(prepare(screen), "-m", "lanyard", *arguments)


def test(arguments: list[str]) -> NoReturn:
    """Run the quick tests without a screen."""
    python = prepare()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    become(python, "-m", "pytest", *arguments)


def proofs(arguments: list[str]) -> NoReturn:
    """Run the long tests of the named kinds."""
    kinds = arguments[: arguments.index("--")] if "--" in arguments else arguments
    rest = arguments[len(kinds) + 1 :]
    if unknown := [kind for kind in kinds if kind not in PROOFS]:
        raise Stop(f"unknown kind {unknown[0]}: there are {', '.join(PROOFS)}")
    test(["-m", " or ".join(kinds or PROOFS), *rest])


def lint(arguments: list[str]) -> None:
    """Run every check of the source; all of them, even when the first one finds something."""
    no_arguments("lint", arguments)
    python = prepare()
    scripts = python.parent
    checks = (
        (scripts / "ruff", "check", "."),
        (scripts / "ruff", "format", "--check", "."),
        (python, "-m", "mypy", "app/lanyard", "packaging"),
        (scripts / "lint-imports",),
    )
    failed = []
    for check in checks:
        try:
            call(*check)
        except Stop as reason:
            failed.append(str(reason))
    if failed:
        raise Stop("\n     ".join(failed))


def pure(arguments: list[str]) -> NoReturn:
    """Run the tests of the rooms without Qt where Qt cannot be imported at all."""
    built = build_wheel(prepare())
    python = prepare_venv(PURE_VENV, [PINS / "pure.txt"], ("msgspec", "pytest"), editable=False)
    call(python, "-m", "pip", "install", "--no-deps", "--force-reinstall", built, quiet=True)
    absent = "import importlib.util as u, sys; sys.exit(u.find_spec('PySide6') is not None)"
    call(python, "-c", absent)
    tests = ROOT / "tests"
    chosen = [str(path) for name in PURE_TESTS for path in sorted(tests.glob(name))]
    become(python, "-m", "pytest", *chosen, *arguments)


def bench(arguments: list[str]) -> None:
    """List the measurements, or take one."""
    found = {path.stem: path for path in sorted(BENCHES.glob("*.py")) if has_main(path)}
    if not arguments:
        for name, path in found.items():
            about = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split(
                "\n"
            )
            print(f"{name:16} {about[0]}")
        return
    if arguments[0] not in found:
        raise Stop(
            f"there is no measurement {arguments[0]}; there are: {', '.join(found) or 'none'}"
        )
    become(prepare(), found[arguments[0]], *arguments[1:])


def faults(arguments: list[str]) -> None:
    """List the fault proofs, or run some of them and print their figures."""
    found = {path.stem.removeprefix("test_"): path for path in sorted(FAULTS.glob("test_*.py"))}
    parser = argparse.ArgumentParser(prog="dev.py faults")
    parser.add_argument("names", nargs="*", choices=[*found, "all", []], metavar="NAME")
    parser.add_argument("--count", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    asked = parser.parse_args(arguments)
    if not asked.names:
        for name, path in found.items():
            about = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            print(f"{name:16} {about.splitlines()[0] if about else ''}")
        return
    names = list(found) if "all" in asked.names else asked.names
    python = prepare()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    become(
        # A thousand kills take longer than a test that hangs may.
        python, "-m", "pytest", "-m", "fault", "-o", "faulthandler_timeout=3600", "-rsP",
        "--faults", str(asked.count), "--seed", str(asked.seed), *(found[name] for name in names),
    )  # fmt: skip


def wheel(arguments: list[str]) -> None:
    """Build the wheel."""
    no_arguments("wheel", arguments)
    print(build_wheel(prepare()))


def bundle(arguments: list[str]) -> None:
    """Build the program as one folder and let the result check itself."""
    no_arguments("bundle", arguments)
    # The libraries of an X screen go into the bundle only if they are here.
    python = prepare(screen=True)
    want_bundle_tools()
    icons = ROOT / "build" / "icons"
    call(python, ROOT / "packaging" / "icons.py", ROOT / "resources/icons/lanyard.svg", icons)
    call(
        python, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
        "--distpath", DIST, "--workpath", ROOT / "build" / "bundle",
        ROOT / "packaging" / "lanyard.spec",
    )  # fmt: skip
    folder = DIST / "lanyard"
    if sys.platform.startswith("linux"):
        for source in (ROOT / "packaging" / "linux").iterdir():
            shutil.copy(source, folder)
        shutil.copy(icons / "lanyard.png", folder)
        shutil.copy(ROOT / "resources" / "icons" / "lanyard.svg", folder)
    program = folder / ("lanyard-console.exe" if os.name == "nt" else "lanyard")
    call(program, "--self-check", "--profile", ROOT / "build" / "self-check")
    total = sum(path.stat().st_size for path in folder.rglob("*") if not path.is_symlink())
    say(f"{folder.relative_to(ROOT)} is ready: {total / 1e6:.0f} MB")


def translate(arguments: list[str]) -> None:
    """Collect the texts of the program into the translation files; nothing translated is lost."""
    no_arguments("translate", arguments)
    python = prepare()
    sources = sorted(str(path) for path in (ROOT / "app").rglob("*.py"))
    sources = [path for path in sources if not path.endswith("_resources.py")]
    tool = "from PySide6.scripts.pyside_tool import lupdate; lupdate()"
    for target in sorted((ROOT / "resources" / "translations").glob("*.ts")):
        only = ["-pluralonly"] if target.stem.endswith("_en") else []
        call(
            python, "-c", tool, "-no-obsolete", "-locations", "none",
            *only, *sources, "-ts", target,
        )  # fmt: skip


def pins(arguments: list[str]) -> None:
    """Resolve every pin anew; the files name no registry."""
    no_arguments("pins", arguments)
    python = prepare()
    for name in ("run", "dev", "pure", "windows", "macos"):
        target = PINS / f"{name}.txt"
        source = ROOT / "pyproject.toml" if name == "run" else PINS / f"{name}.in"
        call(
            python, "-m", "piptools", "compile", "--upgrade", "--generate-hashes", "--no-header",
            "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host",
            "--strip-extras", "--allow-unsafe", "--quiet", "--output-file",
            target.relative_to(ROOT), source.relative_to(ROOT),
        )  # fmt: skip
        # One release of Qt serves every Python; the marker of the bound would leave newer ones out.
        text = re.sub(r' ; python_version < "3\.12"', "", target.read_text(encoding="utf-8"))
        target.write_text(text, encoding="utf-8")


def clean(arguments: list[str]) -> None:
    """Remove everything this command makes."""
    no_arguments("clean", arguments)
    made = [VENV, PURE_VENV, DIST, ROOT / "build"]
    made += [ROOT / name for name in (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")]
    made += [
        path
        for part in ("app", "tests", "packaging")
        for path in (ROOT / part).rglob("__pycache__")
    ]
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    for file in [ROOT / "app/lanyard/_resources.py", *(ROOT / "resources").rglob("*.qm")]:
        file.unlink(missing_ok=True)


# --- small things ------------------------------------------------------------------------------


def build_wheel(python: Path) -> Path:
    """Build the wheel with the pinned tools and return its path."""
    folder = ROOT / "build" / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    call(python, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, quiet=True)
    built = next(folder.glob("lanyard-*.whl"))
    DIST.mkdir(exist_ok=True)
    return Path(shutil.copy(built, DIST))


def has_main(path: Path) -> bool:
    """Tell whether a file is a command: it defines ``main`` at its top level."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)


def become(program: Path, *arguments: str | Path) -> NoReturn:
    """Turn this process into another one, so that signals and the exit code are its own."""
    line = [str(program), *map(str, arguments)]
    sys.stdout.flush()
    os.chdir(ROOT)
    if os.name == "nt":
        # There exec returns to the shell at once.
        sys.exit(subprocess.run(line, check=False).returncode)
    os.execv(line[0], line)


def no_arguments(verb: str, arguments: list[str]) -> None:
    """Stop when a verb that takes no arguments was given some."""
    if arguments:
        raise Stop(f"{verb} takes no arguments, got: {shlex.join(arguments)}")


def open_standard_input() -> None:
    """With a closed standard input the next opened file would become it, in every child too."""
    try:
        os.fstat(0)
    except OSError:
        os.set_inheritable(os.open(os.devnull, os.O_RDONLY), True)


VERBS = {
    "run": run,
    "test": test,
    "proofs": proofs,
    "lint": lint,
    "pure": pure,
    "bench": bench,
    "faults": faults,
    "wheel": wheel,
    "bundle": bundle,
    "translate": translate,
    "pins": pins,
    "clean": clean,
}


def main() -> int:
    """Read the verb and do it; 0 done, 1 failed with one sentence, 2 wrong usage."""
    if sys.version_info < OLDEST:
        print(
            "dev: Lanyard needs Python 3.11 or newer: start this with python3.11, say",
            file=sys.stderr,
        )
        return 1
    open_standard_input()
    # pip never asks, never nags, and takes no notice of an environment that happens to be active.
    os.environ.update(
        PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore"
    )
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_REQUIRE_VIRTUALENV", "PIP_USER"):
        os.environ.pop(name, None)
    parser = argparse.ArgumentParser(
        prog="dev.py", description=__doc__, epilog=GUIDE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("verb", choices=VERBS, metavar="verb")
    # Everything after the verb belongs to it, options included.
    asked = parser.parse_args(sys.argv[1:2])
    try:
        VERBS[asked.verb](sys.argv[2:])
    except Stop as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())

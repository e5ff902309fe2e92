"""The house rules that a machine can check by reading the source.

Import walls are in pyproject.toml (import-linter); here is the rest of what the tour in
``app/README.md`` asks for. Each rule returns the places that break it, so a failure reads as a list
of what to mend; ``test_every_rule_can_fail`` shows each of them finding its offence.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app" / "lanyard"
TESTS = ROOT / "tests"
RESOURCES = ROOT / "resources"

MODULE_LINES = 440
"""Plan: about 400. What grows past this is two modules."""
FUNCTION_LINES = 66
"""Plan: about 60, docstring and all."""
CATALOGUES = {"events.py"}
"""Modules that are one long list of values and would not be clearer in parts."""
ROOM_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "managers"}
WORDS = {"handler", "manager", "data", "info", "item", "packet"}
NARROW = {"int", "float", "dict", "list", "tuple", "set"}
DISTRIBUTIONS = {"PySide6": "pyside6-essentials", "OpenSSL": "pyopenssl"}
"""What installs a module whose name differs."""
QT_PARTS_FORBIDDEN = {
    "models": {"QtWidgets", "QtNetwork"},
    "widgets": {"QtNetwork"},
    "network": {"QtWidgets", "QtGui"},
    "journal": {"QtWidgets", "QtGui", "QtNetwork"},
    "console": {"QtWidgets", "QtGui"},
    "engine.py": {"QtWidgets", "QtGui"},
}
PURE = (
    "wire/", "room/", "events.py", "commands.py", "records.py", "finding.py", "transcripts.py",
    "journal/store", "journal/database", "journal/reading", "journal/writing", "journal/salvage",
)  # fmt: skip

Place = tuple[str, int]
Rule = Callable[[str, ast.Module], Iterator[int]]


def modules(root: Path = APP) -> list[tuple[str, ast.Module]]:
    """Return every module below ``root`` with its path from there; generated ones are left out."""
    return [
        (path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(root.rglob("*.py"))
        if path.name != "_resources.py"
    ]


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call with the last part of the called name: ``a.b.c(...)`` is ``c``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield last_name(node.func), node


def last_name(node: ast.expr) -> str:
    """Return the last part of a dotted name, or '' for anything else."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the top-level name of every import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.lineno, (node.module or "").split(".")[0]


def words(name: str) -> set[str]:
    """Split ``snake_case`` and ``CamelCase`` into lower-case words; a data link is one."""
    name = re.sub("data_?(link|session)", "link", name, flags=re.IGNORECASE)
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


# --- the rules: each yields the lines that break it --------------------------------------------


def says_why_it_exists(path: str, tree: ast.Module) -> Iterator[int]:
    """A module begins with a docstring."""
    if tree.body and not ast.get_docstring(tree):
        yield 1


def is_not_too_long(path: str, tree: ast.Module) -> Iterator[int]:
    """A module is about 400 lines at most."""
    last = max((node.end_lineno or 0 for node in tree.body), default=0)
    if last > MODULE_LINES and path not in CATALOGUES:
        yield last


def has_short_functions(path: str, tree: ast.Module) -> Iterator[int]:
    """A function is about 60 lines at most."""
    for function in functions(tree):
        if (function.end_lineno or 0) - function.lineno >= FUNCTION_LINES:
            yield function.lineno


def connects_only_methods(path: str, tree: ast.Module) -> Iterator[int]:
    """A lambda, partial or plain function would run in the thread that emits."""
    plain = {node.name for node in functions(tree)} - {
        node.name
        for owner in ast.walk(tree)
        if isinstance(owner, ast.ClassDef)
        for node in functions(owner)
    }
    for name, call in calls(tree):
        if name == "connect" and call.args:
            receiver = call.args[0]
            is_made = isinstance(receiver, ast.Call) and "partial" in last_name(receiver.func)
            if is_made or isinstance(receiver, ast.Lambda) or last_name(receiver) in plain:
                yield call.lineno


def connects_only_slots(path: str, tree: ast.Module) -> Iterator[int]:
    """A method of the same class that receives a signal is decorated ``@Slot``."""
    for owner in ast.walk(tree):
        if not isinstance(owner, ast.ClassDef):
            continue
        slots = {node.name: node for node in owner.body if isinstance(node, ast.FunctionDef)}
        for name, call in calls(owner):
            receiver = call.args[0] if name == "connect" and call.args else None
            if not (isinstance(receiver, ast.Attribute) and is_self(receiver.value)):
                continue
            method = slots.get(receiver.attr)
            if method and not any("Slot" in ast.unparse(mark) for mark in method.decorator_list):
                yield method.lineno


def is_self(node: ast.expr) -> bool:
    """Tell whether an expression is ``self``."""
    return isinstance(node, ast.Name) and node.id == "self"


def never_kills_a_thread(path: str, tree: ast.Module) -> Iterator[int]:
    """``QThread.terminate`` leaves locks held and files half written."""
    yield from (call.lineno for name, call in calls(tree) if name == "terminate")


def leaves_settings_alone(path: str, tree: ast.Module) -> Iterator[int]:
    """Only settings.py touches QSettings."""
    if path != "settings.py":
        yield from (call.lineno for name, call in calls(tree) if name == "QSettings")


def starts_no_thread(path: str, tree: ast.Module) -> Iterator[int]:
    """Only the engine owns threads; standard input and the resolver can only be waited for.

    The window has a pool of one for decoding pictures: bytes go in, an image comes out.
    """
    if path not in {
        "engine.py", "application.py", "console/standard_input.py", "network/lookups.py",
    }:  # fmt: skip
        kinds = {"QThread", "Thread", "ThreadPoolExecutor", "QThreadPool"}
        yield from (call.lineno for name, call in calls(tree) if name in kinds)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                yield from [node.lineno] if bases & kinds else []


def keeps_the_platform_style(path: str, tree: ast.Module) -> Iterator[int]:
    """Style sheets fight the palette and the platform's light and dark."""
    yield from (call.lineno for name, call in calls(tree) if name == "setStyleSheet")


def shows_plain_labels(path: str, tree: ast.Module) -> Iterator[int]:
    """A QLabel guesses at markup; ``plain_label`` in widgets/text.py makes the only kind."""
    if path == "widgets/text.py":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and last_name(node.func) == "QLabel":
            yield node.lineno
        if isinstance(node, ast.ClassDef) and "QLabel" in map(last_name, node.bases):
            yield node.lineno


def shows_plain_tooltips(path: str, tree: ast.Module) -> Iterator[int]:
    """A tooltip guesses at markup too: it is ``plain_tip(...)``, a fixed text or empty."""
    for name, call in calls(tree):
        if name == "setToolTip" and call.args:
            text = ast.unparse(call.args[0])
            fixed = isinstance(call.args[0], ast.Constant) or (
                isinstance(call.args[0], ast.Call)
                and last_name(call.args[0].func) in {"tr", "translate"}
            )
            if not fixed and "plain_tip(" not in text:
                yield call.lineno


def signals_carry_values(path: str, tree: ast.Module) -> Iterator[int]:
    """``Signal(int)`` is 32 bits, dicts and lists are copied: one frozen value as object.

    Where no signal leaves the main thread a row or an exit status may be an int.
    """
    narrow = NARROW - {"int"} if path.startswith(("widgets/", "console/")) else NARROW
    for name, call in calls(tree):
        if name == "Signal" and narrow & {last_name(argument) for argument in call.args}:
            yield call.lineno


def opens_one_socket_at_a_time(path: str, tree: ast.Module) -> Iterator[int]:
    """Qt's sockets are opened under ``opening_socket`` (network/socket_opening.py says why)."""
    guarded = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.With)
        and any(last_name(entry.context_expr) == "opening_socket" for entry in block.items)
        for node in ast.walk(block)
    }
    opening = {"connectToHost", "setSocketDescriptor"}
    if "QUdpSocket(" in ast.unparse(tree):
        opening.add("bind")
    for name, call in calls(tree):
        if name in opening and id(call) not in guarded:
            yield call.lineno


def is_pure_where_promised(path: str, tree: ast.Module) -> Iterator[int]:
    """wire, room, values and the store never import Qt."""
    if not path.startswith(PURE):
        return
    yield from (line for line, name in imports(tree) if name in {"PySide6", "shiboken6"})


def uses_its_part_of_qt(path: str, tree: ast.Module) -> Iterator[int]:
    """No widget below the window, no socket above the network."""
    room = path.split("/", maxsplit=1)[0]
    forbidden = QT_PARTS_FORBIDDEN.get(room, set())
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        if forbidden & {part for name in names for part in name.split(".")[:2]}:
            yield node.lineno


def uses_the_words(path: str, tree: ast.Module) -> Iterator[int]:
    """No class or function is called handler, manager, data, info, item or packet."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and words(node.name) & WORDS:
            yield node.lineno
        if isinstance(node, ast.FunctionDef):
            # Qt's own overrides keep Qt's names: ``data`` of a model, and whatever is camelCase.
            is_override = node.name == "data" or node.name != node.name.lower()
            if not is_override and words(node.name) & WORDS:
                yield node.lineno


def waits_for_signals(path: str, tree: ast.Module) -> Iterator[int]:
    """A test that sleeps is slow when all is well and wrong when the machine is busy.

    Measurements and hard knocks choose their moments themselves.
    """
    if path != "conftest.py" and not path.startswith(("bench/", "faults/")):
        yield from (call.lineno for name, call in calls(tree) if name == "sleep")


Sources = list[tuple[str, ast.Module]]


@pytest.fixture(scope="module")
def sources() -> Sources:
    """The app's modules, parsed once; forgotten at the end, they are half a million objects."""
    return modules()


APP_RULES: dict[Rule, str] = {
    says_why_it_exists: "import os",
    is_not_too_long: "x = 1\n" * (MODULE_LINES + 1),
    has_short_functions: "def f():\n" + " x = 1\n" * FUNCTION_LINES,
    connects_only_methods: "clicked.connect(lambda: 1)",
    connects_only_slots: ("class A:\n def __init__(self): s.connect(self.go)\n def go(self): pass"),
    never_kills_a_thread: "thread.terminate()",
    leaves_settings_alone: "QSettings('x')",
    starts_no_thread: "QThread(self)",
    keeps_the_platform_style: "app.setStyleSheet('* {}')",
    shows_plain_labels: "class Name(QLabel): pass",
    shows_plain_tooltips: "row.setToolTip(member.name)",
    signals_carry_values: "moved = Signal(int)",
    opens_one_socket_at_a_time: "QUdpSocket(self).bind(address, 0)",
    is_pure_where_promised: "from PySide6.QtCore import QObject",
    uses_its_part_of_qt: "from PySide6.QtWidgets import QWidget",
    uses_the_words: "class PacketHandler: pass",
}


@pytest.mark.parametrize("rule", APP_RULES, ids=lambda rule: rule.__name__)
def test_the_app_keeps(rule: Rule, sources: Sources) -> None:
    offences = [f"{path}:{line}" for path, tree in sources for line in rule(path, tree)]
    assert not offences, f"{rule.__doc__}\n" + "\n".join(offences)


@pytest.mark.parametrize("rule", APP_RULES, ids=lambda rule: rule.__name__)
def test_every_rule_can_fail(rule: Rule) -> None:
    path = "models/example.py" if rule is uses_its_part_of_qt else "wire/example.py"
    assert list(rule(path, ast.parse(APP_RULES[rule])))


def test_plain_functions_and_partials_are_found_too() -> None:
    for offence in ("s.connect(partial(f, 1))", "def f(): pass\ns.connect(f)"):
        assert list(connects_only_methods("x.py", ast.parse(offence)))
    assert not list(connects_only_methods("x.py", ast.parse("s.connect(self.other.close)")))


def test_the_tests_wait_for_signals() -> None:
    offences = [
        f"{path}:{line}" for path, tree in modules(TESTS) for line in waits_for_signals(path, tree)
    ]
    assert not offences, "\n".join(offences)


def test_every_import_is_a_declared_dependency(sources: Sources) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[<>=;\[ ]", line)[0].lower() for line in project["dependencies"]}
    imported = {name for _path, tree in sources for _line, name in imports(tree)}
    # shiboken6 comes with PySide6 and is no choice of its own.
    strangers = imported - sys.stdlib_module_names - {"lanyard", "shiboken6"}
    assert {DISTRIBUTIONS.get(name, name) for name in strangers} == declared


def test_no_room_has_a_name_for_anything() -> None:
    named = [path for path in APP.rglob("*") if path.stem.lower() in ROOM_NAMES]
    assert not named


def test_every_room_says_why_it_exists() -> None:
    rooms = [path for path in APP.iterdir() if path.is_dir() and any(path.glob("*.py"))]
    for room in rooms:
        assert ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8"))), (
            room
        )


def test_every_icon_and_translation_reaches_the_program() -> None:
    listed = {node.text for node in ET.parse(RESOURCES / "lanyard.qrc").getroot().iter("file")}
    icons = {f"icons/{path.name}" for path in (RESOURCES / "icons").glob("*.svg")}
    translations = {
        f"translations/{path.stem}.qm" for path in (RESOURCES / "translations").glob("*.ts")
    }
    assert icons | translations <= listed
    assert {name for name in listed if name and name.startswith("icons/")} == icons


def test_every_icon_the_program_names_exists() -> None:
    named = {
        match
        for path in APP.rglob("*.py")
        if path.name != "_resources.py"
        for match in re.findall(r":/(icons/[\w-]+\.svg)", path.read_text(encoding="utf-8"))
    }
    assert all((RESOURCES / name).exists() for name in named), named

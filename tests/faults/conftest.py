"""How often and by which chance the faults happen, and who may make them."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--faults N`` and ``--seed N``; ``packaging/dev.py faults`` hands them on."""
    parser.addoption("--faults", type=int, default=0, help="how many faults (0: the usual number)")
    parser.addoption("--seed", type=int, default=0, help="repeat a run by the seed it printed")


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """Everything that happens by chance comes from this number; a failure prints it."""
    wanted = int(request.config.getoption("--seed", 0))
    chosen = wanted or random.SystemRandom().randrange(1, 1 << 30)
    print(f"--seed {chosen}")
    return chosen


@pytest.fixture
def how_many(request: pytest.FixtureRequest) -> int:
    """How many faults were asked for; 0 when nothing was said."""
    return int(request.config.getoption("--faults", 0))


@pytest.fixture
def root() -> None:
    """Disks are made and taken away here, which only root may do."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("NOT TESTED: making and breaking disks needs root")
    for tool in ("mount", "umount", "mkfs.ext4"):
        if shutil.which(tool) is None:
            pytest.skip(f"NOT TESTED: {tool} is missing")


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that lies to a program about time and disk, built from ``shim.c``."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("NOT TESTED: there is no C compiler (cc)")
    built = tmp_path_factory.mktemp("shim") / "shim.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", built, HERE / "shim.c",
         "-ldl", "-lpthread"],
        check=True,
    )  # fmt: skip
    return built

"""Identities made once: a key costs more than most tests of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from lanyard.network.identity import Identity, load_or_create


@pytest.fixture(scope="session")
def alice(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return load_or_create(Path(tmp_path_factory.mktemp("alice")))


@pytest.fixture(scope="session")
def bob(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return load_or_create(Path(tmp_path_factory.mktemp("bob")))

"""Recorders for the tests of this room; Qt is asked for only where a test wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lanyard.journal import database as database_module
from lanyard.journal.store import Store

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from journal.desks import Desks


@pytest.fixture
def desks(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desks]:
    from journal.desks import Desks
    from lanyard.journal import recorder as recorder_module

    monkeypatch.setattr(recorder_module, "_RETRY_MILLISECONDS", 20)
    made = Desks(qtbot, tmp_path)
    yield made
    for desk in made.made:
        desk.end()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Store gives up soon on a file that another program holds."""
    monkeypatch.setattr(database_module, "BUSY_MILLISECONDS", 50)


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every transaction that a Store begins."""
    counted: list[int] = []
    real = Store.transaction

    def counting(self: Store) -> Any:
        counted.append(1)
        return real(self)

    monkeypatch.setattr(Store, "transaction", counting)
    return counted

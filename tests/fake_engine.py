"""An engine without network and disk: it records commands and says what a test tells it to say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.events import Event

C = TypeVar("C")


@dataclass(frozen=True)
class FakeIdentity:
    """Who this computer is."""

    device_id: str


class FakeEngine(QObject):
    """The engine's three doors: ``happened``, ``do``, and its life."""

    happened = Signal(object)

    def __init__(self, device_id: str = "ab" * 32) -> None:
        super().__init__()
        self.identity = FakeIdentity(device_id)
        self.commands: list[Any] = []
        self.life: list[str] = []

    @Slot(object)
    def do(self, command: object) -> None:
        self.commands.append(command)

    def start(self) -> None:
        self.life.append("start")

    def shutdown(self) -> None:
        self.life.append("shutdown")

    def say(self, *events: Event) -> None:
        """Let these things happen, in order."""
        for event in events:
            self.happened.emit(event)

    def last(self, kind: type[C]) -> C:
        """Return the latest command of a kind; fails the test when there is none."""
        found = [command for command in self.commands if isinstance(command, kind)]
        assert found, f"no {kind.__name__} among {self.commands}"
        return found[-1]

"""Saved streams get their names in the disk thread: making a big file durable takes seconds."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from lanyard.events import Code, Failure
from lanyard.network.transfers.landing import Part


@dataclass(frozen=True, slots=True)
class LandWanted:
    """A ``.part`` that is whole; whoever sends it does not touch it any more."""

    key: str
    part: Part


@dataclass(frozen=True, slots=True)
class Landed:
    """The file's path, or why it has none."""

    key: str
    path: str
    failure: Failure | None = None


class Landings(QObject):
    """Lives in the disk thread; may wait for the disk."""

    landed = Signal(object)

    @Slot(object)
    def land(self, wanted: LandWanted) -> None:
        """Sync a file and give it its name."""
        try:
            self.landed.emit(Landed(wanted.key, str(wanted.part.land())))
        except OSError as error:
            failure = Failure(Code.DISK_FAILED, detail=error.strerror or str(error))
            self.landed.emit(Landed(wanted.key, "", failure))

"""What the transfers thread asks of the disk's thread, and what comes of it: frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from lanyard.events import Failure, FileFailed
from lanyard.network.transfers.intake import Want
from lanyard.network.transfers.listing import Sources
from lanyard.network.transfers.stream import Said
from lanyard.wire.transfer import Block, Bundle, Picks

# --- giving ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookAt:
    """Find out what these files and folders are: LookedAt follows."""

    key: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """Read files ahead: Spoken for every piece, the last one with ``Finished``."""

    key: int
    sources: Sources
    picks: Picks
    first: int


@dataclass(frozen=True, slots=True)
class ReadOn:
    """The buffer of a Spoken is free again."""

    key: int
    content: memoryview


@dataclass(frozen=True, slots=True)
class LookedAt:
    """What was found, or why nothing can be offered."""

    key: int
    found: Sources
    root: bytes
    left_out: tuple[FileFailed, ...]
    failure: Failure | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """What to say to the taker next; whoever has sent the bytes gives the buffer back."""

    key: int
    said: Said
    failures: dict[int, Failure]
    """Why files among these are skipped, for the person on this side."""


# --- taking ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receive:
    """Open the folder and look at what is there: Planned follows."""

    key: int
    want: Want


@dataclass(frozen=True, slots=True)
class Plan:
    """Say what is still to come: Planned follows, behind everything ordered before."""

    key: int


@dataclass(frozen=True, slots=True)
class Write:
    """Append a block of a large file: Written follows. ``turn`` is the taker's own mark."""

    key: int
    turn: int
    block: Block
    content: memoryview


@dataclass(frozen=True, slots=True)
class Store:
    """Land the files of a bundle: Written follows."""

    key: int
    turn: int
    bundle: Bundle
    content: memoryview


@dataclass(frozen=True, slots=True)
class Land:
    """Check the digest of a large file and give it its name: Written follows."""

    key: int
    turn: int
    file: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Miss:
    """This file will not come: Written follows."""

    key: int
    turn: int
    file: int
    failure: Failure


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing comes for now: keep what is here, durable."""

    key: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Let go. What is not whole is thrown away unless it is to be kept."""

    key: int
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """What is still to come, and what became of the rest."""

    key: int
    picks: Picks
    first: int
    moved: int
    landed: tuple[tuple[int, str, bytes], ...]
    missed: tuple[tuple[int, Failure], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """An order of a taker is done; its buffer, if it had one, is free again."""

    key: int
    turn: int
    content: memoryview | None
    moved: int
    landed: tuple[tuple[int, str, bytes], ...]
    missed: tuple[tuple[int, Failure], ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """It cannot go on, at least not now: what is ordered next does not count until ``Plan``."""

    key: int
    failure: Failure


Order = LookAt | Read | ReadOn | Receive | Plan | Write | Store | Land | Miss | Rest | Drop
Result = LookedAt | Spoken | Planned | Written | Failed

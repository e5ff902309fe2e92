"""What the transfers thread asks of the disk's thread, and what comes of it: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lanyard.events import Failure, FileFailed
from lanyard.network.transfers.listing import Listing, Sources
from lanyard.network.transfers.stream import Said
from lanyard.network.transfers.summing import Step
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
class PassOn:
    """Read ahead what lies here of somebody's offer: Spoken follows, as for Read."""

    key: int
    offer: str
    picks: Picks
    first: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Nothing of this offer is passed on any more."""

    key: int
    offer: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Make out digests of an offer of mine: one Summed follows, and one for every SumOn."""

    key: int
    sources: Sources


@dataclass(frozen=True, slots=True)
class SumOn:
    """Go on with that."""

    key: int


@dataclass(frozen=True, slots=True)
class Summed:
    """What was made out next."""

    key: int
    step: Step


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
class Want:
    """What is to come, and where it is to go."""

    offer: str
    folder: str
    listing: Listing
    inside: str
    """The offer's own folder, a stranger's word, or ''."""
    picks: Picks
    """Numbers of the files that a person wants."""
    notes: Path | None
    durable: bool
    shared: bool = False
    """Others may fetch here what has come."""
    whose: str = ""
    """The device it comes to: on a shared drive another may take the same offer beside it."""

    @property
    def mark(self) -> str:
        """What no other transfer into this folder has."""
        return self.offer + self.whose


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
    passed_on: bool = False
    """From another member than the author: when it is not what its digest says, Refused follows
    and nothing of this turn counts any more."""


@dataclass(frozen=True, slots=True)
class Store:
    """Land the files of a bundle: Written follows."""

    key: int
    turn: int
    bundle: Bundle
    content: memoryview
    passed_on: bool = False


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
class Refused:
    """What another member passed on was not what it said: it came to nothing."""

    key: int
    turn: int


@dataclass(frozen=True, slots=True)
class Failed:
    """It cannot go on, at least not now: what is ordered next does not count until ``Plan``."""

    key: int
    failure: Failure


Order = (
    LookAt
    | Read
    | ReadOn
    | PassOn
    | Forget
    | Sum
    | SumOn
    | Receive
    | Plan
    | Write
    | Store
    | Land
    | Miss
    | Rest
    | Drop
)
Result = LookedAt | Spoken | Summed | Planned | Written | Refused | Failed

"""What the console says of files on their way: each step once, for people or for programs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from lanyard import events as e
from lanyard.console.output import Output
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.sentences import sentence

OVER = frozenset(
    {
        e.TransferState.DONE,
        e.TransferState.DECLINED,
        e.TransferState.CANCELLED,
        e.TransferState.FAILED,
    }
)
"""Where nothing more happens to a transfer."""
_RESTING = frozenset({e.TransferState.WAITING, e.TransferState.PAUSED})


class TransferOutput:
    """Tells transfers as they move; remembers of each what was told of it. Main thread."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._states: dict[str, tuple[e.TransferState, e.Failure | None]] = {}
        self._failed: set[tuple[str, str]] = set()
        """Transfers and the names of files that were told as failed."""

    def tell(self, change: e.TransferChanged, sources: Sequence[str] = ()) -> None:
        """Tell what is new; ``sources`` are the paths of what this side sends."""
        before, _ = self._states.get(change.id, (None, None))
        step = (change.state, change.failure)
        new = self._states.get(change.id) != step
        self._states[change.id] = step
        self._tell_failed_files(change)
        match change.state:
            case e.TransferState.RUNNING | e.TransferState.CHECKING:
                self._tell_progress(change)
                if before in _RESTING:
                    words = translate("Console", "* {name} goes on at byte {at}.")
                    self._line(words, change, at=str(change.resumed_at))
            case e.TransferState.DONE if new:
                self._tell_done(change, change.paths or sources)
            case _ if change.state in OVER and new:
                self._output.event("transfer_ended", **_facts(change), state=change.state.value)
                if change.incoming and change.failure is not None:
                    self._output.failure(change.failure)
                elif change.incoming:
                    self._line(_end_words(change.state), change)
            case e.TransferState.LEFT if new:
                self._tell_left(change)
            case e.TransferState.OFFERED if new:
                self._output.event("transfer_offered", **_facts(change))
            case _ if change.state in _RESTING and new:
                self._tell_rest(change)
            case _:
                pass

    def _line(self, words: str, change: e.TransferChanged, **more: str) -> None:
        name, peer = shown(change.name), shown(change.peer_name)
        self._output.line(fill(words, name=name, peer=peer, **more))

    def _tell_failed_files(self, change: e.TransferChanged) -> None:
        for failed in change.files_failed:
            if (change.id, failed.name) in self._failed:
                continue
            self._failed.add((change.id, failed.name))
            reason = sentence(failed.failure)
            self._output.event(
                "file_failed", id=change.id, offer=change.offer, incoming=change.incoming,
                peer=change.peer_name, name=failed.name, code=failed.failure.code.value,
                reason=reason,
            )  # fmt: skip
            words = fill("* {file}: {reason}", file=shown(failed.name), reason=reason)
            self._output.line(words)

    def _tell_progress(self, change: e.TransferChanged) -> None:
        self._output.event(
            "transfer_progress", **_facts(change), state=change.state.value, moved=change.moved,
            speed=round(change.speed), seconds_left=change.seconds_left, direct=change.direct,
            through=change.through, files_done=change.files_done,
            files_failed=change.files_failed_count, current=change.current,
            resumed_at=change.resumed_at, at_server=change.at_server,
        )  # fmt: skip

    def _tell_left(self, change: e.TransferChanged) -> None:
        self._output.event(
            "transfer_left", **_facts(change), state=change.state.value, until=change.until,
            files_failed=change.files_failed_count,
        )  # fmt: skip
        words = translate(
            "Console", "* {name} is left with the host until {day}. {peer} gets it when back."
        )
        day = time.strftime("%Y-%m-%d", time.localtime(change.until / 1000))
        self._line(words, change, day=day)

    def _tell_rest(self, change: e.TransferChanged) -> None:
        reason = sentence(change.failure) if change.failure is not None else ""
        code = change.failure.code.value if change.failure is not None else ""
        self._output.event(
            f"transfer_{change.state.value}", **_facts(change), moved=change.moved,
            files_done=change.files_done, reason=reason, code=code,
        )  # fmt: skip
        words = translate("Console", "* {name} is paused. {reason}")
        if change.state is e.TransferState.WAITING:
            words = translate("Console", "* {name} waits and goes on by itself. {reason}")
        self._output.line(fill(words, name=shown(change.name), reason=reason).rstrip())

    def _tell_done(self, change: e.TransferChanged, paths: Sequence[str]) -> None:
        facts = {
            **_facts(change), "moved": change.moved, "resumed_at": change.resumed_at,
            "files_done": change.files_done, "files_failed": change.files_failed_count,
        }  # fmt: skip
        digests: Sequence[str] = change.digests if len(change.digests) == len(paths) else ()
        for place, path in enumerate(paths):
            # A folder is told by its path; what is in it has no digest together.
            digest = digests[place] if digests and not Path(path).is_dir() else ""
            self._output.event("transfer_done", **facts, path=path, blake3=digest)
            words = translate("Console", "* sent {path} to {peer}")
            if change.incoming:
                words = translate("Console", "* received {path}")
            if digest and change.incoming:
                words = translate("Console", "* received {path} ({digest}…)")
            elif digest:
                words = translate("Console", "* sent {path} to {peer} ({digest}…)")
            self._line(words, change, path=shown(path, longest=0), digest=digest[:16])
        if change.incoming and change.files_failed_count:
            self._output.failure(*missing(change))


def missing(change: e.TransferChanged) -> tuple[e.Failure, str]:
    """Return the failure of a transfer that is done but for some files, and its sentence."""
    count = change.files_failed_count
    words = translate("Console", "%n files of {name} did not arrive.", "", NUMBER, count)
    failure = change.files_failed[0].failure if change.files_failed else None
    code = failure.code if failure is not None else e.Code.FILE_UNREADABLE
    name = shown(change.name)
    if change.peer_name and not change.incoming:
        words = translate("Console", "%n files of {name} did not reach {peer}.", "", NUMBER, count)
    return e.Failure(code, name=name, number=count), fill(
        words, name=name, peer=shown(change.peer_name)
    )


def _facts(change: e.TransferChanged) -> dict[str, str | int | bool]:
    return {
        "id": change.id, "offer": change.offer, "name": change.name, "files": change.files,
        "size": change.size, "incoming": change.incoming, "peer": change.peer_name,
        "peer_id": change.peer,
    }  # fmt: skip


def _end_words(state: e.TransferState) -> str:
    """Return how a transfer ended that nobody gave a reason for."""
    match state:
        case e.TransferState.DECLINED:
            return translate("Console", "* {name}: declined")
        case e.TransferState.CANCELLED:
            return translate("Console", "* {name}: cancelled")
        case _:
            return translate("Console", "* {name}: failed")

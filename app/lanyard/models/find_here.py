"""Find in one conversation: the words, the hits of the journal, and which of them is shown.

The journal is asked, so that everything ever said here is looked through and not only what is
loaded. Hits come newest first; the next page is asked for when the last one is reached. Main
thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from lanyard.commands import Search
from lanyard.events import Entry, Failure, SearchAnswered

TYPING_MILLISECONDS = 150
"""The journal is asked when the person has not typed for so long."""
HITS_A_PAGE = 50


class FindHere(QObject):
    """Words and hits; ``changed`` tells when either is different."""

    command_wanted = Signal(object)
    """A ``Search`` for the engine."""

    changed = Signal()

    chosen = Signal(object)
    """The hit to show, an ``Entry``."""

    def __init__(self, room: str, to: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._to = to
        self._asked: Search | None = None
        self._hits: list[Entry] = []
        self._seqs: set[int] = set()
        self._current = -1
        self._goes_on = False
        self.words = ""
        self.complete = True
        """The last of ``hits`` is the oldest there is."""
        self.failure: Failure | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MILLISECONDS)
        self._pause.timeout.connect(self._begin)

    # --- what the person does -------------------------------------------------------------------

    def look_for(self, words: str) -> None:
        """Look for other words, as soon as the person stops typing."""
        words = words.strip()
        if words == self.words:
            return
        self.words = words
        self._forget()
        if words:
            self._pause.start()
        else:
            self._pause.stop()
        self.changed.emit()

    def step(self, older: bool) -> None:
        """Go to the next older hit, or to the next newer one."""
        if self._pause.isActive():
            self._pause.stop()
            self._begin()
        elif older and self._current + 1 >= len(self._hits):
            if self.complete:
                self._choose(0)
            else:
                self._goes_on = True
                self._read_on()
        elif older:
            self._choose(self._current + 1)
        else:
            self._choose(self._current - 1 if self._current > 0 else len(self._hits) - 1)

    def stop(self) -> None:
        """Look for nothing any more."""
        self.look_for("")

    # --- what came of it ------------------------------------------------------------------------

    @property
    def hits(self) -> int:
        """How many are known."""
        return len(self._hits)

    @property
    def current(self) -> int:
        """Which one is shown, the newest being 0; -1: none."""
        return self._current

    @property
    def waiting(self) -> bool:
        """Whether an answer is awaited."""
        return self._asked is not None or self._pause.isActive()

    def take(self, event: SearchAnswered) -> None:
        """Take an answer of the journal; foreign ones are ignored."""
        if self._asked is None or event.asked.id != self._asked.id:
            return
        self._asked = None
        self.failure = event.failure
        fresh = [hit for hit in event.hits if hit.seq not in self._seqs]
        self._hits += fresh
        self._seqs.update(hit.seq for hit in fresh)
        # A page of nothing new would be asked for again and again.
        self.complete = event.complete or not fresh or event.failure is not None
        if self._goes_on:
            self._goes_on = False
            self._choose(self._current + 1 if fresh else 0)
        self.changed.emit()

    # --- inside ---------------------------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        self._goes_on = True
        self._ask(0)

    def _read_on(self) -> None:
        if self._asked is None:
            # Including the moment of the last hit: several may have been said in it.
            self._ask(self._hits[-1].at + 1 if self._hits else 0)

    def _ask(self, until: int) -> None:
        self._asked = Search(self.words, self._room, self._to, until=until, count=HITS_A_PAGE)
        self.command_wanted.emit(self._asked)
        self.changed.emit()

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._hits):
            self._current = place
            self.chosen.emit(self._hits[place])
            self.changed.emit()

    def _forget(self) -> None:
        self._asked = None
        self._hits, self._current = [], -1
        self._seqs.clear()
        self._goes_on = False
        self.complete, self.failure = True, None

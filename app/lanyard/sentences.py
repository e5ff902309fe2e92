"""Every reason a person can be told, in words: the cause and the next step, calm and short.

The window and the console say the same sentence. Placeholders are filled after translation, and
what fills them (a stranger's name, a system's message) is made harmless first. Needs QtCore for
translation only; any thread.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from lanyard.events import Code, Failure
from lanyard.failure_words import WORDS, WORDS_WITH_FACTS
from lanyard.plain_text import shown


def sentence(failure: Failure) -> str:
    """Return one calm sentence or two that say what happened and what to do next."""
    words = WORDS.get(failure.code, _UNKNOWN)
    if failure.detail or failure.number:
        words = WORDS_WITH_FACTS.get(failure.code, words)
    return _filled(QCoreApplication.translate("sentences", str(words)), failure)


def _filled(words: str, failure: Failure) -> str:
    parts = {
        "{host}": shown(failure.host) or QCoreApplication.translate("sentences", "The host"),
        "{port}": str(failure.port),
        "{name}": shown(failure.name) or _nameless(failure.code),
        "{detail}": shown(failure.detail),
        "{number}": str(failure.number),
    }
    # One pass, so that a name that holds "{port}" stays a name.
    text = ""
    while "{" in words:
        before, _, words = words.partition("{")
        key, _, words = words.partition("}")
        text += before + parts["{" + key + "}"]
    return text + words


def _nameless(code: Code) -> str:
    """Return what stands for a name that nobody told: a person's, a file's, or what was asked."""
    if code == Code.LOOKUP_EMPTY:
        return QCoreApplication.translate("sentences", "This")
    if code in _ABOUT_PEOPLE:
        return QCoreApplication.translate("sentences", "The other side")
    return QCoreApplication.translate("sentences", "The file")


_ABOUT_PEOPLE = frozenset(
    {
        Code.ROOM_UNKNOWN,
        Code.ROOM_AMBIGUOUS,
        Code.MEMBER_UNKNOWN,
        Code.MEMBER_AMBIGUOUS,
        Code.SENDER_GONE,
        Code.SENDER_FILE_GONE,
        Code.PAUSED_THERE,
        Code.RECEIVER_GONE,
        Code.RECEIVER_DISK_FULL,
        Code.RECEIVER_DISK_FAILED,
        Code.SPOOL_OFF,
        Code.SPOOL_FULL,
        Code.SPOOL_EXPIRED,
        Code.SPOOL_CLEARED,
        Code.DECLINED,
        Code.CANCELLED_THERE,
    }
)

_UNKNOWN = QT_TRANSLATE_NOOP("sentences", "Something went wrong ({detail}). Try again.")
"""For a code that somebody added without words; a test forbids that."""

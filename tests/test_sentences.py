"""Every reason has words, and strangers cannot write sentences of their own into them."""

from __future__ import annotations

import re

import pytest

from lanyard import sentences
from lanyard.events import Code, Failure
from lanyard.sentences import sentence

FULL = {
    "host": "10.0.0.12",
    "port": 25225,
    "name": "plan.pdf",
    "detail": "nginx (pid 812)",
    "number": 16384,
}


@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_words(code: Code) -> None:
    unknown = sentence(Failure(code, detail="x")) == "Something went wrong (x). Try again."
    assert not unknown, f"{code.name} has no words"


@pytest.mark.parametrize("code", list(Code))
@pytest.mark.parametrize("known", [True, False])
def test_no_gap_stays_open(code: Code, known: bool) -> None:
    words = sentence(Failure(code, **FULL) if known else Failure(code))  # type: ignore[arg-type]
    assert not re.search(r"[{}%]", words)
    assert "()" not in words
    assert words[0].isupper() or words[0].isdigit() or words.startswith("plan.pdf")
    assert words.endswith((".", "?"))
    assert len(words) < 260, "a person reads two sentences, not four"


@pytest.mark.parametrize("code", list(Code))
def test_a_cause_and_a_next_step(code: Code) -> None:
    """Never a bare statement of failure: a second sentence says what to do."""
    words = sentence(Failure(code, **FULL))  # type: ignore[arg-type]
    assert len(re.findall(r"[.?](?: |$)", words)) >= 2


def test_the_holder_of_a_port_is_named() -> None:
    words = sentence(Failure(Code.PORT_TAKEN, port=25225, detail="nginx (pid 812)"))
    assert words.startswith("Port 25225 is taken by nginx (pid 812).")
    assert "another program" in sentence(Failure(Code.PORT_TAKEN, port=25225))


def test_a_refusal_says_what_to_check() -> None:
    assert sentence(Failure(Code.HOST_REFUSED, "10.0.0.12", 25225)) == (
        "10.0.0.12 refuses port 25225. Is the room open there, and is the port right?"
    )


def test_a_changed_identity_says_what_to_do() -> None:
    words = sentence(Failure(Code.IDENTITY_CHANGED, "10.0.0.12"))
    assert "Ask the person hosting" in words
    assert "--trust-changed" in words


def test_a_name_with_a_gap_stays_a_name() -> None:
    words = sentence(Failure(Code.MEMBER_UNKNOWN, name="{port}{detail}", port=7, detail="no"))
    assert "{port}{detail}" in words


def test_a_hostile_name_is_made_harmless() -> None:
    words = sentence(Failure(Code.DECLINED, name="Eve\u202e\x1b[2J\nadmin"))
    assert "\u202e" not in words
    assert "\x1b" not in words
    assert "\n" not in words


def test_a_new_code_without_words_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof that the first test can fail."""
    monkeypatch.delitem(sentences.WORDS, Code.BANNED)
    assert sentence(Failure(Code.BANNED, detail="x")) == "Something went wrong (x). Try again."

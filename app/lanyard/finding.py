"""How words are found in what was said: the same folding for the index, the question and the
highlight, so that the three can never disagree. Pure: text in, text and places out.

A text is indexed as two columns. ``words`` holds its words in their order: small letters, without
accents, every character of a script that is written without spaces (Chinese, Japanese, Korean,
Thai ...) and every symbol a word of its own. ``parts`` holds what finds the insides: the endings
of each word (a prefix of an ending is any part of the word), and the pairs of neighbours in
scripts without spaces, which are as good as words there and much rarer than single characters.
The words are for a tokenizer that splits at ASCII punctuation and spaces and leaves every other
character alone ('ascii' of FTS5).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from operator import add

WORD_LIMIT = 32
"""Characters of a word that are looked at in one go; longer words are covered by several."""
_LONGEST_WORD = 256
"""Characters of one word that can be found at all: nobody looks for the rest of a key in text."""
_TERM_LIMIT = 24
"""Words of one question; the rest is not looked for."""
_BREAK = "\u00b7"
"""Between two runs in ``parts``, so that no pairs are neighbours that were none."""

# Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, then East Asia.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf"
    "\u3005-\u3007\u3031-\u3035\u3040-\u318f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_PIECE = re.compile(f"[{_UNSPACED}]+|[^\\s{_UNSPACED}]+")
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]").match
_IN_WORD = f"[^\\s{_UNSPACED}]"
_QUOTE = re.compile('"([^"]*)("|$)')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "＂": '"'})
# Accents and vowel points, which people leave out when they look for something; skin tones.
_LEFT_OUT = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\U0001f3fb-\U0001f3ff]")


class _Folding(dict[int, str]):
    """What each character becomes, each by itself, worked out when it first comes."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if not 0xAC00 <= code <= 0xD7FF:  # Hangul syllables stay whole
            plain = unicodedata.normalize("NFKC", char).casefold()
            plain = _LEFT_OUT.sub("", unicodedata.normalize("NFKD", plain))
            char = unicodedata.normalize("NFC", plain)
        folded = "".join(map(_folded, char))
        self[code] = folded
        return folded


def _folded(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] in "LNM":
        return char
    if category == "Cf":  # joiners, direction marks: nobody sees them
        return ""
    # Unassigned ones are the emoji of a later Unicode than this Python knows.
    if char > "\x7f" and (category[0] == "S" or category in ("Cn", "Co")):
        return f" {char} "
    return " "


_FOLDING = _Folding()


def index_words(text: str) -> tuple[str, str]:
    """Return the columns ``words`` and ``parts`` for a text, each separated by spaces."""
    words: list[str] = []
    parts: list[str] = []
    was_unspaced = False
    for piece in _PIECE.findall(text.translate(_FOLDING)):
        if not _IS_UNSPACED(piece):
            words.append(piece[:WORD_LIMIT])
            if len(piece) > 2:
                parts.append(_endings(piece[:_LONGEST_WORD]))
                was_unspaced = False
            continue
        words.extend(piece)
        if len(piece) > 1:
            if was_unspaced:
                parts.append(_BREAK)
            parts.extend(map(add, piece, piece[1:]))
            was_unspaced = True
    return " ".join(words), " ".join(parts)


@lru_cache(maxsize=10_000)
def _endings(word: str) -> str:
    """Return what a word ends with, down to two characters. People use the same few words."""
    return " ".join([word[at : at + WORD_LIMIT] for at in range(1, len(word) - 1)])


# --- the question ------------------------------------------------------------------------------


class _Sort(Enum):
    PART = auto()
    """Two letters or more: a word or a part of one."""
    WHOLE = auto()
    """One letter, symbol or unspaced character: a word."""
    RUN = auto()
    """Two unspaced characters or more."""
    PHRASE = auto()
    """Words that stand together."""


@dataclass(frozen=True, slots=True)
class _Term:
    sort: _Sort
    tokens: tuple[str, ...]
    open: bool = False
    """The last word of a phrase is still being typed."""


def match_expression(words: str) -> str:
    """Return the FTS5 expression for what somebody typed; '' when there is nothing to look for.

    Whatever is typed, the expression is well formed.
    """
    return " AND ".join(map(_expression, _terms(words)))


def _expression(term: _Term) -> str:
    match term.sort:
        case _Sort.PART:
            return f'{{words parts}} : "{term.tokens[0]}" *'
        case _Sort.WHOLE:
            return f'words : "{term.tokens[0]}"'
        case _Sort.RUN:
            run = term.tokens[0]
            pairs = " ".join(run[at : at + 2] for at in range(len(run) - 1))
            return f'parts : "{pairs}"'
        case _Sort.PHRASE:
            return f'words : "{" ".join(term.tokens)}"' + (" *" if term.open else "")


def _terms(words: str) -> list[_Term]:
    found: list[_Term] = []
    words = words.translate(_QUOTES)
    position = 0
    for quote in _QUOTE.finditer(words):
        found += _single(words[position : quote.start()])
        found += _phrase(quote[1], is_open=not quote[2])
        position = quote.end()
    found += _single(words[position:])
    return list(dict.fromkeys(found))[:_TERM_LIMIT]


def _single(words: str) -> Iterator[_Term]:
    for piece in _PIECE.findall(words.translate(_FOLDING)):
        if len(piece) == 1:
            yield _Term(_Sort.WHOLE, (piece,))
        elif _IS_UNSPACED(piece):
            yield _Term(_Sort.RUN, (piece[: WORD_LIMIT * 2],))
        else:
            yield _Term(_Sort.PART, (piece[:WORD_LIMIT],))


def _phrase(words: str, *, is_open: bool) -> Iterator[_Term]:
    pieces = _PIECE.findall(words.translate(_FOLDING))
    if len(pieces) == 1 and (is_open or _IS_UNSPACED(pieces[0])):
        yield from _single(words)
        return
    tokens: list[str] = []
    for piece in pieces:
        tokens += list(piece) if _IS_UNSPACED(piece) else [piece[:WORD_LIMIT]]
    if tokens:
        yield _Term(_Sort.PHRASE, tuple(tokens[:_TERM_LIMIT]), is_open)


# --- the highlight -----------------------------------------------------------------------------


def spans(text: str, words: str) -> list[tuple[int, int]]:
    """Return where in ``text`` the words are, as (start, end) in characters of Python, in order.

    They do not overlap. Qt counts UTF-16 units: characters beyond U+FFFF are two of them there.
    """
    folded: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        plain = _FOLDING[ord(char)]
        folded.append(plain)
        origin += [index] * len(plain)
    line = "".join(folded)
    found = sorted(
        (origin[hit.start()], origin[hit.end() - 1] + 1)
        for term in _terms(words)
        for hit in re.finditer(_pattern(term), line)
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pattern(term: _Term) -> str:
    if term.sort in (_Sort.PART, _Sort.RUN):
        return re.escape(term.tokens[0])
    pattern = ""
    for number, token in enumerate(term.tokens):
        last = number + 1 == len(term.tokens)
        if _IS_UNSPACED(token):
            pattern += re.escape(token)
        else:
            end = "" if (last and term.open) or len(token) == WORD_LIMIT else f"(?!{_IN_WORD})"
            pattern += f"(?<!{_IN_WORD}){re.escape(token)}{end}"
        pattern += "" if last else f"{_IN_WORD}*\\s*" if len(token) == WORD_LIMIT else "\\s*"
    return pattern

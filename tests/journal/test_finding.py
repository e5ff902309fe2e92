"""Words are found whole, in part, together and in Chinese, and no question is an error."""

from __future__ import annotations

import unicodedata

import apsw
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lanyard.finding import index_words, match_expression, spans

WORDS = st.text(st.characters(categories=["Ll", "Lu", "Nd"]), min_size=1, max_size=12)
CHINESE = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x4E80), min_size=1, max_size=8)
TEXTS = st.lists(st.one_of(WORDS, CHINESE, st.sampled_from([" ", ", ", "!", "😀", "。"]))).map(
    "".join
)


class Index:
    """The table as the journal makes it, with one text in it."""

    def __init__(self) -> None:
        self.database = apsw.Connection(":memory:")
        self.database.execute(
            "CREATE VIRTUAL TABLE word_index USING fts5 (words, parts, who, content='',"
            " contentless_delete=1, tokenize='ascii', prefix='2 3')"
        )

    def hits(self, text: str, question: str) -> bool:
        self.database.execute("DELETE FROM word_index")
        words, parts = index_words(text)
        self.database.execute("INSERT INTO word_index VALUES (?, ?, '')", (words, parts))
        expression = match_expression(question)
        return bool(expression) and bool(
            self.database.execute(
                "SELECT rowid FROM word_index WHERE word_index MATCH ?", (expression,)
            ).fetchall()
        )


@pytest.fixture(scope="module")
def index() -> Index:
    return Index()


ENGLISH = "Could you send me the Café's new pricing before Friday? 👍🏽"
MEETING = "我们明天下午三点在会议室开会，请把报告(Q3)带来"


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (ENGLISH, "pricing"), (ENGLISH, "PRIC"), (ENGLISH, "rici"), (ENGLISH, "ng"),
        (ENGLISH, "cafe"), (ENGLISH, "CAFÉ"), (ENGLISH, "friday send"), (ENGLISH, "👍"),
        (ENGLISH, '"the cafe"'), (ENGLISH, '"new pri'), (ENGLISH, "“new pricing”"),
        (MEETING, "会"), (MEETING, "会议"), (MEETING, "会议室开"), (MEETING, "报告 三点"),
        (MEETING, "q3"), (MEETING, "请把报告"), (MEETING, '"会议室"'), (MEETING, '"报告 q3"'),
        ("Ｑ３ ｒｅｐｏｒｔ", "q3 report"), ("Straße", "strasse"), ("안녕하세요", "녕하"),
        ("こんにちは", "にち"), ("สวัสดี", "วัส"), ("I am", "i"), ("naïve", "nai\u0308"),
        ("a" * 100, "a" * 50), ("don't", "don't"), ("x=3.14", "3.14"), ("família 👨‍👩‍👧", "👩"),
    ],
)  # fmt: skip
def test_found(index: Index, text: str, question: str) -> None:
    assert index.hits(text, question)
    assert spans(text, question)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (ENGLISH, "pricings"), (ENGLISH, "xyz"), (ENGLISH, '"pricing new"'), (ENGLISH, "p"),
        (ENGLISH, '"ew pricing"'), (ENGLISH, '"new pri"'), (ENGLISH, "friday monday"),
        (MEETING, "会开"), (MEETING, "开请"), (MEETING, "开会请"), (MEETING, "告带"),
        ("cat dog", "catd"), ("你好,好吗", "你好吗"),
    ],
)  # fmt: skip
def test_not_found(index: Index, text: str, question: str) -> None:
    assert not index.hits(text, question)


@pytest.mark.parametrize("question", ["", " ", "?!", '"', '""', "*", "( )", "\x00", "\ud800"])
def test_nothing_to_look_for(question: str) -> None:
    assert match_expression(question) == ""
    assert spans("some text", question) == []


@pytest.mark.parametrize(
    ("text", "question", "marked"),
    [
        (ENGLISH, "cafe fri", ["Café", "Fri"]),
        (ENGLISH, "👍", ["👍"]),
        (ENGLISH, '"new pricing"', ["new pricing"]),
        (MEETING, "会议 报告", ["会议", "报告"]),
        ("Straße, strasse", "stras", ["Straß", "stras"]),
        ("I said it", "i", ["I"]),
        ("aaaa", "aa", ["aaaa"]),
        ("ﬁne", "fin", ["ﬁn"]),
    ],
)
def test_what_is_marked(text: str, question: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, question)] == marked


@given(st.text(), st.text())
def test_no_question_is_an_error(index: Index, text: str, question: str) -> None:
    index.hits(text, question)
    for start, end in spans(text, question):
        assert 0 <= start < end <= len(text)


@given(st.text(alphabet='"*()^:+-ANDORNOTNEAR{}words 会议', max_size=40))
def test_the_words_of_the_index_itself_are_no_error(index: Index, question: str) -> None:
    index.hits("some text", question)


@settings(max_examples=300)
@given(TEXTS, st.data())
def test_a_text_is_found_by_any_part_of_a_word(
    index: Index, text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, max(0, len(text) - 2)))
    end = data.draw(st.integers(start + 1, min(len(text), start + 40))) if text else 0
    part = text[start:end]
    assume(part and all(unicodedata.category(char)[0] in "LN" for char in part))
    is_chinese = ["\u4e00" <= char <= "\u4e80" for char in part]
    assume(all(is_chinese) or (not any(is_chinese) and len(part) > 1))
    # Some letters fall into several, or into symbols and letters: those parts are no words.
    assume(len(index_words(part)[0].split()) == 1 or all(is_chinese))
    assume(len(index_words(part)[0]) > 1 or all(is_chinese))
    assert index.hits(text, part)
    assert spans(text, part)


@given(TEXTS)
def test_a_text_that_is_marked_is_found(index: Index, text: str) -> None:
    question = text[: len(text) // 2]
    if index.hits(text, question):
        assert spans(text, question)

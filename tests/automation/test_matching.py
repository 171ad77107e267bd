"""What counts as a word. The rows are those of the rule vocabulary's tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.engine.keywords import KeywordIndex, check_keyword
from automation.engine.text import folded_view


def spans(keyword: str, text: str) -> list[tuple[int, int]]:
    return list(KeywordIndex([keyword]).find(folded_view(text)).get(keyword, []))


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("lie*", "lies"),
        ("*lie*", "believe"),
        ("app", "app!"),
        ("app", "App"),
        ("price", "Price?"),
        ("567", "123 567"),
        ("コーラ", "コーラ大好き"),
        ("café", "cafe"),
        ("café", "CAFÉ"),
        ("cafe", "cafe\u0301"),
        ("tree", "t\u200bree"),
        ("tree", "ＴＲＥＥ"),
        ("straße", "STRASSE"),
        ("how much", "How   much?"),
        ("how much", "how\nmuch"),
        ("don't", "don’t"),
        ("c++", "I love c++!"),
        ("😍", "mooi😍😍"),
        ("istanbul", "İstanbul"),
        ("#sale", "#SALE nu"),
    ],
)
def test_it_matches(keyword, text):
    assert spans(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("lie", "believe"),
        ("app", "happy"),
        ("price", "priceless"),
        ("tree", "tr33"),
        ("ass", "class"),
        ("567", "1234567"),
        ("prijs", "price"),
        ("lie*", "belie"),
        ("हिन्द", "हिन्दी"),
    ],
)
def test_it_does_not_match(keyword, text):
    assert not spans(keyword, text)


@pytest.mark.parametrize(
    ("keyword", "text", "seen"),
    [
        ("cafe", "Naar het CAFÉ!", "CAFÉ"),
        ("cafe", "Naar het cafe\u0301!", "cafe\u0301"),
        ("tree", "a t\u200bree", "t\u200bree"),
        ("how much", "so how    much?", "how    much"),
        ("strasse", "die Straße hier", "Straße"),
    ],
)
def test_it_reports_where_in_the_original(keyword, text, seen):
    [(start, end)] = spans(keyword, text)
    assert text[start:end] == seen


@given(st.text(max_size=200), st.text(min_size=1, max_size=10))
def test_spans_always_lie_in_the_original(text, keyword):
    try:
        check_keyword(keyword)
    except ValueError:
        return
    for start, end in spans(keyword, text + keyword):
        assert 0 <= start < end <= len(text + keyword)


@given(st.text(max_size=300))
def test_folding_twice_changes_nothing(text):
    once = folded_view(text).text
    assert folded_view(once).text == once


@pytest.mark.parametrize("keyword", ["", "  ", "*", "**", "\u200b", "a*b"])
def test_it_refuses_a_keyword_that_could_not_match(keyword):
    with pytest.raises(ValueError, match=r"letter|star"):
        check_keyword(keyword)

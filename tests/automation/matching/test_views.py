"""What holds for the views of any text whatever."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from automation.engine.extract import masked_spans
from automation.engine.keywords import KeywordIndex, Term, check_keyword
from automation.engine.patterns import PatternIndex
from automation.engine.similar import SimilarIndex
from automation.engine.text import View, Views, views_of
from tests.automation.matching.searching import hits

# Letters, look-alikes, marks, joiners, signs and markup, close together as trolls put them.
TRICKY = st.text(
    st.sampled_from(
        "abeiost aa  01345!@$.-_*'<>&;#/:+éàłßİıﬁѕсаеορ👩🏽‍👩🇳🇱🆂ⓢ\u200b\u00ad\u0301\u0323\u3164\n　ﷺ가각ㅏกำ̈ﾞｶ"
    ),
    max_size=60,
)
TEXTS = st.one_of(st.text(max_size=150), TRICKY)


def all_views(views: Views) -> list[View]:
    return [views.clean, views.unmasked, views.folded, *views.squashed]


@given(TEXTS)
def test_each_character_of_a_view_stands_for_a_part_of_the_original(text):
    for view in all_views(views_of(text)):
        assert len(view.text) == len(view.starts) == len(view.ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(view.starts, view.ends, strict=True))
        assert list(view.starts) == sorted(view.starts)
        assert list(view.ends) == sorted(view.ends)


@given(TEXTS)
@example("a\u0308\u200b\u0301")
def test_cleaning_twice_changes_nothing(text):
    once = views_of(text).unmasked.text
    assume("<" not in once and "&" not in once)  # what was written as `&amp;lt;` means `&lt;`
    assert views_of(once).unmasked.text == once


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    once = views_of(text).folded.text
    assume("<" not in once and "&" not in once and not masked_spans(once))
    assert views_of(once).folded.text == once


@given(TEXTS)
def test_squashing_twice_changes_nothing(text):
    for view in views_of(text).squashed:
        assume("<" not in view.text and "&" not in view.text and not masked_spans(view.text))
        again = views_of(view.text).squashed
        assert not again or view.text in {once.text for once in again}


@given(TEXTS, st.text(min_size=1, max_size=10), st.sampled_from([1, 2, 3]))
def test_spans_lie_in_the_original_and_hold_something(text, keyword, hardening):
    try:
        check_keyword(keyword)
    except ValueError:
        return
    whole = f"{text} {keyword} {text}"
    for hit in hits(keyword, whole, hardening):
        assert 0 <= hit.span[0] < hit.span[1] <= len(whole)


@given(TEXTS, st.sampled_from(["scam", "café", "link in bio", "idioot", "*lie*", "コーラ"]))
def test_what_a_span_shows_holds_the_keyword_by_itself(text, keyword):
    whole = f"{text} {keyword.strip('*')} {text}"
    for hit in hits(keyword, whole, 3):
        shown = whole[slice(*hit.span)]
        assert hits(f"*{keyword.strip('*')}*", shown, 3)


@given(TEXTS)
def test_a_keyword_between_blanks_is_found_after_any_text(text):
    assume(not masked_spans(f"{text} scam"))
    assume("<" not in text and "&" not in text)
    assert hits("scam", f"{text} scam", 1)


@given(
    TEXTS,
    st.sampled_from(["https://scam.example/scam", "@scam_scam", "scam.scam@example.nl", "www.scam.nl/scam"]),
)
def test_masked_regions_are_never_matched(text, address):
    whole = f"{text} {address} scam"
    for start, end in (hit.span for hit in hits("scam", whole, 3)):
        assert not any(start < last and first < end for first, last in masked_spans(whole))


@given(TEXTS)
def test_patterns_and_similar_words_point_into_the_original(text):
    views = views_of(text)
    found = [
        *PatternIndex([r"[a-z]+\d?", r"\S\S"]).find(views).values(),
        *SimilarIndex(["aboe"]).find(views).values(),
    ]
    assert all(0 <= start < end <= len(text) for spans in found for start, end in spans)


@pytest.mark.parametrize(
    "text", ["", " ", "\u200b", "\u0301", "\ud800", "&#0;", "&#xfffff;", "<br>", "🇳", "a\ud800b"]
)
def test_it_takes_any_text(text):
    assert KeywordIndex([Term("scam", 3)]).find(views_of(text)) == {}
    assert PatternIndex(["scam"]).find(views_of(text)) == {}


def test_a_well_written_text_needs_no_squashing():
    assert views_of("Wat een mooie tas! Hoeveel kost die?").squashed == ()


@settings(max_examples=50)
@given(st.integers(1, 60))
def test_it_keeps_at_most_so_many_hits_of_a_word(count):
    assert len(hits("scam", "scam " * count, 3)) == min(count, 20)

"""No text, however it is made, keeps a worker busy.

The promise is 50 ms for the views of 10,000 characters and a search for 1,000 words at full hardening.
It is given in processor time of a machine that runs REFERENCE_LOOPS turns of `_reference` in 10 ms; on a
slower or busier one the bound grows in proportion, and by SLACK for what is slow there in other ways.
"""

from __future__ import annotations

import random
import string
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from automation.engine.extract import extract
from automation.engine.keywords import KeywordIndex, Term
from automation.engine.patterns import PatternIndex, check_pattern
from automation.engine.similar import SimilarIndex
from automation.engine.text import MAX_CHARACTERS, views_of

BOUND_SECONDS = 0.05
SLACK = 2.0
REFERENCE_LOOPS = 100_000

_RANDOM = random.Random(7)
WORDS = ["".join(_RANDOM.choices(string.ascii_lowercase, k=_RANDOM.randint(4, 10))) for _ in range(990)]
NESTED = ["a", "aa", "aaa", "*a*", "*aa*", "*aaa*", "*s*", "*ss*", "x*", "scam"]
INDEX = KeywordIndex(Term(word, 3) for word in WORDS + NESTED)


def full(piece: str) -> str:
    return (piece * MAX_CHARACTERS)[:MAX_CHARACTERS]


WORST = {
    "combining marks": full("\u0301"),
    "many kinds of marks": full("".join(map(chr, range(0x300, 0x370)))),
    "single letters": full("a b "),
    "single letters with signs": full("a - "),
    "one letter": full("a"),
    "look-alikes": full("асеорхуѕіј"),
    "look-alikes in words": full("сасо "),
    "mixed scripts": full("сасa "),
    "alternating repeats": full("aabb"),
    "alternating long repeats": full("aaabbb"),
    "digits for letters": full("1a"),
    "digits in many words": full("a1! "),
    "one chain of joined emoji": full("👩\u200d"),
    "emoji": full("😂"),
    "flags": full("🇳"),
    "one character for eighteen": full("ﷺ"),
    "open brackets": full("<"),
    "open tags": full("<br "),
    "ampersands": full("&"),
    "entities": full("&#102;"),
    "at signs": full("a@"),
    "dots": full("a."),
    "dashes": full("a-"),
    "digits": full("0"),
    "spaced digits": full("0 "),
    "phone numbers": full("order 06123456 "),
    "schemes": full("http://"),
    "hits": full("scam "),
    "overlapping hits": full("aa ss"),
    "blanks": full(" "),
    "lines": full("\n"),
    "Thai": full("ราคา"),
    "Vietnamese": full("đồng "),
    "separate accents": full("e\u0301"),
    "dotted capitals": full("İ"),
    "Hangul letters": full("\u1100\u1161\u11a8"),
    "all kinds": "".join(map(chr, range(0x21, 0x21 + MAX_CHARACTERS))),
}


def _seconds(job: Callable[[], object]) -> float:
    began = time.process_time()
    job()
    return time.process_time() - began


def _reference() -> int:
    total = 0
    for number in range(REFERENCE_LOOPS):
        total += len((number, total))
    return total


def assert_quick(job: Callable[[], object], bound: float = BOUND_SECONDS) -> None:
    """Assert that the best of three runs keeps the bound, measured beside the reference."""
    runs = [(_seconds(job), _seconds(_reference)) for _ in range(3)]
    took = min(seconds for seconds, _ in runs)
    slowness = max(1.0, max(seconds for _, seconds in runs) / 0.010)
    assert took <= bound * slowness * SLACK, f"{took * 1000:.0f} ms, on a machine {slowness:.1f} times slower"


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_it_searches_the_worst_texts_in_bounded_time(text):
    assert_quick(lambda: INDEX.find(views_of(text)))


@settings(max_examples=10, deadline=None)
@given(st.text(min_size=1, max_size=20))
def test_it_searches_any_repeated_text_in_bounded_time(piece):
    assert_quick(lambda: INDEX.find(views_of(full(piece))))


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_it_prepares_any_keyword_in_bounded_time(text):
    assert_quick(lambda: KeywordIndex([Term(text[:100], 3)]))


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_it_extracts_from_the_worst_texts_in_bounded_time(text):
    assert_quick(lambda: extract(text))


@pytest.mark.parametrize(
    "text", [full("scam "), " ".join(WORDS * 2), full("abcd efgh ijkl")], ids=["one", "many", "few"]
)
def test_it_compares_with_similar_words_in_bounded_time(text):
    index = SimilarIndex(WORDS[:200])
    assert_quick(lambda: index.find(views_of(text)))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^(a+)+$", "a" * 28 + "!"),
        (r"^(a|aa)+$", "a" * 40 + "!"),
        (r"(\w+\s?)+$", "and so this sentence goes on and on!"),
        (r"(.*a){12}$", full("a") + "!"),
        (r"^([a-z0-9]+[._-]?)*@x$", full("a.")),
        (r"(x+x+)+y", full("x")),
        (r"\d+.*\d+.*\d+.*!$", full("1")),
        (r"(?:a?){30}a{30}", full("a")),
    ],
)
def test_it_runs_a_treacherous_pattern_in_bounded_time(pattern, text):
    index = PatternIndex([check_pattern(pattern)])
    assert_quick(lambda: index.find(views_of(text)))


def test_it_runs_many_patterns_in_bounded_time():
    index = PatternIndex([check_pattern(f"{word}.{{0,20}}{word[::-1]}") for word in WORDS[:200]])
    assert_quick(lambda: index.find(views_of(" ".join(WORDS)[:MAX_CHARACTERS])))

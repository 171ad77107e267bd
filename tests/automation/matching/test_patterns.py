"""Regular expressions of users."""

from __future__ import annotations

import pytest

from automation.engine.patterns import LONGEST_PATTERN, PatternIndex, check_pattern
from automation.engine.text import views_of


def found(pattern: str, text: str) -> list[str]:
    spans = PatternIndex([check_pattern(pattern)]).find(views_of(text)).get(pattern, [])
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("pattern", "text", "seen"),
    [
        (r"pri(ce|js)", "PRICE? prijs!", ["PRICE", "prijs"]),
        (r"\d{3}", "call 123 or 4567", ["123", "456"]),
        (r"t\.me/\w+", "see https://T.me/Group now", ["T.me/Group"]),
        (r"caf[ée]", "CAFÉ cafe\u0301 cafe", ["CAFÉ", "cafe\u0301", "cafe"]),
        (r"how\s+much", "How \u200b  much", ["How \u200b  much"]),
        (r"😍+", "mooi 😍😍!", ["😍😍"]),
        (r"\bscam\b", "scam, scammer", ["scam"]),
        (r"x", "y", []),
    ],
)
def test_it_finds_a_pattern_in_the_original(pattern, text, seen):
    assert found(pattern, text) == seen


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (r"a(?=b)", "character 2.*ahead or behind"),
        (r"(?<!a)b", "character 1.*ahead or behind"),
        (r"(a)\1", "character 4.*write it out"),
        (r"(a)(?>b)", "character 4.*not known"),
        (r"a{1001}", "character 2.*1000 times"),
        (r"(a{1,50}){1,50}b", "1000 times"),
        (r"(a", "close every bracket"),
        (r"[a", "close every bracket"),
        (r"a)", "close every bracket"),
        (r"a**", "character 2.*repeat"),
        (r"*a", "character 1.*nothing stands before"),
        (r"[z-a]", "character 2.*low to high"),
        (r"a\q", "brackets"),
        (r"ok \bcafé\b", r"character 10.*letters a to z"),
        (r"\bтест", r"character 1.*letters a to z"),
        ("a*", "empty text"),
        ("", "empty text"),
        ("(?:.{1,500}a){2}", "too large|1000"),
        ("x" * (LONGEST_PATTERN + 1), "300 at most"),
        ("a\ud800", "Character 2.*half"),
    ],
)
def test_it_refuses_a_pattern_and_names_the_place_and_the_remedy(pattern, names):
    with pytest.raises(ValueError, match=names):
        check_pattern(pattern)


@pytest.mark.parametrize("pattern", [r"\bcafe\b", "é+", r"\w+é?x", "x" * LONGEST_PATTERN])
def test_it_accepts_what_works(pattern):
    assert check_pattern(pattern) == pattern


def test_it_finds_each_of_many_patterns():
    patterns = [f"word{number}x" for number in range(200)]
    assert set(PatternIndex(patterns).find(views_of("word7x word199x word200x"))) == {"word7x", "word199x"}


def test_it_keeps_at_most_so_many_spans():
    assert len(found("a", "a " * 100)) == 20


def test_it_finds_nothing_without_patterns():
    assert PatternIndex([]).find(views_of("text")) == {}

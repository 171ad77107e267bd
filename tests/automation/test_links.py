from __future__ import annotations

import pytest

from automation.engine.facts import Facts
from automation.engine.keywords import KeywordIndex
from platforms.base import Kind


def links(text: str) -> list[str]:
    facts = Facts(text, Kind.COMMENT, "instagram", 1, False, False, False, KeywordIndex([]))
    return [text[start:end] for start, end in facts.link_spans]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("kijk op https://example.org/a?b=c nu", "https://example.org/a?b=c"),
        ("www.example.nl", "www.example.nl"),
        ("earn at cheap-cakes.shop/now!", "cheap-cakes.shop/now!"),
        ("BIT.LY/abc", "BIT.LY/abc"),
    ],
)
def test_it_sees_a_link(text, link):
    assert links(text) == [link]


@pytest.mark.parametrize(
    "text", ["@maud.nl zin in?", "mail me: x@example.com", "Het eind.Begin opnieuw", "3.50 euro", "nl.", ""]
)
def test_it_sees_none(text):
    assert links(text) == []

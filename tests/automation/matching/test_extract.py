from __future__ import annotations

from collections.abc import Iterable

import pytest

from automation.engine.extract import Span, extract
from automation.engine.text import MAX_CHARACTERS


def seen(text: str, spans: Iterable[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]


def links(text: str) -> list[str]:
    return seen(text, [link.span for link in extract(text).links])


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


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Example.org/a", "example.org"),
        ("http://example.org:8080?a", "example.org"),
        ("https://user:word@example.org/", "example.org"),
        ("WWW.EXAMPLE.NL", "example.nl"),
        ("bit.ly/abc", "bit.ly"),
        ("see https://example.org.", "example.org"),
        ("shop.example.com", "shop.example.com"),
    ],
)
def test_it_names_the_domain_of_a_link(text, domain):
    assert [link.domain for link in extract(text).links] == [domain]


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("bel 06-12345678", "06-12345678"),
        ("bel 06 12 34 56 78!", "06 12 34 56 78"),
        ("call (020) 123 4567", "(020) 123 4567"),
        ("+31 (0)6 1234 5678", "+31 (0)6 1234 5678"),
        ("+31612345678", "+31612345678"),
        ("0031 6 12 34 56 78 graag", "0031 6 12 34 56 78"),
        ("+49 30 123456", "+49 30 123456"),
        ("01.23.45.67.89", "01.23.45.67.89"),
        ("555-123-4567 now", "555-123-4567"),
        ("(555) 123-4567", "(555) 123-4567"),
        ("mijn nummer 0612345678.", "0612345678"),
        ("WhatsApp: +1 (415) 555-0132", "+1 (415) 555-0132"),
        ("030/1234567", "030/1234567"),
    ],
)
def test_it_sees_a_phone_number(text, phone):
    assert seen(text, extract(text).phones) == [phone]


@pytest.mark.parametrize(
    "text",
    [
        "€ 1.234.567,89",
        "€ 06123456",
        "12.345.678 euro",
        "2024-11-22",
        "22-11-2026 12:30",
        "01-02-2024",
        "01.02.2024",
        "05/06/2024 10:00",
        "order 0612345678",
        "bestelnummer: 0012345678",
        "#0612345678",
        "12345678",
        "0,00000001 BTC",
        "0.12345678",
        "4111 1111 1111 1111",
        "1080 1920",
        "t.me/0612345678",
        "112",
        "0612345",
    ],
)
def test_it_sees_no_phone_number(text):
    assert extract(text).phones == ()


@pytest.mark.parametrize(
    ("text", "mentions", "hashtags", "emails"),
    [
        ("hi @anna.b, @c!", ["@anna.b", "@c"], [], []),
        ("#sale #été2025 nu", [], ["#sale", "#été2025"], []),
        ("mail a.b+c@example.co.uk.", [], [], ["a.b+c@example.co.uk"]),
        ("b@$tard a@b", [], [], []),
        ("c# a#b &#39; ##", [], [], []),
    ],
)
def test_it_sees_handles_hashtags_and_mail_addresses(text, mentions, hashtags, emails):
    found = extract(text)
    assert seen(text, found.mentions) == mentions
    assert seen(text, found.hashtags) == hashtags
    assert seen(text, found.emails) == emails


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("mooi😍😍", ["😍", "😍"]),
        ("👍🏽 ok", ["👍🏽"]),
        ("👨‍👩‍👧 x", ["👨‍👩‍👧"]),
        ("🇳🇱🇧🇪", ["🇳🇱", "🇧🇪"]),
        ("❤️ ❤", ["❤️", "❤"]),
        ("1️⃣ 2", ["1️⃣"]),
        ("™ © 12", []),
    ],
)
def test_it_sees_emoji(text, emoji):
    assert seen(text, extract(text).emoji) == emoji


def test_it_looks_no_further_than_the_first_part():
    assert extract("a" * MAX_CHARACTERS + " example.org").links == ()

"""A rule in Dutch reads as Dutch: the verb stands at the end of its clause."""

from __future__ import annotations

import pytest
from django.utils import translation

from automation.summary import summarise
from tests.automation.test_summary import THREE, body


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            body(
                THREE,
                scope={"platforms": ["instagram"], "kinds": ["comment"]},
                conditions={"all": [{"type": "text", "words": ["prijs", "kosten"]}]},
            ),
            "Als een reactie op Instagram “prijs” of “kosten” bevat, antwoord met een van 3 teksten, "
            "hoogstens één keer per persoon per post.",
        ),
        (
            body(
                {"type": "hide", "unhide_after_minutes": 120},
                {"type": "resolve"},
                scope={"ads": "only"},
                conditions={
                    "any": [
                        {"type": "number", "of": "links", "op": ">=", "value": 2},
                        {"type": "flag", "of": "first_time"},
                    ],
                    "none": [{"type": "flag", "of": "vip"}],
                },
                stop_processing=True,
            ),
            "Als een bericht bij een advertentie minstens 2 links heeft of het eerste van deze persoon is, "
            "tenzij het van een VIP is, verberg het 2 uur lang en handel het af; "
            "latere regels worden dan overgeslagen.",
        ),
        (
            body(
                {"type": "label", "label": "wacht"},
                trigger={"type": "unanswered", "minutes": 90, "business_hours": False},
                schedule={"weekdays": ["sat", "sun"]},
            ),
            "Op zaterdag en zondag, als een bericht 90 minuten op antwoord wacht, geef het label “wacht”.",
        ),
    ],
)
def test_it_says_what_a_rule_does_in_dutch(rule, sentence: str) -> None:
    with translation.override("nl"):
        assert summarise(rule) == sentence

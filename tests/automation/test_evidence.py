"""What a decision recorded is read in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from automation.evidence import in_words


@pytest.mark.parametrize(
    ("recorded", "dutch"),
    [
        ("has “price”, “cost”; is a question", "heeft “price”, “cost”; een vraag is"),
        ("number of links is 3", "aantal links is 3"),
        ("links to example.org and more", "linkt naar example.org en meer"),
        ("12 others wrote this", "12 anderen schreven dit"),
        ("signal_missing: sentiment", "sentiment is niet bekend"),
        ("something of an older Earful", "something of an older Earful"),
        ("", ""),
    ],
)
def test_it_says_what_was_recorded_in_the_readers_language(recorded: str, dutch: str) -> None:
    assert in_words(recorded) == recorded
    with translation.override("nl"):
        assert in_words(recorded) == dutch

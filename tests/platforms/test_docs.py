from __future__ import annotations

from platforms import docs
from platforms.base import Capability


def test_the_page_about_platforms_says_what_the_connectors_can_do():
    assert docs.PAGE.read_text() == docs.page(), "Run: python -m platforms.docs"


def test_it_says_what_every_capability_means():
    assert set(docs.MEANING) == set(Capability)

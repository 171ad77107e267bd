"""Tracked links: short addresses in replies that count their clicks."""

from __future__ import annotations

import pytest
from django.test import Client

from automation.decide import decide_messages
from automation.models import TrackedLink
from automation.services import InvalidRule
from inbox.models import PlatformCall
from tests.factories import NOW, make_channel, make_message, make_rule, make_workspace

pytestmark = pytest.mark.django_db
REPLY = {"type": "reply", "variants": ["Kijk hier: {{link:prices}}"]}


@pytest.fixture
def link():
    return TrackedLink.objects.create(
        workspace=make_workspace(), slug="prices", url="https://example.org/prijzen?a=b"
    )


def test_a_reply_says_the_short_address(link, settings):
    settings.PUBLIC_URL = "https://inbox.example.org"
    channel = make_channel(link.workspace)
    make_rule(link.workspace, REPLY)
    decide_messages([make_message(channel).pk], now=NOW)
    assert PlatformCall.objects.get().text == f"Kijk hier: https://inbox.example.org/l/{link.code}/"


def test_a_click_is_sent_on_and_counted(link):
    for _ in range(2):
        answer = Client().get(f"/l/{link.code}/")
        assert (answer.status_code, answer["Location"]) == (302, link.url)
    Client().head(f"/l/{link.code}/")
    link.refresh_from_db()
    assert link.clicks == 2


def test_it_sends_nobody_anywhere_else(link):
    assert Client().get("/l/unknown/").status_code == 404
    assert Client().post(f"/l/{link.code}/").status_code == 405


def test_a_rule_cannot_name_a_link_of_others(link):
    with pytest.raises(InvalidRule, match="no tracked link prices"):
        make_rule(make_channel().workspace, REPLY)

"""“Why not rule X?”: asked again from what the decision kept, and never answered wrongly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.decide import decide_messages
from automation.models import Decision, Mode, Rule, RuleVersion
from automation.why import why_not
from platforms.base import Author
from tests.factories import NOW, make_channel, make_message, make_rule

pytestmark = pytest.mark.django_db
LABEL = {"type": "label", "label": "seen"}
NOTE = {"type": "note", "text": "Seen"}


@pytest.fixture
def channel():
    return make_channel()


def code(channel, rule: Rule, text: str = "Wat kost deze taart?", **author) -> str:
    """Have the rules decide on a message; then ask one of them why not."""
    message = make_message(channel, text, author=Author("a-1", **author))
    RuleVersion.objects.update(created_at=NOW - timedelta(days=1))
    decide_messages([message.pk], now=NOW)
    return why_not(Decision.objects.get(message=message), rule).code


def test_it_asks_again_about_the_name_of_the_author(channel):
    words = {"type": "text", "words": ["casino"], "field": "author"}
    rule = make_rule(channel.workspace, LABEL, conditions={"all": [words]})
    assert code(channel, rule, handle="anna", name="Anna") == "no_match"


def test_it_says_that_a_rule_about_something_else_was_not_asked(channel):
    make_rule(channel.workspace, NOTE)
    waits = {"type": "unanswered", "minutes": 60}
    assert code(channel, make_rule(channel.workspace, LABEL, trigger=waits)) == "rule_off"


def test_it_says_that_a_rule_was_off_though_others_matched(channel):
    make_rule(channel.workspace, NOTE)
    assert code(channel, make_rule(channel.workspace, LABEL, mode=Mode.OFF)) == "rule_off"


def test_it_says_which_rules_were_stopped_also_those_that_ask_more(channel):
    make_rule(channel.workspace, LABEL, stop_processing=True)
    asks_more = {"all": [{"type": "flag", "of": "first_time"}]}
    assert code(channel, make_rule(channel.workspace, NOTE, conditions=asks_more)) == "stopped_by_rule"


def test_a_rule_before_the_one_that_stopped_was_asked(channel):
    unknown = {"all": [{"type": "score", "of": "toxicity", "at_least": 0.5}]}
    rule = make_rule(channel.workspace, LABEL, conditions=unknown)
    make_rule(channel.workspace, LABEL, stop_processing=True)
    assert code(channel, rule) == "signal_missing"

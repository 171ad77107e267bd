"""What is found out about messages when they are decided: abuse, and the language of a conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.audit import SYSTEM
from automation import decide
from automation.services import save_list
from inbox.models import Channel, Message
from platforms.base import Author
from tests.factories import NOW, make_channel, make_message, make_rule, make_workspace

pytestmark = pytest.mark.django_db
WORDS = [
    {"text": "shitty", "severity": 1},
    {"text": "idiot", "severity": 2},
    {"text": "go die", "severity": 3},
    {"text": "*rapist*", "severity": 2},
]


@pytest.fixture
def channel() -> Channel:
    workspace = make_workspace(languages=["nl", "en"])
    save_list(workspace, name="Profanity", entries=WORDS, exceptions=["idiot savant"], by=SYSTEM)
    return make_channel(workspace)


def decided(*messages: Message) -> Message:
    decide.decide_messages([message.pk for message in messages], now=NOW)
    return Message.objects.select_related("conversation").get(pk=messages[-1].pk)


@pytest.mark.parametrize("text", ["You idiot!", "GO DIE", "what an 1d1ot"])
def test_it_marks_insults_and_threats_as_abuse(channel: Channel, text: str) -> None:
    assert decided(make_message(channel, text)).is_abusive


@pytest.mark.parametrize(
    "text", ["What a shitty soap", "Ask your therapist", "An idiot savant", "Lovely cake", ""]
)
def test_it_marks_neither_criticism_nor_innocent_words(channel: Channel, text: str) -> None:
    assert not decided(make_message(channel, text)).is_abusive


def test_it_marks_abuse_whether_a_rule_looks_for_it_or_not(channel: Channel) -> None:
    make_rule(channel.workspace, {"type": "hide"})
    assert decided(make_message(channel, "wat kost dit, idiot")).is_abusive
    channel.workspace.is_automation_on = False
    channel.workspace.save()
    assert decided(make_message(channel, "wat een idiot")).is_abusive


def test_it_takes_the_mark_off_when_the_words_are_no_longer_abuse(channel: Channel) -> None:
    message = decided(make_message(channel, "You idiot!"))
    save_list(channel.workspace, name="Profanity", entries=[{"text": "idiot", "severity": 1}], by=SYSTEM)
    decide.decide_again(channel, [message.pk], now=NOW)
    message.refresh_from_db()
    assert not message.is_abusive


def test_it_knows_no_abuse_where_there_are_no_lists() -> None:
    assert not decided(make_message(make_channel(), "You idiot!")).is_abusive


def test_it_notes_the_language_of_the_newest_message(channel: Channel) -> None:
    first = make_message(channel, "Wanneer gaan jullie morgen open?")
    assert decided(first).conversation.language == "nl"
    below = {"parent_id": first.external_id, "thread_id": first.external_id, "author": Author("7")}
    second = make_message(
        channel, "When do you open tomorrow morning?", occurred_at=NOW + timedelta(minutes=1), **below
    )
    assert decided(second).conversation.language == "en"
    late = make_message(channel, "Dank jullie wel voor het antwoord", occurred_at=NOW, **below)
    assert decided(late).conversation.language == "en"


def test_it_keeps_the_language_when_the_newest_message_tells_none(channel: Channel) -> None:
    first = decided(make_message(channel, "Wanneer gaan jullie morgen open?"))
    below = {"parent_id": first.external_id, "thread_id": first.external_id}
    emoji = make_message(channel, "😀", occurred_at=NOW + timedelta(minutes=1), **below)
    assert decided(emoji).conversation.language == "nl"


def test_it_costs_no_more_for_many(channel: Channel, django_assert_max_num_queries) -> None:
    ids = [make_message(channel, "Idiot, wat kost dit nu weer", author=Author(f"p{i}")).pk for i in range(50)]
    with django_assert_max_num_queries(18):
        decide.decide_messages(ids, now=NOW)
    assert Message.objects.filter(is_abusive=True, conversation__language="nl").count() == 50

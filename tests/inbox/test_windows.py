"""Until when a direct message may be answered: one table, kept by the connectors."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox import policy
from inbox.models import Channel, Message, PlatformCall
from platforms.base import Kind
from platforms.registry import CONNECTORS
from tests.factories import NOW, make_channel, make_message

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
RULE, PERSON = "rule", "person"


def direct(channel: Channel, **fields) -> Message:
    return make_message(channel, kind=Kind.DIRECT, **fields)


def answer(message: Message, *, by: str = PERSON) -> PlatformCall:
    return PlatformCall(
        workspace=message.workspace,
        channel=message.channel,
        conversation=message.conversation,
        message=message,
        verb="direct",
        text="Dag!",
        actor=by,
    )


@pytest.mark.parametrize(
    ("platform", "by", "window"),
    [
        ("instagram", RULE, DAY),
        ("instagram", PERSON, 7 * DAY),
        ("facebook", RULE, DAY),
        ("facebook", PERSON, 7 * DAY),
        ("whatsapp", RULE, DAY),
        ("whatsapp", PERSON, DAY),
        ("tiktok", RULE, 2 * DAY),
        ("tiktok", PERSON, 2 * DAY),
    ],
)
def test_it_closes_when_the_platform_says(platform, by, window):
    call = answer(direct(make_channel(platform=platform)), by=by)
    assert policy.refusal(call, NOW + window - SECOND) is None
    assert policy.refusal(call, NOW + window).code == "window_closed"


def test_it_never_closes_where_a_platform_has_no_window():
    call = answer(direct(make_channel(platform="telegram")), by=RULE)
    assert policy.refusal(call, NOW + 365 * DAY) is None


def test_it_gives_people_no_less_time_than_rules():
    windows = [connector.reply_window for connector in CONNECTORS.values() if connector.reply_window]
    assert all(window.longer_for_people >= timedelta() for window in windows)


def test_it_counts_our_messages_where_the_platform_does():
    channel = make_channel(platform="tiktok")
    message = direct(channel)
    mine = {"thread_id": message.conversation.thread_id, "is_own": True, "occurred_at": NOW + SECOND}
    for _ in range(9):
        direct(channel, **mine)
    tenth, eleventh = answer(message), answer(message)
    tenth.idempotency_key, tenth.run_at = "tenth", NOW
    tenth.save()
    assert policy.refusal(tenth, NOW + SECOND) is None
    assert policy.refusal(eleventh, NOW + SECOND).code == "window_closed"
    again = direct(channel, thread_id=message.conversation.thread_id, occurred_at=NOW + 2 * SECOND)
    assert policy.refusal(answer(again), NOW + 3 * SECOND) is None


def test_it_tells_until_when_a_person_may_answer():
    instagram = direct(make_channel()).conversation
    assert instagram.reply_window_ends_at == NOW + DAY
    assert instagram.person_window_ends_at == NOW + 7 * DAY
    assert direct(make_channel(platform="telegram")).conversation.person_window_ends_at is None

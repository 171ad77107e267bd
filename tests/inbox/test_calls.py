"""Platform calls against a real platform's side (the simulator): once, or explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import Actor
from inbox import calls, services, settling, standing, sweeps
from inbox.ingest import ingest
from inbox.models import Channel, Message, PlatformCall, PrivateReplyClaim
from inbox.services import Refused
from platforms.base import Kind
from platforms.errors import Throttled
from tests.factories import incoming, make_message
from tests.inbox.conftest import make

pytestmark = pytest.mark.django_db(transaction=False)


def replies(simulator, comment) -> list[str]:
    found = simulator.get("/control/state").json()["comments"]
    return [c["text"] for c in found if c["parent_id"] == comment.external_id]


def test_a_reply_appears_and_is_our_message(simulator, comment, by):
    call = make(services.reply(comment, "Vanaf 25 euro", by=by))
    assert replies(simulator, comment) == ["Vanaf 25 euro"]
    assert call.status == "done"
    assert call.sent_message.is_own
    assert call.sent_message.conversation == comment.conversation
    comment.conversation.refresh_from_db()
    assert comment.conversation.waiting_since is None


def test_the_echo_of_a_reply_is_the_same_message(channel, comment, by):
    call = make(services.reply(comment, "Vanaf 25 euro", by=by))
    echo = incoming(
        "Vanaf 25 euro",
        external_id=call.external_id,
        parent_id=comment.external_id,
        is_own=True,
        occurred_at=timezone.now(),
    )
    make_again = Message.objects.count()
    calls.ingest(channel, [echo])
    assert Message.objects.count() == make_again


def test_an_echo_that_comes_first_finishes_the_call(channel, comment, by):
    call = services.reply(comment, "Vanaf 25 euro", by=by)
    PlatformCall.objects.filter(pk=call.pk).update(status="sending", attempts=1)
    echo = incoming(
        "Vanaf 25 euro",
        external_id="e1",
        parent_id=comment.external_id,
        is_own=True,
        occurred_at=timezone.now(),
    )
    calls.ingest(channel, [echo])
    call.refresh_from_db()
    assert (call.status, call.external_id, call.sent_message.external_id) == ("done", "e1", "e1")


def test_hide_and_unhide_show_in_the_inbox(simulator, comment, by):
    make(services.hide(comment, by=by))
    comment.refresh_from_db()
    assert comment.visibility == "hidden"
    assert "Wat kost dit?" not in simulator.get("/").text
    make(services.unhide(comment, by=by))
    comment.refresh_from_db()
    assert comment.visibility == "visible"


def test_a_private_reply_opens_a_direct_conversation(comment, by):
    call = make(services.private_reply(comment, "De prijslijst", by=by))
    assert call.status == "done"
    assert call.sent_message.kind == "direct"
    assert call.sent_message.conversation.identity == comment.identity


def test_a_comment_gets_one_private_reply(comment, by):
    services.private_reply(comment, "Een", by=by)
    with pytest.raises(Refused) as refused:
        services.private_reply(comment, "Twee", by=by)
    assert refused.value.code == "already_replied_private"
    assert PlatformCall.objects.count() == 1


def test_a_private_reply_that_failed_may_be_tried_again(comment, by, fault):
    call = services.private_reply(comment, "Een", by=by)
    PlatformCall.objects.filter(pk=call.pk).update(text="")
    assert make(call).status == "cancelled"
    assert not PrivateReplyClaim.objects.exists()
    services.private_reply(comment, "Nu wel", by=by)


def test_the_same_key_sends_once(simulator, comment, by):
    first = services.reply(comment, "Eén keer", by=by, key="k1")
    assert services.reply(comment, "Eén keer", by=by, key="k1") == first
    make(first)
    make(first)
    assert replies(simulator, comment) == ["Eén keer"]


@pytest.mark.parametrize(
    ("fields", "act", "code"),
    [
        ({"visibility": "hidden"}, services.reply, "hidden_earlier"),
        ({"visibility": "removed"}, services.reply, "hidden_earlier"),
        ({"sent_at": timezone.now() - timedelta(days=7, seconds=1)}, services.private_reply, "window_closed"),
        ({}, lambda message, _text, by: services.reply(message, "é" * 2201, by=by), "text_too_long"),
        ({}, lambda message, _text, by: services.reply(message, "  ", by=by), "text_empty"),
    ],
)
def test_policy_refuses_when_it_is_queued(comment, by, fields, act, code):
    for name, value in fields.items():
        setattr(comment, name, value)
    with pytest.raises(Refused) as refused:
        act(comment, "Hoi", by=by)
    assert refused.value.code == code


def test_a_direct_answer_has_its_window(channel, by):
    now = timezone.now()
    late = make_message(channel, kind=Kind.DIRECT, occurred_at=now - timedelta(hours=24, seconds=1), now=now)
    with pytest.raises(Refused) as refused:
        services.reply(late, "Hoi", by=Actor.rule("rule 1 v1"))
    assert refused.value.code == "window_closed"
    assert services.reply(late, "Hoi", by=by).verb == "direct"


def test_policy_is_checked_again_when_the_call_is_made(simulator, comment, by):
    call = services.reply(comment, "Te laat", by=by)
    Message.objects.filter(pk=comment.pk).update(visibility="hidden")
    call = make(call)
    assert (call.status, call.error_code) == ("cancelled", "hidden_earlier")
    assert replies(simulator, comment) == []


def test_a_rule_that_waited_gives_way_to_a_person(simulator, comment, by):
    waiting = services.reply(comment, "Automatisch", by=Actor.rule("rule 1 v1"))
    make(services.reply(comment, "Van een mens", by=by))
    assert make(waiting).error_code == "human_active"
    assert replies(simulator, comment) == ["Van een mens"]


def test_switching_automation_off_stops_what_waits(comment):
    call = services.reply(comment, "Automatisch", by=Actor.rule("rule 1 v1"))
    Channel.objects.update(is_automation_on=False)
    assert make(call).error_code == "kill_switch"


def test_an_expired_token_stops_the_channel_and_keeps_the_call(simulator, comment, by, fault):
    fault(fault="expired_token", times=1)
    call = make(services.reply(comment, "Hoi", by=by))
    channel = Channel.objects.get()
    assert (call.status, channel.status) == ("queued", "reconnect")
    assert make(call).attempts == call.attempts, "A stopped channel makes no calls."
    Channel.objects.update(status="connected")
    assert make(call).status == "done"
    assert replies(simulator, comment) == ["Hoi"]


def test_throttling_pauses_the_channel_and_costs_no_attempt(simulator, comment, by, fault):
    fault(fault="throttled", times=1, seconds=120)
    call = make(services.reply(comment, "Hoi", by=by))
    assert (call.status, call.attempts) == ("queued", 0)
    assert Channel.objects.get().calls_resume_at > timezone.now()
    assert make(call).status == "queued"
    later = timezone.now() + timedelta(hours=2)
    assert make(call, now=later).status == "done"


def test_a_shorter_pause_does_not_end_a_longer_one(channel):
    now = timezone.now()
    standing.pause(channel.pk, Throttled(retry_after=timedelta(hours=1)), now)
    standing.pause(channel.pk, Throttled(retry_after=timedelta(minutes=1)), now)
    channel.refresh_from_db()
    assert channel.calls_resume_at == now + timedelta(hours=1)


def test_a_hide_is_repeated_after_a_passing_fault(comment, by, fault):
    fault(fault="error_500", times=1)
    call = make(services.hide(comment, by=by))
    assert (call.status, call.error_code) == ("queued", "transient")
    assert make(call, now=timezone.now() + timedelta(minutes=20)).status == "done"


def test_a_send_of_unknown_outcome_is_looked_for_and_not_repeated(simulator, comment, by, fault):
    fault(fault="drop_after_act", times=1)
    call = make(services.reply(comment, "Eén keer", by=by))
    assert call.status == "unknown"
    settling.settle(now=timezone.now() + timedelta(minutes=1))
    call.refresh_from_db()
    assert call.status == "done"
    assert call.sent_message.text == "Eén keer"
    assert replies(simulator, comment) == ["Eén keer"]


def test_a_send_that_never_arrived_is_sent_again_after_two_looks(simulator, comment, by, fault):
    fault(fault="error_500", times=1)
    call = make(services.reply(comment, "Toch", by=by))
    assert call.status == "unknown"
    now = timezone.now()
    for minutes in (1, 2):
        settling.settle(now=now + timedelta(minutes=minutes))
    call.refresh_from_db()
    assert (call.status, call.reads) == ("queued", 2)
    assert make(call, now=now + timedelta(minutes=3)).status == "done"
    assert replies(simulator, comment) == ["Toch"]


def test_a_late_echo_stops_the_repetition(simulator, comment, by, fault):
    fault(fault="error_500", times=1)
    call = make(services.reply(comment, "Toch", by=by))
    for minutes in (1, 2):
        settling.settle(now=timezone.now() + timedelta(minutes=minutes))
    told = incoming(
        "Toch", external_id="17960000000009999", parent_id=comment.external_id, is_own=True, author=None
    )
    ingest(comment.channel, [told], now=timezone.now())
    call.refresh_from_db()
    assert (call.status, call.sent_message.external_id) == ("done", "17960000000009999")


def test_a_look_that_failed_does_not_count(simulator, comment, by, fault):
    fault(fault="error_500", times=1)
    call = make(services.reply(comment, "Toch", by=by))
    fault(fault="error_500", times=1, calls="reads")
    now = timezone.now()
    for minutes, seen in ((1, ("unknown", 0)), (2, ("unknown", 1)), (3, ("queued", 2))):
        settling.settle(now=now + timedelta(minutes=minutes))
        call.refresh_from_db()
        assert (call.status, call.reads) == seen


def test_an_abandoned_send_is_looked_for(simulator, comment, by, fault):
    call = services.reply(comment, "Eén keer", by=by)
    claimed = PlatformCall.objects.claim(call.pk, now=timezone.now(), lease=timedelta(seconds=60))
    calls._perform(claimed.channel.connector(), claimed, timezone.now())
    now = timezone.now() + timedelta(seconds=61)
    settling.settle(now=now)
    call.refresh_from_db()
    assert call.status == "done"
    assert replies(simulator, comment) == ["Eén keer"]


def test_a_worker_that_comes_back_late_cannot_finish_the_call(comment, by):
    call = services.hide(comment, by=by)
    late = PlatformCall.objects.claim(call.pk, now=timezone.now(), lease=timedelta(seconds=60))
    settling.settle(now=timezone.now() + timedelta(seconds=61))
    second = PlatformCall.objects.claim(
        call.pk, now=timezone.now() + timedelta(seconds=62), lease=timedelta(seconds=60)
    )
    calls.complete(late, None, now=timezone.now())
    assert PlatformCall.objects.get().status == "sending"
    calls.complete(second, None, now=timezone.now())
    assert PlatformCall.objects.get().status == "done"


def test_hiding_what_seems_gone_is_not_said_to_be_done(simulator, comment, by):
    """Meta answers the same when the account may not touch a comment that all can read."""
    simulator.delete(f"/control/comments/{comment.external_id}")
    call = make(services.hide(comment, by=by))
    comment.refresh_from_db()
    assert (call.status, call.error_code, comment.visibility) == ("failed", "target_gone", "visible")


def test_removing_what_is_gone_is_done(simulator, comment, by, settings):
    call = services.remove(comment, by=by)
    simulator.delete(f"/control/comments/{comment.external_id}")
    assert make(call, now=timezone.now() + timedelta(days=2)).status == "done"


def test_a_hide_that_hung_is_not_repeated_after_it_was_taken_back(simulator, comment, by, fault):
    fault(fault="error_500", times=1)
    hide = make(services.hide(comment, by=by))
    assert hide.status == "queued"
    shown = PlatformCall.objects.create(
        workspace=comment.workspace,
        channel=comment.channel,
        conversation=comment.conversation,
        message=comment,
        verb="unhide",
        status="done",
        actor="person",
    )
    again = make(hide, now=timezone.now() + timedelta(minutes=20))
    assert (again.status, again.error_code) == ("cancelled", "superseded")
    assert shown.pk > hide.pk
    there = {found["id"]: found for found in simulator.get("/control/state").json()["comments"]}
    assert not there[comment.external_id]["hidden"]


def test_a_look_that_can_say_nothing_ends_where_a_person_sees_it(simulator, comment, by, fault):
    fault(fault="error_500", times=1)
    call = make(services.reply(comment, "Toch", by=by))
    simulator.delete(f"/control/comments/{comment.external_id}")
    settling.settle(now=timezone.now() + timedelta(minutes=1))
    call.refresh_from_db()
    assert (call.status, call.error_code) == ("failed", "outcome_unknown")


def test_nobody_looks_for_longer_than_a_day(simulator, comment, by, fault):
    fault(fault="error_500", times=1)
    call = make(services.reply(comment, "Toch", by=by))
    fault(fault="error_500", times=9, calls="reads")
    for hours in (1, 25):
        settling.settle(now=timezone.now() + timedelta(hours=hours))
        call.refresh_from_db()
        assert call.status == ("unknown" if hours < 24 else "failed")


def test_a_look_waits_while_the_account_may_not_be_asked(simulator, comment, by, fault):
    fault(fault="error_500", times=1)
    call = make(services.reply(comment, "Toch", by=by))
    later = timezone.now() + timedelta(hours=1)
    Channel.objects.update(calls_resume_at=later)
    settling.settle(now=later - timedelta(minutes=1))
    call.refresh_from_db()
    assert (call.status, call.reads) == ("unknown", 0)


def test_an_echo_that_was_spelt_otherwise_belongs_to_its_call(simulator, comment, by):
    call = services.reply(comment, "Eén keer", by=by)
    claimed = PlatformCall.objects.claim(call.pk, now=timezone.now(), lease=timedelta(seconds=60))
    sent = calls._perform(claimed.channel.connector(), claimed, timezone.now())
    told = calls._own_message(claimed, sent, timezone.now())
    ingest(comment.channel, [replace(told, text="@somebody Eén keer")], now=timezone.now())
    calls.complete(claimed, sent, now=timezone.now())
    call.refresh_from_db()
    assert call.sent_message.external_id == sent.external_id


def test_answering_what_is_gone_fails_where_a_person_sees_it(simulator, comment, by):
    simulator.delete(f"/control/comments/{comment.external_id}")
    call = make(services.reply(comment, "Hoi", by=by))
    assert (call.status, call.error_code) == ("failed", "target_gone")
    assert call.error_detail


def test_the_dispatcher_tells_of_a_due_call_once_in_a_while(comment, by):
    later = timezone.now() + timedelta(minutes=1)
    call = services.reply(comment, "Straks", by=by, run_at=later)
    assert list(sweeps.due_calls(later - timedelta(seconds=1))) == []
    assert list(sweeps.due_calls(later)) == [[call.pk]]
    assert list(sweeps.due_calls(later + timedelta(seconds=1))) == []
    assert list(sweeps.due_calls(later + timedelta(seconds=20))) == [[call.pk]]

"""What rules did, taken back: what can be, what cannot, and what is no longer theirs to take back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.audit import Actor
from accounts.models import Event, Role
from automation.decide import decide_messages
from automation.lab import preview, start_undo
from automation.lab.undo import cancel_undo, run_undo
from automation.models import Mode, RuleApplication, Suggestion, UndoRun
from inbox import calls, jobs, services
from inbox.models import Conversation, Message, Note, PlatformCall
from inbox.services import Refused
from platforms.base import Sent
from tests.factories import NOW, make_channel, make_member, make_message, make_rule, make_workspace

REPLY = {"type": "reply", "variants": ["Vanaf 25 euro!"]}
PRIVATE = {"type": "private_reply", "variants": ["De prijslijst"]}
HIDE = {"type": "hide"}
DELETE = {"type": "delete"}
LATER = {"delay_min_seconds": 600, "delay_max_seconds": 600}


@pytest.fixture
def by(manager) -> Actor:
    return Actor.person(manager)


@pytest.fixture
def acted(workspace, channel):
    """Let a rule act on a new message; return the message."""

    def act(*actions, limits=None, mode=Mode.LIVE) -> Message:
        make_rule(workspace, *actions, limits=limits, mode=mode)
        message = make_message(channel)
        decide_messages([message.pk], now=timezone.now())
        message.refresh_from_db()
        return message

    return act


@pytest.fixture
def undo(workspace, by):
    def run(**choice) -> UndoRun:
        choice = choice or {"since": NOW - timedelta(days=1)}
        return finish(start_undo(workspace, **choice, by=by))

    return run


def finish(run: UndoRun) -> UndoRun:
    for _ in range(50):
        run_undo(run.pk, now=timezone.now() + jobs.LEASE)
        run.refresh_from_db()
        if run.is_over:
            return run
    raise AssertionError("It never ends.")


def made(verb: str, sent: Sent | None = None) -> PlatformCall:
    """Let the platform have done what was asked of it."""
    call = PlatformCall.objects.get(verb=verb)
    PlatformCall.objects.filter(pk=call.pk).update(status="sending", attempts=1)
    call.refresh_from_db()
    calls.complete(call, sent, now=timezone.now())
    call.refresh_from_db()
    assert call.status == "done"
    return call


def results(run: UndoRun) -> list[tuple[str, ...]]:
    return [(item["act"], item["result"], item.get("reason", "")) for item in run.summary.get("items", [])]


def conversation_of(message: Message) -> Conversation:
    return Conversation.objects.get(pk=message.conversation_id)


def test_it_cancels_an_answer_that_has_not_gone_out(acted, undo):
    acted(REPLY, limits=LATER)
    assert results(undo()) == [("reply", "cancelled", "")]
    assert PlatformCall.objects.get().status == "cancelled"


def test_it_counts_an_answer_that_nobody_got_for_no_cap(acted, undo, channel):
    acted(REPLY, limits=LATER)
    undo()
    again = make_message(channel)
    decide_messages([again.pk], now=timezone.now())
    assert PlatformCall.objects.get(message=again).status == "queued"


def test_it_leaves_what_was_said_and_says_so_before(acted, undo, workspace):
    acted(REPLY)
    made("reply", Sent("9001"))
    told = preview(workspace, since=NOW - timedelta(days=1))
    assert (told.irreversible, told.reversible, told.removable) == ({"reply": 1}, {}, 1)
    run = undo()
    assert results(run) == [("reply", "irreversible", "")]
    assert (run.summary["undone"], run.summary["irreversible"]) == (0, 1)


def test_it_removes_a_public_answer_where_that_is_asked_for(acted, undo):
    acted(REPLY)
    made("reply", Sent("9001"))
    run = undo(since=NOW - timedelta(days=1), removes_replies=True)
    assert results(run) == [("reply", "undone", "")]
    assert PlatformCall.objects.get(verb="remove").message.external_id == "9001"


def test_it_never_takes_a_private_message_back(acted, undo):
    acted(PRIVATE)
    made("private_reply", Sent("9001"))
    run = undo(since=NOW - timedelta(days=1), removes_replies=True)
    assert results(run) == [("private_reply", "irreversible", "")]


def test_it_shows_again_what_was_hidden(acted, undo):
    message = acted(HIDE)
    made("hide")
    assert results(undo()) == [("hide", "undone", "")]
    made("unhide")
    message.refresh_from_db()
    assert message.visibility == "visible"


def test_it_leaves_hidden_what_another_rule_hid_too(acted, undo, workspace):
    first = make_rule(workspace, HIDE)
    message = acted(HIDE)
    PlatformCall.objects.update(status="done")
    Message.objects.filter(pk=message.pk).update(visibility="hidden")
    assert results(undo(rule=first)) == [("hide", "undone", "")]
    assert not PlatformCall.objects.filter(verb="unhide").exists()
    undo()
    assert PlatformCall.objects.filter(verb="unhide").count() == 1


def test_it_cancels_a_hide_that_was_not_made_yet(acted, undo):
    acted(HIDE | {"unhide_after_minutes": 60})
    assert results(undo()) == [("hide", "cancelled", "")]
    assert set(PlatformCall.objects.values_list("verb", "status")) == {
        ("hide", "cancelled"),
        ("unhide", "cancelled"),
    }


def test_it_leaves_a_hide_that_a_person_decided_on_since(acted, undo, by):
    message = acted(HIDE)
    made("hide")
    message.refresh_from_db()
    services.hide(message, by=by)
    assert results(undo()) == [("hide", "skipped", "changed_since")]
    assert not PlatformCall.objects.filter(verb="unhide").exists()


def test_it_cancels_a_deletion_in_its_grace_time_and_shows_the_comment(acted, undo):
    message = acted(DELETE)
    made("hide")
    assert results(undo()) == [("delete", "undone", "")]
    assert PlatformCall.objects.get(verb="remove").status == "cancelled"
    made("unhide")
    message.refresh_from_db()
    assert message.visibility == "visible"


def test_it_cannot_bring_back_what_was_deleted(acted, undo, workspace):
    acted(DELETE)
    made("hide")
    made("remove")
    assert preview(workspace, since=NOW - timedelta(days=1)).irreversible == {"delete": 1}
    assert results(undo()) == [("delete", "irreversible", "")]


def test_it_takes_off_labels_that_the_rule_put_on(acted, undo, by):
    labels = [{"type": "label", "label": "price", "on": on} for on in ("conversation", "contact", "post")]
    message = acted(*labels)
    assert results(undo()) == [("label", "undone", "")] * 3
    assert not conversation_of(message).labels.exists()
    assert not message.identity.contact.labels.exists()
    assert not message.conversation.post.labels.exists()


def test_it_keeps_a_label_that_was_there_before(workspace, channel, by, undo):
    first = make_message(channel)
    services.label([first.conversation], "price", by=by)
    make_rule(workspace, {"type": "label", "label": "price"})
    decide_messages([first.pk], now=timezone.now())
    assert results(undo()) == []
    assert conversation_of(first).labels.count() == 1


def test_it_gives_back_assignee_status_priority_and_sentiment(acted, undo, manager):
    message = acted(
        {"type": "assign", "email": manager.email},
        {"type": "resolve"},
        {"type": "priority", "by": 5, "reason": "Price"},
        {"type": "set_sentiment", "sentiment": "negative"},
    )
    assert conversation_of(message).status == "resolved"
    assert {result for _, result, _ in results(undo())} == {"undone"}
    conversation = conversation_of(message)
    message.refresh_from_db()
    assert (conversation.assignee, conversation.status, conversation.priority) == (None, "open", 0)
    assert message.sentiment == ""


def test_it_leaves_what_a_person_changed_since(acted, undo, manager, by, workspace):
    message = acted(
        {"type": "assign", "email": manager.email},
        {"type": "resolve"},
        {"type": "set_sentiment", "sentiment": "negative"},
    )
    colleague = make_member(workspace, Role.AGENT)
    services.assign([conversation_of(message)], colleague, by=by)
    services.set_status([conversation_of(message)], "pending", by=by)
    services.set_sentiment(message, "positive", by=by)
    run = undo()
    assert run.summary["skipped"] == {"changed_since": 3}
    conversation = conversation_of(message)
    message.refresh_from_db()
    assert (conversation.assignee, conversation.status) == (colleague, "pending")
    assert message.sentiment == "positive"


def test_it_deletes_a_note_and_lifts_a_block(acted, undo):
    message = acted({"type": "note", "text": "Look!"}, {"type": "block_author"})
    assert {result for _, result, _ in results(undo())} == {"undone"}
    message.identity.refresh_from_db()
    assert (Note.objects.count(), message.identity.blocked_at) == (0, None)


def test_it_rejects_what_waits_for_a_person(acted, undo, workspace):
    message = acted(REPLY, mode=Mode.SUGGEST)
    assert preview(workspace, since=NOW - timedelta(days=1)).suggestions == 1
    assert results(undo()) == [("suggestion", "undone", "")]
    assert Suggestion.objects.get(message=message).status == "rejected"


def test_it_undoes_twice_what_it_undoes_once(acted, undo, workspace, by):
    message = acted({"type": "priority", "by": 5, "reason": "Price"})
    first, second = undo(), undo()
    assert (first.summary["undone"], second.summary.get("undone", 0)) == (1, 0)
    assert conversation_of(message).priority == 0
    assert preview(workspace, since=NOW - timedelta(days=1)).already_undone == 1


def test_it_undoes_one_act_of_one_message(acted, undo):
    first, second = acted({"type": "resolve"}), acted({"type": "label", "label": "a"})
    application = RuleApplication.objects.get(message=first)
    undo(application=application)
    assert conversation_of(first).status == "open"
    assert conversation_of(second).labels.exists()


def test_it_undoes_only_what_was_done_in_the_time_chosen(acted, undo):
    message = acted({"type": "resolve"})
    RuleApplication.objects.update(created_at=NOW - timedelta(days=3))
    undo(since=NOW - timedelta(days=1))
    assert conversation_of(message).status == "resolved"
    undo(since=NOW - timedelta(days=5), until=NOW - timedelta(days=2))
    assert conversation_of(message).status == "open"


def test_it_undoes_two_rules_on_one_conversation_the_last_first(acted, undo, channel):
    message = acted({"type": "set_status", "status": "pending"})
    make_rule(channel.workspace, {"type": "resolve"})
    second = make_message(channel, parent_id=message.external_id)
    decide_messages([second.pk], now=timezone.now())
    assert conversation_of(message).status == "resolved"
    undo()
    assert conversation_of(message).status == "open"


def test_it_is_done_by_the_person_who_asked(acted, undo, manager):
    message = acted({"type": "resolve"})
    undo()
    line = Event.objects.filter(target_type="conversation", target_id=message.conversation_id).first()
    assert (line.verb, line.user) == ("status_open", manager)
    assert Event.objects.filter(verb="undo", user=manager).count() == 1


def test_it_goes_on_where_a_killed_worker_was(acted, workspace, by, monkeypatch):
    monkeypatch.setattr("automation.lab.undo.PIECE", 1)
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0)
    messages = [acted({"type": "priority", "by": 5, "reason": "a"}) for _ in range(3)]
    run = start_undo(workspace, since=NOW - timedelta(days=1), by=by)
    run_undo(run.pk, now=timezone.now())
    jobs.claim(UndoRun, run.pk, timezone.now())  # … and the worker is gone
    run = finish(run)
    assert {conversation_of(message).priority for message in messages} == {0}
    assert run.done == run.total


def test_it_writes_an_act_and_its_progress_together(acted, workspace, by, monkeypatch):
    """A worker whose lease ran out meanwhile leaves nothing of its piece behind."""
    message = acted({"type": "resolve"})
    run = start_undo(workspace, since=NOW - timedelta(days=1), by=by)

    def lost(*args, **fields):
        raise jobs.LostLease

    monkeypatch.setattr(jobs, "save", lost)
    UndoRun.objects.update(total=1)
    run_undo(run.pk, now=timezone.now())
    assert conversation_of(message).status == "resolved"
    assert not RuleApplication.objects.exclude(undone_at=None).exists()


def test_it_stops_when_it_is_cancelled(acted, workspace, by):
    message = acted({"type": "resolve"})
    run = start_undo(workspace, since=NOW - timedelta(days=1), by=by)
    assert cancel_undo(run, by=by)
    assert not cancel_undo(run, by=by)
    assert finish(run).status == "cancelled"
    assert conversation_of(message).status == "resolved"


def test_it_touches_no_other_workspace(acted, undo):
    other = make_channel(make_workspace())
    make_rule(other.workspace, {"type": "resolve"})
    message = make_message(other)
    decide_messages([message.pk], now=timezone.now())
    undo()
    assert conversation_of(message).status == "resolved"


@pytest.mark.parametrize("choice", [{}, {"until": NOW}, {"since": NOW, "until": NOW}])
def test_it_wants_to_know_what_to_undo(workspace, by, choice):
    with pytest.raises(Refused):
        start_undo(workspace, **choice, by=by)


HERE = st.sampled_from(
    [
        {"type": "resolve"},
        {"type": "set_status", "status": "pending"},
        {"type": "snooze", "minutes": 60},
        {"type": "priority", "by": 7, "reason": "a"},
        {"type": "priority", "by": -3, "reason": "b"},
        {"type": "label", "label": "a"},
        {"type": "label", "label": "b"},
        {"type": "assign", "to": "in_turn"},
        {"type": "set_sentiment", "sentiment": "positive"},
        {"type": "note", "text": "Look!"},
    ]
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.lists(HERE, min_size=1, max_size=4), start=st.sampled_from(["open", "pending", "resolved"]))
def test_it_leaves_a_conversation_as_it_was_before_the_rules(workspace, channel, by, undo, chosen, start):
    RuleApplication.objects.all().delete()
    workspace.rules.update(mode=Mode.OFF)
    message = make_message(channel)
    services.set_status([message.conversation], start, by=by)
    services.label([message.conversation], "a", by=by)
    before = state(message)
    for action in chosen:
        make_rule(workspace, action)
    decide_messages([message.pk], now=timezone.now())
    undo()
    assert state(message) == before


def state(message: Message) -> dict[str, object]:
    conversation = conversation_of(message)
    names = ("status", "assignee_id", "priority", "snoozed_until")
    return {
        **{name: getattr(conversation, name) for name in names},
        "labels": sorted(conversation.labels.values_list("name", flat=True)),
        "notes": conversation.notes.count(),
        "sentiment": Message.objects.get(pk=message.pk).sentiment,
    }

"""Acts on all that match: in pieces, each conversation once, stopped, taken back, and never too far."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Event, Membership, Role
from inbox import jobs, services
from inbox.bulk import runs
from inbox.bulk.shown import messages_in
from inbox.bulk.tasks import sweep_bulk_runs, work_on_bulk_run
from inbox.models import BulkRun, Conversation, Message, PlatformCall
from inbox.screens.navigation import read_query
from inbox.services import Refused
from platforms.base import Author
from tests.factories import NOW, make_channel, make_member, make_message, make_user
from tests.inbox.bulk.conftest import finish, outcomes

SPAM = "Earn 500 euro a day from home, write me on WhatsApp now"


@pytest.fixture
def small_pieces(monkeypatch):
    """Pieces of two, each followed by the end of the slice."""
    monkeypatch.setattr(runs, "PIECE", 2)
    monkeypatch.setattr(runs, "OUTWARD_PIECE", 2)
    monkeypatch.setattr(jobs, "SLICE_SECONDS", 0)


def statuses() -> Counter[str]:
    return Counter(Conversation.objects.values_list("status", flat=True))


class Killed(BaseException):
    """What a worker's process meets: nothing catches it."""


def test_it_resolves_4312_though_its_worker_is_killed_in_the_middle(write, start, monkeypatch):
    write(["Mooi!"] * 4312)
    run = start()
    assert run.total == 4312
    save, pieces = jobs.save, []

    def killed(job, **fields):
        pieces.append(job.done)
        if len(pieces) == 21:
            raise Killed
        save(job, **fields)

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "SLICE_SECONDS", 1e9)
        patched.setattr(jobs, "save", killed)
        with pytest.raises(Killed):
            runs.go_on(run.pk, now=NOW)
    # The piece that it died in is as if it had never been begun.
    assert statuses() == {"resolved": 2000, "open": 2312}
    assert outcomes(run) == {"done": 2000}
    run = finish(run, NOW + jobs.LEASE)
    assert (run.status, run.done, run.total) == ("done", 4312, 4312)
    assert statuses() == {"resolved": 4312}
    assert outcomes(run) == {"done": 4312}
    assert Event.objects.filter(verb="status_resolved").count() == 4312


def test_it_leaves_alone_what_came_after_it_was_asked_for(write, start, channel, small_pieces):
    first, second, third = sorted(write(["one", "two", "three"]), key=lambda each: each.pk)
    run = start()
    runs.go_on(run.pk, now=NOW)
    make_message(channel, "four", occurred_at=NOW + timedelta(minutes=1))
    make_message(
        channel,
        "one more thing",
        parent_id=third.thread_id,
        thread_id=third.thread_id,
        author=Author("somebody"),
        occurred_at=NOW + timedelta(minutes=1),
    )
    finish(run)
    assert set(run.items.values_list("conversation", flat=True)) == {first.pk, second.pk}
    assert statuses() == {"resolved": 2, "open": 2}


def test_it_meets_what_a_list_shows_and_nothing_else(write, start, workspace, agent):
    mine, other, *_ = write(["zebra", "zebra", "paard"])
    Conversation.objects.filter(pk=mine.pk).update(assignee=agent)
    make_message(make_channel(), "zebra")
    assert finish(start(query="q=zebra&assignee=me")).total == 1
    assert set(Conversation.objects.filter(status="resolved")) == {mine}
    assert finish(start("label", query="view=all&q=zebra", label="cake")).total == 2
    assert set(Conversation.objects.filter(labels__name="cake")) == {mine, other}


def test_it_stops_where_it_is_when_it_is_cancelled(write, start, agent, small_pieces):
    write(["a", "b", "c", "d"])
    run = start()
    runs.go_on(run.pk, now=NOW)
    assert runs.cancel_run(run, by=Actor.person(agent))
    assert not runs.cancel_run(run, by=Actor.person(agent))
    assert finish(run).status == "cancelled"
    assert statuses() == {"resolved": 2, "open": 2}


def test_it_takes_a_run_back_but_not_what_a_colleague_changed_since(write, start, workspace, small_pieces):
    chosen = sorted(write(["a", "b", "c", "d", "e"]), key=lambda each: each.pk)
    Conversation.objects.filter(pk=chosen[0].pk).update(status="resolved")
    run = finish(start(query="view=all"))
    assert outcomes(run) == {"done": 4, "unchanged": 1}
    services.reopen([Conversation.objects.get(pk=chosen[1].pk)], by=Actor.person(make_member(workspace)))
    services.snooze(
        [Conversation.objects.get(pk=chosen[2].pk)],
        NOW + timedelta(days=300),
        by=Actor.person(run.created_by),
    )
    undo = finish(runs.start_undo(run, by=Actor.person(run.created_by)))
    assert outcomes(undo) == {"undone": 2, "refused": 2}
    assert set(undo.items.filter(outcome="refused").values_list("detail", flat=True)) == {
        "It was changed since, so it stays as it is."
    }
    assert outcomes(run) == {"undone": 2, "done": 2, "unchanged": 1}
    assert statuses() == {"open": 3, "resolved": 1, "snoozed": 1}
    with pytest.raises(Refused, match="taken back already"):
        runs.start_undo(run, by=Actor.person(run.created_by))
    with pytest.raises(Refused, match="taken back already"):
        runs.start_undo(undo, by=Actor.person(run.created_by))


def test_it_stops_a_run_that_is_taken_back_in_the_middle(write, start, agent, small_pieces):
    write(["a", "b", "c", "d", "e"])
    run = start()
    runs.go_on(run.pk, now=NOW)
    undo = finish(runs.start_undo(run, by=Actor.person(agent)))
    run.refresh_from_db()
    assert (run.status, undo.total, statuses()) == ("cancelled", 2, {"open": 5})


def test_it_stops_a_run_that_is_taken_back_before_it_did_anything(write, start, agent):
    write(["a", "b", "c"])
    run = start("hide")
    assert runs.start_undo(run, by=Actor.person(agent)) == run
    assert finish(run).status == "cancelled"
    assert not PlatformCall.objects.exists()
    assert BulkRun.objects.count() == 1
    with pytest.raises(Refused, match="nothing to undo"):
        runs.start_undo(run, by=Actor.person(agent))


def test_it_hides_the_messages_of_a_group_not_whatever_came_last(channel, start, agent, small_pieces):
    wave = [make_message(channel, f"{SPAM} @you{n}", author=Author(f"s{n}")) for n in range(5)]
    make_message(
        channel,
        "Nobody believes that",
        parent_id=wave[0].external_id,
        thread_id=wave[0].external_id,
        author=Author("friend"),
    )
    make_message(channel, "Wat kost deze taart?", author=Author("lotte"))
    run = finish(start("hide", query=f"view=all&similar={wave[3].pk}"))
    assert outcomes(run) == {"done": 5}
    calls = PlatformCall.objects.filter(verb="hide")
    assert set(calls.values_list("message", flat=True)) == {message.pk for message in wave}
    finish(runs.start_undo(run, by=Actor.person(agent)))
    assert not calls.filter(status="queued").exists()


def test_it_hides_what_a_search_found_not_whatever_came_last(channel, start):
    hit = make_message(channel, "Earn money fast", author=Author("s"))
    answer(channel, hit, "Nobody believes that", author=Author("friend"))
    ours = make_message(channel, "Wat een vraag", author=Author("x"))
    answer(channel, ours, "Nobody can earn that", author=None, is_own=True)
    run = finish(start("hide", query="view=all&q=earn"))
    assert outcomes(run) == {"done": 1, "refused": 1}
    assert "shows no message of theirs" in run.items.get(outcome="refused").detail
    assert [call.message for call in PlatformCall.objects.filter(verb="hide")] == [hit]


@pytest.mark.parametrize("query", ["view=all", "view=all&q=earn", "view=all&q=taart"])
def test_it_hides_nothing_that_came_after_it_was_asked_for(channel, start, query):
    first = make_message(channel, "Earn money fast", occurred_at=NOW - timedelta(minutes=2))
    run, later = start("hide", query=query), NOW + timedelta(minutes=1)
    # Sent before, and told of late: the conversation is one that was meant, the comment is not.
    answer(channel, first, "Do not earn", occurred_at=NOW - timedelta(minutes=1), now=later)
    finish(run)
    assert [call.message for call in PlatformCall.objects.filter(verb="hide")] == [first]


def test_it_asks_as_often_which_messages_are_meant_for_many_as_for_few(
    write, workspace, django_assert_max_num_queries
):
    chosen = write([f"Earn {number}" for number in range(30)])
    filters = read_query("view=all&q=earn")
    with django_assert_max_num_queries(2):
        assert len(messages_in(workspace, filters, chosen, timezone.now())) == 30


def answer(channel, message, text, **fields) -> Message:
    first = message.external_id
    fields = {"occurred_at": NOW, **fields}
    return make_message(channel, text, parent_id=first, thread_id=first, **fields)


def test_it_says_of_each_why_it_was_refused(channel, start):
    make_message(channel, "A comment")
    make_message(make_channel(channel.workspace, platform="tiktok"), "Another", author=Author("x"))
    Message.objects.filter(text="A comment").update(kind="direct")
    run = finish(start("hide"))
    assert outcomes(run) == {"refused": 1, "done": 1}
    assert run.items.get(outcome="refused").detail == "This is possible with comments only."


def test_it_shares_out_evenly_over_who_was_chosen(write, start, workspace, agent, small_pieces):
    write(["scheldwoord"] * 7)
    other, third = make_member(workspace), make_member(workspace)
    run = finish(start("share_out", members=[agent.pk, other.pk, third.pk]))
    shares = Counter(Conversation.objects.values_list("assignee", flat=True))
    assert (sorted(shares.values()), len(shares)) == ([2, 2, 3], 3)
    finish(runs.start_undo(run, by=Actor.person(agent)))
    assert set(Conversation.objects.values_list("assignee", flat=True)) == {None}


def test_it_shares_nothing_out_to_who_may_not_act(write, start, workspace):
    write(["a", "b"])
    viewer, stranger = make_member(workspace, Role.VIEWER), make_user()
    for members in ([viewer.pk], [stranger.pk], ["x"], []):
        assert outcomes(finish(start("share_out", members=members))) == {"refused": 2}


def test_it_refuses_what_is_no_act_and_what_is_too_much(write, start, monkeypatch):
    with pytest.raises(Refused, match="Nothing matches"):
        start()
    write(["a", "b", "c"])
    with pytest.raises(Refused, match="cannot be done with all"):
        start("explode")
    with pytest.raises(Refused, match="cannot be done with all"):
        start(query="q=" + "a" * 600)
    monkeypatch.setattr(runs, "MOST", 2)
    with pytest.raises(Refused, match="takes 2 at most"):
        start()
    monkeypatch.setattr(runs, "MOST", 3)
    for _ in range(runs.MOST_AT_ONCE):
        start()
    with pytest.raises(Refused, match="Too much is going on"):
        start()


def test_it_goes_on_when_its_task_was_lost(write, start, monkeypatch):
    write(["a"])
    run, queued = start(), []
    monkeypatch.setattr(work_on_bulk_run, "delay_on_commit", queued.append)
    sweep_bulk_runs()
    assert queued == []
    BulkRun.objects.update(created_at=NOW - jobs.GRACE)
    sweep_bulk_runs()
    assert queued == [run.pk]


def test_it_forgets_runs_in_time(write, start):
    write(["a"])
    run = finish(start())
    assert runs.forget_old(run.finished_at) == 0
    assert runs.forget_old(run.finished_at + runs.KEPT) == 1
    assert not BulkRun.objects.exists()


@pytest.mark.parametrize("is_removed", [True, False], ids=["removed", "viewer"])
def test_it_ends_when_who_wanted_it_may_not_act_any_more(write, start, small_pieces, is_removed):
    write(["Mooi!"] * 6)
    run = start()
    runs.go_on(run.pk, now=NOW)
    membership = run.created_by.memberships.get()
    if is_removed:
        membership.delete()
    else:
        Membership.objects.filter(pk=membership.pk).update(role=Role.VIEWER)
    runs.go_on(run.pk, now=timezone.now())
    run.refresh_from_db()
    assert (run.status, run.error) == ("failed", "Whoever wanted it has left, or may not act any more.")
    assert statuses() == {"resolved": 2, "open": 4}

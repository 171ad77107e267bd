"""One table of acts for a selection and for all that match; each can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Role, User
from inbox import services
from inbox.bulk.acts import ACTS, Result, said
from inbox.models import Channel, Conversation, Message, PlatformCall
from platforms.base import Author
from tests.factories import make_channel, make_member, make_message, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel() -> Channel:
    return make_channel()


@pytest.fixture
def bob(channel: Channel) -> User:
    return make_member(channel.workspace)


@pytest.fixture
def chosen(channel: Channel) -> list[Conversation]:
    messages = [make_message(channel, author=Author(f"p{number}")) for number in range(3)]
    return [message.conversation for message in messages]


def run(name: str, chosen: list[Conversation], bob: User, **values: Any) -> list[Result]:
    return ACTS[name].run(chosen, values, Actor.person(bob))


def undo(name: str, chosen: list[Conversation], results: list[Result], bob: User) -> list[str]:
    items = [(each, result.before) for each, result in zip(chosen, results, strict=True) if result.before]
    return [str(result.outcome) for result in ACTS[name].undo(items, Actor.person(bob))]


def state(conversation: Conversation) -> tuple[Any, ...]:
    conversation.refresh_from_db()
    labels = list(conversation.labels.values_list("name", flat=True))
    return conversation.status, conversation.snoozed_until, conversation.assignee_id, labels


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("resolve", {}),
        ("pending", {}),
        ("snooze", {"until": "2099-01-01T09:00:00+00:00"}),
        ("assign", {"assignee": "bob"}),
        ("label", {"label": "Price"}),
        ("spam", {}),
    ],
)
def test_it_does_an_act_and_takes_it_back(name: str, values: dict[str, Any], chosen, bob: User) -> None:
    if "assignee" in values:
        values = {"assignee": bob.pk}
    before = [state(each) for each in chosen]
    results = run(name, chosen, bob, **values)
    assert [result.outcome for result in results] == ["done"] * 3
    assert [state(each) for each in chosen] != before
    again = run(name, chosen, bob, **values)
    assert [result.outcome for result in again] == ["unchanged"] * 3
    assert undo(name, chosen, results, bob) == ["undone"] * 3
    assert [state(each) for each in chosen] == before


def test_it_puts_a_label_back(chosen, bob: User) -> None:
    run("label", chosen[:1], bob, label="Price")
    results = run("unlabel", chosen, bob, label="Price")
    assert [result.outcome for result in results] == ["done", "unchanged", "unchanged"]
    undo("unlabel", chosen, results, bob)
    assert state(chosen[0])[-1] == ["Price"]


@pytest.mark.parametrize("name", ["resolve", "assign"])
def test_it_leaves_what_a_colleague_changed_since(name: str, chosen, bob: User, channel: Channel) -> None:
    alice = make_member(channel.workspace)
    results = run(name, chosen, bob, assignee=bob.pk)
    services.assign(chosen[:1], alice, by=Actor.person(alice))
    after = state(chosen[0])
    assert undo(name, chosen, results, bob) == ["refused", "undone", "undone"]
    assert state(chosen[0]) == after


def test_it_takes_a_resolve_back_after_our_own_answer_came(chosen, bob: User, channel: Channel) -> None:
    results = run("resolve", chosen[:1], bob)
    first = chosen[0].messages.get()
    own = make_message(channel, "From 25 euros", parent_id=first.external_id, is_own=True)
    # The platform tells of it once more, with the time at which it stands there.
    make_message(
        channel,
        own.text,
        external_id=own.external_id,
        parent_id=first.external_id,
        is_own=True,
        occurred_at=own.sent_at - timedelta(seconds=2),
    )
    assert undo("resolve", chosen[:1], results, bob) == ["undone"]
    assert state(chosen[0])[0] == "open"


def test_it_says_that_they_wrote_since(chosen, bob: User, channel: Channel) -> None:
    Conversation.objects.filter(pk=chosen[0].pk).update(status="resolved")
    results = run("reopen", [Conversation.objects.get(pk=chosen[0].pk)], bob)
    first = chosen[0].messages.get()
    make_message(channel, "Hello?", parent_id=first.external_id, author=Author("p0"), now=timezone.now())
    [result] = ACTS["reopen"].undo([(chosen[0], results[0].before)], Actor.person(bob))
    assert (result.outcome, state(chosen[0])[0]) == ("refused", "open")
    assert result.detail == "They wrote again since, so it stays as it is."


def test_it_takes_off_no_label_that_a_colleague_put_on_anew(chosen, bob: User, channel: Channel) -> None:
    alice = Actor.person(make_member(channel.workspace))
    results = run("label", chosen[:2], bob, label="VIP")
    services.unlabel(chosen[:1], "VIP", by=alice)
    services.label(chosen[:1], "VIP", by=alice)
    assert undo("label", chosen[:2], results, bob) == ["refused", "undone"]
    assert [state(each)[-1] for each in chosen[:2]] == [["VIP"], []]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("snooze", {}),
        ("snooze", {"until": "x"}),
        ("snooze", {"until": "2001-01-01T00:00:00+00:00"}),
        ("snooze", {"until": "2099-01-01"}),
        ("assign", {"assignee": 0x7FFFFFFF}),
        ("label", {"label": " "}),
        ("label", {"label": "x" * 61}),
    ],
)
def test_it_says_why_it_was_refused(name: str, values: dict[str, Any], chosen, bob: User) -> None:
    results = run(name, chosen, bob, **values)
    assert {result.outcome for result in results} == {"refused"}
    assert said(results).startswith("3 ×: ")


def test_it_assigns_to_nobody_who_may_not_act(chosen, bob: User, channel: Channel) -> None:
    for person in (make_user(), make_member(channel.workspace, Role.VIEWER)):
        assert run("assign", chosen, bob, assignee=person.pk)[0].outcome == "refused"


class TestHiding:
    def test_it_hides_the_newest_comment_of_each_or_those_named(self, chosen, bob: User, channel) -> None:
        first = chosen[0].messages.get()
        later = make_message(channel, "Me too", parent_id=first.external_id, author=Author("p9"))
        run("hide", chosen[:1], bob)
        assert list(PlatformCall.objects.values_list("message", flat=True)) == [later.pk]
        run("hide", chosen[:1], bob, messages=[first.pk])
        assert set(PlatformCall.objects.values_list("message", flat=True)) == {first.pk, later.pk}

    def test_it_cancels_what_nobody_began_and_shows_what_was_hidden(self, chosen, bob: User) -> None:
        results = run("hide", chosen, bob)
        done = PlatformCall.objects.filter(conversation=chosen[0])
        done.update(status="done", attempts=1)
        assert undo("hide", chosen, results, bob) == ["undone"] * 3
        calls = PlatformCall.objects.order_by("conversation_id", "pk").values_list("verb", "status")
        assert list(calls) == [
            ("hide", "done"),
            ("unhide", "queued"),
            ("hide", "cancelled"),
            ("hide", "cancelled"),
        ]

    def test_it_leaves_what_somebody_decided_since(self, chosen, bob: User) -> None:
        results = run("hide", chosen[:1], bob)
        message = chosen[0].messages.get()
        services.hold(message, by=Actor.rule("rule 1"))
        assert undo("hide", chosen[:1], results, bob) == ["refused"]
        assert not PlatformCall.objects.filter(verb="unhide").exists()

    def test_it_holds_again_what_was_held(self, chosen, bob: User) -> None:
        Message.objects.update(visibility="held")
        results = run("hide", chosen[:1], bob)
        PlatformCall.objects.update(status="done", attempts=1)
        Message.objects.update(visibility="hidden")
        undo("hide", chosen[:1], results, bob)
        assert PlatformCall.objects.latest("pk").verb == "hold"

    def test_it_says_what_a_platform_cannot_hide(self, bob: User, channel: Channel) -> None:
        Channel.objects.filter(pk=channel.pk).update(platform="whatsapp")
        message = make_message(Channel.objects.get(pk=channel.pk), author=Author("w"))
        [result] = run("hide", [message.conversation], bob)
        assert (result.outcome, "WhatsApp" in result.detail) == ("refused", True)
        [result] = run("spam", [message.conversation], bob)
        assert (result.outcome, state(message.conversation)[0]) == ("done", "resolved")

    def test_it_asks_as_often_for_many_conversations_as_for_few(
        self, channel: Channel, chosen, bob: User, django_assert_max_num_queries
    ) -> None:
        with django_assert_max_num_queries(12):
            run("snooze", chosen, bob, until=(timezone.now() + timedelta(days=1)).isoformat())

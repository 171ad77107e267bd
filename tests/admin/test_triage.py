"""The bulk actions on conversations, and on what hangs on them."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Event
from automation.models import Decision, Mode
from inbox.models import Conversation, Message, PlatformCall, RawDelivery, SavedReply
from platforms.base import Kind
from tests.admin.conftest import Team
from tests.factories import make_channel, make_member, make_message, make_rule

CONVERSATIONS = "admin:inbox_conversation_changelist"


def act(client: Client, page: str, action: str, *rows: Any, **fields: Any) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows], **fields}
    return client.post(reverse(page), data, follow=True)


def confirm(client: Client, action: str, *rows: Any, **fields: Any) -> Any:
    return act(client, CONVERSATIONS, action, *rows, confirmed="yes", **fields)


def told(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.fixture
def two(ours: Team) -> list[Conversation]:
    channel = make_channel(ours.workspace)
    return [make_message(channel, f"Vraag {number}").conversation for number in range(2)]


def test_it_resolves(ours: Team, two: list[Conversation]) -> None:
    answer = act(ours.client, CONVERSATIONS, "resolve", *two)
    assert set(Conversation.objects.filter(pk__in=[c.pk for c in two]).values_list("status", flat=True)) == {
        "resolved"
    }
    assert "2 conversations resolved." in told(answer)
    assert Event.objects.filter(verb="status_resolved", user=ours.owner).count() == 2
    assert "2 was resolved already." in told(act(ours.client, CONVERSATIONS, "resolve", *two))
    act(ours.client, CONVERSATIONS, "reopen", *two)
    assert Conversation.objects.get(pk=two[0].pk).status == "open"


def test_it_asks_whom_to_assign_to_and_shows_what_will_happen(ours: Team, two: list[Conversation]) -> None:
    page = act(ours.client, CONVERSATIONS, "assign", *two).content.decode()
    assert "2 conversations will be given" in page
    assert "Vraag 0" in page
    assert Conversation.objects.filter(pk__in=[c.pk for c in two], assignee=None).count() == 2


def test_it_assigns(ours: Team, two: list[Conversation]) -> None:
    agent = make_member(ours.workspace)
    answer = confirm(ours.client, "assign", *two, assignee=agent.pk)
    assert Conversation.objects.filter(assignee=agent).count() == 2
    assert "2 conversations assigned to" in told(answer)
    confirm(ours.client, "assign", *two, assignee="nobody")
    assert not Conversation.objects.filter(assignee=agent).exists()


def test_it_assigns_to_no_stranger(ours: Team, theirs: Team, two: list[Conversation]) -> None:
    answer = confirm(ours.client, "assign", *two, assignee=theirs.owner.pk)
    assert "Select a valid choice" in answer.content.decode()
    assert not Conversation.objects.filter(assignee=theirs.owner).exists()


def test_it_labels_with_an_existing_or_a_new_label(ours: Team, two: list[Conversation]) -> None:
    confirm(ours.client, "label", *two, label="alpha label")
    confirm(ours.client, "label", *two, new_label="klacht")
    assert sorted(two[0].labels.values_list("name", flat=True)) == ["alpha label", "klacht"]
    answer = confirm(ours.client, "label", *two)
    assert "Choose one label, or name a new one." in answer.content.decode()


def test_it_replies_to_the_last_inbound_message_once(ours: Team) -> None:
    channel = make_channel(ours.workspace)
    make_message(channel, "Eerst", kind=Kind.DIRECT)
    last = make_message(channel, "Daarna", kind=Kind.DIRECT)
    soon = timezone.now() + timedelta(hours=1)
    Conversation.objects.filter(pk=last.conversation_id).update(reply_window_ends_at=soon)
    saved = SavedReply.objects.create(workspace=ours.workspace, name="Dank", text="Dank je wel!")
    fields = {"saved_reply": saved.pk, "once": str(uuid.uuid4())}
    first = confirm(ours.client, "reply", last.conversation, **fields)
    confirm(ours.client, "reply", last.conversation, **fields)
    call = PlatformCall.objects.get(text="Dank je wel!")
    assert (call.message, call.user) == (last, ours.owner)
    assert "1 conversation will be answered." in told(first)


def test_it_says_why_it_did_not_reply(ours: Team, two: list[Conversation]) -> None:
    Message.objects.filter(conversation=two[0]).update(visibility="hidden")
    saved = ours.rows[SavedReply]
    answer = confirm(ours.client, "reply", *two, saved_reply=saved.pk, once=str(uuid.uuid4()))
    assert "1 conversation will be answered." in told(answer)
    assert "1 not: A comment that is hidden or removed cannot be answered in public." in told(answer)


def test_it_replies_with_no_foreign_saved_reply(ours: Team, theirs: Team, two: list[Conversation]) -> None:
    saved = theirs.rows[SavedReply]
    confirm(ours.client, "reply", *two, saved_reply=saved.pk, once=str(uuid.uuid4()))
    assert not PlatformCall.objects.filter(text=saved.text).exists()


def test_it_keeps_a_saved_reply_in_its_workspace_for_superusers_too(
    ours: Team, theirs: Team, root: Client
) -> None:
    rows = ours.rows[Conversation], theirs.rows[Conversation]
    saved = ours.rows[SavedReply]
    answer = confirm(root, "reply", *rows, saved_reply=saved.pk, once=str(uuid.uuid4()))
    assert "1 not: The saved reply belongs to another workspace." in told(answer)
    assert PlatformCall.objects.get(text=saved.text).workspace == ours.workspace


def test_it_hides_comments_and_counts_them(ours: Team, two: list[Conversation]) -> None:
    answer = act(ours.client, CONVERSATIONS, "hide", *two)
    assert PlatformCall.objects.filter(verb="hide", user=ours.owner).count() == 2
    assert "2 comments will be hidden on the platform." in told(answer)
    assert "0 comments" in told(act(ours.client, CONVERSATIONS, "hide", *two))


def test_it_says_so_when_more_are_chosen_than_it_handles(
    ours: Team, two: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.admin.triage.MOST_COMMENTS", 1)
    answer = act(ours.client, CONVERSATIONS, "hide", *two)
    assert "More than 1 comment chosen: only the first 1 were handled." in told(answer)
    assert PlatformCall.objects.filter(verb="hide", user=ours.owner).count() == 1


def test_it_says_why_a_platform_cannot_hide(ours: Team) -> None:
    message = make_message(make_channel(ours.workspace, platform="generic"))
    answer = act(ours.client, CONVERSATIONS, "hide", message.conversation)
    assert "1 not: Import / push has no “hide”." in told(answer)


def test_it_runs_the_rules_again(ours: Team, two: list[Conversation]) -> None:
    make_rule(ours.workspace, {"type": "label", "label": "vraag"}, conditions={})
    page = act(ours.client, CONVERSATIONS, "rerun_rules", *two).content.decode()
    assert "does not act on it again" in page
    answer = confirm(ours.client, "rerun_rules", *two, at_most="live")
    assert "2 messages looked at: 2 new decisions." in told(answer)
    assert two[0].labels.get().name == "vraag"
    again = confirm(ours.client, "rerun_rules", *two, at_most="live")
    assert "0 new decisions." in told(again)


def test_it_runs_the_rules_again_no_further_than_asked(ours: Team, two: list[Conversation]) -> None:
    make_rule(ours.workspace, {"type": "label", "label": "vraag"}, conditions={}, mode=Mode.LIVE)
    confirm(ours.client, "rerun_rules", *two, at_most="suggest")
    assert not two[0].labels.exists()
    assert Decision.objects.filter(message__conversation__in=two, outcome="suggested").count() == 2


def test_it_hides_and_shows_single_messages(ours: Team, two: list[Conversation]) -> None:
    message = two[0].messages.get()
    act(ours.client, "admin:inbox_message_changelist", "hide", message)
    act(ours.client, "admin:inbox_message_changelist", "unhide", message)
    verbs = PlatformCall.objects.filter(message=message).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["hide", "unhide"]


def test_it_acts_on_all_pages_when_asked(ours: Team, two: list[Conversation]) -> None:
    answer = act(ours.client, CONVERSATIONS, "resolve", two[0], select_across="1")
    assert "resolved." in told(answer)
    assert not Conversation.objects.filter(workspace=ours.workspace).exclude(status="resolved").exists()


def test_it_replays_deliveries(ours: Team) -> None:
    delivery = ours.rows[RawDelivery]
    RawDelivery.objects.filter(pk=delivery.pk).update(status="quarantined", attempts=6)
    answer = act(ours.client, "admin:inbox_rawdelivery_changelist", "replay", delivery)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("pending", 0)
    assert "1 delivery will be read again." in told(answer)
    assert Event.objects.filter(verb="replay", user=ours.owner).exists()

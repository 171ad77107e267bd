"""Answers, moderation and triage through the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Event, Role
from inbox.models import Conversation, Message, PlatformCall, PrivateReplyClaim
from platforms.base import Kind
from tests.factories import make_member, make_message, make_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def message_url(world) -> str:
    return f"/api/v1/messages/{world.message.pk}/"


@pytest.fixture
def conversation_url(world) -> str:
    return f"/api/v1/conversations/{world.conversation.pk}/"


@pytest.mark.parametrize(
    ("act", "body", "verb"),
    [
        ("reply", {"text": "Ja!"}, "reply"),
        ("private_reply", {"text": "Ja!"}, "private_reply"),
        ("hide", {}, "hide"),
        ("unhide", None, "unhide"),
        ("hold", {}, "hold"),
        ("approve", {}, "unhide"),
        ("remove", {}, "remove"),
    ],
)
def test_it_queues_a_call_in_the_name_of_the_person(world, api, message_url, act, body, verb):
    answer = api.post(f"{message_url}{act}/", body)
    assert answer.status_code == 202
    call = PlatformCall.objects.get(pk=answer.json()["id"])
    assert (call.verb, call.message, call.user, call.status) == (verb, world.message, world.agent, "queued")
    assert answer.json() == api.get(f"/api/v1/platform-calls/{call.pk}/").json()
    assert Event.objects.filter(verb=verb, user=world.agent, target_id=world.message.pk).exists()


def test_it_answers_a_direct_message_directly(world, api):
    message = make_message(world.channel, kind=Kind.DIRECT)
    answer = api.post(f"/api/v1/messages/{message.pk}/reply/", {"text": "Ja!"})
    assert answer.json()["verb"] == "direct"


def test_it_says_why_the_platform_forbids_it(world, api, message_url):
    Message.objects.update(visibility="hidden")
    answer = api.post(f"{message_url}reply/", {"text": "Ja!"})
    assert (answer.status_code, answer.json()["code"]) == (409, "hidden_earlier")
    assert set(answer.json()) == {"code", "detail"}


def test_it_hides_until_some_time(world, api, message_url):
    until = timezone.now() + timedelta(hours=1)
    assert api.post(f"{message_url}hide/", {"unhide_at": until.isoformat()}).status_code == 202
    assert PlatformCall.objects.get(message=world.message, verb="unhide").run_at == until
    answer = api.post(f"{message_url}hide/", {"unhide_at": timezone.now().isoformat()})
    assert answer.json()["fields"].keys() == {"unhide_at"}


def test_it_cancels_a_deletion_in_time(api, message_url):
    removal = api.post(f"{message_url}remove/").json()
    url = f"/api/v1/platform-calls/{removal['id']}/cancel/"
    assert api.post(url).json()["status"] == "cancelled"
    again = api.post(url)
    assert (again.status_code, again.json()["code"]) == (409, "too_late")


def test_it_says_that_instagram_takes_no_likes(api, message_url):
    answer = api.post(f"{message_url}like/")
    assert (answer.status_code, answer.json()["code"]) == (409, "unsupported_on_platform")


def test_it_blocks_an_author_and_takes_it_back(api, message_url):
    assert api.post(f"{message_url}block/").json()["identity"]["blocked_at"]
    assert api.post(f"{message_url}unblock/").json()["identity"]["blocked_at"] is None


def test_it_snoozes(api, conversation_url):
    answer = api.post(f"{conversation_url}snooze/", {"until": "2100-01-01T00:00:00Z"})
    assert (answer.json()["status"], answer.json()["snoozed_until"]) == ("snoozed", "2100-01-01T00:00:00Z")
    past = api.post(f"{conversation_url}snooze/", {"until": "2020-01-01T00:00:00Z"})
    assert past.json()["fields"].keys() == {"until"}


def test_it_notes(world, api, conversation_url):
    answer = api.post(f"{conversation_url}note/", {"text": "Belt liever."})
    assert (answer.status_code, answer.json()["author"]) == (201, world.agent.pk)
    listed = api.get(f"/api/v1/notes/?conversation={world.conversation.pk}").json()["results"]
    assert [note["text"] for note in listed] == ["Belt liever.", "Belt altijd terug."]


def test_it_labels_people_and_posts(world, api):
    for url in (
        f"/api/v1/contacts/{world.conversation.identity.contact_id}/",
        f"/api/v1/posts/{world.conversation.post_id}/",
    ):
        assert api.post(f"{url}label/", {"name": " launch  day"}).json()["labels"] == ["launch day"]
        assert api.post(f"{url}unlabel/", {"name": "launch day"}).json()["labels"] == []


@pytest.mark.parametrize("act", ["resolve", "reopen"])
def test_it_changes_the_status(world, api, conversation_url, act):
    before = "resolved" if act == "reopen" else "open"
    Conversation.objects.update(status=before)
    answer = api.post(f"{conversation_url}{act}/")
    assert answer.status_code == 200
    assert answer.json()["status"] == {"resolve": "resolved", "reopen": "open"}[act]
    assert answer.json() == api.get(conversation_url).json()


def test_it_assigns_and_takes_back(world, api, conversation_url):
    answer = api.post(f"{conversation_url}assign/", {"assignee": world.agent.pk})
    assert answer.json()["assignee"]["email"] == world.agent.email
    assert api.post(f"{conversation_url}assign/", {"assignee": None}).json()["assignee"] is None


def test_it_assigns_to_no_stranger(world, api, conversation_url):
    stranger = make_member(make_workspace())
    answer = api.post(f"{conversation_url}assign/", {"assignee": stranger.pk})
    unknown = api.post(f"{conversation_url}assign/", {"assignee": 10**15})
    assert (answer.status_code, answer.json()["fields"].keys()) == (400, {"assignee"})
    assert answer.json() == unknown.json()


def test_it_assigns_to_no_viewer(world, api, conversation_url):
    viewer = make_member(world.workspace, Role.VIEWER)
    answer = api.post(f"{conversation_url}assign/", {"assignee": viewer.pk})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_a_member")


def test_it_labels_and_unlabels(api, conversation_url):
    answer = api.post(f"{conversation_url}label/", {"name": " needs   cake "})
    assert answer.json()["labels"] == ["needs cake", "vip"]
    assert api.post(f"{conversation_url}unlabel/", {"name": "needs  cake"}).json()["labels"] == ["vip"]


def test_it_approves_a_suggestion_once(world, api):
    url = f"/api/v1/suggestions/{world.suggestion.pk}/approve/"
    answer = api.post(url, {"text": "Vanaf 30 euro!"})
    assert answer.status_code == 200
    assert answer.json()["suggestion"]["status"] == "approved"
    assert answer.json()["platform_call"]["text"] == "Vanaf 30 euro!"
    again = api.post(url, {"text": "Vanaf 30 euro!"})
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")


def test_it_takes_a_text_for_answers_only(world, api):
    world.suggestion.action = {"type": "resolve"}
    world.suggestion.save()
    url = f"/api/v1/suggestions/{world.suggestion.pk}/approve/"
    assert api.post(url, {"text": "Ja!"}).json()["fields"].keys() == {"text"}
    assert api.post(url).json()["platform_call"] is None


def test_it_rejects_a_suggestion(world, api):
    answer = api.post(f"/api/v1/suggestions/{world.suggestion.pk}/reject/")
    assert (answer.json()["status"], answer.json()["decided_by"]) == ("rejected", world.agent.pk)


@pytest.mark.parametrize(
    ("act", "body"), [("reply", {"text": "Ja!"}), ("private_reply", {"text": "Ja!"}), ("hide", {})]
)
def test_it_does_the_same_key_once(api, message_url, act, body):
    first = api.post(f"{message_url}{act}/", body, headers={"Idempotency-Key": "k1"})
    Message.objects.update(visibility="removed")
    again = api.post(f"{message_url}{act}/", body, headers={"Idempotency-Key": "k1"})
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()


@pytest.mark.parametrize(
    ("act", "body"), [("reply", {"text": "Nee!"}), ("private_reply", {"text": "Ja!"}), ("hide", {})]
)
def test_it_refuses_a_key_for_another_act(api, message_url, act, body):
    api.post(f"{message_url}reply/", {"text": "Ja!"}, headers={"Idempotency-Key": "k1"})
    count = PlatformCall.objects.count()
    answer = api.post(f"{message_url}{act}/", body, headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")
    assert PlatformCall.objects.count() == count


def test_it_refuses_a_key_for_another_message(world, api, message_url):
    other = make_message(world.channel)
    api.post(f"{message_url}private_reply/", {"text": "Ja!"}, headers={"Idempotency-Key": "k1"})
    url = f"/api/v1/messages/{other.pk}/private_reply/"
    answer = api.post(url, {"text": "Ja!"}, headers={"Idempotency-Key": "k1"})
    assert answer.json()["code"] == "idempotency_key_reused"
    assert not PrivateReplyClaim.objects.filter(message=other).exists()


def test_it_undoes_what_a_race_for_a_key_wrote(world, api, message_url, monkeypatch):
    """Another request takes the key after we looked: the call of its message comes back."""
    other = make_message(world.channel)
    api.post(f"{message_url}private_reply/", {"text": "Ja!"}, headers={"Idempotency-Key": "k1"})
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda self: None)
    url = f"/api/v1/messages/{other.pk}/private_reply/"
    answer = api.post(url, {"text": "Ja!"}, headers={"Idempotency-Key": "k1"})
    assert answer.json()["code"] == "idempotency_key_reused"
    assert not PrivateReplyClaim.objects.filter(message=other).exists()


@pytest.mark.parametrize("key", ["", "   ", "k" * 101])
def test_it_refuses_a_bad_key(api, message_url, key):
    answer = api.post(f"{message_url}hide/", headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["fields"].keys()) == (400, {"Idempotency-Key"})


def test_it_makes_two_calls_without_a_key(api, message_url):
    first, second = (api.post(f"{message_url}hide/").json()["id"] for _ in range(2))
    assert first != second

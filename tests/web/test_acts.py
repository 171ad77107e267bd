from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from inbox.models import Conversation, Message, PlatformCall
from tests.factories import make_message
from tests.web.conftest import Cast, target

KEY = "6f1d1c1e-3b57-4c3c-9a5c-0d3c8b0f9a11"


def act(client: Client, cast: Cast, path: str, part: str = "thread-1", **data: str):
    return client.post(cast.url(path), data, **target(part))


def test_it_resolves_and_reopens(cast: Cast, bob: Client) -> None:
    response = act(bob, cast, f"conversations/{cast.conversation.pk}/resolve/")
    assert "Reopen" in response.content.decode()
    assert "earful:changed" in response["HX-Trigger-After-Settle"]
    assert "Resolve" in act(bob, cast, f"conversations/{cast.conversation.pk}/reopen/").content.decode()
    cast.conversation.refresh_from_db()
    assert cast.conversation.status == "open"


def test_it_resolves_all_that_a_form_names_in_this_workspace_only(cast: Cast, bob: Client) -> None:
    other = make_message()
    ids = [cast.conversation.pk, other.conversation_id, "x", "-1"]
    assert bob.post(cast.url("conversations/resolve/"), {"ids": ids}).status_code == 200
    assert set(Conversation.objects.values_list("pk", "status")) == {
        (cast.conversation.pk, "resolved"),
        (other.conversation_id, "open"),
    }
    bob.post(cast.url("conversations/reopen/"), {"ids": ids})
    assert not Conversation.objects.filter(status="resolved").exists()


def test_it_keeps_whether_a_person_wants_single_keys(cast: Cast, bob: Client) -> None:
    assert 'data-keys="on"' in bob.get(cast.url("inbox/")).content.decode()
    assert bob.post("/preferences/keys/", {"keys": "off"}).status_code == 204
    assert 'data-keys="off"' in bob.get(cast.url("inbox/")).content.decode()
    assert Client().post("/preferences/keys/", {"keys": "off"})["Location"].startswith("/accounts/login/")


def test_it_sends_a_reply_as_the_person_who_wrote_it(cast: Cast, bob: Client) -> None:
    response = act(bob, cast, f"messages/{cast.message.pk}/reply/", "composer-1", text="Vanaf\r\n25")
    call = PlatformCall.objects.get()
    assert (call.verb, call.text, call.user, call.actor) == ("reply", "Vanaf\n25", cast.bob, "person")
    assert "Vanaf" not in response.content.decode()


def test_it_sends_a_private_reply(cast: Cast, bob: Client) -> None:
    Message.objects.update(sent_at=timezone.now())
    act(bob, cast, f"messages/{cast.message.pk}/private-reply/", "composer-1", text="Hallo")
    assert PlatformCall.objects.get().verb == "private_reply"


def test_it_sends_a_form_that_is_sent_twice_once(cast: Cast, bob: Client) -> None:
    for _ in range(2):
        response = act(bob, cast, f"messages/{cast.message.pk}/reply/", "composer-1", text="Hoi", key=KEY)
        assert response.status_code == 200
    response = act(bob, cast, f"messages/{cast.message.pk}/reply/", "composer-1", text="Other", key=KEY)
    assert response.status_code == 422
    assert PlatformCall.objects.get().text == "Hoi"


@pytest.mark.parametrize(
    ("text", "says"),
    [("x" * 2201, "1 characters too long"), ("  ", "There is no text to send."), ("x" * 10_001, "10000")],
)
def test_it_says_at_the_composer_why_nothing_was_sent(cast: Cast, bob: Client, text: str, says: str) -> None:
    response = act(bob, cast, f"messages/{cast.message.pk}/reply/", "composer-1", text=text)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'role="alert"' in page
    assert says in page
    assert text in page
    assert not PlatformCall.objects.exists()


def test_it_keeps_the_text_and_the_way_without_scripts_too(cast: Cast, bob: Client) -> None:
    Message.objects.update(sent_at=timezone.now() - timedelta(days=8))
    response = bob.post(cast.url(f"messages/{cast.message.pk}/private-reply/"), {"text": "My words"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<html" in page
    assert ">My words</textarea>" in page
    assert "private-reply/" in page


def test_it_goes_back_to_the_conversation_without_scripts(cast: Cast, bob: Client) -> None:
    response = bob.post(cast.url(f"messages/{cast.message.pk}/hide/"))
    assert response["Location"] == cast.url(f"conversations/{cast.conversation.pk}/")


def test_it_hides_and_unhides(cast: Cast, bob: Client) -> None:
    assert "Hiding…" in act(bob, cast, f"messages/{cast.message.pk}/hide/").content.decode()
    Message.objects.update(visibility="hidden")
    PlatformCall.objects.update(status="done")
    assert "Showing again…" in act(bob, cast, f"messages/{cast.message.pk}/unhide/").content.decode()


def test_it_says_at_the_message_why_it_was_not_hidden(cast: Cast, bob: Client) -> None:
    Message.objects.update(visibility="removed")
    response = act(bob, cast, f"messages/{cast.message.pk}/hide/")
    assert response.status_code == 422
    assert '<p class="problem" role="alert">The comment is no longer there.</p>' in response.content.decode()


def test_it_approves_a_suggestion_with_the_persons_text(cast: Cast, bob: Client) -> None:
    response = act(bob, cast, f"suggestions/{cast.suggestion.pk}/approve/", "decision", text="Vanaf 30!")
    call = PlatformCall.objects.get()
    assert (call.text, call.user) == ("Vanaf 30!", cast.bob)
    assert "Approve" not in response.content.decode()


def test_it_lets_an_approved_text_wait_so_that_it_can_be_taken_back(cast: Cast, bob: Client) -> None:
    response = act(bob, cast, f"suggestions/{cast.suggestion.pk}/approve/", "decision", text="Vanaf 30!")
    call = PlatformCall.objects.get()
    assert timedelta(seconds=5) < call.run_at - timezone.now() <= timedelta(seconds=8)
    told = json.loads(response["HX-Trigger-After-Settle"])["earful:approved"]
    assert told["conversation"] == cast.conversation.pk
    assert bob.post(told["undo"], HTTP_HX_REQUEST="true").json()["why"] == ""
    call.refresh_from_db()
    assert call.status == "cancelled"


@pytest.mark.parametrize("text", ["", "x" * 2201])
def test_it_keeps_a_suggestion_that_could_not_be_carried_out(cast: Cast, bob: Client, text: str) -> None:
    response = act(bob, cast, f"suggestions/{cast.suggestion.pk}/approve/", "decision", text=text)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert f">{text}</textarea>" in response.content.decode()
    cast.suggestion.refresh_from_db()
    assert cast.suggestion.status == "pending"


def test_it_rejects_a_suggestion_once(cast: Cast, bob: Client) -> None:
    path = f"suggestions/{cast.suggestion.pk}/reject/"
    assert act(bob, cast, path, "decision").status_code == 200
    assert act(bob, cast, path, "decision").status_code == 422
    assert not PlatformCall.objects.exists()

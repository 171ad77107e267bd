"""Acts on the conversation in sight or on those that were chosen, and what is asked for before them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.audit import Actor
from accounts.models import Role
from inbox import services
from inbox.bulk.acts import ACTS
from inbox.models import Channel, Identity, Label, Message, PlatformCall
from platforms.base import Author
from tests.factories import NOW, make_member, make_message
from tests.web.conftest import Cast, target

SOON = "2098-01-01T09:00:00+00:00"


def act(client: Client, cast: Cast, name: str, **values: Any) -> dict[str, Any]:
    ids = values.pop("ids", [cast.conversation.pk])
    return client.post(cast.url(f"conversations/{name}/"), {"ids": ids, **values}).json()


def undo(client: Client, cast: Cast, note: str) -> dict[str, Any]:
    return client.post(cast.url("conversations/undo/"), {"undo": note}).json()


@pytest.mark.parametrize("name", ACTS)
def test_it_does_every_act_and_takes_it_back(cast: Cast, bob: Client, name: str) -> None:
    services.label([cast.conversation], "Old", by=Actor.person(cast.bob))
    if name in {"reopen", "unblock"}:
        services.resolve([cast.conversation], by=Actor.person(cast.bob))
        Identity.objects.update(blocked_at=timezone.now())
    values = {"until": SOON, "assignee": "me", "label": "Old" if name == "unlabel" else "New"}
    answer = act(bob, cast, name, **values, messages=[cast.message.pk])
    assert (answer["done"], answer["problem"], answer["refused"]) == (1, "", [])
    assert undo(bob, cast, answer["undo"]) == {"done": [cast.conversation.pk], "problem": ""}


@pytest.mark.parametrize("name", ACTS)
def test_it_changes_nothing_of_another_workspace(cast: Cast, bob: Client, name: str) -> None:
    other = make_message()
    version = other.conversation.version
    answer = act(bob, cast, name, ids=[other.conversation_id, "x", -1], messages=[other.pk], until=SOON)
    assert (answer["done"], answer["problem"]) == (0, "It is no longer there.")
    act(bob, cast, name, messages=[other.pk], until=SOON, label="x", assignee="me")
    other.conversation.refresh_from_db()
    assert other.conversation.version == version
    assert not PlatformCall.objects.filter(message=other).exists()
    assert not Identity.objects.filter(pk=other.identity_id).exclude(blocked_at=None).exists()


def test_it_says_when_there_was_nothing_to_do_any_more(cast: Cast, bob: Client) -> None:
    services.resolve([cast.conversation], by=Actor.person(cast.alice))
    answer = act(bob, cast, "resolve")
    assert (answer["done"], answer["unchanged"], answer["undo"], answer["problem"]) == (0, 1, "", "")


def test_it_says_which_stay_as_they_were_and_why(cast: Cast, bob: Client) -> None:
    answer = act(bob, cast, "assign", assignee=cast.charlie.pk)
    assert answer["refused"] == [cast.conversation.pk]
    assert "cannot be assigned" in answer["problem"]
    cast.conversation.refresh_from_db()
    assert cast.conversation.assignee is None


def test_it_hides_labels_and_resolves_spam_and_takes_all_of_it_back(cast: Cast, bob: Client) -> None:
    answer = act(bob, cast, "spam", messages=[cast.message.pk])
    cast.conversation.refresh_from_db()
    assert cast.conversation.status == "resolved"
    assert list(cast.conversation.labels.values_list("name", flat=True)) == ["spam"]
    assert PlatformCall.objects.get().verb == "hide"
    undo(bob, cast, answer["undo"])
    cast.conversation.refresh_from_db()
    assert (cast.conversation.status, cast.conversation.labels.count()) == ("open", 0)
    assert PlatformCall.objects.get().status == "cancelled"


@pytest.mark.parametrize("name", ["hide", "spam", "block"])
def test_it_hits_what_the_row_shows_and_not_what_came_since(cast: Cast, bob: Client, name: str) -> None:
    since = below(cast, "Me too", Author("since", name="Since"))
    answer = act(bob, cast, name, messages=[cast.message.pk])
    assert (answer["done"], answer["problem"]) == (1, "")
    assert not PlatformCall.objects.filter(message=since).exists()
    assert set(Identity.objects.exclude(blocked_at=None)) <= {cast.message.identity}


@pytest.mark.parametrize("name", ["hide", "spam", "block"])
def test_it_refuses_where_the_row_shows_our_own_message_or_none(cast: Cast, bob: Client, name: str) -> None:
    ours = below(cast, "From 25 euros", None, is_own=True)
    for messages in ([ours.pk], []):
        answer = act(bob, cast, name, messages=messages)
        assert (answer["done"], answer["refused"]) == (0, [cast.conversation.pk])
        assert "shows no message of theirs" in answer["problem"]
    cast.conversation.refresh_from_db()
    assert cast.conversation.status == "open"
    assert not PlatformCall.objects.exists()


def below(cast: Cast, text: str, author: Author | None, *, is_own: bool = False) -> Message:
    """A later answer under the same comment."""
    first = cast.message.external_id
    later = NOW + timedelta(minutes=1)
    answer = {"parent_id": first, "thread_id": first, "is_own": is_own, "occurred_at": later}
    return make_message(cast.channel, text, author=author, **answer)


def test_it_blocks_the_author_of_a_comment_and_leaves_a_colleagues_block(cast: Cast, bob: Client) -> None:
    note = act(bob, cast, "block", messages=[cast.message.pk])["undo"]
    identity = cast.message.identity
    assert identity is not None
    services.unblock_author(identity, by=Actor.person(cast.alice))
    services.block_author(identity, by=Actor.person(cast.alice))
    assert "It was changed since" in undo(bob, cast, note)["problem"]
    assert Identity.objects.get(pk=identity.pk).blocked_at is not None


class TestOneComment:
    def moderate(self, bob: Client, cast: Cast, name: str) -> Any:
        path = cast.url(f"messages/{cast.message.pk}/{name}/")
        return bob.post(path, **target(f"thread-{cast.conversation.pk}"))

    def test_it_hides_now_and_deletes_later_unless_that_is_taken_back(self, cast: Cast, bob: Client) -> None:
        response = self.moderate(bob, cast, "remove")
        assert "Will be deleted at" in response.content.decode()
        hidden, removal = PlatformCall.objects.order_by("pk")
        assert (hidden.verb, removal.verb) == ("hide", "remove")
        assert removal.run_at > timezone.now() + timedelta(minutes=29)
        assert undo(bob, cast, response["Earful-Undo"])["problem"] == ""
        assert set(PlatformCall.objects.values_list("status", flat=True)) == {"cancelled"}

    def test_it_takes_a_deletion_back_from_the_thread(self, cast: Cast, bob: Client) -> None:
        self.moderate(bob, cast, "remove")
        PlatformCall.objects.filter(verb="hide").update(status="done", attempts=1)
        Message.objects.update(visibility="hidden")
        page = bob.get(cast.url(f"conversations/{cast.conversation.pk}/")).content.decode()
        assert "Do not delete it, show it again" in page
        self.moderate(bob, cast, "unhide")
        assert dict(PlatformCall.objects.values_list("verb", "status")) == {
            "hide": "done",
            "remove": "cancelled",
            "unhide": "queued",
        }

    def test_it_says_when_it_is_deleted_already(self, cast: Cast, bob: Client) -> None:
        note = self.moderate(bob, cast, "remove")["Earful-Undo"]
        PlatformCall.objects.update(status="done")
        assert undo(bob, cast, note)["problem"] == "It is deleted already: that cannot be taken back."

    def test_it_turns_no_hide_back_that_somebody_decided_on_since(self, cast: Cast, bob: Client) -> None:
        note = self.moderate(bob, cast, "hide")["Earful-Undo"]
        services.unhide(cast.message, by=Actor.person(cast.alice))
        services.hide(cast.message, by=Actor.person(cast.alice))
        assert undo(bob, cast, note)["problem"] == "It was changed since, so it stays as it is."

    def test_it_offers_what_the_platform_can_and_says_why_not(self, cast: Cast, bob: Client) -> None:
        page = bob.get(cast.url(f"conversations/{cast.conversation.pk}/")).content.decode()
        assert 'data-act="remove"' in page
        assert 'data-no-unhide="It is not hidden or held."' in page
        Channel.objects.update(platform="whatsapp")
        page = bob.get(cast.url(f"conversations/{cast.conversation.pk}/")).content.decode()
        assert 'data-act="remove"' not in page
        assert 'data-no-remove="WhatsApp has no' in page


class TestChoices:
    def test_it_names_who_can_take_a_conversation_and_the_labels(self, cast: Cast, bob: Client) -> None:
        make_member(cast.workspace, Role.AGENT, name="<b>Zoë")
        Label.objects.create(workspace=cast.workspace, name="Price")
        Label.objects.create(workspace=make_message().workspace, name="Theirs")
        answer = bob.get(cast.url("inbox/choices/")).json()
        people = [each["value"] for each in answer["people"]]
        assert people[0] == cast.bob.pk
        assert cast.vera.pk not in people
        assert cast.charlie.pk not in people
        assert answer["labels"] == ["Price"]

    def test_it_says_what_it_understood_in_the_workspaces_time(self, cast: Cast, bob: Client) -> None:
        answer = bob.get(cast.url("inbox/moments/"), {"text": "tomorrow 9"}).json()
        assert answer["offers"][0]["label"].endswith("at 09:00")
        # On a Sunday “tomorrow morning” is Monday morning: it is offered once.
        assert len(bob.get(cast.url("inbox/moments/")).json()["offers"]) in {3, 4}
        answer = bob.get(cast.url("inbox/moments/"), {"text": "soonish"}).json()
        assert answer == {"offers": [], "problem": answer["problem"]}
        assert "Not understood" in answer["problem"]

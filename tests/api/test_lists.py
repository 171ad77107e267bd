"""Lists: pages, filters and what they ask of the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from automation.models import Decision, Suggestion
from config.pagination import NewestFirst
from inbox.models import Contact, Conversation, Identity, Message, Note, PlatformCall, Post
from tests.api.conftest import make_world
from tests.factories import NOW, make_channel, make_member, make_message, make_rule

pytestmark = pytest.mark.django_db
LISTS = (
    *("channels", "posts", "contacts", "conversations", "messages", "labels", "saved-replies"),
    *("notes", "platform-calls", "rules", "decisions", "suggestions"),
)


def ids(answer) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def walk(api, url: str, link: str = "next") -> list[int]:
    found: list[int] = []
    while url:
        answer = api.get(url)
        found += ids(answer) if link == "next" else reversed(ids(answer))
        last, url = url, answer.json()[link]
    return found if link == "previous" else [*found, last]


def test_it_walks_over_equal_moments_once(world, api):
    for number in range(23):
        make_message(world.channel, external_id=f"c{number}")
    *found, last = walk(api, "/api/v1/messages/?page_size=5")
    expected = list(Message.objects.order_by("-sent_at", "-id").values_list("id", flat=True))
    assert found == expected
    assert walk(api, last, "previous") == expected[::-1]


def test_it_walks_over_thousands_of_equal_moments(world, api, monkeypatch):
    """DRF's own limit on rows of one moment would repeat a page for ever."""
    assert NewestFirst.offset_cutoff >= 100_000
    columns = ("workspace_id", "channel_id", "conversation_id", "kind", "sent_at", "text_at")
    values = {name: getattr(world.message, name) for name in columns}
    Message.objects.bulk_create(Message(external_id=f"b{n}", **values) for n in range(1500))
    *found, _ = walk(api, "/api/v1/messages/?page_size=200")
    assert len(found) == len(set(found)) == Message.objects.count()


@pytest.mark.parametrize("name", LISTS)
def test_it_lists_a_page(world, api, name):
    answer = api.get(f"/api/v1/{name}/?page_size=1")
    assert answer.json().keys() == {"next", "previous", "results"}
    assert len(ids(answer)) == 1


def test_it_lists_rules_in_the_order_in_which_they_run(world, api):
    first = make_rule(world.workspace)
    first.position = 0
    first.save()
    assert ids(api.get("/api/v1/rules/")) == [first.pk, world.rule.pk]


@pytest.mark.parametrize("size", ["0", "201", "-1", "x", "²", "9" * 5000])
def test_it_refuses_a_bad_page_size(api, size):
    answer = api.get("/api/v1/messages/", {"page_size": size})
    assert (answer.status_code, answer.json()["fields"].keys()) == (400, {"page_size"})


@pytest.mark.parametrize("cursor", ["x", "%%%", "cD14", "bz0x", "cD0yMDI2LTEzLTk5", "cj0xJnA9eA=="])
@pytest.mark.parametrize("name", ["messages", "labels"])
def test_it_refuses_a_bad_cursor(api, name, cursor):
    answer = api.get(f"/api/v1/{name}/", {"cursor": cursor})
    assert answer.status_code == 200 if cursor == "bz0x" else 400


def test_it_filters_conversations(world, api):
    mine, other = world.conversation, Conversation.objects.exclude(pk=world.conversation.pk).get()
    later = NOW + timedelta(hours=1)
    update = {"status": "resolved", "assignee": world.agent, "waiting_since": None, "last_message_at": later}
    Conversation.objects.filter(pk=other.pk).update(**update)

    def found(**query) -> list[int]:
        return ids(api.get("/api/v1/conversations/", query))

    assert found(status="open") == found(assignee="none") == found(is_waiting="true") == [mine.pk]
    assert found(until=later.isoformat()) == found(label="vip") == [mine.pk]
    assert (
        found(status="resolved") == found(assignee=world.agent.pk) == found(is_waiting="false") == [other.pk]
    )
    assert found(since=later.isoformat()) == [other.pk]
    assert found(channel=world.channel.pk, kind="comment", post=mine.post_id) == [other.pk, mine.pk]
    assert found(channel=make_channel().pk) == found(label="nothing") == found(kind="direct") == []


def test_it_filters_messages(world, api):
    mine, other = world.message, Message.objects.exclude(pk=world.message.pk).get()
    later = NOW + timedelta(hours=1)
    update = {"visibility": "hidden", "is_own": True, "origin": "import", "sent_at": later}
    Message.objects.filter(pk=other.pk).update(**update)

    def found(**query) -> list[int]:
        return ids(api.get("/api/v1/messages/", query))

    assert (
        found(conversation=mine.conversation_id) == found(is_own="false") == found(origin="live") == [mine.pk]
    )
    assert found(sent_before=later.isoformat()) == found(visibility="visible") == [mine.pk]
    assert found(visibility="hidden") == found(is_own="true") == found(origin="import") == [other.pk]
    assert found(sent_after=NOW.isoformat()) == [other.pk]
    assert found(channel=world.channel.pk, kind="comment") == [other.pk, mine.pk]


def test_it_filters_the_rest(world, api):
    cases = {
        "platform-calls": {
            "status": "queued",
            "verb": "hide",
            "message": world.call.message_id,
            "conversation": world.call.conversation_id,
        },
        "decisions": {"message": world.message.pk, "outcome": "suggested"},
        "suggestions": {"message": world.message.pk, "status": "pending", "rule": world.rule.pk},
        "posts": {"channel": world.channel.pk, "is_ad": "false"},
        "rules": {"mode": "suggest", "is_archived": "false"},
    }
    for name, query in cases.items():
        assert len(ids(api.get(f"/api/v1/{name}/", query))) == 1, name
    nothing = {
        "platform-calls": {"status": "done", "verb": "reply", "message": 10**18, "conversation": 10**18},
        "decisions": {"message": 10**18, "outcome": "acted"},
        "suggestions": {"message": 10**18, "status": "approved", "rule": 10**18},
        "posts": {"channel": 10**18, "is_ad": "true"},
        "rules": {"mode": "live", "is_archived": "true"},
    }
    for name, query in nothing.items():
        for parameter, value in query.items():
            assert ids(api.get(f"/api/v1/{name}/", {parameter: value})) == [], (name, parameter)


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [
        ("conversations", "state=open", "state"),
        ("conversations", "status=closed", "status"),
        ("conversations", "status=open&status=resolved", "status"),
        ("conversations", "status=", "status"),
        ("conversations", "assignee=me", "assignee"),
        ("conversations", "channel=0", "channel"),
        ("conversations", f"channel={2**63}", "channel"),
        ("conversations", "channel=²", "channel"),
        ("conversations", "is_waiting=maybe", "is_waiting"),
        ("conversations", "since=yesterday", "since"),
        ("conversations", "label=%00", "label"),
        ("messages", "is_own=1", "is_own"),
        ("messages", "sent_after=2026-02-30T00:00:00Z", "sent_after"),
        ("labels", "name=vip", "name"),
        ("contacts", "page=2", "page"),
    ],
)
def test_it_refuses_a_bad_query(api, name, query, field):
    answer = api.get(f"/api/v1/{name}/?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["fields"].keys() == {field}


def test_it_says_which_filters_exist(api):
    answer = api.get("/api/v1/decisions/?rule=1")
    assert answer.json()["detail"] == (
        "rule: There is no such parameter here. There are: message, outcome, cursor, page_size."
    )


def test_it_asks_the_database_the_same_for_more_rows(world, api):
    api.get("/api/v1/")
    few = {name: queries_of(api, name) for name in LISTS}
    add_rows(world)
    many = {name: queries_of(api, name) for name in LISTS}
    for name in LISTS:
        assert many[name][0] >= few[name][0] + 20
        assert len(many[name][1]) == len(few[name][1]), name
        assert "COUNT(" not in "".join(many[name][1])


def queries_of(api, name: str) -> tuple[int, list[str]]:
    """Return how many rows a list has, and the queries that it took."""
    with CaptureQueriesContext(connection) as queries:
        rows = ids(api.get(f"/api/v1/{name}/"))
    return len(rows), [query["sql"] for query in queries]


def add_rows(world) -> None:
    """Add 20 of everything, each with relations of its own."""
    for _ in range(20):
        other = make_world()
        person = make_member(world.workspace)
        Conversation.objects.filter(channel=other.channel).update(assignee=person)
        other.workspace.rules.update(workspace=world.workspace, name=f"Rule of {other.workspace}")
        inbox = (Post, Contact, Identity, Conversation, Message, Note, PlatformCall)
        for model in (*inbox, Decision, Suggestion):
            model.objects.filter(workspace=other.workspace).update(workspace=world.workspace)
        other.label.name, other.label.workspace = other.workspace.slug, world.workspace
        other.label.save()
        other.saved_reply.name, other.saved_reply.workspace = other.workspace.slug, world.workspace
        other.saved_reply.save()
        other.channel.workspace = world.workspace
        other.channel.save()


def test_it_bounds_what_comes_along_with_a_row(world, api):
    contact = world.conversation.identity.contact
    Identity.objects.bulk_create(
        Identity(workspace=world.workspace, channel=world.channel, contact=contact, external_id=f"i{n}")
        for n in range(60)
    )
    assert len(api.get(f"/api/v1/contacts/{contact.pk}/").json()["identities"]) == 50

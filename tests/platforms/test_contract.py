"""Every connector, every promise. A new platform is tested by being in the registry."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from platforms.base import App, Capability, Connector, Credentials, Kind
from platforms.errors import Unsupported
from platforms.registry import CONNECTORS, connector_class, platform_choices

SAMPLES = sorted((Path(__file__).parent / "fixtures").glob("*/*.json"))
# Of the platforms that tell of several things at once.
BATCH = "batch_with_one_unknown"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SINCE = {"text": "x", "since": NOW}
DIRECT = frozenset({Capability.REPLY, Capability.DIRECT})
IN_PUBLIC = frozenset({Capability.REPLY, Capability.COMMENTS})
# Not every platform lists what was sent: then a person has to look.
SEARCHES = frozenset({"find_own_reply", "find_own_direct"})
VERBS = {
    "reply": (IN_PUBLIC, {"comment_id": "1", "text": "x"}),
    "private_reply": ({Capability.PRIVATE_REPLY}, {"comment_id": "1", "text": "x"}),
    "send_direct": (DIRECT, {"recipient_id": "1", "text": "x"}),
    "hide": ({Capability.HIDE}, {"comment_id": "1", "is_hidden": True}),
    "hold": ({Capability.HOLD}, {"comment_id": "1"}),
    "like": ({Capability.LIKE}, {"comment_id": "1"}),
    "block": ({Capability.BLOCK}, {"person_id": "1"}),
    "remove": ({Capability.REMOVE}, {"comment_id": "1"}),
    "read_recent": ({Capability.POLL}, {"since": NOW}),
    "read_post": ({Capability.POLL}, {"post_id": "1"}),
    "find_own_reply": (IN_PUBLIC, {"comment_id": "1", **SINCE}),
    "find_own_direct": (DIRECT, {"recipient_id": "1", **SINCE}),
}


@pytest.fixture(params=CONNECTORS.values(), ids=CONNECTORS.keys())
def connector(request) -> type[Connector]:
    return request.param


def test_it_reads_a_comment_or_where_there_are_none_a_direct_message(connector, sample):
    has_comments = Capability.COMMENTS in connector.capabilities
    parsed = connector.parse(sample(connector.slug, "comment" if has_comments else "direct"))
    [item] = [item for items in parsed.items.values() for item in items]
    assert item.kind is (Kind.COMMENT if has_comments else Kind.DIRECT)
    assert item.external_id
    assert item.thread_id
    assert item.text
    assert item.occurred_at.tzinfo is not None
    assert not parsed.unknown


def test_it_quarantines_an_unknown_event(connector, sample):
    parsed = connector.parse(sample(connector.slug, "unknown_event"))
    assert not parsed.items
    assert len(parsed.unknown) == 1


@pytest.mark.parametrize("slug", sorted({path.parent.name for path in SAMPLES if path.stem == BATCH}))
def test_it_uses_the_good_items_around_a_bad_one(slug, sample):
    connector = connector_class(slug)
    parsed = connector.parse(sample(slug, BATCH))
    [first, *_] = parsed.items.values()
    assert [item.text for item in first] == ["een", "drie"]
    assert parsed.unknown


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_it_explains_what_became_of_every_sample(path):
    parsed = connector_class(path.parent.name).parse(json.loads(path.read_text()))
    assert parsed.items or parsed.ignored or parsed.unknown


@pytest.mark.parametrize("secrets", [(), ("",), ("right",), ("", "right")])
@pytest.mark.parametrize("value", [None, "", "sha256=", "sha256=00", "v1,AAAA", "é", "\ud800"])
def test_it_refuses_what_is_not_signed(connector, secrets, value):
    names = [
        "x-hub-signature-256",
        "tiktok-signature",
        "x-telegram-bot-api-secret-token",
        "webhook-signature",
        "x-twitter-webhooks-signature",
        "x-li-signature",
        "webhook-id",
    ]
    headers = {} if value is None else dict.fromkeys(names, value)
    headers["webhook-timestamp"] = str(int(NOW.timestamp()))
    assert connector.matching_secret(b"{}", headers, App(secrets=secrets), now=NOW) is None


@pytest.mark.parametrize("verb", VERBS)
def test_it_can_do_what_it_declares_and_nothing_else(connector, verb):
    needed, arguments = VERBS[verb]
    is_declared = connector.capabilities >= needed
    is_there = getattr(connector, verb) is not getattr(Connector, verb)
    assert is_there == is_declared or (verb in SEARCHES and is_declared)
    if not is_there:
        with pytest.raises(Unsupported):
            getattr(connector(Credentials("1", "token")), verb)(**arguments)


def test_it_is_chosen_by_its_slug(connector):
    assert connector_class(connector.slug) is connector
    assert (connector.slug, connector.name) in platform_choices()


def test_it_says_that_a_platform_is_not_known():
    with pytest.raises(LookupError, match="myspace"):
        connector_class("myspace")


def test_it_hides_the_token_in_its_credentials():
    assert "token-1" not in repr(Credentials("1", "token-1"))

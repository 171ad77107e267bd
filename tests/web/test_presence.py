"""Who else is at a conversation: told by pages, kept in Redis, shown to members only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import redis
from django.test import Client

from inbox import live
from inbox.presence import SECONDS, Spot, people_at
from tests.factories import make_message, make_user
from tests.web.conftest import Cast

ONE, OTHER = "0" * 16, "1" * 16


@pytest.fixture(autouse=True)
def nobody_there(cast: Cast) -> Iterator[None]:
    """Tests share one Redis, and rows of different tests have the same numbers."""
    client = live.client
    yield
    for key in client.scan_iter("earful:presence:*"):
        client.delete(key)


@pytest.fixture
def told(monkeypatch) -> list[tuple[int, list]]:
    """What was announced to the open screens."""
    found: list[tuple[int, list]] = []
    monkeypatch.setattr(live, "announce_presence", lambda _, pk, people: found.append((pk, people)))
    return found


def say(client: Client, cast: Cast, page: str = ONE, **values: object):
    answer = client.post(cast.url("presence/"), {"page": page, **values})
    return answer.json()["people"] if answer.status_code == 200 else answer.status_code


def entry(user, *, is_answering: bool = False) -> dict[str, object]:
    return {"id": user.pk, "name": user.get_short_name(), "is_answering": is_answering}


def test_it_shows_who_looks_and_who_answers(cast: Cast, log_in, told) -> None:
    here = cast.conversation.pk
    say(log_in(cast.alice), cast, conversation=here, doing="answering")
    assert say(log_in(cast.vera), cast, OTHER, conversation=here) == [
        entry(cast.alice, is_answering=True),
        entry(cast.vera),
    ]
    assert [pk for pk, _ in told] == [here, here]


def test_it_tells_the_screens_only_what_is_news(cast: Cast, bob: Client, told) -> None:
    here = cast.conversation.pk
    for doing in ("looking", "looking", "answering", "answering", "looking"):
        say(bob, cast, conversation=here, doing=doing)
    assert [people[0]["is_answering"] for _, people in told] == [False, True, False]


def test_it_knows_that_a_page_went_on_or_was_closed(cast: Cast, bob: Client, told) -> None:
    here, next_one = cast.conversation.pk, make_message(cast.channel, thread_id="x").conversation.pk
    say(bob, cast, conversation=here)
    assert say(bob, cast, conversation=next_one, left=here) == [entry(cast.bob)]
    assert say(bob, cast, left=next_one) == []
    assert told[-1] == (next_one, [])
    assert (here, []) in told


def test_it_keeps_a_person_whose_other_tab_is_still_there(cast: Cast, bob: Client, told) -> None:
    here = cast.conversation.pk
    say(bob, cast, ONE, conversation=here)
    say(bob, cast, OTHER, conversation=here)
    say(bob, cast, ONE, left=here)
    assert told[-1] == (here, [entry(cast.bob)])


def test_it_forgets_who_said_nothing_for_a_while(cast: Cast) -> None:
    spot = Spot(cast.workspace.pk, cast.conversation.pk, now=1_000_000)
    spot.enter(ONE, cast.bob.pk, "looking")
    assert people_at(spot)
    later = Spot(cast.workspace.pk, cast.conversation.pk, now=1_000_000 + SECONDS + 1)
    assert people_at(later) == []
    assert live.client.hlen(later.key) == 0


def test_it_shows_no_former_member(cast: Cast, bob: Client) -> None:
    Spot(cast.workspace.pk, cast.conversation.pk, now=4e9).enter(ONE, make_user().pk, "looking")
    assert say(bob, cast, OTHER, conversation=cast.conversation.pk) == [entry(cast.bob)]


def test_it_lets_nobody_leave_for_another(cast: Cast, bob: Client, log_in) -> None:
    here = cast.conversation.pk
    say(bob, cast, conversation=here)
    vera = Client()
    vera.force_login(cast.vera)
    say(vera, cast, left=here)
    assert say(bob, cast, conversation=here) == [entry(cast.bob)]


def test_it_has_no_presence_at_a_conversation_of_another_workspace(cast: Cast, bob: Client) -> None:
    elsewhere = make_message().conversation.pk
    assert say(bob, cast, conversation=elsewhere) == 404
    assert say(bob, cast, left=elsewhere) == 404


@pytest.mark.parametrize("values", [{"page": "x"}, {"page": ""}, {"page": "0" * 17}, {"doing": "dancing"}])
def test_it_refuses_what_no_page_of_ours_says(cast: Cast, bob: Client, values) -> None:
    assert say(bob, cast, **{"conversation": cast.conversation.pk, **values}) == 400


def test_it_shows_nobody_when_redis_is_away(cast: Cast, bob: Client, monkeypatch) -> None:
    away = redis.Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=1)
    monkeypatch.setattr(live, "client", away)
    assert say(bob, cast, conversation=cast.conversation.pk) == []

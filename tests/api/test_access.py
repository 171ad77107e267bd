"""Who may see and do what. Driven by the router: an endpoint without a row here fails."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken, Role
from accounts.throttling import PersonThrottle
from config.api import router
from tests.api.conftest import World, client_of
from tests.factories import make_member, make_workspace

pytestmark = pytest.mark.django_db

IDS = {
    "channel": lambda world: {"pk": world.channel.pk},
    "post": lambda world: {"pk": world.conversation.post_id},
    "contact": lambda world: {"pk": world.conversation.identity.contact_id},
    "conversation": lambda world: {"pk": world.conversation.pk},
    "message": lambda world: {"pk": world.message.pk},
    "note": lambda world: {"pk": world.note.pk},
    "label": lambda world: {"pk": world.label.pk},
    "saved-reply": lambda world: {"pk": world.saved_reply.pk},
    "platform-call": lambda world: {"pk": world.call.pk},
    "rule": lambda world: {"pk": world.rule.pk},
    "rule-version": lambda world: {"rule": world.rule.pk, "number": 1},
    "word-list": lambda world: {"pk": world.word_list.pk},
    "decision": lambda world: {"pk": world.decision.pk},
    "suggestion": lambda world: {"pk": world.suggestion.pk},
    "tracked-link": lambda world: {"pk": world.link.pk},
    "backtest": lambda world: {"pk": world.backtest.pk},
    "undo": lambda world: {"pk": world.undo.pk},
}
BODIES = {
    "message-reply": {"text": "Vanaf 25 euro!"},
    "message-private-reply": {"text": "Vanaf 25 euro!"},
    "message-hide": {},
    "message-unhide": {},
    "message-hold": {},
    "message-approve": {},
    "message-remove": {},
    "message-like": {},
    "message-block": {},
    "message-unblock": {},
    "platform-call-cancel": {},
    "post-label": {"name": "launch"},
    "post-unlabel": {"name": "launch"},
    "contact-label": {"name": "regular"},
    "contact-unlabel": {"name": "regular"},
    "conversation-resolve": {},
    "conversation-reopen": {},
    "conversation-snooze": {"until": "2100-01-01T00:00:00Z"},
    "conversation-note": {"text": "Called them."},
    "conversation-assign": {"assignee": None},
    "conversation-label": {"name": "vip"},
    "conversation-unlabel": {"name": "vip"},
    "rule-list": {"name": "New", "body": {"actions": [{"type": "hide"}]}},
    "rule-detail": {"name": "Renamed"},
    "tracked-link-list": {"slug": "prices", "url": "https://example.org/"},
    "rule-reorder": {"rules": [1]},
    "rule-restore": {"number": 1},
    "rule-resume": {},
    "rule-run": {"messages": [1]},
    "word-list-list": {"name": "New", "entries": [{"text": "scam"}]},
    "word-list-detail": {"note": "Checked."},
    "suggestion-approve": {},
    "suggestion-reject": {},
    "backtest-list": {"days": 7, "body": {"actions": [{"type": "hide"}]}},
    "backtest-cancel": {},
    "undo-list": {"since": "2026-03-01T00:00:00Z"},
    "undo-preview": {"since": "2026-03-01T00:00:00Z"},
    "undo-cancel": {},
}
# What an address must be asked with.
QUERIES = {"decision-why": lambda world: f"?rule={world.rule.pk}"}
ROUTES = [
    (pattern, method)
    for pattern in router.urls
    for method in getattr(pattern.callback, "actions", {})
    if method not in {"head", "options"}
]
READS = [(pattern, method) for pattern, method in ROUTES if method == "get"]
ACTS = [(pattern, method) for pattern, method in ROUTES if method != "get"]


def name_of(value) -> str:
    return getattr(value, "name", value)


def url_of(pattern, world: World) -> str:
    ids = IDS[pattern.callback.initkwargs["basename"]](world)
    return reverse(f"api:{pattern.name}", kwargs={name: ids[name] for name in pattern.pattern.converters})


def ask(client: APIClient, pattern, method: str, world: World):
    body = BODIES[pattern.name] if method in {"post", "patch"} else None
    query = QUERIES[pattern.name](world) if pattern.name in QUERIES else ""
    return getattr(client, method)(url_of(pattern, world) + query, body)


@pytest.mark.parametrize(("pattern", "method"), ROUTES, ids=name_of)
def test_it_does_not_know_a_stranger(world, pattern, method):
    stranger = client_of(make_member(make_workspace(), Role.OWNER))
    answer = ask(stranger, pattern, method, world)
    if pattern.pattern.converters:
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    elif method == "get":
        assert answer.json()["results"] == []
    elif pattern.name == "undo-preview":
        assert (answer.json()["applications"], answer.json()["suggestions"]) == (0, 0)
    else:
        assert answer.status_code in {200, 201}, "Rules are made and ordered in the stranger's own workspace."
        assert world.workspace.rules.count() == 1


@pytest.mark.parametrize(("pattern", "method"), READS, ids=name_of)
def test_it_shows_a_viewer_everything(world, api_as, pattern, method):
    answer = ask(api_as(Role.VIEWER), pattern, method, world)
    assert answer.status_code == 200
    assert "token" not in answer.content.decode()


@pytest.mark.parametrize(("pattern", "method"), ACTS, ids=name_of)
def test_it_lets_a_viewer_do_nothing(world, api_as, pattern, method):
    answer = ask(api_as(Role.VIEWER), pattern, method, world)
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert answer.json()["detail"]


@pytest.mark.parametrize(("pattern", "method"), ROUTES, ids=name_of)
def test_it_asks_for_a_token(world, pattern, method):
    answer = ask(APIClient(), pattern, method, world)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("method", ["post", "patch", "delete"])
def test_it_lets_only_managers_change_rules(world, api, api_as, method):
    name = "rule-list" if method == "post" else "rule-detail"
    (pattern,) = [pattern for pattern, each in ACTS if (pattern.name, each) == (name, method)]
    assert ask(api, pattern, method, world).status_code == 403
    assert ask(api_as(Role.ADMIN), pattern, method, world).status_code in {200, 201, 204}


@pytest.mark.parametrize("header", ["Bearer", "Bearer a b", "Bearer earful_unknown", "Bearer \xe9"])
def test_it_refuses_a_token_that_is_none(header):
    answer = APIClient().get("/api/v1/messages/", HTTP_AUTHORIZATION=header)
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_it_refuses_a_token_that_expired(world, api):
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert api.get("/api/v1/messages/").status_code == 401


def test_it_refuses_a_person_who_was_switched_off(world, api):
    world.agent.is_active = False
    world.agent.save()
    assert api.get("/api/v1/messages/").status_code == 401


def test_it_slows_down_who_asks_too_often(api, monkeypatch):
    monkeypatch.setattr(PersonThrottle, "THROTTLE_RATES", {"user": "1/min"})
    api.get("/api/v1/labels/")
    answer = api.get("/api/v1/labels/")
    assert (answer.status_code, answer.json()["code"]) == (429, "throttled")
    assert int(answer["Retry-After"]) > 0


def test_it_answers_while_the_cache_is_gone(api, settings):
    cache = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "unix:///nowhere"}
    settings.CACHES = {"default": cache}
    assert api.get("/api/v1/labels/").status_code == 200

"""New access for old, and whose it is, as each platform does it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from platforms.access import LONGEST_LIFE, Profile, read_grant, read_scopes
from platforms.base import Connector, Credentials
from platforms.errors import AuthExpired, Invalid, PlatformError, Throttled, Transient, Unsupported
from platforms.registry import CONNECTORS, connector_class

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
GRANT = {"access_token": "new-token", "expires_in": 3600, "token_type": "bearer"}
ASKED = {
    "youtube": ("POST", "/token"),
    "tiktok": ("POST", "/open_api/v1.3/tt_user/oauth2/refresh_token/"),
    "instagram": ("GET", "/refresh_access_token"),
    "facebook": ("GET", "/v26.0/oauth/access_token"),
}
SECRETS = ("old-token", "refresh-1", "app-secret")


@pytest.fixture
def connect(platform):
    def connect(slug: str, **fields: str) -> Connector:
        values = {"access_token": "old-token", "refresh_token": "refresh-1", "client_id": "app"}
        values |= {"client_secret": "app-secret", "base_url": platform.url}
        return connector_class(slug)(Credentials("1", **(values | fields)))

    return connect


def answer(slug: str, content: dict) -> dict:
    return {"code": 0, "message": "OK", "data": content} if slug == "tiktok" else content


def sent(call) -> dict[str, str]:
    parts = urlsplit(call.path)
    body = json.loads(call.body) if call.body.startswith("{") else dict(parse_qsl(call.body))
    return dict(parse_qsl(parts.query)) | body


@pytest.mark.parametrize("slug", ASKED)
def test_it_asks_for_new_access_as_the_platform_wants_it(platform, connect, slug):
    platform.answers(answer(slug, GRANT))
    grant = connect(slug).refresh(now=NOW)
    assert (grant.access_token, grant.expires_at) == ("new-token", NOW + timedelta(hours=1))
    assert grant.refresh_token == ""
    [call] = platform.received
    assert (call.method, urlsplit(call.path).path) == ASKED[slug]
    given = sent(call)
    if slug in {"youtube", "tiktok"}:
        assert given == {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-1",
            "client_id": "app",
            "client_secret": "app-secret",
        }
    else:
        assert "old-token" in given.values()


def test_it_keeps_the_refresh_token_that_came_with_the_answer(platform, connect):
    platform.answers(
        answer("tiktok", GRANT | {"refresh_token": "refresh-2", "scope": "comment.list,video.list"})
    )
    grant = connect("tiktok").refresh(now=NOW)
    assert grant.refresh_token == "refresh-2"
    assert grant.scopes == ("comment.list", "video.list")
    assert not any(secret in repr(grant) for secret in ("new-token", "refresh-2"))


REFUSALS = [
    ("youtube", 400, {"error": "invalid_grant", "error_description": "refresh-1"}, AuthExpired),
    ("youtube", 401, {"error": "invalid_client"}, AuthExpired),
    ("youtube", 429, {"error": "slow_down"}, Throttled),
    ("youtube", 400, {"error": "something_else"}, Transient),
    ("youtube", 400, b"<html>", Transient),
    ("youtube", 500, {"error": "server_error"}, Transient),
    ("tiktok", 200, {"code": 40103, "message": "refresh-1 expired"}, AuthExpired),
    ("tiktok", 200, {"code": 40105, "message": "No."}, AuthExpired),
    ("tiktok", 200, {"code": 40002, "message": "refresh-1"}, AuthExpired),
    ("tiktok", 200, {"code": 40100, "message": "Too many."}, Throttled),
    ("tiktok", 200, {"code": 50000, "message": "No."}, Transient),
    ("instagram", 400, {"error": {"code": 190, "message": "old-token"}}, AuthExpired),
    ("instagram", 400, {"error": {"code": 100, "message": "old-token"}}, AuthExpired),
    ("instagram", 500, {"error": {"code": 2}}, Transient),
    ("facebook", 400, {"error": {"code": 101, "message": "app-secret"}}, AuthExpired),
    ("facebook", 403, {"error": {"code": 4}}, Throttled),
]


@pytest.mark.parametrize(("slug", "status", "body", "kind"), REFUSALS)
def test_it_tells_what_a_person_must_do_from_what_passes(platform, connect, slug, status, body, kind):
    platform.answers(body, status=status)
    with pytest.raises(PlatformError) as caught:
        connect(slug).refresh(now=NOW)
    assert type(caught.value) is kind
    assert not any(secret in f"{caught.value} {caught.value.platform_code}" for secret in SECRETS)


@pytest.mark.parametrize("slug", ASKED)
@pytest.mark.parametrize(
    "body", [b"", b"[]", b"garbage", {}, {"access_token": 5}, {"access_token": "é"}, {"access_token": "a\nb"}]
)
def test_it_tries_again_later_when_the_answer_is_garbage(platform, connect, slug, body):
    platform.answers(body if isinstance(body, bytes) else answer(slug, body))
    with pytest.raises(Transient):
        connect(slug).refresh(now=NOW)


@pytest.mark.parametrize("slug", ASKED)
def test_it_tries_again_later_when_the_connection_breaks(platform, connect, slug):
    platform.answers(answer(slug, GRANT), cut_short=True)
    with pytest.raises(Transient):
        connect(slug).refresh(now=NOW)


@pytest.mark.parametrize(
    ("seconds", "life"),
    [(60, timedelta(minutes=1)), ("86400", timedelta(days=1)), (1e18, LONGEST_LIFE)]
    + [(bad, None) for bad in (None, 0, -5, True, "soon", "", "9" * 5 + ".", float("nan"))],
)
def test_it_reads_how_long_the_access_lasts(seconds, life):
    grant = read_grant({"access_token": "t", "expires_in": seconds}, now=NOW)
    assert grant.expires_at == (NOW + life if life else None)


def test_it_reads_permissions_in_both_spellings():
    assert read_scopes("a b") == read_scopes("a,b") == ("a", "b")
    assert read_scopes(["a"]) == read_scopes(None) == ()


@pytest.mark.parametrize("slug", CONNECTORS)
def test_it_offers_to_renew_only_what_it_can_renew(connect, slug):
    connector = connect(slug)
    is_there = type(connector).refresh is not Connector.refresh
    assert connector.can_refresh == is_there
    if not is_there:
        with pytest.raises(Unsupported):
            connector.refresh(now=NOW)


@pytest.mark.parametrize("slug", ["youtube", "tiktok"])
def test_it_cannot_renew_without_a_refresh_token(connect, slug):
    assert not connect(slug, refresh_token="").can_refresh


OWNERS = {
    "instagram": ({"id": "9", "user_id": 17, "username": "bakkerij", "name": "Bakkerij"}, "17", "bakkerij"),
    "facebook": ({"id": "100", "name": "Bakkerij"}, "100", ""),
    "tiktok": ({"code": 0, "data": {"display_name": "Bakkerij", "username": "bakkerij"}}, "1", "bakkerij"),
    "youtube": (
        {"items": [{"id": "UC1", "snippet": {"title": "Bakkerij", "customUrl": "@bakkerij"}}]},
        "UC1",
        "bakkerij",
    ),
    "telegram": (
        {"ok": True, "result": {"id": 42, "first_name": "Bakkerij", "username": "bot"}},
        "42",
        "bot",
    ),
    "whatsapp": (
        {"id": "555", "verified_name": "Bakkerij", "display_phone_number": "+31 6 1234"},
        "555",
        "+31 6 1234",
    ),
}


@pytest.mark.parametrize("slug", OWNERS)
def test_it_tells_whose_access_it_is(platform, connect, slug):
    body, account_id, handle = OWNERS[slug]
    platform.answers(body)
    assert connect(slug).verify() == Profile(account_id, "Bakkerij", handle)


@pytest.mark.parametrize(
    ("slug", "body"),
    [
        ("youtube", {"items": []}),
        ("youtube", {"items": "x"}),
        ("instagram", {"username": "x"}),
        ("tiktok", {"code": 0, "data": {"username": 5}}),
        ("telegram", {"ok": True, "result": []}),
        ("whatsapp", {"id": []}),
    ],
)
def test_it_believes_no_answer_that_names_nobody(platform, connect, slug, body):
    platform.answers(body)
    with pytest.raises(Invalid):
        connect(slug).verify()

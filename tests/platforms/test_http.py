from __future__ import annotations

import os
import socket

import httpx
import pytest

from platforms import http
from platforms.errors import Ambiguous, Invalid, Transient

OUTCOMES = [(True, Transient), (False, Ambiguous)]


def call(url, *, is_repeatable=False, method="POST", **content):
    headers = {"Authorization": "Bearer secret-token"}
    return http.send(http.Request(method, url, is_repeatable, headers, **content))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def test_it_returns_the_answer_whatever_its_status(platform):
    platform.answers({"a": 1}, status=418, headers={"X-Usage": "7"})
    answer = call(platform.url, form={"message": "Hoi"})
    assert (answer.status, answer.headers["x-usage"], answer.body) == (418, "7", b'{"a": 1}')
    assert platform.received[0].body == "message=Hoi"
    assert platform.received[0].headers["user-agent"] == "Earful"


@pytest.mark.parametrize("is_repeatable", [True, False])
def test_it_knows_that_nothing_was_sent_when_it_cannot_connect(is_repeatable):
    with pytest.raises(Transient):
        call(f"http://127.0.0.1:{free_port()}/", is_repeatable=is_repeatable)


@pytest.mark.parametrize(("is_repeatable", "error"), OUTCOMES)
def test_it_does_not_know_the_outcome_of_a_timeout(platform, monkeypatch, is_repeatable, error):
    monkeypatch.setattr(http, "TIMEOUT", httpx.Timeout(0.2))
    platform.answers({}, seconds=0.5)
    with pytest.raises(error):
        call(platform.url, is_repeatable=is_repeatable)
    assert len(platform.received) == 1


@pytest.mark.parametrize(("is_repeatable", "error"), OUTCOMES)
def test_it_does_not_know_the_outcome_of_a_broken_answer(platform, is_repeatable, error):
    platform.answers({"id": "1"}, cut_short=True)
    with pytest.raises(error):
        call(platform.url, is_repeatable=is_repeatable)


def test_it_stops_reading_an_endless_answer(platform, monkeypatch):
    monkeypatch.setattr(http, "MAX_BYTES", 10)
    platform.answers({"much": "x" * 100})
    with pytest.raises(Ambiguous):
        call(platform.url)


def test_it_stops_reading_an_answer_that_drips(platform, monkeypatch):
    monkeypatch.setattr(http, "MAX_SECONDS", -1)
    platform.answers({})
    with pytest.raises(Ambiguous):
        call(platform.url)


def test_it_follows_no_redirect(platform):
    platform.answers({}, status=302, headers={"Location": "http://169.254.169.254/"})
    assert call(platform.url).status == 302


def test_it_keeps_no_cookies(platform):
    platform.answers({}, headers={"Set-Cookie": "session=1"})
    platform.answers({})
    call(platform.url)
    call(platform.url)
    assert "cookie" not in platform.received[1].headers


def test_it_reaches_this_machine_past_a_proxy(platform, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with http._client.__wrapped__(os.getpid()) as client:
        monkeypatch.setattr(http, "_client", lambda _: client)
        platform.answers({})
        assert call(platform.url).status == 200


@pytest.mark.parametrize("url", ["", "ftp://example.org", "http://a:b", "graph.instagram.com/1"])
def test_it_refuses_an_address_that_is_none(url):
    with pytest.raises(Invalid):
        call(url)


def test_it_refuses_text_that_cannot_be_sent(platform):
    with pytest.raises(Invalid):
        call(platform.url, json={"text": "\ud83d"})
    with pytest.raises(Invalid):
        call(platform.url, form={"text": "\ud83d"})


def test_it_attaches_no_foreign_error(platform):
    platform.answers({}, cut_short=True)
    with pytest.raises(Ambiguous) as caught:
        call(platform.url)
    assert caught.value.__context__ is None
    assert "secret-token" not in repr(http.Request("GET", "x", headers={"Authorization": "secret-token"}))


def test_it_shares_one_client_in_a_process():
    assert http._client(os.getpid()) is http._client(os.getpid())

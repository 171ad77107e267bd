"""Every error has one shape, whatever went wrong."""

from __future__ import annotations

import json

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(world) -> str:
    return f"/api/v1/messages/{world.message.pk}/reply/"


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b'{"text": NaN}', b"[" * 100_000, b"", b"null", b"[]", b'"text"']
)
def test_it_refuses_what_is_no_body(api, url, body):
    answer = api.post(url, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json().keys() - {"fields"} == {"code", "detail"}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_it_refuses_what_is_not_json(api, url, content_type):
    answer = api.post(url, b"text=Ja", content_type=content_type)
    assert (answer.status_code, answer.json()["code"]) == (400, "unsupported_media_type")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "Ja!", "txt": "x"}, "txt"),
        ({"text": ""}, "text"),
        ({"text": "  "}, "text"),
        ({"text": None}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "x" * 10_001}, "text"),
    ],
)
def test_it_refuses_a_bad_field(api, url, body, field):
    answer = api.post(url, json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert list(answer.json()["fields"]) == [field]
    assert all(isinstance(problem, str) for problem in answer.json()["fields"][field])


def test_it_refuses_a_field_where_none_is_expected(api, world):
    answer = api.post(f"/api/v1/messages/{world.message.pk}/unhide/", {"text": "x"})
    assert answer.json()["fields"] == {"text": ["There is no such field. None is expected."]}


def test_it_reads_no_body_without_end(api, url, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = api.post(url, {"text": "x" * 100})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("method", ["get", "post", "delete"])
@pytest.mark.parametrize("path", ["messages", "message/", "messages/x/", "messages/1/ban/", "x" * 2000])
def test_it_knows_no_such_address(method, path):
    answer = getattr(APIClient(enforce_csrf_checks=True), method)(f"/api/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "/api/v1/docs/" in answer.json()["detail"]


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 30])
def test_it_knows_no_such_id(api, pk):
    answer = api.get(f"/api/v1/messages/{pk}/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_it_refuses_another_method(api):
    answer = api.post("/api/v1/messages/", {})
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")

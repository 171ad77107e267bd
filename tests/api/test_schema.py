"""The OpenAPI schema and the page that shows it."""

from __future__ import annotations

import pytest
import yaml
from django.core.management import call_command
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(tmp_path) -> dict:
    path = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    return yaml.safe_load(path.read_text())


def test_it_describes_the_api_without_a_warning(schema):
    assert "/api/v1/messages/{id}/private_reply/" in schema["paths"]
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            assert operation["responses"]["default"], (path, method)


def test_it_describes_a_rules_body_as_it_is_checked(schema):
    components = schema["components"]["schemas"]
    assert components["NewRuleRequest"]["properties"]["body"] == {"$ref": "#/components/schemas/RuleBody"}
    assert components["RuleBody"]["required"] == ["actions"]
    assert "in" in components["RuleKindCondition"]["properties"]


def test_it_describes_the_idempotency_key(schema):
    parameters = schema["paths"]["/api/v1/messages/{id}/reply/"]["post"]["parameters"]
    assert "Idempotency-Key" in [parameter["name"] for parameter in parameters]


def test_it_serves_the_schema_without_a_token():
    answer = APIClient().get("/api/v1/schema/")
    assert answer.status_code == 200
    assert b"openapi: 3" in answer.content


def test_it_serves_docs_without_inline_code(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    answer = APIClient().get("/api/v1/docs/")
    page = answer.content.decode()
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "<style" not in page
    assert page.count("<script src=") == page.count("<script")

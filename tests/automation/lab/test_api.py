"""The rule lab in the REST API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import ApiToken, Membership, Role
from automation.models import Backtest, UndoRun
from tests.automation.lab.conftest import finish
from tests.factories import make_channel, make_member, make_rule, make_workspace

HIDE = {"actions": [{"type": "hide"}], "conditions": {"all": [{"type": "text", "words": ["prijs"]}]}}


@pytest.fixture
def api(manager) -> APIClient:
    return client_of(manager)


def client_of(user) -> APIClient:
    _, token = ApiToken.create(Membership.objects.select_related("user", "workspace").get(user=user))
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_it_starts_a_backtest_and_shows_its_result(api, workspace, write):
    write(["prijs", "mooi"])
    answer = api.post("/api/v1/backtests/", {"body": HIDE, "days": 7})
    assert (answer.status_code, answer.json()["status"], answer.json()["result"]) == (201, "waiting", {})
    job = finish(Backtest.objects.get(pk=answer.json()["id"]))
    read = api.get(f"/api/v1/backtests/{job.pk}/").json()
    assert (read["status"], read["result"]["matched"]) == ("done", 1)
    assert "result" not in api.get("/api/v1/backtests/").json()["results"][0]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"rule": 999_999}, "rule"),
        ({"body": {"actions": []}}, "body.actions"),
        ({"weeks": 1}, "weeks"),
    ],
)
def test_it_says_what_it_cannot_use(api, body, field):
    answer = api.post("/api/v1/backtests/", body)
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


def test_it_does_not_know_the_rules_of_others(api):
    strange = make_rule(make_channel(make_workspace()).workspace)
    for url in ("backtests", "undos", "undos/preview"):
        answer = api.post(f"/api/v1/{url}/", {"rule": strange.pk})
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["rule"])


def test_it_cancels_once(api, workspace):
    make_rule(workspace)
    pk = api.post("/api/v1/backtests/", {}).json()["id"]
    assert api.post(f"/api/v1/backtests/{pk}/cancel/").json()["status"] == "cancelled"
    assert api.post(f"/api/v1/backtests/{pk}/cancel/").status_code == 200


def test_it_undoes_a_rule_after_a_preview(api, workspace):
    rule = make_rule(workspace)
    told = api.post("/api/v1/undos/preview/", {"rule": rule.pk})
    assert (told.status_code, next(iter(told.json()))) == (200, "irreversible")
    answer = api.post("/api/v1/undos/", {"rule": rule.pk})
    assert (answer.status_code, answer.json()["rule"]) == (201, rule.pk)
    assert UndoRun.objects.count() == 1


def test_it_wants_to_know_what_to_undo(api):
    answer = api.post("/api/v1/undos/", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid")


def test_it_lets_only_managers_in(workspace):
    agent = client_of(make_member(workspace, Role.AGENT))
    for url in ("backtests", "undos", "undos/preview"):
        assert agent.post(f"/api/v1/{url}/", {}).status_code == 403
    assert agent.get("/api/v1/backtests/").status_code == 200

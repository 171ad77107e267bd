"""Rules and their versions through the API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from accounts.models import Role
from automation.models import Rule
from tests.factories import make_channel, make_rule

pytestmark = pytest.mark.django_db
BODY = {
    "conditions": {"all": [{"type": "text", "words": ["prijs"]}, {"type": "kind", "in": ["comment"]}]},
    "actions": [{"type": "reply", "variants": ["Vanaf 25 euro!"]}],
}


@pytest.fixture
def admin(api_as) -> APIClient:
    return api_as(Role.ADMIN)


@pytest.fixture
def url(world) -> str:
    return f"/api/v1/rules/{world.rule.pk}/"


def test_it_adds_a_rule(world, admin):
    wish = {"name": "Prices", "mode": "live", "override": "We did this by hand", "body": BODY}
    answer = admin.post("/api/v1/rules/", wish)
    assert answer.status_code == 201
    rule = Rule.objects.get(pk=answer.json()["id"])
    assert (rule.name, rule.mode, rule.workspace, answer.json()["version"]) == (
        "Prices",
        "live",
        world.workspace,
        1,
    )
    assert answer.json()["body"]["conditions"]["all"][1]["in"] == ["comment"]
    assert answer.json() == admin.get(f"/api/v1/rules/{rule.pk}/").json()


def test_it_starts_as_a_shadow(admin):
    assert admin.post("/api/v1/rules/", {"name": "Prices", "body": BODY}).json()["mode"] == "shadow"


def test_it_makes_a_version_of_a_new_body(admin, url):
    first = admin.get(url).json()["body"]
    answer = admin.patch(url, {"body": BODY})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    assert admin.patch(url, {"body": answer.json()["body"]}).json()["version"] == 2
    assert [row["number"] for row in admin.get(f"{url}versions/").json()["results"]] == [2, 1]
    assert admin.get(f"{url}versions/1/").json()["body"] == first
    assert admin.get(f"{url}versions/3/").status_code == 404


def test_it_changes_the_rest_without_a_version(admin, url):
    answer = admin.patch(url, {"name": "Renamed", "mode": "off", "position": 7}).json()
    assert (answer["name"], answer["mode"], answer["position"], answer["version"]) == ("Renamed", "off", 7, 1)


def test_it_archives_and_keeps_on_record(admin, url):
    assert admin.delete(url).status_code == 204
    assert admin.get("/api/v1/rules/").json()["results"] == []
    assert len(admin.get("/api/v1/rules/?is_archived=true").json()["results"]) == 1
    assert admin.get(url).json()["is_archived"] is True
    assert admin.get(f"{url}versions/1/").status_code == 200
    for answer in (admin.delete(url), admin.patch(url, {"mode": "live"})):
        assert (answer.status_code, answer.json()["code"]) == (409, "archived")


def test_it_has_no_put(admin, url):
    assert admin.put(url, {"name": "x"}).json()["code"] == "method_not_allowed"


def test_it_refuses_a_name_that_is_taken(world, admin):
    other = make_rule(world.workspace)
    answer = admin.post("/api/v1/rules/", {"name": other.name, "body": BODY})
    assert (answer.status_code, answer.json()["fields"].keys()) == (400, {"name"})


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ([], "body"),
        ("{}", "body"),
        (None, "body"),
        ({}, "body.actions"),
        ({**BODY, "colour": "red"}, "body.colour"),
        ({**BODY, "actions": [{"type": "ban"}]}, "body.actions.0"),
        ({**BODY, "actions": [{"type": "hide"}, *BODY["actions"]]}, "body"),
        ({**BODY, "actions": [{"type": "reply", "variants": ["\x00"]}]}, "body"),
        ({**BODY, "actions": [{"type": "private_reply", "variants": ["x" * 1999]}]}, "body.actions.0"),
        ({**BODY, "scope": {"platforms": ["myspace"]}}, "body.scope.platforms"),
        ({**BODY, "actions": [{"type": "assign", "email": "nobody@example.org"}]}, "body.actions.0"),
    ],
)
def test_it_refuses_a_bad_body(admin, url, body, place):
    new = admin.post("/api/v1/rules/", {"name": "New", "body": body})
    for answer in (new, admin.patch(url, {"body": body})):
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert answer.json()["fields"].keys() == {place}
        assert answer.json()["detail"].startswith(place)


def test_it_does_not_reach_another_workspaces_channel(admin):
    body = {**BODY, "scope": {"channels": [make_channel().pk]}}
    answer = admin.post("/api/v1/rules/", {"name": "New", "body": body})
    assert answer.json()["fields"].keys() == {"body.scope.channels"}
    assert "No such channel" in answer.json()["detail"]


def test_it_bounds_the_problems_it_tells(admin):
    body = {**BODY, "actions": [{"type": str(number)} for number in range(500)]}
    answer = admin.post("/api/v1/rules/", {"name": "New", "body": body})
    assert answer.status_code == 400
    assert len(answer.json()["fields"]) <= 100
    assert len(answer.json()["detail"]) < 5000


def test_it_explains_a_decision(world, api):
    decision = api.get(f"/api/v1/decisions/{world.decision.pk}/").json()
    assert decision["results"][0]["rule"] == world.rule.pk
    assert decision["facts"]["kind"] == "comment"
    listed = api.get("/api/v1/decisions/").json()["results"][0]
    assert decision.keys() - listed.keys() == {"results", "facts"}

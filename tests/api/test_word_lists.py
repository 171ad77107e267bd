"""Word lists by the API, and asking a rule again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Role
from automation.models import Rule, RuleVersion
from tests.factories import NOW, make_rule

pytestmark = pytest.mark.django_db
WORDS = [{"text": "idiot", "severity": 2, "language": "en", "skeleton": False}, {"text": "scam"}]


@pytest.fixture
def manager(api_as):
    return api_as(Role.ADMIN)


def test_it_makes_a_list_and_reads_it_back(world, manager):
    made = manager.post(
        "/api/v1/word-lists/", {"name": "insults", "entries": WORDS, "exceptions": ["idiot-proof"]}
    )
    assert made.status_code == 201
    read = manager.get(f"/api/v1/word-lists/{made.json()['id']}/").json()
    assert read == made.json()
    assert read["entries"][0] == WORDS[0]
    assert read["entries"][1] == {"text": "scam", "severity": 1, "language": "", "skeleton": True}
    assert (read["version"], read["exceptions"]) == (1, ["idiot-proof"])


def test_it_changes_only_what_is_named(world, manager):
    address = f"/api/v1/word-lists/{world.word_list.pk}/"
    changed = manager.patch(address, {"exceptions": ["scampi"]}).json()
    assert (changed["version"], changed["exceptions"]) == (2, ["scampi"])
    assert [entry["text"] for entry in changed["entries"]] == ["scam"]
    assert manager.patch(address, {"note": "Checked."}).json()["version"] == 2


def test_it_refuses_a_name_that_is_taken_and_says_where(world, manager):
    answer = manager.post("/api/v1/word-lists/", {"name": "scams", "entries": []})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["name"])


@pytest.mark.parametrize("entry", [{"text": "*"}, {"text": "x", "severity": 4}, {"text": "x", "other": 1}])
def test_it_refuses_a_bad_word(world, manager, entry):
    answer = manager.post("/api/v1/word-lists/", {"name": "new", "entries": [entry]})
    assert answer.status_code == 400
    assert any(place.startswith("entries.0") for place in answer.json()["fields"])


def test_it_refuses_too_many_words(world, manager):
    entries = [{"text": f"word{number}"} for number in range(10_001)]
    answer = manager.post("/api/v1/word-lists/", {"name": "new", "entries": entries})
    assert answer.status_code == 400
    assert "10,000" in answer.json()["detail"]


def test_it_keeps_a_list_that_a_rule_uses(world, manager):
    make_rule(world.workspace, conditions={"all": [{"type": "word_list", "list": "scams"}]}, name="Scams")
    answer = manager.delete(f"/api/v1/word-lists/{world.word_list.pk}/")
    assert answer.status_code == 400
    assert "Scams" in answer.json()["detail"]


def test_it_lets_only_managers_change_lists(world, api):
    assert api.post("/api/v1/word-lists/", {"name": "new", "entries": []}).status_code == 403
    assert api.get("/api/v1/word-lists/").status_code == 200


def ask(client, world, rule: object):
    address = reverse("api:decision-why", kwargs={"pk": world.decision.pk})
    return client.get(address, {"rule": rule} if rule else {})


def test_it_says_why_another_rule_did_not_act(world, api):
    words = {"type": "text", "op": "any", "words": ["refund"]}
    rule = make_rule(world.workspace, conditions={"all": [words]})
    Rule.objects.update(created_at=NOW)
    RuleVersion.objects.update(created_at=NOW)
    answer = ask(api, world, rule.pk).json()
    assert (answer["code"], answer["is_met"]) == ("no_match", False)
    (part,) = answer["parts"]
    assert (part["role"], part["truth"]) == ("all", "no")
    assert "refund" in part["text"]


def test_it_says_that_a_younger_rule_was_not_asked(world, api):
    rule = make_rule(world.workspace)
    assert ask(api, world, rule.pk).json()["code"] == "not_asked"


@pytest.mark.parametrize(("rule", "status"), [(None, 400), ("x", 400), (999_999, 404)])
def test_it_wants_a_rule_that_is_there(world, api, rule, status):
    assert ask(api, world, rule).status_code == status

"""The rule form: in the admin, and by itself."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit import SYSTEM
from accounts.models import Event, Role
from automation.forms import RuleForm
from automation.models import Mode, Rule
from inbox.models import Channel
from tests.admin.conftest import Team
from tests.factories import make_channel, make_member, make_rule

ADD = "/admin/automation/rule/add/"
VALUES: dict[str, Any] = {
    "name": "Prijzen",
    "mode": "shadow",
    "ads": "any",
    "link": "any",
    "words_any": "price*\r\nwat kost",
    "reply_texts": "Vanaf 25 euro!\r\n\r\nDat is 25 euro,\r\nper stuk.",
    "once_per_post": "on",
    "per_person_per_day": "3",
    "quiet_hours": "12",
    "delay_min": "45",
    "delay_max": "180",
}


class Inputs(HTMLParser):
    """Reads what a browser would post of the form that it sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.area = ""
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name") or ""
        if tag == "textarea":
            self.area = name
            self.values[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found:
            self.values[self.select] = [found.get("value") or ""]
        elif tag == "input" and name and _is_posted(found):
            unset = "on" if found.get("type") == "checkbox" else ""
            self.values.setdefault(name, []).append(found.get("value") or unset)

    def handle_data(self, data: str) -> None:
        if self.area:
            # A browser leaves out the first line end of a textarea.
            self.values[self.area][0] += data if self.values[self.area][0] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area


def _is_posted(found: dict[str, str | None]) -> bool:
    if found.get("type") in {"checkbox", "radio"}:
        return "checked" in found
    return found.get("type") != "submit"


def change_url(rule: Rule) -> str:
    return reverse("admin:automation_rule_change", args=[rule.pk])


def stored(name: str = "Prijzen") -> Rule:
    return Rule.objects.select_related("version").get(name=name)


def errors(team: Team, **fields: Any) -> dict[str, list[str]]:
    form = RuleForm(VALUES | fields, workspace=team.workspace)
    assert not form.is_valid()
    return dict(form.errors)


def test_it_makes_a_rule_of_plain_fields(ours: Team) -> None:
    channel = ours.rows[Channel]
    fields = {"channels": [channel.pk], "platforms": ["instagram"], "kinds": ["comment"], "labels": "prijs"}
    answer = ours.client.post(ADD, VALUES | fields)
    assert answer.status_code == 302
    rule = stored()
    assert (rule.workspace, rule.mode, rule.created_by) == (ours.workspace, Mode.SHADOW, ours.owner)
    assert rule.version
    body = rule.version.parsed()
    assert body.conditions.all[0].words == ["price*", "wat kost"]  # type: ignore[union-attr]
    assert body.actions[0].variants == ["Vanaf 25 euro!", "Dat is 25 euro,\nper stuk."]  # type: ignore[union-attr]
    assert (body.scope.channels, body.limits.quiet_after_person_minutes) == ([channel.pk], 720)
    assert Event.objects.filter(verb="create", target_type="rule", target_id=rule.pk).count() == 1


def test_it_saves_a_change_as_a_new_version(ours: Team) -> None:
    ours.client.post(ADD, VALUES)
    rule = stored()
    ours.client.post(change_url(rule), VALUES | {"words_any": "prijs", "based_on": 1, "mode": "live"})
    rule = stored()
    assert rule.version
    assert (rule.version.number, rule.mode) == (2, Mode.LIVE)
    assert rule.versions.count() == 2


def test_it_changes_nothing_when_it_is_saved_as_it_was_shown(ours: Team) -> None:
    agent = make_member(ours.workspace, email="lotte@example.org")
    rule = make_rule(
        ours.workspace,
        {"type": "label", "label": "vraag"},
        {"type": "reply", "variants": ["\u2028Een\n  twee", "Drie {{contact.name}}"]},
        {"type": "assign", "email": "Lotte@Example.org"},
        conditions={"all": [{"type": "has_link", "value": False}, {"type": "text", "words": ["a*", "<b>"]}]},
        limits={"quiet_after_person_minutes": 50},
        scope={"channels": [ours.rows[Channel].pk], "ads": "only"},
        stop_processing=True,
    )
    assert agent.email == "lotte@example.org"
    page = ours.client.get(change_url(rule)).content.decode()
    answer = ours.client.post(change_url(rule), Inputs(page).values)
    assert answer.status_code == 302
    assert [version.body for version in rule.versions.all()] == [rule.version.body]


NESTED = {
    "all": [{"type": "group", "any": [{"type": "text", "words": ["prijs"]}, {"type": "has_link"}]}],
    "none": [{"type": "text", "words": ["<b>gratis"]}],
}


def test_it_leaves_conditions_alone_that_it_cannot_say(ours: Team) -> None:
    rule = make_rule(ours.workspace, {"type": "resolve"}, conditions=NESTED, name="Nested")
    page = ours.client.get(change_url(rule)).content.decode()
    assert "made through the API" in page
    assert "contains “prijs” or contains a link" in page
    assert "<b>gratis" not in page
    assert 'name="words_any"' not in page
    values = VALUES | {
        "name": "Nested",
        "based_on": 1,
        "labels": "klacht",
        "reply_texts": "",
        "resolve": "on",
    }
    assert ours.client.post(change_url(rule), values).status_code == 302
    after = stored("Nested").version
    assert rule.version
    assert after
    assert after.number == 2
    assert after.parsed().conditions == rule.version.parsed().conditions


def test_it_leaves_texts_alone_that_it_cannot_say(ours: Team) -> None:
    texts = {"type": "reply", "variants": ["Een\n\nmet een witregel"]}
    rule = make_rule(ours.workspace, texts, name="Texts")
    page = ours.client.get(change_url(rule)).content.decode()
    assert 'name="reply_texts"' not in page
    assert "stays as it is" in page
    ours.client.post(change_url(rule), VALUES | {"name": "Texts", "based_on": 1, "words_any": "nieuw"})
    after = stored("Texts").version
    assert after
    assert after.number == 2
    assert after.parsed().actions[0].variants == texts["variants"]  # type: ignore[union-attr]


def test_it_saves_nothing_over_somebody_elses_change(ours: Team) -> None:
    ours.client.post(ADD, VALUES)
    rule = stored()
    RuleForm(VALUES | {"words_any": "hun", "based_on": "1"}, instance=rule).is_valid()
    ours.client.post(change_url(rule), VALUES | {"words_any": "hun", "based_on": 1})
    answer = ours.client.post(change_url(rule), VALUES | {"words_any": "mijn", "based_on": 1})
    assert "Somebody changed this rule" in answer.content.decode()
    assert stored().versions.count() == 2


@pytest.mark.parametrize(
    ("fields", "at", "text"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "alpha rule"}, "name", "already"),
        ({"words_any": "goed\n***"}, "words_any", "Line 2"),
        ({"words_all": "a*b"}, "words_all", "star"),
        ({"words_none": "x" * 101}, "words_none", "Line 1"),
        ({"reply_texts": "Goed\n\nBeste {{naam}}"}, "reply_texts", "Text 2: There is no variable {{naam}}"),
        ({"reply_texts": "x" * 2100}, "reply_texts", "Text 1"),
        ({"private_texts": "é" * 600, "reply_texts": ""}, "private_texts", "too long for Instagram"),
        ({"hide": "on"}, "hide", "cannot be answered in public"),
        ({"labels": "x" * 61}, "labels", "60"),
        ({"assign": "nobody@example.org"}, "assign", "valid choice"),
        ({"channels": ["999999"]}, "channels", "valid choice"),
        ({"platforms": ["myspace"]}, "platforms", "valid choice"),
        ({"reply_texts": ""}, "__all__", "at least one thing"),
        ({"delay_min": "200"}, "delay_max", "longer than the longest"),
        ({"quiet_hours": "0.1"}, "quiet_hours", "0.5"),
        ({"mode": "loud"}, "mode", "valid choice"),
    ],
)
def test_it_says_what_is_wrong_beside_the_right_field(
    fields: dict[str, Any], at: str, text: str, ours: Team
) -> None:
    found = errors(ours, **fields)
    assert list(found) == [at]
    assert text in " ".join(found[at])


def test_it_offers_channels_and_people_of_its_workspace_only(ours: Team, theirs: Team) -> None:
    make_member(ours.workspace, Role.VIEWER, name="Kijker")
    page = ours.client.get(ADD).content.decode()
    assert "alpha channel" in page
    assert "foreign" not in page
    assert "Kijker" not in page
    assert list(errors(ours, channels=[theirs.rows[Channel].pk])) == ["channels"]
    assert list(errors(ours, assign=theirs.owner.email)) == ["assign"]


def test_it_goes_on_naming_a_person_who_left(ours: Team) -> None:
    agent = make_member(ours.workspace)
    rule = make_rule(ours.workspace, {"type": "assign", "email": agent.email}, name="Weg")
    agent.memberships.all().delete()
    page = ours.client.get(change_url(rule)).content.decode()
    assert "(not an agent here)" in page
    values = VALUES | {"name": "Weg", "based_on": 1, "assign": agent.email}
    answer = ours.client.post(change_url(rule), values)
    assert "is not an agent of this workspace" in str(answer.context["errors"])


def test_it_asks_where_first_when_there_are_several_workspaces(
    ours: Team, theirs: Team, root: Client
) -> None:
    page = root.get(ADD).content.decode()
    assert f"?workspace={ours.workspace.pk}" in page
    answer = root.post(f"{ADD}?workspace={theirs.workspace.pk}", VALUES)
    assert answer.status_code == 302
    assert stored().workspace == theirs.workspace
    assert ours.client.get(f"{ADD}?workspace={theirs.workspace.pk}").status_code == 404
    assert ours.client.post(f"{ADD}?workspace={theirs.workspace.pk}", VALUES).status_code == 404
    assert ours.client.get(f"{ADD}?workspace=x").status_code == 404


def test_it_changes_modes_and_archives_in_bulk(ours: Team) -> None:
    rule = ours.rows[Rule]
    page = reverse("admin:automation_rule_changelist")
    ours.client.post(page, {"action": "set_off", "_selected_action": [rule.pk]})
    rule.refresh_from_db()
    assert rule.mode == Mode.OFF
    ours.client.post(page, {"action": "archive", "_selected_action": [rule.pk]})
    assert "alpha rule" not in ours.client.get(page).content.decode()
    assert "alpha rule" in ours.client.get(f"{page}?use=archived").content.decode()
    assert ours.client.get(change_url(rule)).status_code == 200
    assert ours.client.post(change_url(rule), VALUES).status_code == 403


def test_it_tells_when_the_rule_cannot_be_saved_after_all(
    ours: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("automation.services.MOST_RULES", 1)
    answer = ours.client.post(ADD, VALUES, follow=True)
    assert "A workspace can have 1 rules" in " ".join(str(message) for message in answer.context["messages"])


def test_it_moves_a_rule_in_the_order(ours: Team) -> None:
    ours.client.post(ADD, VALUES)
    ours.client.post(change_url(stored()), VALUES | {"based_on": 1, "position": "7"})
    assert stored().position == 7


def test_it_needs_a_workspace() -> None:
    with pytest.raises(ValueError, match="needs a workspace"):
        RuleForm()


def test_it_saves_by_the_person_who_is_named(ours: Team) -> None:
    make_channel(ours.workspace)
    form = RuleForm(VALUES, workspace=ours.workspace)
    with pytest.raises(ValueError, match="valid"):
        form.save_rule(by=SYSTEM)
    assert form.is_valid(), form.errors
    assert form.save_rule(by=SYSTEM).created_by is None

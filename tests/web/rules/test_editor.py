"""The form of a rule, as a browser without scripts posts it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from automation.models import Mode, Rule
from tests.factories import make_member, make_message, make_rule, make_workspace
from tests.web.conftest import HTMX, Cast
from tests.web.rules.conftest import posted

PRICES: dict[str, Any] = {
    "name": "Prices",
    "mode": "shadow",
    "trigger.type": "message_received",
    "trigger.was": "message_received",
    "scope.kinds": ["comment"],
    "scope.platforms": ["instagram"],
    "conditions.all.0.type": "text",
    "conditions.all.0.was": "text",
    "conditions.all.0.op": "any",
    "conditions.all.0.words": "price*\r\nhow much",
    "conditions.all.0.hardening": "3",
    "conditions.none.0.type": "flag:team",
    "conditions.none.0.was": "flag:team",
    "conditions.none.0.value": "true",
    "actions.0.type": "reply",
    "actions.0.was": "reply",
    "actions.0.variants.0": "From 25 euros.",
    "actions.0.variants.1": "Hi {{contact.name}},\r\nfrom 25 euros!",
    "actions.1.type": "label",
    "actions.1.was": "label",
    "actions.1.label": "price",
    "limits.once_per_post": "on",
    "examples.match": "What is the price?\r\nHow much?",
    "examples.no_match": "A surprise",
    "note": "Ask Sara before changing this",
}


def stored(name: str = "Prices") -> Rule:
    return Rule.objects.select_related("version", "owner").get(name=name)


def test_it_makes_a_rule_of_plain_fields(cast: Cast, alice: Client) -> None:
    answer = alice.post(cast.url("rules/create/"), PRICES)
    rule = stored()
    assert answer["Location"] == cast.url(f"rules/{rule.pk}/")
    assert rule.version
    body = rule.version.parsed()
    assert (rule.mode, rule.note, rule.created_by) == (Mode.SHADOW, PRICES["note"], cast.alice)
    assert body.conditions.all[0].words == ["price*", "how much"]  # type: ignore[union-attr]
    assert body.actions[0].variants[1] == "Hi {{contact.name}},\nfrom 25 euros!"  # type: ignore[union-attr]
    assert body.examples.no_match == ["A surprise"]
    assert body.limits.per_person_per_day == 3


RICH: dict[str, Any] = {
    "conditions": {
        "all": [
            {"type": "text", "words": ["<b>price", "a\nb"]},
            {"type": "one_of", "of": "language", "in": ["sv", "nl"]},
            {
                "type": "group",
                "any": [{"type": "has_link"}, {"type": "number", "of": "words", "op": "<", "value": 4}],
            },
        ],
        "none": [{"type": "word_list", "list": "scams", "min_severity": 2, "languages": ["de"]}],
    },
    "scope": {"kinds": ["direct", "comment"], "platforms": ["instagram"]},
    "limits": {"quiet_hours": {"from": "22:00", "to": "07:00"}, "per_thread": 9},
    "schedule": {"weekdays": ["sun", "mon"], "to": "2030-01-01"},
    "examples": {"match": ["<b>price of “this”"]},
    "stop_processing": True,
}


def test_it_changes_nothing_when_it_is_saved_as_it_was_shown(cast: Cast, alice: Client) -> None:
    assert cast.word_list
    actions = (
        {"type": "private_reply", "variants": ["\u2028One\n\n  two", "Three"]},
        {"type": "delete", "grace_minutes": 30},
        {"type": "notify", "text": "Look", "emails": [cast.bob.email], "by_email": True},
    )
    rule = make_rule(cast.workspace, *actions, mode=Mode.SHADOW, name="Rich", **RICH)
    page = alice.get(cast.url(f"rules/{rule.pk}/")).content.decode()
    answer = alice.post(cast.url(f"rules/{rule.pk}/save/"), posted(page))
    assert answer.status_code == 302, answer.content.decode()
    assert [version.body for version in rule.versions.all()] == [rule.version.body]


def test_it_shows_what_only_the_api_can_say_and_keeps_it(cast: Cast, alice: Client) -> None:
    odd = {"all": [{"type": "text", "words": ["one\nword"]}]}
    rule = make_rule(cast.workspace, {"type": "resolve"}, conditions=odd, mode=Mode.SHADOW, name="Odd")
    page = alice.get(cast.url(f"rules/{rule.pk}/")).content.decode()
    assert "Made through the API" in page
    alice.post(cast.url(f"rules/{rule.pk}/save/"), posted(page) | {"actions.1.type": "like"})
    after = stored("Odd").version
    assert after
    assert after.number == 2
    assert after.body["conditions"] == rule.version.body["conditions"]


def test_it_saves_nothing_over_somebody_elses_change(cast: Cast, alice: Client) -> None:
    alice.post(cast.url("rules/create/"), PRICES)
    url = cast.url(f"rules/{stored().pk}/save/")
    assert alice.post(url, PRICES | {"based_on": "1", "actions.1.label": "theirs"}).status_code == 302
    answer = alice.post(url, PRICES | {"based_on": "1", "actions.1.label": "mine"})
    assert answer.status_code == 422
    assert "Somebody changed this rule" in answer.content.decode()
    assert stored().versions.count() == 2


@pytest.mark.parametrize(
    ("fields", "near", "says"),
    [
        ({"name": ""}, "p-name", "Give the rule a name"),
        ({"conditions.all.0.words": ""}, "p-f-conditions-all-0-words", "Add at least one"),
        ({"conditions.all.0.words": "good\r\n***"}, "p-f-conditions-all-0-words", "Line 2"),
        ({"actions.0.variants.1": "Hi {{naam}}"}, "p-f-actions-0-variants-1", "no variable {{naam}}"),
        ({"actions.0.variants.0": ""}, "p-f-actions-0-variants-0", "Write something here"),
        ({"actions.1.label": ""}, "p-f-actions-1-label", "Fill this in"),
        ({"limits.per_thread": "0"}, "p-f-limits-per_thread", "At least 1"),
        ({"limits.per_thread": "many"}, "p-f-limits-per_thread", "Write a whole number"),
        ({"limits.quiet_hours.from": "22:00"}, "p-f-limits-quiet_hours-to", "Fill this in"),
        ({"schedule.from": "soon"}, "p-f-schedule-from", "Write a date"),
        ({"scope.channels": ["999999"]}, "p-f-scope-channels", "No such channel"),
    ],
)
def test_it_says_what_is_wrong_at_the_field(
    cast: Cast, alice: Client, fields: dict[str, Any], near: str, says: str
) -> None:
    answer = alice.post(cast.url("rules/create/"), PRICES | fields)
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    at = page.index(f'id="{near}"')
    assert says in page[at : at + 200]
    assert not Rule.objects.filter(name="Prices").exists()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"actions.2.type": "hide"}, "cannot hide a comment and answer it in public"),
        ({"actions.0.variants.0": "é" * 1999, "scope.platforms": ["instagram"]}, ""),
        ({"actions.0.type": "private_reply", "actions.0.variants.0": "é" * 600}, "too long for Instagram"),
        ({"actions.0.type": "juggle"}, "Choose what this is"),
        ({"mode": "loud"}, "Choose what the rule does"),
        ({"owner": "nobody@example.org"}, "is not a member here"),
        ({"mode": "live"}, "Nobody has looked"),
        ({"mode": "live", "override": "A test", "examples.match": "Hello"}, "should match"),
    ],
)
def test_it_says_what_is_wrong_with_the_whole(
    cast: Cast, alice: Client, fields: dict[str, Any], says: str
) -> None:
    answer = alice.post(cast.url("rules/create/"), PRICES | fields)
    assert answer.status_code == (422 if says else 302)
    assert says in answer.content.decode()


def test_it_previews_what_is_written_so_far_and_saves_nothing(cast: Cast, alice: Client) -> None:
    page = alice.post(cast.url("rules/preview/"), PRICES | {"tried": "PR1CES?"}, **HTMX).content.decode()
    assert (
        "When a comment on Instagram contains “price*” or “how much” (disguised too), unless it is by "
        "somebody of your team, reply with one of 2 texts and label it “price”, at most once a person a post."
    ) in page
    assert page.count("as it should") == 3
    assert "Would match" in page
    assert "<mark>" in page
    assert "Hi Lotte," in page
    assert "Instagram: " in page
    assert not Rule.objects.filter(name="Prices").exists()


def test_it_previews_a_rule_that_hardly_begins(cast: Cast, alice: Client) -> None:
    page = alice.post(cast.url("rules/preview/"), {"name": ""}, **HTMX).content.decode()
    assert "When a message arrives, …" in page
    assert "Still missing or wrong" in page


@pytest.mark.parametrize(
    ("wish", "has"),
    [
        ("add:actions:hide", 'name="actions.2.type" value="hide"'),
        ("add:conditions.any", 'name="conditions.any.0.words"'),
        ("add:conditions.all:group", 'name="conditions.all.1.any.0.words"'),
        ("add:actions.0.variants", 'name="actions.0.variants.2"'),
        ("up:actions.1", 'name="actions.0.type" value="label"'),
        ("remove:actions.0", 'name="actions.0.type" value="label"'),
    ],
)
def test_it_adds_moves_and_removes_rows_without_scripts(
    cast: Cast, alice: Client, wish: str, has: str
) -> None:
    answer = alice.post(cast.url("rules/shape/"), PRICES | {"do": wish})
    assert answer.status_code == 200
    assert has in answer.content.decode()
    assert "<html" not in alice.post(cast.url("rules/shape/"), PRICES | {"do": wish}, **HTMX).content.decode()


@pytest.mark.parametrize(
    "wish", ["", "remove:actions.9", "up:name", "add:scope", "add:actions.0.x", "remove:..", "juggle"]
)
def test_it_ignores_wishes_that_make_no_sense(cast: Cast, alice: Client, wish: str) -> None:
    answer = alice.post(cast.url("rules/shape/"), PRICES | {"do": wish}, **HTMX)
    assert 'name="actions.1.type" value="label"' in answer.content.decode()


def test_it_takes_over_what_both_kinds_of_condition_can_say(cast: Cast, alice: Client) -> None:
    page = alice.post(cast.url("rules/shape/"), PRICES | {"conditions.all.0.type": "similar"}, **HTMX)
    assert "price*\nhow much</textarea>" in page.content.decode()
    other = alice.post(cast.url("rules/shape/"), PRICES | {"conditions.all.0.type": "number:words"}, **HTMX)
    assert 'name="conditions.all.0.value" value=""' in other.content.decode()


def test_it_starts_a_rule_from_a_message(cast: Cast, alice: Client) -> None:
    for text in ("Wat lekker", "Wat kost dat", "Mooi", "Wat een taart"):
        make_message(cast.channel, text)
    message = make_message(cast.channel, "Wat kost de bezorging naar Gouda?")
    values = posted(
        alice.get(cast.url(f"rules/new/?message={message.pk}&with=post&with=author")).content.decode()
    )
    assert values["conditions.all.0.words"] == ["kost\r\nbezorging\r\ngouda"]
    assert values["conditions.all.1.words"] == ["lotte.bakt"]
    assert values["scope.posts"] == [str(message.conversation.post_id)]
    assert values["examples.match"] == ["Wat kost de bezorging naar Gouda?"]


def test_it_starts_no_rule_from_a_strangers_message(cast: Cast, alice: Client) -> None:
    assert alice.get(cast.url(f"rules/new/?message={make_message().pk}")).status_code == 404


def test_it_shows_a_viewer_the_rule_and_lets_them_change_nothing(cast: Cast, log_in) -> None:
    page = log_in(cast.vera).get(cast.url(f"rules/{cast.rule.pk}/")).content.decode()
    assert '<fieldset class="whole" disabled>' in page
    assert "hx-post" not in page[page.index('id="rule-form"') : page.index("<fieldset")]


def test_it_offers_nothing_of_another_workspace(cast: Cast, alice: Client) -> None:
    stranger = make_member(make_workspace(), name="Zelda Stranger")
    assign = {f"actions.0.{name}": "assign" for name in ("type", "was")} | {"actions.0.email": stranger.email}
    assert "Zelda" not in alice.get(cast.url("rules/new/")).content.decode()
    answer = alice.post(cast.url("rules/create/"), PRICES | assign)
    assert "is not an agent of this workspace" in answer.content.decode()


def test_it_runs_nothing_that_people_wrote(cast: Cast, alice: Client) -> None:
    evil = "<script>alert(1)</script>"
    written = PRICES | {"name": evil, "actions.0.variants.0": evil, "tried": evil}
    page = alice.post(cast.url("rules/preview/"), written)
    assert "<script>alert" not in page.content.decode()

"""What the form shows and gets back unchanged is the rule that was there."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, given, settings

from automation.screens.draft import new_draft, posted, read_draft
from automation.screens.fields import tree_of
from automation.services import InvalidRule, parse_body
from tests.web.rules.bodies import bodies

quiet = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def valid(body: dict[str, Any]):
    try:
        return parse_body(body)
    except InvalidRule:
        assume(False)


@quiet
@given(bodies)
def test_it_loses_nothing_between_body_and_form(body: dict[str, Any]) -> None:
    rule = valid(body)
    assert parse_body(read_draft(tree_of(posted(rule)))) == rule


@quiet
@given(bodies)
def test_it_reads_what_it_shows_again_and_again(body: dict[str, Any]) -> None:
    once = read_draft(tree_of(posted(valid(body))))
    rule = parse_body(once)
    assert parse_body(read_draft(tree_of(posted(rule)))) == rule


def test_it_begins_with_a_draft_that_only_lacks_what_a_person_must_say() -> None:
    draft = new_draft()
    draft["conditions"]["all"][0]["words"] = ["prijs"]
    draft["actions"] = [{"type": "resolve"}]
    assert parse_body(draft).conditions.all[0].words == ["prijs"]  # type: ignore[union-attr]

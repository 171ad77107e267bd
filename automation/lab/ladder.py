"""Where a rule stands between off and live, and what is missing before it may act by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext

from accounts import audit
from accounts.audit import Actor
from automation.examples import ExampleResult, check_examples
from automation.models import Decision, HitReview, Mode, Rule, RuleVersion, Suggestion
from automation.rulesets import lists_of
from inbox.services import Refused

DECIDED = (Suggestion.Status.APPROVED, Suggestion.Status.REJECTED)


@dataclass(frozen=True, slots=True)
class Reviews:
    """What people said of the hits of a rule's present version: marked, approved or rejected."""

    right: int = 0
    wrong: int = 0

    @property
    def count(self) -> int:
        return self.right + self.wrong


@dataclass(frozen=True, slots=True)
class Ladder:
    """`missing` names what keeps the rule from going live without a reason: `examples`, `review`."""

    mode: Mode
    reviews: Reviews
    red: list[ExampleResult]
    missing: list[str]

    @property
    def may_go_live(self) -> bool:
        return not self.missing


def ladder_of(rule: Rule) -> Ladder:
    """Return where a rule stands. One whose examples are red cannot go live for any reason."""
    reviews = reviews_of([rule])[rule.pk]
    body = rule.version.parsed() if rule.version else None
    results = check_examples(body, lists_of(rule.workspace_id)) if body else []
    red = [result for result in results if not result.is_met]
    missing = [
        name
        for name, is_missing in (("body", body is None), ("examples", red), ("review", not reviews.count))
        if is_missing
    ]
    return Ladder(Mode(rule.mode), reviews, red, missing)


def reviews_of(rules: Sequence[Rule]) -> dict[int, Reviews]:
    """Return what people said of the present versions' hits, by rule; two queries for all of them."""
    versions = [rule.version_id for rule in rules if rule.version_id]
    marked = _counted(HitReview.objects.filter(version__in=versions), Q(is_right=True), Q(is_right=False))
    decided = _counted(
        Suggestion.objects.filter(version__in=versions, status__in=DECIDED),
        Q(status=Suggestion.Status.APPROVED),
        Q(status=Suggestion.Status.REJECTED),
    )
    found = {}
    for rule in rules:
        pairs = [marked.get(rule.version_id, (0, 0)), decided.get(rule.version_id, (0, 0))]
        found[rule.pk] = Reviews(sum(right for right, _ in pairs), sum(wrong for _, wrong in pairs))
    return found


def _counted(rows: object, right: Q, wrong: Q) -> dict[int | None, tuple[int, int]]:
    counted = rows.order_by().values_list("version")  # type: ignore[attr-defined]  # either queryset
    return {
        version: (rights, wrongs)
        for version, rights, wrongs in counted.annotate(
            rights=Count("pk", filter=right), wrongs=Count("pk", filter=wrong)
        )
    }


@transaction.atomic
def review_hit(decision: Decision, rule: Rule, is_right: bool, by: Actor) -> HitReview:
    """Keep a person's word on whether a rule was right about a message; the last word counts.

    It counts for the version that matched. Raises Refused when the rule did not match, or is not
    of the same workspace.
    """
    numbers = [entry["version"] for entry in decision.results if entry["rule"] == rule.pk]
    version = RuleVersion.objects.filter(
        rule=rule, rule__workspace=decision.workspace_id, number__in=numbers
    ).first()
    if version is None:
        raise Refused("no_match", gettext("This rule did not match this message."))
    review, _ = HitReview.objects.update_or_create(
        version=version, message_id=decision.message_id, defaults={"is_right": is_right, "user": by.user}
    )
    audit.record(decision.workspace_id, "review_hit", decision, by=by, rule=rule.pk, is_right=is_right)
    return review

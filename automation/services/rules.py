"""Changes to rules: forms, API, files and commands call these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from accounts import audit
from accounts.audit import Actor
from accounts.models import User, Workspace
from automation.examples import check_examples
from automation.models import HitReview, Mode, Rule, RuleVersion, Suggestion
from automation.rulesets import lists_of
from automation.schema import RuleBody
from automation.services.checks import check_body
from automation.services.problems import InvalidRule, problem
from inbox import live

MOST_RULES = 1000
NOT_REVIEWED = gettext_lazy(
    "Nobody has looked at what this rule would have done. Let it run in shadow or suggest and mark some "
    "hits as right, or say why it goes live without."
)


class RuleChange(TypedDict, total=False):
    """What can be changed of a rule besides what it says. What is left out stays."""

    name: str
    mode: Mode
    position: int
    note: str
    owner: User | None


@transaction.atomic
def create_rule(
    workspace: Workspace,
    *,
    name: str,
    body: RuleBody,
    mode: Mode = Mode.SHADOW,
    note: str = "",
    owner: User | None = None,
    override: str = "",
    by: Actor,
) -> Rule:
    """Add a rule at the end of the list. Raises InvalidRule.

    Going live at once needs green examples and `override`: why nobody reviews it first.
    """
    check_body(workspace, body, by=by)
    if mode == Mode.LIVE:
        _check_ladder(workspace, None, body, override)
    rules = Rule.objects.filter(workspace=workspace, is_archived=False)
    if rules.count() >= MOST_RULES:
        text = gettext("A workspace can have %(n)d rules. Remove one first.") % {"n": MOST_RULES}
        raise InvalidRule([problem("", text)])
    last = rules.aggregate(last=Max("position"))["last"] or 0
    rule = Rule(
        workspace=workspace,
        name=name,
        mode=mode,
        position=last + 1,
        note=note,
        owner=owner or by.user,
        created_by=by.user,
    )
    _save_named(rule)
    _add_version(rule, body, number=1, by=by)
    audit.record(workspace, "create", rule, by=by, mode=mode, **_said(override))
    live.announce_all(workspace.pk)
    return rule


@transaction.atomic
def change_rule(
    rule: Rule, *, body: RuleBody | None = None, override: str = "", by: Actor, **wish: Unpack[RuleChange]
) -> Rule:
    """Change a rule. A new body becomes a new version; the old ones stay. Raises InvalidRule.

    Going live needs green examples and hits that a person reviewed, or `override`: why not.
    """
    rule = Rule.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=rule.pk)
    before = rule.version.parsed() if rule.version else None
    changes = _set(rule, wish)
    if changes.get("mode") == Mode.LIVE:
        _check_ladder(rule.workspace, rule, body or before, override)
    if changes:
        _save_named(rule, update_fields=[*changes, "updated_at"])
    if body is not None and body != before:
        check_body(rule.workspace, body, by=by, rule=rule)
        if rule.mode == Mode.LIVE:
            _check_examples(rule.workspace, body)
        last = rule.versions.aggregate(last=Max("number"))["last"] or 0
        changes["version"] = _add_version(rule, body, number=last + 1, by=by).number
    if changes:
        audit.record(rule.workspace_id, "change", rule, by=by, **changes, **_said(override))
        live.announce_all(rule.workspace_id)
    return rule


def _set(rule: Rule, wish: RuleChange) -> dict[str, Any]:
    """Set what is new on the rule; return it, as the audit trail keeps it."""
    changes: dict[str, Any] = {}
    for field, value in wish.items():
        if value != getattr(rule, field):
            setattr(rule, field, value)
            changes[field] = value.pk if isinstance(value, User) else value
    return changes


def _said(override: str) -> dict[str, str]:
    return {"override": override} if override else {}


def _check_ladder(workspace: Workspace, rule: Rule | None, body: RuleBody | None, override: str) -> None:
    """Refuse what goes live untried: red examples always, unreviewed hits unless overridden."""
    if body is None:
        raise InvalidRule([problem("", gettext("The rule does not say anything yet."))])
    _check_examples(workspace, body)
    if not override.strip() and not (rule and is_reviewed(rule)):
        raise InvalidRule([problem("mode", str(NOT_REVIEWED))])


def _check_examples(workspace: Workspace, body: RuleBody) -> None:
    red = [each for each in check_examples(body, lists_of(workspace.pk)) if not each.is_met]
    if red:
        text = (
            gettext("“%(text)s” should match. Only a rule with green examples can be live.")
            if red[0].wanted
            else gettext("“%(text)s” should not match. Only a rule with green examples can be live.")
        )
        raise InvalidRule([problem("examples", text % {"text": red[0].text})])


def is_reviewed(rule: Rule) -> bool:
    """Whether a person has looked at something that the rule's present version found."""
    return (
        HitReview.objects.filter(version=rule.version_id).exists()
        or Suggestion.objects.filter(version=rule.version_id)
        .exclude(status=Suggestion.Status.PENDING)
        .exists()
    )


def _save_named(rule: Rule, **how: Any) -> None:
    """Save a rule whose name must be free. The constraint decides, also when two save at once."""
    try:
        with transaction.atomic():
            rule.save(**how)
    except IntegrityError:
        raise InvalidRule([problem("name", gettext("There is a rule with this name already."))]) from None


@transaction.atomic
def archive_rule(rule: Rule, *, by: Actor) -> None:
    """Take a rule out of use. Its versions and what they did stay on record."""
    rule.is_archived = True
    rule.mode = Mode.OFF
    rule.save(update_fields=["is_archived", "mode", "updated_at"])
    audit.record(rule.workspace_id, "archive", rule, by=by)
    live.announce_all(rule.workspace_id)


@transaction.atomic
def restore_version(rule: Rule, number: int, *, by: Actor) -> Rule:
    """Make what an earlier version said the newest version. Raises InvalidRule."""
    version = rule.versions.filter(number=number).first()
    if version is None:
        text = gettext("This rule has no version %(n)d.") % {"n": number}
        raise InvalidRule([problem("version", text)])
    audit.record(rule.workspace_id, "restore", rule, by=by, version=number)
    return change_rule(rule, body=version.parsed(), by=by)


@transaction.atomic
def resume_rule(rule: Rule, *, by: Actor) -> bool:
    """Let a rule act again that paused itself; return whether it was paused."""
    resumed = Rule.objects.filter(pk=rule.pk, paused_at__isnull=False).update(
        paused_at=None, paused_reason="", resumed_at=timezone.now()
    )
    if resumed:
        audit.record(rule.workspace_id, "resume", rule, by=by)
        live.announce_all(rule.workspace_id)
    return bool(resumed)


@transaction.atomic
def reorder_rules(workspace: Workspace, ids: Sequence[int], *, by: Actor) -> int:
    """Put the rules in this order; rules not named keep theirs, after them. Return how many moved."""
    rules = list(
        Rule.objects.select_for_update(of=("self",))
        .filter(workspace=workspace, is_archived=False)
        .order_by("position", "pk")
    )
    place = {pk: index for index, pk in enumerate(ids)}
    rules.sort(key=lambda rule: place.get(rule.pk, len(place)))
    moved = []
    for position, rule in enumerate(rules, start=1):
        if rule.position != position:
            rule.position = position
            moved.append(rule)
    Rule.objects.bulk_update(moved, ["position"])
    if moved:
        audit.record(workspace, "reorder", workspace, by=by, rules=[rule.pk for rule in rules][:100])
        live.announce_all(workspace.pk)
    return len(moved)


def _add_version(rule: Rule, body: RuleBody, *, number: int, by: Actor) -> RuleVersion:
    version = RuleVersion.objects.create(
        rule=rule, number=number, body=body.model_dump(mode="json", by_alias=True), created_by=by.user
    )
    rule.version = version
    rule.save(update_fields=["version", "updated_at"])
    return version

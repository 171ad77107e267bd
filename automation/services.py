"""Changes to rules and suggestions: forms, API and commands call these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from accounts import audit
from accounts.audit import Actor
from accounts.models import Workspace
from automation.acts import perform
from automation.models import Mode, Rule, RuleVersion, Suggestion
from automation.schema import Action, AssignAction, PrivateReplyAction, ReplyAction, RuleBody
from inbox.models import PlatformCall
from inbox.services import Refused
from platforms.base import Capability
from platforms.registry import CONNECTORS

MOST_RULES = 1000
NEEDS = {
    "reply": Capability.REPLY,
    "private_reply": Capability.PRIVATE_REPLY,
    "hide": Capability.HIDE,
}
_action: TypeAdapter[Action] = TypeAdapter(Action)


class InvalidRule(ValueError):
    """A rule cannot be saved. `problems` says for each what is wrong, and where."""

    def __init__(self, problems: list[dict[str, str]]) -> None:
        self.problems = problems
        super().__init__(
            "; ".join(f"{p['at']}: {p['problem']}" if p["at"] else p["problem"] for p in problems)
        )


def parse_body(body: Mapping[str, Any]) -> RuleBody:
    """Return the body of a rule. Raises InvalidRule with every problem and its place."""
    try:
        return RuleBody.model_validate(body)
    except ValidationError as error:
        raise InvalidRule(
            [
                {
                    "at": ".".join(str(part) for part in problem["loc"]),
                    "problem": problem["msg"].removeprefix("Value error, "),
                }
                for problem in error.errors(include_url=False, include_context=False)
            ]
        ) from error


def check_body(workspace: Workspace, body: RuleBody) -> None:
    """Refuse what the schema cannot see: other workspaces' channels, too long texts, strangers."""
    problems = [
        *_scope_problems(workspace, body),
        *(
            p
            for index, action in enumerate(body.actions)
            for p in _action_problems(workspace, body, index, action)
        ),
    ]
    if problems:
        raise InvalidRule(problems)


def _scope_problems(workspace: Workspace, body: RuleBody) -> list[dict[str, str]]:
    known = set(workspace.channels.values_list("pk", flat=True))
    strange = [str(pk) for pk in body.scope.channels if pk not in known]
    unknown = [slug for slug in body.scope.platforms if slug not in CONNECTORS]
    problems = []
    if strange:
        problems.append(_problem("scope.channels", f"No such channel: {', '.join(strange)}."))
    if unknown:
        choices = ", ".join(CONNECTORS)
        problems.append(
            _problem("scope.platforms", f"No such platform: {', '.join(unknown)}. There are: {choices}.")
        )
    return problems


def _action_problems(
    workspace: Workspace, body: RuleBody, index: int, action: Action
) -> list[dict[str, str]]:
    at = f"actions.{index}"
    if isinstance(action, AssignAction):
        members = workspace.memberships.filter(user__email__iexact=action.email)
        if not any(member.may_act for member in members):
            return [_problem(at, f"{action.email} is not an agent of this workspace.")]
    if isinstance(action, ReplyAction | PrivateReplyAction):
        return _length_problems(body, at, action)
    return []


def _length_problems(
    body: RuleBody, at: str, action: ReplyAction | PrivateReplyAction
) -> list[dict[str, str]]:
    problems = []
    for slug in body.scope.platforms or list(CONNECTORS):
        connector = CONNECTORS.get(slug)
        if connector is None or NEEDS[action.type] not in connector.capabilities:
            continue
        limit = connector.comment_limit if action.type == "reply" else connector.direct_limit
        for number, text in enumerate(action.variants, start=1):
            if limit and (excess := limit.excess(text)) > 0:
                problem = f"Text {number} is {excess} {limit.unit} too long for {connector.name}."
                problems.append(_problem(at, problem))
    return problems


def _problem(at: str, problem: str) -> dict[str, str]:
    return {"at": at, "problem": problem}


@transaction.atomic
def create_rule(
    workspace: Workspace, *, name: str, body: RuleBody, mode: Mode = Mode.SHADOW, by: Actor
) -> Rule:
    """Add a rule at the end of the list. Raises InvalidRule."""
    check_body(workspace, body)
    rules = Rule.objects.filter(workspace=workspace, is_archived=False)
    if rules.count() >= MOST_RULES:
        raise InvalidRule([_problem("", f"A workspace can have {MOST_RULES} rules. Remove one first.")])
    last = rules.aggregate(last=Max("position"))["last"] or 0
    rule = Rule(workspace=workspace, name=name, mode=mode, position=last + 1, created_by=by.user)
    _save_named(rule)
    _add_version(rule, body, number=1, by=by)
    audit.record(workspace, "create", rule, by=by, mode=mode)
    return rule


@transaction.atomic
def change_rule(
    rule: Rule,
    *,
    name: str | None = None,
    body: RuleBody | None = None,
    mode: Mode | None = None,
    position: int | None = None,
    by: Actor,
) -> Rule:
    """Change a rule. A new body becomes a new version; the old ones stay. Raises InvalidRule."""
    rule = Rule.objects.select_for_update(of=("self",)).select_related("workspace").get(pk=rule.pk)
    changes: dict[str, object] = {}
    if name is not None and name != rule.name:
        rule.name = changes["name"] = name
    if mode is not None and mode != rule.mode:
        rule.mode = changes["mode"] = mode
    if position is not None and position != rule.position:
        rule.position = changes["position"] = position
    _save_named(rule, update_fields=["name", "mode", "position", "updated_at"])
    if body is not None:
        check_body(rule.workspace, body)
        if rule.version is None or rule.version.parsed() != body:
            last = rule.versions.aggregate(last=Max("number"))["last"] or 0
            changes["version"] = _add_version(rule, body, number=last + 1, by=by).number
    if changes:
        audit.record(rule.workspace_id, "change", rule, by=by, **changes)
    return rule


def _save_named(rule: Rule, **how: Any) -> None:
    """Save a rule whose name must be free. The constraint decides, also when two save at once."""
    try:
        with transaction.atomic():
            rule.save(**how)
    except IntegrityError:
        raise InvalidRule([_problem("name", "There is a rule with this name already.")]) from None


@transaction.atomic
def archive_rule(rule: Rule, *, by: Actor) -> None:
    """Take a rule out of use. Its versions and what they did stay on record."""
    rule.is_archived = True
    rule.mode = Mode.OFF
    rule.save(update_fields=["is_archived", "mode", "updated_at"])
    audit.record(rule.workspace_id, "archive", rule, by=by)


def _add_version(rule: Rule, body: RuleBody, *, number: int, by: Actor) -> RuleVersion:
    version = RuleVersion.objects.create(
        rule=rule, number=number, body=body.model_dump(mode="json", by_alias=True), created_by=by.user
    )
    rule.version = version
    rule.save(update_fields=["version", "updated_at"])
    return version


@transaction.atomic
def approve(suggestion: Suggestion, *, text: str | None = None, by: Actor) -> PlatformCall | None:
    """Do what a rule suggested, with the person's text if they changed it.

    Raises Refused when the suggestion was dealt with, or when the act is not possible.
    """
    suggestion = _take(suggestion, Suggestion.Status.APPROVED, by=by)
    action = _action.validate_python(suggestion.action)
    key = f"suggestion:{suggestion.pk}"
    return perform(action, suggestion.message, text or suggestion.text, by=by, key=key)


@transaction.atomic
def reject(suggestion: Suggestion, *, by: Actor) -> None:
    """Leave undone what a rule suggested. Raises Refused when it was dealt with."""
    _take(suggestion, Suggestion.Status.REJECTED, by=by)


def _take(suggestion: Suggestion, status: Suggestion.Status, *, by: Actor) -> Suggestion:
    taken = Suggestion.objects.filter(pk=suggestion.pk, status=Suggestion.Status.PENDING).update(
        status=status, decided_by=by.user, decided_at=timezone.now()
    )
    if not taken:
        raise Refused("already_decided", "Somebody has dealt with this suggestion already.")
    audit.record(suggestion.workspace_id, status, suggestion, by=by)
    related = ("message__channel__workspace", "message__conversation", "message__identity")
    return Suggestion.objects.select_related(*related).get(pk=suggestion.pk)

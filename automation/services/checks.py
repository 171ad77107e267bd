"""What the schema cannot see: other workspaces' channels, too long texts, strangers, missing lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from pydantic import ValidationError

from accounts.audit import Actor
from accounts.models import MANAGING_ROLES, Workspace
from automation.models import Rule, TrackedLink, WordList
from automation.schema import (
    ANSWERS,
    Action,
    AnyLeaf,
    AssignAction,
    Group,
    NotifyAction,
    OwnCondition,
    PatternCondition,
    PrivateReplyAction,
    ReplyAction,
    RuleBody,
    SuggestReplyAction,
    WordListCondition,
)
from automation.services.problems import InvalidRule, problem, problems_of
from inbox.models import Post, SavedReply
from inbox.policy import UNITS
from inbox.variables import links_in
from platforms.base import Capability
from platforms.registry import CONNECTORS

MOST_PATTERNS = 200
# What a platform must be able to do for an act to make sense there.
NEEDS: Mapping[str, frozenset[Capability]] = {
    "reply": frozenset({Capability.REPLY}),
    "private_reply": frozenset({Capability.PRIVATE_REPLY}),
    "suggest_reply": frozenset({Capability.REPLY}),
    "hide": frozenset({Capability.HIDE}),
    "unhide": frozenset({Capability.HIDE}),
    "hold": frozenset({Capability.HIDE, Capability.HOLD}),
    "delete": frozenset({Capability.REMOVE}),
    "like": frozenset({Capability.LIKE}),
}
# Acts that only those who manage a workspace may do by hand, and so put into a rule.
MANAGERS_ONLY = frozenset({"delete", "block_author"})
AnsweringAction = ReplyAction | PrivateReplyAction | SuggestReplyAction
Problems = Iterator[dict[str, str]]


def parse_body(body: Mapping[str, Any]) -> RuleBody:
    """Return the body of a rule. Raises InvalidRule with every problem and its place."""
    try:
        return RuleBody.model_validate(body)
    except ValidationError as error:
        raise InvalidRule(problems_of(error)) from error


def check_body(
    workspace: Workspace, body: RuleBody, *, by: Actor | None = None, rule: Rule | None = None
) -> None:
    """Refuse what cannot work in this workspace, or is not its author's to do. Raises InvalidRule."""
    problems = [
        *_scope_problems(workspace, body),
        *_condition_problems(workspace, body, rule),
        *_action_problems(workspace, body),
        *_role_problems(workspace, body, by),
    ]
    if problems:
        raise InvalidRule(problems)


def _scope_problems(workspace: Workspace, body: RuleBody) -> Problems:
    scope = body.scope
    known = set(workspace.channels.values_list("pk", flat=True))
    if strange := [str(pk) for pk in scope.channels if pk not in known]:
        yield problem(
            "scope.channels", gettext("No such channel: %(names)s.") % {"names": ", ".join(strange)}
        )
    if unknown := [slug for slug in scope.platforms if slug not in CONNECTORS]:
        text = gettext("No such platform: %(names)s. There are: %(choices)s.")
        named = {"names": ", ".join(unknown), "choices": ", ".join(CONNECTORS)}
        yield problem("scope.platforms", text % named)
    posts = set(Post.objects.filter(workspace=workspace, pk__in=scope.posts).values_list("pk", flat=True))
    if gone := [str(pk) for pk in scope.posts if pk not in posts]:
        yield problem("scope.posts", gettext("No such post: %(names)s.") % {"names": ", ".join(gone)})


def _condition_problems(workspace: Workspace, body: RuleBody, rule: Rule | None) -> Problems:
    lists = set(WordList.objects.filter(workspace=workspace).values_list("name", flat=True))
    patterns = 0
    for at, leaf in _leaves(body):
        if isinstance(leaf, WordListCondition) and leaf.list not in lists:
            text = gettext("There is no word list “%(name)s”. There are: %(choices)s.")
            choices = ", ".join(sorted(lists)) or gettext("none yet")
            yield problem(f"{at}.list", text % {"name": leaf.list, "choices": choices})
        if isinstance(leaf, PatternCondition):
            patterns += len(leaf.patterns)
        if isinstance(leaf, OwnCondition) and leaf.value and body.types & ANSWERS:
            yield problem(
                at,
                gettext("A rule that looks at your own messages would answer itself. Remove this condition."),
            )
    if patterns and patterns + _patterns_of_others(workspace, rule) > MOST_PATTERNS:
        text = gettext("A workspace can have %(n)d patterns. Use words instead, or remove some.")
        yield problem("conditions", text % {"n": MOST_PATTERNS})


def _leaves(body: RuleBody) -> Iterator[tuple[str, AnyLeaf]]:
    for name in ("all", "any", "none"):
        for place, item in enumerate(getattr(body.conditions, name)):
            at = f"conditions.{name}.{place}"
            if not isinstance(item, Group):
                yield at, item
                continue
            for inner in ("all", "any", "none"):
                for index, leaf in enumerate(getattr(item, inner)):
                    yield f"{at}.{inner}.{index}", leaf


def _patterns_of_others(workspace: Workspace, rule: Rule | None) -> int:
    others = Rule.objects.filter(workspace=workspace).in_use().select_related("version")
    bodies = others.filter(version__body__icontains='"regex"').exclude(pk=rule.pk if rule else 0)
    return sum(
        len(leaf.patterns)
        for other in bodies
        if other.version
        for leaf in other.version.parsed().conditions.leaves()
        if isinstance(leaf, PatternCondition)
    )


def _action_problems(workspace: Workspace, body: RuleBody) -> Problems:
    for place, action in enumerate(body.actions):
        at = f"actions.{place}"
        yield from _people_problems(workspace, at, action)
        if isinstance(action, AnsweringAction):
            yield from _text_problems(workspace, body, at, action)
        yield from _platform_problems(body, at, action)


def _people_problems(workspace: Workspace, at: str, action: Action) -> Problems:
    if isinstance(action, AssignAction) and action.email:
        members = workspace.memberships.filter(user__email__iexact=action.email).select_related("user")
        if not any(member.may_act for member in members):
            text = gettext("%(email)s is not an agent of this workspace.")
            yield problem(at, text % {"email": action.email})
    if isinstance(action, NotifyAction):
        known = workspace.memberships.filter(user__email__in=action.emails)
        if strangers := sorted(set(action.emails) - set(known.values_list("user__email", flat=True))):
            text = gettext("Not a member of this workspace: %(names)s.")
            yield problem(f"{at}.emails", text % {"names": ", ".join(strangers)})


def _text_problems(workspace: Workspace, body: RuleBody, at: str, action: AnsweringAction) -> Problems:
    wanted = Q(workspace=workspace, name__in=action.saved_replies)
    saved = {reply.name: reply for reply in SavedReply.objects.filter(wanted)}
    is_private = action.type == "private_reply"
    for name in action.saved_replies:
        if name not in saved:
            text = gettext("There is no saved reply “%(name)s”.")
            yield problem(f"{at}.saved_replies", text % {"name": name})
        elif saved[name].is_private_only and not is_private:
            text = gettext("“%(name)s” is for private messages only.")
            yield problem(f"{at}.saved_replies", text % {"name": name})
    texts = [*((gettext("Text %(n)d") % {"n": n}, text) for n, text in enumerate(action.variants, start=1))]
    texts += [(f"“{reply.name}”", reply.text) for reply in saved.values()]
    yield from _link_problems(workspace, at, [text for _, text in texts])
    yield from _length_problems(body, at, action, texts)


def _link_problems(workspace: Workspace, at: str, texts: list[str]) -> Problems:
    slugs = {slug for text in texts for slug in links_in(text)}
    known = TrackedLink.objects.filter(workspace=workspace, slug__in=slugs).values_list("slug", flat=True)
    if gone := sorted(slugs - set(known)):
        text = gettext("There is no tracked link %(names)s. Make it first.")
        yield problem(at, text % {"names": ", ".join(gone)})


def _length_problems(
    body: RuleBody, at: str, action: AnsweringAction, texts: list[tuple[str, str]]
) -> Problems:
    for slug in body.scope.platforms or list(CONNECTORS):
        connector = CONNECTORS.get(slug)
        if connector is None or not NEEDS[action.type] & connector.capabilities:
            continue
        limit = connector.direct_limit if action.type == "private_reply" else connector.comment_limit
        for name, text in texts:
            if limit and (excess := limit.excess(text)) > 0:
                detail = gettext("%(name)s is %(excess)d %(unit)s too long for %(platform)s.")
                said = {"name": name, "excess": excess, "unit": UNITS[limit.unit]}
                yield problem(at, detail % {**said, "platform": connector.name})


def _platform_problems(body: RuleBody, at: str, action: Action) -> Problems:
    """An act that none of the chosen platforms can do is a mistake; that some cannot is not."""
    needs = NEEDS.get(action.type)
    chosen = [CONNECTORS[slug] for slug in body.scope.platforms if slug in CONNECTORS]
    if needs and chosen and not any(needs & connector.capabilities for connector in chosen):
        names = ", ".join(connector.name for connector in chosen)
        text = gettext("%(names)s cannot do this. Choose another platform, or take this act out.")
        yield problem(at, text % {"names": names})


def _role_problems(workspace: Workspace, body: RuleBody, by: Actor | None) -> Problems:
    """A rule may do only what its author may do by hand."""
    if by is None or by.user is None or by.user.is_superuser:
        return
    member = workspace.memberships.filter(user=by.user).first()
    if member is None or not member.may_act:
        yield problem(
            "", gettext("Your role may not act in this workspace, so a rule of yours may not either.")
        )
        return
    for place, action in enumerate(body.actions):
        if action.type in MANAGERS_ONLY and member.role not in MANAGING_ROLES:
            yield problem(
                f"actions.{place}", gettext("Only owners and admins may delete comments and block people.")
            )

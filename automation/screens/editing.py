"""A rule as somebody is writing it: what was posted, what it means, and saving it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from automation import services
from automation.models import Mode, Rule
from automation.schema import RuleBody
from automation.screens.draft import as_draft, new_draft, read_draft, what_is_valid
from automation.screens.fields import Json, tree_of
from automation.screens.offers import Offers
from automation.screens.problems import placed
from automation.screens.shown import FormShown
from automation.services import InvalidRule, problem
from inbox.access import Visit
from inbox.screens.listing import number_in

LONGEST_NAME = 120
LONGEST_NOTE = 2000


@dataclass(slots=True)
class Editing:
    """One rule in hand. `based_on` is the number of the version that the person began with."""

    visit: Visit
    draft: Json
    rule: Rule | None = None
    name: str = ""
    mode: str = Mode.SHADOW
    note: str = ""
    owner: str = ""
    override: str = ""
    based_on: int = 0
    tried: str = ""
    problems: dict[str, list[str]] = field(default_factory=dict)
    offers: Offers = field(init=False)

    def __post_init__(self) -> None:
        self.offers = Offers(self.visit.workspace)

    def form(self) -> FormShown:
        return FormShown(self.draft, self.offers, self.problems)

    def preview_body(self) -> RuleBody:
        """Return what is finished of the rule."""
        return what_is_valid(self.draft)

    def find_problems(self) -> RuleBody | None:
        """Note what is wrong with the draft; return the body when it can be saved."""
        try:
            body = services.parse_body(self.draft)
            services.check_body(self.visit.workspace, body, by=self.visit.actor, rule=self.rule)
        except InvalidRule as invalid:
            self.problems = placed(invalid.problems)
            return None
        self.problems = {}
        return body

    def save(self) -> Rule | None:
        """Create or change the rule; None, with the problems noted, when that is not possible."""
        try:
            self._check()
            return self._save(services.parse_body(self.draft))
        except InvalidRule as invalid:
            self.problems = placed(invalid.problems)
            return None

    def _check(self) -> None:
        problems = []
        if not self.name:
            problems.append(problem("name", _("Give the rule a name.")))
        if len(self.name) > LONGEST_NAME:
            problems.append(
                problem("name", _("That is too long: at most %(n)s characters.") % {"n": LONGEST_NAME})
            )
        if len(self.note) > LONGEST_NOTE:
            problems.append(
                problem("note", _("That is too long: at most %(n)s characters.") % {"n": LONGEST_NOTE})
            )
        if self.mode not in Mode.values:
            problems.append(problem("mode", _("Choose what the rule does.")))
        if self._is_outdated():
            changed = _("Somebody changed this rule after you opened it. Open it again; nothing was saved.")
            problems.append(problem("based_on", changed))
        if problems:
            raise InvalidRule(problems)

    def _is_outdated(self) -> bool:
        return bool(self.rule and self.rule.version and self.rule.version.number != self.based_on)

    def _save(self, body: RuleBody) -> Rule:
        said: dict[str, Any] = {
            "name": self.name,
            "body": body,
            "mode": Mode(self.mode),
            "note": self.note,
            "owner": self._owner(),
            "override": self.override,
            "by": self.visit.actor,
        }
        if self.rule is None:
            return services.create_rule(self.visit.workspace, **said)
        return services.change_rule(self.rule, **said)

    def _owner(self) -> User | None:
        if not self.owner:
            return None
        member = self.visit.workspace.memberships.filter(user__email__iexact=self.owner).first()
        if member is None:
            raise InvalidRule(
                [problem("owner", _("%(email)s is not a member here.") % {"email": self.owner})]
            )
        return member.user


def find_rule(visit: Visit, pk: int) -> Rule:
    """Return a rule of this workspace that is in use. Raises Http404."""
    rows = Rule.objects.filter(workspace=visit.workspace, is_archived=False)
    return get_object_or_404(rows.select_related("version__created_by", "owner", "workspace"), pk=pk)


def begin(visit: Visit) -> Editing:
    return Editing(visit, new_draft(), owner=visit.user.email)


def open_rule(visit: Visit, rule: Rule) -> Editing:
    """Return a stored rule as it stands in the form."""
    version = rule.version
    return Editing(
        visit,
        as_draft(version.parsed()) if version else new_draft(),
        rule=rule,
        name=rule.name,
        mode=rule.mode,
        note=rule.note,
        owner=rule.owner.email if rule.owner else "",
        based_on=version.number if version else 0,
    )


def read(visit: Visit, posted: QueryDict, rule: Rule | None = None) -> Editing:
    """Return what a person has written. Without `rule`, the one that the form names, if any."""
    pk = number_in(posted.get("rule", ""))
    found = rule or (find_rule(visit, pk) if pk else None)
    return Editing(
        visit,
        read_draft(tree_of(dict(posted.lists()))),
        rule=found,
        name=" ".join(posted.get("name", "").split()),
        mode=posted.get("mode", Mode.SHADOW),
        note=posted.get("note", "").replace("\r\n", "\n").strip(),
        owner=posted.get("owner", ""),
        override=posted.get("override", "").strip(),
        based_on=number_in(posted.get("based_on", "")),
        tried=posted.get("tried", ""),
    )

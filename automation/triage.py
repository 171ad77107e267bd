"""What the triage screen shows of rules: a view of what they suggest, and a filter by what one did.

The inbox does not know that there are rules; both are handed to it when the apps are ready.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Workspace
from automation.models import Rule, RuleApplication, Suggestion
from automation.review.queue import pending
from inbox.models import Message
from inbox.screens import offers, views
from inbox.screens.offers import Offer
from inbox.screens.views import RESOLVE, Rows, View

MOST_RULES = 200
# Of what never ends the newest is looked through: it is what people seek, and the rest comes up in its turn.
MOST_WAITING = 1_000
MOST_ACTS = 1_000


def install() -> None:
    views.add(View("suggestions", _("Suggestions"), "lightbulb", "g e", _suggested, RESOLVE), after="held")
    offers.add(Offer("rule", _("Rule that acted"), _rules, _of_rule))


def _suggested(rows: Rows, workspace: Workspace, user: User) -> Rows:
    """Conversations with a message that a suggestion waits for."""
    waiting = pending(workspace).order_by("-created_at", "-pk")[:MOST_WAITING]
    return _about(rows, waiting.values("message"))


def _rules(workspace: Workspace) -> list[tuple[str, str]]:
    rules = Rule.objects.filter(workspace=workspace, is_archived=False).order_by("name", "pk")
    return [(str(pk), name) for pk, name in rules.values_list("pk", "name")[:MOST_RULES]]


def _of_rule(rows: Rows, workspace: Workspace, pk: int) -> Rows:
    """Conversations in which this rule acted or suggested something."""
    acts = RuleApplication.objects.filter(workspace=workspace, rule=pk).order_by("-created_at", "-pk")
    wishes = Suggestion.objects.filter(workspace=workspace, version__rule=pk).order_by("-pk")
    return _about(rows, *(each[:MOST_ACTS].values("message") for each in (acts, wishes)))


def _about(rows: Rows, *message_ids: QuerySet[Any, Any]) -> Rows:
    """Conversations that hold one of these messages."""
    found = [Message.objects.filter(pk__in=each).order_by().values("conversation") for each in message_ids]
    return views.among(rows, *found)

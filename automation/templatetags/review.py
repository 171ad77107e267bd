"""How rows of the review pages are written."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _

from accounts.models import Event
from automation.models import Mode, Rule
from automation.review.acts import version_of
from inbox.models import Message

register = template.Library()


@register.filter
def version(message: Message) -> str:
    """Name the version of the text that is shown: an act on it comes with this name."""
    return version_of(message)


@register.filter
def mode_name(rule: Rule) -> str:
    """Return a rule's mode without its explanation."""
    return str(Mode(rule.mode).label).partition(":")[0]


@register.filter
def rule_name(event: Event, names: Mapping[int, str]) -> str:
    """Return the name of the rule that an event is about."""
    return names.get(event.target_id) or _("A rule that is no longer there")

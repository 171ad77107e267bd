"""How acts and reasons are called on the rule pages."""

from __future__ import annotations

from django import template
from django.utils.functional import Promise

from automation.reasons import sentence
from automation.screens.shown import ACTION_NAMES

register = template.Library()


@register.filter
def action_name(kind: str) -> str | Promise:
    return ACTION_NAMES.get(kind, kind)


@register.filter
def reason_text(code: str) -> str:
    return sentence(code)


@register.filter
def percent(share: float) -> str:
    """Return a share of 1 in whole percent."""
    return f"{100 * share:.0f}"

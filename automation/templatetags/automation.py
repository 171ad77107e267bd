"""What every page of a workspace says about automation."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from automation.review import brakes, queue

register = template.Library()


@register.inclusion_tag("automation/review/_bar.html", takes_context=True)
def brakes_bar(context: RequestContext) -> dict[str, Any]:
    """The bar that says what is stopped; empty when nothing is."""
    visit = context["visit"]
    return {
        "visit": visit,
        "brakes": brakes.pulled(visit.workspace, timezone.now()),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag(takes_context=True)
def review_count(context: RequestContext) -> str:
    """How many messages wait for a person, as far as anybody counts."""
    return queue.count(context["visit"].workspace)

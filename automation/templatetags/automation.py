"""What every page of a workspace says about automation."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone

from automation import told
from automation.models import Suggestion
from automation.review import brakes, queue
from inbox.models import Conversation, Message

register = template.Library()
MOST_SUGGESTED = 200


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


@register.simple_tag
def suggested_in(conversation: Conversation) -> set[int]:
    """Return the messages of a conversation that a suggestion about waits for a person."""
    waiting = Suggestion.objects.filter(
        workspace=conversation.workspace_id,
        status=Suggestion.Status.PENDING,
        message__conversation=conversation,
    )
    return set(waiting.order_by().values_list("message", flat=True)[:MOST_SUGGESTED])


@register.simple_tag
def decided_on(message: Message | None) -> told.Told | None:
    """Return in short what was decided about a message; None when nothing was."""
    return told.of(message) if message else None

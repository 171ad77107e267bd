"""What was decided about a message, and the suggestions that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django_htmx.http import trigger_client_event

from automation import services
from automation.models import Suggestion
from automation.panels import Panel, panel_of
from inbox.access import Request, Visit, agents_only, is_fragment, members_only
from inbox.forms import ReplyForm
from inbox.models import Message
from inbox.services import Refused


@dataclass(frozen=True, slots=True)
class Failed:
    """A suggestion that could not be carried out, with the text that the person had in hand."""

    suggestion_id: int
    error: str
    text: str


@members_only
def message_decision(request: Request, visit: Visit, pk: int) -> HttpResponse:
    message = get_object_or_404(Message, workspace=visit.workspace, pk=pk)
    return _render(request, visit, panel_of(message))


@agents_only
def approve(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Carry out a suggestion, with the text as the person left it."""
    suggestion = _find(visit, pk)
    text = ""
    if suggestion.text:
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return _failed(request, visit, suggestion, "There is no text to send, or it is far too long.")
        text = form.cleaned_data["text"]
    try:
        services.approve(suggestion, text=text or None, by=visit.actor)
    except Refused as refused:
        return _failed(request, visit, suggestion, refused.detail)
    return _show_change(request, visit, suggestion)


@agents_only
def reject(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Leave a suggestion undone."""
    suggestion = _find(visit, pk)
    try:
        services.reject(suggestion, by=visit.actor)
    except Refused as refused:
        return _failed(request, visit, suggestion, refused.detail)
    return _show_change(request, visit, suggestion)


def _find(visit: Visit, pk: int) -> Suggestion:
    return get_object_or_404(Suggestion.objects.select_related("message"), workspace=visit.workspace, pk=pk)


def _show_change(request: Request, visit: Visit, suggestion: Suggestion) -> HttpResponse:
    if not is_fragment(request):
        return redirect("conversation", visit.workspace.slug, suggestion.message.conversation_id)
    response = _render(request, visit, panel_of(suggestion.message))
    return trigger_client_event(response, "earful:changed", after="settle")


def _failed(request: Request, visit: Visit, suggestion: Suggestion, error: str) -> HttpResponse:
    failed = Failed(suggestion.pk, error, request.POST.get("text", ""))
    return _render(request, visit, panel_of(suggestion.message), failed=failed, status=422)


def _render(
    request: Request, visit: Visit, panel: Panel, *, failed: Failed | None = None, status: int = 200
) -> HttpResponse:
    name = "automation/_decision.html" if is_fragment(request) else "automation/decision.html"
    context = {"visit": visit, "panel": panel, "failed": failed}
    return render(request, name, context, status=status)

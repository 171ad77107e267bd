"""What was decided about a message and why, and what people do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django_htmx.http import trigger_client_event

from automation import services
from automation.lab.ladder import review_hit
from automation.lab.undo import start_undo
from automation.models import Decision, Rule, RuleApplication, Suggestion
from automation.panels import Panel, panel_of
from automation.review import decisions
from inbox.access import Request, Visit, agents_only, is_fragment, members_only
from inbox.forms import ReplyForm
from inbox.models import Message, PlatformCall
from inbox.screens.listing import number_in
from inbox.services import Refused, let_wait


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


@members_only
def decision_why(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """“Why not rule X?”: what the rule made of the message then, condition by condition."""
    decision = get_object_or_404(Decision.objects.select_related("message"), workspace=visit.workspace, pk=pk)
    rule_id = number_in(request.GET.get("rule", ""))
    context: dict[str, Any] = {"visit": visit, "decision": decision, "rules": decisions.rules_of(decision)}
    if rule_id:
        rule = get_object_or_404(Rule, workspace=visit.workspace, pk=rule_id)
        context |= {"rule": rule, "answer": decisions.answer(decision, rule)}
    name = "automation/_why.html" if is_fragment(request) else "automation/why.html"
    return render(request, name, context)


@agents_only
def decision_right(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Keep a person's word on whether a rule was right about a message."""
    decision = get_object_or_404(Decision.objects.select_related("message"), workspace=visit.workspace, pk=pk)
    rule = get_object_or_404(Rule, workspace=visit.workspace, pk=number_in(request.POST.get("rule", "")))
    try:
        review_hit(decision, rule, request.POST.get("is_right") == "1", by=visit.actor)
    except Refused as refused:
        return _panel(request, visit, decision.message, problem=refused.detail)
    return _panel(request, visit, decision.message)


@agents_only
def application_undo(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take back what one rule did to one message, as far as it can be."""
    applications = RuleApplication.objects.select_related("message")
    application = get_object_or_404(applications, workspace=visit.workspace, pk=pk)
    if application.undone_at is None and not application.undo_runs.exists():
        start_undo(visit.workspace, application=application, by=visit.actor)
    return _panel(request, visit, application.message)


def _panel(request: Request, visit: Visit, message: Message, *, problem: str = "") -> HttpResponse:
    """Answer an act on a decision with the panel as it is now."""
    if not is_fragment(request):
        return redirect("message_decision", visit.workspace.slug, message.pk)
    response = _render(request, visit, panel_of(message), problem=problem, status=422 if problem else 200)
    return trigger_client_event(response, "earful:changed", after="settle")


@agents_only
def approve(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Carry out a suggestion, with the text as the person left it."""
    suggestion = _find(visit, pk)
    text = ""
    if suggestion.text:
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return _failed(
                request, visit, suggestion, gettext("There is no text to send, or it is far too long.")
            )
        text = form.cleaned_data["text"]
    try:
        with transaction.atomic():
            call = services.approve(suggestion, text=text or None, by=visit.actor)
            if call and call.is_send:
                let_wait(call, timezone.now())
    except Refused as refused:
        return _failed(request, visit, suggestion, refused.detail)
    response = _show_change(request, visit, suggestion)
    return _tell_approved(response, visit, call) if call and call.is_send else response


def _tell_approved(response: HttpResponse, visit: Visit, call: PlatformCall) -> HttpResponse:
    """Tell the page how the text is taken back, for `z`. It is a draft again then."""
    undo = reverse("unsend", args=[visit.workspace.slug, call.pk])
    detail = {"conversation": call.conversation_id, "undo": undo, "seconds": settings.UNDO_SECONDS}
    return trigger_client_event(response, "earful:approved", detail, after="settle")


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
    request: Request,
    visit: Visit,
    panel: Panel,
    *,
    failed: Failed | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    name = "automation/_decision.html" if is_fragment(request) else "automation/decision.html"
    context = {"visit": visit, "panel": panel, "failed": failed, "problem": problem}
    return render(request, name, context, status=status)

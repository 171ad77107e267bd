"""The actions on a list of conversations. What needs an answer first asks on a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.admin_site import user_of
from accounts.audit import Actor
from accounts.scoped_admin import ScopedAdmin
from inbox import services
from inbox.admin import triage
from inbox.admin.bulk import MOST_CONVERSATIONS, ask, form_data
from inbox.admin.bulk_forms import AssignForm, LabelForm, SavedReplyForm
from inbox.admin.messages import moderate
from inbox.admin.shown import counted, report, take
from inbox.models import Conversation

Rows = QuerySet[Conversation]


def chosen_of(request: HttpRequest, queryset: Rows) -> list[Any]:
    return take(request, queryset, MOST_CONVERSATIONS, "conversation")


def actor(request: HttpRequest) -> Actor:
    return Actor.person(user_of(request))


@admin.action(description="Resolve", permissions=["act"])
def resolve(model_admin: ScopedAdmin, request: HttpRequest, queryset: Rows) -> None:
    chosen = chosen_of(request, queryset)
    number = services.resolve(chosen, by=actor(request))
    _tell(request, number, len(chosen), "resolved", "was resolved already")


@admin.action(description="Reopen", permissions=["act"])
def reopen(model_admin: ScopedAdmin, request: HttpRequest, queryset: Rows) -> None:
    chosen = chosen_of(request, queryset)
    number = services.reopen(chosen, by=actor(request))
    _tell(request, number, len(chosen), "reopened", "was open already")


@admin.action(description="Assign…", permissions=["act"])
def assign(model_admin: ScopedAdmin, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
    chosen = chosen_of(request, queryset)
    form = AssignForm(triage.workspace_ids(chosen), form_data(request))
    if not form.is_valid():
        explains = f"{counted(len(chosen), 'conversation')} will be given to the person you choose."
        title = "Assign conversations"
        return ask(model_admin, request, chosen, form, action="assign", title=title, explains=explains)
    number, refusals = triage.assign(chosen, form.user, by=actor(request))
    _tell(request, number, len(chosen), f"assigned to {form.user or 'nobody'}", "was so already", refusals)
    return None


@admin.action(description="Label…", permissions=["act"])
def label(model_admin: ScopedAdmin, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
    chosen = chosen_of(request, queryset)
    form = LabelForm(triage.workspace_ids(chosen), form_data(request))
    if not form.is_valid():
        explains = f"{counted(len(chosen), 'conversation')} will get the label. Other labels stay."
        title = "Label conversations"
        return ask(model_admin, request, chosen, form, action="label", title=title, explains=explains)
    name = form.cleaned_data["name"]
    number, refusals = triage.label(chosen, name, by=actor(request))
    _tell(request, number, len(chosen), f"labelled “{name}”", "had it already", refusals)
    return None


@admin.action(description="Reply with a saved reply…", permissions=["act"])
def reply(model_admin: ScopedAdmin, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
    chosen = chosen_of(request, queryset)
    form = SavedReplyForm(triage.workspace_ids(chosen), form_data(request))
    if not form.is_valid():
        explains = (
            f"The last message that somebody wrote in each of {counted(len(chosen), 'conversation')} will be "
            "answered with this text: comments in public, direct messages directly."
        )
        title = "Reply with a saved reply"
        return ask(model_admin, request, chosen, form, action="reply", title=title, explains=explains)
    values = form.cleaned_data
    number, refusals = triage.answer(chosen, values["saved_reply"], values["once"], by=actor(request))
    _tell(request, number, len(chosen), "will be answered", "had it already", refusals)
    return None


@admin.action(description="Hide what people wrote", permissions=["act"])
def hide(model_admin: ScopedAdmin, request: HttpRequest, queryset: Rows) -> None:
    comments = triage.comments_to_hide(chosen_of(request, queryset))
    found = take(request, comments, triage.MOST_COMMENTS, "comment")
    moderate(request, found, services.hide, "hidden")


def _tell(
    request: HttpRequest, number: int, total: int, past: str, already: str, refusals: list[str] | None = None
) -> None:
    """Say how many changed, how many had no need to, and what was refused and why."""
    refusals = refusals or []
    text = f"{counted(number, 'conversation')} {past}."
    if unchanged := total - number - len(refusals):
        text += f" {unchanged:,} {already}."
    report(request, text, refusals)

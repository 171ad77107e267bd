"""What is done with the conversation or comment in sight. Each act is one inbox service."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django_htmx.http import trigger_client_event

from inbox import services, undoing
from inbox.access import Request, Visit, agents_only, is_fragment
from inbox.models import Conversation, Message, PlatformCall
from inbox.screens.pages import Refusal, Wish, find_conversation, render_conversation

Act = Callable[..., PlatformCall]


@agents_only
def resolve(request: Request, visit: Visit, pk: int) -> HttpResponse:
    conversation = find_conversation(visit, pk)
    services.resolve([conversation], by=visit.actor)
    return show_change(request, visit, conversation)


@agents_only
def reopen(request: Request, visit: Visit, pk: int) -> HttpResponse:
    conversation = find_conversation(visit, pk)
    services.reopen([conversation], by=visit.actor)
    return show_change(request, visit, conversation)


@agents_only
def hide(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _moderate(request, visit, pk, services.hide)


@agents_only
def unhide(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Show it again; a deletion that waits is taken back as well."""
    return _moderate(request, visit, pk, services.approve_message)


@agents_only
def remove(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _moderate(request, visit, pk, services.remove)


@agents_only
def like(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _moderate(request, visit, pk, services.like)


def _moderate(request: Request, visit: Visit, pk: int, act: Act) -> HttpResponse:
    """Answer with the fresh thread; the header `Earful-Undo` holds what takes the act back."""
    related = ("channel__workspace", "conversation__identity", "conversation__post", "identity")
    rows = Message.objects.select_related(*related)
    message = get_object_or_404(rows, workspace=visit.workspace, pk=pk)
    conversation = find_conversation(visit, message.conversation_id)
    try:
        call = act(message, by=visit.actor)
    except services.Refused as refused:
        wish = Wish(refusal=Refusal(message.pk, refused.detail))
        return render_conversation(request, visit, conversation, wish, status=422)
    response = show_change(request, visit, conversation)
    response["Earful-Undo"] = undoing.note_of_call(visit, call, message.visibility)
    return response


def show_change(request: Request, visit: Visit, conversation: Conversation) -> HttpResponse:
    """Answer an act that worked: the changed part, or without scripts the page again."""
    if not is_fragment(request):
        return redirect("conversation", visit.workspace.slug, conversation.pk)
    response = render_conversation(request, visit, conversation, Wish())
    return trigger_client_event(response, "earful:changed", after="settle")

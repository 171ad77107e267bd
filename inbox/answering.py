"""How people answer on the pages: texts, notes and drafts. Each act is one inbox service."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django_htmx.http import trigger_client_event

from inbox import drafts, services
from inbox.access import Request, Visit, agents_only, is_fragment, members_only
from inbox.acts import show_change
from inbox.forms import ReplyForm
from inbox.models import Conversation, Message, Note, PlatformCall, SavedReply
from inbox.screens.composer import DIRECT, NOTE, PRIVATE, PUBLIC, Typed
from inbox.screens.listing import number_in
from inbox.screens.pages import Wish, find_conversation, render_conversation
from inbox.screens.warning import warning_of
from inbox.services.colliding import AnsweredMeanwhile, Seen, send_unless_answered
from inbox.services.mentions import members_of

Send = Callable[..., PlatformCall]
HOW_OF = {how.verb: how.name for how in (PUBLIC, PRIVATE, DIRECT)}
HOWS = frozenset({*HOW_OF.values(), NOTE.name})


@agents_only
def reply(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _send(request, visit, find_message(visit, pk), services.reply)


@agents_only
def private_reply(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _send(request, visit, find_message(visit, pk), services.private_reply)


def find_message(visit: Visit, pk: int) -> Message:
    related = ("channel__workspace", "conversation__identity", "conversation__post", "identity")
    rows = Message.objects.select_related(*related, "conversation__assignee")
    return get_object_or_404(rows, workspace=visit.workspace, pk=pk)


def _send(request: Request, visit: Visit, message: Message, send: Send) -> HttpResponse:
    form = ReplyForm(request.POST)
    is_private = send is services.private_reply
    how = PRIVATE if is_private else PUBLIC if message.kind == "comment" else DIRECT
    conversation = find_conversation(visit, message.conversation_id)
    seen, saved = Seen.read(request.POST.get("seen", "")), number_in(request.POST.get("saved", ""))
    if not form.is_valid():
        error = " ".join(str(error) for errors in form.errors.values() for error in errors)
    else:
        try:
            call = _queue(message, form, visit, send, seen, saved)
        except AnsweredMeanwhile as other:
            error, seen = warning_of(other.collision, timezone.now()), other.seen
        except services.Refused as refused:
            error = refused.detail
        else:
            return _sent(request, visit, conversation, call)
    typed = Typed(request.POST.get("text", ""), error, seen=seen, saved=saved)
    wish = Wish(to=message.pk, how=how.name, typed=typed)
    return render_conversation(request, visit, conversation, wish, status=422)


@transaction.atomic
def _queue(
    message: Message, form: ReplyForm, visit: Visit, send: Send, seen: Seen | None, saved: int
) -> PlatformCall:
    """Queue the text for when the time for second thoughts is over. It is no draft any more.

    The key comes with the page: a form that is sent twice sends one text. Raises Refused, AnsweredMeanwhile.
    """
    text, key = form.cleaned_data["text"], form.cleaned_data["key"]
    call = send_unless_answered(
        send,
        message,
        text,
        by=visit.actor,
        seen=seen,
        key=f"page:{visit.user.pk}:{message.pk}:{key.hex}" if key else "",
        run_at=services.after_second_thoughts(timezone.now()),
        saved=SavedReply.objects.filter(workspace=visit.workspace, pk=saved).first(),
    )
    if call.text != text:
        detail = gettext("Your first text was sent already. Send this one again if you mean it.")
        raise services.Refused("invalid", detail)
    drafts.drop(visit.user, message.conversation, is_note=False)
    return call


def _sent(request: Request, visit: Visit, conversation: Conversation, call: PlatformCall) -> HttpResponse:
    address = reverse("unsend", args=[visit.workspace.slug, call.pk]) if settings.UNDO_SECONDS else ""
    response = show_change(request, visit, conversation)
    return _tell(response, conversation, "text", address)


def _tell(response: HttpResponse, conversation: Conversation, kind: str, undo: str) -> HttpResponse:
    """Tell the page what was done and how it is taken back, for `z`."""
    if response.status_code != 200:
        return response  # a page without scripts went on
    detail = {"conversation": conversation.pk, "kind": kind, "undo": undo, "seconds": settings.UNDO_SECONDS}
    return trigger_client_event(response, "earful:sent", detail, after="settle")


@agents_only
def unsend(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take back one's own text that was not sent yet: it is a draft again."""
    texts = PlatformCall.objects.filter(
        workspace=visit.workspace, user=visit.user, verb__in=PlatformCall.SENDS
    )
    call = get_object_or_404(texts.select_related("conversation"), pk=pk)
    why = ""
    try:
        with transaction.atomic():
            if services.unsend(call, by=visit.actor):
                how = HOW_OF[PlatformCall.Verb(call.verb)]
                drafts.put_back(visit.user, call.conversation, call.text, how)
    except services.Refused as refused:
        why = refused.detail
    if is_fragment(request):
        return JsonResponse({"conversation": call.conversation_id, "why": why})
    return redirect("conversation", visit.workspace.slug, call.conversation_id)


@agents_only
def add_note(request: Request, visit: Visit, pk: int) -> HttpResponse:
    conversation = find_conversation(visit, pk)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    try:
        with transaction.atomic():
            note = services.add_note(conversation, text, by=visit.actor)
            drafts.drop(visit.user, conversation, is_note=True)
    except services.Refused as refused:
        wish = Wish(how=NOTE.name, typed=Typed(text, refused.detail))
        return render_conversation(request, visit, conversation, wish, status=422)
    undo = reverse("note_delete", args=[visit.workspace.slug, note.pk])
    return _tell(show_change(request, visit, conversation), conversation, "note", undo)


@agents_only
def delete_note(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Delete one's own note. With `undo` it was taken back: it is a draft again."""
    notes = Note.objects.filter(workspace=visit.workspace, author=visit.user).select_related("conversation")
    note = get_object_or_404(notes, pk=pk)
    with transaction.atomic():
        if services.delete_note(note, by=visit.actor) and request.POST.get("undo"):
            drafts.put_back(visit.user, note.conversation, note.text, NOTE.name)
    return show_change(request, visit, find_conversation(visit, note.conversation_id))


@agents_only
def save_draft(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Keep `text`, which was to be sent as `how`; an empty one is forgotten."""
    how = request.POST.get("how", "")
    conversation = find_conversation(visit, pk)
    drafts.keep(visit.user, conversation, request.POST.get("text", ""), how if how in HOWS else "")
    return HttpResponse(status=204)


@members_only
def members(request: Request, visit: Visit) -> HttpResponse:
    """Who can be mentioned in a note."""
    return JsonResponse({"members": [user.name or user.email for user in members_of(visit.workspace.pk)]})

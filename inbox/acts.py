"""What people do on the pages. Each act is one inbox service; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django_htmx.http import trigger_client_event

from inbox import services
from inbox.access import Request, Visit, agents_only, is_fragment
from inbox.forms import ReplyForm
from inbox.models import Conversation, Message, PlatformCall
from inbox.screens.composer import Draft
from inbox.screens.listing import number_in
from inbox.screens.pages import Refusal, Wish, find_conversation, render_conversation
from inbox.screens.undoing import Undo, read_undo
from inbox.screens.warning import warning_of
from inbox.services.colliding import AnsweredMeanwhile, Seen, send_unless_answered

MOST_CHOSEN = 500
Send = Callable[..., PlatformCall]


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
def resolve_all(request: Request, visit: Visit) -> HttpResponse:
    """Resolve the conversations named in `ids`: what a screen does at once, before it hears the answer."""
    return _with_undo(_chosen(request, visit), services.resolve, visit)


@agents_only
def reopen_all(request: Request, visit: Visit) -> HttpResponse:
    return _with_undo(_chosen(request, visit), services.reopen, visit)


def _with_undo(chosen: list[Conversation], act: Callable[..., int], visit: Visit) -> HttpResponse:
    """Change the status, and answer with what takes it back: each change, and the version it made."""
    before = {each.pk: Undo(each.pk, each.version + 1, each.status, each.snoozed_until) for each in chosen}
    act(chosen, by=visit.actor)
    changed = [each.pk for each in chosen if each.status != before[each.pk].status]
    return JsonResponse({"undo": [str(before[pk]) for pk in changed]})


@agents_only
def undo_all(request: Request, visit: Visit) -> HttpResponse:
    """Take changes of status back, all but those of conversations that changed since."""
    wishes = {
        wish.pk: wish for text in request.POST.getlist("undo")[:MOST_CHOSEN] if (wish := read_undo(text))
    }
    done = [
        each.pk
        for each in Conversation.objects.filter(workspace=visit.workspace, pk__in=wishes)
        if services.restore_status(
            each,
            wishes[each.pk].status,
            wishes[each.pk].until,
            version=wishes[each.pk].version,
            by=visit.actor,
        )
    ]
    return JsonResponse({"done": done, "changed": len(wishes) - len(done)})


def _chosen(request: Request, visit: Visit) -> list[Conversation]:
    """Return the conversations of this workspace that a form names, as many as a list can hold."""
    ids = [number_in(text) for text in request.POST.getlist("ids")[:MOST_CHOSEN]]
    return list(Conversation.objects.filter(workspace=visit.workspace, pk__in=ids))


@agents_only
def reply(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _send(request, visit, _find_message(visit, pk), services.reply)


@agents_only
def private_reply(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _send(request, visit, _find_message(visit, pk), services.private_reply)


@agents_only
def hide(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _moderate(request, visit, _find_message(visit, pk), services.hide)


@agents_only
def unhide(request: Request, visit: Visit, pk: int) -> HttpResponse:
    return _moderate(request, visit, _find_message(visit, pk), services.unhide)


def _find_message(visit: Visit, pk: int) -> Message:
    related = ("channel__workspace", "conversation__identity", "conversation__post", "identity")
    return get_object_or_404(Message.objects.select_related(*related), workspace=visit.workspace, pk=pk)


def _send(request: Request, visit: Visit, message: Message, send: Send) -> HttpResponse:
    form = ReplyForm(request.POST)
    is_private = send is services.private_reply
    how = "private" if is_private else "public" if message.kind == "comment" else "direct"
    conversation = find_conversation(visit, message.conversation_id)
    seen = Seen.read(request.POST.get("seen", ""))
    if not form.is_valid():
        error = " ".join(str(error) for errors in form.errors.values() for error in errors)
    else:
        try:
            error = _sent(message, form, visit, send, seen)
        except AnsweredMeanwhile as other:
            error, seen = warning_of(other.collision, timezone.now()), other.seen
        if not error:
            return show_change(request, visit, conversation)
    draft = Draft(request.POST.get("text", ""), error, seen=seen)
    wish = Wish(to=message.pk, how=how, draft=draft)
    return render_conversation(request, visit, conversation, wish, status=422)


def _sent(message: Message, form: ReplyForm, visit: Visit, send: Send, seen: Seen | None) -> str:
    """Queue the text; return why that was not possible, or nothing.

    The key comes with the page: a form that is sent twice sends one text. Raises AnsweredMeanwhile.
    """
    text, key = form.cleaned_data["text"], form.cleaned_data["key"]
    name = f"page:{visit.user.pk}:{message.pk}:{key.hex}" if key else ""
    try:
        call = send_unless_answered(send, message, text, by=visit.actor, seen=seen, key=name)
    except services.Refused as refused:
        return refused.detail
    if call.text != text:
        return "Your first text was sent already. Send this one again if you mean it."
    return ""


def _moderate(request: Request, visit: Visit, message: Message, act: Send) -> HttpResponse:
    conversation = find_conversation(visit, message.conversation_id)
    try:
        act(message, by=visit.actor)
    except services.Refused as refused:
        wish = Wish(refusal=Refusal(message.pk, refused.detail))
        return render_conversation(request, visit, conversation, wish, status=422)
    return show_change(request, visit, conversation)


def show_change(request: Request, visit: Visit, conversation: Conversation) -> HttpResponse:
    """Answer an act that worked: the changed part, or without scripts the page again."""
    if not is_fragment(request):
        return redirect("conversation", visit.workspace.slug, conversation.pk)
    response = render_conversation(request, visit, conversation, Wish())
    return trigger_client_event(response, "earful:changed", after="settle")

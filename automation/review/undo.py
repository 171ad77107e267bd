"""Take back what was just decided in the review queue, as far as it can be."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.audit import Actor
from accounts.models import Workspace
from automation.lab import undo as lab
from automation.models import RuleApplication, Suggestion
from automation.review import queue
from automation.review.acts import LOADED, Outcome, Shown
from inbox import live, services
from inbox.models import Message, PlatformCall
from inbox.services import Refused

Status = Suggestion.Status


def take_back(workspace: Workspace, shown: Shown, *, by: Actor) -> Outcome:
    """Put suggestions and messages that this person decided on back into the queue."""
    outcome = Outcome()
    decided = Suggestion.objects.filter(workspace=workspace, pk__in=shown.suggestions, decided_by=by.user)
    for suggestion in decided.exclude(status=Status.PENDING).select_related("message", "version"):
        _tried(outcome, outcome.suggestions, f"suggestion-{suggestion.pk}", suggestion, by)
    messages = Message.objects.filter(workspace=workspace, pk__in=shown.messages).select_related(*LOADED)
    for message in messages:
        _tried(outcome, outcome.messages, f"message-{message.pk}", message, by)
    return outcome


def _tried(outcome: Outcome, done: list[int], name: str, row: Suggestion | Message, by: Actor) -> None:
    try:
        if isinstance(row, Suggestion):
            _reopen(row, by)
        else:
            _hold_again(row, by)
    except Refused as refused:
        outcome.problems[name] = refused.detail
    else:
        done.append(row.pk)


@transaction.atomic
def _reopen(suggestion: Suggestion, by: Actor) -> None:
    was = suggestion.status
    moved = Suggestion.objects.filter(pk=suggestion.pk, status=was).update(
        status=Status.PENDING, decided_by=None, decided_at=None
    )
    if not moved:
        raise Refused("already_decided", _("Somebody has changed this in the meantime."))
    if was == Status.APPROVED:
        _forget(suggestion, by)
    audit.record(suggestion.workspace_id, "reopen", suggestion, by=by, was=was)
    live.announce(suggestion.workspace_id, [suggestion.message.conversation_id])


def _forget(suggestion: Suggestion, by: Actor) -> None:
    """Cancel what an approval wanted, or undo what it did. What people have read stays."""
    name = f"suggestion:{suggestion.pk}"
    call = PlatformCall.objects.filter(workspace=suggestion.workspace_id, idempotency_key=name).first()
    application = RuleApplication.objects.filter(message=suggestion.message_id, occasion=name).first()
    is_cancelled = call is not None and services.cancel(call, by=by)
    if not is_cancelled:
        _undo(application, by)
    # The names are free again: an approval after this is a new wish.
    if call:
        PlatformCall.objects.filter(pk=call.pk).update(idempotency_key=f"{name}:taken-back:{call.pk}")
    if application:
        application.occasion = f"{name}:{application.pk}"
        if is_cancelled:  # nobody got an answer, so it counts for no cap
            application.has_answered, application.once_on_post = False, None
            application.undone_at = timezone.now()
        application.save(update_fields=["occasion", "has_answered", "once_on_post", "undone_at"])


def _undo(application: RuleApplication | None, by: Actor) -> None:
    """Have the rule lab take an act back. Raises Refused when it cannot be."""
    if application is None:
        raise Refused("not_found", _("There is nothing to take back."))
    if lab.preview(application.workspace, application=application).irreversible:
        raise Refused("too_late", _("Too late: it has gone out. Look at it in the conversation."))
    lab.start_undo(application.workspace, application=application, by=by)


def _hold_again(message: Message, by: Actor) -> None:
    calls = message.platform_calls.filter(
        verb__in=queue.ENDS, idempotency_key__startswith=f"review:{message.pk}:", user=by.user
    )
    related = ("channel__workspace", "message__channel", "message__conversation")
    call = calls.select_related(*related).order_by("-pk").first()
    if call is None:
        raise Refused("not_yours", _("You have not decided about this message."))
    # Refuses when somebody decided on it since: their word stands.
    services.take_back(call, Message.Visibility.HELD, by=by)

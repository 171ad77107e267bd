"""What a person does with an act that a rule proposed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from pydantic import TypeAdapter

from accounts import audit
from accounts.audit import Actor
from automation.acts.perform import Doing, perform
from automation.gather import LOADED
from automation.models import RuleApplication, Suggestion
from automation.schema import ANSWERS, Action, ReplyAction, SuggestReplyAction
from inbox.models import Channel, PlatformCall
from inbox.services import Refused

_action: TypeAdapter[Action] = TypeAdapter(Action)


@transaction.atomic
def approve(suggestion: Suggestion, *, text: str | None = None, by: Actor) -> PlatformCall | None:
    """Do what a rule suggested, with the person's text if they changed it.

    It counts towards the rule's caps as if the rule had done it. Raises Refused when the
    suggestion was dealt with, or when the act is not possible.
    """
    Channel.objects.locked(suggestion.message.channel_id)
    suggestion = _take(suggestion, Suggestion.Status.APPROVED, by=by)
    action: Action = _action.validate_python(suggestion.action)
    if isinstance(action, SuggestReplyAction):
        action = ReplyAction(type="reply", variants=action.variants, saved_replies=action.saved_replies)
    doing = Doing(
        action=action,
        message=suggestion.message,
        text=text or suggestion.text,
        by=by,
        key=f"suggestion:{suggestion.pk}",
    )
    done = perform(doing)
    said = {"text": doing.text} if doing.text else {}
    _count(suggestion, action, said | done.as_json(), done.call)
    return done.call


def _count(
    suggestion: Suggestion, action: Action, entry: dict[str, object], call: PlatformCall | None
) -> None:
    message, rule_id = suggestion.message, suggestion.version.rule_id
    has_answered = action.type in ANSWERS
    once = has_answered and suggestion.version.parsed().limits.once_per_post and message.conversation.post_id
    counted = RuleApplication.objects.filter(rule=rule_id, identity=message.identity, once_on_post=once or 0)
    application, _ = RuleApplication.objects.get_or_create(
        rule_id=rule_id,
        message=message,
        occasion=f"suggestion:{suggestion.pk}",
        defaults={
            "workspace_id": suggestion.workspace_id,
            "version": suggestion.version,
            "identity": message.identity,
            "channel_id": message.channel_id,
            "has_answered": has_answered,
            # A person may approve a second answer on a post; the first was counted already.
            "once_on_post_id": once if once and not counted.exists() else None,
            "acts": [{"type": action.type, "state": "done", **entry}],
        },
    )
    if call:
        application.calls.add(call)


@transaction.atomic
def reject(suggestion: Suggestion, *, by: Actor) -> None:
    """Leave undone what a rule suggested. Raises Refused when it was dealt with."""
    _take(suggestion, Suggestion.Status.REJECTED, by=by)


def _take(suggestion: Suggestion, status: Suggestion.Status, *, by: Actor) -> Suggestion:
    taken = Suggestion.objects.filter(pk=suggestion.pk, status=Suggestion.Status.PENDING).update(
        status=status, decided_by=by.user, decided_at=timezone.now()
    )
    if not taken:
        raise Refused("already_decided", gettext("Somebody has dealt with this suggestion already."))
    audit.record(suggestion.workspace_id, status, suggestion, by=by)
    related = [f"message__{name}" for name in LOADED]
    return Suggestion.objects.select_related("version", *related).get(pk=suggestion.pk)

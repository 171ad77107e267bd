"""What a person decides in the review queue: exactly on the rows that their screen showed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Workspace
from automation import services as rules
from automation.models import Suggestion
from automation.review import queue
from inbox import services
from inbox.models import Message, PlatformCall
from inbox.screens.listing import number_in
from inbox.services import Refused

Row = TypeVar("Row", Message, Suggestion)
MOST_AT_ONCE = 500
LONGEST_TEXT = 10_000
LOADED = ("channel__workspace", "conversation__post", "conversation__identity", "identity__contact")


@dataclass(frozen=True, slots=True)
class Shown:
    """What was on the screen when a person decided: messages held back, suggestions, their texts.

    `cards`  every message of the card, chosen or not, with the version of its text that was shown.
    """

    messages: list[int]
    suggestions: list[int]
    texts: Mapping[int, str] = field(default_factory=dict)
    cards: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, form: QueryDict) -> Shown:
        """Return what a form names."""
        suggestions = _numbers(form.getlist("suggestion"))
        texts = {pk: form.get(f"text-{pk}", "").replace("\r\n", "\n")[:LONGEST_TEXT] for pk in suggestions}
        return cls(
            messages=_numbers(form.getlist("message")),
            suggestions=suggestions,
            texts={pk: text for pk, text in texts.items() if text.strip()},
            cards={pk: form.get(f"seen-{pk}", "") for pk in _numbers(form.getlist("case"))},
        )


@dataclass(slots=True)
class Outcome:
    """What came of it. `problems`: by "suggestion-<id>" or "message-<id>", why not.

    `told`: what somebody else had decided before.
    """

    messages: list[int] = field(default_factory=list)
    suggestions: list[int] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def number(self) -> int:
        return len(self.messages) + len(self.suggestions)


def approve(workspace: Workspace, shown: Shown, *, by: Actor) -> Outcome:
    """Do what is suggested, and show again what is held."""

    def carry_out(suggestion: Suggestion) -> None:
        with transaction.atomic():
            call = rules.approve(suggestion, text=shown.texts.get(suggestion.pk), by=by)
            if call and call.is_send:
                services.let_wait(call, timezone.now())

    return _each(workspace, shown, carry_out, _ender(services.approve_message, by))


def reject(workspace: Workspace, shown: Shown, *, by: Actor) -> Outcome:
    """Leave undone what is suggested. A held message is neither: it stays held."""
    return _each(workspace, shown, lambda suggestion: rules.reject(suggestion, by=by), None)


def hide(workspace: Workspace, shown: Shown, *, by: Actor) -> Outcome:
    """Hide for good what is held. Suggestions stay."""
    return _each(workspace, shown, None, _ender(services.hide, by))


def version_of(message: Message) -> str:
    """Name the version of a message's text."""
    return message.text_at.isoformat()


def _each(
    workspace: Workspace,
    shown: Shown,
    on_suggestion: Callable[[Suggestion], object] | None,
    on_message: Callable[[Message], object] | None,
) -> Outcome:
    outcome = Outcome()
    for message in _messages(workspace, shown.messages) if on_message else ():
        if on_message and _tried(outcome, shown, message, on_message):
            outcome.messages.append(message.pk)
    for suggestion in _suggestions(workspace, shown.suggestions) if on_suggestion else ():
        if on_suggestion and _tried(outcome, shown, suggestion, on_suggestion):
            outcome.suggestions.append(suggestion.pk)
    return outcome


def _tried(outcome: Outcome, shown: Shown, row: Row, act: Callable[[Row], object]) -> bool:
    message = row.message if isinstance(row, Suggestion) else row
    name = f"{'suggestion' if isinstance(row, Suggestion) else 'message'}-{row.pk}"
    if shown.cards.get(message.pk, "") not in {"", version_of(message)}:
        outcome.problems[name] = _("The message was edited since you saw it. Look again, then decide.")
        return False
    try:
        act(row)
    except Refused as refused:
        if refused.code in {"already_decided", "idempotency_key_reused"}:
            outcome.told.append(_who(row))
        else:
            outcome.problems[name] = refused.detail
        return False
    return True


def _ender(service: Callable[..., PlatformCall], by: Actor) -> Callable[[Message], PlatformCall]:
    """Return the act that ends the wait of a held message, once, whoever comes first."""

    def end(message: Message) -> PlatformCall:
        if not queue.held(message.workspace).filter(pk=message.pk).exists():
            raise Refused("already_decided", gettext("Somebody has dealt with this message already."))
        return service(message, by=by, key=_key(message))

    return end


def _key(message: Message) -> str:
    """Name the one decision that ends this wait; what was taken back or failed does not count."""
    ended = PlatformCall.objects.filter(idempotency_key__startswith=f"review:{message.pk}:")
    return f"review:{message.pk}:{ended.count()}"


def _who(row: Message | Suggestion) -> str:
    """Say who was faster, and what they decided."""
    if isinstance(row, Suggestion):
        row.refresh_from_db()
        name = str(row.decided_by) if row.decided_by else _("Somebody")
        if row.status == Suggestion.Status.APPROVED:
            return _("%(name)s approved this already.") % {"name": name}
        return _("%(name)s rejected this already.") % {"name": name}
    call = row.platform_calls.filter(verb__in=queue.ENDS).select_related("user").order_by("-pk").first()
    name = str(call.user) if call and call.user else _("Somebody")
    return _("%(name)s has dealt with this message already.") % {"name": name}


def _messages(workspace: Workspace, ids: Iterable[int]) -> list[Message]:
    rows = Message.objects.filter(workspace=workspace, pk__in=list(ids)).select_related("workspace", *LOADED)
    return list(rows.order_by("pk"))


def _suggestions(workspace: Workspace, ids: Iterable[int]) -> list[Suggestion]:
    rows = Suggestion.objects.filter(workspace=workspace, pk__in=list(ids))
    related = ("version", "decided_by", *(f"message__{name}" for name in LOADED))
    return list(rows.select_related(*related).order_by("message_id", "version_id", "position"))


def _numbers(texts: Iterable[str]) -> list[int]:
    return list(dict.fromkeys(number for text in texts if (number := number_in(text))))[:MOST_AT_ONCE]

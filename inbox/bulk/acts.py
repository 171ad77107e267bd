"""What can be done with several conversations at once, and what takes it back: one table.

A selection on the screen and a run over all that match use the same entries. An act never fails as a
whole because of one conversation: each has its result, which holds what undoing it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import Actor
from inbox.bulk import blocking, changes
from inbox.bulk.shown import without_theirs
from inbox.models import BulkItem, Conversation
from inbox.services import Refused

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Outcome = BulkItem.Outcome
Values = Mapping[str, Any]
Before = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an act on one conversation. `before` is what `undo` needs, storable as JSON."""

    pk: int
    outcome: BulkItem.Outcome
    detail: str = ""
    before: Before = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BulkAct:
    """One act. `is_outward` says that the public sees it: it changes something on the platform.

    `change` returns by conversation what it was, or why it is refused; who is not there was so already.
    `restore` brings one back and returns whether there was anything to undo. Raises Refused.
    """

    label: StrPromise
    change: Callable[[list[Conversation], Values, Actor], Mapping[int, Before | str]]
    restore: Callable[[Conversation, Before, Actor], bool]
    is_outward: bool = False

    def run(self, conversations: list[Conversation], values: Values, by: Actor) -> list[Result]:
        """Do it; return a result for each conversation, in their order. All are of one workspace.

        `values`: snooze {"until": ISO time}, assign {"assignee": id or None}, label and unlabel
        {"label": name}; hide, spam, block and unblock {"messages": [ids]}, and exactly those are meant:
        a conversation with none of theirs among them is refused. Without, each one's newest.
        """
        try:
            with transaction.atomic():
                changes.lock(conversations)
                missed = without_theirs(conversations, values) if self.is_outward else {}
                fit = [each for each in conversations if each.pk not in missed]
                changed = {**self.change(fit, values, by), **missed}
        except Refused as refused:
            return [Result(each.pk, Outcome.REFUSED, refused.detail) for each in conversations]
        return [_result(each.pk, changed.get(each.pk)) for each in conversations]

    def undo(self, items: Iterable[tuple[Conversation, Before]], by: Actor) -> list[Result]:
        """Take it back where nobody changed it since; a result for each, in their order."""
        return [self._undo(conversation, before, by) for conversation, before in items]

    def _undo(self, conversation: Conversation, before: Before, by: Actor) -> Result:
        try:
            with transaction.atomic():
                changes.lock([conversation])
                is_undone = self.restore(conversation, before, by)
        except Refused as refused:
            return Result(conversation.pk, Outcome.REFUSED, refused.detail)
        return Result(conversation.pk, Outcome.UNDONE if is_undone else Outcome.UNCHANGED)


def _result(pk: int, change: Before | str | None) -> Result:
    if change is None:
        return Result(pk, Outcome.UNCHANGED)
    if isinstance(change, str):
        return Result(pk, Outcome.REFUSED, change)
    return Result(pk, Outcome.DONE, before=change)


ACTS: dict[str, BulkAct] = {
    "resolve": BulkAct(gettext_lazy("Resolve"), changes.resolve, changes.restore_status),
    "reopen": BulkAct(gettext_lazy("Reopen"), changes.reopen, changes.restore_status),
    "pending": BulkAct(gettext_lazy("Set to pending"), changes.set_pending, changes.restore_status),
    "snooze": BulkAct(gettext_lazy("Snooze"), changes.snooze, changes.restore_status),
    "assign": BulkAct(gettext_lazy("Assign"), changes.assign, changes.restore_assignee),
    "label": BulkAct(gettext_lazy("Label"), changes.label, changes.take_label_off),
    "unlabel": BulkAct(gettext_lazy("Take the label off"), changes.unlabel, changes.put_label_back),
    "hide": BulkAct(gettext_lazy("Hide"), changes.hide, changes.show_again, is_outward=True),
    "spam": BulkAct(gettext_lazy("Mark as spam"), changes.mark_spam, changes.unmark_spam, is_outward=True),
    "block": BulkAct(gettext_lazy("Block the author"), blocking.block, blocking.let_write, is_outward=True),
    "unblock": BulkAct(gettext_lazy("Unblock the author"), blocking.unblock, blocking.block_again),
}


def said(results: Iterable[Result]) -> str:
    """Return why some were refused, each reason once with how many; "" when none was."""
    reasons: dict[str, int] = {}
    for result in results:
        if result.outcome == Outcome.REFUSED:
            reasons[result.detail] = reasons.get(result.detail, 0) + 1
    return " ".join(
        detail if number == 1 else _("%(number)s ×: %(detail)s") % {"number": number, "detail": detail}
        for detail, number in reasons.items()
    )

"""The saved replies that a person is offered for one message, filled in for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from accounts.models import User
from inbox.models import Message, PlatformCall, SavedReply
from inbox.services.saved_replies import MOST_SAVED_REPLIES
from inbox.variables import render, unfilled_in, values_for

LATELY = timedelta(minutes=10)
MOST_TEXTS = 200
_IN_VAIN = (PlatformCall.Status.FAILED, PlatformCall.Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Offer:
    """One saved reply. `warning` says that the same text went out under this post a moment ago."""

    id: int
    name: str
    text: str
    is_private_only: bool
    used: int
    warning: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def offers_for(message: Message, user: User, *, is_private: bool, now: datetime) -> list[Offer]:
    """Return what can be answered to a message, the most used first. In public none that is private only."""
    rows = SavedReply.objects.filter(workspace=message.workspace_id).order_by("-used_count", "name")
    if not is_private:
        rows = rows.filter(is_private_only=False)
    values, sent = values_for(message, user), _sent_lately(message, now)
    return [_offer(row, _filled(row.text, values), sent, now) for row in rows[:MOST_SAVED_REPLIES]]


def _filled(text: str, values: dict[str, str]) -> str:
    """Fill in what is known. The short addresses of links are a rule's: they stay to be seen."""
    kept = {name: f"{{{{{name}}}}}" for name in unfilled_in(text) if name not in values}
    return render(text, values | kept)


def _offer(row: SavedReply, text: str, sent: dict[str, datetime], now: datetime) -> Offer:
    warning = ""
    if text in sent:
        ago = timesince(sent[text], now, depth=1) if now - sent[text] >= timedelta(minutes=1) else ""
        warning = _("The same text was used under this post %(time)s ago.") % {"time": ago}
        warning = warning if ago else _("The same text was used under this post a moment ago.")
    return Offer(row.pk, row.name, text, row.is_private_only, row.used_count, warning)


def _sent_lately(message: Message, now: datetime) -> dict[str, datetime]:
    """Return the texts that went out under the same post lately, or are about to, and when."""
    post_id = message.conversation.post_id
    if post_id is None:
        return {}
    calls = PlatformCall.objects.filter(
        workspace=message.workspace_id,
        conversation__post=post_id,
        verb=PlatformCall.Verb.REPLY,
        created_at__gte=now - LATELY,
    ).exclude(status__in=_IN_VAIN)
    rows = calls.order_by("-created_at").values_list("text", "created_at")
    return dict(reversed(list(rows[:MOST_TEXTS])))

"""One more action on conversations, put there from above: the inbox does not know rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.scoped_admin import ScopedAdmin
from automation.decide import decide_again
from automation.models import Mode
from inbox.admin.bulk import ask, form_data
from inbox.admin.conversations import ConversationAdmin
from inbox.admin.shown import counted, report, take
from inbox.admin.triage_actions import chosen_of
from inbox.models import Channel, Conversation, Message

MOST_MESSAGES = 1_000


class RerunForm(forms.Form):
    at_most = forms.ChoiceField(
        label="How far may they go?",
        widget=forms.RadioSelect(attrs={"class": "radiolist"}),
        choices=[
            (Mode.LIVE.value, "As far as each rule’s mode allows: live rules act"),
            (Mode.SUGGEST.value, "At most suggest: a person approves each act"),
        ],
        initial=Mode.LIVE.value,
    )


@admin.action(description="Run the rules again…", permissions=["act"])
def rerun_rules(
    model_admin: ScopedAdmin, request: HttpRequest, queryset: QuerySet[Conversation]
) -> HttpResponse | None:
    chosen = chosen_of(request, queryset)
    form = RerunForm(form_data(request))
    if not form.is_valid():
        title = "Run the rules again"
        explains = (
            f"The rules as they are now look at what people wrote in {counted(len(chosen), 'conversation')}. "
            "A rule that acted on a message does not act on it again, and a message that these very rules "
            "have decided on is left alone."
        )
        return ask(model_admin, request, chosen, form, action="rerun_rules", title=title, explains=explains)
    messages = _messages(request, chosen)
    number = rerun(messages, at_most=Mode(form.cleaned_data["at_most"]))
    model_admin.record(request, "rerun_rules", chosen)
    report(request, f"{counted(len(messages), 'message')} looked at: {counted(number, 'new decision')}.")
    return None


def _messages(request: HttpRequest, chosen: Sequence[Any]) -> list[Message]:
    rows = Message.objects.inbound().filter(conversation__in=chosen).order_by("-sent_at", "-pk")
    return take(request, rows.only("pk", "channel_id"), MOST_MESSAGES, "message")


def rerun(messages: Sequence[Message], *, at_most: Mode) -> int:
    """Decide again, channel by channel; return how many new decisions there are."""
    by_channel: dict[int, list[int]] = defaultdict(list)
    for message in messages:
        by_channel[message.channel_id].append(message.pk)
    channels = Channel.objects.in_bulk(by_channel)
    now = timezone.now()
    return sum(
        decide_again(channels[channel_id], ids, now=now, at_most=at_most)
        for channel_id, ids in by_channel.items()
    )


ConversationAdmin.actions.append(rerun_rules)

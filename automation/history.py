"""What the database knows about the people and texts of a batch of messages.

Every question is asked once for the whole batch, and only when a rule asks. "Earlier" and
"within" are counted back from each message's own moment, so that history can be replayed.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property, lru_cache

from django.db.models import Count, Q

from automation.engine.extract import extract
from automation.engine.text import views_of
from automation.models import Suggestion
from inbox.models import ContactLabel, ConversationLabel, Message, PlatformCall, PostLabel

Visibility = Message.Visibility
# A raid is recognised long before so many texts are compared.
MOST_TEXTS = 5_000
LONGEST_COMPARED = 500
Moments = Mapping[int, Sequence[datetime]]


class History:
    """Answers about one batch of messages of one workspace."""

    def __init__(self, messages: Sequence[Message], workspace_id: int) -> None:
        self._messages = messages
        self._workspace_id = workspace_id
        self._texts: dict[int, Mapping[str, Sequence[tuple[datetime, int | None]]]] = {}
        self._rates: dict[int, Moments] = {}

    @cached_property
    def _people(self) -> set[int]:
        return {message.identity_id for message in self._messages if message.identity_id}

    @cached_property
    def _threads(self) -> set[int]:
        return {message.conversation_id for message in self._messages}

    @cached_property
    def _earliest(self) -> datetime:
        return min(message.sent_at for message in self._messages)

    @cached_property
    def _latest(self) -> datetime:
        return max(message.sent_at for message in self._messages)

    def earlier_messages(self, message: Message) -> int:
        """Return how many messages the author had written before this one."""
        return self._before_batch.get(message.identity_id or 0, 0) + _count_before(
            self._in_batch.get(message.identity_id or 0, ()), message.sent_at
        )

    @cached_property
    def _before_batch(self) -> Mapping[int, int]:
        mine = Message.objects.filter(identity__in=self._people, is_own=False, sent_at__lt=self._earliest)
        return dict(mine.order_by().values_list("identity").annotate(Count("pk")))

    @cached_property
    def _in_batch(self) -> Moments:
        return _moments(
            Message.objects.filter(
                identity__in=self._people, is_own=False, sent_at__range=(self._earliest, self._latest)
            ).values_list("identity_id", "sent_at")
        )

    def earlier_hidden(self, message: Message) -> int:
        """Return how many of the author's earlier messages are hidden or held."""
        return _count_before(self._hidden.get(message.identity_id or 0, ()), message.sent_at)

    @cached_property
    def _hidden(self) -> Moments:
        hidden = Message.objects.filter(
            identity__in=self._people,
            visibility__in=[Visibility.HIDDEN, Visibility.HELD],
            sent_at__lte=self._latest,
        )
        return _moments(hidden.order_by("-sent_at").values_list("identity_id", "sent_at")[:MOST_TEXTS])

    def rate(self, message: Message, minutes: int) -> int:
        """Return how many messages the author wrote in the last minutes, this one included."""
        if minutes not in self._rates:
            since = self._earliest - timedelta(minutes=minutes)
            rows = Message.objects.filter(
                identity__in=self._people, is_own=False, sent_at__range=(since, self._latest)
            )
            self._rates[minutes] = _moments(
                rows.order_by("-sent_at").values_list("identity_id", "sent_at")[:MOST_TEXTS]
            )
        moments = self._rates[minutes].get(message.identity_id or 0, ())
        since = message.sent_at - timedelta(minutes=minutes)
        return sum(1 for at in moments if since < at <= message.sent_at)

    def same_text(self, message: Message, *, by_others: bool, is_near: bool, minutes: int) -> int:
        """Return how many others wrote the same lately; or how often the author did before."""
        key = likeness(message.text, is_near=is_near)
        if not key:
            return 0
        since = message.sent_at - timedelta(minutes=minutes)
        alike = [
            author
            for at, author in self._alike(minutes, is_near).get(key, ())
            if since < at <= message.sent_at
        ]
        if by_others:
            return len({author for author in alike if author != message.identity_id})
        return max(sum(1 for author in alike if author == message.identity_id) - 1, 0)

    def _alike(self, minutes: int, is_near: bool) -> Mapping[str, Sequence[tuple[datetime, int | None]]]:
        place = minutes * 2 + is_near
        if place not in self._texts:
            since = self._earliest - timedelta(minutes=minutes)
            rows = Message.objects.filter(
                workspace=self._workspace_id, is_own=False, sent_at__range=(since, self._latest)
            ).order_by("-sent_at", "-pk")
            found: dict[str, list[tuple[datetime, int | None]]] = defaultdict(list)
            for text, at, author in rows.values_list("text", "sent_at", "identity_id")[:MOST_TEXTS]:
                found[likeness(text, is_near=is_near)].append((at, author))
            self._texts[place] = found
        return self._texts[place]

    @cached_property
    def answered_by_person(self) -> set[int]:
        """The conversations in which one of us wrote by hand."""
        by_hand = Message.objects.filter(conversation__in=self._threads, is_own=True)
        by_hand = by_hand.exclude(sent_by_call__actor="rule")
        return set(by_hand.order_by().values_list("conversation_id", flat=True).distinct())

    @cached_property
    def answered_by_rule(self) -> set[int]:
        sent = PlatformCall.objects.filter(
            conversation__in=self._threads, actor="rule", verb__in=PlatformCall.SENDS
        ).exclude(Q(status="failed") | Q(status="cancelled"))
        return set(sent.order_by().values_list("conversation_id", flat=True).distinct())

    @cached_property
    def with_suggestion(self) -> set[int]:
        waiting = Suggestion.objects.filter(
            message__conversation__in=self._threads, status=Suggestion.Status.PENDING
        )
        return set(waiting.order_by().values_list("message__conversation_id", flat=True).distinct())

    @cached_property
    def labels(self) -> Mapping[int, set[str]]:
        """Label names by conversation."""
        return _grouped(
            ConversationLabel.objects.filter(conversation__in=self._threads).values_list(
                "conversation_id", "label__name"
            )
        )

    @cached_property
    def contact_labels(self) -> Mapping[int, set[str]]:
        contacts = {m.identity.contact_id for m in self._messages if m.identity}
        return _grouped(
            ContactLabel.objects.filter(contact__in=contacts).values_list("contact_id", "label__name")
        )

    @cached_property
    def post_labels(self) -> Mapping[int, set[str]]:
        posts = {m.conversation.post_id for m in self._messages if m.conversation.post_id}
        return _grouped(PostLabel.objects.filter(post__in=posts).values_list("post_id", "label__name"))

    @cached_property
    def parents(self) -> Mapping[tuple[int, str], str]:
        """Texts of the comments that are answered, by channel and id on the platform."""
        wanted = {m.parent_id for m in self._messages if m.parent_id}
        rows = Message.objects.filter(
            channel__in={m.channel_id for m in self._messages}, external_id__in=wanted
        )
        return {
            (channel, external_id): text
            for channel, external_id, text in rows.values_list("channel_id", "external_id", "text")
        }


def _moments(rows: Iterable[tuple[int | None, datetime]]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = defaultdict(list)
    for identity, at in rows:
        if identity:
            found[identity].append(at)
    for moments in found.values():
        moments.sort()
    return found


def _count_before(moments: Sequence[datetime], at: datetime) -> int:
    return bisect_left(moments, at)


def _grouped(rows: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for pk, name in rows:
        found[pk].add(name)
    return found


@lru_cache(maxsize=10_000)
def likeness(text: str, *, is_near: bool) -> str:
    """Return what two texts share that say the same; empty for a text without letters.

    Near: only the letters count, not who is named, what is linked, numbers, or how often a letter
    is repeated.
    """
    text = text[:LONGEST_COMPARED]
    if is_near:
        found = extract(text)
        taken = sorted([*found.mentions, *(link.span for link in found.links)])
        for start, end in reversed(taken):
            text = text[:start] + text[end:]
    folded = views_of(text).folded.text
    letters = [c for c in folded if unicodedata.category(c)[0] == "L"]
    if not is_near:
        return folded.strip() if letters else ""
    return "".join(c for c, before in zip(letters, ["", *letters], strict=False) if c != before)

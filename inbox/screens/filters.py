"""Which conversations a list shows. Everything lives in the address, so that it can be shared and kept."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User, Workspace
from inbox import search
from inbox.models import Conversation, ConversationLabel, Message
from inbox.screens.listing import number_in
from inbox.screens.offers import offers
from inbox.screens.ordering import NEWEST, ORDERS, Order
from inbox.screens.views import DEFAULT, REOPEN, RESOLVE, View, among, named, with_sentiment
from inbox.similar import similar_in
from platforms.base import Kind
from platforms.registry import CONNECTORS

ME, NOBODY = "me", "none"
LONGEST_NAME = 60
LONGEST_SEARCH = 200
MOST_HOURS = 24 * 365
LETTERS = 2


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to, and in which order it stands.

    `waiting` is in hours; `assignee` an id, `me` or `none`; `language` two letters; `sentiment` of a message
    of theirs; `similar` a message whose near-duplicates are in it. What `rule` finds is the business of
    whoever offers it.
    """

    view: str = DEFAULT.name
    kind: str = ""
    channel: int = 0
    platform: str = ""
    status: str = ""
    label: str = ""
    assignee: str = ""
    waiting: int = 0
    post: int = 0
    language: str = ""
    sentiment: str = ""
    rule: int = 0
    similar: int = 0
    q: str = ""
    sort: str = NEWEST.name

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """Return the filters in an address; what is not understood filters nothing."""
        texts = {field.name: query.get(field.name, "").replace("\0", "") for field in fields(cls)}
        return cls(
            view=texts["view"] if named(texts["view"]) else DEFAULT.name,
            kind=_known(texts["kind"], {kind.value for kind in Kind}),
            channel=number_in(texts["channel"]),
            platform=_known(texts["platform"], CONNECTORS),
            status=_known(texts["status"], Conversation.Status.values),
            label=texts["label"][:LONGEST_NAME],
            assignee=_known(texts["assignee"], {ME, NOBODY}) or _number_text(texts["assignee"]),
            waiting=min(number_in(texts["waiting"]), MOST_HOURS),
            post=number_in(texts["post"]),
            language=texts["language"][:LETTERS],
            sentiment=_known(texts["sentiment"], Message.Sentiment.values),
            rule=number_in(texts["rule"]),
            similar=number_in(texts["similar"]),
            q=texts["q"][:LONGEST_SEARCH].strip(),
            sort=_known(texts["sort"], ORDERS) or NEWEST.name,
        )

    @property
    def place(self) -> View:
        return named(self.view) or DEFAULT

    @property
    def order(self) -> Order:
        return ORDERS[self.sort]

    @property
    def query(self) -> str:
        """Return these filters for an address, with the question mark when there are any."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        chosen = {name: value for name, value in values.items() if value and (name, value) not in _PLAIN}
        return f"?{urlencode(chosen)}" if chosen else ""

    @property
    def pairs(self) -> list[tuple[str, str | int]]:
        """What a form keeps when it looks for something else: all filters but the words."""
        values = [(field.name, getattr(self, field.name)) for field in fields(self)]
        return [(name, value) for name, value in values if value and name != "q"]

    @property
    def everywhere(self) -> Filters:
        """The same words in all conversations."""
        return Filters(view="all", q=self.q)

    @property
    def leaves(self) -> str:
        """The act that takes a conversation out of this list: resolve, reopen or none."""
        if not self.status:
            return self.place.leaves
        return REOPEN if self.status == Conversation.Status.RESOLVED else RESOLVE

    @property
    def chosen(self) -> set[str]:
        """The names of what is narrowed by the panel: all but the view, the kind and the channel."""
        return {name for name in PANEL if getattr(self, name)}

    @property
    def unnarrowed(self) -> Filters:
        """The same list without what the panel narrows; the words that are sought stay."""
        plain = Filters()
        return self.but(**{name: getattr(plain, name) for name in PANEL})

    def but(self, **changes: str | int) -> Filters:
        return replace(self, **changes)  # type: ignore[arg-type]  # names and types are the fields'

    def apply(
        self, workspace: Workspace, user: User, *, now: datetime | None = None
    ) -> QuerySet[Conversation]:
        """Return the conversations of a workspace that this person's list shows, in its order."""
        rows = self.place.narrow(Conversation.objects.filter(workspace=workspace), workspace, user)
        same = ("kind", "channel", "status", "post", "language")
        rows = rows.filter(**{name: value for name in same if (value := getattr(self, name))})
        if self.q:
            rows = search.narrow(rows, workspace, self.q)
        if self.platform:
            rows = rows.filter(channel__in=workspace.channels.filter(platform=self.platform))
        if self.waiting:
            rows = rows.filter(waiting_since__lt=(now or timezone.now()) - timedelta(hours=self.waiting))
        rows = self._of_messages(self._of_assignee(rows, user), workspace)
        return self.order.arrange(rows)

    def _of_messages(self, rows: QuerySet[Conversation], workspace: Workspace) -> QuerySet[Conversation]:
        """Narrow by what hangs on a conversation: labels, and what was said and done in it."""
        if self.label:
            links = ConversationLabel.objects.filter(label__workspace=workspace, label__name=self.label)
            rows = among(rows, links.order_by().values("conversation"))
        if self.similar:
            group = similar_in(workspace, self.similar)
            rows = rows.filter(pk__in={each.conversation for each in group})
        if self.sentiment:
            rows = among(rows, with_sentiment(workspace, self.sentiment).values("conversation"))
        for offer in offers():
            if pk := getattr(self, offer.name):
                rows = offer.narrow(rows, workspace, pk)
        return rows

    def _of_assignee(self, rows: QuerySet[Conversation], user: User) -> QuerySet[Conversation]:
        if not self.assignee:
            return rows
        pk = {ME: user.pk, NOBODY: None}.get(self.assignee, number_in(self.assignee))
        return rows.filter(assignee=pk)


_PLAIN = (("view", DEFAULT.name), ("sort", NEWEST.name))
PANEL = ("platform", "status", "label", "assignee", "waiting", "post", "language", "sentiment", "rule")


def _known(text: str, names: object) -> str:
    return text if text in names else ""  # type: ignore[operator]  # any container of names


def _number_text(text: str) -> str:
    number = number_in(text)
    return str(number) if number else ""

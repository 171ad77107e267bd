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
from inbox.models import Conversation, ConversationLabel
from inbox.screens.listing import number_in
from inbox.screens.views import BY_NAME, DEFAULT, REOPEN, RESOLVE, View
from platforms.base import Kind
from platforms.registry import CONNECTORS

ME, NOBODY = "me", "none"
LONGEST_NAME = 60
LONGEST_SEARCH = 200
MOST_HOURS = 24 * 365


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. `waiting` is in hours; `assignee` an id, `me` or `none`."""

    view: str = DEFAULT.name
    kind: str = ""
    channel: int = 0
    platform: str = ""
    status: str = ""
    label: str = ""
    assignee: str = ""
    waiting: int = 0
    post: int = 0
    q: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Filters:
        """Return the filters in an address; what is not understood filters nothing."""
        texts = {field.name: query.get(field.name, "") for field in fields(cls)}
        return cls(
            view=_known(texts["view"], BY_NAME) or DEFAULT.name,
            kind=_known(texts["kind"], {kind.value for kind in Kind}),
            channel=number_in(texts["channel"]),
            platform=_known(texts["platform"], CONNECTORS),
            status=_known(texts["status"], Conversation.Status.values),
            label=texts["label"][:LONGEST_NAME].replace("\0", ""),
            assignee=_known(texts["assignee"], {ME, NOBODY}) or _number_text(texts["assignee"]),
            waiting=min(number_in(texts["waiting"]), MOST_HOURS),
            post=number_in(texts["post"]),
            q=texts["q"][:LONGEST_SEARCH].replace("\0", "").strip(),
        )

    @property
    def place(self) -> View:
        return BY_NAME[self.view]

    @property
    def query(self) -> str:
        """Return these filters for an address, with the question mark when there are any."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        chosen = {name: value for name, value in values.items() if value and (name, value) != _PLAIN}
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

    def but(self, **changes: str | int) -> Filters:
        return replace(self, **changes)  # type: ignore[arg-type]  # names and types are the fields'

    def apply(
        self, workspace: Workspace, user: User, *, now: datetime | None = None
    ) -> QuerySet[Conversation]:
        """Return the conversations of a workspace that this person's list shows."""
        rows = self.place.narrow(Conversation.objects.filter(workspace=workspace), workspace, user)
        plain = {"kind": self.kind, "channel": self.channel, "status": self.status, "post": self.post}
        rows = rows.filter(**{name: value for name, value in plain.items() if value})
        if self.q:
            rows = search.narrow(rows, workspace, self.q)
        if self.platform:
            rows = rows.filter(channel__platform=self.platform)
        if self.label:
            links = ConversationLabel.objects.filter(label__workspace=workspace, label__name=self.label)
            rows = rows.filter(pk__in=links.values("conversation"))
        if self.waiting:
            rows = rows.filter(waiting_since__lt=(now or timezone.now()) - timedelta(hours=self.waiting))
        return self._of_assignee(rows, user)

    def _of_assignee(self, rows: QuerySet[Conversation], user: User) -> QuerySet[Conversation]:
        if not self.assignee:
            return rows
        pk = {ME: user.pk, NOBODY: None}.get(self.assignee, number_in(self.assignee))
        return rows.filter(assignee=pk)


_PLAIN = ("view", DEFAULT.name)
PANEL = ("platform", "status", "label", "assignee", "waiting", "post")


def _known(text: str, names: object) -> str:
    return text if text in names else ""  # type: ignore[operator]  # any container of names


def _number_text(text: str) -> str:
    number = number_in(text)
    return str(number) if number else ""

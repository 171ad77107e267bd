"""Where one can go from the list: views, saved views, kinds and channels; and what narrows it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.models import User, Workspace
from inbox.access import Visit
from inbox.models import Channel, Conversation, Label, Message, Post, SavedView
from inbox.screens.filters import ME, NOBODY, Filters
from inbox.screens.listing import MOST_COUNTED
from inbox.screens.offers import offers
from inbox.screens.ordering import ORDERS
from inbox.screens.views import views
from platforms.registry import CONNECTORS

MOST_CHOICES = 200
WAITING_HOURS = (1, 4, 24, 72)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    filters: Filters
    is_current: bool
    icon: str = ""
    keys: str = ""
    counted: str = ""


@dataclass(frozen=True, slots=True)
class ChannelLink:
    channel: Channel | None
    filters: Filters
    is_current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One list of the filter panel: its name in the address, and what can be chosen there."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


def view_links(filters: Filters) -> list[Link]:
    """Return a link to every view. What the panel narrows is kept out: a view is the whole of it."""
    return [
        Link(
            label=str(view.label),
            filters=Filters(view=view.name, kind=filters.kind, channel=filters.channel, sort=filters.sort),
            is_current=filters.view == view.name,
            icon=view.icon,
            keys=view.keys,
            counted=view.name if view.is_counted else "",
        )
        for view in views()
    ]


def saved_links(visit: Visit, filters: Filters) -> list[tuple[SavedView, bool]]:
    """Return the saved views of this person and the shared ones, and whether each is what is shown."""
    theirs = Q(user=visit.user) | Q(is_shared=True)
    views = SavedView.objects.filter(theirs, workspace=visit.workspace).select_related("user")
    return [(view, f"?{view.query}" == (filters.query or "?")) for view in views[:MOST_CHOICES]]


def kind_links(filters: Filters) -> list[Link]:
    kinds = [("", _("All")), ("comment", _("Comments")), ("direct", _("DMs"))]
    return [Link(label, filters.but(kind=kind), is_current=filters.kind == kind) for kind, label in kinds]


def channel_links(filters: Filters, channels: list[Channel]) -> list[ChannelLink]:
    """Return a link to all channels, then one to each."""
    links: list[Channel | None] = [None, *channels]
    return [
        ChannelLink(channel, filters.but(channel=pk), is_current=filters.channel == pk)
        for channel in links
        for pk in [channel.pk if channel else 0]
    ]


def order_links(filters: Filters) -> list[Link]:
    return [
        Link(str(order.label), filters.but(sort=order.name), filters.sort == order.name, keys=order.keys)
        for order in ORDERS.values()
    ]


def title_of(filters: Filters) -> str:
    return _("Similar") if filters.similar else str(filters.place.label)


def choices_for(visit: Visit, filters: Filters) -> list[Choice]:
    """Return the lists of the filter panel, each with what is chosen there."""
    workspace = visit.workspace
    found = [
        Choice(
            "status",
            _("Status"),
            [(value, str(label)) for value, label in Conversation.Status.choices],
            filters.status,
        ),
        Choice("assignee", _("Assignee"), _people(visit), filters.assignee),
        Choice("label", _("Label"), _labels(visit), filters.label),
        Choice("platform", _("Platform"), _platforms(), filters.platform),
        Choice("waiting", _("Waiting longer than"), _hours(), str(filters.waiting or "")),
        Choice("language", _("Language"), _languages(workspace, filters.language), filters.language),
        Choice(
            "sentiment",
            _("Sentiment"),
            [(value, str(label)) for value, label in Message.Sentiment.choices],
            filters.sentiment,
        ),
    ]
    for offer in offers():
        chosen = str(getattr(filters, offer.name) or "")
        found.append(Choice(offer.name, str(offer.label), offer.choices(workspace), chosen))
    post = Post.objects.filter(workspace=workspace, pk=filters.post).first() if filters.post else None
    if post:
        found.append(Choice("post", _("Post"), [(str(post.pk), str(post))], str(post.pk)))
    return found


def _people(visit: Visit) -> list[tuple[str, str]]:
    members = User.objects.filter(memberships__workspace=visit.workspace).exclude(pk=visit.user.pk)
    others = [(str(user.pk), str(user)) for user in members.order_by("name", "email")[:MOST_CHOICES]]
    return [(ME, _("Me")), (NOBODY, _("Nobody")), *others]


def _labels(visit: Visit) -> list[tuple[str, str]]:
    names = Label.objects.filter(workspace=visit.workspace).values_list("name", flat=True)[:MOST_CHOICES]
    return [(name, name) for name in names]


def _platforms() -> list[tuple[str, str]]:
    return [(slug, connector.name) for slug, connector in CONNECTORS.items()]


def _languages(workspace: Workspace, chosen: str) -> list[tuple[str, str]]:
    """Return the languages of the newest conversations, which tell enough, and the chosen one."""
    newest = Conversation.objects.filter(workspace=workspace).values("language")[:MOST_COUNTED]
    codes = {row["language"] for row in newest} | {chosen}
    return sorted(((code, language_name(code)) for code in codes if code), key=itemgetter(1))


def language_name(code: str) -> str:
    """Return a language's name in the language of the page; its code for one that Django does not know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _hours() -> list[tuple[str, str]]:
    return [(str(hours), _("%(n)d h") % {"n": hours}) for hours in WAITING_HOURS]


def read_query(query: str) -> Filters:
    """Return the filters that a saved query names."""
    return Filters.read(QueryDict(query.removeprefix("?")))

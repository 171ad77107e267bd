"""Where one can go from the list: views, kinds and channels, each with the other filters kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from inbox.models import Channel
from inbox.screens.listing import Filters


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    filters: Filters
    is_current: bool
    icon: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class ChannelLink:
    channel: Channel | None
    filters: Filters
    is_current: bool


def view_links(filters: Filters) -> list[Link]:
    views = [
        ("open", _("Inbox"), "inbox", "g i"),
        ("resolved", _("Resolved"), "check-check", "g d"),
        ("all", _("All conversations"), "layers", "g l"),
    ]
    return [
        Link(label, filters.but(view=view), is_current=filters.view == view, icon=icon, keys=keys)
        for view, label, icon, keys in views
    ]


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


def title_of(filters: Filters) -> str:
    return next(link.label for link in view_links(filters) if link.is_current)

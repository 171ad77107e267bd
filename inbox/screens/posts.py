"""A post as it stands above its comments: what the platform counts of it, and what follows from that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from inbox.models import Post, PostThumbnail


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the platform's counts."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class Rate:
    """The engagement rate, and in words how it is found."""

    percent: str
    formula: str


@dataclass(frozen=True, slots=True)
class Card:
    post: Post
    measures: Sequence[Measure]
    rate: Rate | None
    has_picture: bool


def card_of(post: Post) -> Card:
    """Return what is shown of a post. The picture itself stays in the database: one small query."""
    pictures = PostThumbnail.objects.filter(post=post).exclude(content_type="")
    return Card(post, measures_of(post), rate_of(post), pictures.exists())


def measures_of(post: Post) -> list[Measure]:
    """Return what the platform told, in the order of the card; nothing for what it did not tell."""
    told = (
        (_("Likes"), post.likes),
        (_("Comments"), post.comments),
        (_("Shares"), post.shares),
        (_("Views"), post.views),
        (_("Reach"), post.reach),
    )
    return [Measure(label, number) for label, number in told if number is not None]


def rate_of(post: Post) -> Rate | None:
    """Return likes, comments and shares as a share of the reach, or else of the views.

    None where the platform tells neither, or none of the three.
    """
    reactions = [number for number in (post.likes, post.comments, post.shares) if number is not None]
    whole = post.reach or post.views
    if not reactions or not whole:
        return None
    formula = (
        _("(likes + comments + shares) ÷ reach") if post.reach else _("(likes + comments + shares) ÷ views")
    )
    return Rate(f"{number_format(100 * sum(reactions) / whole, 1)} %", formula)

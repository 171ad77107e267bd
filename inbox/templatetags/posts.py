"""Posts on the pages."""

from __future__ import annotations

from django import template

from inbox.models import Post
from inbox.screens.posts import Card, card_of

register = template.Library()


@register.simple_tag
def post_card(post: Post) -> Card:
    """Return what is shown of a post above its comments."""
    return card_of(post)

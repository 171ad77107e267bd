from __future__ import annotations

from django import template

from inbox.screens.possible import Possible, possible_with
from inbox.screens.thread import Item

register = template.Library()


@register.simple_tag
def possible(item: Item) -> Possible:
    """Return what can be done with the message of this item."""
    return possible_with(item)

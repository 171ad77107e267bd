"""Filters of the list that only a higher layer knows how to apply: it offers them when it is ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.models import Workspace
from inbox.models import Conversation

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Offer:
    """`name` is a field of `Filters` that holds an id; `choices` are ids, as texts, with their names."""

    name: str
    label: StrPromise
    choices: Callable[[Workspace], list[tuple[str, str]]]
    narrow: Callable[[QuerySet[Conversation], Workspace, int], QuerySet[Conversation]]


_offers: dict[str, Offer] = {}


def add(offer: Offer) -> None:
    _offers[offer.name] = offer


def offers() -> tuple[Offer, ...]:
    return tuple(_offers.values())

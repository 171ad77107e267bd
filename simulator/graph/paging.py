"""Cursor paging. A cursor names the last item seen, so new items never shift a page."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlencode

from simulator.graph.errors import invalid
from simulator.graph.request import TOKEN, GraphRequest
from simulator.model import Json

Item = TypeVar("Item")


def page(
    call: GraphRequest,
    items: Sequence[Item],
    *,
    key: Callable[[Item], str],
    show: Callable[[Item], Json],
    newest_first: bool = True,
) -> Json:
    """The asked page of an edge. Ids grow with time, so an item that has gone still has its place."""
    rest = items
    if after := call.text("after"):
        last = _decode(after)
        rest = [item for item in items if (key(item) < last if newest_first else key(item) > last)]
    shown = rest[: call.limit]
    answer = listing(shown, key=key, show=show)
    paging = answer.get("paging")
    if isinstance(paging, dict) and len(rest) > len(shown):
        paging["next"] = _next_url(call, cursor(key(shown[-1])))
    return answer


def listing(shown: Sequence[Item], *, key: Callable[[Item], str], show: Callable[[Item], Json]) -> Json:
    """Items with the cursors around them."""
    answer: Json = {"data": [show(item) for item in shown]}
    if shown:
        answer["paging"] = {"cursors": {"before": cursor(key(shown[0])), "after": cursor(key(shown[-1]))}}
    return answer


def cursor(item_id: str) -> str:
    """An opaque text for a place in a list."""
    return urlsafe_b64encode(item_id.encode()).decode().rstrip("=")


def _decode(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError as error:
        raise invalid("Invalid cursors values") from error


def _next_url(call: GraphRequest, after: str) -> str:
    asked = {name: call.text(name) for name in call.params if name not in ("after", "before", TOKEN)}
    return f"{call.base}?{urlencode(asked | {'after': after})}"

"""Who else looks at a conversation, or answers it: `/w/<slug>/presence/`.

It lives in Redis and nowhere else. A page says where it is every few seconds; who said nothing for
`SECONDS` is gone. When Redis is away nobody is shown.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import redis
import structlog
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.views.decorators.http import require_POST

from accounts.models import Membership
from inbox import live
from inbox.access import Request, Visit, members_only
from inbox.models import Conversation
from inbox.screens.listing import number_in

log = structlog.get_logger(__name__)
SECONDS = 20
MOST_PAGES = 100
DOINGS = ("looking", "answering")
PAGE = re.compile(r"[0-9a-f]{16}")  # a name that each page gives itself
Person = dict[str, object]


@dataclass(frozen=True, slots=True)
class Spot:
    """A conversation as Redis knows it. `now` is in seconds since 1970."""

    workspace_id: int
    pk: int
    now: float

    @property
    def key(self) -> str:
        return f"earful:presence:{self.workspace_id}:{self.pk}"

    def enter(self, page: str, user_id: int, doing: str) -> bool:
        """Say that this page shows it; return whether that is news."""
        before = self.pages().get(page)
        pipeline = live.client.pipeline()
        pipeline.hset(self.key, page, f"{user_id} {doing} {self.now + SECONDS:.3f}")
        pipeline.expire(self.key, SECONDS * 2)
        pipeline.execute()
        return before != (user_id, doing)

    def leave(self, page: str, user_id: int) -> bool:
        """Say that this page of this person shows it no more; return whether it did."""
        known = self.pages().get(page)
        return bool(known and known[0] == user_id and live.client.hdel(self.key, page))

    def pages(self) -> dict[str, tuple[int, str]]:
        """Return each page that is here, with its person and what they do; who is gone is cleared away."""
        stored: dict[bytes, bytes] = live.client.hgetall(self.key)  # type: ignore[assignment]
        here, gone = {}, []
        for page, value in stored.items():
            user_id, doing, until = value.decode().split(" ")
            if float(until) > self.now:
                here[page.decode()] = (int(user_id), doing)
            else:
                gone.append(page)
        if gone:
            live.client.hdel(self.key, *gone)
        return dict(list(here.items())[:MOST_PAGES])


@require_POST
@members_only
def presence(request: Request, visit: Visit) -> HttpResponse:
    """A page says that it shows `conversation`, or has `left` another; it is told who else is there."""
    shown, left = (number_in(request.POST.get(name, "")) for name in ("conversation", "left"))
    page, doing = request.POST.get("page", ""), request.POST.get("doing", "looking")
    if doing not in DOINGS or not PAGE.fullmatch(page):
        return HttpResponseBadRequest()
    try:
        if left and left != shown:
            _leave(_spot(visit, left), page, visit)
        people = _enter(_spot(visit, shown), page, doing, visit) if shown else []
    except redis.RedisError as error:
        log.warning("presence_not_known", workspace=visit.workspace.pk, error=str(error))
        people = []
    return JsonResponse({"people": people})


def _spot(visit: Visit, pk: int) -> Spot:
    """Raises Http404 for a conversation of another workspace."""
    if not Conversation.objects.filter(workspace=visit.workspace, pk=pk).exists():
        raise Http404
    return Spot(visit.workspace.pk, pk, time.time())


def _enter(spot: Spot, page: str, doing: str, visit: Visit) -> list[Person]:
    is_news = spot.enter(page, visit.user.pk, doing)
    people = people_at(spot)
    if is_news:
        live.announce_presence(spot.workspace_id, spot.pk, people)
    return people


def _leave(spot: Spot, page: str, visit: Visit) -> None:
    if spot.leave(page, visit.user.pk):
        live.announce_presence(spot.workspace_id, spot.pk, people_at(spot))


def people_at(spot: Spot) -> list[Person]:
    """Return who is at a conversation, once each: `{"id", "name", "is_answering"}`. Members only."""
    doing: dict[int, bool] = {}
    for user_id, each in spot.pages().values():
        doing[user_id] = doing.get(user_id, False) or each == "answering"
    members = Membership.objects.filter(workspace=spot.workspace_id, user__in=doing).select_related("user")
    return [
        {"id": member.user_id, "name": member.user.get_short_name(), "is_answering": doing[member.user_id]}
        for member in members.order_by("user_id")[:MOST_PAGES]
    ]

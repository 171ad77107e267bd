"""Tracked links: short addresses in replies that count how often they are followed."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from automation.models import TrackedLink
from inbox.variables import LINK, links_in


def short_addresses(workspace_id: int, texts: Iterable[str]) -> dict[str, str]:
    """Return the variables of the tracked links in these texts, with their addresses."""
    slugs = {slug for text in texts for slug in links_in(text)}
    if not slugs:
        return {}
    links = TrackedLink.objects.filter(workspace=workspace_id, slug__in=slugs)
    return {f"{LINK}{link.slug}": address_of(link) for link in links}


def address_of(link: TrackedLink) -> str:
    return f"{settings.PUBLIC_URL}{reverse('tracked_link', args=[link.code])}"


@never_cache
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Send whoever clicked on, and count it. Nothing is kept about them. HEAD only looks."""
    link = get_object_or_404(TrackedLink, code=code)
    if request.method == "GET":
        TrackedLink.objects.filter(pk=link.pk).update(clicks=F("clicks") + 1, last_clicked_at=timezone.now())
    return HttpResponseRedirect(link.url)

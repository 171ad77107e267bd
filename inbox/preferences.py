"""What a person sets for themselves, in every workspace."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.models import User
from inbox.access import Request


@require_POST
@login_required
def keys(request: Request) -> HttpResponse:
    """Switch single-key shortcuts on or off (WCAG 2.1.4)."""
    user = cast(User, request.user)
    user.has_keys = request.POST.get("keys") != "off"
    user.save(update_fields=["has_keys"])
    return HttpResponse(status=204)

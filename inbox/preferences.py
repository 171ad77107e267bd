"""What a person sets for themselves, in every workspace."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
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


@require_POST
@login_required
def language(request: Request) -> HttpResponse:
    """Choose the language of the screens; "" follows the browser. Leads back to where it was chosen."""
    chosen = request.POST.get("language", "")
    if chosen and chosen not in dict(settings.LANGUAGES):
        return HttpResponseBadRequest()
    user = cast(User, request.user)
    user.language = chosen
    user.save(update_fields=["language"])
    return _back(request)


@require_POST
@login_required
def abuse(request: Request) -> HttpResponse:
    """Choose whether abusive texts are shown at once. Leads back to where it was chosen."""
    user = cast(User, request.user)
    user.sees_abuse = request.POST.get("abuse") == "on"
    user.save(update_fields=["sees_abuse"])
    return _back(request)


def _back(request: Request) -> HttpResponseRedirect:
    """Lead to the page that a form names as `next`, when it is one of ours."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "home")

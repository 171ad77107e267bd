"""The page between choosing an action and its happening: it lists what will happen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, AdminForm
from django.db.models import Model
from django.http import HttpRequest
from django.template.response import TemplateResponse

from accounts.scoped_admin import ScopedAdmin

# Each is one hidden field of the page, and Django takes a thousand fields.
MOST_CONVERSATIONS = 500
MOST_LISTED = 20
CONFIRMED = "confirmed"


def is_confirmed(request: HttpRequest) -> bool:
    return CONFIRMED in request.POST


def ask(
    model_admin: ScopedAdmin,
    request: HttpRequest,
    chosen: Sequence[Model],
    form: Any,
    *,
    action: str,
    title: str,
    explains: str,
) -> TemplateResponse:
    """Show the form of an action, and on which rows it will act."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "explains": explains,
        "opts": model_admin.opts,
        "adminform": AdminForm(form, [(None, {"fields": list(form.fields)})], {}),
        "form": form,
        "listed": chosen[:MOST_LISTED],
        "more": max(len(chosen) - MOST_LISTED, 0),
        "chosen": chosen,
        "action": action,
        "checkbox_name": ACTION_CHECKBOX_NAME,
        "media": model_admin.media + form.media,
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "admin/inbox/bulk.html", context)


def form_data(request: HttpRequest) -> Any:
    """Return what was filled in, or None when the page is shown for the first time."""
    return request.POST if is_confirmed(request) else None

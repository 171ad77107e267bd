from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import Workspace


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The first workspace's inbox; a friendly page for who has none."""
    workspace = Workspace.objects.filter(memberships__user=request.user.pk).order_by("name", "pk").first()
    if workspace is None:
        return render(request, "accounts/no_workspace.html")
    return redirect("inbox", workspace.slug)

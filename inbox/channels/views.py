"""The pages of channels, for admins and owners: connect, look after, pause, try."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox import services
from inbox.access import Request, Visit, managers_only, members_only, require_manager
from inbox.channels import simulated
from inbox.channels.forms import ConnectForm
from inbox.channels.health import channels_of, health_of
from inbox.models import Channel
from inbox.screens.pages import side_context
from inbox.services import Refused, checking, listening
from inbox.tasks import send_test_event
from platforms.base import Capability, Connector
from platforms.registry import CONNECTORS

# Other apps leave messages too, such as a login's.
TAG = "channels"


@members_only
def page(request: Request, visit: Visit) -> HttpResponse:
    """All channels, those that need a person first; and the way to go live where there are none."""
    require_manager(visit)
    context = {"lines": channels_of(visit.workspace, timezone.now()), "simulator": settings.SIMULATOR_URL}
    return _render(request, visit, "list", context)


@members_only
def new(request: Request, visit: Visit) -> HttpResponse:
    """Choose a platform, then enter what it needs; a POST connects."""
    require_manager(visit)
    offered = [found for found in CONNECTORS.values() if Capability.IMPORT not in found.capabilities]
    connector = next((found for found in offered if found.slug == request.GET.get("platform")), None)
    # Names only: a template would call the classes.
    context: dict[str, Any] = {"offered": [(found.slug, found.name) for found in offered]}
    if connector is None:
        return _render(request, visit, "new", context)
    form = ConnectForm(connector, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            channel = _connect(visit, form)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            _listen(request, channel)
            return _said(request, visit, channel, _("Connected."))
    context |= {"form": form, "chosen": connector.slug, "platform": connector.name}
    return _render(request, visit, "new", context, status=422 if form.errors else 200)


@managers_only
def simulate(request: Request, visit: Visit) -> HttpResponse:
    """Connect a new profile of the simulator, and have people write to it."""
    if not settings.SIMULATOR_URL:
        raise Http404
    try:
        wish, now = simulated.open_profile(visit.workspace.name), timezone.now()
        checked = checking.check(wish, now, is_new=True)
        found = services.connect(visit.workspace, wish, checked, by=visit.actor, now=now)
        simulated.talk_to(found.external_id)
    except Refused as refused:
        messages.error(request, refused.detail, extra_tags=TAG)
        return redirect("channels", visit.workspace.slug)
    return _said(request, visit, found, _("Connected. Two people write to it now: look into the inbox."))


@members_only
def channel(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """How one channel is, and what can be done with it."""
    require_manager(visit)
    return _channel_page(request, visit, _find(visit, pk))


@managers_only
def connect_again(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Take new access for a channel that is there."""
    found = _find(visit, pk)
    form = ConnectForm(_connector(found), request.POST, is_new=False)
    if form.is_valid():
        now = timezone.now()
        wish = form.wish(account_id=found.external_id, is_simulated=found.is_simulated)
        try:
            checked = checking.check(wish, now)
        except Refused as refused:
            form.add_error(None, refused.detail)
        else:
            services.connect_again(found, checked, by=visit.actor, now=now)
            _listen(request, found)
            return _said(request, visit, found, _connected_again(found))
    return _channel_page(request, visit, found, form=form, status=422)


@managers_only
def pause(request: Request, visit: Visit, pk: int) -> HttpResponse:
    found = _find(visit, pk)
    services.pause_channel(found, by=visit.actor)
    return redirect("channel", visit.workspace.slug, found.pk)


@managers_only
def resume(request: Request, visit: Visit, pk: int) -> HttpResponse:
    found = _find(visit, pk)
    services.resume_channel(found, by=visit.actor)
    return redirect("channel", visit.workspace.slug, found.pk)


@managers_only
def test(request: Request, visit: Visit, pk: int) -> HttpResponse:
    """Have a worker bring in a test event."""
    found = _find(visit, pk)
    send_test_event.delay_on_commit(found.pk)
    return _said(request, visit, found, _("A test event is on its way: look for “Earful” in the inbox."))


def _connect(visit: Visit, form: ConnectForm) -> Channel:
    """Check what was entered, and store it. Raises Refused."""
    wish, now = form.wish(), timezone.now()
    return services.connect(
        visit.workspace, wish, checking.check(wish, now, is_new=True), by=visit.actor, now=now
    )


def _connected_again(found: Channel) -> str:
    """What is told to who gave a channel new access. A paused one sends nothing yet."""
    if found.status == Channel.Status.PAUSED:
        return _("Connected again. The channel stays paused until somebody resumes it.")
    return _("Connected again. What waited is being sent.")


def _listen(request: Request, found: Channel) -> None:
    """Have the platform deliver here; when it refuses, say so: the channel is connected all the same."""
    try:
        listening.listen(found.pk)
    except Refused as refused:
        messages.error(request, refused.detail, extra_tags=TAG)


def _channels(visit: Visit) -> QuerySet[Channel]:
    return Channel.objects.filter(workspace=visit.workspace).select_related("access", "poll")


def _find(visit: Visit, pk: int) -> Channel:
    return get_object_or_404(_channels(visit), pk=pk)


def _connector(found: Channel) -> type[Connector]:
    if found.can(Capability.IMPORT):
        raise Http404  # nothing is ever sent to it: there is no access
    return found.connector_class


def _channel_page(
    request: Request, visit: Visit, found: Channel, *, form: ConnectForm | None = None, status: int = 200
) -> HttpResponse:
    has_access = not found.can(Capability.IMPORT)
    context = {
        "health": health_of(found, timezone.now()),
        "form": form or (ConnectForm(found.connector_class, is_new=False) if has_access else None),
        "webhook": listening.address_of(found) if has_access else "",
    }
    return _render(request, visit, "channel", context, status=status)


def _said(request: Request, visit: Visit, found: Channel, text: str) -> HttpResponse:
    messages.success(request, text, extra_tags=TAG)
    return redirect("channel", visit.workspace.slug, found.pk)


def _render(
    request: Request, visit: Visit, name: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    whole = side_context(visit) | context | {"here": "channels"}
    return render(request, f"inbox/channels/{name}.html", whole, status=status)

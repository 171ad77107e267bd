"""Where platforms deliver. Checks the signature on the raw bytes, stores, answers; no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from inbox import deliveries
from inbox.models import Channel
from inbox.tasks import process_deliveries
from platforms.base import App, Capability, Connector
from platforms.registry import CONNECTORS

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose secret a delivery may be signed with, and whose channels it then reaches."""

    app: App
    is_simulated: bool = False


@method_decorator(csrf_exempt, name="dispatch")
class WebhookView(View):
    """`/webhooks/<platform>/`, and `/webhooks/<platform>/<channel>/` for a channel's own secret."""

    http_method_names = ["get", "post"]  # noqa: RUF012 - Django's own spelling

    def get(self, request: HttpRequest, platform: str, public_id: str | None = None) -> HttpResponse:
        """Answer the platform's question whether this address is ours."""
        connector = _connector(platform)
        query = {name: value for name, value in request.GET.items() if isinstance(value, str)}
        for sender in _senders(platform, _channel(platform, public_id)):
            answer = connector.handshake(query, sender.app)
            if answer is not None:
                return HttpResponse(answer, content_type=connector.handshake_type)
        return _error(403, "bad_verify_token", "The verify token is not the one configured here.")

    def post(self, request: HttpRequest, platform: str, public_id: str | None = None) -> HttpResponse:
        """Store a signed delivery. 200 means that it is on disk."""
        connector = _connector(platform)
        channel = _channel(platform, public_id)
        body = _body(request)
        if body is None:
            limit = settings.WEBHOOK_MAX_BYTES
            return _error(413, "body_too_large", f"A delivery may have {limit} bytes. Send smaller batches.")
        sender = _signed_by(connector, request.headers, body, _senders(platform, channel))
        if sender is None:
            log.warning("webhook_refused", platform=platform, bytes=len(body))
            return _error(403, "bad_signature", "The signature is missing or does not fit this body.")
        with transaction.atomic():
            delivery, is_new = deliveries.store(
                platform, body, channel=channel, is_simulated=sender.is_simulated
            )
            if is_new:
                process_deliveries.delay_on_commit([delivery.pk])
        return JsonResponse({"status": "stored" if is_new else "known"})


def _connector(platform: str) -> type[Connector]:
    connector = CONNECTORS.get(platform)
    if connector is None or Capability.WEBHOOK not in connector.capabilities:
        raise Http404
    return connector


def _channel(platform: str, public_id: str | None) -> Channel | None:
    if public_id is None:
        return None
    channel = Channel.objects.filter(platform=platform, public_id=public_id).first()
    if channel is None:
        raise Http404
    return channel


def _senders(platform: str, channel: Channel | None) -> list[Sender]:
    """A channel's own address takes its own secrets; the platform's takes the app's."""
    if channel is not None:
        return [Sender(App(secrets=tuple(channel.credentials.get("webhook_secrets", ()))))]
    configured = settings.PLATFORM_APPS.get(platform, {})
    senders = [
        Sender(App(tuple(configured.get("secrets", ())), verify_token=configured.get("verify_token", "")))
    ]
    if settings.SIMULATOR_SECRET:
        simulated = App((settings.SIMULATOR_SECRET,), verify_token=settings.SIMULATOR_VERIFY_TOKEN)
        senders.append(Sender(simulated, is_simulated=True))
    return senders


def _body(request: HttpRequest) -> bytes | None:
    """Return the raw body, or None when it is too large to be read."""
    try:
        body = request.body
    except RequestDataTooBig:
        return None
    return body if len(body) <= settings.WEBHOOK_MAX_BYTES else None


def _signed_by(
    connector: type[Connector], headers: Mapping[str, str], body: bytes, senders: list[Sender]
) -> Sender | None:
    lower = {name.lower(): value for name, value in headers.items()}
    now = timezone.now()
    for sender in senders:
        if connector.matching_secret(body, lower, sender.app, now=now) is not None:
            return sender
    return None


def _error(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"code": code, "detail": detail}, status=status)

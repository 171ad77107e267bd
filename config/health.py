"""/healthz, /readyz and who may read /metrics."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django_prometheus.exports import ExportToDjangoView

from inbox import health


def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """All parts work: 200. Otherwise 503, with each part that does not."""
    problems = health.problems()
    status = {"status": "unavailable", "problems": problems} if problems else {"status": "ok"}
    return JsonResponse(status, status=503 if problems else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics: with the token when one is set, else from this machine only."""
    if not _may_read(request):
        return HttpResponseForbidden("Set METRICS_TOKEN and send it as a bearer token.")
    answer: HttpResponse = ExportToDjangoView(request)
    return answer


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False

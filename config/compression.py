"""Pages on the wire, for installations without a proxy that does this."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressedPages(GZipMiddleware):
    """Compress pages, but no streams: each event stream would keep a compressor for hours.

    Against guessing secrets by a page's size (BREACH) Django pads each answer by a random length and
    masks its CSRF token anew: https://docs.djangoproject.com/en/5.2/ref/middleware/#module-django.middleware.gzip
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming:
            return response
        return super().process_response(request, response)

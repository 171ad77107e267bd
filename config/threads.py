"""How a request's middleware is run."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_only_middleware

Handler = Callable[[HttpRequest], HttpResponseBase]


@sync_only_middleware
def one_thread(get_response: Handler) -> Handler:
    """Keep all middleware before this one in the request's thread.

    Under ASGI Django runs every hook of its own middleware by a change of thread and back, some
    thirty a request here, unless the handler below is synchronous. It adds nothing itself:
    https://docs.djangoproject.com/en/5.2/topics/async/#performance
    """
    return get_response

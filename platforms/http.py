"""The only way out: one pooled HTTP client that says what a failure means.

The question after a failure is whether the platform may have acted. Before the
request was sent it cannot have (Transient). After that nobody knows (Ambiguous),
unless the act may be repeated without harm (`is_repeatable`), such as a read,
hiding or deleting.

No message here quotes the request or httpx's own text: both may hold a token.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx

from platforms.errors import Ambiguous, Invalid, PlatformError, Transient

TIMEOUT = httpx.Timeout(15, connect=5, pool=5)
LIMITS = httpx.Limits(max_connections=50, max_keepalive_connections=20)
# The read timeout is per chunk; this ends an answer that drips.
MAX_SECONDS = 30
MAX_BYTES = 4 * 1024 * 1024
HEADERS = {"User-Agent": "Earful", "Accept-Encoding": "identity"}
LOOPBACK = ("all://localhost", "all://127.0.0.1", "all://[::1]")

NOTHING_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
NOT_A_REQUEST = (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError)


@dataclass(frozen=True, slots=True)
class Request:
    """A call to make. `is_repeatable`: doing it twice is the same as doing it once.

    `server_name` is the name that the certificate must be for, where `url` holds an address.
    """

    method: str
    url: str
    is_repeatable: bool = False
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    json: Mapping[str, Any] | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    server_name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class UnreadableAnswer(Exception):
    """The answer is too large or too slow."""


def send(request: Request) -> Answer:
    """Make the call and return the answer; raise a PlatformError when there is none."""
    try:
        return _exchange(request)
    except NOTHING_SENT:
        failure: PlatformError = Transient("Could not connect to the platform.")
    except NOT_A_REQUEST:
        failure = Invalid("The address or the text cannot be sent.")
    except (httpx.RequestError, UnreadableAnswer):
        failure = unsettled("The connection broke.", is_repeatable=request.is_repeatable)
    # Outside the handlers, so that httpx's error is not attached to ours.
    raise failure


def unsettled(message: str, *, is_repeatable: bool, platform_code: str = "") -> PlatformError:
    """Return the error for a call that may or may not have been carried out."""
    kind = Transient if is_repeatable else Ambiguous
    return kind(message, platform_code=platform_code)


def _exchange(request: Request) -> Answer:
    deadline = time.monotonic() + MAX_SECONDS
    with _client(os.getpid()).stream(
        request.method,
        request.url,
        headers=request.headers,
        params=request.query,
        data=request.form,
        json=request.json,
        content=request.content,
        extensions={"sni_hostname": request.server_name} if request.server_name else None,
        timeout=TIMEOUT,
    ) as response:
        body = _read(response, deadline)
    return Answer(response.status_code, dict(response.headers), body)


def _read(response: httpx.Response, deadline: float) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES or time.monotonic() > deadline:
            raise UnreadableAnswer
    return bytes(body)


@lru_cache(maxsize=1)
def _client(_process_id: int) -> httpx.Client:
    """Return this process's client. A forked worker must not share its parent's sockets."""
    return httpx.Client(
        headers=HEADERS,
        limits=LIMITS,
        follow_redirects=False,
        # All channels share this client: a cookie set for one must not follow another.
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        # A proxy from the environment cannot reach the simulator on this machine.
        mounts=dict.fromkeys(LOOPBACK),
    )

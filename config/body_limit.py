"""How much a request may bring under ASGI, where Django spools the whole body before anybody looks at it.

https://docs.djangoproject.com/en/5.2/ref/settings/#data-upload-max-memory-size bounds what is parsed, not
what is received. In production the proxy bounds it as well (`deploy/Caddyfile`); `make up` has none.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Message = Mapping[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
UPLOADS = re.compile(r"/w/[^/]+/imports/upload/\Z")


class TooLargeError(Exception):
    """A request brings more than it may."""


class BodyLimit:
    """Answers 413 to a body of more than `most` bytes; `most_uploaded` where files to import are sent."""

    def __init__(self, app: App, *, most: int, most_uploaded: int) -> None:
        self._app, self._most, self._most_uploaded = app, most, most_uploaded

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        most = self._most_uploaded if UPLOADS.match(scope["path"]) else self._most
        try:
            if _announced(scope) > most:
                raise TooLargeError
            await self._app(scope, _counted(receive, most), send)
        except TooLargeError:
            await send({"type": "http.response.start", "status": 413, "headers": [(b"connection", b"close")]})
            await send({"type": "http.response.body", "body": b"That is too large.\n"})


def _announced(scope: Scope) -> int:
    """Return the length that the headers tell; 0 when they tell none."""
    told = dict(scope["headers"]).get(b"content-length", b"")
    return int(told) if told.isdigit() and len(told) < 19 else 0


def _counted(receive: Receive, most: int) -> Receive:
    taken = 0

    async def receive_counted() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLargeError
        return message

    return receive_counted

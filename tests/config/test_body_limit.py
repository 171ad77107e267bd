"""Under ASGI a body that is too large is refused before it lies on the disk."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from config.body_limit import BodyLimit

UPLOAD = "/w/demo/imports/upload/"


async def read_all(scope: Any, receive: Any, send: Any) -> None:
    """What Django does: take the whole body, then answer."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def ask(
    parts: list[bytes], *, path: str = "/", headers: tuple[tuple[bytes, bytes], ...] = ()
) -> tuple[int, int]:
    """Return the status of the answer, and how many parts were taken for it."""
    sent: list[dict[str, Any]] = []
    waiting = [
        {"type": "http.request", "body": part, "more_body": index + 1 < len(parts)}
        for index, part in enumerate(parts)
    ]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    limited = BodyLimit(read_all, most=10, most_uploaded=100)
    asyncio.run(limited({"type": "http", "path": path, "headers": headers}, receive, send))
    return sent[0]["status"], len(parts) - len(waiting)


@pytest.mark.parametrize(
    ("parts", "path", "answer"),
    [
        ([b"x" * 10], "/", (200, 1)),
        ([b"x" * 11], "/", (413, 1)),
        ([b"x" * 4] * 9, "/", (413, 3)),
        ([b"x" * 50, b"x" * 50], UPLOAD, (200, 2)),
        ([b"x" * 50] * 9, UPLOAD, (413, 3)),
        ([b"x" * 11], f"/other{UPLOAD}", (413, 1)),
        ([b"x" * 11], f"{UPLOAD}\n", (413, 1)),
    ],
)
def test_it_takes_no_more_than_it_may(parts: list[bytes], path: str, answer: tuple[int, int]) -> None:
    assert ask(parts, path=path) == answer


def test_it_takes_nothing_of_what_says_that_it_is_too_large() -> None:
    assert ask([b"x"], headers=((b"content-length", b"11"),)) == (413, 0)


@pytest.mark.parametrize("told", [b"", b"-5", b"many", b"9" * 40])
def test_it_counts_where_the_header_makes_no_sense(told: bytes) -> None:
    assert ask([b"x" * 11], headers=((b"content-length", told),)) == (413, 1)


def test_it_leaves_alone_what_is_no_request() -> None:
    seen: list[str] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["type"])

    async def nothing(*_: Any) -> Any:
        raise AssertionError("nothing is to be read or sent")

    asyncio.run(BodyLimit(app, most=1, most_uploaded=1)({"type": "lifespan"}, nothing, nothing))
    assert seen == ["lifespan"]

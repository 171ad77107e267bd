"""Signs and checks webhooks by the Standard Webhooks specification.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime

SECRET_PREFIX = "whsec_"  # noqa: S105 - the prefix of a secret, not one
VERSION_PREFIX = "v1,"
TOLERANCE_SECONDS = 300
MAX_SIGNATURES = 10
MAX_TIMESTAMP_DIGITS = 12


def matching_secret(
    body: bytes, headers: Mapping[str, str], secrets: Iterable[str], *, now: datetime
) -> str | None:
    """Return the secret that signed these raw bytes within the last five minutes."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not _is_fresh(timestamp, now):
        return None
    given = headers.get("webhook-signature", "").split()[:MAX_SIGNATURES]
    matches = [
        secret
        for secret in secrets
        if _is_among(given, sign(body, secret, message_id=message_id, timestamp=timestamp))
    ]
    return matches[0] if matches else None


def sign(body: bytes, secret: str, *, message_id: str, timestamp: str) -> str:
    """Return the `webhook-signature` for `body`; "" when the secret is not usable."""
    key = _key(secret)
    if not key:
        return ""
    content = f"{message_id}.{timestamp}.".encode(errors="backslashreplace") + body
    digest = hmac.new(key, content, hashlib.sha256).digest()
    return VERSION_PREFIX + base64.b64encode(digest).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_fresh(timestamp: str, now: datetime) -> bool:
    is_number = timestamp.isascii() and timestamp.isdigit()
    if not is_number or len(timestamp) > MAX_TIMESTAMP_DIGITS:
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE_SECONDS


def _is_among(given: list[str], expected: str) -> bool:
    # All are compared, so that the time taken does not tell which one was right.
    matches = [
        hmac.compare_digest(signature.encode(errors="backslashreplace"), expected.encode())
        for signature in given
    ]
    return bool(expected) and any(matches)

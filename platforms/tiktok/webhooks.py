"""TikTok's webhook signature: over the moment and the raw body.

https://developers.tiktok.com/doc/webhooks-verification
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from platforms.base import App

SIGNATURE_HEADER = "tiktok-signature"
# Nobody says whether a repeated delivery is signed anew. Behind this stands the unique event key.
TOLERANCE_SECONDS = 300
MAX_TIMESTAMP_DIGITS = 12


def matching_secret(body: bytes, headers: Mapping[str, str], app: App, *, now: datetime) -> str | None:
    """Return the secret that signed these raw bytes within five minutes of `now`."""
    parts = dict(part.strip().partition("=")[::2] for part in headers.get(SIGNATURE_HEADER, "").split(","))
    timestamp, given = parts.get("t", ""), parts.get("s", "")
    if not _is_fresh(timestamp, now):
        return None
    matches = [
        secret
        for secret in app.secrets
        if secret and hmac.compare_digest(given.encode(errors="replace"), _digest(body, secret, timestamp))
    ]
    return matches[0] if matches else None


def sign(body: bytes, secret: str, *, timestamp: str) -> str:
    """Return the header value that TikTok sends for `body`."""
    return f"t={timestamp},s={_digest(body, secret, timestamp).decode()}"


def _digest(body: bytes, secret: str, timestamp: str) -> bytes:
    content = timestamp.encode() + b"." + body
    return hmac.new(secret.encode(), content, hashlib.sha256).hexdigest().encode()


def _is_fresh(timestamp: str, now: datetime) -> bool:
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= MAX_TIMESTAMP_DIGITS
    return is_number and abs(now.timestamp() - int(timestamp)) <= TOLERANCE_SECONDS
